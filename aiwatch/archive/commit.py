"""File commits: locked, atomic, journalled. The only code that writes files of an archive.

A commit writes every new file beside the old one and fsyncs it. One file is then renamed into
place, which is the commit point. Several are first listed in a journal, whose own rename is the
commit point; whoever comes next rolls it forward. What differs between operating systems (the
lock, the fsync of a folder) stays in this module.
"""

import json
import os
import stat
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from aiwatch.domain.errors import Busy, Damaged

LOCK = ".lock"
JOURNAL = ".journal"
NEW = ".new"
PATIENCE = 10.0
"""Seconds that a writer waits for another one."""

_BINARY = getattr(os, "O_BINARY", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)


class Disk:
    """Every file operation an archive makes; tests put another in its place to replay crashes."""

    def read(self, path: Path) -> bytes:
        """Return the bytes of the regular file `path`.

        Raises FileNotFoundError if there is none, Damaged for what is no file (a folder, a FIFO).
        """
        handle = os.open(path, os.O_RDONLY | _BINARY | _NO_WAIT)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise Damaged(f"{path} is a folder or another thing that is no file; move it away.")
        with open(handle, "rb") as file:
            return file.read()

    def names(self, folder: Path) -> list[str]:
        """Return the names in `folder`, sorted; none if there is no such folder."""
        try:
            return sorted(os.listdir(folder))
        except FileNotFoundError:
            return []

    def make_folder(self, folder: Path) -> None:
        """Make `folder` and those above it, where they are missing."""
        folder.mkdir(parents=True, exist_ok=True)

    def create(self, path: Path, data: bytes, mode: int = 0o600) -> None:
        """Write `data` to the new file `path` and fsync it; raises FileExistsError."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY | _NO_FOLLOW
        handle = os.open(path, flags, mode)
        with open(handle, "wb") as file:
            if hasattr(os, "fchmod"):
                os.fchmod(handle, mode)
            file.write(data)
            file.flush()
            os.fsync(handle)

    def append(self, path: Path, data: bytes) -> None:
        """Append `data` to `path`, made if it is missing, and fsync it."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY | _NO_FOLLOW
        with open(os.open(path, flags, 0o600), "ab") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def rename(self, old: Path, new: Path) -> None:
        """Put `old` in the place of `new` in one step."""
        os.replace(old, new)

    def remove(self, path: Path) -> None:
        """Remove the file `path`, if there is one."""
        path.unlink(missing_ok=True)

    def mode(self, path: Path) -> int:
        """Return the permissions of `path`, those of a new private file if there is none."""
        try:
            return stat.S_IMODE(os.stat(path).st_mode)
        except FileNotFoundError:
            return 0o600

    def sync_folder(self, folder: Path) -> None:
        """Make renames in `folder` last; Windows does so by itself."""
        if os.name == "nt":
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def locked(root: Path, holder: str) -> Iterator[None]:
    """Hold the archive's exclusive lock; `holder` tells others who has it.

    The kernel frees it when its holder dies. Raises Busy after PATIENCE seconds.
    """
    flags = os.O_RDWR | os.O_CREAT | _BINARY | _NO_FOLLOW
    handle = os.open(root / LOCK, flags, 0o600)
    try:
        _wait(handle, root, exclusive=True)
        os.ftruncate(handle, 0)
        os.pwrite(handle, holder.encode(), 0) if hasattr(os, "pwrite") else None
        yield
    finally:
        os.close(handle)


@contextmanager
def shared(root: Path) -> Iterator[None]:
    """Hold the archive's lock shared while its files are read, so that no change is seen half.

    An archive that nobody can write to, or that has no lock file yet, is read without.
    """
    try:
        handle = os.open(root / LOCK, os.O_RDONLY | _BINARY | _NO_FOLLOW)
    except OSError:
        yield
        return
    try:
        _wait(handle, root, exclusive=False)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, root: Path, *, exclusive: bool) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _try_lock(handle, exclusive=exclusive):
        if time.monotonic() > deadline:
            holder = ""
            with suppress(OSError):
                holder = (root / LOCK).read_text("utf-8", "replace").strip()
            by = f" by {holder}" if holder else ""
            raise Busy(f"The archive {root} is in use{by}; try again when that is done.")
        time.sleep(0.02)


