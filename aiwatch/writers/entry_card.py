"""One entry of the inbox with all its fields, as plain lines for pipes and files."""

from collections.abc import Iterator, Sequence

from aiwatch.domain.addresses import host_of
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import language_label
from aiwatch.domain.entry import Entry
from aiwatch.domain.text import first_sentence, visible


def write(entry: Entry, suggested: Sequence[str] = (), alike: Sequence[str] = ()) -> str:
    """Return `entry` as `name: value` lines, its summary behind them. `suggested` are the reasons
    of what is suggested for it, `alike` what it looks like, in words."""
    head = "".join(
        f"{name}: {visible(value)}".replace("\n", "\n  ") + "\n"
        for name, value in [("id", entry.id), *fields(entry, suggested, alike)]
    )
    summary = entry.clipping.summary
    return f"{head}\n{visible(summary)}\n" if summary else head


def fields(
    entry: Entry, suggested: Sequence[str], alike: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield what is known of `entry` beside its summary, each with its name."""
    clipping = entry.clipping
    if clipping.title:
        yield "title", clipping.title
    if clipping.published:
        yield "published", show_day(clipping.published)
    else:
        yield "published", f"not taken: {entry.undated}" if entry.undated else "not told"
    label = language_label(clipping.language) if clipping.language else ""
    if label or clipping.publisher:
        yield "publisher", f"{label} {clipping.publisher}".strip()
    if clipping.url:
        yield "url", clipping.url
    if entry.feed:
        yield "feed", f"{entry.feed_title} ({entry.feed})" if entry.feed_title else entry.feed
    for reason in suggested:
        yield "suggested", reason
    for like in alike:
        yield "alike", like


def title_of(entry: Entry) -> str:
    """Return what an entry is called: its title, else the first sentence of its summary, else its
    address."""
    clipping = entry.clipping
    return clipping.title or first_sentence(clipping.summary) or clipping.url


def from_whom(entry: Entry) -> str:
    """Return whom an entry is from: its publisher, else its feed's name, else its host."""
    clipping = entry.clipping
    return clipping.publisher or entry.feed_title or host_of(clipping.url)
