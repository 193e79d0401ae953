"""The archive as a folder: one TinyDB file a month, by the development's date."""

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import dropwhile, islice, takewhile
from pathlib import Path
from typing import Any

from aiwatch.archive import Change, Desk, Stamp, history
from aiwatch.archive.commit import Disk, commit, locked, pending, recover, shared
from aiwatch.archive.month import Line, Month, developments, read_month
from aiwatch.archive.record import from_record, to_record
from aiwatch.domain.development import ID_ALPHABET, Development, is_id
from aiwatch.domain.errors import AiwatchError, InvalidInput, NotFound
from aiwatch.domain.selection import Selection

MARK = "aiwatch.toml"
"""The file that makes a folder an archive."""

FOLDER = "developments"
OVERVIEW = "overview.md"

_MONTH = re.compile(r"(\d{4}-\d\d)\.json")


@dataclass
class Plan:
    """What a change does: developments put in, removed ones and the overview; `before` holds, for
    each id touched, the development it replaces, None for a new one."""

    before: dict[str, Development | None] = field(default_factory=dict)
    put: dict[str, Development] = field(default_factory=dict)
    overview: str | None = None
    about: str = ""


class TinyArchive:
    """An archive in the folder `root`. Reading takes the lock shared, and only while it reads."""

    def __init__(self, root: Path, disk: Disk | None = None) -> None:
        """Raises NotFound if `root` is no archive."""
        self.root = root
        self.disk = disk or Disk()
        if not (root / MARK).exists():
            raise NotFound(f"No archive at {root}. Make one: aiwatch init {root}")
        self._waiting: Mapping[str, Path] = {}
        self._kept: dict[str, Month] | None = None

    # reading

    def select(self, selection: Selection, holding: str = "") -> list[Development]:
        with self._reading():
            return self._select(selection, holding)

    def find(self, reference: str) -> Development:
        with self._reading():
            return self._find(reference)

    def ids(self) -> frozenset[str]:
        with self._reading():
            return self._ids()

    def overview(self) -> str:
        with self._reading():
            return self._overview()

    def changes(self, most: int | None = None) -> list[Change]:
        with self._reading():
            return [entry.change for entry in islice(self._entries(), most)]

    # changing

    @contextmanager
    def desk(self, stamp: Stamp) -> Iterator[Desk]:
        with self._writing(stamp):
            desk = _TinyDesk(self, stamp)
            yield desk
            if desk.plan.before or desk.plan.overview is not None:
                self._commit(desk.plan, stamp)

    def undo(self, stamp: Stamp) -> Change:
        with self._writing(stamp):
            entry = history.to_undo(self._entries())
            if entry is None:
                raise NotFound("Nothing to undo: no change is left that could be taken back.")
            return self._invert(entry, stamp)

    def redo(self, stamp: Stamp) -> Change:
        with self._writing(stamp):
            entry = history.to_redo(self._entries())
            if entry is None:
                raise NotFound("Nothing to redo: the last change was no undo.")
            self._invert(entry, stamp)
            wanted = (e.change for e in self._entries() if e.change.id == entry.change.of)
            return next(wanted, entry.change)

    # what both need, under the lock

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with shared(self.root):
            self._waiting = pending(self.disk, self.root)
            self._kept = None
            yield

    @contextmanager
    def _writing(self, stamp: Stamp) -> Iterator[None]:
        try:
            with locked(self.root, f"aiwatch {stamp.command}{f' ({stamp.by})' * bool(stamp.by)}"):
                self._waiting = {}
                recover(self.disk, self.root, (FOLDER, history.FOLDER))
                self._kept = {}
                yield
        except OSError as error:
            raise AiwatchError(
                f"Cannot write to the archive {self.root}: {error.strerror or error}."
            ) from error

    def _read(self, name: str) -> bytes:
        return self.disk.read(self._waiting.get(name, self.root / name))

    def _month(self, month: str) -> Month:
        """Return a month. While a change is made it is read once; readers, who may go through all
        of them, keep none."""
        if self._kept is not None and month in self._kept:
            return self._kept[month]
        name = f"{FOLDER}/{month}.json"
        try:
            found = read_month(self._read(name), name)
        except FileNotFoundError:
            found = Month()
        if self._kept is not None:
            self._kept[month] = found
        return found

    def _month_names(self) -> list[str]:
        names = {Path(name).name for name in self._waiting if name.startswith(FOLDER)}
        names.update(self.disk.names(self.root / FOLDER))
        return sorted(found[1] for name in names if (found := _MONTH.fullmatch(name)))

    def _months(self) -> Iterator[tuple[str, Month]]:
        for month in self._month_names():
            yield month, self._month(month)

    def _ids(self) -> frozenset[str]:
        return frozenset(line.id for _, month in self._months() for line in month.lines)

    def _overview(self) -> str:
        try:
            return self._read(OVERVIEW).decode("utf-8-sig")
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError:
            raise InvalidInput(f"{self.root / OVERVIEW} is not UTF-8; save it as UTF-8.") from None

    def _select(self, selection: Selection, holding: str = "") -> list[Development]:
        since = until = ""
        if selection.by == "date":
            since = selection.since.isoformat() if selection.since else ""
            until = selection.until.isoformat() if selection.until else ""
        needle = holding.encode("utf-8")
        chosen: list[Development] = []
        for name in self._month_names():
            if (since and name < since[:7]) or (until and name > until[:7]):
                continue
            lines: Iterable[Line] = (
                line
                for line in self._month(name).lines
                if (not since or line.day >= since)
                and (not until or line.day <= until)
                and needle in line.record
            )
            found = developments(lines, f"{FOLDER}/{name}.json")
            chosen += filter(selection.matches, found)
        return sorted(chosen, key=lambda development: (development.date, development.id))

    def _find(self, reference: str) -> Development:
        wanted = reference.strip().lower()
        if wanted == "last":
            there = self._ids()
            touched = (id for entry in self._entries() for id in reversed(entry.change.ids))
            wanted = next((id for id in touched if id in there), "")
            if not wanted:
                raise NotFound("No development is there that was touched, so there is no 'last'.")
        if is_id(wanted) and (exact := self._exactly(wanted)):
            return exact
        matches = [
            (line, month)
            for month, content in self._months()
            for line in content.lines
            if line.id.startswith(wanted) or line.id[5:].startswith(wanted)
        ]
        if wanted and len(matches) == 1:
            line, month = matches[0]
            return developments([line], f"{FOLDER}/{month}.json")[0]
        if not wanted or not matches:
            raise NotFound(f"No development {reference!r}. {self._near(wanted)}")
        near = ", ".join(line.id for line, _ in matches[:5])
        more = f" and {len(matches) - 5} more" if len(matches) > 5 else ""
        raise NotFound(f"{reference!r} begins several ids: {near}{more}. Give more of it.")

    def _near(self, wanted: str) -> str:
        from difflib import get_close_matches

        ids = {line.id for _, month in self._months() for line in month.lines}
        close = get_close_matches(wanted, ids, 1, 0.7)
        if not close:
            tails = {id[5:]: id for id in ids}
            close = [tails[tail] for tail in get_close_matches(wanted, tails, 1, 0.6)]
        return f"Did you mean {close[0]}?" if close else "See: aiwatch list"

    def _entries(self) -> Iterator[history.Entry]:
        """Yield the history's entries that are in force, newest first."""
        return dropwhile(self._is_cut_off, history.entries(self.disk, self.root))

    def _is_cut_off(self, entry: history.Entry) -> bool:
        """Tell whether `entry`, with none in force after it, came to nothing. A commit is all or
        nothing, so the first of its months tells."""
        if not entry.months:
            return entry.overview == self._overview()
        return self._month(entry.months[0]).change != entry.change.id

    def _exactly(self, id: str) -> Development | None:
        """Return the development with this id, None if there is none."""
        home = f"20{id[:2]}-{id[2:4]}"
        for month in (home, *(name for name in self._month_names() if name != home)):
            found = self._month(month).by_id.get(id)
            if found:
                return developments([found], f"{FOLDER}/{month}.json")[0]
        return None

    def _invert(self, entry: history.Entry, stamp: Stamp) -> Change:
        plan = Plan(overview=entry.overview, about=entry.change.about)
        for id, record in history.images_of(self.disk, self.root, entry).items():
            plan.before[id] = self._exactly(id)
            if record is not None:
                plan.put[id] = from_record(record)
        self._commit(plan, stamp, of=entry.change.id)
        return entry.change

    def _commit(self, plan: Plan, stamp: Stamp, of: str = "") -> None:
        change_id = "".join(secrets.choice(ID_ALPHABET) for _ in range(8))
        months: dict[str, tuple[list[Development], list[str]]] = {}
        for id, old in plan.before.items():
            new = plan.put.get(id)
            if old and (not new or _month_of(old) != _month_of(new)):
                months.setdefault(_month_of(old), ([], []))[1].append(id)
            if new:
                months.setdefault(_month_of(new), ([], []))[0].append(new)
        files = {
            f"{FOLDER}/{month}.json": self._month(month)
            .with_changes(put, removed)
            .to_bytes(change_id)
            for month, (put, removed) in sorted(months.items())
        }
        overview = None
        if plan.overview is not None:
            overview = self._overview()
            files[OVERVIEW] = plan.overview.encode("utf-8")
        records = {id: to_record(old) if old else None for id, old in plan.before.items()}
        name = history.file_for(self.disk, self.root, stamp.at)
        images = ""
        if len(records) > history.MANY:
            images = f"{name.removesuffix('.jsonl')}-{change_id}.json"
            files[f"{history.FOLDER}/{images}"] = _images(records)
        change = Change(change_id, stamp, tuple(plan.before), plan.about, of)
        past = history.entries(self.disk, self.root)
        void = tuple(entry.change.id for entry in takewhile(self._is_cut_off, past))
        entry = history.Entry(change, records, tuple(sorted(months)), overview, images, void)
        history.append(self.disk, self.root, name, entry)
        commit(self.disk, self.root, files)
        self._kept = {}


