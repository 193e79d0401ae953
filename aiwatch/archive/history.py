"""The history: one line a change, with what it replaced, from which undo and log are told.

A line is written before its change is committed, and is in force once a month file (or the
overview, or an issue) says that it was written by that change. So a change that was cut off leaves
a line that counts for nothing, and no change is in force without its line; the next change says in
its own line which ones came to nothing (`void`). A torn last line is ignored.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from aiwatch.archive import Change, Stamp
from aiwatch.archive.disk import Disk
from aiwatch.archive.record import show_instant, to_json
from aiwatch.domain.errors import Damaged

FOLDER = "history"
CUT_OFF = b" cut off"
"""What is put behind a torn line, which counts for nothing."""

MANY = 20
"""A change of more developments than this keeps its before-images in a file of its own."""

_FILE = re.compile(r"\d{4}-\d\d\.jsonl")


class Entry(NamedTuple):
    """A change with what it needs to be inverted: for each id the record before it, None for a
    development that was not there; the overview before, None if it was not touched; and the
    month files it wrote. `images` is the file of the records, if they have one of their own,
    `void` names changes before it that were cut off, `lost` developments that a repair found gone,
    `issues` what it published, such as `012-2025-05-19`, `evidence` what it kept of pages, such as
    `2505-k7fq3m/2025-05-19T081203Z`; neither is ever inverted.
    """

    change: Change
    before: Mapping[str, dict[str, Any] | None]
    months: tuple[str, ...]
    overview: str | None = None
    images: str = ""
    void: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to invert: an issue, evidence, a repair that but wrote files."""
        return not self.before and not self.images and self.overview is None

    def to_line(self) -> bytes:
        """Return the entry's line, without the images if they have a file of their own."""
        change = self.change
        line = {
            "change": change.id,
            "at": show_instant(change.stamp.at),
            "by": change.stamp.by,
            "command": change.stamp.command,
            "of": change.of,
            "about": change.about,
            "count": len(self.before),
            "months": self.months,
            "overview": self.overview,
        }
        if self.void:
            line["void"] = self.void
        if self.lost:
            line["lost"] = self.lost
        if self.issues:
            line["issues"] = self.issues
        if self.evidence:
            line["evidence"] = self.evidence
        if self.images:
            line |= {"images": self.images, "last": change.ids[-1:]}
        else:
            line["before"] = self.before
        return to_json(line).encode("utf-8") + b"\n"


def months_of_history(disk: Disk, root: Path) -> list[str]:
    """Return the names of the history's files, oldest first."""
    return [name for name in disk.names(root / FOLDER) if is_page(name)]


def is_page(name: str) -> bool:
    """Tell whether a file called `name` is one of the history's, with a line a change."""
    return _FILE.fullmatch(name) is not None


def file_for(disk: Disk, root: Path, at: datetime) -> str:
    """Return the name of the file that a change made `at` belongs in: its month's, or the newest
    there is, so that a clock which went back does not put changes out of order."""
    name = at.astimezone(UTC).strftime("%Y-%m.jsonl")
    return max([name, *months_of_history(disk, root)[-1:]])


def append(disk: Disk, root: Path, name: str, entry: Entry) -> None:
    """Append `entry` to the history's file `name`, behind a torn line if there is one."""
    path = root / FOLDER / name
    disk.make_folder(path.parent)
    is_new = False
    try:
        torn = disk.read(path).rpartition(b"\n")[2]
    except FileNotFoundError:
        torn, is_new = b"", True
    if torn:
        # One that was cut off behind a brace must not be taken for a damaged one.
        torn = b"\n" if read_line(torn) else CUT_OFF + b"\n"
    disk.append(path, torn + entry.to_line())
    disk.sync(path)
    if is_new:
        disk.sync_folder(path.parent)


