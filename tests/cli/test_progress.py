"""Progress on a terminal and off one, as a person would see it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SLOW = """
import sys, time
from aiwatch.cli import progress, run
from aiwatch.cli.streams import say

def slow(things, pause):
    for thing in things:
        time.sleep(pause)
        yield thing

def work(patience, pause, interrupted=False):
    with progress.Progress(patience=patience) as shown:
        for number in slow(shown.each("Comparing", range(10)), pause):
            if number == 7:
                say("A remark [red]here[/red].")
                if interrupted:
                    raise KeyboardInterrupt
        shown.phase("Writing")
        time.sleep(2 * pause)
    print("done")
"""


def on_a_terminal(script: str, **environment: str) -> str:
    """Run Python with a terminal as its streams, and return all that was written there."""
    pty = pytest.importorskip("pty")
    here, there = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW + script],
        stdin=there,
        stdout=there,
        stderr=there,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80", **environment},
    )
    os.close(there)
    written = b""
    while True:
        try:
            data = os.read(here, 65536)
        except OSError:
            break
        if not data:
            break
        written += data
    process.wait(timeout=60)
    os.close(here)
    return written.decode()


def seen(written: str) -> list[str]:
    """Return the lines left on the screen, where each erased line is gone."""
    lines = [""]
    for part in re.split(r"(\r\n|\r|\x1b\[\d*[A-Za-z]|\x1b\[\?25[hl]|\x1b\[[\d;]*m)", written):
        if part == "\r\n":
            lines.append("")
        elif part == "\x1b[2K":
            lines[-1] = ""
        elif part == "\x1b[1A":
            lines.pop()
        elif part == "\r" or part.startswith("\x1b"):
            continue
        else:
            lines[-1] += part
    return [line for line in lines if line]


def test_a_bar_shows_what_lasts_and_is_gone_when_it_is_done() -> None:
    written = on_a_terminal("work(0.02, 0.06)")
    assert re.search(r"Comparing.*\d0%", written)
    assert "Writing" in written
    assert seen(written) == ["A remark [red]here[/red].", "done"]
    assert written.rindex("\x1b[?25h") > written.rindex("\x1b[?25l")


def test_an_interrupt_leaves_a_clean_terminal() -> None:
    written = on_a_terminal("work(0.02, 0.06, interrupted=True)")
    assert "Comparing" in written
    assert "Comparing" not in "".join(seen(written))
    assert written.rindex("\x1b[?25h") > written.rindex("\x1b[?25l")


def test_what_is_done_soon_shows_no_bar_and_loads_none() -> None:
    written = on_a_terminal("work(60, 0); print('rich' in sys.modules)")
    assert written == "A remark [red]here[/red].\r\ndone\r\nFalse\r\n"


def test_off_a_terminal_there_is_never_a_bar() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SLOW + "work(0, 0.02); print('rich' in sys.modules)"],
        capture_output=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (b"done\nFalse\n", b"A remark [red]here[/red].\n")


def test_import_and_export_tell_what_they_are_at(archive: Path, tmp_path: Path) -> None:
    lines = (
        json.dumps({"section": "tech", "text": f"Item {n} of many.", "date": "2025-05-01"})
        for n in range(3000)
    )
    (tmp_path / "many.jsonl").write_text("\n".join(lines), "utf-8")
    run = (
        f"run({[f'--archive={archive}', 'import', '--no-compare', str(tmp_path / 'many.jsonl')]!r})"
    )
    at_once = "import rich.progress, rich.console; progress.PATIENCE = 0"
    written = on_a_terminal(f"{at_once}; {run}")
    assert re.search("Reading|Comparing|Writing", written)
    assert seen(written) == ["3,000 developments imported."]
    run = f"run({[f'--archive={archive}', 'export', '-o', str(tmp_path / 'out.json')]!r})"
    written = on_a_terminal(f"{at_once}; {run}")
    assert re.search("Selecting|Writing", written)
    assert seen(written) == [f"Written: {tmp_path / 'out.json'}"]
