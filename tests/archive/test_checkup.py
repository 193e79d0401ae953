"""The checkup: whatever is wrong is found, with its file and place, and nothing is changed."""

import json
import os
import random
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import damages
import pytest
from damages import MAY, Damage, add, development, fill, publish_issue, stamp
from published import briefing, issue

from aiwatch.archive.disk import Disk
from aiwatch.archive.doctor.checkup import Checkup, checkup
from aiwatch.archive.doctor.examination import examine
from aiwatch.archive.issues import issue_files
from aiwatch.archive.tiny import TinyArchive
from aiwatch.domain.errors import Damaged
from aiwatch.domain.selection import Selection

ALL = damages.WHOLE | damages.PARTLY | damages.NOTHING | damages.LEFT
COPIES = [
    "2025-05 (lin's conflicted copy 2025-05-19).json",  # Dropbox
    "2025-05.sync-conflict-20250519-081203-ABCDEFG.json",  # Syncthing
    "2025-05-DESKTOP.json",  # OneDrive
    "2025-05 (1).json",  # Google Drive
    "2025-05 (conflicted copy 2025-05-19 081203).json",  # Nextcloud
    "2025-05 2.json",  # iCloud
]


def state(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def told(found: Checkup) -> list[tuple[str, str, str]]:
    return [(finding.grave, finding.file, finding.place) for finding in found.findings]


def test_a_sound_archive_is_well(archive: Path) -> None:
    fill(archive)
    found = checkup(archive)
    assert found.findings == []
    assert (found.developments, found.months, found.changes) == (4, 2, 1)
    assert found.sections == {"domestic": 3, "tech": 1}


def test_the_sample_archive_is_well() -> None:
    import aiwatch

    sample = Path(aiwatch.__file__).parent / "data" / "sample"
    assert checkup(sample).findings == []


@pytest.mark.parametrize(("damage", "what"), ALL.values(), ids=ALL)
def test_a_bad_month_is_found_and_left_as_it_is(archive: Path, damage: Damage, what: str) -> None:
    fill(archive)
    path = archive / MAY
    path.write_bytes(damage(path.read_bytes()))
    before = state(archive)
    found = checkup(archive)
    assert any(
        finding.file == MAY and re.search(what, f"{finding.place} {finding.what}")
        for finding in found.damages
    ), found.findings
    assert state(archive) == before
    store = TinyArchive(archive)
    with pytest.raises(Damaged, match=r"2025-05\.json"):
        store.select(Selection())
    june = store.select(Selection(since=date(2025, 6, 1)))
    assert [found.text for found in june] == ["In June."]


@pytest.mark.parametrize(
    ("damage", "place"),
    [
        (damages.WHOLE["duplicate key"][0], "line 3"),
        (damages.WHOLE["NaN"][0], "line 3"),
        (damages.WHOLE["twice the same"][0], "line 4"),
        (damages.WHOLE["another month"][0], "line 4"),
        (damages.PARTLY["garbage"][0], "line 4"),
        (damages.WHOLE["flipped bit"][0], "line 3"),
    ],
)
def test_the_line_is_told(archive: Path, damage: Damage, place: str) -> None:
    fill(archive)
    path = archive / MAY
    path.write_bytes(damage(path.read_bytes()))
    assert any(finding.place.startswith(place) for finding in checkup(archive).damages)


def test_everything_is_told_in_one_go(archive: Path) -> None:
    fill(archive)
    (archive / MAY).write_bytes(b"")
    (archive / "developments/2025-06.json").write_bytes(b"\x00" * 100)
    with (archive / "history/2025-05.jsonl").open("ab") as file:
        file.write(b'{"what": "is this"}\n')
    files = {finding.file for finding in checkup(archive).damages}
    assert files == {MAY, "developments/2025-06.json", "history/2025-05.jsonl"}


@pytest.mark.parametrize(
    ("file", "damage", "what"), damages.OF_ISSUES.values(), ids=damages.OF_ISSUES
)
def test_a_bad_issue_is_found_and_left_as_it_is(
    archive: Path, file: str, damage: Damage | None, what: str
) -> None:
    fill(archive)
    publish_issue(archive)
    assert checkup(archive).findings == []
    data = (archive / file).read_bytes()
    (archive / file).unlink()
    if damage:
        (archive / file).write_bytes(damage(data))
    before = state(archive)
    found = checkup(archive)
    assert [finding.file for finding in found.damages] == [file]
    assert re.search(what, found.damages[0].what)
    assert "from a backup" in found.damages[0].what
    assert "\n" not in found.damages[0].what
    assert found.damages[0].cure == ""
    assert state(archive) == before


def test_gaps_between_numbers_are_well(archive: Path) -> None:
    fill(archive)
    (archive / "briefings").mkdir()
    (archive / "briefings/009-2025-05-01.md").touch()
    publish_issue(archive)
    (archive / "briefings/009-2025-05-01.md").unlink()
    (archive / "briefings/2025-05-19.md").write_bytes(b"mine")
    assert [each.number for each in TinyArchive(archive).issues()] == [10]
    assert checkup(archive).findings == []


def test_two_issues_with_one_number_are_told(archive: Path) -> None:
    made = issue(briefing(1, day=date(2025, 5, 26)), b"b")
    fill(archive)
    publish_issue(archive)
    for name, data in issue_files(made, b"b").items():
        (archive / name).write_bytes(data)
    (finding,) = checkup(archive).findings
    assert finding.file == "briefings/001-2025-05-26.json"
    assert "another issue 1, 001-2025-05-19" in finding.what


def test_what_stands_beside_issues_is_remarked(archive: Path) -> None:
    fill(archive)
    publish_issue(archive)
    (archive / "briefings/001-2025-05-19 (1).json").write_bytes(b"{}")
    (archive / "briefings/.002-2025-05-26.md.new").write_bytes(b"a")
    (archive / "briefings/.mine.md.new").write_bytes(b"a")
    assert told(checkup(archive)) == [
        ("remark", "briefings/.002-2025-05-26.md.new", ""),
        ("remark", "briefings/001-2025-05-19 (1).json", ""),
    ]


def test_an_issue_that_only_the_history_knows_is_told(archive: Path) -> None:
    fill(archive)
    publish_issue(archive)
    add(archive, development("Later.", "2025-05-20"), minutes=9)
    for name in (damages.MANIFEST, damages.PRINTED):
        (archive / name).unlink()
    found = checkup(archive)
    assert told(found) == [("remark", damages.MANIFEST, "")]
    assert "history tells" in found.findings[0].what


def test_a_file_in_the_place_of_the_issues_is_told(archive: Path) -> None:
    fill(archive)
    (archive / "briefings").write_bytes(b"mine")
    (finding,) = checkup(archive).damages
    assert finding.file == "briefings"
    assert "nothing can be published" in finding.what


class Flipping(Disk):
    """A disk on which the file of May is `data`."""

    data = b""

    def read(self, path: Path) -> bytes:
        return self.data if path.name == "2025-05.json" else super().read(path)


def test_every_flipped_bit_is_told(archive: Path) -> None:
    """Whatever bit of a file flips: it cannot be read, or it is told that it is not as written."""
    fill(archive)
    add(archive, development("DeepSeek, at long last.", "2025-05-20", headline="A"), minutes=1)
    disk, whole = Flipping(), (archive / MAY).read_bytes()
    assert len(whole) > 1500
    silent = []
    for bit in range(8 * len(whole)):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        disk.data = bytes(flipped)
        found = examine(disk, archive / MAY, MAY, "2025-05").found.findings
        if bit % 97 == 0:
            found = tuple(checkup(archive, disk).findings)
        if not any(finding.file == MAY for finding in found):
            silent.append(bit)
    assert silent == []


def test_a_file_edited_by_hand_is_a_remark_and_read(archive: Path) -> None:
    fill(archive)
    path = archive / MAY
    path.write_bytes(path.read_bytes().replace(b"Alibaba released", b"Alibaba has released"))
    found = checkup(archive)
    assert told(found) == [("remark", MAY, "")]
    assert "by hand" in found.findings[0].what
    assert "Alibaba has" in TinyArchive(archive).select(Selection())[2].text


def test_a_bit_that_may_have_flipped_is_told_with_what_stood_there(archive: Path) -> None:
    logged = fill(archive)
    path = archive / MAY
    path.write_bytes(path.read_bytes().replace(b"Qwen3", b"Qwen2"))
    (finding,) = checkup(archive).findings
    assert (finding.grave, finding.place) == ("remark", f"line 5 {logged[2].id}")
    assert "'2' stands where '3' stood" in finding.what


def test_keys_of_stock_tinydb_are_a_remark(archive: Path) -> None:
    fill(archive)
    path = archive / MAY
    tables = json.loads(path.read_bytes())
    rows = enumerate(tables["_default"].values(), 1)
    path.write_text(json.dumps({"_default": {str(number): row for number, row in rows}}), "utf-8")
    (finding,) = checkup(archive).findings
    assert finding.grave == "remark"
    assert "3 TinyDB keys" in finding.what


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_by_a_sync_service_is_found(archive: Path, name: str) -> None:
    fill(archive)
    (archive / "developments" / name).write_bytes((archive / MAY).read_bytes())
    assert told(checkup(archive)) == [("damage", f"developments/{name}", "")]


def test_strays_are_remarks(archive: Path) -> None:
    fill(archive)
    for name in ("2025-05.json~", "2025-05.json.orig", "notes.txt", ".DS_Store"):
        (archive / "developments" / name).write_text("x", "utf-8")
    assert [finding.grave for finding in checkup(archive).findings] == ["remark"] * 3


def test_a_month_that_is_none_is_found(archive: Path) -> None:
    fill(archive)
    (archive / MAY).rename(archive / "developments/2025-13.json")
    found = checkup(archive)
    assert told(found) == [("damage", "developments/2025-13.json", "")]
    assert "3 developments in it are not read" in found.findings[0].what


def test_an_id_in_two_months_is_found(archive: Path) -> None:
    logged = fill(archive)
    row = (archive / MAY).read_bytes().split(b"\n")[2].rstrip(b",")
    june = archive / "developments/2025-06.json"
    june.write_bytes(
        june.read_bytes().replace(
            b'"_default": {\n',
            b'"_default": {\n' + row.replace(b"2025-05-12", b"2025-06-01") + b",\n",
        )
    )
    (damage,) = checkup(archive).damages
    assert (damage.file, damage.place) == ("developments/2025-06.json", logged[0].id)
    assert MAY in damage.what


def test_a_development_that_vanished_is_found_by_the_history(archive: Path) -> None:
    logged = fill(archive)
    path = archive / MAY
    rows = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join(rows[:3] + rows[4:]))
    (damage,) = checkup(archive).damages
    assert damage.file == MAY
    assert logged[1].id in damage.what
    assert damage.loses


