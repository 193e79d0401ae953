"""The inbox on a terminal, as an analyst sees it, driven by keys."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from textual.message_pump import MessagePump

from aiwatch.archive import commit
from aiwatch.archive.disk import Disk
from aiwatch.archive.inbox import Inbox
from aiwatch.archive.tiny import TinyArchive
from aiwatch.cli import inbox_screen
from aiwatch.cli.shell import Session
from aiwatch.cli.triage_screen import board
from aiwatch.cli.triage_screen.acts import Acts
from aiwatch.cli.triage_screen.app import TriageApp
from aiwatch.cli.triage_screen.footer import footer_lines
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.development import Development
from aiwatch.domain.entry import Entry, Feed
from aiwatch.domain.selection import Selection

SAMPLE = Path(__file__).parents[2] / "aiwatch" / "data" / "sample"
QINGLANG = "https://www.cac.gov.cn/2025-04/30/c_1747719097461951.htm"
QWEN = (
    "Alibaba released Qwen3, a family of eight open models from 0.6 to 235 billion parameters under"
    " the Apache 2.0 licence. They switch between quick answers and step-by-step reasoning in one "
    "model, cover 119 languages and dialects, and are better suited to agents that call tools and "
    "act in digital environments."
)
CHIPS = Clipping(
    "Huawei ships the first Ascend 910D chips",
    "Huawei has begun to send samples of its newest chip for training models to customers, three "
    "people who know of it say.\n\nOrders for the year come to 800,000.",
    "https://www.reuters.com/technology/ascend",
    "Reuters",
    "en",
    date(2025, 5, 16),
)
SHENZHEN = Clipping(
    "深圳发布支持人工智能企业二十条措施，每年投入四十五亿元",
    "深圳市发布措施，支持人工智能企业发展。",
    "https://www.sznews.com/a.html",
    "深圳特区报",
    "zh",
    date(2025, 5, 17),
)
AGAIN = Clipping("Qwen3 is out", QWEN, "https://x.org/q", "The Register", "en", date(2025, 4, 30))
CAMPAIGN = Clipping("国家网信办整治AI技术滥用", "", f"{QINGLANG}#top", "", "zh", date(2025, 4, 30))
UNDATED = Clipping("A report without a date", "Somebody says something.", "", "Some Blog", "en")
HOSTILE = Clipping(
    "[red]Bold[/red] \x1b[31mESC\x1b[0m \u202eevil",
    "[bold]Never[/] obeyed [link=x]: $var @click=app.quit",
    "javascript:alert(1)",
    "[b]Blog[/b]",
    "en",
    date(2025, 5, 18),
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample archive, to be changed, as of 19 May 2025."""
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-19")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(board, "PAUSE", 0.001)
    # What Textual sleeps after each key.
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", 0.005)
    monkeypatch.setattr("textual._wait.SLEEP_IDLE", 0.00025)
    return Path(shutil.copytree(SAMPLE, tmp_path / "archive"))


def take_in(root: Path, *clippings: Clipping, feed: str = "https://f.org/rss") -> list[Entry]:
    """Let `clippings` wait in the inbox; the title of the feed is its address."""
    return Inbox(root).take_in(
        Entry(
            f"urn:{feed}:{clipping.title}",
            clipping,
            feed=feed,
            feed_title=f"Feed of {feed}",
            undated="" if clipping.published else "last [week]",
            fetched=datetime(2025, 5, 19, 8, tzinfo=UTC),
        )
        for clipping in clippings
    )


class Played:
    """What there is once keys were pressed: the screen's text and colours, the titles in the list,
    that of the chosen entry, how many entries wait, and what is said on leaving."""

    def __init__(self, app: TriageApp) -> None:
        strips = app.screen._compositor.render_strips()
        self.lines = ["".join(part.text for part in strip).rstrip() for strip in strips]
        self.text = "\n".join(self.lines)
        styles = [part.style for strip in strips for part in strip if part.style]
        both = [colour for style in styles for colour in (style.color, style.bgcolor)]
        self.colours = {colour.name for colour in both if colour}
        board = app.board
        self.list_titles = [entry.clipping.title for entry in board.entry_list.entries]
        self.chosen = board.chosen.clipping.title if board.chosen else ""
        self.number = board.number
        self.farewell = app.acts.farewell()


