"""Archive text for Rich: styled, made visible, and cut into lines by our own rules.

Rich is given `Text` and never markup, so that nothing in an archive is obeyed; each line is
final, so that Rich neither wraps nor crops it.
"""

from collections.abc import Iterable
from itertools import pairwise
from urllib.parse import quote

from rich.style import Style
from rich.text import Text

from aiwatch.domain.addresses import is_live
from aiwatch.domain.script import turns
from aiwatch.domain.text import visible
from aiwatch.writers.wrapping import line_spans

MEASURE = 92
"""The widest a column of text is set; longer lines tire the eye."""

ACCENT = Style(color="cyan")
STRONG = Style(bold=True)
TITLE = Style(color="cyan", bold=True)
QUIET = Style(dim=True)
MARK = Style(color="yellow", bold=True)
"""What a reader must not overlook: that something comes late or was wrong."""

_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"

Part = tuple[str, Style]
"""A piece of text and its style."""


def link_style(url: str, style: Style = QUIET) -> Style:
    """Return `style` as a link to `url` (OSC 8), or alone if that cannot be one or has spaces. What
    is not ASCII in it is percent-encoded, as OSC 8 asks."""
    if not is_live(url) or url.split() != [url]:
        return style
    return style + Style(link=quote(url, safe="!#$%&'()*+,/:;=?@[]~"))


def line(*parts: Part) -> Text:
    """Return `parts` as one line that is not broken; archive text in them must be visible."""
    text = Text(no_wrap=True, overflow="ignore", end="\n")
    for words, style in parts:
        text.append(words, style)
    return text


def styled_lines(paragraph: Iterable[Iterable[Part]], width: int) -> list[Text]:
    """Return the lines of a paragraph in `width` cells.

    It is made of runs (a headline, a text, a note), a space between them; a run has parts. A run
    with letters from right to left is isolated (UAX 9), so that it does not turn its neighbours.
    """
    parts: list[Part] = []
    edges: list[int] = []  # where runs begin and end
    length = 0
    for run in paragraph:
        if parts:
            parts.append((" ", Style()))
            edges += length, length + 1
            length += 1
        for words, style in run:
            shown = visible(words)
            parts.append((shown, style))
            length += len(shown)
    whole = line(*parts)
    plain = whole.plain
    isolated = turns(plain)
    lines = []
    for start, end in line_spans(plain, width):
        if not isolated:
            lines.append(whole[start:end])
            continue
        bounds = sorted({start, end, *(place for place in edges if start < place < end)})
        pieces = [whole[left:right] for left, right in pairwise(bounds)]
        lines.append(line().join(_isolate(piece) for piece in pieces))
    return lines


def hang(lines: Iterable[Text], first: Text, indent: int) -> list[Text]:
    """Return `lines` behind `first`, which takes `indent` cells, and further ones behind spaces."""
    return [
        (first if not index else line((" " * indent, Style()))) + words
        for index, words in enumerate(lines)
    ]


def isolated(words: str) -> str:
    """Return `words`, between isolates (UAX 9) if they have letters from right to left."""
    return f"{_ISOLATE}{words}{_END_ISOLATE}" if turns(words) else words


def _isolate(piece: Text) -> Text:
    if not turns(piece.plain):
        return piece
    return line((_ISOLATE, Style())) + piece + line((_END_ISOLATE, Style()))