def test_what_was_removed_or_undone_is_not_missed(archive: Path) -> None:
    logged = fill(archive)
    store = TinyArchive(archive)
    with store.desk(stamp("remove", 1)) as desk:
        desk.remove(logged[0])
    with store.desk(stamp("edit", 2)) as desk:
        desk.replace(replace(logged[1], date=date(2025, 6, 3)))
    store.undo(stamp("undo", 3))
    store.undo(stamp("undo", 4))
    store.redo(stamp("redo", 5))
    add(archive, development("Soon undone.", "2025-05-04"), minutes=6)
    store.undo(stamp("undo", 7))
    assert checkup(archive).findings == []


def test_a_gap_in_the_history_leaves_only_a_doubt(archive: Path) -> None:
    fill(archive)
    add(archive, development("In June, too.", "2025-06-03"), minutes=1)
    path = archive / "history/2025-05.jsonl"
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + b'{"this was": "a removal"}\n' + second)
    (archive / MAY).unlink()
    found = checkup(archive)
    assert [finding.file for finding in found.damages] == [path.relative_to(archive).as_posix()]
    (remark,) = (finding for finding in found.findings if finding.grave == "remark")
    assert "3 developments" in remark.what


def test_a_merged_history_leaves_only_a_doubt(archive: Path) -> None:
    """One removed it, the other edited it, and git put one history behind the other."""
    logged = fill(archive)
    store = TinyArchive(archive)
    with store.desk(stamp("edit", 1)) as desk:
        desk.replace(replace(logged[0], headline="Edited"))
    with store.desk(stamp("remove", 2)) as desk:
        desk.remove(logged[0])
    add(archive, development("Later.", "2025-05-21"), minutes=3)
    path = archive / "history/2025-05.jsonl"
    first, edited, removed, later = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + removed + edited + later)
    found = checkup(archive)
    assert found.damages == []
    assert len(found.findings) == 1


