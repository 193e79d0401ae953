"""Ctrl-C, at any instant: one line, exit code 130, and the archive all old or all new; if it is
new, the line says so."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from inspect import CO_GENERATOR
from io import StringIO
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any, NamedTuple

import pytest
from conftest import Done
from views import View

from aiwatch.__main__ import main
from aiwatch.archive.disk import Disk
from aiwatch.cli.output import write_output

NOTE = "(Source (EN): Sina, May 2, 2025)"
COMMANDS = {
    "add": ["add", "--force", "-s", "tech", f"A chip was taped out. {NOTE}"],
    "edit": ["edit", "last", "--date", "2025-04-11"],
    "undo": ["undo"],
}


class Instant(NamedTuple):
    """Where Python looks whether Ctrl-C was pressed: when a function is entered, and when one that
    is not written in Python returns."""

    event: str
    file: str
    line: int

    def is_in(self, *names: str) -> bool:
        folder, name = os.path.split(self.file)
        return folder.endswith(os.path.join("aiwatch", "archive")) and name in (names or (name,))


def run(arguments: list[str], seen: Callable[[Instant], None] = lambda _: None) -> Done:
    """Run the program here, as it is run by its name, and let `seen` know of each instant. Its ids
    are the same each time."""

    def watch(frame: FrameType, event: str, _: Any) -> None:
        # A generator that is left behind is entered to be closed; nobody looks then.
        resumed = event == "call" and frame.f_lasti > 0 and frame.f_code.co_flags & CO_GENERATOR
        if event in ("call", "c_return") and not resumed:
            seen(Instant(event, frame.f_code.co_filename, frame.f_lineno))

    out, err = StringIO(), StringIO()
    code: object = None
    before = sys.getprofile()
    with (
        pytest.MonkeyPatch.context() as patched,
        warnings.catch_warnings(),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        # A file just opened may be left to the end of the process, which is there.
        warnings.simplefilter("ignore", ResourceWarning)
        patched.setattr(sys, "argv", ["aiwatch", *arguments])
        patched.setattr(sys, "unraisablehook", sys.unraisablehook)
        patched.setattr(signal, "signal", lambda *_: None)
        patched.setattr(os, "_exit", sys.exit)
        patched.setattr(os, "urandom", Random(str(arguments)).randbytes)
        sys.setprofile(watch)
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        finally:
            sys.setprofile(before)
            gc.enable()
    assert isinstance(code, int)
    return Done(out.getvalue(), err.getvalue(), code)


@pytest.fixture
def root(in_memory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = in_memory / "archive"
    shutil.rmtree(root, ignore_errors=True)
    settings = {"AIWATCH_ARCHIVE": str(root), "AIWATCH_TODAY": "2025-05-19", "LOGNAME": "lin"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    run(["init", str(root)])
    for text in ("One thing.", "Another one, on rules.", "A third one altogether."):
        run(["add", "-s", "tech", f"{text} {NOTE}"])
    return root


def instants(command: str) -> list[int]:
    """Return the instants at which to interrupt, by their number: in the archive each place once,
    when two months are committed each second one, and some of all others, more of those after."""
    seen: list[Instant] = []
    run(COMMANDS[command], seen.append)
    first = {instant: number for number, instant in reversed(list(enumerate(seen)))}
    chosen = {number for instant, number in first.items() if instant.is_in()}
    commit = [n for n, instant in enumerate(seen) if instant.is_in("commit.py", "disk.py")]
    if command == "edit":
        chosen.update(commit[::2])
    chosen.update(range(5, len(seen), len(seen) // 25))
    chosen.update(range(commit[-1], len(seen), (len(seen) - commit[-1]) // 20))
    return sorted(chosen)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_interrupt_leaves_all_or_nothing_and_says_which(root: Path, command: str) -> None:
    there = root.with_name("there")
    shutil.rmtree(there, ignore_errors=True)
    shutil.copytree(root, there)
    before = View.of(root)
    whole = run(COMMANDS[command])  # also so that all is loaded that the next run needs
    shutil.rmtree(root)
    shutil.copytree(there, root)
    numbers = instants(command)
    after = View.of(root)
    assert after != before
    outcomes = {"old": 0, "new": 0}
    late = 0
    for number in numbers:
        shutil.rmtree(root)
        shutil.copytree(there, root)
        count = 0

        def interrupt(instant: Instant, number: int = number) -> None:
            nonlocal count
            if count == number:
                raise KeyboardInterrupt
            count += 1

        done = run(COMMANDS[command], interrupt)
        left = View.of(root)
        if done.code == 0:  # all was told when the interrupt came
            assert (done, left) == (whole, after)
            late += 1
            continue
        assert left in (before, after)
        told = [line for line in done.err.splitlines() if line.startswith("aiwatch: ")]
        assert done.code == 130, (number, done)
        assert len(told) == 1, done
        assert "Traceback" not in done.err
        if left == after:
            assert "But the change was made: " in told[0]
            outcomes["new"] += 1
        else:
            assert told == ["aiwatch: Interrupted."]
            outcomes["old"] += 1
    assert late < 10
    assert outcomes["old"] > 50
    assert outcomes["new"] > 20


READY = """
import os, sys

class Ready:
    def find_spec(self, name, path=None, target=None):
        if name == "aiwatch.cli":
            os.write(2, b"ready\\n")

sys.meta_path.insert(0, Ready())
from aiwatch.__main__ import main
main()
"""
"""Runs the program; says when it begins to load, before which Python alone hears of Ctrl-C."""


def test_a_signal_at_any_time_ends_the_program_or_comes_too_late(root: Path) -> None:
    chance = Random(11)
    before = View.of(root)
    codes = set()
    for delay in [0.0, 0.3, *(chance.uniform(0, 0.2) for _ in range(12))]:
        process = subprocess.Popen(
            [sys.executable, "-c", READY, *COMMANDS["add"]],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        assert process.stderr.readline() == "ready\n"
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        codes.add(process.returncode)
        after = View.of(root)
        made = len(after.changes) - len(before.changes)
        assert "Traceback" not in err, err
        if process.returncode == 0:
            assert (made, out) == (1, f"{after.last}\n")
            assert "aiwatch: " not in err
        else:
            assert process.returncode == 130, err
            told = [line for line in err.splitlines() if line.startswith("aiwatch: Interrupted.")]
            assert len(told) == 1
            assert made == ("But the change was made" in told[0])
        before = after
    assert 130 in codes


def test_a_signal_that_python_would_swallow_comes_again() -> None:
    program = """
import time, weakref
import aiwatch.cli
from aiwatch.__main__ import main
from aiwatch.archive.disk import Disk
from aiwatch.cli.output import write_output

class Thing: pass

def interrupt(_):
    raise KeyboardInterrupt

def run(_):
    thing = Thing()
    watched = weakref.ref(thing, interrupt)
    del thing
    time.sleep(60)

aiwatch.cli.run = run
main()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"aiwatch: Interrupted.\n")


def test_an_interrupt_leaves_nothing_of_a_file_that_was_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Disk, "sync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_output(tmp_path / "briefing.md", b"# AI watch\n")
    assert list(tmp_path.iterdir()) == []
