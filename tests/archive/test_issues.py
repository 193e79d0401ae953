"""Issues: published once, numbered, never changed again."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from processes import Say, children
from published import TODAY, briefing, issue, publish
from strategies import briefings
from test_archive import STORES, add, development, stamp

from aiwatch.archive import Archive
from aiwatch.archive.disk import PRIVATE, Disk
from aiwatch.archive.doctor.checkup import checkup
from aiwatch.archive.issues import issue_files, read_manifest
from aiwatch.archive.tiny import TinyArchive
from aiwatch.domain.briefing import Briefing
from aiwatch.domain.corrections import Correction
from aiwatch.domain.errors import AiwatchError, Damaged, InvalidInput, NotFound
from aiwatch.domain.selection import Selection

MARKDOWN = "# AI watch, 19 May 2025\n\n- 网信办启动“清朗”行动。\r\n"
MANIFEST = "briefings/001-2025-05-19.json"
PRINTED = "briefings/001-2025-05-19.md"


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, archive: Path) -> Archive:
    return STORES[request.param](archive)


def published(store: Archive, markdown: str = MARKDOWN, **parts: object) -> int:
    """Publish all that is in `store` and return the issue's number."""
    with store.desk(stamp("brief", 5)) as desk:
        return publish(desk, markdown, **parts).number


def files(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "briefings").iterdir()}


def test_an_issue_is_read_back_as_it_was_published(store: Archive) -> None:
    found = add(store, development(), development("Qwen3.", section="tech"))
    selection = Selection(tags=("芯片",), match="AI")
    with store.desk(stamp("brief", 5)) as desk:
        assert desk.next_number() == 1
        made = publish(desk, MARKDOWN, selection=selection, overview="一\r\n", takeaways=True)
    assert store.issue(1) == (made, MARKDOWN.encode())
    assert store.issues() == [made]
    assert made.briefing.selection == selection
    assert {one.id for one in found} == set(store.carried())


def test_what_changes_after_it_changes_no_issue(store: Archive) -> None:
    (found,) = add(store, development())
    published(store)
    before = store.issue(1)
    with store.desk(stamp("edit", 6)) as desk:
        desk.replace(replace(found, text="Another text."))
    with store.desk(stamp("remove", 7)) as desk:
        desk.remove(desk.find(found.id))
    assert store.issue(1) == before
    assert store.carried() == {found.id: [(1, found)]}


def test_issues_are_numbered_one_after_another(store: Archive) -> None:
    assert [published(store) for _ in range(3)] == [1, 2, 3]
    assert [each.number for each in store.issues()] == [1, 2, 3]
    with store.desk(stamp("brief")) as desk:
        assert publish(desk, "a").number == 4
        assert publish(desk, "b").number == 5
    assert store.issue(5)[1] == b"b"


def test_the_numbers_that_there_are_are_told(store: Archive, archive: Path) -> None:
    with pytest.raises(NotFound, match="No issue 1: none has been published"):
        store.issue(1)
    for _ in range(5):
        published(store)
    for path in (archive / "briefings").glob("004-*"):
        path.unlink()
    with pytest.raises(NotFound, match=r"No issue 4\. Issues: 1–3, 5\."):
        store.issue(4)


@pytest.mark.parametrize("number", [0, 2, 12])
def test_a_number_that_is_not_the_next_one_is_refused(store: Archive, number: int) -> None:
    with (
        pytest.raises(InvalidInput, match=f"The next issue is 1, not {number}"),
        store.desk(stamp("brief")) as desk,
    ):
        desk.publish(issue(briefing(number), b"a"), b"a")
    assert store.issues() == []


def test_a_checksum_of_something_else_is_refused(store: Archive) -> None:
    with (
        pytest.raises(InvalidInput, match="checksum of issue 1"),
        store.desk(stamp("brief")) as desk,
    ):
        desk.publish(issue(briefing(1), b"a"), b"b")
    assert store.issues() == []
    assert store.changes() == []


def test_what_could_not_be_read_back_is_not_published(store: Archive) -> None:
    with (
        pytest.raises(InvalidInput, match="read back"),
        store.desk(stamp("brief")) as desk,
    ):
        publish(desk, "a", title="half a character: \ud83d")
    assert store.issues() == []


def test_a_desk_that_is_left_with_an_error_publishes_nothing(store: Archive) -> None:
    def failing() -> None:
        with store.desk(stamp("brief")) as desk:
            publish(desk)
            desk.find("2505-k7fq3m")

    with pytest.raises(NotFound):
        failing()
    assert store.issues() == []
    assert published(store) == 1


