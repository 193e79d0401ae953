"""Repeats: which of many developments tell the same story, and how that is found soon."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
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


_MOST, _MOST_LIKELY = 5, 100
"""So many look-alikes are told of one development, and so many looked at; where there are more, as
of a form that is filled in each day, they would be too many to look through."""

_BITS = 4093
"""A prime, so that neighbouring trigrams fall on different bits."""

_LATIN, _MIXED, _WIDE = range(3)
_COMPARED = ((_LATIN, _MIXED), (_LATIN, _MIXED, _WIDE), (_MIXED, _WIDE))
"""With which scripts a script is compared: where under a quarter of one text's letters is Latin,
and under a quarter of the other's is not, less than ALIKE can be in common."""


class _Sketch(NamedTuple):
    """What is compared first: of which development it is, how many trigrams a part of that has,
    those as bits of a number, on which some meet, by how many these are fewer, and the script."""

    place: int
    number: int
    bits: int
    lost: int
    script: int


def _sketch(index: int, text: str) -> _Sketch:
    letters = letters_of(text)
    grams = frozenset(trigrams(letters, wide=True))
    bits = bytearray(b"0" * _BITS)
    for gram in grams:
        bits[gram % _BITS] = 49  # "1"
    number = int(bits, 2)
    latin = len(letters.encode("ascii", "ignore")) / len(letters) if letters else 0
    script = _LATIN if latin > 0.75 else _WIDE if latin < 0.25 else _MIXED
    return _Sketch(index, len(grams), number, len(grams) - number.bit_count(), script)


_WHOLE, _TEXT, _HEADLINE, _BARE = range(4)
_OF_BARE = ((0, _WHOLE), (0, _TEXT), (0, _HEADLINE))
_OF_HEADED = ((0, _WHOLE), (1, _TEXT), (1, _BARE), (2, _BARE))
"""Which part of a development without a headline, and of one with it, is compared with which of the
others, as `stories.compared` says: BARE is the text of one that has no headline."""


class _Window:
    """The sketches of the last TEXT_DAYS, by part and script."""

    def __init__(self) -> None:
        self.groups: list[list[deque[_Sketch]]] = [[deque() for _ in range(3)] for _ in range(4)]

    def add(self, sketches: Sequence[_Sketch]) -> None:
        parts = (_WHOLE, _TEXT, _HEADLINE) if len(sketches) > 1 else (_WHOLE, _BARE)
        for part, sketch in zip(parts, (*sketches, sketches[0]), strict=False):
            self.groups[part][sketch.script].append(sketch)

    def drop(self, is_over: Callable[[int], bool]) -> None:
        for group in chain.from_iterable(self.groups):
            while group and is_over(group[0].place):
                group.popleft()

    def likely(self, sketches: Sequence[_Sketch]) -> Iterator[int]:
        for ours, part in _OF_HEADED if len(sketches) > 1 else _OF_BARE:
            for script in _COMPARED[sketches[ours].script]:
                yield from _likely(sketches[ours], self.groups[part][script])


def _likely(sketch: _Sketch, others: Iterable[_Sketch]) -> Iterator[int]:
    """Yield which of `others` may have ALIKE of the trigrams of `sketch`; none that has is missing,
    for trigrams in common fall on bits in common."""
    _, ours, bits, lost, _ = sketch
    least, most = ours * _FEWER, ours / _FEWER
    for index, theirs, other, others_lost, _ in others:
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
            likely.update(islice(window.likely(sketches), _MOST_LIKELY))
        (old if index < settled else new).add(sketches)
        yield from islice(_proven(told, index, sorted(likely)), _MOST)


def _proven(told: Sequence[Development], index: int, likely: Sequence[int]) -> Iterator[Pair]:
    if not likely:
        return
    wording = Wording.of(told[index])
    for other in likely:
        share = wording.share(told[other].headline, told[other].text)
        if share:
            yield Pair(min(index, other), max(index, other), "text", share)
