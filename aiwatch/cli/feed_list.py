"""The list of feeds: shown, and feeds found in it by what the user calls them."""

from contextlib import suppress
from datetime import datetime

from aiwatch.cli.shell import Session
from aiwatch.cli.streams import answer, answer_json, console, on_terminal, say
from aiwatch.domain.entry import Feed
from aiwatch.domain.errors import InvalidInput, NotFound
from aiwatch.domain.text import fold
from aiwatch.writers.summary import one_line

NONE = "There are no feeds yet. Subscribe to one: aiwatch feeds add URL"


def show_feeds(desk: Session, *, as_json: bool) -> None:
    """Show the subscriptions: as a table on a terminal, a line each in a pipe, or as JSON."""
    numbered = numbered_feeds(desk)
    if as_json:
        answer_json(_fields(number, feed) for number, feed in numbered.items())
    elif not numbered:
        say(NONE)
    elif on_terminal():
        from aiwatch.writers.terminal_feeds import FeedTable

        days = [_local_day(feed.checked) for feed in numbered.values()]
        console().print(FeedTable(numbered, days), crop=False)
    else:
        lines = []
        for number, feed in numbered.items():
            lines.append("\t".join(one_line(str(v or "")) for v in _row(number, feed)) + "\n")
        answer("".join(lines))


def _fields(number: int, feed: Feed) -> dict[str, object]:
    from aiwatch.archive.record import show_instant

    return {
        "number": number,
        "url": feed.url,
        "title": feed.title,
        "site": feed.site,
        "lang": feed.language,
        "publisher": feed.publisher,
        "section": feed.section,
        "checked": show_instant(feed.checked),
        "problem": feed.problem,
    }


def _row(number: int, feed: Feed) -> list[object]:
    fields = _fields(number, feed)
    names = ("number", "url", "title", "section", "lang", "publisher", "checked", "problem")
    return [fields[name] for name in names]


def _local_day(instant: datetime | None) -> str:
    return instant.astimezone().date().isoformat() if instant else "never"


def numbered_feeds(desk: Session) -> dict[int, Feed]:
    """Return the subscriptions by their numbers in the list."""
    return dict(enumerate(desk.inbox.feeds(), 1))


def chosen_feeds(numbered: dict[int, Feed], named: list[str]) -> dict[int, Feed]:
    """Return those of the feeds that are `named`, in the order of the list. Raises NotFound for a
    name that none has, InvalidInput for one that several have."""
    numbers = {_number(numbered, name) for name in named}
    return {number: feed for number, feed in numbered.items() if number in numbers}


def _number(numbered: dict[int, Feed], name: str) -> int:
    with suppress(ValueError):
        if name.isascii() and int(name) in numbered:
            return int(name)
    wanted = fold(name)
    exact = [number for number, feed in numbered.items() if name in (feed.url, feed.title)]
    found = [
        number
        for number, feed in numbered.items()
        if wanted in fold(feed.title) or wanted in fold(feed.url)
    ]
    if len(exact) == 1 or len(found) == 1:
        return (exact if len(exact) == 1 else found)[0]
    if not found:
        raise NotFound(f"No feed {name!r}. See: aiwatch feeds list")
    some = ", ".join(f"{n} {numbered[n].title or numbered[n].url}" for n in found[:6])
    raise InvalidInput(f"{name!r} is a part of several feeds: {some}. Say the number of one.")
