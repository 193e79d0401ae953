"""Processes that work on an archive at the same time, forked from the test's own: they start in
milliseconds, and can be killed, stopped and given other rights."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from conftest import Done

Say = Callable[[str], None]
"""Tells the test a line."""


@dataclass
class Child:
    """A forked process; `heard` is what it says."""

    pid: int
    heard: IO[str]
    code: int | None = field(default=None)

    def signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.code is None:
            os.kill(self.pid, number)

    def wait(self) -> int:
        """Return its exit code, minus the signal's number if one ended it."""
        if self.code is None:
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.code

    def lines(self) -> list[str]:
        """Return what it says until it ends."""
        said = self.heard.read().splitlines()
        self.wait()
        return said


@contextmanager
def children() -> Iterator[Callable[..., Child]]:
    """Yield what forks a process that does `work(say, …)`; those that still run in the end are
    killed."""
    forked: list[Child] = []

    def fork(work: Callable[..., Any], *given: Any) -> Child:
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                os.close(read)
                signal.signal(signal.SIGINT, signal.default_int_handler)
                work(lambda line: os.write(write, f"{line}\n".encode()), *given)
                code = 0
            except BaseException:
                os.write(write, traceback.format_exc().encode())
            finally:
                os._exit(code)
        os.close(write)
        forked.append(Child(pid, os.fdopen(read, encoding="utf-8")))
        return forked[-1]

    try:
        yield fork
    finally:
        for child in forked:
            child.signal(signal.SIGKILL)
            child.wait()
            child.heard.close()


def run(
    arguments: Sequence[str],
    archive: Path,
    prepare: Callable[[], object] = lambda: None,
    **environment: str,
) -> Done:
    """Run `aiwatch` with `arguments` on `archive` as of 19 May 2025, in a forked process that has
    done `prepare` before."""
    from aiwatch.cli import run as run_here

    (out, write_out), (err, write_err) = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            settings = {"AIWATCH_ARCHIVE": str(archive), "AIWATCH_TODAY": "2025-05-19"}
            os.environ.update({**settings, "LOGNAME": "lin", "TZ": "UTC", **environment})
            signal.signal(signal.SIGINT, signal.default_int_handler)
            time.tzset()
            sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
            sys.stdout = os.fdopen(write_out, "w", encoding="utf-8")
            sys.stderr = os.fdopen(write_err, "w", 1, encoding="utf-8")
            prepare()
            code = run_here(list(arguments))
            sys.stdout.flush()
        except BaseException:
            os.write(write_err, traceback.format_exc().encode())
        finally:
            os._exit(code)
    os.close(write_out)
    os.close(write_err)
    with os.fdopen(out, encoding="utf-8") as told, os.fdopen(err, encoding="utf-8") as said:
        answer, messages = told.read(), said.read()
    return Done(answer, messages, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
