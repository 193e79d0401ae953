"""check: what it prints, and to whom; its exit code; the rules as they are set."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Done, Hostile
from rich.console import Console

from aiwatch.cli import help, run
from aiwatch.cli.check import refuse_errors
from aiwatch.cli.shell import Session
from aiwatch.config import STARTER, parse
from aiwatch.config_change import changed
from aiwatch.domain.briefing import Briefing, compose
from aiwatch.domain.editorial import RULES, Finding
from aiwatch.domain.errors import InvalidInput, Refused
from aiwatch.domain.selection import Selection
from aiwatch.writers.terminal_findings import FindingList

Call = Callable[..., tuple[int, str, str]]

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

TEXT = (
    "The State Council's information office published a white paper on national security in the "
    "new era, in six parts. It puts political security first, and has a section on keeping "
    "emerging fields, AI among them, safe."
)
NOTE = '(Source (CN): [Xinhua](https://www.news.cn/c.html "国务院发布白皮书"), May 12, 2025)'


@pytest.fixture
def call(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Run a command line in this process, as of 19 May 2025."""
    monkeypatch.setenv("AIWATCH_ARCHIVE", str(archive))
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-19")
    monkeypatch.setenv("LOGNAME", "lin")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        return code, *capsys.readouterr()

    return call


def add(call: Call, *arguments: str) -> str:
    code, id, told = call("add", "-s", "tech", "--force", *arguments)
    assert code == 0, told
    return id.strip()


PERIOD = "The last 30 days: 19 April – 19 May 2025\n"


def test_a_finding_is_a_line_in_a_pipe(aiwatch: Callable[..., Done]) -> None:
    good = aiwatch("add", "-s", "tech", f"{TEXT} {NOTE}")
    assert good.code == 0
    assert aiwatch("check") == Done("", f"{PERIOD}No errors and no warnings in 1 development.\n", 0)
    id = aiwatch("add", "-s", "tech", f"TODO {TEXT}", "-d", "2025-05-01", "--force").out.strip()
    done = aiwatch("check")
    assert (done.out, done.err, done.code) == (
        f"{id}\terror\tno-source\tIt has no source.\t"
        f'aiwatch edit {id} --add-source "(EN): …, May 1, 2025"\n'
        f"{id}\terror\tdraft\t“TODO” in the text is a draft mark.\taiwatch edit {id}\n"
        f"{id}\twarning\trepeated\tIt has nearly the text of {good.out.strip()}: "
        "The State Council's information office published a white pa…\t"
        f"If it is one story: aiwatch merge {good.out.strip()} {id}\n",
        f"{PERIOD}2 errors and 1 warning in 2 developments.\n",
        4,
    )


def test_warnings_alone_are_no_failure(call: Call) -> None:
    add(call, f"{TEXT} (Source (CN): Xinhua, May 12, 2025)")
    code, out, err = call("check")
    assert (code, out.count("\n")) == (0, 1)
    assert err.endswith("\n1 warning in 1 development.\n")


def test_an_empty_briefing_has_nothing_to_count(call: Call) -> None:
    assert call("check") == (0, "", f"{PERIOD}No developments in this period.\n")
    assert call("check", "--json")[1] == "[]\n"


def test_what_is_checked_is_what_brief_would_write(call: Call) -> None:
    old = add(call, "Too short.", "-d", "2025-03-01")
    new = add(call, "Too short, too.", "-d", "2025-05-18")
    assert new in call("check")[1]
    assert new not in call("check", "--since", "today")[1]
    assert old in call("check", "--since", "2025-03")[1]
    assert old not in call("check")[1]
    assert call("check", "--tag", "none")[:2] == (0, "")
    assert call("check", "--since", "nonsense")[0] == 2


