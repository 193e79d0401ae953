"""Corrections: what an issue carried and what has become of it since."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.source_note import told_sources

_PARTS = ("headline", "text", "date", "sources")


@dataclass(frozen=True, slots=True)
class Correction:
    """A development that an issue carried and that has changed since: the number of the last issue
    that told of it, the development as it was told there, and as it is now (None: it was removed,
    so it is withdrawn)."""

    issue: int
    carried: Development
    now: Development | None


def differing_parts(old: Development, new: Development) -> tuple[str, ...]:
    """Return in which parts that a reader sees, of `headline`, `text`, `date`, `sources`, the two
    differ. An archived copy of a source and fields of other programs are not printed."""
    return tuple(name for name in _PARTS if _printed(old, name) != _printed(new, name))


def _printed(development: Development, part: str) -> Any:
    """Return a part of `development` without what no briefing prints."""
    if part != "sources":
        return getattr(development, part)
    sources = told_sources(development.sources)
    return [replace(source, archived="", unknown={}) for source in sources]


def changed_parts(correction: Correction) -> tuple[str, ...]:
    """Return which parts of what a reader saw have changed, of `headline`, `text`, `date`,
    `sources`; none of them for one that is withdrawn."""
    return differing_parts(correction.carried, correction.now) if correction.now else ()


def correction_told(correction: Correction) -> str:
    """Return what has become of it in a few words: `Issue 11, withdrawn`, or `Issue 11, corrected:
    text and date (now 13 May 2025)`; a date stands nowhere else."""
    if correction.now is None:
        return f"Issue {correction.issue}, withdrawn"
    dated = f"date (now {show_day(correction.now.date)})"
    parts = [dated if part == "date" else part for part in changed_parts(correction)]
    if not parts:
        return f"Issue {correction.issue}, corrected"
    *others, last = parts
    what = f"{', '.join(others)} and {last}" if others else last
    return f"Issue {correction.issue}, corrected: {what}"


def corrections(
    told: Mapping[str, tuple[int, Development]], present: Mapping[str, Development]
) -> tuple[Correction, ...]:
    """Return what has to be corrected, by issue, then id: of each development that issues have
    carried, `told` has the number of the last one that did and how it was told there, `present`
    how it is now, if it is there."""
    found = []
    for id, (issue, carried) in told.items():
        now = present.get(id)
        if now is None or differing_parts(carried, now):
            found.append(Correction(issue, carried, now))
    return tuple(sorted(found, key=lambda correction: (correction.issue, correction.carried.id)))
