"""Duplicates: whether a development tells a story that is already logged."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

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
_TRACKING = pattern(r"(?:utm_\w+|spm|fbclid|gclid|from|share\w*)=[^&]*&?", re.IGNORECASE)


class Likeness(NamedTuple):
    """An earlier development that another one repeats, and what shows it: `address` or `text`."""

    development: Development
    by: str


def canonical_address(url: str) -> str:
    """Return `url` for comparing: without scheme, `www.`, fragment, tracking parameters, default
    port and trailing slash, its host in lower case."""
    rest = url.strip().split("#", 1)[0]
    rest = rest.split("://", 1)[-1]
    host, _, path = rest.partition("/")
    host = host.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
    path, mark, query = path.partition("?")
    query = _TRACKING.sub("", query).rstrip("&")
    return f"{host}/{path.rstrip('/')}" + (f"?{query}" if mark and query else "")


def address_piece(url: str) -> str:
    """Return a piece of `url` that stands letter by letter in every address equal to it, for
    finding candidates: the longest part of its path; empty if that is too short to tell."""
    path = canonical_address(url).partition("/")[2]
    pieces = re.split(r'[/?&="\\]', path)
    piece = max(pieces, key=len)
    return piece if len(piece) > 3 else ""


def trigrams(text: str) -> frozenset[int]:
    """Return the runs of three letters or digits in `text`, without regard to case, width,
    spaces and punctuation; so Chinese, which has no word boundaries, is compared as well.

    Each is a number, its UTF-16 units side by side, which takes half the time of slicing.
    """
    units = _letters(text).ljust(3).encode("utf-16-le")
    count = len(units) // 2 - 2
    packed = bytearray(8 * count)
    for byte in range(6):
        packed[byte::8] = units[byte : byte + 2 * count : 2]
    return frozenset(memoryview(packed).cast("Q"))


def _letters(text: str) -> str:
    if text.isascii():
        return text.lower().encode().translate(None, _ASCII_OTHERS).decode()
    return _NOT_LETTERS.sub("", fold(text))


def likeness(candidate: Development, others: Iterable[Development]) -> Likeness | None:
    """Return the earlier one of `others` that `candidate` repeats, None if none: the same address
    within ADDRESS_DAYS, or nearly the same text within TEXT_DAYS."""
    addresses = {canonical_address(source.url) for source in candidate.sources if source.url}
    grams = trigrams(candidate.text)
    similar: tuple[float, Development] | None = None
    for other in others:
        apart = abs(candidate.date - other.date)
        if other.id and other.id == candidate.id:
            continue
        if apart <= timedelta(ADDRESS_DAYS) and any(
            canonical_address(source.url) in addresses for source in other.sources if source.url
        ):
            return Likeness(other, "address")
        if apart > timedelta(TEXT_DAYS) or not _sizes_near(candidate.text, other.text):
            continue
        others_grams = trigrams(other.text)
        share = 2 * len(grams & others_grams) / (len(grams) + len(others_grams))
        if share >= ALIKE and (similar is None or share > similar[0]):
            similar = (share, other)
    return Likeness(similar[1], "text") if similar else None


def _sizes_near(one: str, other: str) -> bool:
    # Dice's coefficient cannot reach ALIKE where one text is over twice as long.
    return min(len(one), len(other)) * 2.2 >= max(len(one), len(other))


def identities(development: Development) -> list[tuple[date | None, str, str]]:
    """Return what makes a development certainly the same as another: its text on its day, or its
    text from its first source as published."""
    text = "".join(fold(development.text).split())
    same: list[tuple[date | None, str, str]] = [(development.date, text, "")]
    for source in development.sources[:1]:
        if source.publisher and source.published:
            same.append((source.published, text, fold(source.publisher)))
    return same
