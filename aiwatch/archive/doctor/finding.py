"""A finding: one thing that is wrong with an archive, or that its owner may want to know."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass

DAMAGE = "damage"
REMARK = "remark"
MENDED = "mended"
LOST = "lost"


@dataclass(frozen=True)
class Finding:
    """What is the matter with `file`, a name within the archive, in a sentence.

    `place` is a line, an id or both, empty if it is the whole file. `grave` is DAMAGE (something
    cannot be read or is missing) or REMARK; in what a repair tells it is MENDED or LOST. `cure`
    says what a repair does, empty if it does nothing; `loses` that something cannot be saved, and
    `ids` are those of all that it loses, where they are known one by one.
    """

    file: str
    what: str
    place: str = ""
    grave: str = DAMAGE
    cure: str = ""
    loses: bool = False
    ids: tuple[str, ...] = ()


def numbering(text: str) -> Callable[[int], int]:
    """Return what tells the number of the line of `text` in which a position is."""
    ends = [end.start() for end in re.finditer("\n", text)]
    return lambda position: bisect_left(ends, position) + 1


def listed(ids: Iterable[str]) -> str:
    """Return `ids` in their order, with commas."""
    return ", ".join(sorted(ids))
