"""A briefing as a Word document (Office Open XML) that an editor can finish."""

from collections.abc import Iterator

from docx.document import Document

from aiwatch.domain.addresses import is_web
from aiwatch.domain.briefing import Briefing, extent, late_told
from aiwatch.domain.corrections import Correction, correction_told
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.source_note import source_parts, told_sources
from aiwatch.domain.text import paragraphs, visible
from aiwatch.writers.contents import contents
from aiwatch.writers.noted_sources import noted_sources
from aiwatch.writers.summary import heading, summary, takeaways
from aiwatch.writers.word_body import LONGEST_TOOLTIP, Body, Run, element, field, live_address
from aiwatch.writers.word_figures import add_figures
from aiwatch.writers.word_overview import add_overview
from aiwatch.writers.word_package import describe, new_document, to_bytes


def write(briefing: Briefing) -> bytes:
    """Return `briefing` as a file of Word, the same bytes for the same briefing."""
    document = new_document()
    body = Body(document.part, document.element.body)
    title = heading(f"{briefing.title}, {show_day(briefing.day)}")
    body.paragraph("Title", [Run(title)])
    body.paragraph("Subtitle", [Run(extent(briefing))])
    add_overview(document, body, briefing.overview)
    if briefing.takeaways and briefing.count:
        body.paragraph("Heading1", [Run("Takeaways")])
        for line in takeaways(briefing):
            body.paragraph("ListBullet", [Run(line)])
    if briefing.contents:
        _add_contents(body, briefing)
    marks = _bookmarks()
    if briefing.dashboard:
        body.heading("Heading1", "Dashboard", next(marks))
        add_figures(body, briefing.dashboard)
    if briefing.corrections:
        body.heading("Heading1", "Corrections", next(marks))
        for correction in briefing.corrections:
            _add_correction(body, correction)
    for section in briefing.sections:
        body.heading("Heading1", heading(section.title), next(marks))
        for item in section.developments:
            late = late_told(item) if item.id in briefing.late else ""
            _add_item(body, item, [Run(late, "LateMark"), Run(" ")] if late else [])
    _add_footer(document, title)
    describe(document, title, extent(briefing), briefing.day)
    return to_bytes(document)


def _bookmarks() -> Iterator[str]:
    """Yield the names of bookmarks, as Word gives them to headings that its contents lead to."""
    return (f"_Toc{number:09}" for number in range(1, 1_000_000_000))


def _add_contents(body: Body, briefing: Briefing) -> None:
    """Add a table of contents: a field, so that an editor can renew it (F9), with its entries."""
    entries = contents(briefing)
    if not entries:
        return
    body.paragraph("TOCHeading", [Run("Contents")])
    pairs = zip(entries, _bookmarks(), strict=False)
    lines = [body.paragraph("TOC1", [Run(str(entry), anchor=mark)]) for entry, mark in pairs]
    *opening, _, ending = field(r'TOC \o "1-1" \h', "")
    for part in opening:
        lines[0].find("{*}hyperlink").addprevious(part)
    lines[-1].append(ending)


def _add_item(body: Body, item: Development, before: list[Run], style: str = "ListBullet") -> None:
    """Add `item`, its first paragraph in `style` behind `before`, its source note at the end of the
    last one."""
    first, *others = [[Run(words)] for words in paragraphs(visible(item.text))]
    headline = visible(item.headline).strip()
    head = [Run(headline, "Strong"), Run(" ")] if headline else []
    lines = [[*before, *head, *first], *others]
    if note := list(_note(item)):
        lines[-1] += [Run(" "), *note]
    for number, line in enumerate(lines):
        body.paragraph("ListContinue" if number else style, line)


def _note(item: Development) -> Iterator[Run]:
    """Yield the source note; a name leads to its address, an address that no link can have is
    shown, and behind the day is a link to the archived copy. A title that repeats the item is the
    tooltip of the name."""
    told = told_sources(item.sources)
    noted = told_sources(noted_sources(item))
    for number, (source, short) in enumerate(zip(told, noted, strict=True)):
        label, name, day = source_parts(source)
        yield Run(f"{'; ' if number else '('}{label}: ", "SourceNote")
        live = live_address(source.url)
        tooltip = source.title if live and not short.title and _is_tooltip(source.title) else ""
        if name:
            yield Run(name, "SourceLink", source.url, tooltip) if live else Run(name, "SourceNote")
        title = f' "{source.title}"' if source.title and source.publisher and not tooltip else ""
        address = f" <{source.url}>" if source.url and not live and name != source.url else ""
        yield Run(f"{title}{address}", "SourceNote")
        if day:
            yield Run(f"{', ' if name else ''}{day}", "SourceNote")
        if is_web(source.archived) and live_address(source.archived):
            yield Run(", ", "SourceNote")
            yield Run("archived", "SourceLink", source.archived)
    if told:
        yield Run(")", "SourceNote")


def _is_tooltip(title: str) -> bool:
    """Tell whether `title` comes back from a tooltip: programs write addresses there as well, and
    LibreOffice loses what is in straight quotes, or behind them."""
    return len(visible(title)) <= LONGEST_TOOLTIP and not is_web(title) and '"' not in title


def _add_correction(body: Body, correction: Correction) -> None:
    told = body.paragraph("ListBullet", [Run(correction_told(correction), "Strong")])
    told.find("{*}pPr").append(element("keepNext"))
    if correction.now is None:
        body.paragraph("ListContinue", [Run(summary(correction.carried))])
    else:
        _add_item(body, correction.now, [], "ListContinue")


def _add_footer(document: Document, title: str) -> None:
    """Add the title on the left, the page and how many there are on the right."""
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    root = footer.part.element
    root[:] = []
    line = Body(footer.part, root).paragraph("Footer", [Run(title)])
    line.append(element("r", element("tab"), element("t", text="Page ")))
    line.extend(field("PAGE", "1"))
    line.append(element("r", element("t", text=" of ")))
    line.extend(field("NUMPAGES", "1"))
