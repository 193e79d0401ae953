"""The command line: commands loaded when they run, errors turned into one line and a code."""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup

from aiwatch.domain.errors import AiwatchError

_LINE_END = re.compile(r"(?<!\n)\n(?!\n)")

# Where each command lives, in the order of `--help`.
COMMANDS = {
    "add": "capture",
    "import": "capture",
    "list": "curate",
    "search": "curate",
    "show": "curate",
    "edit": "curate",
    "remove": "curate",
    "undo": "curate",
    "redo": "curate",
    "log": "curate",
    "brief": "publish",
    "export": "publish",
    "init": "upkeep",
    "demo": "upkeep",
    "config": "settings",
}


class _Commands(Mapping[str, Any]):
    """The commands by name; looking one up imports its module and builds it, and no other."""

    def __getitem__(self, name: str) -> Any:
        module = import_module(f"aiwatch.cli.{COMMANDS[name]}")
        found = (
            info
            for info in module.app.registered_commands
            if (info.name or info.callback.__name__) == name
        )
        command = typer.main.get_command_from_info(
            next(found), pretty_exceptions_short=False, rich_markup_mode="rich"
        )
        # A docstring's lines end where the code's do; a paragraph of help is one line to wrap.
        command.help = _LINE_END.sub(" ", command.help or "")
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _LazyGroup(TyperGroup):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = cast(Any, _Commands())

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        # Typer knows no option whose value may be left out: without a name it is the shell in use.
        if args and args[-1] in ("--install-completion", "--show-completion"):
            args = [*args, ""]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        # Typer would turn a closed pipe into exit code 1; for us it is no failure.
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _close_stdout()
            return None
        return result


app = typer.Typer(
    cls=_LazyGroup,
    name="aiwatch",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _version(context: typer.Context, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from aiwatch import __version__

        print(f"aiwatch {__version__}")
        raise typer.Exit


def _install_completion(context: typer.Context, shell: str | None) -> None:
    if shell is not None and not context.resilient_parsing:
        from aiwatch.cli.shell import say
        from aiwatch.cli.tab_scripts import install

        say(install(shell))
        raise typer.Exit


def _show_completion(context: typer.Context, shell: str | None) -> None:
    if shell is not None and not context.resilient_parsing:
        from aiwatch.cli.tab_scripts import script

        print(script(shell), end="")
        raise typer.Exit


def _shells() -> list[str]:
    from aiwatch.cli.tab_scripts import SCRIPTS

    return list(SCRIPTS)


@app.callback()
def main(
    context: typer.Context,
    archive: Annotated[
        str | None,
        typer.Option(
            "--archive",
            metavar="WHERE",
            help="The archive's folder. Without it: AIWATCH_ARCHIVE, else the nearest folder "
            "upward with an aiwatch.toml, else your own data folder.",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    install_completion: Annotated[
        str | None,
        typer.Option(
            "--install-completion",
            metavar="[SHELL]",
            callback=_install_completion,
            is_eager=True,
            autocompletion=_shells,
            rich_help_panel="Completion by Tab",
            help="Install it, for the shell in use or the one named: bash, zsh, fish, powershell.",
        ),
    ] = None,
    show_completion: Annotated[
        str | None,
        typer.Option(
            "--show-completion",
            metavar="[SHELL]",
            callback=_show_completion,
            is_eager=True,
            autocompletion=_shells,
            rich_help_panel="Completion by Tab",
            help="Show what would be installed, to put it where you want it.",
        ),
    ] = None,
) -> None:
    """Log what happens in a country's AI, each development with its source, and print dated,
    sourced briefings. Everything works offline.

    Begin with: aiwatch init, then aiwatch add, then aiwatch brief --since monday
    """
    context.obj = archive


def run(arguments: list[str]) -> int:
    """Run the command line `arguments` and return the exit code. Every error that a user can
    cause becomes one line on stderr."""
    _prepare_streams()
    if os.environ.get("_AIWATCH_COMPLETE"):
        from aiwatch.cli.tab import complete

        return complete(typer.main.get_command(app))
    code = _run(arguments)
    try:
        sys.stdout.flush()
    except OSError:
        _close_stdout()
    return code


def _run(arguments: list[str]) -> int:
    try:
        code = typer.main.get_command(app).main(
            arguments, prog_name="aiwatch", standalone_mode=False
        )
        sys.stdout.flush()
        if code == 130:
            return _fail("Interrupted.", 130)
        return code if isinstance(code, int) else 0
    except AiwatchError as error:
        return _fail(str(error), error.exit_code)
    except typer.TyperException as error:
        return _fail_usage(error)
    except typer.Abort:
        return _fail("Stopped; nothing was changed.", 1)
    except KeyboardInterrupt:
        return _fail("Interrupted.", 130)
    except BrokenPipeError:
        return 0
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    except OSError as error:
        told = f" ({error.filename})" if error.filename else ""
        return _fail(f"{error.strerror or error}{told}.", 1)


def _fail(sentence: str, code: int) -> int:
    from aiwatch.domain.text import visible

    with suppress(OSError):
        print(f"aiwatch: {visible(sentence)}", file=sys.stderr)
    return code


def _fail_usage(error: typer.TyperException) -> int:
    sentence = error.format_message()
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        print(sentence, file=sys.stderr)
        return 2
    path = context.command_path if context else "aiwatch"
    end = "" if sentence.endswith((".", "?", "!", ")")) else "."
    return _fail(f"{sentence}{end} See: {path} --help", 2)


def _prepare_streams() -> None:
    """Make every text printable: UTF-8 into pipes and files, escapes on a poorer terminal. What is
    closed swallows what is written to it; else a message would go where answers go."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 - as long as the process
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if not hasattr(stream, "reconfigure"):
            continue
        if stream.isatty():
            stream.reconfigure(errors="backslashreplace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _close_stdout() -> None:
    """Let nothing more be written to a stdout that takes nothing, also not at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
