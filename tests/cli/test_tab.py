"""The Tab key, by what each shell asks and is answered; bash, zsh and fish themselves as well."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aiwatch.archive import Stamp, open_archive
from aiwatch.archive.record import from_record
from aiwatch.cli import run, tab
from aiwatch.domain.development import read_language

TAGS = ["large model", "it's", 'say "hi"', "a:b", "$(touch pwned)", r"\$(touch pwned)", "`x`"]
TAGS += ["*", "[x]", r"back\slash", "大模型", "~", "#1", "a=b"]
SECTIONS = """
[sections]
tech = "Tech progress"
"科技 进展" = "Tech: [bold]in Chinese[/bold]"
"""


RECORDS = [
    {
        "id": "2505-aaaaaa",
        "section": "tech",
        "text": "First sentence. Second.",
        "headline": r"Head: [red]x[/red] \$(touch pwned) `touch pwned` it's",
        "date": "2025-05-01",
        "tags": TAGS,
        "sources": [{"publisher": "Reuters: China's desk", "lang": "fr"}],
    },
    {
        "id": "2505-bbbbbb",
        "section": "科技 进展",
        "text": "华为发布芯片。\n\n第二段。",
        "date": "2025-05-12",
        "tags": ["芯片", "大模型"],
    },
    {"id": "1101-cccccc", "section": "tech", "text": "Old.", "date": "2011-01-09"},
    {"id": "2401-dddddd", "section": "tech", "text": "Older.", "date": "2024-01-09"},
]


@pytest.fixture
def full(archive: Path) -> Path:
    """An archive with whatever a shell could trip over, and a very old development edited last."""
    (archive / "aiwatch.toml").write_text(SECTIONS, "utf-8")
    logged, edited = (
        Stamp(command, datetime(2025, 5, 19, hour, tzinfo=UTC))
        for hour, command in ((8, "import"), (9, "edit"))
    )
    with open_archive(archive).desk(logged) as desk:
        desk.log([from_record(record) for record in RECORDS])
    with open_archive(archive).desk(edited) as desk:
        desk.replace(replace(desk.find("cccccc"), comment="checked"))
    return archive


@pytest.fixture
def offered(archive: Path, monkeypatch, capsys):
    """Return the lines that a shell is answered for the command line up to the cursor."""
    monkeypatch.setenv("AIWATCH_ARCHIVE", str(archive))
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-19")

    def ask(line: str, shell: str = "fish", **environment: str) -> list[str]:
        with monkeypatch.context() as asked:
            asked.setenv("_AIWATCH_COMPLETE", f"complete_{shell}")
            asked.setenv("_TYPER_COMPLETE_ARGS", line)
            for name, value in environment.items():
                asked.setenv(name, value)
            run([])
        out, err = capsys.readouterr()
        assert err == ""
        return out.splitlines()

    return ask


def values(lines: list[str]) -> list[str]:
    return [line.split("\t")[0] for line in lines]


SHELLS = ["bash", "zsh", "fish", "powershell", "pwsh"]


def test_commands_and_options_with_their_help(offered) -> None:
    assert offered("aiwatch li", "zsh") == ["list:List developments, newest first."]
    assert offered("aiwatch export --fo", "fish")[0].startswith("--format\t")
    assert "config\tShow the settings" in "\n".join(offered("aiwatch "))


def test_ids_are_those_touched_last_then_the_newest(offered, full: Path) -> None:
    assert offered("aiwatch show ") == [
        "last\tThe one touched last",
        "1101-cccccc\tOld.",
        "2401-dddddd\tOlder.",
        "2505-bbbbbb\t华为发布芯片。",
        "2505-aaaaaa\tHead: [red]x[/red] \\$(touch pwned) `touch pwned` it's",
    ]
    assert values(offered("aiwatch remove last 2505-")) == ["2505-bbbbbb", "2505-aaaaaa"]
    assert values(offered("aiwatch show 2505-aaaaaa 2505-")) == ["2505-bbbbbb"]
    assert values(offered("aiwatch edit bbb")) == ["bbbbbb"]


def test_edit_offers_what_it_can_add_and_take_off(offered, full: Path) -> None:
    assert values(offered("aiwatch edit aaaaaa --add-tag 芯")) == ["芯片"]
    assert values(offered("aiwatch edit bbbbbb --remove-tag ")) == ["芯片", "大模型"]
    assert offered("aiwatch edit aaaaaa --remove-source ") == ["1\tFR Reuters: China's desk"]
    assert values(offered("aiwatch log bbb")) == ["bbbbbb"]


def test_an_id_is_found_by_its_month_however_old(offered, full: Path) -> None:
    (full / "history").rename(full / "away")
    assert "1101-cccccc" not in values(offered("aiwatch show 1"))
    assert values(offered("aiwatch show 1101")) == ["1101-cccccc"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("aiwatch list --section ", ["tech", "科技 进展"]),
        ("aiwatch add -s 科", ["科技 进展"]),
        ("aiwatch import x.md --section Policy=", ["Policy=tech", "Policy=科技 进展"]),
        ("aiwatch list --section=te", ["--section=tech"]),
        ("aiwatch edit last --tag 'large m", ["large model"]),
        ("aiwatch list -p Reuters:", ["Reuters: China's desk"]),
        ("aiwatch list --by ", ["date", "published", "logged"]),
        ("aiwatch brief -f ", ["terminal", "markdown", "text", "html", "eml", "docx", "json"]),
        ("aiwatch export -f ", ["json", "jsonl", "csv", "ris", "csl", "markdown"]),
        ("aiwatch import --format j", ["json", "jsonl"]),
        ("aiwatch list --lang ", ["fr", "en", "zh", "ja", "ko", "cn", "jp", "kr"]),
        ("aiwatch config day_first ", ["true", "false"]),
        ("aiwatch config default_section t", ["tech"]),
        ("aiwatch config --unset sections.t", ["sections.tech"]),
        ("aiwatch show last --json --x", []),
        ("aiwatch add 'a text", []),
    ],
)
def test_values(offered, full: Path, line: str, expected: list[str]) -> None:
    found = values(offered(line))
    assert found == expected
    for code in found if "--lang" in line else []:
        assert read_language(code)


def test_issues_are_offered_by_number_the_last_first(offered, full: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "aiwatch",
        "brief",
        "--since",
        "2025",
        "--publish",
        "--no-check",
    ]
    for title in ("One", "第二"):
        subprocess.run([*command, "--title", title], check=True, capture_output=True)
    assert values(offered("aiwatch issues ")) == ["show", "diff"]
    assert offered("aiwatch issues show ") == [
        "2\t第二, Issue 2 · 1 January – 19 May 2025 · 2 developments",
        "1\tOne, Issue 1 · 1 January – 19 May 2025 · 2 developments",
    ]
    assert "html" in values(offered("aiwatch issues show 1 -f "))


def test_the_most_used_come_first(offered, full: Path) -> None:
    assert values(offered("aiwatch list --tag "))[0] == "大模型"


def test_every_shell_is_answered_in_its_own_form(offered, full: Path) -> None:
    line = "aiwatch list -p "
    assert offered(line, "bash") == [r"Reuters\:\ China\'s\ desk"]
    assert offered(line, "zsh") == [r"Reuters\: China's desk"]
    assert offered(line, "fish") == ["Reuters: China's desk"]
    name = "Reuters: China's desk"
    assert offered(line, "powershell") == [f"'Reuters: China''s desk'\t{name}\t{name}"]
    assert offered("aiwatch show aaa", "zsh") == [
        r"aaaaaa:Head: [red]x[/red] \\$(touch pwned) `touch pwned` it's"
    ]


def test_powershell_splits_its_own_way(offered, full: Path) -> None:
    line = rf"aiwatch --archive '{full}\' list --tag 'larg"
    word = {"_TYPER_COMPLETE_WORD_TO_COMPLETE": "'larg"}
    (full.parent / f"{full.name}\\").symlink_to(full)
    elsewhere = {"AIWATCH_ARCHIVE": "/nowhere"}
    expected = ["'large model'\tlarge model\tlarge model"]
    assert offered(line, "powershell", **word, **elsewhere) == expected


def test_bash_shows_the_help_where_it_only_lists(offered, full: Path) -> None:
    listing = {"_AIWATCH_COMPLETE_TYPE": "63"}
    assert offered("aiwatch list -s ", "bash", **listing) == [
        "tech        (Tech progress)",
        r"科技\ 进展  (Tech: [bold]in Chinese[/bold])",
    ]
    assert offered("aiwatch list -s te", "bash", **listing) == ["tech"]
    menu = {"_AIWATCH_COMPLETE_TYPE": "37"}
    assert offered("aiwatch list -s ", "bash", **menu) == ["tech", r"科技\ 进展"]


@pytest.mark.parametrize(
    ("begun", "expected"),
    [
        ("Reuters:", r"\ China\'s\ desk"),
        (r"Reuters\:\ C", r"Reuters\:\ China\'s\ desk"),
        ("'Reuters: C", r"Reuters: China'\''s desk"),
        ('"Reuters: C', "Reuters: China's desk"),
        ("--publisher=Reu", r"Reuters\:\ China\'s\ desk"),
    ],
)
def test_bash_replaces_only_what_stands_after_its_separators(
    offered, full: Path, begun: str, expected: str
) -> None:
    line = f"aiwatch list {begun}" if begun.startswith("--") else f"aiwatch list -p {begun}"
    assert offered(line, "bash") == [expected]


def test_the_archive_named_on_the_line_counts(offered, full: Path) -> None:
    line = f"aiwatch --archive '{full}' show 2505-a"
    assert values(offered(line, AIWATCH_ARCHIVE="/nowhere")) == ["2505-aaaaaa"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "csh", ""])
def test_what_goes_wrong_offers_nothing_in_silence(offered, full: Path, shell: str) -> None:
    line = "aiwatch show "
    assert offered(line, shell, AIWATCH_ARCHIVE="/nowhere") == []
    assert offered(line, shell, AIWATCH_TODAY="soon") == []
    (full / "developments" / "2025-05.json").write_text("{", "utf-8")
    assert offered(line, shell) == []
    (full / "aiwatch.toml").write_text("sections = 1", "utf-8")
    assert offered("aiwatch list -s ", shell) == []


def test_values_that_a_shell_would_obey_are_left_out(offered, archive: Path) -> None:
    (archive / "aiwatch.toml").write_text('[sections]\nok = "A"\n"b\\u202ex" = "B"\n', "utf-8")
    assert values(offered("aiwatch list -s ")) == ["ok"]


def test_a_locked_archive_hangs_no_prompt(offered, full: Path, monkeypatch) -> None:
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(tab, "PATIENCE", 0.1)
    with open(full / ".lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert offered("aiwatch show ") == []


def test_shells_are_shown_and_named(aiwatch) -> None:
    for shell in SHELLS:
        done = aiwatch("--show-completion", shell)
        assert done.code == 0
        assert "_AIWATCH_COMPLETE" in done.out
    done = aiwatch("--show-completion", "csh")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "aiwatch: No completion for 'csh'. Name one of bash, zsh, fish, powershell, pwsh.\n"
    )


def test_it_is_installed_where_the_shell_looks(aiwatch, tmp_path: Path) -> None:
    done = aiwatch("--install-completion", "fish", HOME=str(tmp_path))
    path = tmp_path / ".config" / "fish" / "completions" / "aiwatch.fish"
    assert (done.code, done.out) == (0, "")
    assert str(path) in done.err
    assert path.read_text("utf-8").strip() == aiwatch("--show-completion", "fish").out.strip()


# the shells themselves


def shell_run(command: list[str], full: Path, folder: Path) -> str:
    program = folder / "aiwatch"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m aiwatch "$@"\n', "utf-8")
    program.chmod(0o755)
    done = subprocess.run(
        command,
        env={
            **os.environ,
            "PATH": f"{folder}:{os.environ['PATH']}",
            "AIWATCH_ARCHIVE": str(full),
            "AIWATCH_TODAY": "2025-05-19",
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
        },
        cwd=folder,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == b""
    assert not (folder / "pwned").exists()
    return done.stdout.decode()


def test_what_bash_puts_in_is_the_value_again(aiwatch, full: Path, tmp_path: Path) -> None:
    bash = shutil.which("bash") or pytest.skip("there is no bash")
    script = aiwatch("--show-completion", "bash").out
    script += """
    COMP_LINE="aiwatch list --tag " COMP_POINT=${#COMP_LINE} COMP_TYPE=37
    COMP_POINT=${#COMP_LINE}
    _aiwatch_completion aiwatch
    for reply in "${COMPREPLY[@]}"; do eval "printf '%s\\n' $reply"; done
    """
    script = script.replace("compopt", ": compopt")
    found = shell_run([bash, "--norc", "-c", script], full, tmp_path).splitlines()
    assert sorted(found) == sorted([*TAGS, "芯片"])


def test_fish_offers_what_is_in_the_archive(aiwatch, full: Path, tmp_path: Path) -> None:
    fish = shutil.which("fish") or pytest.skip("there is no fish")
    (tmp_path / "script.fish").write_text(aiwatch("--show-completion", "fish").out, "utf-8")
    command = "source script.fish; complete -C 'aiwatch list --tag '"
    found = shell_run([fish, "--no-config", "-c", command], full, tmp_path).splitlines()
    assert sorted(found) == sorted([*TAGS, "芯片"])


def test_publishers_of_the_register_are_offered_where_one_is_logged(offered, full: Path) -> None:
    assert values(offered("aiwatch add --publisher ")) == ["Reuters: China's desk"]
    assert values(offered("aiwatch add --publisher Reu")) == ["Reuters: China's desk", "Reuters"]
    assert offered("aiwatch add -p 国家网信") == ["国家网信办\tCyberspace Administration of China"]
    assert values(offered("aiwatch list --publisher Sin")) == []
    (full / "publishers.csv").write_text("domain,name_en\na.example,Desk of ours\n", "utf-8")
    assert offered("aiwatch add -p Desk") == ["Desk of ours\ta.example"]


def test_words_of_the_register_are_offered(offered, full: Path) -> None:
    assert values(offered("aiwatch publishers ")) == ["add"]
    assert "cac.gov.cn" in values(offered("aiwatch publishers ca"))
    assert values(offered("aiwatch publishers add cac.")) == ["cac.gov.cn"]
    assert "think tank" in values(offered("aiwatch publishers add a.example A --kind th"))
