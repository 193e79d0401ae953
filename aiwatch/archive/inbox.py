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
from datetime import date
from pathlib import Path
from typing import TypeVar

from aiwatch.archive import random_letters
from aiwatch.archive.commit import LOCK, commit, locked, pending, recover, shared
from aiwatch.archive.disk import Disk
from aiwatch.archive.inbox_files import ENTRIES, FEEDS, Contents, feeds_file, lines_file
from aiwatch.archive.inbox_record import Decided, entry_line
from aiwatch.archive.tiny import written_folders
from aiwatch.domain.entry import Entry, Feed
from aiwatch.domain.errors import AiwatchError

Found = TypeVar("Found")


class Inbox:
    """The inbox of the archive in the folder `root`."""

    def __init__(self, root: Path, disk: Disk | None = None) -> None:
        self.root = root
        self.disk = disk or Disk()

    def feeds(self) -> list[Feed]:
        """Return the subscriptions in their order. Raises Damaged if they cannot be read."""
        return self._read(lambda there: there.feeds())

    def set_feeds(self, feeds: Iterable[Feed]) -> None:
        """Make `feeds` the subscriptions, whatever there was; see `change_feeds`."""
        new = list(feeds)
        self.change_feeds(lambda _: new)

    def change_feeds(self, change: Callable[[list[Feed]], Iterable[Feed]]) -> None:
        """Make what `change` returns of the subscriptions, as they are now, the new ones."""
        with self._writing() as there:
            self._commit({FEEDS: feeds_file(change(there.feeds()))})

    def take_in(self, entries: Iterable[Entry], fetched: Iterable[Feed] = ()) -> list[Entry]:
        """Take in those of `entries` that were never here, and return them with their ids.

        `fetched` are feeds as they are now known, with what to ask them the next time; they take
        the place of those subscribed to at the same address, in the same commit, so that no feed
        counts as asked whose entries were lost.
        """
        asked = {feed.url: feed for feed in fetched}
        with self._writing() as there:
            new = there.new(list(entries))
            files = {}
            if new:
                files[ENTRIES] = there.lines(ENTRIES) + list(map(entry_line, new))
            written = {name: lines_file(lines) for name, lines in files.items()}
            if asked:
                feeds = there.feeds()
                after = [asked.get(feed.url, feed) for feed in feeds]
                if after != feeds:
                    written[FEEDS] = feeds_file(after)
            self._commit(written)
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

    def decide(
        self, ids: Iterable[str], decision: str, development_id: str = "", act: str = ""
    ) -> list[Entry]:
        """Take the entries `ids` out of the inbox for good, by one act, and return them.

        Raises NotFound, with nothing done, if one of them does not wait here (any more).
        """
        with self._writing() as there:
            wanted = dict.fromkeys(ids, development_id)
            found = [there.exactly(id) for id in wanted]
            self._commit(there.deciding(wanted, decision, act or random_letters(8)))
        return found

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
        while True:
            with shared(self.disk, self.root) as there_is_a_lock:
                found = look(Contents(self.disk, self.root, pending(self.disk, self.root)))
            if there_is_a_lock or not self.disk.exists(self.root / LOCK):
                return found

    @contextmanager
    def _writing(self) -> Iterator[Contents]:
        try:
            with locked(self.disk, self.root, "aiwatch inbox") as in_order:
                folders = written_folders(self.disk, self.root)
                recover(self.disk, self.root, folders, in_order=in_order)
                yield self.at_desk()
        except OSError as error:
            raise AiwatchError(
                f"Cannot write to the archive {self.root}: {error.strerror or error}."
            ) from error

    def _commit(self, files: Mapping[str, bytes]) -> None:
        if files:
            commit(self.disk, self.root, files)


def _order(entry: Entry) -> tuple[date, float, int]:
    fetched = entry.fetched.timestamp() if entry.fetched else 0.0
    return entry.clipping.published or date.max, fetched, entry.place
