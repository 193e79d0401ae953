"""A match is shown with what stands around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiwatch.domain.match import Match, find_folded
from aiwatch.domain.text import visible
from aiwatch.writers.cells import display_width
from aiwatch.writers.snippet import Snippet, snippet
from aiwatch.writers.summary import summary
from briefings import development


def cut(text: str, query: str, width: int) -> Snippet:
    place = find_folded(text, query)
    assert place is not None
    return snippet(Match("text", text, *place), width)


ENGLISH = (
    "The models switch between a thinking and a fast mode, and rivals take notice of all that."
)
CHINESE = "第一阶段强化源头治理，清理整治违规应用程序；第二阶段聚焦利用技术制作发布谣言、不实信息。"


@pytest.mark.parametrize(
    ("text", "query", "width", "shown"),
    [
        (ENGLISH, "models", 30, "The models switch between a…"),
        (ENGLISH, "FAST", 30, "…and a fast mode, and rivals…"),
        (ENGLISH, "all that", 30, "…take notice of all that."),
        (CHINESE, "谣言", 24, "…作发布谣言、不实信息。"),
        (CHINESE, "第一", 16, "第一阶段强化源…"),
        ("One.\n\nTwo.", "two", 30, "One. Two."),
        ("\x1b[31m清朗", "清朗", 30, "␛[31m清朗"),
        ("Antidisestablishmentarianism", "establish", 40, "Antidisestablishmentarianism"),
        ("清朗" * 20, "清朗" * 20, 9, "清朗清朗…"),
    ],
)
def test_snippets(text: str, query: str, width: int, shown: str) -> None:
    assert str(cut(text, query, width)) == shown


@given(st.text(max_size=60), st.text("a清 é👩‍🔬", min_size=1, max_size=4), st.text(max_size=60))
def test_a_snippet_fits_and_keeps_its_match(before: str, query: str, after: str) -> None:
    place = (len(before), len(before) + len(query))
    found = snippet(Match("text", before + query + after, *place), 40)
    assert display_width(str(found)) <= 40
    assert found.match.strip() == visible(before + query + after, *place).strip()


def test_an_emoji_stays_whole_around_a_match() -> None:
    assert str(cut("发布👩‍🔬和👩‍🚀", "👩", 30)) == "发布👩‍🔬和👩‍🚀"


def test_what_happened_in_a_line() -> None:
    assert summary(development("First. Second.")) == "First."
    assert summary(development("First. Second.", headline="Head\x1b")) == "Head␛"
