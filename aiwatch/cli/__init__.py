"""The command line: commands loaded when they run, errors turned into one line and a code."""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from aiwatch.cli.shell import Session, flush_answer
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
    "doctor": "doctor",
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
    def format_help(self, ctx: Any, formatter: Any) -> None:
        from aiwatch.cli.help import write_help

        write_help(self, ctx, formatter)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        # Typer puts what is required in braces; the manuals of other programs put it in nothing.
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]


class _LazyGroup(TyperGroup):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = cast(Any, _Commands())

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        # Typer knows no option whose value may be left out.
        if args and args[-1] in ("--install-completion", "--show-completion"):
            args = [*args, ""]
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from aiwatch.cli.help import epilogue, write_help

        self.epilog = epilogue()
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

    Everything works offline. Each command tells more: aiwatch add --help

    Begin:
      aiwatch init                   an archive in your own data folder
      aiwatch add -s tech            log a development; it asks for the rest
      aiwatch brief --since monday   the briefing of the days since then
    """
    # The environment is not what the command line said; find_archive tells the two apart.
    source = context.get_parameter_source("archive")
    context.obj.where = archive if source and source.name == "COMMANDLINE" else None


def run(arguments: list[str]) -> int:
    """Run the command line `arguments` and return the exit code. Every error that a user can
    cause becomes one line on stderr, which also says if the change was made in spite of it."""
    session = Session()
    try:
        _prepare_streams()
        if os.environ.get("_AIWATCH_COMPLETE"):
            from aiwatch.cli.tab import complete

            return complete(typer.main.get_command(app))
        code = typer.main.get_command(app).main(
            arguments, prog_name="aiwatch", standalone_mode=False, obj=session
        )
        if code == 130:
            raise KeyboardInterrupt
        flush_answer()
        return code if isinstance(code, int) else 0
    except (Exception, KeyboardInterrupt, SystemExit) as error:
        with _undisturbed():
            return _exit_code(error, session)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no further Ctrl-C come between an error and what is said of it."""
    import signal

    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not in the main thread, which alone hears of Ctrl-C
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _exit_code(error: BaseException, session: Session) -> int:
    """Return the exit code for `error`, and tell it."""
    match error:
        case AiwatchError():
            code, sentence = error.exit_code, str(error)
        case typer.TyperException():
            return _fail_usage(error)
        case typer.Abort():
            code, sentence = 1, "Stopped; nothing was changed."
        case KeyboardInterrupt():
            code, sentence = 130, "Interrupted."
        case BrokenPipeError():
            _close_stdout()
            return 0
        case SystemExit():
            return error.code if isinstance(error.code, int) else 1
        case OSError():
            told = f" ({error.filename})" if error.filename else ""
            code, sentence = 1, f"{error.strerror or error}{told}."
        case _:
            raise error
    made = session.made()
    if made:
        what = " ".join([made.stamp.command, *made.ids[:1]])
        more = f" and {len(made.ids) - 1} more" if len(made.ids) > 1 else ""
        sentence += f" But the change was made: {what}{more}. Do not repeat it."
    return _fail(sentence, code)


def _fail(sentence: str, code: int) -> int:
    from aiwatch.domain.text import visible

    with suppress(OSError):
        print(f"aiwatch: {visible(sentence)}", file=sys.stderr)
    try:
        sys.stdout.flush()
    except OSError:
        _close_stdout()
    return code


def _fail_usage(error: typer.TyperException) -> int:
    sentence = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        if sentence:  # else it stands on the terminal already
            print(sentence, file=sys.stderr)
        return 2
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoSuchOption" and context:
        sentence = _no_such_option(cast(Any, error), context)
    path = context.command_path if context else "aiwatch"
    end = "" if sentence.endswith((".", "?", "!", ")")) else "."
    return _fail(f"{sentence}{end} See: {path} --help", 2)


def _no_such_option(error: Any, context: Any) -> str:
    sentence = f"No such option {error.option_name!r}."
    for option in context.find_root().command.params:
        if error.option_name in option.opts:
            words = ("aiwatch", error.option_name, option.metavar, context.info_name)
            return f"{sentence} It stands before the command: {' '.join(filter(None, words))}."
    if error.possibilities:
        return f"{sentence} Did you mean {error.possibilities[0]!r}?"
    return sentence


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
