"""The checkup: everything that is wrong with an archive, found in one go, and nothing changed.

It is for the archive in a folder; another store will have ills of its own. It reads under the
shared lock, a month at a time.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from aiwatch.archive import history
from aiwatch.archive.commit import NEW, shared
from aiwatch.archive.desk import month_of
from aiwatch.archive.disk import Disk
from aiwatch.archive.doctor.chronicle import Chronicle, read_chronicle
from aiwatch.archive.doctor.examination import MOVED, TWICE, Examined, examine, is_month
from aiwatch.archive.doctor.finding import DAMAGE, REMARK, Finding, listed
from aiwatch.archive.doctor.kept import look_at_evidence
from aiwatch.archive.doctor.mailroom import look_at_inbox
from aiwatch.archive.doctor.premises import journal, look_around, overview, why
from aiwatch.archive.doctor.published import look_at_issues, unfinished
from aiwatch.archive.months import FOLDER, Months, file_of
from aiwatch.domain.development import Development
from aiwatch.domain.errors import Damaged
from aiwatch.domain.text import counted

BACKUP = "backup"
MERGED = "merges it; of what differs the version edited last counts, the other is in the backup"
NOTED = "takes note of it, and then tells it no more"
REHOUSED = "puts them into the files of their months"

_NAMED_AS_A_MONTH = re.compile(r"(\d{4}-\d\d)\.json")
_WRITTEN_BESIDE = re.compile(rf"\.(\d{{4}}-\d\d)\.json{re.escape(NEW)}")


class Place(NamedTuple):
    """Where a development was found first."""

    file: str
    month: str
    development: Development


@dataclass
class Checkup:
    """What was found, and how much there is.

    The rest is for a repair: `files` to read with the month each belongs to, `written_by` the
    change that wrote a month last, months `touched` by what is wrong, months `closed` because they
    must be left alone, ids that are `missing`, whether that is certain, and what is told of them
    (`absences`), where the ids that are there stand, what files are `waiting` because a journal
    has committed them, None if it cannot be followed, and then those of issues that are whole
    (`unfinished`).
    """

    findings: list[Finding] = field(default_factory=list)
    developments: int = 0
    sections: Counter[str] = field(default_factory=Counter)
    files: list[tuple[str, str]] = field(default_factory=list)
    written_by: dict[str, str] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    missing: dict[str, bool] = field(default_factory=dict)
    absences: list[Finding] = field(default_factory=list)
    there: dict[str, Place] = field(default_factory=dict)
    chronicle: Chronicle = field(default_factory=Chronicle)
    waiting: Mapping[str, Path] | None = None
    unfinished: Mapping[str, Path] = field(default_factory=dict)

    @property
    def months(self) -> int:
        """How many months have a file."""
        return len(self.written_by)

    @property
    def changes(self) -> int:
        """How many changes are in force."""
        return len(self.chronicle.in_force)

    @property
    def damages(self) -> list[Finding]:
        """The findings that are no mere remarks."""
        return [finding for finding in self.findings if finding.grave == DAMAGE]


def checkup(root: Path, disk: Disk | None = None) -> Checkup:
    """Return what is wrong with the archive in the folder `root`.

    Raises Busy if another process holds it for long.
    """
    disk = disk or Disk()
    with shared(disk, root):
        return look_through(disk, root)


def look_through(disk: Disk, root: Path) -> Checkup:
    """As `checkup`, for one who holds the lock."""
    found = Checkup()
    found.waiting, told = journal(disk, root)
    if found.waiting is None:
        found.unfinished = unfinished(disk, root)
    found.findings += [*told, *look_around(disk, root, found.waiting)]
    try:
        for month, names in _files(disk, root, found).items():
            _look_at_month(disk, root, month, names, found)
    except (Damaged, OSError) as error:
        found.findings.append(Finding(FOLDER, f"It {why(error)}."))
        found.closed.add("")
    try:
        waiting = found.waiting or found.unfinished
        found.chronicle = read_chronicle(
            disk, root, found.written_by, lambda: overview(disk, root, waiting), waiting
        )
    except (Damaged, OSError) as error:
        found.findings.append(Finding(history.FOLDER, f"It {why(error)}."))
    found.findings += found.chronicle.findings
    published = [issue for _, entry in found.chronicle.in_force for issue in entry.issues]
    found.findings += look_at_issues(disk, root, found.waiting or found.unfinished, published)
    found.findings += look_at_inbox(disk, root, found.waiting or found.unfinished)
    found.findings += look_at_evidence(disk, root, found.waiting or {})
    found.findings += _merged_and_there(found.there)
    if not found.closed:
        found.absences = list(_missing(disk, root, found))
    found.findings += found.absences
    return found


def _files(disk: Disk, root: Path, found: Checkup) -> dict[str, list[str]]:
    """Return the names of the files to read, for each month its own first, and tell of others."""
    months = Months(disk, root, found.waiting, keep=False).files()
    named = {name for names in months.values() for name in names}
    for name in disk.names(root / FOLDER):
        beside = _WRITTEN_BESIDE.fullmatch(name) if found.waiting is None else None
        month = beside or _NAMED_AS_A_MONTH.fullmatch(name)
        if month and name not in named:
            months.setdefault(month[1], []).append(name)
        elif name not in named and not name.startswith("."):
            what = "It is no month's file and is not read; an editor's backup can be deleted."
            found.findings.append(Finding(f"{FOLDER}/{name}", what, grave=REMARK))
    return {
        month: sorted(names, key=lambda name: (name != f"{month}.json", name))
        for month, names in sorted(months.items())
    }


def _look_at_month(
    disk: Disk,
    root: Path,
    month: str,
    names: list[str],
    found: Checkup,
) -> None:
    there = found.there
    own: dict[str, Development] = {}
    told: list[Finding] = []
    for name in names:
        file = f"{FOLDER}/{name}"
        examined = examine(disk, (found.waiting or {}).get(file, root / file), file, month)
        found.files.append((file, month))
        if examined.found.closed:
            found.closed.add(month)
        if not examined.is_copy:
            own = {kept.development.id: kept.development for kept in examined.found.kept}
            told += [*examined.found.findings, *_twice(examined, there)]
            found.developments += len(examined.found.kept)
            found.sections.update(kept.development.section for kept in examined.found.kept)
            found.written_by[month] = examined.found.change
            if not examined.sound:
                found.touched.add(month)
        else:
            told += _look_at_copy(examined, own)
            found.touched |= {month} if is_month(month) else set()
        for kept in examined.found.kept:
            there.setdefault(kept.development.id, Place(file, month, kept.development))
            if month_of(kept.development) != month:
                found.touched.add(month_of(kept.development))
    if is_month(month):
        found.written_by.setdefault(month, "")
    for finding in told:
        if finding.cure == TWICE:
            found.touched.add(there[finding.place.rpartition(" ")[2]].month)
        cure = finding.cure if month not in found.closed else ""
        found.findings.append(replace(finding, cure=cure))


def _twice(examined: Examined, there: Mapping[str, Place]) -> Iterator[Finding]:
    """Yield what is told of ids in a month's file that stand in an earlier month's, too."""
    for kept in examined.found.kept:
        id = kept.development.id
        if id in there:
            like = "the same" if there[id].development == kept.development else "different"
            what = f"The id stands in {there[id].file}, too, with {like} content."
            yield Finding(examined.file, what, id, cure=TWICE)


def _look_at_copy(examined: Examined, own: Mapping[str, Development]) -> Iterator[Finding]:
    """Yield what is told of a file that is not a month's own."""
    yield from (
        finding
        for finding in examined.found.findings
        if finding.grave == DAMAGE and finding.cure not in (MOVED, TWICE)
    )
    kept = [kept.development for kept in examined.found.kept]
    if not is_month(examined.month):
        what = f"{examined.month} is no month, so {counted(len(kept), 'development')} in it"
        what += " are not read." if len(kept) != 1 else " is not read."
        yield Finding(examined.file, what, cure=REHOUSED)
        return
    new = sum(development.id not in own for development in kept)
    other = sum(own.get(development.id, development) != development for development in kept)
    name = file_of(examined.month)
    parts = [f"{counted(other, 'development')} in it differ{'s' * (other == 1)}"] * bool(other)
    parts += [f"{counted(new, 'development is', 'developments are')} in it alone"] * bool(new)
    what = f"It is a second copy of {name}, as a sync service leaves one"
    if examined.file.endswith(NEW):
        what = f"It is what {name} was to become by a change that was cut off"
    what += f"; {' and '.join(parts) or 'nothing in it is new'}."
    if not examined.file.endswith(NEW):
        what += " The month is not read while there are two."
    yield Finding(examined.file, what, cure=MERGED)


