"""The developments of a site by month and by tag, and which are related."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from aiwatch.domain.development import Development
from aiwatch.domain.text import fold, visible
from aiwatch.writers.site.paths import tag_key, tag_path

MOST_RELATED = 5
"""How many related developments a page links to."""

_NEAR = 60
_CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its most frequent spelling, hidden characters made visible; the path of its page; its
    developments, newest first."""

    name: str
    path: str
    developments: Sequence[Development]


@dataclass(frozen=True)
class Catalogue:
    """`developments` as they were given, newest first; the same by month, `2025-05`, newest first;
    `tags` by key, in alphabetical order."""

    developments: Sequence[Development]
    months: dict[str, list[Development]]
    tags: dict[str, Tag]

    def tags_of(self, development: Development) -> list[Tag]:
        """Return the tags of `development`, each once."""
        return [self.tags[key] for key in dict.fromkeys(map(tag_key, development.tags))]


def catalogue(developments: Sequence[Development]) -> Catalogue:
    """Return the catalogue of `developments`, which come newest first."""
    months: dict[str, list[Development]] = defaultdict(list)
    tagged: dict[str, dict[str, Development]] = defaultdict(dict)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for development in developments:
        months[f"{development.date:%Y-%m}"].append(development)
        for tag in development.tags:
            key = tag_key(tag)
            tagged[key][development.id] = development
            spellings[key][tag] += 1
    tags = {}
    for key in sorted(tagged):
        spelling = min(spellings[key], key=lambda name: (-spellings[key][name], name))
        name = visible(" ".join(spelling.split()))
        tags[key] = Tag(name, tag_path(spelling), list(tagged[key].values()))
    return Catalogue(developments, dict(months), tags)


def related(found: Catalogue) -> Iterator[list[Development]]:
    """Yield for each development, in order, the others of the 60 days around it that share most
    tags with it; a publisher in common counts half a tag, and of equals those nearest in time
    are chosen. They come newest first."""
    days = {
        key: [-development.date.toordinal() for development in tag.developments]
        for key, tag in found.tags.items()
    }
    publishers = {
        development.id: {fold(source.publisher) for source in development.sources} - {""}
        for development in found.developments
    }
    for development in found.developments:
        day = -development.date.toordinal()
        shared: Counter[str] = Counter()
        candidates: dict[str, Development] = {}
        for key in dict.fromkeys(map(tag_key, development.tags)):
            first = bisect_left(days[key], day - _NEAR)
            last = bisect_right(days[key], day + _NEAR)
            here = bisect_left(days[key], day)
            near = slice(max(first, here - _CANDIDATES), min(last, here + _CANDIDATES))
            for other in found.tags[key].developments[near]:
                shared[other.id] += 2
                candidates[other.id] = other
        candidates.pop(development.id, None)
        ours = publishers[development.id]
        likeness = {
            id: (
                -shared[id] - (not ours.isdisjoint(publishers[id])),
                abs(other.date.toordinal() + day),
                id,
            )
            for id, other in candidates.items()
        }
        best = [
            candidates[id] for id in nsmallest(MOST_RELATED, likeness, key=likeness.__getitem__)
        ]
        yield sorted(best, key=lambda other: (-other.date.toordinal(), other.id))
