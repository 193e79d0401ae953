"""The check: what each rule finds, in English and Chinese, and what is right and stays untold."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import developments, lines

from aiwatch.archive import open_archive
from aiwatch.domain.addresses import is_web_address, lacks_scheme
from aiwatch.domain.briefing import compose
from aiwatch.domain.copy import OVERVIEW, Copy
from aiwatch.domain.corrections import Correction
from aiwatch.domain.development import Development, Source
from aiwatch.domain.draft_marks import draft_marks
from aiwatch.domain.duplicates import likeness
from aiwatch.domain.editorial import RULES, SEVERITIES, Finding, check
from aiwatch.domain.emphasis import dead_emphasis, without_typed_emphasis
from aiwatch.domain.punctuation import mixed_width, unbalanced, wrong_width
from aiwatch.domain.repeats import repeats
from aiwatch.domain.script import excerpts, is_chinese, word_count
from aiwatch.domain.selection import Selection
from aiwatch.register import register

SAMPLE = Path(__file__).parents[2] / "aiwatch" / "data" / "sample"
SECTIONS = {"tech": "Tech progress", "domestic": "Domestic dynamics"}
TODAY = date(2025, 5, 19)

LETTERS = "abcdefghijklmnopqrstuvwxyz"

GOOD = Source(
    "zh",
    "Xinhua",
    date(2025, 5, 12),
    "https://www.news.cn/tech/20250512/c.html",
    "国务院发布白皮书",
)
TEXT = (
    "The State Council's information office published a white paper on national security in the "
    "new era, in six parts. It puts political security first, and has a section on keeping "
    "emerging fields, AI among them, safe."
)


def item(number: int = 2, **changes: Any) -> Development:
    """Return a development that nothing is wrong with but what `changes` make so."""
    fields = {"section": "tech", "text": TEXT, "date": date(2025, 5, 12), "sources": (GOOD,)}
    return Development(**{**fields, "id": f"2505-aaaaa{number}", **changes})


def sourced(**changes: Any) -> Development:
    return item(sources=(replace(GOOD, **changes),))


def found(*items: Development, carried: Any = None, **parts: Any) -> list[Finding]:
    briefing = compose(items, sections=SECTIONS, title="AI watch", day=TODAY, period=None, **parts)
    return check(Copy(briefing, register(), carried or {}))


def rules(*items: Development, **more: Any) -> list[str]:
    return [finding.rule for finding in found(*items, **more)]


def only(*items: Development, **more: Any) -> Finding:
    (finding,) = found(*items, **more)
    return finding


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert found(item()) == []
    assert found() == []


def test_of_the_sample_only_missing_titles_and_archived_copies_are_told() -> None:
    archive = open_archive(SAMPLE)
    told = found(*archive.select(Selection(until=TODAY)), overview=archive.overview())
    assert {finding.rule for finding in told} == {"no-title", "no-archive"}
    assert {finding.severity for finding in told} == {"warning"}


# sources


@pytest.mark.parametrize(
    ("development", "rule", "severity", "message", "remedy"),
    [
        (
            item(sources=()),
            "no-source",
            "error",
            "It has no source.",
            'aiwatch edit 2505-aaaaa2 --add-source "(EN): …, May 12, 2025"',
        ),
        (
            sourced(published=None),
            "no-date",
            "warning",
            "The source has no date.",
            "Write it at the end of the note: aiwatch edit 2505-aaaaa2",
        ),
        (
            sourced(publisher=""),
            "no-publisher",
            "warning",
            "The source has no publisher.",
            "aiwatch edit 2505-aaaaa2 --publisher Xinhua",
        ),
        (
            sourced(publisher=" ", url="https://mp.weixin.qq.com/s/abc"),
            "no-publisher",
            "warning",
            "The source has no publisher, and mp.weixin.qq.com does not tell it.",
            'aiwatch edit 2505-aaaaa2 --publisher "…"',
        ),
        (
            sourced(language=""),
            "no-language",
            "warning",
            "The source has no language.",
            "aiwatch edit 2505-aaaaa2 --lang zh",
        ),
        (
            sourced(language="", url="", publisher="Reuters"),
            "no-language",
            "warning",
            "The source has no language.",
            "aiwatch edit 2505-aaaaa2 --lang en",
        ),
        (
            sourced(published=date(2025, 5, 20)),
            "future-date",
            "error",
            "The source is dated 20 May 2025, after the briefing of 19 May 2025.",
            "Correct the date in the note: aiwatch edit 2505-aaaaa2",
        ),
        (
            item(date=date(2026, 5, 12)),
            "future-date",
            "error",
            "Its date is 12 May 2026, after the briefing of 19 May 2025.",
            'aiwatch edit 2505-aaaaa2 --date "…"',
        ),
        (
            sourced(title=""),
            "no-title",
            "warning",
            "The source is Chinese and lacks its original title.",
            'aiwatch edit 2505-aaaaa2 --title "…"',
        ),
        (
            sourced(publisher="CAC", url="https://www.cac.gov.cn/2025-05/12/c_1.htm"),
            "no-archive",
            "warning",
            "The source is a government's and has no archived copy.",
            "Save it at https://web.archive.org/save. Record that copy: aiwatch edit 2505-aaaaa2 "
            '--archived "…"',
        ),
        (
            sourced(publisher="国家网信办", url=""),
            "no-archive",
            "warning",
            "The source is a government's, and has neither an address nor an archived copy.",
            'aiwatch edit 2505-aaaaa2 --url "…"',
        ),
        (
            sourced(publisher="微信公众号", url=""),
            "platform",
            "warning",
            "The source has only a platform as publisher, 微信公众号; name who wrote there.",
            'aiwatch edit 2505-aaaaa2 --publisher "…"',
        ),
        (
            sourced(publisher="Weibo", url="https://weibo.com/1/x"),
            "platform",
            "warning",
            "The source has only a platform as publisher, Weibo; name who wrote there.",
            'aiwatch edit 2505-aaaaa2 --publisher "…"',
        ),
        (
            sourced(publisher="WeChat"),
            "platform",
            "warning",
            "The source has only a platform as publisher, WeChat; name who wrote there.",
            "aiwatch edit 2505-aaaaa2 --publisher Xinhua",
        ),
        (
            sourced(language="en"),
            "wrong-language",
            "warning",
            "The source is flagged EN, but pages like this of www.news.cn are CN.",
            "aiwatch edit 2505-aaaaa2 --lang zh",
        ),
        (
            sourced(url="www.news.cn/c.html"),
            "address",
            "warning",
            "The source has an address without its https://: www.news.cn/c.html",
            "aiwatch edit 2505-aaaaa2 --url https://www.news.cn/c.html",
        ),
        (
            sourced(url="notaurl"),
            "address",
            "warning",
            "The source has an address that is no web address: notaurl",
            'aiwatch edit 2505-aaaaa2 --url "…"',
        ),
        (
            sourced(url="https://lin:secret@www.news.cn/c.html"),
            "credentials",
            "error",
            "The source has a user name or password in its address, which every reader would see.",
            "aiwatch edit 2505-aaaaa2 --url https://www.news.cn/c.html",
        ),
        (
            sourced(url="https://www.news.cn/c.html?id=1&utm_source=wechat"),
            "tracking",
            "warning",
            "The source has parameters in its address that only track readers.",
            "aiwatch edit 2505-aaaaa2 --url 'https://www.news.cn/c.html?id=1'",
        ),
    ],
)
def test_what_is_wrong_with_a_source_is_told_with_the_remedy(
    development: Development, rule: str, severity: str, message: str, remedy: str
) -> None:
    assert only(development) == Finding("2505-aaaaa2", rule, severity, message, remedy)


@pytest.mark.parametrize(
    "right",
    [
        {"published": TODAY},
        {"language": "en", "title": "", "url": "https://english.news.cn/c.html"},
        {"language": "en", "title": "", "url": "https://www.news.cn/english/c.html"},
        {"language": "ja", "title": "", "url": ""},
        {"publisher": "CAC", "url": "https://www.cac.gov.cn/c.htm", "archived": "https://a.ph/x"},
        {"url": "https://web.archive.org/web/2025/https://www.cac.gov.cn/c.htm"},
        {"publisher": "arXiv", "language": "en", "url": "https://arxiv.org/abs/2505.04519"},
        {"publisher": "Sohu", "url": "https://www.sohu.com/a/1"},
        {"publisher": "Qbit on WeChat", "url": "https://mp.weixin.qq.com/s/abc"},
        {"publisher": "GitHub", "language": "en", "url": "https://github.blog/2025/x"},
        {"publisher": "Tencent", "language": "en", "url": "https://huggingface.co/tencent/x"},
        {"publisher": "TC260", "language": "en", "url": "https://www.tc260.org.cn/upload/f.pdf"},
    ],
)
def test_what_is_right_with_a_source_is_not_told(right: dict[str, Any]) -> None:
    assert rules(sourced(**right)) == []


def test_a_source_after_the_first_is_named_by_its_number() -> None:
    second = replace(GOOD, title="", url="https://www.news.cn/b.html?utm_source=x")
    untitled, tracked = found(item(sources=(GOOD, second)))
    assert untitled.message == "Source 2 is Chinese and lacks its original title."
    assert untitled.remedy == "Set the title in the note: aiwatch edit 2505-aaaaa2"
    assert tracked.remedy == (
        "Set the url https://www.news.cn/b.html in the note: aiwatch edit 2505-aaaaa2"
    )


@pytest.mark.parametrize(
    ("url", "is_one", "scheme_is_missing"),
    [
        ("https://www.news.cn/c.html?a=1#b", True, False),
        ("HTTP://news.cn", True, False),
        ("https://user@news.cn:8080/人工智能（二）", True, False),
        ("https://新华网.中国/一", True, False),
        ("http://[2001:db8::1]/x", True, False),
        ("mailto:desk@example.org", True, False),
        ("https://web.archive.org/web/2025/https://www.cac.gov.cn/c.htm", True, False),
        ("www.news.cn", False, True),
        ("news.cn/c.html", False, True),
        ("report.pdf", False, False),
        ("notaurl", False, False),
        ("https://notaurl/c.html", False, False),
        ("https://news.cn/a b", False, False),
        ("www.news.cn/a b", False, False),
        ("www.", False, False),
        ("https:/news.cn", False, False),
        ("javascript:alert(1)", False, False),
        ("ftp://news.cn/a", False, False),
    ],
)
def test_what_a_web_address_is(url: str, is_one: bool, scheme_is_missing: bool) -> None:
    assert (is_web_address(url), lacks_scheme(url)) == (is_one, scheme_is_missing)


# length, headlines, repeats, issues


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("word " * 24, "The text has 24 words, fewer than 25."),
        ("word " * 71, "The text has 71 words, more than 70."),
        ("A", "The text has 1 word, fewer than 25."),
        (
            "国务院发布白皮书。" * 16,
            "The text has 80 words (1.6 characters count as one), more than 70.",
        ),
        ("word " * 25, None),
        ("word — word / 5.5 " * 20 + "and GPT-4.1 too", None),
        ("word " * 60 + "(人工智能安全监管制度)", None),
        ("国务院发布白皮书。" * 8, None),
    ],
)
def test_how_long_a_text_is(text: str, message: str | None) -> None:
    told = [finding.message for finding in found(item(text=text.strip()))]
    assert told == [message] * bool(message)


def test_words_are_counted_in_either_script() -> None:
    assert word_count("Alibaba's Qwen3-235B — open, at $5.5 – has 235 billion parameters.") == 9
    assert word_count("国务院发布白皮书") == 5
    assert word_count("Qwen3发布") == 1 + 2 / 1.6
    assert word_count("，。—") == 0
    assert is_chinese("Qwen3发布")
    assert not is_chinese("The plan (计划) is out")


def texts(number: int) -> list[str]:
    """Return texts that have nothing in common."""
    return [" ".join(f"{sign * 3}{other * 2}" for other in LETTERS) for sign in LETTERS[:number]]


def series(headlines: str, section: str = "tech") -> list[Development]:
    """Return developments that tell different things, with a headline for each `h`."""
    told = texts(10)[5 * (section != "tech") :]
    return [
        item(
            index + 2,
            text=text,
            section=section,
            rank=index,
            headline="A headline" * (mark == "h"),
            sources=(replace(GOOD, url=f"https://www.news.cn/{section}{index}"),),
        )
        for index, (mark, text) in enumerate(zip(headlines, told, strict=False))
    ]


@pytest.mark.parametrize(
    ("headlines", "told"),
    [
        ("hhh-", {5: "It has no headline, as the others here have."}),
        ("h-", {3: "It has no headline, as the other one here has."}),
        ("hh-h-", dict.fromkeys((4, 6), "It has no headline, as 3 of the 4 others here have.")),
        ("hh--", {}),
        ("h---", {}),
        ("-", {}),
        ("hhh", {}),
    ],
)
def test_a_headline_is_missed_where_most_others_have_one(
    headlines: str, told: dict[int, str]
) -> None:
    elsewhere = [
        replace(each, id=f"2505-bbbbb{number}")
        for number, each in enumerate(series("---", "domestic"), 2)
    ]
    result = found(*series(headlines), *elsewhere)
    assert {int(finding.id[-1]): finding.message for finding in result} == told
    for finding in result:
        assert finding.remedy == f'aiwatch edit {finding.id} --headline "…"'


def test_the_same_development_twice_is_told_once_of_the_later_one() -> None:
    other = replace(GOOD, url="https://www.news.cn/other")
    copy = item(3, text=TEXT.replace("six parts", "seven parts"), sources=(other,), rank=9)
    finding = only(item(rank=1), copy)
    assert (finding.id, finding.rule) == (copy.id, "repeated")
    assert finding.message.startswith("It has nearly the text of 2505-aaaaa2: The State Council's")
    assert finding.remedy == "If it is one story: aiwatch merge 2505-aaaaa2 2505-aaaaa3"
    same_page = item(3, text=texts(1)[0], rank=9)
    assert only(item(rank=1), same_page).message.startswith("It cites a page of 2505-aaaaa2: ")
    weeks_earlier = replace(copy, date=date(2025, 4, 12))
    assert rules(item(rank=1), weeks_earlier) == []


def test_a_home_page_tells_many_stories() -> None:
    home = (replace(GOOD, url="https://www.news.cn/"),)
    assert rules(item(sources=home), item(3, text=texts(1)[0], sources=home)) == []


@given(st.lists(developments(), max_size=7))
def test_repeats_are_those_that_likeness_finds(several: list[Development]) -> None:
    several = [
        replace(each, id=f"2505-aaaaa{number}", sources=())
        for number, each in enumerate(several, 2)
    ]
    expected = {
        each.id for index, each in enumerate(several) if likeness(each, several[:index]) is not None
    }
    assert repeats(several).keys() == expected


def test_what_an_issue_has_already_is_told() -> None:
    development, other = series("--")
    carried = {development.id: [(9, development), (11, development)]}
    finding = only(development, other, carried=carried)
    assert (finding.rule, finding.message) == ("already-issued", "Issue 11 has it already.")
    assert finding.remedy == "Leave out what issues have: aiwatch brief --new"
    withdrawn = {development.id: [(9, development), (10, None)]}
    assert rules(development, carried=withdrawn) == []
    old = replace(development, id="2505-bbbbbb", sources=())
    again = only(development, carried={old.id: [(9, old)]})
    assert again.rule == "already-issued"
    assert "has nearly the text of 2505-bbbbbb, which issue 9 has: " in again.message
    assert again.remedy == f"Compare them: aiwatch show {development.id} 2505-bbbbbb"


def test_a_correction_is_read_too_but_is_no_repeat() -> None:
    corrected = sourced(title="")
    correction = Correction(3, item(), corrected)
    withdrawn = Correction(3, item(5), None)
    carried = {corrected.id: [(3, item())]}
    told = rules(carried=carried, corrections=(correction, withdrawn))
    assert told == ["no-title"]


# draft marks


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("TODO: find the source.", ["TODO"]),
        ("发布TODO模型", ["TODO"]),
        ("A price of XXX yuan; FIXME", ["XXX", "FIXME"]),
        ("XXX公司发布模型", ["XXX"]),
        ("The figure is tk.", ["tk"]),
        ("Source TK, TKTK", ["TK", "TKTK"]),
        ("Is it so?? 真的？？", ["??", "？？"]),
        ("On [date] it said [..] and [ ].", ["[date]", "[..]", "[ ]"]),
        ("It will [...] grow.", ["[...]"]),
        ("数字[待核实]，【待补充】", ["[待核实]", "【待补充】"]),
        ("See [TODO: check the number].", ["[TODO: check the number]"]),
        ("…", ["…"]),
        (" ?? ", ["??"]),
        ("-", ["-"]),
        # near misses
        ("Todo el mundo; a todo list; to do", []),
        ("XXL, XX and xx; MAXXX; a-xxx", []),
        ("www.site.tk, site.tk and TK Maxx, tk-1, ATK", []),
        ("https://a.example/TODO?x??y=TK", []),
        ("What? Why?! 是吗？真的！", []),
        ('He said “we […] agree” and "they [...] do".', []),
        ("Notes [1], [12], [sic] and [AI] or [link](https://a.example).", []),
        ("", []),
    ],
)
def test_draft_marks_are_words_of_their_own(text: str, marks: list[str]) -> None:
    assert draft_marks(text) == marks


def test_draft_marks_are_errors_wherever_they_are_printed() -> None:
    messages = {
        "headline": item(headline="Qwen4 TODO"),
        "text": item(text=f"{TEXT} XXX"),
        "publisher": sourced(publisher="??"),
        "original title": sourced(title="TODO"),
    }
    for name, development in messages.items():
        finding = only(development)
        assert (finding.rule, finding.severity) == ("draft", "error")
        assert f" in the {name} is a draft mark." in finding.message
    assert rules(sourced(title="人工智能会取代我们吗??"), item(3, comment="TODO")) == ["repeated"]
    assert only(overview="TODO and XXX").id == OVERVIEW


# quotes, brackets, widths


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("The (plan is open.", "("),
        ("The plan) is open.", ")"),
        ("国务院（中国政府网发布了文件。", "（"),
        ("《办法已经发布。", "《"),
        ("办法》已经发布。", "》"),
        ("“清朗行动已经开始。", "“"),
        ("清朗”行动", "”"),
        ("清朗’行动", "’"),
        ("‘Big plans, he said.", "‘"),
        ('It said "we go.', '"'),
        ("「清朗』行动", "「』"),
        ("A [list (of] things)", "()"),
        # near misses
        ("“清朗·整治AI技术滥用”专项行动（第一阶段）依据《关于〈办法〉的通知》。", ""),
        ("他说：“‘人工智能+’是‘十四五’的重点。”", ""),
        ("Alibaba’s ‘open’ models’ weights don’t “cost ‘a lot’” in the ’90s.", ""),
        ("The ‘models’ makers’ say, rock ‘n’ roll, Xi‘an.", ""),
        ("It has 1) chips, (2) data, and c) power; 一）芯片，二）数据。", ""),
        ('A 6.7" and an 11” display', ""),
        ("In [0, 1) and (0, 1]; a smile :) and ;-( too", ""),
        ("See https://en.wikipedia.org/wiki/Qwen_(model) (https://a.example/x?y=(z)).", ""),
        ("“One paragraph goes on.\n\n“The second closes.”", ""),
        ('"One paragraph goes on.\n\n"The second closes."', ""),
        ("国务院(中国政府网）发布", ""),
    ],
)
def test_quotes_and_brackets_have_a_partner(text: str, signs: str) -> None:
    assert "".join(text[place] for place in unbalanced(text)) == signs


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("国务院发布白皮书,提出要求.", ",."),
        ("比如:人工智能;真的吗?是!", ":;?!"),
        ("支持Qwen3,并开源,GPT也一样。", ",,"),
        ("国务院(中国政府网)发布了文件。", "("),
        ('发布了"清朗"行动。', '"'),
        ('李彦宏说:"开源是大势所趋"。', ':"'),
        ('他答道，"不是."', '".'),
        ("“清朗”行动,已经开始", ","),
        ("Alibaba released Qwen3， a family of models（open）.", "，（）"),
        ("The model is good。", "。"),
        ("It said: 清朗,整治", ","),
        ("工信部 ,国家标准委发布AI标准体系指南(2025版)。", ",("),
        ("百度文心4.5 Turbo上线,价格降80%.", ",."),
        ("工信部 ,规定今日施行, 企业须备案.", ",,."),
        ("支持Qwen3 ,并开源 ; 价格降80%,推理加速(两倍),请看 .", ",;,(,."),
        ("发布Qwen3, 开源, GPT也一样: 3款。", ",,:"),
        ("阿里巴巴发布大模型Qwen3.", "."),
        ("百度发布文心大模型4.5 Turbo.", "."),
        ("这是谷歌发布的GPT-5?", "?"),
        ("发布大模型(LLM).", "."),
        # near misses
        ("国务院发布了《规划》，提出“三步走”：到2030年，达到3.5亿元，比分3:2，时间10:30。", ""),
        ("阿里巴巴发布Qwen3（共8款），参数从0.6B到235B，支持Python、Java，C++等。", ""),
        ("大模型(LLM)采用MIT License, Version 2.0协议。", ""),
        ("Yahoo!公司和Inc.公司；1.人工智能；见www.gov.cn/a,b.htm。", ""),
        ("该公司名为北京深度求索Inc.", ""),
        ("百度公司大力发展A.I.", ""),
        ("百度公司大力发展A.I.产业，版本v2.0、价格3.5元、1,000元，10:30开始，比分3:2", ""),
        ("参与者有百度、阿里巴巴、腾讯、字节跳动 et al.", ""),
        ("微软与百度公司和 .NET 基金会合作", ""),
        ("国务院发布白皮书，原文为：The plan is open to all.", ""),
        ("国务院的白皮书，见 https://www.gov.cn/a.", ""),
        ("国务院发布白皮书，见 https://www.gov.cn/a,b:80/?c=1,2 与附件", ""),
        ("雅虎公司又名为Yahoo!", ""),
        ("大模型采用了MIT License, Version 2.0和 1. 二、2. 三的写法", ""),
        ("一个笑脸 :) 和又一个笑脸 ;)", ""),
        ("版本号为v2.0.1 与 3.5", ""),
        ("Terms such as 清朗, 深度求索 (DeepSeek) and 通义千问: all Chinese.", ""),
        ("China’s Ministry of Commerce (商务部), in a statement (声明，5月19日), said so.", ""),
        ("Pangu (盘古大模型), Ascend (昇腾): “模型支持Python，Java等”, it says.", ""),
        ("In English, all is well: (1) one; (2) two? Yes!", ""),
    ],
)
def test_punctuation_is_as_wide_as_its_script(text: str, signs: str) -> None:
    assert "".join(text[place] for place in wrong_width(text)) == signs


def test_a_bracket_is_closed_by_one_of_its_width() -> None:
    assert mixed_width("国务院(中国政府网）发布") == [3]
    assert mixed_width("国务院（A）和(B)发布") == []


def test_where_it_is_wrong_is_shown() -> None:
    finding = only(item(text=TEXT.replace("(", "").replace("in six parts", "(in six parts")))
    assert finding.rule == "unpaired"
    assert finding.message == "( has no partner in the text: …new era, (in six parts…"
    chinese = only(item(text="国务院发布白皮书,提出三项要求；各地区各部门要认真贯彻落实。" * 2))
    assert chinese.rule == "punctuation"
    assert chinese.message.startswith("Half-width , in Chinese, in the text: 国务院发布白皮书,提出")
    assert excerpts("一,二" + "字" * 40 + ",二" * 20, [1, 43, 45], 1) == (
        "一,二字字字字字字字字字字字… and 1 more"
    )


# emphasis


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("**Qwen3**发布", "Qwen3发布"),
        ("**“清朗”**行动 and __that__", "“清朗”行动 and that"),
        ("A *light* and _slanted_ word", "A light and slanted word"),
        ("***Both*** at once", "Both at once"),
        # near misses
        ("snake_case_name and __file", "snake_case_name and __file"),
        ("A* search, C*-algebras and 2 * 3 * 4", "A* search, C*-algebras and 2 * 3 * 4"),
        ("f(**options), 2**10 and a footnote*", "f(**options), 2**10 and a footnote*"),
        ("https://a.example/__x__/*y*", "https://a.example/__x__/*y*"),
    ],
)
def test_emphasis_typed_into_a_text(typed: str, plain: str) -> None:
    assert without_typed_emphasis(typed) == plain
    told = found(item(headline=typed))
    assert [finding.rule for finding in told] == ["emphasis"] * (typed != plain)
    for finding in told:
        assert shlex.split(finding.remedy)[2:] == ["2505-aaaaa2", "--headline", plain]


@pytest.mark.parametrize(
    ("markdown", "lines_told"),
    [
        ("# **“清朗”**行动", [1]),
        ("Text.\n\nA **bold** word and **“人工智能+”**行动.", [3]),
        ("一段\n## 标题 __（二）__的", [2]),
        ("** 重点 ** is", [1]),
        ("An **open end", [1]),
        # what renders
        ("# **Qwen3**发布，**“清朗”**，_light_ and **“x”** y", []),
        ("* item **a** b\n* `**code**` and \\*\\*no\\*\\*\n\n***\n\n* * *", []),
        ("[a](https://a.b/c__d__e__) <https://a.b/**> a__b, __init__, 2 ** 3, ____", []),
        ("```\n**x\n```\n**a *b* c** and ***d***", []),
    ],
)
def test_emphasis_of_the_overview_that_will_not_render(
    markdown: str, lines_told: list[int]
) -> None:
    from markdown_it import MarkdownIt

    assert [dead.line for dead in dead_emphasis(markdown)] == lines_told
    rendered = re.sub("<code>.*?</code>|<[^>]*>", "", MarkdownIt("commonmark").render(markdown))
    left = re.search(r"\*\*|__(?!_)", re.sub(r"a__b|2 \*\* 3|____|\*\*no\*\*|/\*\*", "", rendered))
    assert bool(left and "```" not in markdown) == bool(lines_told)


def test_dead_emphasis_is_told_with_its_place() -> None:
    finding = only(overview="Good.\n\n# **“清朗”**行动\n")
    assert (finding.id, finding.rule) == (OVERVIEW, "emphasis")
    assert finding.message.startswith("Asterisks or underscores in the heading “# **“清朗”**行动”")
    assert finding.remedy.startswith("In line 3 of overview.md, ")


# the whole


def test_findings_stand_in_the_order_of_the_briefing() -> None:
    first, second = series("--")
    bare = replace(first, sources=(), headline="**A** TODO")
    told = found(replace(second, sources=()), bare, overview="(")
    assert [(each.id, each.rule) for each in told] == [
        (OVERVIEW, "unpaired"),
        (first.id, "no-source"),
        (first.id, "draft"),
        (first.id, "emphasis"),
        (second.id, "no-source"),
        (second.id, "no-headline"),
    ]


def test_a_rule_is_what_the_settings_say() -> None:
    briefing = compose(
        [item(sources=()), sourced(title="")],
        sections=SECTIONS,
        title="AI watch",
        day=TODAY,
        period=None,
    )
    severities = {"no-source": "off", "no-title": "error", "repeated": "off"}
    told = check(Copy(briefing, register()), severities)
    assert [(each.rule, each.severity) for each in told] == [("no-title", "error")]


def test_rules_are_words_and_have_a_severity() -> None:
    for name, rule in RULES.items():
        assert re.fullmatch("[a-z]+(-[a-z]+)*", name)
        assert rule.severity in SEVERITIES[:2]
        assert rule.about[0].islower() or rule.about[0] == "a"


@given(st.lists(developments(), max_size=4), lines(0), st.booleans())
def test_whatever_is_logged_can_be_checked(
    several: Sequence[Development], overview: str, is_carried: bool
) -> None:
    carried = {each.id: [(1, each)] for each in several[:2] if each.id and is_carried}
    ids = {each.id for each in several}
    for finding in found(*several, overview=overview, carried=carried):
        assert finding.id in ids or finding.id == OVERVIEW
        assert finding.message
        assert finding.remedy


@given(st.text(max_size=80))
def test_whatever_is_typed_can_be_read(text: str) -> None:
    for places in (unbalanced(text), wrong_width(text), mixed_width(text)):
        assert places == sorted(places)
        assert all(0 <= place < len(text) for place in places)
        excerpts(text, places)
    assert len(without_typed_emphasis(text)) <= len(text)
    assert all(mark in text or mark == text.strip() for mark in draft_marks(text))
    dead_emphasis(text)
    assert word_count(text) >= 0
