"""What an address tells by itself: publisher, language and a day, and what it does not."""

import csv
from datetime import date
from pathlib import Path

import pytest

from aiwatch.domain.address_reading import read_address
from aiwatch.domain.addresses import host_of, unwrapped
from aiwatch.domain.duplicates import canonical_address
from aiwatch.register import register

DATA = Path(__file__).parents[2] / "aiwatch" / "data" / "publishers"
ROWS = list(csv.DictReader((DATA / "url_dates.csv").read_text("utf-8").splitlines()))
WRAPPED = (
    "https://www.npc.gov.cn/WZWSREL25wYy9jMi9jMzA4MzQvMjAyMTA4L3QyMDIxMDgyMF8zMTMwODguaHRtbD9yZWY9"
    "aW1i"
)

# For each row its day, None where its addresses carry none, and the language of its example.
EXPECTED = [
    ("cac.gov.cn", date(2025, 3, 14), "zh"),
    ("www.gov.cn", date(2022, 1, 4), "zh"),
    ("most.gov.cn", date(2021, 9, 26), "zh"),
    ("scio.gov.cn", date(2022, 8, 8), "zh"),
    ("mfa.gov.cn", date(2024, 5, 31), "en"),
    ("npc.gov.cn", date(2021, 8, 20), "zh"),
    ("moe.gov.cn", date(2025, 5, 15), "zh"),
    ("ndrc.gov.cn", date(2025, 4, 30), "zh"),
    ("mof.gov.cn", date(2024, 9, 4), "zh"),
    ("stats.gov.cn", date(2025, 5, 19), "zh"),
    ("mot.gov.cn", date(2024, 1, 8), "zh"),
    ("beijing.gov.cn", date(2024, 4, 26), "zh"),
    ("npc.gov.cn", date(2021, 8, 20), "zh"),
    ("nda.gov.cn", date(2026, 1, 12), "zh"),
    ("tc260.org.cn", date(2025, 9, 25), "zh"),
    ("tc260.org.cn", date(2025, 9, 15), ""),
    ("nrta.gov.cn", date(2025, 2, 5), "zh"),
    ("news.cn", date(2026, 7, 17), "en"),
    ("qstheory.cn", date(2025, 12, 31), "zh"),
    ("people.com.cn", date(2026, 8, 3), "zh"),
    ("stdaily.com", date(2026, 8, 28), "zh"),
    ("reuters.com", date(2026, 9, 17), "en"),
    ("caixinglobal.com", date(2026, 4, 2), "en"),
    ("arxiv.org", None, ""),
    ("std.samr.gov.cn", None, "zh"),
    ("mp.weixin.qq.com", None, ""),
]


@pytest.mark.parametrize(("row", "expected"), list(zip(ROWS, EXPECTED, strict=True)))
def test_every_pattern_reads_its_example(
    row: dict[str, str], expected: tuple[str, date | None, str]
) -> None:
    found = read_address(row["seen_example"].partition(" (")[0], register())
    assert (row["host"], found.day, found.language) == expected
    assert bool(found.gives and found.from_path) == (found.day is not None)
    assert not {";", "("} & set(found.gives)
    if row["host"] in register().platforms:
        assert found.publisher is None
        assert found.platform is not None
    else:
        assert found.publisher is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://www.cac.gov.cn/2025-02/30/c_1743654684782215.htm",  # no such day
        "https://www.cac.gov.cn/2025-13/14/c_1743654684782215.htm",
        "https://www.cac.gov.cn/2025-03/c_1743654684782215.htm",  # a month only
        "https://www.cac.gov.cn/?u=/2025-03/14/c_1743654684782215.htm",  # not in the path
        "https://www.cac.gov.cn/#/2025-03/14/c_1743654684782215.htm",
        "https://www.gov.cn/zhengce/content/202405/content_6951234.htm",
        "https://www.most.gov.cn/kjbgz/202108/t20210926_177063.html",  # folder and page differ
        "https://www.nda.gov.cn/sjj/zwgk/zcfb/0612/20260107214358696030895_pc.html",  # months after
        "https://www.nda.gov.cn/sjj/zwgk/zcfb/0106/20260107214358696030895_pc.html",  # before
        "https://www.tc260.org.cn/portal/article/2/20250925994503",  # no time of a day
        "https://www.tc260.org.cn/portal/article/2/5f3a9c",
        "https://www.reuters.com/world/2026-09-17-in-review/",
        "https://arxiv.org/abs/2608.16222v1",
        "https://arxiv.org/abs/2608.01",
        "https://nowhere.example/2025-03/14/c_1743654684782215.htm",
        "https://xcac.gov.cn/2025-03/14/c_1743654684782215.htm",
        "https://cac.gov.cn.evil.example/2025-03/14/c_1743654684782215.htm",
    ],
)
def test_a_day_that_is_not_sure_is_not_told(url: str) -> None:
    assert read_address(url, register()).day is None


def test_a_page_uploaded_in_december_was_posted_in_january() -> None:
    url = "https://www.nda.gov.cn/sjj/zwgk/0102/20251230214358696030895_mobile.html"
    assert read_address(url, register()).day == date(2026, 1, 2)


