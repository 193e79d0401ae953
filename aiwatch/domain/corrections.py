"""Corrections: what an issue carried and what has become of it since."""

from dataclasses import dataclass

from aiwatch.domain.development import Development


@dataclass(frozen=True, slots=True)
class Correction:
    """A development that an issue carried and that has changed since: the number of the last issue
    that told of it, the development as it was told there, and as it is now (None: it was removed,
    so it is withdrawn)."""

    issue: int
    carried: Development
    now: Development | None


def changed_parts(correction: Correction) -> tuple[str, ...]:
    """Return which parts of what a reader saw have changed, of `headline`, `text`, `date`,
    `sources`; none of them for one that is withdrawn."""
    old, new = correction.carried, correction.now
    if new is None:
        return ()
    names = ("headline", "text", "date", "sources")
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))


def correction_told(correction: Correction) -> str:
    """Return what has become of it in a few words: `Issue 11, withdrawn`, or `Issue 11, corrected:
    text and sources`."""
    if correction.now is None:
        return f"Issue {correction.issue}, withdrawn"
    *others, last = changed_parts(correction) or ("text",)
    what = f"{', '.join(others)} and {last}" if others else last
    return f"Issue {correction.issue}, corrected: {what}"
