"""Feeds asked for what is new, many at once, and what they brought put into the inbox."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from aiwatch.archive.inbox import Inbox
from aiwatch.cli.feed_completion import completed, dated
from aiwatch.cli.progress import Progress
from aiwatch.cli.shell import Session
from aiwatch.domain.addresses import host_of, is_web, without_credentials
from aiwatch.domain.duplicates import canonical_address
from aiwatch.domain.entry import Entry, Feed
from aiwatch.domain.errors import AiwatchError, InvalidInput, Unreachable
from aiwatch.readers.feed import feed_of
from aiwatch.readers.feed_entries import FeedReading
from aiwatch.web.client import Answer

AT_ONCE = 8
"""So many hosts are asked at once; of one host only one feed at a time."""

GONE = "It is gone for good (410)."

LARGEST = 10_000_000
"""The most bytes of a feed on a disk, as the client has it for one of the web."""


@dataclass(frozen=True)
class FetchedFeed:
    """What came of asking a feed: `asked` as it was subscribed to, `feed` as it is now known, its
    `problem` if it failed; what it brought, and what is to be told of that."""

    asked: Feed
    feed: Feed
    entries: tuple[Entry, ...] = ()
    remarks: tuple[str, ...] = ()


def fetch(desk: Session, feed: Feed) -> FetchedFeed:
    """Return what `feed` says now; what goes wrong is the problem of the feed returned."""
    try:
        if is_web(feed.url):
            return from_answer(desk, feed, desk.client.get(feed.url, _conditions(feed)))
        return from_file(desk, feed)
    except AiwatchError as error:
        problem = _sentence(str(error), feed)
        return FetchedFeed(feed, replace(feed, problem=problem, checked=desk.clock.now))


def from_answer(desk: Session, feed: Feed, answer: Answer) -> FetchedFeed:
    """Return what the `answer` for `feed` says. Raises Unreachable for one that is none, and what
    `feed_of` raises."""
    now = replace(feed, problem="", checked=desk.clock.now)
    if answer.permanent:
        now = replace(now, url=answer.url)
    if answer.status == HTTPStatus.NOT_MODIFIED:
        return FetchedFeed(feed, now)
    refuse_status(answer)
    day_first, today = desk.config.day_first, desk.clock.today
    found = feed_of(answer.body, answer.url, day_first, charset_of(answer), today)
    etag, modified = _validators(answer)
    return _taken(desk, feed, replace(now, etag=etag, modified=modified), found)


def from_file(desk: Session, feed: Feed) -> FetchedFeed:
    """Return what `feed`, a file on a disk, says. Raises InvalidInput if it cannot be read."""
    found = feed_of(read_file(feed.url), "", desk.config.day_first, today=desk.clock.today)
    return _taken(desk, feed, replace(feed, problem="", checked=desk.clock.now), found)


def _sentence(problem: str, feed: Feed) -> str:
    """Return `problem` without the address it begins with, which the feed's name tells."""
    for url in (feed.url, f"The page {feed.url}"):
        problem = problem.removeprefix(f"{url}: ").removeprefix(f"{url} ")
    return problem


