"""Earlier briefings as Word files: our own read back, and those of others."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from shutil import which

import docx
import pytest
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import SECTIONS as ALL_SECTIONS
from strategies import noted_developments
from test_foreign_references import told
from writers.briefings import NAMES, brief_of, read_briefing

from aiwatch.domain.development import Development, Source
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.text import clean, visible
from aiwatch.readers import Conventions, Reading, identify, read
from aiwatch.writers.docx import write
from aiwatch.writers.word_body import live_address

SECTIONS = {"tech": "Tech progress", "domestic": "Domestic dynamics"}
DAY = date(2025, 5, 19)


def read_word(data: bytes, **changes: object) -> Reading:
    assert identify("x.docx", data) == identify("", data) == "docx"
    given = {"sections": SECTIONS, "today": DAY, **changes}
    return read("docx", data, Conventions(**given))  # type: ignore[arg-type]


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def printed(development: Development) -> Development:
    """Return what of `development` is in a Word file."""

    def line(text: str) -> str:
        return clean(visible(text).strip())[0]

    sources = tuple(
        replace(
            source,
            publisher=line(source.publisher),
            title=line(source.title),
            url=live_address(source.url) or line(source.url),
            unknown={},
        )
        for source in development.sources
    )
    sources = tuple(
        source if source.publisher else replace(source, publisher=source.title, title="")
        for source in sources
    )
    text, headline = clean(visible(development.text))[0], line(development.headline)
    day = sources[0].published if sources else DAY
    assert day
    return Development(development.section, text, day, headline=headline, sources=sources)


@pytest.mark.parametrize("name", NAMES)
def test_our_own_comes_back(name: str) -> None:
    briefing = read_briefing(name)
    sections = {item.section: each.title for each in briefing.sections
                for item in each.developments}  # fmt: skip
    sections = {key: visible(title) for key, title in {**SECTIONS, **sections}.items()}
    reading = read_word(write(briefing), sections=sections, date=DAY)
    expected = [
        replace(printed(item), date=item.date) if item.id in briefing.late else printed(item)
        for item in briefing.developments
    ]
    assert list(reading.developments) == expected
    assert (reading.unread, reading.removed) == ((), 0)
    assert len(reading.remarks) == bool(briefing.corrections)
    assert bool(reading.overview) == bool(briefing.overview)


TITLED = Source("en", "Sina", DAY, "https://sina.example/x", "Qwen3: open, R&D")
REPEATED = Development(
    section="tech",
    headline="Qwen3: open, R&D.",
    text="It has eight sizes.",
    date=DAY,
    sources=(TITLED, replace(TITLED, publisher="Xinhua", title="通义千问3")),
    id="2505-222222",
)


def note_of(item: Development) -> Paragraph:
    """Return the paragraph of a Word file that ends in the note of `item`."""
    (line,) = (p for p in docx.Document(io.BytesIO(write(brief_of(item)))).paragraphs
               if "(Source" in p.text)  # fmt: skip
    return line


def tooltips(item: Development) -> list[str | None]:
    return [link._hyperlink.get(qn("w:tooltip")) for link in note_of(item).hyperlinks]


@pytest.mark.parametrize(
    "item",
    [
        REPEATED,
        replace(REPEATED, headline="", text="QWEN3: open, R&D。"),
    ],
)
def test_a_title_that_repeats_the_item_is_the_tooltip(item: Development) -> None:
    assert tooltips(item) == [TITLED.title, None]
    assert f'Sina "{TITLED.title}"' not in note_of(item).text
    assert 'Xinhua "通义千问3"' in note_of(item).text
    assert read_word(write(brief_of(item))).developments == (replace(item, id=""),)


@pytest.mark.parametrize(
    "changes",
    [
        {"url": ""},
        {"url": "javascript:x"},
        {"publisher": ""},
        {"title": "https://sina.example/x"},
        {"title": "Long " * 50 + "x"},
        {"title": 'The "open" one'},
    ],
)
def test_a_title_that_no_tooltip_keeps_is_printed(changes: dict[str, str]) -> None:
    source = replace(TITLED, **changes)  # type: ignore[arg-type]
    item = replace(REPEATED, headline=source.title + ".", sources=(source,))
    assert not any(tooltips(item))
    assert note_of(item).text.count(source.title) == 2
    assert read_word(write(brief_of(item))).developments == (printed(item),)


def edited(item: Development, changed: Callable[[Paragraph], object]) -> Development:
    """Return what is read of `item` after its paragraph in Word was `changed`."""
    document = docx.Document(io.BytesIO(write(brief_of(item))))
    changed(next(p for p in document.paragraphs if "(Source" in p.text))
    (read,) = read_word(saved(document)).developments
    return read


def test_the_tooltip_stays_a_title_where_somebody_typed_into_the_note() -> None:
    def typed(line: Paragraph) -> None:
        line.runs[-1].text = ", May 19, 2025; Source (EN): Reuters, May 19, 2025)"
        line.runs[-1].style = "Default Paragraph Font"

    found = edited(replace(REPEATED, sources=(TITLED,)), typed)
    assert found.sources == (TITLED, Source("en", "Reuters", DAY))


def test_an_address_as_the_tooltip_is_no_title() -> None:
    def hovered(line: Paragraph) -> None:
        line.hyperlinks[0]._hyperlink.set(qn("w:tooltip"), TITLED.url)

    assert edited(REPEATED, hovered).sources[0] == replace(TITLED, title="")


def test_a_tooltip_comes_back_from_a_field() -> None:
    def as_field(line: Paragraph) -> None:
        node = line.hyperlinks[0]._hyperlink
        run = node[0]
        code = f'HYPERLINK "{TITLED.url}" \\o "Qwen3: \\"open\\", R&amp;D"'
        for part in (
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:instrText xml:space="preserve"> {code} </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
        ):
            node.addprevious(parse_xml(f"<w:r {nsdecls('w')}>{part}</w:r>"))
        end = f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="end"/></w:r>'
        node.addnext(parse_xml(end))
        node.getparent().replace(node, run)

    title = 'Qwen3: "open", R&D'
    assert edited(REPEATED, as_field).sources[0] == replace(TITLED, title=title)


def test_a_tooltip_comes_back_from_libreoffice() -> None:
    def as_frame(frame: str, line: Paragraph) -> None:
        attributes = line.hyperlinks[0]._hyperlink.attrib
        del attributes[qn("w:tooltip")]
        attributes[qn("w:tgtFrame")] = frame

    for frame, title in ((TITLED.title, TITLED.title), ("_blank", "")):
        found = edited(REPEATED, partial(as_frame, frame))
        assert found.sources[0] == replace(TITLED, title=title)


def test_the_overview_is_markdown() -> None:
    reading = read_word(write(read_briefing("mixed")), date=DAY)
    assert "### Background\n\nArtificial intelligence has been" in reading.overview
    assert "[State Council](<https://www.gov.cn/zhengce/" in reading.overview
    assert "\n\n- Talent: more researchers than any other country\n\n" in reading.overview


def link(paragraph: Paragraph, words: str, url: str) -> None:
    id = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    run = f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'
    made = parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{id}">{run}</w:hyperlink>')
    paragraph._p.append(made)


def field(paragraph: Paragraph, words: str, url: str) -> None:
    """Add a link as WPS and older programs write it: as a field."""
    for part in (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> HYPERLINK "{url}" </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        f"<w:t>{words}</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{part}</w:r>"))


def foreign() -> Document:
    """Return a briefing of another desk, with what editors do."""
    document = docx.Document()
    document.add_paragraph("AI Desk, No. 12", style="Title")
    document.add_paragraph("Dear readers.")
    document.add_heading("Tech progress", 1)
    item = document.add_paragraph(style="List Bullet")
    item.add_run("Qwen3 is out. ").bold = True
    item.add_run("Alibaba released *eight* models; a_b [c] <d>")
    item.add_run(" & more. (Source (EN): ")
    link(item, "Sina", "https://tech.sina.com.cn/q?a=1&amp;b=(2)".replace("&amp;", "&"))
    item.add_run(", April 30, 2025)")
    item = document.add_paragraph("Huawei ships clusters", style="List Number")
    item.add_run(" in Shenzhen. (来源：")
    field(item, "电子工程专辑", "https://www.eefocus.com/1")
    item.add_run("，2025年4月19日)")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Model", "Size"
    document.add_paragraph().add_run("二、Domestic dynamics").bold = True
    item = document.add_paragraph("• A bullet that was typed. ")
    link(item, "The rules", "https://www.cac.gov.cn/r")
    item = document.add_paragraph("1、A number that was typed. (Source: Xinhua, May 12, 2025)")
    item = document.add_paragraph("It was ")
    item._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>really </w:t></w:r></w:ins>"))
    deleted = "<w:r><w:delText>never </w:delText></w:r>"
    item._p.append(parse_xml(f"<w:del {nsdecls('w')}>{deleted}</w:del>"))
    item.add_run("published. (Source: CAC, May 13, 2025)")
    document.add_paragraph("Two lines\nin one. (Source: CAC, May 14, 2025)", style="List Bullet")
    document.add_paragraph("Written by the desk.")
    return document


def test_golden_of_another_desk(golden: Callable[[str, str], None]) -> None:
    golden("readers/foreign.docx.json", told(read_word(saved(foreign()), date=DAY)))


def test_plain_paragraphs_are_items_where_nothing_else_is() -> None:
    document = docx.Document()
    document.add_paragraph("A word before.")
    document.add_heading("Tech progress", 1)
    document.add_paragraph("One thing.")
    document.add_paragraph().add_run("Lead.").bold = True
    document.paragraphs[-1].add_run(" Another thing.")
    reading = read_word(saved(document), date=DAY)
    assert [(item.headline, item.text) for item in reading.developments] == [
        ("", "One thing."),
        ("Lead.", "Another thing."),
    ]
    assert reading.lines == (3, 4)
    with pytest.raises(InvalidInput, match="Line 3: no date"):
        read_word(saved(document))


@pytest.mark.skipif(not which("pandoc"), reason="no pandoc here")
def test_what_pandoc_writes_is_read(tmp_path: Path) -> None:
    markdown = (
        "# Tech progress\n\n"
        "1. **Lead.** One. (Source (EN): [Sina](https://sina.example/x), April 30, 2025)\n"
        "2. Two.[^1]\n\n    Its second paragraph. (Source: Xinhua, May 1, 2025)\n\n"
        "[^1]: See below.\n"
    )
    path = tmp_path / "x.docx"
    command = ["pandoc", "--from=markdown", "-o", str(path)]
    subprocess.run(command, input=markdown.encode(), check=True, timeout=60)
    reading = read_word(path.read_bytes())
    first, second = reading.developments
    assert (first.headline, first.text) == ("Lead.", "One.")
    assert first.sources[0].url == "https://sina.example/x"
    assert second.text == "Two.\n\nIts second paragraph."
    assert reading.remarks == ("Line 3: a footnote or text box is not taken: See below.",)
    assert reading.unread == ()


def repacked(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """Return the package `data` with other parts; None takes one out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in {**parts, **changes}.items():
            if part is not None:
                package.writestr(name, part)
    return out.getvalue()


