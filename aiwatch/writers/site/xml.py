"""XML documents of a site."""

from xml.etree.ElementTree import Element, indent, tostring


def document(root: Element) -> bytes:
    """Return `root` as an XML document in UTF-8, an element a line. Its texts may have nothing that
    XML forbids in them."""
    indent(root, "")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
