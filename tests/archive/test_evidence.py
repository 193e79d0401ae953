"""Evidence in an archive's folder: kept with the change, swept with it, looked at by doctor."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from test_archive import AT, development, stamp

from aiwatch.archive.commit import beside
from aiwatch.archive.disk import Disk
from aiwatch.archive.doctor.checkup import checkup
from aiwatch.archive.evidence import Evidence, evidence_of
from aiwatch.archive.tiny import TinyArchive
from aiwatch.domain.errors import AiwatchError

PAGE = Evidence("https://www.example.org/a", "0" * 64, AT, content_type="text/html")


def keep(archive: TinyArchive, text: str = "What it said.", minutes: int = 0) -> Evidence:
    with archive.desk(stamp("add", minutes)) as desk:
        logged = desk.log([development()])[0]
        return desk.keep(logged.id, PAGE, text)


def test_what_is_kept_is_read_back(archive: Path) -> None:
    store = TinyArchive(archive)
    kept = keep(store)
    id = kept.path.split("/")[1]
    assert store.evidence(id) == evidence_of(archive, id) == [kept]
    assert replace(kept, path="", text_sha256="") == PAGE
    assert (archive / kept.path).read_text("utf-8") == "What it said.\n"
    assert store.evidence("2505-zzzzzz") == []


def test_a_change_that_is_given_up_keeps_nothing(archive: Path) -> None:
    store = TinyArchive(archive)
    with pytest.raises(ZeroDivisionError), store.desk(stamp("add")) as desk:  # noqa: PT012
        desk.keep(desk.log([development()])[0].id, PAGE, "Text.")
        raise ZeroDivisionError
    assert not (archive / "evidence").exists()


def test_neither_is_there_without_the_other_when_the_disk_is_full(archive: Path) -> None:
    class Full(Disk):
        def create(self, path: Path, data: bytes, mode: int = 0o600) -> None:
            if path.suffix == ".new" and b"text_sha256" in data:
                raise OSError(28, "No space left on device")
            super().create(path, data, mode)

    with pytest.raises(AiwatchError, match="No space left"):
        keep(TinyArchive(archive, Full()))
    assert not [path for path in archive.rglob("*") if "2025-05-19T" in path.name]
    assert keep(TinyArchive(archive)).path


def test_what_a_cut_off_change_left_is_told_and_swept(archive: Path) -> None:
    class Dies(BaseException):
        pass

    class Mortal(Disk):
        def rename(self, old: Path, new: Path) -> None:
            raise Dies

        def remove(self, path: Path) -> None:
            if path.exists():
                raise Dies

    with pytest.raises(Dies):
        keep(TinyArchive(archive, Mortal()))
    (folder,) = (archive / "evidence").iterdir()
    left = {path.name for path in folder.iterdir()}
    assert left == {beside(folder / f"2025-05-19T081203Z.{end}").name for end in ("txt", "json")}
    assert evidence_of(archive, folder.name) == []
    told = [finding.file for finding in checkup(archive).findings]
    assert {f"evidence/{folder.name}/{name}" for name in left} <= set(told)
    with TinyArchive(archive).desk(stamp("add", 1)) as desk:
        desk.log([development("Another.")])
    assert list(folder.iterdir()) == []
    assert checkup(archive).findings == []


def test_other_files_there_are_left_alone(archive: Path) -> None:
    kept = keep(TinyArchive(archive))
    folder = (archive / kept.path).parent
    (folder / "screenshot.png").write_bytes(b"\x89PNG")
    (archive / "evidence" / "notes").mkdir()
    (archive / "evidence" / "README.md").write_text("Ours.", "utf-8")
    assert evidence_of(archive, folder.name) == [kept]
    assert checkup(archive).findings == []


def test_a_file_in_the_place_of_the_folder_is_told(archive: Path) -> None:
    (archive / "evidence").write_text("", "utf-8")
    assert evidence_of(archive, "2505-abcdef") == []
    (finding,) = checkup(archive).findings
    assert (finding.file, "no evidence can be kept" in finding.what) == ("evidence", True)
    with pytest.raises(AiwatchError):
        keep(TinyArchive(archive))


def test_what_cannot_be_read_is_left_out(archive: Path) -> None:
    store = TinyArchive(archive)
    first = keep(store)
    id = first.path.split("/")[1]
    with store.desk(stamp("edit", 1)) as desk:
        second = desk.keep(id, replace(PAGE, at=stamp("edit", 1).at), "Later.")
    (archive / first.path).with_suffix(".json").write_bytes(b"\xff{}")
    assert store.evidence(id) == [second]
