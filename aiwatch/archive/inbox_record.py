"""What the inbox's files hold, a line each: entries, what was decided of them, feeds."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from aiwatch.archive.record import as_day, show_instant, to_json
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.duplicates import canonical_address
from aiwatch.domain.entry import OWN, Entry, Feed
from aiwatch.domain.errors import InvalidInput

SKIPPED, ACCEPTED, MERGED = "skipped", "accepted", "merged"


class Decided(NamedTuple):
    """What was decided of an entry: SKIPPED, ACCEPTED or MERGED; the development it became or was
    merged into; the act it was decided by, for ACCEPTED and MERGED the id of the archive's change.
    """

    entry: Entry
    decision: str
    development: str = ""
    act: str = ""


class Known(NamedTuple):
    """By what an entry that was there before is known again: its key, and its address for
    comparing, empty if that says nothing."""

    key: str
    address: str


def known_by(entry: Entry) -> Known:
    """Return by what `entry` is known again. A key that is no address of some kind is only its
    feed's own: other feeds of its host have other stories under the same numbers. The bare address
    of a website is that of many stories."""
    is_own = entry.key.startswith(OWN) or not ("/" in entry.key or ":" in entry.key)
    key = f"{canonical_address(entry.feed)} {entry.key}" if is_own else entry.key
    address = canonical_address(entry.clipping.url) if entry.clipping.url else ""
    return Known(key, address if address.partition("/")[2] else "")


def entry_line(entry: Entry) -> str:
    """Return `entry` as a line of the open ones."""
    return to_json(_entry_record(entry))


def changed_line(line: str, entry: Entry) -> str:
    """Return `entry` as the line that was `line`, with what else stands there."""
    record = _object(line)
    record.pop("given", None)
    return to_json({**record, **_entry_record(entry)})


def returned_line(decided: Decided) -> str:
    """Return the entry of a decision that was taken back as a line of the open ones, which tells
    what was decided, for a redo."""
    return to_json({**_entry_record(decided.entry), "was": _decision_record(decided)})


def decided_line(decided: Decided) -> str:
    """Return a decision as a line from which its entry can be had back."""
    return to_json({**_decision_record(decided), **_entry_record(decided.entry)})


def known_line(decided: Decided) -> str:
    """Return of a decision no more than it takes to know its entry again."""
    known = known_by(decided.entry)
    return to_json(
        {
            "id": decided.entry.id,
            "decision": decided.decision,
            "development": decided.development,
            "key": known.key,
            "address": known.address,
        }
    )


@lru_cache(maxsize=8192)  # the screen reads them all anew, before and after each act
def read_entry(line: str) -> Entry:
    """Return the open entry of a line; raises InvalidInput for what cannot be right."""
    return _entry(_object(line))


def read_decided(line: str) -> Decided:
    """Return the decision of a line; raises InvalidInput for what cannot be right."""
    record = _object(line)
    decision = _text(record, "decision")
    if decision not in (SKIPPED, ACCEPTED, MERGED):
        raise InvalidInput(f"'decision' is {SKIPPED}, {ACCEPTED} or {MERGED}")
    return Decided(_entry(record), decision, _text(record, "development"), _text(record, "act"))


def read_returned(line: str) -> Decided | None:
    """Return what was decided of the open entry of a line and taken back; None if nothing was."""
    record = _object(line)
    was = record.get("was")
    return read_decided(to_json({**record, **was})) if isinstance(was, dict) else None


def read_known(line: str) -> tuple[str, Known]:
    """Return the id of a line of what was decided long ago, and by what its entry is known."""
    record = _object(line)
    return _text(record, "id"), Known(_text(record, "key"), _text(record, "address"))


def feed_line(feed: Feed) -> str:
    """Return `feed` as JSON on a line."""
    return to_json(
        {
            "url": feed.url,
            "title": feed.title,
            "site": feed.site,
            "lang": feed.language,
            "publisher": feed.publisher,
            "section": feed.section,
            "etag": feed.etag,
            "modified": feed.modified,
            "problem": feed.problem,
            "checked": show_instant(feed.checked),
        }
    )


def read_feed(record: Any) -> Feed:
    """Return the feed of a record; raises InvalidInput for what cannot be right."""
    if not isinstance(record, dict) or not _text(record, "url"):
        raise InvalidInput("a feed is an object with a 'url'")
    return Feed(
        url=_text(record, "url"),
        title=_text(record, "title"),
        site=_text(record, "site"),
        language=_text(record, "lang"),
        publisher=_text(record, "publisher"),
        section=_text(record, "section"),
        etag=_text(record, "etag"),
        modified=_text(record, "modified"),
        problem=_text(record, "problem"),
        checked=_instant(record, "checked"),
    )


def _decision_record(decided: Decided) -> dict[str, str]:
    return {
        "decision": decided.decision,
        "development": decided.development,
        "act": decided.act,
    }


def _entry_record(entry: Entry) -> dict[str, str | int]:
    clipping = entry.clipping
    return {
        "id": entry.id,
        "published": clipping.published.isoformat() if clipping.published else "",
        "title": clipping.title,
        "summary": clipping.summary,
        "url": clipping.url,
        "publisher": clipping.publisher,
        "lang": clipping.language,
        "feed": entry.feed,
        "feed_title": entry.feed_title,
        "key": entry.key,
        "undated": entry.undated,
        **({"given": True} if entry.given else {}),
        "fetched": show_instant(entry.fetched),
        "place": entry.place,
    }


def _entry(record: Mapping[str, Any]) -> Entry:
    published = _text(record, "published")
    day = as_day(published) if published else None
    if published and day is None:
        raise InvalidInput("'published' is a day such as 2025-05-12")
    id, key = _text(record, "id"), _text(record, "key")
    if not id or not key:
        raise InvalidInput("an entry has an 'id' and a 'key'")
    clipping = Clipping(
        title=_text(record, "title"),
        summary=_text(record, "summary"),
        url=_text(record, "url"),
        publisher=_text(record, "publisher"),
        language=_text(record, "lang"),
        published=day,
    )
    return Entry(
        key=key,
        clipping=clipping,
        id=id,
        feed=_text(record, "feed"),
        feed_title=_text(record, "feed_title"),
        undated=_text(record, "undated"),
        given=record.get("given") is True,
        fetched=_instant(record, "fetched"),
        place=_number(record, "place"),
    )


def _object(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise InvalidInput("it is no JSON") from None
    if not isinstance(record, dict):
        raise InvalidInput("it is no object with fields")
    return record


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name, "")
    if not isinstance(value, str):
        raise InvalidInput(f"{name!r} is text")
    return value


def _number(record: Mapping[str, Any], name: str) -> int:
    value = record.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput(f"{name!r} is a whole number")
    return value


def _instant(record: Mapping[str, Any], name: str) -> datetime | None:
    value = _text(record, name)
    if not value:
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise InvalidInput(f"{name!r} is an instant such as 2025-05-19T08:12:03Z")
    return instant.astimezone(UTC)
