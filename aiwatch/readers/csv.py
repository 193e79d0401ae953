"""CSV by our own schema, as the CSV writer writes it or a spreadsheet saves it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from aiwatch.archive.record import FIELDS, SOURCE_FIELDS
from aiwatch.domain.errors import InvalidInput
from aiwatch.readers import Conventions, Reading
from aiwatch.readers.records import read_records

_DEFUSED = re.compile("'+[=+\\-@\t\r＝＋－＠]")
_SOURCE = re.compile(r"source([1-9][0-9]{0,2})_(.+)", re.DOTALL)
_LONGEST_CELL = 10_000_000


def read(text: str, conventions: Conventions) -> Reading:
    """Return the developments of the CSV `text`; commas, semicolons or tabs separate its cells.

    A column of no name we know becomes a field of the record that is kept as it is, and is told.
    Raises InvalidInput, naming the line, for what cannot be right.
    """
    csv.field_size_limit(_LONGEST_CELL)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = _rows(text, delimiter)
    line, header = next(rows, (1, []))
    columns = [name.strip() for name in header]
    columns = [name.lower() if name.lower() in FIELDS else name for name in columns]
    _check(columns)
    foreign = [name for name in columns if name and not _is_ours(name)]
    return read_records(
        ((line, _record(columns, cells, line)) for line, cells in rows if any(cells)),
        conventions,
        remarks=tuple(
            f"Line {line}: the column '{name}' is none of ours; it is kept in a field of that name."
            for name in foreign
        ),
    )


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of `text`, each with the line on which it starts."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise InvalidInput(f"Line {line}: no CSV: {error}.") from None
        yield line, row


def _check(columns: list[str]) -> None:
    missing = [name for name in ("section", "text") if name not in columns]
    if missing:
        raise InvalidInput(
            f"Line 1: no column '{missing[0]}'. The first line of a CSV file names its columns; "
            f"required are section and text, possible {', '.join(FIELDS[:5])}, source1_lang …"
        )
    for name in columns:
        if name and columns.count(name) > 1:
            raise InvalidInput(f"Line 1: the column '{name}' is there twice.")


def _is_ours(column: str) -> bool:
    found = _SOURCE.fullmatch(column)
    name = found[2] if found else column
    known = SOURCE_FIELDS if found else [field for field in FIELDS if field != "sources"]
    return name in known or name.startswith("x:")


def _record(columns: list[str], cells: list[str], line: int) -> dict[str, Any]:
    """Return the record of a row, its defused cells restored."""
    if len(cells) > len(columns) and any(cells[len(columns) :]):
        raise InvalidInput(f"Line {line}: more cells than the {len(columns)} columns of line 1.")
    record: dict[str, Any] = {}
    sources: dict[int, dict[str, Any]] = {}
    for column, cell in zip(columns, cells, strict=False):
        if not cell:
            continue
        if not column:
            raise InvalidInput(f"Line {line}: {cell[:40]!r} stands in a column without a name.")
        text = restore(cell)
        found = _SOURCE.fullmatch(column) if _is_ours(column) else None
        fields = sources.setdefault(int(found[1]), {}) if found else record
        name = found[2] if found else column
        fields[name.removeprefix("x:")] = _value(name, text, line, column)
    record["sources"] = [source for _, source in sorted(sources.items())]
    return record


def _value(name: str, text: str, line: int, column: str) -> Any:
    try:
        if name.startswith("x:"):
            return json.loads(text)
        if name == "rank":
            return int(text)
    except (ValueError, RecursionError):
        kind = "a whole number" if name == "rank" else "a JSON value"
        raise InvalidInput(f"Line {line}: '{column}' is {kind}, not {text[:40]!r}.") from None
    if name == "tags":
        return [tag.strip() for tag in text.split(";") if tag.strip()]
    return text


def restore(cell: str) -> str:
    """Return `cell` without the `'` that keeps a spreadsheet from running it."""
    return cell[1:] if _DEFUSED.match(cell) else cell
