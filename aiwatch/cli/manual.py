"""The man page `aiwatch.1`, made from the help of the commands."""

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import Any

import typer

import aiwatch
from aiwatch.cli.help import ENVIRONMENT, EXIT_CODES, headings, panels, paragraphs

FILES = {
    "aiwatch.toml": "The archive's settings.",
    "overview.md": "Its overview, the backgrounder that brief --overview puts first.",
    "developments/2025-05.json": "The developments of a month, one a line.",
    "briefings/012-2025-05-19.md": "An issue as it was published; beside it its manifest, .json.",
    "history/2025-05.jsonl": "What was changed in a month; log, undo and redo read it.",
}

_ESCAPES = str.maketrans(
    {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}
)


def man_page(program: typer.Typer) -> str:
    """Return the manual of `program`, an app whose commands carry help as this one's do: a page
    in man(7), all ASCII."""
    group: Any = typer.main.get_command(program)
    context = typer.Context(group, info_name=program.info.name, **group.context_settings)
    lines = [*_head(group, context), *_commands(group, context), *_tail()]
    return "".join(f"{line}\n" for line in lines)


def _head(group: Any, context: typer.Context) -> Iterator[str]:
    name, _, what = str(aiwatch.__doc__).rstrip(".").partition(": ")
    yield r".\" Made from the help of the commands by aiwatch/cli/manual.py; not to be edited."
    yield f'.TH {name.upper()} 1 "" "{_escaped(f"{name} {aiwatch.__version__}")}" "User commands"'
    yield from (".nr HY 0", ".ad l")
    yield from (".SH NAME", *_prose(f"{name} - {what}"))
    usage = " ".join([name, *group.collect_usage_pieces(context)])
    yield from (".SH SYNOPSIS", f".B {_escaped(usage)}")
    yield from (".SH DESCRIPTION", *_told(paragraphs(group)))
    yield ".SH OPTIONS"
    for parameters in headings(group, context).values():
        yield from _entries(_of_parameters(parameters, context))


def _commands(group: Any, context: typer.Context) -> Iterator[str]:
    told: dict[tuple[tuple[str, str], ...], str] = {}
    for panel, commands in panels(group).items():
        yield f'.SH "{_escaped(panel.upper())}"'
        for command in commands:
            inner = typer.Context(command, info_name=command.name, parent=context)
            yield f'.SS "{_escaped(" ".join(command.get_usage(inner).split()[1:]))}"'
            yield from _told(paragraphs(command))
            for heading, parameters in headings(command, inner).items():
                entries = tuple(_of_parameters(_own(parameters), inner))
                if entries in told:
                    yield from (".PP", rf"\fI{_escaped(heading)}\fR: as of {told[entries]}.")
                elif entries:
                    if len(entries) > 2:
                        told[entries] = command.name
                    yield from (".PP", f".I {_escaped(heading)}:", *_entries(entries))
            yield from (".PP", "Example:", *_verbatim(command.epilog.split("\n\n")[1:]))


def _tail() -> Iterator[str]:
    codes = {str(code): f"{meaning.capitalize()}." for code, meaning in EXIT_CODES.items()}
    for heading, facts in (("ENVIRONMENT", ENVIRONMENT), ("EXIT STATUS", codes), ("FILES", FILES)):
        yield f'.SH "{heading}"'
        yield from _entries((_bold(term), help) for term, help in facts.items())


def _own(parameters: list[Any]) -> list[Any]:
    """Leave out what every command has."""
    return [parameter for parameter in parameters if parameter.name != "help"]


def _of_parameters(parameters: list[Any], context: typer.Context) -> Iterator[tuple[str, str]]:
    """Return each parameter's names, set in type, and its help."""
    for parameter in parameters:
        _, help = parameter.get_help_record(context)
        if parameter.param_type_name == "argument":
            yield _italic(parameter.metavar), help.removesuffix("[required]")
            continue
        names = ", ".join(_bold(name) for name in sorted(parameter.opts, key=len))
        yield " ".join(filter(None, (names, _italic(parameter.metavar or "")))), help


def _entries(entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    for term, help in entries:
        yield from (".TP", term, *_prose(help))


def _told(paragraphs: list[str]) -> Iterator[str]:
    for number, paragraph in enumerate(paragraphs):
        if number:
            yield ".PP"
        first, *rest = paragraph.split("\n")
        if rest and all(line.startswith("  ") for line in rest):
            yield from (*_prose(first), *_verbatim(line[2:] for line in rest))
        else:
            yield from _prose(paragraph)


def _prose(text: str) -> Iterator[str]:
    """Return running text, each sentence on a line of its own and no line long, as man(7) asks."""
    for sentence in re.split(r"(?<=\w[.?!]) +", " ".join(text.split())):
        for line in wrap(sentence, 72, break_long_words=False, break_on_hyphens=False):
            yield _escaped(line)


def _verbatim(lines: Iterable[str]) -> Iterator[str]:
    yield from (".PP", ".RS 4", ".EX", *map(_escaped, lines), ".EE", ".RE")


def _bold(text: str) -> str:
    return rf"\fB{_escaped(text)}\fR"


def _italic(text: str) -> str:
    return text and rf"\fI{_escaped(text)}\fR"


def _escaped(text: str) -> str:
    """Return `text` as a line of roff that shows it letter by letter."""
    text = text.translate(_ESCAPES)
    text = "".join(sign if sign.isascii() else f"\\[u{ord(sign):04X}]" for sign in text)
    return rf"\&{text}" if text.startswith(".") else text
