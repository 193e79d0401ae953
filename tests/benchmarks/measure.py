"""A process from start to end: how long it took, what it held at most, and what it printed."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SCRIPTS = Path(__file__).parent / "scripts"


class Failed(Exception):
    """A command that is measured did not do its job, so its time would mean nothing."""


@dataclass(frozen=True)
class Run:
    """One run: wall seconds from spawned to ended, peak resident memory in MB (10⁶ bytes), and
    what it wrote to stdout."""

    seconds: float
    peak: float
    out: str


def run(arguments: list[str], environment: dict[str, str], folder: Path, stdin: bytes = b"") -> Run:
    """Run `arguments`, the first of them a path, in `folder`, its stdout a pipe that is read.

    Raises Failed if the exit code is not 0.
    """
    measured = folder / "measured"
    spawn = [sys.executable, "-I", "-S", str(SCRIPTS / "spawn.py"), str(measured)]
    done = subprocess.run(
        [*spawn, *arguments],
        input=stdin,
        capture_output=True,
        cwd=folder,
        env=environment,
        check=True,
    )
    seconds, peak, code = measured.read_text().split()
    if code != "0":
        said = done.stderr.decode(errors="replace").strip() or "nothing"
        line = " ".join([Path(arguments[0]).name, *arguments[1:]])
        raise Failed(f"exit code {code} of `{line[:200]}`, which said: {said[-1000:]}")
    kilobytes = float(peak) / (1024 if sys.platform == "darwin" else 1)
    return Run(float(seconds), kilobytes * 1024 / 1e6, done.stdout.decode())
