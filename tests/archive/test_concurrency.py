"""Several processes at one archive: nothing is lost, and nobody sees half of a change."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from processes import Child, Say, children
from test_archive import AT, add, development, everything, stamp

from aiwatch.archive import Stamp, commit
from aiwatch.archive.disk import Disk
from aiwatch.archive.tiny import TinyArchive
from aiwatch.cli import output
from aiwatch.domain.errors import Busy, Damaged
from aiwatch.domain.selection import Selection

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes are forked")

Fork = Callable[..., Child]

PAIR = Selection(until=date(2025, 2, 28))
"""Two developments in one month; they are moved to another one, always together."""


@pytest.fixture
def fork() -> Iterator[Fork]:
    with children() as forked:
        yield forked


@pytest.fixture
def root(in_memory: Path) -> Path:
    """An archive with the pair, in memory."""
    root = in_memory / f"archive-{len(list(in_memory.iterdir()))}"
    root.mkdir()
    (root / "aiwatch.toml").touch()
    add(TinyArchive(root), *(development(f"{name}.", "2025-01-02") for name in ("Left", "Right")))
    return root


def writing(say: Say, root: Path, disk: Disk, writer: int, count: int) -> None:
    """Add `count` developments to eight months and say their ids; at times move the pair."""
    archive = TinyArchive(root, disk)
    for number in range(count):
        new = development(f"Number {number} of {writer}.", f"2025-{number % 8 + 3:02}-12")
        say(add(archive, new)[0].id)
        if number % 5 == writer:
            with archive.desk(stamp("edit")) as desk:
                for found in desk.select(PAIR):
                    desk.replace(replace(found, date=date(2025, 3 - found.date.month, 2)))


def reading(say: Say, root: Path) -> None:
    """Read until the writers are done, and say what was wrong and how often it was read."""
    archive = TinyArchive(root)
    times = known = told = 0
    while not (root / "done").exists():
        found = everything(archive)
        pair = [one.date for one in found if one.date.month < 3]
        if len(pair) != 2 or pair[0] != pair[1]:
            say(f"half of a change: {pair}")
        if len(found) < known or len(found) != len({one.id for one in found}):
            say(f"{known} were there, now {len(found)}")
        changes = len(archive.changes())
        if changes < told:
            say(f"the log had {told} changes, now {changes}")
        times, known, told = times + 1, len(found), changes
        time.sleep(0.03)
    say(f"read {times} times")


class NoLock(Disk):
    """Everybody is let in, and takes a moment to write."""

    @contextmanager
    def lock(
        self, path: Path, *, exclusive: bool, mode: int, holder: str, patience: float
    ) -> Iterator[bool]:
        yield True

    def rename(self, old: Path, new: Path) -> None:
        time.sleep(0.002)
        super().rename(old, new)


def what_is_wrong(fork: Fork, root: Path, disk: Disk, count: int) -> list[str]:
    """Let four processes add `count` developments each while two read; return what went wrong."""
    readers = [fork(reading, root) for _ in range(2)]
    writers = [fork(writing, root, disk, number, count) for number in range(4)]
    said = [line for writer in writers for line in writer.lines()]
    (root / "done").touch()
    wrong = []
    for reader in readers:
        *problems, last = reader.lines()
        wrong += problems if last.startswith("read ") else [*problems, last]
    wrong += [f"a writer ended with {writer.code}" for writer in writers if writer.code]
    archive = TinyArchive(root)
    try:
        found = everything(archive)
    except Damaged as error:
        return [*wrong, str(error)]
    texts = {one.text for one in found}
    for writer in range(4):
        lost = [n for n in range(count) if f"Number {n} of {writer}." not in texts]
        wrong += [f"lost of {writer}: {lost}"] if lost else []
    if set(said) | {one.id for one in found if one.date.month < 3} != {one.id for one in found}:
        wrong.append("the ids that were told are not those that are there")
    moved = sum(number % 5 == writer for writer in range(4) for number in range(count))
    if len(archive.changes()) != 1 + 4 * count + moved:
        wrong.append(f"{len(archive.changes())} changes are in the log")
    return wrong


@pytest.mark.parametrize("turn", range(8))
def test_four_processes_add_a_hundred_each_and_all_is_kept(
    fork: Fork, root: Path, turn: int
) -> None:
    assert what_is_wrong(fork, root, Disk(), 100) == []


def test_without_the_lock_that_goes_wrong(fork: Fork, root: Path) -> None:
    assert what_is_wrong(fork, root, NoLock(), 20) != []


class Asked(Disk):
    """Counts how often the lock is asked for."""

    times = 0

    def lock(
        self, path: Path, *, exclusive: bool, mode: int, holder: str, patience: float
    ) -> AbstractContextManager[bool]:
        self.times += 1
        return super().lock(path, exclusive=exclusive, mode=mode, holder=holder, patience=patience)


def holding(say: Say, root: Path) -> None:
    with TinyArchive(root).desk(Stamp("import", AT, "lin")) as desk:
        desk.log([development("Half-way.")])
        say("holds it")
        time.sleep(60)


def test_the_lock_of_a_dead_process_is_free_at_once(fork: Fork, root: Path) -> None:
    holder = fork(holding, root)
    assert holder.heard.readline() == "holds it\n"
    waiting = fork(writing, root, Disk(), 1, 1)
    holder.signal(signal.SIGKILL)
    assert holder.wait() == -signal.SIGKILL
    assert len(waiting.lines()) == 1
    assert waiting.code == 0
    assert {one.text for one in everything(TinyArchive(root))} >= {"Number 0 of 1."}
    assert "Half-way." not in {one.text for one in everything(TinyArchive(root))}


def test_a_process_that_sleeps_on_the_lock_is_told_by_name(
    fork: Fork, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = fork(holding, root)
    assert holder.heard.readline() == "holds it\n"
    holder.signal(signal.SIGSTOP)
    monkeypatch.setattr(commit, "PATIENCE", 0.1)
    told = rf"in use by aiwatch import \(lin\), process {holder.pid}; try again"
    with pytest.raises(Busy, match=told) as caught:
        add(TinyArchive(root), development("Me, too."))
    assert caught.value.exit_code == 6
    archive = TinyArchive(root, asked := Asked())
    with pytest.raises(Busy), archive.desk(stamped := stamp()):
        pass
    assert archive.made(stamped) is None
    assert asked.times == 1  # who was told is not made to wait again
    with pytest.raises(Busy, match=told):
        everything(TinyArchive(root))
    holder.signal(signal.SIGKILL)
    assert holder.wait() == -signal.SIGKILL
    add(TinyArchive(root), development("Me, too."))
    assert len(everything(TinyArchive(root))) == 3


def test_a_file_written_into_the_archive_is_not_swept_away_by_a_change(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(Disk):
        def sync(self, path: Path) -> None:
            add(TinyArchive(root), development("Meanwhile."))
            super().sync(path)

    monkeypatch.setattr(output, "Disk", Slow)
    output.write_output(root / "briefing.md", b"# AI watch\n")
    assert (root / "briefing.md").read_bytes() == b"# AI watch\n"
