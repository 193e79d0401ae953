"""Stories: which developments tell the same one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from pairs import ALIKE, MISSED, TAKEN_FOR_ONE, UNLIKE

from aiwatch.domain.development import ID_ALPHABET, Development, Source
from aiwatch.domain.duplicates import likeness, likenesses, page_of
from aiwatch.domain.repeats import pairs

DAY = date(2025, 5, 12)


def told(words: str, day: date = DAY) -> Development:
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


def test_what_is_known_to_be_wrong() -> None:
    """If one of these is judged rightly after all, it belongs among ALIKE or UNLIKE, and its number
    in the figure that `stories` tells."""
    assert not any(likeness(told(one), [told(other)]) for one, other in MISSED)
    assert all(likeness(told(one), [told(other)]) for one, other in TAKEN_FOR_ONE)


def test_many_at_once_are_judged_as_one_by_one() -> None:
    """The pairs of all of the table at once, in two weeks and out of them, headlines or none."""
    words = [told for pair in (*ALIKE, *UNLIKE, *MISSED) for told in pair]
    items = [
        replace(told(each, DAY + timedelta(index % 5 * 7)), id=f"2505-{key(index)}")
        for index, each in enumerate(words)
    ]
    one_by_one = {
        (first, second)
        for second, item in enumerate(items)
        for first in range(second)
        if likeness(item, [items[first]])
    }
    at_once = {pair[:2] for pair in pairs(items)}
    assert at_once == one_by_one
    assert len(at_once) > 10
    half = len(items) // 2
    settled = {pair[:2] for pair in pairs(items, half)}
    assert settled == {pair for pair in one_by_one if pair[1] >= half}


def key(number: int) -> str:
    """Return an id's last part for a number below 900."""
    return f"aaaa{ID_ALPHABET[number // 30]}{ID_ALPHABET[number % 30]}"


def cites(url: str, day: date = DAY, text: str = "Text.", id: str = "") -> Development:
    return Development("tech", text, day, id=id, sources=(Source(url=url),))


@pytest.mark.parametrize(
    "url",
    [
        "http://www.cac.gov.cn/2025-03/14/c_1743654684782215.htm",
        "https://m.cac.gov.cn/2025-03/14/c_1743654684782215.htm?utm_source=x#top",
        "https://www.cac.gov.cn:443/2025-03/14/c_1743654684782215_pc.htm",
    ],
)
def test_one_page_is_one_story_whenever_it_was_logged(url: str) -> None:
    page = "https://www.cac.gov.cn/2025-03/14/c_1743654684782215.htm"
    found = likeness(cites(url), [cites(page, date(2015, 1, 1), "Quite another.")])
    assert found is not None
    assert (found.by, found.share) == ("address", 0)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.cac.gov.cn",
        "https://www.cac.gov.cn/index.htm",
        "https://www.cac.gov.cn/wxzw/wxfb/A093702index_1.htm",
        "https://www.miit.gov.cn/xwdt/gxdt/index.html",
        "https://a.cn/col/col3925/index.html",
        "https://36kr.com/information/AI/",
        "https://a.com/tag/deepseek",
        "https://a.com/en/news/",
        "https://huggingface.co/Qwen",
        "https://github.com/deepseek-ai",
    ],
)
def test_a_page_that_tells_many_stories_makes_none_of_them_one(url: str) -> None:
    assert page_of(url) == ""
    assert not likeness(cites(url), [cites(url, text="Quite another.")])


@pytest.mark.parametrize(
    "url",
    [
        "https://mp.weixin.qq.com/s/abcDEF",
        "https://a.cn/art/2025/5/12/art_123_456/index.html",
        "https://a.com/alibaba-opens-a-model",
        "https://a.com/?p=12",
        "https://a.com/index.php?id=5",
        "https://a.com/#/detail?id=5",
        "https://arxiv.org/abs/2501.12948",
        "https://github.com/deepseek-ai/DeepSeek-V3",
        "https://a.com/news/deal",
    ],
)
def test_any_other_page_tells_one_story(url: str) -> None:
    assert page_of(url)


def test_the_page_counts_more_than_the_text() -> None:
    page = cites("https://a.cn/1.html", text="Quite another.", id="2505-aaaaa2")
    text = cites("https://a.cn/2.html", text="The text it is.", id="2505-aaaaa3")
    found = likenesses(cites("https://a.cn/1.html", text="The text it is."), [text, page])
    assert [(like.development.id, like.by) for like in found] == [
        ("2505-aaaaa2", "address"),
        ("2505-aaaaa3", "text"),
    ]


def test_many_that_cite_one_page_are_paired_with_the_first() -> None:
    items = [
        cites("https://a.cn/1.html", text=f"Story {n} of it.", id=f"2505-{key(n)}")
        for n in range(90)
    ]
    by_page = [pair for pair in pairs(items) if pair.by == "address"]
    assert [pair[:2] for pair in by_page] == [(0, n) for n in range(1, 90)]
