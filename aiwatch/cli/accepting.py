"""Entries of the inbox accepted at the command line."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer

from aiwatch.cli import triage
from aiwatch.cli.fields import Given, read_rank, tell_dead_addresses, tell_names
from aiwatch.cli.shell import Session, cleaned, told
from aiwatch.cli.streams import answer, say
from aiwatch.domain.addresses import is_web
from aiwatch.domain.development import Development
from aiwatch.domain.entry import Entry
from aiwatch.domain.errors import AiwatchError, InvalidInput


def accept(
    desk: Session,
    entries: Sequence[Entry],
    given: Given,
    text: str,
    *,
    fetch: bool,
    edit: bool,
    force: bool,
) -> None:
    """Log what the waiting `entries` make, changed by what is `given`, by `text` and in the editor,
    all or none; tell what was understood, and answer with the ids. With `fetch` their pages say
    what their feeds do not.

    Raises as `triage.draft` and `triage.accept_all`; Unreachable for a page that cannot be had;
    InvalidInput if what is for one is given for several.
    """
    kept = None
    if len(entries) > 1 and (text or given.headline is not None or edit):
        raise InvalidInput("--text, --headline and --edit are for one entry at a time.")
    if given.date is not None and len(entries) > 1:
        given = given._replace(date=desk.day(given.date).isoformat())  # told once, not for each
    try:
        if fetch:
            entries = [_with_page(desk, entry) for entry in entries]
        drafts = [(entry, triage.draft(desk, entry, "", given, text)) for entry in entries]
        if edit:
            development, kept = _edited(desk, *drafts[0])
            drafts = [(entries[0], development)]
        logged = triage.accept_all(desk, drafts, force=force)
    except AiwatchError as error:
        if kept:
            raise type(error)(f"{error} What was typed is in {kept}") from error
        if len(entries) > 1:
            say(f"None of the {len(entries)} was logged.")
        raise
    if kept:
        kept.unlink(missing_ok=True)
    for development in logged:
        say(told(development, desk.config.sections.items()))
        tell_dead_addresses(development.sources)
        tell_names(desk, development)
        edit_it = f"aiwatch edit {development.id}"
        if development.date > desk.clock.today:
            say(f"Its date is after today; if that is wrong: {edit_it} --date …")
        if not all(source.publisher for source in development.sources[:1]):
            say(f"Who published it is not known: {edit_it} --publisher …")
        answer(f"{development.id}\n")


def _with_page(desk: Session, entry: Entry) -> Entry:
    """Return `entry` with what its page tells of what its feed did not, having said what that
    is."""
    from aiwatch.cli.fetching import fetched, suggested

    clipping = entry.clipping
    if not is_web(clipping.url):
        raise InvalidInput(f"Entry {entry.id} has no address that could be asked.")
    page = fetched(desk, clipping.url)
    (source, *_), doubt = suggested(desk, (clipping.source(),), page, known="as its feed says")
    if doubt:
        say(doubt)
    clipping = replace(
        clipping,
        title=source.title,
        summary=clipping.summary or page.page.clipping.summary,
        publisher=source.publisher,
        language=source.language,
        published=source.published,
    )
    return replace(entry, clipping=clipping)


_INSTRUCTIONS = """\
Log this entry of the inbox: the head, a blank line, then the text with its source note.
Sections: {sections}.
Save it, changed or not, to log it; leave it unsaved, or empty, to stop.
{archived}"""


def _edited(desk: Session, entry: Entry, draft: Development) -> tuple[Development, Path]:
    from aiwatch.cli.editor import edited
    from aiwatch.cli.form import ARCHIVED, UNSAVED, Filled, form_of

    def understood(saved: str) -> Development:
        filled = Filled(cleaned(saved, "The text"), desk.config.day_first)
        if filled.is_empty:
            raise typer.Abort
        for remark in filled.remarks:
            say(remark)
        return filled.onto(
            draft,
            section=desk.section(filled.section(desk.config.sections)),
            day=desk.day(filled.head["Date"]),
            rank=read_rank(filled.head["Rank"]),
        )

    sections = ", ".join(desk.config.sections)
    form = form_of(draft, _INSTRUCTIONS.format(sections=sections, archived=ARCHIVED))
    return edited(form, f"inbox-{entry.id}", understood, unsaved=UNSAVED)
