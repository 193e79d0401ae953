"""Sources as references in RIS and CSL-JSON: read back by our readers, rendered by pandoc."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import which

import pytest
from conftest import Hostile

from aiwatch.domain.development import ID_ALPHABET, Development, Source
from aiwatch.domain.text import clean, tidy, visible
from aiwatch.readers import Conventions, Reading, identify, read
from aiwatch.writers import REFERENCES, format_of, writer
from aiwatch.writers.references import references
from briefings import NAMES, XINHUA, development, read_briefing

DAY = date(2025, 5, 12)
FULL = Development(
    id="2505-k7fq3m",
    section="domestic",
    text="国务院发布白皮书。\n\nIt has <i>six</i> parts & “more”.",
    date=DAY,
    headline="White paper on flying low",
    sources=(
        Source("zh", "国务院", DAY, "https://www.gov.cn/x?a=1&b=2", "低空经济白皮书"),
        replace(XINHUA, archived="https://web.archive.org/web/2025/https://english.news.cn/c.html"),
    ),
    tags=("safety", "芯片"),
    comment="for the desk alone",
)
PLAIN = development("First sentence. Second one.", id="2505-aaaaaa", sources=(Source(url="x:y"),))


def written(format: str, developments: list[Development]) -> str:
    return str(writer(format, REFERENCES).records(developments))


def read_back(format: str, developments: list[Development]) -> Reading:
    data = written(format, developments).encode()
    assert identify("", data) == format
    return read(format, data, Conventions({"tech": "Tech"}, DAY, section="tech", date=DAY))


@pytest.mark.parametrize("format", REFERENCES)
def test_golden(format: str, golden: Callable[[str, str], None]) -> None:
    bare = development("Of no source.", id="2505-bbbbbb")
    golden(f"records/references.{format}", written(format, [FULL, PLAIN, bare]))


def test_what_the_desk_notes_for_itself_is_in_none() -> None:
    assert not any("desk alone" in written(format, [FULL]) for format in REFERENCES)


def shown(source: Source) -> Source:
    """Return `source` as a reference has it."""
    texts = ("publisher", "url", "title", "archived")
    return replace(source, unknown={}, **{name: visible(getattr(source, name)) for name in texts})


def flat(text: str) -> str:
    """Return `text` as a file has it, in one paragraph."""
    return " ".join(clean(visible(text))[0].split())


@pytest.mark.parametrize("format", REFERENCES)
@pytest.mark.parametrize("name", NAMES)
def test_sources_come_back_whole(name: str, format: str) -> None:
    items = [item for item in read_briefing(name).developments if item.sources]
    if not items:
        assert written(format, []) in ("", "[]\n")
        return
    reading = read_back(format, items)
    assert (reading.unread, reading.remarks, reading.removed) == ((), (), 0)
    for item, back in zip(items, reading.developments, strict=True):
        assert back.sources == tuple(map(shown, item.sources))
        assert flat(back.text) == flat(item.text)
        assert back.text == clean(visible(item.text))[0] or format == "ris"
        assert back.tags == item.tags
        ours = any(not source.title for source in item.sources)
        assert back.headline == (visible(item.headline) if ours else "")


@pytest.mark.parametrize("format", REFERENCES)
@pytest.mark.parametrize(
    ("headline", "title"),
    [
        ("Qwen3 is out", "Qwen3 is out"),
        ("Qwen3 is out.", "Qwen3 is out"),
        ("通义千问3发布。", "通义千问3发布"),
        ("Qwen3 is out!", "Qwen3 is out!"),
        ("Qwen3 is out ...", "Qwen3 is out ..."),
        ("Qwen3 reaches the U.S.", "Qwen3 reaches the U.S."),
    ],
)
def test_a_headline_of_ours_comes_back_as_it_was(format: str, headline: str, title: str) -> None:
    item = replace(PLAIN, headline=headline, text="It has eight sizes.")
    (record,) = references([item])
    assert (record.title, record.short_title) == (title, headline)
    (back,) = read_back(format, [item]).developments
    assert back.headline == headline
    assert back.sources == item.sources


@pytest.mark.parametrize("format", REFERENCES)
def test_the_hostile_corpus_is_whole_and_breaks_nothing(
    format: str, hostile: list[Hostile]
) -> None:
    items = []
    for number, text in enumerate(hostile):
        line = flat(text.text)[:1000] or "x"
        source = Source("en", line, DAY, line, line, f"https://a.example/{line}")
        id = f"2505-aaaa{ID_ALPHABET[number // 20]}{ID_ALPHABET[number % 20]}"
        tag = line.replace(";", "").strip() or "x"
        items.append(
            development(tidy(text.text) or "x", id=id, sources=(source,), tags=(tag,), headline="h")
        )
    whole = written(format, items)
    hidden = "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
    assert not re.search(hidden, whole)
    assert whole.count("\r\n" if format == "ris" else "\n{") >= len(items)
    back = read_back(format, items).developments
    assert len(back) == len(items)
    for item, found in zip(items, back, strict=True):
        assert flat(found.text) == flat(item.text)
        assert found.sources == tuple(map(shown, item.sources))


def test_a_file_is_named_after_its_format() -> None:
    formats = ["json", *REFERENCES]
    assert format_of("a/x.RIS", formats) == "ris"
    assert format_of("x.csl.json", formats) == "csl"
    assert format_of("x.json", formats) == "json"


BIBLIOGRAPHY = """\
---
bibliography: sources.csl.json
nocite: "@*"
---

Named: [@2505-k7fq3m-1].
"""


def single_quoted(text: str) -> str:
    """Return `text` with single quotes for double ones, as a style has them within a title."""
    return text.replace("“", "‘").replace("”", "’")


@pytest.mark.skipif(not which("pandoc"), reason="no pandoc here")
def test_pandoc_renders_every_source(tmp_path: Path) -> None:
    items = [FULL, PLAIN, *read_briefing("everything").developments]
    (tmp_path / "sources.csl.json").write_text(written("csl", items), "utf-8")
    command = ["pandoc", "--citeproc", "--from=markdown", "--to=plain", "--wrap=none"]
    done = subprocess.run(
        command, input=BIBLIOGRAPHY.encode(), capture_output=True, timeout=60, cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, b"")
    entries = done.stdout.decode().split("\n\n")
    assert entries[0] == "Named: (“低空经济白皮书” 2025)."
    assert len(entries) == 1 + sum(len(item.sources) for item in items)
    assert (
        "“低空经济白皮书.” 2025. 国务院. May 12, 2025. https://www.gov.cn/x?a=1&b=2."
    ) in entries
    for source in (source for item in items for source in item.sources):
        told = (source.publisher, source.url, single_quoted(source.title))
        assert any(all(each in single_quoted(entry) for each in told) for entry in entries), source
