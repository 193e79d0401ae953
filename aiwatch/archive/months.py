"""The month files of an archive, as they stand while its lock is held."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

from aiwatch.archive import Telling
from aiwatch.archive.disk import Disk
from aiwatch.archive.month import (
    Month,
    apart,
    developments,
    id_of,
    merged_in,
    pages_in,
    read_month,
    texts,
)
from aiwatch.archive.page_index import WORTH, Pages, page_sum, read_index, write_index
from aiwatch.archive.sieve import needles
from aiwatch.domain.development import Development, is_id
from aiwatch.domain.errors import Damaged, NotFound
from aiwatch.domain.selection import Selection

FOLDER = "developments"

_NAME = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))(.*)\.json")


def file_of(month: str) -> str:
    """Return the name, within the archive, of the file of `month`, such as `2025-05`."""
    return f"{FOLDER}/{month}.json"


class Months:
    """The month files in the archive `root`, read when they are needed.

    `waiting` says where those are that a journal has committed but not yet put in place. A month
    stays in memory if `keep`: while a change is made; readers, who may go through all, keep none.
    """

    def __init__(
        self, disk: Disk, root: Path, waiting: Mapping[str, Path] | None = None, *, keep: bool
    ) -> None:
        self.disk = disk
        self.root = root
        self.waiting = waiting or {}
        self._kept: dict[str, Month] | None = {} if keep else None
        self._pages: dict[str, Pages] | None = None
        self._there: dict[str, list[str]] | None = None

    def read(self, name: str) -> bytes:
        """Return the bytes of the archive's file `name`; raises FileNotFoundError."""
        return self.disk.read(self.waiting.get(name, self.root / name))

    def names(self) -> list[str]:
        """Return the months that have a file, such as `2025-05`, in their order."""
        return sorted(self.files())

    def month(self, month: str) -> Month:
        """Return a month, an empty one if it has no file.

        Raises Damaged if its file cannot be read, or a sync service has put a copy beside it.
        """
        if self._kept is not None and month in self._kept:
            return self._kept[month]
        name = file_of(month)
        copies = [file for file in self.files().get(month, ()) if file != f"{month}.json"]
        if copies:
            raise Damaged(
                f"{FOLDER}/{copies[0]} is a second copy of {name}, as a sync service leaves one; "
                "run: aiwatch doctor --repair"
            )
        try:
            found = read_month(self.read(name), name)
        except FileNotFoundError:
            found = Month()
        if self._kept is not None:
            self._kept[month] = found
        return found

    def ids(self) -> frozenset[str]:
        """As `Archive.ids`."""
        there = chain.from_iterable(month.ids() for _, month in self._all())
        return frozenset(chain(there, self.merged()))

    def select(
        self,
        selection: Selection,
        holding: str = "",
        telling: Telling | None = None,
        whose: Telling | None = None,
    ) -> list[Development]:
        """As `Archive.select`."""
        since = until = ""
        if selection.by == "date":
            since = selection.since.isoformat() if selection.since else ""
            until = selection.until.isoformat() if selection.until else ""
        names = [
            name
            for name in self.names()
            if not (since and name < since[:7]) and not (until and name > until[:7])
        ]
        sought, exact = needles(selection.match), holding.encode("utf-8")
        rows: Iterable[tuple[str, list[bytes]]]
        if exact:
            rows = ((name, self.month(name).holding([exact], exactly=True)) for name in names)
        elif sought:
            from aiwatch.archive.halves import rows_of_each

            rows = rows_of_each(names, lambda name: self.month(name).holding(sought)).items()
        elif selection.by == "logged" and selection.since:
            from aiwatch.archive.halves import rows_of_each

            # Two days earlier: that day is a local one, and rows have instants.
            first = max(selection.since, date(1900, 1, 3)) - timedelta(2)
            day = first.isoformat().encode()
            rows = rows_of_each(names, lambda name: self.month(name).logged_since(day)).items()
        else:
            runs = ((name, self.month(name).between(since, until)) for name in names)
            single = telling or whose
            rows = ((name, apart(run) if single else [run] * bool(run)) for name, run in runs)
        chosen: list[Development] = []
        for name, found in rows:
            if whose:
                found = [row for row in found if whose(id_of(row))]
            if telling:
                found = [
                    row for row, text in zip(found, texts(found), strict=True) if telling(text)
                ]
            chosen += filter(selection.matches, developments(found, file_of(name)))
        return chosen

    def citing(self, urls: Iterable[str]) -> list[Development]:
        """As `Archive.citing`."""
        from aiwatch.domain.duplicates import page_of, pages_of

        pages = {page_of(url) for url in urls} - {""}
        if not pages:  # nor is there anything to know of the months, which takes longer
            return []
        sums = {page_sum(page) for page in pages}
        found: list[Development] = []
        for name in [name for name, known in self._known().items() if known.cites(sums)]:
            rows = [row for row in self._passing(name).rows if pages.intersection(pages_in(row))]
            found += developments(rows, file_of(name))
        return [each for each in found if not pages.isdisjoint(pages_of(each))]

    def merged(self) -> dict[str, str]:
        """As `Archive.merged`."""
        if sum(stamp[0] for stamp in self._stamps().values() if stamp) >= WORTH:
            return {old: id for known in self._known().values() for old, id in known.merged}
        found: dict[str, str] = {}
        for name in self.names():
            with suppress(Damaged):
                found.update(merged_in(self.month(name)))
        return found

    def _stamps(self) -> dict[str, tuple[int, ...]]:
        return {name: self.disk.stamp(self.root / file_of(name)) for name in self.names()}

    def _known(self) -> dict[str, Pages]:
        """Return what is to be known of the pages of each month. A month that cannot be read is
        passed over: whoever asks for its days is told."""
        if self._pages is None:
            stamps = self._stamps()
            is_worth = sum(stamp[0] for stamp in stamps.values() if stamp) >= WORTH
            old = read_index(self.disk, self.root) if is_worth else {}
            self._pages = {}
            for name, stamp in stamps.items():
                if name in old and old[name].stamp == stamp and file_of(name) not in self.waiting:
                    self._pages[name] = old[name]
                else:
                    with suppress(Damaged, OSError):
                        self._pages[name] = Pages.of(self._passing(name), stamp)
            if is_worth and self._pages != old and not self.waiting:
                write_index(self.disk, self.root, self._pages)
        return self._pages

    def _passing(self, name: str) -> Month:
        """Return a month as `month` does, but keep none in memory."""
        kept, self._kept = self._kept, None
        try:
            return kept[name] if kept and name in kept else self.month(name)
        finally:
            self._kept = kept

    def exactly(self, id: str) -> Development | None:
        """Return the development with this id, None if there is none."""
        home = f"20{id[:2]}-{id[2:4]}"
        for month in (home, *(name for name in self.names() if name != home)):
            row = self.month(month).get(id)
            if row:
                return developments([row], file_of(month))[0]
        return None

    def find(self, reference: str) -> Development:
        """Return the development that an id, its part after the dash, or a unique prefix of either
        names, also one that was merged into it. Raises NotFound, saying what is near."""
        wanted = reference.strip().lower()
        if is_id(wanted) and (exact := self.exactly(wanted)):
            return exact
        if not re.fullmatch(r"[\da-z-]+", wanted):
            raise NotFound(f"No development {reference!r}. {self._near(wanted)}")
        merged = {
            old: id
            for old, id in self.merged().items()
            if old.startswith(wanted) or old[5:].startswith(wanted)
        }
        if is_id(wanted) and wanted in merged and (found := self.exactly(merged[wanted])):
            return found
        begins = (f'{{"id": "{wanted}'.encode(), f"-{wanted}".encode())
        matches = {
            id_of(row): (name, row)
            for name, month in self._all()
            if any(beginning in month.data for beginning in begins)
            for row in month.rows
            if id_of(row).startswith(wanted) or id_of(row)[5:].startswith(wanted)
        }
        if not matches and not merged:
            raise NotFound(f"No development {reference!r}. {self._near(wanted)}")
        ids = {*matches, *merged.values()}
        if len(ids) > 1:
            begun = [*matches, *merged]
            near = ", ".join(begun[:5])
            more = f" and {len(begun) - 5} more" if len(begun) > 5 else ""
            raise NotFound(f"{reference!r} begins several ids: {near}{more}. Give more of it.")
        id = ids.pop()
        if id in matches:
            name, row = matches[id]
            return developments([row], file_of(name))[0]
        return self.find(id)

    def _near(self, wanted: str) -> str:
        from difflib import get_close_matches

        ids = self.ids()
        close = get_close_matches(wanted, ids, 1, 0.7)
        if not close:
            tails = {id[5:]: id for id in ids}
            close = [tails[tail] for tail in get_close_matches(wanted, tails, 1, 0.6)]
        return f"Did you mean {close[0]}?" if close else "See: aiwatch list"

    def _all(self) -> Iterator[tuple[str, Month]]:
        for name in self.names():
            yield name, self.month(name)

    def files(self) -> dict[str, list[str]]:
        """Return the names of each month's files: one, unless a sync service made a copy, which
        it calls `2025-05 (1).json`, `2025-05.sync-conflict-….json`, `2025-05-DESKTOP.json` …"""
        if self._there is None:
            self._there = {}
            names = {Path(name).name for name in self.waiting if name.startswith(FOLDER)}
            for name in sorted(names.union(self.disk.names(self.root / FOLDER))):
                if found := _NAME.fullmatch(name):
                    self._there.setdefault(found[1], []).append(name)
        return self._there
