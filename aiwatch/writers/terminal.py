"""A briefing for a terminal, drawn by Rich."""

from collections.abc import Iterable, Iterator

from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from aiwatch.domain.briefing import Briefing, BriefingSection, extent
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development, Source
from aiwatch.domain.source_note import source_parts
from aiwatch.domain.text import paragraphs, visible
from aiwatch.writers.overview import overview_blocks
from aiwatch.writers.styling import (
    ACCENT,
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
from aiwatch.writers.wrapping import display_width

_PLAIN = Style()


class TerminalBriefing:
    """What `console.print` draws `briefing` with, in the console's width up to `measure`."""

    def __init__(self, briefing: Briefing, measure: int = MEASURE) -> None:
        self.briefing = briefing
        self.measure = measure

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, self.measure)
        signs = ("-", "*") if options.ascii_only else ("─", "•")
        yield from _briefing(self.briefing, width, *signs)


def note_parts(sources: Iterable[Source]) -> list[Part]:
    """Return the source note to show, its publishers linked; "" for no sources is no parts."""
    parts: list[Part] = []
    for source in sources:
        label, name, day = source_parts(source)
        parts.append((f"{'; ' if parts else '('}{label}: ", QUIET))
        if name:
            parts.append((name, link_style(source.url)))
        if day:
            parts.append((f"{', ' if name else ''}{day}", QUIET))
    if parts:
        parts.append((")", QUIET))
    return parts


def _briefing(briefing: Briefing, width: int, rule: str, bullet: str) -> Iterator[Text]:
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
    for section in briefing.sections:
        yield line()
        yield from _section(section, width, bullet)


def _title(words: str, width: int, rule: str) -> Iterator[Text]:
    *lines, last = styled_lines([[(" ".join(words.split()), STRONG)]], width)
    yield from lines
    rest = width - display_width(last.plain) - 1
    yield last + line((f" {rule * rest}", ACCENT)) if rest > 0 else last


def _section(section: BriefingSection, width: int, bullet: str) -> Iterator[Text]:
    title = (" ".join(section.title.split()), TITLE)
    yield from styled_lines([[title], [(str(len(section.developments)), QUIET)]], width)
    for development in section.developments:
        yield line()
        yield from _development(development, width, bullet)


def _development(development: Development, width: int, bullet: str) -> Iterator[Text]:
    runs: list[list[list[Part]]] = [
        [[(paragraph, _PLAIN)]] for paragraph in paragraphs(visible(development.text))
    ]
    if note := note_parts(development.sources):
        runs[-1].append(note)
    if headline := visible(development.headline).strip():
        yield from _bullet([[(headline, STRONG)]], width, bullet)
        bullet = " "
    for index, paragraph in enumerate(runs):
        if index:
            yield line()
        yield from _bullet(paragraph, width, " " if index else bullet)


def _bullet(paragraph: Iterable[Iterable[Part]], width: int, marker: str) -> list[Text]:
    indent = display_width(marker) + 1
    lines = styled_lines(paragraph, width - indent)
    return hang(lines, line((f"{marker} ", ACCENT if marker.strip() else _PLAIN)), indent)
