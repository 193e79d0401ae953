"""The inbox looked at: what waits, what was skipped, one entry in full."""

from collections.abc import Sequence
from typing import Any

from aiwatch.archive.inbox_record import SKIPPED
from aiwatch.archive.record import show_instant
from aiwatch.cli import likeness
from aiwatch.cli.inbox_suggestions import Suggestions
from aiwatch.cli.shell import Session, cleaned
from aiwatch.cli.streams import answer, answer_json, console, on_terminal, say
from aiwatch.domain.entry import Entry
from aiwatch.domain.text import fold
from aiwatch.writers.summary import one_line


def write_list(
    desk: Session,
    *,
    feed: str = "",
    match: str = "",
    number: int = 0,
    skipped: bool = False,
    as_json: bool = False,
) -> None:
    """Write what waits, the oldest first, or what was `skipped`, the newest decision first: those
    with `feed` in the name or address of their feed and `match` in what they say, at most
    `number`."""
    if skipped:
        there = [each.entry for each in desk.inbox.decided() if each.decision == SKIPPED]
    else:
        there = desk.inbox.entries()
    feed, match = fold(cleaned(feed, "The feed")), fold(cleaned(match, "The search"))
    found = [entry for entry in there if _is_from(entry, feed) and _holds(entry, match)]
    shown = found[: number or None]
    suggestions = Suggestions(desk) if shown and not skipped else None
    sections = [suggestions.section(entry) if suggestions else "" for entry in shown]
    rows = list(zip(shown, sections, strict=True))
    if as_json:
        alike = _all_alike(desk, shown)
        answer_json(
            _fields(entry, section) | {"alike": alike.get(entry.id, [])} for entry, section in rows
        )
    elif not rows:
        _tell_none(desk, there, skipped=skipped)
    elif on_terminal():
        from aiwatch.writers.terminal_inbox import LIKE, InboxTable

        alike = _all_alike(desk, shown)
        console().print(InboxTable(rows, alike), crop=False)
        if alike:
            say(f"{LIKE} looks like what is logged; which that is: aiwatch inbox show ID")
    else:
        answer("".join(_line(entry, section) for entry, section in rows))
    if left := len(found) - len(shown):
        say(f"{left:,} more {'is' if left == 1 else 'are'} not shown; -n 0 shows all.")


def write_entries(desk: Session, entries: Sequence[Entry], *, as_json: bool) -> None:
    """Write `entries` in full, with what is suggested for them and what they look like."""
    suggestions = Suggestions(desk)
    told = []
    for entry in entries:
        suggestion, alike = suggestions.of(entry), likeness.alike_to_entry(desk, entry)
        if as_json:
            suggested = {
                "section": suggestion.section,
                "tags": suggestion.tags,
                "reasons": suggestion.reasons,
            }
            ids = [like.development.id for like in alike]
            told.append(_fields(entry, suggestion.section) | {"suggested": suggested, "alike": ids})
            continue
        words = [f"{likeness.named(like)}: {likeness.in_words(like)}" for like in alike]
        if on_terminal():
            from aiwatch.writers.terminal_inbox import EntryCard

            if entry is not entries[0]:
                console().print()
            console().print(EntryCard(entry, suggestion.reasons, words))
        else:
            from aiwatch.writers.entry_card import write

            between = "\n" if entry is not entries[0] else ""
            answer(between + write(entry, suggestion.reasons, words))
    if as_json:
        answer_json(told)


def _all_alike(desk: Session, entries: Sequence[Entry]) -> dict[str, list[str]]:
    """Return the ids of what is logged that `entries` look like, best first, by the entry's id; of
    many at once that is found much sooner than of each."""
    drafts = {entry.id: draft for entry in entries if (draft := likeness.draft_of(desk, entry))}
    found = likeness.all_alike(list(drafts.values()), desk.archive)
    told = zip(drafts, found, strict=True)
    return {id: [each.id for each in alike] for id, alike in told if alike}


def _tell_none(desk: Session, there: list[Entry], *, skipped: bool) -> None:
    if there:
        say(f"Nothing like that among {len(there):,}.")
    elif skipped:
        say("Nothing was skipped lately.")
    elif desk.inbox.feeds():
        say("The inbox is empty. To ask the feeds: aiwatch feeds fetch")
    else:
        say("The inbox is empty. To subscribe to a feed: aiwatch feeds add https://…")


def _is_from(entry: Entry, wanted: str) -> bool:
    return wanted in fold(entry.feed_title) or wanted in fold(entry.feed)


def _holds(entry: Entry, wanted: str) -> bool:
    clipping = entry.clipping
    said = (clipping.title, clipping.summary, clipping.publisher, clipping.url)
    return any(wanted in fold(each) for each in said)


def _line(entry: Entry, section: str) -> str:
    from aiwatch.writers.entry_card import from_whom, title_of

    published = entry.clipping.published
    day = published.isoformat() if published else ""
    cells = (entry.id, day, section, from_whom(entry), title_of(entry))
    return "\t".join(map(one_line, cells)) + "\n"


def _fields(entry: Entry, section: str) -> dict[str, Any]:
    clipping = entry.clipping
    return {
        "id": entry.id,
        "published": clipping.published.isoformat() if clipping.published else "",
        "section": section,
        "lang": clipping.language,
        "publisher": clipping.publisher,
        "title": clipping.title,
        "summary": clipping.summary,
        "url": clipping.url,
        "feed": entry.feed,
        "feed_title": entry.feed_title,
        "undated": entry.undated,
        "fetched": show_instant(entry.fetched),
    }
