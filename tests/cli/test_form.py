"""The form of the editor: what is written is read back."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NoReturn

import pytest

from aiwatch.cli import capture, editor, edits, run
from aiwatch.cli.form import Filled, form_of
from aiwatch.cli.shell import Session
from aiwatch.domain.development import Development, Source
from aiwatch.domain.errors import AiwatchError, InvalidInput

PLAIN = Development(section="tech", text="网信办启动“清朗”行动。", date=date(2025, 5, 12))


@pytest.mark.parametrize(
    "development",
    [
        PLAIN,
        replace(PLAIN, headline="A headline: with a colon", tags=("a", "芯片"), rank=3),
        replace(PLAIN, tags=("fund, money",)),
        replace(PLAIN, text="End [Source: Sina, May 1, 2025]", sources=(Source("en", "Sina"),)),
        replace(PLAIN, comment="First line.\nSecond: line.\n# Third."),
        replace(
            PLAIN, text="# Not a head.\n\nSection: neither.\n\nEnd (Source: Sina, May 1, 2025)"
        ),
        replace(PLAIN, text=r"A \(backslash) of its own."),
        replace(
            PLAIN,
            sources=(
                Source(
                    "zh", "新华社", date(2025, 5, 12), "https://x.cn/(1)", "题“目”", "https://a.b/1"
                ),
                Source("en", "Sina May 5, 2025", unknown={"page": 3}),
            ),
        ),
    ],
)
def test_a_form_reads_back(development: Development, archive: Path) -> None:
    filled = Filled(form_of(development, "How to fill it in.\nSecond line."), None)
    assert filled.onto(Session(str(archive)), development) == development
    assert filled.remarks == ()


def test_a_line_of_the_head_that_is_none_is_told() -> None:
    with pytest.raises(InvalidInput, match=r"'Sektion: tech'.* Comment, Archived 1"):
        Filled("Section: tech\nSektion: tech\n\nText.", None)


def test_an_archived_copy_is_a_line_of_the_head() -> None:
    form = form_of(replace(PLAIN, sources=(Source("en", "Sina"),)), "How to fill it in.")
    filled = Filled(form.replace("Comment:", "Comment:\nArchived 1: https://a.ph/x"), None)
    assert filled.sources[0].archived == "https://a.ph/x"


def test_the_instructions_say_where_an_archived_copy_goes(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    forms: list[str] = []

    def keep(form: str, *others: object, **more: object) -> NoReturn:
        forms.append(form)
        raise InvalidInput("Enough.")

    for module in (capture, edits):
        monkeypatch.setattr(module, "edited", keep)
    run(["--archive", str(archive), "add", "--edit"])
    with pytest.raises(InvalidInput):
        edits.in_editor(Session(str(archive)), PLAIN)
    line = "\n# A source's archived copy has a line in the head, such as Archived 1: https://…\n"
    assert [line in form for form in forms] == [True, True]


def test_what_was_saved_once_is_kept_though_the_editor_was_left_the_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "editor.sh"
    program.write_text(f'#!/bin/sh\nmkdir {tmp_path}/once && echo typed > "$1"\nexit 0\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(program))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(editor, "can_ask", lambda: True)
    monkeypatch.setattr(editor, "ask", lambda *_: "yes")

    def refuse(saved: str) -> NoReturn:
        raise InvalidInput("Not understood.")

    with pytest.raises(AiwatchError, match=r"^Not saved\. What was typed is in ") as raised:
        editor.edited("form", "add", refuse, unsaved="Not saved.")
    assert Path(str(raised.value).split()[-1]).read_text("utf-8") == "typed\n"
