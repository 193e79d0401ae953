"""The inbox: the feeds that are subscribed to, what they brought, and what was decided of it.

    inbox/feeds.json      the subscriptions, one a line
    inbox/entries.jsonl   what waits, an entry a line
    inbox/decided.jsonl   the last decisions, with all that it takes to take them back
    inbox/known.jsonl     the decisions before those, by what their entries are known again

An entry that is fetched again is known by its key, or by its address, from whatever feed; what
was there first stays as it is. Each change reads anew what it changes and is one commit under the
archive's lock, which is held no longer than that; several changes at once lose nothing.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from aiwatch.archive import random_letters
from aiwatch.archive.commit import INBOX, LOCK, commit, locked, pending, recover, shared
from aiwatch.archive.disk import Disk
from aiwatch.archive.inbox_record import (
    Decided,
    Known,
    decided_line,
    entry_line,
    feed_line,
    known_by,
    known_line,
    read_decided,
    read_entry,
    read_feed,
    read_known,
)
from aiwatch.archive.record import json_array
from aiwatch.archive.tiny import FOLDERS
from aiwatch.domain.entry import Entry, Feed
from aiwatch.domain.errors import AiwatchError, Damaged, InvalidInput, NotFound

FEEDS = f"{INBOX}/feeds.json"
ENTRIES = f"{INBOX}/entries.jsonl"
DECIDED = f"{INBOX}/decided.jsonl"
KNOWN = f"{INBOX}/known.jsonl"

KEPT = 500
"""So many of the last decisions can be taken back; up to twice as many stand in DECIDED, so that
KNOWN is seldom written."""

Row = TypeVar("Row")


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
        """Return what waits, the oldest first. Raises Damaged for a line that cannot be read."""
        return self._read(lambda there: sorted(there.entries(), key=_age))

    def find(self, reference: str) -> Entry:
        """Return the waiting entry whose id is or begins with `reference`.

        Raises NotFound, saying what became of it if it was decided lately.
        """
        return self._read(lambda there: there.find(reference))

    def decided(self) -> list[Decided]:
        """Return the last decisions, those that can be taken back, the newest first."""
        return self._read(lambda there: there.decided()[::-1])

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

    def at_desk(self) -> "Contents":
        """Return what is there, for one who holds the archive's lock, at a desk, and has files
        of the inbox committed with the archive's change."""
        return Contents(self.disk, self.root, {})

    def _read(self, look: "Callable[[Contents], Row]") -> Row:
        while True:
            with shared(self.disk, self.root) as there_is_a_lock:
                found = look(Contents(self.disk, self.root, pending(self.disk, self.root)))
            if there_is_a_lock or not self.disk.exists(self.root / LOCK):
                return found

    @contextmanager
    def _writing(self) -> "Iterator[Contents]":
        try:
            with locked(self.disk, self.root, "aiwatch inbox") as in_order:
                recover(self.disk, self.root, FOLDERS, in_order=in_order)
                yield self.at_desk()
        except OSError as error:
            raise AiwatchError(
                f"Cannot write to the archive {self.root}: {error.strerror or error}."
            ) from error

    def _commit(self, files: Mapping[str, bytes]) -> None:
        if files:
            commit(self.disk, self.root, files)