BROKEN = "It is no Word file, or a broken one"


@pytest.mark.parametrize(
    ("part", "content", "sentence"),
    [
        ("word/document.xml", b"", BROKEN),
        ("word/document.xml", b"<a/>", BROKEN),
        ("word/document.xml", b"<w:document", BROKEN),
        ("word/styles.xml", b"<w:styles", BROKEN),
        ("[Content_Types].xml", None, BROKEN),
        ("_rels/.rels", None, BROKEN),
        ("word/media/image1.png", b"\0" * 210_000_000, "Unpacked it would have 210,"),
        ("word/document.xml", b" " * 21_000_000, "Unpacked it would have 21,"),
    ],
)
def test_a_broken_file_is_told_in_a_sentence(
    part: str, content: bytes | None, sentence: str
) -> None:
    data = repacked(saved(docx.Document()), {part: content})
    with pytest.raises(InvalidInput, match=sentence):
        read("docx", data, Conventions(SECTIONS, DAY))


@pytest.mark.parametrize("cut", [4, 40, 400, 4000, -1, -30])
def test_a_file_cut_short_is_told(cut: int) -> None:
    data = write(read_briefing("english"))[:cut]
    with pytest.raises(InvalidInput, match=BROKEN):
        read("docx", data, Conventions(SECTIONS, DAY))