def _way_up(app: TriageApp) -> list[MessagePump]:
    """Return what has the focus and what it is in, up to the app."""
    return list((app.focused or app.screen).ancestors_with_self)


async def settled(app: TriageApp) -> None:
    """Wait for what a key brings about."""
    # A key goes from the app to what has the focus and up again, and so does what comes of it.
    for node in (app, *_way_up(app)) * 2:
        done = asyncio.Event()
        node.call_later(done.set)
        await done.wait()
    for _ in range(4000):
        if app.board.is_marked and (app.board.chosen is None or app.board.insight):
            return
        await asyncio.sleep(0.005)
    raise AssertionError("nothing was found out of the entries")


def play(
    root: Path,
    *keys: str | tuple[str, ...] | Callable[[], object],
    size: tuple[int, int] = (80, 24),
) -> Played:
    """Open the screen, press `keys`, some of them together, waiting for what each brings about, and
    return what is seen then. What is no key is called instead: another process, for one."""

    async def played() -> Played:
        app = TriageApp(Acts(Session(str(root))), nullcontext)
        async with app.run_test(size=size) as pilot:
            await settled(app)
            for key in keys:
                if callable(key):
                    key()
                else:
                    await pilot.press(*((key,) if isinstance(key, str) else key))
                await settled(app)
            await pilot.pause()
            return Played(app)

    return asyncio.run(played())


@pytest.mark.skipif(sys.platform == "win32", reason="there it ends the program at once")
def test_who_ends_the_program_from_outside_gets_the_terminal_back(root: Path) -> None:
    take_in(root, CHIPS)

    async def ended() -> int | None:
        app = TriageApp(Acts(Session(str(root))), nullcontext)
        async with app.run_test():
            os.kill(os.getpid(), signal.SIGTERM)
            for _ in range(1000):
                await asyncio.sleep(0.005)
                if app._exit:
                    return app.return_code
        return None

    assert asyncio.run(ended()) == 143


@pytest.mark.parametrize("width", [60, 70, 76, 80])
def test_help_and_the_way_out_are_always_in_the_foot(width: int) -> None:
    sections = {"tech": "Tech progress", "domestic": "Domestic dynamics"}
    keys = str(footer_lines(sections, "", width)[1])
    assert keys.endswith("? help  q quit")
    assert len(keys) <= width
    assert ("o open" in keys) == (width > 74)


def typed(word: str) -> tuple[str, ...]:
    """Return the keys that type `word`."""
    return tuple("space" if letter == " " else letter for letter in word)


def logged(root: Path) -> list[Development]:
    """Return what is in the archive beside the sample."""
    old = TinyArchive(SAMPLE).ids()
    return [each for each in TinyArchive(root).select(Selection()) if each.id not in old]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_what_is_seen(
    root: Path, size: tuple[int, int], golden: Callable[[str, str | bytes], None]
) -> None:
    take_in(root, CHIPS, SHENZHEN, AGAIN, CAMPAIGN, HOSTILE, UNDATED)
    name = "x".join(map(str, size))
    golden(f"inbox/{name}.txt", play(root, "j", size=size).text + "\n")


def test_a_digit_accepts_into_a_section_and_the_cursor_goes_to_the_next(root: Path) -> None:
    take_in(root, CHIPS, SHENZHEN)
    after = play(root, "2")
    (new,) = logged(root)
    assert (new.section, new.headline, new.date) == ("domestic", CHIPS.headline, CHIPS.published)
    assert new.text == CHIPS.summary
    assert new.sources[0].publisher == "Reuters"
    assert f"Logged {new.id} in Domestic dynamics · u undoes" in after.text
    assert after.chosen == SHENZHEN.title
    assert after.farewell == "Logged 1; 1 is left."


