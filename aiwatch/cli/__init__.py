"""The command line: commands loaded when they run, errors turned into one line and a code."""

import os
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from aiwatch.cli.streams import close_answer, flush_answer, prepare_streams

if TYPE_CHECKING:
    from aiwatch.cli.shell import Session

_LINE_END = re.compile(r"(?<!\n)\n(?!\n)")

# Where each command lives, in the order of `--help`.
COMMANDS = {
    "add": "capture",
    "import": "importing",
    "feeds": "feeds",
    "inbox": "inbox",
    "list": "look",
    "search": "look",
    "show": "look",
    "edit": "curate",
    "remove": "curate",
    "duplicates": "duplicates",
    "merge": "duplicates",
    "undo": "changes",
    "redo": "changes",
    "log": "changes",
    "brief": "publish",
    "issues": "issues",
    "dashboard": "dashboard",
    "page": "page",
    "export": "publish",
    "check": "check",
    "init": "upkeep",
    "demo": "upkeep",
    "doctor": "doctor",
    "publishers": "publishers",
    "config": "settings",
}


class _Commands(Mapping[str, Any]):
    """The commands by name; looking one up imports its module and builds it, and no other."""

    def __getitem__(self, name: str) -> Any:
        module = import_module(f"aiwatch.cli.{COMMANDS[name]}")
        infos = {
            info.name or info.callback.__name__: info for info in module.app.registered_commands
        }
        infos[name].cls = _Command
        command: Any = typer.main.get_command_from_info(
            infos[name], pretty_exceptions_short=False, rich_markup_mode="rich"
        )
        command.rich_help_panel = module.app.rich_help_panel
        told, _, example = (command.help or "").partition("\n\nExample: ")
        # A docstring's lines end where the code's do; a paragraph of help is one line to wrap.
        command.help = _LINE_END.sub(" ", told)
        command.epilog = f"Example:\n\n{example}"
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _Command(TyperCommand):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            # Of an option without its value the parser does not tell the command.
            if getattr(error, "ctx", ctx) is None:
                cast(Any, error).ctx = ctx
            raise

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from aiwatch.cli.help import write_help

        write_help(self, ctx, formatter)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        # Typer puts what is required in braces; the manuals of other programs put it in nothing.
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]


class _LazyGroup(TyperGroup):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.is_bare = False
        self.commands = cast(Any, _Commands())

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        # Typer knows no option whose value may be left out.
        if args and args[-1] in ("--install-completion", "--show-completion"):
            args = [*args, ""]
        self.is_bare = not args
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from aiwatch.cli.help import epilogue, shorten, write_help

        self.epilog = epilogue()
        if self.is_bare:
            shorten(self)
        write_help(self, ctx, formatter)

    def invoke(self, ctx: Any) -> Any:
        for name in ("install", "show"):
            if (shell := ctx.params[f"{name}_completion"]) is not None:
                from aiwatch.cli import tab_scripts

                return getattr(tab_scripts, name)(shell)
        # Typer would turn a closed pipe into exit code 1; for us it is no failure.
        try:
            result = super().invoke(ctx)
            flush_answer()
        except BrokenPipeError:
            close_answer()
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

_SHELL: dict[str, Any] = {"metavar": "[SHELL]", "rich_help_panel": "Completion by Tab"}


def _version(context: typer.Context, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from aiwatch import __version__

        print(f"aiwatch {__version__}")
        raise typer.Exit


@app.callback()
def main(
    context: typer.Context,
    archive: Annotated[
        str | None,
        typer.Option(
            "--archive",
            metavar="WHERE",
            envvar="AIWATCH_ARCHIVE",
            help="The archive's folder; without it the nearest folder upward that is an archive, "
            "else your own data folder.",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    install_completion: Annotated[
        str | None, typer.Option(**_SHELL, help="Let Tab complete, in SHELL or the shell in use.")
    ] = None,
    show_completion: Annotated[
        str | None, typer.Option(**_SHELL, help="Show what that installs, to put it elsewhere.")
    ] = None,
) -> None:
    """Log what happens in a country's AI, each development with its source, and print dated,
    sourced briefings.

    Only feeds, --fetch, --evidence and check --links use the network. Each command tells more:
    aiwatch add --help

    Begin:
      aiwatch init                   an archive in your own data folder
      aiwatch add -s tech            log a development; it asks for the rest
      aiwatch brief --since monday   the briefing of the days since then
    """
    # The environment is not what the command line said; find_archive tells the two apart.
    source = context.get_parameter_source("archive")
    from aiwatch.cli.shell import Session

    told = archive if source and source.name == "COMMANDLINE" else None
    context.obj.append(Session(told))


def run(arguments: list[str]) -> int:
    """Run the command line `arguments` and return the exit code. Every error that a user can
    cause becomes one line on stderr, which also says if the change was made in spite of it."""
    sessions: list[Session] = []
    try:
        prepare_streams()
        command = typer.main.get_command(app)
        if os.environ.get("_AIWATCH_COMPLETE"):
            from aiwatch.cli.tab import complete

            return complete(command)
        code = command.main(arguments, prog_name="aiwatch", standalone_mode=False, obj=sessions)
        if code == 130:
            raise KeyboardInterrupt
        flush_answer()
        return code if isinstance(code, int) else 0
    except (Exception, KeyboardInterrupt, SystemExit) as error:
        from aiwatch.cli.failure import exit_code

        return exit_code(error, sessions)
