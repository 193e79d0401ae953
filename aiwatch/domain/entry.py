"""An entry: what a feed brought, waiting in the inbox to be logged or passed over."""

from dataclasses import dataclass, field
from datetime import datetime

from aiwatch.domain.clipping import Clipping

OWN = "#"
"""What a key begins with that counts within its feed only, such as a number."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed.

    `id` is six letters and digits, empty until the inbox has taken it in; `key` is what makes it
    the same entry when it is fetched again (the feed's own id of it, else its canonical address,
    else its title and day); `feed` is the address of the feed, `feed_title` its name; `undated` is
    a date that was not taken, as it stood there, also once the analyst has given it one, which is
    then what it was published on, and `given`; `fetched` is an instant in UTC; `place` counts what
    the inbox has taken in, so that an entry that comes back stands where it stood.
    """

    key: str
    clipping: Clipping
    id: str = ""
    feed: str = ""
    feed_title: str = ""
    undated: str = ""
    fetched: datetime | None = None
    place: int = field(default=0, compare=False)
    given: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is subscribed to: where it is, what it is called, in which language and by which
    publisher it is taken to be if neither it nor the register tells; `section` suggests where its
    entries belong. `etag` and `modified` are for asking whether it changed; `problem` is what went
    wrong last, `checked` when it was asked last (UTC)."""

    url: str
    title: str = ""
    site: str = ""
    language: str = ""
    publisher: str = ""
    section: str = ""
    etag: str = ""
    modified: str = ""
    problem: str = ""
    checked: datetime | None = None
