"""The questions of `add` at a terminal: nothing that was typed is lost."""

from __future__ import annotations

import os
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from conftest import Done
from processes import run

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes are forked")

CHIP = "A chip was taped out. (Source (EN): Sina, April 30, 2025)"


def asked(archive: Path, *typed: str, options: tuple[str, ...] = (), full: bool = False) -> Done:
    """Run `add` for somebody who types the lines `typed`, on a disk that may be `full`."""

    def prepare() -> None:
        stdin: Any = StringIO("".join(f"{line}\n" for line in typed))
        stderr: Any = sys.stderr
        stdin.isatty = stderr.isatty = lambda: True
        sys.stdin = stdin
        if full:
            import resource

            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    return run(("add", *options), archive, prepare)


def shown(archive: Path) -> str:
    return run(("show", "last"), archive).out


def test_an_answer_that_is_refused_is_asked_for_again_with_the_reason(archive: Path) -> None:
    done = asked(
        archive,
        *("econ", "tech"),
        *("", "A chip was", "taped out.", ""),
        *("Sina, 05/04/2025", "(XX): Sina, May 1, 2025", "(EN): Sina, May 1, 2025"),
        *("31 April 2025", "", "A headline", "chips; policy"),
    )
    assert done.code == 0, done.err
    reasons = (
        "No section 'econ'",
        "A development needs a text.",
        "'05/04/2025' could be 5 April 2025 or 4 May 2025",
        "No language 'XX'",
        "April 2025 has 30 days",
    )
    places = [done.err.index(reason) for reason in reasons]
    assert places == sorted(places)
    for part in ("A chip was taped out.", "Sina, 1 May 2025", "A headline", "chips, policy"):
        assert part in shown(archive)


def test_a_source_typed_for_a_note_that_was_not_understood_takes_its_place(archive: Path) -> None:
    note = "(Source: Sina, 05/04/2025)"
    done = asked(archive, "tech", f"A chip. {note}", "", "Sina, April 5, 2025", "", "", "")
    assert "'05/04/2025' could be" in done.err
    assert "takes the place of the note" in done.err
    assert note not in shown(archive)
    done = asked(archive, "tech", f"Another. {note}", "", "", "", "", "")
    assert f"Another. {note}" in shown(archive)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--rank", "first"), "No rank 'first'"),
        (("--date", "05/04/2025"), "could be"),
        (("--tag", "a\nb"), "A tag"),
        (("--lang", "xx"), "No language 'xx'"),
    ],
)
def test_an_option_is_refused_before_anything_is_typed(
    archive: Path, options: tuple[str, ...], told: str
) -> None:
    done = asked(archive, options=options)
    assert done.code == 2
    assert told in done.err
    assert "Section" not in done.err


@pytest.mark.parametrize(("answer", "code", "number"), [("y", 0, 2), ("", 4, 1), ("n", 4, 1)])
def test_a_duplicate_is_logged_if_that_is_wanted(
    archive: Path, answer: str, code: int, number: int
) -> None:
    assert run(("add", "-s", "tech", CHIP), archive).code == 0
    done = asked(archive, "tech", CHIP, "", "", "", "", answer)
    assert done.code == code
    assert "Nearly the same text is logged already: 2504-" in done.err
    assert "Add it all the same? [y/N] " in done.err
    assert run(("list",), archive).out.count("\n") == number


def test_what_cannot_be_logged_is_told_in_full(archive: Path) -> None:
    done = asked(archive, "tech", CHIP, "", "", "A headline", "a, b", full=True)
    assert done.code == 1
    assert done.err.endswith(
        "# What was typed, as aiwatch add --edit takes it:\n"
        "Section: tech\nDate: 2025-04-30\nHeadline: A headline\nTags: a; b\nRank:\nComment:\n\n"
        "A chip was taped out.\n\n(Source (EN): Sina, April 30, 2025)\n\n"
        f"aiwatch: Cannot write to the archive {archive}: File too large.\n"
    )


# Quotes that were forgotten, and editors that are not there.


@pytest.mark.parametrize(
    ("typed", "quoted"),
    [
        ("add -s tech Alibaba released a model", '"Alibaba released a model"'),
        ("search chip export", '"chip export"'),
        ("edit last A new text", '"A new text"'),
    ],
)
def test_forgotten_quotes_are_told(archive: Path, typed: str, quoted: str) -> None:
    done = run(typed.split(), archive)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(
        f"aiwatch: There are words outside of the text; put all of it in quotes: {quoted}"
    )
    assert done.err.count("\n") == 1


def test_words_too_many_are_told(archive: Path) -> None:
    done = run(("undo", "it"), archive)
    assert (done.code, done.out) == (2, "")
    assert "'it' is more than aiwatch undo takes." in done.err


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.mark.parametrize(
    ("variable", "command"), [("EDITOR", "nosuch"), ("VISUAL", "/no/such -w"), ("EDITOR", "vi '")]
)
def test_an_editor_that_cannot_be_started_is_named_with_its_setting(
    archive: Path, temporary: Path, variable: str, command: str
) -> None:
    settings = {"VISUAL": "", "EDITOR": "", variable: command}
    done = run(("add", "-e", "-s", "tech"), archive, **settings)
    assert done.code == 1
    assert done.err.startswith(f"aiwatch: The editor {command!r} of ${variable} cannot be started")
    assert "typed" not in done.err
    assert list(temporary.iterdir()) == []


def test_an_editor_that_failed_keeps_what_was_typed(archive: Path, temporary: Path) -> None:
    done = run(("add", "-e", "-s", "tech", "Typed."), archive, VISUAL="", EDITOR="false")
    kept = Path(done.err.split()[-1])
    assert kept.parent == temporary
    assert "Typed." in kept.read_text("utf-8")


def test_a_pasted_address_fills_the_form(archive: Path) -> None:
    url = "https://www.cac.gov.cn/2025-03/14/c_1743654684782215.htm"
    done = asked(archive, "domestic", "Labels are to be shown.", "", url, "", "", "")
    assert done.code == 0, done.err
    assert "From the address: publisher Cyberspace Administration of China" in done.err
    assert "Date [2025-03-14]: " in done.err
    assert "14 March 2025" in shown(archive)
    options = ("--url", url, "--force")
    done = asked(archive, "domestic", "Something else.", "", "2025-03-20", "", "", options=options)
    assert done.code == 0, done.err
    assert done.err.count("From the address") == 1
    assert "date: 2025-03-20" in shown(archive)
    assert "Cyberspace Administration of China, 14 March 2025" in shown(archive)


def test_the_publisher_at_a_platform_is_asked_for(archive: Path) -> None:
    url = "https://mp.weixin.qq.com/s/uYYvMPVqXz5IMcQpBKzKZg"
    for typed, options in (((url,), ()), ((), ("--url", url, "--force"))):
        done = asked(
            archive, "tech", "A model.", "", *typed, "机器之心", "", "", "", options=options
        )
        assert done.code == 0, done.err
        assert "The publisher is not in an address of WeChat Official Accounts." in done.err
        assert "机器之心" in shown(archive)
