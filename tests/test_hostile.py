"""Texts that ask for trouble, through every way in and every view.

On the way in, control characters are taken out and counted, and the rest is kept. What stands in
an archive all the same (edited by hand, merged) is shown and never obeyed, in every format.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Done, Hostile
from markdown_it import MarkdownIt
from markdown_it.token import Token

from aiwatch import cli
from aiwatch.domain.development import ID_ALPHABET
from aiwatch.domain.text import tidy, visible
from aiwatch.readers import Conventions, read
from aiwatch.writers.csv import defuse
from aiwatch.writers.markdown import escape

Run = Callable[..., Done]

CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]"
"""What is taken out; a tab becomes a space, and CR and NEL are line breaks."""

OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\u034f\u115f\u1160\u3164\uffa0\ud800-\udfff\U000e0041-\U000e0060]"
)
"""What a terminal or a program would obey or nobody could see: in no view but as we wrote it."""

TYPED = ("[red]Markup[/red]", "and [/] more", ":skull:", "[link=https://evil.example]click")
"""What comes out as it was typed in every view, whatever draws it."""

PARTS = ("--overview", "--takeaways", "--contents", "--dashboard")
URL = "https://news.example/a_b?c=d&e=f"
SECTIONS = ("tech", "domestic")


def one_line(text: str) -> str:
    return " ".join(text.split("\n")).strip()[:300]


def dense(text: str) -> str:
    return "".join(text.split())


def record_of(number: int, hostile: Hostile) -> dict[str, Any]:
    tail = "".join(ID_ALPHABET[number >> shift & 15] for shift in (20, 16, 12, 8, 4, 0))
    line = one_line(hostile.text)
    source = {"lang": "en", "publisher": line, "published": "2025-05-12", "url": URL}
    return {
        "id": f"2505-{tail}",
        "section": SECTIONS[number % 2],
        "headline": line if number % 3 else "",
        "text": hostile.text,
        "date": "2025-05-12",
        "sources": [{**source, "title": line, "theirs": hostile.text}],
        "tags": [line.replace(";", ",")],
        "comment": f"{hostile.text} hostile",
        "by": line,
        "theirs": {hostile.text: [hostile.text]},
    }


@pytest.fixture
def run(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the program in this process, as `aiwatch` does in another."""

    def run_here(*arguments: str, stdin: str | bytes = b"", **environment: str) -> Done:
        settings = {"AIWATCH_ARCHIVE": str(archive), "AIWATCH_TODAY": "2025-05-19"}
        for name, value in {**settings, "LOGNAME": "lin", **environment}.items():
            monkeypatch.setenv(name, value)
        data = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        code = cli.run(list(arguments))
        monkeypatch.undo()
        told = []
        for stream in (out, err):
            stream.flush()
            assert isinstance(stream.buffer, io.BytesIO)
            told.append(stream.buffer.getvalue().decode())
        return Done(*told, code)

    return run_here


def in_a_terminal(archive: Path, *arguments: str, typed: str = "") -> str:
    """Return what a terminal is sent, its line ends as `\\n`."""
    import pty
    import termios

    screen, keyboard = pty.openpty()
    settings = termios.tcgetattr(keyboard)
    settings[3] &= ~termios.ECHO
    termios.tcsetattr(keyboard, termios.TCSANOW, settings)
    environment = {**os.environ, "AIWATCH_ARCHIVE": str(archive), "AIWATCH_TODAY": "2025-05-19"}
    environment |= {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40", "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        [sys.executable, "-m", "aiwatch", *arguments],
        env=environment,
        stdin=keyboard,
        stdout=keyboard,
        stderr=keyboard,
    )
    os.close(keyboard)
    os.write(screen, typed.encode())
    sent = b""
    while True:
        try:
            piece = os.read(screen, 65536)
        except OSError:  # Linux tells so that the other end is closed
            break
        if not piece:
            break
        sent += piece
    os.close(screen)
    assert process.wait(30) == 0, sent.decode()
    return sent.decode().replace("\r\n", "\n")


@pytest.fixture
def records(hostile: list[Hostile], archive: Path) -> list[dict[str, Any]]:
    """The corpus as records, which stand in the archive in a layout that is not ours."""
    made = [record_of(number, text) for number, text in enumerate(hostile)]
    table = {str(number): record for number, record in enumerate(made, 1)}
    (archive / "developments" / "2025-05.json").write_text(json.dumps({"_default": table}), "ascii")
    (archive / "overview.md").write_text(
        "\n\n".join(text.text for text in hostile if text.kind in ("control", "bidi", "markup")),
        "utf-8",
    )
    return made


