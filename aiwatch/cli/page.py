"""The tracker page: the archive as a folder that can be published as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aiwatch.archive.tiny import FOLDERS
from aiwatch.cli import options
from aiwatch.cli.figures import graphics_of
from aiwatch.cli.progress import Progress
from aiwatch.cli.shell import Session, cleaned, session
from aiwatch.cli.site_folder import refuse_folder, write_site
from aiwatch.cli.streams import say
from aiwatch.domain.development import Development
from aiwatch.domain.errors import AiwatchError, InvalidInput
from aiwatch.domain.selection import Selection
from aiwatch.domain.text import counted

if TYPE_CHECKING:
    from aiwatch.writers.site import Site

_WEBSITE = re.compile(r"https?://[^\s/?#<>\"\\]+(?:/[^\s?#<>\"\\]*)?", re.IGNORECASE)

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Send")


@app.command()
def page(
    context: typer.Context,
    folder: Annotated[
        str,
        typer.Argument(metavar="DIR", help="The folder, made if it is missing, else replaced."),
    ],
    address: Annotated[
        str,
        typer.Option(
            "--address",
            metavar="URL",
            rich_help_panel=options.OUTPUT,
            help="Where the folder will be published, for feeds, the sitemap and previews.",
        ),
    ] = "",
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            rich_help_panel=options.OUTPUT,
            help="Write every file anew, not only those that have changed.",
        ),
    ] = False,
) -> None:
    """Write the archive as a website.

    An index with the overview, the figures and the latest developments; a page for each
    development, month, issue and tag; feeds, and the developments as data. It needs no server and
    asks nobody for anything: open its index.html, or publish the folder as it stands. Everything
    that is in the archive is in it but comments and who logged what.

    The folder is written beside and swapped in, so that nobody sees half of it. What you put in it
    yourself, such as a CNAME or pictures, stays; a folder that was not written by this command is
    refused unless it is empty.

    Example: aiwatch page site
    """
    desk = session(context)
    base = _address(cleaned(address, "The address").strip())
    desk.config  # noqa: B018 - an archive that is not there is told before its folder
    _refuse_part_of_archive(desk, Path(folder))
    refuse_folder(Path(folder))
    with Progress("Reading") as progress:
        site = _site(desk, base)
        progress.phase("Writing")
        from aiwatch.writers.site import files

        written = write_site(Path(folder), files(site), full=full)
    gone = f", {written.gone:,} gone" if written.gone else ""
    changed = f"{written.changed:,} of {written.files:,} files written{gone}"
    count = len(site.developments)
    say(f"{folder}: {counted(count, 'development')}; {changed}.")


def _refuse_part_of_archive(desk: Session, folder: Path) -> None:
    """Raise AiwatchError if `folder` is where the archive keeps something of its own."""
    whole, root = folder.resolve(), desk.root.resolve()
    for name in FOLDERS:
        if whole.is_relative_to(root / name):
            raise AiwatchError(f"{folder} is the archive's own; give a folder such as site.")


def _address(told: str) -> str:
    """Return the address with one slash at its end; raises InvalidInput if it is none."""
    if told and not _WEBSITE.fullmatch(told):
        raise InvalidInput(
            f"{told!r} is no address of a website; write one such as https://example.org/ai/"
        )
    return f"{told.rstrip('/')}/" if told else ""


def _site(desk: Session, address: str) -> Site:
    from aiwatch.writers.site import Site
    from aiwatch.writers.site.data import public

    archive, config, today = desk.archive, desk.config, desk.clock.today
    developments = sorted(map(public, archive.select(Selection())), key=_newest_first)
    issues = archive.issues()
    return Site(
        title=config.title,
        address=address,
        day=today,
        overview=archive.overview(),
        sections=config.sections,
        developments=developments,
        issues=issues,
        carried={
            id: tuple(dict.fromkeys(number for number, _ in tellings))
            for id, tellings in archive.carried().items()
        },
        graphics=graphics_of(desk, Selection(), developments),
    )


def _newest_first(development: Development) -> tuple[int, float, str]:
    logged = development.logged.timestamp() if development.logged else 0.0
    return -development.date.toordinal(), -logged, development.id
