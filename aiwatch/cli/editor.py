"""The editor: a text opened in it until what is saved can be understood. Nothing typed is lost."""

import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import typer

from aiwatch.cli.shell import ask, decode_text
from aiwatch.cli.streams import can_ask, on_terminal, say
from aiwatch.domain.errors import AiwatchError

Understood = TypeVar("Understood")


def edited(
    text: str,
    name: str,
    understand: Callable[[str], Understood],
    *,
    unsaved: str = "",
) -> tuple[Understood, Path]:
    """Open `text` in $VISUAL or $EDITOR and return what `understand` makes of it as saved, and
    the file, which the caller removes once nothing can go wrong any more.

    What cannot be understood is told, and the file opened again if there is somebody to ask.
    Raises AiwatchError if it ends there, naming the file if an editor ever ran, and with the
    sentence `unsaved`, if there is one, for a file that was left without saving it; typer.Abort,
    from `understand`, for a save that means to stop.
    """
    import tempfile

    told, setting = editor()
    handle, file_name = tempfile.mkstemp(prefix=f"aiwatch-{name}-", suffix=".md")
    path = Path(file_name)
    with open(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    kept = typed = ""
    while True:
        before = _backdated(path)
        try:
            code = _run(told, path)
        except (OSError, ValueError) as error:
            if not kept:
                path.unlink()
            raise AiwatchError(_not_started(told, setting, error) + kept) from None
        kept = f" What was typed is in {path}"
        if code:
            raise AiwatchError(
                f"The editor {told!r} ended with code {code}; nothing was changed.{kept}"
            )
        if unsaved and _state(path) == before:
            if not typed:
                path.unlink(missing_ok=True)
            raise AiwatchError(unsaved + typed)
        typed = kept
        try:
            return understand(decode_text(path.read_bytes(), str(path))), path
        except typer.Abort:
            path.unlink(missing_ok=True)
            raise
        except AiwatchError as error:
            if can_ask():
                say(str(error))
                if ask("Edit again? (yes/no)", "yes").lower() in ("y", "yes"):
                    continue
            raise type(error)(f"{error}{kept}") from None


@contextmanager
def keeping(typed: Path | None) -> Iterator[None]:
    """Run the block that logs what is `typed` in a file, and remove that once it is logged; an
    AiwatchError of the block says where it is. Without a file the block just runs."""
    try:
        yield
    except AiwatchError as error:
        if typed is None:
            raise
        raise type(error)(f"{error} What was typed is in {typed}") from error
    if typed:
        typed.unlink(missing_ok=True)


def _backdated(path: Path) -> tuple[int, bytes]:
    """Return the state of the file once it is an hour old: no file system keeps times so coarsely
    that one that is saved now would look like it."""
    with suppress(OSError):
        hour = 3600 * 10**9
        times = path.stat()
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns - hour))
    return _state(path)


def _state(path: Path) -> tuple[int, bytes]:
    """Return what saving a file changes: when it was, and what is in it."""
    return path.stat().st_mtime_ns, path.read_bytes()


def _run(told: str, path: Path) -> int:
    """Return the exit code of the editor `told`, run on `path`. Raises OSError if it cannot be
    started, ValueError if its quotes are not closed."""
    from subprocess import run

    command = [*shlex.split(told, posix=os.name != "nt"), str(path)]
    return run(command, check=False, stdout=_screen()).returncode


def _screen() -> int | None:
    """Return where an editor writes to: not into the answer, if that goes into a pipe or a file."""
    from subprocess import DEVNULL

    if on_terminal():
        return None
    try:
        os.fstat(2)
    except OSError:
        return DEVNULL
    return 2


def _not_started(told: str, setting: str, error: Exception) -> str:
    why = getattr(error, "strerror", None) or error
    if setting == "default":
        return f"The editor {told!r} cannot be started ({why}); set EDITOR to the one you use."
    return f"The editor {told!r} of ${setting} cannot be started ({why}); mend {setting}."


def editor() -> tuple[str, str]:
    """Return the editor's command and what names it: VISUAL, EDITOR, or `default` for the usual
    one of the system. Raises AiwatchError if there is none."""
    from shutil import which

    for variable in ("VISUAL", "EDITOR"):
        if os.environ.get(variable):
            return os.environ[variable], variable

    usual = ("notepad",) if os.name == "nt" else ("editor", "nano", "vim", "vi")
    found = next((name for name in usual if which(name)), None)
    if found is None:
        raise AiwatchError("No editor was found; set EDITOR to the one you use.")
    return found, "default"
