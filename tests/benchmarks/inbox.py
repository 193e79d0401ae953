"""An inbox made up for the benchmarks, and files of others: a feed, a table."""

import csv
import shutil
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from aiwatch.archive.inbox import Inbox
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.entry import Entry, Feed

from .generator import TODAY, additions, later

OPEN = 500
DECIDED = 50_000
NEW = 100
"""So many entries wait, so many were skipped, and so many does the feed bring."""

ROWS = 10_000
FEED = "feed.xml"
TABLE = "table.csv"
MAP = ("text=what", "title=name", "date=day", "url=where", "publisher=who", "section=part")
"""What the columns of the table are."""


def make_inbox(archive: Path) -> None:
    """Fill the inbox of `archive`, which is subscribed to the feed FEED beside it, and keep a copy
    for `restore_inbox`."""
    inbox = Inbox(archive)
    taken = inbox.take_in(map(_entry, islice(additions(1), OPEN + DECIDED)))
    inbox.decide([entry.id for entry in taken[OPEN:]], "skipped")
    feed = archive.parent / FEED
    feed.write_bytes(_feed())
    inbox.change_feeds(lambda _: [Feed(str(feed), "Feed")])
    shutil.rmtree(_copy(archive), ignore_errors=True)
    shutil.copytree(archive / "inbox", _copy(archive))


def restore_inbox(archive: Path) -> None:
    """Put the inbox of `archive` back as it was made."""
    shutil.rmtree(archive / "inbox")
    shutil.copytree(_copy(archive), archive / "inbox")


def waiting(archive: Path) -> int:
    """Return how many entries wait in the inbox of `archive`."""
    return len(Inbox(archive).entries())


def write_table(file: Path) -> None:
    """Write a table of ROWS developments with headings that no program knows."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow([column.partition("=")[2] for column in MAP])
        for record in later(ROWS):
            (source,) = record["sources"]
            told = (source["title"], record["date"], source["url"], source["publisher"])
            table.writerow([record["text"], *told, record["section"]])


def _copy(archive: Path) -> Path:
    return archive.parent / "inbox-as-made"


def _entry(record: dict[str, Any]) -> Entry:
    (source,) = record["sources"]
    clipping = Clipping(
        title=record["text"][:60],
        summary=record["text"],
        url=source["url"],
        publisher=source["publisher"],
        language=source["lang"],
        published=date.fromisoformat(record["date"]),
    )
    came = datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=UTC)
    return Entry(source["url"], clipping, feed="https://feed.example/", fetched=came)


def _feed() -> bytes:
    rss = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(rss, "channel")
    ElementTree.SubElement(channel, "title").text = "Feed"
    for record in later(NEW):
        (source,) = record["sources"]
        item = ElementTree.SubElement(channel, "item")
        for name, told in (
            ("title", record["text"][:60]),
            ("link", source["url"]),
            ("guid", source["url"]),
            ("pubDate", f"{TODAY:%a, %d %b %Y} 08:00:00 GMT"),
            ("description", record["text"]),
        ):
            ElementTree.SubElement(item, name).text = told
    return ElementTree.tostring(rss, "utf-8", xml_declaration=True)
