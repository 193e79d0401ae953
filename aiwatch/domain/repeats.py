"""Repeats: developments of a briefing that tell the same, and how they are found soon."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aiwatch.domain.development import Development
from aiwatch.domain.duplicates import TEXT_DAYS, Likeness, pages_of
from aiwatch.domain.stories import ALIKE, letters_of, trigrams


def repeats(
    developments: Sequence[Development], earlier: Sequence[Development] | None = None
) -> dict[str, Likeness]:
    """Return for the id of each of `developments` that repeats one of `earlier`, which one that is:
    it cites the same page within ADDRESS_DAYS, or has nearly the same text within TEXT_DAYS.

    Without `earlier` it is one of `developments` themselves that stands before. One with the same
    id is no repeat.
    """
    found: dict[str, Likeness] = {}
    told = [*(earlier or ()), *developments]
    for by, pairs in (("address", _citing_the_same), ("text", _alike)):
        for before, index in pairs(told, None if earlier is None else len(earlier)):
            if told[before].id != told[index].id:
                found.setdefault(told[index].id, Likeness(told[before], by))
    return found


Pairs = Iterator[tuple[int, int]]
"""Indexes of two developments, the smaller one first; if there is a first one that is new, of an
earlier and a new one."""


def _citing_the_same(told: Sequence[Development], first_new: int | None) -> Pairs:
    there: dict[str, list[int]] = {}
    for index, item in enumerate(told):
        is_new = first_new is not None and index >= first_new
        for page in pages_of(item):
            for before in there.get(page, ()) if is_new or first_new is None else ():
                yield before, index
            if not is_new:
                there.setdefault(page, []).append(index)


class _Grams(NamedTuple):
    """The trigrams of a text as bits of a number, how many there are, and the text's day."""

    bits: int
    number: int
    day: int


def _alike(told: Sequence[Development], first_new: int | None) -> Pairs:
    texts = _grams(told)
    for index in range(first_new or 0, len(texts)):
        bits, number, day = texts[index]
        least, most = number * _FEWER, number / _FEWER
        for before in range(index if first_new is None else first_new):
            other = texts[before]
            if (
                least <= other.number <= most
                and -TEXT_DAYS <= other.day - day <= TEXT_DAYS
                and 2 * (bits & other.bits).bit_count() >= ALIKE * (number + other.number)
            ):
                yield before, index


_FEWER = ALIKE / (2 - ALIKE)
"""The least share of the trigrams of a text that one like it has."""


def _grams(told: Sequence[Development]) -> list[_Grams]:
    """Return the trigrams of each text; as bits, two texts are compared in a microsecond."""
    sets = [frozenset(trigrams(letters_of(item.text), wide=True)) for item in told]
    counts = Counter(gram for some in sets for gram in some)
    shared = (gram for gram, count in counts.items() if count > 1)
    places = {gram: place for place, gram in enumerate(shared)}
    found = []
    for item, some in zip(told, sets, strict=True):
        bits = bytearray(len(places) // 8 + 1)
        for gram in some & places.keys():
            place = places[gram]
            bits[place >> 3] |= 1 << (place & 7)
        number = int.from_bytes(bits, "little")
        found.append(_Grams(number, len(some), item.date.toordinal()))
    return found
