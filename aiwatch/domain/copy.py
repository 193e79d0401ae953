"""The copy: a briefing as an editor has it before him, with what he knows besides."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from aiwatch.domain.briefing import Briefing
from aiwatch.domain.development import Development, Source
from aiwatch.domain.publishers import Register

OVERVIEW = "overview"
"""What stands in place of an id where a remark is on the overview."""

Carried = Mapping[str, Sequence[tuple[int, Development | None]]]
"""For each id the issues that told of it, lowest first, each with what it told; None: withdrawn."""


class Remark(NamedTuple):
    """What a rule remarks on: the id of a development or OVERVIEW, what is wrong, and the remedy:
    a command, or a sentence that ends in `: ` and a command."""

    id: str
    message: str
    remedy: str


class CitedSource(NamedTuple):
    """A source of a development, and its number among them, from 1."""

    development: Development
    number: int
    source: Source

    @property
    def name(self) -> str:
        """What a remark calls it."""
        return f"Source {self.number}" if len(self.development.sources) > 1 else "The source"

    def remark(self, what: str, remedy: str) -> Remark:
        """Return the remark that this source is or has `what`."""
        return Remark(self.development.id, f"{self.name} {what}", remedy)

    def setting(self, option: str, value: str = "") -> str:
        """Return the remedy that sets the option of `aiwatch edit`, which are those of the first
        source, to `value`, if that is known."""
        if self.number > 1:
            what = f"{option.removeprefix('--')} {value}" if value else option.removeprefix("--")
            return f"Set the {what} in the note: {edit(self.development)}"
        return f"{edit(self.development)} {option} {shlex.quote(value) if value else DOTS}"

    def archiving(self, address: str = "") -> str:
        """Return the remedy that records the `address` of an archived copy, if that is known."""
        if self.number > 1:
            line = f"Archived {self.number}: {address or 'ADDRESS'}"
            return f"Add a line “{line}” to the head: {edit(self.development)}"
        value = shlex.quote(address) if address else DOTS
        return f"Record that copy: {edit(self.development)} --archived {value}"


class Passage(NamedTuple):
    """A text that is printed: whose it is, what it is called, and the text."""

    id: str
    name: str
    text: str

    @property
    def remedy(self) -> str:
        """Where to change it."""
        return "Edit overview.md." if self.id == OVERVIEW else f"aiwatch edit {self.id}"


DOTS = '"…"'
"""What stands in a command in place of what only the user knows."""


@dataclass(frozen=True)
class Copy:
    """What is checked: the briefing, the publisher register, and what issues have carried."""

    briefing: Briefing
    register: Register
    carried: Carried = field(default_factory=dict)

    def developments(self) -> Iterator[Development]:
        """Yield all that is printed, in order: what is corrected, then those of the sections."""
        for correction in self.briefing.corrections:
            if correction.now:
                yield correction.now
        yield from self.briefing.developments

    def sources(self) -> Iterator[CitedSource]:
        """Yield every source of them."""
        for development in self.developments():
            for number, source in enumerate(development.sources, 1):
                yield CitedSource(development, number, source)

    def passages(self) -> Iterator[Passage]:
        """Yield the overview, and each headline and text of them."""
        if self.briefing.overview.strip():
            yield Passage(OVERVIEW, "overview", self.briefing.overview)
        for development in self.developments():
            if development.headline.strip():
                yield Passage(development.id, "headline", development.headline)
            yield Passage(development.id, "text", development.text)


def edit(development: Development) -> str:
    """Return the command that opens `development` in the editor."""
    return f"aiwatch edit {development.id}"