def test_json_is_an_array_of_findings(call: Call) -> None:
    id = add(call, "清朗\u202e行动", "-p", "WeChat", "-l", "zh", "-d", "2025-05-12")
    code, out, _ = call("check", "--json")
    assert code == 0
    assert "\u202e" not in out
    findings = json.loads(out)
    assert [each["rule"] for each in findings] == ["no-title", "platform", "length"]
    assert findings[1] == {
        "id": id,
        "rule": "platform",
        "severity": "warning",
        "message": "The source has only a platform as publisher, WeChat; name who wrote there.",
        "remedy": f'aiwatch edit {id} --publisher "…"',
    }


def test_the_overview_is_read_too(call: Call, archive: Path) -> None:
    add(call, f"{TEXT} {NOTE}")
    (archive / "overview.md").write_text("Good.\n\n## **“清朗”**行动\n\nXXX\n", "utf-8")
    code, out, _ = call("check")
    assert code == 4
    lines = [line.split("\t")[:3] for line in out.splitlines()]
    assert lines == [["overview", "error", "draft"], ["overview", "warning", "emphasis"]]


@pytest.mark.parametrize(
    ("option", "value"),
    [("--publisher", "Qbit"), ("--title", "标题"), ("--headline", "A headline")],
)
def test_a_remedy_is_a_command_that_mends_it(call: Call, option: str, value: str) -> None:
    import shlex

    add(call, f"{TEXT} {NOTE}", "--headline", "One")
    add(call, "国务院发布白皮书。" * 8, "-p", "WeChat", "-l", "zh", "-d", "2025-05-12")
    remedies = [line.split("\t")[4] for line in call("check")[1].splitlines()]
    assert len(remedies) == 3
    (remedy,) = (each for each in remedies if option in each)
    program, *words = shlex.split(remedy.replace("…", value))
    assert program == "aiwatch"
    assert call(*words)[0] == 0
    assert len(call("check")[1].splitlines()) == 2


def test_what_an_issue_has_is_told(call: Call) -> None:
    id = add(call, f"{TEXT} {NOTE}")
    assert call("brief", "--publish")[0] == 0
    code, out, err = call("check", "--since", "2025-05")
    assert (code, out) == (
        0,
        f"{id}\twarning\talready-issued\tIssue 1 has it already.\t"
        "Leave out what issues have: aiwatch brief --new\n",
    )
    assert call("check", "--new")[1] == ""
    assert call("check")[1] == ""
    assert call("edit", id, "--url", "https://www.news.cn/c.html?utm_source=x")[0] == 0
    code, out, err = call("check")
    assert out.split("\t")[:3] == [id, "warning", "tracking"]
    assert err.endswith("1 warning in 1 development.\n")


# the rules as they are set


def test_the_rules_are_listed_as_they_are_set(call: Call) -> None:
    assert call("config", "check.no-headline", "off")[0] == 0
    assert call("config", "check.no-archive", "ERROR")[0] == 0
    code, out, err = call("check", "--rules")
    assert (code, err) == (0, "")
    rows = [line.split("\t") for line in out.splitlines()]
    assert [row[0] for row in rows] == list(RULES)
    severities = dict(row[:2] for row in rows)
    assert severities["no-headline"] == "off"
    assert severities["no-archive"] == "error"
    assert severities["no-title"] == "warning"
    assert json.loads(call("check", "--rules", "--json")[1])[0] == {
        "rule": "no-source",
        "severity": "error",
        "about": "a development without a source",
    }


def test_the_help_names_every_rule(call: Call) -> None:
    shown = " ".join(call("check", "--help")[1].split())
    listed = shown.partition("Rules: ")[2].partition(".")[0]
    assert listed.split(", ") == list(RULES)


