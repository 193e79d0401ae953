"""What `--help` shows, made from the commands themselves: on a terminal panels, off it plain text
that `less`, `grep` and a mail take as it is."""

import os
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from aiwatch.cli.streams import answer, on_terminal

GENERAL = "General options"
"""The heading of options that name none."""

MEASURE = 100
"""The widest line of help, in columns, on however wide a terminal."""

ENVIRONMENT = {
    "AIWATCH_ARCHIVE": "The archive's folder, where --archive does not say it.",
    "AIWATCH_TODAY": "The day to take as today, such as 2025-05-19.",
    "VISUAL, EDITOR": "The editor that edit and add -e open.",
    "PAGER": "What shows a long briefing by the page; less if not set.",
    "NO_COLOR": "If set, no colours on the terminal.",
}

_MORE = """\
More:
  aiwatch add --help             all of a command, and so of each other one
  aiwatch --help                 the options, the environment, the exit codes"""

EXIT_CODES = {
    0: "done",
    1: "failure",
    2: "usage or bad input",
    3: "no such id, issue or archive",
    4: "refused by the check or as a duplicate",
    5: "archive damaged",
    6: "archive busy",
    130: "interrupted",
}


def paragraphs(command: Any) -> list[str]:
    """Return what is told of `command`: a sentence, then what a user must know, without the
    example. A line that begins with spaces stands for itself; other lines run on."""
    return str(command.help or "").strip().split("\n\n")


def headings(command: Any, context: Any) -> dict[str, list[Any]]:
    """Return the arguments and options of `command` by the heading they stand under, in order."""
    found: dict[str, list[Any]] = {}
    for parameter in command.get_params(context):
        if parameter.param_type_name == "argument":
            heading = "Arguments"
        else:
            heading = parameter.rich_help_panel or GENERAL
        if not parameter.hidden:
            found.setdefault(heading, []).append(parameter)
    return found


def panels(group: Any) -> dict[str, list[Any]]:
    """Return the commands of `group` by the panel they stand in, in order."""
    found: dict[str, list[Any]] = {}
    for command in group.commands.values():
        if not command.hidden:
            found.setdefault(command.rich_help_panel, []).append(command)
    return found


def epilogue() -> str:
    """Return what stands at the end of the help of aiwatch itself: a heading or a line each
    paragraph."""
    width = max(map(len, ENVIRONMENT))
    names = [f"{name:<{width}}  {use}" for name, use in ENVIRONMENT.items()]
    codes = ", ".join(f"{code} {meaning}" for code, meaning in EXIT_CODES.items())
    return "\n\n".join(("Environment:", *names, "", "Exit codes:", *wrap(f"{codes}.", 76)))


def shorten(group: Any) -> None:
    """Leave of the help of aiwatch itself what fits on a screen: what it is for, how to begin, and
    the commands."""
    what, _, begin = paragraphs(group)
    group.help = f"{what}\n\n{begin}\n{_MORE}"
    group.params, group.add_help_option, group.epilog = [], False, ""


def write_help(command: Any, context: Any, formatter: Any) -> None:
    """Print the help of `command` in panels for a person at a terminal, else write it to
    `formatter` as plain text."""
    if on_terminal() and os.environ.get("TERM") != "dumb":
        _print_panels(command, context)
    else:
        _write_plain(command, context, formatter)


def _print_panels(command: Any, context: Any) -> None:
    from shutil import get_terminal_size

    from typer import rich_utils

    for heading, parameters in headings(command, context).items():
        for parameter in parameters:
            if heading == "Arguments":
                # Else Typer shows <str> after the name of every argument.
                parameter.type.get_metavar = lambda **_: ""
            else:
                parameter.rich_help_panel = heading
    rich_utils.MAX_WIDTH = min(get_terminal_size().columns, MEASURE)
    rich_utils.STYLE_HELPTEXT = ""
    # Rich would take the lines of the ending apart, and an example is to be copied as it stands.
    ending, command.epilog = command.epilog, None
    rich_utils.rich_format_help(obj=command, ctx=context, markup_mode="rich")
    answer("".join(f" {line}\n" for line in _indented(ending)))


def _write_plain(command: Any, context: Any, formatter: Any) -> None:
    command.format_usage(context, formatter)
    for paragraph in paragraphs(command):
        formatter.write_paragraph()
        if "\n  " in paragraph:
            formatter.write(f"{paragraph}\n")
        else:
            formatter.write_text(paragraph)
    for heading, parameters in headings(command, context).items():
        with formatter.section(heading):
            formatter.write_dl([parameter.get_help_record(context) for parameter in parameters])
    for panel, commands in panels(command).items() if hasattr(command, "commands") else ():
        with formatter.section(panel):
            formatter.write_dl([(each.name, paragraphs(each)[0]) for each in commands])
    formatter.write("".join(f"{line}\n" for line in _indented(command.epilog)))


def _indented(ending: str) -> Iterator[str]:
    """Yield a blank line and the lines of the `ending` of a help, nothing for an empty one."""
    yield from [""] * bool(ending)
    for line in ending.split("\n\n") if ending else ():
        yield line if line.endswith(":") or not line else f"  {line}"
