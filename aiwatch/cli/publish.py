"""Getting briefings out: brief and export."""

from pathlib import Path
from typing import Annotated

import typer

from aiwatch.archive import Archive, Desk
from aiwatch.cli import options
from aiwatch.cli.composing import Compose, Parts, Place, composed
from aiwatch.cli.delivery import chosen, deliver, prove, write_file, written
from aiwatch.cli.mail import MailOptions, addressing
from aiwatch.cli.progress import Progress
from aiwatch.cli.shell import Session, is_last, session
from aiwatch.cli.streams import answer, say
from aiwatch.domain.briefing import Briefing, compose
from aiwatch.domain.dates import Period
from aiwatch.domain.development import Development
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.selection import Selection
from aiwatch.writers import RECORDS, REFERENCES, format_of, writer

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Send")


@app.command()
def brief(
    context: typer.Context,
    since: options.SinceOrLast = None,
    until: options.Until = None,
    section: options.Sections = None,
    tag: options.Tags = None,
    publisher: options.Publishers = None,
    lang: options.Languages = None,
    match: options.Match = None,
    by: options.By = "date",
    publish: Annotated[
        bool,
        typer.Option(
            "--publish",
            rich_help_panel=options.ISSUES,
            help="Freeze the briefing as the next issue, in the archive's folder briefings.",
        ),
    ] = False,
    new: options.New = False,
    late: options.Late = False,
    no_corrections: Annotated[
        bool,
        typer.Option(
            "--no-corrections",
            rich_help_panel=options.ISSUES,
            help="Leave what has changed in earlier issues to the next one.",
        ),
    ] = False,
    no_check: Annotated[
        bool,
        typer.Option(
            "--no-check",
            rich_help_panel=options.ISSUES,
            help="Publish whatever the check finds; see: aiwatch check --help",
        ),
    ] = False,
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
    takeaways: Annotated[
        bool,
        typer.Option(
            "--takeaways",
            rich_help_panel="Briefing",
            help="List first what each development comes to: its headline or first sentence.",
        ),
    ] = False,
    contents: Annotated[
        bool,
        typer.Option(
            "--contents",
            rich_help_panel="Briefing",
            help="A table of contents, linked where the format has links.",
        ),
    ] = False,
    dashboard: Annotated[
        bool,
        typer.Option(
            "--dashboard",
            rich_help_panel="Briefing",
            help="The figures: developments over time, publishers, languages, tags, silences.",
        ),
    ] = False,
    arrange: Annotated[
        bool,
        typer.Option(
            "--arrange",
            rich_help_panel="Briefing",
            help="Order, drop and move its items in your editor ($VISUAL, $EDITOR) first.",
        ),
    ] = False,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            autocompletion=options.offers("formats"),
            rich_help_panel="Output",
            help="terminal, markdown, text, html, eml, docx or json.",
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            rich_help_panel="Output",
            help="Write this file (.md, .txt, .html, .eml, .docx, .json), or a dated file in this "
            "folder; given again, each of them.",
        ),
    ] = None,
    force: options.Replace = False,
    to: options.MailTo = None,
    cc: options.MailCc = None,
    sender: options.MailFrom = None,
    subject: options.MailSubject = None,
    skip_empty: Annotated[
        bool,
        typer.Option(
            "--skip-empty",
            rich_help_panel="Output",
            help="Write nothing at all if there is nothing new.",
        ),
    ] = False,
    width: options.Width = None,
    no_pager: options.NoPager = False,
) -> None:
    """Write the briefing of a period.

    Without a period it covers the last 30 days or, once there are issues, all that none of them
    has carried. On a terminal it is made for reading, into a pipe or a file it is Markdown.

    With --publish it becomes an issue: checked, numbered, and never changed again. What an issue
    carried and was edited or removed since stands in the next one under Corrections; so it does
    in a briefing without a period, and with --new, --late or --since last.

    As eml it is a complete mail, for sendmail -t or msmtp -t to send as it is, addressed by --to,
    --cc and --from or, without those, by the settings mail.to, mail.cc and mail.from.

    Example: aiwatch brief --since monday -o briefings/
    """
    desk = session(context)
    selection = desk.selection(context.params, after_last=True)
    options.check_width(width)
    outs = chosen(format, output)
    parts = Parts(overview, takeaways, contents, dashboard)
    mail = MailOptions(to, cc, sender, subject)
    address = addressing(desk, [out.format for out in outs], mail)
    place = Place(publish, new, is_last(since), late, not no_corrections)

    def compose(there: Archive | Desk) -> Briefing:
        with Progress("Selecting"):
            return composed(
                *(desk, selection, title, parts, place, there),
                skip_empty=skip_empty,
                warn=no_check or not publish,
            )

    def proof(briefing: Briefing, table: Desk) -> None:
        if not no_check:
            from aiwatch.cli.check import refuse_errors

            refuse_errors(desk, briefing, table.carried())
        prove(briefing, outs, width=width, address=address, force=force)

    def give(compose: Compose) -> None:
        if publish:
            from aiwatch.cli.issuing import publish as freeze

            briefing = freeze(desk, compose, proof)
        else:
            briefing = compose(desk.archive)
        deliver(briefing, outs, width=width, address=address, pager=not no_pager, force=force)

    if arrange:
        from aiwatch.cli.arranging import arranging

        with arranging(desk, compose) as compose_arranged:
            give(compose_arranged)
    else:
        give(compose)


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
            help="json, jsonl, csv, ris, csl or markdown; if not given, by the file's ending, "
            "else json.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            rich_help_panel="Output",
            help="Write this file (.json, .jsonl, .csv, .ris, .csl.json, .md).",
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

    RIS and CSL-JSON hold the sources, each a reference, for Zotero and for pandoc --citeproc.

    Example: aiwatch export --since 2025 -o developments.csv
    """
    desk = session(context)
    formats = [*RECORDS, *REFERENCES, "markdown"]
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
        write_file(Path(output), text, force=force)


def _exported(desk: Session, found: list[Development], selection: Selection, format: str) -> str:
    if format in REFERENCES:
        if without := sum(not development.sources for development in found):
            are = "has" if without == 1 else "have"
            say(f"{without} of {len(found)} {are} no source and so no reference.")
        return str(writer(format, REFERENCES).records(found))
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
    return str(written(briefing, format, None))
