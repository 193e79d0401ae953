"""The commands, run as the installed program on an archive as of 19 May 2025."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., object]

QWEN = "Alibaba released the Qwen3 models. (Source (EN): Sina, April 30, 2025)"
PAPER = "国务院发布《新时代的中国国家安全》白皮书。（来源：国务院，2025年5月12日）"


def add(aiwatch, text=QWEN, section="tech", *more):
    done = aiwatch("add", "-s", section, text, *more)
    assert done.code == 0, done.err
    return done.out.strip()


def records(aiwatch):
    return json.loads(aiwatch("export").out)


def snapshot(archive: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(archive)): path.read_bytes()
        for path in archive.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


# add


def test_add_takes_the_note_out_of_the_text(aiwatch) -> None:
    done = aiwatch("add", "-s", "domestic", PAPER)
    assert done.code == 0
    assert done.out.strip().startswith("2505-")
    assert done.out.count("\n") == 1
    assert done.err.strip() == "Domestic dynamics, 12 May 2025, CN 国务院"
    record = records(aiwatch)[0]
    assert record["text"] == "国务院发布《新时代的中国国家安全》白皮书。"
    assert record["date"] == "2025-05-12"
    assert record["logged"] == "2025-05-19T12:00:00Z"
    assert record["by"] == "lin"


def test_add_reads_stdin(aiwatch) -> None:
    done = aiwatch("add", "-s", "tech", "-", stdin="First line\nsecond line.\n\nNext paragraph.\n")
    assert done.code == 0
    assert records(aiwatch)[0]["text"] == "First line second line.\n\nNext paragraph."
    assert records(aiwatch)[0]["date"] == "2025-05-19"


def test_add_by_options(aiwatch) -> None:
    done = aiwatch(
        *("add", "-s", "tech", "A chip.", "-p", "Caixin", "-l", "cn", "-u", "https://caixin.com/1"),
        *("--title", "芯片", "-d", "yesterday", "-t", "chips", "-t", "芯片", "--rank", "2"),
        *("--comment", "check [this]", "--headline", "A headline.", "--json"),
    )
    record = json.loads(done.out)[0]
    assert record["sources"] == [
        {
            "lang": "zh",
            "publisher": "Caixin",
            "published": "2025-05-18",
            "url": "https://caixin.com/1",
            "title": "芯片",
            "archived": "",
        }
    ]
    assert (record["tags"], record["rank"]) == (["chips", "芯片"], 2)
    assert "yesterday = 18 May 2025" in done.err


def test_tags_are_separated_as_everywhere(aiwatch) -> None:
    add(aiwatch, QWEN, "tech", "-t", "fund, money", "-t", "芯片、算力", "-t", "a, b;", "-t", "fund")
    assert records(aiwatch)[0]["tags"] == ["fund", "money", "芯片", "算力", "a, b"]


def test_a_chinese_note_is_found_by_its_language_and_prints_the_same_again(
    aiwatch, tmp_path: Path
) -> None:
    wanted = add(aiwatch, PAPER, "domestic")
    add(aiwatch, "某公司发布模型。（来源：Reuters，2025年5月13日）")
    assert [line.split("\t")[0] for line in aiwatch("list", "--lang", "zh").out.splitlines()] == [
        wanted
    ]
    briefing = aiwatch("brief").out
    assert "(Source (CN): 国务院, May 12, 2025)" in briefing
    other = str(tmp_path / "other")
    aiwatch("init", other)
    assert aiwatch("--archive", other, "import", "-", stdin=briefing).code == 0
    assert aiwatch("--archive", other, "brief").out == briefing


def test_an_option_beats_the_note_and_the_contradiction_is_told(aiwatch) -> None:
    done = aiwatch("add", "-s", "tech", QWEN, "--publisher", "Reuters")
    assert "'Sina'" in done.err
    assert "'Reuters'" in done.err
    assert records(aiwatch)[0]["sources"][0]["publisher"] == "Reuters"


def test_a_note_in_the_middle_stays_and_is_told(aiwatch) -> None:
    text = "One (Source (EN): Sina, April 30, 2025) and more."
    done = aiwatch("add", "-s", "tech", text)
    assert records(aiwatch)[0]["text"] == text
    assert "Source" in done.err


def test_off_a_terminal_add_never_asks(aiwatch) -> None:
    done = aiwatch("add", "-s", "tech", stdin="text that nobody asked for")
    assert (done.code, done.out) == (2, "")
    assert "stdin" in done.err


def test_the_default_section_of_the_configuration(aiwatch, archive: Path) -> None:
    assert aiwatch("add", "A thing.").code == 2
    (archive / "aiwatch.toml").write_text('default_section = "domestic"\n', "utf-8")
    assert aiwatch("add", "A thing.").code == 0
    assert records(aiwatch)[0]["section"] == "domestic"


@pytest.mark.parametrize(
    ("text", "more", "way_on"),
    [
        ("网信办启动为期三个月的清朗行动，整治人工智能技术滥用。", (), "--add-source"),
        (
            "Something else entirely about chips.",
            ("-u", "http://www.sina.com/a/qwen3-models/#top"),
            "or change what is there: aiwatch edit",
        ),
    ],
)
def test_add_refuses_what_is_logged_already(
    aiwatch, archive: Path, text: str, more, way_on: str
) -> None:
    first = add(
        aiwatch,
        "网信办启动为期三个月的“清朗”行动，整治人工智能技术滥用。（来源：网信办，2025年5月12日）",
        "domestic",
        "-u",
        "https://sina.com/a/qwen3-models",
    )
    before = snapshot(archive)
    done = aiwatch("add", "-s", "tech", text, *more, "-d", "2025-05-13")
    assert (done.code, done.out) == (4, "")
    assert first in done.err
    assert "--force" in done.err
    assert way_on in done.err
    assert snapshot(archive) == before
    assert aiwatch("add", "-s", "tech", text, *more, "-d", "2025-05-13", "--force").code == 0


def test_a_different_story_of_the_same_days_is_no_duplicate(aiwatch) -> None:
    add(aiwatch)
    add(aiwatch, "Huawei trained a large model on its Ascend chips. (Source: Sina, April 30, 2025)")
    assert len(records(aiwatch)) == 2


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_closed_stream_is_no_accident(archive: Path, closed: int) -> None:
    done = subprocess.run(
        f"'{sys.executable}' -m aiwatch add -s tech 'A thing.' {closed}>&-",
        shell=True,
        env={**os.environ, "AIWATCH_ARCHIVE": str(archive)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"Tech progress" not in done.stdout
    assert done.stdout.count(b"\n") == (closed != 1)


# what the user gets wrong


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("add", "-s", "econ", "x"), 2, "No section 'econ'. Sections: tech, domestic."),
        (("add", "-s", "tehc", "x"), 2, "Did you mean tech?"),
        (("add", "-s", "tech", "x", "-d", "05/04/2025"), 2, "4 May 2025"),
        (("add", "-s", "tech", "x", "-d", "2025-02-30"), 2, "2025-02-30"),
        (("add", "-s", "tech", "x", "-d", "May 2025"), 2, "period"),
        (("add", "-s", "tech", "x", "-d", "9" * 100_000), 2, "9999"),
        (("add", "-s", "tech", "x", "-p", "A", "-l", "xx"), 2, "No language 'xx'"),
        (("add", "-s", "tech", "x", "--rank", "first"), 2, "rank"),
        (("add", "-s", "tech", ""), 2, "empty"),
        (("add", "-s", "tech", "x", "-t", "a\nb"), 2, "tag"),
        (("show", "2505-zzzzzz"), 3, "No development '2505-zzzzzz'"),
        (("show", "last"), 3, "last"),
        (("edit", "nothere", "--rank", "1"), 3, "nothere"),
        (("brief", "--since", "2025-05-12", "--until", "2025-05-01"), 2, "after"),
        (("brief", "-f", "pdf"), 2, "Formats:"),
        (("brief", "-o", "x.pdf"), 2, ".md"),
        (("list", "--by", "weight"), 2, "Count by"),
        (("search", " "), 2, "nothing to search for"),
        (("import", "/no/such/file.md"), 2, "no file"),
        (("import", "/"), 2, "/"),
        (("breif",), 2, "Did you mean 'brief'?"),
        (("add", "--sektion", "x"), 2, "--sektion"),
        (("undo",), 3, "Nothing to undo"),
        (("--archive", "/no/such/place", "list"), 3, "aiwatch init"),
    ],
)
def test_bad_input_gets_one_line_and_changes_nothing(
    aiwatch, archive: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    before = snapshot(archive)
    done = aiwatch(*arguments)
    assert done.code == code
    assert done.out == ""
    assert told in done.err
    assert done.err.count("\n") == 1
    assert len(done.err) < 600
    assert snapshot(archive) == before


@pytest.mark.parametrize(
    ("stdin", "told"),
    [
        (b"ustar" + b"\x00" * 8 + b" a text of some length in a binary file", "NUL"),
        ("Le café.".encode("cp1252"), "UTF-8"),
        (b"x" * 100_001, "100,000"),
        (b" \n ", "empty"),
    ],
)
def test_text_that_is_none_is_refused(aiwatch, archive: Path, stdin: bytes, told: str) -> None:
    before = snapshot(archive)
    done = aiwatch("add", "-s", "tech", "-", stdin=stdin)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert snapshot(archive) == before


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-16", ""), ("utf-16-le", "Read as UTF-16"), ("gb18030", "Read as GB18030")],
)
def test_a_text_in_another_encoding_is_read(aiwatch, encoding: str, said: str) -> None:
    text = "AI: 国务院发布人工智能白皮书 (2025), White Paper on AI."
    done = aiwatch("add", "-s", "tech", "-", stdin=text.encode(encoding))
    assert done.code == 0
    assert said in done.err
    assert json.loads(aiwatch("show", "last", "--json").out)[0]["text"] == text


def test_arguments_that_are_not_unicode_are_refused(archive: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "aiwatch", "add", "-s", "tech", b"caf\xe9"],
        env={**os.environ, "AIWATCH_ARCHIVE": str(archive), "PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"not valid Unicode" in done.stderr
    assert b"Traceback" not in done.stderr


def test_control_characters_are_taken_out_and_counted(aiwatch) -> None:
    done = aiwatch("add", "-s", "tech", "A \x1b[31mred\x1b[0m thing.")
    assert "2 control characters taken out" in done.err
    assert records(aiwatch)[0]["text"] == "A [31mred[0m thing."


@pytest.mark.parametrize(
    "note", ["(Source (EN): Sina, 05/04/2025)", "(Source: Sina, April 31, 2025)", "(Source: Sina"]
)
def test_a_note_that_is_not_understood_never_becomes_today(aiwatch, note: str) -> None:
    done = aiwatch("add", "-s", "tech", f"A thing. {note}")
    assert (done.code, done.out) == (2, "")
    assert "--date" in done.err
    assert records(aiwatch) == []
    assert aiwatch("add", "-s", "tech", f"A thing. {note}", "-d", "2025-05-01").code == 0
    assert records(aiwatch)[0]["text"] == f"A thing. {note}"


def test_a_date_after_today_is_told(aiwatch) -> None:
    done = aiwatch("add", "-s", "tech", "A thing. (Source: Sina, April 30, 2062)")
    assert done.code == 0
    assert "after today" in done.err
    assert "a date after today: " in aiwatch("brief").err + aiwatch("brief", "--since", "2025").err


def test_at_a_terminal_a_wrong_answer_is_asked_for_again(archive: Path) -> None:
    import pty

    screen, keyboard = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "aiwatch", "add"],
        env={**os.environ, "AIWATCH_ARCHIVE": str(archive), "AIWATCH_TODAY": "2025-05-19"},
        stdin=keyboard,
        stdout=subprocess.PIPE,
        stderr=keyboard,
    )
    answers = [
        *("econ", "domestic", "网信办启动清朗行动。", "第二行。", ""),
        *("(EN): Sina, Octember 30, 2025", "(CN): 国家网信办, 2025年4月30日"),
        *("05/04/2025", "", "", "safety, 清朗"),
    ]
    os.write(screen, "".join(f"{answer}\n" for answer in answers).encode())
    out, _ = process.communicate(timeout=30)
    os.close(keyboard)
    os.close(screen)
    assert process.returncode == 0
    found = json.loads(
        subprocess.run(
            [sys.executable, "-m", "aiwatch", "--archive", str(archive), "export"],
            capture_output=True,
            check=True,
        ).stdout
    )[0]
    assert out.decode().strip() == found["id"]
    assert found["text"] == "网信办启动清朗行动。第二行。"
    assert (found["section"], found["date"]) == ("domestic", "2025-04-30")
    assert (found["sources"][0]["lang"], found["tags"]) == ("zh", ["safety", "清朗"])


# list, search, show


def test_list_is_a_line_each_off_a_terminal(aiwatch) -> None:
    first, second = add(aiwatch), add(aiwatch, PAPER, "domestic")
    assert aiwatch("list").out == (
        f"{second}\t2025-05-12\tdomestic\t国务院发布《新时代的中国国家安全》白皮书。\n"
        f"{first}\t2025-04-30\ttech\tAlibaba released the Qwen3 models.\n"
    )
    assert aiwatch("list", "--lang", "en", "--json").out.count('"id"') == 1
    assert aiwatch("list", "--since", "2025-06").out == ""


@pytest.mark.parametrize("words", ["清朗", "Qinglang", "ＱＩＮＧ", "qinglang", "网信办", "hubei"])
def test_search_finds_any_part_in_any_script(aiwatch, words: str) -> None:
    text = (
        "CAC began its “清朗” (Qinglang) campaign in Hubei. (Source (CN): 国家网信办, 2025-05-12)"
    )
    wanted = add(aiwatch, text)
    add(aiwatch, PAPER, "domestic")
    done = aiwatch("search", words)
    assert done.code == 0
    assert [line.split("\t")[0] for line in done.out.splitlines()] == [wanted]


def test_search_that_finds_nothing_is_no_error(aiwatch) -> None:
    add(aiwatch)
    done = aiwatch("search", "[a-z]+")
    assert (done.code, done.out) == (0, "")


def test_show_gives_all_fields(aiwatch) -> None:
    add(aiwatch, QWEN, "tech", "--comment", "desk only", "-t", "models")
    shown = aiwatch("show", "last")
    for part in ("Tech progress", "Sina", "30 April 2025", "desk only", "models", "Qwen3"):
        assert part in shown.out
    assert json.loads(aiwatch("show", "last", "--json").out)[0]["comment"] == "desk only"


# edit, remove, undo


def test_edit_undo_redo(aiwatch) -> None:
    add(aiwatch)
    before = records(aiwatch)
    assert aiwatch("edit", "last", "--date", "2025-05-02", "-s", "domestic").code == 0
    after = records(aiwatch)
    assert (after[0]["date"], after[0]["section"]) == ("2025-05-02", "domestic")
    assert after[0]["id"] == before[0]["id"]
    assert "date" in aiwatch("undo").err
    assert records(aiwatch) == before
    aiwatch("redo")
    assert records(aiwatch) == after
    commands = [line.split("\t")[2] for line in aiwatch("log").out.splitlines()]
    assert commands == ["redo", "undo", "edit", "add"]


def test_edit_adds_a_source(aiwatch) -> None:
    add(aiwatch)
    refused = aiwatch("edit", "last", "--add-source", "Sina, 05/04/2025")
    assert refused.code == 2
    assert "'05/04/2025' could be 5 April 2025 or 4 May 2025" in refused.err
    done = aiwatch("edit", "last", "--add-source", "(CN): 新华社, May 1, 2025")
    assert done.code == 0, done.err
    assert [s["publisher"] for s in records(aiwatch)[0]["sources"]] == ["Sina", "新华社"]
    assert aiwatch("edit", "last", "--headline", "", "--tag", "").err == "Nothing was changed.\n"


def test_edit_adds_tags_and_takes_them_off(aiwatch) -> None:
    id = add(aiwatch, QWEN, "tech", "-t", "models", "-t", "chips")
    aiwatch("edit", "last", "--add-tag", "open", "--add-tag", "chips", "--remove-tag", "Models")
    assert records(aiwatch)[0]["tags"] == ["chips", "open"]
    done = aiwatch("edit", "last", "--remove-tag", "safety")
    assert (done.code, done.err) == (
        2,
        f"aiwatch: {id} has no tag 'safety'. Its tags: chips, open.\n",
    )
    done = aiwatch("edit", "last", "--tag", "open", "--tag", "export")
    assert done.err.startswith("Tag taken off: chips. --add-tag keeps those that are there.\n")
    assert records(aiwatch)[0]["tags"] == ["open", "export"]
    assert aiwatch("edit", "last", "-t", "").err.startswith("Tags taken off: open, export.\n")
    aiwatch("undo")
    aiwatch("undo")
    assert records(aiwatch)[0]["tags"] == ["chips", "open"]


def test_edit_takes_a_source_off_by_its_number(aiwatch) -> None:
    id = add(aiwatch, f"{QWEN[:-1]}; Source (CN): 新华社, May 1, 2025)")
    before = records(aiwatch)
    assert len(before[0]["sources"]) == 2
    done = aiwatch("edit", "last", "--remove-source", "3")
    assert (done.code, done.err) == (
        2,
        f"aiwatch: {id} has no source '3'. Its sources by number: "
        "1 EN Sina, April 30, 2025; 2 CN 新华社, May 1, 2025.\n",
    )
    done = aiwatch("edit", "last", "--remove-source", "1", "--publisher", "Xinhua")
    assert done.err.startswith("Source taken off: EN Sina, April 30, 2025.\n")
    assert [(s["publisher"], s["lang"]) for s in records(aiwatch)[0]["sources"]] == [
        ("Xinhua", "zh")
    ]
    aiwatch("undo")
    assert records(aiwatch) == before


def test_a_note_typed_anew_keeps_what_it_does_not_say(aiwatch, tmp_path: Path) -> None:
    old = {
        "section": "tech",
        "text": "国务院发布白皮书",
        "date": "2025-05-14",
        "sources": [
            {"lang": "en", "publisher": "Sina", "published": "2025-05-13", "url": "https://s.cn/1"},
            {
                "lang": "zh",
                "publisher": "中国政府网",
                "published": "2025-05-14",
                "url": "https://www.gov.cn/a",
                "title": "白皮书",
                "archived": "https://a.ph/x",
                "page": 3,
            },
        ],
    }
    (tmp_path / "old.json").write_text(json.dumps([old]), "utf-8")
    assert aiwatch("import", str(tmp_path / "old.json")).code == 0
    sina, paper = records(aiwatch)[0]["sources"]
    note = "来源：中国政府网，2025年5月14日；Source: SINA, May 13, 2025"
    done = aiwatch("edit", "last", f"国务院发布了白皮书。（{note}）")
    assert "taken off" not in done.err
    assert records(aiwatch)[0]["sources"] == [paper, {**sina, "publisher": "SINA"}]
    # What the note does say is taken, and what is dropped is told.
    note = "(Source (CN): [中国政府网](https://www.gov.cn/b), May 14, 2025)"
    done = aiwatch("edit", "last", f"国务院发布了白皮书。{note}")
    assert done.err.startswith(
        "Source taken off: CN 中国政府网, May 14, 2025.\nSource taken off: EN SINA, May 13, 2025.\n"
    )
    assert records(aiwatch)[0]["sources"][0]["title"] == ""
    aiwatch("undo")
    aiwatch("edit", "last", "白皮书。(Source: [Govt](https://www.gov.cn/a), May 15, 2025)")
    assert records(aiwatch)[0]["sources"] == [
        {**paper, "publisher": "Govt", "published": "2025-05-15"}
    ]
    assert "taken off" not in aiwatch("edit", "last", "No note.").err
    assert len(records(aiwatch)[0]["sources"]) == 1


def test_a_page_that_is_cited_already_is_no_further_source(aiwatch) -> None:
    aiwatch("add", "-s", "tech", "Qwen3 is out.", "-u", "https://a.example/1", "-p", "Sina")
    again = ("edit", "last", "--add-source")
    note = "(EN): [Sina](http://m.a.example/1/?utm_source=x), May 13, 2025"
    done = aiwatch(*again, note)
    assert "Source 1, Sina, is at that address already; what it lacked was added.\n" in done.err
    (source,) = records(aiwatch)[0]["sources"]
    assert (source["url"], source["published"]) == ("https://a.example/1", "2025-05-13")
    done = aiwatch(*again, note)
    assert (done.code, done.out) == (4, "")
    assert "has that source already: source 1, EN Sina, May 13, 2025." in done.err
    done = aiwatch(*again, "(EN): [The Wire](https://a.example/1), May 13, 2025")
    assert done.code == 4
    assert "To have it instead: --remove-source 1 --add-source …" in done.err
    other = "(EN): [The Wire](https://a.example/1), May 13, 2025"
    assert aiwatch("edit", "last", "--remove-source", "1", "--add-source", other).code == 0
    assert [each["publisher"] for each in records(aiwatch)[0]["sources"]] == ["The Wire"]


def test_an_address_that_is_none_is_remarked_on(aiwatch) -> None:
    done = aiwatch("add", "-s", "tech", QWEN, "-u", "www.xinhua.cn/a")
    assert (
        "'www.xinhua.cn/a' has no https:// and will be no link; it is kept as it is.\n" in done.err
    )
    assert "xinhua" not in aiwatch("edit", "last", "--rank", "1").err
    done = aiwatch("edit", "last", "--url", "notaurl")
    kept = "is no web address and will be no link; it is kept as it is.\n"
    assert done.err.endswith(f"'notaurl' {kept}")
    assert "address" not in aiwatch("edit", "last", "--url", "https://xinhua.cn/a").err


def test_an_id_is_no_text(aiwatch) -> None:
    first, second = add(aiwatch), add(aiwatch, PAPER, "domestic")
    before = records(aiwatch)
    for told in (second, second[5:], second[5:9], second[5:].upper(), "last"):
        done = aiwatch("edit", first, told, "--tag", "x")
        assert (done.code, done.err) == (
            2,
            f"aiwatch: {told!r} is an id; edit changes one development at a time.\n",
        )
    assert records(aiwatch) == before
    for text in (second[5:8], "TODO", "2222-222222", f"{second} {first}"):
        assert aiwatch("edit", first, text).code == 0
    assert aiwatch("edit", first, "-", stdin=second).code == 0


def test_the_log_of_one_development(aiwatch) -> None:
    first, second = add(aiwatch), add(aiwatch, PAPER, "domestic")
    aiwatch("edit", first, "--comment", "x")

    def logged(*arguments: str) -> list[str]:
        return [line.split("\t")[2] for line in aiwatch("log", *arguments).out.splitlines()]

    assert logged(first[5:]) == ["edit", "add"]
    assert logged("last") == ["edit", "add"]
    assert logged(second) == ["add"]
    aiwatch("remove", first)
    assert logged(first) == ["remove", "edit", "add"]
    done = aiwatch("log", first, "-n", "2")
    assert (done.out.count("\n"), done.err) == (2, "There are older ones; -n 0 lists all.\n")
    assert aiwatch("log", "2505-zzzzzz").code == 3


def test_the_log_of_one_of_many_that_were_imported(aiwatch) -> None:
    lines = [
        json.dumps({"section": "tech", "text": f"Item {n} of many.", "date": "2025-05-01"})
        for n in range(30)
    ]
    aiwatch("import", "-", stdin="\n".join(lines))
    add(aiwatch)
    for id in (records(aiwatch)[n]["id"] for n in (1, 20)):
        assert [line.split("\t")[2] for line in aiwatch("log", id).out.splitlines()] == ["import"]


def test_the_newest_are_listed_and_how_many_more_there_are_is_told(aiwatch) -> None:
    for day in range(1, 5):
        add(aiwatch, f"Number {day}. (Source: Sina, May {day}, 2025)", "tech", "--force")
    done = aiwatch("list", "-n", "1")
    assert "\t2025-05-04\t" in done.out
    assert (done.out.count("\n"), done.err) == (1, "3 older ones are not shown; -n 0 shows all.\n")
    assert [d["date"] for d in json.loads(aiwatch("list", "-n", "2", "--json").out)] == [
        "2025-05-03",
        "2025-05-04",
    ]
    done = aiwatch("search", "number", "--number", "3")
    assert (done.out.count("\n"), done.err) == (3, "1 older one is not shown; -n 0 shows all.\n")
    assert aiwatch("list", "-n", "4").err == ""
    assert aiwatch("list", "-n", "-4").code == 2


def test_a_source_given_to_an_item_without_one_is_not_dated_by_guess(aiwatch) -> None:
    aiwatch("add", "-s", "tech", "A thing.", "-d", "2025-05-12")
    aiwatch("edit", "last", "--publisher", "Sina")
    assert records(aiwatch)[0]["sources"][0]["published"] == ""
    aiwatch("add", "-s", "tech", "Another one.", "-d", "2025-05-12")
    aiwatch("edit", "last", "--publisher", "Sina", "--date", "2025-05-13")
    dates = {s["published"] for item in records(aiwatch) for s in item["sources"]}
    assert dates == {"", "2025-05-13"}


def test_import_reads_what_another_command_writes(archive: Path) -> None:
    done = subprocess.run(
        f"'{sys.executable}' -m aiwatch import <(printf '## Tech progress\n\n- {QWEN}\n')",
        shell=True,
        executable=shutil.which("bash"),
        env={**os.environ, "AIWATCH_ARCHIVE": str(archive)},
        capture_output=True,
        check=False,
    )
    assert done.stderr == b"1 development imported.\n"


def test_what_was_removed_is_said_to_be(aiwatch) -> None:
    id = add(aiwatch)
    aiwatch("remove", id)
    told = f"aiwatch: {id} was removed on 19 May 2025. See: aiwatch log {id}\n"
    for command in (("show", id), ("show", id[5:].upper()), ("remove", id), ("edit", id, "Text.")):
        done = aiwatch(*command)
        assert (done.code, done.err) == (3, told)
    assert aiwatch("log", id).out.count("\n") == 2
    assert "No development '2505-222222'" in aiwatch("show", "2505-222222").err
    aiwatch("undo")
    assert aiwatch("show", id).code == 0


def test_remove_and_undo(aiwatch) -> None:
    first, second = add(aiwatch), add(aiwatch, PAPER, "domestic")
    assert aiwatch("remove", first, second).code == 0
    assert records(aiwatch) == []
    aiwatch("undo")
    assert {record["id"] for record in records(aiwatch)} == {first, second}


# import and export


def test_a_briefing_goes_into_a_second_archive_and_nothing_is_lost(aiwatch, tmp_path: Path) -> None:
    add(aiwatch, f"{QWEN[:-1]}; Source (CN): [阿里](https://a.cn/1 “Qwen3”), May 1, 2025)")
    add(
        aiwatch,
        "Second. *Not* a [link]. # no\n\nSecond paragraph.",
        "tech",
        "-p",
        "A & B",
        "-d",
        "2025-05-01",
    )
    add(aiwatch, PAPER, "domestic", "--headline", "《白皮书》。")
    briefing = aiwatch("brief", "--since", "2025-04-19")
    other = str(tmp_path / "other")
    assert aiwatch("init", other).code == 0
    done = aiwatch("--archive", other, "import", "-", stdin=briefing.out)
    assert done.code == 0, done.err
    assert "3 developments imported." in done.err
    assert aiwatch("--archive", other, "brief", "--since", "2025-04-19").out == briefing.out
    again = aiwatch("--archive", other, "import", "-", stdin=briefing.out)
    assert "0 developments imported, 3 there already." in again.err
    assert again.code == 0


@pytest.mark.parametrize("format", ["json", "jsonl", "csv"])
def test_records_go_into_a_second_archive_and_nothing_is_lost(
    aiwatch, tmp_path: Path, format: str
) -> None:
    add(aiwatch, QWEN, "tech", "--comment", "=1+1", "-t", "a", "-t", "b", "--rank", "3")
    add(aiwatch, PAPER, "domestic", "--headline", "-headline")
    file, other = tmp_path / f"all.{format}", str(tmp_path / "other")
    assert aiwatch("export", "-o", str(file)).code == 0
    aiwatch("init", other)
    assert aiwatch("--archive", other, "import", str(file)).code == 0
    assert json.loads(aiwatch("--archive", other, "export").out) == records(aiwatch)
    assert "2 there already" in aiwatch("--archive", other, "import", str(file)).err


def test_a_page_copied_from_the_web(aiwatch, tmp_path: Path) -> None:
    page = """\
