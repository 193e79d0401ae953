"""Feeds subscribed to: one by its address, its site's or its file, many by an OPML file."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from aiwatch.cli.feed_fetching import (
    FetchedFeed,
    from_answer,
    from_file,
    refuse_status,
    same_feed,
)
from aiwatch.cli.intake import contents_of
from aiwatch.cli.shell import Session
from aiwatch.cli.streams import say
from aiwatch.domain.addresses import is_web, lacks_scheme, without_credentials
from aiwatch.domain.entry import Feed
from aiwatch.domain.errors import InvalidInput
from aiwatch.readers import Conventions, signs
from aiwatch.readers.feed import NoFeed
from aiwatch.readers.feed_links import feed_links
from aiwatch.readers.opml import Outline, outlines_of


def place_of(told: str) -> str:
    """Return where the feed `told` is: its address, or the whole path of its file. Raises
    InvalidInput if it is neither."""
    if is_web(told):
        return told
    # A file here goes before what might be an address: `feeds.example/rss.xml`.
    if Path(told).is_file():
        return str(Path(told).resolve())
    if lacks_scheme(told):
        return f"https://{told}"
    raise InvalidInput(
        f"{without_credentials(told)!r} is neither an address (https://…) nor a file."
    )


def subscribed(desk: Session, feed: Feed) -> FetchedFeed | None:
    """Subscribe to `feed`, whose address may be that of a page that names it, and return what it
    brought; None if it is subscribed to already, which is told.

    Raises AiwatchError if it cannot be had or read: nothing of that kind is subscribed to.
    """
    there = same_feed(feed.url, desk.inbox.feeds())
    one = None
    if not there:
        one = _from_web(desk, feed) if is_web(feed.url) else from_file(desk, feed)
        others = _add(desk, [one.feed])
        there = others[0] if others else None
    if there:
        say(f"{there.title or there.url} is subscribed to already; nothing was changed.")
        return None
    return one


def _from_web(desk: Session, feed: Feed) -> FetchedFeed:
    answer = desk.client.get(feed.url)
    try:
        one = from_answer(desk, feed, answer)
    except NoFeed as error:
        if signs.opml(answer.body[:2000].decode("latin-1")):
            raise InvalidInput(
                f"{feed.url} is an OPML file, which names feeds: aiwatch feeds import {feed.url}"
            ) from None
        links = feed_links(answer.body, answer.url)
        if not links:
            raise InvalidInput(f"{feed.url}: {error} It names no feed, either.") from None
        say(f"{feed.url} is a web page; its feed is {links[0]}")
        if others := links[1:]:
            say(f"It names {len(others)} more: {' '.join(others[:5])}")
        feed = replace(feed, url=links[0])
        one = from_answer(desk, feed, desk.client.get(feed.url))
    return replace(one, asked=one.feed)


def _add(desk: Session, feeds: Iterable[Feed]) -> list[Feed]:
    """Subscribe to those of `feeds` that are not yet; return the others."""
    others: list[Feed] = []

    def change(there: list[Feed]) -> list[Feed]:
        after = list(there)
        for feed in feeds:
            if known := same_feed(feed.url, after):
                others.append(known)
            else:
                # What it said is asked for again until that is in the inbox.
                after.append(replace(feed, etag="", modified="", checked=None))
        return after

    desk.inbox.change_feeds(change)
    return others


def imported(desk: Session, names: list[str], section: str) -> tuple[int, int]:
    """Subscribe to the feeds that the OPML files `names` (`-` is stdin, an address is asked for)
    name, and return how many were subscribed to and how many were there already. A feed in a
    folder, or of a category, with the name of a section belongs there, any other to `section`.

    Raises InvalidInput, naming the file, with nothing subscribed to.
    """
    conventions = Conventions(sections=desk.config.sections, today=desk.clock.today)
    feeds = []
    for name in names:
        what = "stdin" if name == "-" else name
        try:
            found = outlines_of(_content(desk, name))
        except InvalidInput as error:
            raise InvalidInput(f"{what}: {error} Nothing was subscribed to.") from None
        for problem in found.problems:
            say(f"{what}: {problem}")
        if not found.outlines:
            say(f"{what}: It names no feed.")
        for outline in found.outlines:
            feeds.append(replace(outline.feed, section=_section(outline, conventions) or section))
    there = _add(desk, feeds)
    return len(feeds) - len(there), len(there)


def _content(desk: Session, name: str) -> bytes:
    if not is_web(name):
        return contents_of([name])[0][1]
    answer = desk.client.get(name)
    refuse_status(answer)
    return answer.body


def _section(outline: Outline, conventions: Conventions) -> str:
    return next(filter(None, map(conventions.key, outline.places)), "")
