"""The repair: what can be saved is saved, what was before is in the backup, once is enough."""

import json
import os
import random
import re
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import damages
import pytest
from crash import Judge, lay, told
from damages import AT, MAY, Damage, add, development, fill, publish_issue, stamp
from published import publish
from test_checkup import COPIES, cut_off_after_commit, garble, state

from aiwatch.archive.disk import Disk
from aiwatch.archive.doctor.checkup import checkup
from aiwatch.archive.doctor.repair import Repaired, repair
from aiwatch.archive.tiny import TinyArchive
from aiwatch.domain.development import Development
from aiwatch.domain.errors import AiwatchError, Busy, Damaged, NotFound
from aiwatch.domain.selection import Selection

JUNE = "developments/2025-06.json"


def everything(root: Path) -> list[Development]:
    return TinyArchive(root).select(Selection())


def mend(root: Path, minutes: int = 60) -> Repaired:
    return repair(root, stamp("doctor", minutes))


def spoil(root: Path, damage: Damage, name: str = MAY) -> bytes:
    path = root / name
    path.write_bytes(damage(path.read_bytes()))
    return path.read_bytes()


def lost(done: Repaired) -> list[str]:
    return [finding.file for finding in done.told if finding.grave == "lost"]


def test_a_sound_archive_is_left_alone(archive: Path) -> None:
    fill(archive)
    before = state(archive)
    done = mend(archive)
    assert (done.backup, done.told) == ("", ())
    assert state(archive) == before


@pytest.mark.parametrize("damage", damages.WHOLE)
def test_nothing_is_lost_that_can_be_read(archive: Path, damage: str) -> None:
    logged = fill(archive)
    spoiled = spoil(archive, damages.WHOLE[damage][0])
    done = mend(archive)
    assert (archive / done.backup / MAY).read_bytes() == spoiled
    assert lost(done) == []
    assert done.left.findings == []
    assert {found.id for found in everything(archive)} == {found.id for found in logged}
    if damage in ("byte order mark", "UTF-16", "GBK", "gzip", "a list", "no end", "flipped bit"):
        assert sorted(everything(archive), key=lambda found: found.id) == sorted(
            logged, key=lambda found: found.id
        )
    before = state(archive)
    assert mend(archive, 61).told == ()
    assert state(archive) == before


@pytest.mark.parametrize(
    ("file", "damage", "what"), damages.OF_ISSUES.values(), ids=damages.OF_ISSUES
)
def test_no_issue_is_ever_written_anew(
    archive: Path, file: str, damage: Damage | None, what: str
) -> None:
    fill(archive)
    publish_issue(archive)
    if damage:
        spoil(archive, damage, file)
    else:
        (archive / file).unlink()
    spoil(archive, damages.WHOLE["flipped bit"][0])
    before = {name: data for name, data in state(archive).items() if name.startswith("brief")}
    done = mend(archive)
    assert [finding.file for finding in done.told] == [MAY]
    (left,) = done.left.damages
    assert left.file == file
    assert re.search(what, left.what)
    after = {name: data for name, data in state(archive).items() if name.startswith("brief")}
    assert after == before
    assert len(everything(archive)) == 4


@pytest.mark.parametrize("in_place", [0, 1])
def test_an_issue_whose_journal_is_lost_is_put_in_place(archive: Path, in_place: int) -> None:
    class Cut(Disk):
        left = in_place

        def rename(self, old: Path, new: Path) -> None:
            if new.parent.name == "briefings":
                if not self.left:
                    raise KeyboardInterrupt
                self.left -= 1
            super().rename(old, new)

    fill(archive)
    with suppress(KeyboardInterrupt), TinyArchive(archive, Cut()).desk(stamp("brief", 5)) as desk:
        made = publish(desk, "# AI watch")
    (archive / ".journal").write_bytes(b"[")
    done = mend(archive)
    assert lost(done) == []
    assert done.left.findings == []
    assert TinyArchive(archive).issue(1) == (made, b"# AI watch")
    assert [change.about for change in TinyArchive(archive).changes()][-2] == "issue 1"
    assert not list((archive / "briefings").glob(".*"))


