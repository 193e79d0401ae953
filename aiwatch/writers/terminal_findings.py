"""What a check found, for a terminal, drawn by Rich."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, zip_longest

from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from aiwatch.domain.editorial import ERROR, Finding
from aiwatch.writers.cells import display_width, truncate
from aiwatch.writers.styling import (
    ACCENT,
    MEASURE,
    QUIET,
    STRONG,
    hang,
    isolated,
    line,
    styled_lines,
)
from aiwatch.writers.summary import one_line

_PLAIN = Style()
_ERROR = Style(color="red", bold=True)
_WARNING = Style(color="yellow")
_GAP = "  "
_COMMAND = ": aiwatch "


class FindingList:
    """What `console.print` draws `findings` with, by development; `about` says of the id of each
    what happened."""

    def __init__(self, findings: Sequence[Finding], about: Mapping[str, str]) -> None:
        self.findings = findings
        self.about = about

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, MEASURE)
        for index, (id, group) in enumerate(groupby(self.findings, lambda each: each.id)):
            if index:
                yield line()
            head = one_line(self.about.get(id, ""))
            room = width - display_width(id) - len(_GAP)
            yield line((f"{id}{_GAP}" * bool(id), ACCENT), (isolated(truncate(head, room)), STRONG))
            for finding, following in _with_next(list(group)):
                yield from _words(finding, width)
                # What one remedy mends is told in a row, and the remedy once.
                if following is None or following.remedy != finding.remedy:
                    yield from _remedy(finding.remedy, width)


def _with_next(findings: list[Finding]) -> Iterator[tuple[Finding, Finding | None]]:
    yield from zip_longest(findings, findings[1:])


_INDENT = len(_GAP) + len("warning") + len(_GAP)


def _words(finding: Finding, width: int) -> Iterator[Text]:
    mark = _ERROR if finding.severity == ERROR else _WARNING
    first = line((f"{_GAP}{finding.severity:<7}{_GAP}", mark))
    words = [(f"{finding.rule}:", QUIET), (f" {one_line(finding.message)}", _PLAIN)]
    yield from hang(styled_lines([words], max(width - _INDENT, 20)), first, _INDENT)


def _remedy(remedy: str, width: int) -> Iterator[Text]:
    told, sign, command = one_line(remedy).partition(_COMMAND)
    if sign:
        told, command = f"{told}:", f"{_COMMAND[2:]}{command}"
    elif told.startswith("aiwatch "):
        told, command = "", told
    indent = line((" " * _INDENT, _PLAIN))
    if told:
        yield from hang(styled_lines([[(told, QUIET)]], max(width - _INDENT, 20)), indent, _INDENT)
    # A command stays in one piece, on however many lines of the terminal, so that it can be copied.
    if command:
        yield indent + line((command, ACCENT))
