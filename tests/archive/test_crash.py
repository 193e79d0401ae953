"""Power cuts and deaths at every moment of every kind of change.

All states in which a power cut may leave the archive are laid out on a disk: a reader must see all
of a change or nothing of it, and all of what was acknowledged; the next command must find an
archive it can go on with. Programs that leave out one of the fsyncs, or the journal, are found out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from crash import Change, Judge, Story, cut_short, lay, state_of, told
from published import publish
from test_archive import development, stamp

from aiwatch.archive import Desk
from aiwatch.archive.commit import JOURNAL
from aiwatch.archive.evidence import Evidence
from aiwatch.archive.inbox import Inbox
from aiwatch.archive.tiny import TinyArchive
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.development import Development
from aiwatch.domain.entry import Entry, Feed
from aiwatch.domain.selection import Selection

NEXT_MONTH = 20 * 24 * 60
"""In minutes, as `stamp` counts; the history's next file begins then."""

BARE = (("aiwatch.toml", b""),)
FRESH = (*BARE, ("developments", None))


def adding(*developments: Development, minutes: int) -> Change:
    def change(archive: TinyArchive) -> None:
        with archive.desk(stamp("add", minutes)) as desk:
            desk.log(list(developments))

    return change


def moving(text: str, day: str, minutes: int) -> Change:
    def change(archive: TinyArchive) -> None:
        with archive.desk(stamp("edit", minutes)) as desk:
            desk.replace(replace(named(desk, text), date=date.fromisoformat(day)))

    return change


def removing(text: str, minutes: int) -> Change:
    def change(archive: TinyArchive) -> None:
        with archive.desk(stamp("remove", minutes)) as desk:
            desk.remove(named(desk, text))

    return change


def named(desk: Desk, text: str) -> Development:
    return next(found for found in desk.select(Selection()) if found.text == text)


def describing(text: str, minutes: int) -> Change:
    def change(archive: TinyArchive) -> None:
        with archive.desk(stamp("import", minutes)) as desk:
            desk.set_overview(text)

    return change


def publishing(minutes: int) -> Change:
    def change(archive: TinyArchive) -> None:
        with archive.desk(stamp("publish", minutes)) as desk:
            publish(desk, f"Published after {minutes} minutes.")

    return change


def subscribing(archive: TinyArchive) -> None:
    Inbox(archive.root, archive.disk).change_feeds(lambda _: [Feed("https://news.example/rss")])


def fetching(archive: TinyArchive) -> None:
    day = date(2025, 5, 12)
    entries = [Entry(f"tag:{n}", Clipping(f"第{n}条。", published=day)) for n in range(3)]
    Inbox(archive.root, archive.disk).take_in(entries)


def dating(archive: TinyArchive) -> None:
    inbox = Inbox(archive.root, archive.disk)
    inbox.give_day(inbox.entries()[0], date(2025, 5, 11))


def skipping(archive: TinyArchive) -> None:
    inbox = Inbox(archive.root, archive.disk)
    inbox.decide([inbox.entries()[0].id], "skipped")


def restoring(archive: TinyArchive) -> None:
    inbox = Inbox(archive.root, archive.disk)
    inbox.restore([inbox.decided()[0].entry.id])


def accepting(minutes: int) -> Change:
    """What waits first is logged and waits no more, in one change."""

    def change(archive: TinyArchive) -> None:
        inbox, at = Inbox(archive.root, archive.disk), stamp("accept", minutes)
        with archive.desk(at) as desk:
            there = inbox.at_desk()
            entry = there.entries[0]
            (logged,) = desk.log([development(entry.clipping.title)])
            desk.also(there.deciding({entry.id: logged.id}, "accepted", at.id))

    return change


def putting_back(minutes: int) -> Change:
    def change(archive: TinyArchive) -> None:
        there = Inbox(archive.root, archive.disk).at_desk()
        archive.undo(
            stamp("undo", minutes),
            files=lambda undone: there.returning(lambda decided: decided.act == undone.id),
        )

    return change


def keeping(minutes: int, text: str = "") -> Change:
    """Keep evidence of the development with that text, or of one that is logged."""

    def change(archive: TinyArchive) -> None:
        at = stamp("edit", minutes)
        page = Evidence("https://www.example.org/", "0" * 64, at.at)
        with archive.desk(at) as desk:
            found = named(desk, text) if text else desk.log([development("With evidence.")])[0]
            desk.keep(found.id, page, "What it said.")

    return change


def undoing(minutes: int) -> Change:
    return lambda archive: archive.undo(stamp("undo", minutes))


def redoing(minutes: int) -> Change:
    return lambda archive: archive.redo(stamp("redo", minutes))


MANY = [development(f"Item {n}.", f"2025-0{4 + n % 3}-1{n % 10}") for n in range(24)]

