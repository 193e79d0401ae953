"""What import tells: enough to find what is wrong, short enough to be read."""

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from aiwatch.cli import run

HEAD = "Title,Date,Summary\n"


@pytest.fixture
def take(
    archive: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., tuple[int, str]]:
    """Import a text as the file of a name; the exit code, and what was told."""
    monkeypatch.setenv("AIWATCH_ARCHIVE", str(archive))
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-19")
    monkeypatch.chdir(tmp_path)

    def importing(name: str, text: str, *options: str) -> tuple[int, str]:
        (tmp_path / name).write_text(text, "utf-8")
        code = run(["import", name, "-s", "tech", "--no-compare", *options])
        return code, capsys.readouterr().err

    return importing


def test_a_file_without_rows_is_named_and_a_briefing_gets_its_cure(
    take: Callable[..., tuple[int, str]],
) -> None:
    code, told = take("empty.csv", HEAD)
    assert code == 0
    assert "empty.csv: Nothing was read as a development.\n" in told
    _, told = take("note.md", "Words alone.\n")
    assert "note.md: Nothing was read as a development. Items stand under a section's" in told


def test_dates_after_today_are_told(take: Callable[..., tuple[int, str]]) -> None:
    _, told = take("a.csv", f"{HEAD}A,2025-12-05,one\nB,2025-05-12,two\n")
    assert "1 development is dated after today, up to 5 December 2025 ('A.')." in told
    _, told = take("b.csv", f"{HEAD}C,2025-05-19,three\n")
    assert "after today" not in told


def test_a_large_file_is_told_in_few_lines(take: Callable[..., tuple[int, str]]) -> None:
    marks = "".join(f'<DT><A HREF="place:{n}">P{n}</A>\n' for n in range(3000))
    head = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n"
    code, told = take("marks.html", f"{head}{marks}</DL>\n", "--date", "2025-05-12")
    assert code == 0
    assert len(told.splitlines()) < 60
    assert "marks.html: … and 2,950 more lines not taken, from line 53 on." in told
    record = '{{"id": "2505-k7f{}{}", "section": "tech", "text": "{}", "date": "2025-05-12"}}\n'
    letters = "abcdefghkmnpqrstuvwxyz23456789"[:10]

    def of(words: str) -> str:
        pairs = [(f"{a}{b}", c) for a in letters for b in letters for c in letters]
        return "".join(record.format(ab, c, f"{words} {ab}{c}") for ab, c in pairs)

    assert "1,000 developments imported" in take("a.jsonl", of("one"))[1]
    _, told = take("b.jsonl", of("another"))
    assert len(told.splitlines()) < 60
    assert "… and 950 more with another text or date, left as they are." in told


def test_what_has_a_headline_and_a_page_of_its_own_is_no_repeat(
    take: Callable[..., tuple[int, str]],
) -> None:
    head = "Title,Date,Source,Summary,Link\n"
    rows = [f"T{n},2025-05-12,HN,Comments,https://x.org/{n}\n" for n in range(400)]
    _, told = take("a.csv", head + "".join(rows))
    assert "400 developments imported.\n" in told
    _, told = take("a.csv", head + "".join(rows))
    assert "0 developments imported, 400 there already.\n" in told
    assert "source" not in told.replace("Source as", "")


def test_another_source_of_what_is_there_is_told_with_what_adds_it(
    take: Callable[..., tuple[int, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "Title,Date,Source,Link\nA story,2025-05-12,{},{}\n"
    take("a.csv", rows.format("Xinhua", "https://x.org/1"))
    _, told = take("b.csv", rows.format("Caixin", "https://caixin.com/2"))
    line = next(line for line in told.splitlines() if "another source" in line)
    assert line.startswith("line 2 is there already, but from another source. To add that: aiwatch")
    words = shlex.split(line.partition("aiwatch ")[2])
    assert run(words) == 0
    capsys.readouterr()
    _, told = take("b.csv", rows.format("Caixin", "https://caixin.com/2"))
    assert "another source" not in told
    both = rows.format("Xinhua", "https://x.org/9") + "B,2025-05-12,X,\nB,2025-05-12,Y,\n"
    _, told = take("c.csv", both)
    assert "line 4 has the text of another one in the files, but another source" in told
