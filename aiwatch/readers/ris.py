"""References in RIS, as Zotero, EndNote and publishers export them.

A line is `TI  - value`; one without a tag goes on with the value above. `TY` begins a record and
`ER` ends it, or the next `TY` does. A tag has more than one meaning, by the type of the record and
the program that wrote it: what publishes a paper or a page is its T2, what publishes a report its
PB.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from aiwatch.domain.addresses import is_web
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.dates import read_day
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.html_text import plain_of
from aiwatch.domain.text import tidy
from aiwatch.readers import Conventions, Reading, Unread
from aiwatch.readers.clippings import (
    Found,
    by_line,
    day_told,
    language_told,
    one_by_one,
    one_line,
    read_clippings,
    tags_of,
    without_html,
)

_FIELD = re.compile(r"(?P<tag>[A-Z][A-Z0-9])  -(?: (?P<value>.*))?")
_DAY = re.compile(r"(?P<year>\d{4})/(?P<month>\d{0,2})(?:/(?P<day>\d{0,2}))?(?:/.*)?")

_TITLES = ("TI", "T1", "CT", "BT")
_DAYS = ("DA", "Y1", "PY")
_PUBLISHERS = ("T2", "JF", "JO", "JA", "PB")
_BY_ITSELF = frozenset({"BOOK", "RPRT", "GOVDOC", "STAND", "STAT", "LEGAL", "THES", "PAMP", "COMP"})
"""The types of what is no part of a paper or a site: PB publishes it, and T2 is a series."""

_NOTHING_LOST = frozenset({"TY", "ID", "ST", "Y2", "DP"})


@dataclass
class _Record:
    """A record: its line, and its values by tag, continued lines behind line breaks."""

    line: int
    fields: dict[str, list[str]] = field(default_factory=dict)

    def take(self, tag: str) -> list[str]:
        """Return the values of `tag`, which are no longer there."""
        return [value for value in self.fields.pop(tag, ()) if value.strip()]

    def first(self, *tags: str) -> str:
        """Return the first value of the first of `tags` that has one, on one line; it is no longer
        there."""
        for tag in tags:
            values = self.take(tag)
            if values:
                self.fields[tag] = values[1:]
                return one_line(values[0])
        return ""

    def address(self, *tags: str) -> str:
        """Return the first address of the web in `tags`; it is no longer there."""
        for tag in tags:
            for place, value in enumerate(self.fields.get(tag, ())):
                if is_web(value):
                    return self.fields[tag].pop(place).strip()
        return ""


def read(text: str, conventions: Conventions) -> Reading:
    """Return the developments of the RIS `text`: a title is a headline, an abstract the text, KW
    are tags, N1 the comment. Raises InvalidInput, naming the lines, for what has no day or no
    section, and for what cannot be right."""
    cleaned, removed = one_by_one(text)
    unread: list[Unread] = []
    found, noted, lost = [], list[tuple[int, str]](), dict[str, int]()
    for record in _records(cleaned, unread):
        try:
            each, told = _found(record, conventions.day_first)
        except InvalidInput as error:
            raise InvalidInput(f"Line {record.line}: {error}") from None
        found.append(each)
        noted += [(record.line, remark) for remark in told]
        for tag in record.fields.keys() - _NOTHING_LOST:
            lost[tag] = lost.get(tag, 0) + len(record.take(tag))
    left = list[str]()
    if tags := ", ".join(f"{tag} ({count})" for tag, count in sorted(lost.items()) if count):
        left.append(f"Left out, since a development has no place for it: {tags}.")
    found, changed = without_html(found)
    remarks = [*by_line(noted), *left, *changed]
    return read_clippings(found, conventions, unread=unread, remarks=remarks, removed=removed)


def _records(text: str, unread: list[Unread]) -> Iterator[_Record]:
    """Yield the records of `text`; lines outside of them are added to `unread`."""
    record: _Record | None = None
    values: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        is_field = _FIELD.fullmatch(line.rstrip())
        if is_field and is_field["tag"] == "TY":
            if record:
                yield record
            record = _Record(number)
        if record and is_field and is_field["tag"] == "ER":
            yield record
            record = None
        elif record and is_field:
            values = record.fields.setdefault(is_field["tag"], [])
            values.append(is_field["value"] or "")
        elif record:
            values[-1] += f"\n{line}"
        elif line.strip():
            unread.append(Unread(number, line))
    if record:
        yield record


def _found(record: _Record, day_first: bool | None) -> tuple[Found, tuple[str, ...]]:
    title = record.first(*_TITLES)
    language, remarks = language_told(record.first("LA"))
    published, said = _day(record, day_first)
    notes = (tidy(plain_of(note)) for note in record.take("N1"))
    clipping = Clipping(
        title=title,
        summary=tidy("\n\n".join(record.take("AB") or record.take("N2"))),
        url=_address(record),
        publisher=_publisher(record),
        language=language,
        published=published,
    )
    return Found(
        record.line,
        clipping,
        tags=tags_of(record.take("KW")),
        comment="\n\n".join(note for note in notes if note and note != title),
        said=said,
        archived=record.address("AV"),
        name=record.first("ID"),
        short_title=record.first("ST"),
    ), remarks


def _publisher(record: _Record) -> str:
    by_itself = record.first("TY") in _BY_ITSELF
    tags = [tag for tag in _PUBLISHERS if tag != "PB"]
    return record.first(*(["PB", *tags] if by_itself else [*tags, "PB"]))


def _address(record: _Record) -> str:
    """Return the address of the page: the first UR, else a link to the whole text that is one of
    the web, not of a disk, else that of the DOI."""
    found = record.first("UR") or record.address("L1", "L2")
    doi = "" if found else record.first("DO")
    return found or (f"https://doi.org/{doi}" if doi and not is_web(doi) else doi)


def _day(record: _Record, day_first: bool | None) -> tuple[date | None, str]:
    """Return the day of `record`, and what it says if that is none: `2025/05/12/`, a date in
    words, or, as EndNote has it, `May 12` besides the year."""
    told = {tag: one_line(values[0]) for tag in _DAYS if (values := record.take(tag))}
    for value in told.values():
        parts = _DAY.fullmatch(value)
        if parts and parts["month"] and parts["day"]:
            day = f"{parts['year']}-{parts['month']:0>2}-{parts['day']:0>2}"
            return read_day(day, None), ""
    year = told.get("PY", "")[:4]
    for value in told.values():
        found = None if _DAY.fullmatch(value) else day_told(value, day_first)
        if not found and year.isdigit() and year not in value:
            found = day_told(f"{value}, {year}", day_first)
        if found:
            return found, ""
    return None, next((f"'{value}'" for value in told.values()), "")
