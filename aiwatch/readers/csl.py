"""References in CSL-JSON, as Zotero exports them and pandoc reads them (CSL 1.0.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from aiwatch.domain.addresses import is_web
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.dates import read_day
from aiwatch.domain.development import split_tags
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.text import clean, tidy
from aiwatch.readers import Conventions, Reading
from aiwatch.readers.clippings import (
    Found,
    by_line,
    day_told,
    language_told,
    one_line,
    read_clippings,
    tags_of,
    without_html,
)
from aiwatch.readers.json import decode

_LISTS = ("items", "references")
"""Where an object has its references: as Zotero's web service answers, as pandoc writes them."""

_BY_ITSELF = frozenset({"book", "report", "legislation", "regulation", "standard", "thesis"})
"""The types of what is no part of a paper or a site."""

_USED = frozenset({"title", "abstract", "URL", "DOI", "language", "keyword", "note"})
_NOTHING_LOST = frozenset(
    {"id", "type", "issued", "accessed", "source", "citation-key", "title-short", "shortTitle"}
)


def read(text: str, conventions: Conventions) -> Reading:
    """Return the developments of the CSL-JSON `text`: a title is a headline, an abstract the text,
    keywords are tags, the note is the comment. Raises InvalidInput, naming the lines, for what has
    no day or no section, and for what cannot be right."""
    found, noted, lost = [], list[tuple[int, str]](), dict[str, int]()
    removed = 0
    for line, item in _items(text):
        try:
            fields, count = _fields(item)
            each, told = _found(line, item, fields, conventions.day_first)
        except InvalidInput as error:
            raise InvalidInput(f"Line {line}: {error}") from None
        found.append(each)
        removed += count
        used = {each.clipping.publisher, each.archived}
        noted += [(line, remark) for remark in told]
        for name in item.keys() - _USED - _NOTHING_LOST:
            lost[name] = lost.get(name, 0) + (bool(item[name]) and fields.get(name) not in used)
    left = list[str]()
    if names := ", ".join(f"{name} ({count})" for name, count in sorted(lost.items()) if count):
        left.append(f"Left out, since a development has no place for it: {names}.")
    found, changed = without_html(found)
    remarks = [*by_line(noted), *left, *changed]
    return read_clippings(found, conventions, remarks=remarks, removed=removed)


def _items(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the references of `text`, each with the line on which it starts. Raises InvalidInput
    for what is no list of objects."""
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] != "[":
        value, end = decode(text, start)
        if text[end:].strip():
            raise InvalidInput("More follows where the references should end.")
        items = [value]
        if isinstance(value, dict):
            items = next((value[name] for name in _LISTS if name in value), items)
        line = text.count("\n", 0, start) + 1
        yield from ((line, _object(item, line)) for item in _list(items))
        return
    decode(text, start)  # what is no JSON is told before its parts are
    position, line, counted = start, 1, 0
    while True:
        position = _skip(text, position + 1)
        if text[position] == "]":
            break
        line += text.count("\n", counted, position)
        counted = position
        item, position = decode(text, position)
        yield line, _object(item, line)
        position = _skip(text, position)
        if text[position] == "]":
            break
    if text[position + 1 :].strip():
        raise InvalidInput("More follows where the references should end.")


def _skip(text: str, position: int) -> int:
    while text[position].isspace():
        position += 1
    return position


def _list(items: Any) -> list[Any]:
    if not isinstance(items, list):
        raise InvalidInput("The references are no list.")
    return items


def _object(item: Any, line: int) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise InvalidInput(f"Line {line}: a reference is an object with a type and a title.")
    return item


def _fields(item: dict[str, Any]) -> tuple[dict[str, str], int]:
    """Return the texts of `item` by name, as `clean` has them, and how many characters went."""
    fields, removed = {}, 0
    for name, value in item.items():
        if isinstance(value, str):
            fields[name], count = clean(value)
            removed += count
        elif name in _USED:
            raise InvalidInput(f"'{name}' of a reference is text.")
    return fields, removed


def _found(
    line: int, item: dict[str, Any], fields: dict[str, str], day_first: bool | None
) -> tuple[Found, tuple[str, ...]]:
    def first(*names: str) -> str:
        return next((one_line(fields[name]) for name in names if fields.get(name)), "")

    language, remarks = language_told(first("language"))
    published, said = _day(item.get("issued"), day_first)
    whole = first("type") in _BY_ITSELF
    doi = first("DOI")
    archived = first("archive_location")
    clipping = Clipping(
        title=first("title"),
        summary=tidy(fields.get("abstract", "")),
        url=first("URL") or (doi and f"https://doi.org/{doi}"),
        publisher=first(*("publisher", "container-title")[:: 1 if whole else -1]),
        language=language,
        published=published,
    )
    return Found(
        line,
        clipping,
        tags=tags_of(split_tags(fields.get("keyword", ""))),
        comment=tidy(fields.get("note", "")),
        said=said,
        archived=archived if is_web(archived) else "",
        name=first("id"),
        short_title=first("title-short", "shortTitle"),
    ), remarks


def _day(issued: Any, day_first: bool | None) -> tuple[date | None, str]:
    """Return the day of a date of CSL, and what it says if that is none."""
    if not isinstance(issued, dict):
        return None, ""
    parts = issued.get("date-parts")
    words = next((issued[name] for name in ("raw", "literal") if issued.get(name)), None)
    if not isinstance(parts, list) or not parts:
        words = words if isinstance(words, str) else ""
        day = day_told(one_line(words), day_first) if words else None
        return day, "" if day or not words else f"'{one_line(words)}'"
    days = ["-".join(f"{part:0>2}" for part in day) for day in parts if isinstance(day, list)]
    if len(days) == 1 and days[0].count("-") == 2 and not issued.get("circa"):
        return read_day(days[0], None), ""
    return None, f"'{' to '.join(days)}'" if any(days) else ""