def test_the_corpus_is_what_it_should_be(hostile: list[Hostile]) -> None:
    assert len(hostile) >= 60
    assert len({text.name for text in hostile}) == len(hostile)
    assert all(tidy(visible(text.text)) for text in hostile)


# the ways in


def check_taken_in(before: str, after: str) -> None:
    """Assert that `after` is `before` without control characters, and nothing else is gone."""
    assert not re.search(CONTROL, after)
    kept = unicodedata.normalize("NFC", re.sub(CONTROL, "", before))
    assert dense(after) == dense(kept)


def count(text: str) -> int:
    return len(re.findall(CONTROL, text))


def test_add_takes_out_control_characters_and_keeps_the_rest(
    run: Run, hostile: list[Hostile]
) -> None:
    for text in hostile:
        given = ("-s", "tech", "-d", "2025-05-12", "--force", "--json")
        done = run("add", *given, "-", stdin=text.text)
        assert done.code == 0, (text.name, done.err)
        told = re.search(r"The text: (\d+) control characters? taken out\.", done.err)
        assert int(told[1] if told else 0) == count(text.text), text.name
        assert not OBEYED.search(done.err), text.name
        record = json.loads(done.out)[0]
        if not record["sources"]:
            check_taken_in(text.text, record["text"])
        else:
            assert text.kind == "note"


@pytest.mark.parametrize("format", ["json", "jsonl", "csv"])
def test_records_lose_their_control_characters_and_nothing_else(
    run: Run, hostile: list[Hostile], tmp_path: Path, format: str
) -> None:
    records = [
        {"section": "tech", "text": text.text, "date": "2025-05-12", "comment": text.text}
        for text in hostile
    ]
    if format == "csv":
        table = io.StringIO(newline="")
        rows = csv.writer(table)
        rows.writerow([*records[0], "our\x07s"])
        rows.writerows([*map(defuse, record.values()), "x"] for record in records)
        data = table.getvalue()
        taken_out = 1
    else:
        lines = [json.dumps({**record, "our\x07s": "x\x1b"}) for record in records]
        data = f"[{','.join(lines)}]" if format == "json" else "\n".join(lines)
        taken_out = 2 * len(records)
    taken_out += sum(2 * count(text.text) for text in hostile)
    path = tmp_path / f"records.{format}"
    path.write_bytes(data.encode())
    done = run("import", str(path), "--json")
    assert done.code == 0, done.err
    assert f"{path}: {taken_out} control characters taken out.\n" in done.err
    imported = json.loads(done.out)
    assert len(imported) == len(hostile)
    for text, record in zip(hostile, imported, strict=True):
        check_taken_in(text.text, record["text"])
        check_taken_in(text.text, record["comment"])
        assert record["ours"] == "x"


@pytest.mark.parametrize("format", ["markdown", "text"])
def test_briefings_lose_their_control_characters_and_nothing_else(
    run: Run, hostile: list[Hostile], tmp_path: Path, format: str
) -> None:
    texts = [text for text in hostile if text.kind == "control"]
    note = "(Source (EN): Sina, April 30, 2025)"
    items = [f"- Item{text.text if format == 'text' else _escaped(text)} {note}" for text in texts]
    path = tmp_path / "briefing"
    path.write_text("Tech progress\n\n" + "\n".join(items), "utf-8")
    done = run("import", str(path), "--format", format, "--json")
    total = sum(count(text.text) for text in texts)
    assert f"{path}: {total} control characters taken out.\n" in done.err
    for text, record in zip(texts, json.loads(done.out), strict=True):
        check_taken_in(f"Item{text.text}", record["text"])


def _escaped(text: Hostile) -> str:
    """The text as Markdown, its control characters at the front, where they part no markup."""
    controls = "".join(re.findall(CONTROL, text.text))
    return controls + escape(re.sub(CONTROL, "", text.text))


