"""Readers: bytes in, developments out; one format a module, loaded when it is needed."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import PurePath

from aiwatch.domain.clipping import Clipping
from aiwatch.domain.development import Development
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.text import fold
from aiwatch.readers import signs

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

_NOT_TEXT = {
    b"PK\x03\x04": "a Word, Excel or zip file",
    b"%PDF": "a PDF file",
    b"\x1f\x8b": "a gzip file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
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
    what a clipping's address tells of it.
    """

    sections: Mapping[str, str]
    today: datetime.date
    section_map: Mapping[str, str] = field(default_factory=dict)
    section: str = ""
    date: datetime.date | None = None
    day_first: bool | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    complete: Callable[[Clipping], Clipping] = lambda clipping: clipping
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


def identify(name: str, data: bytes) -> str:
    """Return the format of the file `name` with the content `data`.

    Data are known by their content, briefings by what is left. Raises InvalidInput for what is
    no text, and where the content and the file's ending name two different formats.
    """
    if data.startswith(b"PK\x03\x04") and (packed := signs.in_zip(data)):
        return packed
    text = decode(data)
    foreign = [
        name
        for name, is_one in (
            ("feed", signs.feed),
            ("ris", signs.ris),
            ("csl", signs.csl),
            ("bookmarks", signs.bookmarks),
        )
        if is_one(text)
    ]
    if len(foreign) > 1:
        raise InvalidInput(
            f"It reads as {' and as '.join(foreign)}. Say which it is with --format."
        )
    if foreign:
        return foreign[0]
    if _WEB_PAGE.match(text):
        raise InvalidInput(
            f"{name or 'The input'} is the source of a web page. "
            "Copy the page's text from the browser and import that."
        )
    ending = ENDINGS.get(PurePath(name).suffix.lower(), "")
    found = _data_format(text)
    both_json = {ending, found} <= {"json", "jsonl"}
    if found and ending and found != ending and not both_json:
        raise InvalidInput(
            f"It is named as {ending} but reads as {found}. Say which it is with --format."
        )
    return found or ending or ("markdown" if _MARKUP.search(text) else "text")


def decode(data: bytes, what: str = "This") -> str:
    """Return `data` as text: UTF-8 with or without a byte order mark, or UTF-16 with one.

    Raises InvalidInput, naming `what`, for anything else: with the first byte that does not fit,
    or because of NUL bytes as UTF-16 and binary files have them. A stray NUL is a control
    character like others, left for `clean` to take out.
    """
    for signature, kind in _NOT_TEXT.items():
        if data.startswith(signature):
            raise InvalidInput(f"{what} is {kind}, not text. Save or copy it as text.")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    nuls = data.count(0)
    if encoding != "utf-16" and (nuls > max(2, len(data) // 8) or b"\x00" * 4 in data):
        raise InvalidInput(
            f"{what} is no text: {nuls} of its {len(data)} bytes are NUL, as in a binary file or "
            "UTF-16 without a byte order mark. Save or copy it as UTF-8 text."
        )
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.upper().removesuffix("-SIG")
        raise InvalidInput(
            f"{what} is not {name} text: byte {error.start + 1} does not fit. "
            "Save it as UTF-8 (a Chinese file may need iconv -f GB18030 -t UTF-8)."
        ) from None


def read(format: str, data: bytes, conventions: Conventions) -> Reading:
    """Return what the reader of `format` understands of `data`. Raises InvalidInput for an
    unknown format and for what cannot be right, naming its line."""
    if format not in READERS:
        raise InvalidInput(f"No format {format!r} to import. Formats: {', '.join(READERS)}.")
    content = data if format in BINARY else decode(data)
    reading: Reading = import_module(READERS[format]).read(content, conventions)
    return reading


def _data_format(text: str) -> str:
    """Return `json`, `jsonl` or `csv` if that is what `text` begins as."""
    if re.match(r"\s*(?:\[\s*[{\]]|\{\s*[\"}])", text):
        first, _, rest = text.strip().partition("\n")
        a_line_each = first.startswith("{") and first.rstrip().endswith("}")
        return "jsonl" if a_line_each and rest.lstrip().startswith("{") else "json"
    return "csv" if csv_delimiter(text) else ""


def csv_delimiter(text: str) -> str:
    """Return what separates the columns of `text`, if they are those of developments, else ""."""
    first = text.split("\n", 1)[0][:10_000]
    for delimiter in ",;\t":
        if {"section", "text"} <= {name.strip(' \r"').lower() for name in first.split(delimiter)}:
            return delimiter
    return ""


def _name(title: str) -> str:
    return _INVISIBLE.sub("", fold(title)).rstrip(":")
