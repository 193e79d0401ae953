"""Briefings of others: each file under golden/readers with what it becomes beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwatch.archive.record import to_record
from aiwatch.domain.errors import AiwatchError, InvalidInput
from aiwatch.readers import Conventions, Reading, identify, read

FOLDER = Path(__file__).parent.parent / "golden" / "readers"
SECTIONS = {"tech": "Tech progress", "domestic": "Domestic dynamics"}
TODAY = date(2025, 5, 19)


def conventions(**changes: object) -> Conventions:
    return Conventions(**{"sections": SECTIONS, "today": TODAY, **changes})  # type: ignore[arg-type]


def read_text(text: str, format: str = "", **changes: object) -> Reading:
    data = text.encode()
    return read(format or identify("", data), data, conventions(**changes))


def told(reading: Reading) -> str:
    """A reading as JSON, without what is empty."""
    items = [
        {key: value for key, value in to_record(item).items() if value not in ("", [], None)}
        for item in reading.developments
    ]
    for item in items:
        for source in item.get("sources", []):
            for key in [key for key, value in source.items() if not value]:
                del source[key]
    whole = {
        "developments": [{"line": n, **item} for n, item in zip(reading.lines, items, strict=True)],
        "overview": reading.overview.split("\n"),
        "unread": [f"{line.line}: {line.text}" for line in reading.unread],
        "remarks": reading.remarks,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("name", ["english.txt", "chinese.txt", "weekly.md", "nasty.md"])
def test_golden(name: str, golden: Callable[[str, str], None]) -> None:
    data = (FOLDER / name).read_bytes()
    reading = read(identify(name, data), data, conventions())
    golden(f"readers/{name}.json", told(reading))


@pytest.mark.parametrize("change", ["crlf", "bom", "utf-16", "tabs"])
def test_other_line_ends_and_encodings_read_the_same(change: str) -> None:
    data = (FOLDER / "english.txt").read_bytes()
    other = {
        "crlf": data.replace(b"\n", b"\r\n"),
        "bom": b"\xef\xbb\xbf" + data,
        "utf-16": data.decode().encode("utf-16"),
        "tabs": data.replace(b"\xe2\x80\xa2 ", b"\xe2\x80\xa2\t"),
    }[change]
    assert read("text", other, conventions()) == read("text", data, conventions())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "## Econ\n\n- A. (Source: Sina, May 1, 2025)\n",
            r"No section 'Econ' \(line 1\).*Tech prog",
        ),
        (
            "## Econ\n\n- A. (Source: Sina, May 1, 2025)\n\n## Tech progress\n\n"
            "- B. (Source: Sina, May 1, 2025)\n\n## Law\n\n- C. (Source: Sina, May 1, 2025)\n",
            r"^No sections 'Econ' \(line 1\), 'Law' \(line 9\)\. Map each to one of: "
            r"tech \(Tech progress\), domestic \(Domestic dynamics\)\. "
            r'Give --section "Econ=KEY" --section "Law=KEY"\.$',
        ),
        ("## Tech progress\n\n- A. (Source: Sina, 05/04/2025)\n", "Line 3.*5 April 2025 or 4 May"),
        ("Tech progress\n\nA. (Source: Sina, 05/04/2025)\n", "Line 3.*5 April 2025 or 4 May"),
        ("Tech progress\n\nA.\n\n(Source: Sina, 05/04/2025)\n", "Line 3.*or 4 May"),
        ("## Tech progress\n\n- No date here.\n", "Line 3: no date. Give --date"),
        ("- A. (Source: Sina, May 1, 2025)\n", "Line 1.*--section"),
    ],
)
def test_what_is_refused_names_its_line(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read_text(text, "markdown")


def test_a_note_whose_date_the_configuration_decides_ends_an_item() -> None:
    reading = read_text("Tech progress\n\nA. (Source: Sina, 05/04/2025)\n", day_first=True)
    assert [item.date for item in reading.developments] == [date(2025, 4, 5)]


def test_a_note_in_square_brackets_ends_an_item() -> None:
    reading = read_text("Tech progress\n\nA.\n[source: Sina, May 1, 2025]\n\nB.\n")
    assert [(item.text, item.sources[0].publisher) for item in reading.developments] == [
        ("A.", "Sina")
    ]


def test_a_stray_nul_is_taken_out_and_counted() -> None:
    reading = read_text("## Tech progress\n\n- A\x00B. (Source: Sina, May 1, 2025)\n", "markdown")
    assert [item.text for item in reading.developments] == ["AB."]
    assert reading.removed == 1


def test_unknown_sections_can_be_mapped() -> None:
    note = "(Source: Sina, May 1, 2025)"
    text = f"## Econ\n\n- A. {note}\n\n## Laws\n\n- B. {note}\n"
    with pytest.raises(InvalidInput, match="Laws"):
        read_text(text, "markdown", section_map={"ECON": "domestic"})
    mapped = read_text(text, "markdown", section_map={"ECON": "domestic"}, section="tech")
    assert [item.section for item in mapped.developments] == ["domestic", "tech"]


def test_a_date_for_items_without_one() -> None:
    reading = read_text("Tech progress\n\n- No date here.\n", date=date(2025, 5, 3))
    assert [item.date for item in reading.developments] == [date(2025, 5, 3)]
    assert reading.developments[0].sources == ()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.docx", b"PK\x03\x04...", "Word"),
        ("a.md", b"%PDF-1.7", "PDF"),
        ("a.txt", "국무원 발표".encode("euc-kr"), "byte 1 .*--encoding"),
        ("a.txt", b"Tech progress\x00\x00\x00\x01\x00\x00", "NUL"),
        ("a.dat", b"SQLite format 3\x00\x10\x00\x01\x01\x00@  \x00\x00\x00\x09", "NUL"),
        ("a.html", b"<!DOCTYPE html><html>", "web page"),
        ("a.csv", b'[{"section": "tech", "text": "x"}]', "--format"),
    ],
)
def test_what_is_not_what_it_says(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        identify(name, data)


NOTE = "(Source: Sina, May 1, 2025)"


def test_what_repeats_the_items_is_not_taken_and_told() -> None:
    reading = read_text(
        "# AI weekly\n\n## Table of contents\n\n- [Tech](#tech)\n\nWritten by hand.\n\n"
        "## Key takeaways:\n\n- Qwen3 is out.\n  It is open.\n\n"
        f"## Tech progress\n\n- Qwen3 is out. {NOTE}\n\n## Corrections\n\n- Not Baidu.\n"
    )
    assert [item.text for item in reading.developments] == ["Qwen3 is out."]
    assert reading.overview.split() == ["#", "AI", "weekly", "Written", "by", "hand."]
    assert [line.line for line in reading.unread] == [3, 5, 9, 11, 12, 18, 20]
    assert reading.remarks == (
        "Line 18: 1 item under Corrections is not imported; "
        '--section "Corrections=KEY" takes it into a section.',
    )


def test_items_with_sources_under_takeaways_can_be_taken() -> None:
    text = f"## Takeaways\n\n- A. {NOTE}\n- B. {NOTE}\n\n## Tech progress\n\n- C. {NOTE}\n"
    reading = read_text(text)
    assert [item.text for item in reading.developments] == ["C."]
    assert reading.remarks == (
        "Line 1: 2 items under Takeaways are not imported; "
        '--section "Takeaways=KEY" takes them into a section.',
    )
    taken = read_text(text, section_map={"Takeaways": "domestic"})
    assert [item.text for item in taken.developments] == ["A.", "B.", "C."]
    assert taken.unread == taken.remarks == ()


def test_what_follows_the_list_of_takeaways_is_none_of_them() -> None:
    reading = read_text(f"## Tech progress\n\n- A. {NOTE}\n\n## Takeaways\n\n- A.\n\nGoodbye.\n")
    assert [line.text for line in reading.unread] == ["## Takeaways", "- A.", "Goodbye."]
    with pytest.raises(InvalidInput, match="No section 'Dashboard'"):
        read_text(f"## Dashboard\n\n| | n |\n| - | - |\n\n- A. {NOTE}\n\n## Tech progress\n")


@pytest.mark.parametrize("title", ["Corrections", "Dashboard", "Takeaways", "Contents"])
def test_a_section_with_the_title_of_a_part_is_a_section(title: str) -> None:
    from aiwatch.domain.briefing import compose
    from aiwatch.domain.dashboard import dashboard
    from aiwatch.domain.dates import Period
    from aiwatch.domain.development import Development, Source
    from aiwatch.writers import BRIEFINGS, writer

    sections = {"tech": "Tech progress", "other": title}
    items = [
        Development(key, f"Of {key}.", TODAY, sources=(Source("en", "Sina", TODAY),))
        for key in sections
    ]
    for more in (False, True):
        briefing = compose(
            items,
            sections=sections,
            title="AI watch",
            day=TODAY,
            period=None,
            takeaways=more,
            contents=more,
            dashboard=dashboard(items, sections, Period(TODAY, TODAY)) if more else None,
        )
        for format in ("markdown", "text"):
            written = writer(format, BRIEFINGS).write(briefing)
            reading = read_text(written, format, sections=sections)
            assert list(reading.developments) == items
            assert reading.unread == reading.remarks == ()
            assert reading.overview == ""


def test_a_briefing_of_our_own_has_no_other_words() -> None:
    own = "# AI watch, 19 May 2025\n\n*Issue 12 · 12–19 May 2025 · 1 development*\n\n"
    reading = read_text(
        f"{own}## Takeaways\n\n- A.\n\n## Dashboard\n\n### Tags\n\n|  | Number |\n| --- | ---: |\n"
        "| a | 1 |\n\nNothing logged under Domestic dynamics for 9 days.\n\nThe desk adds this.\n\n"
        "## Corrections\n\n"
        f"- **Issue 11, withdrawn.** Gone.\n\n## Tech progress\n\n- A. {NOTE}\n"
    )
    assert [item.text for item in reading.developments] == ["A."]
    assert reading.overview == "The desk adds this."
    assert reading.unread == ()
    assert reading.remarks == (
        "Line 21: 1 item under Corrections is not imported; "
        "what an issue had wrong is put right with aiwatch edit.",
    )


PIECES = st.sampled_from(
    [
        *("## Takeaways\n", "### Contents\n", "Corrections\n", "## Dashboard\n", "| words | 1 |\n"),
        *(
            "Tech progress\n",
            "## Domestic dynamics\n",
            "# Title\n",
            "\n",
            "\n\n",
            "- ",
            "* ",
            "1. ",
            "  ",
        ),
        *(
            "Some words. ",
            "国务院发布白皮书。",
            "(Source (EN): Sina, May 1, 2025)\n",
            "（来源：新华社）",
        ),
        *(
            "(Source: ",
            "[link](https://a.cn)",
            "**Bold.** ",
            "> quoted\n",
            "---\n",
            "• ",
            "Econ:\n",
        ),
    ]
)


@given(st.lists(PIECES, max_size=25), st.sampled_from(["markdown", "text"]))
@settings(max_examples=150)
def test_every_word_is_somewhere(pieces: list[str], format: str) -> None:
    numbered = [
        piece.replace("words", f"word{n}x").replace("白皮书", f"白皮书{n}册")
        for n, piece in enumerate(pieces)
    ]
    try:
        reading = read_text("".join(numbered), format, section="tech", date=TODAY)
    except AiwatchError:
        return  # refused as a whole, so nothing is lost
    kept = "\n".join(
        [item.headline + "\n" + item.text for item in reading.developments]
        + [reading.overview]
        + [line.text for line in reading.unread]
        + [source.publisher for item in reading.developments for source in item.sources]
    )
    for n, piece in enumerate(pieces):
        if "words" in piece:
            assert f"word{n}x" in kept
        if "白皮书" in piece:
            assert f"白皮书{n}册" in kept
