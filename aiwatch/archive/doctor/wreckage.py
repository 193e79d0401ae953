"""Wreckage: a month file's text that is no JSON, and the records that are still whole in it."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from aiwatch.archive.doctor.finding import Finding, numbering
from aiwatch.archive.doctor.tidying import apart, load_first
from aiwatch.archive.record import FIELDS
from aiwatch.domain.text import LONGEST, counted

TOLD = 5
"""So many places of a file are told one by one."""

WINDOW = 8 * LONGEST
"""No development takes more characters than these, so no more are read to see whether it is whole:
in a file of nothing but beginnings that would take hours."""

ANEW = "writes the file anew"
OUT = "keeps the rest and leaves this in the backup; mend it by hand first if you can"

_RECORD = re.compile(rf'\{{\s*"(?:{"|".join(FIELDS)})"\s*:')
_FRAME = re.compile(r'\{?"aiwatch": \{"1": \{[^{}]*\}\},?|"_default":|"\d+":|[\s,:{}\[\]]+')
_HEADER = re.compile(r'"(?:schema|change|wide|crc32)":')
_ID = re.compile(r'"id": *"(\d{4}-\w{6})"')


@dataclass(frozen=True)
class Wreckage:
    """The records that stand whole in a text, and the scraps of others; each with its line."""

    values: tuple[tuple[int, Any], ...]
    scraps: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, text: str) -> "Wreckage":
        """Return what is in `text`, one record a line or in any other layout."""
        line_of, at, end = numbering(text), 0, 0
        values: list[tuple[int, Any]] = []
        scraps: list[tuple[int, str]] = []
        while found := _RECORD.search(text, at):
            start = found.start()
            value, at = _object_at(text, start)
            if value is not None:
                scraps += _scraps(text, end, start, line_of)
                values += ((line_of(start), inner) for inner in apart(value))
                end = at
        scraps += _scraps(text, end, len(text), line_of)
        return cls(tuple(values), tuple(scraps))

    def findings(self, file: str, error: Exception) -> Iterator[Finding]:
        """Yield what is told of `file`, whose text is this wreckage: `error` says why."""
        line, why = 0, "It is no JSON"
        if isinstance(error, json.JSONDecodeError):
            line, why = error.lineno, f"{error.msg} (column {error.colno})"
            if error.pos >= len(error.doc.rstrip()):
                why = "Its end is missing"
        rest = f"{counted(len(self.values), 'whole development')} can be read in the file"
        if not self.scraps:
            what = f"{why}; all the same, {rest}."
            if not self.values:
                what = f"{why}; there is nothing in it to save."
            place = f"line {line}" if line else ""
            yield Finding(file, what, place, cure=ANEW, loses=not self.values)
        numbered = groupby(enumerate(self.scraps), key=lambda each: each[1][0] - each[0])
        runs = [[scrap for _, scrap in run] for _, run in numbered]
        for run in runs[:TOLD]:
            first, last = run[0][0], run[-1][0]
            lines = f"line {first}" if first == last else f"lines {first}-{last}"
            ids = _ID.findall("\n".join(piece for _, piece in run))
            if last == 1 and self.values and not ids:
                yield Finding(file, "The head of the file cannot be read.", lines, cure=ANEW)
                continue
            reason = f": {why[0].lower()}{why[1:]}" if first <= line <= last else ""
            what = f"What stands here is no whole development{reason}; {rest}."
            known = tuple(ids) if len(ids) == len(run) else ()
            place = " ".join([lines, *ids[:3]])
            yield Finding(file, what, place, cure=OUT, loses=True, ids=known)
        if len(runs) > TOLD:
            what = (
                f"No whole development stands in {counted(len(runs) - TOLD, 'more place')}, either."
            )
            yield Finding(file, what, cure=OUT, loses=True)


def _object_at(text: str, start: int) -> tuple[Any, int]:
    """Return the object at `start` and where it ends; None if it is not whole, and where to look
    for the next one."""
    try:
        value, length = load_first(text[start : start + WINDOW])
        return value, start + length
    except RecursionError:
        line_end = text.find("\n", start)
        return None, line_end if line_end >= 0 else len(text)
    except ValueError:
        return None, start + 1


def _scraps(
    text: str, start: int, end: int, line_of: Callable[[int], int]
) -> Iterator[tuple[int, str]]:
    for line, piece in enumerate(text[start:end].split("\n"), line_of(start)):
        is_header = line == 1 and _HEADER.search(piece) and '"text":' not in piece
        if _FRAME.sub("", piece) and not is_header:
            yield line, piece
