"""The briefings that golden files are made from: tests/golden/briefings/*.json."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from aiwatch.archive.record import from_record
from aiwatch.domain.briefing import Briefing, compose
from aiwatch.domain.corrections import Correction
from aiwatch.domain.dashboard import dashboard
from aiwatch.domain.dates import Period
from aiwatch.domain.development import Development, Source

FOLDER = Path(__file__).parent.parent / "golden" / "briefings"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
SECTIONS = {"tech": "Tech progress", "domestic": "Domestic dynamics"}
TODAY = date(2025, 5, 19)


def read_briefing(name: str) -> Briefing:
    """Return the briefing that the file `name` describes; the parts after `overview` may be
    missing, and its dashboard is counted where it is true."""
    given = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    day = date.fromisoformat(given["day"])
    period = Period(date.fromisoformat(given["since"]), day)
    developments = [from_record(record) for record in given["developments"]]
    sections = given["sections"]
    return compose(
        developments,
        sections=sections,
        title=given["title"],
        day=day,
        period=period,
        overview=given["overview"],
        number=given.get("number"),
        takeaways=given.get("takeaways", False),
        contents=given.get("contents", False),
        dashboard=dashboard(developments, sections, period) if given.get("dashboard") else None,
        corrections=tuple(map(_correction, given.get("corrections", ()))),
        late=frozenset(given.get("late", ())),
    )


def _correction(given: dict[str, Any]) -> Correction:
    now = given["now"]
    return Correction(given["issue"], from_record(given["carried"]), now and from_record(now))


def brief_of(*developments: Development, **changes: Any) -> Briefing:
    """Return a briefing of `developments`."""
    given: dict[str, Any] = {"sections": SECTIONS, "title": "AI watch", "day": TODAY}
    return compose(developments, **{**given, "period": None, **changes})


def development(text: str = "A text.", **changes: Any) -> Development:
    """Return a development of 12 May 2025 with what is given."""
    return Development(**{"section": "tech", "text": text, "date": date(2025, 5, 12), **changes})


XINHUA = Source("en", "Xinhua", date(2025, 5, 13), "https://english.news.cn/c.html")
