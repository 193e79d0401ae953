"""Lines break where a reader of English or Chinese expects it, and nothing is lost."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from aiwatch.domain.text import join_lines
from aiwatch.writers.cells import display_width, graphemes, pad, truncate
from aiwatch.writers.wrapping import line_spans, wrap

CHINESE = (
    "国家互联网信息办公室4月30日宣布，在全国范围内部署开展为期3个月的“清朗·整治AI技术滥用”专项行动："
    "第一阶段强化AI技术源头治理，清理整治违规AI应用程序；第二阶段聚焦利用AI技术制作发布谣言、不实信息、"
    "色情低俗内容，假冒他人、从事网络水军活动等突出问题（含“一键脱衣”）……负责人说：“这是‘清朗’系列行动之一——"
    "不是最后一次！”《人工智能生成合成内容标识办法》将于2025年9月1日起施行，投入约３０％的力量。"
)
MIXED = (
    "The Cyberspace Administration of China (国家互联网信息办公室) opened a campaign, “Qinglang” "
    "(清朗), on the misuse of AI – three months, two stages – on 30 April 2025. It covers "
    "3.5 million apps; models such as DeepSeek-R1（深度求索）和通义千问Qwen3-235B-A22B are "
    "named, and 45 % of them… were checked by May 12, 2025."
)
CLOSERS = set("，。、；：？！）》〉」』】〕〗”’…—·％,.;:!?)]}%")
OPENERS = set("（《〈「『【〔〖“‘([{")
WIDTHS = range(24, 101)

words = st.lists(
    st.one_of(
        st.text("abcxyzABC", min_size=1, max_size=12),
        st.text("清朗芯片人工智能安全数据模型", min_size=1, max_size=10),
        st.sampled_from(
            ["（工信部）", "“清朗”", "《办法》", "2025年5月12日", "30%", "——", "……", "，", "。"]
        ),
        st.sampled_from(["(AI)", "Qwen3", "–", "- ", "1.", "and", "é", "👩‍🔬", "🇨🇳", "한국어"]),
        st.just(" "),
    ),
    max_size=60,
).map(lambda parts: " ".join("".join(parts).split()))


@pytest.mark.parametrize("text", [CHINESE, MIXED])
def test_no_line_begins_with_closing_or_ends_with_opening_punctuation(text: str) -> None:
    for width in WIDTHS:
        lines = wrap(text, width)
        assert all(display_width(line) <= width for line in lines)
        assert not [line for line in lines[1:] if line[0] in CLOSERS]
        assert not [line for line in lines[:-1] if line[-1] in OPENERS]


@pytest.mark.parametrize("text", [CHINESE, MIXED])
def test_the_importer_joins_the_lines_to_the_same_text(text: str) -> None:
    for width in WIDTHS:
        assert join_lines("\n".join(wrap(text, width))) == text


def test_chinese_lines_are_full() -> None:
    for width in WIDTHS:
        for line in wrap(CHINESE, width)[:-1]:
            assert display_width(line) > width - 16  # a date, 于2025年9月1日起, goes down whole


@given(words, st.integers(1, 60), st.booleans())
@settings(max_examples=300)
def test_only_spaces_are_left_out(text: str, width: int, whole: bool) -> None:
    place = 0
    for start, end in line_spans(text, width, whole_addresses=whole):
        assert not text[place:start].strip()
        assert start < end
        place = end
    assert not text[place:].strip()


@given(st.text(max_size=80), st.integers(1, 30))
@settings(max_examples=300)
def test_any_text_survives_in_lines_that_fit(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert display_width(line) <= width or len(list(graphemes(line))) == 1


@given(words, st.integers(10, 60))
@settings(max_examples=200)
def test_wrapping_what_is_wrapped_changes_nothing(text: str, width: int) -> None:
    for line in wrap(text, width):
        assert wrap(line, width) == [line]


def test_dashes_and_ellipses_of_two_characters_stay_whole() -> None:
    for width in range(8, 40):
        lines = wrap("这是今年的行动——不是最后一次……负责人说——还有……" * 3, width)
        assert not [line for line in lines if line[0] in "—…" or line.count("—") % 2]


def test_a_latin_line_breaks_at_spaces_only() -> None:
    text = "state-of-the-art open-weight models and/or agents"
    assert wrap(text, 20) == ["state-of-the-art", "open-weight models", "and/or agents"]


def test_a_spaced_dash_stays_at_the_end_of_its_line() -> None:
    lines = wrap("The plan — a draft – is out - now", 7)
    assert lines == ["The", "plan —", "a", "draft –", "is", "out -", "now"]
    for width in range(8, 30):
        assert not [x for x in wrap("a plan - a draft – an end — so", width) if x[0] in "-–—"]


@pytest.mark.parametrize(
    "text",
    [
        "The law was passed in 2025. It is now in force in all of the provinces.",
        "There are three of them: 1. models 2. chips 3. people and 4) the rest of it.",
        "Spending rose - as planned - by 20 per cent - or more - over the year * so * far.",
        "The notice says • one • two • three and > quotes | more | of # them.",
        "共有三项 1、模型 2、芯片 3、人才 以及其他各项工作 4、数据",
    ],
)
def test_no_line_looks_like_a_bullet(text: str) -> None:
    markers = ("- ", "* ", "• ", "> ", "| ", "# ")
    for width in range(20, 70):
        for line in wrap(text, width)[1:]:
            assert not f"{line} ".startswith(markers)
            assert not line.lstrip("0123456789").startswith((". ", ") ", "、")) or line[0].isalpha()
            assert line not in ("2025.", "-", "*")


def test_dates_quantities_and_the_head_of_a_note_stay_on_one_line() -> None:
    text = "It costs 235 billion yuan, from May 12, 2025. (Source (EN): Sina, 1 June 2025)"
    whole = ["235 billion", "May 12, 2025", "(Source (EN): Sina", "1 June 2025"]
    for width in range(24, 80):
        lines = "\n".join(wrap(text, width))
        assert [part for part in whole if part not in lines] == []


def test_a_number_keeps_its_sign_and_its_unit() -> None:
    text = "投入占比达到３０％和４５％并在２０２５年５月完成增长百分之五的目标￥３００亿元"
    for width in range(12, 60):
        for line in wrap(text, width):
            assert line[0] not in "％年月亿"
            assert line[-1] != "￥"


def test_full_width_letters_are_a_word() -> None:
    for width in range(12, 40):
        assert "ＤＥＥＰ" in "\n".join(wrap("研究人员发布了ＤＥＥＰ模型", width))


def test_an_address_longer_than_a_line_is_cut_or_kept_whole() -> None:
    url = "https://zh.wikipedia.org/wiki/清朗行动/a-very-long-address/with-many-parts"
    text = f"See <{url}>, and go on."
    assert f"<{url}>," in wrap(text, 30, whole_addresses=True)
    assert wrap(text, 30, whole_addresses=True)[0] == "See"
    cut = wrap(text, 30)
    assert all(display_width(line) <= 30 for line in cut)
    assert url in "".join(cut)


def test_chinese_after_an_address_still_breaks() -> None:
    lines = wrap("见https://example.cn/2025/05。" + "清朗" * 30, 40, whole_addresses=True)
    assert max(map(display_width, lines)) <= 40


def test_emoji_and_accents_are_never_split() -> None:
    parts = ["👩‍🔬", "👨‍👩‍👧‍👦", "🇨🇳", "👍🏽", "❤️", "1️⃣", "é", "e\u0301", "ﷺ", "각"]
    text = "".join(parts)
    assert [text[start:end] for start, end, _ in graphemes(text)] == parts
    assert wrap("👩‍🔬" * 4, 4) == ["👩‍🔬👩‍🔬", "👩‍🔬👩‍🔬"]


def test_widths() -> None:
    assert display_width("AI 清朗“”—…") == 11
    assert display_width("👩‍🔬🇨🇳👍🏽❤️1️⃣") == 10
    assert display_width("e\u0301ＡＩ，\u200b") == 7


def test_widths_agree_with_rich() -> None:
    ordinary = [
        chr(code)
        for start, end in ((0x20, 0x17F), (0x370, 0x482), (0x2010, 0x2027), (0x2030, 0x205E))
        for code in range(start, end)
        if unicodedata.category(chr(code)) not in ("Cc", "Cn")
    ]
    ordinary += map(
        chr, [*range(0x3001, 0x30FF), *range(0x4E00, 0x9FA5, 7), *range(0xAC00, 0xD7A3, 50)]
    )
    ordinary += map(
        chr, [*range(0xFF01, 0xFFA0), *range(0x1F300, 0x1F3F0), *range(0x1F400, 0x1F64F)]
    )
    assigned = [character for character in ordinary if unicodedata.category(character) != "Cn"]
    assert [c for c in assigned if display_width(c) != cell_len(c)] == []
    for text in (CHINESE, MIXED, "👩‍🔬 ❤️ 🇨🇳 1️⃣ e\u0301"):
        assert display_width(text) == cell_len(text)


def test_line_breaks_stay_and_blank_text_has_no_lines() -> None:
    assert wrap("one\n\n two  \nthree", 20) == ["one", "two", "three"]
    assert wrap("  \n ", 20) == wrap("", 20) == []


def test_ellipsis_and_padding_by_width() -> None:
    assert truncate("清朗行动", 8) == "清朗行动"
    assert truncate("清朗行动", 7) == "清朗行…"
    assert truncate("清朗行动", 6) == "清朗…"
    assert truncate("models and chips", 8) == "models…"
    assert truncate("models", 1) == "…"
    assert truncate("models", 0) == ""
    assert pad("清朗", 6) == "清朗  "
    assert pad("清朗行动", 6) == "清朗行动"


@pytest.mark.parametrize(
    "piece", ["a", "中", "- ", "“", "http://<", "May ", "\u0301", "👍", "1.", "（"]
)
def test_a_hundred_thousand_of_anything_wrap(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    lines = wrap(text, 72)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
