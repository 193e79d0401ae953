"""The overview's Markdown as plain words."""

import pytest

from aiwatch.writers.overview import Block, overview_blocks, plain_words


def test_blocks() -> None:
    overview = (
        "# Background\n\nHard-wrapped\nlines. 人工\n智能。\n\nChips\n=====\nFew.\n\n"
        "- one\n  more\n* two\n\n3. three\n"
    )
    assert overview_blocks(overview) == [
        Block("heading", "Background"),
        Block("text", "Hard-wrapped lines. 人工智能。"),
        Block("heading", "Chips"),
        Block("text", "Few."),
        Block("item", "one more", "-"),
        Block("item", "two", "-"),
        Block("item", "three", "3."),
    ]


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("a **state priority** since *2017*", "a state priority since 2017"),
        ("see [the plan](https://a.example/x)", "see the plan <https://a.example/x>"),
        ('see [the plan](<https://a.example/x> "Plan")', "see the plan <https://a.example/x>"),
        ("a [part](#part) and <https://a.example>", "a part and <https://a.example>"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        (r"1\. no \*emphasis\*", "1. no *emphasis*"),
        ("an \x1b escape", "an \x1b escape"),
    ],
)
def test_words(markdown: str, words: str) -> None:
    assert plain_words(markdown) == words


def test_hidden_characters_are_visible() -> None:
    assert overview_blocks("an \x1b escape\x00") == [Block("text", "an ␛ escape␀")]
    assert overview_blocks("") == overview_blocks(" \n\n") == []


@pytest.mark.parametrize("piece", ["[", "[a](", "*", "**a ", "_a", "\\", '[a](b "', "# "])
def test_long_nonsense_stays(piece: str) -> None:
    words = plain_words(piece * 20_000)
    assert words.replace("*", "").strip() or piece == "*"
