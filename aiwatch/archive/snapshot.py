"""A snapshot: everything in a folder's archive, as it stands while its lock is held."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import dropwhile
from pathlib import Path
from typing import TYPE_CHECKING

from aiwatch.archive import history
from aiwatch.archive.disk import Disk
from aiwatch.archive.months import Months
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.errors import Damaged, NotFound

if TYPE_CHECKING:
    from aiwatch.archive.issues import Issues

OVERVIEW = "overview.md"


class Snapshot:
    """The month files, the overview, the issues and the history of the archive `root`.

    `waiting` and `keep` are those of `Months`.
    """

    def __init__(
        self, disk: Disk, root: Path, waiting: Mapping[str, Path] | None = None, *, keep: bool
    ) -> None:
        self.disk = disk
        self.root = root
        self.months = Months(disk, root, waiting, keep=keep)

    def overview(self) -> str:
        """Return the backgrounder; raises Damaged if it is not UTF-8."""
        try:
            return self.months.read(OVERVIEW).decode("utf-8-sig")
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError:
            raise Damaged(f"{self.root / OVERVIEW} is not UTF-8; save it as UTF-8.") from None

    @property
    def issues(self) -> "Issues":
        """The published issues."""
        from aiwatch.archive.issues import Issues

        return Issues(self.disk, self.root, self.months.waiting)

    def find(self, reference: str) -> Development:
        """As `Archive.find`."""
        wanted = reference.strip().lower()
        if wanted != "last":
            try:
                return self.months.find(reference)
            except NotFound:
                self._tell_removed(wanted)
                raise
        for entry in self.entries():
            for id in reversed(entry.change.ids):
                if found := self.months.exactly(id):
                    return found
        raise NotFound("No development is there that was touched, so there is no 'last'.")

    def _tell_removed(self, wanted: str) -> None:
        """Raise NotFound if the id `wanted`, or the id with that part after the dash, was there."""
        with suppress(Damaged):
            for entry in self.entries() if re.fullmatch(r"(?:\d{4}-)?\w{6}", wanted) else ():
                for id in entry.change.ids:
                    if wanted in (id, id[5:]) and not self.months.exactly(id):
                        day = show_day(entry.change.stamp.at.astimezone().date())
                        raise NotFound(f"{id} was removed on {day}. See: aiwatch log {id}")

    def entries(self) -> Iterator[history.Entry]:
        """Yield the history's entries that are in force, newest first."""
        past = history.entries(self.disk, self.root, self.months.waiting)
        return dropwhile(self.is_cut_off, past)

    def touched(self, entry: history.Entry, id: str) -> bool:
        """Tell whether `entry` changed the development `id`, or found it lost. Raises Damaged."""
        images = history.images_of(self.disk, self.root, entry, self.months.waiting)
        return id in images or id in entry.lost

    def is_cut_off(self, entry: history.Entry) -> bool:
        """Tell whether `entry`, with none in force after it, came to nothing. A commit is all or
        nothing, so the first of its months that has a file tells.

        If none has one, nothing came of it, unless an earlier change wrote such a file: then that
        has gone astray since.
        """
        if entry.issues and not entry.months:
            return not self.issues.has(entry.issues[0])
        if entry.evidence and not entry.months:
            from aiwatch.archive.evidence import is_kept

            return not is_kept(self.disk, self.root, entry.evidence[0], self.months.waiting)
        if not entry.months:
            return entry.overview == self.overview()
        there = set(self.months.names())
        for month in entry.months:
            if month in there:
                return self.months.month(month).change != entry.change.id
        past = history.entries(self.disk, self.root, self.months.waiting)
        return history.is_first(
            entry, dropwhile(lambda each: each.change.id != entry.change.id, past)
        )
