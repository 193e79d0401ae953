"""Developments and briefings as JSON: one record a line, Chinese unescaped."""

from __future__ import annotations

from collections.abc import Iterable

from aiwatch.archive.record import to_json, to_line
from aiwatch.domain.briefing import Briefing
from aiwatch.domain.development import Development


def write(briefing: Briefing) -> str:
    """Return `briefing` as a JSON object: title, date, period (or null), overview, and sections,
    each with its key, its title and its records."""
    period = briefing.period
    head = {
        "title": briefing.title,
        "date": briefing.day.isoformat(),
        "period": period and {"since": period.since.isoformat(), "until": period.until.isoformat()},
        "overview": briefing.overview,
    }
    lines = [f"{to_json(name)}: {to_json(value)}," for name, value in head.items()]
    sections = [
        f'{{"key": {to_json(section.key)}, "title": {to_json(section.title)}, "developments": '
        f"{_array(section.developments)}}}"
        for section in briefing.sections
    ]
    return "{" + "\n".join([*lines, f'"sections": [{", ".join(sections)}]']) + "}\n"


def records(developments: Iterable[Development]) -> str:
    """Return the records of `developments` as a JSON array."""
    return _array(developments) + "\n"


def _array(developments: Iterable[Development]) -> str:
    lines = ",\n".join(map(to_line, developments))
    return f"[\n{lines}\n]" if lines else "[]"
