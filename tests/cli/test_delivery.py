"""What a briefing is told to be when it is given out."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done

Run = Callable[..., Done]


def imported(aiwatch: Run, count: int, text: str) -> None:
    records = [
        {"section": "tech", "text": f"{number}. {text}", "date": "2025-05-12"}
        for number in range(count)
    ]
    done = aiwatch("import", "-", "--format", "json", stdin=json.dumps(records))
    assert done.code == 0, done.err


@pytest.mark.parametrize("ending", ["html", "htm"])
def test_the_ending_of_a_file_names_html(aiwatch: Run, tmp_path: Path, ending: str) -> None:
    imported(aiwatch, 1, "A model.")
    path = tmp_path / f"briefing.{ending}"
    done = aiwatch("brief", "-o", str(path))
    assert (done.code, done.out) == (0, "")
    assert path.read_text("utf-8") == aiwatch("brief", "-f", "html").out
    assert path.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_what_gmail_does_not_show_is_told(aiwatch: Run, tmp_path: Path) -> None:
    imported(aiwatch, 100, "word " * 300)
    printed = aiwatch("brief", "--since", "2025", "-f", "html")
    size = len(printed.out.encode()) // 1000
    told = f"The HTML has {size} KB; Gmail shows the first 102 KB: about 6"
    assert told in printed.err
    assert printed.err.endswith(" of 100 developments.\n")
    path = tmp_path / "briefing.html"
    assert told in aiwatch("brief", "--since", "2025", "-o", str(path)).err
    assert "Gmail" not in aiwatch("brief", "--since", "2025", "-f", "text").err


def test_what_fits_into_a_mail_is_not_talked_of(aiwatch: Run) -> None:
    imported(aiwatch, 100, "word " * 50)
    assert "Gmail" not in aiwatch("brief", "--since", "2025", "-f", "html").err


def test_what_gmail_does_not_show_of_a_mail_is_told(aiwatch: Run) -> None:
    imported(aiwatch, 100, "word " * 300)
    printed = aiwatch("brief", "--since", "2025", "-f", "html").err.splitlines()[-1]
    assert "Gmail shows" in printed
    assert printed in aiwatch("brief", "--since", "2025", "-f", "eml", "--to", "a@b.org").err


@pytest.mark.parametrize(
    "name",
    ["aiwatch.toml", "overview.md", ".lock", "developments/2025-05.json", "history/2025-05.jsonl"],
)
def test_a_file_that_the_archive_keeps_is_not_written(
    aiwatch: Run, archive: Path, name: str
) -> None:
    imported(aiwatch, 1, "A model.")
    path = archive / name
    before = path.read_bytes() if path.exists() else None
    for command in (["brief", "-f", "json"], ["export", "-f", "json"]):
        done = aiwatch(*command, "-o", str(path), "--force")
        assert (done.code, done.out) == (1, "")
        assert "is where the archive keeps its own files" in done.err.splitlines()[-1]
    assert (path.read_bytes() if path.exists() else None) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no FIFO there")
def test_a_pipe_or_device_is_not_replaced_by_a_file(aiwatch: Run, tmp_path: Path) -> None:
    path = tmp_path / "device"
    os.mkfifo(path)
    done = aiwatch("brief", "-f", "json", "-o", str(path), "--force")
    assert (done.code, done.out) == (1, "")
    assert f"aiwatch: {path} is a device or a pipe, which would be replaced" in done.err
    assert stat.S_ISFIFO(path.stat().st_mode)


def test_an_empty_name_is_no_folder(aiwatch: Run) -> None:
    imported(aiwatch, 1, "A model.")
    for options in (["-o", ""], ["-o", "", "-f", "html"]):
        done = aiwatch("brief", *options)
        assert (done.code, done.out) == (2, "")
        assert done.err == "aiwatch: -o is empty; give it a file or a folder.\n"


def test_each_file_is_written_by_its_ending(aiwatch: Run, archive: Path, tmp_path: Path) -> None:
    imported(aiwatch, 100, "word " * 300)
    names = ("monday.html", "monday.eml", "monday.docx", "monday.md")
    given = [word for name in names for word in ("-o", str(tmp_path / name))]
    period = ("brief", "--since", "2025")
    done = aiwatch(*period, "--publish", "--no-check", *given, "--to", "a@b.org")
    assert (done.code, done.out) == (0, "")
    assert [line for line in done.err.splitlines() if line.startswith("Written: ")] == [
        f"Written: {tmp_path / name}" for name in names
    ]
    assert done.err.count("Gmail shows") == 1
    assert (tmp_path / "monday.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "monday.eml").read_text("utf-8").startswith("To: a@b.org")
    assert (tmp_path / "monday.docx").read_bytes().startswith(b"PK")
    (issue,) = (archive / "briefings").glob("*.md")
    assert (tmp_path / "monday.md").read_bytes() == issue.read_bytes()
    again = [str(tmp_path / name) for name in ("1.md", "1.txt", "1.html")]
    shown = aiwatch("issues", "show", "1", *(word for name in again for word in ("-o", name)))
    assert shown.code == 0
    assert (tmp_path / "1.md").read_bytes() == issue.read_bytes()
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "monday.html").read_bytes()
    assert "Issue 1 · " in (tmp_path / "1.txt").read_text("utf-8")


def test_nothing_is_published_or_written_if_one_file_cannot_be(
    aiwatch: Run, archive: Path, tmp_path: Path
) -> None:
    imported(aiwatch, 1, "A model.")
    (tmp_path / "there.txt").write_text("mine")
    for second, code, told in (
        ("there.txt", 1, "there.txt exists already; --force replaces it."),
        ("odd.ending", 2, "names no format here"),
        ("no/such.md", 1, "There is no folder"),
        ("new.md", 2, "new.md is given twice."),
        ("../" + tmp_path.name + "/new.md", 2, "new.md is given twice."),
    ):
        for more in (("--publish", "--no-check"), ()):
            outputs = ("-o", str(tmp_path / "new.md"), "-o", f"{tmp_path}/{second}")
            done = aiwatch("brief", *more, *outputs)
            assert (done.code, done.out) == (code, ""), done.err
            assert told in done.err
            assert not (tmp_path / "new.md").exists()
    assert not (archive / "briefings").exists()
    assert (tmp_path / "there.txt").read_text() == "mine"


def test_one_format_is_for_one_file_or_for_folders(aiwatch: Run, tmp_path: Path) -> None:
    imported(aiwatch, 1, "A model.")
    outputs = ("-o", str(tmp_path / "a.md"), "-o", str(tmp_path / "b.md"))
    assert aiwatch("brief", "--publish", "--no-check").code == 0
    for command in (("brief",), ("issues", "show", "1")):
        for given, told in (
            (("-f", "html", *outputs), "-f is for one file; without it each -o FILE is written"),
            (("-f", "html", "-f", "text"), "-f is given twice; use -o FILE for each format."),
        ):
            done = aiwatch(*command, *given)
            assert (done.code, done.out) == (2, "")
            assert told in done.err
    assert not (tmp_path / "a.md").exists()
    folders = ("-o", f"{tmp_path}/one/", "-o", f"{tmp_path}/two/")
    assert aiwatch("brief", "-f", "html", "--since", "2025", *folders).code == 0
    one, two = (tmp_path / name / "2025-05-19.html" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
