"""The publisher register: who is found where, and what an address tells."""

import csv
from pathlib import Path

import pytest

from aiwatch.domain.addresses import host_of, language_told, original_address, without_tracking
from aiwatch.domain.development import read_language
from aiwatch.domain.publishers import GOVERNMENT, Register, read_register
from aiwatch.register import register

DATA = Path(__file__).parents[2] / "aiwatch" / "data" / "publishers"


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text("utf-8").splitlines()))


def test_the_register_is_whole() -> None:
    rows = rows_of("publishers.csv")
    assert len(register().publishers) == len(rows)
    assert {row["evidence"] for row in rows} == {"seen", "seen_domain", "certain"}
    for row in rows:
        assert read_language(row["lang"]) == row["lang"]
        found = register().publisher_at(row["domain"])
        assert found is not None
        assert found.domain == row["domain"]
    for row in rows_of("name_variants.csv"):
        named = register().publisher_named(row["variant"])
        assert named is not None
        assert row["canonical_en"] in named.name
    kinds = {publisher.kind for publisher in register().publishers.values()}
    assert kinds > GOVERNMENT


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.cac.gov.cn", "Cyberspace Administration of China"),
        ("std.samr.gov.cn", "National Public Service Platform for Standards Information"),
        ("gkml.samr.gov.cn", "State Administration for Market Regulation"),
        ("gov.cn", "State Council (Chinese government portal)"),
        ("english.www.gov.cn", "State Council (English portal)"),
        ("finance.sina.com.cn", "Sina"),
        ("chinai.substack.com", "ChinAI Newsletter"),
        ("www.baidu.com", "Baidu"),
        ("baijiahao.baidu.com", None),
        ("another.substack.com", None),
        ("notsina.com.cn", None),
        ("sina.com.cn.evil.example", None),
        ("", None),
    ],
)
def test_a_publisher_is_found_by_its_longest_domain(host: str, name: str | None) -> None:
    found = register().publisher_at(host)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("mp.weixin.qq.com", "WeChat Official Accounts"),
        ("baijiahao.baidu.com", "Baijiahao"),
        ("another.substack.com", "Substack"),
        ("chinai.substack.com", None),
        ("www.baidu.com", None),
    ],
)
def test_a_platform_is_told_from_who_publishes_there(host: str, name: str | None) -> None:
    found = register().platform_at(host)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("CAC", "cac.gov.cn"),
        ("  cyberspace  administration of china ", "cac.gov.cn"),
        ("the Cyberspace Administration of China", "cac.gov.cn"),
        ("网信办", "cac.gov.cn"),
        ("State Council", "www.gov.cn"),
        ("国务院", "www.gov.cn"),
        ("中国政府网", "www.gov.cn"),
        ("Global Times", "globaltimes.cn"),
        ("ＴＣ２６０", "tc260.org.cn"),
        ("Nobody", None),
        ("", None),
    ],
)
def test_a_publisher_is_found_by_its_names(name: str, domain: str | None) -> None:
    found = register().publisher_named(name)
    assert (found.domain if found else None) == domain


@pytest.mark.parametrize(
    ("url", "language"),
    [
        ("https://www.cac.gov.cn/2025-04/30/c_1747719097461951.htm", "zh"),
        ("https://www.mfa.gov.cn/eng/xw/zyxw/202407/t20240704_11448351.html", "en"),
        ("https://www.mfa.gov.cn/mfa_eng/xw/t1.html", "en"),
        ("http://www.csrc.gov.cn/csrc_en/c1/content.shtml", "en"),
        ("http://www.npc.gov.cn/englishnpc/c2/x.shtml", "en"),
        ("https://english.www.gov.cn/policies/x.html", "en"),
        ("http://en.people.cn/n3/2025/0517/c90000-20316149.html", "en"),
        ("http://russian.people.com.cn/n3/1.html", "ru"),
        ("https://jp.xinhuanet.com/x.htm", "ja"),
        ("https://www.globaltimes.cn/page/202505/1334428.shtml", "en"),
        ("https://www.chinadaily.com.cn/a/1.html", "en"),
        ("https://cn.chinadaily.com.cn/a/1.html", "zh"),
        ("https://api-docs.deepseek.com/zh-cn/news/news250120", "zh"),
        ("https://web.archive.org/web/20250101000000/https://www.cac.gov.cn/x.htm", "zh"),
        # What is not sure is not told.
        ("https://api-docs.deepseek.com/news/news1226", ""),  # a company's site has two languages
        ("https://china.chinadaily.com.cn/a/1.html", ""),  # below an English one much is Chinese
        ("https://www.tc260.org.cn/upload/framework.pdf", ""),  # a translation, maybe
        ("https://github.com/deepseek-ai/DeepSeek-V3", ""),
        ("https://finance.sina.com.cn/tech/en-rich.html", "zh"),  # `en` in the name of a page
        ("https://nowhere.example/x", ""),
        ("mailto:a@b.example", ""),
        ("", ""),
    ],
)
def test_a_language_is_told_by_the_address_else_by_the_publisher(url: str, language: str) -> None:
    assert register().language_at(url) == language


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://a.example/x?utm_source=w&id=3&UTM_Medium=m#top", "https://a.example/x?id=3#top"),
        ("https://a.example/x?spm=a.b.c", "https://a.example/x"),
        (
            "https://a.example/x?id=3&from=singlemessage&isappinstalled=0",
            "https://a.example/x?id=3",
        ),
        ("https://a.example/?a=1&amp;utm_source=x", "https://a.example/?a=1"),
        (
            "https://mp.weixin.qq.com/s?__biz=M&mid=2&idx=1&sn=f&chksm=8&scene=21#wechat_redirect",
            "https://mp.weixin.qq.com/s?__biz=M&mid=2&idx=1&sn=f#wechat_redirect",
        ),
        ("https://x.com/a/status/1?s=20&t=abc", "https://x.com/a/status/1"),
    ],
)
def test_tracking_parameters_are_taken_out_and_all_else_stays(url: str, clean: str) -> None:
    assert without_tracking(url) == clean
    assert without_tracking(clean) == clean


@pytest.mark.parametrize(
    "url",
    [
        "https://std.samr.gov.cn/gb/search/gbDetailed?id=301E0388CB75788DE06397BE0A0AE1B4",
        "https://a.example/search?from=2025-01-01&scene=2&version=3&s=20",
        "https://a.example/utm_source=1/page?%20=&&x#utm_source=2",
        "https://a.example/?spam=1&myutm_source=2",
        "not an address?utm",
    ],
)
def test_what_may_be_needed_is_no_tracking(url: str) -> None:
    assert without_tracking(url) == url


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("HTTPS://User:pw@WWW.Example.COM.:8080/x", "www.example.com"),
        ("//example.com?x", "example.com"),
        ("example.com/x", ""),
        ("http://[::1]/", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_the_host_of_an_address(url: str, host: str) -> None:
    assert host_of(url) == host


def test_a_copy_tells_its_original() -> None:
    url = "https://www.cac.gov.cn/x.htm?a=b"
    assert original_address(f"https://web.archive.org/web/2025id_/{url}") == url
    assert original_address("https://archive.ph/abc") == "https://archive.ph/abc"
    assert language_told("https://web.archive.org/web/2025/x") == ""


def test_an_empty_register_knows_nobody() -> None:
    for empty in (Register(), read_register("domain,name_en\n", "domain,name\n")):
        assert empty.publisher_at("www.cac.gov.cn") is None
        assert empty.platform_named("WeChat") is None
        assert empty.language_at("https://www.cac.gov.cn/") == ""
