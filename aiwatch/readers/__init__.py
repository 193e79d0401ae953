"""Readers: bytes in, developments out; one format a module, loaded when it is needed."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import PurePath
from shlex import quote

from aiwatch.domain.clipping import Clipping
from aiwatch.domain.development import Development
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.text import fold
from aiwatch.readers import signs
from aiwatch.readers.decoding import Decoded, decode

__all__ = ["Conventions", "Decoded", "Reading", "Unread", "decode", "identify", "read"]

READERS = {
    "markdown": "aiwatch.readers.markdown",
    "text": "aiwatch.readers.text",
    "csv": "aiwatch.readers.csv",
    "json": "aiwatch.readers.json",
    "jsonl": "aiwatch.readers.jsonl",
    "feed": "aiwatch.readers.feed",
    "ris": "aiwatch.readers.ris",
    "csl": "aiwatch.readers.csl",
    "bookmarks": "aiwatch.readers.bookmarks",
    "docx": "aiwatch.readers.docx",
    "excel": "aiwatch.readers.excel",
}
"""The module of each format; it has `read(text, conventions) -> Reading`, or
`read(data, conventions)` if the format is in `BINARY`."""

BINARY = frozenset({"docx", "excel"})
"""The formats that are no text."""

TABLES = ("csv", "json", "jsonl", "excel")
"""The formats of records, and of tables by other people, whose columns can be mapped."""

LIBRARIES = {
    "feed": ("feedparser", "Feeds"),
    "docx": ("python-docx", "Word files"),
    "excel": ("openpyxl", "Excel files"),
}
"""What needs a library that is not installed with aiwatch, by format: the library, and what it
reads."""

ENDINGS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".rss": "feed",
    ".atom": "feed",
    ".ris": "ris",
    ".docx": "docx",
    ".xlsx": "excel",
}
"""The format that a file's ending names; any other file may be a briefing of either kind."""

