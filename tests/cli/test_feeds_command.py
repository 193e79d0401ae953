"""Feeds from a real server on the loopback, which misbehaves; what is subscribed to and listed."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from io import StringIO
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from rich.console import Console

from aiwatch.archive.inbox import Inbox
from aiwatch.cli import run
from aiwatch.cli.feed_fetching import FetchedFeed, fetch, fetch_all, settle
from aiwatch.cli.progress import Progress
from aiwatch.cli.shell import Clock, Session
from aiwatch.domain.entry import Entry, Feed
from aiwatch.web import client
from aiwatch.writers.terminal_feeds import FeedTable
from tests.conftest import GOLDEN, Hostile
from tests.web.server import Reply, Site, redirect, serving

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def call(
    archive: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Call:
    """Run a command line in this process, on an archive that may ask the loopback."""
    (archive / "aiwatch.toml").write_text('[web]\nallow = ["127.0.0.1", "localhost"]\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AIWATCH_ARCHIVE", str(archive))
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-19")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        return code, *capsys.readouterr()

    return call


def rss(title: str, *items: str) -> bytes:
    inside = "".join(f"<item>{item}</item>\n" for item in items)
    return f'<rss version="2.0"><channel><title>{title}</title>\n{inside}</channel></rss>'.encode()


def item(number: int, day: str = "2025年5月12日") -> str:
    link = f"<link>https://wire.example/{number}</link>"
    return f"<title>Story {number}</title>{link}<pubDate>{day}</pubDate>"


def entries(archive: Path) -> list[Entry]:
    return Inbox(archive).entries()


def feeds(archive: Path) -> list[Feed]:
    return Inbox(archive).feeds()


def test_a_feed_is_added_with_what_it_has(call: Call, archive: Path, site: Site) -> None:
    site.pages["/rss"] = Reply(rss("Wire", item(1), item(2, "昨天")))
    code, out, told = call("feeds", "add", site.url("/rss"), "-s", "Tech progress", "-l", "en")
    assert (code, out) == (0, "")
    assert told == (
        "Subscribed to Wire, which brought 2 new entries. 1 of the entries has no date that can "
        "be read. Triage them: aiwatch inbox\n"
    )
    (feed,) = feeds(archive)
    assert (feed.url, feed.title, feed.section) == (site.url("/rss"), "Wire", "tech")
    undated, dated = sorted(entries(archive), key=lambda entry: bool(entry.clipping.published))
    assert (dated.clipping.publisher, dated.clipping.language) == ("Wire", "en")
    assert str(dated.clipping.published) == "2025-05-12"
    assert (undated.undated, undated.feed, undated.feed_title) == ("昨天", feed.url, "Wire")
    assert call("list")[1] == ""  # nothing is logged
    assert call("feeds", "add", site.url("/rss/"))[2].endswith("already; nothing was changed.\n")


def test_a_page_leads_to_its_feed(call: Call, archive: Path, site: Site) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    page = f"<!DOCTYPE html><head>{link.format('/rss')}{link.format('/comments')}</head>"
    site.pages |= {"/": Reply(page.encode()), "/rss": Reply(rss("Wire", item(1)))}
    code, _, told = call("feeds", "add", site.url("/"))
    assert code == 0
    assert f"its feed is {site.url('/rss')}\n" in told
    assert f"It names 1 more: {site.url('/comments')}\n" in told
    assert feeds(archive)[0].url == site.url("/rss")


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Reply(b"<!DOCTYPE html><title>No</title>"), "a web page, not a feed. It names no feed"),
        (Reply(rss("A", item(1))[:60]), "The XML is broken or cut off there"),
        (Reply(b"", 404), "The server answers 404 (Not Found)."),
        (
            Reply(b"<opml version='2.0'/>"),
            "is an OPML file, which names feeds: aiwatch feeds import ",
        ),
    ],
)
def test_what_is_no_feed_is_not_subscribed_to(
    call: Call, archive: Path, site: Site, reply: Reply, sentence: str
) -> None:
    site.pages["/x"] = reply
    code, _, told = call("feeds", "add", site.url("/x"))
    assert code in (1, 2)
    assert sentence in told
    assert told.count("\n") == 1
    assert feeds(archive) == []


def test_only_what_is_new_is_asked_for_and_taken(call: Call, archive: Path, site: Site) -> None:
    told_by_server = {"ETag": '"v1"', "Last-Modified": "Mon, 12 May 2025 08:00:00 GMT"}
    more = Reply(rss("Wire", item(1), item(2)))
    site.pages["/rss"] = [
        Reply(rss("Wire", item(1)), headers=told_by_server),
        Reply(b"", 304),
        more,
    ]
    call("feeds", "add", site.url("/rss"))
    code, _, told = call("feeds", "fetch")
    assert (code, told) == (0, "No new entries from 1 feed.\n")
    asked = site.asked[-1].headers
    assert asked["if-none-match"] == '"v1"'
    assert asked["if-modified-since"] == "Mon, 12 May 2025 08:00:00 GMT"
    assert call("feeds", "fetch")[2].startswith("1 new entry from 1 feed. Triage")
    assert call("feeds", "fetch")[2] == "No new entries from 1 feed.\n"
    assert "if-none-match" not in site.asked[-1].headers
    assert [entry.clipping.title for entry in entries(archive)] == ["Story 1", "Story 2"]


def test_one_broken_feed_does_not_stop_the_rest(call: Call, archive: Path, site: Site) -> None:
    good = (GOLDEN / "feeds" / "chinese.xml").read_bytes()
    cut = rss("Cut", item(7), item(8))
    site.pages |= {
        "/good": Reply(good.replace(b"utf-8", b"gbk").decode().encode("gb18030")),
        "/cut": Reply(cut[:-40]),
        "/gone": Reply(b"", 410),
        "/short": Reply(cut, headers={"Content-Length": "5000"}),
        "/page": Reply(b"<html><body>Sorry</body></html>"),
        "/loop": redirect("/loop"),
        "/other": Reply(rss("Other", item(9))),
    }
    Inbox(archive).change_feeds(lambda _: (Feed(site.url(path)) for path in site.pages))
    code, out, told = call("feeds", "fetch")
    assert (code, out) == (0, "")
    *problems, count = told.splitlines()
    assert count == (
        "6 new entries from 2 feeds; 5 feeds failed. 2 of the entries have no date that can be "
        "read. Triage them: aiwatch inbox"
    )
    assert [line.partition(" ")[0] for line in problems] == ["2", "3", "4", "5", "6"]
    assert "Line 3: The XML is broken or cut off there" in problems[0]
    assert problems[1].endswith("gone for good (410). To unsubscribe: aiwatch feeds remove 3")
    assert "broke off before its end" in problems[2]
    assert problems[3].endswith("It is a web page, not a feed.")
    assert "redirected in a circle" in problems[4]
    listed = json.loads(call("feeds", "list", "--json")[1])
    assert [bool(feed["problem"]) for feed in listed] == [False, *[True] * 5, False]
    assert listed[0]["title"] == "网信要闻"
    assert {feed["checked"] for feed in listed} == {"2025-05-19T12:00:00Z"}
    assert not any("Story 7" in entry.clipping.title for entry in entries(archive))
    site.pages["/cut"] = Reply(cut)
    assert call("feeds", "fetch", "2")[2].startswith("2 new entries from 1 feed.")
    assert feeds(archive)[1].problem == ""


def test_the_exit_code_is_1_if_none_could_be_had(call: Call, archive: Path, site: Site) -> None:
    Inbox(archive).change_feeds(lambda _: [Feed(site.url("/a"), "A"), Feed(site.url("/b"), "B")])
    code, _, told = call("feeds", "fetch")
    assert code == 1
    assert told.splitlines() == [
        "1 A: The server answers 404 (Not Found).",
        "2 B: The server answers 404 (Not Found).",
        "aiwatch: None of the feeds could be had.",
    ]
    assert call("feeds", "fetch", "A")[2].endswith("\naiwatch: The feed could not be had.\n")


def test_a_clock_that_was_wrong_once_hides_no_dead_feed(
    call: Call, archive: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/rss"] = [Reply(rss("Wire", item(1))), Reply(rss("Wire", item(1))), Reply(b"", 410)]
    call("feeds", "add", site.url("/rss"))
    monkeypatch.setenv("AIWATCH_TODAY", "2099-01-01")
    call("feeds", "fetch")
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-20")
    call("feeds", "fetch")
    (feed,) = feeds(archive)
    assert (feed.problem, feed.checked) == (
        "It is gone for good (410).",
        datetime(2025, 5, 20, 12, tzinfo=UTC),
    )


def test_two_feeds_of_a_host_have_numbers_of_their_own(
    call: Call, archive: Path, site: Site
) -> None:
    for path, number in (("/a", 1), ("/b", 2)):
        site.pages[path] = Reply(rss(path, f"<guid isPermaLink='false'>17</guid>{item(number)}"))
        call("feeds", "add", site.url(path))
    site.pages["/b"] = Reply(rss("/b", "<guid isPermaLink='false'>17</guid><title>Changed</title>"))
    assert call("feeds", "fetch")[2] == "No new entries from 2 feeds.\n"
    assert {entry.clipping.title for entry in entries(archive)} == {"Story 1", "Story 2"}


def test_what_is_not_allowed_is_not_asked(call: Call, archive: Path, site: Site) -> None:
    (archive / "aiwatch.toml").write_text("", "utf-8")
    Inbox(archive).change_feeds(lambda _: [Feed(site.url("/a"), "A")])
    assert call("feeds", "fetch")[0] == 1
    assert call("feeds", "add", site.url("/b"))[0] == 1
    assert site.asked == []


def test_a_feed_that_moved_for_good_is_asked_there(call: Call, archive: Path, site: Site) -> None:
    site.pages |= {
        "/old": redirect("/new", 301),
        "/new": Reply(rss("Wire", item(1), "<title>N</title><guid>5</guid>")),
        "/now": redirect("/other", 302),
        "/other": Reply(rss("Other", item(3))),
    }
    Inbox(archive).change_feeds(
        lambda _: [Feed(site.url("/old"), section="tech"), Feed(site.url("/now"))]
    )
    told = call("feeds", "fetch")[2]
    assert f"1 Wire has moved for good; it is asked at {site.url('/new')} from now on." in told
    assert [feed.url for feed in feeds(archive)] == [site.url("/new"), site.url("/now")]
    assert feeds(archive)[0].section == "tech"
    assert call("feeds", "fetch")[2] == "No new entries from 2 feeds.\n"


def test_a_host_is_asked_for_one_feed_at_a_time(call: Call, archive: Path, site: Site) -> None:
    # Each request comes only after the one before was answered, which the server makes last.
    site.pages |= {f"/{n}": Reply(rss(f"F{n}", item(n)), first=0.05) for n in range(3)}
    Inbox(archive).change_feeds(lambda _: (Feed(site.url(f"/{n}")) for n in range(3)))
    assert call("feeds", "fetch")[0] == 0
    times = [asked.at for asked in site.asked]
    assert all(later - earlier >= 0.05 for earlier, later in pairwise(times))


def test_several_hosts_are_asked_at_once() -> None:
    all_there = Barrier(4, timeout=20)

    def ask(feed: Feed) -> FetchedFeed:
        all_there.wait()  # raises unless the four are asked at the same time
        return FetchedFeed(feed, feed)

    several = [Feed(f"https://{n}.example/") for n in range(4)]
    found = [one.asked for batch in fetch_all(several, ask, Progress()) for one in batch]
    assert sorted(found, key=several.index) == several


def test_a_feed_that_was_removed_while_it_was_asked_stays_away(archive: Path) -> None:
    inbox, there, gone = Inbox(archive), Feed("https://a.example/"), Feed("https://gone.example/")
    inbox.change_feeds(lambda _: [there])
    settle(inbox, [FetchedFeed(feed, replace(feed, etag="2")) for feed in (there, gone)])
    assert inbox.feeds() == [replace(there, etag="2")]


@pytest.mark.usefixtures("call")
def test_two_who_fetch_at_once_lose_nothing(archive: Path, site: Site) -> None:
    site.pages |= {f"/{n}": Reply(rss(f"F{n}", item(n))) for n in range(12)}
    inbox = Inbox(archive)
    inbox.change_feeds(
        lambda _: (Feed(site.url(f"/{n}", ("127.0.0.1", "localhost")[n % 2])) for n in range(12))
    )
    found: list[Entry] = []

    def one() -> None:
        desk = Session(str(archive))
        desk.clock = Clock(datetime(2025, 5, 19, tzinfo=UTC), date(2025, 5, 19))
        for batch in fetch_all(desk.inbox.feeds(), lambda feed: fetch(desk, feed), Progress()):
            found.extend(settle(desk.inbox, batch))

    both = [Thread(target=one) for _ in range(2)]
    for thread in both:
        thread.start()
    inbox.change_feeds(lambda there: [*there, Feed("https://added.example/", "Meanwhile")])
    for thread in both:
        thread.join()
    assert sorted(entry.clipping.title for entry in found) == sorted(
        f"Story {n}" for n in range(12)
    )
    assert len(entries(archive)) == 12
    assert len(feeds(archive)) == 13
    assert all(feed.checked and feed.title for feed in feeds(archive)[:12])


def test_a_slow_server_is_a_problem_of_its_own(
    call: Call, archive: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "Client", partial(client.Client, seconds=1.5))
    site.pages |= {
        "/slow": Reply(rss("Slow", item(1)), pause=0.1),
        "/quick": Reply(rss("Quick", item(2))),
    }
    Inbox(archive).change_feeds(
        lambda _: [Feed(site.url("/slow"), "Slow"), Feed(site.url("/quick"))]
    )
    code, _, told = call("feeds", "fetch")
    assert code == 0
    assert told.startswith("1 Slow: has not answered whole within 1.5 seconds.\n1 new entry")


def test_the_register_tells_the_publisher_before_the_feed(
    call: Call, archive: Path, site: Site
) -> None:
    link = "<link>https://www.cac.gov.cn/2025-05/12/c_1.htm</link>"
    site.pages["/rss"] = Reply(
        rss(
            "Aggregator",
            f"<title>A</title>{link}",
            "<title>B</title><source url='x'>Reuters</source>",
        )
    )
    call("feeds", "add", site.url("/rss"), "-p", "Desk")
    by_title = {entry.clipping.title: entry.clipping for entry in entries(archive)}
    assert by_title["A"].publisher == "Cyberspace Administration of China"
    assert (by_title["A"].language, by_title["B"].publisher) == ("zh", "Reuters")


def test_what_the_register_knows_is_named_as_it_prints_that(
    call: Call, archive: Path, site: Site
) -> None:
    site.pages["/rss"] = Reply(
        rss("国家网信办", "<title>A</title>", "<title>B</title><source url='x'>新华社</source>")
    )
    site.pages["/own"] = Reply(rss("Wire", "<title>C</title>"))
    call("feeds", "add", site.url("/rss"))
    call("feeds", "add", site.url("/own"), "-p", "CAC")
    told = {entry.clipping.title: entry.clipping.publisher for entry in entries(archive)}
    assert told["A"] == "Cyberspace Administration of China"
    assert (told["B"], told["C"]) == ("Xinhua News Agency", "CAC")


def test_what_is_in_chinese_is_not_called_english(call: Call, archive: Path, site: Site) -> None:
    channel = rss(
        "RSSHub",
        *(f"<title>{t}</title>" for t in ("工信部印发指南", "MIIT 印发", "人工知能の開発")),
    )
    site.pages["/rss"] = Reply(channel.replace(b"<channel>", b"<channel><language>en</language>"))
    call("feeds", "add", site.url("/rss"))
    told = {entry.clipping.title: entry.clipping.language for entry in entries(archive)}
    assert told == {"工信部印发指南": "zh", "MIIT 印发": "zh", "人工知能の開発": "en"}


@pytest.mark.parametrize(
    ("said", "day", "undated"),
    [
        ("Sun, 11 May 2025 16:00:00 GMT", date(2025, 5, 12), ""),  # midnight in China
        ("Mon, 12 May 2025 08:00:00 +0800", date(2025, 5, 12), ""),
        ("Thu, 15 May 2025", None, "15 May 2025, its address 12 May 2025"),
        ("soon", None, "soon, its address 12 May 2025"),
        ("", None, "nothing, its address 12 May 2025"),
    ],
)
def test_the_day_in_an_address_goes_before_that_of_another_zone_only(
    call: Call, archive: Path, site: Site, said: str, day: date | None, undated: str
) -> None:
    link = "<link>https://www.cac.gov.cn/2025-05/12/c_1743654684782215.htm</link>"
    site.pages["/rss"] = Reply(rss("W", f"<title>A</title>{link}<pubDate>{said}</pubDate>"))
    call("feeds", "add", site.url("/rss"))
    (entry,) = entries(archive)
    assert (entry.clipping.published, entry.undated) == (day, undated)


def test_hostile_titles_reach_no_terminal(
    call: Call, archive: Path, site: Site, hostile: list[Hostile]
) -> None:
    from xml.sax.saxutils import escape

    for number, each in enumerate(hostile):
        text = each.text.encode("utf-8", "ignore").decode()
        text = "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))
        site.pages[f"/{number}"] = Reply(rss(escape(text), f"<title>{escape(text)}</title>"))
    Inbox(archive).change_feeds(lambda _: (Feed(site.url(path)) for path in site.pages))
    told = call("feeds", "fetch")[2]
    shown = call("feeds", "list")[1]
    assert shown.count("\n") == len(hostile)
    for character in "\x1b\x07\x9b\u202e\u2066":
        assert character not in told + shown


def test_a_file_is_subscribed_to_by_its_path(call: Call, archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "saved feed.xml"
    path.write_bytes(rss("Saved", item(1)))
    assert call("feeds", "add", path.name)[0] == 0
    assert feeds(archive)[0].url == str(path)
    path.write_bytes(rss("Saved", item(1), item(2)))
    assert call("feeds", "fetch")[2].startswith("1 new entry")
    path.unlink()
    assert "There is no file" in call("feeds", "fetch")[2]


OPML = """<opml version="2.0"><body><outline text="Domestic dynamics">
<outline type="rss" text="网信办" xmlUrl="https://www.cac.gov.cn/rss.xml"/></outline>
<outline type="rss" text="Top" xmlUrl="https://top.example/rss"/>
<outline type="rss" text="Top again" xmlUrl="http://www.top.example/rss/"/>
</body></opml>"""


def test_opml_is_imported_offline_and_exported(call: Call, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.opml").write_text(OPML, "utf-8")
    code, _, told = call("feeds", "import", "mine.opml", "-s", "tech")
    assert code == 0
    assert told.startswith("2 feeds subscribed to, 1 there already. Ask them")
    assert [(feed.title, feed.section) for feed in feeds(archive)] == [
        ("网信办", "domestic"),
        ("Top", "tech"),
    ]
    assert call("feeds", "import", "mine.opml")[2] == "0 feeds subscribed to, 3 there already.\n"
    exported = call("feeds", "export")[1]
    assert call("feeds", "export", "-o", "out.opml")[0] == 0
    assert (tmp_path / "out.opml").read_text("utf-8") == exported
    Inbox(archive).change_feeds(lambda _: [])
    assert call("feeds", "import", "out.opml")[0] == 0
    assert {(feed.title, feed.section) for feed in feeds(archive)} == {
        ("网信办", "domestic"),
        ("Top", "tech"),
    }
    code, _, told = call("import", "mine.opml")
    assert (code, told.endswith("aiwatch feeds import mine.opml Nothing was imported.\n")) == (
        2,
        True,
    )


def test_opml_can_be_had_from_a_server(call: Call, archive: Path, site: Site) -> None:
    site.pages["/feeds.opml"] = Reply(OPML.encode())
    assert call("feeds", "import", site.url("/feeds.opml"))[0] == 0
    assert len(feeds(archive)) == 2
    code, _, told = call("feeds", "import", site.url("/none"))
    assert (code, "404" in told) == (1, True)


def test_feeds_are_listed_and_removed_by_what_names_one(call: Call, archive: Path) -> None:
    Inbox(archive).change_feeds(
        lambda _: [
            Feed("https://a.example/rss", "Alpha Wire", section="tech", problem="It is gone."),
            Feed("https://b.example/rss", "Beta Wire", language="zh", publisher="Beta"),
        ]
    )
    assert call("feeds")[1] == (
        "1\thttps://a.example/rss\tAlpha Wire\ttech\t\t\t\tIt is gone.\n"
        "2\thttps://b.example/rss\tBeta Wire\t\tzh\tBeta\t\t\n"
    )
    code, _, told = call("feeds", "remove", "wire")
    assert (code, feeds(archive)[0].title) == (2, "Alpha Wire")
    assert "'wire' is a part of several feeds: 1 Alpha Wire, 2 Beta Wire." in told
    assert call("feeds", "remove", "3")[0] == 3
    assert call("feeds", "remove", "ALPHA")[2] == (
        "No longer subscribed to Alpha Wire; what it brought stays.\n"
    )
    assert [feed.title for feed in feeds(archive)] == ["Beta Wire"]
    call("feeds", "remove", "1")
    assert call("feeds")[1:] == (
        "",
        "There are no feeds yet. Subscribe to one: aiwatch feeds add URL\n",
    )


def test_without_feedparser_the_command_that_installs_it_is_told(
    call: Call, archive: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "feedparser", None)
    Inbox(archive).change_feeds(lambda _: [Feed(site.url("/a"), "A")])
    for arguments in (("fetch",), ("add", site.url("/b"))):
        code, _, told = call("feeds", *arguments)
        assert (code, told.count("\n"), site.asked) == (1, 1, [])
        assert "Feeds need feedparser, which is not installed. Install it: " in told
    assert call("feeds", "list")[0] == 0


def test_what_came_before_an_interruption_stays(
    call: Call, archive: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages |= {f"/{n}": Reply(rss(f"F{n}", item(n))) for n in range(2)}
    Inbox(archive).change_feeds(
        lambda _: (Feed(site.url(f"/{n}", ("127.0.0.1", "localhost")[n])) for n in (0, 1))
    )
    reply, is_settled = site.reply, Event()

    def one_after_the_other(path: str) -> Reply:
        if path == "/1":
            is_settled.wait(20)
        return reply(path)

    def interrupted(inbox: Inbox, batch: list[FetchedFeed]) -> list[Entry]:
        if is_settled.is_set():
            raise KeyboardInterrupt
        found = settle(inbox, batch)
        is_settled.set()
        return found

    monkeypatch.setattr(site, "reply", one_after_the_other)
    monkeypatch.setattr("aiwatch.cli.feed_fetching.settle", interrupted)
    code, _, told = call("feeds", "fetch")
    assert code == 130
    assert told.startswith("Before that, 1 feed brought 1 new entry.")
    assert len(entries(archive)) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("feeds delete", "feeds cannot 'delete'. It can: list, add,"),
        ("feeds add", "Say which: aiwatch feeds add URL"),
        ("feeds add nothing", "'nothing' is neither an address (https://…) nor a file."),
        ("feeds add ftp://x.example/", "is neither an address"),
        ("feeds list more", "feeds list takes no 'more'."),
        ("feeds fetch --json", "--json is for: aiwatch feeds list"),
        ("feeds list -s tech", "--section is for: aiwatch feeds add"),
        ("feeds add x -o y", "--output is for: aiwatch feeds export"),
        ("feeds add x -s none", "No section 'none'."),
        ("feeds add https://lin:secret@a.example/rss", "a user name or password"),
    ],
)
def test_what_is_mistyped_is_told(call: Call, arguments: str, sentence: str) -> None:
    code, out, told = call(*arguments.split())
    assert code in (1, 2)
    assert out == ""
    assert sentence in told
    assert "secret" not in told


def test_one_entry_is_told_as_one(call: Call, site: Site) -> None:
    site.pages["/rss"] = Reply(rss("Wire", item(1, "昨天")))
    told = call("feeds", "add", site.url("/rss"))[2]
    assert "which brought 1 new entry. The entry has no date that can be read. Triage" in told


def test_in_the_table_what_is_wrong_with_a_feed_is_a_whole_sentence() -> None:
    wrong = "It leads to an address that is not public, and is not asked."
    feed = Feed(
        "http://127.0.0.1/rss", problem=f"{wrong} If it is to be: aiwatch config web.allow …"
    )
    console = Console(file=StringIO(), width=72)
    console.print(FeedTable({1: feed}, ["never"]))
    assert console.file.getvalue().splitlines()[2].strip() == wrong  # type: ignore[attr-defined]
