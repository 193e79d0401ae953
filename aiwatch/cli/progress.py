"""A bar on stderr while something lasts, for a person who waits; gone when it is done."""

import sys
from collections.abc import Iterable, Iterator, Sized
from threading import Event, Thread
from types import TracebackType
from typing import TypeVar

Thing = TypeVar("Thing")

PATIENCE = 1.0
"""Seconds that pass before a bar appears."""


class Progress:
    """What is being done, and how far: a bar on stderr if that is a terminal and `patience`
    seconds have passed. The bar is drawn beside the work, in a thread of its own, so that the
    work may be one long call."""

    def __init__(self, what: str = "", patience: float | None = None) -> None:
        self.patience = PATIENCE if patience is None else patience
        self.what, self.done = what, 0
        self.total: int | None = None
        self._ended = Event()
        self._thread = Thread(target=self._show, daemon=True)

    def phase(self, what: str) -> None:
        """Say what is done now, of unknown length."""
        self.what, self.total, self.done = what, None, 0

    def each(
        self, what: str, things: Iterable[Thing], number: int | None = None
    ) -> Iterator[Thing]:
        """Yield each of `things`, of which there are `number`, if they do not tell themselves; one
        is done when the next is asked for. How far a single one is cannot be told."""
        number = len(things) if isinstance(things, Sized) else number
        self.what, self.total, self.done = what, number if number and number > 1 else None, 0
        for thing in things:
            yield thing
            self.done += 1

    def __enter__(self) -> "Progress":
        if sys.stderr.isatty():
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _show(self) -> None:
        if self._ended.wait(self.patience):
            return
        from rich import progress
        from rich.console import Console

        bar = progress.Progress(
            progress.TextColumn("{task.description}", markup=False),
            progress.BarColumn(),
            progress.TaskProgressColumn(),
            console=Console(stderr=True, highlight=False, soft_wrap=True),
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
        )
        bar.add_task(self.what, total=self.total, completed=self.done)
        task, ended = bar.tasks[0], False
        with bar:
            while not ended:
                ended = self._ended.wait(0.1)
                task.description, task.total, task.completed = self.what, self.total, self.done
                bar.refresh()