_WEB_PAGE = re.compile(
    r"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)
_MARKUP = re.compile(r"^ {0,3}#{1,6}[ \t]+\S|\]\(|\*\*\S", re.MULTILINE)
_INVISIBLE = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
_MOST_TITLES = 20
_NUMBERING = re.compile(r"(?:\d+(?:\.\d+)*[.)、]?|[一二三四五六七八九十]+[、.])")


@dataclass(frozen=True)
class Conventions:
    """What a file does not say itself.

    `sections` are the configured ones, key to title, in order; `section_map` maps titles as they
    stand in the file to keys; `section` is the key for what stands under no title or an unknown
    one; `date` is the day of items without any; `day_first` reads 05/04/2025 as 5 April. `columns`
    maps the names of columns or fields, as they stand in the file, to ours; `complete` fills in
    what a clipping's address and its script tell of it, `publishers_in` tells the several
    publishers that one name names, and `day_in` the day in an address, which is only ever
    suggested.
    """

    sections: Mapping[str, str]
    today: datetime.date
    section_map: Mapping[str, str] = field(default_factory=dict)
    section: str = ""
    date: datetime.date | None = None
    day_first: bool | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    complete: Callable[[Clipping], Clipping] = lambda clipping: clipping
    publishers_in: Callable[[str], tuple[str, ...]] = lambda name: (name,) if name else ()
    day_in: Callable[[str], datetime.date | None] = lambda url: None
    _keys: dict[str, str] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for key in (self.section, *self.section_map.values()):
            if key and key not in self.sections:
                raise InvalidInput(f"No section {key!r}. Sections: {', '.join(self.sections)}.")
        names = [(key, key) for key in self.sections]
        names += [(title, key) for key, title in self.sections.items()]
        names += list(self.section_map.items())
        self._keys.update((_name(name), key) for name, key in names)

    def key(self, title: str) -> str:
        """Return the key of the section that `title` names, empty if it names none. Case, width,
        spacing, numbering and a trailing colon do not matter; a key is a name, too."""
        if len(title) > 200:
            return ""
        name = _name(title)
        return self._keys.get(name) or self._keys.get(_NUMBERING.sub("", name, count=1), "")

    def unknown(self, titles: Mapping[str, int]) -> InvalidInput:
        """Return the refusal of `titles`, which name no section, each with its line."""
        some = list(titles.items())[:_MOST_TITLES]
        more = f" and {len(titles) - len(some)} more" if len(titles) > len(some) else ""
        named = ", ".join(f"'{title}' (line {line})" for title, line in some)
        keys = (f"{key} ({title})" for key, title in self.sections.items())
        quoted = (title.replace('"', '\\"') for title, _ in some)
        options = " ".join(f'--section "{title}=KEY"' for title in quoted)
        return InvalidInput(
            f"No section{'s' * (len(titles) > 1)} {named}{more}. "
            f"Map {'each' if len(titles) > 1 else 'it'} to one of: {', '.join(keys)}. "
            f"Give {options}."
        )


@dataclass(frozen=True)
class Unread:
    """A line that became nothing, by its number."""

    line: int
    text: str


@dataclass(frozen=True)
class Reading:
    """What a reader understood of a file.

    `developments` stand in the file's order, their ids empty unless the file carries them, and
    `lines` says on which line each starts. `overview` is the text before the first section,
    `unread` are the lines that became nothing, `remarks` says what to look at again, `removed`
    counts control characters taken out.
    """

    developments: tuple[Development, ...]
    lines: tuple[int, ...]
    overview: str = ""
    unread: tuple[Unread, ...] = ()
    remarks: tuple[str, ...] = ()
    removed: int = 0


def identify(name: str, data: bytes, encoding: str = "") -> str:
    """Return the format of the file `name` with the content `data`, a text in `encoding` if that is
    said.

    Data are known by their content, briefings by what is left. Raises InvalidInput for what is
    no text, where the content reads as two formats, and where it and the file's ending name two.
    """
    if data.startswith(b"PK\x03\x04") and (packed := signs.in_zip(data)):
        return packed
    if told := signs.unreadable(data):
        raise InvalidInput(f"This is {told}")
    text = decode(data, encoding=encoding).text
    found = [format for format, is_one in _signs().items() if is_one(text)]
    if "csl" in found:  # which is JSON
        found = [format for format in found if format not in ("json", "jsonl")]
    if len(found) > 1:
        raise InvalidInput(f"It reads as {' and as '.join(found)}. Say which it is with --format.")
    if found and found[0] in _FOREIGN:
        return found[0]
    if signs.opml(text):
        raise InvalidInput(
            f"It names feeds to subscribe to, not developments: aiwatch feeds import {quote(name)}"
        )
    if signs.bibtex(text):
        raise InvalidInput(
            "It is BibTeX. Export it as RIS or CSL-JSON, or make that of it: "
            f"pandoc -f bibtex -t csljson {quote(name or '-')} -o references.json"
        )
    if _WEB_PAGE.match(text):
        raise InvalidInput(
            "It is the source of a web page. Copy the page's text from the browser and import that."
        )
    ending = ENDINGS.get(PurePath(name).suffix.lower(), "")
    content = found[0] if found else ""
    both_json = {ending, content} <= {"json", "jsonl"}
    if content and ending and content != ending and not both_json:
        raise InvalidInput(
            f"It is named as {ending} but reads as {content}. Say which it is with --format."
        )
    return content or ending or ("markdown" if _MARKUP.search(text) else "text")


_FOREIGN = ("feed", "ris", "csl", "bookmarks")
"""The formats whose content is sure, whatever the file's ending."""


def _signs() -> dict[str, Callable[[str], bool]]:
    """Return the formats that a text's content tells, each with what tells whether it is one."""
    return {
        "feed": signs.feed,
        "ris": signs.ris,
        "csl": signs.csl,
        "bookmarks": signs.bookmarks,
        "json": lambda text: signs.data(text) == "json",
        "jsonl": lambda text: signs.data(text) == "jsonl",
        "csv": signs.table,
    }


def read(format: str, data: bytes, conventions: Conventions, encoding: str = "") -> Reading:
    """Return what the reader of `format` understands of `data`, a text in `encoding` if that is
    said. Raises InvalidInput for an unknown format and for what cannot be right, naming its line.
    """
    if format not in READERS:
        raise InvalidInput(f"No format {format!r} to import. Formats: {', '.join(READERS)}.")
    if conventions.columns and format not in TABLES:
        raise InvalidInput(
            f"--map is for tables ({', '.join(TABLES)}), and this is {format}. If it is one of "
            "them, say so with --format."
        )
    if encoding and format in BINARY:
        raise InvalidInput(f"--encoding is for text, and this is {format}.")
    reader = import_module(READERS[format])
    if format in BINARY:
        reading: Reading = reader.read(data, conventions)
        return reading
    text, taken_as = decode(data, encoding=encoding)
    reading = reader.read(text, conventions)
    if not taken_as:
        return reading
    return replace(reading, remarks=(f"Read as {taken_as}.", *reading.remarks))


def _name(title: str) -> str:
    return _INVISIBLE.sub("", fold(title)).rstrip(":")
