"""What an entry's address, its text and its feed tell of it: day, publisher and language."""

from dataclasses import replace
from datetime import timedelta

from aiwatch.domain.address_reading import read_address
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.dates import show_day
from aiwatch.domain.entry import Entry, Feed
from aiwatch.domain.publishers import Register
from aiwatch.domain.script import language_of


def dated(entry: Entry, register: Register) -> Entry:
    """Return `entry` with the day that its address tells, if that is the one its feed does but for
    the zone: midnight in China is the day before where feeds write GMT. If the two differ by more,
    it has none, and what they say is told."""
    told = read_address(entry.clipping.url, register).day
    said = entry.clipping.published
    if told is None or told == said:
        return entry
    if said and abs(told - said) == timedelta(1):
        return replace(entry, clipping=replace(entry.clipping, published=told))
    words = show_day(said) if said else entry.undated or "nothing"
    undated = f"{words}, its address {show_day(told)}"
    return replace(entry, undated=undated, clipping=replace(entry.clipping, published=None))


def completed(clipping: Clipping, feed: Feed, register: Register) -> Clipping:
    """Return `clipping` with who published it and its language: as its address tells, else as it
    says itself, else as `feed` does. What the register knows is named as it prints that."""
    told = read_address(clipping.url, register)
    publisher = told.publisher.printed if told.publisher else ""
    said = clipping.publisher or feed.publisher or feed.title
    if not publisher and said != feed.publisher:
        known = register.publisher_named(said)
        publisher = known.printed if known else ""
    language = told.language or clipping.language or feed.language
    # Programs that make feeds of websites call all of them English.
    if language in ("", "en") and not told.in_address:
        language = language_of(clipping.title or clipping.summary) or language
    return replace(clipping, publisher=publisher or said, language=language)
