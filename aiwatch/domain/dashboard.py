"""The dashboard: what is counted over developments, as figures that every writer can draw."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aiwatch.domain.dates import Period
from aiwatch.domain.development import Development, language_label
from aiwatch.domain.spans import Spans, spans_of
from aiwatch.domain.text import counted, fold

MOST = 5
"""How many publishers, languages and tags are shown, those with the most."""


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
    """Return the sentence that tells a silence: `Nothing logged under Tech progress for 16 days.`
    It is the desk that was silent, maybe not the country."""
    if silence.days is None:
        return f"Nothing logged under {silence.section} in this period."
    days = counted(silence.days, "day")
    return f"Nothing logged under {silence.section} for {days}."


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
    titles = titles_of(sections, developments)
    spans = spans_of(period)
    dated = [(day, item.section) for item in developments if (day := day_of(item))]
    sources = [source for item in developments for source in item.sources]
    counted = Counter((spans.number(day), section) for day, section in dated)
    named = Counter(source.publisher for source in sources)
    languages = Counter(language_label(source.language) for source in sources)
    figures = (
        over_time(f"Developments by {spans.unit}", counted, titles, spans),
        most_of("Publishers", named, MOST),
        most_of("Languages of sources", languages, MOST),
        most_of("Tags", Counter(tag for item in developments for tag in item.tags), MOST),
    )
    return Dashboard(
        figures=tuple(figure for figure in figures if figure.bars),
        silences=tuple(silences(dated, sections, period)),
    )


def titles_of(
    sections: Mapping[str, str], developments: Iterable[Development]
) -> Mapping[str, str]:
    """Return `sections` (key to title) and, under their keys, those of `developments` that are not
    among them."""
    titles = dict(sections)
    for development in developments:
        titles.setdefault(development.section, development.section)
    return titles


def over_time(
    title: str, counted: Mapping[tuple[int, str], int], names: Mapping[str, str], spans: Spans
) -> Figure:
    """Return the figure of what is `counted` by span and series. `names` is the key of a series to
    its name, in their order; one without any is none of the figure. What is outside the spans has
    a bar if there is such."""
    there = {key for _, key in counted}
    keys = [key for key in names if key in there]
    bars = [
        Bar(label, tuple(counted.get((number, key), 0) for key in keys))
        for number, label in enumerate(spans.labels)
    ]
    outer = (bars[0], bars[-1])
    shown = (bar for bar in bars if bar.total or bar not in outer) if keys else ()
    return Figure(title, tuple(names[key] for key in keys), tuple(shown))


def most_of(title: str, names: Mapping[str, int], most: int) -> Figure:
    """Return the figure of the `most` of `names` (to how often each is there) that are there most
    often, in any case and width, in their most frequent spelling; the title says so if there are
    more."""
    spellings = spelled(names)
    first = sorted(spellings.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    bars = (Bar(spelling(counted), (counted.total(),)) for _, counted in first[:most])
    more = f", {most} of {len(first)}" if len(first) > most else ""
    return Figure(f"{title}{more}", ("",), tuple(bars))


def spelled(names: Mapping[str, int]) -> Mapping[str, Counter[str]]:
    """Return how often each spelling of `names` is there, by what is alike in any case and
    width; empty names are left out."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for name, count in names.items():
        if name:
            spellings[fold(name)][name] += count
    return spellings


def spelling(counted: Counter[str]) -> str:
    """Return the most frequent spelling."""
    return min(counted, key=lambda name: (-counted[name], name))


def silences(
    dated: Iterable[tuple[date, str]], sections: Mapping[str, str], period: Period
) -> Iterator[Silence]:
    """Yield the silences of `sections` up to the end of `period`; `dated` are days and sections of
    developments."""
    latest: dict[str, date] = {}
    for day, section in dated:
        if period.since <= day <= period.until:
            latest[section] = max(day, latest.get(section, day))
    for key, title in sections.items():
        if key not in latest:
            yield Silence(title, None)
        elif (days := (period.until - latest[key]).days) >= LONG_SILENCE:
            yield Silence(title, days)
