"""The fields of a development as options, answers and forms give them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date as Day
from typing import TYPE_CHECKING, NamedTuple

from aiwatch.cli.shell import Session, cleaned, told
from aiwatch.cli.streams import say
from aiwatch.domain.addresses import (
    has_credentials,
    is_web,
    is_web_address,
    lacks_scheme,
    without_credentials,
)
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development, Source, read_language, split_tags
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.source_note import NoteReading, read_note
from aiwatch.domain.text import tidy

if TYPE_CHECKING:
    from aiwatch.cli.fetching import FetchedPage


class Given(NamedTuple):
    """What the options of `add` or `edit` say; None is what was not given."""

    section: str | None = None
    headline: str | None = None
    date: str | None = None
    publisher: str | None = None
    lang: str | None = None
    url: str | None = None
    title: str | None = None
    tag: list[str] | None = None
    rank: str | None = None
    comment: str | None = None
    archived: str | None = None

    def __bool__(self) -> bool:
        return any(value is not None for value in self)

    @property
    def has_source(self) -> bool:
        """Whether they say anything of the first source."""
        told = (self.publisher, self.lang, self.url, self.title, self.archived)
        return any(value is not None for value in told)

    def source(self) -> dict[str, str]:
        """Return what they say of the first source, by the field's name, telling what was taken
        out of it."""
        found = {
            "publisher": self.publisher,
            "language": None if self.lang is None else read_language(self.lang),
            "url": self.url,
            "title": self.title,
            "archived": self.archived,
        }
        return {
            name: cleaned(value, f"The source's {name}").strip()
            for name, value in found.items()
            if value is not None
        }


def sources_told(
    desk: Session,
    noted: tuple[Source, ...],
    given: Given,
    day: Day | None,
    page: "FetchedPage | None" = None,
) -> tuple[tuple[Source, ...], str]:
    """Return the sources: those `noted`, the first one with what the options say of it and with
    what its `page` and its address tell beside, and why no day was taken of those that they tell,
    empty if there is no doubt.

    `day` is the one that --date says, when it happened. It dates a source that the options alone
    describe, if nothing tells when that was published; which then settles a doubt, too.
    """
    sources, doubt = with_source(noted, given), ""
    if page:
        from aiwatch.cli.fetching import suggested

        sources, doubt = suggested(desk, sources, page)
    else:
        sources = from_address(desk, sources, given)
    if not (day and sources and not noted and not sources[0].published):
        return sources, doubt
    if doubt:
        say(f"{doubt} The source is dated {show_day(day)}, as --date says.")
    return (replace(sources[0], published=day), *sources[1:]), ""


def with_source(sources: tuple[Source, ...], given: Given) -> tuple[Source, ...]:
    """Return `sources` with what the options say of the first one. A contradiction between an
    option and the note is told."""
    fields = given.source()
    if not fields:
        return sources
    first = sources[0] if sources else None
    for name, value in fields.items():
        noted = getattr(first, name) if first else ""
        if noted and noted != value:
            say(f"The note's {name} was {noted!r}; the option's {value!r} is taken.")
    if first:
        return (replace(first, **fields), *sources[1:])  # type: ignore[arg-type]
    return (Source(**fields),)  # type: ignore[arg-type]


def from_address(desk: Session, sources: tuple[Source, ...], given: Given) -> tuple[Source, ...]:
    """Return `sources`, the first one with what --url tells of it and nothing else does."""
    if not (given.url and sources):
        return sources
    first = sources[0]
    if first.publisher and first.language and first.published:
        return sources
    from aiwatch.cli.suggestions import filled

    return (filled(desk, first), *sources[1:])


def tell_undated(development: Development, given: Given, other: str = "--date") -> None:
    """Say that a development with a source has the day of today, if nothing told another, and what
    gives it one."""
    if given.date is None and not all(source.published for source in development.sources[:1]):
        say(f"No date is told; today's is taken, {other} says another.")


def tell_logged(desk: Session, development: Development) -> None:
    """Say what was logged, and what may be wrong with its addresses, its publishers' names and its
    date."""
    say(told(development, desk.config.sections.items()))
    tell_dead_addresses(development.sources)
    tell_names(desk, development)
    if development.date > desk.clock.today:
        say(f"Its date is after today; if that is wrong: aiwatch edit {development.id} --date …")


def tell_dead_addresses(sources: Iterable[Source], before: Iterable[Source] = ()) -> None:
    """Tell which addresses of `sources` no reader could follow, but of those `before`."""
    there = {address for source in before for address in (source.url, source.archived)}
    found = (address for source in sources for address in (source.url, source.archived))
    for url in dict.fromkeys(address for address in found if address not in there):
        if has_credentials(url):
            say(
                "An address has a user name or password in it, which every briefing would show; "
                "take it out: aiwatch edit last"
            )
        elif lacks_scheme(url):
            say(f"{without_credentials(url)!r} has no https:// and will be no link; {_KEPT}")
        elif url and not is_web_address(url):
            say(f"{without_credentials(url)!r} is no web address and will be no link; {_KEPT}")


_KEPT = "it is kept as it is."


def tell_names(desk: Session, development: Development) -> None:
    """Say of each publisher's name that is nearly one of the register's which one that is, and of
    a Chinese name in an English text what it is called in English."""
    from aiwatch.register import is_spelled

    english = not is_chinese(development.text)
    for source in development.sources:
        name = source.publisher
        if name and not (is_spelled(name) and not (english and is_chinese(name))):
            from aiwatch.cli.suggestions import tell_name

            tell_name(desk, name, development.id, english=english)


def is_bare_address(text: str) -> bool:
    """Tell whether `text` is nothing but an address of the web, with or without its https://."""
    text = text.strip()
    return (is_web(text) and is_web_address(text)) or lacks_scheme(text)