def _conditions(feed: Feed) -> dict[str, str]:
    told = {"If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
    return {name: value for name, value in told.items() if value} | {
        "Accept": "application/rss+xml, application/atom+xml, application/feed+json, "
        "application/xml;q=0.9, */*;q=0.5"
    }


def _validators(answer: Answer) -> tuple[str, str]:
    """Return the ETag and Last-Modified of `answer`, empty where they cannot be sent back."""
    values = (answer.headers.get(name, "").strip() for name in ("etag", "last-modified"))
    etag, modified = (v if v.isascii() and v.isprintable() and len(v) < 300 else "" for v in values)
    return etag, modified


def refuse_status(answer: Answer) -> None:
    """Raise Unreachable if `answer` is none that was asked for."""
    if answer.status == HTTPStatus.GONE:
        raise Unreachable(GONE)
    if not answer.is_page:
        shown = without_credentials(answer.url)
        raise Unreachable(f"{shown}: The server answers {answer.status_words}.")


def charset_of(answer: Answer) -> str:
    """Return the charset that the Content-Type of `answer` names, empty without one."""
    message = Message()
    message["Content-Type"] = answer.headers.get("content-type", "")
    return message.get_content_charset("")


def read_file(name: str) -> bytes:
    """Return the file `name`, a feed on a disk; raises InvalidInput if it cannot be read."""
    path = Path(name)
    try:
        if not path.is_file():
            raise InvalidInput(f"There is no file {name}.")
        if path.stat().st_size > LARGEST:
            raise InvalidInput(f"{name} has more than {LARGEST:,} bytes.")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or error
        raise InvalidInput(f"Cannot read {name}: {told}.") from None


def _taken(desk: Session, asked: Feed, feed: Feed, found: FeedReading) -> FetchedFeed:
    feed = replace(
        feed,
        title=feed.title or found.title,
        site=feed.site or found.site,
        language=feed.language or found.language,
    )
    entries = (
        replace(
            entry,
            clipping=completed(entry.clipping, feed, desk.register),
            feed=feed.url,
            feed_title=feed.title,
            fetched=desk.clock.now,
        )
        for entry in (dated(entry, desk.register) for entry in found.entries)
    )
    return FetchedFeed(asked, feed, tuple(entries), found.problems)


def fetch_all(
    feeds: Sequence[Feed], ask: Callable[[Feed], FetchedFeed], progress: Progress
) -> Iterator[list[FetchedFeed]]:
    """Yield what `ask` returns for each of `feeds`, as it comes in, all that is there at a time.
    Several hosts are asked at once, each for one feed after another."""
    hosts: dict[str, list[Feed]] = {}
    for feed in feeds:
        hosts.setdefault(host_of(feed.url), []).append(feed)
    waiting = deque(hosts.values())
    done: SimpleQueue[FetchedFeed | BaseException] = SimpleQueue()

    def work() -> None:
        try:
            while group := _next(waiting):
                for feed in group:
                    done.put(ask(feed))
        except BaseException as error:
            done.put(error)

    # As daemons, so that who interrupts does not wait for the slowest server.
    for _ in range(min(AT_ONCE, len(hosts))):
        Thread(target=work, daemon=True).start()
    progress.phase("Asking the feeds")
    progress.total, left = len(feeds), len(feeds)
    while left:
        batch = [done.get()]
        try:
            while True:
                batch.append(done.get_nowait())
        except Empty:
            pass
        found = []
        for one in batch:
            if isinstance(one, BaseException):
                raise one
            found.append(one)
        left -= len(found)
        progress.done += len(found)
        yield found


def _next(waiting: deque[list[Feed]]) -> list[Feed]:
    try:
        return waiting.popleft()
    except IndexError:
        return []


def settle(inbox: Inbox, batch: Iterable[FetchedFeed]) -> list[Entry]:
    """Put what a batch of feeds brought into the inbox, and then what is now known of them among
    the subscriptions; return the entries that are new.

    What others changed of a subscription meanwhile stays. Were it cut off in between, the entries
    would come again, and are known.
    """
    batch = list(batch)
    new = inbox.take_in(entry for one in batch for entry in one.entries)
    by_url = {one.asked.url: one for one in batch}

    def change(feeds: list[Feed]) -> list[Feed]:
        taken = {feed.url for feed in feeds}
        after = []
        for feed in feeds:
            one = by_url.get(feed.url)
            after.append(_known_now(feed, one, taken) if one else feed)
        return after

    inbox.change_feeds(change)
    return new


def _known_now(feed: Feed, one: FetchedFeed, taken: set[str]) -> Feed:
    now = one.feed
    # Only what another asked meanwhile is newer; that a clock was wrong once does not count.
    if feed.checked != one.asked.checked and _later(feed.checked, now.checked):
        return feed
    return replace(
        feed,
        url=feed.url if now.url in taken else now.url,
        title=feed.title or now.title,
        site=feed.site or now.site,
        language=feed.language or now.language,
        etag=now.etag,
        modified=now.modified,
        problem=now.problem,
        checked=now.checked,
    )


def _later(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one > other


def same_feed(url: str, feeds: Iterable[Feed]) -> Feed | None:
    """Return the one of `feeds` that is at `url`, in whatever form that is written."""
    wanted = canonical_address(url) if is_web(url) else url
    for feed in feeds:
        if (canonical_address(feed.url) if is_web(feed.url) else feed.url) == wanted:
            return feed
    return None
