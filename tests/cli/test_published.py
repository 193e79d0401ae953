"""The series of issues, run as the installed program: published, followed up, corrected."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done

Run = Callable[..., Done]

MONDAY, NEXT_MONDAY = "2025-05-19", "2025-05-26"
QWEN = "Alibaba released the Qwen3 models. (Source (EN): Sina, May 13, 2025)"
PAPER = "国务院发布白皮书。（来源：国务院，2025年5月14日）"


def add(aiwatch: Run, text: str, section: str = "tech", today: str = MONDAY) -> str:
    done = aiwatch("add", "-s", section, text, AIWATCH_TODAY=today)
    assert done.code == 0, done.err
    return done.out.strip()


def publish(aiwatch: Run, *more: str, today: str = MONDAY) -> Done:
    done = aiwatch("brief", *more, "--publish", AIWATCH_TODAY=today)
    assert done.code == 0, done.err
    return done


def composed(aiwatch: Run, *more: str, today: str = NEXT_MONDAY) -> dict:
    done = aiwatch("brief", *more, "-f", "json", AIWATCH_TODAY=today)
    assert done.code == 0, done.err
    return json.loads(done.out)


def ids(briefing: dict) -> list[str]:
    return [each["id"] for section in briefing["sections"] for each in section["developments"]]


def corrected(briefing: dict) -> list[tuple[int, str, bool]]:
    """The corrections: of which issue, of what, and whether it is still there."""
    return [
        (each["issue"], each["carried"]["id"], each["now"] is not None)
        for each in briefing["corrections"]
    ]


@pytest.fixture
def first(aiwatch: Run) -> tuple[str, str]:
    """The ids of two developments that issue 1, of 12 to 19 May, carries."""
    found = add(aiwatch, QWEN), add(aiwatch, PAPER, "domestic")
    publish(aiwatch, "--since", "2025-05-12")
    return found


# publish


def test_what_is_printed_is_frozen_as_the_next_issue(aiwatch: Run, archive: Path) -> None:
    id = add(aiwatch, QWEN)
    add(aiwatch, PAPER, "domestic")
    unpublished = aiwatch("brief", "--since", "2025-05-12")
    done = publish(aiwatch, "--since", "2025-05-12")
    line = "*Issue 1 · 12–19 May 2025 · 2 developments*"
    assert done.out == unpublished.out.replace("*12–19 May 2025 · 2 developments*", line)
    assert done.err.endswith("Published: issue 1, briefings/001-2025-05-19.md\n")
    assert (archive / "briefings/001-2025-05-19.md").read_bytes() == done.out.encode()
    aiwatch("edit", id, "Something else.")
    aiwatch("remove", id)
    assert aiwatch("issues", "show", "1").out == done.out
    again = publish(aiwatch, "--since", "2025-05-12", "-f", "text", today="2025-05-20")
    assert "Issue 2 · 12–20 May 2025 · 1 development" in again.out
    assert (archive / "briefings/002-2025-05-20.md").exists()
    assert aiwatch("log").out.split("\n")[0].endswith("issue 2")


def test_what_is_older_than_the_first_issue_is_counted(aiwatch: Run) -> None:
    add(aiwatch, QWEN)
    add(aiwatch, "Old. (Source (EN): Sina, May 11, 2025)")
    older = add(aiwatch, "Older. (Source (EN): Sina, April 2, 2025)", "domestic")
    told = publish(aiwatch, "--since", "2025-05-12").err
    assert told.endswith(
        "Published: issue 1, briefings/001-2025-05-19.md\n"
        "2 developments are dated before 12 May 2025 and stay out of all issues; an earlier "
        "--since takes them in.\n"
    )
    # That it does; and only the first issue tells it.
    done = publish(aiwatch, "--new", "--since", "2025-04-01", "-s", "domestic")
    assert older in aiwatch("issues", "show", "2", "--json").out
    assert "stay out" not in done.err


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--since", "2025-05-01"), "1 development is dated before 1 May 2025 and stays out"),
        (("--since", "2025-04-01"), ""),
        (("--since", "2025-05-12", "-s", "tech"), ""),
        (("--since", "2025-05-12", "--by", "logged"), ""),
    ],
)
def test_it_is_counted_only_where_it_stays_out(
    aiwatch: Run, archive: Path, asked: tuple[str, ...], told: str
) -> None:
    add(aiwatch, QWEN)
    add(aiwatch, "Older. (Source (EN): Sina, April 2, 2025)", "domestic")
    done = publish(aiwatch, *asked)
    assert told in done.err if told else "out of all issues" not in done.err


def test_a_damaged_month_of_before_stops_no_issue(aiwatch: Run, archive: Path) -> None:
    add(aiwatch, QWEN)
    (archive / "developments/2024-01.json").write_text("{", "utf-8")
    assert "Published: issue 1" in publish(aiwatch, "--since", "2025-05-12").err


def test_an_empty_briefing_is_no_issue(aiwatch: Run, archive: Path) -> None:
    done = aiwatch("brief", "--since", "2025-05-12", "--publish")
    assert done.code == 4
    assert "Nothing was published" in done.err
    assert done.out == ""
    assert not (archive / "briefings").exists()


def test_what_an_editor_would_stop_is_not_published(aiwatch: Run, archive: Path) -> None:
    id = add(aiwatch, "TODO: no source yet.")
    done = aiwatch("brief", "--publish")
    assert (done.code, done.out) == (4, "")
    assert f"{id}, no-source: " in done.err
    assert done.err.endswith("Correct them, or insist with --no-check.\n")
    assert not (archive / "briefings").exists()
    done = publish(aiwatch, "--no-check")
    assert f"With no source: {id}" in done.err


def test_what_cannot_be_written_is_not_published(
    aiwatch: Run, archive: Path, tmp_path: Path
) -> None:
    add(aiwatch, QWEN)
    (tmp_path / "there.md").write_text("mine")
    (tmp_path / "link.md").symlink_to(tmp_path / "there.md")
    for name in ("there.md", "link.md", "no/such.md", "odd.ending"):
        done = aiwatch("brief", "--publish", "-o", str(tmp_path / name))
        assert done.code in (1, 2), name
    assert aiwatch("brief", "--publish", "--width", "3").code == 2
    assert not (archive / "briefings").exists()
    assert publish(aiwatch, "-o", str(tmp_path / "there.md"), "--force").out == ""
    assert "Issue 1" in (tmp_path / "there.md").read_text("utf-8")


def test_no_output_goes_over_an_issue(aiwatch: Run, archive: Path, first: object) -> None:
    issue = archive / "briefings/001-2025-05-19.md"
    before = issue.read_bytes()
    for command in (("brief",), ("issues", "show", "1"), ("export",)):
        done = aiwatch(*command, "-f", "markdown", "-o", str(issue), "--force")
        assert done.code == 1
        assert "stays as it was published" in done.err
    assert aiwatch("issues", "show", "1", "-f", "text", "-o", f"{archive}/briefings/").code == 0
    assert (archive / "briefings/001-2025-05-19.txt").exists()
    assert issue.read_bytes() == before


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is full")
def test_output_that_fails_in_the_end_says_that_it_is_published(
    aiwatch: Run, archive: Path
) -> None:
    add(aiwatch, QWEN)
    environment = {**os.environ, "AIWATCH_ARCHIVE": str(archive), "AIWATCH_TODAY": MONDAY}
    command = [sys.executable, "-m", "aiwatch", "brief", "--publish"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, env=environment, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert b"But issue 1 is published. Get it: aiwatch issues show 1\n" in done.stderr
    assert aiwatch("issues", "show", "1").code == 0


def test_a_reader_that_closes_the_pipe_gets_an_issue(aiwatch: Run, archive: Path) -> None:
    text = "x" * 90_000
    aiwatch("add", "-s", "tech", "-", stdin=f"Long. {text} (Source (EN): Sina, May 13, 2025)")
    done = subprocess.run(
        f"set -o pipefail; '{sys.executable}' -m aiwatch brief --publish --no-check | head -c 1",
        shell=True,
        executable=shutil.which("bash"),
        env={**os.environ, "AIWATCH_ARCHIVE": str(archive), "AIWATCH_TODAY": MONDAY},
        capture_output=True,
    )
    assert done.returncode == 0
    assert b"Published: issue 1" in done.stderr
    assert text in aiwatch("issues", "show", "1").out


def test_two_who_publish_at_once_get_two_numbers_or_one_is_refused(
    aiwatch: Run, archive: Path
) -> None:
    id = add(aiwatch, QWEN)
    environment = {**os.environ, "AIWATCH_ARCHIVE": str(archive), "AIWATCH_TODAY": MONDAY}
    command = [sys.executable, "-m", "aiwatch", "brief", "--publish"]
    running = [
        subprocess.Popen(
            [*command, *more], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for more in (("--new",), ("--new",), ("--since", "2025-05-12"))
    ]
    codes = sorted((each.communicate()[1], each.returncode)[1] for each in running)
    issues = json.loads(aiwatch("issues", "--json").out)
    assert [each["number"] for each in issues] == list(range(1, codes.count(0) + 1))
    # Only the one that asks for days may have again what another one carried.
    assert codes in ([0, 0, 4], [0, 4, 4])
    assert (
        f"issues: {', '.join(str(each['number']) for each in issues)}\n" in aiwatch("show", id).out
    )


# the next one


def test_new_is_what_no_issue_has_carried(aiwatch: Run, first: tuple[str, str]) -> None:
    missed = add(aiwatch, "Another. (Source (EN): Sina, May 13, 2025)")
    fresh = add(aiwatch, "Fresh. (Source (EN): Sina, May 22, 2025)", today=NEXT_MONDAY)
    for asked, late in (
        ((), [missed]),
        (("--new",), [missed]),
        (("--new", "--since", "2025-05-12"), []),
    ):
        briefing = composed(aiwatch, *asked)
        assert ids(briefing) == [fresh, missed], asked
        assert briefing["late"] == late
    assert ids(composed(aiwatch, "--new", "--since", "2025-05-20")) == [fresh]
    assert set(ids(composed(aiwatch, "--since", "2025-05-12"))) == {*first, missed, fresh}
    done = aiwatch("brief", AIWATCH_TODAY=NEXT_MONDAY)
    assert "What no issue has carried, of 12–26 May 2025\n" in done.err
    # It covers the days since the last one; what that did not carry comes late.
    assert "*20–26 May 2025 · 2 developments*" in done.out
    assert "- *Late, 13 May 2025:* Another." in done.out
    publish(aiwatch, today=NEXT_MONDAY)
    assert ids(composed(aiwatch)) == []
    again = aiwatch("brief", "--new", "--publish", AIWATCH_TODAY=NEXT_MONDAY)
    assert again.code == 4


def test_without_an_issue_new_is_what_is_usual(aiwatch: Run) -> None:
    id = add(aiwatch, QWEN)
    done = aiwatch("brief", "--new", "--late")
    assert done.err == "The last 30 days: 19 April – 19 May 2025\n"
    assert ids(composed(aiwatch, "--new", today=MONDAY)) == [id]


def test_since_last_begins_where_the_last_issue_ended(aiwatch: Run, first: tuple[str, str]) -> None:
    fresh = add(aiwatch, "Fresh. (Source (EN): Sina, May 20, 2025)", today=NEXT_MONDAY)
    done = publish(aiwatch, "--since", "last", today=NEXT_MONDAY)
    assert "--since last = 20 May 2025\n" in done.err
    assert "*Issue 2 · 20–26 May 2025 · 1 development*" in done.out
    assert "issues: 2\n" in aiwatch("show", fresh).out
    done = aiwatch("brief", "--since", "LAST", "--until", "2025-05-26", AIWATCH_TODAY=NEXT_MONDAY)
    assert (done.code, done.out) == (2, "")
    assert "--since last, 27 May 2025, is after --until 26 May 2025." in done.err


def test_periods_of_issues_do_not_overlap(aiwatch: Run, first: tuple[str, str]) -> None:
    late = add(aiwatch, "Late. (Source (EN): Sina, May 14, 2025)", today=NEXT_MONDAY)
    add(aiwatch, "Fresh. (Source (EN): Sina, May 22, 2025)", today=NEXT_MONDAY)
    done = publish(aiwatch, "--new", "--dashboard", today=NEXT_MONDAY)
    assert "*Issue 2 · 20–26 May 2025 · 2 developments*" in done.out
    assert "- *Late, 14 May 2025:* Late. " in done.out
    shown = json.loads(aiwatch("issues", "show", "2", "--json").out)
    assert shown["late"] == [late]
    # On the day that an issue covers already, and before the series, it is one day.
    add(aiwatch, "Again. (Source (EN): Sina, May 25, 2025)", today=NEXT_MONDAY)
    done = aiwatch("brief", AIWATCH_TODAY=NEXT_MONDAY)
    assert "*26 May 2025 · 1 development*" in done.out
    assert "- *Late, 25 May 2025:* Again." in done.out
    add(aiwatch, "Backlog. (Source (EN): Sina, April 2, 2025)")
    briefing = composed(aiwatch, "--new", "--until", "2025-04-30")
    assert briefing["period"] == {"since": "2025-04-02", "until": "2025-04-30"}
    assert briefing["late"] == []


def test_a_briefing_of_days_to_come(aiwatch: Run, first: tuple[str, str]) -> None:
    done = aiwatch("brief", "--since", "last")
    assert done.err == (
        "--since last = 20 May 2025\n"
        "Issue 1 covers the days up to 19 May 2025; nothing is after it yet.\n"
    )
    assert "*19 May 2025 · 0 developments*" in done.out
    done = aiwatch("brief", "--since", "2099-01-01")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "aiwatch: --since 1 January 2099 is after today, 19 May 2025, and nothing is dated so "
        "late.\n"
    )
    told = aiwatch("brief", "--since", "2099-01-01", "--until", "2099-12-31").out
    assert "*1 January – 31 December 2099 · 0 developments*" in told
    id = add(aiwatch, "Due. (Source (EN): Sina, May 30, 2025)")
    for since in ("2025-05-25", "last"):
        assert ids(composed(aiwatch, "--since", since, today=MONDAY)) == [id]


def test_a_series_may_begin_on_a_day_to_come(aiwatch: Run) -> None:
    add(aiwatch, "Due. (Source (EN): Sina, May 30, 2025)")
    publish(aiwatch, "--since", "2025-05-25", "--no-check")
    done = aiwatch("brief")
    assert (done.code, done.err.splitlines()[-1]) == (
        0,
        "No developments that no issue has carried.",
    )


def test_what_was_due_later_does_not_move_the_begin_of_the_next_issue(aiwatch: Run) -> None:
    early = add(aiwatch, "Due. (Source (EN): Sina, May 30, 2025)")
    publish(aiwatch, "--since", "2025-05-12", "--no-check")
    fresh = add(aiwatch, "Fresh. (Source (EN): Sina, May 20, 2025)", today=NEXT_MONDAY)
    found = ids(composed(aiwatch, "--since", "last"))
    assert found == [fresh]
    assert early not in found


def test_since_last_needs_an_issue_and_a_briefing(aiwatch: Run) -> None:
    done = aiwatch("brief", "--since", "last")
    assert done.code == 3
    assert "no issue yet" in done.err
    for arguments in (("list", "--since", "last"), ("brief", "--until", "last")):
        done = aiwatch(*arguments)
        assert done.code == 2
        assert "can begin after the last issue" in done.err


# late


def test_what_was_logged_too_late_is_counted_and_can_be_had(
    aiwatch: Run, first: tuple[str, str]
) -> None:
    add(aiwatch, "Backlog. (Source (EN): Sina, April 2, 2025)")
    late = add(
        aiwatch, "An item of the week before. (Source (EN): Sina, May 15, 2025)", today=NEXT_MONDAY
    )
    later = add(
        aiwatch, "Something much older. (Source (EN): Sina, May 2, 2025)", "domestic", NEXT_MONDAY
    )
    fresh = add(aiwatch, "Fresh. (Source (EN): Sina, May 22, 2025)", today=NEXT_MONDAY)
    told = aiwatch("brief", "--since", "last", AIWATCH_TODAY=NEXT_MONDAY).err
    assert (
        "2 developments were logged too late for an issue or left out of one; --late includes "
        "them.\n"
    ) in told
    told = aiwatch("brief", "--since", "last", "-s", "tech", AIWATCH_TODAY=NEXT_MONDAY).err
    assert "1 development was logged too late for an issue or left out of one" in told
    # A briefing that is none of the series does not look.
    told = aiwatch("brief", "--since", "2025-05-20", AIWATCH_TODAY=NEXT_MONDAY).err
    assert "--late" not in told
    briefing = composed(aiwatch, "--since", "last", "--late")
    assert ids(briefing) == [fresh, late, later]
    assert briefing["late"] == sorted([late, later])
    # Without a period it has what is of the series anyway.
    assert composed(aiwatch)["late"] == [late]
    told = aiwatch("brief", AIWATCH_TODAY=NEXT_MONDAY).err
    assert "1 development was logged too late for an issue or left out of one" in told
    assert composed(aiwatch, "--late")["late"] == sorted([late, later])
    done = publish(aiwatch, "--since", "last", "--late", today=NEXT_MONDAY)
    assert "Late, 15 May 2025" in done.out
    assert "*Issue 2 · 20–26 May 2025 · 3 developments*" in done.out
    assert "--late" not in aiwatch("brief", AIWATCH_TODAY=NEXT_MONDAY).err


# corrections


def test_the_next_issue_corrects_what_was_edited_and_withdraws_what_was_removed(
    aiwatch: Run, first: tuple[str, str]
) -> None:
    qwen, paper = first
    edited = aiwatch("edit", qwen, "--headline", "Qwen3 is out.", "--date", "2025-05-12")
    assert "It was in issue 1; the next issue tells of the change under Corrections." in edited.err
    removed = aiwatch("remove", paper)
    assert f"{paper} was in issue 1; the next issue tells under Corrections that" in removed.err
    # A briefing of its own tells nothing of it, and one of the series can leave it for later.
    assert corrected(composed(aiwatch, "--since", "2025-05-20")) == []
    fresh = add(aiwatch, "Fresh. (Source (EN): Sina, May 22, 2025)", today=NEXT_MONDAY)
    done = publish(aiwatch, "--no-corrections", today=NEXT_MONDAY)
    assert "Corrections" not in done.out
    assert corrected(composed(aiwatch)) == sorted([(1, qwen, True), (1, paper, False)])
    # There is nothing new, and still something to tell.
    done = publish(aiwatch, today="2025-06-02")
    assert "## Corrections" in done.out
    assert "Issue 1, corrected: headline and date" in done.out
    assert "Qwen3 is out." in done.out
    assert "Issue 1, withdrawn" in done.out
    assert "白皮书" in done.out
    # It is told once; a further edit is one of the issue that told the first.
    assert corrected(composed(aiwatch, today="2025-06-02")) == []
    aiwatch("edit", qwen, "Alibaba released models.")
    assert corrected(composed(aiwatch, today="2025-06-02")) == [(3, qwen, True)]
    assert "issues: 1, 3\n" in aiwatch("show", qwen).out
    assert "issues: 2\n" in aiwatch("show", fresh).out


def test_what_no_reader_sees_is_no_correction(aiwatch: Run, first: tuple[str, str]) -> None:
    done = aiwatch("edit", first[0], "--add-tag", "models", "--comment", "seen", "--rank", "1")
    assert "issue" not in done.err
    assert corrected(composed(aiwatch)) == []


def test_what_is_taken_back_in_time_needs_no_correction(
    aiwatch: Run, first: tuple[str, str]
) -> None:
    aiwatch("remove", first[0])
    aiwatch("edit", first[1], "Something else.")
    assert len(corrected(composed(aiwatch))) == 2
    aiwatch("undo")
    aiwatch("undo")
    assert corrected(composed(aiwatch)) == []


def test_undo_after_a_publish_says_what_it_passes_over_and_what_will_be_corrected(
    aiwatch: Run, first: tuple[str, str]
) -> None:
    qwen, paper = first
    done = aiwatch("undo")
    taken, stays, withdrawn = done.err.splitlines()
    assert taken.startswith(f"Taken back: add {paper} ")
    assert stays == "Issue 1 was published after that and stays as it is."
    assert withdrawn == (
        f"{paper} was in issue 1; the next issue tells under Corrections that it is withdrawn."
    )
    assert aiwatch("redo").err.count("\n") == 1  # it is as issue 1 told it
    aiwatch("edit", qwen, "--headline", "Qwen3 is out.")
    told = "It was in issue 1; the next issue tells of the change under Corrections."
    assert aiwatch("undo").err.count("\n") == 1
    assert aiwatch("redo").err.splitlines()[1:] == [told]
    aiwatch("edit", qwen, "--tag", "models")
    assert aiwatch("undo").err.splitlines()[1:] == [told]
    publish(aiwatch, today=NEXT_MONDAY)
    assert aiwatch("undo").err.splitlines()[1:] == [
        "Issue 2 was published after that and stays as it is.",
        "It was in issue 2; the next issue tells of the change under Corrections.",
    ]


def test_many_that_undo_takes_back_are_named_in_one_sentence(aiwatch: Run, tmp_path: Path) -> None:
    notes = "\n".join(
        f"- Thing {n} {'abc'[n % 3] * n}. (Source (EN): Sina, May {1 + n % 15}, 2025)"
        for n in range(25)
    )
    (tmp_path / "many.md").write_text(f"## Tech progress\n\n{notes}\n", "utf-8")
    assert aiwatch("import", str(tmp_path / "many.md")).code == 0
    publish(aiwatch)
    publish(aiwatch, "--since", "2025-05-03", "--until", "2025-05-03")
    told = aiwatch("undo").err.splitlines()
    assert told[1] == "Issues 1 and 2 were published after that and stay as they are."
    assert (
        " and 20 more were in issue 1; the next issue tells under Corrections that they" in told[2]
    )
    assert " and 2505-" in told[3]
    assert told[3].endswith(
        " were in issue 2; the next issue tells under Corrections that they are withdrawn."
    )
    assert len(told) == 4


def test_what_was_told_to_be_withdrawn_and_is_back_is_new(
    aiwatch: Run, first: tuple[str, str]
) -> None:
    aiwatch("remove", first[0])
    publish(aiwatch, today=NEXT_MONDAY)
    aiwatch("undo")
    briefing = composed(aiwatch)
    assert (ids(briefing), briefing["corrections"]) == ([first[0]], [])
    publish(aiwatch, today=NEXT_MONDAY)
    assert ids(composed(aiwatch)) == []


def test_what_is_carried_again_is_no_correction(aiwatch: Run, first: tuple[str, str]) -> None:
    aiwatch("edit", first[0], "Alibaba released models.")
    briefing = composed(aiwatch, "--since", "2025-05-12", "--publish", today=MONDAY)
    assert set(ids(briefing)) == set(first)
    assert briefing["corrections"] == []
    assert corrected(composed(aiwatch)) == []


def test_corrections_keep_to_the_filters(aiwatch: Run, first: tuple[str, str]) -> None:
    qwen, paper = first
    aiwatch("edit", qwen, "Alibaba released models.", "--date", "2024-05-12")
    aiwatch("edit", paper, "--section", "tech", "--headline", "白皮书")
    assert corrected(composed(aiwatch, "-s", "domestic")) == [(1, paper, True)]
    assert corrected(composed(aiwatch, "-p", "sina")) == [(1, qwen, True)]
    assert len(corrected(composed(aiwatch, "-s", "tech"))) == 2


# issues


def test_issues_are_listed_and_shown(aiwatch: Run, first: object, tmp_path: Path) -> None:
    add(aiwatch, "Fresh. (Source (EN): Sina, May 22, 2025)", today=NEXT_MONDAY)
    second = publish(aiwatch, "--title", "KI-Woche 周报", today=NEXT_MONDAY).out
    assert aiwatch("issues").out == (
        "1\t2025-05-19\t2025-05-12/2025-05-19\t2\tAI watch\n"
        "2\t2025-05-26\t2025-05-20/2025-05-26\t1\tKI-Woche 周报\n"
    )
    told = json.loads(aiwatch("issues", "--json").out)
    assert told[1] == {
        "number": 2,
        "title": "KI-Woche 周报",
        "date": "2025-05-26",
        "period": {"since": "2025-05-20", "until": "2025-05-26"},
        "developments": 1,
        "corrections": 0,
        "file": "briefings/002-2025-05-26.md",
    }
    for told in ("2", "002", "#2", "last"):
        assert aiwatch("issues", "show", told).out == second
    assert aiwatch("issues", "2").out == second
    text = aiwatch("issues", "show", "2", "-f", "text", "--width", "30")
    assert max(map(len, text.out.split("\n"))) <= 30
    assert "Issue 2" in text.out
    assert aiwatch("issues", "show", "2", "-o", f"{tmp_path}/sent/").code == 0
    assert (tmp_path / "sent/002-2025-05-26.md").read_text("utf-8") == second
    assert json.loads(aiwatch("issues", "show", "2", "--json").out)["number"] == 2


def test_diff_tells_words(aiwatch: Run, first: tuple[str, str]) -> None:
    qwen, paper = first
    aiwatch("edit", qwen, "Alibaba released all Qwen3.5 models.")
    aiwatch("edit", paper, "国务院今天发布白皮书。")
    fresh = add(aiwatch, "Fresh. (Source (EN): Sina, May 22, 2025)", today=NEXT_MONDAY)
    publish(aiwatch, today=NEXT_MONDAY)
    out = aiwatch("issues", "diff", "1", "2").out
    assert out.startswith("Issue 1, 19 May 2025 → issue 2, 26 May 2025\n\nChanged in issue 2:\n")
    assert "  text: Alibaba released [-the-]{+all+} Qwen3{+.5+} models.\n" in out
    assert "  text: 国务院{+今天+}发布白皮书。\n" in out
    assert f"Only in issue 2:\n+ {fresh}  2025-05-22  Fresh.\n" in out
    assert aiwatch("issues", "diff", "2").out == out
    same = aiwatch("issues", "diff", "1", "1")
    assert (same.code, same.out) == (0, "")
    assert "told alike" in same.err


def test_diff_tells_of_which_issue_a_correction_is(aiwatch: Run, first: tuple[str, str]) -> None:
    qwen, paper = first
    fresh = add(aiwatch, "Fresh. (Source (EN): Sina, May 22, 2025)", today=NEXT_MONDAY)
    publish(aiwatch, today=NEXT_MONDAY)
    aiwatch("edit", qwen, "Alibaba released all Qwen3.5 models.")
    aiwatch("remove", paper)
    publish(aiwatch, today="2025-06-02")
    assert aiwatch("issues", "diff", "2", "3").out == (
        "Issue 2, 26 May 2025 → issue 3, 2 June 2025\n\n"
        "Corrected in issue 3, of issue 1:\n"
        f"~ {qwen}  2025-05-13  Alibaba released all Qwen3.5 models.\n"
        "  text: Alibaba released [-the-]{+all+} Qwen3{+.5+} models.\n\n"
        "Withdrawn in issue 3, of issue 1:\n"
        f"- {paper}  2025-05-14  国务院发布白皮书。\n\n"
        f"Only in issue 2:\n- {fresh}  2025-05-22  Fresh.\n"
    )
    out = aiwatch("issues", "diff", "1", "3").out
    assert f"Changed in issue 3:\n~ {qwen}" in out
    assert f"Withdrawn in issue 3:\n- {paper}" in out
    assert "of issue" not in out


def test_what_cannot_be_shown_gets_one_line(aiwatch: Run, first: object) -> None:
    for arguments, code, told in (
        (("show", "9"), 3, "No issue 9. Issues: 1."),
        (("show", "0"), 3, "No issue 0."),
        (("diff", "1", "4"), 3, "No issue 4."),
        (("diff", "1"), 3, "no issue before issue 1"),
        (("shwo", "1"), 2, "Did you mean show?"),
        (("show", "lst"), 2, "Did you mean last?"),
        (("show", "²"), 2, "not by '²'"),
        (("show", "1" * 5000), 2, "goes by its number"),
        (("show",), 2, "aiwatch issues show last"),
        (("show", "1", "1"), 2, "aiwatch issues show last"),
        (("diff",), 2, "aiwatch issues diff 11 12"),
        (("-f", "text"), 2, "aiwatch issues show NUMBER"),
        (("show", "1", "-f", "pdf"), 2, "No format 'pdf'"),
    ):
        done = aiwatch("issues", *arguments)
        assert (done.code, done.out) == (code, ""), arguments
        assert told in done.err
        assert done.err.count("\n") == 1


def test_without_an_issue_nothing_is_listed(aiwatch: Run) -> None:
    done = aiwatch("issues")
    assert (done.code, done.out) == (0, "")
    assert "aiwatch brief --publish" in done.err
    assert aiwatch("issues", "--json").out == "[]\n"
    for action in ("show", "diff"):
        done = aiwatch("issues", action, "last")
        assert done.code == 3
        assert "No issue has been published yet." in done.err


def test_a_damaged_issue_stops_only_what_depends_on_it(
    aiwatch: Run, archive: Path, first: tuple[str, str]
) -> None:
    manifest = archive / "briefings/001-2025-05-19.json"
    manifest.write_bytes(manifest.read_bytes()[:-100])
    assert aiwatch("brief").code == 5
    assert aiwatch("brief", "--since", "monday", "--publish").code == 5
    assert aiwatch("brief", "--since", "2025-05-12").code == 0
    for command in (("show",), ("edit", "--headline", "New."), ("remove",)):
        done = aiwatch(command[0], first[0], *command[1:])
        assert done.code == 0
        assert "briefings/001-2025-05-19.json" in done.err


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_an_issue_that_cannot_be_opened_stops_only_what_depends_on_it(
    aiwatch: Run, archive: Path, first: tuple[str, str]
) -> None:
    manifest = archive / "briefings/001-2025-05-19.json"
    manifest.unlink()
    manifest.symlink_to(manifest)
    for command in (["edit", first[0], "--headline", "Qwen3."], ["show", first[0]]):
        done = aiwatch(*command)
        assert done.code == 0, done.err
        assert "What issues carried is not known: " in done.err
        assert done.err.endswith(f"({manifest}).\n")
    assert aiwatch("brief").code == 1
