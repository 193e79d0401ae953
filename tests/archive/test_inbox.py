"""The inbox's store: what comes in once, what is decided of it, and that nothing is lost."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from processes import Say, children
from test_archive import development, stamp

from aiwatch.archive import inbox_files
from aiwatch.archive.doctor.checkup import checkup
from aiwatch.archive.inbox import Inbox
from aiwatch.archive.inbox_files import DECIDED, ENTRIES, FEEDS, KNOWN
from aiwatch.archive.tiny import TinyArchive
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.entry import Entry, Feed
from aiwatch.domain.errors import AiwatchError, Damaged, NotFound, Refused

FEED = "https://news.example/feed.xml"
AT = datetime(2025, 5, 19, 6, 0, tzinfo=UTC)


def entry(number: int = 1, *, feed: str = FEED, key: str = "", **told: object) -> Entry:
    values: dict[str, object] = {
        "title": f"第{number}条：清朗行动",
        "summary": "One.\n\nTwo.",
        "url": f"https://news.example/2025/{number}.html",
        "publisher": "Xinhua",
        "language": "zh",
        "published": date(2025, 5, 1 + number % 28),
    }
    clipping = Clipping(**(values | told))  # type: ignore[arg-type]
    return Entry(key or f"tag:news.example:{number}", clipping, "", feed, "News", "", AT)


@pytest.fixture
def inbox(archive: Path) -> Inbox:
    return Inbox(archive)


def titles(entries: list[Entry]) -> list[str]:
    return [each.clipping.title for each in entries]


def test_what_comes_in_is_found_whole(inbox: Inbox) -> None:
    given = replace(entry(), undated="Tue, around noon")
    (taken,) = inbox.take_in([given])
    assert len(taken.id) == 6
    assert replace(taken, id="") == given
    assert Inbox(inbox.root).entries() == [taken]
    assert inbox.find(taken.id) == inbox.find(taken.id[:5]) == taken


def test_the_oldest_comes_first(inbox: Inbox) -> None:
    inbox.take_in([entry(3), entry(1), entry(2), entry(4, published=None)])
    assert [each.clipping.published for each in inbox.entries()] == [
        *(date(2025, 5, day) for day in (2, 3, 4)),
        None,
    ]


def test_what_comes_back_stands_where_it_stood(inbox: Inbox) -> None:
    days = (None, None, date(2025, 5, 20), date(2025, 5, 20), date(2025, 5, 20))
    inbox.take_in(entry(number, published=day) for number, day in enumerate(days))
    inbox.take_in([entry(5, published=days[-1])])
    before = inbox.entries()
    assert titles(before) == [entry(number).clipping.title for number in (2, 3, 4, 5, 0, 1)]
    inbox.decide([before[1].id, before[0].id, before[4].id], "skipped")
    inbox.restore([before[4].id, before[1].id])
    inbox.restore([before[0].id])
    assert inbox.entries() == before


@pytest.mark.parametrize("decision", ["", "skipped", "accepted", "merged"])
@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize(
    "again",
    [
        entry(),
        entry(title="Another title", summary="", url="https://news.example/elsewhere/9"),
        entry(key="tag:other:7", feed="https://other.example/rss", title="By another"),
        entry(key="77", url="http://m.news.example/2025/1.html?utm_source=x#top"),
    ],
    ids=["the same", "other title and address", "other feed", "other key, variant of address"],
)
def test_what_was_there_never_comes_again(
    inbox: Inbox, decision: str, again: Entry, old: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if old:
        monkeypatch.setattr(inbox_files, "KEPT", 0)
    (taken,) = inbox.take_in([entry()])
    if decision:
        inbox.decide([taken.id], decision)
    for _ in range(3):
        assert inbox.take_in([again, entry()]) == []
    assert len(inbox.entries()) == (not decision)
    assert (inbox.root / KNOWN).exists() == (old and bool(decision))


def test_one_address_of_two_feeds_is_one_entry_as_it_came_first(inbox: Inbox) -> None:
    first, second = entry(), entry(key="x:1", feed="https://b.example/rss", title="Second")
    assert titles(inbox.take_in([first, second])) == [first.clipping.title]


def test_the_number_of_a_feed_is_its_own(inbox: Inbox) -> None:
    one = entry(1, key="17")
    assert len(inbox.take_in([one, entry(2, key="17", feed="https://b.example/rss")])) == 2
    assert inbox.take_in([entry(3, key="17")]) == []


def test_a_feed_with_one_address_for_all_is_taken_whole(inbox: Inbox) -> None:
    page = {"url": "https://github.example/releases"}
    assert len(inbox.take_in([entry(1, **page), entry(2, **page)])) == 2
    assert titles(inbox.take_in([entry(1, **page), entry(2, **page), entry(3, **page)])) == [
        "第3条：清朗行动"
    ]
    home = {"url": "https://news.example/"}
    assert len(inbox.take_in([entry(8, **home)]) + inbox.take_in([entry(9, **home)])) == 2


def test_what_was_decided_can_be_had_back(inbox: Inbox) -> None:
    one, two = inbox.take_in([entry(1), entry(2)])
    inbox.decide([two.id, one.id], "skipped")
    assert [each.entry for each in inbox.decided()] == [one, two]
    assert len({each.act for each in inbox.decided()}) == 1
    with pytest.raises(NotFound, match=f"was skipped. To have it back: .* restore {one.id}"):
        inbox.find(one.id)
    assert inbox.restore([one.id]) == [one]
    assert inbox.entries() == [one]
    assert inbox.take_in([entry(1), entry(2)]) == []


def test_all_are_decided_or_none(inbox: Inbox) -> None:
    (one,) = inbox.take_in([entry(1)])
    with pytest.raises(NotFound, match="No entry 'nobody'"):
        inbox.decide([one.id, "nobody"], "skipped")
    assert inbox.entries() == [one]


def test_only_the_last_decisions_are_kept_whole(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_files, "KEPT", 3)
    for taken in inbox.take_in([entry(number) for number in range(10)]):
        inbox.decide([taken.id], "skipped")
    assert [len((inbox.root / name).read_text().splitlines()) for name in (DECIDED, KNOWN)] == [
        6,
        4,
    ]
    assert "清朗" not in (inbox.root / KNOWN).read_text()
    assert inbox.take_in([entry(number) for number in range(12)]) == inbox.entries()
    assert len(inbox.entries()) == 2


def test_what_a_merge_left_twice_waits_once(inbox: Inbox) -> None:
    first, second = inbox.take_in([entry(1), entry(2)])
    path = inbox.root / ENTRIES
    line = path.read_text("utf-8").splitlines()[0]
    path.write_text(f"{path.read_text('utf-8')}{line}\n", "utf-8")
    assert [each.id for each in inbox.entries()] == [first.id, second.id]
    inbox.decide([first.id], "skipped")
    assert [each.id for each in inbox.entries()] == [second.id]
    assert path.read_text("utf-8").count("\n") == 1


def test_feeds_are_kept_in_their_order(inbox: Inbox) -> None:
    feeds = [Feed(FEED, "新闻", checked=AT, etag='"1"'), Feed("https://b.example/rss", section="x")]
    inbox.change_feeds(lambda _: feeds)
    assert Inbox(inbox.root).feeds() == feeds
    assert len((inbox.root / FEEDS).read_text().splitlines()) == len(feeds) + 2
    inbox.change_feeds(lambda there: [*there, Feed(FEED, "New")])
    assert [feed.title for feed in inbox.feeds()] == ["New", ""]


def test_a_field_of_another_version_survives(inbox: Inbox) -> None:
    one, two = inbox.take_in([entry(1), entry(2)])
    path = inbox.root / ENTRIES
    path.write_text(path.read_text().replace('{"id"', '{"stars": 5, "id"'))
    inbox.decide([one.id], "skipped")
    inbox.take_in([entry(3)])
    assert path.read_text().count('"stars": 5') == 1
    assert two in inbox.entries()


def test_a_day_that_is_given_is_kept_and_can_be_taken_back(inbox: Inbox) -> None:
    vague = replace(entry(1, published=None), undated="last [week]")
    inbox.take_in([vague, entry(2), entry(3, published=None)])
    path = inbox.root / ENTRIES
    path.write_text(path.read_text().replace('{"id"', '{"stars": 5, "id"'))
    before = path.read_text()
    old = inbox.entries()[1]
    new = inbox.give_day(old, date(2025, 5, 12))
    assert (new.clipping.published, new.given, new.undated) == (
        date(2025, 5, 12),
        True,
        "last [week]",
    )
    assert Inbox(inbox.root).entries()[1] == new
    assert (new.id, new.place) == (old.id, old.place)
    assert path.read_text().count('"stars": 5') == 3
    assert inbox.take_in([vague]) == []
    inbox.decide([new.id], "skipped")
    assert inbox.restore([new.id]) == [new]
    inbox.replace(new, old)
    assert sorted(inbox.entries(), key=lambda each: each.place)[0] == old
    assert '"given"' not in before + path.read_text()
    assert checkup(inbox.root).findings == []


def test_only_what_is_still_as_it_was_is_given_a_day(inbox: Inbox) -> None:
    (old,) = inbox.take_in([entry(1, published=None)])
    new = inbox.give_day(old, date(2025, 5, 12))
    with pytest.raises(Refused, match=f"was changed since. See: aiwatch inbox show {old.id}"):
        inbox.give_day(old, date(2025, 5, 13))
    assert inbox.entries() == [new]
    inbox.decide([old.id], "skipped")
    with pytest.raises(NotFound, match="was skipped"):
        inbox.give_day(new, date(2025, 5, 13))


def test_a_day_is_given_whole_or_not(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off before it is committed, everything is as it was."""
    (old,) = inbox.take_in([entry(1, published=None)])

    def cut_off(*_: object) -> None:
        raise OSError("cut off")

    with monkeypatch.context() as cut:
        cut.setattr(inbox.disk, "create", cut_off)
        with pytest.raises(AiwatchError, match="cut off"):
            inbox.give_day(old, date(2025, 5, 12))
    assert Inbox(inbox.root).entries() == [old]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{"id": "abc', "it is no JSON"),
        ("<<<<<<< HEAD", "it is no JSON"),
        ("[1]", "it is no object"),
        ('{"id": "aaaaaa"}', "an entry has an 'id' and a 'key'"),
        ('{"id": "aaaaaa", "key": "k", "published": "yesterday"}', "'published' is a day"),
        ('{"id": "aaaaaa", "key": "k", "fetched": "noon"}', "'fetched' is an instant"),
        ('{"id": "aaaaaa", "key": "k", "title": 5}', "'title' is text"),
    ],
)
def test_a_damaged_line_is_told_with_its_number(inbox: Inbox, line: str, what: str) -> None:
    inbox.take_in([entry(1), entry(2)])
    path = inbox.root / ENTRIES
    before = f"{path.read_text()}{line}\n"
    path.write_text(before)
    told = rf"inbox/entries.jsonl, line 3 cannot be read: {what}.*; mend or delete that line"
    for act in (inbox.entries, lambda: inbox.take_in([entry(3)]), lambda: inbox.find("aaa")):
        with pytest.raises(Damaged, match=told):
            act()
    assert path.read_text() == before