def test_every_option_is_cleaned_and_the_count_told(run: Run) -> None:
    options = {
        "--headline": "The headline",
        "--publisher": "The source's publisher",
        "--url": "The source's url",
        "--title": "The source's title",
        "--tag": "The tag",
        "--comment": "The comment",
        "--date": "The date",
    }
    values = dict.fromkeys(options, "https://a.example/\x1b[31m\x9bx") | {
        "--date": "2025\x1b-05-12"
    }
    given = [part for name, value in values.items() for part in (name, value)]
    added = run("add", "-s", "tech", "A te\x7fxt.", *given)
    assert "The text: 1 control character taken out.\n" in added.err
    identifier = added.out.strip()
    edited = run("edit", identifier, "A \x08text.", *given, "--add-source", "(EN): Si\x07na")
    assert "The text: 1 control character taken out.\n" in edited.err
    assert "The source: 1 control character taken out.\n" in edited.err
    for done in (added, edited):
        assert done.code == 0, done.err
        for name, what in options.items():
            number = 1 if name == "--date" else 2
            sentence = f"{what}: {number} control character{'s' * (number > 1)} taken out.\n"
            assert done.err.count(sentence) == 1, name
    shown = run("show", identifier, "--json").out
    assert not re.search(CONTROL, shown)
    assert "\\u" not in shown
    assert "\x1b" not in run("search", "te\x1bxt").err


def test_the_editor_the_questions_the_title_and_the_configuration(
    run: Run, archive: Path, tmp_path: Path
) -> None:
    form = tmp_path / "form.md"
    form.write_text("Section: tech\nHeadline: A \x1bhead\n\nA te\x00xt\x9b.\n", "utf-8")
    done = run("add", "-e", EDITOR=f"cp {form}", VISUAL="")
    assert "The text: 3 control characters taken out.\n" in done.err
    assert json.loads(run("show", "last", "--json").out)[0]["text"] == "A text."

    answers = ("tech", "A na\x1bme is \x9bhere.", "", "(EN): Si\x08na", "", "He\x07ad", "a\x1b, b")
    asked = in_a_terminal(archive, "add", typed="".join(f"{answer}\n" for answer in answers))
    assert "The text: 2 control characters taken out.\n" in asked
    assert "The headline: 1 control character taken out.\n" in asked
    assert asked.count("The answer: 1 control character taken out.\n") == 2
    record = json.loads(run("show", "last", "--json").out)[0]
    assert (record["text"], record["headline"]) == ("A name is here.", "Head")
    assert (record["sources"][0]["publisher"], record["tags"]) == ("Sina", ["a", "b"])

    brief = run("brief", "--title", "A\x1b[31m title")
    assert "The title: 1 control character taken out.\n" in brief.err
    assert brief.out.startswith("# A\\[31m title, 19 May 2025\n")

    settings = 'title = "AI\\u001b[31m"\n[sections]\ntech = "Te\\u009bch\\u202e"\n'
    (archive / "aiwatch.toml").write_text(settings, "utf-8")
    for command in ("config", "brief"):
        done = run(command)
        assert "aiwatch.toml: 2 control characters taken out.\n" in done.err
        assert "AI[31m" in done.out.replace("\\[", "[")
        assert "Tech⟨U+202E⟩" in done.out
        assert not OBEYED.search(done.out)


# the views


def check_harmless(shown: str, *, typed: bool = True) -> None:
    assert not (found := OBEYED.search(shown)), repr(shown[max(0, found.start() - 60) :][:90])
    words = " ".join(shown.split())
    for text in TYPED * typed:
        assert text in words
    for raw in (
        "pass\u200dword",
        "pass\u200bword",
        "😀\ufe0f\ufe01",
        "\U0001f3f4\U000e0069\U000e0067",
    ):
        assert raw not in words
    for whole in (
        "👨‍👩‍👧‍👦",
        "👩🏽‍🔬",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    ):
        assert whole in words


