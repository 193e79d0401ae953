"""Words in a drawing: how wide they are likely to be, cut to a room, marked as Chinese.

A drawing names no font of its own, so widths are estimates in ems, on the wide side: as wide as
DejaVu Sans and Verdana, which few readers' fonts exceed.
"""

from typing import NamedTuple

from markupsafe import Markup

from aiwatch.domain.text import visible
from aiwatch.writers.hypertext import words
from aiwatch.writers.wrapping import graphemes

_LONGEST = 100
"""How many characters of a name are told where it is told whole: a drawing stays small."""

_NARROW = frozenset("iljI.,:;'|!()[] ·’‘")
_SLIM = frozenset("frt")
_BROAD = frozenset("mwMW@%—…")


class Label(NamedTuple):
    """A name as it is drawn, and, if that is not all of it, the whole name."""

    shown: Markup
    whole: str
    ems: float


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
    whole = "" if shown == text else text
    return Label(marked(shown), _told(whole), ems(shown))


def shorten(text: str, room: float) -> str:
    """Return `text`, or as much of it as stands with an ellipsis in a room of so many ems."""
    room += 0.01  # as wide as itself is no narrower for the way its width was added up
    if len(text) * 1.1 <= room or (len(text) <= 5 * room and ems(text) <= room):
        return text
    used = _ems("…", 1)
    for start, end, cells in graphemes(text):
        used += _ems(text[start:end], cells)
        if used > room:
            return f"{text[:start].rstrip()}…"
    return text


def marked(text: str) -> Markup:
    """Return `text` for a drawing: escaped, each run of Chinese, Japanese or Korean marked."""
    # The only tags in it are those of `words`: what the text itself has is escaped.
    spans = str(words(text)).replace("<span lang=", "<tspan xml:lang=")
    return Markup(spans.replace("</span>", "</tspan>"))


def _told(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


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
