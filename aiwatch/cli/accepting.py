"""Entries of the inbox accepted at the command line."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from aiwatch.cli import triage
from aiwatch.cli.editor import edited, keeping
from aiwatch.cli.fields import Given, tell_logged
from aiwatch.cli.shell import Session
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
    if len(entries) > 1 and (text or given.headline is not None or edit):
        raise InvalidInput("--text, --headline and --edit are for one entry at a time.")
    if given.date is not None and len(entries) > 1:
        given = given._replace(date=desk.day(given.date).isoformat())  # told once, not for each
    kept = None
    try:
        if fetch:
            entries = [_with_page(desk, entry) for entry in entries]
        drafts = [(entry, triage.draft(desk, entry, "", given, text)) for entry in entries]
        if edit:
            development, kept = _edited(desk, *drafts[0])
            drafts = [(entries[0], development)]
        with keeping(kept):
            logged = triage.accept_all(desk, drafts, force=force)
    except AiwatchError:
        if len(entries) > 1:
            say(f"None of the {len(entries)} was logged.")
        raise
    for development in logged:
        tell_logged(desk, development)
        if not all(source.publisher for source in development.sources[:1]):
            say(f"Who published it is not known: aiwatch edit {development.id} --publisher …")
        answer(f"{development.id}\n")


def _with_page(desk: Session, entry: Entry) -> Entry:
    """Return `entry` with what its page tells of what its feed did not, having said what that
    is."""
    from aiwatch.cli.fetching import fetch_page, suggested

    clipping = entry.clipping
    if not is_web(clipping.url):
        raise InvalidInput(f"Entry {entry.id} has no address that could be asked.")
    page = fetch_page(desk, clipping.url)
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
    from aiwatch.cli.form import ARCHIVED, UNSAVED, form_of, read_form

    sections = ", ".join(desk.config.sections)
    form = form_of(draft, _INSTRUCTIONS.format(sections=sections, archived=ARCHIVED))

    def understood(saved: str) -> Development:
        return read_form(desk, saved).onto(desk, draft)

    return edited(form, f"inbox-{entry.id}", understood, unsaved=UNSAVED)
