"""What a laptop does to a command: a full disk, a full stdout, a folder that may not be written, a
clock that goes back, midnight. It is told in one line, and the archive is all old or all new."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from conftest import Done
from processes import run
from views import View

from aiwatch import cli
from aiwatch.archive import Stamp
from aiwatch.archive.commit import JOURNAL
from aiwatch.archive.disk import Disk
from aiwatch.archive.tiny import TinyArchive
from aiwatch.cli import shell

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes are forked")

Run = Callable[..., Done]

AT = datetime(2025, 5, 19, 8, 12, 3, tzinfo=UTC)
CHIPS = "A chip was taped out. (Source (EN): Sina, April 30, 2025)"
RULES = "网信办启动“清朗”行动。 (Source (CN): 国家网信办, May 12, 2025)"
ADD = ("add", "--force", "-s", "tech", CHIPS)


@pytest.fixture(scope="module")
def logged(in_memory: Path) -> Path:
    """An archive with developments of two months, to be copied."""
    root = in_memory / "logged"
    assert run(["init", str(root)], root).code == 0
    for text in (CHIPS, RULES, "A model was released. (Source (EN): Xinhua, May 2, 2025)"):
        assert run(["add", "-s", "tech", text], root).code == 0
    return root


@pytest.fixture
def root(logged: Path) -> Path:
    """A copy of the archive, in memory."""
    root = logged.with_name("copy")
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(logged, root)
    return root


def error_of(done: Done) -> str:
    """Return the one line that tells an error."""
    assert "Traceback" not in done.err
    told = [line for line in done.err.splitlines() if line.startswith("aiwatch: ")]
    assert len(told) == 1, done.err
    assert done.err.endswith(f"{told[0]}\n")
    return told[0].removeprefix("aiwatch: ")


# A power cut after `init`: the changes themselves are replayed in tests/archive/test_crash.py.


def test_init_makes_the_folders_last_that_it_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = set()
    fsync = os.fsync

    def note(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", note)
    monkeypatch.chdir(tmp_path)
    assert cli.run(["init", "new/deep"]) == 0
    assert (tmp_path / "new/deep/developments").is_dir()
    for folder in (".", "new", "new/deep"):
        assert (tmp_path / folder).stat().st_ino in synced


# A full disk.


def records(root: Path) -> Path:
    """Return a file of many records, over three months, to be imported."""
    path = root.parent / "records.csv"
    lines = [f"tech,Item {n}.,2025-0{n % 3 + 3}-{n % 28 + 1:02}" for n in range(30)]
    path.write_text("section,text,date\n" + "\n".join(lines) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("command", ["add", "edit", "import", "undo"])
def test_a_full_disk_leaves_all_of_the_change_or_nothing(root: Path, command: str) -> None:
    import resource

    arguments = {
        "add": ADD,
        "edit": ("edit", "last", "--date", "2025-04-11"),
        "import": ("import", str(records(root))),
        "undo": ("undo",),
    }[command]
    untouched = root.with_name("untouched")
    shutil.rmtree(untouched, ignore_errors=True)
    shutil.copytree(root, untouched)
    before = View.of(root)
    most = 2 * max(path.stat().st_size for path in root.rglob("*.json*")) + 8000
    failed = 0
    # From a disk on which nothing fits to one on which all does.
    for limit in [*range(0, 60, 30), *range(60, most, max(50, most // 8)), 10 * most]:
        shutil.rmtree(root)
        shutil.copytree(untouched, root)
        full = (limit, limit)
        done = run(arguments, root, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, full))  # noqa: B023
        after = View.of(root)
        if done.code:
            assert done.code == 1
            assert error_of(done) == f"Cannot write to the archive {root}: File too large."
            assert after == before
            failed += 1
        else:
            assert len(after.changes) == len(before.changes) + 1
        assert run(ADD, root).code == 0
        assert run(["undo"], root).code == 0
        assert View.of(root).content == after.content
        assert {path.name for path in root.rglob(".*")} == {".lock"}
    assert failed > 2
    assert done.code == 0


# A full stdout.


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
@pytest.mark.parametrize(
    "command",
    [
        "add -s tech New.",
        "list",
        "brief",
        "export -f json",
        "log",
        "show last",
        "edit last -s domestic",
    ],
)
def test_a_full_stdout_is_told_and_whether_a_change_was_made(root: Path, command: str) -> None:
    before = View.of(root)
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "aiwatch", *command.split()],
            env={**os.environ, "AIWATCH_ARCHIVE": str(root), "AIWATCH_TODAY": "2025-05-19"},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    told = error_of(Done("", done.stderr.decode(), done.returncode))
    assert done.returncode == 1
    sentence = "stdout cannot be written to: No space left on device."
    after = View.of(root)
    if command.startswith(("add", "edit")):
        assert len(after.changes) == len(before.changes) + 1
        what = f"{command.split()[0]} {after.last}"
        assert told == f"{sentence} But the change was made: {what}. Do not repeat it."
    else:
        assert told == sentence
        assert after == before


def test_a_full_stderr_hides_no_answer(root: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = run(ADD, root, lambda: os.dup2(full.fileno(), sys.stderr.fileno()))
    assert (done.code, done.out) == (0, f"{View.of(root).last}\n")


# A folder that may not be written.


@pytest.fixture
def as_another(root: Path) -> Iterator[Run]:
    """Run the program as somebody who may do no more than the permissions of the files say."""

    spare = root.with_name("spare")

    def run_here(*arguments: str) -> Done:
        shutil.rmtree(spare, ignore_errors=True)
        shutil.copytree(root, spare)
        return run(arguments, root, lambda: become_another(arguments))

    def become_another(arguments: Sequence[str]) -> None:
        if os.getuid() == 0:
            # All is loaded while the program may still be read, in whosoever's folder it is.
            where = patch.dict(os.environ, AIWATCH_ARCHIVE=str(spare))
            with where, redirect_stdout(StringIO()), redirect_stderr(StringIO()):
                cli.run(list(arguments))
            os.setuid(65534)

    root.parent.chmod(0o755)
    yield run_here
    for path in (root, *root.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def permit(root: Path, *closed: str) -> None:
    """Let everybody read all of the archive, and write all but what `closed` names."""
    for path in sorted((root, *root.rglob("*")), reverse=True):
        told = path.relative_to(root).as_posix()
        if any(name in (told, told.partition("/")[0], "all") for name in closed):
            path.chmod(0o555 if path.is_dir() else 0o444)
        else:
            path.chmod(0o777 if path.is_dir() else 0o666)


@pytest.mark.parametrize("closed", ["all", "developments", "history", ".lock"])
def test_who_may_not_write_the_archive_is_told_and_may_read_it(
    root: Path, as_another: Run, closed: str
) -> None:
    before = View.of(root)
    shown = {command: run([command], root).out for command in ("list", "brief", "export", "log")}
    permit(root, closed)
    for command in (ADD, ["edit", "last", "--date", "2025-04-11"], ["undo"]):
        done = as_another(*command)
        assert (done.code, done.out) == (1, "")
        assert error_of(done) == f"Cannot write to the archive {root}: Permission denied."
        assert View.of(root) == before
    assert {command: as_another(command).out for command in shown} == shown


def test_a_change_of_two_months_needs_the_archives_own_folder(root: Path, as_another: Run) -> None:
    before = View.of(root)
    permit(root, ".")
    done = as_another("edit", "last", "--date", "2025-04-11")
    assert error_of(done) == f"Cannot write to the archive {root}: Permission denied."
    assert View.of(root) == before
    assert as_another(*ADD).code == 0
    assert as_another("undo").code == 0
    assert View.of(root).content == before.content


def test_an_archive_that_nobody_has_changed_yet_is_read_where_it_may_not_be_written(
    root: Path, as_another: Run
) -> None:
    shown = run(["list"], root).out
    shutil.rmtree(root / "history")
    (root / ".lock").unlink()
    permit(root, "all")
    assert as_another("list").out == shown
    assert error_of(as_another(*ADD)) == f"Cannot write to the archive {root}: Permission denied."
    assert not (root / ".lock").exists()


def test_one_who_may_only_read_sees_a_change_that_was_cut_off_after_its_commit_whole(
    root: Path, as_another: Run
) -> None:
    class Cut(Disk):
        def rename(self, old: Path, new: Path) -> None:
            super().rename(old, new)
            if new.name == JOURNAL:
                raise KeyboardInterrupt

    archive = TinyArchive(root, Cut())
    with pytest.raises(KeyboardInterrupt), archive.desk(Stamp("edit", AT)) as desk:
        desk.replace(replace(desk.find("last"), date=date(2025, 4, 11)))
    permit(root, "all")
    listed = as_another("list").out
    assert "2025-04-11" in listed
    assert len(listed.splitlines()) == 3
    assert (root / JOURNAL).exists()
    assert error_of(as_another(*ADD)) == f"Cannot write to the archive {root}: Permission denied."
    assert as_another("list").out == listed


def test_who_may_not_read_the_archive_is_told(root: Path, as_another: Run) -> None:
    if os.getuid() == 0:
        path = root / "developments" / "2025-05.json"
        permit(root)
        path.chmod(0o600)
        assert error_of(as_another("list")) == f"Permission denied ({path})."


# The clock.


def test_a_clock_that_goes_back_keeps_the_order_of_changes(root: Path) -> None:
    days = ("2025-06-02", "2025-04-01", "2024-12-31T23:59:59+08:00")
    for number, day in enumerate(days):
        text = f"Number {number} happened. (Source (EN): Sina, March 3, 2024)"
        assert run(["add", "--force", "-s", "tech", text], root, AIWATCH_TODAY=day).code == 0
    listed = [line.split("\t") for line in run(["log"], root).out.splitlines()[:3]]
    assert [cells[4].split(" happened")[0] for cells in listed] == [
        "Number 2",
        "Number 1",
        "Number 0",
    ]
    assert [cells[0][:10] for cells in listed] == ["2024-12-31", "2025-04-01", "2025-06-02"]
    for number in (2, 1, 0):
        assert f"Number {number}" in run(["show", "last"], root).out
        assert f"Number {number}" in run(["undo"], root, AIWATCH_TODAY="2023-01-01").err
    assert View.of(root).content == View.of(root.with_name("logged")).content


@pytest.mark.parametrize(
    "command",
    [
        "add -s tech Something.",
        "edit last --date today",
        "undo",
        "list --since yesterday",
        "search chip --since monday",
        "brief --since yesterday -f json",
        "export --since 3d",
    ],
)
def test_a_command_over_midnight_looks_at_the_clock_once(root: Path, command: str) -> None:
    class Midnight(datetime):
        looked = 0

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            cls.looked += 1
            print(f"looked: {cls.looked}", file=sys.stderr)
            return datetime(2025, 5, 19, 23, 59, 59) if cls.looked == 1 else datetime(2025, 5, 20)

    def wait_for_midnight() -> None:
        shell.datetime = Midnight  # type: ignore[misc]

    done = run(command.split(), root, wait_for_midnight, AIWATCH_TODAY="")
    assert done.code == 0, done.err
    assert done.err.count("looked: ") == 1
    if command.startswith("add"):
        new = TinyArchive(root).find("last")
        assert new.date == date(2025, 5, 19)
        assert new.logged is not None
        assert new.logged.astimezone(UTC).isoformat() == "2025-05-19T23:59:59+00:00"
    else:
        assert "20 May" not in done.err
