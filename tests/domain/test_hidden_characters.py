"""What may not be in a text, and what nobody would see of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.text import clean, escape_hidden, visible

ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    ("text", "cleaned", "removed"),
    [
        ("plain", "plain", 0),
        ("a\x1b[31mb\x00c\x7fd\x9be", "a[31mbcde", 4),
        ("a\r\nb\rc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\n\nf", 0),
        ("a\tb", "a b", 0),
        ("\ufeffcafe\u0301", "café", 0),
        ("👩‍🔬 \u202eevil", "👩‍🔬 \u202eevil", 0),
    ],
)
def test_clean(text: str, cleaned: str, removed: int) -> None:
    assert clean(text) == (cleaned, removed)


def test_clean_refuses_what_is_no_unicode() -> None:
    with pytest.raises(InvalidInput, match="The note is not valid Unicode at character 3"):
        clean("ab\ud800", "The note")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x00\x1b\x1f\x7f\x80\x9f", "␀␛␟␡⟨U+0080⟩⟨U+009F⟩"),
        ("a\tb\rc\nd", "a␉b␍c\nd"),
        ("a\u202eb\u2066c\u200fd\u061ce", "a⟨U+202E⟩b⟨U+2066⟩c⟨U+200F⟩d⟨U+061C⟩e"),
        ("a\u200bb\u2060c\ufeffd\u2028e", "a⟨U+200B⟩b⟨U+2060⟩c⟨U+FEFF⟩d⟨U+2028⟩e"),
        ("a\u200db \u200c清", "a⟨U+200D⟩b ⟨U+200C⟩清"),
        ("\u034f\u115f\u1160\u17b4\u180e\u206a\u3164\uffa0", None),
        ("\U000e0041\U000e007f\ud800\ufff9\uffff", None),
        ("😀\u200d\u200d😀", "😀⟨U+200D⟩⟨U+200D⟩😀"),
        ("😀\u200d", "😀⟨U+200D⟩"),
        ("❤\ufe0f\ufe0f a\ufe0f", "❤\ufe0f⟨U+FE0F⟩ a⟨U+FE0F⟩"),
        (" \xad a", " ⟨U+00AD⟩ a"),
        (f"{ENGLAND[:-1]}x", None),
        ("🏴" + "\U000e0061" * 8 + "\U000e007f", None),
    ],
)
def test_what_nobody_would_see_is_shown(text: str, shown: str | None) -> None:
    if shown is None:
        hidden = [c for c in text if c not in "🏴x"]
        shown = text
        for character in hidden:
            shown = shown.replace(character, f"⟨U+{ord(character):04X}⟩")
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        *("👨‍👩‍👧‍👦", "👩🏽‍🚀", "🏳️‍🌈", "🏴‍☠️", "❤️‍🔥", "🧑‍⚕️", "🙂‍↔️", "1️⃣ #️⃣ *️⃣", "☎︎ ⚕️", "🇨🇳", ENGLAND),
        *("می‌خواهم", "ක්‍ර", "ഞാന്‍", "ភាសា\u200bខ្មែរ", "ᠴᠢᠭ\u180eᠠ", "葛\U000e0100飾"),
        *(
            "تقرير عن الذكاء",
            "שלום (AI)",
            "co\xadoperation",
            "é e\u0301 Ａ１ \u3000\u00a0",
            "a\n\nb",
        ),
        *("国务院发布《办法》。", "\ue000 \ufffd", "⟨U+202E⟩", "[red] :skull: \\"),
    ],
)
def test_what_stands_where_it_should_stays(text: str) -> None:
    assert visible(text) == text
    assert escape_hidden(text) == text


def test_a_part_is_shown_as_it_stands_in_the_whole() -> None:
    assert visible("a👩‍🔬b", 2, 4) == "\u200d🔬"
    assert visible("a\u200db", 1, 2) == "⟨U+200D⟩"
    assert visible("plain", 1, 3) == "la"


@given(st.text())
def test_what_is_shown_stays_and_json_says_the_same(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    written = escape_hidden(json.dumps(text, ensure_ascii=False))
    assert json.loads(written) == text
    assert visible(written) == written
