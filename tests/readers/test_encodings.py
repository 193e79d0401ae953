"""In which encoding a file is: seen from its bytes where that is sure, else told and asked for."""

from __future__ import annotations

import codecs
import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiwatch.domain.errors import InvalidInput
from aiwatch.readers import Conventions, decode, identify, read

CHINESE = "标题,摘要,日期\n清朗,国家网信办启动“清朗”专项行动。,2025-05-12\n"
ENGLISH = "title,text,date\nA café,It opened – at last.,2025-05-12\n"
KOREAN = "제목,요약\n국무원,국무원은 생성형 인공지능 서비스 관리 방안을 발표했다고 밝혔다.\n"
JAPANESE = "題名,概要\n国務院,国務院は生成AIサービスの管理方法を発表し、施行した。\n"
TAIWANESE = "標題,摘要\n國務院,國務院發布生成式人工智慧服務管理辦法，今日開始實施。\n"


@pytest.mark.parametrize("text", [CHINESE, ENGLISH, KOREAN, JAPANESE])
@pytest.mark.parametrize(
    ("encoding", "mark", "told"),
    [
        ("utf-8", b"", ""),
        ("utf-8", codecs.BOM_UTF8, ""),
        ("utf-16-le", codecs.BOM_UTF16_LE, ""),
        ("utf-16-be", codecs.BOM_UTF16_BE, ""),
        ("utf-16-le", b"", "UTF-16 (little-endian)"),
        ("utf-16-be", b"", "UTF-16 (big-endian)"),
    ],
)
def test_unicode_is_seen(text: str, encoding: str, mark: bytes, told: str) -> None:
    assert decode(mark + text.encode(encoding)) == (text, told)


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "gb18030"])
def test_chinese_in_gb18030_is_seen_and_told(encoding: str) -> None:
    assert decode(CHINESE.encode(encoding)) == (CHINESE, "GB18030")
    reading = read(
        "csv",
        CHINESE.encode(encoding),
        Conventions({"tech": "Tech"}, date(2025, 5, 19), section="tech"),
    )
    assert reading.remarks[0] == "Read as GB18030."
    assert reading.developments[0].headline == "清朗。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (KOREAN, "euc-kr"),
        (JAPANESE, "shift-jis"),
        (JAPANESE, "euc-jp"),
        (TAIWANESE, "big5"),
        (ENGLISH, "windows-1252"),
        ("naïve Œuvre ÀÉÎ ÄÖÜßäöü über Straße", "windows-1252"),
        ("Государственный совет опубликовал меры", "windows-1251"),
        ("Государственный совет опубликовал меры", "koi8-r"),
    ],
)
def test_other_encodings_are_asked_for_and_read_when_said(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    with pytest.raises(InvalidInput, match=r"^a\.csv is not UTF-8 text: .*--encoding"):
        decode(data, "a.csv")
    assert decode(data, encoding=encoding) == (text, "")


def test_the_first_byte_that_does_not_fit_is_told() -> None:
    with pytest.raises(InvalidInput, match="byte 22 does not fit"):
        decode(ENGLISH.encode("windows-1252"))


def test_a_wrong_encoding_says_where_it_is_wrong() -> None:
    with pytest.raises(InvalidInput, match="This is not BIG5 text: byte 5 does not fit") as refusal:
        decode(b"abcd\xff\xff", encoding="big5")
    assert "--encoding" in str(refusal.value)
    with pytest.raises(InvalidInput, match="No encoding 'klingon'"):
        decode(b"abc", encoding="klingon")


def test_a_stray_nul_is_no_binary_file() -> None:
    assert decode(b"title,date\nA\x00B,2025-05-01\n").text == "title,date\nA\x00B,2025-05-01\n"


@given(st.binary(min_size=1, max_size=80))
def test_any_bytes_become_text_or_are_told(data: bytes) -> None:
    try:
        found = decode(data)
    except InvalidInput:
        return
    assert found.encoding or data in (
        found.text.encode(),
        codecs.BOM_UTF8 + found.text.encode(),
        codecs.BOM_UTF16_LE + found.text.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + found.text.encode("utf-16-be"),
    )


def test_noise_is_not_taken_for_chinese() -> None:
    dice = random.Random(7)
    for _ in range(200):
        # Two bytes each, as in the rows of common characters: what other encodings look like.
        pairs = (bytes([dice.randint(0xB0, 0xD7), dice.randint(0xA1, 0xF9)]) for _ in range(60))
        with pytest.raises(InvalidInput):
            decode(b" ".join(pairs))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"\.xls.*password.*Save it as \.docx or \.xlsx"),
        (
            b'<?xml version="1.0"?>\n<opml version="2.0"><body/></opml>',
            "feeds to subscribe to.*aiwatch feeds import",
        ),
        (b"PK\x03\x04 and nothing more", "broken Word, Excel or zip file"),
    ],
)
def test_files_of_other_programs_say_what_to_do(data: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        identify("a.xls", data)
