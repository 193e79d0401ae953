"""Stories: which developments tell the same one."""

from datetime import date

import pytest
from pairs import ALIKE, MISSED, UNLIKE

from aiwatch.domain.development import Development
from aiwatch.domain.duplicates import likeness


def told(words: str, day: date = date(2025, 5, 12)) -> Development:
    headline, _, text = words.rpartition(" | ")
    return Development("tech", text, day, headline=headline)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_one_story(one: str, other: str) -> None:
    assert likeness(told(one), [told(other)])
    assert likeness(told(other), [told(one)])


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_two_stories(one: str, other: str) -> None:
    assert not likeness(told(one), [told(other)])
    assert not likeness(told(other), [told(one)])


@pytest.mark.parametrize(("one", "other"), MISSED)
def test_what_is_known_to_be_missed(one: str, other: str) -> None:
    """If one of these is found after all, it belongs among ALIKE, and the figure in `stories`."""
    assert not likeness(told(one), [told(other)])
