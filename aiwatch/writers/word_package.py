"""The package of a Word document: styles, page, properties, and the bytes it comes to."""

from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.shared import Twips

_TEMPLATES = Path(__file__).parent.parent / "templates" / "docx"
_LONGEST_PROPERTY = 255

TEXT_WIDTH = 9412
"""The width of the text in twips: A4 less the margins."""

_A4 = (Twips(11906), Twips(16838))
_MARGIN = Twips(1247)


def new_document() -> Document:
    """Return an empty A4 document with the styles, lists and settings of our templates, and
    without the parts of python-docx's own template that nothing needs."""
    document = docx.Document()
    part = document.part
    for reltype in ("stylesWithEffects", "webSettings", "fontTable", "customXml"):
        _drop(part.rels, reltype)
    for reltype in ("thumbnail", "extended-properties"):
        _drop(part.package.rels, reltype)
    _fill(document.styles.element, "styles.xml")
    _fill(part.numbering_part.element, "numbering.xml")
    _fill(document.settings.element, "settings.xml")
    section = document.sections[0]
    section.page_width, section.page_height = _A4
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN
    section.header_distance = section.footer_distance = Twips(624)
    return document


def _drop(relationships: Any, name: str) -> None:
    for key in [key for key, rel in relationships.items() if rel.reltype.endswith(f"/{name}")]:
        del relationships[key]


def _fill(root: Any, template: str) -> None:
    root[:] = list(parse_xml((_TEMPLATES / template).read_bytes()))


def restarted_list(document: Document, first: int) -> int:
    """Return the number of a new numbered list that begins with `first`."""
    numbering = document.part.numbering_part.element
    made = numbering.add_num(1)
    made.add_lvlOverride(ilvl=0).add_startOverride(first)
    return int(made.numId)


def describe(document: Document, title: str, subject: str, day: date) -> None:
    """Set the properties that a file manager shows; `title` and `subject` have no hidden
    characters."""
    properties = document.core_properties
    properties.title = title[:_LONGEST_PROPERTY]
    properties.subject = subject[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = ""
    properties.comments = properties.keywords = properties.category = ""
    properties.language = "en-GB"
    properties.revision = 1
    properties.created = properties.modified = datetime.combine(day, time(12), UTC)


def to_bytes(document: Document) -> bytes:
    """Return `document` as a file, the same bytes for the same content."""
    saved, stable = BytesIO(), BytesIO()
    document.save(saved)
    with ZipFile(saved) as parts, ZipFile(stable, "w", ZIP_DEFLATED) as package:
        for name in parts.namelist():
            entry = ZipInfo(name)  # of 1980, when no document was written
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, parts.read(name))
    return stable.getvalue()
