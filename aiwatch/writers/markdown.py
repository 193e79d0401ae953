"""A briefing as Markdown (CommonMark), which the Markdown reader reads back.

Items stand directly under one another, without blank lines. A further paragraph of an item has a
blank line before it and is indented to the item's text; a list with such an item is a loose list
to CommonMark, so its items are set apart where it is rendered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from aiwatch.domain.briefing import Briefing, extent, late_told
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.patterns import pattern
from aiwatch.domain.source_note import protect, visible_note
from aiwatch.domain.text import paragraphs, visible
from aiwatch.writers.escaping import escape
from aiwatch.writers.summary import heading, summary, takeaways

if TYPE_CHECKING:
    from aiwatch.domain.corrections import Correction

__all__ = ["escape", "write"]

_DEFINITION = pattern(r"^ {0,3}\[.+\]:", re.MULTILINE)


def write(briefing: Briefing) -> str:
    """Return `briefing` as Markdown, ending in a line break."""
    defined = _DEFINITION.search(briefing.overview) is not None
    blocks = [
        f"# {_title(briefing.title)}, {show_day(briefing.day)}",
        f"*{extent(briefing)}*",
    ]
    if briefing.overview.strip():
        from aiwatch.writers.markdown_overview import lowered

        blocks.append(lowered(briefing.overview).markdown)
    blocks += _parts(briefing, links=defined)
    for section in briefing.sections:
        blocks.append(f"## {_title(section.title)}")
        items = section.developments
        marks = [f"*{late_told(item)}:* " if item.id in briefing.late else "" for item in items]
        blocks.append("\n".join(map(partial(_item, links=defined), items, marks)))
    return "\n\n".join(blocks) + "\n"


def _parts(briefing: Briefing, *, links: bool) -> Iterator[str]:
    """Yield the blocks between the overview and the sections."""
    if briefing.takeaways and briefing.sections:
        yield "## Takeaways"
        yield "\n".join(f"- {protect(escape(line, links=links))}" for line in takeaways(briefing))
    if briefing.contents and (entries := _contents(briefing)):
        yield "## Contents"
        yield entries
    if briefing.dashboard:
        from aiwatch.writers.markdown_tables import dashboard_blocks

        yield "## Dashboard"
        yield from dashboard_blocks(briefing.dashboard, links=links)
    if briefing.corrections:
        yield "## Corrections"
        yield "\n".join(_correction(each, links=links) for each in briefing.corrections)


def _contents(briefing: Briefing) -> str:
    """Return the list of what follows it, each linked to its heading."""
    from aiwatch.writers.anchors import anchors
    from aiwatch.writers.contents import contents
    from aiwatch.writers.markdown_overview import lowered
    from aiwatch.writers.overview import plain_words

    titles = [f"{briefing.title}, {show_day(briefing.day)}"]
    titles += map(plain_words, lowered(briefing.overview).headings)
    titles += ["Takeaways"] * (briefing.takeaways and briefing.count > 0) + ["Contents"]
    entries, places = contents(briefing), []
    for entry in entries:
        places.append(len(titles))
        titles.append(entry.title)
        if entry.items is None and briefing.dashboard:
            titles += (figure.title for figure in briefing.dashboard.figures)
    found = anchors(map(heading, titles))
    lines = []
    for entry, place in zip(entries, places, strict=True):
        words = escape(visible(entry.title), start=False, links=True).replace("]", r"\]")
        link = f"[{words}](#{found[place]})" if found[place] else words
        lines.append(f"- {link} ({entry.items})" if entry.items is not None else f"- {link}")
    return "\n".join(lines)


def _correction(correction: Correction, *, links: bool) -> str:
    """Return the bullet of `correction`: what became of it, then the development as it is now, or
    the line that is withdrawn."""
    from aiwatch.domain.corrections import correction_told

    told = f"**{correction_told(correction)}.** "
    if correction.now is not None:
        return _item(correction.now, told, links=links)
    line = escape(summary(correction.carried), start=False, links=links)
    return f"- {told}{protect(line)}"


def _title(title: str) -> str:
    line = escape(heading(title), start=False, links=True)
    return re.sub(r"#+$", lambda hashes: "\\#" * len(hashes.group()), line)


def _item(development: Development, mark: str = "", *, links: bool) -> str:
    """Return the bullet of `development`, `mark` being Markdown that goes before it; `links` asks
    to escape every opening bracket."""
    headline = visible(development.headline).strip()
    first, *others = paragraphs(visible(development.text))
    lines = [escape(first, start=not (headline or mark), links=links)]
    lines += [escape(other, links=links) for other in others]
    if headline:
        lines[0] = f"**{escape(headline, start=False, bold=True)}** {lines[0]}"
    lines = [protect(line) for line in lines]
    if development.sources:
        lines[-1] = f"{lines[-1]} {visible_note(development.sources)}".rstrip()
    return f"- {mark}" + "\n\n  ".join(lines)
