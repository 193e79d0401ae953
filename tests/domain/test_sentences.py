"""Where the first sentence of a text ends: that is what takeaways and lists show of it."""

from __future__ import annotations

import pytest

from aiwatch.domain.text import first_sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Qwen3 is out. It is open.", "Qwen3 is out."),
        ("Rules apply to generative AI. They are voluntary.", "Rules apply to generative AI."),
        ("What is AI? Nobody knows.", "What is AI?"),
        ("A model of 3.5B. More", "A model of 3.5B."),
        ("国务院发布白皮书。全文共六部分。", "国务院发布白皮书。"),
        ("他说：“就这样。”然后走了。", "他说：“就这样。”"),
        ("He said “it is out.” Then he left.", "He said “it is out.”"),
        ('She called it "safe." Nobody else did.', 'She called it "safe."'),
        ("“Why?” asked the minister. No answer.", "“Why?” asked the minister."),
        ("The U.S. Department of Commerce, e.g. Mr. Li of J. P. Morgan Ltd. said so. More.",
         "The U.S. Department of Commerce, e.g. Mr. Li of J. P. Morgan Ltd. said so."),
        ("Notice No. 12 of Jan. 5 applies. It is short.", "Notice No. 12 of Jan. 5 applies."),
        ("Dr. Wu and Prof. Li agree (see fig.) with it. The rest",
         "Dr. Wu and Prof. Li agree (see fig.) with it."),
        ("No end at all", "No end at all"),
        ("One paragraph\n\nAnother. One.", "One paragraph"),
        ("1.5 is a number", "1.5 is a number"),
    ],
)  # fmt: skip
def test_first_sentence(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence
