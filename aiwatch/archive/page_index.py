"""The page index: which month files cite a page, and which merged ids they hold.

    .index/pages
    aiwatch pages 1 305419896
    {"2025-05": [[154203, …], 830, {"2505-k7fq3m": "2505-x2c4d6"}], …}
    (for each month that many checksums, four bytes each)

A page is there as the CRC-32 of its canonical address: enough to tell which months to look at. What
is found there is compared whole, so that the index can cost time, never a wrong answer. It is kept
outside the archive's own files: whatever does not match its month's file as that stands on the
disk (size, times, inode), or was written right before, is read anew; a torn index is none; where
none can be written, things go slower.
"""

import json
import zlib
from array import array
from collections.abc import Set
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from aiwatch.archive.commit import MARK, beside
from aiwatch.archive.disk import PRIVATE, Disk
from aiwatch.archive.month import Month, merged_in, pages_in
from aiwatch.domain.errors import Damaged

FOLDER = ".index"
FILE = "pages"

WORTH = 500_000
"""From so many bytes of month files on an index is kept; fewer are looked through as soon."""

_SETTLED = 2_000_000_000
"""Nanoseconds that a file must be older than the index for its times to tell that it is as it was;
some file systems count time in steps of two seconds."""

_BEGIN = b"aiwatch pages 1 "


class Pages(NamedTuple):
    """What a month's file, when it was as `stamp` says, held: the checksums of the pages it cites,
    joined, and the merged ids with those that they are merged into."""

    stamp: tuple[int, ...]
    sums: bytes = b""
    merged: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, month: Month, stamp: tuple[int, ...]) -> "Pages":
        """Return what is to be known of `month`."""
        sums = array("I", map(page_sum, pages_in(month.body)))
        return cls(stamp, sums.tobytes(), tuple(merged_in(month)))

    def cites(self, sums: Set[int]) -> bool:
        """Tell whether a page whose checksum is one of `sums` may be cited in it."""
        return not sums.isdisjoint(memoryview(self.sums).cast("I"))


def page_sum(page: str) -> int:
    """Return the checksum of a canonical address."""
    return zlib.crc32(page.encode("utf-8", "surrogatepass"))


def read_index(disk: Disk, root: Path) -> dict[str, Pages]:
    """Return what the index of the archive `root` knows of months, without what may be out of date;
    nothing if it cannot be read."""
    try:
        written = disk.stamp(root / FOLDER / FILE)
        begin, data = disk.read(root / FOLDER / FILE).split(b"\n", 1)
        if not written or begin != _BEGIN + b"%d" % zlib.crc32(data):
            return {}
        head, sums = data.split(b"\n", 1)
        found, start = {}, 0
        for month, (stamp, count, merged) in json.loads(head).items():
            if stamp[1] + _SETTLED < written[1]:
                found[month] = Pages(
                    tuple(stamp), sums[start : start + 4 * count], tuple(merged.items())
                )
            start += 4 * count
    except (OSError, Damaged, ValueError):
        return {}
    return found


def write_index(disk: Disk, root: Path, months: dict[str, Pages]) -> None:
    """Write the index of the archive `root`; where that cannot be, there is none."""
    head = {
        month: (known.stamp, len(known.sums) // 4, dict(known.merged))
        for month, known in months.items()
    }
    sums = b"".join(known.sums for known in months.values())
    data = json.dumps(head).encode() + b"\n" + sums
    folder = root / FOLDER
    with suppress(OSError, Damaged):
        disk.make_folder(folder)
        if not disk.exists(folder / ".gitignore"):
            disk.create(folder / ".gitignore", b"*\n")
        new = beside(folder / FILE)
        disk.remove(new)
        try:
            # Who may read the archive may read it, too.
            mode = disk.mode(root / MARK) | PRIVATE
            disk.create(new, _BEGIN + b"%d\n" % zlib.crc32(data) + data, mode)
            disk.rename(new, folder / FILE)
        except OSError:
            disk.remove(new)
