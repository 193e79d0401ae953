"""The real program, whose system calls fail or end it, one after another: `strace` does that."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from processes import run
from views import View


@cache
def why_not() -> str:
    """Return why system calls cannot be made to fail here; nothing if they can."""
    strace = shutil.which("strace")
    if not strace:
        return "there is no strace"
    told = subprocess.run([strace, "-qq", "-o", os.devnull, "true"], capture_output=True)
    return f"strace may not trace: {told.stderr.decode().strip()}" if told.returncode else ""


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())

RENAMES = "?rename,?renameat,?renameat2"
"""What it is called depends on the machine."""

STRACE = ["strace", "-f", "-qq", "-e", f"trace=fsync,openat,write,{RENAMES}"]
NOTE = "(Source (EN): Sina, May 2, 2025)"
COMMANDS = {
    "add": ["add", "-s", "tech", f"A chip was taped out. {NOTE}"],
    "edit": ["edit", "last", "--date", "2025-04-11"],
}


@dataclass(frozen=True)
class Ended:
    """How a traced run ended: its exit code, -9 if it was killed, and its messages."""

    code: int
    err: str


@pytest.fixture
def there(in_memory: Path) -> Path:
    """An archive, to be copied."""
    root = in_memory / "there"
    if not root.exists():
        assert run(["init", str(root)], root).code == 0
        for text in ("One thing.", "Another one, on rules."):
            assert run(["add", "-s", "tech", f"{text} {NOTE}"], root).code == 0
    return root


def traced(there: Path, command: str, *options: str) -> Ended:
    """Run a command under strace with `options`, on a copy of the archive."""
    root = there.with_name("archive")
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(there, root)
    program = [sys.executable, "-m", "aiwatch", *COMMANDS[command]]
    done = subprocess.run(
        [*STRACE, "-o", str(there.with_name("trace")), *options, *program],
        env={**os.environ, "AIWATCH_ARCHIVE": str(root), "AIWATCH_TODAY": "2025-05-19"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    return Ended(done.returncode, done.stderr.decode())


def calls_of(there: Path, command: str) -> Counter[str]:
    """Return how often the command makes each of the calls that are to fail."""
    assert traced(there, command, "-e", f"trace=fsync,{RENAMES}").code == 0
    trace = there.with_name("trace").read_text("utf-8")
    return Counter(re.findall(r"^\d+ +(\w+)\(", trace, re.MULTILINE))


def check(there: Path, command: str, ended: Ended, told: str) -> bool:
    """Check what is told and what is left, that the next command works, and return whether the
    change was made."""
    root = there.with_name("archive")
    before, after = View.of(there), View.of(root)
    made = after != before
    if made:
        assert len(after.changes) == len(before.changes) + 1
        new = set(after.developments) - set(before.developments)
        assert [one.date.isoformat() for one in new] == [
            "2025-04-11" if command == "edit" else "2025-05-02"
        ]
        assert len(after.developments) == len(before.developments) + (command == "add")
    assert "Traceback" not in ended.err
    if ended.code != -9:
        assert ended.code == 1
        errors = [line for line in ended.err.splitlines() if line.startswith("aiwatch: ")]
        assert len(errors) == 1
        assert errors[0].startswith(f"aiwatch: Cannot write to the archive {root}: {told}.")
        assert errors[0].endswith("Do not repeat it.") == made
    assert run(["add", "-s", "tech", f"The next one. {NOTE}"], root).code == 0
    assert len(View.of(root).changes) == len(after.changes) + 1
    assert run(["undo"], root).code == 0
    assert View.of(root).content == after.content
    assert [path.name for path in root.rglob(".*")] == [".lock"]
    return made


@pytest.mark.parametrize("command", COMMANDS)
def test_each_fsync_and_rename_fails_or_is_the_last(there: Path, command: str) -> None:
    calls = calls_of(there, command)
    assert sorted(calls.values()) == {"add": [1, 3], "edit": [3, 8]}[command]
    for call, count in calls.items():
        for number in range(1, count + 1):
            how = f"inject={call}:error=EIO:when={number}"
            made = check(there, command, traced(there, command, "-e", how), "Input/output error")
            assert made or (call, number) != ("fsync", count)
            if number % 2 == count % 2:
                how = f"inject={call}:signal=SIGKILL:when={number}"
                ended = traced(there, command, "-e", how)
                assert ended == Ended(-9, "")
                made = check(there, command, ended, "")
                assert made or (call, number) != ("fsync", count)


@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("add", "history/2025-05.jsonl"),
        ("add", "developments/.2025-05.json.new"),
        ("edit", "history/2025-05.jsonl"),
        ("edit", "developments/.2025-04.json.new"),
        ("edit", "developments/.2025-05.json.new"),
        ("edit", "..journal.new"),
    ],
)
def test_a_disk_that_is_full_at_a_file(there: Path, command: str, file: str) -> None:
    path = there.with_name("archive") / file
    ended = traced(there, command, "-P", str(path), "-e", "inject=write:error=ENOSPC")
    assert ended.code == 1
    assert not check(there, command, ended, "No space left on device")


@pytest.mark.parametrize("number", range(2, 30, 7))
def test_a_process_killed_as_it_opens_a_file(there: Path, number: int) -> None:
    root = there.with_name("archive")
    paths = [root, *(root / name for name in ("developments", "history"))]
    files = ["history/2025-05.jsonl", "developments/2025-05.json", "developments/.2025-05.json.new"]
    paths += [root / file for file in (*files, "developments/.2025-04.json.new", "..journal.new")]
    options = [option for path in paths for option in ("-P", str(path))]
    ended = traced(there, "edit", *options, "-e", f"inject=openat:signal=SIGKILL:when={number}")
    if ended.code == 0:
        assert number > 20
        return
    assert ended == Ended(-9, "")
    check(there, "edit", ended, "")