LIFE = (
    adding(development("One."), minutes=0),
    adding(development("Two."), minutes=1),
    adding(development("In another month.", "2025-06-03"), minutes=2),
    moving("One.", "2025-06-09", 3),
    # After a change with a journal one without: the journal must not come back beside it.
    adding(development("Three."), minutes=4),
    removing("Two.", 5),
    publishing(5),
    subscribing,
    fetching,
    accepting(5),
    putting_back(5),
    dating,
    skipping,
    restoring,
    keeping(5),
    keeping(5, "Three."),
    adding(*MANY, minutes=6),
    describing("第一段。\n", NEXT_MONTH),
    publishing(NEXT_MONTH),
    undoing(NEXT_MONTH + 1),
    undoing(NEXT_MONTH + 2),
    redoing(NEXT_MONTH + 3),
    adding(development("Four."), minutes=NEXT_MONTH + 4),
)
"""Every kind of change, from the very first one of an archive on."""


@dataclass(frozen=True)
class Stories:
    """What was recorded: a life, the first change of an archive made by `init`, and changes whose
    process dies before a step, each with the next change."""

    life: Story
    first: Story
    cut_short: list[Story]

    def all(self) -> list[Story]:
        return [self.life, self.first, *self.cut_short]


@pytest.fixture(scope="module")
def stories(in_memory: Path) -> Stories:
    root = in_memory / "recorded"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "urandom", Random(7).randbytes)
        lay(FRESH, root)
        first = told(root, LIFE[:1])
        lay(BARE, root)
        life = told(root, LIFE)
        lay(BARE, root)
        told(root, LIFE[:3])
        there = state_of(root)
        told(root, [subscribing, fetching])
        fetched = state_of(root)
        cut = []
        for state, change in (
            (BARE, LIFE[0]),
            (there, moving("One.", "2025-06-09", 3)),
            (there, describing("第一段。\n", 3)),
            (there, adding(development("In a third month.", "2025-07-01"), minutes=3)),
            (there, publishing(3)),
            (fetched, accepting(3)),
            (there, keeping(3)),
            (there, keeping(3, "One.")),
        ):
            cut += list(_cut_short_everywhere(patched, root, state, change))
    return Stories(life, first, cut)


def _cut_short_everywhere(
    patched: pytest.MonkeyPatch, root: Path, state: object, change: Change
) -> Iterator[Story]:
    for dies in range(1, 40):
        # The same ids each time, so that most states are the same and looked at once.
        patched.setattr(os, "urandom", Random(8).randbytes)
        lay(state, root)  # type: ignore[arg-type]
        story = cut_short(root, change, dies, adding(development("Then."), minutes=10))
        yield story
        if story.explored < dies:
            return
    raise AssertionError("the change came to no end")


@pytest.fixture(scope="module")
def judge(in_memory: Path) -> Judge:
    return Judge(in_memory)


def test_a_power_cut_leaves_all_of_a_change_or_nothing(stories: Stories, judge: Judge) -> None:
    problems = [*judge.problems(stories.life), *judge.problems(stories.first)]
    assert problems[:3] == []
    assert len(judge.known) > 500
    seen = {found for found in judge.known.values() if not isinstance(found, str)}
    assert seen >= set(stories.life.outlooks)


def test_what_a_dead_process_left_is_made_to_last_before_more_is_built_on_it(
    stories: Stories, judge: Judge
) -> None:
    assert len(stories.cut_short) > 40
    assert [problem for story in stories.cut_short for problem in judge.problems(story)][:3] == []


def is_found_out(judge: Judge, story: Story, missing: list[int]) -> bool:
    return next(judge.problems(story.without(missing)), None) is not None


def test_no_fsync_can_be_left_out(stories: Stories, judge: Judge) -> None:
    places: dict[str, list[tuple[Story, int]]] = {}
    for story in stories.all():
        for number, step in enumerate(story.steps):
            if step.kind in ("sync", "sync_folder"):
                places.setdefault(step.place, []).append((story, number))
    needless = [
        place
        for place, uses in places.items()
        if not any(is_found_out(judge, story, [number]) for story, number in uses)
    ]
    assert needless == []
    assert len(places) == 14


def test_no_journal_is_found_out(stories: Stories, judge: Judge) -> None:
    journal = [n for n, step in enumerate(stories.life.steps) if JOURNAL in step.path]
    assert len(journal) > 12
    assert is_found_out(judge, stories.life, journal)


def test_a_journal_removed_too_early_is_found_out(stories: Stories, judge: Judge) -> None:
    steps = list(stories.life.steps)
    removed = next(n for n, step in enumerate(steps) if step[:2] == ("remove", JOURNAL))
    written = next(n for n, step in enumerate(steps) if step.to == JOURNAL)
    steps.insert(written + 2, steps.pop(removed))
    assert next(judge.problems(replace(stories.life, steps=steps)), None)
