"""The dashboard: what is counted over developments, as figures that every writer can draw."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aiwatch.domain.dates import MONTHS, Period
from aiwatch.domain.development import Development, language_label

MOST = 5
"""How many publishers and tags are counted, those with the most."""

_WEEKS_UP_TO = 92
_MONTHS_UP_TO = 3 * 366


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a figure: its label and its counts, one for each series of the figure."""

    label: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """The sum of the counts."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts under a title. `series` names what the counts of each bar are of, in order; a figure
    of one series without a name counts one thing."""

    title: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]

    @property
    def most(self) -> int:
        """The largest total of a bar."""
        return max((bar.total for bar in self.bars), default=0)


@dataclass(frozen=True, slots=True)
class Silence:
    """A section (its title) that has had nothing for so many `days`, None for all of the period."""

    section: str
    days: int | None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The figures of a selection; those that would be empty are left out."""

    figures: tuple[Figure, ...]
    silences: tuple[Silence, ...] = ()


def silence_told(silence: Silence) -> str:
    """Return the sentence that tells a silence: `No Tech progress for 16 days.`"""
    if silence.days is None:
        return f"No {silence.section} in this period."
    return f"No {silence.section} for {silence.days} day{'s' * (silence.days != 1)}."


LONG_SILENCE = 7
"""From how many days on a section's silence is told."""


def dashboard(
    developments: Sequence[Development],
    sections: Mapping[str, str],
    period: Period,
    day_of: Callable[[Development], date | None] = lambda development: development.date,
) -> Dashboard:
    """Return the figures of `developments` in `period`: how many in each span of time and section
    (weeks up to a quarter, months up to three years, else years; a span without any has zeros),
    publishers, languages, tags, and sections that have been silent up to the period's end.

    `sections` is key to title; one that is not in it is counted under its key. `day_of` gives the
    day that counts.
    """
    titles = dict(sections)
    for development in developments:
        titles.setdefault(development.section, development.section)
    dated = [(day, item.section) for item in developments if (day := day_of(item))]
    sources = [source for item in developments for source in item.sources]
    figures = (
        _over_time(dated, titles, period),
        _most_of("Publishers", (source.publisher for source in sources)),
        _most_of("Languages of sources", map(language_label, (s.language for s in sources))),
        _most_of("Tags", (tag for item in developments for tag in item.tags)),
    )
    return Dashboard(
        figures=tuple(figure for figure in figures if figure.bars),
        silences=tuple(_silences(dated, sections, period)),
    )


def _over_time(dated: list[tuple[date, str]], titles: Mapping[str, str], period: Period) -> Figure:
    if not dated:
        return Figure("Developments", tuple(titles.values()), ())
    # A late one stands before the period, and is not to be lost.
    first = min([period.since, *(day for day, _ in dated)])
    last = max([period.until, *(day for day, _ in dated)])
    days = (last - first).days + 1
    if days <= _WEEKS_UP_TO:
        title, span = "Developments by week", _week
    elif days <= _MONTHS_UP_TO:
        title, span = "Developments by month", _month
    else:
        title, span = "Developments by year", _year
    counted = Counter((span(day), section) for day, section in dated)
    labels = dict.fromkeys(span(first + timedelta(number)) for number in range(days))
    bars = (Bar(label, tuple(counted[label, key] for key in titles)) for label in labels)
    return Figure(title, tuple(titles.values()), tuple(bars))


def _week(day: date) -> str:
    monday = day - timedelta(day.weekday())
    return f"Week of {monday.day} {MONTHS[monday.month - 1]} {monday.year}"


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _year(day: date) -> str:
    return str(day.year)


def _most_of(title: str, names: Iterable[str]) -> Figure:
    counted = Counter(filter(None, names))
    most = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    return Figure(title, ("",), tuple(Bar(name, (count,)) for name, count in most))


def _silences(
    dated: list[tuple[date, str]], sections: Mapping[str, str], period: Period
) -> Iterator[Silence]:
    latest: dict[str, date] = {}
    for day, section in dated:
        latest[section] = max(day, latest.get(section, day))
    for key, title in sections.items():
        if key not in latest:
            yield Silence(title, None)
        elif (days := (period.until - latest[key]).days) >= LONG_SILENCE:
            yield Silence(title, days)