class Contents:
    """The inbox's files as they stand while the archive's lock is held. `waiting` says where those
    are that a journal has committed but not yet put in place."""

    def __init__(self, disk: Disk, root: Path, waiting: Mapping[str, Path]) -> None:
        self.disk = disk
        self.root = root
        self.waiting = waiting

    def text(self, name: str) -> str:
        """Return the text of a file, empty if there is none. Raises Damaged."""
        try:
            return self.disk.read(self.waiting.get(name, self.root / name)).decode("utf-8-sig")
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise unreadable(name, line, "it is not UTF-8") from None

    def lines(self, name: str) -> list[str]:
        """Return the lines of a file that are not blank."""
        return [line for line in self.text(name).split("\n") if line.strip()]

    def rows(self, name: str, read: Callable[[str], Row]) -> list[Row]:
        """Return what `read` makes of each line that is not blank. Raises Damaged, naming the line,
        where it raises InvalidInput."""
        found = []
        for number, line in enumerate(self.text(name).split("\n"), 1):
            if line.strip():
                try:
                    found.append(read(line))
                except InvalidInput as error:
                    raise unreadable(name, number, str(error)) from None
        return found

    def feeds(self) -> list[Feed]:
        """As `Inbox.feeds`."""
        text = self.text(FEEDS)
        if not text.strip():
            return []
        try:
            records = json.loads(text)
            if not isinstance(records, list):
                raise InvalidInput("it is no array of feeds")
            return [read_feed(record) for record in records]
        except json.JSONDecodeError as error:
            raise unreadable(FEEDS, error.lineno, error.msg) from None
        except RecursionError:
            raise unreadable(FEEDS, 1, "it is nested too deeply") from None
        except InvalidInput as error:
            raise Damaged(f"{FEEDS} cannot be read: {error}; mend it by hand.") from None

    def entries(self) -> list[Entry]:
        """Return what waits, in the order it came."""
        return self.rows(ENTRIES, read_entry)

    def decided(self) -> list[Decided]:
        """Return the last decisions, the newest last."""
        return self.rows(DECIDED, read_decided)

    def find(self, reference: str) -> Entry:
        """As `Inbox.find`."""
        wanted = reference.strip().lower()
        found = [entry for entry in self.entries() if wanted and entry.id.startswith(wanted)]
        exact = [entry for entry in found if entry.id == wanted]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if found:
            names = ", ".join(entry.id for entry in found[:6])
            raise NotFound(f"{reference!r} is the beginning of several entries: {names}.")
        for decided in reversed(self.decided()):
            if decided.entry.id == wanted:
                what = f"was {decided.decision}"
                if decided.development:
                    what += f" as {decided.development}" * (decided.decision == "accepted")
                    what += f" into {decided.development}" * (decided.decision == "merged")
                raise NotFound(f"{wanted} {what}. To have it back: aiwatch inbox restore {wanted}")
        raise NotFound(f"No entry {reference!r} in the inbox. See: aiwatch inbox list")

    def exactly(self, id: str) -> Entry:
        """Return the waiting entry `id`; raises NotFound, saying what became of it."""
        found = self.find(id)
        if found.id != id:
            raise NotFound(f"No entry {id!r} in the inbox. See: aiwatch inbox list")
        return found

    def decided_exactly(self, id: str) -> Decided:
        """Return what was last decided of `id`; raises NotFound."""
        for decided in reversed(self.decided()):
            if decided.entry.id == id:
                return decided
        raise NotFound(f"No entry {id!r} was decided lately. See: aiwatch inbox list --skipped")

    def new(self, entries: list[Entry]) -> list[Entry]:
        """Return those of `entries` that are not known yet, each once, with ids."""
        there, decided, past = self.entries(), self.decided(), self.rows(KNOWN, read_known)
        old = [*there, *(each.entry for each in decided)]
        known = [*map(known_by, old), *(each for _, each in past)]
        keys, addresses = {each.key for each in known}, {each.address for each in known}
        ids = {entry.id for entry in old} | {id for id, _ in past}
        told = [known_by(entry) for entry in entries]
        pages = _pages(zip(entries, told, strict=True))
        found = []
        for entry, each in zip(entries, told, strict=True):
            # A feed may give one page as the address of all that it tells, such as releases.
            address = "" if (entry.feed, each.address) in pages else each.address
            if each.key in keys or (address and address in addresses):
                continue
            keys.add(each.key)
            addresses.add(each.address)
            while (id := random_letters(6)) in ids:
                pass
            ids.add(id)
            found.append(replace(entry, id=id))
        return found

    def deciding(self, becomes: Mapping[str, str], decision: str, act: str) -> dict[str, bytes]:
        """Return the files once the waiting entries that are keys of `becomes` are decided; the
        values are the developments they became. Raises NotFound if one does not wait here."""
        there = {entry.id: entry for entry in self.entries()}
        for id in becomes.keys() - there.keys():
            self.exactly(id)
        lines = self.lines(ENTRIES)
        left = [line for line, id in zip(lines, there, strict=True) if id not in becomes]
        decided = self.lines(DECIDED)
        decided += [
            decided_line(Decided(there[id], decision, development, act))
            for id, development in becomes.items()
        ]
        files = {ENTRIES: lines_file(left)}
        if len(decided) > 2 * KEPT:
            past = [known_line(read_decided(line)) for line in decided[:-KEPT]]
            files[KNOWN] = lines_file(self.lines(KNOWN) + past)
            decided = decided[-KEPT:]
        return files | {DECIDED: lines_file(decided)}

    def returning(self, wanted: Callable[[Decided], bool]) -> dict[str, bytes]:
        """Return the files once the entries of which a decision is `wanted` wait again; none if
        there are no such decisions."""
        lines, decided = self.lines(DECIDED), self.decided()
        back = [each.entry for each in decided if wanted(each)]
        if not back:
            return {}
        left = [line for line, each in zip(lines, decided, strict=True) if not wanted(each)]
        waiting = self.lines(ENTRIES) + list(map(entry_line, back))
        return {ENTRIES: lines_file(waiting), DECIDED: lines_file(left)}


def unreadable(name: str, line: int, what: str) -> Damaged:
    """Return the error of a line that cannot be read, with the cure."""
    return Damaged(f"{name}, line {line} cannot be read: {what}; mend or delete that line.")


def lines_file(lines: Iterable[str]) -> bytes:
    """Return the file with `lines`."""
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def feeds_file(feeds: Iterable[Feed]) -> bytes:
    """Return the file of the subscriptions `feeds`, of those at one address the last."""
    once = {feed.url: feed for feed in feeds}
    return (json_array(map(feed_line, once.values())) + "\n").encode("utf-8")


def _pages(entries: Iterable[tuple[Entry, Known]]) -> set[tuple[str, str]]:
    """Return the feeds and addresses that `entries` of different titles have in common."""
    titles = {(entry.feed, known.address, entry.clipping.title) for entry, known in entries}
    count = Counter((feed, address) for feed, address, _ in titles)
    return {page for page, number in count.items() if number > 1}


def _age(entry: Entry) -> date:
    fetched = entry.fetched.date() if entry.fetched else date.min
    return entry.clipping.published or fetched
