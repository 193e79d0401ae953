"""A briefing as a record and back: the one schema of the JSON format and of issues' manifests.

    {"schema": 1,
    "number": 12,
    "title": "AI watch",
    …
    "sections": [{"key": "tech", "title": "Tech progress", "developments": [
    {"id": "2505-k7fq3m", …},
    …
    ]}]}

A record of a development has a line of its own. Of what a briefing is without, there is `""`,
`null` or `[]`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from aiwatch.archive.record import SCHEMA, as_day, from_record, json_array, to_json, to_line
from aiwatch.domain.briefing import Briefing, BriefingSection
from aiwatch.domain.dates import Period
from aiwatch.domain.development import Development
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.selection import Selection

if TYPE_CHECKING:
    from aiwatch.domain.corrections import Correction
    from aiwatch.domain.dashboard import Dashboard, Figure, Silence

FIELDS = (
    *("schema", "number", "title", "date", "period", "selection", "overview"),
    *("takeaways", "contents", "dashboard", "corrections", "late", "sections"),
)
"""The fields of a briefing's record, in their order."""


def briefing_json(briefing: Briefing) -> str:
    """Return `briefing` as a JSON object, a record of a development a line."""
    period, dashboard = briefing.period, briefing.dashboard
    values = {
        "schema": SCHEMA,
        "number": briefing.number,
        "title": briefing.title,
        "date": briefing.day.isoformat(),
        "period": period and {"since": period.since.isoformat(), "until": period.until.isoformat()},
        "selection": briefing.selection and _selection_record(briefing.selection),
        "overview": briefing.overview,
        "takeaways": briefing.takeaways,
        "contents": briefing.contents,
        "dashboard": None if dashboard is None else _dashboard_record(dashboard),
    }
    lines = [f"{to_json(name)}: {to_json(value)}," for name, value in values.items()]
    corrections = ",\n".join(map(_correction_lines, briefing.corrections))
    sections = [
        f'{{"key": {to_json(section.key)}, "title": {to_json(section.title)}, "developments": '
        f"{records_json(section.developments)}}}"
        for section in briefing.sections
    ]
    lines += [
        f'"corrections": [\n{corrections}\n],' if corrections else '"corrections": [],',
        f'"late": {to_json(sorted(briefing.late))},',
        f'"sections": [{", ".join(sections)}]}}\n',
    ]
    return "{" + "\n".join(lines)


def records_json(developments: Iterable[Development]) -> str:
    """Return the records of `developments` as a JSON array, one a line."""
    return json_array(map(to_line, developments))


def _correction_lines(correction: Correction) -> str:
    now = to_line(correction.now) if correction.now else "null"
    carried = to_line(correction.carried)
    return f'{{"issue": {correction.issue},\n"carried": {carried},\n"now": {now}}}'


def _selection_record(selection: Selection) -> dict[str, Any]:
    return {
        "since": selection.since.isoformat() if selection.since else "",
        "until": selection.until.isoformat() if selection.until else "",
        "sections": selection.sections,
        "tags": selection.tags,
        "publishers": selection.publishers,
        "languages": selection.languages,
        "match": selection.match,
        "by": selection.by,
    }


def _dashboard_record(dashboard: Dashboard) -> dict[str, Any]:
    return {
        "figures": [figure_record(figure) for figure in dashboard.figures],
        "silences": [silence_record(silence) for silence in dashboard.silences],
    }


def figure_record(figure: Figure) -> dict[str, Any]:
    """Return the record of a figure: title, series, bars with label and counts."""
    return {
        "title": figure.title,
        "series": figure.series,
        "bars": [{"label": bar.label, "counts": bar.counts} for bar in figure.bars],
    }


def silence_record(silence: Silence) -> dict[str, Any]:
    """Return the record of a silence: section and days."""
    return {"section": silence.section, "days": silence.days}


def read_briefing(record: Any) -> Briefing:
    """Return the briefing whose record is `record`. Every field has to be there, and no other.

    Raises InvalidInput, naming the field, for what cannot be right or is of a newer schema.
    """
    if isinstance(record, dict) and _is_count(record.get("schema")) and record["schema"] > SCHEMA:
        raise InvalidInput("It was written by a newer aiwatch; update aiwatch to read it.")
    _expect(record, "it", FIELDS)
    if not _is_count(record["schema"]):
        raise InvalidInput("'schema' is a whole number.")
    period, selection, dashboard = record["period"], record["selection"], record["dashboard"]
    return Briefing(
        title=_text(record, "title"),
        day=_day(record, "date"),
        period=None if period is None else _period(period),
        sections=tuple(map(_section, _list(record, "sections"))),
        overview=_text(record, "overview"),
        number=None if record["number"] is None else _count(record, "number"),
        takeaways=_flag(record, "takeaways"),
        contents=_flag(record, "contents"),
        dashboard=None if dashboard is None else _dashboard(dashboard),
        corrections=tuple(map(_correction, _list(record, "corrections"))),
        late=frozenset(_texts(record, "late")),
        selection=None if selection is None else _selection(selection),
    )