def test_a_rule_is_set_off_and_made_an_error(call: Call) -> None:
    add(call, f"{TEXT} (Source (CN): Xinhua, May 12, 2025)")
    assert call("config", "check.no-title", "error")[2] == "check.no-title is now 'error'.\n"
    assert call("check")[0] == 4
    assert call("config", "check.no-title", "off")[0] == 0
    assert call("check")[:2] == (0, "")
    assert call("config", "check.no-title")[1] == "off\n"
    assert call("config", "check")[1] == "no-title\toff\n"
    assert "check.no-title\toff\taiwatch.toml\n" in call("config")[1]
    assert call("config", "--unset", "check.no-title")[0] == 0
    assert "check" not in call("config")[1]
    assert call("check")[1].split("\t")[1] == "warning"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check.no-titel", "off"), "has no rule 'no-titel'; aiwatch check --rules lists them. "),
        (("check.no-titel", "off"), "Did you mean no-title?"),
        (("check.no-title", "perhaps"), 'no-title is "error", "warning" or "off", not'),
        (("check.no-title", ""), 'no-title is "error", "warning" or "off", not'),
        (("check", "off"), "Set one rule: aiwatch config check.RULE off"),
    ],
)
def test_what_no_rule_can_be_is_refused(
    call: Call, archive: Path, arguments: tuple[str, ...], told: str
) -> None:
    code, out, err = call("config", *arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert (archive / "aiwatch.toml").read_bytes() == b""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[check]\nno-titel = 'off'", ", line 2, column 1: The check has no rule 'no-titel'"),
        ("[check]\ndraft = false", ', line 2, column 1: draft is "error", "warning" or "off", not'),
        ("check.draft = ['off']", ", line 1, column 7: draft is"),
        ("check = 5", ", line 1, column 1: Below [check] stand lines such as"),
    ],
)
def test_what_is_wrong_below_check_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(InvalidInput) as error:
        parse(text.encode(), Path("aiwatch.toml"))
    assert told in str(error.value)


def test_of_the_starter_only_the_rule_that_is_set_becomes_a_setting() -> None:
    data = changed(STARTER.encode(), "check.tracking", "error")
    assert parse(data, Path("aiwatch.toml")).check == {"tracking": "error"}
    data = changed(data, "check.draft", "off")
    assert parse(data, Path("aiwatch.toml")).check == {"tracking": "error", "draft": "off"}
    assert parse(changed(data, "check.draft", None), Path("x")).check == {"tracking": "error"}


# before an issue is published