def test_enter_accepts_the_suggestion_with_its_tags(root: Path) -> None:
    take_in(root, SHENZHEN, replace(AGAIN, published=date(2025, 5, 18), summary=QWEN[:120]))
    after = play(root, "enter", "enter")
    assert [each.section for each in logged(root)] == ["domestic", "tech"]
    assert logged(root)[1].tags
    assert after.farewell == "Logged 2; 0 are left."


def test_enter_without_a_suggestion_says_so(root: Path) -> None:
    take_in(root, Clipping("Xyzzy", "Plugh.", published=date(2025, 5, 1)))
    after = play(root, "enter")
    assert "! No section is suggested; 1–2 log it in one." in after.text
    assert not logged(root)


def test_skipped_ones_never_come_back(root: Path) -> None:
    take_in(root, CHIPS, SHENZHEN)
    after = play(root, "s")
    assert after.list_titles == [SHENZHEN.title]
    assert after.farewell == "Skipped 1; 1 is left."
    assert take_in(root, CHIPS) == []


def test_undo_takes_back_one_after_another(root: Path) -> None:
    take_in(root, CHIPS, SHENZHEN, UNDATED)
    after = play(root, "1", "s", "u", "u", "u")
    assert after.list_titles == [CHIPS.title, SHENZHEN.title, UNDATED.title]
    assert after.chosen == CHIPS.title
    assert "! Nothing was done on this screen that could be undone." in after.text
    assert not logged(root)
    assert after.farewell == "Nothing was decided; 3 are left."


def test_undo_leaves_what_others_did(root: Path) -> None:
    chips, shenzhen = take_in(root, CHIPS, SHENZHEN)
    after = play(root, "s", lambda: Inbox(root).decide([shenzhen.id], "skipped"), "u")
    assert "Another aiwatch changed the inbox since" in after.text
    assert [each.entry.id for each in Inbox(root).decided()] == [shenzhen.id, chips.id]


def test_what_looks_like_something_logged_is_shown_and_refused_once(root: Path) -> None:
    take_in(root, AGAIN, CHIPS)
    refused = play(root, "1")
    (known,) = [d for d in TinyArchive(root).select(Selection()) if d.text == QWEN]
    assert f"Looks like {known.id}" in refused.text
    assert "same text" in refused.text
    assert refused.lines[1].startswith("▸≈")
    assert "logged already: m merge, f log it anyway, s skip" in refused.text
    assert not logged(root)
    after = play(root, "1", "f")
    assert [each.headline for each in logged(root)] == [AGAIN.headline]
    assert after.chosen == CHIPS.title


def marked(seen: Played, number: int) -> list[bool]:
    """Return of the first entries in the list whether each has the mark of a look-alike."""
    return [line[1] == "≈" for line in seen.lines[1 : number + 1]]


def test_all_that_looks_like_something_logged_is_marked_before_the_cursor_is_there(
    root: Path,
) -> None:
    first = replace(CHIPS, published=date(2025, 4, 1))
    take_in(root, first, AGAIN, CAMPAIGN)
    assert marked(play(root), 3) == [False, True, True]
    assert marked(play(root, "slash", typed("qwen"), "enter"), 1) == [True]


def test_an_act_marks_what_looks_like_it_and_undo_takes_the_marks_away(root: Path) -> None:
    other = replace(SHENZHEN, published=CHIPS.published)
    take_in(root, CHIPS, other, replace(CHIPS, title="Chips again", url="https://x.org/2"))
    assert marked(play(root), 3) == [False] * 3
    assert marked(play(root, "1", "u"), 3) == [False] * 3
    assert marked(play(root, "1"), 2) == [False, True]


