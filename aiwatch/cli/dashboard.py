"""The graphics dashboard of a selection, to look at or as data and charts."""

import os
from pathlib import Path
from typing import Annotated

import typer

from aiwatch.cli import options
from aiwatch.cli.delivery import target, write_file
from aiwatch.cli.figures import graphics_of, to_select
from aiwatch.cli.output import refuse_output
from aiwatch.cli.progress import Progress
from aiwatch.cli.shell import session
from aiwatch.cli.streams import answer, console, on_terminal, say
from aiwatch.domain.dates import show_day
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.graphics import Graphics
from aiwatch.writers import GRAPHICS, format_of, writer

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Send")


@app.command()
def dashboard(
    context: typer.Context,
    since: options.Since = None,
    until: options.Until = None,
    section: options.Sections = None,
    tag: options.Tags = None,
    publisher: options.Publishers = None,
    lang: options.Languages = None,
    match: options.Match = None,
    by: options.By = "date",
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            autocompletion=options.offers("formats"),
            rich_help_panel=options.OUTPUT,
            help="terminal, text, json, csv, svg or html.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            rich_help_panel=options.OUTPUT,
            help="Write this file (.txt, .json, .csv, .html), or a dated file in this folder; as "
            "svg a file a chart in this folder, or the chart that the file is named after.",
        ),
    ] = None,
    force: options.Replace = False,
) -> None:
    """Show the figures of a period as charts.

    Developments over time, languages of sources, publishers with their kind, tags and those that
    rose, how long it takes to log, which sections are silent. Without a period it is the last
    year. Counts are compared with the period before, of equal length; the calendar is always that
    of the last year. On a terminal it is drawn to its width, into a pipe it is plain text.

    Example: aiwatch dashboard --since 2025 -o dashboard.html
    """
    desk = session(context)
    selection = desk.selection(context.params)
    if selection.since and selection.since > desk.clock.today and not selection.until:
        today = show_day(desk.clock.today)
        raise InvalidInput(f"--since {show_day(selection.since)} is after today, {today}.")
    chosen = _format(format, output)
    if chosen == "svg" and output is None:
        raise InvalidInput("SVG is a file a chart; say where: aiwatch dashboard -f svg -o charts/")
    with Progress("Selecting"):
        counted = graphics_of(desk, selection, desk.archive.select(to_select(desk, selection)))
    title = desk.config.title
    if chosen == "terminal":
        from aiwatch.writers.terminal_graphics import TerminalGraphics

        console().print(TerminalGraphics(counted, title))
    elif chosen == "svg" and output is not None:
        _write_charts(counted, output, force=force)
    else:
        text = str(writer(chosen, GRAPHICS).write(counted, title))
        if output is None:
            answer(text)
        else:
            stem = f"dashboard-{desk.clock.today.isoformat()}"
            write_file(target(output, chosen, stem), text, force=force)


def _format(format: str | None, output: str | None) -> str:
    """Return the format to write, as told, else by the file's ending, else by who reads it."""
    formats = ["terminal", *GRAPHICS]
    if format is not None and format not in formats:
        raise InvalidInput(f"No format {format!r}. Formats: {', '.join(formats)}.")
    if output is None:
        return format or ("terminal" if on_terminal() else "text")
    if format == "terminal":
        raise InvalidInput("The format terminal is for a terminal; use text or html in a file.")
    if format is None and _is_folder(output):
        return "html"
    return format or format_of(output, list(GRAPHICS))


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


def _write_charts(counted: Graphics, output: str, *, force: bool) -> None:
    """Write a file a chart in the folder `output`, or the one that is named after a chart."""
    from aiwatch.writers.graphics_svg import charts

    found = dict(charts(counted))
    if _is_folder(output):
        paths = {target(output, "svg", name): chart for name, chart in found.items()}
        for path in paths:
            refuse_output(path, force=force)
        for path, chart in paths.items():
            write_file(path, chart, force=force)
        if not found:
            say("There is nothing to draw; nothing was written.")
        return
    path = Path(output)
    if path.stem not in found:
        raise InvalidInput(
            f"No chart {path.stem!r} here. Charts: {', '.join(found) or 'none'}; a folder gets all."
        )
    write_file(path, found[path.stem], force=force)
