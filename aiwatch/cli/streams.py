"""The streams: answers on stdout, everything else on stderr, a person or a pipe at either end.
Nothing else writes to them."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from aiwatch.domain.errors import AiwatchError, InvalidInput


def say(sentence: str) -> None:
    """Tell the user something; it never mixes with an answer. A full stderr swallows it: the
    answer matters more."""
    flush_answer()
    from aiwatch.domain.text import visible

    with suppress(OSError):
        print(visible(sentence), file=sys.stderr)


def answer(text: str) -> None:
    """Write `text` to stdout as it is; raises AiwatchError if that is full."""
    with _answering():
        sys.stdout.write(text)


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