def test_half_an_issue_whose_journal_is_lost_goes_into_the_backup(archive: Path) -> None:
    fill(archive)
    (archive / "briefings").mkdir()
    (archive / "briefings/.001-2025-05-19.md.new").write_bytes(b"# AI watch")
    (archive / ".journal").write_bytes(b"[")
    done = mend(archive)
    assert done.left.findings == []
    kept = archive / done.backup / "briefings/.001-2025-05-19.md.new"
    assert kept.read_bytes() == b"# AI watch"
    assert list((archive / "briefings").iterdir()) == []


@pytest.mark.parametrize("damage", damages.PARTLY)
def test_what_is_whole_is_kept_and_the_rest_is_told_and_in_the_backup(
    archive: Path, damage: str
) -> None:
    logged = fill(archive)
    spoiled = spoil(archive, damages.PARTLY[damage][0])
    done = mend(archive)
    assert (archive / done.backup / MAY).read_bytes() == spoiled
    assert MAY in lost(done)
    kept = everything(archive)
    assert logged[0] in kept
    gone = {found.id for found in logged} - {found.id for found in kept}
    assert gone
    assert any(gone == set(re.findall(r"2505-\w{6}", finding.what)) for finding in done.told)
    assert done.left.damages == []
    assert mend(archive, 61).told == ()


@pytest.mark.parametrize("damage", damages.NOTHING)
def test_where_nothing_can_be_read_the_ids_are_told(archive: Path, damage: str) -> None:
    logged = fill(archive)
    spoiled = spoil(archive, damages.NOTHING[damage][0])
    done = mend(archive)
    assert (archive / done.backup / MAY).read_bytes() == spoiled
    told = "\n".join(finding.what for finding in done.told if finding.grave == "lost")
    assert all(found.id in told for found in logged[:3])
    assert [found.text for found in everything(archive)] == ["In June."]
    assert done.left.damages == []
    (remark,) = done.left.findings
    assert all(found.id in remark.what for found in logged[:3])


@pytest.mark.parametrize("damage", damages.LEFT)
def test_what_cannot_be_mended_is_left_alone(archive: Path, damage: str) -> None:
    fill(archive)
    spoiled = spoil(archive, damages.LEFT[damage][0])
    before = state(archive)
    done = mend(archive)
    assert state(archive) == before
    assert [finding.file for finding in done.left.damages] == [MAY]
    # Another month is mended all the same.
    spoil(archive, lambda data: b"\xef\xbb\xbf" + data, JUNE)
    done = mend(archive)
    assert [finding.file for finding in done.left.damages] == [MAY]
    assert (archive / MAY).read_bytes() == spoiled
    june = TinyArchive(archive).select(Selection(since=date(2025, 6, 1)))
    assert [found.text for found in june] == ["In June."]


def test_a_removed_record_is_brought_back_as_the_history_has_it(archive: Path) -> None:
    logged = fill(archive)
    with TinyArchive(archive).desk(stamp("edit", 1)) as desk:
        desk.replace(replace(logged[0], headline="New"))
    spoil(archive, lambda data: b"")
    done = mend(archive)
    assert logged[0] in everything(archive)
    brought = [finding.what for finding in done.told if "Brought back" in finding.what]
    assert logged[0].id in brought[0]
    TinyArchive(archive).undo(stamp("undo", 61))
    assert logged[0] not in everything(archive)


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_merged(archive: Path, name: str) -> None:
    logged = fill(archive)
    copy = archive / "developments" / name
    copy.write_bytes((archive / MAY).read_bytes())
    with TinyArchive(archive, _Blind(name)).desk(stamp("edit", 5)) as desk:
        edited = desk.replace(replace(logged[0], headline="Here"))
    mine = (archive / MAY).read_bytes()
    (archive / MAY).write_bytes(copy.read_bytes())
    with TinyArchive(archive, _Blind(name)).desk(stamp("edit", 9)) as desk:
        there = desk.replace(replace(logged[1], headline="There"))
        new = desk.log([development("Only there.", "2025-05-30")])[0]
    copy.write_bytes((archive / MAY).read_bytes())
    (archive / MAY).write_bytes(mine)
    spoiled = copy.read_bytes()
    done = mend(archive)
    assert not copy.exists()
    assert (archive / done.backup / "developments" / name).read_bytes() == spoiled
    assert done.left.findings == []
    assert {edited, there, new, logged[2], logged[3]} == set(everything(archive))
    # What came from the copy can be undone and redone.
    TinyArchive(archive).undo(stamp("undo", 61))
    assert {edited, logged[1], logged[2], logged[3]} == set(everything(archive))
    TinyArchive(archive).redo(stamp("redo", 62))
    assert {edited, there, new, logged[2], logged[3]} == set(everything(archive))


