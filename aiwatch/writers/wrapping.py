"""Line breaking by display width, the same for plain text and for the terminal.

Lines break at spaces and between Chinese characters, by the Chinese rules of GB/T 15834 (a
line neither begins with closing punctuation nor ends with an opening one; a dash or an ellipsis
of two characters stays whole), and wherever possible only where `join_lines` puts the same text
together again.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import join_lines
from aiwatch.writers.cells import character_width, graphemes

_SPACES = frozenset(" \t\n\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a")
_WIDE_SPACES = frozenset("\u205f\u3000")
_BLANK = _SPACES | _WIDE_SPACES
_FIRST_EMOJI = "\U0001f1e6"

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
def _unspaced(character: str) -> bool:
    return join_lines(f"{character}\n{character}") == character * 2


@lru_cache(8192)
def _breaks_around(character: str) -> bool:
    if _unspaced(character):
        return not unicodedata.normalize("NFKC", character).isascii()
    return unicodedata.category(character) == "So" and character_width(character) == 2


def _rank(text: str, before: int, after: int) -> int:
    """Return how well a line may end at `before` and the next begin at `after`, with only spaces
    between: 1 well, 2 if it must, 0 not at all."""
    left, right = text[before - 1], text[after]
    if before < after:
        if not right.isalpha() and _MARKER.match(text, after):
            return 0
        if (
            after - before > 1
            or text[before] != " "
            or (_unspaced(left) and _unspaced(right))
            or right in _CLOSING
            or left in _OPENING
            or _is_sticky(text, before)
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


def _is_sticky(text: str, place: int) -> bool:
    """Tell whether the space at `place` stands inside a date, a quantity or a note's head."""
    left, right = text[place - 1], text[place + 1]
    if not (left == ":" or right == "(" or left.isdecimal() or right.isdecimal()):
        return False
    # Only so much can have to do with it.
    for found in _STICKY.finditer(text, max(0, place - 12), place + 16):
        if found.end() >= place:
            return found.end() == place
    return False


def _measured(text: str) -> tuple[Sequence[int], Sequence[int]]:
    """Return where each grapheme of `text`, a line, begins and how many cells stand before it; both
    also for the end of `text`."""
    if text.isprintable():
        if text.isascii():
            every = range(len(text) + 1)
            return every, every
        cells = [*map(character_width, text)]
        if all(cells) and max(text) < _FIRST_EMOJI:  # then each character is one
            return range(len(text) + 1), [0, *accumulate(cells)]
    starts, before = [], [0]
    for start, _, width in graphemes(text):
        starts.append(start)
        before.append(before[-1] + width)
    return [*starts, len(text)], before


class _Line:
    """A text without line breaks that is to be broken; places in it are counted in graphemes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts, self.cells = _measured(text)
        self.is_plain = self.starts is self.cells
        found = [found.span() for found in _ADDRESS.finditer(text)] if "://" in text else []
        self.addresses = [start for start, _ in found]
        self.address_ends = [end for _, end in found]

    def is_blank(self, place: int) -> bool:
        start = self.starts[place]
        return self.text[start] in _BLANK and self.starts[place + 1] - start == 1

    def before(self, place: int) -> int:
        """Return the last place before `place`, which is not the first, that is not blank."""
        place -= 1
        while self.text[self.starts[place]] in _BLANK and self.is_blank(place):
            place -= 1
        return place

    def rank(self, last: int, first: int) -> int:
        """Return how well a line ends with the place `last` and the next begins with `first`."""
        start = self.starts[first]
        if self.addresses:
            address = bisect_left(self.addresses, start) - 1
            if address >= 0 and start < self.address_ends[address]:
                return 0
        return _rank(self.text, self.starts[last + 1], start)

    def holds_address(self, first: int, last: int) -> bool:
        """Tell whether more than the beginning of a web address stands from `first` to `last`."""
        address = bisect_left(self.addresses, self.starts[last]) - 1
        return address >= 0 and self.address_ends[address] > self.starts[first]

    def end(self, first: int, over: int, whole_addresses: bool) -> tuple[int, int] | None:
        """Return where the line that begins with `first` ends and the next one begins, `over` being
        too much for it; None if nothing comes after it."""
        text, starts = self.text, self.starts
        if_it_must = None
        next = over
        while next > first:
            if self.is_plain:  # it breaks at spaces only
                next = text.rfind(" ", first, next) + 1
                if next <= first:
                    break
            last = self.before(next)
            if self.addresses:
                rank = self.rank(last, next)
            else:
                rank = _rank(text, starts[last + 1], starts[next])
            if rank == 1:
                return last, next
            if rank == 2 and if_it_must is None:
                if_it_must = last, next
            next = last
        if if_it_must:
            return if_it_must
        if not (whole_addresses and self.holds_address(first, over)):
            return self.before(over), over
        for next in range(over + 1, len(self.starts) - 1):
            if not self.is_blank(next) and self.rank(self.before(next), next):
                return self.before(next), next
        return None

    def spans(self, width: int, whole_addresses: bool) -> Iterator[tuple[int, int]]:
        """Yield start and end of each line of `width` cells, as `line_spans` has them."""
        first, last = 0, len(self.starts) - 2
        while first <= last and self.is_blank(first):
            first += 1
        while last > first and self.is_blank(last):
            last -= 1
        while first <= last:
            end = None
            if self.cells[last + 1] - self.cells[first] > width:
                if self.is_plain:
                    over = first + max(width, 1)
                else:
                    over = bisect_right(self.cells, self.cells[first] + width, first + 2) - 1
                while over <= last and self.is_blank(over):
                    over += 1
                end = self.end(first, over, whole_addresses) if over <= last else None
            final, next = end or (last, last + 1)
            yield self.starts[first], self.starts[final + 1]
            first = next


def line_spans(text: str, width: int, *, whole_addresses: bool = False) -> list[tuple[int, int]]:
    """Return start and end of each line of `text` broken to `width` cells.

    Before, between and after the lines only spaces are left out; a line break in `text` stays
    one. A word wider than a line is cut between graphemes, unless it is a web address and
    `whole_addresses` is true: then its line is too wide. Text of spaces alone has no lines.
    """
    if "\n" not in text:
        return list(_Line(text).spans(width, whole_addresses))
    spans, begun = [], 0
    for line in text.split("\n"):
        for start, end in _Line(line).spans(width, whole_addresses):
            spans.append((begun + start, begun + end))
        begun += len(line) + 1
    return spans


def wrap(text: str, width: int, *, whole_addresses: bool = False) -> list[str]:
    """Return the lines of `text` broken to `width` cells, as `line_spans` has them."""
    return [
        text[start:end] for start, end in line_spans(text, width, whole_addresses=whole_addresses)
    ]