@pytest.mark.parametrize("name", [DECIDED, KNOWN])
def test_nothing_comes_in_where_it_is_not_known_what_was_there(inbox: Inbox, name: str) -> None:
    inbox.take_in([entry(1)])
    (inbox.root / name).write_bytes(b"\n\xff\n")
    with pytest.raises(Damaged, match=f"{name}, line 2 cannot be read: it is not UTF-8"):
        inbox.take_in([entry(2)])


def test_damaged_feeds_are_told(inbox: Inbox) -> None:
    inbox.change_feeds(lambda _: [Feed(FEED)])
    (inbox.root / FEEDS).write_text('[\n{"url": "https://a.example"},\n{"url": }\n]\n')
    with pytest.raises(Damaged, match=r"feeds.json, line 3 cannot be read: it is no JSON; "):
        inbox.feeds()
    (inbox.root / FEEDS).write_text('[{"title": "x"}]')
    with pytest.raises(Damaged, match="a feed is an object with a 'url'"):
        inbox.feeds()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes are forked")
def test_processes_at_work_at_once_lose_nothing(inbox: Inbox) -> None:
    """Three fetch the same feeds again and again while one triages and another logs."""
    inbox.change_feeds(lambda _: [Feed(FEED)])

    def fetching(say: Say, first: int) -> None:
        mine = Inbox(inbox.root)
        for number in range(first, 30 + first):
            mine.take_in([entry(number), entry(number + 1)])
            mine.change_feeds(lambda there: [replace(feed, etag="1") for feed in there])

    def skipping(say: Say) -> None:
        mine = Inbox(inbox.root)
        while True:
            for waiting in mine.entries()[:1]:
                mine.decide([waiting.id], "skipped")
                say(waiting.key)

    def logging(say: Say) -> None:
        for number in range(10):
            with TinyArchive(inbox.root).desk(stamp()) as desk:
                desk.log([development(f"Item {number}.")])

    with children() as fork:
        triage = fork(skipping)
        workers = [fork(fetching, first) for first in (0, 10, 20)] + [fork(logging)]
        assert [worker.wait() for worker in workers] == [0] * 4
        triage.signal(9)
        skipped = triage.lines()
    waiting, decided = inbox.entries(), [each.entry for each in inbox.decided()]
    keys = [each.key for each in waiting + decided]
    assert sorted(keys) == sorted(f"tag:news.example:{number}" for number in range(51))
    assert skipped == [each.key for each in decided[::-1]][: len(skipped)]
    assert len(skipped) >= len(decided) - 1
    assert inbox.feeds()[0].etag == "1"
    assert len(TinyArchive(inbox.root).ids()) == 10
    assert checkup(inbox.root).damages == []