class _Blind(Disk):
    """A disk on which the copy has not arrived yet."""

    def __init__(self, name: str) -> None:
        self.name = name

    def names(self, folder: Path) -> list[str]:
        return [name for name in super().names(folder) if name != self.name]


def test_a_copy_without_anything_new_goes_quietly(archive: Path) -> None:
    logged = fill(archive)
    (archive / "developments/2025-05 (1).json").write_bytes((archive / MAY).read_bytes())
    mend(archive)
    assert set(everything(archive)) == set(logged)
    # There is nothing of it to undo: undo takes back what came before.
    assert TinyArchive(archive).undo(stamp("undo", 61)).stamp.command == "add"


def test_of_two_versions_the_one_edited_last_counts(archive: Path) -> None:
    logged = fill(archive)

    def double(rows: list[bytes]) -> list[bytes]:
        newer = rows[2].replace(b'"headline": ""', b'"headline": "Newer"')
        return [*rows[:2], newer.replace(b'"edited": "2025', b'"edited": "2026'), *rows[2:]]

    spoil(archive, damages.lines(double))
    done = mend(archive)
    kept = next(found for found in everything(archive) if found.id == logged[0].id)
    assert kept.headline == "Newer"
    assert any("edited last" in finding.what for finding in done.told)
    assert done.left.findings == []


def test_a_development_that_slipped_out_of_the_table_is_put_back(archive: Path) -> None:
    logged = fill(archive)
    spoil(archive, damages.lines(lambda rows: [rows[0], rows[2], rows[1], *rows[3:]]))
    with pytest.raises(Damaged, match=logged[0].id):
        everything(archive)
    (damage,) = checkup(archive).damages
    assert "beside TinyDB's table" in damage.what
    assert mend(archive).left.findings == []
    assert set(everything(archive)) == set(logged)


def test_two_developments_under_one_id_both_stay(archive: Path) -> None:
    logged = fill(archive)

    def use_as_a_pattern(rows: list[bytes]) -> list[bytes]:
        row = rows[4].replace(b"Alibaba released the Qwen3 models.", b"DeepSeek opened an office.")
        row = row.replace(b"2025-05-20", b"2025-05-28")
        return [*rows[:4], row.rstrip(b",") + b",", *rows[4:]]

    spoil(archive, damages.lines(use_as_a_pattern))
    mend(archive)
    found = {found.text: found.id for found in everything(archive)}
    assert len(found) == 5
    assert logged[2].id in found.values()
    assert found["DeepSeek opened an office."] != found["Alibaba released the Qwen3 models."]


def test_a_record_written_by_hand_gets_an_id(archive: Path) -> None:
    fill(archive)

    def by_hand(rows: list[bytes]) -> list[bytes]:
        row = b'"1": {"section": "tech", "text": "By hand.", "date": "2025-05-01"},'
        upper = rows[2].replace(b'"id": "2505-', b'"id": "X')
        return [*rows[:2], row, upper, *rows[3:]]

    spoil(archive, damages.lines(by_hand))
    done = mend(archive)
    assert len(everything(archive)) == 5
    assert lost(done) == ["developments"]  # the id that is no more
    assert TinyArchive(archive).find("last")


def test_what_cannot_be_right_is_kept_in_the_comment(archive: Path) -> None:
    logged = fill(archive)
    spoil(archive, damages.replaced(b'"rank": null, "comment": ""', b'"rank": "1st", "comment": 5'))
    mend(archive)
    comment = TinyArchive(archive).find(logged[0].id).comment
    assert comment == 'aiwatch doctor took out: rank "1st"; comment 5'


