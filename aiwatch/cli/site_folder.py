"""The folder of a site: written beside and swapped in, so that no reader sees half of it.

    site/            what readers see; `.aiwatch-page` in it says that it is ours
    .site.new/       the next one, while it is written; the last one, while it is removed
    .site.last/      the last one, where names cannot be exchanged in one step

What has not changed is the same file in both, by a hard link where the disk has them. Nothing is
synced: a site that a power cut took is written again. Files that a user has put at the top of the
folder, such as the CNAME of a web host, stay; a folder of others is refused.
"""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from aiwatch.domain.errors import AiwatchError

MARK = ".aiwatch-page"
"""The file that says that a folder is ours, with the paths of what we wrote."""

_MARK_TEXT = "This folder is written by aiwatch page, which replaces it. It wrote here:\n"
_AT_CWD, _EXCHANGE = -100, 2  # of renameat2 (Linux)


class Written(NamedTuple):
    """How many files a site has, how many of them are new or changed, and how many are gone."""

    files: int
    changed: int
    gone: int


def refuse_folder(folder: Path) -> None:
    """Raise AiwatchError, with the cure, if a site is not to be written to `folder`: it is a link,
    a file, the working folder or above it, has other things in it, or nothing to be in."""
    if folder.is_symlink():
        raise AiwatchError(f"{folder} is a link; give the folder itself.")
    if folder.exists() and not folder.is_dir():
        raise AiwatchError(f"{folder} is a file; give a folder, which is made if it is missing.")
    whole = folder.resolve()
    if Path.cwd().is_relative_to(whole):
        raise AiwatchError(
            f"{folder} is where you are, and would be replaced under your feet; "
            "give a folder in it, or go elsewhere first."
        )
    if not whole.parent.is_dir():
        raise AiwatchError(f"There is no folder {folder.parent}. Make it first.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise AiwatchError(
            f"{folder} has other things in it and was not written by aiwatch page; give an empty "
            "folder, or one that is not there yet, and put yours in it afterwards."
        )


def write_site(folder: Path, files: Iterable[tuple[str, bytes]], *, full: bool = False) -> Written:
    """Put `files`, each a path with `/` and its bytes, in the place of what is in `folder`.

    Those that are there already with the same bytes stay the same files, unless `full`. Raises
    AiwatchError as `refuse_folder`, and if the disk fails; then the old site stands.
    """
    refuse_folder(folder)
    whole = folder.resolve()
    new = whole.with_name(f".{whole.name}.new")
    last = whole.with_name(f".{whole.name}.last")
    try:
        with _alone(whole.parent):
            if last.is_dir() and not whole.exists():
                os.rename(last, whole)  # a run that was killed between two renames
            _sweep(new, last)
            try:
                written = _build(new, whole, files, full=full)
                _swap(new, whole, last)
            finally:
                for folder_of_ours in (new, last):
                    with suppress(OSError):  # what resists is swept by the next run
                        _remove(folder_of_ours)
            return written
    except OSError as error:
        raise AiwatchError(f"Cannot write {folder}: {error.strerror}.") from None


def _not_ours(path: Path, folder: Path) -> str:
    return (
        f"{path} was not written by aiwatch page, which would write in its place; move it out of "
        f"{folder}."
    )


def _ours(folder: Path) -> set[str]:
    """Return the paths that the mark of `folder` lists."""
    try:
        return {MARK, *(folder / MARK).read_text("utf-8").split("\n")[1:]}
    except (OSError, UnicodeDecodeError):
        return {MARK}