def test_a_cut_off_change_is_not_missed(archive: Path) -> None:
    fill(archive)
    before = (archive / MAY).read_bytes()
    add(archive, development("Cut off.", "2025-05-21"), minutes=1)
    (archive / MAY).write_bytes(before)
    assert checkup(archive).findings == []


def test_a_torn_last_line_is_a_remark(archive: Path) -> None:
    fill(archive)
    with (archive / "history/2025-05.jsonl").open("ab") as file:
        file.write(b'{"change": "torn", "at": "2025-')
    assert told(checkup(archive)) == [("remark", "history/2025-05.jsonl", "line 2")]


def test_images_of_many_are_looked_for(archive: Path) -> None:
    many = add(archive, *(development(f"Item {n}.", "2025-05-12") for n in range(30)))
    (images,) = (archive / "history").glob("*.json")
    assert checkup(archive).findings == []
    stray = images.with_name("2025-05-other.json")
    images.rename(stray)
    found = checkup(archive)
    assert told(found) == [
        ("damage", f"history/{images.name}", ""),
        ("remark", f"history/{stray.name}", ""),
    ]
    assert len(many) == 30


def test_what_is_no_file_is_found_and_does_not_hang(archive: Path) -> None:
    fill(archive)
    (archive / MAY).unlink()
    os.mkfifo(archive / MAY)
    (archive / "developments/2025-06.json").unlink()
    (archive / "developments/2025-06.json").mkdir()
    (archive / "history/2025-05.jsonl").unlink()
    os.mkfifo(archive / "history/2025-05.jsonl")
    (archive / "overview.md").mkdir()
    (archive / ".lock").unlink()
    (archive / ".lock").mkdir()
    files = [finding.file for finding in checkup(archive).damages]
    assert sorted(files) == [
        ".lock",
        MAY,
        "developments/2025-06.json",
        "history/2025-05.jsonl",
        "overview.md",
    ]


