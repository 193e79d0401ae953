"""The archive as a folder: one TinyDB file a month, by the development's date."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from aiwatch.archive import Beside, Carried, Change, Desk, Stamp, Telling, history
from aiwatch.archive.commit import (
    EVIDENCE,
    INBOX,
    ISSUES,
    LOCK,
    MARK,
    commit,
    locked,
    pending,
    recover,
    shared,
)
from aiwatch.archive.desk import FolderDesk, Plan
from aiwatch.archive.disk import Disk
from aiwatch.archive.months import FOLDER, file_of
from aiwatch.archive.record import from_record, to_record
from aiwatch.archive.snapshot import OVERVIEW, Snapshot
from aiwatch.domain.development import Development
from aiwatch.domain.errors import AiwatchError, NotFound, Refused
from aiwatch.domain.selection import Selection

if TYPE_CHECKING:
    from aiwatch.archive.evidence import Evidence
    from aiwatch.domain.issue import Issue

FOLDERS = (FOLDER, history.FOLDER, ISSUES, INBOX)
"""The folders that changes write in, beside that of evidence."""

Found = TypeVar("Found")


def written_folders(disk: Disk, root: Path) -> tuple[str, ...]:
    """Return the folders within the archive `root` that the last change may have written in."""
    if not disk.exists(root / EVIDENCE):
        return FOLDERS
    from aiwatch.archive.evidence import last_folders

    return (*FOLDERS, *last_folders(disk, root))


def reading(disk: Disk, root: Path, look: Callable[[Mapping[str, Path]], Found]) -> Found:
    """Return what `look` finds in the archive `root` while nobody writes it; it is told where the
    files are that a journal has committed but not yet put in place."""
    while True:
        with shared(disk, root) as there_is_a_lock:
            found = look(pending(disk, root))
        # Without a lock file nobody has changed the archive yet, unless just now.
        if there_is_a_lock or not disk.exists(root / LOCK):
            return found


@contextmanager
def writing(disk: Disk, root: Path, holder: str) -> Iterator[None]:
    """Hold the archive `root` alone, put in order, while the block runs; `holder` tells others who
    has it. Raises Busy, and AiwatchError for what the block cannot write."""
    try:
        with locked(disk, root, holder) as in_order:
            recover(disk, root, written_folders(disk, root), in_order=in_order)
            yield
    except OSError as error:
        raise AiwatchError(
            f"Cannot write to the archive {root}: {error.strerror or error}."
        ) from error


class TinyArchive:
    """An archive in the folder `root`. Reading takes the lock shared, and only while it reads."""

    def __init__(self, root: Path, disk: Disk | None = None) -> None:
        """Raises NotFound if `root` is no archive."""
        self.root = root
        self.disk = disk or Disk()
        self._begun: Stamp | None = None
        if not self.disk.exists(root / MARK):
            raise NotFound(f"No archive at {root}. Make one: aiwatch init {root}")

    def select(
        self,
        selection: Selection,
        holding: str = "",
        telling: Telling | None = None,
        whose: Telling | None = None,
    ) -> list[Development]:
        return self._read(lambda there: there.months.select(selection, holding, telling, whose))

    def citing(self, urls: Iterable[str]) -> list[Development]:
        return self._read(lambda there: there.months.citing(urls))

    def find(self, reference: str) -> Development:
        return self._read(lambda there: there.find(reference))

    def ids(self) -> frozenset[str]:
        return self._read(lambda there: there.months.ids())

    def merged(self) -> dict[str, str]:
        return self._read(lambda there: there.months.merged())

    def overview(self) -> str:
        return self._read(lambda there: there.overview())

    def changes(self, most: int | None = None, touching: str = "") -> list[Change]:
        def look(there: Snapshot) -> list[Change]:
            found: Iterator[history.Entry] = there.entries()
            if touching:
                found = (entry for entry in found if there.touched(entry, touching))
            return [entry.change for entry in islice(found, most)]

        return self._read(look)

    def made(self, stamp: Stamp) -> Change | None:
        def look(there: Snapshot) -> Change | None:
            return next((e.change for e in there.entries() if e.change.id == stamp.id), None)

        # Who never held the lock has made nothing, and is not made to wait for it once more.
        return self._read(look) if stamp == self._begun else None

    def issues(self) -> list["Issue"]:
        return self._read(lambda there: there.issues.all())

    def issue(self, number: int) -> tuple["Issue", bytes]:
        return self._read(lambda there: there.issues.get(number))

    def carried(self) -> Carried:
        return self._read(lambda there: there.carried())

    def evidence(self, *ids: str) -> "list[Evidence]":
        from aiwatch.archive.evidence import evidence_of

        def look(there: Snapshot) -> "list[Evidence]":
            waiting = there.months.waiting
            kept = [each for id in ids for each in evidence_of(self.root, id, self.disk, waiting)]
            return sorted(kept, key=lambda each: each.at)

        return self._read(look)

    @contextmanager
    def desk(self, stamp: Stamp) -> Iterator[Desk]:
        with self._writing(stamp) as there:
            desk = FolderDesk(there, stamp)
            yield desk
            plan = desk.plan
            if not plan.is_empty:
                self._commit(there, plan, stamp)
            elif plan.files:
                commit(self.disk, self.root, plan.files)

    def undo(self, stamp: Stamp, only: str = "", files: Beside | None = None) -> Change:
        with self._writing(stamp) as there:
            entry = history.to_undo(there.entries())
            if entry is None:
                raise NotFound("Nothing to undo: no change is left that could be taken back.")
            if only and entry.change.id != only:
                what = " ".join([entry.change.stamp.command, *entry.change.ids[:1]])
                raise Refused(f"The archive was changed since: {what}. First: aiwatch undo")
            later = takewhile(lambda each: each.change.id != entry.change.id, there.entries())
            passed = tuple(int(name.split("-")[0]) for each in later for name in each.issues)
            change = entry.change
            beside = files(change) if files else {}
            return change._replace(ids=self._invert(there, entry, stamp, beside), passed=passed)

    def redo(self, stamp: Stamp, files: Beside | None = None) -> Change:
        with self._writing(stamp) as there:
            entry = history.to_redo(there.entries())
            if entry is None:
                raise NotFound("Nothing to redo: the last change was no undo.")
            wanted = (e.change for e in there.entries() if e.change.id == entry.change.of)
            change = next(wanted, entry.change)
            beside = files(change) if files else {}
            return change._replace(ids=self._invert(there, entry, stamp, beside))

    def _read(self, look: Callable[[Snapshot], Found]) -> Found:
        return reading(
            self.disk,
            self.root,
            lambda waiting: look(Snapshot(self.disk, self.root, waiting, keep=False)),
        )

    @contextmanager
    def _writing(self, stamp: Stamp) -> Iterator[Snapshot]:
        holder = f"aiwatch {stamp.command}{f' ({stamp.by})' * bool(stamp.by)}"
        with writing(self.disk, self.root, holder):
            self._begun = stamp
            yield Snapshot(self.disk, self.root, keep=True)

    def _invert(
        self,
        there: Snapshot,
        entry: history.Entry,
        stamp: Stamp,
        files: Mapping[str, bytes] | None = None,
    ) -> tuple[str, ...]:
        """Take back what `entry` did and return the ids of the developments touched."""
        plan = Plan(overview=entry.overview, about=entry.change.about, files=dict(files or {}))
        for id, record in history.images_of(self.disk, self.root, entry).items():
            plan.before[id] = there.months.exactly(id)
            if record is not None:
                plan.put[id] = from_record(record)
        self._commit(there, plan, stamp, of=entry.change.id)
        return tuple(plan.before)

    def _commit(self, there: Snapshot, plan: Plan, stamp: Stamp, of: str = "") -> None:
        months = plan.by_month()
        files = (
            {
                file_of(month): there.months.month(month)
                .with_changes(put, removed)
                .to_bytes(stamp.id)
                for month, (put, removed) in months.items()
            }
            | plan.issues
            | plan.files
            | plan.evidence
        )
        overview = None
        if plan.overview is not None:
            overview = there.overview()
            files[OVERVIEW] = plan.overview.encode("utf-8")
        records = {id: to_record(old) if old else None for id, old in plan.before.items()}
        name = history.file_for(self.disk, self.root, stamp.at)
        images = history.images_name(name, stamp, records)
        if images:
            files[f"{history.FOLDER}/{images}"] = history.images(records)
        change = Change(stamp.id, stamp, tuple(plan.before), plan.about, of)
        past = history.entries(self.disk, self.root)
        void = tuple(entry.change.id for entry in takewhile(there.is_cut_off, past))
        issues = tuple(dict.fromkeys(Path(file).stem for file in plan.issues))
        kept: tuple[str, ...] = ()
        if plan.evidence:
            from aiwatch.archive.evidence import stem_of

            kept = tuple(dict.fromkeys(map(stem_of, plan.evidence)))
        entry = history.Entry(
            change, records, tuple(months), overview, images, void, issues=issues, evidence=kept
        )
        history.append(self.disk, self.root, name, entry)
        commit(self.disk, self.root, files)
