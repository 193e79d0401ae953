"""The same story twice: seen at add and import, listed, merged, taken apart again."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aiwatch.archive import Stamp, open_archive
from aiwatch.archive.evidence import Evidence
from aiwatch.cli import capture as capturing
from aiwatch.cli import duplicates, likeness, questions, run

Call = Callable[..., tuple[int, str, str]]

SINA = (
    "DeepSeek has released V3.1, a hybrid reasoning model. "
    "(Source (EN): [Sina](<{}>), May 12, 2025)"
)
URL = "https://www.sina.cn/2025-05-12/detail-123.html"
REUTERS = "DeepSeek released V3.1, a hybrid reasoning model. (Source (EN): Reuters, May 13, 2025)"


@pytest.fixture
def call(
    archive: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Call:
    """Run a command line in this process, in an empty archive, as of 19 May 2025."""
    monkeypatch.chdir(archive.parent)
    monkeypatch.setenv("AIWATCH_ARCHIVE", str(archive))
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-19")

    def call(*arguments: str, code: int = 0) -> tuple[str, str]:
        assert run(list(arguments)) == code
        done = capsys.readouterr()
        return done.out, done.err

    return call


@pytest.fixture
def two(call: Call) -> tuple[str, str]:
    """The ids of two developments that tell one story."""
    first = call("add", "-s", "tech", SINA.format(URL), "-t", "models")[0].strip()
    second = call("add", "-s", "domestic", REUTERS, "-t", "open", "--force")[0].strip()
    return first, second


def shown(call: Call, id: str) -> dict:
    return json.loads(call("show", id, "--json")[0])[0]


def test_add_refuses_a_page_that_was_cited_years_ago_and_names_both_ways_on(call: Call) -> None:
    mobile = "http://m.sina.cn/2025-05-12/detail-123.html"
    note = f"(Source (EN): [Sina](<{mobile}>), May 1, 2012)"
    old = call("add", "-s", "tech", f"Old. {note}")[0].strip()
    told = call("add", "-s", "tech", SINA.format(URL), code=4)[1]
    assert told.startswith(
        f"aiwatch: The same address is logged already: {old}, 1 May 2012, 'Old'. Log it all"
    )
    assert told.endswith(f"with --force, or change what is there: aiwatch edit {old}\n")
    both = SINA.format(URL).replace("2025)", "2025; Source (CN): 新华社, May 12, 2025)")
    told = call("add", "-s", "tech", both, code=4)[1]
    note = "'(Source (CN): 新华社, May 12, 2025)'"
    assert told.endswith(f"or add its source: aiwatch edit {old} --add-source {note}\n")
    assert call("add", "-s", "tech", SINA.format(URL), "--force")[0]
    home = "One. (Source (EN): [Sina](<https://www.sina.cn/>), May 12, 2025)"
    call("add", "-s", "tech", home)
    call("add", "-s", "tech", home.replace("One", "Another story"))


def test_add_refuses_nearly_the_same_text_but_not_another_model(call: Call) -> None:
    id = call("add", "-s", "tech", SINA.format(URL))[0].strip()
    told = call("add", "-s", "tech", REUTERS, code=4)[1]
    assert f"Nearly the same text is logged already: {id}" in told
    call("add", "-s", "tech", REUTERS.replace("V3.1", "R2"))
    call("add", "-s", "tech", REUTERS.replace("May 13", "May 31"), "--date", "2025-06-01")


def test_on_a_terminal_it_is_asked(
    call: Call, monkeypatch: pytest.MonkeyPatch, two: tuple[str, str]
) -> None:
    answers = iter(["tech", REUTERS, "", "", "", "", "yes"])
    monkeypatch.setattr(capturing, "can_ask", lambda: True)
    monkeypatch.setattr(questions, "ask", lambda question, usual="", end="": next(answers) or usual)
    out, told = call("add")
    assert re.fullmatch(r"\d{4}-\w{6}\n", out)
    assert f"Nearly the same text is logged already: {two[1]}" in told


def rows(*texts: str, url: str = "") -> str:
    sources = [{"publisher": "Sina", "url": url}] if url else []
    return "".join(
        json.dumps({"section": "tech", "text": text, "date": "2025-05-14", "sources": sources})
        + "\n"
        for text in texts
    )


def test_import_lists_look_alikes_and_takes_them_in(call: Call, two: tuple[str, str]) -> None:
    Path("new.jsonl").write_text(
        rows("Something else.")
        + rows("DeepSeek has just released V3.1, a hybrid reasoning model.")
        + rows("A thing of which that page tells, too.", url=f"{URL}?utm_source=x")
        + rows("Baidu opens its office in Chengdu.", "Baidu opens an office in Chengdu.")
    )
    told = call("import", "new.jsonl", "--dry-run")[1].splitlines()
    assert told[0] == "5 developments would be imported."
    assert told[1].startswith(f"line 2 looks like {two[0]}, 12 May 2025, 'DeepSeek has released")
    assert told[2].startswith(f"line 3 looks like {two[0]}, 12 May 2025, ")
    assert told[2].endswith(" (same address)")
    assert told[3].startswith("line 5 looks like line 4: 14 May 2025, 'Baidu opens its office")
    assert len(told) == 4 + 0
    dry = call("list")[0]
    assert dry.count("\n") == 2
    told = call("import", "new.jsonl")[1].splitlines()
    assert [line.split(" looks")[0] for line in told[1:-1]] == ["line 2", "line 3", "line 5"]
    assert re.search(r"line 4: \d{4}-\w{6}, 14 May", told[3])
    assert told[-1].startswith("3 came in although they look like others: aiwatch duplicates")
    assert "imported, 5 there already" in call("import", "new.jsonl")[1]


def test_import_compares_nothing_if_told_so(call: Call, two: tuple[str, str]) -> None:
    Path("new.jsonl").write_text(rows("DeepSeek has just released V3.1, a hybrid reasoning model."))
    assert call("import", "new.jsonl", "--no-compare")[1] == "1 development imported.\n"


def test_import_counts_the_look_alikes_that_it_does_not_list(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(likeness, "LISTED", 2)
    texts = [f"Story {number} of {number * 7}." for number in range(6)]
    Path("new.jsonl").write_text(rows(*texts, url=URL))
    told = call("import", "new.jsonl")[1].splitlines()
    assert told[3] == "… and 3 more."
    assert told[4].startswith("5 came in")


def test_duplicates_lists_pairs(
    call: Call, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    call("add", "-s", "tech", "Quite another story. (Source (EN): Sina, May 18, 2025)")
    first, second = two
    cells = call("duplicates")[0].rstrip("\n").split("\t")
    assert cells == [
        *(first, "2025-05-12", "DeepSeek has released V3.1, a hybrid reasoning model."),
        *(second, "2025-05-13", "DeepSeek released V3.1, a hybrid reasoning model."),
        "nearly the same text (91%)",
    ]
    (pair,) = json.loads(call("duplicates", "--json", "--section", "domestic")[0])
    assert (pair["alike"], pair["share"]) == ("text", 0.91)
    assert [each["id"] for each in pair["developments"]] == [first, second]
    nothing = "Nothing looks like the same story twice.\n"
    assert call("duplicates", "--since", "2025-05-15") == ("", nothing)
    monkeypatch.setattr(duplicates, "on_terminal", lambda: True)
    out, told = call("duplicates")
    assert out.splitlines()[0].startswith("Nearly the same text (91%)")
    assert [line.split()[0] for line in out.splitlines()[1:]] == [first, second]
    assert told == f"One story? aiwatch merge {first} {second}\n"


def test_merged_ones_are_found_under_both_ids_and_taken_apart_by_undo(
    call: Call, two: tuple[str, str], archive: Path
) -> None:
    first, second = two
    before = call("export", "-f", "json")[0]
    out, told = call("merge", first, second[5:])
    assert out == f"{first}\n"
    assert f"{second} is merged into {first}. Its date was 13 May 2025; 12 May 2025 stays." in told
    for reference in (first, second, second[5:], second[:8], second[5:9]):
        record = shown(call, reference)
        assert (record["id"], record["merged"]) == (first, [second])
    assert [source["publisher"] for source in record["sources"]] == ["Sina", "Reuters"]
    assert record["tags"] == ["models", "open"]
    assert "DeepSeek released V3.1" in record["comment"]
    assert call("duplicates")[0] == ""
    assert f"merged: {second}" in call("show", second)[0]
    assert [line.split("\t")[2] for line in call("log", second)[0].splitlines()] == ["merge", "add"]
    assert call("edit", second, "--add-tag", "x")[0] == f"{first}\n"
    assert call("doctor")[1].endswith("all is well.\n")
    call("undo")
    call("undo")
    assert call("export", "-f", "json")[0] == before
    call("redo")
    assert shown(call, second)["id"] == first


def test_evidence_of_the_one_is_found_with_the_other(
    archive: Path, call: Call, two: tuple[str, str]
) -> None:
    keep, other = two
    at = datetime(2025, 5, 16, tzinfo=UTC)
    with open_archive(archive).desk(Stamp("edit", at, "lin")) as desk:
        desk.keep(other, Evidence("https://www.example.org/a", "0" * 64, at), "What it said.")
    file = f"evidence/{other}/2025-05-16T000000Z.txt"
    assert file not in call("show", keep)[0]
    call("merge", keep, other)
    assert file in call("show", keep)[0]
    call("undo")
    assert file not in call("show", keep)[0]


@pytest.mark.parametrize("format", ["json", "jsonl", "csv"])
def test_merged_ids_travel_with_the_record(
    call: Call, two: tuple[str, str], format: str, tmp_path: Path
) -> None:
    old = f"old.{format}"
    call("export", "-o", old)
    call("merge", *two)
    record = shown(call, two[0])
    call("export", "-o", f"all.{format}")
    assert "imported, 2 there already" in call("import", old)[1]
    call("init", "other")
    call("--archive", "other", "import", f"all.{format}")
    assert json.loads(call("--archive", "other", "show", two[1], "--json")[0])[0] == record
    assert (
        "0 developments imported, 2 there already" in call("--archive", "other", "import", old)[1]
    )


def test_what_cannot_be_merged_is_told(call: Call, two: tuple[str, str]) -> None:
    first, second = two
    assert call("merge", first, first, code=2)[1].startswith(f"aiwatch: {first} is itself")
    assert "No development" in call("merge", first, "2505-zzzzzz", code=3)[1]
    call("merge", first, second)
    assert f"{second} is in {first} already" in call("merge", first, second, code=2)[1]
    assert f"{second} is in {first} already" in call("merge", second, first, code=2)[1]
    assert call("list")[0].count("\n") == 1


def test_doctor_tells_of_one_that_was_merged_and_is_there_all_the_same(
    call: Call, two: tuple[str, str]
) -> None:
    call("merge", *two)
    call("export", "-o", "merged.json")
    call("undo")
    call("remove", two[0])
    call("import", "merged.json")
    line = call("doctor")[0]
    assert line.startswith("remark\t")
    assert f"aiwatch merge {two[0]} {two[1]}" in line
    call("merge", *two)
    assert call("doctor")[0] == ""


@pytest.mark.parametrize("keeps", [0, 1])
def test_an_issue_told_of_the_one_is_not_told_of_the_other(
    call: Call, keeps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of the two stays, what the issue told is neither new nor withdrawn."""
    told = call("add", "-s", "tech", SINA.format(URL))[0].strip()
    call("brief", "--publish", "--since", "2025-05-12")
    new = call("add", "-s", "tech", REUTERS, "--force")[0].strip()
    pair = (told, new) if keeps == 0 else (new, told)
    err = call("merge", *pair)[1]
    assert "It was in issue 1" in err or f"{pair[0]} was in issue 1" in err
    assert "withdrawn" not in err
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-26")
    briefing = json.loads(call("brief", "--new", "-f", "json")[0])
    assert not any(section["developments"] for section in briefing["sections"])
    (change,) = briefing["corrections"]
    assert change["issue"] == 1
    assert change["now"]["id"] == pair[0]
    assert "issues: 1" in call("show", told)[0]
    call("brief", "--publish")
    after = json.loads(call("brief", "--new", "-f", "json")[0])
    assert not after["corrections"]


def test_merging_two_that_issues_told_withdraws_neither(
    call: Call, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    call("brief", "--publish", "--since", "2025-05-12")
    call("merge", *two)
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-26")
    briefing = json.loads(call("brief", "--new", "-f", "json")[0])
    assert [change["now"]["id"] for change in briefing["corrections"]] == [two[0]]
    call("undo")
    assert json.loads(call("brief", "--new", "-f", "json")[0])["corrections"] == []