def entries(disk: Disk, root: Path, waiting: Mapping[str, Path] | None = None) -> Iterator[Entry]:
    """Yield the entries, newest first, without those that a later one calls void. `waiting` says
    where those files are that a journal has committed but not yet put in place.

    Raises Damaged for a line, other than a torn one, that cannot be read.
    """
    void: set[str] = set()
    places = {name: root / FOLDER / name for name in months_of_history(disk, root)}
    for file, path in (waiting or {}).items():
        folder, _, name = file.rpartition("/")
        if folder == FOLDER and is_page(name):
            places[name] = path
    for name, path in sorted(places.items(), reverse=True):
        lines = disk.read(path).split(b"\n")
        for number in range(len(lines), 0, -1):
            line = lines[number - 1]
            if not line:
                continue
            entry = read_line(line)
            if entry is not None:
                void.update(entry.void)
                if entry.change.id not in void:
                    yield entry
            elif line.endswith(b"}") and number < len(lines):
                raise Damaged(f"{FOLDER}/{name}, line {number} cannot be read; run: aiwatch doctor")


def images_name(name: str, stamp: Stamp, before: Mapping[str, Any]) -> str:
    """Return the name of the file that a change keeps its before-images in, its line being in the
    history's file `name`; empty if they are so few that they stand in the line."""
    return f"{name.removesuffix('.jsonl')}-{stamp.id}.json" if len(before) > MANY else ""


def is_first(entry: Entry, entries: Iterable[Entry]) -> bool:
    """Tell whether none of `entries` but `entry` itself wrote one of its months."""
    months = set(entry.months)
    return all(months.isdisjoint(e.months) for e in entries if e.change.id != entry.change.id)


def images(before: Mapping[str, dict[str, Any] | None]) -> bytes:
    """Return the file of the before-images `before`, a line each."""
    rows = (f"{to_json(id)}: {to_json(record)}" for id, record in before.items())
    return ("{\n" + ",\n".join(rows) + "\n}\n").encode("utf-8")


def images_of(
    disk: Disk, root: Path, entry: Entry, waiting: Mapping[str, Path] | None = None
) -> Mapping[str, dict[str, Any] | None]:
    """Return the before-images of `entry`, from their file if they have one; `waiting` as for
    `entries`. Raises Damaged."""
    if not entry.images:
        return entry.before
    path = (waiting or {}).get(f"{FOLDER}/{entry.images}", root / FOLDER / entry.images)
    try:
        images = json.loads(disk.read(path))
    except FileNotFoundError:
        raise Damaged(f"{path} is missing; without it that change cannot be taken back.") from None
    except (ValueError, RecursionError):
        raise Damaged(f"{path} cannot be read; that change cannot be taken back.") from None
    if not isinstance(images, dict):
        raise Damaged(f"{path} holds no records; that change cannot be taken back.")
    return images


def to_undo(newest_first: Iterator[Entry]) -> Entry | None:
    """Return the newest change in force that is no undo or redo, None if all are taken back."""
    inverted: set[str] = set()
    for entry in newest_first:
        if entry.change.id in inverted or entry.is_empty:
            continue
        if not entry.change.of:
            return entry
        inverted.add(entry.change.of)
    return None


def to_redo(newest_first: Iterator[Entry]) -> Entry | None:
    """Return the newest undo in force, None if a change came after it or there is none."""
    inverted: set[str] = set()
    for entry in newest_first:
        if entry.change.id in inverted or entry.is_empty:
            continue
        if not entry.change.of:
            return None
        if entry.change.stamp.command == "undo":
            return entry
        inverted.add(entry.change.of)
    return None


def read_line(line: bytes) -> Entry | None:
    """Return the entry of a line, None if it cannot be read."""
    try:
        found = json.loads(line)
        before = found.get("before") or {}
        ids = tuple(before) or tuple(found.get("last") or ())
        at = datetime.fromisoformat(found["at"])
        stamp = Stamp(found["command"], at, found.get("by", ""), found["change"])
        change = Change(found["change"], stamp, ids, found.get("about", ""), found.get("of", ""))
        months = tuple(found["months"])
        overview, images = found.get("overview"), found.get("images", "")
        void, lost = tuple(found.get("void") or ()), tuple(found.get("lost") or ())
        issues = tuple(found.get("issues") or ())
        evidence = tuple(found.get("evidence") or ())
        return Entry(change, before, months, overview, images, void, lost, issues, evidence)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
