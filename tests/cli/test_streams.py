"""What is told on stderr: whole lines in a pipe, at a terminal lines that end between words."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import Done

from aiwatch.cli import run
from aiwatch.writers.cells import display_width

pty = pytest.importorskip("pty")

Run = Callable[..., Done]
Told = Callable[..., str]

LONG = "网信办启动“清朗”行动，整治人工智能技术滥用，规范服务和应用，促进行业健康发展，保障权益。"
NOTE = "（来源：国家网信办，2025年4月30日）"


def terminal(columns: int) -> tuple[int, int]:
    """Return what a person sees of a terminal, and what a program writes to."""
    import fcntl
    import struct
    import termios

    screen, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    return screen, there


@pytest.fixture
def told(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Run a command line in this process and return what a terminal of `columns` is told."""
    monkeypatch.setenv("AIWATCH_ARCHIVE", str(archive))
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-19")

    def told(*arguments: str, columns: int) -> str:
        screen, there = terminal(columns)
        with monkeypatch.context() as patched, open(there, "w", encoding="utf-8") as stderr:
            patched.setattr(sys, "stderr", stderr)
            run(list(arguments))
        shown = b""
        # What was written comes in pieces; once nobody can write any more, Linux ends it by EIO.
        with suppress(OSError):
            while piece := os.read(screen, 65536):
                shown += piece
        os.close(screen)
        return shown.decode().replace("\r\n", "\n")

    return told


def log_long(aiwatch: Run) -> str:
    return aiwatch("add", "-s", "domestic", LONG + NOTE).out.strip()


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_a_message_breaks_between_words_and_keeps_its_command_whole(
    aiwatch: Run, told: Told, columns: int
) -> None:
    id = log_long(aiwatch)
    other = "（来源：新华社，2025年5月1日）"
    in_a_pipe = aiwatch("add", "-s", "domestic", LONG + other).err
    assert in_a_pipe.count("\n") == 1
    *lines, command = told("add", "-s", "domestic", LONG + other, columns=columns).splitlines()
    assert command.endswith(f"aiwatch edit {id} --add-source '(Source (CN): 新华社, May 1, 2025)'")
    assert max(map(display_width, lines)) <= columns
    assert len(lines) > 1
    joined = "".join(f"{line} " for line in lines) + command.strip()
    assert joined.replace(" ", "") == in_a_pipe.strip().replace(" ", "")


def test_a_message_that_fits_is_one_line(told: Told) -> None:
    assert told("list", "--by", "when", columns=80).count("\n") == 1
    assert told("list", "--by", "when", columns=40).split("\n") == [
        "aiwatch: No --by 'when'. Count by: date,",
        "published, logged.",
        "",
    ]


def test_what_fits_loads_no_wrapping(archive: Path) -> None:
    screen, there = terminal(80)
    script = (
        "import sys; from aiwatch.cli import run;"
        "run(sys.argv[1:]); print('aiwatch.writers.wrapping' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "--archive", str(archive), "add", "-s", "tech", "A thing."],
        stdout=subprocess.PIPE,
        stderr=there,
        check=True,
    )
    os.close(there)
    os.close(screen)
    assert done.stdout.splitlines()[-1] == b"False"