def test_what_issues_told_of_a_development(store: Archive) -> None:
    first, second, third = add(store, *(development(f"{n}.") for n in range(3)))
    edited, again = replace(first, text="Edited."), replace(first, text="Edited again.")
    for listed, corrections in (
        ([first, second], []),
        ([third], [Correction(1, first, edited), Correction(1, second, None)]),
        ([], []),
        ([second], [Correction(2, edited, again)]),
    ):
        with store.desk(stamp("brief")) as desk:
            number = desk.next_number()
            made = briefing(number, *listed, corrections=tuple(corrections))
            desk.publish(issue(made, b"a"), b"a")
    told = {
        first.id: [(1, first), (2, edited), (4, again)],
        second.id: [(1, second), (2, None), (4, second)],
        third.id: [(2, third)],
    }
    assert store.carried() == told
    with store.desk(stamp("brief")) as desk:
        assert desk.carried() == told


def test_the_log_tells_of_it_and_undo_leaves_it_alone(store: Archive) -> None:
    (found,) = add(store, development())
    published(store)
    before = store.issue(1)
    newest = store.changes()[0]
    assert (newest.stamp.command, newest.ids, newest.about) == ("brief", (), "issue 1")
    assert store.find("last") == found
    assert store.undo(stamp("undo", 6)).ids == (found.id,)
    assert store.select(Selection()) == []
    assert store.issue(1) == before
    with pytest.raises(NotFound, match="Nothing to undo"):
        store.undo(stamp("undo", 7))
    published(store)
    store.redo(stamp("redo", 8))
    assert store.select(Selection()) == [found]
    assert [each.number for each in store.issues()] == [1, 2]
    assert store.issue(1) == before


def test_it_is_known_whether_it_was_published(store: Archive) -> None:
    mine = stamp("brief")
    assert store.made(mine) is None
    with store.desk(mine) as desk:
        publish(desk)
    made = store.made(mine)
    assert made is not None
    assert made.about == "issue 1"


def test_a_change_and_an_issue_at_one_desk_are_one(store: Archive) -> None:
    with store.desk(stamp("brief")) as desk:
        desk.log([development()])
        publish(desk)
    assert len(store.changes()) == 1
    store.undo(stamp("undo", 6))
    assert store.select(Selection()) == []
    assert [each.number for each in store.issues()] == [1]


@given(briefings())
@settings(max_examples=40, deadline=None)
def test_every_manifest_is_read_back_as_it_was_written(briefing: Briefing) -> None:
    made = issue(briefing, b"# AI")
    name, manifest = list(issue_files(made, b"# AI").items())[1]
    assert read_manifest(manifest, name) == (made, True)
    laid_out = json.dumps(json.loads(manifest), indent=1).encode()
    assert read_manifest(laid_out, name) == (made, False)


# From here on what is true of the archive in a folder.


def test_the_files_of_an_issue(archive: Path) -> None:
    store = TinyArchive(archive)
    (found,) = add(store, development())
    published(store, MARKDOWN)
    assert (archive / PRINTED).read_bytes() == MARKDOWN.encode()
    manifest = (archive / MANIFEST).read_text("utf-8")
    assert manifest.startswith('{"schema": 1,\n"number": 1,\n"title": "AI watch",\n')
    assert "\n" + json.dumps({"id": found.id})[:-1] in manifest
    assert "清朗" in manifest
    record = json.loads(manifest)
    assert record["sha256"] == issue(briefing(1), MARKDOWN.encode()).sha256
    assert sorted(files(archive)) == ["001-2025-05-19.json", "001-2025-05-19.md"]


def test_nothing_ever_writes_a_file_of_an_issue_again(archive: Path) -> None:
    store = TinyArchive(archive)
    (found,) = add(store, development())
    published(store)
    written = {path: path.stat() for path in (archive / "briefings").iterdir()}
    with store.desk(stamp("edit", 6)) as desk:
        desk.replace(replace(found, text="Another text."))
    store.undo(stamp("undo", 7))
    store.redo(stamp("redo", 8))
    store.issues(), store.issue(1), store.carried()
    published(store)
    for path, status in written.items():
        assert path.stat() == status


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("012-2025-05-19.md", 13),
        ("012-2025-05-19.json", 13),
        ("1200-2025-05-19.md", 1201),
        ("012-2025-05-19 (1).md", 13),
        ("012-2025-05-19.sync-conflict-1.json", 13),
        ("2025-05-19.md", 1),
        ("2025-05-19.json", 1),
        ("99-2025-05-19.md", 1),
        ("012-2025-05-19.html", 1),
        (".012-2025-05-19.md.1234.part", 1),
        ("０12-2025-05-19.md", 1),
        ("notes.md", 1),
    ],
)
def test_the_next_number_is_above_every_file_of_an_issue(
    archive: Path, name: str, number: int
) -> None:
    (archive / "briefings").mkdir()
    (archive / "briefings" / name).write_bytes(b"mine")
    assert published(TinyArchive(archive)) == number
    assert files(archive)[name] == b"mine"
    assert len(files(archive)) == 3


