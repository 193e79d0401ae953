"""Salvage: the developments that a damaged month file still holds, and what became of the rest.

Nothing here reads or writes a file: bytes go in, developments and findings come out.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from aiwatch.archive.doctor.decoding import decode
from aiwatch.archive.doctor.finding import Finding, numbering
from aiwatch.archive.doctor.flipped_bit import unflipped
from aiwatch.archive.doctor.tidying import Object, apart, is_record, load, plain, tidied
from aiwatch.archive.doctor.wreckage import ANEW, OUT, TOLD, Wreckage
from aiwatch.archive.month import developments, id_of, read_month
from aiwatch.archive.record import SCHEMA
from aiwatch.domain.development import Development
from aiwatch.domain.errors import Damaged
from aiwatch.domain.text import counted

DEEPEST = 500
"""Nested deeper than this a file is not ours; Python gives up soon after."""

AWAY = "moves it into the backup"
BOTH = "keeps what either side holds and, of what both changed, the version edited last"
TOO_DEEP = (
    f"It is nested more than {DEEPEST} deep, which no file of an archive is. Move it away, and put "
    "an earlier copy in its place."
)
NO_TABLES = "It does not hold TinyDB's tables; an export, perhaps, or another file."
OUTSIDE = "beside TinyDB's table, where no program reads it."
IN_CONFLICT = "Git left a conflict here."
BROKEN = "It holds bytes that are no character; each becomes \ufffd."

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_HEADER = re.compile(r'\{"aiwatch": \{"1": \{"schema": (\d+), "change": "(\w*)"')
_OURS, _BASE, _THEIRS, _END = "<<<<<<< ", "||||||| ", "=======", ">>>>>>> "


@dataclass(frozen=True)
class Kept:
    """A development that was saved, and the line it stands on; its id is empty if it had none.
    `as_it_was` says whether nothing in it had to be put right."""

    development: Development
    line: int
    as_it_was: bool = True


@dataclass(frozen=True)
class Salvage:
    """What a month file holds. `change` is the change that wrote it last, `others` the tables of
    other programs; a `closed` file must be left as it is."""

    kept: tuple[Kept, ...] = ()
    findings: tuple[Finding, ...] = ()
    change: str = ""
    others: tuple[tuple[str, Any], ...] = ()
    closed: bool = False


def salvage(data: bytes, file: str) -> Salvage:
    """Return what can be read of the bytes of `file`, a month file that cannot be read whole."""
    if not data.strip(b"\x00"):
        how = "holds nothing but zero bytes, as a power cut may leave it" if data else "is empty"
        what = f"It {how}: there is nothing in it to save."
        return Salvage(findings=(Finding(file, what, cure=AWAY, loses=True),))
    return _with_bit_put_back(data, file) or _read(data, file)


def _with_bit_put_back(data: bytes, file: str) -> Salvage | None:
    found = unflipped(data)
    if found is None:
        return None
    whole, at = found
    try:
        month = read_month(whole, file)
        read = developments(month.rows, file)
    except (Damaged, ValueError, RecursionError):
        return None
    lines = {id_of(row): line for line, row in enumerate(month.rows, 3)}
    kept = tuple(Kept(development, lines[development.id]) for development in read)
    line, column = data.count(b"\n", 0, at) + 1, at - data.rfind(b"\n", 0, at)
    what = f"One bit has flipped in byte {column} of the line, and the checksum says which."
    cure = "puts it back, and nothing is lost"
    finding = Finding(file, what, f"line {line}", cure=cure)
    return Salvage(kept, (finding,), month.change, month.others)


def _read(data: bytes, file: str) -> Salvage:
    decoded = decode(data)
    text, conflicts = _without_conflicts(decoded.text)
    header = _HEADER.search(text)
    if header and int(header[1]) > SCHEMA:
        what = "It was written by a newer aiwatch; update aiwatch to read it."
        return Salvage(findings=(Finding(file, what),), closed=True)
    findings = [
        *(Finding(file, what, cure=ANEW) for what in decoded.problems),
        *(Finding(file, IN_CONFLICT, f"line {line}", cure=BOTH) for line in conflicts),
    ]
    others: dict[str, Any] = {}
    scraps: set[int] = set()
    try:
        tables = load(text)
        if _depth(text) > DEEPEST:
            raise RecursionError
    except RecursionError:
        return Salvage(findings=(Finding(file, TOO_DEEP),), closed=True)
    except ValueError as error:
        wreck = Wreckage.of(text)
        values, scraps = list(wreck.values), {line for line, _ in wreck.scraps}
        if wreck.scraps or not findings:
            findings += wreck.findings(file, error)
    else:
        values = list(_located(text, chain.from_iterable(map(apart, _documents(tables)))))
        if isinstance(tables, Object):
            if outside := sum(is_record(table) for table in tables.values()):
                what = f"{counted(outside, 'development stands', 'developments stand')} {OUTSIDE}"
                findings.append(Finding(file, what, cure=ANEW))
            others = {
                name: plain(table)[0]
                for name, table in tables.pairs
                if name not in ("aiwatch", "_default") and not is_record(table)
            }
        else:
            findings.append(Finding(file, NO_TABLES, cure=ANEW))
    findings += (
        Finding(file, BROKEN, f"line {line}", cure=ANEW)
        for line in [line for line in decoded.broken if line not in scraps][:TOLD]
    )
    kept, told = _developments(values, file)
    change = header[2] if header else ""
    return Salvage(tuple(kept), (*findings, *told), change, tuple(others.items()))


def _without_conflicts(text: str) -> tuple[str, list[int]]:
    """Return `text` without the marks of git's conflicts and the base that its diff3 style shows,
    with as many lines as before, and the lines on which a conflict begins."""
    if _OURS not in text and _END not in text:
        return text, []
    lines, conflicts, in_base = text.split("\n"), [], False
    for at, line in enumerate(lines):
        if line.startswith(_OURS):
            conflicts.append(at + 1)
        separates = line.rstrip() == _THEIRS
        in_base = (in_base or line.startswith(_BASE)) and not separates
        if in_base or separates or line.startswith((_OURS, _END)):
            lines[at] = ""
    return "\n".join(lines), conflicts


def _depth(text: str) -> int:
    deepest = depth = 0
    for bracket in re.findall(r"[][{}]", _STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _documents(value: Any) -> Iterator[Any]:
    """Yield the documents of a file's JSON: those of TinyDB's default table, of a list, or a record
    that stands alone."""
    if isinstance(value, list):
        yield from value
    elif isinstance(value, Object) and "text" in value:
        yield value
    elif isinstance(value, Object):
        for name, table in value.pairs:
            if is_record(table):
                yield table
            elif name == "_default":
                yield from (row for _, row in table.pairs) if isinstance(table, Object) else [table]


def _located(text: str, documents: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Yield `documents`, in the order of `text`, each with its line."""
    line_of, at = numbering(text), -1
    for document in documents:
        id = document.get("id") if isinstance(document, dict) else None
        if isinstance(id, str):
            at = max(at, text.find(json.dumps(id, ensure_ascii=False), at + 1))
        yield line_of(max(at, 0)), document


def _developments(values: Iterable[tuple[int, Any]], file: str) -> tuple[list[Kept], list[Finding]]:
    """Return the developments of `values` and what is told of them."""
    kept: list[Kept] = []
    findings: list[Finding] = []
    others: list[int] = []
    for line, value in values:
        development, told = tidied(value, file[-12:-5])
        if development is None:
            others.append(line)
            continue
        kept.append(Kept(development, line, not told))
        place = f"line {line} {development.id}".strip()
        findings += (
            Finding(file, f"{clause[0].upper()}{clause[1:]}.", place, cure=ANEW) for clause in told
        )
    if others:
        are = counted(len(others), "entry in it is", "entries in it are")
        what = f"{are} no development, for lack of a text."
        findings.append(Finding(file, what, f"line {others[0]}", cure=OUT, loses=True))
    return kept, findings
