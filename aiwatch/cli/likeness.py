"""What looks like something that is logged already, as the shell looks for it and tells it."""

from collections.abc import Sequence
from datetime import date, timedelta

from aiwatch.archive import Archive, Desk
from aiwatch.cli.shell import Session
from aiwatch.cli.streams import say
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.duplicates import TEXT_DAYS, Likeness, likenesses
from aiwatch.domain.entry import Entry
from aiwatch.domain.selection import Selection
from aiwatch.domain.stories import Wording
from aiwatch.writers.summary import summary as in_short

MOST = 5
"""So many look-alikes are told of one development."""

_SHOWN = 80


def alike(candidate: Development, archive: Archive | Desk) -> list[Likeness]:
    """Return what in `archive` tells the story of `candidate`, at most MOST, best first: what cites
    the same page, whenever that was, then what has nearly the same text within TEXT_DAYS."""
    day = candidate.date
    near = Selection(since=day - timedelta(TEXT_DAYS), until=day + timedelta(TEXT_DAYS))
    others = archive.citing(source.url for source in candidate.sources)
    others += archive.select(near, telling=Wording.of(candidate).resembles)
    return likenesses(candidate, others)[:MOST]


def alike_to_entry(desk: Session, entry: Entry, day: date | None = None) -> list[Likeness]:
    """Return what is logged that `entry` looks like, as `alike`; `day` is as `draft_of` has it."""
    draft = draft_of(desk, entry, day)
    return alike(draft, desk.archive) if draft else []


def draft_of(desk: Session, entry: Entry, day: date | None = None) -> Development | None:
    """Return what `entry` would be, to compare it with what is logged; None if it says nothing.
    `day` is its date instead of that it was published on, an undated one is as of today."""
    clipping = entry.clipping
    if not (clipping.title or clipping.summary):
        return None
    section = next(iter(desk.config.sections))
    return clipping.development(section, day or clipping.published or desk.clock.today)


def all_alike(candidates: Sequence[Development], archive: Archive) -> list[list[Development]]:
    """Return what in `archive` tells the story of each of `candidates`, as `alike` finds it."""
    if not candidates:
        return []
    from aiwatch.domain.repeats import pairs

    there = near(candidates, archive)
    found: list[list[Likeness]] = [[] for _ in candidates]
    for first, second, by, share in pairs([*there, *candidates], len(there)):
        if first < len(there):
            found[second - len(there)].append(Likeness(there[first], by, share))
    for likes in found:
        likes.sort(key=lambda like: (like.by != "address", -like.share))
    return [[like.development for like in likes[:MOST]] for likes in found]


def in_words(like: Likeness) -> str:
    """Return what is alike: `same address`, or `nearly the same text (87%)`."""
    if like.by == "address":
        return "same address"
    return "the same text" if like.share >= 1 else f"nearly the same text ({like.share:.0%})"


def named(like: Likeness) -> str:
    """Return which development it is: `2505-k7fq3m, 12 May 2025, 'Qwen3 is out'`. In quotes it has
    no full stop, as a sentence goes on or ends behind it."""
    earlier, words = like.development, in_short(like.development)
    if len(words) > _SHOWN:
        words = f"{words[: _SHOWN - 1].rstrip()}…"
    told = f"{show_day(earlier.date)}, {words.rstrip('.。')!r}"
    return f"{earlier.id}, {told}" if earlier.id else told


LISTED = 50
"""So many look-alikes of an import are listed; the others are counted."""


def tell_look_alikes(
    desk: Session,
    done: Sequence[Development],
    others: Sequence[Development],
    places: Sequence[str],
) -> None:
    """Tell which of the developments that an import has `done`, or would do, look like one of
    `others`, which are all of their days, like another that cites the same page, or like an earlier
    one of them. `places` says where each was read."""
    from aiwatch.cli.progress import Progress
    from aiwatch.domain.repeats import pairs

    with Progress("Comparing") as progress:
        there = near(done, desk.archive, others)
        told, first = [*there, *done], len(there)
        found = sorted(
            pairs(told, first, lambda order: progress.each("Comparing", order)),
            key=lambda pair: (pair.second, pair.by != "address", -pair.share, pair.first),
        )
    lines: dict[int, str] = {}
    for before, index, by, share in found:
        like = Likeness(told[before], by, share)
        beside = f"{places[before - first]}: " if before >= first else ""
        where = places[index - first]
        lines.setdefault(index, f"{where} looks like {beside}{named(like)} ({in_words(like)})")
    for line in list(lines.values())[:LISTED]:
        say(line)
    if len(lines) > LISTED:
        say(f"… and {len(lines) - LISTED:,} more.")
    if lines and done[0].id:
        they = "they look like others" if len(lines) > 1 else "it looks like another"
        say(f"{len(lines):,} came in although {they}: aiwatch duplicates, aiwatch merge KEEP OTHER")


def near(
    done: Sequence[Development], archive: Archive, others: Sequence[Development] | None = None
) -> list[Development]:
    """Return what in `archive`, without `done`, may tell a story of `done`: what cites the same
    page, and what is dated within TEXT_DAYS of one, which is read unless it is among `others`."""
    ours = {each.id for each in done}
    days = {each.date for each in done}
    near = {day + timedelta(apart) for day in days for apart in range(-TEXT_DAYS, TEXT_DAYS + 1)}
    if others is None:
        others = archive.select(Selection(since=min(near), until=max(near)))
    there = {each.id: each for each in others if each.date in near}
    cited = archive.citing(source.url for each in done for source in each.sources)
    there |= {each.id: each for each in cited}
    return [each for id, each in there.items() if id not in ours]
