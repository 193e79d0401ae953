"""The README: its tour is run, its screens are compared, and what it names exists."""

import io
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import typer

from aiwatch.cli import COMMANDS, app, help, run

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
ANSWERS = {
    "aiwatch add": [
        "domestic",
        "The State Council issued a white paper on national security.",
        "",
        "(CN): State Council, May 12, 2025",
        "",
        "",
        "security",
    ]
}
OLD_BRIEFING = """\
## Tech progress

- Moonshot AI opened its Kimi-Audio model. (Source (EN): Caixin, April 28, 2025)

## Policy

- Beijing opened a fund for AI start-ups. (Source (EN): Caixin, May 9, 2025)
"""
FEEDS = """\
<opml version="2.0"><body>
<outline text="Tech progress">
<outline type="rss" text="Synced" xmlUrl="https://synced.example/feed"/>
</outline>
<outline type="rss" text="DigiChina" xmlUrl="https://digichina.example/feed"/>
</body></opml>
"""
CLIPS = """\
Item,Where,Day
A fund for AI chips opened in Hefei.,Caixin,2025-05-14
"""
FILES = {"old-briefing.md": OLD_BRIEFING, "mine.opml": FEEDS, "clips.csv": CLIPS}


class Screen(io.StringIO):
    """A terminal without colours: what is written to either stream, as a person sees it."""

    def isatty(self) -> bool:
        return True


class Keyboard(Screen):
    """Answers, shown on the screen as they are typed."""

    def __init__(self, lines: list[str], screen: Screen) -> None:
        super().__init__("".join(f"{line}\n" for line in lines))
        self.screen = screen

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]
        line = super().readline()
        self.screen.write(line)
        return line


def tour() -> Iterator[tuple[list[str], str]]:
    """Return the commands of each block that calls aiwatch, and the screen below it, if shown."""
    blocks = re.finditer(r"```sh\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", README, re.DOTALL)
    for block in blocks:
        if block[1].startswith("aiwatch"):
            yield block[1].splitlines(), block[2] or ""


def plain(screen: str) -> str:
    """Return `screen` without what differs from run to run, and without spaces at a line's end."""
    lines = (line.rstrip() for line in screen.splitlines())
    return re.sub(r"\b\d{4}-[a-z0-9]{6}\b", "2505-xxxxxx", "\n".join(lines))


def test_the_tour_shows_what_the_screen_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("AIWATCH_ARCHIVE", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOGNAME", "lin")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-19")
    for name, content in FILES.items():
        Path(name).write_text(content, "utf-8")
    blocks = list(tour())
    assert len(blocks) > 8
    for commands, shown in blocks:
        screen = Screen()
        for command in commands:
            monkeypatch.setattr(sys, "stdin", Keyboard(ANSWERS.get(command, []), screen))
            with redirect_stdout(screen), redirect_stderr(screen):
                code = run(shlex.split(command)[1:])
            assert code == 0, f"{command}\n{screen.getvalue()}"
        if shown:
            assert plain(screen.getvalue().replace(str(tmp_path), "/home/lin")) == plain(shown)


@pytest.fixture(scope="module")
def program() -> Any:
    return typer.main.get_command(app)


def options_of(command: Any) -> set[str]:
    context = typer.Context(command, help_option_names=["--help", "-h"])
    return {name for parameter in command.get_params(context) for name in parameter.opts}


def command_lines() -> Iterator[list[str]]:
    """Return the words of each call of aiwatch, in a block or in running text."""
    text = re.sub(r"```text\n.*?```", "", README, flags=re.DOTALL)
    for found in re.finditer(r"(?:^|`)(aiwatch [^`\n]*)", text, re.MULTILINE):
        yield shlex.split(found[1].split(" | ")[0])


def test_what_is_shown_exists(program: Any) -> None:
    seen = 0
    for _, *words in command_lines():
        command = program
        for word in words:
            if command is program and word in COMMANDS:
                command = program.commands[word]
            elif word.startswith("-") and word != "-":
                assert word in options_of(command), " ".join(words)
                seen += 1
        assert command is not program or words[0].startswith("-"), " ".join(words)
    assert seen > 15


def test_options_in_running_text_exist(program: Any) -> None:
    known = options_of(program).union(*map(options_of, program.commands.values()))
    for option in re.findall(r"`(--?[a-z][a-z-]*)", README):
        assert option in known


def test_every_command_variable_and_exit_code_is_told() -> None:
    for command in COMMANDS:
        assert re.search(rf"^\| [a-z ]*\| `{command}` \| \w", README, re.MULTILINE), command
    for variable in ", ".join(help.ENVIRONMENT).split(", "):
        assert f"`{variable}`" in README
    for code, meaning in help.EXIT_CODES.items():
        assert f"| {code} | {meaning} |" in README
