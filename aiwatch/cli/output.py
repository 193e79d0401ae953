"""Files that are written for the user: whole or not at all, never over another by accident."""

import os
from contextlib import suppress
from pathlib import Path

from aiwatch.archive.commit import ISSUES, JOURNAL, LOCK, MARK
from aiwatch.archive.disk import Disk
from aiwatch.domain.errors import AiwatchError


def write_output(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write the file `path` whole or not at all, never through a link.

    Raises AiwatchError as `refuse_output`, and if `path` cannot be written.
    """
    refuse_output(path, force=force)
    disk = Disk()
    # Not an ending that the archive's next change would sweep away as a leftover of its own.
    new = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        mode = disk.mode(path) if path.exists() else 0o666 & ~_umask()
        disk.create(new, data, mode)
        disk.sync(new)
        if force:
            disk.rename(new, path)
        else:
            _put(disk, new, path)
        disk.sync_folder(path.parent)
    except FileExistsError:
        raise AiwatchError(f"{path} exists already; --force replaces it.") from None
    except OSError as error:
        raise AiwatchError(f"Cannot write {path}: {error.strerror}.") from None
    finally:
        with suppress(OSError):
            disk.remove(new)


def refuse_output(path: Path, *, force: bool) -> None:
    """Raise AiwatchError if `path` is not to be written: it exists and not `force`, is a link, a
    folder, a device, a file of an issue or one that an archive keeps, or its folder is not
    there."""
    if path.is_symlink():
        raise AiwatchError(f"{path} is a link; give the file itself.")
    if path.is_dir():
        raise AiwatchError(f"{path} is a folder; give a file in it.")
    if path.exists() and not path.is_file():
        raise AiwatchError(f"{path} is a device or a pipe, which would be replaced; give a file.")
    if _is_of_an_issue(path):
        raise AiwatchError(
            f"{path} is a file of an issue, which stays as it was published; give another name."
        )
    if _is_kept_by_an_archive(path):
        raise AiwatchError(
            f"{path} is where the archive keeps its own files; give a file outside of it."
        )
    if path.exists() and not force:
        raise AiwatchError(f"{path} exists already; --force replaces it.")
    _refuse_missing_folder(path)


def _is_of_an_issue(path: Path) -> bool:
    """Tell whether `path` is a file of an issue of an archive, or bears the name of one."""
    folder = path.parent.resolve()
    if folder.name != ISSUES or not (folder.parent / MARK).is_file():
        return False
    from aiwatch.archive.issues import named

    return named(path.name) is not None


def _is_kept_by_an_archive(path: Path) -> bool:
    """Tell whether `path` is among the files that an archive reads and writes: the settings that
    are there, the backgrounder, the publishers, the lock and the journal, and all that is in its
    folders."""
    folder = path.parent.resolve()
    if (folder / MARK).is_file():
        from aiwatch.archive.snapshot import OVERVIEW
        from aiwatch.register import OWN

        return path.name in (MARK, OVERVIEW, OWN, LOCK, JOURNAL)
    if not (folder.parent / MARK).is_file():
        return False
    from aiwatch.archive.tiny import FOLDERS

    return folder.name in FOLDERS and folder.name != ISSUES


def _refuse_missing_folder(path: Path) -> None:
    """Raise AiwatchError, telling how to make it, if the folder that `path` is in is not there."""
    folder = path.parent
    if folder.is_dir():
        return
    if folder.exists():
        raise AiwatchError(f"{folder} is a file, no folder that {path.name} could be in.")
    import shlex

    # mkdir of Windows makes what is above, too.
    parents = "-p " * (os.name == "posix" and not folder.parent.is_dir())
    make = f"mkdir {parents}{shlex.quote(str(folder))}"
    raise AiwatchError(f"There is no folder {folder}. Make it first: {make}")


def _put(disk: Disk, new: Path, path: Path) -> None:
    """Put `new` where nothing is yet; raises FileExistsError."""
    try:
        os.link(new, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links, such as most sticks
        disk.create(path, b"")
        disk.rename(new, path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
