"""A suggestion: in which section a story might belong and which tags it might get, from the words
of past developments, with its reason. It says nothing where it is not sure, and decides nothing.

For each word it is counted in how many developments of a section, and of all others, it stood. The
logarithm of the ratio of these shares is the word's weight; the sum of the heaviest ones, and of
the section's own share, has to be enough (naive Bayes over the presence of words; a few more
developments in which each word stands as often as everywhere are counted in, so that rare words
weigh little). Then the heaviest words are asked alone: of the developments with any of them most
must be in the section. That is the reason that is told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import NamedTuple

from aiwatch.domain.clipping import Clipping
from aiwatch.domain.development import Development
from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import fold

FEWEST, FEWEST_TAGGED = 8, 3
"""The fewest past developments, in a section and beside it, or with a tag, that say anything."""

SURE = log(4)
"""From these odds on, to one, something is suggested."""

MOST = 0.7
"""The share of developments with the words told as the reason that must have what is suggested."""

WITNESSES = 3
"""The fewest developments with those words."""

BORROWED = 3
"""So many developments are counted in, in which each word stands as often as everywhere."""

TELLING = log(1.5)
"""The least weight of a word that is told as a reason."""

MOST_TAGS = 3
HEAVIEST = 12
"""So many words count, for and against: long texts are no surer than short ones."""

SHOWN = 3
"""So many words are told as the reason, and at least two."""

_WORDS = pattern(r"[a-z][a-z0-9]+(?:[-.][a-z0-9]+)*")
_ANY_WORDS = pattern(r"[A-Za-z][A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*")
_CHINESE = pattern("[\u3400-\u9fff]{2,}")
_COMMON = frozenset(
    "about above after again against all also among and another any are around because been before"
    " being below between both but can could did does down during each every few first for from"
    " further had has have her here him his how into its itself just last like made make many may"
    " more most much must new next not now off once one only other our out over own per said same"
    " says she should since some such than that the their them then there these they this those"
    " three through two under until upon use used using very was were what when where which while"
    " who whom whose why will with within without would year years you your".split()
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A section's key, empty if none is sure; tags, the surest first; and why, in words."""

    section: str = ""
    tags: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


def suggest(
    clipping: Clipping, past: Sequence[Development], sections: Mapping[str, str]
) -> Suggestion:
    """Return what the words of `clipping` suggest by those of `past`; `sections` are the titles
    of the sections there are, by key. For many clippings make one `Habits`."""
    return Habits(past, sections).suggest(clipping)


