"""Stories: how much the words of two developments are the same.

The measure is the share of character trigrams in common (Dice's coefficient), of headline and text
together, less what contradicts: each names a model, a figure or a place that the other does not.
Tuned on the pairs of `tests/domain/pairs.py`: of 36 that tell one story it finds 34, of 45 that
tell two it takes 2 for one.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from aiwatch.domain.development import Development
from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import fold

if TYPE_CHECKING:
    from aiwatch.domain.facts import Facts

ALIKE = 0.57
"""The likeness from which texts are nearly the same."""

_NOT_LETTERS = pattern(r"[\W_]+")
_ASCII_OTHERS = bytes(code for code in range(128) if not chr(code).isalnum())


def trigrams(letters: str, *, wide: bool) -> memoryview:
    """Return the runs of three characters in `letters`, each as a number: their codes side by
    side, of a byte each, or two if `wide`. It takes a third of the time of slicing them."""
    size = 2 if wide else 1
    codes = letters.ljust(3).encode("utf-16-le" if wide else "ascii")
    count = len(codes) // size - 2
    packed = bytearray(4 * size * count)
    for byte in range(3 * size):
        packed[byte :: 4 * size] = codes[byte : byte + size * count : size]
    return memoryview(packed).cast("Q" if wide else "I")


def letters_of(text: str) -> str:
    """Return the letters and digits of `text`, without regard to case and width, spaces and
    punctuation; so Chinese, which has no word boundaries, is compared as well."""
    if text.isascii():
        return text.lower().encode().translate(None, _ASCII_OTHERS).decode()
    return fold(_NOT_LETTERS.sub("", text))


class Wording:
    """The words of a development, which those of others are compared with."""

    def __init__(self, headline: str, text: str) -> None:
        self._headline, self._text = headline.strip(), text
        self._facts: Facts | None = None
        self._parts = [_Part(part) for part in parts_of(self._headline, text)]

    @classmethod
    def of(cls, development: Development) -> "Wording":
        """Return the wording of `development`."""
        return cls(development.headline, development.text)

    def resembles(self, told: str) -> bool:
        """Tell whether a headline and, behind a line break, a text say nearly the same."""
        headline, _, text = told.partition("\n")
        return self.share(headline, text) >= ALIKE

    def share(self, headline: str, text: str) -> float:
        """Return how much of this a headline and a text say, from ALIKE to 1; 0 if it is less."""
        headline = headline.strip()
        pairs = compared(self._parts, parts_of(headline, text))
        best = max(ours.share(theirs) for ours, theirs in pairs)
        if best >= ALIKE:
            from aiwatch.domain.facts import contradiction, facts_of

            self._facts = self._facts or facts_of(self._headline, self._text)
            best -= contradiction(self._facts, facts_of(headline, text))
        return best if best >= ALIKE else 0.0


Part = TypeVar("Part")
Other = TypeVar("Other")


def compared(ours: Sequence[Part], theirs: Sequence[Other]) -> Iterator[tuple[Part, Other]]:
    """Yield which of the parts of two developments are compared: the whole of both; if one has a
    headline, the texts, too; and the headline of one with the text of another that has none."""
    yield ours[0], theirs[0]
    if len(ours) > 1 or len(theirs) > 1:
        yield ours[min(1, len(ours) - 1)], theirs[min(1, len(theirs) - 1)]
    if len(ours) != len(theirs):
        yield ours[-1], theirs[-1]


def parts_of(headline: str, text: str) -> tuple[str, ...]:
    """Return what of a development is compared: headline and text, and, if it has a headline, each
    for itself."""
    return (f"{headline}\n{text}", text, headline) if headline else (text,)


class _Part:
    """A text, which others are compared with."""

    def __init__(self, text: str) -> None:
        self._sizes = len(text) / 2.2, len(text) * 2.2
        self._letters = letters_of(text)
        self._grams: dict[bool, frozenset[int]] = {}

    def share(self, text: str) -> float:
        """Return the share of trigrams in common, or 0 where it cannot reach ALIKE."""
        # It cannot reach ALIKE where one text is over twice as long.
        if not self._sizes[0] <= len(text) <= self._sizes[1]:
            return 0.0
        letters = letters_of(text)
        wide = not (self._letters.isascii() and letters.isascii())
        if wide not in self._grams:
            self._grams[wide] = frozenset(trigrams(self._letters, wide=wide))
        ours = self._grams[wide]
        if wide and not self._may_share(letters, len(ours)):
            return 0.0
        theirs = frozenset(trigrams(letters, wide=wide))
        return 2 * len(ours & theirs) / (len(ours) + len(theirs))

    def _may_share(self, letters: str, count: int) -> bool:
        """Tell whether texts in different scripts have enough letters in common to be alike."""
        if self._letters.isascii() == letters.isascii():
            return True
        other = letters if self._letters.isascii() else self._letters
        return _is_enough(len(other.encode("ascii", "ignore")), count)


def _is_enough(common: int, count: int) -> bool:
    # The other text has at least the trigrams in common, so that most need not be counted.
    return 2 * common >= ALIKE * (count + common)
