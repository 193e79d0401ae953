"""Tables as Excel files (.xlsx): each sheet with headings is one."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from aiwatch.domain.addresses import is_web
from aiwatch.domain.errors import InvalidInput
from aiwatch.readers import Conventions, Reading
from aiwatch.readers.cells import Value, text_of
from aiwatch.readers.delimited import FIRST_ROWS, above_headings, header_of
from aiwatch.readers.excel_sheet import Sheet, read_sheet
from aiwatch.readers.headings import field_of, plain
from aiwatch.readers.table import read_table

_LARGEST = 100_000_000
"""The most bytes that a file may have once it is unpacked."""

# As ECMA-376 writes a character in a text (ST_Xstring); lone surrogates would be none.
_ESCAPED = re.compile("_x((?![dD][89a-fA-F])[0-9a-fA-F]{4})_")
_MOST_ROWS, _MOST_CELLS = 1_048_576, 20_000_000
_BROKEN = (
    *(ValueError, KeyError, TypeError, AttributeError, IndexError, SyntaxError, OSError),
    *(EOFError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error),
)
"""What openpyxl and the modules below it raise for a file that is not as it should be."""

_Row = tuple[int, list[Value]]


def read(data: bytes, conventions: Conventions) -> Reading:
    """Return the developments of the Excel file `data`: of all visible sheets with headings, as
    `read_table` takes them. Cells with a date are that day, formulas their last value, a cell
    merged downwards stands in each of its rows, and a cell's link is the address where no column
    has one.

    Raises InvalidInput for a file that cannot be read, one that is far too large once it is
    unpacked, one without headings, and, naming sheet and row, as `read_table`.
    """
    from openpyxl import load_workbook

    _check(data)
    readings: list[Reading] = []
    left: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what the library does not keep, such as pictures
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            if not book.worksheets:
                raise ValueError("it has no sheet")
            for sheet in book.worksheets:
                name = f"Sheet '{sheet.title}'"
                reading = None
                if sheet.sheet_state != "visible":
                    left.append(f"{name} is hidden and was not taken.")
                elif reading := _of_sheet(sheet, data, name, conventions):
                    readings.append(reading)
                elif _is_empty(sheet):
                    left.append(f"{name} is empty.")
                else:
                    left.append(f"{name} has no headings that are known and was not taken.")
        except _BROKEN as error:
            raise _broken(error) from None
    if not readings and all(told.endswith(" is empty.") for told in left):
        raise InvalidInput(" ".join(left))
    if not readings:
        raise InvalidInput(
            f"No sheet has headings that are known. {' '.join(left)} Say what the columns are, "
            "such as with --map title=COLUMN --map date=COLUMN."
        )
    return Reading(
        tuple(each for reading in readings for each in reading.developments),
        tuple(line for reading in readings for line in reading.lines),
        remarks=(*(told for reading in readings for told in reading.remarks), *left),
        removed=sum(reading.removed for reading in readings),
    )


def _check(data: bytes) -> None:
    """Raise InvalidInput for a file that would be far too large, or holds XML with declarations,
    which no program writes into one and which can make much of little."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            size = sum(part.file_size for part in parts)
            if size > _LARGEST:
                raise InvalidInput(
                    f"Unpacked it would have {size // 1_000_000:,} MB; at most "
                    f"{_LARGEST // 1_000_000} are read. Save the sheet as a file of its own."
                )
            for part in parts:
                with packed.open(part) as begun:
                    if b"<!DOCTYPE" in begun.read(2000):
                        raise _broken(ValueError("a part of it declares entities"))
    except _BROKEN as error:
        raise _broken(error) from None


def _broken(error: Exception) -> InvalidInput:
    why = str(error).split("\n", 1)[0][:100]
    return InvalidInput(f"This is no Excel file that can be read ({why}). Save it anew as .xlsx.")


def _of_sheet(sheet: Any, data: bytes, name: str, conventions: Conventions) -> Reading | None:
    """Return what a sheet says; None if it has no headings. Messages begin with its `name`."""
    found = read_sheet(data, sheet._worksheet_path)
    rows = _rows(sheet, found)
    first = list(islice(rows, FIRST_ROWS))
    mapped = conventions.columns
    texts = [(line, [_heading(cell) for cell in cells]) for line, cells in first]
    line, headings = header_of(texts, mapped) or (0, ())
    if not line:
        return None
    whole = [row for row in [*first, *rows] if row[0] > line]
    wide = max([len(headings), *(len(cells) for _, cells in whole)])
    names = [*headings, *[""] * (wide - len(headings))]
    if found.links:
        names, whole = _with_links(names, whole, found, mapped)
    try:
        reading = read_table(names, whole, conventions)
    except InvalidInput as error:
        raise InvalidInput(f"{name}: {error}") from None
    above = [at for at, _ in first if at < line]
    remarks = [f"{name}: {remark}" for remark in (*reading.remarks, *above_headings(above))]
    if found.unreckoned:
        remarks.append(
            f"{name}: the formula in {found.unreckoned[0]} has no value"
            + (f", nor have {len(found.unreckoned) - 1} more" * (len(found.unreckoned) > 1))
            + "; open and save the file in Excel."
        )
    return Reading(
        reading.developments, reading.lines, remarks=tuple(remarks), removed=reading.removed
    )


def _is_empty(sheet: Any) -> bool:
    return not any(any(map(_value, cells)) for cells in sheet.iter_rows(values_only=True))


def _rows(sheet: Any, found: Sheet) -> Iterator[_Row]:
    """Yield the rows in which something stands of its own, with their numbers."""
    sheet.reset_dimensions()
    held: dict[int, tuple[Value, int]] = {}
    count = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        count += len(cells)
        if number > _MOST_ROWS or count > _MOST_CELLS:
            raise InvalidInput(
                f"The sheet has more than {_MOST_ROWS:,} rows or {_MOST_CELLS:,} cells. Copy the "
                "table into a file of its own."
            )
        row = [_value(cell) for cell in cells]
        if not any(row):
            continue
        for column, (value, last) in held.items():
            if number <= last:
                row += [""] * (column + 1 - len(row))
                row[column] = row[column] or value
        for column, last in found.merged.get(number, ()):
            if column < len(row):
                held[column] = (row[column], last)
        yield number, row


def _value(cell: Any) -> Value:
    """Return a cell as text, or as the day that it is."""
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _heading(cell: Value) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else str(cell)


def _with_links(
    names: Sequence[str], rows: list[_Row], found: Sheet, mapped: Mapping[str, str]
) -> tuple[list[str], list[_Row]]:
    """Return headings and rows with the first link in each row, in the column of addresses where
    that has only words such as "click here", else in one more column."""
    theirs = {plain(name) for name, ours in mapped.items() if ours == "url"}
    places = [place for place, name in enumerate(names) if plain(name) in theirs]
    places = places or [place for place, name in enumerate(names) if field_of(name) == "url"]
    names = [*names] if places else [*names, "hyperlink"]
    place = places[0] if places else len(names) - 1
    linked = []
    for line, cells in rows:
        whole = [*cells, *[""] * (len(names) - len(cells))]
        if line in found.links and not is_web(text_of(whole[place])):
            whole[place] = found.links[line]
        linked.append((line, whole))
    return names, linked
