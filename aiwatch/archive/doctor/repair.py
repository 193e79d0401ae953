"""The repair: what a checkup found wrong and can be mended, mended in one commit.

First every file that it will touch is copied, as it is, into a folder of its own under `backup/`.
Then all files are put in place at once, and only after that is anything removed, so that a repair
that was cut off is begun again by the next one. It is a change of the history: what came from
elsewhere (a sync service's copy, an earlier record) can be undone, and ids that could not be found
are noted in it. Like the checkup it is for the archive in a folder.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aiwatch.archive import Change, Stamp, history
from aiwatch.archive.commit import JOURNAL, LOCK, commit, locked, recover
from aiwatch.archive.desk import month_of
from aiwatch.archive.disk import Disk
from aiwatch.archive.doctor.checkup import BACKUP, Checkup, look_through
from aiwatch.archive.doctor.decoding import decode
from aiwatch.archive.doctor.examination import TWICE, Examined, examine
from aiwatch.archive.doctor.finding import LOST, MENDED, Finding, listed
from aiwatch.archive.doctor.premises import leftovers
from aiwatch.archive.doctor.settling import Settled, Version, settle
from aiwatch.archive.month import Month, row
from aiwatch.archive.months import FOLDER, file_of
from aiwatch.archive.record import from_record, to_record
from aiwatch.archive.snapshot import OVERVIEW
from aiwatch.archive.tiny import written_folders
from aiwatch.domain.development import Development
from aiwatch.domain.errors import AiwatchError, Damaged
from aiwatch.domain.text import counted


@dataclass(frozen=True)
class Repaired:
    """What a repair did: `told`, MENDED or LOST; the folder, within the archive, of the copies it
    made first, empty if there was nothing to mend; and what a checkup finds after it."""

    backup: str
    told: tuple[Finding, ...]
    left: Checkup


@dataclass
class _Work:
    """What is to be done: new files, files that go, and what is no file and is moved away."""

    files: dict[str, bytes] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    no_files: list[str] = field(default_factory=list)
    told: list[Finding] = field(default_factory=list)


def repair(root: Path, stamp: Stamp, disk: Disk | None = None) -> Repaired:
    """Mend what can be mended in the archive in the folder `root`, under `stamp`.

    Raises Busy if another process holds the archive for long; Damaged if its lock is no file;
    AiwatchError if it cannot be written to, with everything as it was or all of it done.
    """
    disk = disk or Disk()
    if disk.exists(root / LOCK) and (disk.is_link(root / LOCK) or not disk.is_file(root / LOCK)):
        raise Damaged(f"{root / LOCK} is no file, so nothing can be mended; move it away.")
    try:
        holder = f"aiwatch {stamp.command}{f' ({stamp.by})' * bool(stamp.by)}"
        with locked(disk, root, holder) as in_order:
            found = look_through(disk, root)
            if not any(finding.cure for finding in found.findings):
                return Repaired("", (), found)
            name = _backup_name(disk, root, stamp)
            work = _plan(disk, root, found, stamp, name)
            _carry_out(disk, root, found, work, name, in_order=in_order)
            return Repaired(name, tuple(work.told), look_through(disk, root))
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise AiwatchError(
            f"Cannot repair the archive {root}: {error.strerror or error}{where}."
        ) from error


def _plan(disk: Disk, root: Path, found: Checkup, stamp: Stamp, backup: str) -> _Work:
    work = _Work()
    certain = [id for id, is_certain in found.missing.items() if is_certain]
    earlier = found.chronicle.earlier(disk, root, certain)
    restored = [from_record(record) for record in earlier.values()]
    sources, closed = _sources(disk, root, found, {month_of(one) for one in restored})
    restored = [one for one in restored if month_of(one) not in closed]
    settled, months = _months(sources, restored, found, stamp)
    work.files.update(months)
    work.no_files = [source.file for source in sources if source.no_file]
    work.gone = {source.file for source in sources if source.is_copy and not source.no_file}
    if any(finding.file == OVERVIEW and finding.cure for finding in found.findings):
        path = (found.waiting or {}).get(OVERVIEW, root / OVERVIEW)
        work.files[OVERVIEW] = decode(disk.read(path)).text.encode()
    if found.waiting is None:
        work.files |= {file: disk.read(path) for file, path in found.unfinished.items()}
        work.gone |= {JOURNAL, *leftovers(disk, root)}
    lost = found.missing.keys() - {one.id for one in restored}
    _write_history(disk, root, found, work, settled, stamp, tuple(sorted(lost)), backup)
    work.told += _told(found, sources, restored, lost)
    work.told += settled.told
    return work


def _sources(
    disk: Disk, root: Path, found: Checkup, more: set[str]
) -> tuple[list[Examined], set[str]]:
    """Return the files whose developments are written anew, the months' own first, and the months
    that have to be left alone: also those with a development that belongs in such a one."""
    closed, touched = set(found.closed), found.touched | more
    if "" in closed:
        return [], closed
    sources = []
    for file, month in found.files:
        if month in touched or month not in found.written_by:
            path = (found.waiting or {}).get(file, root / file)
            sources.append(examine(disk, path, file, month))
    while True:
        allowed = [
            source
            for source in sources
            if source.month not in closed
            and not any(month_of(kept.development) in closed for kept in source.found.kept)
        ]
        blocked = {source.month for source in sources} - {source.month for source in allowed}
        if blocked <= closed:
            break
        closed |= blocked
    return sorted((s for s in sources if s.month not in closed), key=lambda s: s.is_copy), closed


def _months(
    sources: list[Examined], restored: list[Development], found: Checkup, stamp: Stamp
) -> tuple[Settled, dict[str, bytes]]:
    """Return the developments of `sources` settled, and the month files that they make."""
    versions = [
        Version(source.file, not source.is_copy, kept.development, kept.as_it_was)
        for source in sources
        for kept in source.found.kept
    ]
    versions += (Version(history.FOLDER, False, development) for development in restored)
    settled = settle(versions, {*found.there, *found.chronicle.past})
    months: dict[str, list[Development]] = {
        source.month: [] for source in sources if source.month in found.written_by
    }
    for development in settled.developments:
        months.setdefault(month_of(development), []).append(development)
    files = {}
    for month, developments in sorted(months.items()):
        others = {
            name: table
            for source in reversed(sources)
            if source.month == month
            for name, table in source.found.others
        }
        rows = map(row, developments)
        files[file_of(month)] = Month.of(rows, tuple(others.items())).to_bytes(stamp.id)
    return settled, files


def _write_history(
    disk: Disk,
    root: Path,
    found: Checkup,
    work: _Work,
    settled: Settled,
    stamp: Stamp,
    lost: tuple[str, ...],
    backup: str,
) -> None:
    """Add the history's files to `work`: those that are worn, and the line of this change."""
    pages = {name: found.chronicle.lines(name) for name in found.chronicle.worn}
    for copy, name in found.chronicle.copies.items():
        pages[name] = found.chronicle.merged(name)
        work.gone.add(f"{history.FOLDER}/{copy}")
        pages.pop(copy, None)
    if not (work.files or pages or lost):
        return
    months = tuple(sorted(Path(name).stem for name in work.files if name.startswith(FOLDER)))
    records = {id: to_record(old) if old else None for id, old in settled.before.items()}
    files = counted(len(work.files), "file")
    change = Change(stamp.id, stamp, tuple(records), f"{files} written anew; copies in {backup}")
    name = history.file_for(disk, root, stamp.at)
    images = history.images_name(name, stamp, records)
    if images:
        work.files[f"{history.FOLDER}/{images}"] = history.images(records)
    entry = history.Entry(
        change, records, months, None, images, tuple(found.chronicle.cut_off), lost
    )
    pages[name] = [*pages.get(name, found.chronicle.lines(name)), entry.to_line().rstrip(b"\n")]
    for page, lines in pages.items():
        work.files[f"{history.FOLDER}/{page}"] = b"".join(line + b"\n" for line in lines)


