"""Looking after archives: init, demo."""

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from aiwatch import config as settings
from aiwatch.cli.shell import data_folder, find_archive, program, session
from aiwatch.cli.streams import answer, on_terminal, say
from aiwatch.domain.errors import AiwatchError, Refused

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Look after the archive")


@app.command()
def init(
    context: typer.Context,
    given: Annotated[
        str | None,
        typer.Argument(metavar="DIR", help="The folder to make it in; . is this one."),
    ] = None,
) -> None:
    """Make an archive.

    Without a folder it is made where AIWATCH_ARCHIVE says, else in your own data folder, where
    every command finds it. In a folder of your choice it is found by commands that run in that
    folder or below it.

    Example: aiwatch init ~/ai-archive
    """
    from aiwatch.archive.disk import Disk
    from aiwatch.cli.output import write_output

    told = given or session(context).where or os.environ.get("AIWATCH_ARCHIVE")
    root = Path(told).expanduser() if told else data_folder()
    if (root / settings.FILE).exists():
        raise Refused(f"There is an archive at {root} already; nothing was changed.")
    developments = root / "developments"
    missing = [folder for folder in (developments, *developments.parents) if not folder.exists()]
    try:
        for folder in reversed(missing):
            Disk().make_folder(folder)
    except OSError as error:
        raise AiwatchError(f"Cannot make {root}: {error.strerror}.") from None
    write_output(root / settings.FILE, settings.STARTER.encode("utf-8"))
    say(f"Made an archive at {root}; its settings are in {settings.FILE}.")
    reach = "" if _is_found(root) else f"--archive {shlex.quote(str(root))} "
    example = '"What happened. (Source (EN): Sina, April 30, 2025)"'
    say(f"Go on: {program()} {reach}add -s tech {example}")


def _is_found(root: Path) -> bool:
    """Tell whether commands find the archive at `root` without being told."""
    try:
        return find_archive(None).resolve() == root.resolve()
    except AiwatchError:
        return False


@app.command()
def demo(context: typer.Context) -> None:
    """Show a briefing of the sample archive.

    It is the briefing of 19 May 2025, on China's AI. Nothing of yours is touched.

    Example: aiwatch demo
    """
    from datetime import date, timedelta

    from aiwatch.archive import open_archive
    from aiwatch.domain.briefing import compose
    from aiwatch.domain.dates import Period
    from aiwatch.domain.selection import Selection

    root = Path(__file__).parent.parent / "data" / "sample"
    today = date(2025, 5, 19)
    period = Period(today - timedelta(30), today)
    sample = settings.load(root)
    briefing = compose(
        open_archive(root).select(Selection(since=period.since, until=period.until)),
        sections=sample.sections,
        title=sample.title,
        day=today,
        period=period,
    )
    if on_terminal():
        from aiwatch.cli.delivery import show_briefing

        show_briefing(briefing, width=None, pager=False)
    else:
        from aiwatch.writers.markdown import write

        answer(write(briefing))
    say(f"\nThis is the sample archive ({root}), as of 19 May 2025.")
    name = program()
    say(f"Begin your own: {name} init, then {name} add, then {name} brief --since monday")
