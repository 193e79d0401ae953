"""A search looks at raw lines first; whatever stands in an archive, it misses nothing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiwatch.archive import Stamp
from aiwatch.archive.month import read_month
from aiwatch.archive.sieve import is_wide
from aiwatch.archive.tiny import TinyArchive
from aiwatch.domain.development import Development, Source
from aiwatch.domain.selection import Selection, searchable
from aiwatch.domain.text import fold

AT = datetime(2025, 5, 19, 8, 0, tzinfo=UTC)

# What folds in some way: case, width, ligatures, what composes, what JSON escapes.
PIECES = (
    *(
        "AI",
        "ai",
        "ＡＩ",
        "ａｉ",
        "Ai Index",
        "清朗",
        "芯片",
        "，",
        "。",
        "（",
        "）",
        "…",
        "\u3000",
    ),
    *("É", "é", "e\u0301", "E\u0301", "ß", "ẞ", "SS", "ﬁ", "ﬀ", "İ", "ı", "K", "ſ", "Å", "Ω", "Ω"),
    *(
        "①",
        "Ⅳ",
        "㍿",
        "㋀",
        "½",
        "²",
        "豈",
        "⼀",
        "ｶﾞ",
        "が",
        "か\u3099",
        "각",
        "각",
        "\u115f",
        "ᄀ",
    ),
    *("\\", '"', "/", "\t", "\u200b", "\u202e", "\u00ad", "\ufe0f", "👩\u200d🔬", "🇨🇳", "ǅ", "ŉ"),
    *(
        "-",
        "_",
        ".",
        "5",
        "５",
        "C++",
        "[x]",
        "a",
        "B",
        "Straße",
        "STRASSE",
        "ΣΑΣ",
        "σας",
        "Ж",
        "ж",
    ),
)
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join)
queries = st.one_of(texts, st.lists(st.sampled_from(PIECES), min_size=1, max_size=2).map("".join))


def development(number: int, text: str, title: str, tag: str) -> Development:
    return Development(
        section="tech",
        text=f"x{text}x",
        date=date(2025, 5, 1 + number % 28),
        sources=(Source("zh", "Xinhua", title=f"t{title}"),),
        tags=(f"t{tag}".replace(";", ""),),
    )


def hits(found: list[Development], query: str) -> list[str]:
    wanted = fold(query)
    return [item.id for item in found if any(wanted in fold(text) for text in searchable(item))]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=6),
    st.lists(queries, min_size=1, max_size=6),
    st.sampled_from(["ours", "escaped", "edited"]),
)
def test_a_search_finds_what_reading_all_of_it_would(
    tmp_path_factory: pytest.TempPathFactory,
    parts: list[tuple[str, str, str]],
    sought: list[str],
    layout: str,
) -> None:
    root = tmp_path_factory.mktemp("archive")
    (root / "aiwatch.toml").touch()
    store = TinyArchive(root)
    with store.desk(Stamp("add", AT)) as desk:
        desk.log([development(number, *part) for number, part in enumerate(parts)])
    path = root / "developments" / "2025-05.json"
    if layout == "escaped":  # as another program lays it out
        path.write_text(json.dumps(json.loads(path.read_bytes())), "utf-8")
    elif layout == "edited":  # a hand that put wide letters where the header knows of none
        path.write_bytes(path.read_bytes().replace(b'"x', '"ＡＩ'.encode()))
    everything = store.select(Selection())
    pieces = [text[:3] for item in everything for text in (item.text[1:-1], fold(item.text)[2:])]
    for query in (*sought, *filter(str.strip, pieces)):
        found = [item.id for item in store.select(Selection(match=query))]
        assert found == hits(everything, query), query


@pytest.mark.parametrize("line", ["ＡＩ", "É", "ﬁ", "Straße", "㍿", "e\u0301", "\\u6e05", "\u212a"])
def test_a_line_whose_bytes_do_not_show_what_it_says_is_wide(line: str) -> None:
    assert is_wide(f'"1": {{"text": "{line}"}}'.encode())


@pytest.mark.parametrize(
    "line", ["AI", "清朗，行动。（三）：“芯片”", "é", "naïve", "ж", '\\"AI\\"']
)
def test_a_line_whose_bytes_show_what_it_says_is_not(line: str) -> None:
    assert not is_wide(f'"1": {{"text": "{line}"}}'.encode())


def test_wide_lines_are_named_in_the_header_as_changes_come(archive: Path) -> None:
    store = TinyArchive(archive)
    path = archive / "developments" / "2025-05.json"
    with store.desk(Stamp("add", AT)) as desk:
        plain, wide = desk.log([development(0, "AI", "", ""), development(1, "ＡＩ", "", "")])
    assert read_month(path.read_bytes(), "2025-05.json").wide == {wide.id}
    with store.desk(Stamp("remove", AT)) as desk:
        desk.remove(wide)
    assert read_month(path.read_bytes(), "2025-05.json").wide == set()
    assert [item.id for item in store.select(Selection(match="ai"))] == [plain.id]
