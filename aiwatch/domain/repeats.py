"""Repeats: developments of a briefing that tell the same, and how they are found soon."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from aiwatch.domain.development import Development
from aiwatch.domain.duplicates import (
    ADDRESS_DAYS,
    ALIKE,
    TEXT_DAYS,
    Likeness,
    Wording,
    canonical_address,
    letters_of,
    trigrams,
)

# Texts are alike if twice the common trigrams are ALIKE of both numbers together, so that each has
# at least this share of its own in common with the other.
_OWN_SHARE = ALIKE / (2 - ALIKE)


def repeats(
    developments: Sequence[Development], earlier: Iterable[Development] = ()
) -> dict[str, Likeness]:
    """Return for the id of each of `developments` that repeats one of `earlier`, or one before it,
    which one that is: the same page within ADDRESS_DAYS, or nearly the same text within TEXT_DAYS.
    One with the same id is no repeat."""
    told = [*earlier, *developments]
    pages = _by_page(told)
    alike = _alike(told)
    first = len(told) - len(developments)
    found: dict[str, Likeness] = {}
    for index in range(first, len(told)):
        candidate = told[index]
        for by, others, days in (
            ("address", pages(index), ADDRESS_DAYS),
            ("text", alike(index), TEXT_DAYS),
        ):
            wording = Wording(candidate.text)
            for other in (told[place] for place in others if place < index):
                if abs(candidate.date - other.date) > timedelta(days) or other.id == candidate.id:
                    continue
                if candidate.id not in found and (by == "address" or wording.resembles(other.text)):
                    found[candidate.id] = Likeness(other, by)
    return found


def _by_page(told: Sequence[Development]) -> Callable[[int], list[int]]:
    """Return what tells, for the index of a development, those that cite a page it cites."""
    there: dict[str, list[int]] = {}
    pages = [{page for source in item.sources if (page := _page(source.url))} for item in told]
    for index, cited in enumerate(pages):
        for page in cited:
            there.setdefault(page, []).append(index)
    return lambda index: sorted({place for page in pages[index] for place in there[page]})


def _page(url: str) -> str:
    """Return the canonical address of `url`; empty for a home page, which tells many stories."""
    address = canonical_address(url) if url else ""
    return address if address.partition("/")[2] else ""


def _alike(told: Sequence[Development]) -> Callable[[int], list[int]]:
    """Return what tells, for the index of a development, those whose text may be alike.

    Two texts alike have, of the trigrams that each has beyond what they need not share, at least
    one in common; taking the rarest ones leaves few to compare.
    """
    grams = [set(trigrams(letters_of(item.text), wide=True)) for item in told]
    count = Counter(gram for some in grams for gram in some)
    there: dict[int, list[int]] = {}
    rare = []
    for index, some in enumerate(grams):
        needed = len(some) - int(len(some) * _OWN_SHARE) + 1
        rarest = sorted(some, key=lambda gram: (count[gram], gram))[:needed]
        rare.append([gram for gram in rarest if count[gram] > 1])
        for gram in rare[-1]:
            there.setdefault(gram, []).append(index)
    return lambda index: sorted({place for gram in rare[index] for place in there[gram]})