def test_a_development_goes_where_it_belongs(archive: Path) -> None:
    logged = fill(archive)
    spoil(archive, damages.WHOLE["another month"][0])
    mend(archive)
    june = TinyArchive(archive).select(Selection(since=date(2025, 6, 1)))
    assert [found.id for found in june] == [logged[3].id, logged[1].id]


def test_a_month_copied_under_the_name_of_another_is_one_month_again(archive: Path) -> None:
    logged = fill(archive)
    (archive / "developments/2025-07.json").write_bytes((archive / MAY).read_bytes())
    assert len(everything(archive)) == 7
    assert {finding.file for finding in checkup(archive).damages} == {"developments/2025-07.json"}
    assert mend(archive).left.findings == []
    assert set(everything(archive)) == set(logged)
    assert len(everything(archive)) == 4


def test_a_file_that_is_no_month_is_emptied_into_months(archive: Path) -> None:
    logged = fill(archive)
    (archive / MAY).rename(archive / "developments/2025-13.json")
    done = mend(archive)
    assert set(everything(archive)) == set(logged)
    assert done.left.findings == []
    assert not (archive / "developments/2025-13.json").exists()


def test_a_development_whose_month_is_left_alone_stays_where_it_is(archive: Path) -> None:
    fill(archive)
    spoil(archive, damages.LEFT["newer"][0], JUNE)
    spoiled = spoil(archive, damages.WHOLE["another month"][0])
    mend(archive)
    assert (archive / MAY).read_bytes() == spoiled


def test_what_another_program_put_beside_survives(archive: Path) -> None:
    fill(archive)
    spoil(
        archive,
        lambda data: (
            data.replace(b'"crc32"', b'"CRC"').rstrip()[:-1] + b', "n": {"1": {"x": NaN}}}'
        ),
    )
    mend(archive)
    assert json.loads((archive / MAY).read_bytes())["n"] == {"1": {"x": None}}
    assert checkup(archive).findings == []


def test_what_is_no_file_is_moved_away(archive: Path) -> None:
    fill(archive)
    (archive / MAY).unlink()
    os.mkfifo(archive / MAY)
    (archive / JUNE).unlink()
    (archive / JUNE).mkdir()
    (archive / JUNE / "inside").write_text("kept", "utf-8")
    done = mend(archive)
    assert everything(archive) == []
    assert (archive / done.backup / JUNE / "inside").read_text("utf-8") == "kept"
    assert done.left.damages == []
    assert TinyArchive(archive).undo(stamp("undo", 61)).stamp.command == "add"


def test_a_history_is_mended(archive: Path) -> None:
    fill(archive)
    add(archive, development("Another one.", "2025-05-21"), minutes=1)
    path = archive / "history/2025-05.jsonl"
    first, second = path.read_bytes().splitlines(keepends=True)
    marked = b"<<<<<<< HEAD\n" + first + b"=======\n" + second + b">>>>>>> theirs\n"
    path.write_bytes(marked + b'{"no": "change"}\n' + b'{"change": "torn", "at')
    spoiled = path.read_bytes()
    done = mend(archive)
    assert (archive / done.backup / "history/2025-05.jsonl").read_bytes() == spoiled
    assert done.left.findings == []
    commands = [change.stamp.command for change in TinyArchive(archive).changes()]
    assert commands == ["doctor", "add", "add"]
    assert TinyArchive(archive).undo(stamp("undo", 61)).stamp.at == AT + timedelta(minutes=1)


def test_undo_passes_over_a_change_whose_images_are_gone(archive: Path) -> None:
    logged = fill(archive)
    add(archive, *(development(f"Item {n}.", "2025-05-12") for n in range(30)), minutes=1)
    (images,) = (archive / "history").glob("*.json")
    images.unlink()
    store = TinyArchive(archive)
    with pytest.raises(Damaged):
        store.undo(stamp("undo", 2))
    done = mend(archive)
    assert done.left.findings == []
    assert lost(done) == [f"history/{images.name}"]
    assert store.undo(stamp("undo", 61)).ids == tuple(found.id for found in logged)
    assert len(everything(archive)) == 30


