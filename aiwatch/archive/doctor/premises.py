"""The premises: what stands around the month files, such as the lock, the journal, the backgrounder
and what was left behind."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from aiwatch.archive import commit
from aiwatch.archive.commit import JOURNAL, LOCK, pending
from aiwatch.archive.disk import Disk
from aiwatch.archive.doctor.decoding import decode
from aiwatch.archive.doctor.finding import REMARK, Finding
from aiwatch.archive.doctor.wreckage import ANEW
from aiwatch.archive.snapshot import OVERVIEW
from aiwatch.archive.tiny import written_folders
from aiwatch.domain.errors import Damaged

COMPLETED = "completes it"
SWEPT = "sweeps it away"
RESCUED = "takes over what its files hold, and puts it into the backup"


def why(error: Exception) -> str:
    """Return how to go on after `It …` about a file or folder that could not be read."""
    if isinstance(error, Damaged):
        what = "a folder in place of a file, a file in that of a folder, a link that leads nowhere"
        return f"is not what belongs there: {what}"
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"


def journal(disk: Disk, root: Path) -> tuple[Mapping[str, Path] | None, list[Finding]]:
    """Return the files that wait to be put in place, None if a journal is there that cannot be
    followed; and what is to be told of it."""
    try:
        waiting = pending(disk, root)
    except (Damaged, OSError) as error:
        what = (
            "A change was cut off while its files were put in place, and cannot be completed, for "
            f"they are not what the journal says ({str(error).partition('; ')[0]}). Until that is "
            "mended nothing of the archive is read."
        )
        return None, [Finding(JOURNAL, what, cure=RESCUED)]
    if not disk.exists(root / JOURNAL):
        return waiting, []
    what = "A change was cut off before all of its files were in place. It counts, and the next "
    what += "change completes it."
    return waiting, [Finding(JOURNAL, what, grave=REMARK, cure=COMPLETED)]


def leftovers(disk: Disk, root: Path) -> list[str]:
    """Return the files that were written beside others, by their names within the archive."""
    found = []
    for folder in ("", *written_folders(disk, root)):
        with suppress(Damaged, OSError):
            names = commit.leftovers(disk, root, folder)
            found += [f"{folder}/{name}" if folder else name for name in names]
    return found


def look_around(disk: Disk, root: Path, waiting: Mapping[str, Path] | None) -> Iterator[Finding]:
    """Yield what is to be told of the premises; `waiting` as `journal` returned it."""
    lock = root / LOCK
    if disk.exists(lock) and (disk.is_link(lock) or not disk.is_file(lock)):
        what = "It is no file, so that nobody can change the archive. Move it away."
        yield Finding(LOCK, what)
    for file in leftovers(disk, root):
        if waiting is not None and root / file not in waiting.values():
            what = "A change that was cut off before it was made left it; it counts for nothing."
            yield Finding(file, what, grave=REMARK, cure=SWEPT)
    for name in disk.names(root):
        if "conflict" in name.lower() and not name.startswith("."):
            what = "A sync service left this copy. Take from it what you need, and delete it."
            yield Finding(name, what, grave=REMARK)
    try:
        data = disk.read((waiting or {}).get(OVERVIEW, root / OVERVIEW))
    except FileNotFoundError:
        return
    except (Damaged, OSError) as error:
        yield Finding(OVERVIEW, f"It {why(error)}.")
        return
    yield from _look_at_overview(data)


def _look_at_overview(data: bytes) -> Iterator[Finding]:
    decoded = decode(data)
    for what in decoded.problems:
        if "mark" not in what:  # a byte order mark does no harm in Markdown
            yield Finding(OVERVIEW, what, cure=ANEW)
    if decoded.broken:
        place = f"line {decoded.broken[0]}"
        yield Finding(OVERVIEW, "It is not UTF-8 here; mend it by hand.", place)
    for number, line in enumerate(decoded.text.split("\n"), 1):
        if line.startswith("<<<<<<< "):
            yield Finding(OVERVIEW, "Git left a conflict here; settle it.", f"line {number}")


def overview(disk: Disk, root: Path, waiting: Mapping[str, Path]) -> str:
    """Return the backgrounder, as far as it can be read."""
    try:
        return disk.read(waiting.get(OVERVIEW, root / OVERVIEW)).decode("utf-8-sig", "replace")
    except (OSError, Damaged):
        return ""