def is_chinese(text: str) -> bool:
    """Tell whether there is a Chinese character in `text`."""
    return not text.isascii() and any("\u3400" <= letter <= "\u9fff" for letter in text)


def read_rank(text: str) -> int | None:
    """Return the rank that `text` says, None for an empty one; raises InvalidInput."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and int(text)):
        raise InvalidInput(f"No rank {text!r}; a rank is a whole number from 1 (first).")
    return int(text)


def read_tags(given: list[str]) -> tuple[str, ...]:
    """Return the tags of `--tag` options or of an answer, each once, in their order."""
    tags = (tag for text in given for tag in split_tags(cleaned(text, "The tag")))
    return tuple(dict.fromkeys(tags))


def typed_sources(typed: str, day_first: bool | None) -> tuple[Source, ...]:
    """Return the sources of a note typed with or without its brackets and the word Source."""
    if not typed.strip():
        return ()
    for form in (typed, f"({typed})", f"(Source {typed})", f"(Source: {typed})"):
        note = read_note(f"x {form}", day_first)
        if note.sources and note.text == "x":
            return note.sources
        if note.problem:
            raise InvalidInput(f"The source {typed!r} was not understood: {note.problem}")
    raise InvalidInput(
        f"The source {typed!r} was not understood; write: (EN): Sina, April 30, 2025"
    )


def refuse_misread(note: NoteReading, given: Given) -> None:
    """Raise InvalidInput for a note that was meant as the source but not understood, where the
    development would get today's date for want of its own."""
    if note.problem and not note.sources and given.date is None:
        raise InvalidInput(
            f"The source note was not understood: {note.problem} "
            "Mend it, or give --date to log the text as it is."
        )


def build(
    desk: Session,
    text: str,
    sources: tuple[Source, ...],
    given: Given,
    page: "FetchedPage | None" = None,
) -> Development:
    """Return the development that a text, its sources, the options and the `page` of the first
    source make; it takes the date given, else its first source's, else today. Raises InvalidInput
    for what cannot be right, also if the days that a page tells leave a doubt."""
    if not text.strip():
        raise InvalidInput("The text is empty; write what happened, then the source note.")
    if given.section is None and not desk.config.default_section:
        raise InvalidInput(
            f"No section. Give --section with one of: {', '.join(desk.config.sections)}."
        )
    section = desk.section(given.section or desk.config.default_section)
    day = desk.day(given.date) if given.date is not None else None
    sources, doubt = sources_told(desk, sources, given, day, page)
    if doubt and day is None:
        raise InvalidInput(f"{doubt} Give it with --date.")
    if doubt:
        say(doubt)
    happened = day or next((s.published for s in sources[:1] if s.published), desk.clock.today)
    return Development(
        section=section,
        text=text,
        date=happened,
        headline=tidy(cleaned(given.headline or "", "The headline")),
        sources=sources,
        tags=read_tags(given.tag or []),
        rank=read_rank(given.rank or ""),
        comment=cleaned(given.comment or "", "The comment").strip(),
    )
