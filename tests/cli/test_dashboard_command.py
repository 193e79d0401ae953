"""The graphics dashboard at the command line: drawn, as data, as charts and as a page."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from xml.etree import ElementTree

import html5lib
import pytest
from conftest import Done, Hostile
from test_hostile import OBEYED

import aiwatch as package

Run = Callable[..., Done]
SAMPLE = Path(package.__file__).parent / "data" / "sample"
CHARTS = ["time", "languages", "publishers", "tags", "rising", "lag", "before", "calendar"]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """The sample archive."""
    return Path(copytree(SAMPLE, tmp_path / "archive"))


def figures(done: Done) -> dict[str, dict[str, int]]:
    """The counts by figure and label of a dashboard as CSV, all series together."""
    assert (done.code, done.err) == (0, ""), done.err
    found: dict[str, dict[str, int]] = {}
    for row in csv.DictReader(io.StringIO(done.out.removeprefix("\ufeff"))):
        counts = found.setdefault(row["figure"], {})
        counts[row["label"]] = counts.get(row["label"], 0) + int(row["count"] or 0)
    return found


def test_into_a_pipe_it_is_plain_text_of_the_last_year(
    aiwatch: Run, golden: Callable[[str, str], None]
) -> None:
    done = aiwatch("dashboard")
    assert (done.code, done.err) == (0, "")
    assert done.out == aiwatch("dashboard", "-f", "text").out
    golden("dashboard/sample.txt", done.out)


def test_the_period_and_what_it_is_compared_with(aiwatch: Run) -> None:
    told = [
        aiwatch("dashboard", *chosen).out.split("\n")[:2]
        for chosen in (
            ("--since", "2025-05"),
            ("--until", "2025-04-30"),
            ("--since", "2025-04", "--until", "2025-04"),
        )
    ]
    assert told == [
        ["AI watch, 1–19 May 2025", "7 developments, 2 fewer than in the 19 days before."],
        [
            "AI watch, 1 May 2024 – 30 April 2025",
            "32 developments, 30 more than in the year before.",
        ],
        ["AI watch, 1–30 April 2025", "9 developments, 4 more than in the 30 days before."],
    ]
    done = aiwatch("dashboard", "--since", "2030")
    assert (done.code, done.out) == (2, "")
    assert done.err == "aiwatch: --since 1 January 2030 is after today, 19 May 2025.\n"


def test_nothing_to_draw_is_told(aiwatch: Run, tmp_path: Path) -> None:
    folder = tmp_path / "charts"
    done = aiwatch("dashboard", "--tag", "nothing", "-f", "svg", "-o", f"{folder}/")
    assert (done.code, done.out) == (0, "")
    assert done.err == "There is nothing to draw; nothing was written.\n"


def test_as_json(aiwatch: Run) -> None:
    found = json.loads(aiwatch("dashboard", "-f", "json").out)
    assert [found[name] for name in ("since", "until", "developments", "before")] == [
        *("2024-05-20", "2025-05-19", 38, 3),
    ]
    assert list(found["figures"]) == CHARTS[:-1]
    assert found["figures"]["before"] == {
        "title": "Compared with the year before",
        "series": ["Before", "Now"],
        "bars": [
            {"label": "Tech progress", "counts": [2, 17]},
            {"label": "Domestic dynamics", "counts": [1, 21]},
        ],
    }
    assert found["silences"] == []
    assert sum(found["calendar"]["days"].values()) == 38


def test_as_csv_a_spreadsheet_opens_it(aiwatch: Run) -> None:
    done = aiwatch("dashboard", "-f", "csv")
    assert done.out.startswith("\ufefffigure,label,series,count")
    found = figures(done)
    assert list(found) == ["developments", *CHARTS]
    assert found["lag"]["1 day"] == 21
    assert len(found["time"]) == 13


def test_filters_choose_and_a_topic_has_no_silences(aiwatch: Run) -> None:
    days = ("--since", "2025-05-07", "--until", "2025-05-11")
    assert (
        "\nNothing logged under Domestic dynamics in this period.\n"
        in aiwatch("dashboard", *days).out
    )
    tech = figures(aiwatch("dashboard", *days, "-s", "tech", "-f", "csv"))
    assert "silences" not in tech
    assert tech["time"] == {"7–11 May": 1}
    assert sum(tech["calendar"].values()) == 17
    topic = aiwatch("dashboard", *days, "-l", "en", "-f", "csv")
    assert "silences" not in figures(topic)


def test_another_day_can_count(aiwatch: Run) -> None:
    one = ("add", "-s", "tech", "-d", "2024-06-01", "Old. (Source (EN): Sina, 2025-05-02)")
    before, day = figures(aiwatch("dashboard", "-f", "csv")), "2025-05-02"
    assert aiwatch(*one).code == 0
    by_date = figures(aiwatch("dashboard", "-f", "csv"))
    assert by_date["time"]["June 2024"] == before["time"]["June 2024"] + 1
    by_publication = figures(aiwatch("dashboard", "--by", "published", "-f", "csv"))
    assert by_publication["calendar"][day] == 1
    by_logging = figures(aiwatch("dashboard", "--by", "logged", "-f", "csv"))
    assert by_logging["calendar"]["2025-05-19"] >= 1


def test_a_folder_gets_a_file_a_chart(aiwatch: Run, tmp_path: Path) -> None:
    done = aiwatch("dashboard", "-f", "svg", "-o", f"{tmp_path}/charts/")
    assert done.code == 0, done.err
    written = sorted((tmp_path / "charts").iterdir())
    assert [path.name for path in written] == sorted(f"{name}.svg" for name in CHARTS)
    for path in written:
        assert ElementTree.parse(path).getroot().tag == "{http://www.w3.org/2000/svg}svg"
        assert path.stat().st_size < 8000
    again = aiwatch("dashboard", "-f", "svg", "-o", f"{tmp_path}/charts/")
    assert (again.code, "--force" in again.err) == (1, True)


def test_a_file_gets_the_chart_it_is_named_after(aiwatch: Run, tmp_path: Path) -> None:
    assert aiwatch("dashboard", "-o", f"{tmp_path}/tags.svg").code == 0
    assert "open-source" in (tmp_path / "tags.svg").read_text("utf-8")
    other = aiwatch("dashboard", "-o", f"{tmp_path}/pie.svg")
    assert (other.code, f"Charts: {', '.join(CHARTS)};" in other.err) == (2, True)
    assert aiwatch("dashboard", "-f", "svg").code == 2


def test_the_page_needs_nothing_else(aiwatch: Run, tmp_path: Path) -> None:
    assert aiwatch("dashboard", "-o", f"{tmp_path}/page.html").code == 0
    text = (tmp_path / "page.html").read_text("utf-8")
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    headings = [heading.text for heading in page.iter("h2")]
    assert headings[0] == "Developments by month"
    assert headings[-1] == "Developments by day"
    assert len(headings) == len(list(page.iter("table"))) == len(CHARTS)
    assert not {"script", "link", "img"} & {element.tag for element in page.iter()}
    assert not re.search(r"url\(|@import|\sstyle=|\son\w+=", text)
    folder = aiwatch("dashboard", "-o", f"{tmp_path}/")
    assert folder.err == f"Written: {tmp_path}/dashboard-2025-05-19.html\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("-f", "pdf"), "No format 'pdf'. Formats: terminal, text, json, csv, svg, html."),
        (("-f", "terminal", "-o", "x.txt"), "use text or html in a file"),
        (("-o", "x.docx"), "names no format here"),
        (("--since", "2025-05", "--until", "2025-04"), "is after --until"),
    ],
)
def test_what_cannot_be(aiwatch: Run, arguments: tuple[str, ...], told: str) -> None:
    done = aiwatch("dashboard", *arguments)
    assert (done.code, done.out, told in done.err) == (2, "", True), done.err


@pytest.mark.parametrize("format", ["text", "terminal", "json", "csv", "html"])
def test_an_empty_archive(aiwatch: Run, archive: Path, format: str) -> None:
    for path in (archive / "developments").iterdir():
        path.unlink()
    done = aiwatch("dashboard", "-f", format)
    assert (done.code, done.err) == (0, "")
    if format in ("text", "terminal"):
        assert done.out == (
            "AI watch, 20 May 2024 – 19 May 2025\nNo developments, nor any in the year before.\n"
        )


@pytest.mark.parametrize("since", ["1900", "2024-02-29"])
def test_the_ends_of_the_calendar(aiwatch: Run, since: str) -> None:
    assert aiwatch("dashboard", "--since", since, "--until", "2100").code == 0


def test_hostile_texts_are_shown_and_never_obeyed(
    aiwatch: Run, archive: Path, hostile: list[Hostile], tmp_path: Path
) -> None:
    records = []
    for each in hostile:
        line = " ".join(each.text.replace(";", ",").split())[:200].strip() or "x"
        source = {"lang": "zh", "publisher": line, "published": "2025-05-12"}
        records.append({"section": "tech", "text": "Text.", "sources": [source], "tags": [line]})
    file = tmp_path / "records.json"
    file.write_text(json.dumps(records), "utf-8")
    assert aiwatch("import", str(file)).code == 0
    for format in ("text", "terminal", "csv", "html"):
        done = aiwatch("dashboard", "-f", format, "--since", "2025-05-12", "--until", "2025-05-12")
        assert done.code == 0, done.err
        shown = done.out.removeprefix("\ufeff").replace("\r\n", "\n")
        shown = re.sub("[\u2068\u2069]", "", shown) if format == "terminal" else shown
        assert not OBEYED.search(shown), format
        assert format != "html" or "<script" not in shown


def test_charts_are_all_written_or_none(aiwatch: Run, tmp_path: Path) -> None:
    folder = tmp_path / "charts"
    folder.mkdir()
    (folder / "tags.svg").write_text("mine")
    done = aiwatch("dashboard", "-f", "svg", "-o", str(folder))
    assert (done.code, done.out) == (1, "")
    assert "tags.svg exists already" in done.err
    assert [path.name for path in folder.iterdir()] == ["tags.svg"]
    assert aiwatch("dashboard", "-f", "svg", "-o", str(folder), "--force").code == 0
    assert len(list(folder.iterdir())) > 5
