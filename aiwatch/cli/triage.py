"""Triage: what becomes of an entry of the inbox. Each act is one change, of the archive and the
inbox together, so that nothing is logged twice or lost, whenever it is cut off."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from aiwatch.archive import Archive, Beside, Change, Desk
from aiwatch.archive.inbox_record import ACCEPTED, MERGED, SKIPPED
from aiwatch.cli import likeness
from aiwatch.cli.fields import Given
from aiwatch.cli.shell import Session
from aiwatch.domain.addresses import without_credentials
from aiwatch.domain.development import Development
from aiwatch.domain.duplicates import Likeness, canonical_address, likenesses
from aiwatch.domain.entry import Entry
from aiwatch.domain.errors import InvalidInput, NotFound, Refused
from aiwatch.writers.summary import one_line
from aiwatch.writers.summary import summary as in_short

_COMMANDS = ("accept", "merge")
"""What the archive's history calls these acts."""


class Undone(NamedTuple):
    """What an undo took back: the decision, the ids of the developments that it made or that a
    source was added to, and the entries, which wait again."""

    decision: str
    developments: tuple[str, ...]
    entries: tuple[Entry, ...]


def draft(
    desk: Session, entry: Entry, section: str = "", given: Given | None = None, text: str = ""
) -> Development:
    """Return the development that `entry` makes in `section` (a key or title, else the default
    one), changed by what is `given` and by `text`, which may end in a source note.

    Raises InvalidInput for an entry without a date if none is given, and what cannot be right.
    """
    given = given or Given()
    wanted = given.section or section or desk.config.default_section
    if not wanted:
        raise InvalidInput(
            f"No section. Give --section with one of: {', '.join(desk.config.sections)}."
            + _suggested(desk, entry)
        )
    day = desk.day(given.date) if given.date is not None else None
    clipping = entry.clipping
    if not (day or clipping.published):
        said = f", only {one_line(entry.undated)[:60]!r}" if entry.undated else ""
        raise InvalidInput(f"Entry {entry.id} has no date{said}. Give it: --date")
    if text and not clipping.title and not clipping.summary:
        clipping = replace(clipping, summary=text)
    if not (clipping.title or clipping.summary):
        raise InvalidInput(f"Entry {entry.id} has neither title nor text. Give it: --text")
    # Only what is undated is taken to be published on the day that is given.
    clipping = replace(clipping, published=clipping.published or day)
    development = clipping.development(desk.section(wanted), day)
    rest = given._replace(section=None, date=None)
    if not rest and not text:
        return development
    from aiwatch.cli.edits import Amendments, by_options

    return by_options(desk, development, rest, text or None, Amendments())


def _suggested(desk: Session, entry: Entry) -> str:
    from aiwatch.cli.inbox_suggestions import Suggestions

    section = Suggestions(desk).section(entry)
    return f" Suggested: {section}." if section else ""


def accept_all(
    desk: Session, drafts: Sequence[tuple[Entry, Development]], *, force: bool = False
) -> list[Development]:
    """Log the developments that entries became, all or none, in one change, and return them.

    Raises Refused, unless `force`, for one that repeats what is logged, naming it; NotFound for an
    entry that was decided in the meantime.
    """
    stamp = desk.stamp("accept")
    with desk.archive.desk(stamp) as table:
        there = desk.inbox.at_desk()
        if not force:
            _refuse_repeated(drafts, table)
        logged = table.log([development for _, development in drafts])
        becomes = {entry.id: new.id for (entry, _), new in zip(drafts, logged, strict=True)}
        table.also(there.deciding(becomes, ACCEPTED, stamp.id))
        table.describe("; ".join(map(in_short, logged))[:160])
    return logged


def skip(desk: Session, entries: Sequence[Entry]) -> None:
    """Take `entries` out of the inbox; they never come back by themselves. Raises NotFound, with
    none skipped, if one was decided in the meantime."""
    desk.inbox.decide([entry.id for entry in entries], SKIPPED)


