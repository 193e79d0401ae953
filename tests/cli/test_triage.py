"""Triage: what accepting, skipping, merging and undo make of archive and inbox together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from aiwatch.archive.inbox_record import ACCEPTED, SKIPPED
from aiwatch.cli import triage
from aiwatch.cli.fields import Given
from aiwatch.cli.shell import Session
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.development import Development
from aiwatch.domain.entry import Entry
from aiwatch.domain.errors import InvalidInput, NotFound, Refused
from aiwatch.domain.selection import Selection

SUMMARIES = {
    1: "The regulator opened a campaign against unlabelled synthetic media.",
    2: "DeepSeek released an open-source model with a longer context window.",
    3: "上海发布人工智能产业基金，规模一百亿元。",
}


def entry(number: int, **told: object) -> Entry:
    clipping = Clipping(
        title=f"Title {number}",
        summary=SUMMARIES[number],
        url=f"https://news.example/{number}",
        publisher="Xinhua",
        language="en",
        published=date(2025, 5, number),
    )
    return Entry(f"tag:{number}", replace(clipping, **told), feed="https://news.example/rss")


@pytest.fixture
def desk(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Session]:
    """A new session at each call, as each command has one."""
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-19")
    return lambda: Session(str(archive))


def logged(desk: Callable[[], Session]) -> list[Development]:
    return desk().archive.select(Selection())


def waiting(desk: Callable[[], Session]) -> list[Entry]:
    return desk().inbox.entries()


def accept(
    desk: Session,
    entry: Entry,
    section: str = "",
    given: Given | None = None,
    text: str = "",
    *,
    force: bool = False,
) -> Development:
    """Log what `entry` makes, as `inbox accept` does."""
    drafts = [(entry, triage.draft(desk, entry, section, given, text))]
    return triage.accept_all(desk, drafts, force=force)[0]


def test_an_accepted_entry_is_a_development_and_waits_no_more(desk) -> None:
    one, two = desk().inbox.take_in([entry(1), entry(2)])
    given = Given(tag=["labels"], headline="A campaign", date="2025-05-02")
    done = accept(desk(), one, "domestic", given)
    assert logged(desk) == [done]
    assert (done.section, done.headline, done.tags) == ("domestic", "A campaign", ("labels",))
    assert (done.date, done.sources[0].published) == (date(2025, 5, 2), date(2025, 5, 1))
    assert done.text == one.clipping.summary
    assert waiting(desk) == [two]
    (decided,) = desk().inbox.decided()
    assert (decided.decision, decided.development) == (ACCEPTED, done.id)
    assert desk().archive.changes(1)[0].about == "A campaign"


def test_a_text_may_bring_its_note(desk) -> None:
    (one,) = desk().inbox.take_in([entry(1)])
    done = accept(desk(), one, "tech", text="Ours. (Source (CN): CAC, May 3, 2025)")
    assert (done.text, done.sources[0].publisher) == ("Ours.", "CAC")


def test_an_entry_without_date_is_dated_by_the_user_or_refused(desk) -> None:
    told = replace(entry(1, published=None), undated="yesterday-ish")
    (one,) = desk().inbox.take_in([told])
    with pytest.raises(InvalidInput, match="no date, only 'yesterday-ish'"):
        accept(desk(), one, "tech")
    assert waiting(desk) == [one]
    done = accept(desk(), one, "tech", Given(date="2025-05-04"))
    assert (done.date, done.sources[0].published) == (date(2025, 5, 4), date(2025, 5, 4))


def test_no_section_is_guessed(desk) -> None:
    (one,) = desk().inbox.take_in([entry(1)])
    with pytest.raises(InvalidInput, match="Give --section with one of: tech, domestic"):
        accept(desk(), one)


def test_what_is_logged_already_is_refused_unless_forced(desk) -> None:
    (one,) = desk().inbox.take_in([entry(1)])
    other = entry(1, title="By another", url="https://b.example/9")
    (again,) = desk().inbox.take_in([replace(other, key="tag:other")])
    done = accept(desk(), one, "tech")
    with pytest.raises(Refused, match=f"aiwatch inbox merge {again.id} {done.id}"):
        accept(desk(), again, "tech")
    assert waiting(desk) == [again]
    assert len(logged(desk)) == 1
    accept(desk(), again, "tech", force=True)
    assert len(logged(desk)) == 2


def test_of_a_page_that_is_cited_already_it_says_to_skip_not_to_merge(desk) -> None:
    one, again = entry(1), entry(2, url="https://news.example/1")
    waiting = desk().inbox.take_in([one])[0]
    accept(desk(), waiting, "tech")
    with pytest.raises(Refused, match=rf"\(same address\)\. .*: aiwatch inbox skip {waiting.id};"):
        accept(desk(), replace(again, id=waiting.id), "tech")


def test_an_entry_of_an_address_alone_needs_a_text(desk) -> None:
    (one,) = desk().inbox.take_in([entry(1, title="", summary="")])
    with pytest.raises(InvalidInput, match=f"{one.id} has neither title nor text. .*: --text"):
        accept(desk(), one, "tech")
    assert accept(desk(), one, "tech", text="What happened.").text == "What happened."


def test_two_entries_of_one_story_are_not_both_accepted(desk) -> None:
    both = desk().inbox.take_in(
        [entry(1), replace(entry(1, url="https://b.example/9"), key="tag:other")]
    )
    drafts = [(each, triage.draft(desk(), each, "tech")) for each in both]
    with pytest.raises(Refused, match=f"{both[0].id} and {both[1].id} tell the same story"):
        triage.accept_all(desk(), drafts)
    assert waiting(desk) == both
    assert logged(desk) == []


def test_an_entry_decided_elsewhere_is_not_logged(desk) -> None:
    (one,) = desk().inbox.take_in([entry(1)])
    triage.skip(desk(), [one])
    with pytest.raises(NotFound, match="was skipped"):
        accept(desk(), one, "tech")
    assert logged(desk) == []


def test_merging_adds_a_second_source(desk) -> None:
    one, two = desk().inbox.take_in([entry(1), entry(2, publisher="Sina")])
    done = accept(desk(), one, "tech")
    merged = triage.merge(desk(), two, done.id[5:])
    assert [source.publisher for source in merged.sources] == ["Xinhua", "Sina"]
    assert logged(desk) == [merged]
    assert waiting(desk) == []
    assert desk().archive.changes(1)[0].ids == (done.id,)


def test_a_source_is_not_added_twice(desk) -> None:
    page = {"url": "https://news.example/page"}
    one, two = desk().inbox.take_in([entry(1, **page), entry(2, **page)])
    done = accept(desk(), one, "tech")
    with pytest.raises(Refused, match=f"aiwatch inbox skip {two.id}"):
        triage.merge(desk(), two, done.id)
    assert waiting(desk) == [two]


def test_undo_takes_back_one_act_after_the_other(desk) -> None:
    entries = desk().inbox.take_in([entry(1), entry(2), entry(3)])
    done = accept(desk(), entries[0], "tech")
    triage.merge(desk(), entries[1], done.id)
    triage.skip(desk(), [entries[2]])
    assert triage.undo(desk()).decision == SKIPPED
    assert waiting(desk) == [entries[2]]
    assert triage.undo(desk()).entries == (entries[1],)
    assert logged(desk) == [done]
    assert triage.undo(desk()) == (ACCEPTED, (done.id,), (entries[0],))
    assert logged(desk) == []
    assert waiting(desk) == entries
    with pytest.raises(NotFound, match="Nothing to undo"):
        triage.undo(desk())


def test_an_act_is_undone_whole(desk) -> None:
    entries = desk().inbox.take_in([entry(1), entry(2), entry(3)])
    triage.accept_all(desk(), [(each, triage.draft(desk(), each, "tech")) for each in entries])
    assert len(logged(desk)) == 3
    assert triage.undo(desk()).entries == tuple(entries)
    assert (logged(desk), waiting(desk)) == ([], entries)


def test_undo_of_the_archive_puts_the_entry_back_too(desk) -> None:
    (one,) = desk().inbox.take_in([entry(1)])
    accept(desk(), one, "tech")
    desk().archive.undo(desk().stamp("undo"), files=triage.put_back(desk()))
    assert (logged(desk), waiting(desk)) == ([], [one])


def test_undo_stops_at_what_was_changed_since(desk) -> None:
    (one,) = desk().inbox.take_in([entry(1)])
    done = accept(desk(), one, "tech")
    session = desk()
    with session.archive.desk(session.stamp("edit")) as table:
        table.replace(replace(done, rank=1))
    with pytest.raises(Refused, match=f"changed since: edit {done.id}. First: aiwatch undo"):
        triage.undo(desk())
    assert waiting(desk) == []
    desk().archive.undo(desk().stamp("undo"))
    triage.undo(desk())
    assert (logged(desk), waiting(desk)) == ([], [one])


def test_what_is_logged_cannot_be_restored_beside_it(desk) -> None:
    (one,) = desk().inbox.take_in([entry(1)])
    done = accept(desk(), one, "tech")
    with pytest.raises(Refused, match=done.id):
        triage.restore(desk(), [one.id])
    session = desk()
    with session.archive.desk(session.stamp("remove")) as table:
        table.remove(done)
    assert triage.restore(desk(), [one.id]) == [one]