def _merged_and_there(there: Mapping[str, Place]) -> Iterator[Finding]:
    """Yield what is told of developments that were merged into another and still are there, as
    when two copies of an archive come together."""
    for place in there.values():
        for old in place.development.merged:
            if old in there:
                id = place.development.id
                what = f"It was merged into {id}, but is there, too: aiwatch merge {id} {old}"
                yield Finding(there[old].file, what, old, grave=REMARK)


def _missing(disk: Disk, root: Path, found: Checkup) -> Iterator[Finding]:
    """Yield what is told of developments that the history knows, but no file holds."""
    past = found.chronicle.past
    merged = {id for place in found.there.values() for id in place.development.merged}
    merged.update(found.there)
    found.missing = {
        id: said.certain for id, said in past.items() if said.is_there and id not in merged
    }
    certain = [id for id, is_certain in found.missing.items() if is_certain]
    earlier = found.chronicle.earlier(disk, root, certain)
    for month in sorted({id[:4] for id in found.missing}):
        file = file_of(f"20{month[:2]}-{month[2:]}")
        gone = [id for id in certain if id.startswith(month)]
        known = [id for id in gone if id in earlier]
        if gone:
            are = counted(len(gone), "development is", "developments are")
            what = f"{are} in the history, but in no file: {listed(gone)}."
            cure = "takes note that they are lost; an earlier copy of the archive may hold them"
            if known:
                cure = f"brings back, as of before the last change, {listed(known)}"
            lost = len(known) < len(gone)
            yield Finding(file, what, grave=DAMAGE, cure=cure, loses=lost)
        doubtful = [id for id in found.missing if id.startswith(month) and id not in gone]
        if doubtful:
            are = counted(len(doubtful), "development is", "developments are")
            what = f"{are} in the history, but in no file: {listed(doubtful)}. It may be right so,"
            what += " for the history has gaps or was merged."
            yield Finding(file, what, grave=REMARK, cure=NOTED)
    noted = [id for _, entry in found.chronicle.in_force for id in entry.lost]
    noted = [id for id in noted if id not in found.there]
    if noted and disk.exists(root / BACKUP):
        what = f"{counted(len(noted), 'development')} lost before a repair: {listed(noted)}. Look"
        what += " there whether they can be found; delete the folder, and this is told no more."
        yield Finding(BACKUP, what, grave=REMARK)
