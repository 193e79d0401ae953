"""The XML of a Word document: its elements and attributes, the styles, and which lists have no
marks. Names are local ones; the namespaces of strict and transitional documents differ."""

from collections.abc import Iterator
from typing import Any


def name_of(node: Any) -> str:
    """Return the local name of an element, empty for a comment."""
    return str(node.tag).rpartition("}")[2] if isinstance(node.tag, str) else ""


def value_at(node: Any, path: str, name: str = "val") -> str | None:
    """Return the attribute `w:name` of the first element at `path` below `node`."""
    for step in path.split("/"):
        node = None if node is None else node.find(f"{{*}}{step}")
    if node is None:
        return None
    return next((value for key, value in node.attrib.items() if key.endswith(f"}}{name}")), "")


def is_on(node: Any, path: str) -> bool | None:
    """Tell whether the property at `path` is on; None if it is not there."""
    told = value_at(node, path)
    return None if told is None else told not in ("0", "false", "off", "none")


def attribute(node: Any, name: str) -> str:
    """Return the attribute `name` of `node`, empty if it has none."""
    return next((value for key, value in node.attrib.items() if key.endswith(f"}}{name}")), "")


def words_in(node: Any) -> str:
    """Return the words in `node` on one line, its paragraphs separated by spaces."""
    paragraphs = (
        "".join(text.text or "" for text in paragraph.iter("{*}t"))
        for paragraph in node.iter("{*}p")
    )
    return " ".join(" ".join(paragraphs).split())


class Styles:
    """The styles of a document, each with what it has from those it is based on."""

    def __init__(self, root: Any) -> None:
        self.styles = {attribute(style, "styleId"): style for style in root.iter("{*}style")}

    def chain(self, id: str) -> list[Any]:
        """Return the style `id` and those it is based on."""
        found: list[Any] = []
        while (style := self.styles.get(id)) is not None and style not in found:
            found.append(style)
            id = value_at(style, "basedOn") or ""
        return found

    def name(self, id: str) -> str:
        """Return the name of the style `id` in lower case."""
        return (value_at(self.styles.get(id), "name") or id).lower()

    def is_bold(self, id: str) -> bool:
        """Tell whether words in the style `id` are bold."""
        told = (is_on(style, "rPr/b") for style in self.chain(id))
        return bool(next((on for on in told if on is not None), False))


def unmarked(part: Any) -> Iterator[tuple[str, str]]:
    """Yield the lists, and how deep in them, where a paragraph has neither bullet nor number: so
    pandoc writes the further paragraphs of an item."""
    root = next(
        (
            getattr(relationship.target_part, "element", ())
            for relationship in part.rels.values()
            if relationship.reltype.endswith("/numbering") and not relationship.is_external
        ),
        (),
    )
    blank = set()
    for abstract in (each for each in root if name_of(each) == "abstractNum"):
        for level in abstract.iter("{*}lvl"):
            if (
                value_at(level, "numFmt") == "none"
                or not (value_at(level, "lvlText") or "").strip()
            ):
                blank.add((attribute(abstract, "abstractNumId"), attribute(level, "ilvl")))
    for number in (each for each in root if name_of(each) == "num"):
        kind = value_at(number, "abstractNumId")
        yield from ((attribute(number, "numId"), depth) for of, depth in blank if of == kind)
