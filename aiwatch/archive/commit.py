"""File commits: locked, atomic, journalled. Every change of an archive's files goes through here.

A commit writes every new file beside the old one and fsyncs it. One file is then renamed into
place, which is the commit point. Several are first listed in a journal, whose own rename is the
commit point; whoever comes next rolls it forward. A journal is gone for good before the next
commit begins: one that came back after a crash would be taken for that of a later change.
"""

import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath

from aiwatch.archive.disk import PRIVATE, Disk
from aiwatch.domain.errors import Busy, Damaged

MARK = "aiwatch.toml"
"""The file that makes a folder an archive; the lock has its permissions."""

ISSUES = "briefings"
"""The folder of issues; what else stands in it is the user's."""

INBOX = "inbox"
"""The folder of feeds and of what they brought."""

EVIDENCE = "evidence"
"""The folder of evidence, which has a folder for each development."""

LOCK = ".lock"
JOURNAL = ".journal"
NEW = ".new"
PATIENCE = 10.0
"""Seconds that one who finds the archive busy waits."""


@contextmanager
def locked(disk: Disk, root: Path, holder: str) -> Iterator[bool]:
    """Hold the archive's lock alone; `holder` tells others who has it.

    Yields whether the last one who held it left in order, as `recover` wants to know. Raises Busy
    after PATIENCE seconds.
    """
    # Who may read the archive may wait for the one who writes it.
    mode = disk.mode(root / MARK) | PRIVATE
    name = f"{holder}, process {os.getpid()}"
    with _waiting(disk, root, exclusive=True, mode=mode, holder=name) as in_order:
        yield in_order


@contextmanager
def shared(disk: Disk, root: Path) -> Iterator[bool]:
    """Hold the archive's lock together with other readers, so that no change is seen half.

    Yields whether there is a lock: an archive that nobody has changed yet has none, and one may
    come while it is read. Raises Busy after PATIENCE seconds.
    """
    with _waiting(disk, root, exclusive=False) as there:
        yield there


@contextmanager
def _waiting(
    disk: Disk, root: Path, *, exclusive: bool, mode: int = PRIVATE, holder: str = ""
) -> Iterator[bool]:
    with ExitStack() as stack:
        try:
            found = stack.enter_context(
                disk.lock(
                    root / LOCK, exclusive=exclusive, mode=mode, holder=holder, patience=PATIENCE
                )
            )
        except TimeoutError:
            with suppress(OSError, Damaged):
                holder = disk.read(root / LOCK).decode("utf-8", "replace").strip()
            by = f" by {holder}" if holder else ""
            raise Busy(f"The archive {root} is in use{by}; try again when that is done.") from None
        yield found


def commit(disk: Disk, root: Path, files: Mapping[str, bytes]) -> None:
    """Put `files` (names relative to `root`, with `/`) in place, all or none, and make that last.

    Call it under the lock. Raises OSError with everything as it was, unless the commit point was
    passed; then the next one to open the archive completes it.
    """
    targets = {root / name: data for name, data in files.items()}
    folders = sorted({path.parent for path in targets})
    written: list[Path] = []
    try:
        for folder in sorted({each for path in targets for each in path.parents}):
            if root in folder.parents:
                disk.make_folder(folder)
        for path, data in targets.items():
            written.append(beside(path))
            _write(disk, beside(path), data, disk.mode(path))
        if len(targets) > 1:
            entries = [
                {"name": name, "size": len(data), "crc32": zlib.crc32(data)}
                for name, data in files.items()
            ]
            for folder in folders:
                disk.sync_folder(folder)
            journal = root / JOURNAL
            written.append(beside(journal))
            _write(disk, beside(journal), json.dumps(entries).encode(), PRIVATE)
            disk.rename(beside(journal), journal)
            disk.sync_folder(root)
    except BaseException:
        if not (len(targets) > 1 and disk.exists(root / JOURNAL)):
            for new in written:
                with suppress(OSError):
                    disk.remove(new)
        raise
    for path in targets:
        disk.rename(beside(path), path)
    for folder in folders:
        disk.sync_folder(folder)
    if len(targets) > 1:
        _remove_journal(disk, root)


