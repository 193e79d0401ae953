"""What was changed: undo, redo, log."""

from typing import Annotated

import typer

from aiwatch.archive import Archive, Change
from aiwatch.cli import options
from aiwatch.cli.series import tell_corrections
from aiwatch.cli.shell import session
from aiwatch.cli.streams import answer, on_terminal, say
from aiwatch.cli.triage import decided_again, put_back
from aiwatch.domain.errors import NotFound
from aiwatch.writers.summary import one_line

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Read and correct")


@app.command()
def undo(context: typer.Context) -> None:
    """Take back the last change; again, the one before it.

    A change is what one command did, also an import of a hundred developments. A published issue
    stays; what was changed before it can still be taken back. Evidence stays, too, for a page
    cannot be had again as it was. What was only skipped in the inbox is no change of the archive:
    aiwatch inbox undo has it back.

    Example: aiwatch undo
    """
    desk = session(context)
    change = desk.archive.undo(desk.stamp("undo"), files=put_back(desk))
    say(f"Taken back: {_describe(change)}")
    if change.passed:
        *others, last = map(str, sorted(change.passed))
        say(
            f"Issues {', '.join(others)} and {last} were published after that and stay as they are."
            if others
            else f"Issue {last} was published after that and stays as it is."
        )
    if change.stamp.command == "add" and any(map(desk.archive.evidence, change.ids)):
        say(f"The evidence in evidence/{change.ids[0]} stays.")
    tell_corrections(desk, change.ids)


@app.command()
def redo(context: typer.Context) -> None:
    """Put back what the last undo took back.

    It can be done until something else is changed.

    Example: aiwatch redo
    """
    desk = session(context)
    change = desk.archive.redo(desk.stamp("redo"), files=decided_again(desk))
    say(f"Put back: {_describe(change)}")
    tell_corrections(desk, change.ids)


def _describe(change: Change) -> str:
    at = change.stamp.at.astimezone().strftime("%Y-%m-%d %H:%M")
    what = change.ids[0] if len(change.ids) == 1 else ""
    words = " ".join(part for part in (change.stamp.command, what, change.about) if part)
    return f"{words} ({', '.join(part for part in (change.stamp.by, at) if part)})"


@app.command()
def log(
    context: typer.Context,
    id: Annotated[
        str | None,
        typer.Argument(
            metavar="ID",
            autocompletion=options.offers("ids"),
            help="Only what changed this development; a removed one goes by its whole id.",
        ),
    ] = None,
    number: options.Number = 20,
) -> None:
    """List changes, newest first: when, who, what.

    Nothing that was done to the archive is forgotten. Into a pipe goes a line each,
    tab-separated.

    Example: aiwatch log last -n 5
    """
    archive = session(context).archive
    touching = _logged_id(archive, id) if id is not None else ""
    changes = archive.changes(number + 1 if number else None, touching)
    if not changes:
        say(f"No change of {touching} is known." if touching else "Nothing has been changed yet.")
    for change in changes[: number or None]:
        at = change.stamp.at.astimezone().strftime("%Y-%m-%d %H:%M")
        what = change.ids[0] if len(change.ids) == 1 else ""
        cells = (at, change.stamp.by, change.stamp.command, what, change.about)
        answer(_log_line(cells) + "\n")
    if number and len(changes) > number:
        say("There are older ones; -n 0 lists all.")


def _logged_id(archive: Archive, told: str) -> str:
    """Return the id of the development that `told` names; raises NotFound for one that is not there
    and never was."""
    id = told.strip().lower()
    try:
        found = archive.find(told)
        # Of one that was merged its own changes are told, not those of what it is in now.
        return next((old for old in found.merged if id in (old, old[5:])), found.id)
    except NotFound:
        if archive.changes(1, id):
            return id
        raise


def _log_line(cells: tuple[str, ...]) -> str:
    shown = [one_line(cell) for cell in cells]
    if not on_terminal():
        return "\t".join(shown)
    from shutil import get_terminal_size

    from aiwatch.writers.cells import pad, truncate

    at, by, command, what, about = shown
    head = f"{at}  {pad(truncate(by, 10), 10)}  {command:<7} {what:<11}"
    return f"{head}  {truncate(about, max(10, get_terminal_size().columns - 52))}"
