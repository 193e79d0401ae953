"""Help: read at a terminal, in a pipe and by a script; every example of it works."""

import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from aiwatch.cli import COMMANDS, help, run
from aiwatch.domain import errors
from aiwatch.writers.cells import display_width

SAMPLE = Path(__file__).parents[2] / "aiwatch" / "data" / "sample"

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Run a command line in this process, in a folder of its own, with the sample as archive."""
    shutil.copytree(SAMPLE, tmp_path / "archive")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AIWATCH_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-19")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def at_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(help, "on_terminal", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")


def example_of(help: str) -> str:
    """Return the one example of a help."""
    before, marker, example = help.partition("\nExample:\n")
    assert marker
    assert "Example" not in before
    assert example.count("\n") == 1
    return example.strip()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_of_each_command_works(call: Call, command: str) -> None:
    Path("briefing.md").write_text(
        "# May\n\n## Policy\n\n- A rule. (Source (EN): Xinhua, May 13, 2025)\n", "utf-8"
    )
    # Something to take back and something to put back.
    for arguments in (("add", "-s", "tech", "One."), ("add", "-s", "tech", "Two, too."), ("undo",)):
        assert call(*arguments)[0] == 0
    program, *arguments = shlex.split(example_of(call(command, "--help")[1]))
    assert (program, arguments[0]) == ("aiwatch", command)
    arguments = [word.replace("~", str(Path.home())) for word in arguments]
    code, _, told = call(*arguments)
    assert code == 0, told


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_in_a_pipe_is_plain(call: Call, command: str) -> None:
    code, shown, told = call(*command.split(), "-h")
    assert (code, told) == (0, "")
    assert call(*command.split(), "--help")[1] == shown
    lines = shown.split("\n")
    assert lines[0].startswith(f"Usage: aiwatch {command}".rstrip())
    assert max(map(display_width, lines)) <= 80
    assert not set(shown) & set("╭│╰\x1b\t{}")
    assert all(line == line.rstrip() for line in lines)
    assert "[required]" not in shown or command


@pytest.mark.usefixtures("at_terminal")
@pytest.mark.parametrize("command", COMMANDS)
def test_help_at_a_terminal_stands_in_panels(call: Call, command: str) -> None:
    _, shown, _ = call(command, "--help")
    assert "─ General options ─" in shown
    assert "<str>" not in shown
    assert shown.endswith("\n")
    assert max(map(display_width, shown.split("\n"))) <= 80
    assert f"   aiwatch {command}" in shown.rpartition("Example:")[2]


@pytest.mark.usefixtures("at_terminal")
def test_the_commands_stand_by_what_a_user_does(call: Call) -> None:
    _, shown, _ = call("--help")
    titles = [line.split(" ─")[0][3:] for line in shown.split("\n") if line.startswith("╭")]
    assert titles[0] == "General options"
    assert titles[-4:] == ["Log", "Read and correct", "Send", "Look after the archive"]
    assert "   aiwatch init   " in shown
    assert "AIWATCH_TODAY" in shown
    assert "130 interrupted" in " ".join(shown.split())


@pytest.mark.usefixtures("at_terminal")
def test_a_dumb_terminal_gets_plain_text(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert call("add", "--help")[1].startswith("Usage: aiwatch add [OPTIONS] [TEXT]\n\nLog a")


def test_what_every_option_is_for_is_told(call: Call) -> None:
    shown = call("edit", "--help")[1]
    assert "-d, --date DATE " in shown
    assert "--add-source NOTE " in shown
    assert "[default: date]" in call("list", "--help")[1].replace("\n" + " " * 24, " ")
    assert "AIWATCH_ARCHIVE]" in call("--help")[1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("ad", "No such command 'ad'. Did you mean 'add'? See: aiwatch --help"),
        ("xyz", "No such command 'xyz'. See: aiwatch --help"),
        ("list --sinc x", "No such option '--sinc'. Did you mean '--since'? See: aiwatch list -"),
        ("list --since", "'--since' requires an argument. See: aiwatch list --help"),
        ("--archive", "'--archive' requires an argument. See: aiwatch --help"),
        ("list -x", "No such option '-x'. See: aiwatch list --help"),
        ("undo --archive x", "It stands before the command: aiwatch --archive WHERE undo. See:"),
        ("brief --width 5", "--width is 5; it can be from 20 to 1000 columns."),
        ("log -n -1", "--number is -1; it can be 0 (all) or more."),
    ],
)
def test_what_is_mistyped_is_one_line(call: Call, arguments: str, sentence: str) -> None:
    code, shown, told = call(*arguments.split())
    assert (code, shown, told.count("\n")) == (2, "", 1)
    assert sentence in told


def test_without_a_command_help_is_told_as_a_mistake(call: Call) -> None:
    code, shown, told = call()
    assert (code, shown) == (2, "")
    assert told.startswith("Usage: aiwatch [OPTIONS] COMMAND")
    assert told.endswith("change one.\n")


@pytest.mark.usefixtures("at_terminal")
def test_without_a_command_all_commands_fit_on_a_screen(call: Call) -> None:
    code, shown, told = call()
    assert (code, told) == (2, "")
    assert shown.count("\n") <= 49
    for command in COMMANDS:
        assert f"│ {command:<6} " in shown
    assert "\n   aiwatch init   " in shown
    assert "\n   aiwatch --help   " in shown
    assert "--archive" not in shown


def test_what_add_and_import_can_do_stands_where_it_belongs(call: Call) -> None:
    for command in COMMANDS:
        general = call(command, "--help")[1].partition("General options:\n")[2].strip()
        own = {"doctor": "--repair", "config": "--unset"}.get(command, "-h, --help")
        assert general.startswith(own)


def test_every_exit_code_of_an_error_is_told() -> None:
    classes = [errors.AiwatchError, *errors.AiwatchError.__subclasses__()]
    assert {each.exit_code for each in classes} <= help.EXIT_CODES.keys()


def test_where_the_archive_came_from_is_told(call: Call, tmp_path: Path) -> None:
    assert "\tAIWATCH_ARCHIVE\n" in call("config")[1]
    assert "\t--archive\n" in call("--archive", str(tmp_path / "archive"), "config")[1]
