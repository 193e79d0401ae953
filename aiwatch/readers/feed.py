"""Feeds: RSS 0.9 to 2.0 and Atom, read by feedparser, and JSON Feed (jsonfeed.org).

feedparser gets bytes that expat has found well-formed, never a text, which it might open as a file
or an address. Of dates it is asked for the letters, not for the day. Its sanitizing is off, since
no HTML is left in what is read here; so is its resolving of addresses within HTML.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import ModuleType
from typing import Any

from aiwatch.domain.clipping import Clipping
from aiwatch.domain.development import Development
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.script import language_of
from aiwatch.domain.text import first_sentence
from aiwatch.extras import needing
from aiwatch.readers import Conventions, Reading, Unread, signs
from aiwatch.readers.feed_entries import FeedReader, FeedReading
from aiwatch.readers.foreign_xml import decoded, read_xml

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])", re.I | re.S
)


_WEB_PAGE = "It is a web page, not a feed."


class NoFeed(InvalidInput):
    """The bytes are no feed at all; a web page may name one."""


def feed_of(
    data: bytes,
    url: str = "",
    day_first: bool | None = None,
    charset: str = "",
    today: date | None = None,
) -> FeedReading:
    """Return what the feed `data`, which was had from `url`, says. `day_first` reads 05/04/2025 as
    5 April; `charset` is what its sender says of it.

    Its entries tell the publisher only where they name a source of their own. A date that cannot
    be read for certain, or that cannot be right (after `today`, or before there was a web), is
    left out and stands in `undated`. The day is that of the zone it is written in, but midnight in
    China, written in GMT, is the day in China for what is in Chinese.

    Raises NoFeed for what is no feed, InvalidInput, with the line, for one that is broken or cut
    off: half a feed is not taken. AiwatchError if feedparser is not installed.
    """
    try:
        text, told = decoded(data, charset)
    except InvalidInput:
        if _PAGE.match(data[:1000].decode("latin-1")):
            raise NoFeed(_WEB_PAGE) from None  # it may be in an encoding that only it tells
        raise
    return _feed_of(text, url, day_first, told, today)


def read(text: str, conventions: Conventions) -> Reading:
    """Return the developments that the feed `text` tells of, all in the section of `conventions`.
    An entry without a day is refused with its line, unless there is one for such."""
    feed = _feed_of(text, "", conventions.day_first, (), conventions.today)
    section = conventions.section
    if not section and feed.entries:
        raise InvalidInput(
            f"A feed has no sections. Say which its entries belong to: --section KEY. "
            f"Sections: {', '.join(conventions.sections)}."
        )
    developments, lines, unread = [], [], []
    for number, (entry, line) in enumerate(zip(feed.entries, feed.lines, strict=True), 1):
        # What the address tells goes before what the feed as a whole does.
        clipping = conventions.complete(entry.clipping)
        language = clipping.language or feed.language
        # What a feed says of its language tells more than the script of a title, but for English,
        # which programs that make feeds of websites call all of them.
        is_guessed = language == language_of(clipping.title or clipping.summary)
        if is_guessed and not entry.clipping.language and feed.language not in ("", "en"):
            language = feed.language
        clipping = replace(clipping, publisher=clipping.publisher or feed.title, language=language)
        if not (clipping.published or conventions.date):
            said = f"says {entry.undated!r}" if entry.undated else "has no date"
            place = f"Line {line}" if line else f"Entry {number}"
            raise InvalidInput(
                f"{place}: The entry {_name(clipping)!r} {said}. "
                "--date says the day of entries without one."
            )
        try:
            developments.append(_development(clipping, section, conventions.date))
            lines.append(line)
        except InvalidInput as error:
            unread.append(Unread(line, f"{_name(clipping)} ({error})"))
    return Reading(tuple(developments), tuple(lines), unread=tuple(unread), remarks=feed.problems)


def _development(clipping: Clipping, section: str, day: date | None) -> Development:
    return clipping.development(section, None if clipping.published else day)


def _name(clipping: Clipping) -> str:
    return (clipping.title or first_sentence(clipping.summary) or clipping.url)[:60]


def _feed_of(
    text: str, url: str, day_first: bool | None, told: tuple[str, ...], today: date | None
) -> FeedReading:
    if signs.feed(text):
        lines: list[int] = []

        def started(name: str, attributes: Mapping[str, str], line: int, depth: int) -> None:
            if name.rpartition(":")[2] in ("item", "entry") and depth < 3:
                lines.append(line)

        sound, repaired = read_xml(text, started)
        found = _parsed(sound)
        return FeedReader(found.feed, url, day_first, today).reading(
            found.entries, lines, (*told, *repaired)
        )
    if text.lstrip("\ufeff \t\r\n").startswith("{") and "jsonfeed.org/version/" in text[:1000]:
        from aiwatch.readers.json_feed import as_parsed

        feed, entries = as_parsed(text)
        return FeedReader(feed, url, day_first, today).reading(entries, [], told)
    if signs.opml(text):
        raise NoFeed("It is an OPML file, which names feeds: aiwatch feeds import FILE")
    what = _WEB_PAGE if _PAGE.match(text) else "It is no feed (RSS or Atom)."
    raise NoFeed(what)


def library() -> ModuleType:
    """Return feedparser; raises AiwatchError with the command that installs it."""
    with needing("feedparser", "Feeds"):
        import feedparser
    module: ModuleType = feedparser
    return module


def _parsed(text: str) -> Any:
    """Return what feedparser makes of `text`, which is well-formed."""
    feedparser = library()
    try:
        found = feedparser.parse(
            io.BytesIO(text.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # what it stumbles over is foreign, and its errors are not told
        raise InvalidInput(
            f"It cannot be read as a feed ({type(error).__name__} in feedparser)."
        ) from None
    if not found.version:
        raise NoFeed("It is no feed (RSS or Atom).")
    return found
