"""Duplicates: whether a development tells a story that is already logged."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from aiwatch.domain.addresses import unwrapped, without_tracking
from aiwatch.domain.development import Development
from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import fold

ADDRESS_DAYS = 366
"""The same address within these days is the same story."""

TEXT_DAYS = 14
"""Nearly the same text within these days is the same story."""

ALIKE = 0.7
"""The share of character trigrams (Dice's coefficient) from which texts are nearly the same."""

CORRECTED = 92
"""Within so many days a development with the same text and source is the same, redated."""

_NOT_LETTERS = pattern(r"[\W_]+")
_ASCII_OTHERS = bytes(code for code in range(128) if not chr(code).isalnum())
_VARIANT = pattern(r"_(?:pc|mobile)(?=\.s?html?$)", re.IGNORECASE)


class Likeness(NamedTuple):
    """An earlier development that another one repeats, and what shows it: `address` or `text`."""

    development: Development
    by: str


def canonical_address(url: str) -> str:
    """Return `url` for comparing: without scheme, `www.` and `m.`, fragment, tracking parameters,
    default port, `_pc` or `_mobile` and trailing slash, its host in lower case.

    A fragment that names a page, as `#/detail?id=5` does, stays.
    """
    rest = url.strip()
    if "/WZWSRE" in rest:
        rest = unwrapped(rest)
    if "?" in rest:
        rest = without_tracking(rest)
    rest, _, fragment = rest.partition("#")
    fragment = f"#{fragment}" if fragment.startswith(("/", "!")) else ""
    rest = rest.split("://", 1)[-1]
    path, question, query = rest.partition("?")
    host, _, path = path.partition("/")
    host = host.lower().removesuffix(":80").removesuffix(":443").rstrip(".").removeprefix("www.")
    if host.startswith("m.") and "." in host[2:]:
        host = host[2:]
    path = path.rstrip("/")
    if path.endswith(("l", "m", "L", "M")) and "_" in path:
        path = _VARIANT.sub("", path)
    query = query.rstrip("&")
    return f"{host}/{path}" + (f"?{query}" if question and query else "") + fragment


def address_piece(url: str) -> str:
    """Return a piece of `url` that stands letter by letter in every address equal to it, for
    finding candidates: the longest part of its path; empty if that is too short to tell."""
    path = canonical_address(url).partition("/")[2]
    # Before the ending of a file may stand what is left out of comparing: `_pc.html`.
    pieces = re.split(r'\.s?html?$|[/?&="\\]', path, flags=re.IGNORECASE)
    piece = max(pieces, key=len)
    return piece if len(piece) > 3 else ""


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


def likeness(candidate: Development, others: Iterable[Development]) -> Likeness | None:
    """Return the earlier one of `others` that `candidate` repeats, None if none: the same address
    within ADDRESS_DAYS, or nearly the same text within TEXT_DAYS."""
    addresses = {canonical_address(source.url) for source in candidate.sources if source.url}
    wording = Wording(candidate.text)
    similar: tuple[float, Development] | None = None
    for other in others:
        apart = abs(candidate.date - other.date)
        if other.id and other.id == candidate.id:
            continue
        if (
            addresses
            and apart <= timedelta(ADDRESS_DAYS)
            and any(canonical_address(s.url) in addresses for s in other.sources if s.url)
        ):
            return Likeness(other, "address")
        if apart > timedelta(TEXT_DAYS):
            continue
        share = wording.share(other.text)
        if share >= ALIKE and (similar is None or share > similar[0]):
            similar = (share, other)
    return Likeness(similar[1], "text") if similar else None


class Wording:
    """The wording of a text, which other texts are compared with."""

    def __init__(self, text: str) -> None:
        self._sizes = len(text) / 2.2, len(text) * 2.2
        self._letters = letters_of(text)
        self._grams: dict[bool, frozenset[int]] = {}

    def resembles(self, text: str) -> bool:
        """Tell whether `text` is nearly the same."""
        return self.share(text) >= ALIKE

    def share(self, text: str) -> float:
        """Return the share of trigrams in common (Dice's coefficient), or 0 below ALIKE."""
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
        theirs = trigrams(letters, wide=wide)
        common = len(ours.intersection(theirs))
        if not _is_enough(common, len(ours)):
            return 0.0
        return 2 * common / (len(ours) + len(frozenset(theirs)))

    def _may_share(self, letters: str, count: int) -> bool:
        """Tell whether texts in different scripts have enough letters in common to be alike."""
        if self._letters.isascii() == letters.isascii():
            return True
        other = letters if self._letters.isascii() else self._letters
        return _is_enough(len(other.encode("ascii", "ignore")), count)


def _is_enough(common: int, count: int) -> bool:
    # The other text has at least the trigrams in common, so that most need not be counted.
    return 2 * common >= ALIKE * (count + common)


def identities(development: Development) -> list[tuple[date | None, str, str]]:
    """Return what makes a development certainly the same as another: its text on its day, or its
    text from its first source as published."""
    text = "".join(fold(development.text).split())
    same: list[tuple[date | None, str, str]] = [(development.date, text, "")]
    for source in development.sources[:1]:
        if source.publisher and source.published:
            same.append((source.published, text, fold(source.publisher)))
    return same
