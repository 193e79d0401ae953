"""A briefing's takeaways, contents and dashboard at the command line, and what import makes of
them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done

Run = Callable[..., Done]
ALL = ("--overview", "--takeaways", "--contents", "--dashboard")


@pytest.fixture
def logged(aiwatch: Run, archive: Path) -> None:
    (archive / "overview.md").write_text("# Background\n\nThe backgrounder.\n", "utf-8")
    for section, tag, words in (
        ("tech", "chips", "Chips are made. (Source (EN): Sina, May 2, 2025)"),
        ("tech", "models", "A model is out. It is open. (Source (CN): 新华社, 2025-05-19)"),
        ("domestic", "chips", "Rules are made. (Source (CN): CAC, May 9, 2025)"),
        ("domestic", "rules", "Rules will apply. (Source (CN): CAC, May 29, 2025)"),
    ):
        assert aiwatch("add", "-s", section, "-t", tag, words).code == 0


@pytest.mark.parametrize("format", ["markdown", "text"])
def test_what_is_printed_with_every_part_is_there_already(
    aiwatch: Run, logged: None, tmp_path: Path, format: str
) -> None:
    written = tmp_path / "briefing"
    printed = aiwatch("brief", "--since", "2025-05", *ALL, "-f", format)
    written.write_text(printed.out, "utf-8")
    done = aiwatch("import", "--format", format, str(written))
    assert (done.code, done.out) == (0, ""), done.err
    assert "not taken" not in done.err.replace("section was not taken", "")
    assert "0 developments imported, 4 there already." in done.err
    again = aiwatch("import", "--format", format, str(written), "--overview")
    assert "The overview was replaced" in again.err
    shown = aiwatch("brief", "--since", "2025-05", *ALL, "-f", format).out
    assert shown == printed.out


def test_a_dashboard_tells_the_silence_of_what_was_asked_for(aiwatch: Run, logged: None) -> None:
    def silence(*chosen: str) -> list[str]:
        printed = aiwatch("brief", "--since", "2025-05", *chosen, "--dashboard").out
        assert "\n| 28 May – 3 Jun" not in printed
        return [line for line in printed.split("\n") if line.startswith("Nothing ")]

    assert silence() == ["Nothing logged under Domestic dynamics for 10 days."]
    assert silence("--until", "2025-12-31") == [
        "Nothing logged under Domestic dynamics for 10 days."
    ]
    assert silence("--section", "tech") == []
    assert silence("--section", "domestic") == [
        "Nothing logged under Domestic dynamics for 10 days."
    ]
    assert silence("--tag", "rules") == silence("--match", "model") == []


def test_days_to_come_are_no_weeks_without_news(aiwatch: Run, logged: None) -> None:
    printed = aiwatch("brief", "--since", "2025-05-12", "--until", "2025-12-31", "--dashboard").out
    rows = [line.split(" | ")[0] for line in printed.split("\n") if line.startswith("| ")]
    assert rows[2:5] == ["| 12–18 May", "| 19 May", "| Later"]
