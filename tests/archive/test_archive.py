"""What every store of developments must do. A second store joins by a line in STORES."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tinydb import TinyDB

from aiwatch.archive import Archive, Stamp
from aiwatch.archive.disk import Disk
from aiwatch.archive.tiny import TinyArchive
from aiwatch.domain.development import Development, Source
from aiwatch.domain.errors import AiwatchError, Busy, Damaged, NotFound
from aiwatch.domain.selection import Selection

AT = datetime(2025, 5, 19, 8, 12, 3, tzinfo=UTC)
STORES: dict[str, Callable[[Path], Archive]] = {"tiny": TinyArchive}


def stamp(command: str = "add", minutes: int = 0) -> Stamp:
    return Stamp(command, AT + timedelta(minutes=minutes), "lin")


def development(
    text: str = "网信办启动“清朗”行动。", day: str = "2025-05-12", **more: object
) -> Development:
    values: dict[str, object] = {
        "section": "domestic",
        "text": text,
        "date": date.fromisoformat(day),
        "sources": (Source("zh", "国家网信办", date.fromisoformat(day)),),
    }
    return Development(**(values | more))  # type: ignore[arg-type]


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, archive: Path) -> Archive:
    return STORES[request.param](archive)


def add(store: Archive, *developments: Development, minutes: int = 0) -> list[Development]:
    with store.desk(stamp(minutes=minutes)) as desk:
        return desk.log(list(developments))


def everything(store: Archive) -> list[Development]:
    return store.select(Selection())


def test_what_is_logged_is_found_whole(store: Archive) -> None:
    given = development(
        headline="A headline",
        tags=("safety", "芯片"),
        rank=2,
        comment="for the desk\nsecond line",
        unknown={"theirs": {"a": [1, None]}},
    )
    logged = add(store, given)[0]
    assert logged.id.startswith("2505-")
    assert (logged.logged, logged.edited, logged.by) == (AT, AT, "lin")
    assert everything(store) == [logged]
    assert replace(logged, id="", logged=None, edited=None, by="") == given


@pytest.mark.parametrize("part", ["whole", "tail", "prefix", "last", "capitals"])
def test_a_development_is_found_by(store: Archive, part: str) -> None:
    logged = add(store, development())[0]
    told = {
        "whole": logged.id,
        "tail": logged.id[5:],
        "prefix": logged.id[5:8],
        "last": "last",
        "capitals": logged.id.upper(),
    }
    assert store.find(told[part]) == logged


def test_an_unknown_id_is_told_with_what_is_near(store: Archive) -> None:
    logged = add(store, development())[0]
    wrong = logged.id[:-1] + ("2" if logged.id[-1] != "2" else "3")
    with pytest.raises(NotFound, match=f"Did you mean {logged.id}"):
        store.find(wrong)


def test_an_id_stays_when_the_date_moves_to_another_month(store: Archive) -> None:
    logged = add(store, development())[0]
    with store.desk(stamp("edit", 1)) as desk:
        moved = desk.replace(replace(logged, date=date(2025, 6, 2)))
    assert moved.id == logged.id
    assert everything(store) == [moved]
    assert store.find(logged.id).date == date(2025, 6, 2)


def test_an_import_keeps_its_order_among_equals(store: Archive) -> None:
    texts = [f"Development number {number}." for number in range(30)]
    add(store, *(development(text) for text in texts))
    assert [found.text for found in everything(store)] == texts


def test_selections_choose_by_day(store: Archive) -> None:
    days = ["2025-04-30", "2025-05-01", "2025-05-12", "2025-06-01"]
    add(store, *(development(f"On {day}.", day) for day in days))
    chosen = store.select(Selection(since=date(2025, 5, 1), until=date(2025, 5, 31)))
    assert [found.date.isoformat() for found in chosen] == days[1:3]


def test_selections_choose_by_the_local_day_of_logging(store: Archive) -> None:
    days = ["2025-05-10", "2025-05-12", "2025-05-14"]
    for day in days:
        logged = datetime.fromisoformat(f"{day}T12:00:00Z")
        words = f'Logged {day}, "logged": "2025-05-30T12:00:00Z".'
        add(store, development(words, "2025-01-03", logged=logged))
        add(store, development(words, "2024-07-03", logged=logged))
    since = store.select(Selection(since=date(2025, 5, 12), by="logged"))
    assert sorted(found.text[7:17] for found in since) == sorted(days[1:] * 2)
    one = Selection(since=date(2025, 5, 12), until=date(2025, 5, 12), by="logged")
    assert [found.text[7:17] for found in store.select(one)] == [days[1]] * 2


def test_ids_can_be_left_out_of_a_selection(store: Archive) -> None:
    logged = add(store, *(development(f"Development number {number}.") for number in range(4)))
    wanted = [logged[1].id, logged[2].id]
    for selection in (
        Selection(),
        Selection(since=date(2025, 5, 12)),
        Selection(match="number"),
        Selection(since=date(2025, 5, 1), by="logged"),
    ):
        found = store.select(selection, whose=wanted.__contains__)
        assert [each.id for each in found] == sorted(wanted)
    with store.desk(stamp()) as desk:
        assert desk.select(Selection(), whose=lambda id: False) == []


def test_undo_and_redo_walk_through_the_changes(store: Archive) -> None:
    first = add(store, development("First."))[0]
    second = add(store, development("Second."), minutes=1)[0]
    with store.desk(stamp("edit", 2)) as desk:
        desk.replace(replace(first, text="First, edited.", date=date(2025, 4, 1)))
    with store.desk(stamp("remove", 3)) as desk:
        desk.remove(second)
    states = [everything(store)]
    for minutes in range(4, 8):
        store.undo(stamp("undo", minutes))
        states.append(everything(store))
    assert states[-1] == []
    assert sorted(states[2], key=lambda d: d.text) == [first, second]
    with pytest.raises(NotFound, match="Nothing to undo"):
        store.undo(stamp("undo"))
    for state in reversed(states[:-1]):
        store.redo(stamp("redo", 9))
        assert everything(store) == state
    with pytest.raises(NotFound, match="Nothing to redo"):
        store.redo(stamp("redo"))


def test_a_change_after_an_undo_ends_redo(store: Archive) -> None:
    add(store, development("First."))
    store.undo(stamp("undo", 1))
    add(store, development("Second."), minutes=2)
    with pytest.raises(NotFound):
        store.redo(stamp("redo", 3))
    assert [found.text for found in everything(store)] == ["Second."]


def test_undo_takes_back_an_import_of_many_as_one(store: Archive) -> None:
    kept = add(store, development("Kept."))
    day = date(2024, 1, 1)
    many = [development(f"Item {n}.", (day + timedelta(n)).isoformat()) for n in range(500)]
    add(store, *many, minutes=1)
    assert len(everything(store)) == 501
    store.undo(stamp("undo", 2))
    assert everything(store) == kept
    store.redo(stamp("redo", 3))
    assert len(everything(store)) == 501


def test_the_log_tells_who_when_and_what(store: Archive) -> None:
    logged = add(store, development())[0]
    with store.desk(stamp("remove", 1)) as desk:
        desk.remove(logged)
        desk.describe("清朗")
    changes = list(store.changes())
    assert [change.stamp.command for change in changes] == ["remove", "add"]
    assert changes[0].about == "清朗"
    assert changes[0].stamp.by == "lin"
    assert changes[1].stamp.at == AT
    assert changes[1].ids == (logged.id,)


def test_a_desk_left_by_an_error_changes_nothing(store: Archive) -> None:
    logged = add(store, development())[0]

    def remove_and_fail() -> None:
        with store.desk(stamp("remove", 1)) as desk:
            desk.remove(logged)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        remove_and_fail()
    assert everything(store) == [logged]
    assert len(list(store.changes())) == 1


def test_the_overview_is_part_of_a_change(store: Archive) -> None:
    with store.desk(stamp("import")) as desk:
        desk.set_overview("第一段。\n")
        desk.log([development()])
    assert store.overview() == "第一段。\n"
    store.undo(stamp("undo", 1))
    assert store.overview() == ""
    assert everything(store) == []


# The store in files.


def month_file(archive: Path, month: str = "2025-05") -> Path:
    return archive / "developments" / f"{month}.json"


def test_stock_tinydb_opens_a_month(archive: Path) -> None:
    logged = add(TinyArchive(archive), development(), development("Another one."))
    with TinyDB(month_file(archive), encoding="utf-8") as database:
        documents = database.all()
    assert [document["id"] for document in documents] == sorted(found.id for found in logged)
    assert documents[0]["sources"][0]["publisher"] == "国家网信办"


def test_a_month_is_a_development_a_line_in_order(archive: Path) -> None:
    add(TinyArchive(archive), development(day="2025-05-30"), development("First.", "2025-05-02"))
    lines = month_file(archive).read_text("utf-8").split("\n")
    assert "First." in lines[2]
    assert "清朗" in lines[3]
    assert json.loads(lines[3].split(": ", 1)[1])["date"] == "2025-05-30"
    keys = " ".join(json.loads(lines[3].split(": ", 1)[1]))
    assert keys == "id section headline text date sources tags rank comment logged edited by"


def test_another_layout_is_read_and_gets_ours_back(archive: Path) -> None:
    store = TinyArchive(archive)
    logged = add(store, development(unknown={"theirs": 1}))[0]
    path = month_file(archive)
    ours = path.read_bytes()
    path.write_text(json.dumps(json.loads(ours)), "utf-8")  # one long line, \u6e05
    assert "清朗" not in path.read_text("utf-8")
    assert everything(store) == [logged]
    add(store, development("Another one."))
    text = path.read_text("utf-8")
    assert "清朗" in text
    assert '"theirs": 1' in text
    assert len(text.split("\n")) == 6


def test_what_tinydb_inserted_beside_survives(archive: Path) -> None:
    store = TinyArchive(archive)
    add(store, development())
    with TinyDB(month_file(archive), encoding="utf-8") as database:
        database.table("notes").insert({"of": "another program"})
    add(store, development("Another one."))
    with TinyDB(month_file(archive), encoding="utf-8") as database:
        assert database.table("notes").all() == [{"of": "another program"}]
        assert len(database.all()) == 2


def test_unknown_fields_survive_an_edit(archive: Path) -> None:
    store = TinyArchive(archive)
    source = Source("zh", "新华社", unknown={"page": 3})
    logged = add(store, development(unknown={"theirs": [1, 2]}, sources=(source,)))[0]
    with store.desk(stamp("edit", 1)) as desk:
        desk.replace(replace(logged, headline="New"))
    found = everything(store)[0]
    assert found.unknown == {"theirs": [1, 2]}
    assert found.sources[0].unknown == {"page": 3}


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda data: data[: len(data) // 2], "line"),
        (lambda data: b"\x00" * len(data), "zero bytes"),
        (lambda data: b"", "empty"),
        (lambda data: b"\xef\xbb\xbf" + data, "byte order mark"),
        (lambda data: data.decode().encode("utf-16"), "UTF-16"),
        (lambda data: data.decode().encode("gb18030"), "UTF-8"),
        (lambda data: b"\x1f\x8b" + data, "gzip"),
        (lambda data: b"<<<<<<< HEAD\n" + data + b"=======\n>>>>>>> theirs\n", "git"),
        (lambda data: b"[1, 2]", "tables"),
        (lambda data: b'{"_default": ' + b"[" * 2000 + b"]" * 2000 + b"}", "documents|deep"),
        (lambda data: data.replace(b'"rank": null', b'"rank": NaN'), "line 3: NaN"),
        (
            lambda data: data.replace(b'"comment": ""', b'"comment": "", "x": 1e999'),
            "line 3: 1e999",
        ),
        (lambda data: data.replace(b'"schema": 1', b'"schema": 99'), "newer"),
        (
            lambda data: data.replace(b'"comment": ""', b'"comment": "\\ud800"'),
            "line 3: .*surrogate",
        ),
        (lambda data: data.replace(b'"rank": null', b'"rank": 1, "rank": 2'), "line 3: .*twice"),
        (lambda data: data.replace(b'"date": "2025-05-12"', b'"date": "2025-05-99"'), "2025-05-99"),
        (lambda data: data.replace(b'"rank": null', b'"rank": "x"'), "rank"),
    ],
)
def test_a_damaged_month_is_told_and_left_alone(
    archive: Path, damage: Callable[[bytes], bytes], told: str
) -> None:
    store = TinyArchive(archive)
    add(store, development())
    add(store, development("In June.", "2025-06-02"))
    path = month_file(archive)
    path.write_bytes(damaged := damage(path.read_bytes()))
    with pytest.raises(Damaged, match=rf"2025-05\.json.*({told})"):
        everything(store)
    assert path.read_bytes() == damaged
    june = store.select(Selection(since=date(2025, 6, 1)))
    assert [found.text for found in june] == ["In June."]


def test_what_is_no_file_does_not_hang(archive: Path) -> None:
    import os

    store = TinyArchive(archive)
    os.mkfifo(month_file(archive))
    with pytest.raises(Damaged, match="no file"):
        everything(store)
    month_file(archive).unlink()
    month_file(archive).mkdir()
    with pytest.raises(Damaged, match="folder"):
        everything(store)


def test_a_torn_last_line_of_the_history_is_ignored(archive: Path) -> None:
    store = TinyArchive(archive)
    add(store, development())
    history = archive / "history" / "2025-05.jsonl"
    with history.open("ab") as file:
        file.write(b'{"change": "torn", "at": "2025-')
    assert len(list(store.changes())) == 1
    add(store, development("Another one."), minutes=1)
    assert len(list(store.changes())) == 2


def test_a_line_of_the_history_may_be_torn_at_any_byte(archive: Path) -> None:
    store = TinyArchive(archive)
    first = add(store, development())
    history = archive / "history" / "2025-05.jsonl"
    month = month_file(archive).read_bytes()
    whole = history.read_bytes()
    add(store, development("Another one."), minutes=1)
    line = history.read_bytes()[len(whole) :]
    month_file(archive).write_bytes(month)
    for end in range(1, len(line)):
        history.write_bytes(whole + line[:end])
        assert len(list(store.changes())) == 1
        if line[end - 1 : end] == b"}" or end == len(line) - 1:
            add(store, development("After it."), minutes=2)
            assert len(list(store.changes())) == 2
            store.undo(stamp("undo", 3))
            assert everything(store) == first
            month_file(archive).write_bytes(month)


def test_a_change_that_was_cut_off_before_its_commit_counts_for_nothing(archive: Path) -> None:
    store = TinyArchive(archive)
    first = add(store, development("First."))
    before = month_file(archive).read_bytes()
    add(store, development("Second."), minutes=1)
    month_file(archive).write_bytes(before)  # as a crash after the history's line leaves it
    assert len(list(store.changes())) == 1
    assert store.find("last") == first[0]
    assert store.undo(stamp("undo", 2)).ids == (first[0].id,)
    assert everything(store) == []


def test_a_clock_that_goes_back_keeps_the_order_of_changes(archive: Path) -> None:
    store = TinyArchive(archive)
    add(store, development("First."))
    add(store, development("Second."), minutes=-60 * 24 * 60)
    assert store.undo(stamp("undo")).about == ""
    assert [found.text for found in everything(store)] == ["First."]


def test_a_cut_off_commit_is_completed_by_the_next(archive: Path) -> None:
    class Cut(Disk):
        renames = 0

        def rename(self, old: Path, new: Path) -> None:
            self.renames += 1
            if self.renames == 3:  # the journal and one month are in place, the other is not
                raise KeyboardInterrupt
            super().rename(old, new)

    logged = add(TinyArchive(archive), development())[0]
    moved = replace(logged, date=date(2025, 6, 2))
    with (
        pytest.raises(KeyboardInterrupt),
        TinyArchive(archive, Cut()).desk(stamp("edit", 1)) as desk,
    ):
        desk.replace(moved)
    assert [found.date for found in everything(TinyArchive(archive))] == [date(2025, 6, 2)]
    add(TinyArchive(archive), development("Another one."), minutes=2)
    assert len(everything(TinyArchive(archive))) == 2
    assert not [path for path in archive.rglob(".*") if path.name != ".lock"]


def test_a_full_disk_leaves_everything_as_it_was(archive: Path) -> None:
    class Full(Disk):
        def create(self, path: Path, data: bytes, mode: int = 0o600) -> None:
            super().create(path, data[: len(data) // 2], mode)
            raise OSError(28, "No space left on device")

    logged = add(TinyArchive(archive), development())
    with pytest.raises(AiwatchError, match="No space left"):
        add(TinyArchive(archive, Full()), development("Another one."))
    assert everything(TinyArchive(archive)) == logged
    assert len(list(TinyArchive(archive).changes())) == 1
    assert not list((archive / "developments").glob(".*"))


def test_a_change_that_failed_stays_out_of_the_log_and_of_undo(archive: Path) -> None:
    class Full(Disk):
        def create(self, path: Path, data: bytes, mode: int = 0o600) -> None:
            raise OSError(28, "No space left on device")

    first = add(TinyArchive(archive), development("First."))[0]
    for text in ("Failed.", "Failed again."):
        with pytest.raises(AiwatchError):
            add(TinyArchive(archive, Full()), development(text), minutes=1)
    add(TinyArchive(archive), development("Second."), minutes=2)
    store = TinyArchive(archive)
    assert [change.stamp.at for change in store.changes()] == [AT + timedelta(minutes=2), AT]
    store.undo(stamp("undo", 3))
    assert everything(store) == [first]
    store.undo(stamp("undo", 4))
    assert everything(store) == []
    store.redo(stamp("redo", 5))
    store.redo(stamp("redo", 6))
    assert {found.text for found in everything(store)} == {"First.", "Second."}


def test_an_add_reads_the_months_it_needs_and_no_other(archive: Path) -> None:
    class Counting(Disk):
        def __init__(self) -> None:
            self.months: list[str] = []

        def read(self, path: Path) -> bytes:
            if path.parent.name == "developments":
                self.months.append(path.stem)
            return super().read(path)

    months = [f"20{year}-{month:02}-01" for year in range(20, 25) for month in range(1, 13)]
    add(TinyArchive(archive), *(development(f"On {day}.", day) for day in months))
    add(TinyArchive(archive), development("In March.", "2024-03-02"), minutes=1)
    disk = Counting()
    add(TinyArchive(archive, disk), development("In May.", "2024-05-02"), minutes=2)
    assert set(disk.months) <= {"2024-03", "2024-05"}


def test_a_busy_archive_is_told_with_its_holder(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aiwatch.archive import commit

    monkeypatch.setattr(commit, "PATIENCE", 0.1)
    store = TinyArchive(archive)
    with store.desk(Stamp("import", AT, "lin")) as desk:
        desk.log([development()])
        with pytest.raises(Busy, match=r"aiwatch import \(lin\)"):
            add(TinyArchive(archive), development("Another one."))
    assert len(everything(store)) == 1


def test_processes_that_add_at_once_lose_nothing(archive: Path) -> None:
    script = (
        "import sys; from aiwatch.cli import run\n"
        "for n in range(10): run(['add', '--force', '-s', 'tech', f'Item {sys.argv[1]}-{n}.'])"
    )
    import os

    environment = {**os.environ, "AIWATCH_ARCHIVE": str(archive), "AIWATCH_TODAY": "2025-05-19"}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(number)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number in range(4)
    ]
    assert [process.wait(60) for process in running] == [0] * 4
    found = {item.text for item in everything(TinyArchive(archive))}
    assert found == {f"Item {process}-{n}." for process in range(4) for n in range(10)}
    assert len(list(TinyArchive(archive).changes())) == 40


def test_a_month_file_that_has_gone_astray_takes_no_change_out_of_the_log(archive: Path) -> None:
    store = TinyArchive(archive)
    add(store, development("In April.", "2025-04-02"))
    add(store, development("In May."), minutes=1)
    logged = add(store, development("In May, too."), minutes=2)[0]
    month_file(archive).unlink()
    assert len(store.changes()) == 3
    add(store, development("In April, later.", "2025-04-03"), minutes=3)
    assert len(store.changes()) == 4
    assert len(store.undo(stamp("undo", 4)).ids) == 1
    assert store.undo(stamp("undo", 5)).ids == (logged.id,)