def test_a_copy_of_the_history_is_merged(archive: Path) -> None:
    fill(archive)
    path = archive / "history/2025-05.jsonl"
    copy = path.with_name("2025-05 (1).jsonl")
    start = path.read_bytes()
    may = (archive / MAY).read_bytes()
    add(archive, development("There.", "2025-05-21"), minutes=1)
    copy.write_bytes(path.read_bytes())
    (archive / "developments/2025-05 (1).json").write_bytes((archive / MAY).read_bytes())
    path.write_bytes(start)
    (archive / MAY).write_bytes(may)
    with TinyArchive(archive, _Blind("2025-05 (1).json")).desk(stamp("add", 2)) as desk:
        desk.log([development("Here.", "2025-05-22")])
    mend(archive)
    assert not copy.exists()
    assert {found.text for found in everything(archive)} >= {"Here.", "There."}
    commands = [change.stamp.at for change in TinyArchive(archive).changes()]
    assert commands[1:] == [AT + timedelta(minutes=minutes) for minutes in (2, 1, 0)]
    assert checkup(archive).findings == []


def test_a_cut_off_change_is_completed(archive: Path) -> None:
    cut_off_after_commit(archive)
    done = mend(archive)
    assert done.left.findings == []
    assert done.left.developments == 5
    assert len(everything(archive)) == 5


@pytest.mark.parametrize("journal", [b"", b"garbage", b'[{"name": "../x", "size": 1, "crc32": 1}]'])
def test_a_journal_that_cannot_be_followed_goes_and_nothing_is_lost(
    archive: Path, journal: bytes
) -> None:
    cut_off_after_commit(archive)
    (archive / ".journal").write_bytes(journal)
    with pytest.raises(Damaged):
        everything(archive)
    done = mend(archive)
    assert (archive / done.backup / ".journal").read_bytes() == journal
    assert len(everything(archive)) == 5
    assert done.left.findings == []
    assert {path.name for path in (*archive.glob(".*"), *archive.glob("*/.*"))} == {".lock"}


def test_leftovers_are_swept(archive: Path) -> None:
    fill(archive)
    (archive / "developments/.2025-05.json.new").write_bytes(b"half")
    done = mend(archive)
    assert done.left.findings == []
    assert (archive / done.backup / "developments/.2025-05.json.new").read_bytes() == b"half"
    assert [change.stamp.command for change in TinyArchive(archive).changes()] == ["add"]


def test_the_backgrounder_is_mended(archive: Path) -> None:
    (archive / "overview.md").write_bytes("概况".encode("gb18030") * 20)
    mend(archive)
    assert TinyArchive(archive).overview() == "概况" * 20


def test_undo_and_redo_go_on_after_a_repair(archive: Path) -> None:
    logged = fill(archive)
    store = TinyArchive(archive)
    with store.desk(stamp("edit", 1)) as desk:
        desk.replace(replace(logged[0], headline="New"))
    with store.desk(stamp("remove", 2)) as desk:
        desk.remove(logged[1])
    store.undo(stamp("undo", 3))
    states = [everything(archive)]
    spoil(archive, damages.WHOLE["no header"][0])
    assert mend(archive).left.findings == []
    store.redo(stamp("redo", 61))
    assert logged[1] not in everything(archive)
    store.undo(stamp("undo", 62))
    assert everything(archive) == states[0]
    store.undo(stamp("undo", 63))
    assert set(everything(archive)) == set(logged)
    store.undo(stamp("undo", 64))
    assert everything(archive) == []
    with pytest.raises(NotFound):
        store.undo(stamp("undo", 65))
    assert checkup(archive).findings == []


def test_two_repairs_at_one_instant_have_two_backups(archive: Path) -> None:
    fill(archive)
    spoil(archive, damages.WHOLE["UTF-16"][0])
    first = mend(archive).backup
    spoil(archive, damages.WHOLE["GBK"][0])
    second = mend(archive).backup
    assert [first, second] == ["backup/2025-05-19T091203", "backup/2025-05-19T091203-2"]


