"""Taking in files: import."""

from pathlib import Path
from typing import Annotated

import typer

from aiwatch.cli import import_options, options
from aiwatch.cli.shell import session
from aiwatch.cli.streams import answer, say
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.text import counted
from aiwatch.writers.summary import summary

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Log")


@app.command("import")
def import_(
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="What to read; - is stdin.")],
    format: import_options.Format = None,
    section: import_options.SectionMap = None,
    date: import_options.Day = None,
    overview: import_options.Overview = False,
    mapping: import_options.ColumnMap = None,
    save_map: import_options.SaveMap = None,
    encoding: import_options.Encoding = None,
    no_compare: import_options.NoComparing = False,
    as_json: options.Json = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            rich_help_panel=options.OUTPUT,
            help="Tell what would come in; change nothing.",
        ),
    ] = False,
) -> None:
    """Take in briefings or records from files.

    A briefing is Markdown, a Word file, or text copied from a web page; records are CSV, JSON or
    JSONL. All files come in or none. What is there already is skipped, so that importing a file
    again does no harm.

    References (RIS, CSL-JSON), a browser's bookmarks and weeklies of links need a --section; a
    folder or title that names one will do.

    Tables of others are CSV, TSV, Excel, JSON or JSONL. Usual headings, English or Chinese, are
    understood, --map says what other columns are, and what is taken for what is told. A row
    without a date is refused, or dated by --date.

    What only looks like something logged, or like another one in the files (the same page cited, or
    nearly the same text within two weeks), comes in and is listed; aiwatch duplicates lists it
    again, and aiwatch merge makes one of two. --dry-run lists it before anything is changed.

    Example: aiwatch import briefing.md --section "Policy=domestic"
    """
    from aiwatch.cli.intake import contents_of, fresh, overview_of, places_of, readings_of
    from aiwatch.cli.mapping import checked_name, read_mapping, save_mapping
    from aiwatch.cli.progress import Progress
    from aiwatch.domain.addresses import has_credentials

    desk_session = session(context)
    desk_session.config  # noqa: B018 - an archive that is not there is told before files are read
    columns = read_mapping(desk_session, mapping or [])
    kept_as = checked_name(save_map, columns)
    contents = contents_of(files)
    with Progress() as progress:
        reading = progress.each("Reading", contents)
        readings = readings_of(
            desk_session, reading, format, section or [], date, columns, encoding or ""
        )
        developments = [d for reading in readings for d in reading.developments]
        places = places_of(readings, files)
        backgrounder = overview_of(readings, wanted=overview)
        stamp = desk_session.stamp("import")
        if dry_run:
            taken, skipped, others = fresh(developments, desk_session.archive, progress, places)
            done = taken
        else:
            with desk_session.archive.desk(stamp) as desk:
                taken, skipped, others = fresh(developments, desk, progress, places)
                progress.phase("Writing")
                done = desk.log(taken)
                if backgrounder and backgrounder != desk.overview():
                    desk.set_overview(backgrounder)
                    say("The overview was replaced by the file's; undo brings the old one back.")
                names = ", ".join(Path(name).name if name != "-" else "stdin" for name in files)
                desk.describe(f"{counted(len(done), 'development')} from {names}")
    verb = "would be imported" if dry_run else "imported"
    there = f", {skipped} there already" if skipped else ""
    say(f"{counted(len(done), 'development')} {verb}{there}.")
    if secret := sum(any(has_credentials(s.url) for s in each.sources) for each in done):
        say(
            f"{counted(secret, 'development')} with a user name or password in an address, which "
            "every briefing would show; find them: aiwatch check --by logged"
        )
    later = [each for each in done if each.date > desk_session.clock.today]
    if later:
        say(_of_the_future(later))
    if kept_as and not dry_run:
        save_mapping(desk_session, kept_as, columns)
    if done and not no_compare:
        from aiwatch.cli.likeness import tell_look_alikes

        tell_look_alikes(desk_session, done, others, [places[id(each)] for each in taken])
    if as_json:
        from aiwatch.writers.json import records

        answer(records(done))
    elif dry_run:
        from aiwatch.cli.look import write_list

        write_list(done, desk_session)


def _of_the_future(later: list[Development]) -> str:
    """Return what is told of developments dated after today, which a date read the wrong way round
    makes of them."""
    last = max(later, key=lambda each: each.date)
    are = counted(len(later), "development is", "developments are")
    return (
        f"{are} dated after today, up to {show_day(last.date)} "
        f"('{summary(last)[:80]}'). Check that day and month are not read the wrong way round."
    )
