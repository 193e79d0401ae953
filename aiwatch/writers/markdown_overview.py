"""The overview in a briefing of Markdown: its headings below the title and the sections."""

from typing import NamedTuple

from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import visible
from aiwatch.writers.overview_links import without_dangerous_links

_HEADING = pattern(r" {0,3}(#{1,6})(?=[ \t]|$)(.*)")
_UNDERLINE = pattern(r" {0,3}(=+|-+)[ \t]*")
_UNDERLINED = pattern(r" {0,3}(?![-+*>#=`~|]|\d+[.)])\S.*")
_FENCE = pattern(r" {0,3}(`{3,}|~{3,})")


class LoweredOverview(NamedTuple):
    """An overview as it stands in a briefing, and the Markdown of its headings."""

    markdown: str
    headings: tuple[str, ...]


def lowered(overview: str) -> LoweredOverview:
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
    return LoweredOverview(
        "\n".join([*lines, *([fence] if fence else [])]),
        tuple(title.strip().rstrip("#") for _, _, title in headings),
    )