def test_entities_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret", "utf-8")
    data = write(read_briefing("english"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = package.read("word/document.xml")
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    body = head.encode() + body[body.index(b"<w:document") :].replace(b"</w:t>", b"&e;</w:t>")
    try:
        reading = read_word(repacked(data, {"word/document.xml": body}), date=DAY)
    except InvalidInput:
        return
    assert "secret" not in repr(reading)


def test_what_an_editor_added_to_ours_is_read() -> None:
    document = docx.Document(io.BytesIO(write(read_briefing("english"))))
    heading = next(p for p in document.paragraphs if p.text == "Tech progress")
    added = "Typed by hand. (Source (EN): Reuters, May 3, 2025; Source (CN): 新华社, May 4, 2025)"
    below = next(p for p in document.paragraphs if p._p is heading._p.getnext())
    below.insert_paragraph_before(added, style="List Bullet")
    found = read_word(saved(document), date=DAY).developments[0]
    assert found.text == "Typed by hand."
    assert [source.publisher for source in found.sources] == ["Reuters", "新华社"]


def test_hidden_characters_are_taken_out_and_counted() -> None:
    document = docx.Document()
    document.add_heading("Tech progress", 1)
    document.add_paragraph("A text. (Source: CAC, May 14, 2025)", style="List Bullet")
    text = next(document.paragraphs[1]._p.iter(qn("w:t")))
    text.text = "A\x85 text. (Source: CAC, May 14, 2025)".replace("\x85", "\x80")
    reading = read_word(saved(document))
    assert (reading.developments[0].text, reading.removed) == ("A text.", 1)


@given(st.lists(noted_developments(), min_size=1, max_size=3), st.booleans())
@settings(max_examples=40)
def test_whatever_ours_says_comes_back(developments: list[Development], repeated: bool) -> None:
    # A Word file has no escapes: what quotes are a name's and which begin a title is not told.
    sources = [source for item in developments for source in item.sources]
    assume(not any('"' in source.publisher for source in sources))
    # Nor whether what looks like an address is one, or somebody's name.
    assume(not any("://" in f"{source.publisher}{source.title}" for source in sources))
    items = [replace(item, id=f"2505-22222{n}") for n, item in enumerate(developments, 2)]
    if repeated:
        items = [replace(item, headline=item.sources[0].title.strip()) for item in items]
    briefing = brief_of(*items, sections=ALL_SECTIONS)
    reading = read_word(write(briefing), sections=ALL_SECTIONS, date=DAY)
    expected = [printed(replace(item, id="")) for item in briefing.developments]
    assert list(reading.developments) == expected
    assert reading.unread == ()