def test_a_link_that_leads_nowhere_has_its_number(archive: Path, tmp_path: Path) -> None:
    (archive / "briefings").mkdir()
    for ending in ("md", "json"):
        (archive / f"briefings/001-2025-05-19.{ending}").symlink_to(tmp_path / f"my.{ending}")
    assert published(TinyArchive(archive)) == 2
    assert not (tmp_path / "my.md").exists()
    assert not (tmp_path / "my.json").exists()


def test_a_link_in_the_place_of_the_new_file_is_not_written_through(
    archive: Path, tmp_path: Path
) -> None:
    (archive / "briefings").mkdir()
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    (archive / "briefings/.001-2025-05-19.md.new").symlink_to(victim)
    assert published(TinyArchive(archive)) == 1
    assert victim.read_bytes() == b"mine"
    assert (archive / PRINTED).read_bytes() == MARKDOWN.encode()
    assert not (archive / PRINTED).is_symlink()


def test_what_else_is_in_the_folder_is_left_alone(archive: Path) -> None:
    folder = archive / "briefings"
    folder.mkdir()
    mine = {".draft.md.new": b"mine", "2025-05-19.md": b"# mine", "2025-05-19.json": b"{"}
    for name, data in {**mine, ".001-2025-05-12.md.new": b"cut off"}.items():
        (folder / name).write_bytes(data)
    (folder / "sent").mkdir()
    store = TinyArchive(archive)
    assert store.issues() == []
    published(store)
    shutil.rmtree(folder / "sent")
    assert {name: files(archive)[name] for name in mine} == mine
    assert len(files(archive)) == len(mine) + 2


def test_a_file_in_the_place_of_the_folder_hinders_only_publishing(archive: Path) -> None:
    (archive / "briefings").write_bytes(b"mine")
    store = TinyArchive(archive)
    add(store, development())
    with pytest.raises(Damaged, match="briefings is a file where a folder belongs"):
        published(store)
    assert (archive / "briefings").read_bytes() == b"mine"


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to(path.with_name("not mounted"))


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no FIFO there")
@pytest.mark.parametrize("put", [a_link_to_nothing, a_link_to_itself, a_pipe])
def test_nothing_in_the_place_of_the_folder_hinders_more_than_publishing(
    archive: Path, put: Callable[[Path], None]
) -> None:
    put(archive / "briefings")
    store = TinyArchive(archive)
    with pytest.raises(Damaged, match=r"leads nowhere|where a folder belongs"):
        store.issues()
    with pytest.raises(Damaged, match=r"leads nowhere|where a folder belongs"):
        published(store)
    # What failed half-way makes the next one look closer.
    (archive / ".lock").write_text("one who died")
    add(store, development())
    assert [finding.file for finding in checkup(archive).findings] == ["briefings"]


