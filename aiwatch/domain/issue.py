"""An issue: a briefing that was published, numbered and frozen."""

from dataclasses import dataclass

from aiwatch.domain.briefing import Briefing


@dataclass(frozen=True)
class Issue:
    """A published briefing as its manifest has it; `briefing.number` is its number, and `sha256`
    (hexadecimal) that of the Markdown that was published."""

    briefing: Briefing
    sha256: str

    @property
    def number(self) -> int:
        """The issue's number, from 1."""
        assert self.briefing.number is not None
        return self.briefing.number


def issue_name(number: int, day: str) -> str:
    """Return the name of an issue's files without ending: `012-2025-05-19`; `day` is ISO 8601."""
    return f"{number:03}-{day}"
