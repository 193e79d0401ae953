"""Developments and briefings as JSON: one record a line, Chinese unescaped."""

from __future__ import annotations

from collections.abc import Iterable

from aiwatch.archive.briefing_record import briefing_json, records_json
from aiwatch.domain.briefing import Briefing
from aiwatch.domain.development import Development


def write(briefing: Briefing) -> str:
    """Return `briefing` as a JSON object with all it has, its developments as records: the form in
    which an issue's manifest holds it, too."""
    return briefing_json(briefing)


def records(developments: Iterable[Development]) -> str:
    """Return the records of `developments` as a JSON array."""
    return records_json(developments) + "\n"
