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
