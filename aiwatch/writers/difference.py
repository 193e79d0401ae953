"""What differs between two issues, as plain lines for pipes and files."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from aiwatch.domain.corrections import Correction
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.difference import difference, parts_changed
from aiwatch.domain.issue import Issue
from aiwatch.domain.text import visible
from aiwatch.writers.summary import summary

Item = tuple[Development, Development | None]

MARKS = {"=": ("", ""), "-": ("[-", "-]"), "+": ("{+", "+}")}
"""What stands around words that are in both, only in the first, only in the second."""


def write(first: Issue, second: Issue) -> str:
    """Return what differs between two issues: a line for each development that only one has, and
    for one that has changed a line for each part, what went in `[-…-]`, what came in `{+…+}`. Empty
    if nothing differs."""
    parts = [
        "".join([f"{title}:\n", *_lines(sign, items)])
        for title, sign, items in groups(first, second)
    ]
    return "\n".join([f"{heading(first, second)}\n", *parts]) if parts else ""


def groups(first: Issue, second: Issue) -> list[tuple[str, str, list[Item]]]:
    """Return what differs in groups, without empty ones: a title, the sign of its lines, and the
    developments, behind each how it was, if it has changed."""
    found = difference(first.briefing, second.briefing)
    kinds: list[tuple[str, str, list[Item]]] = [
        (f"Changed in issue {second.number}", "~", [(new, old) for old, new in found.changed]),
        (f"Withdrawn in issue {second.number}", "-", [(each, None) for each in found.withdrawn]),
        *_corrected(found.corrections, second.number),
        (f"Only in issue {first.number}", "-", [(each, None) for each in found.first_only]),
        (f"Only in issue {second.number}", "+", [(each, None) for each in found.second_only]),
    ]
    return [kind for kind in kinds if kind[2]]


def _corrected(
    corrections: Iterable[Correction], number: int
) -> Iterator[tuple[str, str, list[Item]]]:
    """Yield the groups of what issue `number` tells of issues that are not compared."""
    for issue, some in groupby(corrections, lambda correction: correction.issue):
        told = list(some)
        still = [(each.now, each.carried) for each in told if each.now]
        gone: list[Item] = [(each.carried, None) for each in told if each.now is None]
        yield f"Corrected in issue {number}, of issue {issue}", "~", [*still]
        yield f"Withdrawn in issue {number}, of issue {issue}", "-", gone


def heading(first: Issue, second: Issue) -> str:
    """Return which issues are compared: `Issue 11, 12 May 2025 → issue 12, 19 May 2025`."""
    days = (show_day(issue.briefing.day) for issue in (first, second))
    return f"Issue {first.number}, {next(days)} → issue {second.number}, {next(days)}"


def marked(kind: str, words: str) -> str:
    """Return a run of words between its marks, on one line, hidden characters made visible."""
    before, after = MARKS[kind]
    return f"{before}{visible(words).replace(chr(10), '¶')}{after}"


def _lines(sign: str, items: Iterable[Item]) -> Iterator[str]:
    for each, old in items:
        yield f"{sign} {each.id}  {each.date.isoformat()}  {summary(each)}\n"
        for name, runs in parts_changed(old, each) if old else ():
            yield f"  {name}: {''.join(marked(*run) for run in runs)}\n"
