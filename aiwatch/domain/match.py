"""Where a search finds its words, told in places of the original text."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from aiwatch.domain.development import Development
from aiwatch.domain.text import fold


class Match(NamedTuple):
    """A place in a development that a search found: in `field` (`headline`, `text`, `comment`,
    `tag`, `publisher`, `title`, `url`), whose whole text is `text`, from `start` to `end`."""

    field: str
    text: str
    start: int
    end: int


def find_match(development: Development, query: str) -> Match | None:
    """Return the first place in `development` where `query` stands, ignoring case and width, in
    the order of `selection.searchable`; None if it stands nowhere."""
    for field, text in _fields(development):
        if place := find_folded(text, query):
            return Match(field, text, *place)
    return None


def find_folded(text: str, query: str) -> tuple[int, int] | None:
    """Return start and end of the first place in `text` that `query` matches once both are
    folded (`text.fold`), None if there is none or `query` is empty.

    Where a part of a character matches (`f` in `ﬁ`, `s` in `ß`), the whole of it counts.
    """
    wanted, folded = fold(query), fold(text)
    found = folded.find(wanted) if wanted else -1
    if found < 0:
        return None
    if text.isascii():
        return found, found + len(wanted)
    length, start = 0, -1
    pieces = []
    for begin, end in _clusters(text):
        piece = fold(text[begin:end])
        if start < 0 and length + len(piece) > found:
            start = begin
        pieces.append(piece)
        length += len(piece)
        if start >= 0 and length >= found + len(wanted):
            return (start, end) if folded.startswith("".join(pieces)) else _bisect(text, wanted)
    return _bisect(text, wanted)


def _fields(development: Development) -> Iterator[tuple[str, str]]:
    yield "headline", development.headline
    yield "text", development.text
    yield "comment", development.comment
    for tag in development.tags:
        yield "tag", tag
    for name in ("publisher", "title", "url"):
        for source in development.sources:
            yield name, getattr(source, name)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of `text` that fold by themselves: a character and what composes with it."""
    start = 0
    for index in range(1, len(text)):
        if not _composes(text[index]):
            yield start, index
            start = index
    yield start, len(text)


@lru_cache(8192)
def _composes(character: str) -> bool:
    if character.isascii():
        return False
    first = unicodedata.normalize("NFKC", character)[0]
    return (
        unicodedata.combining(first) > 0
        or unicodedata.category(first)[0] == "M"
        or "\u1160" <= first <= "\u11ff"  # vowels and finals of Hangul
    )


def _bisect(text: str, wanted: str) -> tuple[int, int]:
    """Return the place of `wanted` where `text` does not fold piece by piece: the shortest
    beginning that has it, then the shortest end of that."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if wanted in fold(text[:middle]) else (middle + 1, high)
    end, low = high, 0
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wanted in fold(text[middle:end]) else (low, middle - 1)
    return low, end
