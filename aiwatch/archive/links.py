"""What came of asking for sources' addresses, so that none is asked again too soon.

    links/checked.jsonl   a line an answer, as it came; the last one of an address counts

It is a note, not part of what the archive knows: without it all addresses are asked again. So a
line that cannot be read, as one that a power cut tore, is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path

from aiwatch.archive.commit import commit, locked
from aiwatch.archive.disk import Disk
from aiwatch.archive.record import show_instant, to_json
from aiwatch.domain.links import Look

FOLDER = "links"
FILE = f"{FOLDER}/checked.jsonl"

_SUPERSEDED = 1000
"""So many lines that no longer count may stand in the file."""


class Checked:
    """What is known of addresses in the archive `root`; `holder` writes it."""

    def __init__(self, root: Path, holder: str, disk: Disk | None = None) -> None:
        self.root, self.holder = root, holder
        self.disk = disk or Disk()

    def looks(self) -> dict[str, Look]:
        """Return the last look at each address. Raises OSError, Damaged."""
        return self._read()[0]

    def add(self, looks: Iterable[Look]) -> None:
        """Append `looks`. Raises OSError, Busy."""
        lines = b"".join(map(_line, looks))
        with locked(self.disk, self.root, self.holder):
            self.disk.make_folder(self.root / FOLDER)
            if self._data()[-1:] not in (b"", b"\n"):
                lines = b"\n" + lines  # behind a torn line
            self.disk.append(self.root / FILE, lines)
            self.disk.sync(self.root / FILE)

    def tidy(self) -> None:
        """Write the file anew if most of it no longer counts. Raises OSError, Busy."""
        looks, lines = self._read()
        if lines - len(looks) < _SUPERSEDED:
            return
        with locked(self.disk, self.root, self.holder):
            looks, _ = self._read()
            commit(self.disk, self.root, {FILE: b"".join(map(_line, looks.values()))})

    def _data(self) -> bytes:
        try:
            return self.disk.read(self.root / FILE)
        except FileNotFoundError:
            return b""

    def _read(self) -> tuple[dict[str, Look], int]:
        lines = self._data().split(b"\n")[:-1]
        looks = (look for line in lines if (look := _look(line)))
        found: dict[str, Look] = {}
        for look in looks:
            found.pop(look.url, None)  # in the order of the last looks
            found[look.url] = look
        return found, len(lines)


def _line(look: Look) -> bytes:
    record = asdict(look) | {"at": show_instant(look.at)}
    return to_json({name: value for name, value in record.items() if value}).encode() + b"\n"


_KINDS = {
    field.name: type(field.default) for field in fields(Look) if field.name not in ("url", "at")
}


def _look(line: bytes) -> Look | None:
    """Return the look that a line tells of, None if it cannot be read."""
    try:
        record = json.loads(line)
        url, at = record.pop("url"), datetime.fromisoformat(record.pop("at"))
        if not isinstance(url, str) or at.tzinfo is None:
            return None
        if any(type(value) is not _KINDS[name] for name, value in record.items()):
            return None
        return Look(url, at, **record)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
