"""A briefing as a Word document: read back with python-docx, and by other programs."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from shutil import which

import pytest
from conftest import Hostile
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph
from word_files import dump, read

from aiwatch.domain.briefing import Briefing
from aiwatch.domain.corrections import Correction
from aiwatch.domain.dashboard import Bar, Dashboard, Figure
from aiwatch.domain.development import Source
from aiwatch.domain.errors import AiwatchError
from aiwatch.domain.text import tidy, visible
from aiwatch.writers import BRIEFINGS, writer
from aiwatch.writers.bars import shares
from aiwatch.writers.docx import write
from aiwatch.writers.summary import summary
from aiwatch.writers.word_body import live_address
from briefings import NAMES, XINHUA, brief_of, development, read_briefing

Golden = Callable[[str, str], None]


def texts(document: Document, style: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == style]


def links(document: Document) -> list[tuple[str, str]]:
    found = (part for p in document.paragraphs for part in p.iter_inner_content())
    return [(part.text, part.url) for part in found if isinstance(part, Hyperlink) and part.url]


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str, golden: Golden) -> None:
    golden(f"docx/{name}.txt", dump(read(write(read_briefing(name)))))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_briefing_gives_the_same_bytes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write(read_briefing(name))
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 2, 3, 4, 5, 6, 0, 1, 0))
    assert write(read_briefing(name)) == first


def test_properties() -> None:
    briefing = replace(read_briefing("everything"), title="Desk " * 80)
    properties = read(write(briefing)).core_properties
    assert properties.title.startswith("Desk Desk")
    assert properties.subject == "Issue 12 · 19 April – 19 May 2025 · 6 developments"
    assert (properties.author, properties.comments, properties.revision) == ("", "", 1)
    noon = datetime(2025, 5, 19, 12, tzinfo=UTC)
    assert properties.created == properties.modified == noon
    assert properties.language == "en-GB"


def test_nothing_is_in_the_package_that_nobody_needs_or_a_program_would_run() -> None:
    with zipfile.ZipFile(BytesIO(write(read_briefing("everything")))) as package:
        assert set(package.namelist()) == {
            "[Content_Types].xml",
            "_rels/.rels",
            "docProps/core.xml",
            "word/_rels/document.xml.rels",
            "word/document.xml",
            "word/footer1.xml",
            "word/numbering.xml",
            "word/settings.xml",
            "word/styles.xml",
            "word/theme/theme1.xml",
        }
        everything = b"".join(map(package.read, package.namelist()))
    # Fields that are renewed on opening ask the reader whether they may be.
    assert b"updateFields" not in everything
    assert b"w:dirty" not in everything
    assert b"python-docx" not in everything


def test_every_style_names_its_chinese_font_and_the_page_is_a4() -> None:
    document = read(write(read_briefing("chinese")))
    fonts = list(document.styles.element.iter(qn("w:rFonts")))
    assert len(fonts) > 5
    assert all(font.get(qn("w:eastAsia")) and font.get(qn("w:ascii")) for font in fonts)
    language = document.styles.element.find(f".//{qn('w:lang')}")
    assert language.get(qn("w:eastAsia")) == "zh-CN"
    section = document.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.2)


def test_every_style_and_list_that_is_used_is_there() -> None:
    document = read(write(read_briefing("everything")))
    there = {style.style_id for style in document.styles}
    for name in ("pStyle", "rStyle", "basedOn", "next"):
        for root in (document.element, document.styles.element):
            assert {used.get(qn("w:val")) for used in root.iter(qn(f"w:{name}"))} <= there
    numbering = document.part.numbering_part.element
    numbers = {str(number.numId) for number in numbering.num_lst}
    for root in (document.element, document.styles.element):
        assert {used.get(qn("w:val")) for used in root.iter(qn("w:numId"))} <= numbers


ORDER = {
    "pPr": "pStyle keepNext keepLines numPr pBdr shd tabs spacing ind contextualSpacing jc "
    "outlineLvl",
    "rPr": "rStyle rFonts b bCs i iCs strike noProof color kern sz szCs u shd lang",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblCaption",
    "tcPr": "tcW gridSpan shd vAlign",
    "style": "name basedOn next autoRedefine uiPriority semiHidden unhideWhenUsed qFormat pPr rPr "
    "tblPr",
}
"""How ECMA-376 orders what we write; Word calls a document broken that has another order."""


@pytest.mark.parametrize("name", NAMES)
def test_elements_stand_in_the_order_that_word_asks_for(name: str) -> None:
    document = read(write(read_briefing(name)))
    for root in (document.element, document.styles.element, document.part.numbering_part.element):
        for tag, names in ORDER.items():
            order = names.split()
            for parent in root.iter(qn(f"w:{tag}")):
                children = [child.tag.partition("}")[2] for child in parent]
                assert children == sorted(set(children), key=order.index), tag


def test_links_of_contents_lead_to_headings() -> None:
    document = read(write(read_briefing("everything")))
    entries = {p.text: p.hyperlinks[0].fragment for p in document.paragraphs if p.hyperlinks
               and p.style.name == "toc 1"}  # fmt: skip
    assert list(entries) == [
        "Dashboard",
        "Corrections (3)",
        "Tech progress (3)",
        "Domestic dynamics (2)",
        "法律与标准 (1)",
    ]
    marks = {
        start.get(qn("w:name")): Paragraph(start.getparent(), document._body)
        for start in document.element.iter(qn("w:bookmarkStart"))
    }
    for words, mark in entries.items():
        assert marks[mark].style.name == "Heading 1"
        assert marks[mark].text == re.sub(r" \(\d+\)$", "", words)
    ends = [end.get(qn("w:id")) for end in document.element.iter(qn("w:bookmarkEnd"))]
    assert len(ends) == len(set(ends)) == len(marks)


def test_the_footer_counts_pages() -> None:
    footer = read(write(brief_of(development()))).sections[0].footer
    assert footer.paragraphs[0].text == "AI watch, 19 May 2025\tPage 1 of 1"
    codes = [code.text.strip() for code in footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


# links


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://www.gov.cn/a?b=c&d=e#f", "https://www.gov.cn/a?b=c&d=e#f"),
        ("HTTP://news.cn/清朗", "HTTP://news.cn/清朗"),
        ("mailto:desk@example.org", "mailto:desk@example.org"),
        ("https://a.example/(1)[2]|<3>", "https://a.example/(1)%5B2%5D%7C%3C3%3E"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/%E6%B8%85#a#b", "https://a.example/%E6%B8%85#a%23b"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("\\\\server\\share", ""),
        ("https:", ""),
        ("https:///path", ""),
        ("http://[bad/", ""),
        ("http://a.example:port/", ""),
        ("http://a<b>.example/", ""),
        ("https://a.example/ javascript:", ""),
        ("https://a.example/\u202e", ""),
        ("https://a.example/" + "x" * 3000, ""),
        ("www.gov.cn", ""),
    ],
)
def test_only_addresses_of_the_web_and_of_mail_are_live(url: str, target: str) -> None:
    assert live_address(url) == target
    if url.strip():
        document = read(write(brief_of(development(sources=(Source("en", "Sina", None, url),)))))
        assert links(document) == ([("Sina", target)] if target else [])
        if not target:
            assert f"(Source (EN): Sina <{visible(url)}>)" in texts(document, "List Bullet")[0]


def test_the_original_title_is_printed_and_a_link_is_made_once() -> None:
    source = replace(XINHUA, title="新华社 " * 100)
    document = read(write(brief_of(*(development(sources=(source,)) for _ in range(3)))))
    shown = f'A text. (Source (EN): Xinhua "{source.title}", May 13, 2025)'
    assert texts(document, "List Bullet") == [shown] * 3
    assert links(document) == [("Xinhua", XINHUA.url)] * 3
    rels = [rel for rel in document.part.rels.values() if rel.is_external]
    assert [rel.target_ref for rel in rels] == [XINHUA.url]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (Source("zh", "", None, "https://a.example", "标题"), "(Source (CN): 标题)"),
        (Source("en", "A", None, "x:y", "T"), '(Source (EN): A "T" <x:y>)'),
        (Source("en", "A", None, "", "T"), '(Source (EN): A "T")'),
        (Source("en", "", None, "x:y"), "(Source (EN): x:y)"),
        (Source("zh", "", date(2025, 5, 1)), "(Source (CN): May 1, 2025)"),
    ],
)
def test_a_source_with_little_known_of_it(source: Source, shown: str) -> None:
    document = read(write(brief_of(development(sources=(source,)))))
    assert texts(document, "List Bullet") == [f"A text. {shown}"]


def test_an_archived_copy_is_linked_behind_the_day() -> None:
    copy = "https://web.archive.org/web/2025/https://a.example/"
    for archived, told in (
        (copy, [("archived", copy)]),
        ("mailto:a@b.org", []),
        ("javascript:x", []),
    ):
        source = Source("zh", "国务院", date(2025, 5, 12), "", "标题", archived)
        document = read(write(brief_of(development(sources=(source, XINHUA)))))
        kept = ", archived" * bool(told)
        assert texts(document, "List Bullet") == [
            f'A text. (Source (CN): 国务院 "标题", May 12, 2025{kept}; '
            "Source (EN): Xinhua, May 13, 2025)"
        ]
        assert links(document) == [*told, ("Xinhua", XINHUA.url)]


def test_a_source_of_which_nothing_is_printed_leaves_no_trace() -> None:
    bare = Source("en", archived="https://archive.example/1")
    assert texts(read(write(brief_of(development(sources=(bare,))))), "List Bullet") == ["A text."]


# figures


def test_bars_are_as_long_as_their_counts() -> None:
    assert shares((10, 10), 20, 40) == [20, 20]
    assert shares((0, 1), 1000, 40) == [0, 1]
    assert shares((1, 1, 1, 1000), 1003, 40) == [1, 1, 1, 37]
    assert shares((0, 0), 5, 40) == [0, 0]


def test_a_figure_of_many_sections_tells_each_in_words() -> None:
    names = tuple(f"Section {number}" for number in range(6))
    figure = Figure("Developments by week", names, (Bar("12–18 May", (1, 0, 2, 0, 0, 3)),))
    briefing = brief_of(development(), dashboard=Dashboard((figure,)))
    row = read(write(briefing)).tables[0].rows[0]
    label, bar, number = (cell.text for cell in row.cells)
    assert label == "12–18 May"
    drawn, made_of = bar.split("\n")
    assert set(drawn) == {"█"}
    assert made_of == "Section 0 1, Section 2 2, Section 5 3"
    assert number == "6"


# the overview


def test_the_overview_is_markdown() -> None:
    overview = (
        "# Top\n\n### Lower\n\nSome **bold _both_** and `code`, ~~gone~~,\n"
        "second line.  \nBroken.\n\n"
        "人工\n智能\n\n- one\n\n  still one\n- two\n  - deeper\n\n3. third\n4. fourth\n\n"
        "> Quoted <b>not bold</b>\n\n```\ncode & <x>\n  more\n```\n\n"
        "[here](https://a.example/x 'Hint') [there](javascript:alert(1)) [ftp](ftp://a.example)\n"
        "[top](#top) ![a picture](https://a.example/p.png)\n\n"
        "| A | B |\n|---|---|\n| 1 | **2** |\n"
    )
    document = read(write(brief_of(development(), overview=overview)))
    assert dump(document).split("\n")[2:-4] == [
        "Heading 2: Top",
        "Heading 3: Lower",
        "Normal: Some {*|bold }{*/|both} and {HTML Code|code}, {-|gone}, second line.",
        "Broken.",
        "Normal: 人工智能",
        "List Bullet: one",
        "List Continue: still one",
        "List Bullet: two",
        "List Bullet 2: deeper",
        "List Number: third",
        "List Number: fourth",
        "Quote: Quoted <b>not bold</b>",
        "HTML Preformatted: code & <x>",
        "  more",
        'Normal: {Hyperlink|here -> https://a.example/x "Hint"} [there](javascript:alert(1)) '
        "ftp <ftp://a.example> top a picture <https://a.example/p.png>",
        "\t{*|A} |  {*|B}",
        "\t1 |  {*|2}",
        "Figure Text:",
    ]


def test_numbered_lists_begin_where_they_say() -> None:
    overview = "1. one\n2. two\n\nBetween.\n\n7. seven\n"
    document = read(write(brief_of(overview=overview)))
    numbered = [p for p in document.paragraphs if p.style.name == "List Number"]
    ids = [p._p.pPr.numPr.numId.val for p in numbered]
    assert ids[0] == ids[1] != ids[2]
    starts = document.part.numbering_part.element.xpath("//w:startOverride/@w:val")
    assert starts == ["1", "7"]


# the hostile


FORBIDDEN = "\x00\x01\x08\x0b\x0c\x1f\x7f\ud800\udfff\ufffe\uffff"
"""What XML 1.0 cannot hold, or Python cannot encode."""


def dense(text: str) -> str:
    return "".join(text.split())


def check_whole(briefing: Briefing) -> None:
    """Assert that the document of `briefing` has each of its texts as it should be shown, an item
    a bullet, and leads nowhere but to the web and to mail."""
    document = read(write(briefing))
    items = [item for section in briefing.sections for item in section.developments]
    bullets: list[str] = []
    started = False
    for paragraph in document.paragraphs:
        style = paragraph.style.name
        started |= style == "Heading 1"
        if started and style == "List Bullet":
            bullets.append(paragraph.text)
        elif started and style == "List Continue":
            bullets[-1] += paragraph.text
        else:
            assert not started or style == "Heading 1", style
    assert len(bullets) == len(items)
    for bullet, item in zip(bullets, items, strict=True):
        words = dense(visible(f"{item.headline}{item.text}"))
        assert dense(bullet).startswith(words)
        for source in item.sources:
            assert dense(visible(source.publisher)) in dense(bullet)[len(words) :]
    assert texts(document, "Title")[0].startswith(visible(" ".join(briefing.title.split())))
    for url in [url for _, url in links(document)]:
        assert re.match(r"(?i)https?://[^/]|mailto:", url)
    titles = [visible(" ".join(section.title.split())) for section in briefing.sections]
    assert texts(document, "Heading 1") == titles


def test_the_hostile_corpus_is_shown_and_breaks_nothing(hostile: list[Hostile]) -> None:
    lines = [" ".join(text.text.split())[:300] or "x" for text in hostile]
    items = [
        development(
            tidy(text.text) or "x",
            headline=line,
            section=("tech", "domestic")[number % 2],
            sources=(Source("en", line, date(2025, 5, 12), line, line, line),),
            tags=(line.replace(";", ","),),
        )
        for number, (text, line) in enumerate(zip(hostile, lines, strict=True))
    ]
    check_whole(brief_of(*items))
    for text, line in zip(hostile, lines, strict=True):
        sections = {"tech": line, "domestic": "Domestic dynamics"}
        check_whole(brief_of(items[0], title=line, sections=sections, overview=text.text))


def test_what_xml_cannot_hold_is_visible_in_every_part() -> None:
    for sign in FORBIDDEN:
        words = f"a{sign}b"
        item = development(
            words,
            id="2505-k7fq3m",
            headline=words,
            sources=(
                Source("en", words, None, f"https://a.example/{words}", words),
                Source("zh", "Live", None, "https://a.example/", words),
            ),
        )
        briefing = brief_of(
            item,
            title=words,
            sections={"tech": words},
            overview=f"{words}\n\n- {words}\n\n[{words}](https://a.example/{words})",
            takeaways=True,
            contents=True,
            dashboard=Dashboard((Figure(words, ("",), (Bar(words, (1,)),)),)),
            corrections=(Correction(1, item, item), Correction(1, item, None)),
            late=frozenset({"2505-k7fq3m"}),
        )
        document = read(write(briefing))
        told = visible(words)
        assert dump(document).count(told) >= 14
        assert document.core_properties.title.startswith(" ".join(told.split()))


def test_a_very_long_text_stays_whole() -> None:
    text = "清朗 " * 30_000
    briefing = brief_of(development(text.strip(), sources=(XINHUA,)))
    assert texts(read(write(briefing)), "List Bullet")[0].startswith(text.strip())


# other programs


def sample() -> Briefing:
    return replace(
        read_briefing("everything"),
        sections=tuple(
            section for name in ("everything", "english", "mixed", "hostile")
            for section in read_briefing(name).sections
        ),
    )  # fmt: skip


def wanted_in(briefing: Briefing) -> Iterator[str]:
    for section in briefing.sections:
        yield section.title
        for item in section.developments:
            yield dense(summary(item))[:30]
            for source in item.sources:
                yield dense(visible(source.publisher))[:20]
    yield from ("Takeaways", "Contents", "Dashboard", "Corrections", "Issue11,corrected:sources")


def check_found(briefing: Briefing, printed: str) -> None:
    there = dense(printed)
    missing = [words for words in wanted_in(briefing) if dense(words) not in there]
    assert missing == []


@pytest.mark.skipif(not (which("soffice") and which("pdftotext")), reason="no LibreOffice here")
def test_libreoffice_prints_every_item(tmp_path: Path) -> None:
    path = tmp_path / "briefing.docx"
    path.write_bytes(write(sample()))
    profile = (tmp_path / "profile").as_uri()
    options = [f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        ["soffice", *options, "--outdir", str(tmp_path), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    pdf = path.with_suffix(".pdf")
    done = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], check=True, capture_output=True)
    check_found(sample(), done.stdout.decode())


@pytest.mark.skipif(not which("pandoc"), reason="no pandoc here")
def test_pandoc_reads_every_item(tmp_path: Path) -> None:
    path = tmp_path / "briefing.docx"
    path.write_bytes(write(sample()))
    command = ["pandoc", "--standalone", "--wrap=none", "-t", "plain", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert done.stderr == b""
    check_found(sample(), done.stdout.decode())


# without the library


def without(monkeypatch: pytest.MonkeyPatch, gone: Iterable[str]) -> None:
    for name in list(sys.modules):
        if name.startswith(("aiwatch.writers.docx", "aiwatch.writers.word_")):
            monkeypatch.delitem(sys.modules, name)
    for name in gone:
        monkeypatch.setitem(sys.modules, name, None)


def test_a_missing_library_is_told_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without(monkeypatch, ["docx"])
    with pytest.raises(AiwatchError) as told:
        writer("docx", BRIEFINGS)
    assert str(told.value) == (
        "Word files need python-docx, which is not installed. "
        f"Install it: {sys.executable} -m pip install python-docx"
    )
    assert told.value.exit_code == 1
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(AiwatchError, match=r"uv pip install --python .* python-docx$"):
        writer("docx", BRIEFINGS)


def test_a_mistake_of_our_own_is_not_taken_for_a_missing_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without(monkeypatch, ["aiwatch.writers.word_figures"])
    with pytest.raises(ModuleNotFoundError):
        writer("docx", BRIEFINGS)
