"""Logging a development: add."""

import shlex
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aiwatch.archive import Desk
from aiwatch.cli import options
from aiwatch.cli.editor import edited, keeping
from aiwatch.cli.fields import (
    Given,
    build,
    is_bare_address,
    read_rank,
    read_tags,
    refuse_misread,
    sources_told,
    tell_logged,
    tell_undated,
)
from aiwatch.cli.likeness import alike, named
from aiwatch.cli.shell import Session, cleaned, decode_text, session
from aiwatch.cli.streams import answer, can_ask, read_stdin, say
from aiwatch.domain.addresses import is_web, without_credentials
from aiwatch.domain.development import Development
from aiwatch.domain.duplicates import canonical_address
from aiwatch.domain.errors import InvalidInput, Refused
from aiwatch.domain.source_note import read_note, write_note
from aiwatch.domain.text import tidy
from aiwatch.writers.summary import summary as in_short

if TYPE_CHECKING:
    from aiwatch.cli.fetching import FetchedPage

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Log")


@app.command()
def add(
    context: typer.Context,
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="TEXT",
            help="What happened, with its source note at the end; - reads it from stdin. "
            "Without a text the fields are asked for, one by one.",
        ),
    ] = None,
    section: options.Section = None,
    headline: options.Headline = None,
    date: options.Day = None,
    publisher: options.Publisher = None,
    lang: options.Language = None,
    url: options.Url = None,
    title: options.Title = None,
    fetch: options.Fetch = False,
    evidence: Annotated[
        bool,
        typer.Option(
            "--evidence",
            rich_help_panel=options.SOURCE,
            help="Keep the page's text beside the archive, with its SHA-256 and the time; fetches "
            "it.",
        ),
    ] = False,
    tag: options.Tag = None,
    rank: options.Rank = None,
    comment: options.Comment = None,
    as_json: options.IdOrJson = False,
    edit: options.Edit = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            rich_help_panel=options.DEVELOPMENT,
            help="Log it although it repeats one that is there.",
        ),
    ] = False,
) -> None:
    """Log a development.

    The source note at the end of the text becomes its sources, and its date the development's
    unless --date says another. What repeats a development that is there is refused.

    With --fetch the page at --url, or at an address that stands in place of the text, is asked
    for, and what it says fills what you did not give: publisher, language, date, original title;
    its description and title become text and headline if there is no text. The register's
    publisher comes before the page's; where the page and its address tell different days, none is
    taken. If the page cannot be had, your text is logged
    without it, and that is told; without a text nothing is logged.

    With --evidence its text is kept in the archive's folder evidence/, in the same change; undo
    leaves that alone, for a page cannot be had again as it was.

    Example: aiwatch add -s tech "Qwen3 is out. (Source (EN): Sina, April 30, 2025)"
    """
    desk_session = session(context)
    given = Given(section, headline, date, publisher, lang, url, title, tag, rank, comment)
    kept = page = None
    failure = ""
    if text == "-":
        text = decode_text(read_stdin(), "The text on stdin")
    if fetch or evidence:
        from aiwatch.cli.fetching import with_page

        asked = with_page(desk_session, text, given, edit=edit, evidence=evidence)
        text, given, page, failure = asked
    elif text and is_web(text) and is_bare_address(text):
        raise InvalidInput(
            "The text is but an address. Write what happened, and give the address with --url; or "
            f"let the page say it: aiwatch add --fetch {shlex.quote(text.strip())}"
        )
    log: Callable[[Session, Development, bool], Development] = partial(_log, page=page)
    if edit:
        development, kept = _from_editor(desk_session, given, text, page, failure)
    elif text is None and (page is None or can_ask()):
        if not can_ask():
            raise InvalidInput(_no_text(given))
        from aiwatch.cli.questions import from_questions, insisting

        development = from_questions(desk_session, given, page)
        log = insisting(log)
    else:
        development = _from_text(desk_session, text, given, page)
    with keeping(kept):
        logged = log(desk_session, development, force)
    tell_logged(desk_session, logged)
    _answer_logged(logged, as_json=as_json)


def _log(
    desk_session: Session, development: Development, force: bool, page: "FetchedPage | None"
) -> Development:
    with desk_session.archive.desk(desk_session.stamp("add")) as desk:
        if not force:
            _refuse_repeated(development, desk, page)
        logged = desk.log([development])[0]
        desk.describe(in_short(logged)[:80])
        kept: list[str] = []
        if page and page.is_evidence:
            from aiwatch.cli.fetching import keep

            kept = keep(desk, logged.id, [page])
    for sentence in kept:
        say(sentence)
    return logged


