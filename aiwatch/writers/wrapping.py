"""Display width and line breaking, the same for plain text and for the terminal.

Widths are those of a terminal: two cells for what Unicode's East Asian Width (UAX 11) calls wide
or full-width and for emoji, none for combining marks, one for the rest, ambiguous ones included.
Lines break at spaces and between Chinese characters, by the Chinese rules of GB/T 15834 (a
line neither begins with closing punctuation nor ends with an opening one; a dash or an ellipsis
of two characters stays whole), and wherever possible only where `join_lines` puts the same text
together again.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import join_lines

_SPACES = frozenset(" \t\n\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a")
_WIDE_SPACES = frozenset("\u205f\u3000")
_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"

# What does not begin a line: closing punctuation, dashes and ellipses, signs that follow a
# number, the middle dot, and the small and lengthening signs of Japanese.
_CLOSING = frozenset(
    ",.;:!?)]}%/-"
    "”’»›…‥—⸺–·′″°‰℃"
    "，。、；：？！）］｝》〉」』】〕〗〙〛｠％／．～〜・"
    "｡､｣･﹐﹑﹒﹔﹕﹖﹗﹚﹜﹞︶︸︺︼︾﹀﹂﹄"
    "々〻ゝゞヽヾー゛゜ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶｧｨｩｪｫｬｭｮｯｰﾞﾟ"
)
# What does not end one: opening punctuation and the signs that precede a number.
_OPENING = frozenset("([{“‘„‚«‹（［｛《〈「『【〔〖〘〚｟｢﹙﹛﹝︵︷︹︻︽︿﹁﹃$¥£€＄￥￡№#＃")
_UNITS = frozenset("年月日号时分秒点元万亿千百倍岁个度")

# What would turn a line into a bullet, a quotation or a rule when somebody reads it back.
_MARKER = pattern(r"[>|•●▪◦‣○■·∙]|\d{1,9}[、．]|`{3,}|(?:[-+*–—#=_~─━═]+|\d{1,9}[.)])(?=\s|$)")

_MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
# Spaces inside a date, a quantity or the head of a source note: a line breaks elsewhere if it can.
_STICKY = pattern(
    rf"(?<!\w)(?:{_MONTH}(?= \d)|Sources?(?::(?= )|(?= \())|(?:No\.|GB(?:/T)?)(?= \d))|"
    r"(?<=Source )\([A-Z]{2}\):(?= )|"
    rf"(?<!\d)\d{{1,2}}(?:,(?= \d{{4}}(?!\d))|(?= {_MONTH}(?!\w)))|"
    r"\d(?= (?:percent|thousand|million|billion|trillion)\b)"
)
_ADDRESS = pattern(
    r"<(?:https?|ftp)://[^\s<>]*>|(?:https?|ftp)://[^\s<>（）《》「」『』【】，。、；！？“”…]+"
)


@lru_cache(8192)
def _character_width(character: str) -> int:
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


@lru_cache(8192)
def _unspaced(character: str) -> bool:
    return join_lines(f"{character}\n{character}") == character * 2


@lru_cache(8192)
def _breaks_around(character: str) -> bool:
    if _unspaced(character):
        return not unicodedata.normalize("NFKC", character).isascii()
    return unicodedata.category(character) == "So" and _character_width(character) == 2


def graphemes(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and width of each user-perceived character of `text`: a base with its
    marks, an emoji with its modifiers and what it is joined to, a flag (after UAX 29)."""
    if text.isascii():
        for index in range(len(text)):
            yield index, index + 1, int(text[index] >= " " and text[index] != "\x7f")
        return
    start, width, half_flag = 0, 0, False
    for index, character in enumerate(text):
        own = _character_width(character)
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


def _rank(text: str, before: int, after: int, sticky: frozenset[int]) -> int:
    """Return how well a line may end at `before` and the next begin at `after`, with only spaces
    between: 1 well, 2 if it must, 0 not at all."""
    left, right = text[before - 1], text[after]
    if before < after:
        if _MARKER.match(text, after):
            return 0
        if (
            after - before > 1
            or text[before] != " "
            or (_unspaced(left) and _unspaced(right))
            or right in _CLOSING
            or left in _OPENING
            or before in sticky
        ):
            return 2
        return 1
    if right in _CLOSING or left in _OPENING or left in "\"'" or right in "\"'":
        return 0
    if left in "”’" and right in "“‘":
        return 2
    if not (_breaks_around(left) or _breaks_around(right)):
        return 0
    if left.isdecimal() and right in _UNITS:
        return 2
    return 1 if _unspaced(left) and _unspaced(right) else 2


def line_spans(text: str, width: int, *, whole_addresses: bool = False) -> list[tuple[int, int]]:
    """Return start and end of each line of `text` broken to `width` cells.

    Before, between and after the lines only spaces are left out; a line break in `text` stays
    one. A word wider than a line is cut between graphemes, unless it is a web address and
    `whole_addresses` is true: then its line is too wide. Text of spaces alone has no lines.
    """
    sticky = frozenset(found.end() for found in _STICKY.finditer(text))
    addresses = [found.span() for found in _ADDRESS.finditer(text)] if "://" in text else []
    addresses.reverse()
    spans: list[tuple[int, int]] = []
    start = 0  # of the line
    base = total = 0  # cells before the line, and before the grapheme at hand
    end = 0  # of the last grapheme that is not a space
    seen = False
    addressed = -1  # the last grapheme inside an address
    # The last places to break at, by rank: where the line ends, the next begins, cells before it.
    places: dict[int, tuple[int, int, int]] = {}
    for index, stop, cells in graphemes(text):
        if stop - index == 1 and (text[index] in _SPACES or text[index] in _WIDE_SPACES):
            total += cells
            continue
        while addresses and addresses[-1][1] <= index:
            addresses.pop()
        inside = bool(addresses) and addresses[-1][0] < index
        if inside:
            addressed = index
        if not seen:
            start, base = index, total
        elif "\n" in text[end:index]:
            spans.append((start, end))
            start, base = index, total
            places.clear()
        else:
            rank = 0 if inside else _rank(text, end, index, sticky)
            if rank:
                places[rank] = (end, index, total)
            while total + cells - base > width and index > start:
                place = places.pop(1, None) or places.pop(2, None)
                if place is None:
                    if whole_addresses and addressed >= start:
                        break
                    place = (end, index, total)
                if place[1] > start:
                    spans.append((start, place[0]))
                    _, start, base = place
        seen = True
        total += cells
        end = stop
    if seen:
        spans.append((start, end))
    return spans


def wrap(text: str, width: int, *, whole_addresses: bool = False) -> list[str]:
    """Return the lines of `text` broken to `width` cells, as `line_spans` has them."""
    return [
        text[start:end] for start, end in line_spans(text, width, whole_addresses=whole_addresses)
    ]


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
