"""A briefing as plain text for a mail: wrapped by display width, and read back by the importer."""

from itertools import groupby

from aiwatch.domain.briefing import Briefing, extent
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.source_note import visible_note
from aiwatch.domain.text import paragraphs, visible
from aiwatch.writers.overview import overview_blocks
from aiwatch.writers.wrapping import display_width, wrap

_NARROWEST = 20


def write(briefing: Briefing, width: int = 72) -> str:
    """Return `briefing` as plain text in lines of `width` terminal cells, ending in a line break.

    A line is wider only if a web address is: mail programs know an address by its being whole.
    """
    width = max(width, _NARROWEST)
    blocks = [_heading(f"{briefing.title}, {show_day(briefing.day)}", "=", width)]
    blocks.append("\n".join(_lines(extent(briefing), width)))
    blocks += _overview(briefing.overview, width)
    for section in briefing.sections:
        blocks.append(_heading(section.title, "-", width))
        blocks += [_item(development, width) for development in section.developments]
    return "\n\n".join(blocks) + "\n"


def _heading(words: str, sign: str, width: int) -> str:
    lines = _lines(visible(" ".join(words.split())), width)
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


def _item(development: Development, width: int) -> str:
    """Return the bullet of `development`: its headline as a paragraph of its own, so that nobody
    reads it into the text, and the source note at the end of the last paragraph."""
    parts = list(paragraphs(visible(development.text)))
    if note := visible_note(development.sources, links=False):
        parts[-1] += f" {note}"
    if headline := visible(development.headline).strip():
        parts.insert(0, headline)
    lines = "\n\n".join("\n".join(_lines(part, width, "  ")) for part in parts)
    return f"-{lines[1:]}"


def _lines(text: str, width: int, first: str = "") -> list[str]:
    """Return the lines of `text`, the first behind `first`, the others behind as many spaces."""
    lines = wrap(text, width - len(first), whole_addresses=True)
    return [(" " * len(first) if index else first) + line for index, line in enumerate(lines)]