SPOILT: dict[str, tuple[str, Callable[[bytes], bytes | None], str]] = {
    "another Markdown": (PRINTED, lambda data: data + b"\n", "is not what was published.*md"),
    "no Markdown": (PRINTED, lambda _: None, "lost its briefings/001-2025-05-19.md"),
    "another text": (
        MANIFEST,
        lambda data: data.replace("清朗".encode(), "清理".encode()),
        "is not what was published.*json",
    ),
    "another checksum": (
        MANIFEST,
        lambda data: data.replace(b'"sha256": "', b'"sha256": "0'),
        "json cannot be read: 'sha256'",
    ),
    "no manifest": (MANIFEST, lambda _: None, "lost its briefings/001-2025-05-19.json"),
    "half a manifest": (
        MANIFEST,
        lambda data: data[: len(data) // 2],
        "json cannot be read",
    ),
    "an empty manifest": (MANIFEST, lambda _: b"", "json cannot be read"),
    "a manifest of zeros": (MANIFEST, lambda data: bytes(len(data)), "json cannot be read"),
    "a manifest in GBK": (MANIFEST, lambda data: data.decode().encode("gbk"), "not UTF-8"),
    "a list": (MANIFEST, lambda _: b"[]", "no object"),
    "deep": (MANIFEST, lambda _: b"[" * 100_000, "nested too deeply"),
    "a key twice": (
        MANIFEST,
        lambda data: data.replace(b'"number": 1', b'"number": 1, "number": 1'),
        "'number' stands twice",
    ),
    "a newer one": (
        MANIFEST,
        lambda data: data.replace(b'"schema": 1', b'"schema": 2'),
        "newer aiwatch",
    ),
    "an unknown field": (
        MANIFEST,
        lambda data: data.replace(b'"number"', b'"colour": "red", "number"'),
        "'colour'",
    ),
    "another number": (
        MANIFEST,
        lambda data: data.replace(b'"number": 1', b'"number": 2'),
        "by its content it is 002-2025-05-19.json",
    ),
    "another date": (
        MANIFEST,
        lambda data: data.replace(b'"date": "2025-05-19"', b'"date": "2025-05-20"'),
        "by its content it is 001-2025-05-20.json",
    ),
    "no number": (
        MANIFEST,
        lambda data: data.replace(b'"number": 1', b'"number": null'),
        "no number",
    ),
}


@pytest.mark.parametrize(("file", "spoil", "told"), SPOILT.values(), ids=SPOILT)
def test_an_issue_that_is_not_what_was_published_is_told(
    archive: Path, file: str, spoil: Callable[[bytes], bytes | None], told: str
) -> None:
    store = TinyArchive(archive)
    add(store, development())
    published(store)
    before = (archive / file).read_bytes()
    after = spoil(before)
    assert after != before
    if after is None:
        (archive / file).unlink()
    else:
        (archive / file).write_bytes(after)
    with pytest.raises(Damaged, match=told) as raised:
        store.issue(1)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 200


def test_a_bad_manifest_lets_nothing_more_be_published(archive: Path) -> None:
    store = TinyArchive(archive)
    published(store)
    (archive / MANIFEST).write_bytes(b"{}")
    for read in (store.issues, store.carried):
        with pytest.raises(Damaged, match=r"001-2025-05-19\.json cannot be read"):
            read()


def test_two_issues_with_one_number_are_told(archive: Path) -> None:
    store = TinyArchive(archive)
    published(store)
    other = issue(briefing(1, day=TODAY.replace(day=26)), b"b")
    for name, data in issue_files(other, b"b").items():
        (archive / name).write_bytes(data)
    with pytest.raises(Damaged, match="two issues 1: 001-2025-05-19 and 001-2025-05-26"):
        store.issue(1)
    assert len(store.issues()) == 2
    assert published(store) == 2


class Failing(Disk):
    """A disk on which nothing can be written, for the reason `error`, after `left` operations."""

    def __init__(self, error: int) -> None:
        self.error = error
        self.left = 0

    def take(self) -> None:
        if self.left == 0:
            raise OSError(self.error, os.strerror(self.error))
        self.left -= 1

    def create(self, path: Path, data: bytes, mode: int = PRIVATE) -> None:
        self.take()
        super().create(path, data, mode)

    def append(self, path: Path, data: bytes) -> None:
        self.take()
        super().append(path, data)

    def sync(self, path: Path) -> None:
        self.take()
        super().sync(path)

    def make_folder(self, folder: Path) -> None:
        self.take()
        super().make_folder(folder)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_fails_leaves_no_half_issue_and_uses_no_number(
    archive: Path, error: int
) -> None:
    disk = Failing(error)
    store = TinyArchive(archive, disk)
    told = []
    for left in range(30):
        disk.left = left
        try:
            published(store)
            break
        except AiwatchError as raised:
            told.append(str(raised))
        assert TinyArchive(archive).issues() == []
        assert TinyArchive(archive).changes() == []
        assert not (archive / "briefings").exists() or files(archive) == {}
    assert len(told) > 8
    assert set(told) == {f"Cannot write to the archive {archive}: {os.strerror(error)}."}
    assert [each.number for each in TinyArchive(archive).issues()] == [1]
    assert [change.about for change in TinyArchive(archive).changes()] == ["issue 1"]


def publishing(say: Say, root: Path, writer: int, count: int) -> None:
    """Publish `count` issues, and say the number of each with its Markdown."""
    store = TinyArchive(root)
    for each in range(count):
        markdown = f"{writer}.{each}"
        say(f"{published(store, markdown)} {markdown}")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes are forked")
def test_processes_that_publish_at_once_get_numbers_of_their_own(archive: Path) -> None:
    with children() as fork:
        said = [fork(publishing, archive, writer, 12) for writer in range(3)]
        lines = [line.split() for child in said for line in child.lines()]
    assert sorted(int(number) for number, _ in lines) == list(range(1, 37))
    store = TinyArchive(archive)
    for number, markdown in lines:
        assert store.issue(int(number))[1] == markdown.encode()
