"""Which column of a foreign table is which of our fields."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiwatch.domain.addresses import is_web
from aiwatch.domain.errors import InvalidInput
from aiwatch.readers.headings import field_of, plain

_MOST_NAMED = 40
_DAY = re.compile(r"\d{4}[-/.年]?\d{1,2}[-/.月]?\d{1,2}(?!\d)|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_LONGEST_HEADING = 100


@dataclass(frozen=True)
class Columns:
    """`taken` says at which place each of our fields stands, `names` are the headings as they stand
    in the file."""

    taken: Mapping[str, int]
    names: tuple[str, ...]

    @property
    def nameless(self) -> tuple[int, ...]:
        """The places without a heading."""
        return tuple(place for place, name in enumerate(self.names) if not name)

    @property
    def left(self) -> list[str]:
        """The headings of what is not taken."""
        places = set(self.taken.values())
        return [name for place, name in enumerate(self.names) if name and place not in places]

    @property
    def told(self) -> str:
        """What is taken for what, and what is not taken, as a sentence."""
        shown = {name: name for name in self.taken}
        if "title" in self.taken and "headline" not in self.taken:
            shown["title"] = "title and headline"
        if "date" in self.taken and "published" not in self.taken:
            shown["date"] = "date and published"
        pairs = sorted((place, shown[name]) for name, place in self.taken.items())
        told = ", ".join(f"{self.names[place]} as {name}" for place, name in pairs)
        return f"{told}; not taken: {', '.join(self.left)}." if self.left else f"{told}."


def columns_of(headings: Sequence[str], mapped: Mapping[str, str]) -> Columns:
    """Return which of `headings` are our fields: as `mapped` says, heading to field, and for all
    other fields as headings are commonly called.

    Raises InvalidInput where a mapped heading is not there, where two could be the same field, and
    where none is a text or a title.
    """
    names = tuple(heading.strip() for heading in headings)
    if not any(names):
        raise InvalidInput("It is empty.")
    taken = _mapped(names, mapped)
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        field = field_of(name)
        if field and field not in taken and place not in taken.values():
            found.setdefault(field, []).append(place)
    for field, places in found.items():
        if len(places) > 1:
            raise _two(field, [names[place] for place in places])
        taken[field] = places[0]
    if not {"text", "title", "headline"} & taken.keys():
        if any(map(_is_value, names)):
            raise InvalidInput(
                f"Its first line is a row ({', '.join(names)[:80]}), and no headings stand above "
                "it. Put a line above it that names the columns, such as date,title,publisher,url."
            )
        raise InvalidInput(
            "No column is known to be a text or a title. Say which it is, with --map "
            f"text=COLUMN or --map title=COLUMN. {_there(names)}"
        )
    return Columns(taken, names)


def known_in(cells: Sequence[str], mapped: Mapping[str, str]) -> int:
    """Return how many fields a row names, as headings that are known or `mapped`; from two on it
    looks like a row of headings."""
    wanted = {plain(name) for name in mapped}
    short = [cell for cell in cells if len(cell) <= _LONGEST_HEADING]
    known = {plain(cell) if plain(cell) in wanted else field_of(cell) for cell in short}
    return len(known - {""})


def _mapped(names: tuple[str, ...], mapped: Mapping[str, str]) -> dict[str, int]:
    taken = {}
    for theirs, ours in mapped.items():
        places = [place for place, name in enumerate(names) if name == theirs]
        places = places or [
            place for place, name in enumerate(names) if plain(name) == plain(theirs)
        ]
        if not places:
            raise InvalidInput(f"--map {ours}={theirs}: no column '{theirs}'. {_there(names)}")
        if len(places) > 1:
            raise InvalidInput(
                f"--map {ours}={theirs}: {len(places)} columns are called '{theirs}'. Rename one."
            )
        taken[ours] = places[0]
    return taken


def _is_value(name: str) -> bool:
    """Tell whether what should be a heading is a value: an address, or a day in numbers."""
    return is_web(name) or _DAY.match(name) is not None


def _two(field: str, names: list[str]) -> InvalidInput:
    named = " and ".join(f"'{name}'" for name in names)
    if len({plain(name) for name in names}) < len(names):
        return InvalidInput(
            f"Two columns are called {named}, and both could be {field}. Rename one."
        )
    options = " or ".join(f'--map {field}="{name}"' for name in names)
    return InvalidInput(f"The columns {named} could both be {field}. Say which it is: {options}.")


def _there(names: tuple[str, ...]) -> str:
    some = [name for name in names if name]
    more = f" and {len(some) - _MOST_NAMED} more" if len(some) > _MOST_NAMED else ""
    return f"Columns: {', '.join(some[:_MOST_NAMED])}{more}."