def _told(
    found: Checkup, sources: list[Examined], restored: list[Development], lost: set[str]
) -> Iterator[Finding]:
    """Yield what is mended, and what is lost."""
    mended = {source.file for source in sources}
    back = {one.id for one in restored}
    told: set[str] = set()
    for finding in found.findings:
        is_left = finding.file.startswith(f"{FOLDER}/") and finding.file not in mended
        if finding.cure in ("", TWICE) or finding in found.absences:
            continue
        if is_left and not finding.file.endswith(".new"):
            continue
        if finding.ids and back.issuperset(finding.ids):
            told.update(finding.ids)
            what = "What stood here is brought back from the history, as of before its last change."
            yield Finding(finding.file, what, finding.place, MENDED)
            continue
        grave = LOST if finding.loses else MENDED
        yield Finding(finding.file, finding.what, finding.place, grave)
    if back - told:
        what = f"Brought back, as of before the last change: {listed(back - told)}."
        yield Finding(history.FOLDER, what, grave=MENDED)
    certain = [id for id in lost if found.missing[id]]
    if certain:
        are = counted(len(certain), "development is", "developments are")
        what = f"{are} in the history, but in no file: {listed(certain)}."
        yield Finding(FOLDER, what, grave=LOST)


def _backup_name(disk: Disk, root: Path, stamp: Stamp) -> str:
    name = f"{BACKUP}/{stamp.at:%Y-%m-%dT%H%M%S}"
    number = 1
    while disk.exists(root / (f"{name}-{number}" if number > 1 else name)):
        number += 1
    return f"{name}-{number}" if number > 1 else name


def _carry_out(
    disk: Disk, root: Path, found: Checkup, work: _Work, backup: str, *, in_order: bool
) -> None:
    """Copy what will be touched, then do the work."""
    swept = {JOURNAL, *leftovers(disk, root)}
    for file in sorted({*work.files, *work.gone, *(found.waiting or ()), *swept}):
        if disk.exists(root / file) and file not in work.no_files:
            data = disk.read(root / file)
            _make_folders(disk, root, f"{backup}/{file}")
            disk.create(root / backup / file, data, disk.mode(root / file))
            disk.sync(root / backup / file)
            disk.sync_folder((root / backup / file).parent)
    for file in work.no_files:
        _make_folders(disk, root, f"{backup}/{file}")
        disk.rename(root / file, root / backup / file)
        disk.sync_folder((root / backup / file).parent)
        disk.sync_folder((root / file).parent)
    if found.waiting is not None:
        recover(disk, root, written_folders(disk, root), in_order=in_order)
    commit(disk, root, work.files)
    for file in sorted(work.gone):
        disk.remove(root / file)
        disk.sync_folder((root / file).parent)


def _make_folders(disk: Disk, root: Path, file: str) -> None:
    for folder in reversed(Path(file).parents[:-1]):
        disk.make_folder(root / folder)
