"""Developments as a table for a terminal, and what a search found, drawn by Rich."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from aiwatch.domain.development import Development
from aiwatch.domain.match import find_match
from aiwatch.domain.text import visible
from aiwatch.writers.cells import display_width, pad, truncate
from aiwatch.writers.snippet import snippet
from aiwatch.writers.styling import (
    ACCENT,
    MEASURE,
    QUIET,
    STRONG,
    Part,
    hang,
    isolated,
    line,
    styled_lines,
)
from aiwatch.writers.summary import one_line, summary

_PLAIN = Style()
_FOUND = Style(bold=True, reverse=True)
_GAP = "  "
_ID, _DATE = len("2505-k7fq3m"), len("2025-05-12")
_LONGEST_SECTION = 12
_NARROWEST = 24
"""The fewest cells for what happened; in less the columns go on a line of their own."""

_SNIPPET_LINES = 2
_FIELDS = {"title": "original title", "url": "address"}


class DevelopmentTable:
    """What `console.print` draws a list of developments with: id, date, section, what happened
    and, where there is room, the tags; one line each, a wider one as far as the console goes."""

    def __init__(self, developments: Sequence[Development]) -> None:
        self.developments = developments

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _table(self.developments, options.max_width)


class SearchHits:
    """What `console.print` draws the developments with that a search for `query` found: each with
    the place where it stands, the match set off."""

    def __init__(self, developments: Sequence[Development], query: str) -> None:
        self.developments = developments
        self.query = query

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, MEASURE)
        for index, development in enumerate(self.developments):
            if index:
                yield line()
            yield from _hit(development, self.query, width)


def _table(developments: Sequence[Development], width: int) -> Iterator[Text]:
    sections = [truncate(one_line(item.section), _LONGEST_SECTION) for item in developments]
    section_width = max([len("Section"), *map(display_width, sections)])
    before = _ID + _DATE + section_width + 3 * len(_GAP)
    stacked = width - before < _NARROWEST
    if not stacked:
        heads = (pad("Id", _ID), pad("Date", _DATE), pad("Section", section_width), "Development")
        yield line((_GAP.join(heads), QUIET))
    for development, section in zip(developments, sections, strict=True):
        head = _head(development, section)
        words = summary(development)
        if stacked:
            yield line(*head)
            yield line((f"{_GAP}{isolated(truncate(words, width - len(_GAP)))}", _PLAIN))
            continue
        shown = truncate(words, width - before)
        space = " " * (section_width - display_width(section)) + _GAP
        room = width - before - display_width(shown) - len(_GAP)
        yield line(*head, (space + isolated(shown), _PLAIN), *_tags(development.tags, room))


def _head(development: Development, section: str) -> list[Part]:
    return [
        (pad(development.id, _ID), ACCENT),
        (f"{_GAP}{development.date.isoformat()}{_GAP}", _PLAIN),
        (isolated(section), QUIET),
    ]


def _tags(tags: Iterable[str], room: int) -> list[Part]:
    words = " ".join(f"#{visible(tag)}" for tag in tags)
    return [(_GAP + isolated(words), QUIET)] if words and display_width(words) <= room else []


def _hit(development: Development, query: str, width: int) -> Iterator[Text]:
    yield line(*_head(development, one_line(development.section)))
    match = find_match(development, query)
    indent = len(_GAP)
    room = width - indent
    field = match.field if match else ""
    headline = visible(development.headline).strip()
    if field not in ("headline", "text"):
        yield line((_GAP + isolated(truncate(summary(development), room)), _PLAIN))
    elif headline and field == "text":
        yield line((_GAP + isolated(truncate(headline, room)), STRONG))
    if match is None:
        return
    label: list[Part] = []
    if field not in ("headline", "text"):
        label.append((f"{_FIELDS.get(field, field)}: ", QUIET))
    used = sum(display_width(words) for words, _ in label)
    # A line loses a word at its end, so a little less than the lines could hold.
    found = snippet(match, _SNIPPET_LINES * room - used - room // 6)
    around = STRONG if field == "headline" else _PLAIN
    parts = [*label, (found.before, around), (found.match, _FOUND), (found.after, around)]
    yield from hang(styled_lines([parts], room), line((_GAP, _PLAIN)), indent)
