"""Sources as references out and in, by the commands: export, import."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from aiwatch.cli import run

SAMPLE = Path(__file__).parents[2] / "aiwatch" / "data" / "sample"
READERS = Path(__file__).parents[1] / "golden" / "readers"
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Run a command line in this process, in a folder with the sample archive in `archive` and an
    empty one in `other`."""
    shutil.copytree(SAMPLE, tmp_path / "archive")
    (tmp_path / "other" / "developments").mkdir(parents=True)
    (tmp_path / "other" / "aiwatch.toml").write_text("", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AIWATCH_TODAY", "2025-06-30")

    def call(archive: str, *arguments: str) -> tuple[int, str, str]:
        code = run(["--archive", archive, *arguments])
        return code, *capsys.readouterr()

    return call


def sources(call: Call, archive: str) -> list[list[dict[str, str]]]:
    return sorted(
        (record["sources"] for record in json.loads(call(archive, "export")[1])), key=repr
    )


@pytest.mark.parametrize("file", ["x.ris", "x.csl.json"])
def test_what_is_exported_comes_in_with_all_its_sources(call: Call, file: str) -> None:
    assert call("archive", "export", "-o", file)[0] == 0
    code, _, err = call("other", "import", file, "-s", "tech")
    assert (code, err.strip()) == (0, "44 developments imported.")
    assert sources(call, "other") == sources(call, "archive")
    assert call("other", "import", file, "-s", "tech")[2].strip() == (
        "0 developments imported, 44 there already."
    )


@pytest.mark.parametrize("file", ["x.ris", "x.csl.json"])
def test_an_original_title_does_not_come_back_as_headline(call: Call, file: str) -> None:
    call("archive", "export", "-o", file)
    call("other", "import", file, "-s", "tech")
    before = {each["headline"] for each in json.loads(call("archive", "export")[1])}
    after = {each["headline"] for each in json.loads(call("other", "export")[1])}
    assert after <= before


def test_the_filters_are_those_of_a_briefing(call: Call) -> None:
    since = ("--since", "2025-05-10", "--until", "2025-05-19", "-s", "tech")
    records = json.loads(call("archive", "export", *since)[1])
    code, out, err = call("archive", "export", *since, "-f", "csl")
    assert (code, err) == (0, "")
    names = [item["id"] for item in json.loads(out)]
    assert names == [
        f"{record['id']}-{number}"
        for record in records
        for number in range(1, len(record["sources"]) + 1)
    ]
    assert names


def test_what_has_no_source_is_told(call: Call) -> None:
    assert call("other", "add", "-s", "tech", "Nobody told.")[0] == 0
    code, out, err = call("other", "export", "-f", "ris")
    assert (code, out, err) == (0, "", "1 of 1 has no source and so no reference.\n")


@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("zotero.ris", 3),
        ("zotero.csl.json", 3),
        ("firefox.html", 4),
        ("weekly-links.md", 5),
    ],
)
def test_files_of_others_come_in(call: Call, file: str, count: int) -> None:
    path = str(READERS / file)
    code, _, err = call("other", "import", path, "-s", "tech", "--date", "2025-05-19")
    assert code == 0
    assert f"{count} developments imported.\n" in err
    again = call("other", "import", path, "-s", "tech", "--date", "2025-05-19")[2]
    assert f"0 developments imported, {count} there already.\n" in again


def test_a_bookmark_without_a_date_is_refused_with_what_is_known(call: Call) -> None:
    code, _, err = call("other", "import", str(READERS / "firefox.html"), "-s", "tech")
    assert code == 2
    assert (
        "No date on lines 10 (bookmarked on 12 May 2025), 16 (its address says 14 March 2025), "
        "23 (bookmarked on 12 May 2025) and 25. Give --date DAY for all that have none."
    ) in err
    assert call("other", "list")[1] == ""


def test_a_briefing_comes_back_from_word(call: Call) -> None:
    assert call("archive", "brief", "--since", "2025-05-01", "-o", "b.docx")[0] == 0
    count = len(json.loads(call("archive", "export", "--since", "2025-05-01")[1]))
    code, _, err = call("other", "import", "b.docx")
    assert (code, err.strip()) == (0, f"{count} developments imported.")
    assert call("other", "brief", "--since", "2025-05-01", "-o", "c.docx")[0] == 0
    assert Path("c.docx").read_bytes() == Path("b.docx").read_bytes()


TOLD = """<rss version="2.0"><channel><title>Wire</title><language>{}</language>
<item><title>生成人工知能指針公表</title><link>https://n.example/1</link>
<pubDate>2025-05-12</pubDate></item></channel></rss>"""


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("a.csv", "title,url,date\n网信办发布标识办法,https://n.example/1,2025-05-12\n", "zh"),
        ("b.csv", "title,date,source\nAI 기본법 시행령 공개,2025-05-12,전자신문\n", "ko"),
        ("c.csv", "title,url,date,lang\n网信办发布,https://n.example/1,2025-05-12,en\n", "en"),
        ("d.csv", "title,url,date\nQwen3 is out,https://n.example/1,2025-05-12\n", ""),
        (
            "e.ris",
            "TY  - NEWS\nTI  - 生成AIの指針を公表\nDA  - 2025/05/12/\nER  -\n",
            "ja",
        ),
        ("f.xml", TOLD.format("ja"), "ja"),
        ("g.xml", TOLD.format("en"), "zh"),
        ("h.csv", "date,text\n2025-05-12,网信办发布标识办法。\n", None),
    ],
)
def test_a_language_that_the_script_makes_certain_is_known(
    call: Call, tmp_path: Path, name: str, text: str, language: str | None
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    code, _, err = call("other", "import", name, "-s", "tech")
    assert code == 0, err
    (found,) = sources(call, "other")
    assert [source["lang"] for source in found] == ([] if language is None else [language])
