"""What is told of a development that has changed since an issue carried it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from aiwatch.domain.corrections import Correction, changed_parts, correction_told
from aiwatch.domain.development import Development, Source

SINA = Source("en", "Sina", date(2025, 4, 30), "https://sina.example/1")
CARRIED = Development("tech", "Text.", date(2025, 4, 29), sources=(SINA,))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": "Another."}, "Issue 11, corrected: text"),
        ({"sources": ()}, "Issue 11, corrected: sources"),
        ({"sources": (replace(SINA, language="zh"),)}, "Issue 11, corrected: sources"),
        (
            {"text": "Another.", "date": date(2025, 4, 28)},
            "Issue 11, corrected: text and date (now 28 April 2025)",
        ),
        (
            {"headline": "New", "text": "Another.", "sources": (SINA, SINA)},
            "Issue 11, corrected: headline, text and sources",
        ),
        # What no reader sees is no correction, and none is made up.
        ({"section": "domestic", "tags": ("a",), "comment": "b"}, "Issue 11, corrected"),
        ({"sources": (replace(SINA, archived="https://a.example"),)}, "Issue 11, corrected"),
        ({"sources": (replace(SINA, unknown={"page": 3}),)}, "Issue 11, corrected"),
        ({"sources": (SINA, Source(archived="https://a.example"))}, "Issue 11, corrected"),
    ],
)
def test_what_has_changed(changes: dict[str, object], told: str) -> None:
    correction = Correction(11, CARRIED, replace(CARRIED, **changes))  # type: ignore[arg-type]
    assert correction_told(correction) == told
    assert bool(changed_parts(correction)) == (":" in told)


def test_one_that_is_gone_is_withdrawn() -> None:
    gone = Correction(3, CARRIED, None)
    assert changed_parts(gone) == ()
    assert correction_told(gone) == "Issue 3, withdrawn"
