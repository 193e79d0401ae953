"""`briefings/`: what aiwatch makes of its sample archive, kept up to date."""

from datetime import date
from pathlib import Path

import pytest
from word_files import dump, read

from aiwatch import config
from aiwatch.archive import open_archive
from aiwatch.domain.briefing import Briefing, compose
from aiwatch.domain.dashboard import dashboard
from aiwatch.domain.dates import Period
from aiwatch.domain.selection import Selection
from aiwatch.writers import BRIEFINGS, ENDINGS, writer

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "aiwatch" / "data" / "sample"


@pytest.fixture
def briefing() -> Briefing:
    period = Period(date(2025, 4, 19), date(2025, 5, 19))
    settings = config.load(SAMPLE)
    selection = Selection(since=period.since, until=period.until)
    found = open_archive(SAMPLE).select(selection)
    return compose(
        found,
        sections=settings.sections,
        title=settings.title,
        day=period.until,
        period=period,
        selection=selection,
        overview=open_archive(SAMPLE).overview(),
        contents=True,
        dashboard=dashboard(found, settings.sections, period),
    )


@pytest.mark.parametrize("ending", [".md", ".txt", ".json", ".html", ".eml", ".docx"])
def test_the_example_of_each_format_is_up_to_date(
    briefing: Briefing, ending: str, request: pytest.FixtureRequest
) -> None:
    written = writer(ENDINGS[ending], BRIEFINGS).write(briefing)
    data = written if isinstance(written, bytes) else written.encode()
    path = ROOT / "briefings" / f"2025-05-19{ending}"
    # The bytes of a Word file are those of the machine's zlib, too.
    shown = (lambda there: dump(read(there))) if ending == ".docx" else bytes.decode
    there = path.read_bytes() if path.exists() else b""
    if request.config.getoption("--regenerate-golden") and there != data:
        path.write_bytes(data)
        return
    assert shown(there) == shown(data)


def test_the_sample_archive_is_what_a_tracker_holds() -> None:
    found = open_archive(SAMPLE).select(Selection())
    assert 38 <= len(found) <= 46
    assert min(item.date for item in found) >= date(2024, 4, 1)
    assert max(item.date for item in found) <= date(2025, 6, 30)
    assert all(
        item.sources and all(s.publisher and s.published for s in item.sources) for item in found
    )
    languages = [source.language for item in found for source in item.sources]
    assert languages.count("zh") * 2 > len(languages)
    assert sum(any(source.title for source in item.sources) for item in found) * 4 >= len(found)
    wanted = {("Sina", "2025-04-30"), ("State Council", "2025-05-12"), ("EE Focus", "2025-04-19")}
    wanted |= {("National Data Administration", "2025-05-16")}
    wanted |= {("Cyberspace Administration of China", "2025-04-30")}
    assert wanted <= {(s.publisher, str(s.published)) for item in found for s in item.sources}


def test_the_sample_months_are_as_written() -> None:
    from aiwatch.archive.month import read_month

    for path in sorted((SAMPLE / "developments").glob("*.json")):
        month = read_month(path.read_bytes(), path.name)
        assert month.as_written
        assert month.to_bytes(month.change) == path.read_bytes()