@contextmanager
def _alone(parent: Path) -> Iterator[None]:
    """Wait until no other process writes a site in `parent`, where the system can tell."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(parent, os.O_RDONLY)
    try:
        with suppress(OSError):  # a disk without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _sweep(*leftovers: Path) -> None:
    """Remove what a killed run has left; raises AiwatchError for what is not ours."""
    for path in leftovers:
        if not os.path.lexists(path):
            continue
        is_ours = path.is_dir() and not path.is_symlink()
        if not is_ours or (any(path.iterdir()) and not (path / MARK).is_file()):
            raise AiwatchError(f"{path} is in the way; move it elsewhere.")
        _remove(path)


def _remove(folder: Path) -> None:
    """Remove a folder of ours, its mark last: what a killed run leaves of it is known as ours."""
    for path in list(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != MARK:
            path.unlink()
    shutil.rmtree(folder)


def _build(new: Path, old: Path, files: Iterable[tuple[str, bytes]], *, full: bool) -> Written:
    """Write the folder `new`, with what has not changed from `old`."""
    os.mkdir(new)
    _create(f"{new}/{MARK}", _MARK_TEXT.encode())
    if old.is_dir():
        shutil.copymode(old, new)
    before, theirs = _there(old)
    written: dict[str, None] = {}
    folders: set[str] = set()
    changed = 0
    for path, data in files:
        if path in theirs:
            raise AiwatchError(_not_ours(old / path, old))
        parent = path.rpartition("/")[0]
        if parent and parent not in folders:
            os.makedirs(new / parent, exist_ok=True)
            folders.add(parent)
        same = not full and path in before and _has(f"{old}/{path}", data)
        if not same or not _link(f"{old}/{path}", f"{new}/{path}"):
            changed += not same
            _create(f"{new}/{path}", data)
        written[path] = None
    for path, is_folder in theirs.items():
        _take_over(old, new, path, is_folder=is_folder)
    listed = "".join(f"{path}\n" for path in written)
    (new / MARK).write_bytes(f"{_MARK_TEXT}{listed}".encode())
    return Written(len(written), changed, len(before - written.keys()))


def _take_over(old: Path, new: Path, path: str, *, is_folder: bool) -> None:
    """Put what a user has at `path` of the folder `old` into `new`, too."""
    target = new / path
    if os.path.lexists(target):
        if not (is_folder and target.is_dir()):
            raise AiwatchError(_not_ours(old / path, old))
    elif is_folder:
        os.makedirs(target)
        shutil.copymode(old / path, target)
    elif not _link(f"{old}/{path}", f"{target}"):
        raise AiwatchError(f"{old / path} cannot be taken over into the next {old}; move it away.")


def _there(folder: Path) -> tuple[set[str], dict[str, bool]]:
    """Return the paths in `folder`, with `/`, of our files, and of what else is there: each folder,
    before what is in it, and each file or link of a user; True for a folder."""
    ours, found = _ours(folder), set()
    folders_of_ours = {parent.as_posix() for path in ours for parent in Path(path).parents}
    theirs: dict[str, bool] = {}
    for root, folders, names in os.walk(folder):
        within = Path(root).relative_to(folder).as_posix()
        start = "" if within == "." else f"{within}/"
        for path in (f"{start}{name}" for name in folders):
            is_folder = not os.path.islink(folder / path)
            if not (is_folder and path in folders_of_ours):
                theirs[path] = is_folder
        for path in (f"{start}{name}" for name in names):
            if path not in ours:
                theirs[path] = False
            elif path != MARK:
                found.add(path)
    return found, theirs


def _has(path: str, data: bytes) -> bool:
    """Tell whether the regular file `path`, not one behind a link, has these bytes."""
    try:
        status = os.lstat(path)
        if not os.path.isfile(path) or os.path.islink(path) or status.st_size != len(data):
            return False
        with open(path, "rb") as file:
            return file.read() == data
    except OSError:
        return False


def _link(old: str, new: str) -> bool:
    """Put the file `old` at `new`, too, with its time; tell whether that could be done."""
    try:
        os.link(old, new, follow_symlinks=False)
    except (OSError, NotImplementedError):
        try:
            shutil.copy2(old, new, follow_symlinks=False)
        except OSError:
            with suppress(OSError):
                os.unlink(new)
            return False
    return True


def _create(path: str, data: bytes) -> None:
    with open(path, "xb") as file:
        file.write(data)


def _swap(new: Path, whole: Path, last: Path) -> None:
    """Put the folder `new` in the place of `whole`, in one step where the system can."""
    if not whole.exists():
        os.rename(new, whole)
    elif not _exchanged(new, whole):
        os.rename(whole, last)
        os.rename(new, whole)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two names in one step; tell whether the system could."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    if rename(_AT_CWD, os.fsencode(one), _AT_CWD, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number))
