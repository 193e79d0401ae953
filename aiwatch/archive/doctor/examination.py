"""An examination: one month file looked at, sound, mendable or neither."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from aiwatch.archive.desk import month_of
from aiwatch.archive.disk import Disk
from aiwatch.archive.doctor.finding import REMARK, Finding
from aiwatch.archive.doctor.flipped_bit import unflipped
from aiwatch.archive.doctor.salvage import AWAY, Kept, Salvage, salvage
from aiwatch.archive.doctor.tidying import is_record
from aiwatch.archive.doctor.wreckage import ANEW
from aiwatch.archive.month import developments, key, read_month
from aiwatch.archive.months import file_of
from aiwatch.domain.development import is_id
from aiwatch.domain.errors import Damaged
from aiwatch.domain.text import counted

TWICE = "keeps the version edited last; the other one stays in the backup"
MOVED = "moves it into the file of its month"

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_KEYS = re.compile(rb'"(\d+)":\s*\{"id":\s*"([\w-]{11})"')


def is_month(month: str) -> bool:
    """Tell whether `month` is one, such as `2025-05`; `2025-13` is none."""
    return _MONTH.fullmatch(month) is not None


@dataclass(frozen=True)
class Examined:
    """What the file `file`, which belongs to `month`, was found to hold. A repair writes its month
    anew unless it is `sound` or, being closed, has to be left alone; what is `no_file`, a folder or
    a FIFO, it moves away first."""

    file: str
    month: str
    found: Salvage
    sound: bool = False
    no_file: bool = False

    @property
    def is_copy(self) -> bool:
        """Whether it is not the month's own file, but a copy of it or one with a wrong name."""
        return self.file != file_of(self.month) or not is_month(self.month)

    def ids(self) -> set[str]:
        """Return the ids in it."""
        return {kept.development.id for kept in self.found.kept} - {""}


def examine(disk: Disk, path: Path, file: str, month: str) -> Examined:
    """Look at `path`, which is (or, once a cut-off change is completed, will be) the archive's
    `file` of `month`."""
    try:
        data = disk.read(path)
    except Damaged:
        what = "It is a folder or another thing that is no file, where a month's file belongs."
        found = Salvage(findings=(Finding(file, what, cure=AWAY),))
        return Examined(file, month, found, no_file=True)
    except FileNotFoundError:
        what = "It is a link to a file that is not there; bring that back, or remove the link."
        return Examined(file, month, Salvage(findings=(Finding(file, what),), closed=True))
    except OSError as error:
        what = f"It cannot be read: {error.strerror or error}."
        return Examined(file, month, Salvage(findings=(Finding(file, what),), closed=True))
    link = []
    if disk.is_link(path):
        what = "It is a link; the next change puts a file in its place."
        link = [Finding(file, what, grave=REMARK)]
    name = file_of(month)
    try:
        there = read_month(data, name)
        rows = developments(there.rows, name)
        if any(is_record(table) for _, table in there.others):
            raise ValueError("a development stands beside TinyDB's table")
    except (Damaged, ValueError, RecursionError) as error:
        found = salvage(data, file)
        told = [*link, *found.findings, *_checks(found.kept, file, month)]
        if not any(finding.grave != REMARK for finding in told):
            problem = str(error).removeprefix(name).partition("; run:")[0].strip(":. ")
            told.append(Finding(file, f"It cannot be read: {problem}.", cure=ANEW))
        return Examined(file, month, replace(found, findings=tuple(told)))
    lines = range(3, len(rows) + 3) if there.as_written else [0] * len(rows)
    kept = tuple(Kept(development, line) for development, line in zip(rows, lines, strict=True))
    told = [*link, *_checks(kept, file, month)]
    if not there.as_written:
        told.append(_as_found(data, file))
    found = Salvage(kept, tuple(told), there.change, there.others)
    return Examined(file, month, found, sound=len(told) == len(link))


def _checks(kept: tuple[Kept, ...], file: str, month: str) -> list[Finding]:
    """Return what is wrong with the ids and dates of the developments in a file."""
    found: list[Finding] = []
    seen: dict[str, Kept] = {}
    for here in kept:
        development = here.development
        place = f"line {here.line} {development.id}" if here.line else development.id
        if development.id and development.id in seen:
            earlier = seen[development.id]
            like = "with the same" if earlier.development == development else "with different"
            at = f", first on line {earlier.line}" if earlier.line else ""
            what = f"The id stands twice in the file{at}, {like} content."
            found.append(Finding(file, what, place, cure=TWICE))
        seen.setdefault(development.id, here)
        if month_of(development) != month:
            what = f"It is dated {development.date}, so it belongs in another file."
            found.append(Finding(file, what, place, cure=MOVED))
    return found


def _as_found(data: bytes, file: str) -> Finding:
    """Return the remark on a file that can be read but is not as it was written."""
    what = "It is not as aiwatch wrote it: edited by hand, or by another program. It is read all"
    what += " the same, and its next change writes it anew."
    flipped = unflipped(data)
    if flipped:
        was, at = flipped
        line = data.count(b"\n", 0, at) + 1
        stands, stood = _character(data, at), _character(was, at)
        row = was[was.rfind(b"\n", 0, at) + 1 :].split(b"\n", 1)[0]
        id = re.search(rb'\{"id": "([\w-]{11})"', row)
        place = f"line {line}{f' {id[1].decode()}' if id else ''}"
        what = (
            f"One bit differs from what aiwatch wrote: {stands!r} stands where {stood!r} stood. If "
            "nobody changed that by hand, a disk did: change it back. It is read as it stands."
        )
        return Finding(file, what, place, REMARK, "takes it as it stands")
    keys = [(int(number), id.decode()) for number, id in _KEYS.findall(data)]
    others = sum(is_id(id) and key(id) != number for number, id in keys)
    if others:
        what += f" {counted(others, 'TinyDB key is', 'TinyDB keys are')} not that of the id."
    return Finding(file, what, grave=REMARK, cure=ANEW)


def _character(data: bytes, at: int) -> str:
    while at and data[at] & 0xC0 == 0x80:
        at -= 1
    return data[at : at + 4].decode("utf-8", "replace")[:1]
