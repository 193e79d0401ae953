"""A briefing for a terminal, drawn by Rich."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from aiwatch.domain.briefing import Briefing, extent, late_told
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development, Source
from aiwatch.domain.source_note import source_parts, told_sources
from aiwatch.domain.text import paragraphs, visible
from aiwatch.writers.cells import display_width
from aiwatch.writers.overview import overview_blocks
from aiwatch.writers.styling import (
    ACCENT,
    MARK,
    MEASURE,
    QUIET,
    STRONG,
    TITLE,
    Part,
    hang,
    line,
    link_style,
    styled_lines,
)

if TYPE_CHECKING:
    from aiwatch.domain.corrections import Correction

_PLAIN = Style()


class TerminalBriefing:
    """What `console.print` draws `briefing` with, in the console's width up to `measure`."""

    def __init__(self, briefing: Briefing, measure: int = MEASURE) -> None:
        self.briefing = briefing
        self.measure = measure

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, self.measure)
        signs = ("-", "*") if options.ascii_only else ("─", "•")
        yield from _briefing(self.briefing, width, *signs, ascii_only=options.ascii_only)


def note_parts(sources: Iterable[Source]) -> list[Part]:
    """Return the source note to show, its publishers linked; none if there is nothing to tell."""
    parts: list[Part] = []
    for source in told_sources(sources):
        label, name, day = source_parts(source)
        parts.append((f"{'; ' if parts else '('}{label}: ", QUIET))
        if name:
            parts.append((name, link_style(source.url)))
        if day:
            parts.append((f"{', ' if name else ''}{day}", QUIET))
    if parts:
        parts.append((")", QUIET))
    return parts


def _briefing(
    briefing: Briefing, width: int, rule: str, bullet: str, *, ascii_only: bool
) -> Iterator[Text]:
    yield from _title(f"{briefing.title}, {show_day(briefing.day)}", width, rule)
    yield from styled_lines([[(extent(briefing), QUIET)]], width)
    above = ""
    for block in overview_blocks(briefing.overview):
        if not above == block.kind == "item":
            yield line()
        above = block.kind
        style = STRONG if block.kind == "heading" else _PLAIN
        if block.kind == "item":
            marker = bullet if block.marker == "-" else block.marker
            yield from _bullet([[(block.words, style)]], width, marker)
        else:
            yield from styled_lines([[(block.words, style)]], width)
    yield from _parts(briefing, width, bullet, ascii_only=ascii_only)
    for section in briefing.sections:
        yield from _heading(section.title, len(section.developments), width)
        for item in section.developments:
            yield line()
            late = f"{late_told(item)}:" if item.id in briefing.late else ""
            yield from _development(item, width, bullet, late)


def _parts(briefing: Briefing, width: int, bullet: str, *, ascii_only: bool) -> Iterator[Text]:
    """Yield the lines between the overview and the sections."""
    if briefing.takeaways and briefing.sections:
        from aiwatch.writers.summary import takeaways

        yield from _heading("Takeaways", None, width)
        yield from _list(takeaways(briefing), width, bullet)
    if briefing.contents:
        from aiwatch.writers.contents import contents

        if entries := contents(briefing):
            yield from _heading("Contents", None, width)
            yield from _list(map(str, entries), width, bullet)
    if briefing.dashboard:
        from aiwatch.writers.terminal_dashboard import dashboard_lines

        yield from _heading("Dashboard", None, width)
        yield from dashboard_lines(briefing.dashboard, width, ascii_only=ascii_only)
    if briefing.corrections:
        yield from _heading("Corrections", len(briefing.corrections), width)
        for correction in briefing.corrections:
            yield line()
            yield from _correction(correction, width, bullet)


def _list(words: Iterable[str], width: int, bullet: str) -> Iterator[Text]:
    yield line()
    for one in words:
        yield from _bullet([[(one, _PLAIN)]], width, bullet)


def _correction(correction: Correction, width: int, bullet: str) -> Iterator[Text]:
    """Yield what became of it, then the development as it is now, or the line that is withdrawn."""
    from aiwatch.domain.corrections import correction_told
    from aiwatch.writers.summary import summary

    yield from _bullet([[(f"{correction_told(correction)}.", MARK)]], width, bullet)
    if correction.now is None:
        yield from _bullet([[(summary(correction.carried), _PLAIN)]], width, " ")
    else:
        yield from _development(correction.now, width, " ")


def _title(words: str, width: int, rule: str) -> Iterator[Text]:
    *lines, last = styled_lines([[(" ".join(words.split()), STRONG)]], width)
    yield from lines
    rest = width - display_width(last.plain) - 1
    yield last + line((f" {rule * rest}", ACCENT)) if rest > 0 else last


def _heading(title: str, count: int | None, width: int) -> Iterator[Text]:
    """Yield a blank line and the title of a section or a part, with how many items it has."""
    yield line()
    runs: list[list[Part]] = [[(" ".join(title.split()), TITLE)]]
    if count is not None:
        runs.append([(str(count), QUIET)])
    yield from styled_lines(runs, width)


def _development(
    development: Development, width: int, bullet: str, mark: str = ""
) -> Iterator[Text]:
    """Yield the lines of `development` behind `bullet`, `mark` before its words."""
    runs: list[list[list[Part]]] = [
        [[(paragraph, _PLAIN)]] for paragraph in paragraphs(visible(development.text))
    ]
    if note := note_parts(development.sources):
        runs[-1].append(note)
    marked: list[list[Part]] = [[(mark, MARK)]] if mark else []
    if headline := visible(development.headline).strip():
        yield from _bullet([*marked, [(headline, STRONG)]], width, bullet)
        bullet, marked = " ", []
    runs[0] = marked + runs[0]
    for index, paragraph in enumerate(runs):
        if index:
            yield line()
        yield from _bullet(paragraph, width, " " if index else bullet)


def _bullet(paragraph: Iterable[Iterable[Part]], width: int, marker: str) -> list[Text]:
    indent = display_width(marker) + 1
    lines = styled_lines(paragraph, width - indent)
    return hang(lines, line((f"{marker} ", ACCENT if marker.strip() else _PLAIN)), indent)
