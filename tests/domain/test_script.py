"""Scripts: what of a text's language they make certain."""

import pytest

from aiwatch.domain.clipping import Clipping
from aiwatch.domain.script import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("网信办发布AI生成合成内容标识办法", "zh"),
        ("国家发展改革委：2025年", "zh"),
        ("谷歌・微软发布智能体", "zh"),
        ("鲜の每日", ""),
        ("人工知能の開発", ""),
        ("生成AIの利用指針を公表", "ja"),
        ("ソフトバンク", "ja"),
        ("과학기술정보통신부, AI 기본법 시행령 공개", "ko"),
        ("네이버 HyperCLOVA X", ""),
        ("中国과 한국의 인공지능 협력", "ko"),
        ("DeepSeek (深度求索) releases V3.1, its newest open model", ""),
        ("Minister für Künstliche Intelligenz", ""),
        ("Министерство цифрового развития", ""),
        ("Qwen3 is out", ""),
        ("2025", ""),
        ("", ""),
    ],
)
def test_a_language_is_told_by_script_where_that_is_certain(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_clipping_without_language_has_that_of_its_title() -> None:
    titled = Clipping("网信办发布标识办法", "The regulator published measures.")
    assert titled.in_its_language().language == "zh"
    assert Clipping("Measures", "网信办发布标识办法。").in_its_language().language == ""
    untitled = Clipping(summary="网信办发布标识办法。", publisher="Reuters")
    assert untitled.in_its_language().language == ""
    assert Clipping("网信办发布标识办法", language="en").in_its_language().language == "en"
