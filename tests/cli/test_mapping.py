"""import of other people's tables: what is said, kept, and refused."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aiwatch.cli import run
from aiwatch.config import load
from aiwatch.readers import READERS

Call = Callable[..., tuple[int, str, str]]

TABLE = "Nr,Titel,Was,Wann,Link\n1,Eins,Der Text.,2025-05-12,https://www.cac.gov.cn/x.htm\n"
MAP = ("--map", "title=Titel", "--map", "text=Was", "--map", "date=Wann")


@pytest.fixture
def call(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    monkeypatch.setenv("AIWATCH_ARCHIVE", str(archive))
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-19")
    monkeypatch.chdir(archive.parent)

    def called(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = run(list(arguments))
        return code, *capsys.readouterr()

    return called


def test_a_mapping_is_used_told_and_kept(call: Call, archive: Path) -> None:
    Path("t.csv").write_text(TABLE, "utf-8")
    settings = archive / "aiwatch.toml"
    settings.write_text("# ours\n[check]\n# why\ndraft = 'off'\n", "utf-8")
    assert call("import", "t.csv", "-s", "tech", *MAP, "--save-map", "wann") == (
        0,
        "",
        "t.csv: Titel as title and headline, Was as text, Wann as date and published, "
        "Link as url; not taken: Nr.\n"
        "1 development imported.\n"
        "The mapping is kept; the next time: --map wann\n",
    )
    assert settings.read_text("utf-8") == (
        "# ours\n[check]\n# why\ndraft = 'off'\n\n"
        '[maps.wann]\ntitle = "Titel"\ntext = "Was"\ndate = "Wann"\n'
    )
    code, _, said = call("import", "t.csv", "-s", "tech", "--map", "wann")
    assert (code, said.split("\n")[1]) == (0, "0 developments imported, 1 there already.")
    code, out, _ = call("export", "-f", "csv")
    assert "Cyberspace Administration of China" in out
    assert ",zh," in out


def test_a_kept_mapping_is_added_to_replaced_shown_and_taken_out(call: Call, archive: Path) -> None:
    Path("t.csv").write_text(TABLE, "utf-8")
    call("import", "t.csv", "-s", "tech", *MAP, "--save-map", "wann")
    more = ("--map", "comment=Nr", "--map", "wann")
    _, _, said = call("import", "t.csv", "-s", "tech", *more, "--save-map", "wann")
    assert "The mapping is kept instead of the one of that name" in said
    kept = {"title": "Titel", "text": "Was", "date": "Wann", "comment": "Nr"}
    assert load(archive).maps == {"wann": kept}
    shown = "title=Titel, text=Was, date=Wann, comment=Nr"
    assert call("config", "maps.wann")[:2] == (0, f"{shown}\n")
    assert call("config", "maps")[1] == f"wann\t{shown}\n"
    assert f"maps.wann\t{shown}\taiwatch.toml\n" in call("config")[1]
    assert call("config", "maps.wann", "x")[0] == 2
    assert call("config", "--unset", "maps.wann")[0] == 0
    assert load(archive).maps == {}


def test_a_dry_run_and_a_refused_file_keep_nothing(call: Call, archive: Path) -> None:
    Path("t.csv").write_text(TABLE, "utf-8")
    assert call("import", "t.csv", "-s", "tech", *MAP, "--save-map", "a", "--dry-run")[0] == 0
    assert call("import", "t.csv", *MAP, "--save-map", "a")[0] == 2
    assert load(archive).maps == {}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--map", "txt=Was"], "No field 'txt' that a column could be. Fields: text, "),
        (["--map", "text="], "--map text=: name the column, such as text=summary."),
        (["--map", "weekly"], "No mapping 'weekly'. None is kept yet."),
        (["--map", "text=A", "--map", "text=B"], "--map says twice what text is: A and B."),
        (["--map", "text=Was", "--map", "date=Was"], "Was is both text and date"),
        (["--save-map", "x"], "--save-map keeps what --map says, and there is none."),
        ([*MAP, "--save-map", "a.b"], "not 'a.b'."),
        (["--map", "text=No"], "t.csv: --map text=No: no column 'No'. Columns: Nr, Titel, Was"),
        (["--encoding", "klingon"], "t.csv: No encoding 'klingon'."),
        (["--format", "markdown", *MAP], "--map is for tables (csv, json, jsonl, excel)"),
    ],
)
def test_what_cannot_be_is_one_sentence(call: Call, options: list[str], sentence: str) -> None:
    Path("t.csv").write_text(TABLE, "utf-8")
    code, out, said = call("import", "t.csv", "-s", "tech", *options)
    assert (code, out, said.count("\n")) == (2, "", 1)
    assert sentence in said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("maps = 1", "Below [maps.NAME] stand lines such as"),
        ("[maps]\na = 1", "line 2, column 1: Below [maps.NAME] stand lines such as"),
        ('[maps.a]\ntxt = "x"', "line 2, column 1: No field 'txt'"),
        ("[maps.a]\ntext = 1", "line 2, column 1: text is the name of a column, in quotes."),
    ],
)
def test_a_mapping_by_hand_that_cannot_be(
    call: Call, archive: Path, text: str, sentence: str
) -> None:
    (archive / "aiwatch.toml").write_text(text, "utf-8")
    code, _, said = call("list")
    assert code == 2
    assert sentence in said


def test_an_encoding_that_is_seen_is_told_and_one_that_is_not_is_said(call: Call) -> None:
    chinese = "标题,摘要,日期\n清朗,国家网信办启动专项行动。,2025-05-12\n"
    Path("gb.csv").write_bytes(chinese.encode("gb18030"))
    code, _, said = call("import", "gb.csv", "-s", "domestic")
    assert (code, said.split("\n")[0]) == (0, "gb.csv: Read as GB18030.")
    Path("excel.csv").write_bytes("title;date\nCafé;12.05.2025\n".encode("windows-1252"))
    code, _, said = call("import", "excel.csv", "-s", "tech")
    assert code == 2
    assert "byte 15 does not fit" in said
    one = ("import", "excel.csv", "-s", "tech", "--encoding", "windows-1252")
    assert "'12.05.2025' could be 12 May 2025 or 5 December 2025" in call(*one)[2]
    call("config", "day_first", "true")
    assert call(*one)[0] == 0
    assert "2025-05-12\ttech\tCafé" in call("list")[1]


def test_what_a_file_says_cannot_speak_to_the_terminal(call: Call) -> None:
    text = "title,date,evil\x1b[2J\u202e\na,2025-05-12,x\n"
    code, _, said = call("import", "-", "-s", "tech", stdin=text)
    assert code == 0
    assert "\x1b" not in said
    assert "not taken: evil[2J⟨U+202E⟩." in said


def test_a_library_that_is_missing_is_told(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Title", "Date"])
    book.save("t.xlsx")
    for name in [name for name in sys.modules if name.partition(".")[0] == "openpyxl"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    code, _, said = call("import", "t.xlsx", "-s", "tech")
    assert code == 1
    assert "Excel files need openpyxl, which is not installed. Install it: " in said


def test_the_help_names_every_format(call: Call) -> None:
    shown = " ".join(call("import", "--help")[1].split())
    for name in READERS:
        assert name in shown.partition("--format")[2].partition("seen from the file")[0]
