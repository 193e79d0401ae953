"""The files of the inbox as they stand while the archive's lock is held, and as they will be."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from aiwatch.archive import random_letters
from aiwatch.archive.commit import INBOX
from aiwatch.archive.disk import Disk
from aiwatch.archive.inbox_record import (
    ACCEPTED,
    SKIPPED,
    Decided,
    Known,
    changed_line,
    decided_line,
    feed_line,
    known_by,
    known_line,
    read_decided,
    read_entry,
    read_feed,
    read_known,
    read_returned,
    returned_line,
)
from aiwatch.archive.record import json_array
from aiwatch.domain.entry import Entry, Feed
from aiwatch.domain.errors import Damaged, InvalidInput, NotFound, Refused

FEEDS = f"{INBOX}/feeds.json"
ENTRIES = f"{INBOX}/entries.jsonl"
DECIDED = f"{INBOX}/decided.jsonl"
KNOWN = f"{INBOX}/known.jsonl"

KEPT = 500
"""So many of the last decisions can be taken back; up to twice as many stand in DECIDED, so that
KNOWN is seldom written."""

Row = TypeVar("Row")


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
            raise Damaged(
                f"{FEEDS}, line {error.lineno} cannot be read: it is no JSON; mend it by hand, or "
                "move the file away and subscribe anew: aiwatch feeds add URL"
            ) from None
        except RecursionError:
            raise Damaged(f"{FEEDS} is nested too deeply to be read; mend it by hand.") from None
        except InvalidInput as error:
            raise Damaged(f"{FEEDS} cannot be read: {error}; mend it by hand.") from None

    @cached_property
    def entries(self) -> list[Entry]:
        """What waits, in the order it came; once, if a merge of two copies left it twice."""
        return list({(entry.id, entry.key): entry for entry in self._waiting}.values())

    @cached_property
    def _waiting(self) -> list[Entry]:
        """What each line has that is no blank one."""
        return self.rows(ENTRIES, read_entry)

    @cached_property
    def decided(self) -> list[Decided]:
        """The last decisions, the newest last."""
        return self.rows(DECIDED, read_decided)

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    def find(self, reference: str) -> Entry:
        """As `Inbox.find`."""
        wanted = reference.strip().lower()
        found = [entry for entry in self.entries if wanted and entry.id.startswith(wanted)]
        exact = [entry for entry in found if entry.id == wanted]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if found:
            names = ", ".join(entry.id for entry in found[:6])
            raise NotFound(f"{reference!r} is the beginning of several entries: {names}.")
        for decided in reversed(self.decided):
            if decided.entry.id == wanted:
                raise NotFound(_became(decided))
        raise NotFound(f"No entry {reference!r} in the inbox. See: aiwatch inbox list")

    def exactly(self, id: str) -> Entry:
        """Return the waiting entry `id`; raises NotFound, saying what became of it."""
        if id in self._by_id:  # found at once: thousands may be decided by one act
            return self._by_id[id]
        found = self.find(id)
        if found.id != id:
            raise NotFound(f"No entry {id!r} in the inbox. See: aiwatch inbox list")
        return found

    def decided_exactly(self, id: str) -> Decided:
        """Return what was last decided of `id`; raises NotFound."""
        for decided in reversed(self.decided):
            if decided.entry.id == id:
                return decided
        raise NotFound(f"No entry {id!r} was decided lately. See: aiwatch inbox list --skipped")

    def new(self, entries: list[Entry]) -> list[Entry]:
        """Return those of `entries` that are not known yet, each once, with ids."""
        there, decided, past = self.entries, self.decided, self.rows(KNOWN, read_known)
        old = [*there, *(each.entry for each in decided)]
        known = [*map(known_by, old), *(each for _, each in past)]
        keys, addresses = {each.key for each in known}, {each.address for each in known}
        ids = {entry.id for entry in old} | {id for id, _ in past}
        told = [known_by(entry) for entry in entries]
        pages = _pages(zip(entries, told, strict=True))
        place = max((entry.place for entry in old), default=0)
        found: list[Entry] = []
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
            found.append(replace(entry, id=id, place=place + len(found) + 1))
        return found

    def deciding(self, becomes: Mapping[str, str], decision: str, act: str) -> dict[str, bytes]:
        """Return the files once the waiting entries that are keys of `becomes` are decided; the
        values are the developments they became. Raises NotFound if one does not wait here."""
        there = self._by_id
        for id in becomes.keys() - there.keys():
            self.exactly(id)
        rows = zip(self.lines(ENTRIES), self._waiting, strict=True)
        left = [
            line
            for line, entry in rows
            if entry.id not in becomes or entry.key != there[entry.id].key
        ]
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

    def replacing(self, old: Entry, new: Entry) -> dict[str, bytes]:
        """Return the files once the waiting entry `old` is `new`. Raises NotFound if it does not
        wait here, Refused if it is not as `old` any more."""
        if self.exactly(old.id) != old:
            raise Refused(f"{old.id} was changed since. See: aiwatch inbox show {old.id}")
        rows = zip(self.lines(ENTRIES), self._waiting, strict=True)
        lines = [changed_line(line, new) if entry == old else line for line, entry in rows]
        return {ENTRIES: lines_file(lines)}

    def returning(self, wanted: Callable[[Decided], bool]) -> dict[str, bytes]:
        """Return the files once the entries of which a decision is `wanted` wait again; none if
        there are no such decisions."""
        lines, decided = self.lines(DECIDED), self.decided
        back = [each for each in decided if wanted(each)]
        if not back:
            return {}
        left = [line for line, each in zip(lines, decided, strict=True) if not wanted(each)]
        waiting = self.lines(ENTRIES) + list(map(returned_line, back))
        return {ENTRIES: lines_file(waiting), DECIDED: lines_file(left)}

    def deciding_again(self, act: str) -> dict[str, bytes]:
        """Return the files once the entries that wait again since `act` was taken back are decided
        as they were; none if there are no such entries."""
        told = (read_returned(line) for line in self.lines(ENTRIES) if act in line)
        found = [was for was in told if was and was.act == act]
        if not found:
            return {}
        becomes = {was.entry.id: was.development for was in found}
        return self.deciding(becomes, found[0].decision, act)


def unreadable(name: str, line: int, what: str) -> Damaged:
    """Return the error of a line that cannot be read, with the cure."""
    return Damaged(f"{name}, line {line} cannot be read: {what}; mend or delete that line.")


def _became(decided: Decided) -> str:
    id, development = decided.entry.id, decided.development
    if decided.decision == SKIPPED:
        return f"{id} was skipped. To have it back: aiwatch inbox restore {id}"
    how = "accepted as" if decided.decision == ACCEPTED else "merged into"
    return f"{id} was {how} {development}. See: aiwatch show {development}"


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