def merge(desk: Session, entry: Entry, reference: str) -> Development:
    """Add the source of `entry` to the development that `reference` names, and return that.

    Raises NotFound for what is not there (any more), Refused if it has that source already.
    """
    stamp = desk.stamp("merge")
    with desk.archive.desk(stamp) as table:
        old = table.find(reference)
        source = entry.clipping.source()
        address = canonical_address(source.url) if source.url else ""
        for there in old.sources:
            if there == source or (address and canonical_address(there.url) == address):
                raise Refused(
                    f"{old.id} has that source already. To pass over the entry: "
                    f"aiwatch inbox skip {entry.id}"
                )
        new = table.replace(replace(old, sources=(*old.sources, source)))
        decided = desk.inbox.at_desk().deciding({entry.id: old.id}, MERGED, stamp.id)
        table.also(decided)
        table.describe(
            f"source {source.publisher or without_credentials(source.url)}: {in_short(new)}"[:160]
        )
    return new


def undo(desk: Session) -> Undone:
    """Take back the last act: its entries wait again, and the archive is as it was.

    Raises NotFound if there is none; Refused if the archive was changed since an acceptance or a
    merger, saying by what.
    """
    decided = desk.inbox.decided()
    if not decided:
        raise NotFound("Nothing to undo: nothing was decided lately.")
    act = [each for each in decided if each.act == decided[0].act][::-1]
    entries = tuple(each.entry for each in act)
    if act[0].decision == SKIPPED or not any(_is_there(desk, each.development) for each in act):
        desk.inbox.restore(entry.id for entry in entries)
    else:
        desk.archive.undo(desk.stamp("undo"), only=act[0].act, files=put_back(desk))
    changed = tuple(each.development for each in act if each.development)
    return Undone(act[0].decision, changed, entries)


def restore(desk: Session, ids: Sequence[str]) -> list[Entry]:
    """Put the decided entries `ids` back into the inbox and return them. Raises NotFound for one
    that was not decided lately, Refused for one whose development is there."""
    decided = {each.entry.id: each for each in reversed(desk.inbox.decided())}
    for id in ids:
        known = decided.get(id)
        if known and known.decision != SKIPPED and _is_there(desk, known.development):
            raise Refused(
                f"{id} was {known.decision}, and {known.development} has its source. "
                f"To take that back: aiwatch undo, or aiwatch edit {known.development}"
            )
    return desk.inbox.restore(ids)


def put_back(desk: Session) -> Beside:
    """Return what `Archive.undo` is told to change in the inbox when a change is taken back: what
    was decided with that change waits again."""

    def files(change: Change) -> dict[str, bytes]:
        if change.stamp.command not in _COMMANDS:
            return {}
        return desk.inbox.at_desk().returning(lambda decided: decided.act == change.id)

    return files


def decided_again(desk: Session) -> Beside:
    """Return what `Archive.redo` is told to change in the inbox when a change is put back: what was
    decided with it is decided again."""

    def files(change: Change) -> dict[str, bytes]:
        if change.stamp.command not in _COMMANDS:
            return {}
        return desk.inbox.at_desk().deciding_again(change.id)

    return files


def alike(development: Development, archive: Archive | Desk) -> Likeness | None:
    """Return what in `archive` looks most like `development`, None if nothing does."""
    return next(iter(likeness.alike(development, archive)), None)


def _refuse_repeated(drafts: Sequence[tuple[Entry, Development]], table: Desk) -> None:
    for number, (entry, development) in enumerate(drafts):
        found = alike(development, table)
        if found:
            way_on = (
                f"To pass over it: aiwatch inbox skip {entry.id}"
                if found.by == "address"
                else f"To add its source to that: aiwatch inbox merge {entry.id} "
                f"{found.development.id}"
            )
            raise Refused(
                f"Entry {entry.id} looks like {likeness.named(found)}, which is logged "
                f"({likeness.in_words(found)}). {way_on}; to log it all the same: --force"
            )
        before = drafts[:number]
        for same in likenesses(development, (other for _, other in before))[:1]:
            twin = next(each.id for each, other in before if other is same.development)
            raise Refused(
                f"Entries {twin} and {entry.id} tell the same story. Accept one and merge the "
                "other into it, or log both with --force."
            )


def _is_there(desk: Session, id: str) -> bool:
    try:
        return desk.archive.find(id).id == id
    except NotFound:
        return False
