"""Words in a drawing: how wide they are likely to be, cut to a room, marked as Chinese.

A drawing names no font of its own, so widths are estimates in ems, on the wide side: as wide as
DejaVu Sans and Verdana, which few readers' fonts exceed.
"""

from typing import NamedTuple

from markupsafe import Markup, escape

from aiwatch.domain.text import visible
from aiwatch.writers.cells import graphemes
from aiwatch.writers.hypertext import words

_LONGEST = 200
"""How many bytes a name takes where it is told whole, 66 Chinese characters: a drawing stays
small."""
_RUNS = 3
"""How many runs of Chinese are marked in a label."""

_NARROW = frozenset("iljI.,:;'|!()[] ·’‘")
_SLIM = frozenset("frt")
_BROAD = frozenset("mwMW@%—…")


class Label(NamedTuple):
    """A name as it is drawn, and, if that is not all of it, the whole name."""

    shown: Markup
    whole: Markup


def plain(text: str) -> str:
    """Return archive text on one line, with nothing hidden in it."""
    return " ".join(visible(text).split())


def ems(text: str) -> float:
    """Return how wide `text` is, in the size of its font."""
    return sum(_ems(text[start:end], cells) for start, end, cells in graphemes(text))


def label(text: str, room: float) -> Label:
    """Return archive text for a room of so many ems; an ellipsis is in place of what is cut."""
    text = plain(text)
    shown = shorten(text, room)
    return Label(marked(shown), Markup() if shown == text else whole(text))


def shorten(text: str, room: float) -> str:
    """Return `text`, or as much of it as stands with an ellipsis in a room of so many ems."""
    room += 0.01  # as wide as itself is no narrower for the way its width was added up
    most = int(5 * room)  # marks have no width, but there are not so many of them in a word
    if len(text) * 1.1 <= room or (len(text) <= most and ems(text) <= room):
        return text
    used = _ems("…", 1)
    for start, end, cells in graphemes(text):
        used += _ems(text[start:end], cells)
        if used > room or end > most:
            return f"{text[:start].rstrip()}…"
    return text


def marked(text: str) -> Markup:
    """Return `text` for a drawing: escaped, each run of Chinese, Japanese or Korean marked, as
    far as they are few."""
    # The only tags in it are those of `words`: what the text itself has is escaped.
    spans = str(words(text))
    if spans.count("<span") > _RUNS:
        return escaped(text)
    spans = spans.replace("<span lang=", "<tspan xml:lang=").replace("</span>", "</tspan>")
    return Markup(_with_quotes(spans))


def escaped(text: str) -> Markup:
    """Return `text` for between tags, where quotes stand as they are."""
    return Markup(_with_quotes(str(escape(text))))


def whole(text: str) -> Markup:
    """Return `text`, which a label has only a part of, as it is told whole."""
    size = 0
    for place, letter in enumerate(text):
        size += len(escaped(letter).encode())
        if size > _LONGEST:
            return escaped(f"{text[:place].rstrip()}…")
    return escaped(text)


def _with_quotes(text: str) -> str:
    return text.replace("&#39;", "'").replace("&#34;", '"')


def _ems(grapheme: str, cells: int) -> float:
    if cells != 1:
        return cells / 2 * 1.02
    if grapheme in _NARROW:
        return 0.38
    if grapheme in _SLIM:
        return 0.45
    if grapheme in _BROAD:
        return 1.0
    if grapheme > "\u02ff":
        return 0.9  # Arabic, Indic, Cyrillic, signs: their widths differ much
    return 0.75 if grapheme.isupper() else 0.62
