"""aiwatch inbox at the command line, as an analyst types it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

import aiwatch
from aiwatch.archive import open_archive
from aiwatch.archive.inbox import Inbox
from aiwatch.cli import completion, inbox_list, inbox_screen, inbox_suggestions, run
from aiwatch.cli import inbox as command
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.development import Development
from aiwatch.domain.entry import Entry, Feed
from aiwatch.domain.selection import Selection
from aiwatch.writers.cells import display_width
from aiwatch.writers.terminal_inbox import EntryCard, InboxTable
from tests.web.server import Reply, serving

SAMPLE = Path(aiwatch.__file__).parent / "data" / "sample"
FEED = "https://jiqizhixin.example/rss"

QWEN = Clipping(
    "Qwen opens a model",
    "The Qwen team released an open-source mixture-of-experts model under Apache 2.0.",
    "https://news.example/2025/qwen.html",
    "Sina",
    "en",
    date(2025, 5, 14),
)
LABELS = Clipping(
    "网信办发布标识办法实施细则，要求平台对人工智能生成合成内容添加显式标识",
    "四部门联合发布，自九月一日起施行。",
    "https://cac.example/labels",
    "国家网信办",
    "zh",
    date(2025, 5, 12),
)
UNDATED = Clipping("Ascend chips shipped", url="https://chips.example/1", language="en")
AT = datetime(2025, 5, 19, 6, tzinfo=UTC)
ENTRIES = (
    Entry("tag:1", QWEN, "", FEED, "机器之心", "", AT),
    Entry("tag:2", LABELS, "", "https://cac.example/rss", "CAC", "", AT),
    Entry("tag:3", UNDATED, "", FEED, "机器之心", "the 12th, perhaps", AT),
)

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Run a command line in this process, with the sample as archive."""
    shutil.copytree(SAMPLE, tmp_path / "archive")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AIWATCH_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-19")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def ids(call: Call, tmp_path: Path) -> list[str]:
    """The ids of ENTRIES, which wait."""
    return [entry.id for entry in Inbox(tmp_path / "archive").take_in(ENTRIES)]


def listed(call: Call, *options: str) -> list[list[str]]:
    code, shown, _ = call("inbox", "list", *options)
    assert code == 0
    return [line.split("\t") for line in shown.splitlines()]


def test_an_empty_inbox_tells_the_way_on(call: Call, tmp_path: Path) -> None:
    assert call("inbox") == (
        0,
        "",
        "The inbox is empty. To subscribe to a feed: aiwatch feeds add https://…\n",
    )
    Inbox(tmp_path / "archive").change_feeds(lambda _: [Feed(FEED)])
    assert "aiwatch feeds fetch" in call("inbox", "list")[2]
    assert call("inbox", "list", "--json") == (0, "[]\n", "")


def test_the_list_has_a_line_each_with_the_section_suggested(call: Call, ids: list[str]) -> None:
    assert listed(call) == [
        [ids[1], "2025-05-12", "domestic", "国家网信办", LABELS.title],
        [ids[0], "2025-05-14", "tech", "Sina", QWEN.title],
        [ids[2], "", "", "机器之心", UNDATED.title],
    ]
    assert call("inbox")[1] == call("inbox", "list")[1]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--feed", "cac"), [1]),
        (("--feed", "机器"), [0, 2]),
        (("--feed", "JIQIZHIXIN"), [0, 2]),
        (("--match", "标识"), [1]),
        (("--match", "apache"), [0]),
        (("-n", "2"), [1, 0]),
        (("--match", "nothing of the kind"), []),
        (("--skipped",), []),
    ],
)
def test_the_list_is_filtered(
    call: Call, ids: list[str], options: Sequence[str], expected: list[int]
) -> None:
    assert [line[0] for line in listed(call, *options)] == [ids[number] for number in expected]


def test_what_is_left_out_is_told(call: Call, ids: list[str]) -> None:
    assert call("inbox", "list", "-n", "1")[2] == "2 more are not shown; -n 0 shows all.\n"
    assert call("inbox", "list", "--match", "xyz")[2] == "Nothing like that among 3.\n"


def test_the_list_as_json(call: Call, ids: list[str]) -> None:
    found = json.loads(call("inbox", "list", "--json")[1])
    assert [each["id"] for each in found] == [ids[1], ids[0], ids[2]]
    assert found[1] == {
        "id": ids[0],
        "published": "2025-05-14",
        "section": "tech",
        "lang": "en",
        "publisher": "Sina",
        "title": QWEN.title,
        "summary": QWEN.summary,
        "url": QWEN.url,
        "feed": FEED,
        "feed_title": "机器之心",
        "undated": "",
        "fetched": "2025-05-19T06:00:00Z",
        "alike": [],
    }
    assert found[2]["undated"] == "the 12th, perhaps"


