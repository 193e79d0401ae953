"""The page index: whatever becomes of it, the archive's answer is right."""

import errno
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from aiwatch.archive import Stamp, months
from aiwatch.archive.disk import Disk
from aiwatch.archive.doctor.checkup import checkup
from aiwatch.archive.tiny import TinyArchive
from aiwatch.domain.development import Development, Source

AT = datetime(2025, 5, 19, 8, tzinfo=UTC)
PAGE = "https://www.cac.gov.cn/2025-03/14/c_1743654684782215.htm"
INDEX = Path(".index") / "pages"


class Watched(Disk):
    """A disk that notes what is read, and can be full."""

    def __init__(self) -> None:
        self.names_read: list[str] = []
        self.is_full = False

    def read(self, path: Path) -> bytes:
        self.names_read.append(path.name)
        return super().read(path)

    def create(self, path: Path, data: bytes, mode: int = 0o600) -> None:
        if self.is_full:
            raise OSError(errno.ENOSPC, "No space left on device")
        super().create(path, data, mode)


@pytest.fixture
def disk() -> Watched:
    return Watched()


@pytest.fixture
def there(archive: Path, disk: Watched, monkeypatch: pytest.MonkeyPatch) -> TinyArchive:
    """An archive worth an index, its months settled long ago; PAGE is cited in 2020-01."""
    monkeypatch.setattr(months, "WORTH", 1)
    there = TinyArchive(archive, disk)
    with there.desk(Stamp("import", AT)) as desk:
        desk.log(
            [cites(f"https://a.cn/{year}/5.html", date(year, 1, 5)) for year in range(2015, 2026)]
        )
        desk.log([cites(PAGE, date(2020, 1, 6))])
    settle(archive)
    return there


def settle(root: Path) -> None:
    for file in (root / "developments").glob("*.json"):
        os.utime(file, (1_000_000_000, 1_000_000_000))


def cites(url: str, day: date) -> Development:
    return Development("tech", "A thing happened.", day, sources=(Source(url=url),))


def days(there: TinyArchive, *urls: str) -> list[str]:
    return [each.date.isoformat() for each in there.citing(urls)]


def test_it_finds_a_page_in_any_form_and_reads_no_other_month(
    there: TinyArchive, disk: Watched
) -> None:
    other = "http://m.cac.gov.cn/2025-03/14/c_1743654684782215.htm?utm_source=x"
    assert days(there, other) == ["2020-01-06"]
    disk.names_read.clear()
    assert days(there, other) == ["2020-01-06"]
    assert [name for name in disk.names_read if name[0] != "."] == ["pages", "2020-01.json"]
    disk.names_read.clear()
    assert days(there, "https://a.cn/none/1.html", "https://a.cn/") == []
    assert [name for name in disk.names_read if name[0] != "."] == ["pages"]
    both = days(there, PAGE, "https://a.cn/2015/5.html")
    assert both == ["2015-01-05", "2020-01-06"]


def test_a_month_edited_by_hand_is_read_anew(there: TinyArchive) -> None:
    new = PAGE.replace("2215.htm", "9999.htm")
    assert days(there, PAGE)
    assert not days(there, new)
    file = there.root / "developments" / "2020-01.json"
    text = file.read_text("utf-8")
    file.write_text(text.replace(PAGE, new), "utf-8")
    settle(there.root)  # even its size and the time of its last change are as they were
    assert days(there, new) == ["2020-01-06"]
    assert days(there, PAGE) == []
    file.unlink()
    assert days(there, new) == []


def test_what_was_written_just_before_it_is_not_trusted(there: TinyArchive, disk: Watched) -> None:
    file = there.root / "developments" / "2020-01.json"
    os.utime(file)
    for _ in range(2):
        disk.names_read.clear()
        assert days(there, "https://a.cn/none/1.html") == []
        assert "2020-01.json" in disk.names_read
    settle(there.root)
    days(there, PAGE)
    disk.names_read.clear()
    days(there, "https://a.cn/none/1.html")
    assert "2020-01.json" not in disk.names_read


@pytest.mark.parametrize("damage", ["torn", "flipped", "empty", "other", "folder", "file"])
def test_a_damaged_index_is_none(there: TinyArchive, damage: str) -> None:
    assert days(there, PAGE)
    path = there.root / INDEX
    data = path.read_bytes()
    if damage == "torn":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "flipped":
        path.write_bytes(data[:-3] + bytes([data[-3] ^ 1]) + data[-2:])
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "other":
        path.write_bytes(b"aiwatch pages 2 0\n" + data)
    else:
        path.unlink()
        if damage == "folder":
            path.mkdir()
        else:
            (path.parent / ".gitignore").unlink()
            path.parent.rmdir()
            path.parent.write_text("")
    assert days(there, PAGE) == ["2020-01-06"]


def test_it_is_done_without_where_nothing_can_be_written(there: TinyArchive, disk: Watched) -> None:
    disk.is_full = True
    assert days(there, PAGE) == ["2020-01-06"]
    assert not (there.root / INDEX).exists()
    disk.is_full = False
    assert days(there, PAGE) == ["2020-01-06"]
    assert (there.root / INDEX).exists()


def test_a_month_that_cannot_be_read_does_not_keep_others_from_being_looked_at(
    there: TinyArchive,
) -> None:
    (there.root / "developments" / "2016-01.json").write_text("{")
    assert days(there, PAGE) == ["2020-01-06"]


def test_doctor_and_git_leave_it_alone(there: TinyArchive) -> None:
    assert days(there, PAGE)
    assert checkup(there.root).findings == []
    assert (there.root / ".index" / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("worth", [1, 10**9])
def test_ids_that_were_merged_are_known_with_it_and_without(
    there: TinyArchive, worth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(months, "WORTH", worth)
    days(there, PAGE)
    file = there.root / "developments" / "2020-01.json"
    line = file.read_text("utf-8")
    record = next(r for r in json.loads(line)["_default"].values() if PAGE in str(r))
    merged = line.replace(
        f'"id": "{record["id"]}", ', f'"id": "{record["id"]}", "merged": ["2501-zzzzzz"], '
    )
    file.write_text(merged, "utf-8")
    assert there.merged() == {"2501-zzzzzz": record["id"]}
    for told in ("2501-zzzzzz", "zzzzzz", "2501-zz", "zzz"):
        assert there.find(told).id == record["id"]
    assert "2501-zzzzzz" in there.ids()


def test_who_cites_no_page_has_none_looked_up(there: TinyArchive, disk: Watched) -> None:
    disk.names_read.clear()
    assert days(there) == days(there, "https://a.cn/", "") == []
    assert [name for name in disk.names_read if name[0] != "."] == []
    assert not (there.root / INDEX).exists()