China AI tracker

Our overview of what happens.

TECH PROGRESS:

•  Alibaba released the Qwen3
   models, it said. (Source(EN): Sina April 30, 2025).

Domestic dynamics
• 国家网信办启动“清朗”行动，
整治人工智能技术滥用。（来源：国家网信办，2025年4月30日）
Follow us
"""
    file = tmp_path / "page.txt"
    file.write_text(page, "utf-8")
    before = aiwatch("import", str(file), "--dry-run")
    assert "2 developments would be imported" in before.err
    assert records(aiwatch) == []
    one_word = b"Overview\n\nTech progress\n- A chip is out. (Source: Sina, May 1, 2025)\n"
    done = aiwatch("import", "-", "--dry-run", stdin=one_word)
    assert "before the first section was not taken (1 word); " in done.err
    done = aiwatch("import", str(file), "--overview")
    assert done.code == 0, done.err
    assert "line 13" in done.err
    assert "Follow us" in done.err
    assert [record["text"] for record in records(aiwatch)] == [
        "Alibaba released the Qwen3 models, it said.",
        "国家网信办启动“清朗”行动，整治人工智能技术滥用。",
    ] or len(records(aiwatch)) == 2
    assert "Our overview" in aiwatch("brief", "--overview", "--since", "2025-04").out
    aiwatch("undo")
    assert records(aiwatch) == []
    assert "Our overview" not in aiwatch("brief", "--overview", "--since", "2025-04").out


def test_a_date_that_was_corrected_does_not_let_the_same_item_in_again(aiwatch) -> None:
    text = f"## Tech progress\n\n- {QWEN}\n"
    aiwatch("import", "-", stdin=text)
    aiwatch("edit", "last", "--date", "2025-04-28")
    done = aiwatch("import", "-", stdin=text)
    assert "0 developments imported, 1 there already." in done.err


def test_last_is_the_last_one_touched_that_is_there(aiwatch) -> None:
    first, second = add(aiwatch), add(aiwatch, PAPER, "domestic")
    assert second in aiwatch("show", "last").out
    aiwatch("remove", "last")
    assert first in aiwatch("show", "last").out


def test_an_import_is_all_or_nothing(aiwatch, archive: Path) -> None:
    before = snapshot(archive)
    item = "{} (Source: Sina, May 1, 2025)"
    text = f"## Tech progress\n\n- {item.format('Good.')}\n\n## Econ\n\n- {item.format('Other.')}\n"
    done = aiwatch("import", "-", stdin=text)
    assert done.code == 2
    assert "Econ" in done.err
    assert "Tech progress" in done.err
    assert snapshot(archive) == before
    mapped = aiwatch("import", "-", "--section", "Econ=domestic", stdin=text)
    assert mapped.code == 0, mapped.err
    assert [record["section"] for record in records(aiwatch)].count("domestic") == 1


def test_an_import_of_500_is_one_change(aiwatch) -> None:
    lines = "".join(
        json.dumps({"section": "tech", "text": f"Item {n} of many.", "date": "2025-05-01"}) + "\n"
        for n in range(500)
    )
    assert "500 developments imported" in aiwatch("import", "-", stdin=lines).err
    assert len(records(aiwatch)) == 500
    assert aiwatch("undo").code == 0
    assert records(aiwatch) == []


# brief


def test_without_a_period_a_brief_covers_thirty_days(aiwatch) -> None:
    add(aiwatch)
    add(aiwatch, "An old thing. (Source: Sina, April 1, 2025)")
    done = aiwatch("brief")
    assert done.err == "The last 30 days: 19 April – 19 May 2025\n"
    assert done.out == (
        "# AI watch, 19 May 2025\n\n*19 April – 19 May 2025 · 1 development*\n\n"
        "## Tech progress\n\n"
        "- Alibaba released the Qwen3 models. (Source (EN): Sina, April 30, 2025)\n"
    )


def test_brief_writes_files(aiwatch, tmp_path: Path) -> None:
    add(aiwatch)
    folder = tmp_path / "briefings"
    for name in ("a.md", "a.txt", "a.json"):
        assert aiwatch("brief", "-o", str(tmp_path / name)).code == 0
        assert "Qwen3" in (tmp_path / name).read_text("utf-8")
    assert aiwatch("brief", "-o", f"{folder}/").code == 0
    assert (folder / "2025-05-19.md").read_text("utf-8") == (tmp_path / "a.md").read_text("utf-8")
    again = aiwatch("brief", "-o", f"{folder}/")
    assert again.code == 1
    assert "--force" in again.err
    assert aiwatch("brief", "-o", f"{folder}/", "--force").code == 0


def test_a_file_in_a_folder_that_is_not_there_is_refused(aiwatch, tmp_path: Path) -> None:
    for command in ("brief", "export"):
        done = aiwatch(command, "-o", str(tmp_path / "new" / "a.md"))
        assert done.code == 1
        assert f"There is no folder {tmp_path / 'new'}. Make it first: mkdir {tmp_path}" in done.err
    done = aiwatch("brief", "-o", str(tmp_path / "new" / "er" / "a.md"))
    assert "Make it first: mkdir -p " in done.err
    assert not (tmp_path / "new").exists()
    (tmp_path / "file").touch()
    assert "is a file" in aiwatch("brief", "-o", str(tmp_path / "file" / "a.md")).err


def test_an_empty_brief_is_no_error(aiwatch) -> None:
    done = aiwatch("brief", "--since", "monday")
    assert done.code == 0
    assert "No developments in this period." in done.err


# the surroundings


def test_a_reader_that_closes_the_pipe_is_no_error(aiwatch, archive: Path) -> None:
    lines = "".join(
        json.dumps({"section": "tech", "text": f"Item {n}. " + "x" * 500, "date": "2025-05-01"})
        + "\n"
        for n in range(500)
    )
    aiwatch("import", "-", stdin=lines)
    for command in ("brief", "export", "list"):
        done = subprocess.run(
            f"set -o pipefail; '{sys.executable}' -m aiwatch {command} | head -n 1",
            shell=True,
            executable=shutil.which("bash"),
            env={**os.environ, "AIWATCH_ARCHIVE": str(archive), "AIWATCH_TODAY": "2025-05-19"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, command
        assert b"Traceback" not in done.stderr
        assert b"Broken" not in done.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_stdout_is_told(archive: Path, unbuffered: str) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "aiwatch", "add", "-s", "tech", "A thing."],
            env={**os.environ, "AIWATCH_ARCHIVE": str(archive), "PYTHONUNBUFFERED": unbuffered},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert b"stdout cannot be written to: No space left on device." in done.stderr
    assert b"But the change was made: add 2" in done.stderr
    assert b"Do not repeat it." in done.stderr
    assert done.stderr.count(b"\n") == 2
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "environment", [{"PYTHONIOENCODING": "ascii"}, {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"}]
)
def test_a_poor_locale_simply_works(aiwatch, environment: dict[str, str]) -> None:
    add(aiwatch, PAPER, "domestic")
    done = aiwatch("brief", **environment)
    assert done.code == 0
    assert "白皮书" in done.out


def test_without_a_home_but_with_an_archive(archive: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "aiwatch", "--archive", str(archive), "list"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


def test_the_nearest_folder_upward_is_the_archive(archive: Path) -> None:
    below = archive / "notes" / "deep"
    below.mkdir(parents=True)
    environment = {**os.environ, "AIWATCH_TODAY": "2025-05-19"}
    environment.pop("AIWATCH_ARCHIVE", None)
    done = subprocess.run(
        [sys.executable, "-m", "aiwatch", "add", "-s", "tech", "A thing."],
        cwd=below,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert (archive / "developments" / "2025-05.json").exists()


def test_the_editor_refuses_what_is_not_valid_and_keeps_what_was_typed(
    aiwatch, tmp_path: Path
) -> None:
    add(aiwatch)
    editor = tmp_path / "editor.sh"
    editor.write_text("#!/bin/sh\nsed -i 's/^Section: tech/Section: econ/' \"$1\"\n", "utf-8")
    editor.chmod(0o755)
    done = aiwatch("add", "-s", "tech", "-e", "Typed text.", EDITOR=str(editor), VISUAL="")
    assert done.code == 2
    assert "No section 'econ'" in done.err
    kept = Path(done.err.split()[-1])
    assert "Typed text." in kept.read_text("utf-8")
    kept.unlink()


def test_the_editor_logs_what_was_saved(aiwatch, tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text(
        "#!/bin/sh\necho 'Written in the editor. (Source (EN): Sina, April 30, 2025)' >> \"$1\"\n",
        "utf-8",
    )
    editor.chmod(0o755)
    done = aiwatch("add", "-s", "domestic", "-e", EDITOR=str(editor), VISUAL="")
    assert done.code == 0, done.err
    record = records(aiwatch)[0]
    assert (record["text"], record["date"]) == ("Written in the editor.", "2025-04-30")


def test_config_shows_settings_and_where_they_come_from(aiwatch, archive: Path) -> None:
    (archive / "aiwatch.toml").write_text('title = "Desk"\ntitel = 1\n', "utf-8")
    done = aiwatch("config")
    assert "title\tDesk\taiwatch.toml" in done.out
    assert "day_first\tnot set: 05/04/2025 is refused\tdefault" in done.out
    assert "'titel'" in done.err


def test_init_refuses_a_second_time(aiwatch, archive: Path) -> None:
    before = snapshot(archive)
    assert aiwatch("init", str(archive)).code == 4
    assert snapshot(archive) == before


def test_an_interrupt_ends_with_130_and_changes_nothing(archive: Path) -> None:
    import signal
    import time

    before = snapshot(archive)
    process = subprocess.Popen(
        [sys.executable, "-m", "aiwatch", "add", "-s", "tech", "-"],
        env={**os.environ, "AIWATCH_ARCHIVE": str(archive)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"aiwatch: Interrupted.\n")
    assert snapshot(archive) == before


def test_an_empty_save_in_the_editor_stops(aiwatch, archive: Path) -> None:
    before = snapshot(archive)
    done = aiwatch("add", "-s", "tech", "-e", EDITOR="touch", VISUAL="")
    assert (done.code, done.out) == (1, "")
    assert "nothing was changed" in done.err
    assert snapshot(archive) == before


def test_a_form_that_was_not_saved_logs_nothing(aiwatch, archive: Path) -> None:
    before = snapshot(archive)
    for text in ((), ("Typed.",)):
        done = aiwatch("add", "-s", "tech", "-e", *text, EDITOR="true", VISUAL="")
        assert (done.code, done.out) == (1, "")
        assert done.err == "aiwatch: Not saved, so nothing was logged.\n"
    assert snapshot(archive) == before


def test_a_form_that_was_saved_as_it_was_is_logged(aiwatch, tmp_path: Path) -> None:
    """However the editor saves it: in its place, or by renaming."""
    renaming = tmp_path / "editor.sh"
    renaming.write_text('#!/bin/sh\ncat "$1" > "$1~"\nmv "$1~" "$1"\n', "utf-8")
    renaming.chmod(0o755)
    for editor, text in (("touch", "The first."), (str(renaming), "Another one.")):
        done = aiwatch("add", "-s", "tech", "-e", text, EDITOR=editor, VISUAL="")
        assert done.code == 0, done.err
    assert {record["text"] for record in records(aiwatch)} == {"The first.", "Another one."}
