"""doctor: what it prints, and to whom; what it leaves; its exit code."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from aiwatch.cli import run

MAY = "developments/2025-05.json"

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Run a command line in this process on an archive of two developments."""
    monkeypatch.setenv("AIWATCH_ARCHIVE", str(archive))
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-19")
    monkeypatch.setenv("LOGNAME", "lin")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        return code, *capsys.readouterr()

    for text in (
        "Alibaba released the Qwen3 models. (Source (EN): Sina, April 30, 2025)",
        "国务院发布白皮书。（来源：国务院，2025年5月12日）",
    ):
        assert call("add", "-s", "tech", text)[0] == 0
    return call


def test_all_is_well(call: Call) -> None:
    assert call("doctor") == (0, "", "2 developments in 2 months, 2 changes: all is well.\n")


def test_damage_is_a_line_with_file_and_place(call: Call, archive: Path) -> None:
    path = archive / MAY
    path.write_bytes(path.read_bytes().replace(b'"rank": null', b'"rank": NaN'))
    code, out, err = call("doctor")
    assert code == 5
    (line,) = out.splitlines()
    grave, file, place, what = line.split("\t")
    assert (grave, file) == ("damage", MAY)
    assert re.fullmatch(r"line 3 2505-\w{6}", place)
    assert what == "NaN is no number and becomes null. --repair writes the file anew."
    first, second = err.splitlines()
    assert first == "1 problem; 2 developments are whole. Nothing was changed."
    assert "doctor --repair takes care of 1; first it copies what it touches." in second
    code, out, err = call("brief", "--since", "2025-04-01", "--until", "2025-04-30")
    assert "Qwen3" in out
    code, out, err = call("list")
    assert code == 5
    assert err.count("\n") == 1


def test_repair_tells_what_it_did_and_where_the_copies_are(call: Call, archive: Path) -> None:
    path = archive / MAY
    path.write_bytes(spoiled := b"\xef\xbb\xbf" + path.read_bytes())
    code, out, err = call("doctor", "--repair")
    assert code == 0
    assert out == f"mended\t{MAY}\t\tIt begins with a byte order mark.\n"
    assert err == (
        f"1 mended. What was touched is kept as it was: {archive / 'backup/2025-05-19T120000'}\n"
        "2 developments in 2 months, 3 changes: all is well.\n"
    )
    assert (archive / "backup/2025-05-19T120000" / MAY).read_bytes() == spoiled
    assert call("doctor", "--repair") == (
        0,
        "",
        "2 developments in 2 months, 3 changes: all is well.\n",
    )
    assert call("log")[1].splitlines()[0].split("\t")[1:3] == ["lin", "doctor"]


def test_what_is_lost_is_told_and_the_exit_code_says_so(call: Call, archive: Path) -> None:
    (archive / MAY).write_bytes(b"")
    code, out, err = call("doctor", "--repair")
    assert code == 5
    assert [line.split("\t")[0] for line in out.splitlines()] == ["lost", "lost", "remark"]
    assert "2 lost" in err
    code, out, err = call("doctor")
    assert (code, out.split("\t")[0]) == (0, "remark")
    assert "no damage, 1 remark" in err


def test_what_is_brought_back_is_told_once(call: Call, archive: Path) -> None:
    id = call("edit", "last", "--comment", "x")[1].strip()
    path = archive / MAY
    path.write_bytes(path.read_bytes().replace(b'"text": "', b'"text": '))
    code, out, err = call("doctor", "--repair")
    assert code == 0
    assert out == (
        f"mended\t{MAY}\tline 3 {id}\tWhat stood here is brought back from the history, as of "
        "before its last change.\n"
    )
    assert err.startswith("1 mended. ")
    assert "白皮书" in call("show", id)[1]


def test_a_mistake_in_the_settings_is_told_with_its_place(call: Call, archive: Path) -> None:
    (archive / "aiwatch.toml").write_text("title = Desk\n", "utf-8")
    code, out, _ = call("doctor")
    assert (code, out) == (
        5,
        "damage\taiwatch.toml\tline 1, column 9\t"
        'A text stands in straight quotes. Write: title = "Desk"\n',
    )


def test_what_is_left_alone_is_told(call: Call, archive: Path) -> None:
    path = archive / MAY
    path.write_bytes(path.read_bytes().replace(b'"schema": 1', b'"schema": 2222'))
    code, _, err = call("doctor", "--repair")
    assert code == 5
    assert "1 problem left, to be settled by hand" in err
    assert "newer" in call("doctor")[1]


def test_settings_that_cannot_be_read_are_one_finding(call: Call, archive: Path) -> None:
    (archive / "aiwatch.toml").write_text("title = [", "utf-8")
    (archive / MAY).write_bytes(b"")
    code, out, _ = call("doctor")
    assert code == 5
    assert {line.split("\t")[1] for line in out.splitlines()} == {"aiwatch.toml", MAY}
    (archive / "aiwatch.toml").unlink()
    code, out, _ = call("doctor")
    assert code == 5
    assert "It is missing" in out


def test_sections_and_settings_nobody_knows_are_remarks(call: Call, archive: Path) -> None:
    (archive / "aiwatch.toml").write_text('colour = 1\n[sections]\ndomestic = "D"\n', "utf-8")
    code, out, err = call("doctor")
    assert code == 0
    assert "'colour'" in out
    assert "2 developments are in the section 'tech'" in out
    assert "no damage, 2 remarks" in err


def test_no_archive_is_told_as_ever(call: Call, tmp_path: Path) -> None:
    code, _, err = call("--archive", str(tmp_path / "nowhere"), "doctor")
    assert code == 3
    assert "aiwatch init" in err


def test_a_busy_archive_is_told(call: Call, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    from aiwatch.archive import commit

    monkeypatch.setattr(commit, "PATIENCE", 0.1)
    with (archive / ".lock").open("rb+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert call("doctor")[0] == 6
        assert call("doctor", "--repair")[0] == 6


def test_on_a_terminal_it_reads_as_sentences(
    call: Call, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aiwatch.cli import doctor

    monkeypatch.setattr(doctor, "on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    path = archive / MAY
    path.write_bytes(path.read_bytes().replace(b'"rank": null', b'"rank": NaN'))
    _, out, _ = call("doctor")
    head, *lines = out.splitlines()
    assert re.fullmatch(rf"Damage  {MAY}, line 3 2505-\w{{6}}", head)
    assert all(line.startswith("        ") and len(line) <= 60 for line in lines)
    assert "NaN is no number" in lines[0]


def test_hidden_characters_of_a_file_are_shown(call: Call, archive: Path) -> None:
    (archive / "developments/2025-05 \x1b[31m.json").write_bytes(b"\x00")
    code, out, _ = call("doctor")
    assert code == 5
    assert "\x1b" not in out
    assert "␛" in out


def test_nothing_hangs_on_what_is_no_file(call: Call, archive: Path) -> None:
    (archive / MAY).unlink()
    os.mkfifo(archive / MAY)
    assert call("doctor")[0] == 5
    assert call("doctor", "--repair")[0] == 5  # its development is lost
    assert call("doctor")[0] == 0
    assert len(json.loads(call("export")[1])) == 1
