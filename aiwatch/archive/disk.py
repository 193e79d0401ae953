"""The disk: every file operation that an archive makes, and what differs between systems.

Nothing in the archive opens, renames or removes a file but through a `Disk`, so that tests can
put another in its place, which records what is done, fails, or dies in the middle.
"""

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiwatch.domain.errors import Damaged

PRIVATE = 0o600
"""The permissions of a new file."""

_BINARY = getattr(os, "O_BINARY", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_READ = os.O_RDONLY | _BINARY | _NO_WAIT
_PAUSE = 0.02
_PIECE = 1 << 16


class Disk:
    """The disk as it is. Paths are absolute or seen from the working folder; what fails raises
    OSError."""

    def read(self, path: Path) -> bytes:
        """Return the bytes of the regular file `path`.

        Raises FileNotFoundError if there is none, Damaged for what is no file (a folder, a FIFO).
        """
        handle = os.open(path, _READ)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise Damaged(f"{path} is a folder or another thing that is no file; move it away.")
            pieces = [os.read(handle, status.st_size)]
            while pieces[-1]:
                pieces.append(os.read(handle, _PIECE))
            return b"".join(pieces) if len(pieces) > 2 else pieces[0]
        finally:
            os.close(handle)

    def names(self, folder: Path) -> list[str]:
        """Return the names in `folder`, sorted; none if there is no such folder.

        Raises Damaged if it is a file, or a link that leads nowhere.
        """
        try:
            return sorted(os.listdir(folder))
        except NotADirectoryError:
            raise Damaged(f"{folder} is a file where a folder belongs; move it away.") from None
        except OSError as error:
            if error.errno not in (errno.ENOENT, errno.ELOOP):
                raise
            if not os.path.islink(folder):
                return []
            raise Damaged(
                f"{folder} is a link that leads nowhere; mount what it leads to, or move it away."
            ) from None

    def exists(self, path: Path) -> bool:
        """Tell whether anything is at `path`."""
        return os.path.lexists(path)

    def is_link(self, path: Path) -> bool:
        """Tell whether `path` is a symbolic link."""
        return os.path.islink(path)

    def is_file(self, path: Path) -> bool:
        """Tell whether `path` is a regular file, or a link to one."""
        return os.path.isfile(path)

    def is_folder(self, path: Path) -> bool:
        """Tell whether `path` is a folder, or a link to one."""
        return os.path.isdir(path)

    def make_folder(self, folder: Path) -> None:
        """Make `folder`, whose parent exists, if it is missing, and make that last."""
        try:
            os.mkdir(folder)
        except FileExistsError:
            return
        self.sync_folder(folder.parent)

    def create(self, path: Path, data: bytes, mode: int = PRIVATE) -> None:
        """Write `data` to the new file `path`; raises FileExistsError. `sync` makes it last."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY | _NO_FOLLOW, mode)
        try:
            if hasattr(os, "fchmod"):
                os.fchmod(handle, mode)
            _write(handle, data)
        finally:
            os.close(handle)

    def append(self, path: Path, data: bytes) -> None:
        """Append `data` to `path`, made if it is missing. `sync` makes it last."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY | _NO_FOLLOW
        handle = os.open(path, flags, PRIVATE)
        try:
            _write(handle, data)
        finally:
            os.close(handle)

    def sync(self, path: Path) -> None:
        """Make what was written to the file `path` last."""
        handle = os.open(path, (os.O_RDWR if os.name == "nt" else os.O_RDONLY) | _BINARY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def sync_folder(self, folder: Path) -> None:
        """Make names made, changed and removed in `folder` last; Windows does so by itself."""
        if os.name == "nt":
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

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
            return PRIVATE

    def stamp(self, path: Path) -> tuple[int, ...]:
        """Return what differs once the file `path` was written or replaced: its size, the times of
        its last change in nanoseconds, its inode; nothing if there is none."""
        try:
            found = os.stat(path)
        except OSError:
            return ()
        changed = 0 if os.name == "nt" else found.st_ctime_ns  # there it is when it was made
        return found.st_size, found.st_mtime_ns, changed, found.st_ino

    @contextmanager
    def lock(
        self, path: Path, *, exclusive: bool, mode: int, holder: str, patience: float
    ) -> Iterator[bool]:
        """Hold the lock file `path`, alone or (not `exclusive`) with other readers. The kernel
        frees it when its holder dies.

        Alone: `mode` are the permissions of a new one; `holder` is written in it for others to
        read, and taken out when the context is left without an error. Yields whether the last
        holder's was, so that one who died or failed half-way is known. With others: yields
        whether there is a lock; a reader makes none. Raises TimeoutError if others have held it
        for `patience` seconds.
        """
        try:
            handle = _open_lock(path, exclusive=exclusive, mode=mode)
        except FileNotFoundError:
            if exclusive:
                raise
            yield False
            return
        except OSError:
            # A reader that may not even open the lock goes without; a journal it honours.
            if exclusive:
                raise
            yield True
            return
        try:
            deadline = time.monotonic() + patience
            while not _try_lock(handle, exclusive=exclusive):
                if time.monotonic() > deadline:
                    raise TimeoutError
                time.sleep(_PAUSE)
            if exclusive:
                name = holder.encode("utf-8", "replace")
                in_order = not os.fstat(handle).st_size
                os.lseek(handle, 0, os.SEEK_SET)
                os.write(handle, name)
                os.ftruncate(handle, len(name))
                yield in_order
                os.ftruncate(handle, 0)
            else:
                yield True
        finally:
            os.close(handle)


def _write(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _open_lock(path: Path, *, exclusive: bool, mode: int) -> int:
    if not exclusive:
        return os.open(path, os.O_RDONLY | _BINARY | _NO_FOLLOW | _NO_WAIT)
    flags = os.O_RDWR | _BINARY | _NO_FOLLOW | _NO_WAIT
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        pass
    handle = os.open(path, flags | os.O_CREAT, mode)
    if hasattr(os, "fchmod"):
        os.fchmod(handle, mode)
    return handle


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