def test_links_are_told(archive: Path) -> None:
    fill(archive)
    (archive / MAY).rename(archive / "elsewhere")
    (archive / MAY).symlink_to(archive / "elsewhere")
    assert told(checkup(archive)) == [("remark", MAY, "")]
    (archive / "elsewhere").unlink()
    assert told(checkup(archive)) == [("damage", MAY, "")]


def test_a_file_that_may_not_be_read_is_told(archive: Path) -> None:
    class Forbidding(Disk):
        def read(self, path: Path) -> bytes:
            if path.name in ("2025-05.json", "2025-05.jsonl"):
                raise PermissionError(13, "Permission denied")
            return super().read(path)

    fill(archive)
    found = checkup(archive, Forbidding())
    assert [finding.file for finding in found.damages] == [MAY, "history/2025-05.jsonl"]
    assert "Permission denied" in found.damages[0].what


def test_folders_that_are_files_are_told(archive: Path) -> None:
    (archive / "developments").rmdir()
    (archive / "developments").write_text("", "utf-8")
    (archive / "history").write_text("", "utf-8")
    assert [finding.file for finding in checkup(archive).damages] == ["developments", "history"]


@pytest.mark.parametrize("journal", [b"", b"garbage", b"[1]", b'[{"name": "../x"}]', b"\x00" * 9])
def test_a_journal_that_cannot_be_followed_is_found(archive: Path, journal: bytes) -> None:
    fill(archive)
    (archive / ".journal").write_bytes(journal)
    assert told(checkup(archive)) == [("damage", ".journal", "")]


