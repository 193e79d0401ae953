"""Issues for a terminal, drawn by Rich: a table of them, and what differs between two."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from aiwatch.domain.dates import show_period
from aiwatch.domain.difference import parts_changed
from aiwatch.domain.issue import Issue
from aiwatch.writers.cells import display_width, truncate
from aiwatch.writers.difference import Item, groups, heading, marked
from aiwatch.writers.styling import (
    ACCENT,
    MEASURE,
    QUIET,
    STRONG,
    TITLE,
    Part,
    hang,
    isolated,
    line,
    styled_lines,
)
from aiwatch.writers.summary import one_line, summary

_PLAIN = Style()
_STYLES = {"=": _PLAIN, "-": Style(color="red", strike=True), "+": Style(color="green", bold=True)}
_GAP = "  "
_DATE = len("2025-05-12")
_NARROWEST = 12
"""The fewest cells for a title; in less it and the period go on lines of their own."""


class IssueTable:
    """What `console.print` draws a list of issues with: number, date, how many developments, the
    period, and the title."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = issues

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _table(self.issues, options.max_width)


class IssueDifference:
    """What `console.print` draws what differs between two issues with; the words that went and came
    are marked as in a pipe, and coloured. Nothing is drawn if nothing differs."""

    def __init__(self, first: Issue, second: Issue) -> None:
        self.first = first
        self.second = second

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _difference(self.first, self.second, min(options.max_width, MEASURE))


def _table(issues: Sequence[Issue], width: int) -> Iterator[Text]:
    periods = [
        show_period(issue.briefing.period) if issue.briefing.period else "" for issue in issues
    ]
    number_width = max(len("Issue"), *(len(str(issue.number)) for issue in issues))
    count_width = max(len("Items"), *(len(str(issue.briefing.count)) for issue in issues))
    period_width = max(len("Period"), *map(len, periods))
    before = number_width + _DATE + count_width + period_width + 4 * len(_GAP)
    stacked = width - before < _NARROWEST
    heads = ["Issue".rjust(number_width), "Date".ljust(_DATE), "Items".rjust(count_width)]
    heads += [] if stacked else ["Period".ljust(period_width), "Title"]
    yield line((_GAP.join(heads), QUIET))
    for issue, period in zip(issues, periods, strict=True):
        title = one_line(issue.briefing.title)
        head: list[Part] = [
            (str(issue.number).rjust(number_width), ACCENT),
            (f"{_GAP}{issue.briefing.day.isoformat()}{_GAP}", _PLAIN),
            (f"{issue.briefing.count}".rjust(count_width), _PLAIN),
        ]
        if stacked:
            yield line(*head)
            indent = " " * (number_width + len(_GAP))
            for words, style in ((period, QUIET), (title, _PLAIN)):
                yield line((indent + isolated(truncate(words, width - len(indent))), style))
        else:
            shown = _GAP + isolated(truncate(title, width - before))
            yield line(*head, (_GAP + period.ljust(period_width), QUIET), (shown, _PLAIN))


def _difference(first: Issue, second: Issue, width: int) -> Iterator[Text]:
    found = groups(first, second)
    if found:
        yield from styled_lines([[(heading(first, second), STRONG)]], width)
    for title, sign, items in found:
        yield line()
        yield line((title, TITLE))
        yield from _items(sign, items, width)


def _items(sign: str, items: Iterable[Item], width: int) -> Iterator[Text]:
    for each, old in items:
        head = f"{sign} {each.id}{_GAP}{each.date.isoformat()}{_GAP}"
        words = truncate(summary(each), max(_NARROWEST, width - display_width(head)))
        yield line((head, ACCENT if old else _STYLES[sign]), (isolated(words), _PLAIN))
        for name, runs in parts_changed(old, each) if old else ():
            parts = [(marked(kind, words), _STYLES[kind]) for kind, words in runs]
            label = f"    {name}: "
            lines = styled_lines([parts], width - len(label))
            yield from hang(lines, line((label, QUIET)), len(label))
