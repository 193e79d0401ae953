"""What is told when a command fails: one line on stderr, and the exit code."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import typer

from aiwatch.cli.streams import close_answer, tell
from aiwatch.domain.errors import AiwatchError

if TYPE_CHECKING:
    from aiwatch.cli.shell import Session

_UNEXPECTED = "Got unexpected extra argument(s)"


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


def exit_code(error: BaseException, sessions: "Sequence[Session]") -> int:
    """Return the exit code for `error` and tell it, also whether a change was made in spite of it
    by the command of one of `sessions`. Raises what no user can cause."""
    with _undisturbed():
        return _told(error, sessions)


def _told(error: BaseException, sessions: "Sequence[Session]") -> int:
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
            close_answer()
            return 0
        case SystemExit():
            return error.code if isinstance(error.code, int) else 1
        case OSError():
            told = f" ({error.filename})" if error.filename else ""
            code, sentence = 1, f"{error.strerror or error}{told}."
        case _:
            raise error
    for made in filter(None, (session.made() for session in sessions)):
        if made.about.startswith("issue ") and not made.ids:
            number = made.about.removeprefix("issue ")
            sentence += f" But issue {number} is published. Get it: aiwatch issues show {number}"
            continue
        what = " ".join([made.stamp.command, *made.ids[:1]])
        more = f" and {len(made.ids) - 1} more" if len(made.ids) > 1 else ""
        sentence += f" But the change was made: {what}{more}. Do not repeat it."
    return _fail(sentence, code)


def _fail(sentence: str, code: int) -> int:
    tell(f"aiwatch: {sentence}")
    try:
        sys.stdout.flush()
    except OSError:
        close_answer()
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
    if sentence.startswith(_UNEXPECTED) and context:
        sentence = _unexpected(sentence, context)
    path = context.command_path if context else "aiwatch"
    end = "" if sentence.endswith((".", "?", "!", ")")) else "."
    return _fail(f"{sentence}{end} See: {path} --help", 2)


def _unexpected(sentence: str, context: Any) -> str:
    """Return what to say of words too many: where the command takes a text, its quotes were
    forgotten."""
    from aiwatch.domain.addresses import without_credentials

    words = without_credentials(sentence.removeprefix(_UNEXPECTED).strip(" ()"))
    for parameter in context.command.params:
        if parameter.param_type_name == "argument" and parameter.metavar == "TEXT":
            whole = without_credentials(f"{context.params[parameter.name]} {words}")
            shown = whole if len(whole) <= 60 else f"{whole[:59]}…"
            return f'There are words outside of the text; put all of it in quotes: "{shown}"'
    return f"'{words}' is more than {context.command_path} takes"


def _no_such_option(error: Any, context: Any) -> str:
    sentence = f"No such option {error.option_name!r}."
    for option in context.find_root().command.params:
        if error.option_name in option.opts:
            words = ("aiwatch", error.option_name, option.metavar, context.info_name)
            return f"{sentence} It stands before the command: {' '.join(filter(None, words))}."
    if error.possibilities:
        return f"{sentence} Did you mean {error.possibilities[0]!r}?"
    return sentence
