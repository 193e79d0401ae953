"""Developments as CSV for spreadsheets (RFC 4180, UTF-8 with a byte order mark).

The columns are the record's fields in order, with a group `source1_lang … source1_archived` for
each source, tags joined by `;` (one that a comma would split has it behind it). Fields of other
programs have a column `x:NAME` each, in a source `source1_x:NAME`, their values as JSON.

Two things a spreadsheet or a terminal would obey are not in it. A cell that would run as a formula
begins with `'`, and `import` takes that off again: nothing is lost. CSV has no escapes for a
character that cannot be seen, so it stands as a visible token such as `⟨U+202E⟩`, and `import`
reads the token; what must come back to the letter travels as JSON.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from aiwatch.archive.record import FIELDS, SOURCE_FIELDS, to_json, to_record
from aiwatch.domain.development import Development, join_tags
from aiwatch.domain.text import visible

# A spreadsheet runs a cell that begins with one of these, maybe after spaces (OWASP, "CSV
# Injection"; the full-width forms count in East Asian editions). Quotes in front of one are data
# of ours to keep apart.
_RUNS = re.compile(r"'*\s*[=+\-@＝＋－＠]")


def records(developments: Iterable[Development]) -> str:
    """Return `developments` as CSV, beginning with the byte order mark, lines ending in CRLF.

    A cell that a spreadsheet would run, or that could be mistaken for a defused one, gets a
    leading `'`, which the reader takes off again.
    """
    rows = [_cells(to_record(development)) for development in developments]
    columns = _columns(rows)
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow([visible(column) for column in columns])
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return out.getvalue()


def defuse(cell: str) -> str:
    """Return `cell` with a leading `'` if a spreadsheet would run it."""
    return f"'{cell}" if _RUNS.match(cell) else cell


def _cells(record: dict[str, Any]) -> dict[str, str]:
    """Return the cells of `record` by column, visible and defused."""
    cells: dict[str, str] = {}
    for name, value in record.items():
        if name == "sources":
            for number, source in enumerate(value, 1):
                for key, text in source.items():
                    known = key in SOURCE_FIELDS
                    column = f"source{number}_{key if known else f'x:{key}'}"
                    cells[column] = text if known else to_json(text)
        elif name not in FIELDS:
            cells[f"x:{name}"] = to_json(value)
        elif name in ("tags", "merged"):
            cells[name] = join_tags(value)
        else:
            cells[name] = "" if value is None else str(value)
    return {column: defuse(visible(cell)) for column, cell in cells.items()}


def _columns(rows: list[dict[str, str]]) -> list[str]:
    """Return the columns that `rows` need, in the record's order."""
    used = dict.fromkeys(column for row in rows for column in row)
    numbers = {int(found[1]) for column in used if (found := re.match(r"source(\d+)_", column))}
    columns: list[str] = []
    for name in FIELDS:
        if name != "sources":
            if name != "merged" or name in used:
                columns.append(name)
            continue
        for number in range(1, max(numbers, default=1) + 1):
            prefix = f"source{number}_"
            columns += [prefix + field for field in SOURCE_FIELDS]
            columns += [column for column in used if column.startswith(f"{prefix}x:")]
    return columns + [column for column in used if column.startswith("x:")]
