"""The series of issues: what it has carried, what is new to it, and what comes late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from aiwatch.domain.development import Development
from aiwatch.domain.selection import Selection

if TYPE_CHECKING:
    from aiwatch.domain.issue import Issue


def carried_by(issues: Iterable[Issue]) -> dict[str, list[tuple[int, Development | None]]]:
    """Return what `issues` have told of each id, as `Archive.carried`; they come lowest number
    first."""
    carried: dict[str, list[tuple[int, Development | None]]] = {}
    for issue in issues:
        told = {change.carried.id: change.now for change in issue.briefing.corrections}
        told |= {development.id: development for development in issue.briefing.developments}
        for id, development in told.items():
            carried.setdefault(id, []).append((issue.number, development))
    return carried


def followed(
    carried: Mapping[str, list[tuple[int, Development | None]]], merged: Mapping[str, str]
) -> dict[str, list[tuple[int, Development | None]]]:
    """Return `carried` without the ids that were `merged`: what was told of one counts as told of
    what it was merged into, unless an issue told of that itself."""
    found = {id: tellings for id, tellings in carried.items() if id not in merged}
    for old, tellings in carried.items():
        if old in merged and merged[old] not in carried:
            id = merged[old]
            moved = [(issue, told and replace(told, id=id)) for issue, told in tellings]
            found[id] = sorted((*found.get(id, ()), *moved), key=lambda telling: telling[0])
    return found


def last_told(tellings: Iterable[tuple[int, Development | None]]) -> tuple[int, Development] | None:
    """Return the last of what issues told of a development and the number of that issue; None if
    they told nothing of it, or last that it is withdrawn."""
    number, development = list(tellings or [(0, None)])[-1]
    return (number, development) if development else None


@dataclass(frozen=True)
class Series:
    """The issues there are, at least one, lowest number first; `merged` has the ids of what was
    merged, each with the id of what it was merged into."""

    issues: tuple[Issue, ...]
    merged: Mapping[str, str] = field(default_factory=dict)

    @property
    def begins(self) -> date:
        """The first day of the first issue's period."""
        briefing = self.issues[0].briefing
        return briefing.period.since if briefing.period else briefing.day

    @property
    def next_day(self) -> date:
        """The day after the last issue's period, as far as that had passed when it came out."""
        briefing = self.issues[-1].briefing
        until = min(briefing.period.until, briefing.day) if briefing.period else briefing.day
        return until + timedelta(1)

    @cached_property
    def told(self) -> dict[str, tuple[int, Development]]:
        """For each id what the last issue that told of it told, and its number; without those
        told to be withdrawn."""
        carried = followed(carried_by(self.issues), self.merged).items()
        return {id: last for id, tellings in carried if (last := last_told(tellings))}

    def is_new(self, id: str) -> bool:
        """Tell whether no issue has carried the development with this id; one that was told to be
        withdrawn and is back is new again."""
        return id not in self.told

    def late(self, selection: Selection) -> tuple[Selection, ...]:
        """Return selections that together choose what may be late for a period as `selection` has:
        what is of the days between the begin of the series and the period, and what was logged
        after the first issue. What is older and was there then was left out on purpose."""
        found = []
        if selection.since and self.begins < selection.since:
            day_before = selection.since - timedelta(1)
            found.append(replace(selection, since=self.begins, until=day_before))
        if selection.since and selection.by != "logged":
            later = self.issues[0].briefing.day + timedelta(1)
            found.append(replace(selection, since=later, until=None, by="logged"))
        return tuple(found)

    def is_late(self, development: Development, selection: Selection) -> bool:
        """Tell whether `development`, one of those that `late` chooses, is late for the period of
        `selection`: its day is before that and no issue has carried it."""
        day = selection.day(development)
        before = day is not None and selection.since is not None and day < selection.since
        return before and self.is_new(development.id)
