"""Developments as JSON Lines: one record a line, Chinese unescaped."""

from collections.abc import Iterable

from aiwatch.archive.record import to_line
from aiwatch.domain.development import Development


def records(developments: Iterable[Development]) -> str:
    """Return the records of `developments`, each on a line of its own."""
    return "".join(f"{to_line(development)}\n" for development in developments)
