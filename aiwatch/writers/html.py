"""A briefing as one HTML document, for mail programs and browsers.

Mail programs drop much: style sheets, scripts, pictures, drawings. So the look is in inline styles,
few and short, the rest inherits; a style sheet adds only dark mode, narrow screens and paper; and
the bars of the dashboard are table cells. The template is `templates/html/briefing.html`.
"""

from collections.abc import Iterator
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aiwatch.domain.briefing import Briefing, extent, late_told
from aiwatch.domain.corrections import Correction, correction_told
from aiwatch.domain.dashboard import Figure, silence_told
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.script import turns
from aiwatch.domain.text import paragraphs, visible
from aiwatch.writers.html_note import NotedSource, isolated, note
from aiwatch.writers.hypertext import words
from aiwatch.writers.noted_sources import noted_sources
from aiwatch.writers.summary import heading, summary, takeaways

GMAIL_SHOWS = 102_400
"""How many bytes of a mail's HTML Gmail shows; the rest is behind a link."""

_PREVIEW = 160
"""How many characters an inbox shows of a mail, beside its subject."""

_COLOURS = 6
"""How many series of a figure have a look of their own in the template."""


def write(briefing: Briefing) -> str:
    """Return `briefing` as an HTML document, ending in a line break."""
    environment = Environment(
        loader=PackageLoader("aiwatch", "templates/html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("briefing.html").render(_filled(briefing)) + "\n"


def shown_by_gmail(html: str) -> int | None:
    """Return how many developments stand before the place where Gmail would clip `html`, which
    `write` has written; None if it is short enough to be shown whole."""
    data = html.encode()
    if len(data) <= GMAIL_SHOWS:
        return None
    return max(0, data[:GMAIL_SHOWS].count(b'<li id="') - 1)


class _Item(NamedTuple):
    """A development as the template unpacks it."""

    anchor: str
    late: str
    headline: Markup
    paragraphs: list[Markup]
    direction: bool
    note: list[NotedSource]


class _Section(NamedTuple):
    """A section as the template unpacks it."""

    anchor: str
    title: Markup
    items: list[_Item]


def _filled(briefing: Briefing) -> dict[str, object]:
    """Return what the template is filled with."""
    sections = list(_sections(briefing))
    lines = takeaways(briefing)
    anchors = (item.anchor for section in sections for item in section.items)
    linked = zip(anchors, map(words, lines), strict=True)
    dashboard = briefing.dashboard
    return {
        "subject": f"{heading(briefing.title)}, {show_day(briefing.day)}",
        "title": words(heading(briefing.title)),
        "day": show_day(briefing.day),
        "extent": extent(briefing),
        "preview": _preview(lines),
        "overview": _overview(briefing.overview),
        "takeaways": list(linked) if briefing.takeaways else [],
        "contents": briefing.contents,
        "dashboard": dashboard is not None,
        "figures": [_figure(figure) for figure in dashboard.figures] if dashboard else [],
        "silences": [words(visible(silence_told(s))) for s in dashboard.silences]
        if dashboard
        else [],
        "corrections": [_correction(correction) for correction in briefing.corrections],
        "sections": sections,
    }


def _preview(takeaways: list[str]) -> str:
    """Return the line that an inbox shows below the subject: the first of `takeaways`."""
    line = ""
    for told in takeaways:
        line = f"{line} · {told}" if line else told
        if len(line) >= _PREVIEW:
            return f"{line[: _PREVIEW - 1].rstrip()}…"
    return line


def _overview(markdown: str) -> Markup:
    if not markdown.strip():
        return Markup()
    from aiwatch.writers.html_overview import overview_html

    return overview_html(markdown)


def _sections(briefing: Briefing) -> Iterator[_Section]:
    taken: set[str] = set()
    for number, section in enumerate(briefing.sections, 1):
        items = []
        for place, development in enumerate(section.developments, 1):
            anchor = development.id
            if not anchor or anchor in taken:
                anchor = f"item-{number}-{place}"
            taken.add(anchor)
            items.append(_item(development, anchor, late=development.id in briefing.late))
        yield _Section(f"section-{number}", words(heading(section.title)), items)


def _item(development: Development, anchor: str = "", *, late: bool = False) -> _Item:
    text = visible(development.text)
    headline = visible(development.headline).strip()
    return _Item(
        anchor,
        late_told(development) if late else "",
        words(headline),
        [words(paragraph) for paragraph in paragraphs(text)],
        turns(text) or turns(headline),
        list(note(noted_sources(development))),
    )


def _correction(correction: Correction) -> tuple[str, _Item | None, Markup]:
    """Return what is told of it, the development as it is now, and, if there is none any more,
    what it came to."""
    told = correction_told(correction)
    if correction.now is None:
        return told, None, words(summary(correction.carried))
    return told, _item(correction.now), Markup()


class _Bar(NamedTuple):
    """A bar as the template unpacks it: its label; its length in percent of the longest; its
    segments: the number and name of the series, the count, the width in percent of the bar; its
    total."""

    label: Markup
    length: int
    segments: list[tuple[int, str, int, int]]
    total: int


class _Figure(NamedTuple):
    """A figure as the template unpacks it."""

    title: str
    legend: list[tuple[int, Markup]]
    bars: list[_Bar]


def _figure(figure: Figure) -> _Figure:
    names = list(map(heading, figure.series))
    return _Figure(
        figure.title,
        [(number % _COLOURS, words(name)) for number, name in enumerate(names) if name],
        [
            _Bar(
                isolated(visible(bar.label)),
                max(1, round(100 * bar.total / figure.most)) if bar.total else 0,
                [
                    (number % _COLOURS, name, count, max(1, round(100 * count / bar.total)))
                    for number, (name, count) in enumerate(zip(names, bar.counts, strict=True))
                    if count
                ],
                bar.total,
            )
            for bar in figure.bars
        ],
    )
