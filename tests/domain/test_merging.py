"""Merging: nothing of either development is lost, and nothing stands twice."""

from dataclasses import replace
from datetime import date

from aiwatch.domain.development import Development, Source
from aiwatch.domain.merging import merged

DAY = date(2025, 5, 12)
SINA = Source("en", "Sina", DAY, "https://a.cn/2025/1.html")
KEEP = Development(
    "tech", "V3.1 is out.", DAY, "2505-aaaaa2", "V3.1", (SINA,), ("models",), comment="Ours."
)
OTHER = Development(
    "domestic",
    "DeepSeek released V3.1.",
    date(2025, 5, 13),
    "2505-aaaaa3",
    sources=(Source("zh", "新浪", date(2025, 5, 14), "http://m.a.cn/2025/1.html", "标题"),),
    tags=("Models", "open"),
    rank=2,
    comment="Theirs.",
    merged=("2505-aaaaa4",),
    unknown={"x": 1, "y": 2},
)


def test_what_stays_and_what_is_added() -> None:
    done = merged(KEEP, OTHER)
    assert replace(done, sources=(), tags=(), rank=None, comment="", merged=(), unknown={}) == (
        replace(KEEP, sources=(), tags=(), comment="")
    )
    assert done.tags == ("models", "open")
    assert done.rank == 2
    assert done.merged == ("2505-aaaaa3", "2505-aaaaa4")
    assert done.unknown == {"x": 1, "y": 2}


def test_one_address_is_one_source_with_what_either_knows() -> None:
    assert merged(KEEP, OTHER).sources == (replace(SINA, title="标题"),)
    archived = replace(SINA, url="", archived="https://b.cn/1")
    assert merged(KEEP, replace(OTHER, sources=(archived,))).sources == (
        replace(SINA, archived="https://b.cn/1"),
    )
    others = (replace(SINA, url="https://a.cn/2025/2.html"), replace(SINA, url="", language="zh"))
    assert merged(KEEP, replace(OTHER, sources=others)).sources == (SINA, *others)


def test_what_would_be_lost_stands_in_the_comment() -> None:
    assert merged(replace(KEEP, rank=1, unknown={"x": 3}), OTHER).comment == (
        "Ours.\n\n"
        "Merged: 2505-aaaaa3, 13 May 2025, section domestic, rank 2, x: 1, "
        "its source gives the language as CN, the publisher as 新浪, "
        "the day as 14 May 2025, the address as http://m.a.cn/2025/1.html\n\n"
        "DeepSeek released V3.1.\n\n"
        "Theirs."
    )
    same = replace(KEEP, id="2505-aaaaa5")
    assert merged(KEEP, same).comment == "Ours.\n\nMerged: 2505-aaaaa5, 12 May 2025"
