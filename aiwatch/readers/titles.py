"""Which lines of a briefing are titles, and of which sections."""

import re
from collections import Counter
from dataclasses import dataclass

from aiwatch.domain.source_note import read_note
from aiwatch.readers import Conventions
from aiwatch.readers.lines import BARE, BOLD, Line

_EXTENT = re.compile(r"\*(?:[^*]+ · )?\d+ developments?\*")
_SENTENCE_END = tuple(".。!！?？;；,，、…)）]】")
_LONGEST_TITLE = 60


@dataclass(frozen=True)
class Titles:
    """The titles by the numbers of their lines: of `sections` (with their keys) and of `unknown`
    ones. `ignored` are lines understood that say nothing of an item: underlines, and the title
    and extent of a briefing of our own. `first` is the first of the sections, 0 if there is none.
    """

    sections: dict[int, str]
    unknown: frozenset[int]
    ignored: frozenset[int]

    @property
    def first(self) -> int:
        return min(self.sections, default=0)


def find_titles(lines: list[Line], conventions: Conventions) -> Titles:
    """Return the titles among `lines`."""
    ours = _own_head(lines)
    known = {
        index: key
        for index, line in enumerate(lines)
        if line.text and line.number not in ours and (key := _key(lines, index, conventions))
    }
    known = _without_menu(lines, known)
    deepest = max((_level(lines[index]) for index in known), default=0)
    unknown = frozenset(
        line.number
        for index, line in enumerate(lines)
        if index not in known and line.number not in ours and _is_unknown(lines, index, deepest)
    )
    underlines = {
        line.number
        for above, line in zip(lines, lines[1:], strict=False)
        if line.rule
        and above.text
        and not above.marker
        and (lines.index is None or above.number - 1 in known or above.number in unknown)
    }
    sections = {lines[index].number: key for index, key in known.items()}
    return Titles(sections, unknown, frozenset(ours | underlines))
