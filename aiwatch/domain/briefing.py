"""A briefing: developments of a period, grouped in sections and put in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from aiwatch.domain.dates import Period, show_day, show_period
from aiwatch.domain.development import Development
from aiwatch.domain.selection import Selection

if TYPE_CHECKING:
    from aiwatch.domain.corrections import Correction
    from aiwatch.domain.dashboard import Dashboard


@dataclass(frozen=True)
class BriefingSection:
    """A section of a briefing: its key, its title, and its developments in order."""

    key: str
    title: str
    developments: tuple[Development, ...]


@dataclass(frozen=True)
class Briefing:
    """What a writer writes, in this order: the title with `day`, the date it bears; the `period` it
    covers (None: all), behind the issue's `number`, if it is one; `overview`, Markdown;
    `takeaways`, a list of what each development comes to; a table of `contents`; the figures of
    `dashboard`; `corrections` of earlier issues; and `sections`, those that have developments.

    What is empty or None is left out. `late` has the ids of developments that are dated before the
    period and were logged too late for the issue they belong in; each is marked. `selection` is
    what chose the developments, if it is known.
    """

    title: str
    day: date
    period: Period | None
    sections: tuple[BriefingSection, ...]
    overview: str = ""
    number: int | None = None
    takeaways: bool = False
    contents: bool = False
    dashboard: Dashboard | None = None
    corrections: tuple[Correction, ...] = ()
    late: frozenset[str] = frozenset()
    selection: Selection | None = None

    @property
    def count(self) -> int:
        """How many developments it has."""
        return sum(len(section.developments) for section in self.sections)

    @property
    def developments(self) -> list[Development]:
        """All it has, in order."""
        return [item for section in self.sections for item in section.developments]


def extent(briefing: Briefing) -> str:
    """Return the issue's number, the period and the number of developments, as far as there are
    any: `Issue 12 · 12–19 May 2025 · 5 developments`."""
    number = f"Issue {briefing.number}" if briefing.number is not None else ""
    period = show_period(briefing.period) if briefing.period else ""
    count = f"{briefing.count} development{'' if briefing.count == 1 else 's'}"
    return " · ".join(filter(None, (number, period, count)))


def late_told(development: Development) -> str:
    """Return the mark of a development that comes late: `Late, 3 May 2025`."""
    return f"Late, {show_day(development.date)}"


def order(development: Development) -> tuple[bool, int, int, float, str]:
    """Return the sort key within a section: by rank, newest date, newest logged, then id."""
    logged = development.logged.timestamp() if development.logged else 0.0
    return (
        development.rank is None,
        development.rank or 0,
        -development.date.toordinal(),
        -logged,
        development.id,
    )


def compose(
    developments: Iterable[Development],
    *,
    sections: Mapping[str, str],
    title: str,
    day: date,
    period: Period | None,
    **parts: Any,
) -> Briefing:
    """Return the briefing of `developments` under `sections` (key to title, in order); `parts` are
    further fields of `Briefing`.

    A section without developments is left out; developments of a section that is no longer
    configured come last, under its key, so that none is lost.
    """
    groups: dict[str, list[Development]] = {key: [] for key in sections}
    for development in developments:
        groups.setdefault(development.section, []).append(development)
    return Briefing(
        title=title,
        day=day,
        period=period,
        sections=tuple(
            BriefingSection(key, sections.get(key, key), tuple(sorted(group, key=order)))
            for key, group in groups.items()
            if group
        ),
        **parts,
    )
