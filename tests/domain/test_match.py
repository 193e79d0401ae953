"""A search is told where in the original text its words stand."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwatch.domain.development import Development, Source
from aiwatch.domain.match import find_folded, find_match
from aiwatch.domain.selection import Selection, searchable
from aiwatch.domain.text import fold


def found(text: str, query: str) -> str | None:
    place = find_folded(text, query)
    return None if place is None else text[place[0] : place[1]]


@pytest.mark.parametrize(
    ("text", "query", "part"),
    [
        ("The Qinglang campaign", "QINGLANG", "Qinglang"),
        ("开展“清朗·整治AI技术滥用”专项行动", "清朗", "清朗"),
        ("整治ＡＩ技术", "ai技", "ＡＩ技"),
        ("整治AI技术", "ＡＩ", "AI"),
        ("an oﬃcial ﬁgure", "fig", "ﬁg"),
        ("an oﬃcial ﬁgure", "figure", "ﬁgure"),
        ("an oﬃcial ﬁgure", "official", "oﬃcial"),
        ("an oﬃcial ﬁgure", "ic", "ﬃc"),
        ("Die Straße ist breit", "STRASSE", "Straße"),
        ("Die Straße ist breit", "strase", None),
        ("Die Straße ist breit", "s", "S"),
        ("eße", "s", "ß"),
        ("㈱東芝 ㎏", "kg", "㎏"),
        ("ﾃﾞｰﾀ centre", "データ", "ﾃﾞｰﾀ"),
        ("cafe\u0301 AI", "CAFÉ", "cafe\u0301"),
        ("ΟΔΟΣ", "οδος", "ΟΔΟΣ"),
        ("각하", "각", "각"),
        ("\u1100\u1161\u11a8하", "각", "\u1100\u1161\u11a8"),
        ("İstanbul AI", "ai", "AI"),
        ("one two", "three", None),
        ("one two", "", None),
        ("", "one", None),
    ],
)
def test_places(text: str, query: str, part: str | None) -> None:
    assert found(text, query) == part


mixed = st.text(
    st.one_of(
        st.sampled_from("aAbBﬁßﬃＡＩai清朗芯片éÉ\u0301\u0345İıΣςﾃﾞ한\u1100\u1161\u11a8㎏½ …"),
        st.characters(codec="utf-8"),
    ),
    max_size=25,
)


@given(mixed, mixed, mixed)
@settings(max_examples=400)
def test_what_the_filter_finds_has_a_place(before: str, query: str, after: str) -> None:
    text = before + query + after
    place = find_folded(text, query)
    assert (place is not None) == (fold(query) in fold(text) and fold(query) != "")
    if place:
        assert 0 <= place[0] < place[1] <= len(text)
        assert fold(query) in fold(text[place[0] : place[1]])


@given(st.text("abﬁßＡ清é ", max_size=20), st.text("abﬁßＡ清é ", min_size=1, max_size=3))
def test_a_place_is_no_longer_than_it_must_be(text: str, query: str) -> None:
    place = find_folded(text, query)
    if place:
        start, end = place
        assert fold(query) not in fold(text[start + 1 : end])
        assert fold(query) not in fold(text[start : end - 1])


def test_a_long_text_that_does_not_fold_by_itself() -> None:
    text = "\u0345" * 50_000 + "清朗" + "a" * 40_000
    assert found(text, "清朗") == "清朗"


def test_the_fields_of_a_development() -> None:
    development = Development(
        "tech",
        "A text.",
        date(2025, 5, 12),
        headline="A headline",
        comment="Call them.",
        tags=("safety", "chips"),
        sources=(
            Source("en", "Xinhua", url="https://example.cn/a"),
            Source("zh", "新华社", title="国务院关于芯片"),
        ),
    )
    queries = {
        "headline": "head",
        "text": "a text",
        "comment": "call",
        "tag": "CHIP",
        "publisher": "新华",
        "title": "芯片",
        "url": "EXAMPLE.cn",
    }
    for field, query in queries.items():
        match = find_match(development, query)
        assert match is not None
        assert match.field == field
        assert fold(match.text[match.start : match.end]) == fold(query)
        assert match.text in searchable(development)
        assert Selection(match=query).matches(development)
    assert find_match(development, "nowhere") is None