class Habits:
    """How past developments were sorted, and by which words.

    A set of developments is a number with a bit for each: so a word's, a section's and a tag's are
    met and counted at once.
    """

    def __init__(self, past: Sequence[Development], sections: Mapping[str, str]) -> None:
        self.titles = sections
        self.total = len(past)
        self.words: dict[str, int] = {}
        having: dict[str, int] = {}
        tagged: dict[str, int] = {}
        for number, development in enumerate(past):
            bit = 1 << number
            for word in words_of(_told(development)):
                self.words[word] = self.words.get(word, 0) | bit
            having[development.section] = having.get(development.section, 0) | bit
            for tag in development.tags:
                tagged[tag] = tagged.get(tag, 0) | bit
        self.sections = {
            key: bits
            for key, bits in having.items()
            if key in sections and FEWEST <= bits.bit_count() <= self.total - FEWEST
        }
        self.tags = {t: bits for t, bits in tagged.items() if bits.bit_count() >= FEWEST_TAGGED}

    def suggest(self, clipping: Clipping) -> Suggestion:
        """Return what the words of `clipping` suggest."""
        text = f"{clipping.title}\n{clipping.summary}"
        words = words_of(text)
        section, reasons = "", []
        for sure in self._sure(words, self.sections)[:1]:
            section, title = sure.name, self.titles[sure.name]
            reasons.append(f"section {section}: {sure.told(text, 'is', 'are')} in {title}")
        tags = self._sure(words, self.tags)[:MOST_TAGS]
        reasons += [f"tag {sure.name}: {sure.told(text, 'has', 'have')} it" for sure in tags]
        return Suggestion(section, tuple(sure.name for sure in tags), tuple(reasons))

    def section(self, clipping: Clipping) -> str:
        """Return the section that `suggest` would, alone."""
        sure = self._sure(words_of(f"{clipping.title}\n{clipping.summary}"), self.sections)
        return sure[0].name if sure else ""

    def _sure(self, words: frozenset[str], kinds: Mapping[str, int]) -> list["_Sure"]:
        """Return those of the `kinds`, sections or tags, that `words` speak for, the surest
        first."""
        known = [(word, self.words[word]) for word in words if word in self.words]
        found = []
        for name, kind in kinds.items():
            score, heaviest = self._judge(known, kind)
            if score >= SURE and len(heaviest) > 1:
                asked = 0
                for word in heaviest:
                    asked |= self.words[word]
                sure = _Sure(name, score, heaviest, asked.bit_count(), (asked & kind).bit_count())
                if sure.asked >= WITNESSES and sure.there >= MOST * sure.asked:
                    found.append(sure)
        return sorted(found, key=lambda each: (-each.score, each.name))

    def _judge(self, known: Sequence[tuple[str, int]], kind: int) -> tuple[float, list[str]]:
        """Return the logarithm of the odds that the `known` words tell of that kind, and the words
        that speak for it most, the weightiest first."""
        count = kind.bit_count()
        others = self.total - count
        weights = []
        for word, having in known:
            everywhere = having.bit_count()
            if everywhere > 1:
                borrowed = BORROWED * everywhere / self.total
                there = (having & kind).bit_count()
                among = (there + borrowed) / (count + BORROWED)
                beside = (everywhere - there + borrowed) / (others + BORROWED)
                weights.append((log(among / beside), word))
        weights.sort(key=lambda each: (-abs(each[0]), each[1]))
        score = log((count + 1) / (others + 1)) + sum(weight for weight, _ in weights[:HEAVIEST])
        return score, [word for weight, word in weights[:HEAVIEST] if weight > TELLING][:SHOWN]


class _Sure(NamedTuple):
    """The name of a section or tag; the logarithm of the odds that it is right; the words that
    speak for it, and of how many developments with any of them how many have it."""

    name: str
    score: float
    words: list[str]
    asked: int
    there: int

    def told(self, text: str, one: str, many: str) -> str:
        """Return it in words, `one` or `many` being what is said of those that have it."""
        verb = one if self.there == 1 else many
        return f"of {self.asked} developments with {_listed(self.words, text)}, {self.there} {verb}"


def words_of(text: str) -> frozenset[str]:
    """Return the words of `text`: English ones of three letters and more, in small letters,
    without the s of a plural and those that tell nothing, and each two neighbours of what is
    Chinese."""
    folded = fold(text)
    found = {_stem(word) for word in _WORDS.findall(folded) if len(word) > 2}
    found -= _COMMON
    if not folded.isascii():
        for run in _CHINESE.findall(folded):
            found.update(map("".join, pairwise(run)))
    return frozenset(found)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] not in "su" else word


def _told(development: Development) -> str:
    titles = (source.title for source in development.sources)
    return "\n".join((development.headline, development.text, *titles))


def _listed(words: Sequence[str], text: str) -> str:
    """Return `words` as they stand in `text`: 'model', 'Qwen' or 人工智能."""
    spelled = {_stem(fold(word)): word for word in reversed(_ANY_WORDS.findall(text))}
    names = [f"'{spelled.get(word, word)}'" for word in words if word.isascii()]
    names += _joined([word for word in words if not word.isascii()], text)
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def _joined(pairs: list[str], text: str) -> Iterator[str]:
    """Yield Chinese `pairs` of signs, those that overlap in `text` as one word."""
    while pairs:
        word = pairs.pop(0)
        for other in pairs * 2:
            if word.endswith(other[0]) and word + other[1:] in text:
                word += other[1:]
            elif word.startswith(other[-1]) and other[:-1] + word in text:
                word = other[:-1] + word
            elif other not in word:
                continue
            if other in pairs:
                pairs.remove(other)
        yield word
