"""What a clipping makes of what others wrote."""

from datetime import date

import pytest

from aiwatch.domain.clipping import Clipping


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Huawei unveils Ascend 970", "Huawei unveils Ascend 970."),
        ("网信办启动专项行动", "网信办启动专项行动。"),
        ("华为发布昇腾970", "华为发布昇腾970。"),
        ("国务院发布《办法》", "国务院发布《办法》。"),
        ("Revenue grows by 30%", "Revenue grows by 30%."),
        ("DeepSeek (V3.1)", "DeepSeek (V3.1)."),
        ("It is “open”", "It is “open”."),
        ("It is “open.”", "It is “open.”"),
        ("Is it open?", "Is it open?"),
        ("What comes next …", "What comes next …"),
        ("来了！", "来了！"),
        ("Done.", "Done."),
        ("", ""),
    ],
)
def test_a_headline_ends_as_a_sentence_does(title: str, headline: str) -> None:
    clipping = Clipping(title, "What it says.", "https://a.example", "A", "en", date(2025, 5, 12))
    made = clipping.development("tech")
    assert (made.headline, made.sources[0].title) == (headline, title)


def test_a_text_that_begins_with_the_title_has_no_headline() -> None:
    clipping = Clipping("Qwen3 is out", "QWEN3 is out, in eight sizes.", "", "A")
    assert clipping.headline == ""
    assert Clipping("Qwen3 is out").headline == ""
