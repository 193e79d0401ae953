"""The source note: what reading tolerates, what writing keeps clean, and that they agree."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from aiwatch.domain.development import Source, language_label, read_language
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.source_note import (
    NoteReading,
    label,
    note_start,
    protect,
    read_note,
    source_parts,
    unprotect,
    write_note,
)

MARKDOWN = MarkdownIt("commonmark")
APRIL_30 = date(2025, 4, 30)
MAY_12 = date(2025, 5, 12)
MAY_13 = date(2025, 5, 13)
SINA = Source("en", "Sina", APRIL_30)
SINA_CLEAN = Source("", "Sina", APRIL_30)
COUNCIL = Source("zh", "State Council", MAY_12)
XINHUA = Source("en", "Xinhua", MAY_13)
XINHUA_CN = Source("zh", "新华社", MAY_12)


def sources_of(note: str, day_first: bool | None = None) -> tuple[Source, ...]:
    """What a note at the end of a text says; the text must come out whole, without remarks."""
    reading = read_note(f"Text. {note}", day_first)
    assert reading.text == "Text."
    assert reading.remarks == ()
    return reading.sources


def stays(text: str, *phrases: str) -> None:
    """The text keeps its note, and the only remark has these phrases."""
    reading = read_note(text)
    assert reading.text == text
    assert reading.sources == ()
    assert len(reading.remarks) == 1
    for phrase in phrases:
        assert phrase in reading.remarks[0]


# Reading: the label


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("(Source (EN): Sina, April 30, 2025)", SINA),
        ("(Source(EN): Sina, April 30, 2025)", SINA),
        ("(source (en): Sina, April 30, 2025)", SINA),
        ("(SOURCE (En) : Sina, April 30, 2025)", SINA),
        ("(Sources (EN): Sina, April 30, 2025)", SINA),
        ("( Source ( EN ): Sina , April 30, 2025 )", SINA),
        ("(Source (EN) Sina, April 30, 2025)", SINA),
        ("(Source [EN]: Sina, April 30, 2025)", SINA),
        ("(Source (in English): Sina, April 30, 2025)", SINA),
        ("(Source (CN): State Council, May 12, 2025)", COUNCIL),
        ("(Source (zh): State Council, May 12, 2025)", COUNCIL),
        ("(Source (in Chinese): State Council, May 12, 2025)", COUNCIL),
        ("(Source (Chinese): State Council, May 12, 2025)", COUNCIL),
        ("(Source (中文): State Council, May 12, 2025)", COUNCIL),
        ("(Source: State Council (in Chinese), May 12, 2025)", COUNCIL),
        ("(Source: State Council, May 12, 2025 (in Chinese))", COUNCIL),
        ("(Source (CN): State Council (in Chinese), May 12, 2025)", COUNCIL),
        ("（Source（EN）：Sina，April 30, 2025）", SINA),
        ("（来源（英文）：Sina，2025年4月30日）", SINA),
        ("（来源：Sina（英文），2025年4月30日）", SINA),
        ("(来源(英文): Sina, 2025年4月30日)", SINA),
        ("（来源：新华社，2025年5月12日）", XINHUA_CN),
        ("（來源：新华社，2025年5月12日）", XINHUA_CN),
        ("（消息来源：新华社 2025年5月12日）", XINHUA_CN),
        ("【来源：新华社2025年5月12日】", XINHUA_CN),
        ("(来源：新华社，２０２５年５月１２日）", XINHUA_CN),
        ("（来源：IT之家，2025年5月12日）", Source("zh", "IT之家", MAY_12)),
        ("（来源：Reuters，2025年5月12日）", Source("", "Reuters", MAY_12)),
        ("（来源：日経クロステック，2025年5月12日）", Source("", "日経クロステック", MAY_12)),
        ("（来源（日文）：日本経済新聞，2025年5月12日）", Source("ja", "日本経済新聞", MAY_12)),
        ("(Source: 新华社, May 12, 2025)", Source("", "新华社", MAY_12)),
        ("[source: Sina, April 30, 2025]", SINA_CLEAN),
        ("[Source (EN): Sina, April 30, 2025].", SINA),
        ("*[Source (EN): Sina, April 30, 2025]*", SINA),
        ("[来源：新华社，2025年5月12日]", XINHUA_CN),
        (
            "[Source (EN): [Sina](https://sina.example/1), April 30, 2025]",
            Source("en", "Sina", APRIL_30, "https://sina.example/1"),
        ),
        ("(Source: Sina, April 30, 2025)", SINA_CLEAN),
        ("(**Source (EN):** Sina, April 30, 2025)", SINA),
        ("(*Source (EN): Sina, April 30, 2025*)", SINA),
        ("*(Source (EN): Sina, April 30, 2025)*", SINA),
        ("_(Source (EN): Sina, April 30, 2025)_.", SINA),
        ("(Source (JP): Nikkei)", Source("ja", "Nikkei")),
        ("(Source (KR): Yonhap)", Source("ko", "Yonhap")),
        ("(Source (FR): Le Monde)", Source("fr", "Le Monde")),
    ],
)
def test_labels_as_real_trackers_write_them(note: str, expected: Source) -> None:
    assert sources_of(note) == (expected,)


# Reading: dates


@pytest.mark.parametrize(
    "written",
    [
        "Sina, April 30, 2025",
        "Sina April 30, 2025",
        "Sina, April 30 2025",
        "Sina, Apr 30, 2025",
        "Sina, Apr. 30, 2025",
        "Sina, april 30, 2025",
        "Sina, 30 April 2025",
        "Sina 30 Apr 2025",
        "Sina, 2025-04-30",
        "Sina 2025-04-30",
        "Sina, 2025年4月30日",
        "Sina，2025年4月30日",
        "Sina2025年4月30日",
        "Sina, April 30, 2025.",
        "Sina (April 30, 2025)",
        "Sina（2025年4月30日）",
        "Sina,\nApril 30,\n2025",
        "Sina, Wednesday, April 30, 2025",
        "Sina – April 30, 2025",
        "Sina: April 30, 2025",
        "Sina | April 30, 2025",
        "Sina, 二〇二五年四月三十日",
    ],
)
def test_dates_as_real_trackers_write_them(written: str) -> None:
    assert sources_of(f"(Source: {written})") == (SINA_CLEAN,)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_in_full_and_abbreviated(month: int) -> None:
    day = date(2025, month, 3)
    for form in ("%B 3, 2025", "%b 3, 2025", "3 %B 2025", "3 %b 2025"):
        assert sources_of(f"(Source: Sina {day.strftime(form)})") == (Source("", "Sina", day),)


def test_day_first_decides_what_could_be_two_dates() -> None:
    note = "(Source: Sina, 05/04/2025)"
    assert sources_of(note, True) == (Source("", "Sina", date(2025, 4, 5)),)
    assert sources_of(note, False) == (Source("", "Sina", date(2025, 5, 4)),)


@pytest.mark.parametrize(
    "written",
    [
        "Sina, 05/04/2025",
        "Sina 05/04/2025",
        "Sina, February 30, 2025",
        "Sina, 2025-13-01",
        "Sina, 2025年2月30日",
        "Sina, May 12",
        "Sina, 12 May",
        "Sina, 5月12日",
        "Sina, May 2025",
        "Sina, 2025-05",
        "Sina, 2025",
        "Sina, 2025年5月",
        "Sina, yesterday",
        "新华社，昨天",
        "Sina, May 12, 20255",
        "[Sina, 05/04/2025](https://sina.example)",
    ],
)
def test_a_date_that_is_no_day_leaves_the_note_in_the_text(written: str) -> None:
    stays(f"Text. (Source: {written})", "(Source: ", "stays in the text: ")


def test_each_source_of_a_chinese_note_has_its_own_language() -> None:
    note = read_note("（来源：新华社，2025年5月12日；Reuters，2025年5月13日）")
    assert [source.language for source in note.sources] == ["zh", ""]


@pytest.mark.parametrize(
    "text",
    [
        "Text [source code].",
        "Text [Source: Sina](https://sina.example).",
        "Text [Source: Sina][1].",
        r"Text \[Source: Sina, April 30, 2025]",
    ],
)
def test_a_square_bracket_that_is_no_note_stays_and_is_not_told(text: str) -> None:
    assert read_note(text) == NoteReading(text, (), ())


def test_a_note_in_square_brackets_is_refused_protected_and_found_like_any_other() -> None:
    stays("Text. [Source: Sina, 05/04/2025]", "could be 5 April 2025 or 4 May 2025")
    text = "Text [Source: A, May 1, 2025]"
    assert protect(text) == r"Text \[Source: A, May 1, 2025]"
    assert unprotect(protect(text)) == text
    assert note_start(text) == 5
    note = read_note(f"{protect(text)} (Source (EN): Sina, April 30, 2025)")
    assert (note.text, note.sources) == (protect(text), (SINA,))


def test_the_remark_gives_the_reason_of_the_date_error() -> None:
    from aiwatch.domain.dates import read_day

    with pytest.raises(InvalidInput) as refusal:
        read_day("05/04/2025", None)
    stays("Text. (Source: Sina, 05/04/2025)", "(Source: Sina, 05/04/2025)", str(refusal.value))


# Reading: names


@pytest.mark.parametrize(
    "name",
    [
        "State Council",
        "Yicai (第一财经)",
        "新华社（北京）",
        "21st Century Business Herald",
        "Caixin, Inc.",
        "Caixin, Inc",
        "36Kr",
        "Channel 4",
        "U.S. Dept. of Commerce",
        "Beijing 2022",
        "CCTV 13",
        "People's Daily",
        "S&T Daily",
        "AT&T",
        "国家网信办",
        "《科技日报》",
        "Tencent / 腾讯",
        "Ministry of Industry, Information Technology (MIIT), China",
        "Marchand",
        "May",
        'The "Daily" News',
        "C++ Weekly",
        "A – B",
    ],
)
@pytest.mark.parametrize("tail", ["", ", April 30, 2025", " April 30, 2025", "，2025年4月30日"])
def test_names_with_commas_dots_digits_and_brackets(name: str, tail: str) -> None:
    assert sources_of(f"(Source: {name}{tail})") == (Source("", name, APRIL_30 if tail else None),)


def test_no_date_no_language_no_publisher() -> None:
    assert sources_of("(Source: Sina)") == (Source(publisher="Sina"),)
    assert sources_of("(Source: May 12, 2025)") == (Source(published=MAY_12),)


# Reading: addresses and titles

LINKED = Source("zh", "State Council", MAY_12, "https://www.gov.cn/a?b=1&c=2")
TITLED = Source("zh", "State Council", MAY_12, "https://www.gov.cn/a", "新时代的国家安全")


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("(Source (CN): [State Council](https://www.gov.cn/a?b=1&c=2), May 12, 2025)", LINKED),
        ("(Source (CN): [State Council](<https://www.gov.cn/a?b=1&c=2>), May 12, 2025)", LINKED),
        ("(Source (CN): [State Council](https://www.gov.cn/a?b=1&amp;c=2), May 12, 2025)", LINKED),
        ("(Source (CN): [State Council, May 12, 2025](https://www.gov.cn/a?b=1&c=2))", LINKED),
        ("(Source (CN): State Council <https://www.gov.cn/a?b=1&c=2>, May 12, 2025)", LINKED),
        ("(Source (CN): State Council, <https://www.gov.cn/a?b=1&c=2>, May 12, 2025)", LINKED),
        ("(Source (CN): State Council, May 12, 2025, https://www.gov.cn/a?b=1&c=2)", LINKED),
        ("(Source (CN): State Council https://www.gov.cn/a?b=1&c=2 May 12, 2025)", LINKED),
        ("(Source (CN): *[State Council](https://www.gov.cn/a?b=1&c=2)*, May 12, 2025)", LINKED),
        (
            '(Source (CN): [State Council](https://www.gov.cn/a "新时代的国家安全"), May 12, 2025)',
            TITLED,
        ),
        (
            "(Source (CN): [State Council](https://www.gov.cn/a '新时代的国家安全') May 12, 2025)",
            TITLED,
        ),
        (
            '(Source (CN): State Council "新时代的国家安全" <https://www.gov.cn/a>, 2025-05-12)',
            TITLED,
        ),
        (
            '(Source (CN): State Council <https://www.gov.cn/a> "新时代的国家安全", 2025-05-12)',
            TITLED,
        ),
        ("(Source: <https://a.example/b>)", Source(url="https://a.example/b")),
        ("(Source: https://a.example/b)", Source(url="https://a.example/b")),
        ("(Source: [https://a.example/b](https://a.example/b))", Source(url="https://a.example/b")),
        ("(Source: <mailto:desk@a.example>)", Source(url="mailto:desk@a.example")),
        (
            "(Source: [Wiki](https://a.example/A_(b)), May 12, 2025)",
            Source("", "Wiki", MAY_12, "https://a.example/A_(b)"),
        ),
        ('(Source: Sina "标题")', Source(publisher="Sina", title="标题")),
        ('(Source: "Sina May 5, 2025")', Source(publisher="Sina May 5, 2025")),
        ('(Source: "Sina" <https://a.example>)', Source(publisher="Sina", url="https://a.example")),
        (
            "(Source: Sina ([link](https://a.example)))",
            Source("", "Sina (link)", None, "https://a.example"),
        ),
        (r"(Source: A \(b\; c\*)", Source(publisher="A (b; c*")),
        ("(Source: AT&amp;T&#41;)", Source(publisher="AT&T)")),
        ("(Source: AT&unknown, May 12, 2025)", Source("", "AT&unknown", MAY_12)),
    ],
)
def test_addresses_and_titles(note: str, expected: Source) -> None:
    assert sources_of(note) == (expected,)


# Reading: several sources


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        (
            "(Source (CN): State Council, May 12, 2025; Source (EN): Xinhua, May 13, 2025)",
            (COUNCIL, XINHUA),
        ),
        (
            "(Source (EN): Sina, April 30, 2025; Xinhua, May 13, 2025)",
            (SINA, XINHUA),
        ),
        (
            "（来源（英文）：Sina，2025年4月30日；Xinhua，2025年5月13日）",
            (SINA, XINHUA),
        ),
        (
            "(Source (EN): Sina, April 30, 2025; State Council (in Chinese), May 12, 2025; "
            "Xinhua (in English), May 13, 2025)",
            (SINA, COUNCIL, XINHUA),
        ),
        (
            "(Source (EN): Sina, April 30, 2025; Source: 新华社, May 12, 2025)",
            (SINA, Source("", "新华社", MAY_12)),
        ),
        (
            "(Source (EN): [A; B](https://a.example/;x); Sina (a; b), April 30, 2025;)",
            (
                Source("en", "A; B", None, "https://a.example/;x"),
                Source("en", "Sina (a; b)", APRIL_30),
            ),
        ),
        ("(Source: A&AB; C)", (Source(publisher="A&AB"), Source(publisher="C"))),
        (
            "(Source (CN): State Council, May 12, 2025) (Source (EN): Xinhua, May 13, 2025)",
            (COUNCIL, XINHUA),
        ),
        (
            "(Source (CN): State Council, May 12, 2025)\n(Source (EN): Xinhua, May 13, 2025).",
            (COUNCIL, XINHUA),
        ),
        (
            "(Source (CN): State Council, May 12, 2025); (Source (EN): Xinhua, May 13, 2025)。",
            (COUNCIL, XINHUA),
        ),
        (
            "*(Source (CN): State Council, May 12, 2025)* *(Source (EN): Xinhua, May 13, 2025)*",
            (COUNCIL, XINHUA),
        ),
    ],
)
def test_several_sources(notes: str, expected: tuple[Source, ...]) -> None:
    assert sources_of(notes) == expected


# Reading: what is a note, and what stays


@pytest.mark.parametrize("stop", ["", ".", "。", " .", ".  ", "\n", "．\n\n", ".\u200b"])
def test_a_full_stop_after_the_note_is_swallowed(stop: str) -> None:
    text = f"通知发布。(Source (EN): Sina, April 30, 2025){stop}"
    assert read_note(text) == NoteReading("通知发布。", (SINA,), ())


def test_the_text_is_untouched_but_for_trailing_space() -> None:
    text = "  One\\*  (two) \\(Source: A)\n\n三 \n\n(Source (EN): Sina, April 30, 2025)"
    assert read_note(text) == NoteReading("  One\\*  (two) \\(Source: A)\n\n三", (SINA,), ())


def test_a_text_that_is_nothing_but_a_note() -> None:
    assert read_note("(Source (EN): Sina, April 30, 2025)") == NoteReading("", (SINA,), ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Text.",
        "Text (see below)",
        "Text (2025)",
        "Text (May 12, 2025).",
        "Text (source code)",
        "Text (sources say so)",
        "Text (open source: yes)",
        "Text （见下文）。",
        "Text (Sourcery: a tool)",
        "Text :)",
        "Text )) ((",
        r"Text \(Source: Sina)",
        r"Text \(Source: Sina, 05/04/2025)",
        "Text\\",
    ],
)
def test_ordinary_text_and_brackets_are_no_notes(text: str) -> None:
    assert read_note(text) == NoteReading(text, (), ())


def test_a_note_in_the_middle_stays_and_is_reported() -> None:
    stays("One (Source: Sina, April 30, 2025) two.", "(Source: Sina, April 30, 2025)", "end")
    stays("One (see two (Source: Sina, April 30, 2025))", "(Source: Sina, April 30, 2025)", "end")
    reading = read_note("One (Source: A) two (Source: B). Three (Source (EN): Sina, 2025-04-30)")
    assert reading.text == "One (Source: A) two (Source: B). Three"
    assert reading.sources == (SINA,)
    assert ["(Source: A)" in remark for remark in reading.remarks] == [True, False]
    assert ["(Source: B)" in remark for remark in reading.remarks] == [False, True]


@pytest.mark.parametrize(
    ("note", "phrase"),
    [
        ("(Source (Xinhua): Sina, April 30, 2025)", "Xinhua"),
        ("(Source (QQ): Sina, April 30, 2025)", "QQ"),
        ("(Source: )", "no source"),
        ("(Source (EN):;)", "no source"),
        ("(Source: Sina; April 30, 2025)", "semicolon"),
        ("(Source: Sina, April 30, 2025", "never closes"),
        ("(Source: Sina\n\nApril 30, 2025)", "blank line"),
        ("(Source (EN): Xinhua (in Chinese), May 12, 2025)", "EN and CN"),
        ("(Source: [A](https://a.example), [B](https://b.example))", "two addresses"),
        ("(Source: A <https://a.example> <https://b.example>)", "two addresses"),
        ("(Source: A, May 3, 2025 and B, May 4, 2025)", "';'"),
        ("(Source: A, May 3, 2025, B, May 4, 2025)", "';'"),
        ("(Source: April 30, 2025, Sina)", "';'"),
        ("(Source: Sina, April 30, 2025, p. 4)", "';'"),
        ("(Source: Sina&#10;x)", "one line"),
    ],
)
def test_what_cannot_be_understood_stays_and_is_reported(note: str, phrase: str) -> None:
    stays(f"Text. {note}", phrase)


def test_a_note_before_one_that_is_not_understood_stays_with_it() -> None:
    text = "Text. (Source: A, May 3, 2025) (Source: B, 05/04/2025)"
    reading = read_note(text)
    assert (reading.text, reading.sources) == (text, ())
    assert len(reading.remarks) == 2


def test_a_note_after_one_that_is_not_understood_is_read() -> None:
    reading = read_note("Text. (Source: B, 05/04/2025) (Source (EN): Sina, April 30, 2025)")
    assert reading.text == "Text. (Source: B, 05/04/2025)"
    assert reading.sources == (SINA,)
    assert len(reading.remarks) == 1


def test_a_long_note_is_shortened_in_its_remark() -> None:
    reading = read_note(f"Text (Source: {'A very long name ' * 100}, 05/04/2025)")
    assert "…" in reading.remarks[0]
    assert len(reading.remarks[0]) < 500


@pytest.mark.parametrize(
    "text",
    [
        "(" * 50_000 + ")" * 50_000,
        "(Source: " * 11_000,
        "(Source: " * 10_000 + ")" * 10_000,
        "(Source: A) " * 8_000,
        "(Source: A) x" * 8_000,
        "(Source: " + "(" * 40_000 + ")" * 50_000,
        "(Source: " + "[" * 90_000 + ")",
        "(Source: " + "[a](" * 20_000 + ")" * 20_001,
        "(Source: " + '[a](b "' * 13_000 + ")" * 13_001,
        "(Source: " + '"' * 90_001 + ")",
        "(Source: " + '"\\' * 45_000 + ")",
        "(Source: " + "<https:" * 13_000 + ")",
        "(Source: " + "\\<a" * 30_000 + ")",
        "(Source: " + "https://," * 10_000 + ")",
        "(Source: https://" + "," * 90_000 + ")",
        "(Source: " + "May 12, 2025 " * 7_000 + ")",
        "(Source: " + "1" * 90_000 + ")",
        "(Source: " + "*" * 90_000 + ")",
        "(Source: " + "; " * 45_000 + ")",
        "(Source: a" + " " * 90_000 + "b)",
        "(" + " " * 90_000 + "Source" + " " * 9_000,
        "x" + " " * 90_000 + "(Source: A)" + " " * 9_000,
        "\n" * 90_000 + "(Source: A" + "\n " * 4_000 + ")",
        "(Source: A" + " in Chinese" * 8_000 + ")",
        "(Source: " + "&#" * 45_000 + ";)",
    ],
    ids=lambda text: text[:24],
)
def test_hostile_texts_come_to_an_end(text: str) -> None:
    reading = read_note(text)
    assert text.startswith(reading.text)
    assert reading.sources or reading.text == text.rstrip()
    assert read_note(protect(text)).sources == ()


# Writing


@pytest.mark.parametrize(
    ("source", "markdown", "plain"),
    [
        (SINA, "(Source (EN): Sina, April 30, 2025)", "(Source (EN): Sina, April 30, 2025)"),
        (SINA_CLEAN, "(Source: Sina, April 30, 2025)", "(Source: Sina, April 30, 2025)"),
        (
            TITLED,
            '(Source (CN): [State Council](https://www.gov.cn/a "新时代的国家安全"), May 12, 2025)',
            '(Source (CN): State Council "新时代的国家安全" <https://www.gov.cn/a>, May 12, 2025)',
        ),
        (
            Source("en", "Wiki", None, "https://a.example/A_(b)"),
            "(Source (EN): [Wiki](<https://a.example/A_(b)>))",
            "(Source (EN): Wiki <https://a.example/A_(b)>)",
        ),
        (
            Source("zh", "", MAY_12, "https://a.example/b"),
            "(Source (CN): <https://a.example/b>, May 12, 2025)",
            "(Source (CN): <https://a.example/b>, May 12, 2025)",
        ),
        (
            Source("zh", "", MAY_12, "https://a.example/b", "题"),
            '(Source (CN): <https://a.example/b> "题", May 12, 2025)',
            '(Source (CN): <https://a.example/b> "题", May 12, 2025)',
        ),
        (
            Source("", "State Council", MAY_12, "", "题"),
            '(Source: State Council "题", May 12, 2025)',
            '(Source: State Council "题", May 12, 2025)',
        ),
        (
            Source("", "", MAY_12, "", "题"),
            '(Source: — "题", May 12, 2025)',
            '(Source: — "题", May 12, 2025)',
        ),
        (Source("zh", "", MAY_12), "(Source (CN): May 12, 2025)", "(Source (CN): May 12, 2025)"),
        (
            Source("", "Sina May 5, 2025"),
            r"(Source: Sina May 5\, 2025)",
            '(Source: "Sina May 5, 2025")',
        ),
        (
            Source("", "Sina 5 May 2025"),
            '(Source: "Sina 5 May 2025")',
            '(Source: "Sina 5 May 2025")',
        ),
        (
            Source("", "新华社2025年5月12日"),
            '(Source: "新华社2025年5月12日")',
            '(Source: "新华社2025年5月12日")',
        ),
        (Source("", "A (b"), r"(Source: A \(b)", r"(Source: A \(b)"),
        (Source("", "The *A_b* [x]"), r"(Source: The \*A_b\* \[x\])", r"(Source: The *A_b* \[x])"),
        (Source("", "A; B"), r"(Source: A\; B)", r"(Source: A\; B)"),
        (
            Source("", "Xinhua (in Chinese)", MAY_12),
            r"(Source: Xinhua \(in Chinese\), May 12, 2025)",
            '(Source: "Xinhua (in Chinese)", May 12, 2025)',
        ),
        (
            Source("", "X", None, "javascript:alert(1)"),
            r"(Source: X \<javascript\:alert\(1\)\>)",
            r"(Source: X \<javascript:alert(1)\>)",
        ),
        (
            Source("", "X", None, "www.gov.cn/a"),
            r"(Source: X \<www.gov.cn/a\>)",
            "(Source: X <www.gov.cn/a>)",
        ),
        (
            Source("", "X", None, "gov.cn/a"),
            r"(Source: X \<gov.cn/a\>)",
            "(Source: X <gov.cn/a>)",
        ),
    ],
)
def test_notes_as_written(source: Source, markdown: str, plain: str) -> None:
    assert write_note((source,)) == markdown
    assert write_note((source,), links=False) == plain
    for note in (markdown, plain):
        assert sources_of(note) == (source,)


@pytest.mark.parametrize(
    "name",
    [
        "State Council",
        "People's Daily",
        "S&T Daily",
        "国家网信办",
        "Yicai (第一财经)",
        "新华社（北京）",
        "《科技日报》",
        "Caixin, Inc.",
        "21st Century Business Herald",
        "36Kr",
        "Channel 4",
        "U.S. Dept. of Commerce",
        "Tencent / 腾讯",
        "Xinhua – English",
        "Source (EN): x",
        "Hello!",
        "#AI",
        "a_b",
        "AI: a weekly",
    ],
)
@pytest.mark.parametrize("day", [None, MAY_12])
def test_ordinary_names_stay_clean(name: str, day: date | None) -> None:
    tail = ", May 12, 2025" if day else ""
    for links in (True, False):
        assert write_note([Source("", name, day)], links=links) == f"(Source: {name}{tail})"
    linked = write_note([Source("", name, day, "https://a.example")])
    assert linked == f"(Source: [{name}](https://a.example){tail})"


def test_sources_are_separated_by_semicolons_each_with_its_label() -> None:
    assert write_note((COUNCIL, XINHUA)) == (
        "(Source (CN): State Council, May 12, 2025; Source (EN): Xinhua, May 13, 2025)"
    )


def test_nothing_to_write() -> None:
    assert write_note(()) == ""
    assert write_note([Source(archived="https://archive.example/x")]) == ""


def test_label_and_parts_for_other_writers() -> None:
    assert label(COUNCIL) == "Source (CN)"
    assert label(Source(publisher="Sina")) == "Source"
    assert source_parts(TITLED) == ("Source (CN)", "State Council", "May 12, 2025")
    assert source_parts(Source(title="题", url="https://a.example")).name == "题"
    assert source_parts(Source(url="https://a.example")) == ("Source", "https://a.example", "")


# Writing and reading back

LANGUAGES = ("", "en", "zh", "ja", "ko", "fr", "is")
NASTY = (
    *"()[]<>{}\"'\\;:,.*_`&~#!|/@$^+-=%?",
    *"（）【】［］；：，。、《》“”‘’—–… 5A中😀é\u200d\u00a0\u3000\ue000",
    "May 5, 2025",
    "5 May 2025",
    "2025-05-05",
    "05/04/2025",
    "2025年5月12日",
    "5月12日",
    "yesterday",
    "2025",
    "Source (EN): x",
    "(Source: y)",
    "（来源：新华社）",
    "; Source:",
    "(in Chinese)",
    "（英文）",
    "[a](b)",
    '[a](b "c")',
    "](",
    "<https://a.example>",
    "https://a.example/b",
    "www.a.example",
    "\\<a\\>",
    "&amp;",
    "&#40;",
    "&",
    "**",
    "__",
    "\\\\",
    "\\(",
    '"x"',
    ' "x"',
    "javascript:",
    "—",
    "State Council",
    "新华社",
    "**a**",
    "~~",
    "<b>",
    "<!--",
    "\\",
    "``",
    "![x](y)",
    "mailto:a@b.example",
)
LINE = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))


def line(alphabet: st.SearchStrategy[str] = LINE) -> st.SearchStrategy[str]:
    pieces = st.lists(st.sampled_from(NASTY) | st.text(alphabet, max_size=3), max_size=6)
    return pieces.map("".join)


NAMES = line().map(lambda text: unicodedata.normalize("NFC", text).strip())
ADDRESSES = st.builds(
    lambda scheme, rest: re.sub(r"\s", "", scheme + rest),
    st.sampled_from(
        ("https://", "http://a.example/", "HTTPS://x", "mailto:", "javascript:", "a.b/", "")
    ),
    line(),
)
DATES = st.none() | st.dates(date(1949, 10, 1), date(2099, 12, 31))


@st.composite
def any_source(draw: st.DrawFn) -> Source:
    fields = (draw(NAMES), draw(DATES), draw(st.just("") | ADDRESSES), draw(st.just("") | line()))
    assume(any(fields))
    return Source(draw(st.sampled_from(LANGUAGES)), *fields)


BODIES = st.builds(
    lambda text: protect(text).rstrip(),
    st.lists(
        st.sampled_from((*NASTY, "(Source: ", ")", ").", "),", "*", "\n\n")) | st.text(max_size=4)
    ).map("".join),
)


@settings(max_examples=300, deadline=None)
@given(BODIES, st.lists(any_source(), min_size=1, max_size=3), st.booleans())
@example("A \\(Source: Sina, May 5, 2025)", [SINA], True)
@example("A \\(Source: Sina, May 5, 2025).", [SINA], False)
@example("A (Source:", [SINA, COUNCIL], True)
@example("", [Source("", "https://a.example", None, "https://a.example")], True)
@example("", [Source("", "—", None, "", "t")], True)
def test_writing_and_reading_back_is_the_identity(
    body: str, sources: list[Source], links: bool
) -> None:
    reading = read_note(f"{body} {write_note(sources, links=links)}")
    assert reading.text == body
    assert reading.sources == tuple(sources)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from((*"()（）\\ *.;", "(Source: ")), max_size=12)
    .map("".join)
    .map(str.lstrip)
)
@example("(Source: a \\(Source: b)")
@example("A （来源：新华社）。")
@example("(Source: A),")
def test_protected_text_ends_in_no_note(text: str) -> None:
    protected = protect(text)
    assert read_note(protected).sources == ()
    assert read_note(protected).text == protected.rstrip()
    assert MARKDOWN.render(protected) == MARKDOWN.render(text)


def test_protect_leaves_ordinary_text_alone() -> None:
    for text in ("Text.", "Text (see below).", "One (Source: A) two.", r"Text \(Source: A)"):
        assert protect(text) == text
    assert protect("Text (Source: A).") == r"Text \(Source: A)."
    assert protect("文（来源：新华社）") == "文&#65288;来源：新华社）"


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=20).map(lambda text: text + " "), line(st.characters()), st.text(max_size=5)
)
def test_reading_never_fails_and_loses_nothing(before: str, inside: str, after: str) -> None:
    text = f"{before}(Source: {inside}){after}"
    reading = read_note(text)
    assert text.startswith(reading.text)
    if not reading.sources:
        assert reading.text == text.rstrip()
        assert reading.remarks


# Notes as Markdown


def rendered(note: str) -> tuple[str, list[tuple[str, str]]]:
    """What a reader of the rendered note sees, and the links in it with their titles."""
    inline: Token = MARKDOWN.parse("- Text. " + note)[3]
    assert inline.type == "inline"
    children = inline.children or []
    assert {child.type for child in children} <= {"text", "link_open", "link_close"}
    links = [child.attrs for child in children if child.type == "link_open"]
    shown = "".join(child.content for child in children).removeprefix("Text. ")
    return shown, [(str(link["href"]), str(link.get("title", ""))) for link in links]


def test_a_rendered_note() -> None:
    shown, links = rendered(write_note((TITLED, XINHUA)))
    assert shown == "(Source (CN): State Council, May 12, 2025; Source (EN): Xinhua, May 13, 2025)"
    assert links == [("https://www.gov.cn/a", "新时代的国家安全")]


@pytest.mark.parametrize(
    "name",
    [
        "*A*",
        "_A_ b",
        "__A__",
        "`A`",
        "``A",
        "<b>A</b>",
        "<!-- A",
        "[A]",
        "[A](b)",
        "![A](b)",
        "&amp;",
        "&#42;",
        "S&T",
        "A\\",
        "A\\*",
        "<https://a.example>",
        "A_b_c",
        "a*b*c",
        "]",
        "](x)",
        "\\",
        "$x$",
    ],
)
@pytest.mark.parametrize("url", ["", "https://a.example/`*_[]", "javascript:x"])
def test_markup_in_names_shows_literally(name: str, url: str) -> None:
    shown, links = rendered(write_note([Source("en", name, MAY_12, url)]))
    address = f" <{url}>" if url.startswith("java") else ""
    assert shown == f"(Source (EN): {name}{address}, May 12, 2025)"
    assert len(links) == url.startswith("https")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:x",
        "data:text/html,<b>",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://a.example/b",
        "www.gov.cn/a",
        "//a.example",
        "/a",
        "#a",
        "java&Tab;script:x",
        ">",
        "\\>",
        "](https://a.example)",
        "httpx://a",
        "x<https://a.example>",
    ],
)
@pytest.mark.parametrize("name", ["", "State Council"])
def test_other_schemes_are_no_links(url: str, name: str) -> None:
    source = Source("zh", name, MAY_12, url)
    note = write_note([source])
    shown, links = rendered(note)
    assert links == []
    assert shown == f"(Source (CN): {name + ' ' if name else ''}<{url}>, May 12, 2025)"
    assert sources_of(note) == (source,)


@settings(max_examples=200, deadline=None)
@given(any_source())
def test_rendered_notes_show_and_link_exactly_what_the_source_says(source: Source) -> None:
    shown, links = rendered(write_note([source]))
    live = re.match("(https?|mailto):", source.url, re.IGNORECASE) is not None
    named = bool(source.publisher)
    day = write_note([Source("", "x", source.published)])[len("(Source: x") :]
    title = f'"{source.title}"' if source.title else ""
    address = source.url if live and not named else f"<{source.url}>" if source.url else ""
    words = {
        " ".join(filter(None, words))
        for name in (source.publisher, f'"{source.publisher}"')
        for words in (
            (name,) if live and named else (name, title, address),
            (address or "—" * bool(title), title),
            (MARKDOWN.normalizeLinkText(address), title),
            (address,),
        )
    }
    assert shown in {f"({label(source)}: {what}{day}" for what in words} | {
        f"({label(source)}: {day[2:]}"
    }
    if not live or not MARKDOWN.validateLink(MARKDOWN.normalizeLink(source.url)):
        assert live or links == []
    else:
        assert [href for href, _ in links] == [MARKDOWN.normalizeLink(source.url)]
        assert links[0][1] in (source.title, "")
        assert links[0][1] or not named or not source.title


def test_languages_that_read_back() -> None:
    for language in LANGUAGES[1:6]:
        assert read_language(language_label(language)) == language