def test_the_list_tells_what_looks_like_something_logged(
    call: Call, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    same_page = call("add", "-s", "tech", "Else.", "-u", QWEN.url, "-d", "2025-01-13")[1].strip()
    same_text = call("add", "-s", "tech", QWEN.summary, "-d", "2025-05-13", "--force")[1].strip()
    found = json.loads(call("inbox", "list", "--json")[1])
    assert [each["alike"] for each in found] == [[], [same_page, same_text], []]
    assert json.loads(call("inbox", "show", ids[0], "--json")[1])[0]["alike"] == found[1]["alike"]
    monkeypatch.setattr(inbox_list, "on_terminal", lambda: True)
    _, shown, told = call("inbox", "list")
    assert f"  ≈ {QWEN.title}" in shown
    assert shown.count("≈") == 1
    assert told == "≈ looks like what is logged; which that is: aiwatch inbox show ID\n"


def test_an_entry_is_shown_with_what_is_suggested_and_what_it_is_like(
    call: Call, ids: list[str]
) -> None:
    _, development, _ = call("add", "-s", "tech", QWEN.summary, "-u", QWEN.url, "-d", "2025-05-13")
    code, shown, _ = call("inbox", "show", ids[0][:5])
    assert code == 0
    head, _, summary = shown.partition("\n\n")
    assert summary == f"{QWEN.summary}\n"
    assert "published: 14 May 2025\npublisher: EN Sina\n" in head
    assert "suggested: section tech: of " in head
    assert " are in Tech progress\n" in head
    assert f"alike: {development.strip()}, 13 May 2025, " in head
    (found,) = json.loads(call("inbox", "show", ids[0], "--json")[1])
    assert found["alike"] == [development.strip()]
    assert found["suggested"]["section"] == "tech"
    assert "published: not taken: the 12th, perhaps" in call("inbox", "show", ids[2])[1]


def test_the_section_a_feed_is_set_to_is_suggested(
    call: Call, ids: list[str], tmp_path: Path
) -> None:
    Inbox(tmp_path / "archive").change_feeds(lambda _: [Feed(FEED, section="domestic")])
    assert {line[0]: line[2] for line in listed(call)} == dict.fromkeys(ids, "domestic")
    shown = call("inbox", "show", ids[0])[1]
    assert "suggested: section domestic: its feed is set to it\n" in shown
    assert "suggested: tag models: " in shown


@pytest.mark.parametrize("most", [1, 3, 10_000])
def test_what_was_logged_last_suggests(
    call: Call, ids: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(inbox_suggestions, "MOST", most)
    monkeypatch.setattr(inbox_suggestions, "SOON", timedelta(12))
    past: list[Sequence[Development]] = []

    class Habits:
        def __init__(self, developments: Sequence[Development], _: object) -> None:
            past.append(developments)

        def section(self, _: object) -> str:
            return ""

    monkeypatch.setattr(inbox_suggestions, "Habits", Habits)
    listed(call)
    lately = open_archive(tmp_path / "archive").select(Selection(since=date(2024, 5, 18)))
    soon = [each for each in lately if each.date >= date(2025, 5, 7)]
    assert 3 < len(soon) < len(lately) < 10_000
    assert past == [lately[-most:]]


def test_accept_logs_and_tells_what_it_understood(call: Call, ids: list[str]) -> None:
    code, shown, told = call("inbox", "accept", ids[0], "-s", "tech", "-t", "models")
    assert (code, told) == (0, "Tech progress, 14 May 2025, EN Sina\n")
    (record,) = json.loads(call("show", shown.strip(), "--json")[1])
    assert (record["headline"], record["text"]) == (f"{QWEN.title}.", QWEN.summary)
    assert (record["date"], record["tags"]) == ("2025-05-14", ["models"])
    assert record["sources"][0] == {
        "lang": "en",
        "publisher": "Sina",
        "published": "2025-05-14",
        "url": QWEN.url,
        "title": QWEN.title,
        "archived": "",
    }
    assert ids[0] not in [line[0] for line in listed(call)]
    code, _, told = call("inbox", "accept", ids[0], "-s", "tech")
    assert (code, told) == (
        3,
        f"aiwatch: {ids[0]} was accepted as {shown.strip()}. See: aiwatch show {shown.strip()}\n",
    )


def test_several_are_accepted_or_none(call: Call, ids: list[str]) -> None:
    code, shown, told = call("inbox", "accept", *ids, "-s", "tech")
    assert (code, shown) == (2, "")
    assert told.splitlines() == [
        "None of the 3 was logged.",
        f"aiwatch: Entry {ids[2]} has no date, only 'the 12th, perhaps'. Give it: --date",
    ]
    assert len(listed(call)) == 3
    code, shown, _ = call("inbox", "accept", *ids[:2], "-s", "tech")
    assert (code, len(shown.split())) == (0, 2)
    assert call("undo")[2].startswith("Taken back: accept ")
    assert len(listed(call)) == 3


def test_an_undated_entry_takes_the_date_given(call: Call, ids: list[str]) -> None:
    code, shown, told = call("inbox", "accept", ids[2], "-s", "tech", "-d", "yesterday")
    assert code == 0
    assert told == (
        "yesterday = 18 May 2025\n"
        "Tech progress, 18 May 2025, EN https://chips.example/1\n"
        f"Who published it is not known: aiwatch edit {shown.strip()} --publisher …\n"
    )


def test_a_date_for_several_is_told_once(call: Call, ids: list[str]) -> None:
    code, shown, told = call("inbox", "accept", *ids, "-s", "tech", "-d", "yesterday")
    assert (code, len(shown.split())) == (0, 3)
    assert told.count("yesterday = ") == 1
    assert told.count(", 18 May 2025, ") == 3


def test_accept_in_the_editor(
    call: Call, ids: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text(
        '#!/bin/sh\nsed -i -e "s/^Headline:.*/Headline: Mine/" -e s/Sina/Ours/ "$1"\n'
    )
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    code, shown, told = call("inbox", "accept", ids[0], "-s", "tech", "--edit")
    assert (code, told) == (0, "Tech progress, 14 May 2025, EN Ours\n")
    (record,) = json.loads(call("show", shown.strip(), "--json")[1])
    assert (record["headline"], record["sources"][0]["url"]) == ("Mine", QWEN.url)


def test_a_form_that_was_not_saved_logs_nothing(
    call: Call, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "true")
    before = call("list")[1]
    code, shown, told = call("inbox", "accept", ids[0], "-s", "tech", "--edit")
    assert (code, shown, told) == (1, "", "aiwatch: Not saved, so nothing was logged.\n")
    assert call("list")[1] == before
    assert len(call("inbox", "list")[1].splitlines()) == len(ids)


def test_what_looks_like_one_that_is_there_is_refused_with_the_way_on(
    call: Call, ids: list[str]
) -> None:
    development = call("add", "-s", "tech", f"{QWEN.title}.", "-d", "2025-05-13")[1]
    code, shown, told = call("inbox", "accept", ids[0], "-s", "tech")
    assert (code, shown) == (4, "")
    assert f"aiwatch inbox merge {ids[0]} {development.strip()}" in told
    assert call("inbox", "accept", ids[0], "-s", "tech", "--force")[0] == 0


def test_taking_back_what_an_issue_told_is_told(call: Call, ids: list[str]) -> None:
    call("inbox", "accept", ids[0], "-s", "tech")
    assert call("brief", "--publish")[0] == 0
    told = call("inbox", "undo")[2]
    assert "issue 1; the next issue tells under Corrections that it is withdrawn." in told
    call("inbox", "skip", ids[0])
    assert "issue" not in call("inbox", "undo")[2]


def test_one_that_is_refused_keeps_the_others_waiting_and_that_is_told(
    call: Call, ids: list[str]
) -> None:
    call("add", "-s", "tech", f"{QWEN.title}.", "-d", "2025-05-13")
    code, shown, told = call("inbox", "accept", *ids, "-s", "tech", "-d", "2025-05-14")
    assert (code, shown) == (4, "")
    first, second = told.splitlines()[-2:]
    assert first == "None of the 3 was logged."
    assert second.startswith(f"aiwatch: Entry {ids[0]} looks like ")
    assert len(call("inbox", "list")[1].splitlines()) == 3


def test_merge_and_undo(call: Call, ids: list[str]) -> None:
    development = call("add", "-s", "tech", "Words. (Source (EN): Xinhua, May 13, 2025)")[1].strip()
    code, shown, told = call("inbox", "merge", ids[0], development)
    assert (code, shown) == (0, f"{development}\n")
    assert told == "Tech progress, 13 May 2025, EN Xinhua, EN Sina\n"
    assert call("inbox", "undo")[2] == f"Taken back, no longer merged: {ids[0]} '{QWEN.title}'\n"
    assert len(json.loads(call("show", development, "--json")[1])[0]["sources"]) == 1


def test_redo_takes_the_entry_out_again(call: Call, ids: list[str]) -> None:
    logged = call("inbox", "accept", ids[0], ids[1], "-s", "tech")[1].split()
    for _ in range(2):
        assert call("undo")[0] == 0
        assert len(listed(call)) == 3
        assert call("redo")[0] == 0
        assert [line[0] for line in listed(call)] == [ids[2]]
    assert call("show", *logged)[0] == 0
    assert call("inbox", "undo")[0] == 0
    assert len(listed(call)) == 3
    assert call("show", logged[0])[0] == 3


def test_what_was_skipped_can_be_seen_and_restored(call: Call, ids: list[str]) -> None:
    assert call("inbox", "skip", *ids[:2])[2].splitlines() == [
        f"Skipped {ids[0]} '{QWEN.title}'",
        f"Skipped {ids[1]} '{LABELS.title}'",
    ]
    assert [line[0] for line in listed(call, "--skipped")] == [ids[1], ids[0]]
    code, _, told = call("inbox", "skip", ids[0])
    assert (code, told) == (
        3,
        f"aiwatch: {ids[0]} was skipped. To have it back: aiwatch inbox restore {ids[0]}\n",
    )
    assert call("inbox", "restore", ids[0])[0] == 0
    assert [line[0] for line in listed(call)] == [ids[0], ids[2]]
    assert call("inbox", "restore", ids[0])[0] == 3


def test_a_page_says_what_its_feed_did_not(call: Call, tmp_path: Path) -> None:
    page = """<html lang="en"><head><title>Chips shipped</title>
        <meta property="og:title" content="Ascend chips shipped">
        <meta property="og:site_name" content="Chip Desk">
        <meta property="og:description" content="Ten thousand of them.">
        <meta property="article:published_time" content="2025-05-13T08:00:00+08:00">
        </head><body><p>Ten thousand of them.</p></body></html>"""
    root = tmp_path / "archive"
    with (root / "aiwatch.toml").open("a") as settings:
        settings.write('\n[web]\nallow = ["127.0.0.1"]\n')
    html = {"Content-Type": "text/html; charset=utf-8"}
    with serving({"/1": Reply(page.encode(), headers=html)}) as site:
        bare = Clipping("Ascend chips shipped", url=site.url("/1"))
        late = replace(bare, title="Other chips", published=date(2025, 5, 11))
        gone = Clipping("Gone", "It is gone.", url=site.url("/2"), published=date(2025, 5, 13))
        ids = [each.id for each in Inbox(root).take_in([Entry("1", bare), Entry("2", gone)])]
        assert call("inbox", "accept", ids[0], "-s", "tech")[0] == 2
        code, shown, told = call("inbox", "accept", ids[0], "-s", "tech", "--fetch")
        assert code == 0, told
        assert "date 13 May 2025" in told
        assert told.endswith("Tech progress, 13 May 2025, EN Chip Desk\n")
        code, nothing, told = call("inbox", "accept", ids[1], "-s", "tech", "--fetch")
        (other,) = Inbox(root).take_in([Entry("3", replace(late, url=site.url("/1?v=2")))])
        site.pages["/1?v=2"] = site.pages["/1"]
        told_of_day = call("inbox", "accept", other.id, "-s", "tech", "--fetch", "--force")[2]
        assert "The page is of 13 May 2025" in told_of_day
        assert "11 May 2025 stays, as its feed says." in told_of_day
    assert (code, nothing) == (1, "")
    assert "the server said 404" in told
    (record,) = json.loads(call("show", shown.strip(), "--json")[1])
    assert record["headline"] == "Ascend chips shipped."
    assert record["text"] == "Ten thousand of them."
    assert [line[0] for line in listed(call)] == [ids[1]]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("eat x", "inbox cannot 'eat'. It can: list, show, accept, skip, merge, undo, restore."),
        ("acept x", "Did you mean accept?"),
        ("skip", "Write it so: aiwatch inbox skip ID…"),
        ("undo x", "Write it so: aiwatch inbox undo\n"),
        ("merge x", "Write it so: aiwatch inbox merge ID DEVELOPMENT"),
        ("skip x --force", "inbox skip has no --force. See: aiwatch inbox --help"),
        ("accept x --json", "inbox accept has no --json."),
        ("list --tag x", "inbox list has no --tag."),
        ("accept ONE TWO -s tech --headline x", "--text, --headline and --edit are for one"),
        ("accept ONE", "Give --section with one of: tech, domestic. Suggested: tech."),
        ("accept ONE -s econ", "No section 'econ'. Sections: tech, domestic."),
    ],
)
def test_what_cannot_be_is_one_sentence(
    call: Call, ids: list[str], arguments: str, told: str
) -> None:
    words = [{"ONE": ids[0], "TWO": ids[1]}.get(word, word) for word in arguments.split()]
    code, shown, said = call("inbox", *words)
    assert (code, shown, said.count("\n")) == (2, "", 1)
    assert told in said


def test_a_damaged_inbox_is_told(call: Call, ids: list[str], tmp_path: Path) -> None:
    with (tmp_path / "archive/inbox/entries.jsonl").open("a") as file:
        file.write("half a li")
    code, _, told = call("inbox", "list")
    assert (code, told) == (
        5,
        "aiwatch: inbox/entries.jsonl, line 4 cannot be read: it is no JSON; mend or delete that "
        "line.\n",
    )
    assert "inbox/entries.jsonl" in call("doctor")[1] + call("doctor")[2]


def test_without_textual_a_terminal_gets_the_list(
    call: Call, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "on_terminal", lambda: True)
    monkeypatch.setattr(command, "can_ask", lambda: True)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    code, shown, told = call("inbox")
    assert (code, shown.count("\n")) == (0, 3)
    assert "pip install 'aiwatch[tui]'" in told


def test_at_a_terminal_the_list_is_a_table(
    call: Call, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_list, "on_terminal", lambda: True)
    shown = call("inbox", "list")[1]
    assert shown.split("\n")[0].split() == ["Id", "Date", "Section", "Publisher", "Title"]
    assert shown.count("\n") == 4
    assert "Suggested  section tech: of" in call("inbox", "show", ids[0])[1]


def drawn(drawable: object, width: int) -> str:
    out = StringIO()
    console = Console(file=out, width=width, markup=False, highlight=False, emoji=False)
    console.print(drawable, crop=False)
    return out.getvalue()


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_nothing_is_wider_than_the_terminal(width: int, hostile) -> None:
    entries = [replace(entry, id="k7fq3m") for entry in ENTRIES]
    for text in (text.text for text in hostile):
        clipping = Clipping(" ".join(text.split()), text, text, " ".join(text.split()))
        entries.append(Entry("x", clipping, "abcdef", FEED, text, text))
    shown = drawn(InboxTable([(entry, "domestic") for entry in entries]), width)
    lines = shown.split("\n")
    assert len(lines) == len(entries) + 2
    assert max(map(display_width, lines)) <= width
    for entry in entries:
        shown += drawn(EntryCard(entry, ["section x: why"], ["2505-k7fq3m: same address"]), width)
    assert max(map(display_width, shown.split("\n"))) <= width
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def offered(archive: Path, words: list[str], incomplete: str = "") -> list[str]:
    class Context:
        info_name = "inbox"
        params = {"words": words, "archive": str(archive)}  # noqa: RUF012

        def find_root(self) -> Context:
            return self

    found = completion.inbox_words(Context(), incomplete)  # type: ignore[arg-type]
    return [value for value, _ in found]


def test_tab_offers_acts_and_ids(call: Call, ids: list[str], tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    assert offered(archive, [])[:2] == ["list", "show"]
    assert offered(archive, ["accept"]) == [ids[1], ids[0], ids[2]]
    assert offered(archive, ["skip", ids[0]], ids[1][:3]) == [ids[1]]
    assert offered(archive, ["list"]) == offered(archive, ["undo"]) == []
    assert len(offered(archive, ["merge", ids[0]])[1]) == len("2505-k7fq3m")
    call("inbox", "skip", ids[0])
    assert offered(archive, ["restore"]) == [ids[0]]


def test_at_a_terminal_an_empty_inbox_opens_no_screen(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "on_terminal", lambda: True)
    monkeypatch.setattr(command, "can_ask", lambda: True)
    monkeypatch.setattr(inbox_screen, "run", lambda _: pytest.fail("a screen is opened"))
    assert call("inbox")[2].startswith("The inbox is empty. To subscribe to a feed: aiwatch")
