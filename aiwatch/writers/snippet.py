"""What a search found, in a line with what stands around it."""

from typing import NamedTuple

from aiwatch.domain.match import Match
from aiwatch.writers.cells import display_width, graphemes
from aiwatch.writers.summary import one_line

_LONGEST_WORD = 14
"""A word of up to so many cells is not cut; of a longer one, and of Chinese, a part is shown."""


class Snippet(NamedTuple):
    """A match between what stands before and after it; an ellipsis marks what is left out."""

    before: str
    match: str
    after: str

    def __str__(self) -> str:
        return self.before + self.match + self.after


def snippet(match: Match, width: int) -> Snippet:
    """Return `match` on one line with its surroundings in `width` terminal cells, hidden
    characters made visible. A match wider than that is cut at its end."""
    text = match.text
    first, last = max(0, match.start - 2 * width), min(len(text), match.end + 2 * width)
    found = one_line(text, match.start, match.end)
    room = max(0, width - display_width(found))
    before, after = one_line(text, first, match.start), one_line(text, match.end, last)
    left, right = display_width(before), display_width(after)
    share = max(room - right, min(left, room // 3))
    before = _tail(before, share, cut=first > 0)
    after = _head(after, room - display_width(before), cut=last < len(text))
    return Snippet(before, _head(found, width, cut=False), after)


def _head(text: str, width: int, *, cut: bool) -> str:
    """Return the beginning of `text` in `width` cells; `cut` tells that more follows it."""
    if not cut and display_width(text) <= width:
        return text
    used = end = 0
    for start, stop, cells in graphemes(text):
        if used + cells > width - 1:
            end = start
            break
        used, end = used + cells, stop
    kept = text[:end]
    if text[end : end + 1].strip() and kept.strip():
        word = kept.rsplit(" ", 1)[-1]
        if word.isascii() and len(word) < _LONGEST_WORD and word != kept:
            kept = kept[: -len(word)] if word else kept
    return kept.rstrip() + "…" * (width > 0)


def _tail(text: str, width: int, *, cut: bool) -> str:
    """Return the end of `text` in `width` cells; `cut` tells that something precedes it."""
    if not cut and display_width(text) <= width:
        return text
    places = list(graphemes(text))
    used, begin = 0, len(text)
    for start, _, cells in reversed(places):
        if used + cells > width - 1:
            break
        used, begin = used + cells, start
    kept = text[begin:]
    if text[:begin][-1:].strip() and kept.strip():
        word = kept.split(" ", 1)[0]
        if word.isascii() and len(word) < _LONGEST_WORD and word != kept:
            kept = kept[len(word) :]
    return "…" * (width > 0) + kept.lstrip()
