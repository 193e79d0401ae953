"""The graphics dashboard as JSON: the figures as objects, days in ISO 8601, Chinese unescaped."""

from typing import Any

from aiwatch.archive.briefing_record import figure_record, silence_record
from aiwatch.archive.record import to_json
from aiwatch.domain.graphics import Graphics


def write(graphics: Graphics, title: str) -> str:
    """Return `graphics` under `title` as a JSON object, a figure a line."""
    calendar = graphics.calendar
    parts: dict[str, Any] = {
        "title": title,
        "since": graphics.period.since.isoformat(),
        "until": graphics.period.until.isoformat(),
        "developments": graphics.count,
        "before": graphics.before,
    }
    figures = ",\n".join(
        f"{to_json(name)}: {to_json(figure_record(figure))}"
        for name, figure in graphics.figures.items()
    )
    ends = {
        "silences": [silence_record(silence) for silence in graphics.silences],
        "calendar": {
            "since": calendar.first.isoformat(),
            "until": calendar.last.isoformat(),
            "days": {day.isoformat(): count for day, count in calendar.counts.items()},
        },
    }
    lines = [f"{to_json(name)}: {to_json(value)}" for name, value in parts.items()]
    lines.append(f'"figures": {{\n{figures}\n}}' if figures else '"figures": {}')
    lines += [f"{to_json(name)}: {to_json(value)}" for name, value in ends.items()]
    return "{" + ",\n".join(lines) + "}\n"