def test_every_view_off_a_terminal_is_harmless(
    run: Run, records: list[dict[str, Any]], hostile: list[Hostile]
) -> None:
    ids = [record["id"] for record in records]
    views = {
        "text": run("brief", "--since", "2025", "-f", "text", *PARTS, "--width", "1000"),
        "markdown": run("brief", "--since", "2025", *PARTS),
        "html": run("brief", "--since", "2025", "-f", "html", "--overview", "--dashboard"),
        "exported": run("export", "-f", "markdown"),
        "list": run("list"),
        "search": run("search", "hostile"),
        "card": run("show", *ids),
        "csv": run("export", "-f", "csv"),
    }
    for name, done in views.items():
        assert done.code == 0, done.err
        check_harmless(
            done.out.removeprefix("\ufeff").replace("\r\n", "\n"), typed=name != "search"
        )
    for name in ("text", "markdown", "html", "exported", "card", "csv"):
        for token in ("␛[31m", "␛]52;c;cm0gLXJmIH4=␇", "⟨U+009B⟩31m", "⟨U+202E⟩gpj.exe", "␀"):
            assert token in views[name].out, (name, token)
    for name in ("list", "search"):
        assert views[name].out.count("\n") == len(records)
        assert {line.count("\t") for line in views[name].out.splitlines()} == {3}
    for name, backslash in (
        ("text", "\\"),
        ("html", "\\"),
        ("card", "\\"),
        ("csv", "\\"),
        ("markdown", "\\\\"),
    ):
        assert f"ends in a backslash {backslash}" in views[name].out
    for done in views.values():
        assert not OBEYED.search(done.err)


@pytest.mark.parametrize(
    "command",
    [
        ("list", "--json"),
        ("search", "hostile", "--json"),
        ("show", "--json"),
        ("brief", "--since", "2025", "-f", "json"),
        ("export", "-f", "json"),
        ("export", "-f", "jsonl"),
    ],
)
def test_json_is_harmless_and_gives_back_every_value(
    run: Run, records: list[dict[str, Any]], command: tuple[str, ...]
) -> None:
    # Each id asked for reads the whole month, so a part of them has to do for `show`.
    records = records[::4] if command[0] == "show" else records
    ids = [record["id"] for record in records] * (command[0] == "show")
    done = run(*command, *ids)
    assert not OBEYED.search(done.out)
    if command[0] != "show":
        check_harmless(done.out)
    if "jsonl" in command:
        found = [json.loads(line) for line in done.out.splitlines()]
    elif command[0] == "brief":
        sections = json.loads(done.out)["sections"]
        found = [record for section in sections for record in section["developments"]]
    else:
        found = json.loads(done.out)
    by_id = {record["id"]: record for record in found}
    assert by_id.keys() == {record["id"] for record in records}
    for record in records:
        there = by_id[record["id"]]
        assert {name: there[name] for name in record if name != "sources"} == {
            name: value for name, value in record.items() if name != "sources"
        }
        assert record["sources"][0].items() <= there["sources"][0].items()


def test_csv_comes_back_as_it_was_shown(run: Run, records: list[dict[str, Any]]) -> None:
    conventions = Conventions({"tech": "Tech progress", "domestic": "Domestic"}, date(2025, 5, 19))
    written = run("export", "-f", "csv").out
    reading = read("csv", written.encode(), conventions)
    assert len(reading.developments) == len(records)
    for record, item in zip(records, reading.developments, strict=True):
        assert dense(item.text) == dense(unicodedata.normalize("NFC", visible(record["text"])))
        assert item.unknown.keys() == {"theirs"}
    from aiwatch.writers.csv import records as write_csv

    again = read("csv", write_csv(reading.developments).encode(), conventions)
    assert again.developments == reading.developments


SGR_AND_LINKS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;(?:id=\d+)?;([^\x1b\x07]*)\x1b\\")


@pytest.mark.parametrize("view", ["brief", "list", "search", "show"])
def test_a_terminal_gets_only_our_colours_and_links(
    archive: Path, records: list[dict[str, Any]], view: str
) -> None:
    more = {
        "brief": ("--since", "2025", "--no-pager", *PARTS),
        "list": (),
        "search": ("hostile",),
        "show": tuple(record["id"] for record in records),
    }[view]
    sent = in_a_terminal(archive, view, *more)
    assert "\x1b[" in sent
    assert {found[1] for found in SGR_AND_LINKS.finditer(sent)} <= {None, "", URL}
    left = SGR_AND_LINKS.sub("", sent)
    for line in left.split("\n"):
        depth = 0
        for character in line:
            depth += {"\u2068": 1, "\u2069": -1}.get(character, 0)
            assert depth in (0, 1)
        assert depth == 0
    left = left.replace("\u2068", "").replace("\u2069", "")
    assert "أعلنت" in left
    # A hit is a part of a text; elsewhere all of it is there.
    check_harmless(left, typed=view in ("brief", "show"))
    if view in ("brief", "show"):
        assert "It ends in a backslash \\" in left
        assert "Open annual_⟨U+202E⟩gpj.exe now." in left