def test_the_keys_do_not_wait_for_the_marks(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take_in(root, replace(CHIPS, published=date(2025, 4, 1)), SHENZHEN, AGAIN, CAMPAIGN)
    held = threading.Event()
    monkeypatch.setattr(board, "AT_ONCE", 1)

    def look_over(acts: Acts, entries: list[Entry]) -> set[str]:
        held.wait(20)
        return {each.id for each in entries if each.clipping.title == CHIPS.title}

    monkeypatch.setattr(Acts, "look_over", look_over)

    async def played() -> None:
        app = TriageApp(Acts(Session(str(root))), nullcontext)
        async with app.run_test() as pilot:
            await pilot.press("j", "s", "s")
            for _ in range(4000):
                if app.board.number == 2:
                    break
                await asyncio.sleep(0.005)
            assert app.board.number == 2
            assert not app.board.is_marked
            held.set()
            await settled(app)
            assert marked(Played(app), 2) == [True, False]

    asyncio.run(played())


def test_f_forces_only_what_was_refused(root: Path) -> None:
    take_in(root, AGAIN, CHIPS)
    after = play(root, "1", "j", "f")
    assert "! f logs what was refused; nothing was." in after.text
    assert "!" not in play(root, "1", "j").text
    assert not logged(root)


def test_m_merges_into_what_it_looks_like(root: Path) -> None:
    take_in(root, AGAIN)
    after = play(root, "m")
    (known,) = [d for d in TinyArchive(root).select(Selection()) if d.text == QWEN]
    assert [source.publisher for source in known.sources] == ["Sina", "The Register"]
    assert f"Added its source to {known.id} · u undoes" in after.text
    assert after.farewell == "Merged 1; 0 are left."


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_tab_chooses_among_several(root: Path, size: tuple[int, int]) -> None:
    take_in(root, AGAIN, replace(AGAIN, title="Qwen3 again", url="https://x.org/2"))
    play(root, "1", "f")
    (new,) = logged(root)
    first, second = play(root, size=size), play(root, "tab", size=size)
    assert "Tab 1 of 2" in first.text
    assert "▸ " + new.id not in first.text
    assert "Tab 2 of 2 ▸ " + new.id in second.text
    play(root, "tab", "tab", "shift+tab", "m", size=size)
    assert len(logged(root)[0].sources) == 2


def test_m_asks_for_an_id_where_nothing_is_alike(root: Path) -> None:
    take_in(root, CHIPS)
    asked = play(root, "m", typed("x9"), "enter")
    assert "! No development 'x9'" in asked.text.replace("\n", " ")
    id = TinyArchive(root).select(Selection())[0].id
    play(root, "m", typed(id), "enter")
    assert TinyArchive(root).find(id).sources[-1].publisher == "Reuters"


def test_a_source_that_is_there_is_not_added_again(root: Path) -> None:
    take_in(root, CAMPAIGN)
    after = play(root, "m")
    assert "same address" in after.text
    assert "has that source already; s skips it." in after.text
    assert after.list_titles == [CAMPAIGN.title]


def test_the_filter_is_live_and_escape_clears_it(root: Path) -> None:
    take_in(root, CHIPS, SHENZHEN, HOSTILE)
    assert play(root, "slash", typed("ＡＳＣＥＮＤ reut")).list_titles == [CHIPS.title]
    found = play(root, "slash", typed("人工智能"), "enter")
    assert found.list_titles == [SHENZHEN.title]
    assert "1 of 3 entries with “人工智能”" in found.text
    assert len(play(root, "slash", "z", "escape").list_titles) == 3
    none = play(root, "slash", typed("zz"), "enter")
    assert "Nothing matches “zz”." in none.text
    assert "Esc shows all again." in none.text
    assert len(play(root, "slash", typed("zz"), "enter", "s", "1", "escape").list_titles) == 3


def test_the_filter_knows_feeds_and_keys_type_into_it(root: Path) -> None:
    take_in(root, CHIPS)
    take_in(root, SHENZHEN, feed="https://qsu.org/1")
    after = play(root, "slash", typed("qsu.org/1"), "down")
    assert after.list_titles == [SHENZHEN.title]
    assert not logged(root)


def test_moving_about(root: Path) -> None:
    many = [replace(CHIPS, title=f"Story {n}", url=f"https://x.org/{n}") for n in range(30)]
    take_in(root, *many[:20])
    take_in(root, *many[20:], feed="https://g.org/rss")
    assert play(root, "j", "down", "k").chosen == "Story 1"
    assert play(root, "G").chosen == "Story 29"
    assert play(root, "end", "g").chosen == "Story 0"
    assert play(root, "right_square_bracket").chosen == "Story 20"
    assert play(root, "G", "left_square_bracket").chosen == "Story 19"
    assert play(root, "pagedown", "pagedown", "pageup").chosen not in ("Story 0", "Story 29")
    assert play(root, "up").chosen == "Story 0"


def test_an_undated_one_is_given_a_date(root: Path) -> None:
    take_in(root, UNDATED)
    refused = play(root, "1")
    assert "no date (the feed says 'last [week]')" in refused.text
    assert "! It has no date; d gives it one." in refused.text
    wrong = play(root, "d", typed("12/5"), "enter")
    assert "Date ▸ 12/5" in wrong.text
    after = play(root, "d", typed("昨天"), "enter", "1")
    (new,) = logged(root)
    assert new.date == new.sources[0].published == date(2025, 5, 18)
    assert after.farewell == "Logged 1; 0 are left."


def test_a_date_that_was_given_is_kept(root: Path) -> None:
    (old,) = take_in(root, UNDATED)
    dated = play(root, "d", typed("5月12日"), "enter")
    assert "Its date is 12 May 2025 · u undoes" in dated.text
    assert dated.farewell == "Nothing was decided; 1 is left."
    assert Inbox(root).find(old.id).clipping.published == date(2025, 5, 12)
    again = play(root)
    assert "12 May  Some Blog" in again.text
    assert "12 May 2025, as you gave it (the feed says 'last [week]')" in " ".join(
        " ".join(again.lines).split()
    )
    play(root, "d", typed("5月13日"), "enter", "1")
    (new,) = logged(root)
    assert new.date == new.sources[0].published == date(2025, 5, 13)


def test_u_takes_a_date_back_before_what_was_done_earlier(root: Path) -> None:
    take_in(root, CHIPS, UNDATED)
    (chips, undated) = Inbox(root).entries()
    day = ("d", typed("5月12日"), "enter")
    first = play(root, "s", *day, "u")
    assert "It has no date again: “A report without a date”" in first.text
    assert first.farewell == "Skipped 1; 1 is left."
    assert Inbox(root).entries() == [undated]
    Inbox(root).restore([chips.id])
    all_back = play(root, "s", *day, "d", typed("5月13日"), "enter", "1", "u", "u")
    assert "Its date is 12 May 2025 again: " in all_back.text
    assert not logged(root)
    assert Inbox(root).entries()[0].clipping.published == date(2025, 5, 12)
    assert all_back.farewell == "Skipped 1; 1 is left."


def test_another_date_than_the_feed_tells_is_undone_too(root: Path) -> None:
    take_in(root, CHIPS)
    (chips,) = Inbox(root).entries()
    day = ("d", typed("5月12日"), "enter")
    told = play(root, *day)
    assert "On this screen its date is 12 May 2025; its source keeps 16 May 2025" in told.text
    undone = play(root, *day, "u")
    assert "Its date is 16 May 2025 again" in undone.text
    assert Inbox(root).entries() == [chips]
    play(root, *day, "1")
    (new,) = logged(root)
    assert (new.date, new.sources[0].published) == (date(2025, 5, 12), CHIPS.published)


def test_a_date_after_today_is_told(root: Path) -> None:
    take_in(root, UNDATED)
    today, later = (play(root, "d", typed(day), "enter").text for day in ("today", "2025-05-20"))
    assert "after today" not in today
    assert "Its date is 20 May 2025, which is after today · u undoes" in later


def test_what_another_process_dated_is_not_dated_over(root: Path) -> None:
    take_in(root, UNDATED)
    (old,) = Inbox(root).entries()

    def elsewhere() -> None:
        Inbox(root).give_day(Inbox(root).find(old.id), date(2025, 5, 2))

    late = play(root, elsewhere, "d", typed("5月12日"), "enter")
    assert "! The entry was changed by another aiwatch; it was given no date." in late.text
    assert "2 May 2025, as you gave it" in late.text
    undone = play(root, "d", typed("5月12日"), "enter", elsewhere, "u")
    assert "! Another aiwatch changed the entry since; nothing was undone." in undone.text
    assert Inbox(root).entries()[0].clipping.published == date(2025, 5, 2)


def test_hostile_entries_are_shown_letter_by_letter(root: Path) -> None:
    take_in(root, HOSTILE)
    seen = play(root, size=(120, 40))
    assert "[red]Bold[/red] ␛[31mESC␛[0m ⟨U+202E⟩evil" in seen.text
    assert "[bold]Never[/] obeyed [link=x]: $var @click=app.quit" in seen.text
    assert "\x1b" not in seen.text
    after = play(root, "s")
    assert "Skipped “[red]Bold[/red]" in after.text
    take_in(root, replace(HOSTILE, title="Another"))
    opened = play(root, "o")
    assert "! Only pages of http and https are opened, not javascript:alert(1)" in opened.text
    filtered = play(root, "slash", typed("[/x]"), "enter")
    assert "“[/x]”" in filtered.text


def test_the_whole_hostile_corpus_is_drawn(root: Path, hostile: list) -> None:  # type: ignore[type-arg]
    clippings = [
        Clipping(text.text.replace("\n", " ")[:200], text.text, "", text.text.replace("\n", " "))
        for text in hostile
        if text.text.strip()
    ]
    take_in(root, *clippings)
    seen = play(root, *["pagedown"] * 10, size=(100, 24))
    assert seen.number == len({c.title for c in clippings})
    assert not {c for c in seen.text if c < " " and c != "\n"}


def test_o_opens_pages_of_the_web(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    class Browser:
        def open(self, url: str) -> bool:
            opened.append(url)
            return True

    monkeypatch.setattr(webbrowser, "get", Browser)
    take_in(root, CHIPS)
    assert f"Opened {CHIPS.url}" in play(root, "o").text
    assert opened == [CHIPS.url]


def editor(monkeypatch: pytest.MonkeyPatch, root: Path, script: str) -> Path:
    """Set EDITOR to a Python `script`, which has the form as `form`, and leaves it in a file."""
    program = root.parent / "editor.py"
    seen = root.parent / "seen.txt"
    program.write_text(
        "import sys, pathlib\npath = pathlib.Path(sys.argv[1])\nform = path.read_text('utf-8')\n"
        f"pathlib.Path({str(seen)!r}).write_text(form, 'utf-8')\n{script}\n"
        "path.write_text(form, 'utf-8')\n",
        "utf-8",
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", shlex.join([sys.executable, str(program)]))
    return seen


def test_e_edits_first(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = editor(monkeypatch, root, "form = form.replace('newest chip', 'fastest chip')")
    take_in(root, CHIPS, SHENZHEN)
    after = play(root, "e")
    (new,) = logged(root)
    form = seen.read_text("utf-8")
    assert "Date: 2025-05-16" in form
    assert f"Headline: {CHIPS.title}.\n" in form
    assert f"(Source (EN): [Reuters]({CHIPS.url}" in form
    assert "fastest chip" in new.text
    assert new.sources == (CHIPS.source(),)
    assert after.chosen == SHENZHEN.title
    assert not list(root.parent.glob("aiwatch-inbox-*"))


def test_keys_typed_ahead_have_the_suggestion_of_their_own_entry(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = editor(monkeypatch, root, "")
    take_in(root, CHIPS, feed="https://a.org/rss")
    take_in(root, SHENZHEN, feed="https://b.org/rss")
    feeds = [
        Feed("https://a.org/rss", section="tech"),
        Feed("https://b.org/rss", section="domestic"),
    ]
    Inbox(root).change_feeds(lambda _: feeds)

    async def skip_and_edit() -> None:
        app = TriageApp(Acts(Session(str(root))), nullcontext)
        async with app.run_test():
            assert (await app._insight()).suggestion.section == "tech"
            await app.action_skip()
            # Nothing has happened on the screen since.
            await app.action_edit()

    asyncio.run(skip_and_edit())
    assert "Section: domestic" in seen.read_text("utf-8")
    assert [new.section for new in logged(root)] == ["domestic"]


def test_without_a_suggestion_the_section_of_a_form_is_left_to_be_chosen(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = editor(monkeypatch, root, "")
    take_in(root, Clipping("Xyzzy plugh", "", "https://a.org/1", "A", "en", date(2025, 5, 18)))
    after = play(root, "e")
    assert "\nSection:\n" in seen.read_text("utf-8")
    assert "! No section. Write one behind Section: tech or domestic." in after.text
    assert not logged(root)


def test_an_empty_form_logs_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(monkeypatch, root, "form = ''")
    take_in(root, CHIPS)
    after = play(root, "e")
    assert "Nothing was logged: the form was left empty." in after.text
    assert after.list_titles == [CHIPS.title]


def test_a_form_that_was_not_saved_logs_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "true")
    take_in(root, CHIPS)
    after = play(root, "e")
    assert "! Not saved, so nothing was logged." in after.text
    assert after.list_titles == [CHIPS.title]
    assert not logged(root)
    assert not list(root.parent.glob("aiwatch-inbox-*"))


def test_a_refused_form_is_kept_and_shown_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = editor(monkeypatch, root, "form = form.replace('Section: tech', 'Section: tehc')")
    take_in(root, AGAIN)
    after = play(root, "e")
    assert "! No section 'tehc'" in after.text
    (kept,) = root.parent.glob("aiwatch-inbox-*")
    assert "Section: tehc" in kept.read_text("utf-8")
    editor(monkeypatch, root, "form = form.replace('119', '120')")
    twice = play(root, "e", "e", "f")
    assert "120 languages" in seen.read_text("utf-8")
    assert [each.text for each in logged(root)] == [QWEN.replace("119", "120")]
    assert twice.list_titles == []


def test_an_undated_form_needs_a_date(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(monkeypatch, root, "")
    take_in(root, UNDATED)
    after = play(root, "e")
    assert "It has no date." in after.text
    assert not logged(root)


def test_no_editor_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "/nowhere/editor")
    take_in(root, CHIPS)
    after = play(root, "e")
    assert "! The editor '/nowhere/editor' of $VISUAL cannot be started" in after.text


def test_what_another_process_decided_is_told_and_gone(root: Path) -> None:
    chips, _ = take_in(root, CHIPS, SHENZHEN)
    after = play(root, lambda: Inbox(root).decide([chips.id], "skipped"), "1")
    assert f"! {chips.id} was skipped." in after.text
    assert after.list_titles == [SHENZHEN.title]
    assert not logged(root)


def test_damage_is_a_line_on_the_screen(root: Path) -> None:
    take_in(root, CHIPS, SHENZHEN)

    def damage() -> None:
        for month in (root / "developments").glob("*.json"):
            month.write_text("{", "utf-8")

    after = play(root, damage, "1")
    assert "! " in after.text
    assert "developments/" in after.text
    assert len(after.list_titles) == 2


def test_an_empty_inbox_says_what_to_do(root: Path) -> None:
    after = play(root, "s", "1", "enter", "e", "m", "d", "o", "tab", "u", size=(100, 24))
    assert "The inbox is empty." in after.text
    assert "Subscribe:      aiwatch feeds add URL " in after.text
    assert "aiwatch feeds fetch" in after.text


def test_help_lists_the_keys_and_closes(root: Path) -> None:
    take_in(root, CHIPS)
    help = play(root, "question_mark")
    assert "log it in Tech progress" in help.text
    assert "marks what looks like something that is logged" in help.text
    assert play(root, "question_mark", "escape", "s").list_titles == []


def test_a_small_window_says_how_large_it_must_be(root: Path) -> None:
    take_in(root, CHIPS)
    assert "the inbox needs 60" in play(root, size=(50, 12)).text
    assert "Huawei" in play(root, size=(60, 15)).text


def test_ten_sections_have_keys_and_the_foot_fits(root: Path) -> None:
    sections = "\n".join(f'key{n} = "The section of number {n}"' for n in range(12))
    (root / "aiwatch.toml").write_text(f"[sections]\n{sections}\n", "utf-8")
    take_in(root, CHIPS)
    after = play(root, "0")
    assert [each.section for each in logged(root)] == ["key9"]
    assert max(map(len, after.lines)) <= 80


def test_chinese_titles_are_aligned(root: Path) -> None:
    from aiwatch.writers.cells import display_width

    take_in(root, SHENZHEN, CHIPS, replace(HOSTILE, title="Plain", publisher="Blog"))
    lines = play(root).lines[1:4]
    places = [
        display_width(line[: line.index(title)])
        for line, title in zip(lines, ("Huawei", "深圳发布", "Plain"), strict=True)
    ]
    assert len(set(places)) == 1


def test_what_was_typed_in_vain_is_there_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = editor(monkeypatch, root, "form = form.replace('Date:', 'Date: soon') + 'Typed.'")
    take_in(root, UNDATED)
    after = play(root, "e", "e")
    assert "'soon soon'" in after.text
    assert "Typed." in seen.read_text("utf-8")
    assert not logged(root)


def test_keys_typed_ahead_mean_what_they_mean_later(root: Path) -> None:
    take_in(root, CHIPS, SHENZHEN)
    play(root, ("j", "enter", "2"))
    assert [(each.section, each.headline) for each in logged(root)] == [
        ("domestic", CHIPS.headline),
        ("domestic", SHENZHEN.headline),
    ]


def test_tags_come_only_with_the_section_they_were_suggested_with(root: Path) -> None:
    take_in(root, AGAIN, replace(AGAIN, url="https://x.org/2", title="Again"))
    seen = play(root, "1", "f", "2", "f")
    tech, domestic = sorted(logged(root), key=lambda each: each.section, reverse=True)
    assert tech.tags
    assert domestic.tags == ()
    assert seen.list_titles == []


def test_the_section_that_a_feed_is_set_to_is_suggested(root: Path) -> None:
    from aiwatch.domain.entry import Feed

    Inbox(root).change_feeds(lambda _: [Feed("https://f.org/rss", section="tech")])
    take_in(root, SHENZHEN)
    seen = play(root, "enter", "u")
    assert "its feed is set to it" in seen.text
    assert "Not logged any more" in seen.text


@pytest.mark.parametrize("wanted", [True, False])
def test_no_color_is_kept_to(root: Path, monkeypatch: pytest.MonkeyPatch, wanted: bool) -> None:
    if wanted:
        monkeypatch.delenv("NO_COLOR", raising=False)
    else:
        monkeypatch.setenv("NO_COLOR", "1")
    take_in(root, AGAIN, UNDATED)
    assert bool(play(root).colours - {"default"}) == wanted


def test_a_busy_archive_is_told_and_nothing_lost(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A long name leaves the end in sight; where the tests run makes no difference.
    monkeypatch.chdir(root.parent)
    root = Path(root.rename("a" * 90))
    take_in(root, CHIPS, SHENZHEN)
    monkeypatch.setattr(commit, "PATIENCE", 0.05)
    with ExitStack() as others:

        def hold() -> None:
            others.enter_context(commit.locked(Disk(), root, "aiwatch import (lin)"))

        after = play(root, hold, "1", others.close)
        told = " ".join(after.text.split())
        assert "in use by aiwatch import (lin)" in told
        assert "try again when that is done" in told
        assert after.list_titles == [CHIPS.title, SHENZHEN.title]
    assert not logged(root)


def test_leaving_says_what_was_done(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def leave(app: TriageApp, mouse: bool) -> None:
        assert not mouse
        app.acts.skip(app.acts.entries()[0])

    monkeypatch.setattr(TriageApp, "run", leave)
    take_in(root, CHIPS, SHENZHEN, UNDATED)
    inbox_screen.run(Session(str(root)))
    assert capsys.readouterr() == ("", "Skipped 1; 2 are left.\n")
