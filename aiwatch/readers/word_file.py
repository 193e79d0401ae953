"""What stands in the body of a Word document (Office Open XML): paragraphs of runs, and tables.

Changes that somebody tracked count as accepted. Headers, footers and comments are no part of it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import BadZipFile, LargeZipFile, ZipFile

from aiwatch.domain.errors import InvalidInput
from aiwatch.readers.word_xml import Styles, attribute, is_on, name_of, unmarked, value_at, words_in

if TYPE_CHECKING:
    from docx.document import Document

_LARGEST = 20_000_000  # of text in XML: more than a thousand pages
_MOST_PARTS = 10_000
_BROKEN = "It is no Word file, or a broken one. Open it in Word or LibreOffice and save it anew."
_ERRORS = (
    *(ValueError, LookupError, TypeError, AttributeError, SyntaxError, OSError, EOFError),
    *(NotImplementedError, RuntimeError, BadZipFile, LargeZipFile, zlib.error),
)
"""What python-docx and the modules below it raise for a file that is not as it should be."""

_HYPERLINK = re.compile(r'\s*HYPERLINK\s+"(?P<url>[^"]+)"', re.IGNORECASE)
_TOOLTIP = re.compile(r'\\o\s+"((?:[^"\\]|\\.)*)"')
_HEADING = re.compile(r"heading (?P<level>[1-9])")
_NOT_SHOWN = frozenset({"del", "moveFrom", "pPr", "rPr", "delText", "Fallback"})
_TRACKED = ("{*}del", "{*}ins", "{*}moveFrom", "{*}moveTo")
_NOTES = ("footnote", "endnote")
_BREAKS = frozenset({"br", "cr"})


class Run(NamedTuple):
    """Words in one style (its id); `url` is where they lead to, `tooltip` what is shown there."""

    words: str
    style: str = ""
    url: str = ""
    bold: bool = False
    tooltip: str = ""


class _Link(NamedTuple):
    url: str = ""
    tooltip: str = ""


@dataclass
class Paragraph:
    """A paragraph. `level` is that of a heading (0 for the document's title, -1 for none), `bullet`
    how deep it stands in a list (-1 if in none); `goes_on` tells that it is in a list without a
    bullet or number of its own, and goes on with the item above. `style` is the style's English
    name in lower case, `asides` are the texts of footnotes and text boxes in it; `tracked` tells
    that somebody's change in it is neither accepted nor refused."""

    runs: list[Run]
    style: str
    level: int = -1
    bullet: int = -1
    goes_on: bool = False
    asides: list[str] = field(default_factory=list)
    tracked: bool = False

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(run.words for run in self.runs)


@dataclass
class Table:
    """A table: the words of its cells, row by row."""

    rows: list[list[str]]


def blocks(data: bytes) -> list[Paragraph | Table]:
    """Return what stands in the body of the Word document `data`, in its order. Raises
    InvalidInput for what is none, a broken one, or one that would unpack to too much."""
    document = _open(data)
    return list(_Body(document).blocks(document.element.body))


def _open(data: bytes) -> Document:
    import docx
    from docx.opc.exceptions import OpcError

    try:
        with ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
        size = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
        pictures = sum(part.file_size for part in parts) - size
        if size > _LARGEST or pictures > 10 * _LARGEST or len(parts) > _MOST_PARTS:
            raise InvalidInput(
                f"Unpacked it would have {size + pictures:,} bytes in {len(parts):,} parts, more "
                "than a briefing has. Copy what is to be imported into a new document."
            )
        document = docx.Document(BytesIO(data))
        if document.element.body is None or document.styles.element is None:
            raise InvalidInput(_BROKEN)
        return document
    except (OpcError, *_ERRORS):
        raise InvalidInput(_BROKEN) from None


class _Body:
    """Reads a document. `fields` are the fields that are open: the instruction of each, and
    whether its result has begun."""

    def __init__(self, document: Document) -> None:
        self.relationships = document.part.rels
        self.styles = Styles(document.styles.element)
        self.unmarked = set(unmarked(document.part))
        self.notes = {kind: dict(self._notes(kind)) for kind in _NOTES}
        self.fields: list[tuple[str, bool]] = []
        self.asides: list[str] = []

    def _notes(self, kind: str) -> Iterator[tuple[str, str]]:
        from docx.oxml import parse_xml

        for relationship in self.relationships.values():
            if relationship.reltype.endswith(f"/{kind}s") and not relationship.is_external:
                try:
                    root = parse_xml(relationship.target_part.blob)
                except SyntaxError:
                    raise InvalidInput(_BROKEN) from None
                for note in root.iter(f"{{*}}{kind}"):
                    yield attribute(note, "id"), words_in(note)

    def blocks(self, parent: Any) -> Iterator[Paragraph | Table]:
        """Yield the paragraphs and tables in `parent`."""
        for child in parent:
            match name_of(child):
                case "p":
                    yield self._paragraph(child)
                case "tbl":
                    rows = child.iter("{*}tr")
                    yield Table([[words_in(cell) for cell in row.iter("{*}tc")] for row in rows])
                case "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml":
                    yield from self.blocks(child)

    def _paragraph(self, node: Any) -> Paragraph:
        id = value_at(node, "pPr/pStyle") or ""
        name = self.styles.name(id)
        self.asides = []
        made = Paragraph(list(self._runs(node, _Link())), name, asides=self.asides)
        made.tracked = next(node.iter(*_TRACKED), None) is not None
        properties = [node.find("{*}pPr"), *(s.find("{*}pPr") for s in self.styles.chain(id))]
        for each in properties:
            if made.level < 0 and (outline := value_at(each, "outlineLvl")):
                made.level = int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else -1
        if found := _HEADING.match(name):
            made.level = int(found["level"])
        elif name == "title":
            made.level = 0
        if made.level < 0:
            numbers = (value_at(each, "numPr/numId") for each in properties)
            number = next((number for number in numbers if number is not None), "0")
            depths = (value_at(each, "numPr/ilvl") for each in properties)
            depth = next((depth for depth in depths if depth), "0")
            made.goes_on = (number, depth) in self.unmarked
            if number != "0" or name.startswith(("list bullet", "list number")):
                made.bullet = int(depth) if depth.isdecimal() and not made.goes_on else -1
            made.goes_on = made.goes_on or (made.bullet < 0 and name.startswith("list"))
        return made

    def _runs(self, node: Any, link: _Link) -> Iterator[Run]:
        for child in node:
            match name_of(child):
                case "r":
                    yield from self._run(child, link)
                case "hyperlink":
                    found = _Link(self._target(child), _tooltip(child))
                    yield from self._runs(child, found if found.url else link)
                case "fldSimple":
                    yield from self._runs(child, _link(attribute(child, "instr")) or link)
                case name if name and name not in _NOT_SHOWN:
                    yield from self._runs(child, link)

    def _target(self, link: Any) -> str:
        found = self.relationships.get(attribute(link, "id"))
        if found is None or not found.is_external:
            return ""
        anchor = attribute(link, "anchor")
        return f"{found.target_ref}#{anchor}" if anchor else str(found.target_ref)

    def _run(self, run: Any, link: _Link) -> Iterator[Run]:
        style = value_at(run, "rPr/rStyle") or ""
        bold = is_on(run, "rPr/b")
        words = "".join(map(self._character, run))
        links = [found for code, begun in self.fields if begun and (found := _link(code))]
        if words:
            is_bold = self.styles.is_bold(style) if bold is None else bold
            url, tooltip = links[-1] if links else link
            yield Run(words, style, url, is_bold, tooltip)

    def _character(self, node: Any) -> str:
        """Return the words of `node`, a part of a run; fields and asides are taken note of."""
        name = name_of(node)
        if name == "t":
            return node.text or ""
        if name == "fldChar":
            self._field(attribute(node, "fldCharType"))
        elif name == "instrText" and self.fields and not self.fields[-1][1]:
            self.fields[-1] = (self.fields[-1][0] + (node.text or ""), False)
        elif name.removesuffix("Reference") in _NOTES:
            kind = name.removesuffix("Reference")
            self.asides.append(self.notes[kind].get(attribute(node, "id"), ""))
        elif name in ("drawing", "pict", "object", "AlternateContent"):
            box = next(node.iter("{*}txbxContent"), None)
            self.asides += [words_in(box)] if box is not None else []
        elif name in _BREAKS:
            return "\n"
        return {"tab": " ", "noBreakHyphen": "-", "ptab": " "}.get(name, "")

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(("", False))
        elif self.fields and kind == "separate":
            self.fields[-1] = (self.fields[-1][0], True)
        elif self.fields and kind == "end":
            self.fields.pop()


def _tooltip(link: Any) -> str:
    """Return the tooltip of `link`, which LibreOffice writes as the name of a frame."""
    frame = attribute(link, "tgtFrame")
    return attribute(link, "tooltip") or ("" if frame.startswith("_") else frame)


def _link(code: str) -> _Link | None:
    """Return where the field with the instruction `code` leads to, None if it does not."""
    found = _HYPERLINK.match(code)
    if not found:
        return None
    tooltip = _TOOLTIP.search(code, found.end())
    return _Link(found["url"], re.sub(r"\\(.)", r"\1", tooltip[1]) if tooltip else "")
