"""Getting briefings out: brief and export."""

import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from aiwatch.cli import options
from aiwatch.cli.output import write_output
from aiwatch.cli.progress import Progress
from aiwatch.cli.shell import Session, cleaned, session
from aiwatch.cli.streams import answer, on_terminal, say
from aiwatch.domain.briefing import Briefing, compose
from aiwatch.domain.dates import Period, show_period
from aiwatch.domain.development import Development
from aiwatch.domain.errors import AiwatchError, InvalidInput
from aiwatch.domain.selection import Selection
from aiwatch.writers import BRIEFINGS, ENDINGS, RECORDS, format_of, writer

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Send")

USUAL_DAYS = 30
"""How many days back a briefing goes without a period."""


@app.command()
def brief(
    context: typer.Context,
    since: options.Since = None,
    until: options.Until = None,
    section: options.Sections = None,
    tag: options.Tags = None,
    publisher: options.Publishers = None,
    lang: options.Languages = None,
    match: options.Match = None,
    by: options.By = "date",
    title: Annotated[
        str | None,
        typer.Option(
            "--title",
            metavar="TEXT",
            rich_help_panel="Briefing",
            help="Its title, instead of the archive's.",
        ),
    ] = None,
    overview: Annotated[
        bool,
        typer.Option(
            "--overview", rich_help_panel="Briefing", help="Put the archive's overview first."
        ),
    ] = False,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            autocompletion=options.offers("formats"),
            rich_help_panel="Output",
            help="terminal, markdown, text or json.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            rich_help_panel="Output",
            help="Write this file (.md, .txt, .json), or a dated file in this folder.",
        ),
    ] = None,
    force: options.Replace = False,
    width: Annotated[
        int | None,
        typer.Option(
            "--width",
            metavar="NUMBER",
            rich_help_panel="Output",
            help="The longest line, in columns; 72 in a text.",
        ),
    ] = None,
    no_pager: Annotated[
        bool,
        typer.Option(
            "--no-pager",
            rich_help_panel="Output",
            help="Print a long briefing at once instead of by the page.",
        ),
    ] = False,
) -> None:
    """Write the briefing of a period.

    Without a period it covers the last 30 days. On a terminal it is made for reading, into a
    pipe or a file it is Markdown.

    Example: aiwatch brief --since monday -o briefings/
    """
    desk = session(context)
    selection = desk.selection(context.params)
    if width is not None and not 20 <= width <= 1000:
        raise InvalidInput(f"--width is {width}; it can be from 20 to 1000 columns.")
    chosen = _format(format, output)
    with Progress("Selecting"):
        briefing = _compose(desk, selection, title, overview=overview)
    if output is not None:
        _write(_target(output, chosen, briefing), _text(briefing, chosen, width), force=force)
    elif chosen == "terminal":
        show_briefing(briefing, width=width, pager=not no_pager)
    else:
        answer(_text(briefing, chosen, width))


def _compose(desk: Session, selection: Selection, title: str | None, *, overview: bool) -> Briefing:
    today = desk.clock.today
    if not selection.since and not selection.until:
        selection = replace(selection, since=today - timedelta(USUAL_DAYS), until=today)
        usual = Period(today - timedelta(USUAL_DAYS), today)
        desk.config  # noqa: B018 - an archive that is not there is told before its period
        say(f"The last {USUAL_DAYS} days: {show_period(usual)}")
    found = desk.archive.select(selection)
    _warn(found, today)
    days = [day for development in found if (day := selection.day(development))]
    since = selection.since or min(days, default=selection.until or today)
    until = selection.until or max([today, since, *days])
    if not found:
        say("No developments in this period.")
    return compose(
        found,
        sections=desk.config.sections,
        title=cleaned(title, "The title").strip() if title else desk.config.title,
        day=today,
        period=Period(since, until),
        overview=_overview(desk) if overview else "",
    )


def _overview(desk: Session) -> str:
    text = desk.archive.overview()
    if not text.strip():
        say(f"There is no overview; write one in {desk.root / 'overview.md'}.")
    return text