@pytest.mark.parametrize(
    "url",
    [
        "https://xcac.gov.cn/",
        "https://cac.gov.cn.evil.example/",
        "https://cac.gov.cn@evil.example/",
        "https://a@cac.gov.cn@evil.example/",
        "https://evil.example\\@cac.gov.cn/",
        "https://cac.gov.cn%2eevil.example/",
        "https://evil.example%2f.cac.gov.cn/",
        "https://cac.gov.cn\u2024evil.example/",
        "https://evil.example/https://www.cac.gov.cn/",
        "https://evil.example?.cac.gov.cn/",
        "https://evil.example#.cac.gov.cn/",
        "https://another.gov.cn/",
        "https://.cac.gov.cn/",
        "https://cac\u200b.gov.cn/",
        "ftp://www.cac.gov.cn/x",
        "mailto:press@cac.gov.cn",
        "javascript://www.cac.gov.cn/",
        "www.cac.gov.cn@evil.example/x",
        "cac.gov.cn.evil.example/x",
        "cac.gov.cn",
        "https://",
        "",
    ],
)
def test_nobody_passes_for_a_publisher(url: str) -> None:
    assert read_address(url, register()).publisher is None


@pytest.mark.parametrize(
    "url",
    [
        "https://www.cac.gov.cn/",
        "www.cac.gov.cn/x",
        "HTTP://CAC.GOV.CN:8080/x",
        "https://user:word@www.cac.gov.cn./x",
        "https://m.cac.gov.cn",
        "https://web.archive.org/web/20250101000000/https://www.cac.gov.cn/x.htm",
    ],
)
def test_a_publisher_is_told_however_its_host_is_written(url: str) -> None:
    found = read_address(url, register())
    assert found.publisher is not None
    assert found.publisher.printed == "Cyberspace Administration of China"


@pytest.mark.parametrize(
    "host", sorted(set(register().platforms) - {"web.archive.org", "archive.ph", "perma.cc"})
)
def test_a_platform_never_gives_a_publisher(host: str) -> None:
    found = read_address(f"https://{host}/a/20250101", register())
    assert found.publisher is None
    assert found.platform is not None
    assert found.day is None


def test_hostile_addresses_are_read_without_harm(hostile) -> None:
    for each in hostile:
        for url in (each.text, f"https://{each.text}", f"https://www.cac.gov.cn/{each.text}"):
            read_address(url, register())
            assert canonical_address(canonical_address(url)) is not None


def test_a_wrapped_path_is_unwrapped() -> None:
    assert unwrapped(WRAPPED) == (
        "https://www.npc.gov.cn/npc/c2/c30834/202108/t20210820_313088.html"
    )
    for broken in ("/WZWSRE", "/WZWSRE!!!", "/WZWSREL25w\u4e2d", "/WZWSREAAAA", "/WZWSREgICA"):
        assert unwrapped(f"https://a.example{broken}") == f"https://a.example{broken}"


SAME = [
    (
        "https://www.cac.gov.cn/a/c_1743654684782215.htm",
        "HTTP://CAC.gov.cn/a/c_1743654684782215.htm",
    ),
    ("https://a.example:443/story-one/", "http://a.example:80/story-one"),
    ("https://a.example/story-one#top", "https://a.example/story-one"),
    ("https://a.example/story-one?utm_source=x&id=7", "https://a.example/story-one?id=7"),
    ("https://a.example/story-one?id=7&spm=a.b", "https://a.example/story-one?id=7"),
    ("https://a.example/story-one?from=timeline", "https://a.example/story-one"),
    ("https://m.thepaper.cn/newsDetail_forward_1", "https://www.thepaper.cn/newsDetail_forward_1"),
    ("https://a.example./story-one", "https://a.example/story-one"),
    (
        "https://www.nda.gov.cn/sjj/0112/20260107214358696030895_pc.html",
        "https://www.nda.gov.cn/sjj/0112/20260107214358696030895_mobile.html",
    ),
    (
        "https://www.nda.gov.cn/sjj/0112/20260107214358696030895_pc.html",
        "https://www.nda.gov.cn/sjj/0112/20260107214358696030895.html",
    ),
    ("https://mp.weixin.qq.com/s/uYYvMPVq#wechat_redirect", "https://mp.weixin.qq.com/s/uYYvMPVq"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_addresses_of_one_page_are_equal(one: str, other: str) -> None:
    assert canonical_address(one) == canonical_address(other)


def test_a_wrapped_address_is_that_of_its_page() -> None:
    page = "http://www.npc.gov.cn/npc/c2/c30834/202108/t20210820_313088.html"
    assert canonical_address(WRAPPED) == canonical_address(page)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x?id=7", "https://a.example/x?id=8"),
        ("https://a.example/x?from=2025-01-01", "https://a.example/x?from=2025-02-01"),
        ("https://a.example/x?myfrom=1", "https://a.example/x?myfrom=2"),
        ("https://a.example/x?fbid=1", "https://a.example/x?fbid=2"),
        ("https://a.example/x?shareholders=1", "https://a.example/x?shareholders=2"),
        ("https://a.example/#/detail?id=1", "https://a.example/#/detail?id=2"),
        ("https://a.example/#!/one", "https://a.example/#!/two"),
        ("https://a.example/Story", "https://a.example/story"),
        ("https://a.example:8080/x", "https://a.example/x"),
        ("https://a.example/my_pc", "https://a.example/my"),
        ("https://m.example/x", "https://example/x"),
        ("https://finance.sina.com.cn/x", "https://sina.com.cn/x"),
    ],
)
def test_addresses_of_two_pages_differ(one: str, other: str) -> None:
    assert canonical_address(one) != canonical_address(other)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://a@b@c.example/", "c.example"),
        ("https://evil.example\\@cac.gov.cn/", "evil.example"),
        ("https://a.example\\b", "a.example"),
    ],
)
def test_a_host_is_read_as_browsers_read_it(url: str, host: str) -> None:
    assert host_of(url) == host