def _section(record: Any) -> BriefingSection:
    _expect(record, "a section", ("key", "title", "developments"))
    developments = tuple(map(from_record, _list(record, "developments")))
    return BriefingSection(_text(record, "key"), _text(record, "title"), developments)


def _correction(record: Any) -> Correction:
    from aiwatch.domain.corrections import Correction

    _expect(record, "a correction", ("issue", "carried", "now"))
    now = record["now"]
    return Correction(
        _count(record, "issue"),
        from_record(record["carried"]),
        None if now is None else from_record(now),
    )


def _period(record: Any) -> Period:
    _expect(record, "'period'", ("since", "until"))
    return Period(_day(record, "since"), _day(record, "until"))


def _selection(record: Any) -> Selection:
    lists = ("sections", "tags", "publishers", "languages")
    _expect(record, "'selection'", ("since", "until", *lists, "match", "by"))
    if record["by"] not in ("date", "published", "logged"):
        raise InvalidInput("'by' of a selection is date, published or logged.")
    return Selection(
        _day(record, "since") if record["since"] != "" else None,
        _day(record, "until") if record["until"] != "" else None,
        **{name: _texts(record, name) for name in lists},
        match=_text(record, "match"),
        by=record["by"],
    )


def _dashboard(record: Any) -> Dashboard:
    from aiwatch.domain.dashboard import Bar, Dashboard, Figure, Silence

    _expect(record, "'dashboard'", ("figures", "silences"))
    figures = []
    for figure in _list(record, "figures"):
        _expect(figure, "a figure", ("title", "series", "bars"))
        series = _texts(figure, "series")
        bars = []
        for bar in _list(figure, "bars"):
            _expect(bar, "a bar", ("label", "counts"))
            counts = tuple(_list(bar, "counts"))
            if len(counts) != len(series) or not all(map(_is_count, counts)):
                raise InvalidInput("'counts' of a bar is a whole number for each series.")
            bars.append(Bar(_text(bar, "label"), counts))
        figures.append(Figure(_text(figure, "title"), series, tuple(bars)))
    silences = []
    for silence in _list(record, "silences"):
        _expect(silence, "a silence", ("section", "days"))
        days = None if silence["days"] is None else _count(silence, "days")
        silences.append(Silence(_text(silence, "section"), days))
    return Dashboard(tuple(figures), tuple(silences))


def _expect(record: Any, what: str, fields: tuple[str, ...]) -> None:
    """Raise InvalidInput unless `record`, which is told as `what`, has these fields."""
    if not isinstance(record, dict):
        raise InvalidInput(f"{what} is an object with fields, and this is none.")
    for name in fields:
        if name not in record:
            raise InvalidInput(f"{what} has no {name!r}.")
    for name in record:
        if name not in fields:
            raise InvalidInput(f"{what} has a field {name!r}, which this aiwatch does not know.")


def _text(record: dict[str, Any], name: str) -> str:
    value = record[name]
    if not isinstance(value, str):
        raise InvalidInput(f"{name!r} is text, and this is none.")
    return value


def _list(record: dict[str, Any], name: str) -> list[Any]:
    value = record[name]
    if not isinstance(value, list):
        raise InvalidInput(f"{name!r} is a list, and this is none.")
    return value


def _texts(record: dict[str, Any], name: str) -> tuple[str, ...]:
    values = _list(record, name)
    if not all(isinstance(value, str) for value in values):
        raise InvalidInput(f"{name!r} is a list of texts; one of these is none.")
    return tuple(values)


def _flag(record: dict[str, Any], name: str) -> bool:
    value = record[name]
    if not isinstance(value, bool):
        raise InvalidInput(f"{name!r} is true or false.")
    return value


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _count(record: dict[str, Any], name: str) -> int:
    if not _is_count(record[name]):
        raise InvalidInput(f"{name!r} is a whole number.")
    return int(record[name])


def _day(record: dict[str, Any], name: str) -> date:
    day = as_day(_text(record, name))
    if day is None:
        raise InvalidInput(f"{name!r} is a day such as 2025-05-12.")
    return day
