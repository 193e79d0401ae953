"""Repeats: which of many developments tell the same story, and how that is found soon."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from aiwatch.domain.development import Development
from aiwatch.domain.duplicates import TEXT_DAYS, Likeness, pages_of
from aiwatch.domain.stories import ALIKE, Wording, letters_of, parts_of, trigrams


class Pair(NamedTuple):
    """Two developments by their indexes, the smaller one first, and what shows that they tell one
    story, as in `Likeness`."""

    first: int
    second: int
    by: str
    share: float = 0.0


Each = Callable[[Sequence[int]], Iterable[int]]
"""Goes through indexes, maybe telling how far that has come."""


def repeats(
    developments: Sequence[Development], earlier: Sequence[Development] | None = None
) -> dict[str, Likeness]:
    """Return for the id of each of `developments` that repeats one of `earlier`, which one that is.

    Without `earlier` it is one of `developments` themselves that stands before. One with the same
    id is no repeat.
    """
    told = [*(earlier or ()), *developments]
    settled = len(earlier or ())
    found: dict[str, Likeness] = {}
    for first, second, by, share in sorted(pairs(told, settled), key=_by_what):
        if earlier is None or first < settled:
            found.setdefault(told[second].id, Likeness(told[first], by, share))
    return found


def _by_what(pair: Pair) -> tuple[bool, int, int]:
    return pair.by != "address", pair.first, pair.second


def pairs(told: Sequence[Development], settled: int = 0, each: Each = iter) -> Iterator[Pair]:
    """Yield the pairs of `told` that tell one story: they cite the same page or have nearly the
    same text within TEXT_DAYS. Of several that cite one page, each makes a pair with the first. The
    first `settled` of them are not compared with one another, nor
    is one with another under its own id."""
    seen = set()
    for pair in (*_citing_the_same(told, settled), *_alike(told, settled, each)):
        if told[pair.first].id and told[pair.first].id == told[pair.second].id:
            continue
        if pair[:2] not in seen:
            seen.add(pair[:2])
            yield pair


def _citing_the_same(told: Sequence[Development], settled: int) -> Iterator[Pair]:
    there: dict[str, int] = {}
    for index, item in enumerate(told):
        for page in pages_of(item):
            # Paired with the first alone, since a page that many cite would make too many pairs.
            first = there.setdefault(page, index)
            if first < index and index >= settled:
                share = Wording.of(told[first]).share(item.headline, item.text)
                yield Pair(first, index, "address", share)


_BITS = 4093
"""A prime, so that neighbouring trigrams fall on different bits."""

_Sketch = tuple[int, int, int, int]
"""Which development it is of, how many trigrams a part of it has, those as bits of a number, on
which some meet, and by how many these are fewer."""


def _sketch(index: int, text: str) -> _Sketch:
    grams = frozenset(trigrams(letters_of(text), wide=True))
    bits = bytearray(b"0" * _BITS)
    for gram in grams:
        bits[gram % _BITS] = 49  # "1"
    number = int(bits, 2)
    return index, len(grams), number, len(grams) - number.bit_count()


class _Window:
    """The sketches of the last TEXT_DAYS, in the groups that are compared, as `stories.compared`
    says: the whole of all; texts and headlines of those with a headline; those without one."""

    def __init__(self) -> None:
        self.whole: deque[_Sketch] = deque()
        self.texts: deque[_Sketch] = deque()
        self.headlines: deque[_Sketch] = deque()
        self.bare: deque[_Sketch] = deque()

    def add(self, sketches: Sequence[_Sketch]) -> None:
        self.whole.append(sketches[0])
        if len(sketches) == 1:
            self.bare.append(sketches[0])
        else:
            self.texts.append(sketches[1])
            self.headlines.append(sketches[2])

    def drop(self, is_over: Callable[[int], bool]) -> None:
        for group in (self.whole, self.texts, self.headlines, self.bare):
            while group and is_over(group[0][0]):
                group.popleft()

    def likely(self, sketches: Sequence[_Sketch]) -> Iterator[int]:
        yield from _likely(sketches[0], self.whole)
        if len(sketches) == 1:
            yield from _likely(sketches[0], self.texts)
            yield from _likely(sketches[0], self.headlines)
        else:
            yield from _likely(sketches[1], self.texts)
            yield from _likely(sketches[1], self.bare)
            yield from _likely(sketches[2], self.bare)


def _likely(sketch: _Sketch, others: Iterable[_Sketch]) -> Iterator[int]:
    """Yield which of `others` may have ALIKE of the trigrams of `sketch`; none that has is missing,
    for trigrams in common fall on bits in common."""
    _, ours, bits, lost = sketch
    least, most = ours * _FEWER, ours / _FEWER
    for index, theirs, other, others_lost in others:
        if least <= theirs <= most and 2 * (
            (bits & other).bit_count() + (lost if lost < others_lost else others_lost)
        ) >= ALIKE * (ours + theirs):
            yield index


_FEWER = ALIKE / (2 - ALIKE)
"""The least share of the trigrams of a text that one like it has."""


def _alike(told: Sequence[Development], settled: int, each: Each) -> Iterator[Pair]:
    days = [item.date.toordinal() for item in told]
    old, new = _Window(), _Window()
    for index in each(sorted(range(len(told)), key=days.__getitem__)):
        item = told[index]
        parts = parts_of(item.headline.strip(), item.text)
        sketches = [_sketch(index, part) for part in parts]
        first_day = days[index] - TEXT_DAYS
        likely: set[int] = set()
        for window in (new,) if index < settled else (old, new):
            window.drop(lambda other, first_day=first_day: days[other] < first_day)  # type: ignore[misc]
            likely.update(window.likely(sketches))
        (old if index < settled else new).add(sketches)
        wording = Wording.of(item) if likely else None
        for other in sorted(likely):
            share = wording.share(told[other].headline, told[other].text) if wording else 0.0
            if share:
                yield Pair(min(index, other), max(index, other), "text", share)