def test_the_checkup_finds_each_bad_line(inbox: Inbox) -> None:
    one, *_ = inbox.take_in([entry(1), entry(2)])
    inbox.decide([one.id], "skipped")
    inbox.change_feeds(lambda _: [Feed(FEED)])
    assert checkup(inbox.root).findings == []
    for name, line in ((ENTRIES, "x"), (DECIDED, '{"decision": "lost"}'), (KNOWN, "[]")):
        with (inbox.root / name).open("a") as file:
            file.write(f"{line}\n{line}\n")
    (inbox.root / FEEDS).write_text("[")
    (inbox.root / "inbox" / "notes.txt").write_text("mine")
    found = checkup(inbox.root).findings
    assert [(each.file, each.place) for each in found] == [
        ("inbox/notes.txt", ""),
        *[(ENTRIES, "line 2"), (ENTRIES, "line 3")],
        *[(DECIDED, "line 2"), (DECIDED, "line 3")],
        *[(KNOWN, "line 1"), (KNOWN, "line 2")],
        (FEEDS, ""),
    ]
    assert found[1].what == "It cannot be read: it is no JSON. Mend or delete this line."


def test_files_are_put_in_place_with_a_change_and_alone(archive: Path) -> None:
    store = TinyArchive(archive)
    with store.desk(stamp()) as desk:
        desk.log([development()])
        desk.also({"inbox/one.txt": b"1"})
    with store.desk(stamp("edit", 1)) as desk:
        desk.also({"inbox/two.txt": b"2"})
    with suppress(KeyError), store.desk(stamp("edit", 2)) as desk:
        desk.also({"inbox/three.txt": b"3"})
        raise KeyError
    assert [change.stamp.command for change in store.changes()] == ["add"]
    store.undo(stamp("undo", 3))
    assert sorted(path.name for path in (archive / "inbox").iterdir()) == ["one.txt", "two.txt"]
