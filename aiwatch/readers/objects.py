"""JSON objects of any shape as the rows of a table, their fields by dotted names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aiwatch.domain.errors import InvalidInput
from aiwatch.readers import Conventions, Reading
from aiwatch.readers.columns import known_in
from aiwatch.readers.table import read_table

Cell = str | tuple[str, ...]

_DEEPEST = 20


def read_objects(items: Iterable[tuple[int, Any]], conventions: Conventions) -> Reading:
    """Return the developments of `items`, objects with the line on which each starts; `a.b` is the
    field b within a, and a field that is empty in all of them is none. Raises InvalidInput as
    `read_table`, and for an item that is no object."""
    rows: list[tuple[int, dict[str, Cell]]] = []
    names: dict[str, None] = {}
    for line, item in items:
        if not isinstance(item, dict):
            raise InvalidInput(f"Line {line}: this is no object with fields, as the first one is.")
        row = fields_of(item, line)
        names.update(
            (name, None) for name, cell in row.items() if cell or name in conventions.columns
        )
        rows.append((line, row))
    cells = ((line, [row.get(name, "") for name in names]) for line, row in rows)
    return read_table(list(names), cells, conventions)


def fields_of(item: Mapping[str, Any], line: int) -> dict[str, Cell]:
    """Return the fields of `item`, on `line`, by their dotted names. Raises InvalidInput for two of
    one name, and for too deep nesting."""
    fields: dict[str, Cell] = {}
    for name, cell in _fields(item):
        if name in fields:
            raise InvalidInput(f"Line {line}: two fields are called {name!r}.")
        if name.count(".") > _DEEPEST:
            raise InvalidInput(f"Line {line}: the field {name[:40]!r} … is nested too deeply.")
        fields[name] = cell
    return fields


def looks_like_row(item: Any, mapped: Mapping[str, str]) -> bool:
    """Tell whether `item` is an object with fields that are known or `mapped`."""
    return isinstance(item, dict) and known_in(list(fields_of(item, 1)), mapped) > 1


def _fields(item: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Cell]]:
    """Yield the fields of `item` by their dotted names; a list of objects gives each field of
    theirs as a list."""
    for name, value in item.items():
        if path.count(".") > _DEEPEST:
            yield f"{path}{name}", ""
        elif isinstance(value, dict) and value:
            yield from _fields(value, f"{path}{name}.")
        elif isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            columns: dict[str, list[str]] = {}
            for each in value:
                for inner, cell in _fields(each, f"{path}{name}."):
                    columns.setdefault(inner, []).extend([cell] if isinstance(cell, str) else cell)
            yield from ((inner, tuple(cells)) for inner, cells in columns.items())
        elif isinstance(value, list):
            yield f"{path}{name}", tuple(_text(each) for each in value)
        else:
            yield f"{path}{name}", _text(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or value == {} or value == []:
        return ""
    return json.dumps(value, ensure_ascii=False)
