"""Suggestions from the words of past developments: sure or silent, and always with a reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import aiwatch
from aiwatch.archive.tiny import TinyArchive
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.development import Development, Source
from aiwatch.domain.selection import Selection
from aiwatch.domain.suggestion import Habits, Suggestion, suggest, words_of

SECTIONS = {"tech": "Tech progress", "domestic": "Domestic dynamics"}


def past(count: int = 10) -> list[Development]:
    """As many developments of each section, whose words say where they belong."""
    models, rules = (
        "The Qwen{} model and its weights are open-source.",
        "网信办发布第{}号规定，整治芯片市场。 A ministry issued rules.",
    )
    return [
        Development(section, text.format(number), date(2025, 1, 1), tags=tags)
        for number in range(count)
        for section, text, tags in (
            ("tech", models, ("models",)),
            ("domestic", rules, ("chips", "rules") if number % 2 else ("rules",)),
        )
    ]


def test_words_are_english_and_pairs_of_chinese_signs() -> None:
    assert words_of("The Models of Qwen2.5-Max, 芯片法 in 2025; open-source ＨＢＭ is a 码") == {
        *("model", "qwen2.5-max", "芯片", "片法", "open-source", "hbm"),
    }
    assert words_of("") == words_of("of 12, 是") == frozenset()


def test_a_section_and_its_reason() -> None:
    found = suggest(Clipping("A new MODEL", "Its weights are open-source."), past(), SECTIONS)
    assert found == Suggestion(
        "tech",
        ("models",),
        (
            "section tech: of 10 developments with 'MODEL', 'open-source' or 'weights', 10 are in "
            "Tech progress",
            "tag models: of 10 developments with 'MODEL', 'open-source' or 'weights', 10 have it",
        ),
    )


def test_chinese_is_read_and_shown_as_words() -> None:
    found = suggest(Clipping("网信办整治市场"), past(), SECTIONS)
    assert (found.section, found.tags) == ("domestic", ("rules",))
    assert found.reasons[1] == "tag rules: of 10 developments with 网信办, 市场 or 整治, 10 have it"


def test_the_original_title_counts_as_well() -> None:
    source = Source("zh", title="通义千问发布大模型")
    developments = [
        Development(each.section, each.text, each.date, sources=(source,))
        if each.section == "tech"
        else each
        for each in past()
    ]
    assert suggest(Clipping("千问大模型"), developments, SECTIONS).section == "tech"


@pytest.mark.parametrize(
    "clipping",
    [
        Clipping(),
        Clipping("Nothing that was ever heard of"),
        Clipping("Ministry rules on model weights"),
        Clipping("Qwen"),
    ],
    ids=["empty", "unknown", "both", "one word"],
)
def test_it_is_silent_where_it_is_not_sure(clipping: Clipping) -> None:
    assert suggest(clipping, past(), SECTIONS) == Suggestion()


def test_it_is_silent_where_little_is_known() -> None:
    clipping = Clipping("A model with open-source weights")
    assert suggest(clipping, [], SECTIONS) == Suggestion()
    assert suggest(clipping, past(7), SECTIONS).section == ""
    assert suggest(clipping, past(8), SECTIONS).section == "tech"
    assert suggest(clipping, past(2), SECTIONS) == Suggestion()


def test_only_sections_that_there_are_are_suggested() -> None:
    clipping = Clipping("A model with open-source weights")
    assert suggest(clipping, past(), {"domestic": "Domestic dynamics"}).section == ""


def test_the_list_and_the_preview_agree_on_the_sample() -> None:
    """Each development of the sample, by the others: seldom wrong, mostly told."""
    sample = TinyArchive(Path(aiwatch.__file__).parent / "data" / "sample").select(Selection())
    right = wrong = 0
    for each in sample:
        habits = Habits([other for other in sample if other != each], SECTIONS)
        clipping = Clipping(each.headline, each.text)
        found = habits.suggest(clipping)
        assert habits.section(clipping) == found.section
        assert len(found.reasons) == bool(found.section) + len(found.tags)
        right += found.section == each.section
        wrong += found.section not in ("", each.section)
    assert right > 0.75 * len(sample)
    assert wrong < 0.1 * len(sample)
