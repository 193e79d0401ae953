"""aiwatch page: a folder that is replaced whole, in which only what has changed is new."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from aiwatch.cli import site_folder
from aiwatch.cli.site_folder import MARK, Written, write_site
from aiwatch.domain.errors import AiwatchError
from tests.conftest import Done

Run = Callable[..., Done]


def paths(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def contents(folder: Path) -> dict[str, bytes]:
    return {path: (folder / path).read_bytes() for path in paths(folder)}


def beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir())


def log(aiwatch: Run, text: str, *more: str) -> str:
    done = aiwatch("add", "-s", "tech", text, *more)
    assert done.code == 0, done.err
    return done.out.strip()


def test_a_site_is_written_and_after_one_more_only_what_changed(
    aiwatch: Run, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    log(aiwatch, "An old thing happened. (Source (EN): Sina, 3 March 2025)", "-t", "chips")
    first = log(aiwatch, "A thing happened. (Source (CN): 新华社, 12 May 2025)", "-t", "AI safety")
    done = aiwatch("page", str(site))
    assert (done.code, done.out) == (0, "")
    assert "2 developments" in done.err
    expected = {
        *("index.html", f"developments/{first}.html", "months/2025-03.html", "months/2025-05.html"),
        *("tags/chips.html", "tags/ai_safety.html", "assets/site.css", "assets/site.js", MARK),
    }
    assert expected <= paths(site)
    before = {path: (site / path).stat() for path in paths(site)}

    assert "; 0 of" in aiwatch("page", str(site)).err

    second = log(aiwatch, "More happened. (Source (EN): Sina, 13 May 2025)")
    done = aiwatch("page", str(site))
    assert done.code == 0
    changed = {
        path
        for path in paths(site) - {MARK}
        if path not in before or (site / path).stat().st_mtime_ns != before[path].st_mtime_ns
    }
    pages = {path for path in changed if path.endswith(".html")}
    assert pages == {
        "index.html",
        f"developments/{second}.html",
        f"developments/{first}.html",
        "months/2025-05.html",
    }
    same = paths(site) - changed - {MARK}
    assert all((site / path).stat().st_ino == before[path].st_ino for path in same)

    aiwatch("remove", first)
    done = aiwatch("page", str(site))
    assert "gone" in done.err
    assert f"developments/{first}.html" not in paths(site)
    assert "tags/ai_safety.html" not in paths(site)
    assert beside(site) == ["archive", "site"]


def test_the_same_archive_and_day_give_the_same_bytes(aiwatch: Run, tmp_path: Path) -> None:
    log(aiwatch, "A thing happened. (Source (CN): 新华社, 12 May 2025)", "-t", "芯片")
    for name in ("one", "two"):
        assert aiwatch("page", str(tmp_path / name)).code == 0
    aiwatch("page", str(tmp_path / "two"), "--full", TZ="Asia/Shanghai")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_where_it_is_written_changes_nothing(aiwatch: Run, tmp_path: Path) -> None:
    source = {"publisher": "Sina", "published": "2025-05-12"}
    record = {"section": "tech", "text": "A thing happened.", "logged": "2025-05-12T20:00:00Z"}
    (tmp_path / "in.json").write_text(json.dumps([{**record, "sources": [source]}]), "utf-8")
    assert aiwatch("import", str(tmp_path / "in.json")).code == 0
    for name, zone in (("one", "America/Los_Angeles"), ("two", "Asia/Shanghai")):
        done = aiwatch("page", str(tmp_path / name), TZ=zone)
        assert "1 development;" in done.err
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_day_changes_no_page_but_the_index_and_what_feeds_tell(
    aiwatch: Run, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    log(aiwatch, "A thing happened. (Source (CN): 新华社, 12 May 2025)", "-t", "芯片")
    aiwatch("page", str(site))
    before = contents(site)
    aiwatch("page", str(site), AIWATCH_TODAY="2025-05-20")
    after = contents(site)
    changed = {path for path in after if after[path] != before.get(path)}
    assert {path for path in changed if path.endswith(".html")} == {"index.html"}
    assert b"20 May 2025" in after["index.html"]


def test_what_is_for_the_desk_is_on_no_page(aiwatch: Run, archive: Path, tmp_path: Path) -> None:
    record = {
        "section": "tech",
        "text": "A thing happened.",
        "date": "2025-05-12",
        "comment": "SECRET-comment",
        "by": "SECRET-name",
        "SECRET-field": "SECRET-value",
        "sources": [{"publisher": "Sina", "SECRET-source": "SECRET-value"}],
    }
    (tmp_path / "in.json").write_text(json.dumps([record]), "utf-8")
    assert aiwatch("import", str(tmp_path / "in.json"), LOGNAME="SECRET-logger").code == 0
    assert aiwatch("page", str(tmp_path / "site")).code == 0
    for path, data in contents(tmp_path / "site").items():
        assert b"SECRET" not in data, path


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "ftp://example.org/",
        "https://a b/",
        "https://a/?q",
        "https:///",
        'https://a/"',
    ],
)
def test_an_address_is_one_of_a_website(aiwatch: Run, tmp_path: Path, address: str) -> None:
    done = aiwatch("page", str(tmp_path / "site"), "--address", address)
    assert done.code == 2
    assert "https://example.org/ai/" in done.err
    assert not (tmp_path / "site").exists()


def test_a_folder_of_others_is_refused_before_anything_is_read(
    aiwatch: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    done = aiwatch("page", str(folder))
    assert done.code == 1
    assert "give an empty folder" in done.err
    assert paths(folder) == {"thesis.txt"}


@pytest.mark.parametrize("name", ["briefings", "history/site", "developments"])
def test_the_archive_s_own_folders_are_refused(aiwatch: Run, archive: Path, name: str) -> None:
    before = paths(archive)
    done = aiwatch("page", str(archive / name))
    assert done.code == 1
    assert "the archive's own" in done.err
    assert paths(archive) == before


# The folder alone.

ONE = [("index.html", b"one"), ("a/b.html", b"b"), ("a/c.html", b"c")]
TWO = [("index.html", b"two"), ("a/b.html", b"b"), ("d/e.html", b"e")]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Where a site can be, in a folder of its own."""
    (tmp_path / "parent").mkdir()
    return tmp_path / "parent" / "site"


