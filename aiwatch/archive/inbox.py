"""The inbox: the feeds that are subscribed to, what they brought, and what was decided of it.

    inbox/feeds.json      the subscriptions, one a line
    inbox/entries.jsonl   what waits, an entry a line
    inbox/decided.jsonl   the last decisions, with all that it takes to take them back
    inbox/known.jsonl     the decisions before those, by what their entries are known again

An entry that is fetched again is known by its key, or by its address, from whatever feed; what
was there first stays as it is. Each change reads anew what it changes and is one commit under the
archive's lock, which is held no longer than that; several changes at once lose nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from aiwatch.archive import random_letters
from aiwatch.archive.commit import commit
from aiwatch.archive.disk import Disk
from aiwatch.archive.inbox_files import ENTRIES, FEEDS, Contents, feeds_file, lines_file
from aiwatch.archive.inbox_record import Decided, entry_line
from aiwatch.archive.tiny import reading, writing
from aiwatch.domain.entry import Entry, Feed

Found = TypeVar("Found")


class Inbox:
    """The inbox of the archive in the folder `root`."""

    def __init__(self, root: Path, disk: Disk | None = None) -> None:
        self.root = root
        self.disk = disk or Disk()

    def feeds(self) -> list[Feed]:
        """Return the subscriptions in their order. Raises Damaged if they cannot be read."""
        return self._read(lambda there: there.feeds())

    def change_feeds(self, change: Callable[[list[Feed]], Iterable[Feed]]) -> None:
        """Make what `change` returns of the subscriptions, as they are now, the new ones."""
        with self._writing() as there:
            self._commit({FEEDS: feeds_file(change(there.feeds()))})

    def take_in(self, entries: Iterable[Entry]) -> list[Entry]:
        """Take in those of `entries` that were never here, and return them with their ids."""
        with self._writing() as there:
            new = there.new(list(entries))
            if new:
                lines = there.lines(ENTRIES) + list(map(entry_line, new))
                self._commit({ENTRIES: lines_file(lines)})
        return new

    def entries(self) -> list[Entry]:
        """Return what waits, the oldest first, undated ones last; those of one day as they came,
        whether or not they were decided in between. Raises Damaged for an unreadable line."""
        return self._read(lambda there: sorted(there.entries, key=_order))

    def find(self, reference: str) -> Entry:
        """Return the waiting entry whose id is or begins with `reference`.

        Raises NotFound, saying what became of it if it was decided lately.
        """
        return self.find_all([reference])[0]

    def find_all(self, references: Iterable[str]) -> list[Entry]:
        """Return the waiting entries that `references` name, each once; as `find`."""

        def look(there: Contents) -> list[Entry]:
            return list({found.id: found for found in map(there.find, references)}.values())

        return self._read(look)

    def decided(self) -> list[Decided]:
        """Return the last decisions, those that can be taken back, the newest first."""
        return self._read(lambda there: there.decided[::-1])

    def decide(self, ids: Iterable[str], decision: str) -> list[Entry]:
        """Take the entries `ids` out of the inbox for good, by one act, and return them.

        Raises NotFound, with nothing done, if one of them does not wait here (any more).
        """
        with self._writing() as there:
            wanted = dict.fromkeys(ids, "")
            found = [there.exactly(id) for id in wanted]
            self._commit(there.deciding(wanted, decision, random_letters(8)))
        return found

    def give_day(self, entry: Entry, day: date) -> Entry:
        """Keep that the analyst gave the waiting `entry`, which is undated or was given a day
        before, this `day`, and return it as it is then. Raises as `replace`."""
        new = replace(entry, clipping=replace(entry.clipping, published=day), given=True)
        self.replace(entry, new)
        return new

    def replace(self, old: Entry, new: Entry) -> None:
        """Make the waiting entry `old` be `new`, which has its id. Raises NotFound if it does not
        wait here (any more), Refused if it was changed since."""
        with self._writing() as there:
            self._commit(there.replacing(old, new))

    def restore(self, ids: Iterable[str]) -> list[Entry]:
        """Put the decided entries `ids` back into the inbox and return them. Raises NotFound if
        one of them was not decided lately."""
        wanted = list(dict.fromkeys(ids))
        with self._writing() as there:
            found = [there.decided_exactly(id).entry for id in wanted]
            self._commit(there.returning(lambda decided: decided.entry.id in wanted))
        return found

    def at_desk(self) -> Contents:
        """Return what is there, for one who holds the archive's lock, at a desk, and has files
        of the inbox committed with the archive's change."""
        return Contents(self.disk, self.root, {})

    def _read(self, look: Callable[[Contents], Found]) -> Found:
        return reading(
            self.disk, self.root, lambda waiting: look(Contents(self.disk, self.root, waiting))
        )

    @contextmanager
    def _writing(self) -> Iterator[Contents]:
        with writing(self.disk, self.root, "aiwatch inbox"):
            yield self.at_desk()

    def _commit(self, files: Mapping[str, bytes]) -> None:
        if files:
            commit(self.disk, self.root, files)


def _order(entry: Entry) -> tuple[date, float, int]:
    fetched = entry.fetched.timestamp() if entry.fetched else 0.0
    return entry.clipping.published or date.max, fetched, entry.place
