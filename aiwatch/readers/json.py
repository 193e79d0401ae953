"""JSON: an array of records, one record, a briefing as `brief -f json` writes it, and lists of
objects of any shape."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice
from typing import Any, NoReturn

from aiwatch.archive.record import FIELDS
from aiwatch.domain.errors import InvalidInput
from aiwatch.readers import Conventions, Reading
from aiwatch.readers.headings import field_of
from aiwatch.readers.objects import looks_like_row, read_objects
from aiwatch.readers.records import read_records

_FIELDS = frozenset(FIELDS)
_DEEPEST = 20
_SPACE = " \t\n\r"


def read(text: str, conventions: Conventions) -> Reading:
    """Return the developments of the JSON `text`, by our own schema or any other. Raises
    InvalidInput, naming the line, for what is no JSON or no development."""
    start = _skip(text, 0)
    if start == len(text):
        raise InvalidInput("It is empty.")
    if text[start : start + 1] == "[":
        return read_items(_elements(text, start), conventions)
    value, end = decode(text, start)
    _expect_end(text, end)
    if not isinstance(value, dict):
        raise InvalidInput("This JSON is neither a list of records, nor a record, nor a briefing.")
    line = _line(text, start)
    if isinstance(value.get("sections"), list) and not conventions.columns:
        overview = value.get("overview")
        return read_records(
            ((line, record) for record in _of_sections(value["sections"])),
            conventions,
            overview=overview if isinstance(overview, str) else "",
        )
    table = None if is_own(value) else _table(text, start, value, conventions.columns)
    if table is None and (empty := _empty_list(value)):
        return Reading((), (), remarks=(f"Its list {empty} is empty.",))
    if table is None:
        return read_items([(line, value)], conventions)
    name, at = table
    reading = read_items(_elements(text, at, ends=False), conventions)
    return replace(reading, remarks=(f"Of the file, the list {name} is taken.", *reading.remarks))


def read_items(items: Iterable[tuple[int, Any]], conventions: Conventions) -> Reading:
    """Return the developments of JSON values, each with its line: records of our own schema, if the
    first is one and nothing is mapped, else objects of any shape."""
    left = iter(items)
    first = list(islice(left, 1))
    if not first or (not conventions.columns and is_own(first[0][1])):
        return read_records(chain(first, left), conventions)
    return read_objects(chain(first, left), conventions)


def is_own(value: Any) -> bool:
    """Tell whether `value` has the fields of a record of ours, maybe with some that mean nothing to
    us, or is no object, which no reader takes."""
    if not isinstance(value, dict):
        return True
    if value.keys() <= _FIELDS:
        return not value or not value.keys().isdisjoint(("section", "text", "sources"))
    if "text" not in value:
        return False
    others = value.keys() - _FIELDS
    return "section" in value or "sources" in value or not any(map(field_of, others))


def decode(text: str, start: int) -> tuple[Any, int]:
    """Return the JSON value that begins at `text[start]`, and where it ends. Raises InvalidInput
    with the place of what cannot be right: a duplicate field, NaN, too deep nesting."""
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        what = error.msg[:1].lower() + error.msg[1:].removesuffix(" at").removesuffix(" starting")
        raise InvalidInput(f"Line {error.lineno}, column {error.colno}: no JSON: {what}.") from None
    except RecursionError:
        why = "it is nested too deeply"
    except InvalidInput as error:
        why = str(error)
    except ValueError:
        why = "a number is too long"
    raise InvalidInput(f"Line {_line(text, start)}: no JSON of developments: {why}.")


def _elements(text: str, start: int, *, ends: bool = True) -> Iterator[tuple[int, Any]]:
    """Yield the elements of the array at `text[start]`, with which the text `ends`, each with the
    line on which it starts."""
    line, counted = 1, 0
    position = _skip(text, start + 1)
    if text[position : position + 1] == "]":
        return _expect_end(text, position + 1)
    while True:
        line += text.count("\n", counted, position)
        counted = position
        value, end = decode(text, position)
        yield line, value
        end = _skip(text, end)
        if text[end : end + 1] == "]":
            return _expect_end(text, end + 1) if ends else None
        if text[end : end + 1] != ",":
            raise InvalidInput(f"Line {_line(text, end)}: no JSON: ',' or ']' is missing.")
        position = _skip(text, end + 1)


def _table(
    text: str, start: int, value: Mapping[str, Any], mapped: Mapping[str, str]
) -> tuple[str, int] | None:
    """Return the list in `value`, which begins at `text[start]`, that is the table: its dotted name
    and where it begins; None if `value` itself is its only row. Raises InvalidInput if there are
    several."""
    lists = list(_lists(text, start, value))
    likely = [each for each in lists if looks_like_row(each[2][0], mapped)]
    if not likely and looks_like_row(value, mapped):
        return None
    found = likely or lists
    if len(found) > 1:
        names = ", ".join(name for name, _, _ in found)
        raise InvalidInput(
            f"This JSON has several lists: {names}. Make a file of the one to take, such as with "
            f"jq .{found[0][0]}"
        )
    return found[0][:2] if found else None


def _lists(
    text: str, start: int, value: Mapping[str, Any], path: str = ""
) -> Iterator[tuple[str, int, list[Any]]]:
    """Yield the lists of objects in `value`, which begins at `text[start]`: the dotted name, where
    it begins, and the list; lists within these are part of them."""
    position = _skip(text, start + 1)
    while text[position] != "}":
        name, end = decode(text, position)
        position = _skip(text, _skip(text, end) + 1)
        inner = value[name]
        if isinstance(inner, dict) and path.count(".") < _DEEPEST:
            yield from _lists(text, position, inner, f"{path}{name}.")
        elif isinstance(inner, list) and inner and all(isinstance(each, dict) for each in inner):
            yield f"{path}{name}", position, inner
        _, end = decode(text, position)
        position = _skip(text, end)
        if text[position] == ",":
            position = _skip(text, position + 1)


def _empty_list(value: Mapping[str, Any]) -> str:
    """Return the name of an empty list in `value`, which is no row itself; empty if there is none:
    so programs answer that they found nothing."""
    if looks_like_row(value, {}):
        return ""
    return next((name for name, inner in value.items() if inner == []), "")


def _of_sections(sections: Any) -> Iterator[Any]:
    """Yield the records of a briefing's sections; one without section takes that it stands in."""
    if not isinstance(sections, list):
        raise InvalidInput("'sections' of a briefing is a list of sections.")
    for section in sections:
        records = section.get("developments") if isinstance(section, dict) else None
        if not isinstance(records, list):
            raise InvalidInput("A section of a briefing has a list of 'developments'.")
        name = section.get("key") or section.get("title")
        for record in records:
            has_own = not isinstance(record, dict) or record.get("section")
            yield record if has_own else {**record, "section": name}


def _expect_end(text: str, position: int) -> None:
    end = _skip(text, position)
    if end < len(text):
        raise InvalidInput(f"Line {_line(text, end)}: no JSON: more follows where it should end.")


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in _SPACE:
        position += 1
    return position


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidInput(f"the field {twice!r} is given twice")
    return value


def _constant(name: str) -> NoReturn:
    raise InvalidInput(f"{name} is no JSON number")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