@pytest.mark.parametrize("exchanges", [True, False])
def test_one_site_takes_the_place_of_another(
    site: Path, exchanges: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exchanges:
        monkeypatch.setattr(site_folder, "_exchanged", lambda one, other: False)
    assert write_site(site, ONE) == Written(3, 3, 0)
    (site / "CNAME").write_text("ai.example.org")
    kept = (site / "a/b.html").stat().st_ino
    assert write_site(site, TWO) == Written(3, 2, 1)
    assert paths(site) == {"index.html", "a/b.html", "d/e.html", "CNAME", MARK}
    assert (site / "a/b.html").stat().st_ino == kept
    assert write_site(site, TWO, full=True) == Written(3, 3, 0)
    assert (site / "a/b.html").stat().st_ino != kept
    assert (site / "CNAME").read_text() == "ai.example.org"
    assert beside(site) == ["site"]


def test_without_hard_links_what_has_not_changed_keeps_its_time(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_link(*_: object, **__: object) -> None:
        raise OSError

    write_site(site, ONE)
    os.utime(site / "a/b.html", (1e9, 1e9))
    monkeypatch.setattr(os, "link", no_link)
    assert write_site(site, TWO) == Written(3, 2, 1)
    assert (site / "a/b.html").stat().st_mtime == 1e9


def failing() -> Iterator[tuple[str, bytes]]:
    yield TWO[0]
    yield TWO[1]
    raise KeyboardInterrupt


def test_a_run_that_breaks_off_leaves_the_old_site(site: Path) -> None:
    write_site(site, ONE)
    before = contents(site)
    with pytest.raises(KeyboardInterrupt):
        write_site(site, failing())
    assert contents(site) == before
    assert beside(site) == ["site"]


def test_a_disk_that_fails_leaves_the_old_site(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(path: str, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    write_site(site, ONE)
    before = contents(site)
    monkeypatch.setattr(site_folder, "_create", full_disk)
    with pytest.raises(AiwatchError, match="No space left on device"):
        write_site(site, TWO)
    assert contents(site) == before


@pytest.mark.parametrize("where", ["writing", "between"])
def test_what_a_killed_run_left_is_swept(site: Path, where: str) -> None:
    write_site(site, ONE)
    (site / "CNAME").write_text("ai.example.org")
    new, last = (site.with_name(f".site.{name}") for name in ("new", "last"))
    if where == "between":  # two renames where names cannot be exchanged
        os.rename(site, last)
    else:
        new.mkdir()
        (new / MARK).write_text("")
        (new / "half.html").write_text("")
    assert write_site(site, TWO).files == 3
    assert paths(site) == {"index.html", "a/b.html", "d/e.html", "CNAME", MARK}
    assert beside(site) == ["site"]


@pytest.mark.parametrize("exchanges", [True, False])
def test_a_kill_while_the_last_site_is_removed_is_no_trouble(
    site: Path, exchanges: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    write_site(site, ONE)
    with monkeypatch.context() as patched:
        if not exchanges:
            patched.setattr(site_folder, "_exchanged", lambda one, other: False)
        patched.setattr(os, "rmdir", killed)  # one file or another is gone by then
        with pytest.raises(KeyboardInterrupt):
            write_site(site, TWO)
    left = site.with_name(f".site.{'new' if exchanges else 'last'}")
    assert (left / MARK).is_file()
    assert write_site(site, TWO).changed == 0
    assert beside(site) == ["site"]


def test_the_mark_is_the_last_to_be_removed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone: list[str] = []
    for name in ("unlink", "rmdir"):
        plain = getattr(os, name)

        def told(path: Any, *more: Any, plain: Any = plain, **named: Any) -> None:
            gone.append(Path(path).name)
            plain(path, *more, **named)

        monkeypatch.setattr(os, name, told)
    write_site(site, ONE)
    gone.clear()
    write_site(site, TWO)
    assert gone[-2:] == [MARK, ".site.new"]


def test_what_only_looks_like_a_leftover_stays(site: Path) -> None:
    theirs = site.with_name(".site.new")
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("years of work")
    with pytest.raises(AiwatchError, match=r"\.site\.new is in the way"):
        write_site(site, ONE)
    assert paths(theirs) == {"thesis.txt"}


def make_link(site: Path) -> None:
    (site.parent / "elsewhere").mkdir()
    site.symlink_to("elsewhere")


def make_file(site: Path) -> None:
    site.write_text("")


def make_foreign_folder(site: Path) -> None:
    write_site(site, [*ONE[1:]])
    (site / "index.html").mkdir()


def make_foreign_file(site: Path) -> None:
    write_site(site, [*ONE[1:]])
    (site / "index.html").write_bytes(b"theirs")


def make_same_file(site: Path) -> None:
    write_site(site, [*ONE[1:]])
    (site / "index.html").write_bytes(b"two")


def make_foreign_link(site: Path) -> None:
    write_site(site, ONE)
    (site / "d").symlink_to("a")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (make_link, "is a link"),
        (make_file, "is a file"),
        (make_foreign_folder, "index.html was not written by aiwatch page"),
        (make_foreign_file, "index.html was not written by aiwatch page"),
        (make_same_file, "index.html was not written by aiwatch page"),
        (make_foreign_link, "d was not written by aiwatch page"),
    ],
)
def test_a_folder_that_is_not_ours_is_refused(
    site: Path, make: Callable[[Path], None], told: str
) -> None:
    make(site)
    before = contents(site.parent)
    with pytest.raises(AiwatchError, match=told):
        write_site(site, TWO)
    assert contents(site.parent) == before


@pytest.mark.parametrize("links", [True, False])
def test_what_a_user_put_in_the_folder_stays(
    site: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlinked(*_: object, **__: object) -> None:
        raise OSError

    if not links:
        monkeypatch.setattr(os, "link", unlinked)
    write_site(site, ONE)
    theirs = {
        ".git/refs/head": b"1",
        "a/notes.html": b"mine",
        "images/x.png": b"png",
        "CNAME": b"x",
    }
    for path, data in theirs.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(data)
    (site / "empty").mkdir(mode=0o700)
    (site / "latest").symlink_to("images")
    assert write_site(site, TWO).gone == 1
    assert contents(site).items() >= theirs.items()
    assert "a/c.html" not in paths(site)
    assert (site / "empty").stat().st_mode & 0o777 == 0o700
    assert os.readlink(site / "latest") == "images"
    assert write_site(site, TWO).changed == 0
    assert contents(site).items() >= theirs.items()


def test_the_folder_one_is_in_is_refused(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site.mkdir()
    monkeypatch.chdir(site)
    for folder in (Path("."), Path(".."), site):
        with pytest.raises(AiwatchError, match="where you are"):
            write_site(folder, ONE)


def test_nothing_is_written_through_a_link(site: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.html").write_text("theirs")
    write_site(site, ONE)
    for name in ("b.html", "c.html"):
        (site / "a" / name).unlink()
    (site / "a" / "c.html").symlink_to(outside / "b.html")
    (site / "a" / "b.html").symlink_to(outside / "b.html")
    write_site(site, ONE)
    assert not (site / "a/b.html").is_symlink()
    assert contents(outside) == {"b.html": b"theirs"}


def test_an_empty_folder_is_taken_with_its_permissions(site: Path) -> None:
    site.mkdir(mode=0o750)
    write_site(site, ONE)
    assert paths(site) == {"index.html", "a/b.html", "a/c.html", MARK}
    assert site.stat().st_mode & 0o777 == 0o750