def test_a_full_disk_leaves_everything_as_it_was(archive: Path) -> None:
    class Full(Disk):
        def create(self, path: Path, data: bytes, mode: int = 0o600) -> None:
            if "backup" not in path.parts:
                raise OSError(28, "No space left on device")
            super().create(path, data, mode)

    fill(archive)
    spoil(archive, damages.WHOLE["UTF-16"][0])
    before = state(archive)
    with pytest.raises(AiwatchError, match="No space left"):
        repair(archive, stamp("doctor", 60), Full())
    after = state(archive)
    assert {name: after[name] for name in after if not name.startswith("backup/")} == before


@pytest.mark.parametrize("step", range(40))
def test_a_repair_that_is_cut_off_anywhere_is_done_by_the_next(archive: Path, step: int) -> None:
    class Dying(Disk):
        steps = 0

        def _step(self) -> None:
            self.steps += 1
            if self.steps > step:
                raise KeyboardInterrupt

        def create(self, path: Path, data: bytes, mode: int = 0o600) -> None:
            self._step()
            super().create(path, data, mode)

        def rename(self, old: Path, new: Path) -> None:
            self._step()
            super().rename(old, new)

        def remove(self, path: Path) -> None:
            self._step()
            super().remove(path)

    logged = fill(archive)
    copy = archive / "developments/2025-06 (1).json"
    copy.write_bytes((archive / JUNE).read_bytes())
    spoil(archive, damages.WHOLE["another month"][0])
    with suppress(KeyboardInterrupt):
        repair(archive, stamp("doctor", 60), Dying())
    done = mend(archive, 61)
    assert done.left.findings == []
    assert {found.id for found in everything(archive)} == {found.id for found in logged}
    assert not copy.exists()


def test_a_power_cut_leaves_a_repair_made_or_not(in_memory: Path) -> None:
    root = in_memory / "repaired"
    lay((("aiwatch.toml", b""), ("developments", None)), root)
    fill(root)
    for name in (MAY, JUNE):
        spoil(root, lambda data: data.replace(b"\n", b"\r\n"), name)
    with (root / "history/2025-05.jsonl").open("ab") as file:
        file.write(b'{"change": "torn')
    story = told(root, [lambda archive: repair(root, stamp("doctor", 60), archive.disk)])
    assert [change.stamp.command for change in TinyArchive(root).changes()] == ["doctor", "add"]
    judge = Judge(in_memory)
    assert list(judge.problems(story))[:3] == []
    assert len(judge.known) > 50


def test_a_lock_that_is_no_file_is_refused(archive: Path) -> None:
    fill(archive)
    (archive / ".lock").unlink()
    (archive / ".lock").mkdir()
    with pytest.raises(Damaged, match="move it away"):
        mend(archive)


def test_a_busy_archive_is_told(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from aiwatch.archive import commit

    monkeypatch.setattr(commit, "PATIENCE", 0.1)
    with TinyArchive(archive).desk(stamp()) as desk:
        desk.log([development("Held.", "2025-05-12")])
        with pytest.raises(Busy):
            mend(archive)


@pytest.mark.parametrize("seed", range(150))
def test_whatever_happens_to_a_month_what_was_not_touched_is_kept(archive: Path, seed: int) -> None:
    logged = fill(archive)
    path = archive / MAY
    rows = {row.rstrip(b",") for row in path.read_bytes().split(b"\n")}
    chance = random.Random(seed)
    data = garble(path.read_bytes(), chance)
    while chance.random() < 0.5 and data:
        data = garble(data, chance)
    path.write_bytes(data)
    whole = rows & {row.rstrip(b",") for row in data.split(b"\n")}
    done = mend(archive)
    assert done.left.damages == []
    kept = everything(archive)
    for found in logged[:3]:
        if any(found.id.encode() in row for row in whole):
            assert found in kept
    assert not done.backup or (archive / done.backup / MAY).read_bytes() == data
    before = state(archive)
    assert mend(archive, 61).told == ()
    assert state(archive) == before
