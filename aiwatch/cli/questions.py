"""The questions that `add` asks at a terminal, each again until its answer is understood."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from aiwatch.cli.fields import Given, build, sources_told, typed_sources
from aiwatch.cli.shell import Session, ask, cleaned
from aiwatch.cli.streams import say
from aiwatch.domain.addresses import is_web, is_web_address
from aiwatch.domain.development import Development, Source
from aiwatch.domain.errors import AiwatchError, InvalidInput, Refused
from aiwatch.domain.source_note import NoteReading, note_start, read_note, write_note
from aiwatch.domain.text import tidy

if TYPE_CHECKING:
    from aiwatch.cli.fetching import FetchedPage

Answer = TypeVar("Answer")

Log = Callable[[Session, Development, bool], Development]
"""Logs a development, a duplicate too if the last argument says so, and returns it as logged."""


def from_questions(desk: Session, given: Given, page: "FetchedPage | None" = None) -> Development:
    """Ask for what the options left open and return the development; what the `page` says is the
    usual answer. What the options say is refused before anything is asked, an answer at once;
    raises typer.Abort at the end of input."""
    keys = desk.config.sections
    day_first = desk.config.day_first
    day = desk.day(given.date) if given.date is not None else None
    usual = desk.config.default_section or next(iter(keys))
    dated = given._replace(date=(day or desk.clock.today).isoformat())
    # What the address tells is told when it is needed, not of the sample.
    sample = build(desk, "Text.", (), dated._replace(section=given.section or usual, url=None))
    section = sample.section
    if given.section is None:
        section = _answered(f"Section ({', '.join(keys)})", usual, desk.section)
    usual_text, usual_headline = _words(page)
    note = _text(sample, day_first, usual_text)
    text, sources = note.text, note.sources
    if note.text != usual_text:
        usual_headline = ""
    if not sources and not given.has_source:
        question = "Source, such as (EN): Sina, April 30, 2025, or an address (empty: none)"
        sources = _answered(question, "", lambda typed: _sources(typed, day_first))
        misread = note_start(text) if sources else 0
        if misread > 0:
            say("The source takes the place of the note in the text.")
            text = text[:misread].rstrip()
    doubt = ""
    if page:
        sources, doubt = _confirmed(desk, sources, given, day, page)
        given = given._replace(publisher=None, lang=None, url=None, title=None, archived=None)
    elif url := given.url or (sources[0].url if sources else ""):
        at = given._replace(url=url)
        # An address that was pasted is as good as one of --url.
        noted = () if sources == (Source(url=url),) else sources
        sources, _ = sources_told(desk, noted, at, day)
        given = given._replace(publisher=None, lang=None, url=None, title=None)
    if day is None:
        usual_day = next((s.published for s in sources[:1] if s.published), desk.clock.today)
        if sources and not (sources[0].published or doubt):
            say("The source tells no date; Enter takes today's.")
        day = _answered("Date", "" if doubt else usual_day.isoformat(), desk.day)
    headline = given.headline
    if headline is None:
        headline = _answered("Headline", usual_headline, str, what="The headline")
    tags = given.tag or [_answered("Tags (a, b)", "", str)]
    return build(
        desk,
        text,
        sources,
        given._replace(section=section, date=day.isoformat(), headline=headline, tag=tags),
    )


def _words(page: "FetchedPage | None") -> tuple[str, str]:
    """Return the text and the headline that `page` has, both empty if it has none."""
    if page is None:
        return "", ""
    try:
        return page.words()
    except InvalidInput:
        return "", ""


def _confirmed(
    desk: Session,
    noted: tuple[Source, ...],
    given: Given,
    day: date | None,
    page: "FetchedPage",
) -> tuple[tuple[Source, ...], str]:
    """Return the sources with what the `page` says of the first one, once somebody has confirmed or
    corrected it, and what leaves a doubt about its day; that is told."""
    (first, *others), doubt = sources_told(desk, noted, given, day, page)
    if doubt:
        say(doubt)
    usual = ""
    if first.language or first.publisher:
        usual = write_note((replace(first, url="", title="", archived=""),))
        if usual.startswith("(Source ("):
            usual = usual.removeprefix("(Source ").removesuffix(")")

    def understood(typed: str) -> tuple[Source, ...]:
        found = () if typed == usual else typed_sources(typed, desk.config.day_first)
        if not found:
            return (first, *others)
        at = found[0].url or first.url
        corrected = replace(found[0], url=at, title=first.title, archived=first.archived)
        return (corrected, *found[1:], *others)

    return _answered("Source", usual, understood), doubt


def _sources(typed: str, day_first: bool | None) -> tuple[Source, ...]:
    """Return the sources of a note, or the one at a bare address that was pasted."""
    if is_web(typed) and is_web_address(typed):
        return (Source(url=typed),)
    return typed_sources(typed, day_first)


def insisting(log: Log) -> Log:
    """Return a `log` for what was typed here and is nowhere else: it asks whether a duplicate is
    to be logged all the same, and tells what was typed if it cannot be logged."""

    def insist(desk: Session, development: Development, force: bool) -> Development:
        try:
            return log(desk, development, force)
        except Refused as refusal:
            say(str(refusal))
            if ask("Add it all the same? [y/N]", end=" ").lower() not in ("y", "yes"):
                raise Refused("Nothing was logged.") from None
            return insist(desk, development, True)
        except (AiwatchError, OSError):
            from aiwatch.cli.form import form_of

            say(form_of(development, "What was typed, as aiwatch add --edit takes it:"))
            raise

    return insist


def _text(sample: Development, day_first: bool | None, usual: str = "") -> NoteReading:
    """Ask for the text and its note until `sample` can have that text; tell what stays in it. An
    empty answer is the `usual` text, if there is one."""
    while True:
        if usual:
            say(usual)
        end = (
            "leave it empty to take the page's"
            if usual
            else "a source note at its end is understood"
        )
        say(f"Text, ended by an empty line ({end}):")
        lines: list[str] = []
        while line := _answered(">", "", str, what="The text", end=" "):
            lines.append(line)
        if usual and not lines:
            return NoteReading(usual, (), ())
        note = read_note(tidy("\n".join(lines)), day_first)
        try:
            replace(sample, text=note.text)
        except InvalidInput as error:
            say(str(error))
            continue
        for remark in note.remarks:
            say(remark)
        return note


def _answered(
    question: str,
    usual: str,
    understand: Callable[[str], Answer],
    *,
    what: str = "The answer",
    end: str = ": ",
) -> Answer:
    """Ask until the answer is understood; what is wrong with one is told."""
    while True:
        try:
            return understand(cleaned(ask(question, usual, end), what))
        except InvalidInput as error:
            say(str(error))
