"""How many cells of a terminal a text takes.

Two for what Unicode's East Asian Width (UAX 11) calls wide or full-width and for emoji, none for
combining marks, one for the rest, ambiguous ones included.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"


@lru_cache(8192)
def character_width(character: str) -> int:
    """Return how many cells `character` takes by itself."""
    if "\u4e00" <= character <= "\u9fff":
        return 2
    category = unicodedata.category(character)
    code = ord(character)
    if category[0] == "M" or category in ("Cc", "Zl", "Zp"):
        return 0
    if category == "Cf":
        # The soft hyphen and the Arabic number signs are drawn, as terminals and Rich have it.
        return int(character == "\xad" or unicodedata.bidirectional(character) in ("AN", "AL"))
    if 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF:
        return 0  # vowels and finals of decomposed Hangul, drawn over the initial
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def graphemes(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and width of each user-perceived character of `text`: a base with its
    marks, an emoji with its modifiers and what it is joined to, a flag (after UAX 29)."""
    if text.isascii():
        for index in range(len(text)):
            yield index, index + 1, int(text[index] >= " " and text[index] != "\x7f")
        return
    start, width, half_flag = 0, 0, False
    for index, character in enumerate(text):
        own = character_width(character)
        code = ord(character)
        flag = 0x1F1E6 <= code <= 0x1F1FF
        if index:
            if own == 0 and character != "\n" and text[index - 1] != "\n":
                if character == _EMOJI_STYLE and width == 1 and not text[start].isalpha():
                    width = 2
                continue
            if half_flag and flag:
                width, half_flag = 2, False
                continue
            if 0x1F3FB <= code <= 0x1F3FF and width == 2:
                continue
            if text[index - 1] == _JOINER and unicodedata.category(character) == "So":
                continue
            yield start, index, width
        start, width, half_flag = index, own, flag
    if text:
        yield start, len(text), width


def display_width(text: str) -> int:
    """Return how many terminal cells `text` takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(width for _, _, width in graphemes(text))


def truncate(text: str, width: int) -> str:
    """Return `text` cut to `width` cells, an ellipsis in place of what is missing."""
    if display_width(text) <= width:
        return text
    used = 0
    for start, _, cells in graphemes(text):
        used += cells
        if used > width - 1:
            return text[:start].rstrip() + "…" * (width > 0)
    return text


def pad(text: str, width: int) -> str:
    """Return `text` followed by as many spaces as it needs to take `width` cells."""
    return text + " " * (width - display_width(text))
