"""What differs between two briefings, and between two texts word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from aiwatch.domain.briefing import Briefing
from aiwatch.domain.corrections import Correction, differing_parts
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.source_note import write_note

# Chinese and Japanese are written without spaces between words.
_UNSPACED = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_WORD = re.compile(rf"\s+|[{_UNSPACED}]|[^\W{_UNSPACED}]+|[^\w\s]")


@dataclass(frozen=True)
class Difference:
    """What differs between two briefings: developments that only the first or only the second has
    and those that differ in what a reader sees, as in the first and as in the second; and, of what
    the first has, what the second tells to be withdrawn. `corrections` are those of the second that
    are of neither kind: what another issue carried and the first has nothing of."""

    first_only: tuple[Development, ...]
    second_only: tuple[Development, ...]
    withdrawn: tuple[Development, ...]
    changed: tuple[tuple[Development, Development], ...]
    corrections: tuple[Correction, ...] = ()


def difference(first: Briefing, second: Briefing) -> Difference:
    """Return what differs between two briefings, in their order. A correction counts as the
    development as it is told there."""
    old, new = _told(first), _told(second)
    corrected = {change.carried.id: change for change in second.corrections}
    gone = {id for id, change in corrected.items() if change.now is None}
    carried = {each.id for section in second.sections for each in section.developments}
    others = {id for id in corrected if id not in old and id not in carried}
    return Difference(
        tuple(each for id, each in old.items() if id not in new and id not in gone),
        tuple(each for id, each in new.items() if id not in old and id not in others),
        tuple(corrected[id].carried for id in corrected if id in gone and id in old),
        tuple(
            (old[id], each)
            for id, each in new.items()
            if id in old and differing_parts(old[id], each)
        ),
        tuple(change for id, change in corrected.items() if id in others),
    )


def _told(briefing: Briefing) -> dict[str, Development]:
    told = {change.now.id: change.now for change in briefing.corrections if change.now}
    return told | {each.id: each for each in briefing.developments}


def parts_changed(
    old: Development, new: Development
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the name of each part that a reader sees and that differs, with the runs of words that
    went and came, as `words_changed`."""
    for name in differing_parts(old, new):
        yield name, words_changed(_shown(old, name), _shown(new, name))


def _shown(development: Development, part: str) -> str:
    value = getattr(development, part)
    if part == "sources":
        return write_note(value)
    return show_day(value) if isinstance(value, date) else str(value)


def words_changed(old: str, new: str) -> list[tuple[str, str]]:
    """Return `new` and what it lost against `old` as runs of words, each with `=` if it stands in
    both, `-` if only in `old`, `+` if only in `new`. Chinese is compared by the character."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    runs: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, before, after)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            runs.append(("=", "".join(before[a:b])))
            continue
        if a < b:
            runs.append(("-", "".join(before[a:b])))
        if c < d:
            runs.append(("+", "".join(after[c:d])))
    return runs
