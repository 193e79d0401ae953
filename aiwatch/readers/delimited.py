"""Tables as text: what separates their cells, and their rows with the lines these begin on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from aiwatch.domain.errors import InvalidInput
from aiwatch.readers.clippings import few
from aiwatch.readers.columns import known_in
from aiwatch.readers.headings import plain

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = ",;\t|"
_LONGEST_CELL = 10_000_000
FIRST_ROWS = 20
"""Among how many rows the headings are looked for; titles and notes may stand above them."""


def rows_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of `text`, each with the line on which it starts; raises InvalidInput."""
    csv.field_size_limit(_LONGEST_CELL)
    rows = _reader(text, delimiter, quotes=not is_unquoted(text, delimiter))
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise InvalidInput(f"Line {line}: no CSV: {_told(str(error))}.") from None
        yield line, row


def is_unquoted(text: str, delimiter: str) -> bool:
    """Tell whether the quotation marks in `text` are but signs in cells, as in the TSV of programs
    that never quote one, such as Google Sheets."""
    if delimiter != "\t" or '"' not in text:
        return False
    try:
        for _ in _reader(text, delimiter, quotes=True):
            pass
    except csv.Error:
        return True
    return False


def _reader(text: str, delimiter: str, *, quotes: bool) -> Reader:
    lines = io.StringIO(text, newline="")
    if quotes:
        return csv.reader(lines, delimiter=delimiter, strict=True)
    return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)


def _told(error: str) -> str:
    """Return what the csv module says, in words for who wrote the file."""
    if error == "unexpected end of data":
        return "a double quote begins a cell here and none ends it"
    if error.endswith("expected after '\"'"):
        return 'more follows a cell in double quotes; one within it is written twice, ""'
    return error


def own_delimiter(text: str) -> str:
    """Return what separates the columns of `text`, if they are those of developments by our own
    schema, else an empty text."""
    first = text.split("\n", 1)[0][:10_000]
    for delimiter in ",;\t":
        if {"section", "text"} <= {name.strip(' \r"').lower() for name in first.split(delimiter)}:
            return delimiter
    return ""


def foreign_delimiter(text: str, mapped: Mapping[str, str]) -> str:
    """Return what separates the columns of `text`: by what the most headings are known or `mapped`,
    else by what its first line has the most cells."""
    first = text.lstrip().split("\n", 1)[0]

    def likely(sign: str) -> tuple[int, int]:
        header = header_of(first_rows(text, sign), mapped)
        return known_in(header[1], mapped) if header else 0, first.count(sign)

    return max(DELIMITERS, key=likely)


def is_foreign_table(text: str) -> bool:
    """Tell whether `text` is plainly a table: two headings that are known in its first line, and as
    many cells in the next. A table within a Markdown text is none."""
    for delimiter in DELIMITERS:
        rows = first_rows(text, delimiter)[:2]
        if len(rows) > 1 and rows[0][0] == 1 and known_in(rows[0][1], {}) > 1:
            heads, cells = rows[0][1], rows[1][1]
            return len(heads) == len(cells) and not set("".join(cells)) <= set("-: |")
    return False


def first_rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the first rows that are not empty, as far as they can be read."""
    found: list[tuple[int, list[str]]] = []
    try:
        for line, cells in rows_of(text, delimiter):
            if any(map(str.strip, cells)):
                found.append((line, cells))
            if len(found) == FIRST_ROWS:
                break
    except InvalidInput:
        pass
    return found


def header_of(
    rows: Sequence[tuple[int, Sequence[str]]], mapped: Mapping[str, str]
) -> tuple[int, Sequence[str]] | None:
    """Return the first of `rows` that looks like headings, with its line, else the first that has
    a `mapped` one; None if none does."""
    likely = [row for row in rows if known_in(row[1], mapped) > 1]
    theirs = {plain(name) for name in mapped}
    likely = likely or [row for row in rows if not theirs.isdisjoint(map(plain, row[1]))]
    return likely[0] if likely else None


def above_headings(lines: Sequence[int]) -> list[str]:
    """Return what is told of the rows above the headings, by their `lines`."""
    if not lines:
        return []
    return [f"Above the headings, not taken: {few(map(str, lines))}."]
