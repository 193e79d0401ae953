"""A briefing as plain text for a mail: wrapped by display width, and read back by the importer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from aiwatch.domain.briefing import Briefing, extent, late_told
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.source_note import visible_note
from aiwatch.domain.text import paragraphs, visible
from aiwatch.writers.cells import display_width
from aiwatch.writers.noted_sources import noted_sources
from aiwatch.writers.overview import overview_blocks
from aiwatch.writers.summary import heading, summary, takeaways
from aiwatch.writers.wrapping import wrap

if TYPE_CHECKING:
    from aiwatch.domain.corrections import Correction
    from aiwatch.domain.dashboard import Dashboard

_NARROWEST = 20


def write(briefing: Briefing, width: int = 72) -> str:
    """Return `briefing` as plain text in lines of `width` terminal cells, ending in a line break.

    A line is wider only if a web address is: mail programs know an address by its being whole.
    """
    width = max(width, _NARROWEST)
    blocks = [_underlined(f"{briefing.title}, {show_day(briefing.day)}", "=", width)]
    blocks.append("\n".join(_lines(extent(briefing), width)))
    blocks += _overview(briefing.overview, width)
    blocks += _parts(briefing, width)
    for section in briefing.sections:
        blocks.append(_underlined(section.title, "-", width))
        for development in section.developments:
            late = development.id in briefing.late
            blocks.append(_item(development, width, f"[{late_told(development)}] " * late))
    return "\n\n".join(blocks) + "\n"


def _parts(briefing: Briefing, width: int) -> Iterator[str]:
    """Yield the blocks between the overview and the sections."""
    if briefing.takeaways and briefing.sections:
        yield _underlined("Takeaways", "-", width)
        yield _list(takeaways(briefing), width)
    if briefing.contents:
        from aiwatch.writers.contents import contents

        if entries := contents(briefing):
            yield _underlined("Contents", "-", width)
            yield _list([visible(str(entry)) for entry in entries], width)
    if briefing.dashboard:
        yield _underlined("Dashboard", "-", width)
        yield from _dashboard(briefing.dashboard, width)
    if briefing.corrections:
        yield _underlined("Corrections", "-", width)
        yield from (_correction(correction, width) for correction in briefing.corrections)


def _list(lines: list[str], width: int) -> str:
    return "\n".join("\n".join(_lines(line, width, "- ")) for line in lines)


def _dashboard(dashboard: Dashboard, width: int) -> Iterator[str]:
    from aiwatch.domain.dashboard import silence_told
    from aiwatch.writers.bars import figure_lines

    for figure in dashboard.figures:
        lines = figure_lines(figure, width)
        yield "\n".join("".join(piece.text for piece in line).rstrip() for line in lines)
    if dashboard.silences:
        told = " ".join(map(silence_told, dashboard.silences))
        yield "\n".join(_lines(heading(told), width))


def _correction(correction: Correction, width: int) -> str:
    """Return the bullet of `correction`: what became of it, then the development as it is now, or
    the line that is withdrawn."""
    from aiwatch.domain.corrections import correction_told

    told = f"{correction_told(correction)}."
    if correction.now is None:
        return _bullet([told, summary(correction.carried)], width)
    return _bullet([told, *_paragraphs(correction.now)], width)


def _underlined(words: str, sign: str, width: int) -> str:
    lines = _lines(heading(words), width)
    return "\n".join([*lines, sign * max(map(display_width, lines))])


def _overview(overview: str, width: int) -> list[str]:
    """Return the blocks of `overview`, the items of a list together in one."""
    written: list[str] = []
    for kind, blocks in groupby(overview_blocks(overview), key=lambda block: block.kind):
        lines = (
            "\n".join(_lines(block.words, width, f"{block.marker} " if block.marker else ""))
            for block in blocks
        )
        written += ["\n".join(lines)] if kind == "item" else lines
    return written


def _item(development: Development, width: int, mark: str = "") -> str:
    """Return the bullet of `development`, `mark` before its words."""
    first, *others = _paragraphs(development)
    return _bullet([mark + first, *others], width)


def _paragraphs(development: Development) -> list[str]:
    """Return the paragraphs of `development`: its headline as one of its own, so that nobody
    reads it into the text, and the source note at the end of the last one."""
    parts = list(paragraphs(visible(development.text)))
    if note := visible_note(noted_sources(development), links=False):
        parts[-1] += f" {note}"
    if headline := visible(development.headline).strip():
        parts.insert(0, headline)
    return parts


def _bullet(parts: list[str], width: int) -> str:
    lines = "\n\n".join("\n".join(_lines(part, width, "  ")) for part in parts)
    return f"-{lines[1:]}"


def _lines(text: str, width: int, first: str = "") -> list[str]:
    """Return the lines of `text`, the first behind `first`, the others behind as many spaces."""
    lines = wrap(text, width - len(first), whole_addresses=True)
    return [(" " * len(first) if index else first) + line for index, line in enumerate(lines)]
