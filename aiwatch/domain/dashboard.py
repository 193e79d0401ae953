"""The dashboard: what is counted over developments, as figures that every writer can draw."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aiwatch.domain.dates import MONTHS, Period
from aiwatch.domain.development import Development, language_label
from aiwatch.domain.text import fold

MOST = 5
"""How many publishers, languages and tags are shown, those with the most."""

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

    def __bool__(self) -> bool:
        """Tell whether there is anything in it."""
        return bool(self.figures or self.silences)


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
    """Return the figures of `developments`: how many in each span of `period` and section (weeks
    up to a quarter, months up to three years, else years; a span without any has zeros),
    publishers, languages, tags, and sections that have been silent up to the period's end.

    `sections` is key to title; one that is not in it is counted under its key. `day_of` gives the
    day that counts. What stands outside the period, as a late development does, is counted before
    its first span or after its last, and breaks no silence.
    """
    titles = dict(sections)
    for development in developments:
        titles.setdefault(development.section, development.section)
    dated = [(day, item.section) for item in developments if (day := day_of(item))]
    sources = [source for item in developments for source in item.sources]
    figures = (
        _over_time(dated, titles, period),
        _most_of("Publishers", (source.publisher for source in sources)),
        _most_of("Languages of sources", (language_label(s.language) for s in sources)),
        _most_of("Tags", (tag for item in developments for tag in item.tags)),
    )
    return Dashboard(
        figures=tuple(figure for figure in figures if figure.bars),
        silences=tuple(_silences(dated, sections, period)),
    )


def _over_time(dated: list[tuple[date, str]], titles: Mapping[str, str], period: Period) -> Figure:
    """Return the figure of `dated`, days with sections; a section without any is no series."""
    days = (period.until - period.since).days + 1
    if days <= _WEEKS_UP_TO:
        title, last_of, label = "Developments by week", _week_end, _days
    elif days <= _MONTHS_UP_TO:
        title, last_of, label = "Developments by month", _month_end, _month
    else:
        title, last_of, label = "Developments by year", _year_end, _year
    spans = list(_spans(period, last_of))
    ends = [period.since - timedelta(1), *(span.until for span in spans)]
    counted = Counter((bisect_left(ends, day), section) for day, section in dated)
    there = {section for _, section in dated}
    keys = [key for key in titles if key in there]
    labels = ["Earlier", *(label(span) for span in spans), "Later"]
    bars = [
        Bar(name, tuple(counted[number, key] for key in keys)) for number, name in enumerate(labels)
    ]
    outer = (bars[0], bars[-1])
    shown = (bar for bar in bars if bar.total or bar not in outer) if dated else ()
    return Figure(title, tuple(titles[key] for key in keys), tuple(shown))


def _spans(period: Period, last_of: Callable[[date], date]) -> Iterator[Period]:
    """Yield the spans of `period`, the first and the last as much as is in it."""
    since = period.since
    while since <= period.until:
        until = min(last_of(since), period.until)
        yield Period(since, until)
        since = until + timedelta(1)


def _week_end(day: date) -> date:
    return day + timedelta(6 - day.weekday())


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(31)).replace(day=1) - timedelta(1)


def _year_end(day: date) -> date:
    return date(day.year, 12, 31)


def _days(span: Period) -> str:
    """Return a label such as `12–18 May`, `28 Apr – 4 May`, `19 May`."""
    since, until = (f"{day.day} {MONTHS[day.month - 1][:3]}" for day in (span.since, span.until))
    if span.since == span.until:
        return until
    same_month = span.since.month == span.until.month
    return f"{span.since.day}–{until}" if same_month else f"{since} – {until}"


def _month(span: Period) -> str:
    return f"{MONTHS[span.since.month - 1]} {span.since.year}"


def _year(span: Period) -> str:
    return str(span.since.year)


def _most_of(title: str, names: Iterable[str]) -> Figure:
    """Return the figure of those of `names` that are there most often, in any case and width, in
    their most frequent spelling; the title says so if there are more."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for name, count in Counter(filter(None, names)).items():
        spellings[fold(name)][name] += count
    most = sorted(spellings.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    bars = (Bar(_spelling(counted), (counted.total(),)) for _, counted in most[:MOST])
    more = f", {MOST} of {len(most)}" if len(most) > MOST else ""
    return Figure(f"{title}{more}", ("",), tuple(bars))


def _spelling(counted: Counter[str]) -> str:
    return min(counted, key=lambda name: (-counted[name], name))


def _silences(
    dated: list[tuple[date, str]], sections: Mapping[str, str], period: Period
) -> Iterator[Silence]:
    latest: dict[str, date] = {}
    for day, section in dated:
        if period.since <= day <= period.until:
            latest[section] = max(day, latest.get(section, day))
    for key, title in sections.items():
        if key not in latest:
            yield Silence(title, None)
        elif (days := (period.until - latest[key]).days) >= LONG_SILENCE:
            yield Silence(title, days)