def test_a_change_to_be_completed_is_a_remark(archive: Path) -> None:
    cut_off_after_commit(archive)
    found = checkup(archive)
    assert told(found) == [("remark", ".journal", "")]
    assert found.developments == 5


def test_before_images_to_be_put_in_place_are_not_missed(archive: Path) -> None:
    class Cut(Disk):
        def rename(self, old: Path, new: Path) -> None:
            if new.parent.name in ("developments", "history"):
                raise KeyboardInterrupt
            super().rename(old, new)

    with suppress(KeyboardInterrupt), TinyArchive(archive, Cut()).desk(stamp()) as desk:
        desk.log([development(f"Item {n}.", "2025-05-12") for n in range(30)])
    found = checkup(archive)
    assert told(found) == [("remark", ".journal", "")]
    assert (found.developments, found.changes) == (30, 1)


def cut_off_after_commit(root: Path) -> None:
    """Leave a change that touches two months after its commit point, before they are in place."""

    class Cut(Disk):
        def rename(self, old: Path, new: Path) -> None:
            if new.parent.name == "developments":
                raise KeyboardInterrupt
            super().rename(old, new)

    logged = fill(root)
    with suppress(KeyboardInterrupt), TinyArchive(root, Cut()).desk(stamp("edit", 1)) as desk:
        desk.replace(replace(logged[0], date=date(2025, 6, 3)))
        desk.log([development("New.", "2025-05-30")])
    assert (root / ".journal").exists()


def test_leftovers_are_remarks(archive: Path) -> None:
    fill(archive)
    (archive / "developments/.2025-05.json.new").write_bytes(b"half")
    assert told(checkup(archive)) == [("remark", "developments/.2025-05.json.new", "")]


def test_the_backgrounder_is_looked_at(archive: Path) -> None:
    path = archive / "overview.md"
    path.write_bytes("概况".encode("gb18030") * 20)
    assert told(checkup(archive)) == [("damage", "overview.md", "")]
    path.write_bytes("概况\n".encode() + b"\xff\n")
    assert told(checkup(archive)) == [("damage", "overview.md", "line 2")]
    path.write_bytes(b"One\n<<<<<<< HEAD\nTwo\n=======\nThree\n>>>>>>> theirs\n")
    assert told(checkup(archive)) == [("damage", "overview.md", "line 2")]


def garble(data: bytes, chance: random.Random) -> bytes:
    """Return `data` after an accident."""
    at, size = chance.randrange(len(data)), chance.randrange(1, 200)
    rows = data.split(b"\n")
    one, other = chance.randrange(len(rows)), chance.randrange(len(rows))
    accidents: list[Callable[[], bytes]] = [
        lambda: data[:at],
        lambda: data[:at] + bytes(size) + data[at + size :],
        lambda: data[:at] + chance.randbytes(size) + data[at:],
        lambda: data[:at] + data[at + size :],
        lambda: b"\n".join(rows[:one] + rows[one + 1 :]),
        lambda: b"\n".join([*rows[:one], rows[other], *rows[one:]]),
        lambda: b"\n".join([*rows[:one], rows[other], *rows[one + 1 :]]),
    ]
    return chance.choice(accidents)()


@pytest.mark.parametrize("seed", range(150))
def test_whatever_happens_to_a_month_is_told(archive: Path, seed: int) -> None:
    fill(archive)
    path = archive / MAY
    whole = path.read_bytes()
    chance = random.Random(seed)
    data = garble(whole, chance)
    while chance.random() < 0.5 and data:
        data = garble(data, chance)
    path.write_bytes(data)
    found = checkup(archive)
    problem = ""
    try:
        TinyArchive(archive).select(Selection())
    except Damaged as error:
        problem = str(error)
    assert "2025-05.json" in problem or not problem
    assert not problem or any(finding.file == MAY for finding in found.damages)
    assert data == whole or any(finding.file == MAY for finding in found.findings)
