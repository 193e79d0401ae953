"""Where developments live: what every store of them can do.

A store is read as it is, and changed through a `Desk`: everything done at one desk is one
change, all of it or nothing, and `undo` takes it back as one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from aiwatch.domain.development import ID_ALPHABET, Development
from aiwatch.domain.selection import Selection

if TYPE_CHECKING:
    from aiwatch.archive.evidence import Evidence
    from aiwatch.domain.issue import Issue

Telling = Callable[[str], bool]
"""Says of a text, or an id, whether it may be wanted."""

Carried = dict[str, list[tuple[int, Development | None]]]
"""What issues have told of each id: their numbers, lowest first, each with the development as it
was told there, None where it was told to be withdrawn."""


Beside = Callable[["Change"], Mapping[str, bytes]]
"""Says which files, by their names within the archive, are changed when a change is taken back or
put back."""


def random_letters(count: int) -> str:
    """Return `count` letters and digits of an id that nobody can foretell."""
    letters = ""
    # A byte of the last, incomplete run of the alphabet would favour its first letters.
    fair = ID_ALPHABET * (256 // len(ID_ALPHABET))
    while len(letters) < count:
        letters += "".join(fair[byte] for byte in os.urandom(count) if byte < len(fair))
    return letters[:count]


@dataclass(frozen=True)
class Stamp:
    """Who makes a change, with which command, at which instant (UTC); `id` is the change's."""

    command: str
    at: datetime
    by: str = ""
    id: str = field(default_factory=lambda: random_letters(8))


class Change(NamedTuple):
    """A change as the log tells it.

    `of` is the change that an undo or redo inverts, `ids` the developments touched, `about` what
    it was in a few words; `passed` are the numbers of the issues published after it, which an undo
    of it passes over.
    """

    id: str
    stamp: Stamp
    ids: tuple[str, ...]
    about: str = ""
    of: str = ""
    passed: tuple[int, ...] = ()


class Desk(Protocol):
    """An open change of an archive, alone with it until it is done. What is read at it is what was
    there before: what is done at it shows once the change is made."""

    def select(
        self,
        selection: Selection,
        holding: str = "",
        telling: Telling | None = None,
        whose: Telling | None = None,
    ) -> list[Development]:
        """As `Archive.select`."""

    def citing(self, urls: Iterable[str]) -> list[Development]:
        """As `Archive.citing`."""

    def find(self, reference: str) -> Development:
        """As `Archive.find`."""

    def ids(self) -> frozenset[str]:
        """As `Archive.ids`."""

    def merged(self) -> dict[str, str]:
        """As `Archive.merged`."""

    def overview(self) -> str:
        """As `Archive.overview`."""

    def log(self, developments: list[Development]) -> list[Development]:
        """Take developments in, in their order, and return them with ids (kept where they have
        one), `logged`, `edited` and `by` filled in."""

    def replace(self, development: Development) -> Development:
        """Put `development`, which was found here, in the place of the one with its id; return it
        as `edited` now."""

    def remove(self, development: Development) -> None:
        """Take `development`, which was found here, out."""

    def set_overview(self, text: str) -> None:
        """Replace the backgrounder by the Markdown `text`."""

    def keep(self, id: str, evidence: Evidence, text: str) -> Evidence:
        """Keep the `text` of a page, empty if it has none that could be read, as evidence of the
        development with that id; return the evidence with where it is and the checksum of the
        text. `undo` leaves it alone."""

    def describe(self, about: str) -> None:
        """Say in a few words what the change is, for the log."""

    def also(self, files: Mapping[str, bytes]) -> None:
        """Put `files`, by their names within the archive, in place with the change, all or none.
        Without anything else they are no change that is logged; `undo` leaves them alone, but for
        what it is given itself."""

    def next_number(self) -> int:
        """Return the number that the next issue bears: one more than the highest there is."""

    def issues(self) -> list[Issue]:
        """As `Archive.issues`."""

    def carried(self) -> Carried:
        """As `Archive.carried`."""

    def publish(self, issue: Issue, markdown: bytes) -> None:
        """Freeze `issue` with what was printed of it; `undo` leaves it alone. Raises InvalidInput
        unless its number is the next one and its checksum that of `markdown`."""


class Archive(Protocol):
    """A place where developments live."""

    def select(
        self,
        selection: Selection,
        holding: str = "",
        telling: Telling | None = None,
        whose: Telling | None = None,
    ) -> list[Development]:
        """Return the developments that `selection` chooses, by date, then id.

        `whose` leaves out those whose id it says no to. `holding` may leave out those whose record
        does not hold that string, letter by letter, `telling` those of whose headline and, behind
        a line break, text it says no to.
        Raises Damaged if one that might be chosen cannot be read.
        """

    def citing(self, urls: Iterable[str]) -> list[Development]:
        """Return the developments that cite a page of `urls`, by date, then id. Addresses are
        compared in canonical form; one of a page that tells many stories, such as a home page,
        finds none. A file that cannot be read is passed over: whoever asks for its days is told.
        """

    def find(self, reference: str) -> Development:
        """Return the development that an id, its part after the dash, a unique prefix of either,
        or `last` (the last one touched) names; what was merged is found by its id, too. Raises
        NotFound, saying what is near."""

    def ids(self) -> frozenset[str]:
        """Return all ids, also those of what was merged into others. Raises Damaged if a file
        cannot be read."""

    def merged(self) -> dict[str, str]:
        """Return the ids of what was merged into others, each with the id of the development that
        has it now. A file that cannot be read is passed over."""

    def overview(self) -> str:
        """Return the backgrounder, Markdown; empty if there is none. Raises Damaged if it cannot
        be read."""

    def changes(self, most: int | None = None, touching: str = "") -> list[Change]:
        """Return what changed, newest first, at most `most`; only what touched the development with
        the id `touching`, if that is given."""

    def made(self, stamp: Stamp) -> Change | None:
        """Return the change made here under `stamp`, None if it was not made."""

    def issues(self) -> list[Issue]:
        """Return the published issues by number. Raises Damaged if a manifest cannot be read."""

    def issue(self, number: int) -> tuple[Issue, bytes]:
        """Return an issue and its Markdown as it was published. Raises NotFound, saying which
        there are; Damaged if it is not what was published."""

    def carried(self) -> Carried:
        """Return what issues have told of developments: as one of the issue's sections or,
        corrected, under its corrections. Raises Damaged if a manifest cannot be read."""

    def evidence(self, *ids: str) -> list[Evidence]:
        """Return the evidence kept under `ids`, oldest first: a development's own and those of what
        was merged into it. The text of each is in its `path`; what cannot be read is left out, as
        `doctor` tells it."""

    def desk(self, stamp: Stamp) -> AbstractContextManager[Desk]:
        """Open a change; it is made when the context is left without an error, and not at all
        otherwise. Raises Busy if another process holds the archive for long."""

    def undo(self, stamp: Stamp, only: str = "", files: Beside | None = None) -> Change:
        """Take back the last change still in force and return it; the files that `files` says of it
        are put in place with that, all or none. Raises NotFound if there is none, Refused if it is
        not the one with the id `only`, where that is given."""

    def redo(self, stamp: Stamp, files: Beside | None = None) -> Change:
        """Put back the change that the last undo took back and return it; the files that `files`
        says of it are put in place with that, all or none. Raises NotFound if there is none."""


def open_archive(location: Path) -> Archive:
    """Return the archive at `location`, a folder.

    Raises NotFound if there is no archive there.
    """
    from aiwatch.archive.tiny import TinyArchive

    return TinyArchive(location)
