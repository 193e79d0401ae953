"""The parts of a briefing besides its overview and its sections.

Takeaways, contents and dashboard say again what the sections say, corrections are of earlier
issues: nothing of them becomes a development.
"""

import re
from collections.abc import Iterable, Mapping, Set
from datetime import date

from aiwatch.domain.dates import read_day
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.text import fold
from aiwatch.readers.lines import Line

_PARTS = {
    "takeaways": "takeaways",
    "key takeaways": "takeaways",
    "contents": "contents",
    "table of contents": "contents",
    "dashboard": "dashboard",
    "corrections": "corrections",
}
_SILENCE = re.compile(r"Nothing logged under .+ (?:for \d+ days?|in this period)\.")
_LATE = re.compile(
    r"(?P<asterisk>\*)?(?(asterisk)|\[)Late, (?P<day>\d{1,2} [A-Z][a-z]+ \d{4})"
    r"(?(asterisk):\*|\])[ ]+(?=\S)"
)


def part_of(title: str) -> str:
    """Return the part that `title` is the title of, empty if of none."""
    return _PARTS.get(" ".join(fold(title).rstrip(":：").split()), "")


def part_lines(
    lines: Iterable[Line], parts: Mapping[int, str], others: Set[int], *, markdown: bool
) -> dict[int, int]:
    """Return the lines that belong to a part, by number, each with the number of its title.

    `parts` are the titles' lines, `others` those of further titles, which end a part. Takeaways
    and contents end with their list. In Markdown a dashboard has tables, headings and silences;
    what else stands there is none of it.
    """
    found: dict[int, int] = {}
    title, part, listed, blank = 0, "", False, False
    for line in lines:
        if line.number in parts:
            title, part, listed = line.number, parts[line.number], False
            found[title] = title
        elif line.number in others:
            title = 0
        elif title and line.text:
            if part in ("takeaways", "contents") and not line.rule:
                listed = listed or bool(line.marker)
                if not listed or (blank and not line.marker and not line.indent):
                    title = 0
                    continue
            if part != "dashboard" or not markdown or _is_figure(line):
                found[line.number] = title
        blank = not line.text
    return found


def _is_figure(line: Line) -> bool:
    table = line.text.startswith("|") or line.level
    return bool(table or line.rule or _SILENCE.fullmatch(line.text))


def skipped_remark(line: Line, count: int, *, own: bool) -> str:
    """Return what is told of `count` items under the title of a part on `line`; `own` tells that
    the briefing is of our own."""
    title = line.title or line.text
    are, them = ("item {} is", "it") if count == 1 else ("items {} are", "them")
    told = f"Line {line.number}: {count} {are.format(f'under {title}')} not imported; "
    if own and part_of(title) == "corrections":
        return f"{told}what an issue had wrong is put right with aiwatch edit."
    return f'{told}--section "{title}=KEY" takes {them} into a section.'


def late_mark(raw: str, *, markdown: bool) -> tuple[str, date | None]:
    """Return the words of an item without the mark that it comes late, if it has one, and the day
    in that, which is when it happened."""
    found = _LATE.match(raw)
    if found and bool(found["asterisk"]) == markdown:
        try:
            return raw[found.end() :], read_day(found["day"])
        except InvalidInput:
            pass
    return raw, None
