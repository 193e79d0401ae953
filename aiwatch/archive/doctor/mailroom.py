"""The inbox, looked at: lines of its files that cannot be read. They are mended by hand, since
nothing else knows what stood there."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from aiwatch.archive.commit import INBOX
from aiwatch.archive.disk import Disk
from aiwatch.archive.doctor.finding import REMARK, Finding
from aiwatch.archive.inbox import DECIDED, ENTRIES, FEEDS, KNOWN, Contents
from aiwatch.archive.inbox_record import read_decided, read_entry, read_known
from aiwatch.domain.errors import Damaged, InvalidInput

_LINES: Mapping[str, Callable[[str], object]] = {
    ENTRIES: read_entry,
    DECIDED: read_decided,
    KNOWN: read_known,
}


def look_at_inbox(disk: Disk, root: Path, waiting: Mapping[str, Path]) -> Iterator[Finding]:
    """Yield what is wrong with the inbox's files; `waiting` says where those are that a journal has
    committed but not yet put in place."""
    there = Contents(disk, root, waiting)
    try:
        for name in disk.names(root / INBOX):
            if f"{INBOX}/{name}" not in (*_LINES, FEEDS) and not name.startswith("."):
                what = "It is none of the inbox's files and is not read."
                yield Finding(f"{INBOX}/{name}", what, grave=REMARK)
    except (Damaged, OSError) as error:
        yield Finding(INBOX, f"It cannot be read: {error}")
        return
    for file, read in _LINES.items():
        try:
            lines = there.text(file).split("\n")
        except (Damaged, OSError) as error:
            yield Finding(file, str(error).removeprefix(f"{file}, "))
            continue
        for number, line in enumerate(lines, 1):
            try:
                if line.strip():
                    read(line)
            except InvalidInput as error:
                what = f"It cannot be read: {error}. Mend or delete this line."
                yield Finding(file, what, f"line {number}")
    try:
        there.feeds()
    except (Damaged, OSError) as error:
        yield Finding(FEEDS, str(error).removeprefix(f"{FEEDS}, "))
