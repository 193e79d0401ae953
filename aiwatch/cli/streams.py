"""The streams: answers on stdout, everything else on stderr, a person or a pipe at either end.
Nothing else writes to them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from aiwatch.domain.errors import AiwatchError, InvalidInput

if TYPE_CHECKING:
    from rich.console import Console

_COMMAND = ": aiwatch "
"""What comes before a command that a message tells to copy."""

_told_already = False


def say(sentence: str) -> None:
    """Tell the user something; it never mixes with an answer. A full stderr swallows it: the
    answer matters more."""
    if _told_already:
        return
    flush_answer()
    tell(sentence)


@contextmanager
def once_more() -> Iterator[None]:
    """Do again what was done before, so that what is to be said has been said."""
    global _told_already
    _told_already = True
    try:
        yield
    finally:
        _told_already = False


def tell(sentence: str) -> None:
    """Write `sentence` to stderr, at a terminal in lines that end between words."""
    from aiwatch.domain.text import visible

    with suppress(OSError):
        print(_in_lines(visible(sentence), _stderr_width()), file=sys.stderr)


def _stderr_width() -> int:
    """Return how many columns the terminal has that shows stderr, 0 if none does or tells."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError, AttributeError):
        return 0


def _in_lines(message: str, width: int) -> str:
    """Return `message` broken between words to `width` columns, as it is for 0. A command it ends
    with stays in one piece, so that it can be copied."""
    if not width or 2 * len(message) <= width or (message.isascii() and len(message) <= width):
        return message
    from aiwatch.writers.cells import display_width
    from aiwatch.writers.wrapping import wrap

    if display_width(message) <= width:
        return message
    told, sign, command = message.partition(_COMMAND)
    lines = wrap(f"{told}:" if sign else told, width)
    if sign:
        command = f"{_COMMAND[2:]}{command}"
        if display_width(f"{lines[-1]} {command}") <= width:
            lines[-1] += f" {command}"
        else:
            lines.append(f"  {command}")
    return "\n".join(lines)


def answer(text: str | bytes) -> None:
    """Write `text` to stdout as it is; raises AiwatchError if that is full."""
    with _answering():
        if isinstance(text, str):
            sys.stdout.write(text)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(text)


def answer_json(objects: Iterable[Mapping[str, object]]) -> None:
    """Write `objects` to stdout as a JSON array, one a line."""
    from aiwatch.archive.record import json_array, to_json

    answer(json_array(map(to_json, objects)) + "\n")


def console(width: int | None = None) -> Console:
    """Return what Rich draws on stdout with; it takes nothing for markup."""
    from rich.console import Console

    return Console(highlight=False, emoji=False, markup=False, width=width)


def flush_answer() -> None:
    """Hand on what was answered; raises AiwatchError if stdout is full."""
    with _answering():
        sys.stdout.flush()


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AiwatchError(f"stdout cannot be written to: {error.strerror}.") from error


def on_terminal() -> bool:
    """Tell whether a person reads stdout."""
    return sys.stdout.isatty()


def can_ask() -> bool:
    """Tell whether there is a person to ask."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def read_stdin() -> bytes:
    """Return all of stdin; raises InvalidInput if it is closed."""
    if sys.stdin is None:
        raise InvalidInput("There is nothing to read: stdin is closed.")
    return sys.stdin.buffer.read()


def prepare_streams() -> None:
    """Make every text printable: UTF-8 into pipes and files, escapes on a poorer terminal. What is
    closed swallows what is written to it; else a message would go where answers go."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 - as long as the process
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if not hasattr(stream, "reconfigure"):
            continue
        if stream.isatty():
            stream.reconfigure(errors="backslashreplace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def close_answer() -> None:
    """Let nothing more be written to a stdout that takes nothing, also not at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
