"""What was asked is noted, a line an answer, whatever happens to the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from aiwatch.archive import links
from aiwatch.archive.links import Checked
from aiwatch.domain.links import Look

NOW = datetime(2025, 5, 19, 12, tzinfo=UTC)
FULL = Look("https://a.example/新", NOW, 200, "why", True, True, "https://b.example/", True, "ab",
            True, "https://c.example/")  # fmt: skip


def notes(archive: Path) -> Checked:
    return Checked(archive, "test")


def test_what_is_noted_is_read_again(archive: Path) -> None:
    assert notes(archive).looks() == {}
    plain = Look("https://d.example/", NOW)
    notes(archive).add([FULL, plain])
    assert notes(archive).looks() == {FULL.url: FULL, plain.url: plain}
    newer = replace(FULL, status=404)
    notes(archive).add([newer])
    assert list(notes(archive).looks().values()) == [plain, newer]


def test_lines_that_cannot_be_read_are_passed_over(archive: Path) -> None:
    notes(archive).add([FULL])
    path = archive / links.FILE
    good = path.read_bytes()
    wrong = (
        b'{"url": 5, "at": "2025-05-19T12:00:00Z"}\n{"url": "x", "at": "2025-05-19T12:00:00"}\n'
        b'{"url": "x", "at": "2025-05-19T12:00:00Z", "status": "200"}\n[]\n\xff\n'
        b'{"url": "x", "at": "2025-05-19T12:00:00Z", "no_host": 1}\n'
        b'{"url": "x", "at": "2025-05-19T12:00:00Z", "other": 1}\n'
    )
    path.write_bytes(wrong + good + b'{"url": "https://torn.exa')
    assert notes(archive).looks() == {FULL.url: FULL}
    other = Look("https://d.example/", NOW)
    notes(archive).add([other])
    assert notes(archive).looks() == {FULL.url: FULL, other.url: other}


def test_a_file_of_mostly_old_lines_is_written_anew(archive: Path, monkeypatch) -> None:
    monkeypatch.setattr(links, "_SUPERSEDED", 3)
    path = archive / links.FILE
    other = Look("https://d.example/", NOW)
    notes(archive).add([FULL, FULL, other, FULL])
    before = path.read_bytes()
    notes(archive).tidy()
    assert path.read_bytes() == before
    notes(archive).add([FULL])
    notes(archive).tidy()
    assert path.read_bytes().count(b"\n") == 2
    assert notes(archive).looks() == {FULL.url: FULL, other.url: other}


def test_doctor_takes_it_for_nothing_wrong(archive: Path, aiwatch) -> None:
    aiwatch("add", "-s", "tech", "A thing. (Source (EN): Sina, 2025-04-30)")
    before = aiwatch("doctor").out
    notes(archive).add([FULL])
    done = aiwatch("doctor")
    assert (done.code, done.out) == (0, before)
