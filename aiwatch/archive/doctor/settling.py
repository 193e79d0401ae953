"""Settling: one development for each id, of all the versions that were found of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple

from aiwatch.archive import random_letters
from aiwatch.archive.doctor.finding import MENDED, Finding
from aiwatch.archive.record import show_instant
from aiwatch.domain.development import Development
from aiwatch.domain.duplicates import likeness

_NEVER = datetime.min.replace(tzinfo=UTC)
_LATER = datetime.max.replace(tzinfo=UTC)


class Version(NamedTuple):
    """A development as `file` has it; `is_own` says whether that is a month's own file, as against
    a copy of one, `as_it_was` whether nothing in it had to be put right."""

    file: str
    is_own: bool
    development: Development
    as_it_was: bool = True


@dataclass
class Settled:
    """The developments, one for each id; what the months' own files had in place of those that came
    from elsewhere (None: nothing); and what is told of it."""

    developments: list[Development] = field(default_factory=list)
    before: dict[str, Development | None] = field(default_factory=dict)
    told: list[Finding] = field(default_factory=list)


def settle(versions: Iterable[Version], taken: Iterable[str]) -> Settled:
    """Return one development for each id of `versions`, those of the months' own files first.

    Of the versions of one development that which was edited last counts. Two developments under one
    id both stay: the one logged first keeps it (unless it had to be put right), the other gets a
    new one, none of `taken`.
    """
    settled, used = Settled(), set(taken)
    by_id: dict[str, list[Version]] = {}
    for version in versions:
        if version.development.id:
            by_id.setdefault(version.development.id, []).append(version)
        else:
            settled.developments.append(_with_new_id(version.development, used))
    for id, found in by_id.items():
        first, *others = sorted(
            _stories(found),
            key=lambda story: (not story[0].as_it_was, story[0].development.logged or _LATER),
        )
        kept = _newest(first, settled.told)
        settled.developments.append(kept.development)
        own = next((version.development for version in first if version.is_own), None)
        if kept.development != own if own else not kept.is_own:
            settled.before[id] = own
        for story in others:
            other = _newest(story, settled.told)
            new = _with_new_id(other.development, used)
            settled.developments.append(new)
            what = f"Two developments had this id. The second has {new.id} from now on."
            settled.told.append(Finding(other.file, what, id, MENDED))
    return settled


def _stories(versions: list[Version]) -> list[list[Version]]:
    """Return `versions`, which have one id, by the development they tell of."""
    stories: list[list[Version]] = []
    for version in versions:
        for story in stories:
            if _is_same(story[0].development, version.development):
                story.append(version)
                break
        else:
            stories.append([version])
    return stories


def _is_same(one: Development, other: Development) -> bool:
    if one.text == other.text or one.date == other.date:
        return True
    return likeness(replace(one, id=""), [replace(other, id="")]) is not None


def _newest(versions: list[Version], told: list[Finding]) -> Version:
    """Return the version edited last, the first of several, and tell of those that differ."""
    kept = max(
        versions, key=lambda version: (version.development.edited or _NEVER, version.as_it_was)
    )
    for version in versions:
        if version.development == kept.development:
            continue
        when = show_instant(kept.development.edited) or "at an unknown time"
        where = f" (of {kept.file})" if kept.file != version.file else ""
        what = f"Of two versions the one edited last is kept{where}: {when}."
        told.append(Finding(version.file, what, version.development.id, MENDED))
    return kept


def _with_new_id(development: Development, used: set[str]) -> Development:
    id = ""
    while not id or id in used:
        id = f"{development.date.isoformat()[2:7].replace('-', '')}-{random_letters(6)}"
    used.add(id)
    return replace(development, id=id)
