"""A briefing: developments of a period, grouped in sections and put in order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from aiwatch.domain.dates import Period, show_period
from aiwatch.domain.development import Development


@dataclass(frozen=True)
class BriefingSection:
    """A section of a briefing: its key, its title, and its developments in order."""

    key: str
    title: str
    developments: tuple[Development, ...]


@dataclass(frozen=True)
class Briefing:
    """What a writer writes. `day` is the date it bears, `period` what it covers (None: all),
    `sections` those that have developments, `overview` Markdown that goes before them."""

    title: str
    day: date
    period: Period | None
    sections: tuple[BriefingSection, ...]
    overview: str = ""

    @property
    def count(self) -> int:
        """How many developments it has."""
        return sum(len(section.developments) for section in self.sections)


def extent(briefing: Briefing) -> str:
    """Return the period and the number of developments: `12–19 May 2025 · 5 developments`."""
    count = f"{briefing.count} development{'' if briefing.count == 1 else 's'}"
    return f"{show_period(briefing.period)} · {count}" if briefing.period else count


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
    overview: str = "",
) -> Briefing:
    """Return the briefing of `developments` under `sections` (key to title, in order).

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
        overview=overview,
        sections=tuple(
            BriefingSection(key, sections.get(key, key), tuple(sorted(group, key=order)))
            for key, group in groups.items()
            if group
        ),
    )