def item_is(item: str, text: str, note: str) -> bool:
    """Tell whether `item` is the text and the note, in which a publisher may stand in quotes."""
    return item.startswith(text) and item[len(text) :].replace('"', "") == note.replace('"', "")


def shown(inline: Token) -> str:
    words = ""
    for token in inline.children or []:
        assert token.type not in {"html_inline", "image", "hardbreak", "softbreak"}, token
        words += token.content
    return words


def test_markdown_is_one_item_each_and_import_reads_it_back(
    run: Run, records: list[dict[str, Any]], archive: Path, tmp_path: Path
) -> None:
    printed = run("brief", "--since", "2025").out
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(printed)
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert kinds == {"heading", "inline", "paragraph", "bullet_list", "list_item"}
    assert sum(token.type == "bullet_list_open" for token in tokens) == 2
    links = [c for t in tokens for c in t.children or [] if c.type == "link_open"]
    assert {link.attrs["href"] for link in links} == {URL}
    items: list[str] = []
    for token in tokens:
        if token.type == "list_item_open":
            items.append("")
        elif token.type == "inline" and items and token.level > 2:
            items[-1] += shown(token)
    in_order = [r for section in SECTIONS for r in records if r["section"] == section]
    assert len(items) == len(records)
    for record, item in zip(in_order, items, strict=True):
        words = [visible(record[name]) for name in ("headline", "text")]
        publisher = visible(record["sources"][0]["publisher"])
        note = dense(f"(Source (EN): {publisher}, May 12, 2025)")
        text = dense("".join(words))
        assert item_is(dense(item), text, note)

    path = tmp_path / "briefing.md"
    path.write_text(printed, "utf-8")
    other = tmp_path / "other"
    (other / "developments").mkdir(parents=True)
    (other / "aiwatch.toml").write_text("", "utf-8")
    done = run("--archive", str(other), "import", "--no-compare", str(path))
    assert done.code == 0
    assert done.err.endswith(f"\n{len(records)} developments imported.\n")
    assert "taken" not in done.err
    again = run("--archive", str(other), "brief", "--since", "2025", "--until", "2025-05-19")
    assert (
        again.out.split("\n\n", 2)[2] == unicodedata.normalize("NFC", printed).split("\n\n", 2)[2]
    )
    found = json.loads(run("--archive", str(other), "export").out)
    texts = {unicodedata.normalize("NFC", tidy(visible(record["text"]))) for record in records}
    assert {record["text"] for record in found} == texts


def test_messages_and_the_log_are_harmless_and_undo_brings_all_back(
    run: Run, records: list[dict[str, Any]], archive: Path
) -> None:
    ids = [record["id"] for record in records]
    for id in ids[:3]:
        run("edit", id, "--rank", "1")
    removed = run("remove", *ids)
    check_harmless(removed.err, typed=False)
    assert removed.err.count("\nRemoved ") == len(ids) - 1
    log = run("log")
    assert not OBEYED.search(log.out)
    assert log.out.count("\n") == 4
    assert not OBEYED.search(SGR_AND_LINKS.sub("", in_a_terminal(archive, "log")))
    assert not OBEYED.search(run("undo").err)
    texts = {record["id"]: record["text"] for record in json.loads(run("export").out)}
    assert texts == {record["id"]: record["text"] for record in records}
    # Written by us, the file is safe for `cat` and `grep`, and Chinese is found in it.
    month = (archive / "developments" / "2025-05.json").read_text("utf-8")
    check_harmless(month)
    assert "国务院发布了" in month


def test_an_error_that_names_a_hostile_text_is_harmless(run: Run, hostile: list[Hostile]) -> None:
    for text in hostile:
        if text.kind not in ("control", "bidi", "zero-width", "whitespace"):
            continue
        for arguments in (
            ("show", text.text),
            ("search", text.text),
            ("add", "-s", text.text, "Text."),
            ("add", "-s", "tech", "Text.", "-d", text.text),
            ("add", "-s", "tech", "Text.", "--add-source", text.text),
            ("import", text.text.replace("\0", "") + ".md"),
            ("brief", "-f", text.text),
            ("list", "--since", text.text),
        ):
            done = run(*arguments)
            assert done.out == "", arguments
            assert done.code in (0, 2, 3), (arguments, done.err)
            assert not OBEYED.search(done.err), arguments
            assert "Traceback" not in done.err
