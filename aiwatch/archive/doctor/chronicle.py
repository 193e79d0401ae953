"""The chronicle: the history read for what it says of the archive, as far as it can be read.

`history` tells what can be undone, and stops at what it cannot read. Here every line is looked at,
and from all of them follows which developments should be there.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from aiwatch.archive import history
from aiwatch.archive.disk import Disk
from aiwatch.archive.doctor.decoding import decode
from aiwatch.archive.doctor.finding import REMARK, Finding
from aiwatch.archive.doctor.premises import why
from aiwatch.archive.doctor.wreckage import ANEW, TOLD
from aiwatch.archive.evidence import is_kept
from aiwatch.archive.history import FOLDER, Entry
from aiwatch.archive.issues import Issues
from aiwatch.archive.record import from_record
from aiwatch.domain.errors import Damaged, InvalidInput

LINE_OUT = "takes the line out; it stays in the backup"
MERGED = "takes over what only it holds"

_COPY = re.compile(r"(\d{4}-\d\d).+\.jsonl")
_MARKS = (b"<<<<<<< ", b"||||||| ", b"=======", b">>>>>>> ")


@dataclass(frozen=True)
class Past:
    """What the history says of an id: whether the development should be there, and whether that is
    certain, for nothing before it is missing or contradicts it."""

    is_there: bool
    certain: bool


@dataclass
class Chronicle:
    """The history of an archive. `pages` are its files, the lines that can be read, `worn` those of
    them that a repair writes anew, `copies` those that a sync service made of them."""

    findings: list[Finding] = field(default_factory=list)
    pages: dict[str, list[tuple[bytes, Entry]]] = field(default_factory=dict)
    worn: set[str] = field(default_factory=set)
    copies: dict[str, str] = field(default_factory=dict)
    gaps: set[str] = field(default_factory=set)
    cut_off: tuple[str, ...] = ()
    in_force: list[tuple[str, Entry]] = field(default_factory=list)
    past: dict[str, Past] = field(default_factory=dict)
    waiting: Mapping[str, Path] = field(default_factory=dict)

    def lines(self, name: str) -> list[bytes]:
        """Return the lines of the history's file `name` that can be read."""
        return [line for line, _ in self.pages.get(name, ())]

    def merged(self, name: str) -> list[bytes]:
        """Return the lines of the file `name` and of its copies, each change once, by time."""
        copies = sorted(copy for copy, of in self.copies.items() if of == name)
        placed = [pair for page in (name, *copies) for pair in self.pages.get(page, ())]
        each: dict[str, tuple[bytes, Entry]] = {}
        for line, entry in placed:
            each.setdefault(entry.change.id, (line, entry))
        return [line for line, _ in sorted(each.values(), key=lambda pair: pair[1].change.stamp.at)]

    def earlier(self, disk: Disk, root: Path, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return, for those of `ids` of which the history holds one, the latest record."""
        wanted, found = set(ids), {}
        for _, entry in self.in_force if wanted else ():
            images = _images(disk, root, entry, self.waiting) or {}
            for id, record in images.items():
                if id in wanted and record is not None and _is_right(record):
                    found[id] = record
        return found


def read_chronicle(
    disk: Disk,
    root: Path,
    written_by: Mapping[str, str],
    overview: Callable[[], str],
    waiting: Mapping[str, Path],
) -> Chronicle:
    """Return the history of the archive `root`; `written_by` tells for each month file the change
    that wrote it last, empty where its header cannot be read."""
    has_issue = Issues(disk, root, waiting).has
    chronicle = Chronicle(waiting=waiting)
    coming = {file.rpartition("/")[2] for file in waiting if file.startswith(f"{FOLDER}/")}
    for name in sorted(coming.union(disk.names(root / FOLDER))):
        copied = _COPY.fullmatch(name)
        if history.is_page(name):
            _read_page(disk, root, name, chronicle)
        elif copied and _read_page(disk, root, name, chronicle):
            chronicle.copies[name] = f"{copied[1]}.jsonl"
            what = f"It is a second copy of {copied[1]}.jsonl, as a sync service leaves one."
            chronicle.findings.append(Finding(f"{FOLDER}/{name}", what, grave=REMARK, cure=MERGED))
    names = sorted(chronicle.pages.keys() - chronicle.copies.keys())
    entries = [(name, entry) for name in names for _, entry in chronicle.pages[name]]
    known = {entry.change.id for _, entry in entries}
    void = {id for _, entry in entries for id in entry.void}
    chronicle.in_force = [placed for placed in entries if placed[1].change.id not in void]
    has_evidence = partial(is_kept, disk, root, waiting=waiting)
    while chronicle.in_force and _is_cut_off(
        [entry for _, entry in chronicle.in_force],
        written_by,
        known,
        overview,
        has_issue,
        has_evidence,
    ):
        chronicle.cut_off += (chronicle.in_force.pop()[1].change.id,)
    _follow(disk, root, chronicle)
    named = {entry.images for _, entry in entries}
    for name in disk.names(root / FOLDER):
        if name.endswith(".json") and not name.startswith(".") and name not in named:
            what = "No change in the history names it; it can be deleted."
            chronicle.findings.append(Finding(f"{FOLDER}/{name}", what, grave=REMARK))
    return chronicle


def _read_page(disk: Disk, root: Path, name: str, chronicle: Chronicle) -> bool:
    """Read one file of the history; tell whether that could be done at all."""
    file = f"{FOLDER}/{name}"
    chronicle.pages[name] = []
    try:
        data = disk.read(chronicle.waiting.get(file, root / file))
    except (OSError, Damaged) as error:
        chronicle.findings.append(Finding(file, f"It {why(error)}."))
        chronicle.gaps.add(name)
        return False
    decoded = decode(data)
    if decoded.problems:
        data = decoded.text.encode()
        chronicle.worn.add(name)
        chronicle.findings += (Finding(file, what, cure=ANEW) for what in decoded.problems)
    newest = name == max(history.months_of_history(disk, root), default="")
    lines = data.split(b"\n")
    bad: list[Finding] = []
    for number, line in enumerate(lines, 1):
        entry = history.read_line(line) if line else None
        if entry is not None:
            chronicle.pages[name].append((line, entry))
        elif line.strip() and not line.endswith(history.CUT_OFF):
            is_torn = newest and number == len(lines) and b"\x00" not in line
            bad.append(_unreadable(file, number, line, is_torn=is_torn))
            if not line.startswith(_MARKS) and not is_torn:
                chronicle.gaps.add(name)
    if bad:
        chronicle.worn.add(name)
        chronicle.findings += bad[:TOLD]
        if len(bad) > TOLD:
            what = f"{len(bad) - TOLD} more lines cannot be read."
            chronicle.findings.append(Finding(file, what, cure=LINE_OUT, loses=True))
    return True


def _unreadable(file: str, number: int, line: bytes, *, is_torn: bool) -> Finding:
    place = f"line {number}"
    if line.startswith(_MARKS):
        what = "Git left a conflict here."
        return Finding(file, what, place, cure="takes out its mark and keeps both sides")
    if is_torn:
        what = "The line is torn: a change was cut off before it was made, and counts for nothing."
        return Finding(file, what, place, REMARK, LINE_OUT)
    what = "The line cannot be read; the change it tells of can neither be shown nor be undone."
    return Finding(file, what, place, cure=LINE_OUT, loses=True)


def _is_cut_off(
    entries: list[Entry],
    written_by: Mapping[str, str],
    known: set[str],
    overview: Callable[[], str],
    has_issue: Callable[[str], bool],
    has_evidence: Callable[[str], bool],
) -> bool:
    """Tell of the last of `entries`, as `Snapshot.is_cut_off` does; but a month that says it was
    written by a change nobody knows, or no longer says by which, does not show that it came to
    nothing."""
    entry = entries[-1]
    if entry.issues and not entry.months:
        return not has_issue(entry.issues[0])
    if entry.evidence and not entry.months:
        return not has_evidence(entry.evidence[0])
    if not entry.months:
        return entry.overview == overview()
    for month in entry.months:
        if month in written_by:
            return written_by[month] != entry.change.id and written_by[month] in known
    return history.is_first(entry, entries)


def _follow(disk: Disk, root: Path, chronicle: Chronicle) -> None:
    """Find out which developments should be there, from the oldest change to the newest."""
    gaps = sorted(chronicle.gaps - chronicle.copies.keys())
    there_before: dict[str, dict[str, bool]] = {}
    for name, entry in chronicle.in_force:
        while gaps and gaps[0] < name:
            gaps.pop(0)
            _doubt(chronicle.past)
        images = _images(disk, root, entry, chronicle.waiting)
        if images is None:
            _doubt(chronicle.past)
            _give_up(chronicle, name, entry)
            continue
        there_before[entry.change.id] = {id: record is not None for id, record in images.items()}
        for id in images:
            _note(chronicle, entry, id, there_before)
        for id in entry.lost:
            chronicle.past[id] = Past(is_there=False, certain=True)
    if gaps:
        _doubt(chronicle.past)


def _give_up(chronicle: Chronicle, name: str, entry: Entry) -> None:
    """Tell that the records from before `entry` cannot be read, and let its line name none."""
    made = f"{entry.change.stamp.command}, {entry.change.stamp.at:%Y-%m-%d}"
    what = f"The records from before the change {entry.change.id} ({made}) are missing or cannot be"
    what += " read. Neither that change nor an earlier one can be undone."
    cure = "makes undo pass over that change"
    chronicle.findings.append(Finding(f"{FOLDER}/{entry.images}", what, cure=cure, loses=True))
    line = entry._replace(images="").to_line().rstrip(b"\n")
    chronicle.pages[name] = [
        (line, each) if each is entry else (old, each) for old, each in chronicle.pages[name]
    ]
    chronicle.worn.add(name)


def _note(
    chronicle: Chronicle,
    entry: Entry,
    id: str,
    there_before: Mapping[str, Mapping[str, bool]],
) -> None:
    before, was_there = chronicle.past.get(id), there_before[entry.change.id][id]
    certain = before is None or (before.certain and before.is_there == was_there)
    if entry.change.of:
        inverted = there_before.get(entry.change.of, {})
        is_there, certain = inverted.get(id, True), certain and id in inverted
    else:
        is_there = not (was_there and entry.change.stamp.command == "remove")
    chronicle.past[id] = Past(is_there, certain)


def _doubt(past: dict[str, Past]) -> None:
    for id, said in past.items():
        past[id] = Past(said.is_there, False)


def _images(
    disk: Disk, root: Path, entry: Entry, waiting: Mapping[str, Path]
) -> Mapping[str, dict[str, Any] | None] | None:
    try:
        return history.images_of(disk, root, entry, waiting)
    except (Damaged, OSError):
        return None


def _is_right(record: Any) -> bool:
    try:
        return bool(from_record(record).id)
    except InvalidInput:
        return False