def _warn(developments: list[Development], today: date) -> None:
    """Tell what an editor would want to see to before the briefing goes out."""
    for problem, ids in (
        ("no source", [item.id for item in developments if not item.sources]),
        ("a date after today", [item.id for item in developments if item.date > today]),
    ):
        if ids:
            more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
            say(f"With {problem}: {', '.join(ids[:5])}{more}")


def _text(briefing: Briefing, format: str, width: int | None) -> str:
    module = writer(format, BRIEFINGS)
    text: str = module.write(briefing, width or 72) if format == "text" else module.write(briefing)
    return text


def _format(format: str | None, output: str | None) -> str:
    """Return the format to write, as told, else by the file's ending, else by who reads it."""
    formats = ["terminal", *BRIEFINGS]
    if format is not None and format not in formats:
        raise InvalidInput(f"No format {format!r}. Formats: {', '.join(formats)}.")
    if output is None:
        return format or ("terminal" if on_terminal() else "markdown")
    if format == "terminal":
        raise InvalidInput("The format terminal is for a terminal; use markdown or text in a file.")
    if _is_folder(output):
        return format or "markdown"
    return format or format_of(output, list(BRIEFINGS))


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


def _target(output: str, format: str, briefing: Briefing) -> Path:
    path = Path(output)
    if not _is_folder(output):
        return path
    ending = next(ending for ending, name in ENDINGS.items() if name == format)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AiwatchError(f"Cannot make the folder {path}: {error.strerror}.") from None
    return path / f"{briefing.day.isoformat()}{ending}"


def _write(path: Path, text: str, *, force: bool) -> None:
    write_output(path, text.encode("utf-8"), force=force)
    say(f"Written: {path}")


def show_briefing(briefing: Briefing, *, width: int | None, pager: bool) -> None:
    """Show `briefing` on the terminal, through `less -R` where it is longer than the screen."""
    from rich.console import Console

    from aiwatch.writers.styling import MEASURE
    from aiwatch.writers.terminal import TerminalBriefing

    console = Console(highlight=False, emoji=False, markup=False, width=width)
    shown = TerminalBriefing(briefing, width or MEASURE)
    if not (pager and console.is_terminal):
        console.print(shown)
        return
    with console.capture() as capture:
        console.print(shown)
    text = capture.get()
    if text.count("\n") < console.height:
        answer(text)
        return
    from pydoc import pipepager
    from shutil import which

    command = os.environ.get("PAGER") or "less"
    if which(command.split()[0]) is None:
        answer(text)
        return
    os.environ.setdefault("LESSCHARSET", "utf-8")
    pipepager(text, f"{command} -R" if command == "less" else command)


@app.command()
def export(
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
            rich_help_panel="Output",
            help="json, jsonl, csv or markdown; if not given, by the file's ending, else json.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            rich_help_panel="Output",
            help="Write this file (.json, .jsonl, .csv, .md).",
        ),
    ] = None,
    force: options.Replace = False,
    as_json: Annotated[
        bool, typer.Option("--json", rich_help_panel="Output", help="The same as -f json.")
    ] = False,
) -> None:
    """Write developments with all their fields.

    For another archive or another program. Everything is written unless filters choose; import
    reads JSON, JSONL and CSV back without loss.

    Example: aiwatch export --since 2025 -o developments.csv
    """
    desk = session(context)
    formats = [*RECORDS, "markdown"]
    chosen = "json" if as_json else format
    if chosen is None:
        chosen = format_of(output, formats) if output is not None else "json"
    if chosen not in formats:
        raise InvalidInput(f"No format {chosen!r}. Formats: {', '.join(formats)}.")
    selection = desk.selection(context.params)
    with Progress("Selecting") as progress:
        found = desk.archive.select(selection)
        progress.phase("Writing")
        text = _exported(desk, found, selection, chosen)
    if output is None:
        answer(text)
    else:
        _write(Path(output), text, force=force)


def _exported(desk: Session, found: list[Development], selection: Selection, format: str) -> str:
    if format != "markdown":
        return str(writer(format, RECORDS).records(found))
    since, until = selection.since, selection.until
    briefing = compose(
        found,
        sections=desk.config.sections,
        title=desk.config.title,
        day=desk.clock.today,
        period=Period(since, until) if since and until else None,
    )
    return _text(briefing, format, None)