def _answer_logged(logged: Development, *, as_json: bool) -> None:
    if as_json:
        from aiwatch.writers.json import records

        answer(records([logged]))
    else:
        answer(f"{logged.id}\n")


def _from_text(
    desk: Session, text: str | None, given: Given, page: "FetchedPage | None"
) -> Development:
    if text is None and page:
        text, headline = page.words()
        if given.headline is None:
            given = given._replace(headline=headline)
        found = build(desk, text, (), given, page)
        if given.date is None and not found.sources[0].published:
            raise InvalidInput("There is no date. Give it with --date.")
        return found
    text = cleaned(text or "", "The text")
    note = read_note(tidy(text), desk.config.day_first)
    refuse_misread(note, given)
    for remark in note.remarks:
        say(remark)
    found = build(desk, note.text, note.sources, given, page)
    tell_undated(found, given)
    return found


def _no_text(given: Given) -> str:
    told = "No text. Give it as an argument, or - to read it from stdin"
    if not (given.url and is_bare_address(given.url)):
        return f"{told}."
    fetch = f"aiwatch add --fetch {shlex.quote(without_credentials(given.url.strip()))}"
    return f"{told}; or let the page say it: {fetch}"


_INSTRUCTIONS = """\
Log a development: the head, a blank line, then the text with its source note, such as
(Source (EN): Sina, April 30, 2025). Without a date it takes its first source's.
Sections: {sections}.
Save it, changed or not, to log it; leave it unsaved, or empty, to stop.
{archived}"""


def _from_editor(
    desk: Session, given: Given, text: str | None, page: "FetchedPage | None", failure: str
) -> tuple[Development, Path]:
    from aiwatch.cli.form import ARCHIVED, UNSAVED, read_form, write_form

    instructions = _INSTRUCTIONS.format(sections=", ".join(desk.config.sections), archived=ARCHIVED)
    note = read_note(tidy(cleaned(text or "", "The text")), desk.config.day_first)
    day = desk.day(given.date) if given.date is not None else None
    sources, doubt = sources_told(desk, note.sources, given, day, page)
    instructions += "".join(f"\n{told}" for told in (failure, doubt) if told)
    found, headline = note.text, ""
    if page and not found and (page.page.clipping.title or page.page.clipping.summary):
        found, headline = page.words()
    sections = desk.config.sections
    # What a page tells is looked at once and saved; nobody would see that a section was chosen.
    usual = desk.config.default_section or ("" if page else next(iter(sections)))
    form = write_form(
        instructions,
        section=given.section or usual,
        day=day.isoformat() if day else "",
        headline=headline if given.headline is None else given.headline,
        tags=read_tags(given.tag or []),
        rank=read_rank(given.rank or ""),
        comment=given.comment or "",
        text=found,
        sources=sources,
    )

    def understood(saved: str) -> Development:
        filled = read_form(desk, saved)
        written = filled.given(desk)
        development = build(desk, filled.text, filled.sources, written)
        tell_undated(development, written, "aiwatch edit last --date")
        return development

    return edited(form, "add", understood, unsaved=UNSAVED)


def _refuse_repeated(development: Development, desk: Desk, page: "FetchedPage | None") -> None:
    """Raise Refused if `development` repeats one that is logged, naming it and the ways on, also to
    what was to be kept of the `page`."""
    found = alike(development, desk)
    if not found:
        return
    earlier = found[0].development
    told = (
        f"{_WHAT[found[0].by]} is logged already: {named(found[0])}. Log it all the same with "
        "--force"
    )
    pages = {canonical_address(source.url) for source in earlier.sources if source.url}
    if page and page.is_evidence and canonical_address(page.url) in pages:
        raise Refused(f"{told}, or keep the page of that one: aiwatch edit {earlier.id} --evidence")
    if development.sources and set(development.sources) <= set(earlier.sources):
        raise Refused(f"{told}.")
    others = [each for each in development.sources if canonical_address(each.url) not in pages]
    if development.sources and not others:
        raise Refused(f"{told}, or change what is there: aiwatch edit {earlier.id}")
    note = shlex.quote(write_note(others) or "(EN): Publisher, May 12, 2025")
    raise Refused(f"{told}, or add its source: aiwatch edit {earlier.id} --add-source {note}")


_WHAT = {"address": "The same address", "text": "Nearly the same text"}
