"""JSON: an array of records, one record, or a briefing as `brief -f json` writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from aiwatch.domain.errors import InvalidInput
from aiwatch.readers import Conventions, Reading
from aiwatch.readers.records import read_records

_SPACE = " \t\n\r"


def read(text: str, conventions: Conventions) -> Reading:
    """Return the developments of the JSON `text`. Raises InvalidInput, naming the line, for what
    is no JSON or no development."""
    start = _skip(text, 0)
    if text[start : start + 1] == "[":
        return read_records(_elements(text, start), conventions)
    value, end = decode(text, start)
    _expect_end(text, end)
    if not isinstance(value, dict):
        raise InvalidInput("This JSON is neither a list of records, nor a record, nor a briefing.")
    line = _line(text, start)
    if "sections" not in value:
        return read_records([(line, value)], conventions)
    overview = value.get("overview")
    return read_records(
        ((line, record) for record in _of_sections(value["sections"])),
        conventions,
        overview=overview if isinstance(overview, str) else "",
    )


def decode(text: str, start: int) -> tuple[Any, int]:
    """Return the JSON value that begins at `text[start]`, and where it ends. Raises InvalidInput
    with the place of what cannot be right: a duplicate field, NaN, too deep nesting."""
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        what = error.msg[:1].lower() + error.msg[1:]
        raise InvalidInput(f"Line {error.lineno}, column {error.colno}: no JSON: {what}.") from None
    except RecursionError:
        why = "it is nested too deeply"
    except InvalidInput as error:
        why = str(error)
    except ValueError:
        why = "a number is too long"
    raise InvalidInput(f"Line {_line(text, start)}: no JSON of developments: {why}.")


def _elements(text: str, start: int) -> Iterator[tuple[int, Any]]:
    """Yield the elements of the array at `text[start]`, each with the line on which it starts."""
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
            return _expect_end(text, end + 1)
        if text[end : end + 1] != ",":
            raise InvalidInput(f"Line {_line(text, end)}: no JSON: ',' or ']' is missing.")
        position = _skip(text, end + 1)


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
