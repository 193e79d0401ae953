"""One development in full for a terminal, drawn by Rich."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from aiwatch.archive.record import to_json
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development, Source, language_label
from aiwatch.domain.text import paragraphs, visible
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

_PLAIN = Style()
_LABEL = 10
"""How many cells the names of the fields take, with the space after them."""


class DevelopmentCard:
    """What `console.print` draws `development` with: all its fields. `sections` gives the title
    of each section by its key, `issues` the numbers of those that told of it, `evidence` where the
    texts of its pages are kept, each with when it was got; instants are shown in local time."""

    def __init__(
        self,
        development: Development,
        sections: Mapping[str, str],
        issues: Sequence[int] = (),
        evidence: Sequence[tuple[str, datetime]] = (),
    ) -> None:
        self.development = development
        self.sections = sections
        self.issues = issues
        self.evidence = evidence

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, MEASURE)
        section = self.sections.get(self.development.section, self.development.section)
        yield from _head(self.development, section, width)
        if options.ascii_only:
            yield line(("-" * width, ACCENT))
        else:
            yield line(("─" * width, ACCENT))
        yield from _words(self.development, width)
        yield line()
        yield from _fields(self.development, self.issues, width)
        label = "Evidence"
        for path, at in self.evidence:
            yield from _field(label, [(path, _PLAIN), (f", {show_instant(at)}", QUIET)], width)
            label = ""


def show_instant(instant: datetime) -> str:
    """Return `instant` in local time: `19 May 2025, 16:12`."""
    local = instant.astimezone()
    return f"{show_day(local.date())}, {local:%H:%M}"


def _head(development: Development, section: str, width: int) -> Iterator[Text]:
    head: list[list[Part]] = [[(development.id, TITLE)]] if development.id else []
    head.append([(f"{show_day(development.date)} · {' '.join(section.split())}", _PLAIN)])
    if head[1:]:
        head[1].insert(0, (" ", _PLAIN))
    yield from styled_lines(head, width)


def _words(development: Development, width: int) -> Iterator[Text]:
    if headline := visible(development.headline).strip():
        yield from styled_lines([[(headline, STRONG)]], width)
    for index, paragraph in enumerate(paragraphs(visible(development.text))):
        if index:
            yield line()
        yield from styled_lines([[(paragraph, _PLAIN)]], width)


def _fields(development: Development, issues: Sequence[int], width: int) -> Iterator[Text]:
    several = len(development.sources) > 1
    for number, source in enumerate(development.sources, 1):
        label = f"Source {number}" if several else "Source"
        for row in _source(source):
            yield from _field(label, row, width)
            label = ""
        yield from _unknown(source.unknown, width)
    if not development.sources:
        yield from _field("Source", [("none", QUIET)], width)
    rank = "" if development.rank is None else str(development.rank)
    for label, value in (
        ("Tags", ", ".join(development.tags)),
        ("Rank", rank),
        ("Comment", development.comment),
    ):
        for part in paragraphs(visible(value)):
            yield from _field(label, [(part, _PLAIN)], width)
            label = ""
    by = f" by {development.by}" if development.by else ""
    if development.logged:
        yield from _field("Logged", [(show_instant(development.logged) + by, QUIET)], width)
    elif by:
        yield from _field("Logged", [(by.strip(), QUIET)], width)
    if development.edited and development.edited != development.logged:
        yield from _field("Edited", [(show_instant(development.edited), QUIET)], width)
    if issues:
        yield from _field("Issues", [(", ".join(map(str, issues)), QUIET)], width)
    yield from _unknown(development.unknown, width)


def _source(source: Source) -> Iterator[list[Part]]:
    """Yield the lines of `source`: who and when, the original title, the addresses."""
    first: list[Part] = []
    if source.language:
        first.append((f"{language_label(source.language)} ", QUIET))
    day = show_day(source.published) if source.published else ""
    who = ", ".join(filter(None, (source.publisher, day)))
    if who:
        first.append((who, _PLAIN))
    if first:
        yield first
    if source.title:
        yield [(source.title, _PLAIN)]
    if source.url:
        yield [(source.url, link_style(source.url, ACCENT))]
    if source.archived:
        yield [("archived ", QUIET), (source.archived, link_style(source.archived, ACCENT))]


def _unknown(fields: Mapping[str, object], width: int) -> Iterator[Text]:
    """Yield the fields of other programs, which are kept as they are."""
    for name, value in fields.items():
        yield from _field("Other", [(f"{name} ", QUIET), (to_json(value), _PLAIN)], width)


def _field(label: str, parts: list[Part], width: int) -> list[Text]:
    lines = styled_lines([parts], width - _LABEL)
    return hang(lines, line((label.ljust(_LABEL), QUIET)), _LABEL)
