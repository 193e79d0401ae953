"""The benchmarks' data and report; running them is another matter, see CONTRIBUTING."""

import itertools
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.generator import (
    DAYS,
    HITS,
    RARE,
    SINCE,
    TODAY,
    additions,
    later,
    records,
    written,
)
from benchmarks.report import COMPARED, JOBS, WORD, from_json, misses, render

SIZE = 1500


def is_chinese(record: dict[str, Any]) -> bool:
    return bool(record["text"][0] > "\u2e80")


def test_the_same_records_each_time() -> None:
    assert list(records(SIZE)) == list(records(SIZE))
    assert list(records(SIZE, seed=1)) != list(records(SIZE))


def test_a_record_has_500_to_700_bytes_and_every_third_is_chinese() -> None:
    made = list(records(SIZE))
    assert len(made) == SIZE
    assert all(500 <= len(record["text"].encode()) <= 700 for record in made)
    assert [is_chinese(record) for record in made] == [False, False, True] * (SIZE // 3)
    assert all(is_chinese(record) == (record["sources"][0]["lang"] == "zh") for record in made)


def test_records_are_of_ten_years_up_to_today() -> None:
    days = sorted(date.fromisoformat(record["date"]) for record in records(SIZE))
    assert TODAY - timedelta(DAYS) < days[0] < TODAY - timedelta(DAYS - 30)
    assert TODAY - timedelta(30) < days[-1] <= TODAY


def test_a_rare_word_is_in_few_records_and_in_no_addition() -> None:
    made = [record["text"] for record in records(SIZE)]
    added = [record["text"] for record in itertools.islice(additions(), 300)]
    for word in RARE:
        assert sum(word in text for text in made) == HITS
        assert not any(word in text for text in added)


def test_an_addition_is_new_and_of_today() -> None:
    made = list(records(SIZE))
    added = list(itertools.islice(additions(), 300))
    for field in (lambda each: each["text"], lambda each: each["sources"][0]["url"]):
        assert len({field(record) for record in [*made, *added]}) == SIZE + 300
    assert {record["date"] for record in added} == {TODAY.isoformat()}


def test_what_is_imported_later_is_new_and_of_ten_years() -> None:
    made, added = list(records(SIZE)), list(later(300))
    for field in (lambda each: each["text"], lambda each: each["sources"][0]["url"]):
        assert len({field(record) for record in [*made, *added]}) == SIZE + 300
    assert len({record["date"][:4] for record in added}) > 9


def test_the_file_is_written_once_and_counted(tmp_path: Path) -> None:
    data = written(tmp_path, SIZE)
    made = list(records(SIZE))
    assert len(data.path.read_text("utf-8").splitlines()) == data.size == SIZE
    assert data.recent == sum(record["date"] >= SINCE.isoformat() for record in made)
    assert RARE[0] in made[data.rare - 1]["text"]
    stamp = data.path.stat().st_mtime_ns
    assert written(tmp_path, SIZE) == data
    assert data.path.stat().st_mtime_ns == stamp


def series(size: int, job: str, program: str, *milliseconds: int, peak: float = 20.0) -> dict:
    seconds = [each / 1000 for each in milliseconds]
    yardstick = [0.1] * len(seconds) if program == "aiwatch" else []
    return {
        "size": size,
        "job": job,
        "program": program,
        "seconds": seconds,
        "yardstick": yardstick,
        "peak": peak,
        "yardstick_peak": 20.0,
    }


def measured(size: int, **changed: dict) -> list[dict]:
    """One round of 110 ms for each job of aiwatch, and 200 ms for its add in buku."""
    own = [changed.get(job) or series(size, job, "aiwatch", 110) for job in JOBS]
    return [*own, series(size, "add", "buku", 200)]


def test_the_report_tells_medians_and_that_all_bounds_are_met() -> None:
    add = series(100_000, "add", "aiwatch", 90, 150, 110)
    measures = from_json(
        {
            "told": {"date": "2025-05-19"},
            "series": [
                *measured(10_000),
                *measured(100_000, add=add),
                series(100_000, "import", "aiwatch", 9000, peak=50.4),
                series(100_000, "import", "sqlite-utils", 12000),
            ],
        }
    )
    report = render(measures)
    assert not any(misses(measures).values())
    assert "missed" not in report
    assert "## 10,000 developments" in report
    (row,) = [line for line in report.splitlines() if line.startswith("| `add` ") and "met" in line]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells == ["`add`", "110", "1.10 ×", "1.6 ×", "20", "200", "", "met"]
    (row,) = [line for line in report.splitlines() if "docx" in line and "met" in line]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells == ["`brief -f docx`", "110", "1.10 ×", "20", "0", "met"]
    assert "Import of 100,000: aiwatch 9.0 s, 50 MB; sqlite-utils 12.0 s, 20 MB (met)." in report
    assert "Website of 10,000: 0.1 s, 20 MB (met); at most 20 s and 300 MB." in report
    assert "Import of 10,000 into 100,000, compared: 0.1 s, 20 MB (met); at most 20 s" in report
    assert "Comparing of `add` at 100,000: -20 ms more than `add --force` (met)" in report
    assert "- date: 2025-05-19" in report


def test_the_report_tells_which_bounds_are_missed() -> None:
    measures = from_json(
        {
            "told": {},
            "series": [
                *measured(10_000, page=series(10_000, "page", "aiwatch", 20_001, peak=301)),
                *measured(
                    100_000,
                    **{
                        "add": series(100_000, "add", "aiwatch", 210, peak=61),
                        "brief -f html": series(100_000, "brief -f html", "aiwatch", 251),
                        WORD: series(100_000, WORD, "aiwatch", 3001, peak=81),
                        COMPARED: series(100_000, COMPARED, "aiwatch", 20_001, peak=701),
                        "feeds fetch": series(100_000, "feeds fetch", "aiwatch", 110, peak=81),
                    },
                ),
                series(100_000, "import", "aiwatch", 12000),
                series(100_000, "import", "sqlite-utils", 9000),
            ],
        }
    )
    missed = {bound: reasons for bound, reasons in misses(measures).items() if reasons}
    assert missed == {
        "add": ["time", "memory", "behind buku"],
        "brief -f html": ["time"],
        "page": ["time", "memory"],
        WORD: ["time", "memory"],
        "import": ["behind sqlite-utils"],
        "growth of add": ["time"],
        COMPARED: ["time", "memory"],
        "feeds fetch": ["memory"],
        "comparing of add": ["time"],
    }
    report = render(measures)
    assert "**missed**: time, memory, behind buku" in report
    assert "`add` 1.91 × (**missed**: time), `brief --since` 1.00 × (met)" in report
