"""The Tab key: what bash, zsh, fish and PowerShell ask, by `tab_scripts`, and are answered."""

import os
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, suppress
from typing import Any, NamedTuple

from aiwatch.cli.tab_scripts import VARIABLE
from aiwatch.domain.text import visible

PATIENCE = 2.0
"""Seconds after which nothing is offered: a prompt must not hang where an archive is locked."""

HELP_WIDTH = 60


class Offer(NamedTuple):
    """What can stand at the cursor, as the program is to get it, and a help of one line."""

    value: str
    help: str


class Typed(NamedTuple):
    """A command line up to the cursor: the words before the last one, the last as begun; for bash
    how much of that stands before what bash replaces, and the quote that is open."""

    words: list[str]
    begun: str
    head: str = ""
    quote: str = ""


def complete(command: Any) -> int:
    """Print what could stand at the cursor of a `command` line, as the environment tells it, and
    return an exit code. Whatever goes wrong prints nothing, into no prompt."""
    from threading import Thread

    answer: list[str] = []

    def ask() -> None:
        with suppress(Exception):
            typed, show = _asked()
            answer.append("".join(f"{line}\n" for line in show(_offers(command, typed), typed)))

    # In a thread, for main to go on without it; it ends with the process.
    thread = Thread(target=ask, daemon=True)
    with open(os.devnull, "w") as nowhere, redirect_stderr(nowhere), suppress(KeyboardInterrupt):
        thread.start()
        thread.join(PATIENCE)
    if not answer:
        return 1
    with suppress(OSError):
        sys.stdout.write(answer[0])
        sys.stdout.flush()
    return 0


def _asked() -> tuple[Typed, Callable[[list[Offer], Typed], Iterable[str]]]:
    line = os.environ["_TYPER_COMPLETE_ARGS"]
    shell = os.environ[VARIABLE].removeprefix("complete_")
    if shell in ("powershell", "pwsh"):
        return _typed_powershell(line), _for_powershell
    show = {"bash": _for_bash, "zsh": _for_zsh, "fish": _for_fish}[shell]
    return typed_posix(line), show


def _offers(command: Any, typed: Typed) -> list[Offer]:
    from typer._completion_classes import BashComplete

    # Any of Typer's shells will do: they differ in what we do ourselves.
    items = BashComplete(command, {}, "aiwatch", VARIABLE).get_completions(
        [*typed.words], typed.begun
    )
    option, equals, _ = typed.begun.partition("=")
    head = f"{option}=" if equals and option.startswith("-") else ""
    offers = []
    for item in items:
        value = f"{head}{item.value}"
        if visible(value) == value and "\n" not in value:
            offers.append(Offer(value, _one_line(item.help or "")))
    return offers


def _one_line(help: str) -> str:
    from aiwatch.writers.cells import truncate

    return truncate(" ".join(visible(help).split()), HELP_WIDTH)


# POSIX shells

_BREAKS = " \t\n=:;|&<>(@"


def typed_posix(line: str) -> Typed:
    """Return what `line` holds for bash, zsh and fish, whose quoting is the same for this."""
    quote, word, replaced = "", 0, 0
    escaped = False
    for place, letter in enumerate(line):
        if escaped:
            escaped = False
        elif letter == "\\" and quote != "'":
            escaped = True
        elif quote:
            if letter == quote:
                quote = ""
        elif letter in "'\"":
            quote, replaced = letter, place + 1
        elif letter in _BREAKS:
            replaced = place + 1
            if letter.isspace():
                word = place + 1
    words, begun = _split(line[:word]), "".join(_split(line[word:]))
    # What bash replaces begins after the last of its separators, or after the open quote.
    head = "".join(_split(line[word:replaced])) if replaced > word else ""
    return Typed(words[1:], begun, head, quote)


def _split(text: str) -> list[str]:
    from typer._click.shell_completion import split_arg_string

    return split_arg_string(text)


def _for_bash(offers: list[Offer], typed: Typed) -> Iterable[str]:
    """Values as bash puts them into the line; help beside them where they are only listed (Tab
    with several left, not menu-complete, which puts in each in turn)."""
    values = [_quoted(offer.value.removeprefix(typed.head), typed.quote) for offer in offers]
    if len(offers) == 1 or os.environ.get("_AIWATCH_COMPLETE_TYPE") not in ("9", "33", "63", "64"):
        return values
    from aiwatch.writers.cells import display_width, pad

    width = max(map(display_width, values), default=0)
    return [
        f"{pad(value, width)}  ({offer.help})" if offer.help else value
        for value, offer in zip(values, offers, strict=True)
    ]


def _quoted(value: str, quote: str) -> str:
    if quote == "'":
        return value.replace("'", "'\\''")
    if quote:
        return re.sub(r'(["\\$`])', r"\\\1", value)
    return re.sub(r"([^\w%+,./\-\u0080-\U0010ffff])", r"\\\1", value)


def _for_zsh(offers: list[Offer], typed: Typed) -> Iterable[str]:
    """Values and help as `_describe` takes them; zsh does the quoting."""
    for value, help in offers:
        parts = (value.replace("\\", "\\\\").replace(":", "\\:"), help.replace("\\", "\\\\"))
        yield ":".join(filter(None, parts))


def _for_fish(offers: list[Offer], typed: Typed) -> Iterable[str]:
    """Values and help, separated by a tab; fish does the quoting."""
    return [f"{value}\t{help}" if help else value for value, help in offers]


# PowerShell

_WORD = re.compile(r"""(?:'(?:[^']|'')*'?|"(?:[^"`]|`.)*"?|`.|[^\s'"`])+""", re.DOTALL)
_PART = re.compile(r"""'((?:[^']|'')*)'?|"((?:[^"`]|`.)*)"?|`(.)|([^'"`]+)""", re.DOTALL)


def _typed_powershell(line: str) -> Typed:
    words = [_PART.sub(_unquoted, word) for word in _WORD.findall(line)]
    if os.environ.get("_TYPER_COMPLETE_WORD_TO_COMPLETE"):
        return Typed(words[1:-1], words[-1])
    return Typed(words[1:], "")


def _unquoted(part: re.Match[str]) -> str:
    if part[1] is not None:
        return part[1].replace("''", "'")
    if part[2] is not None:
        return re.sub("`(.)", r"\1", part[2])
    return part[3] or part[4]


def _for_powershell(offers: list[Offer], typed: Typed) -> Iterable[str]:
    """Value, quoted where it must be, what is shown, and help, which PowerShell wants."""
    for value, help in offers:
        quoted = value
        if not re.fullmatch(r"[\w./\\:=+\-]+", value):
            # PowerShell takes typographic quotes for quotes.
            quoted = "'" + re.sub(r"(['‘’‚‛])", r"\1\1", value) + "'"
        yield f"{quoted}\t{value}\t{help or value}"