class _TinyDesk:
    """An open change: it plans, and the archive commits the plan when the desk is left."""

    def __init__(self, archive: TinyArchive, stamp: Stamp) -> None:
        self.archive = archive
        self.stamp = stamp
        self.plan = Plan()

    def select(self, selection: Selection, holding: str = "") -> list[Development]:
        return self.archive._select(selection, holding)

    def find(self, reference: str) -> Development:
        return self.archive._find(reference)

    def ids(self) -> frozenset[str]:
        return self.archive._ids()

    def overview(self) -> str:
        return self.archive._overview()

    def log(self, developments: list[Development]) -> list[Development]:
        at, by = self.stamp.at.replace(microsecond=0), self.stamp.by
        # For a single one its month is looked through, which is written anyway: an id begins with
        # the month, and six random characters do not meet those of the few that moved away.
        taken = set(self.plan.put)
        if len(developments) > 1:
            taken |= self.archive._ids()
        for month in {_month_of(development) for development in developments}:
            taken |= self.archive._month(month).by_id.keys()
        # Ids in rising order keep a file's order among developments equal in all else.
        tails = iter(sorted({_tail() for _ in range(2 * len(developments) + 20)}))
        logged = []
        for development in developments:
            id = development.id
            while not id or id in taken:
                id = f"{development.date:%y%m}-{next(tails)}"
            taken.add(id)
            done = replace(
                development,
                id=id,
                logged=development.logged or at,
                edited=development.edited or development.logged or at,
                by=development.by or by,
            )
            self.plan.before[id] = None
            self.plan.put[id] = done
            logged.append(done)
        return logged

    def replace(self, development: Development) -> Development:
        edited = replace(development, edited=self.stamp.at.replace(microsecond=0))
        self.plan.before[development.id] = self.archive._exactly(development.id)
        self.plan.put[development.id] = edited
        return edited

    def remove(self, development: Development) -> None:
        self.plan.before[development.id] = development

    def set_overview(self, text: str) -> None:
        self.plan.overview = text

    def describe(self, about: str) -> None:
        self.plan.about = about


def _month_of(development: Development) -> str:
    return development.date.strftime("%Y-%m")


def _tail() -> str:
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(6))


def _images(records: Mapping[str, dict[str, Any] | None]) -> bytes:
    import json

    return json.dumps(records, ensure_ascii=False, indent=0).encode("utf-8")
