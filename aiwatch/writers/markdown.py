"""A briefing as Markdown (CommonMark), which the Markdown reader reads back.

Items stand directly under one another, without blank lines. A further paragraph of an item has a
blank line before it and is indented to the item's text; a list with such an item is a loose list
to CommonMark, so its items are set apart where it is rendered.
"""

import re

from aiwatch.domain.briefing import Briefing, extent
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.patterns import pattern
from aiwatch.domain.source_note import protect, visible_note
from aiwatch.domain.text import paragraphs, visible
from aiwatch.writers.escaping import escape
from aiwatch.writers.overview_links import without_dangerous_links

__all__ = ["escape", "write"]

_HEADING = pattern(r" {0,3}(#{1,6})(?=[ \t]|$)(.*)")
_UNDERLINE = pattern(r" {0,3}(=+|-+)[ \t]*")
_UNDERLINED = pattern(r" {0,3}(?![-+*>#=`~|]|\d+[.)])\S.*")
_FENCE = pattern(r" {0,3}(`{3,}|~{3,})")
_DEFINITION = pattern(r"^ {0,3}\[.+\]:", re.MULTILINE)


def write(briefing: Briefing) -> str:
    """Return `briefing` as Markdown, ending in a line break."""
    defined = _DEFINITION.search(briefing.overview) is not None
    blocks = [
        f"# {_title(briefing.title)}, {show_day(briefing.day)}",
        f"*{extent(briefing)}*",
    ]
    if briefing.overview.strip():
        blocks.append(_overview(briefing.overview))
    for section in briefing.sections:
        blocks.append(f"## {_title(section.title)}")
        blocks.append("\n".join(_item(item, links=defined) for item in section.developments))
    return "\n\n".join(blocks) + "\n"


def _title(title: str) -> str:
    line = escape(visible(" ".join(title.split())), start=False, links=True)
    return re.sub(r"#+$", lambda hashes: "\\#" * len(hashes.group()), line)


def _item(development: Development, *, links: bool) -> str:
    """Return the bullet of `development`; `links` asks to escape every opening bracket."""
    headline = visible(development.headline).strip()
    first, *others = paragraphs(visible(development.text))
    lines = [escape(first, start=not headline, links=links)]
    lines += [escape(other, links=links) for other in others]
    if headline:
        lines[0] = f"**{escape(headline, start=False, bold=True)}** {lines[0]}"
    lines = [protect(line) for line in lines]
    if development.sources:
        lines[-1] = f"{lines[-1]} {visible_note(development.sources)}".rstrip()
    return "- " + "\n\n  ".join(lines)


def _overview(overview: str) -> str:
    """Return the Markdown `overview` with its headings below the title and the sections, so that
    a reader takes none of them for a section, and without a code fence left open."""
    lines: list[str] = []
    headings: list[tuple[int, int, str]] = []
    fence = ""
    shown = visible(overview.replace("\r\n", "\n").expandtabs(4))
    for line in without_dangerous_links(shown).strip("\n").split("\n"):
        lines.append(line.rstrip() if line.isspace() else line)
        marker = _FENCE.match(line)
        if fence:
            closed = marker and line.strip() == marker[1] and marker[1].startswith(fence)
            fence = "" if closed else fence
        elif marker:
            fence = marker[1]
        elif found := _HEADING.match(line):
            headings.append((len(lines) - 1, len(found[1]), found[2]))
        elif (
            (found := _UNDERLINE.fullmatch(line))
            and len(lines) > 1
            and _UNDERLINED.fullmatch(lines[-2])
            and (len(lines) == 2 or not lines[-3].strip())
        ):
            lines.pop()
            headings.append(
                (len(lines) - 1, 1 if found[1][0] == "=" else 2, f" {lines[-1].strip()}")
            )
    lower = max(0, 3 - min((level for _, level, _ in headings), default=3))
    for index, level, title in headings:
        lines[index] = "#" * min(level + lower, 6) + title
    return "\n".join([*lines, *([fence] if fence else [])])