def recover(disk: Disk, root: Path, folders: tuple[str, ...], *, in_order: bool) -> None:
    """Complete a commit that was cut off after its commit point, and sweep away what was left by
    one cut off before. Call it under the lock; `in_order` is what that yields. Raises Damaged if
    the journal cannot be followed.
    """
    if not in_order:
        # A process that died may have made, renamed and removed what nothing has made last yet:
        # a power cut would undo some of it, and keep what is now built upon it.
        for folder in ("", *folders):
            if disk.is_folder(root / folder):
                disk.sync_folder(root / folder)
    if disk.exists(root / JOURNAL):
        for name, new in pending(disk, root).items():
            disk.rename(new, root / name)
        for parent in sorted({(root / name).parent for name in _journalled(disk, root)}):
            disk.sync_folder(parent)
        _remove_journal(disk, root)
    for folder in ("", *folders):
        swept = leftovers(disk, root, folder)
        for left in swept:
            disk.remove(root / folder / left)
        if swept:
            # The folders of evidence are swept by the very next change alone.
            disk.sync_folder(root / folder)


def pending(disk: Disk, root: Path) -> dict[str, Path]:
    """Return the files a journal says are committed but not yet in place: name to where the new
    one is. Raises Damaged if the journal, or a file it names, is not what was written."""
    waiting: dict[str, Path] = {}
    for name, said in _journalled(disk, root).items():
        new = beside(root / name)
        if _size_and_sum(disk, new) == said:
            waiting[name] = new
        elif disk.exists(new):
            raise Damaged(f"{new} is not what {JOURNAL} says; run: aiwatch doctor")
        elif _size_and_sum(disk, root / name) != said:
            raise Damaged(f"{root / JOURNAL} names a file that is gone: {new}; run: aiwatch doctor")
    return waiting


def leftovers(disk: Disk, root: Path, folder: str) -> list[str]:
    """Return the names of the files in `folder`, a name within the archive, that were written
    beside others and never put in place. Raises Damaged if it is none."""
    if folder == ISSUES and not disk.is_folder(root / folder):
        return []  # what else is there is in the way of issues alone
    names = [name for name in disk.names(root / folder) if name[0] == "." and name.endswith(NEW)]
    if folder != ISSUES or not names:
        return names
    from aiwatch.archive.issues import named

    return [name for name in names if named(name[1:].removesuffix(NEW))]


def _journalled(disk: Disk, root: Path) -> dict[str, tuple[int, int]]:
    """Return the names in the journal, with size and CRC-32 of each; empty without a journal."""
    try:
        data = disk.read(root / JOURNAL)
    except FileNotFoundError:
        return {}
    try:
        entries = {str(e["name"]): (int(e["size"]), int(e["crc32"])) for e in json.loads(data)}
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Damaged(f"{root / JOURNAL} cannot be read; run: aiwatch doctor") from None
    for name in entries:
        if ".." in PurePosixPath(name).parts or Path(name).is_absolute():
            raise Damaged(f"{root / JOURNAL} names a file outside the archive: {name}")
    return entries


def _size_and_sum(disk: Disk, path: Path) -> tuple[int, int] | None:
    try:
        data = disk.read(path)
    except FileNotFoundError:
        return None
    return len(data), zlib.crc32(data)


def _write(disk: Disk, path: Path, data: bytes, mode: int) -> None:
    disk.remove(path)
    disk.create(path, data, mode)
    disk.sync(path)


def _remove_journal(disk: Disk, root: Path) -> None:
    disk.remove(root / JOURNAL)
    disk.sync_folder(root)


def beside(path: Path) -> Path:
    """Return where the new content of `path` is written before it is put in place."""
    return path.with_name(f".{path.name}{NEW}")