def test_errors_are_told_before_they_are_refused(
    call: Call, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Session(str(archive))

    def briefing() -> Briefing:
        return compose(
            desk.archive.select(Selection()),
            sections=desk.config.sections,
            title="AI watch",
            day=desk.clock.today,
            period=None,
        )

    add(call, f"{TEXT} (Source (CN): Xinhua, May 12, 2025)")
    refuse_errors(desk, briefing(), {})
    assert capsys.readouterr().err == (
        "1 warning: 1 no-title; aiwatch check tells it before an issue goes out.\n"
    )
    id = add(call, "TODO")
    with pytest.raises(Refused, match=r"There are errors .* insist with --no-check\.") as refusal:
        refuse_errors(desk, briefing(), {})
    assert refusal.value.exit_code == 4
    assert capsys.readouterr().err == (
        f"{id}, no-source: It has no source. "
        f'aiwatch edit {id} --add-source "(EN): …, May 19, 2025"\n'
        f"{id}, draft: “TODO” in the text is a draft mark. aiwatch edit {id}\n"
        "2 warnings: 1 length, 1 no-title; aiwatch check tells them before an issue goes out.\n"
    )


# at a terminal


def drawn(findings: list[Finding], about: dict[str, str], width: int) -> list[str]:
    screen = io.StringIO()
    console = Console(file=screen, width=width, highlight=False, emoji=False, markup=False)
    console.print(FindingList(findings, about), crop=False)
    return screen.getvalue().splitlines()


def test_at_a_terminal_findings_stand_under_their_development() -> None:
    url = f"https://www.news.cn/{'x' * 60}"
    findings = [
        Finding("2505-aaaaa2", "draft", "error", "“TODO” is a mark.", "aiwatch edit 2505-aaaaa2"),
        Finding("2505-aaaaa2", "length", "warning", "Too short.", "aiwatch edit 2505-aaaaa2"),
        Finding("2505-aaaaa2", "no-date", "warning", "None.", "Write it: aiwatch edit 2505-aaaaa2"),
        Finding("2505-aaaaa3", "tracking", "warning", "It tracks.", f"aiwatch edit --url '{url}'"),
        Finding("overview", "unpaired", "warning", "（ has none.", "Edit overview.md."),
    ]
    about = {"2505-aaaaa2": "国务院发布" * 9, "2505-aaaaa3": "Short", "overview": "The overview"}
    assert drawn(findings, about, 40) == [
        "2505-aaaaa2  国务院发布国务院发布国务院…",
        "  error    draft: “TODO” is a mark.",
        "  warning  length: Too short.",
        "           aiwatch edit 2505-aaaaa2",
        "  warning  no-date: None.",
        "           Write it:",
        "           aiwatch edit 2505-aaaaa2",
        "",
        "2505-aaaaa3  Short",
        "  warning  tracking: It tracks.",
        f"           aiwatch edit --url '{url}'",
        "",
        "overview  The overview",
        "  warning  unpaired: （ has none.",
        "           Edit overview.md.",
    ]


def test_rules_at_a_terminal_are_a_table(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    from aiwatch.cli import check

    monkeypatch.setattr(check, "on_terminal", lambda: True)
    lines = call("check", "--rules")[1].splitlines()
    assert lines[0] == "no-source       error    a development without a source"
    assert max(map(len, lines)) <= 80


def test_hostile_texts_are_shown_and_not_obeyed(
    call: Call, archive: Path, hostile: list[Hostile], monkeypatch: pytest.MonkeyPatch
) -> None:
    from aiwatch.cli import check

    def record(number: int, text: str) -> dict[str, Any]:
        line = " ".join(text.split("\n"))[:300]
        source = {"lang": "zh", "publisher": line, "url": f"https://www.cac.gov.cn/?spm=1&{line}"}
        tail = "".join("23456789abcdefgh"[number >> shift & 15] for shift in (4, 0))
        return {
            "id": f"2505-aaaa{tail}",
            "section": "tech",
            "headline": f"**{line}**",
            "text": f"TODO （{text}",
            "date": "2025-05-12",
            "sources": [{**source, "title": line}],
        }

    table = {str(n): record(n, text.text) for n, text in enumerate(hostile, 1)}
    (archive / "developments" / "2025-05.json").write_text(json.dumps({"_default": table}), "ascii")
    (archive / "overview.md").write_text("\n\n".join(f"（{each.text}" for each in hostile), "utf-8")
    code, out, err = call("check")
    assert code == 4
    assert {line.count("\t") for line in out.splitlines()} == {4}
    assert len({line.split("\t")[0] for line in out.splitlines()}) == len(hostile) + 1
    assert not OBEYED.search(out + err)
    assert not OBEYED.search(call("check", "--json")[1])
    monkeypatch.setattr(check, "on_terminal", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    code, out, err = call("check")
    assert code == 4
    assert not OBEYED.search(re.sub("[\u2068\u2069]", "", out + err))
    assert "␛" in out


def test_the_exit_code_stands_in_the_help() -> None:
    assert "check" in help.EXIT_CODES[4]


def test_a_password_in_an_address_is_told_at_once(call: Call, tmp_path: Path) -> None:
    url = "https://lin:secret@news.example/a"
    for told in (
        call("add", TEXT, "-s", "tech", "--url", url)[2],
        call("import", "--no-compare", _file(tmp_path / "a.csv", f"text,url\nAnother,{url}\n"),
             "--date", "2025-05-12", "-s", "tech")[2],
    ):  # fmt: skip
        assert "a user name or password in" in told
        assert "secret" not in told
    assert call("check")[1].count("\terror\tcredentials\t") == 2


def _file(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return str(path)