if os.name == "nt":  # pragma: no cover - the other systems have flock
    import msvcrt

    def _try_lock(handle: int, *, exclusive: bool) -> bool:
        # A byte far behind the holder's name, so that the name can still be read.
        os.lseek(handle, 1 << 20, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(handle: int, *, exclusive: bool) -> bool:
        try:
            fcntl.flock(handle, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def commit(disk: Disk, root: Path, files: Mapping[str, bytes]) -> None:
    """Put `files` (names relative to `root`) in place, all or none, and make that last.

    Call it under the lock. Raises OSError with everything as it was, unless the commit point was
    passed; then the next one to open the archive completes it.
    """
    targets = {root / name: data for name, data in files.items()}
    folders = sorted({path.parent for path in targets})
    written: list[Path] = []
    try:
        for folder in folders:
            disk.make_folder(folder)
        for path, data in targets.items():
            new = _beside(path)
            disk.remove(new)
            written.append(new)
            disk.create(new, data, disk.mode(path))
        if len(targets) > 1:
            entries = [
                {"name": name, "size": len(data), "crc32": zlib.crc32(data)}
                for name, data in files.items()
            ]
            for folder in folders:
                disk.sync_folder(folder)
            journal = root / (JOURNAL + NEW)
            disk.remove(journal)
            written.append(journal)
            disk.create(journal, json.dumps(entries).encode())
            disk.rename(journal, root / JOURNAL)
            disk.sync_folder(root)
    except BaseException:
        if not (len(targets) > 1 and JOURNAL in disk.names(root)):
            for new in written:
                with suppress(OSError):
                    disk.remove(new)
        raise
    for path in targets:
        disk.rename(_beside(path), path)
    for folder in folders:
        disk.sync_folder(folder)
    if len(targets) > 1:
        disk.remove(root / JOURNAL)


def recover(disk: Disk, root: Path, folders: tuple[str, ...]) -> None:
    """Complete a commit that was cut off after its commit point, and sweep away what was left by
    one cut off before. Call it under the lock. Raises Damaged if the journal cannot be followed.
    """
    for name, new in pending(disk, root).items():
        disk.rename(new, root / name)
    for folder in ("", *folders):
        leftovers = [name for name in disk.names(root / folder) if _is_leftover(name)]
        for name in leftovers:
            disk.remove(root / folder / name)
        if leftovers or JOURNAL in disk.names(root):
            disk.sync_folder(root / folder)
    disk.remove(root / JOURNAL)


def pending(disk: Disk, root: Path) -> dict[str, Path]:
    """Return the files a journal says are committed but not yet in place: name to where the new
    one is. Raises Damaged if the journal, or a file it names, is not what was written."""
    try:
        data = disk.read(root / JOURNAL)
    except FileNotFoundError:
        return {}
    try:
        entries = [(str(e["name"]), int(e["size"]), int(e["crc32"])) for e in json.loads(data)]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Damaged(f"{root / JOURNAL} cannot be read; run: aiwatch doctor") from None
    waiting: dict[str, Path] = {}
    for name, size, crc32 in entries:
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise Damaged(f"{root / JOURNAL} names a file outside the archive: {name}")
        new = _beside(root / name)
        try:
            content = disk.read(new)
        except FileNotFoundError:
            continue
        if (len(content), zlib.crc32(content)) != (size, crc32):
            raise Damaged(f"{new} is not what {JOURNAL} says; run: aiwatch doctor")
        waiting[name] = new
    return waiting


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}{NEW}")


def _is_leftover(name: str) -> bool:
    return name.startswith(".") and name.endswith(NEW)
