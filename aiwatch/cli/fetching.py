"""Pages that `add` and `edit` ask for: what is taken from one, kept of it, and said of that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from datetime import timedelta
from pathlib import PurePosixPath
from typing import NamedTuple

from aiwatch.archive import Desk
from aiwatch.archive.evidence import Evidence
from aiwatch.cli.fields import Given, is_bare_address
from aiwatch.cli.progress import Progress
from aiwatch.cli.shell import Session, ask, cleaned
from aiwatch.cli.streams import can_ask, say
from aiwatch.cli.suggestions import ask_publisher, known_register
from aiwatch.domain.address_reading import AddressReading, read_address
from aiwatch.domain.addresses import is_web, is_web_address, lacks_scheme, without_credentials
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development, Source, language_label
from aiwatch.domain.errors import InvalidInput, Unreachable
from aiwatch.domain.publishers import Register, key_of
from aiwatch.domain.source_note import read_note
from aiwatch.domain.text import shortened, tidy
from aiwatch.web.page import HTML, PDF, Page

_SHOWN = 60
_UNDATED = "The page does not tell when it was published."


@dataclass(frozen=True)
class FetchedPage:
    """A page that was got: its address as `url`, what it says, and what is kept of it as evidence
    if that `is_evidence`."""

    url: str
    page: Page
    evidence: Evidence
    is_evidence: bool = False

    def words(self) -> tuple[str, str]:
        """Return the text and the headline that a development has from the page alone. Raises
        InvalidInput if it says nothing of itself."""
        clipping = self.page.clipping
        if not (clipping.title or clipping.summary):
            raise InvalidInput(f"No text. {_silence(self.page)}; write what it says.")
        found = clipping.development("any", clipping.published or self.evidence.at.date())
        return found.text, found.headline


class Asked(NamedTuple):
    """A text and what is given with it, once their page was asked for; without the page, why that
    could not be had."""

    text: str | None
    given: Given
    page: FetchedPage | None
    failure: str = ""


class Suggested(NamedTuple):
    """Sources with what a page tells of the first one, and why no day was taken of those that are
    told, empty if there is no doubt."""

    sources: tuple[Source, ...]
    doubt: str = ""


def fetch_page(desk: Session, url: str) -> FetchedPage:
    """Return the page at `url`. Raises Unreachable, with the reason, if it could not be had."""
    from hashlib import sha256

    from aiwatch.web.guard import told
    from aiwatch.web.page import read_page

    register = known_register(desk)
    with Progress("Asking for the page"):
        answer = desk.client.get(url)
    if not answer.is_page:
        raise Unreachable(f"{told(url)} could not be had: the server said {answer.status_words}.")
    content_type = answer.headers.get("content-type", "")
    page = read_page(answer.body, answer.url, content_type, desk.clock.today, register)
    if _without_scheme(answer.url) != _without_scheme(url):
        say(f"The address led to {told(answer.url)}; it is kept as given.")
    evidence = Evidence(
        url=url,
        sha256=sha256(answer.body).hexdigest(),
        at=desk.clock.now,
        final=answer.url,
        content_type=cleaned(content_type, "The page's type"),
    )
    return FetchedPage(url, page, evidence)


def with_page(
    desk: Session, text: str | None, given: Given, *, edit: bool, evidence: bool
) -> Asked:
    """Return `text`, what is `given` and the page that they name: by --url, by a text that is
    nothing but an address, which is then taken for that, by the note's first source, or by what is
    answered at a terminal.

    A page that cannot be had is told, and left out, where there is a text that must not be lost or
    somebody to write one; else it raises Unreachable. InvalidInput if no page is named.
    """
    if text is not None and (is_bare_address(text) or _begins_with_scheme(text)):
        if given.url and given.url.strip() != text.strip():
            raise InvalidInput("Two addresses: the text is one, and --url gives another.")
        given, text = given._replace(url=text.strip()), None
    url = given.url or ""
    if not url and text:
        sources = read_note(tidy(cleaned(text, "The text")), desk.config.day_first).sources
        url = sources[0].url if sources else ""
    if not url:
        if not can_ask():
            raise InvalidInput("No address to fetch. Give it with --url.")
        url = ask("Address")
        given = given._replace(url=url)
    url = cleaned(url, "The address").strip()
    if lacks_scheme(url):
        url = f"https://{url}"
        given = given._replace(url=url)
    if not (is_web(url) and is_web_address(url)):
        shown = without_credentials(url)
        raise InvalidInput(
            f"{shown!r} is no web address: https:// or http:// and a host such as news.example."
        )
    try:
        page = replace(fetch_page(desk, url), is_evidence=evidence)
    except Unreachable as error:
        if text is None and not edit and not can_ask():
            raise
        without = " No evidence is kept of it." if evidence else ""
        # A cure that is a command stands at the end of its line, to be copied.
        gap = " " if str(error).endswith((".", "?")) else "\n"
        failure = f"{error}{gap}It goes on without what the page says.{without}"
        say(failure)
        return Asked(text, given, None, failure)
    return Asked(text, given, page)


def _begins_with_scheme(text: str) -> bool:
    """Tell whether `text` is one word that is meant as an address, of whatever kind."""
    return "://" in text and len(text.split()) == 1


def suggested(
    desk: Session,
    sources: Sequence[Source],
    page: FetchedPage,
    *,
    known: str = "as you gave it",
) -> Suggested:
    """Return `sources`, the first one with what the page and its address tell of what is not known
    of it, having said what that is and where it is from. `known` says in words where what is known
    is from.

    The publisher is the register's for the address, else the page's, at a platform the account that
    writes there; the language that of the address, else the page's, else the usual one there. All
    that tell the day of publication must tell the same: else none is taken.
    """
    source, *others = sources or [Source(url=page.url)]
    reading = _reading(source.url, page, known_register(desk))
    clipping, origins = page.page.clipping, page.page.origins
    said: list[str] = []
    by_address: list[str] = []
    if not source.title and clipping.title:
        source = replace(source, title=clipping.title)
        said.append(f"title “{shortened(clipping.title, _SHOWN)}” ({origins['title']})")
    if not source.publisher:
        publisher, origin = _publisher(reading, page.page, known_register(desk))
        source = replace(source, publisher=publisher)
        if publisher:
            (by_address if reading.publisher else said).append(f"publisher {publisher} ({origin})")
    if not source.language and (reading.language or clipping.language):
        is_usual = not reading.in_address and not clipping.language
        told_by = "the usual one there" if is_usual else "the address says so"
        if reading.in_address or is_usual:
            source = replace(source, language=reading.language)
            by_address.append(f"language {language_label(source.language)} ({told_by})")
        else:
            source = replace(source, language=clipping.language)
            said.append(f"language {language_label(source.language)} ({origins['language']})")
    doubt = ""
    if not source.published:
        found, told_by, doubt = _day(page.page, reading, desk.clock.today)
        source = replace(source, published=found)
        if found:
            said.append(f"date {show_day(found)} ({told_by})")
    elif source.published and page.page.days and source.published not in page.page.days.values():
        origin, day = next(iter(page.page.days.items()))
        stays = f"{show_day(source.published)} stays"
        say(f"The page is of {show_day(day)} ({origin}); {stays}, {known}.")
    for where, parts in (("From the page", said), ("From the address", by_address)):
        if parts:
            say(f"{where}: {', '.join(parts)}.")
    _tell_the_rest(page.page, source, reading, known_register(desk))
    if not source.publisher:
        source = replace(source, publisher=ask_publisher(reading))
    return Suggested((source, *others), doubt)


def _reading(url: str, page: FetchedPage, register: Register) -> AddressReading:
    """Return what the address tells, or, if it tells no publisher, that where it led, if that does:
    it may be a short one."""
    reading = read_address(url, register)
    if reading.publisher:
        return reading
    led_to = read_address(page.evidence.final, register)
    return led_to if led_to.publisher else reading


def _publisher(reading: AddressReading, page: Page, register: Register) -> tuple[str, str]:
    """Return who publishes the page, as the register spells it, and what tells so."""
    if reading.publisher:
        return reading.publisher.printed, reading.publisher.domain
    name, origin = page.clipping.publisher, page.origins.get("publisher", "")
    if reading.platform or register.platform_named(name):
        is_platform = register.platform_named(name) is not None
        name, told_by = (page.account, "its author") if is_platform else (name, origin)
        origin = f"the account, {told_by}" if name else ""
    known = register.publisher_named(name) if name else None
    if known and known.printed != name:
        return known.printed, f"{origin}: {name}"
    return name, origin


def _day(page: Page, reading: AddressReading, today: Day) -> tuple[Day | None, str, str]:
    """Return the day of publication and what tells it; else why there is none."""
    days = dict(page.days)
    if reading.day:
        days[f"the address, {reading.gives}"] = reading.day
    if not days:
        return None, "", ""
    if len(set(days.values())) > 1:
        told = ", ".join(f"{show_day(day)} ({origin})" for origin, day in days.items())
        return None, "", f"Several days are told, so none is taken: {told}."
    day = next(iter(days.values()))
    if day > today + timedelta(1):
        return None, "", f"The day that is told, {show_day(day)}, is after today; it is not taken."
    origins = list(page.days)[:1] + [f"the address, {reading.gives}"] * bool(reading.day)
    return day, "; ".join(origins), ""


def _tell_the_rest(page: Page, source: Source, reading: AddressReading, register: Register) -> None:
    """Say what a page does not tell, and what it tells of whom its text is from."""
    if page.kind != HTML or not (page.clipping.title or page.text):
        say(f"{_silence(page)}{'; give it with --title' * (not source.title)}.")
    elif not page.days and not reading.day and not source.published:
        say(_UNDATED)
    credited = page.credited
    if credited and key_of(credited) not in {
        key_of(source.publisher),
        key_of(page.clipping.publisher),
    }:
        known = register.publisher_named(credited)
        if known is None or known != register.publisher_named(source.publisher):
            say(f"The page gives {credited} as the source of its text.")


def _silence(page: Page) -> str:
    """Return the beginning of a sentence on a page that says nothing of itself."""
    if page.kind == PDF:
        return "The page is a PDF, whose title is not read"
    if page.kind != HTML:
        return f"The page is no HTML but {page.kind}, which does not tell its title"
    return "The page says nothing of itself; it may need a browser"


def _without_scheme(url: str) -> str:
    return url.partition("#")[0].partition("://")[2].removeprefix("www.").rstrip("/")


def keep(table: Desk, id: str, pages: Sequence[FetchedPage]) -> list[str]:
    """Keep `pages` as evidence of the development with that id, in the change at `table`; return
    the sentences that tell where, once that is done."""
    told = []
    for page in pages:
        name = PurePosixPath(table.keep(id, page.evidence, page.page.text).path)
        if page.page.text:
            told.append(f"Evidence: {name}, with {name.stem}.json beside it.")
        else:
            there = name.with_suffix(".json")
            told.append(f"Evidence: {there} alone, for the page has no text that could be read.")
    return told


def pages_of(desk: Session, development: Development, *, needed: bool) -> list[FetchedPage]:
    """Return the pages of a development's sources, telling which could not be had. Raises
    InvalidInput if it has none with an address; if they are `needed`, for nothing else is to be
    done, Unreachable if none could be had."""
    urls = dict.fromkeys(s.url for s in development.sources if is_web(s.url))
    if not urls:
        raise InvalidInput(f"{development.id} has no source with an address; give one with --url.")
    pages = []
    for url in urls:
        try:
            pages.append(fetch_page(desk, url))
        except Unreachable as error:
            if needed and len(urls) == 1:
                raise
            say(f"{error} No evidence is kept of it.")
    if needed and not pages:
        raise Unreachable("None of its pages could be had, so nothing was kept.")
    return pages
