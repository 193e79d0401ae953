"""CSV and TSV: by our own schema, as the CSV writer writes it or a spreadsheet saves it, and other
people's tables."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any, NamedTuple

from aiwatch.archive.record import FIELDS, SOURCE_FIELDS
from aiwatch.domain.dates import read_day
from aiwatch.domain.development import split_tags
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.text import clean
from aiwatch.readers import Conventions, Reading
from aiwatch.readers.delimited import (
    above_headings,
    first_rows,
    foreign_delimiter,
    header_of,
    is_unquoted,
    own_delimiter,
    rows_of,
)
from aiwatch.readers.records import read_records
from aiwatch.readers.table import read_table

_DEFUSED = re.compile(r"'+\s*[=+\-@＝＋－＠]")
_SOURCE = re.compile(r"source([1-9][0-9]{0,2})_(.+)", re.DOTALL)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class _Column(NamedTuple):
    """A column: the number of its source (0: the record itself), the field, what kind of value
    (`own`, `json` for a field of other programs, `other`), and its name in the file."""

    source: int
    field: str
    kind: str
    name: str


def read(text: str, conventions: Conventions) -> Reading:
    """Return the developments of the CSV `text`: by our own schema if section and text are among
    its columns and no others are mapped, else as `read_table` takes other people's.

    Raises InvalidInput, naming the line, for what cannot be right.
    """
    delimiter = "" if conventions.columns else own_delimiter(text)
    return _own(text, delimiter, conventions) if delimiter else _foreign(text, conventions)


def _foreign(text: str, conventions: Conventions) -> Reading:
    mapped = conventions.columns
    delimiter = foreign_delimiter(text, mapped)
    first = first_rows(text, delimiter)
    line, header = header_of(first, mapped) or (first[0] if first else (1, []))
    rows = (
        (at, _whole(cells, len(header), at)) for at, cells in rows_of(text, delimiter) if at > line
    )
    reading = read_table(header, rows, conventions)
    told = above_headings([at for at, _ in first if at < line])
    if is_unquoted(text, delimiter):
        told.append("No cell is in quotes; quotation marks stay where they stand.")
    return replace(reading, remarks=(*reading.remarks, *told))


def _whole(cells: list[str], count: int, line: int) -> list[str]:
    """Return the cells of a row; raises InvalidInput if there are more than the headings."""
    if any(map(str.strip, cells[count:])):
        raise InvalidInput(
            f"Line {line}: {len(cells)} cells under {count} headings; a cell with the separator in "
            "it needs double quotes around it."
        )
    return cells[:count]


def _own(text: str, delimiter: str, conventions: Conventions) -> Reading:
    """Return the developments of `text`, whose columns are those of our schema. A column of no
    name we know becomes a field of the record that is kept as it is, and is told."""
    rows = rows_of(text, delimiter)
    _, header = next(rows, (1, []))
    names, counts = zip(*map(clean, header), strict=True) if header else ((), ())
    columns = [_column(name) for name in names]
    _check(columns)
    reading = read_records(
        (
            (line, _record(columns, cells, line, conventions.day_first))
            for line, cells in rows
            if any(cells)
        ),
        conventions,
        remarks=tuple(
            f"Line 1: the column '{column.name}' is none of ours; it is kept as a field."
            for column in columns
            if column.kind == "other" and column.field
        ),
    )
    return replace(reading, removed=reading.removed + sum(counts))


def restore(cell: str) -> str:
    """Return `cell` without the `'` that keeps a spreadsheet from running it."""
    return cell[1:] if _DEFUSED.match(cell) else cell


def _column(name: str) -> _Column:
    plain = name.strip().lower()
    if plain in FIELDS:
        return _Column(0, plain, "own", name)
    found = _SOURCE.fullmatch(plain)
    if found and found[2] in SOURCE_FIELDS:
        return _Column(int(found[1]), found[2], "own", name)
    found = _SOURCE.fullmatch(name)
    if found and found[2].startswith("x:"):
        return _Column(int(found[1]), found[2][2:], "json", name)
    if name.startswith("x:"):
        return _Column(0, name[2:], "json", name)
    return _Column(0, name if plain else "", "other", name)


def _check(columns: list[_Column]) -> None:
    fields = [column[:2] for column in columns if column.field or column.kind == "json"]
    for column in columns:
        own = SOURCE_FIELDS if column.source else FIELDS
        if column.field == "sources" or (column.kind == "json" and column.field in own):
            raise InvalidInput(f"Line 1: no column may be called '{column.name}'.")
        if fields.count(column[:2]) > 1:
            raise InvalidInput(f"Line 1: the column '{column.name}' is there twice.")


def _record(
    columns: list[_Column], cells: list[str], line: int, day_first: bool | None
) -> dict[str, Any]:
    """Return the record of a row, its defused cells restored."""
    if any(cells[len(columns) :]):
        raise InvalidInput(f"Line {line}: more cells than the {len(columns)} columns of line 1.")
    record: dict[str, Any] = {}
    sources: dict[int, dict[str, Any]] = {}
    for column, cell in zip(columns, cells, strict=False):
        if not cell:
            continue
        if column.kind == "other" and not column.field:
            raise InvalidInput(f"Line {line}: {cell[:40]!r} stands in a column without a name.")
        fields = sources.setdefault(column.source, {}) if column.source else record
        where = f"Line {line}: '{column.name}'"
        fields[column.field] = _value(column, restore(cell), where, day_first)
    record["sources"] = [source for _, source in sorted(sources.items())]
    return record


def _value(column: _Column, text: str, where: str, day_first: bool | None) -> Any:
    """Return the value of the cell `text`; a day may have the form a spreadsheet gave it."""
    if column.kind == "other":
        return text
    if column.kind == "own" and column.field in ("date", "published") and not _ISO.fullmatch(text):
        try:
            return read_day(text, None, day_first).isoformat()
        except InvalidInput as error:
            raise InvalidInput(f"{where}: {error}") from None
    if column.kind == "own" and column.field in ("tags", "merged"):
        return list(split_tags(text))
    try:
        if column.kind == "json":
            return json.loads(text)
        return int(text) if column.field == "rank" else text
    except (ValueError, RecursionError):
        kind = "a JSON value" if column.kind == "json" else "a whole number"
        raise InvalidInput(f"{where} is {kind}, not {text[:40]!r}.") from None
