"""The graphics dashboard: the full figures of a selection, compared with the period before."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from aiwatch.domain.dashboard import (
    Bar,
    Figure,
    Silence,
    most_of,
    over_time,
    silences,
    spelled,
    spelling,
)
from aiwatch.domain.dates import Period
from aiwatch.domain.development import Development, Source, language_label
from aiwatch.domain.spans import Spans, spans_of
from aiwatch.domain.text import fold

MOST = 10
"""How many publishers and tags are shown, those with the most."""

_RISING = 5

BEFORE, NOW = "Before", "Now"
"""The series of a figure that compares with the period before; they are not parts of a whole."""

OTHER = "Other"
"""The series of languages beyond those with the most sources."""

_LANGUAGES = 4
_WEEKS = 53
_LEVELS = 4
_LAGS = {"Same day": 0, "1 day": 1, "2–3 days": 3, "4–7 days": 7, "8–30 days": 30}
_LONGER = "Longer"


@dataclass(frozen=True, slots=True)
class Calendar:
    """How many developments there are on each day from `first` to `last`; days without any are
    not in `counts`."""

    first: date
    last: date
    counts: Mapping[date, int]

    @property
    def levels(self) -> tuple[int, ...]:
        """The most that a day of each level above nothing has, four levels at the most."""
        most = max(self.counts.values(), default=0)
        if most <= _LEVELS:
            return tuple(range(1, most + 1))
        return tuple(-(-most * level // _LEVELS) for level in range(1, _LEVELS + 1))

    def level(self, day: date) -> int:
        """Return the level of `day`, from 0 for none."""
        count = self.counts.get(day, 0)
        return bisect_left(self.levels, count) + 1 if count else 0


@dataclass(frozen=True, slots=True)
class Graphics:
    """The figures of the `count` developments of `period`, of which there were `before` in the
    period before, of equal length (None if there was none to compare with).

    `figures` are by name, in this order, those that would be empty left out:
    `time` (developments by span and section), `languages` (sources by span and language),
    `publishers`, `tags`, `rising` (tags that rose most, Before and Now), `lag` (days from
    publication to logging, in UTC: the same wherever it is counted), `before` (sections, Before
    and Now).
    """

    period: Period
    count: int
    before: int | None
    figures: Mapping[str, Figure]
    silences: tuple[Silence, ...]
    calendar: Calendar


def year_up_to(day: date) -> Period:
    """Return the year that ends with `day`."""
    try:
        since = day.replace(year=day.year - 1)
    except ValueError:  # the 29th of February
        since = day.replace(year=day.year - 1, day=28)
    return Period(since + timedelta(1), day)


def period_before(period: Period) -> Period:
    """Return the period of equal length that ends on the day before `period` begins."""
    length = period.until - period.since
    until = period.since - timedelta(1)
    return Period(until - length, until)


def calendar_period(today: date) -> Period:
    """Return the 53 weeks, from a Monday, that a calendar of the last year has up to `today`."""
    monday = today - timedelta(today.weekday())
    return Period(monday - timedelta(weeks=_WEEKS - 1), today)


def count_told(graphics: Graphics) -> str:
    """Return the sentence that tells the count: `44 developments, 12 more than in the year
    before`."""
    number = f"{graphics.count:,}" if graphics.count else "No"
    told = f"{number} development{'s' * (graphics.count != 1)}"
    if graphics.before is None:
        return told
    before = before_told(graphics.period)
    change = graphics.count - graphics.before
    if not graphics.before:
        return f"{told}, {'none' if graphics.count else 'nor any'} in {before}"
    if not graphics.count:
        return f"{told}, {graphics.before:,} in {before}"
    if not change:
        return f"{told}, as many as in {before}"
    return f"{told}, {abs(change):,} {'more' if change > 0 else 'fewer'} than in {before}"


def before_told(period: Period) -> str:
    """Return how the period before `period` is called: `the year before`, `the 30 days before`."""
    days = (period.until - period.since).days + 1
    if period == year_up_to(period.until):
        return "the year before"
    names = {1: "day", 7: "week"}
    return f"the {names.get(days) or f'{days:,} days'} before"


def graphics(
    developments: Sequence[Development],
    earlier: Sequence[Development] | None,
    sections: Mapping[str, str],
    period: Period,
    today: date,
    *,
    kinds: Callable[[Source], str],
    counts: Mapping[date, int],
    day_of: Callable[[Development], date | None] = lambda development: development.date,
) -> Graphics:
    """Return the figures of `developments`, those of `period`.

    `earlier` are those of the period before, None if there is none to compare with; `sections` is
    key to title; `kinds` gives the kind of a source's publisher, empty if not known; `counts` is
    how many there are by day, for the calendar of the year up to `today`; `day_of` gives the day
    that counts. Days after `today` are no gaps and no silence, and where there is nothing at all no
    section is told to be silent.
    """
    passed = Period(period.since, max(period.since, min(period.until, today)))
    spans = spans_of(passed)
    now, past = _counted(developments, day_of), _counted(earlier or (), day_of)
    titles = dict(sections)
    for key in sorted({*now.sections, *past.sections} - {*sections}):
        titles[key] = key
    over_spans = _by_span(now.days, spans)
    figures = {
        "time": over_time(f"Developments by {spans.unit}", over_spans, titles, spans),
        "languages": _languages(now, spans),
        "publishers": _publishers(now, kinds),
        "tags": most_of("Tags", now.tags, MOST),
        "rising": _rising(now, past),
        "lag": _lag(now),
        "before": _sections_before(now, past, titles, period),
    }
    if not earlier:
        del figures["rising"], figures["before"]
    year = calendar_period(today)
    in_year = {day: counts[day] for day in sorted(counts) if year.since <= day <= year.until}
    return Graphics(
        period=period,
        count=len(developments),
        before=None if earlier is None else len(earlier),
        figures={name: figure for name, figure in figures.items() if figure.bars},
        silences=tuple(silences(now.days, sections, passed)) if developments else (),
        calendar=Calendar(year.since, year.until, in_year),
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    """What one pass over developments counts: sections, languages by day, and so on."""

    sections: Counter[str] = field(default_factory=Counter)
    days: Counter[tuple[date, str]] = field(default_factory=Counter)
    languages: Counter[tuple[date, str]] = field(default_factory=Counter)
    publishers: dict[str, list[Source]] = field(default_factory=dict)
    tags: Counter[str] = field(default_factory=Counter)
    lags: Counter[int] = field(default_factory=Counter)


def _counted(
    developments: Iterable[Development], day_of: Callable[[Development], date | None]
) -> _Counts:
    counted = _Counts()
    for item in developments:
        counted.sections[item.section] += 1
        day = day_of(item)
        if day:
            counted.days[day, item.section] += 1
        for source in item.sources:
            if day and source.language:
                counted.languages[day, source.language] += 1
            if source.publisher:
                counted.publishers.setdefault(source.publisher, []).append(source)
        counted.tags.update(item.tags)
        if item.logged and item.sources and (published := item.sources[0].published):
            counted.lags[(item.logged.date() - published).days] += 1
    return counted


def _by_span(
    counted: Mapping[tuple[date, str], int], spans: Spans, other: Mapping[str, str] | None = None
) -> Counter[tuple[int, str]]:
    """Return what is `counted` by day and key by number of span and key; `other` renames keys."""
    found: Counter[tuple[int, str]] = Counter()
    for (day, key), count in counted.items():
        found[spans.number(day), other.get(key, OTHER) if other else key] += count
    return found


def _languages(now: _Counts, spans: Spans) -> Figure:
    """Return the sources by span and language; the languages that are most frequent are series,
    with more than there is room for the last is all others."""
    totals: Counter[str] = Counter()
    for (_, language), count in now.languages.items():
        totals[language] += count
    order = sorted(totals, key=lambda language: (-totals[language], language))
    named = order if len(order) <= _LANGUAGES + 1 else order[:_LANGUAGES]
    labels = {language: language_label(language) for language in named}
    counted = _by_span(now.languages, spans, labels)
    names = {label: label for label in [*labels.values(), OTHER]}
    return over_time(f"Share of source languages by {spans.unit}", counted, names, spans)


def _publishers(now: _Counts, kinds: Callable[[Source], str]) -> Figure:
    """Return the publishers with most sources, each with the kind that most of these tell."""
    figure = most_of("Publishers", {name: len(of) for name, of in now.publishers.items()}, MOST)
    shown: dict[str, Counter[str]] = {fold(bar.label): Counter() for bar in figure.bars}
    for name, sources in now.publishers.items():
        if (found := shown.get(fold(name))) is not None:
            found.update(kind for source in sources if (kind := kinds(source)))
    bars = []
    for bar in figure.bars:
        found = shown[fold(bar.label)]
        label = f"{bar.label} ({spelling(found)})" if found else bar.label
        bars.append(Bar(label, bar.counts))
    return Figure(figure.title, figure.series, tuple(bars))


def _rising(now: _Counts, past: _Counts) -> Figure:
    """Return the tags that rose most, in developments; those that did not rise are none of them."""
    tags = spelled(now.tags)
    before = {key: counted.total() for key, counted in spelled(past.tags).items()}
    pairs = {key: (before.get(key, 0), counted.total()) for key, counted in tags.items()}
    rose = [key for key, (then, today) in pairs.items() if today > then]
    rose.sort(key=lambda key: (pairs[key][0] - pairs[key][1], -pairs[key][1], key))
    bars = (Bar(spelling(tags[key]), pairs[key]) for key in rose[:_RISING])
    return Figure("Tags that rose most", (BEFORE, NOW), tuple(bars))


def _lag(now: _Counts) -> Figure:
    found: Counter[str] = Counter()
    for days, count in now.lags.items():
        found[next((label for label, most in _LAGS.items() if days <= most), _LONGER)] += count
    bars = (Bar(label, (found[label],)) for label in (*_LAGS, _LONGER)) if found else ()
    return Figure("Days from publication to logging", ("",), tuple(bars))


def _sections_before(
    now: _Counts, past: _Counts, titles: Mapping[str, str], period: Period
) -> Figure:
    bars = (
        Bar(title, (past.sections[key], now.sections[key]))
        for key, title in titles.items()
        if key in past.sections or key in now.sections
    )
    return Figure(f"Compared with {before_told(period)}", (BEFORE, NOW), tuple(bars))
