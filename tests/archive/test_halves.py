"""Looking through many files in two processes gives what looking through them in one does."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from aiwatch.archive import Stamp
from aiwatch.archive.halves import WORTH, rows_of_each
from aiwatch.archive.tiny import TinyArchive
from aiwatch.domain.development import Development
from aiwatch.domain.errors import Damaged
from aiwatch.domain.selection import Selection

NAMES = [f"{2015 + n // 12}-{n % 12 + 1:02}" for n in range(WORTH + 1)]
HERE = os.getpid()


def rows(name: str) -> list[bytes]:
    return [name.encode() * 20_000]  # more than a pipe holds


def test_all_is_found_in_order() -> None:
    assert list(rows_of_each(NAMES, rows).items()) == [(name, rows(name)) for name in NAMES]


def test_a_second_process_takes_half() -> None:
    found = rows_of_each(NAMES, lambda name: [str(os.getpid()).encode()])
    processes = [int(answer) for (answer,) in found.values()]
    assert processes[::2] == [HERE] * len(processes[::2])
    assert HERE not in processes[1::2]


@pytest.mark.parametrize("bad", [0, 1, WORTH])
def test_an_error_in_either_is_raised(bad: int) -> None:
    def look(name: str) -> list[bytes]:
        if name == NAMES[bad]:
            raise Damaged(f"{name} is damaged.")
        return rows(name)

    with pytest.raises(Damaged, match=NAMES[bad]):
        rows_of_each(NAMES, look)


def died(name: str) -> list[bytes]:
    if os.getpid() != HERE:
        os._exit(9)
    return rows(name)


def interrupted(name: str) -> list[bytes]:
    if os.getpid() != HERE:
        raise KeyboardInterrupt
    return rows(name)


@pytest.mark.parametrize("look", [died, interrupted])
def test_a_second_process_that_ends_is_done_without(look: Callable[[str], list[bytes]]) -> None:
    assert rows_of_each(NAMES, look) == {name: rows(name) for name in NAMES}


def test_an_interruption_leaves_no_process_behind() -> None:
    def look(name: str) -> list[bytes]:
        if os.getpid() == HERE:
            raise KeyboardInterrupt
        return rows(name)

    with pytest.raises(KeyboardInterrupt):
        rows_of_each(NAMES, look)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_search_through_many_months(archive: Path) -> None:
    store = TinyArchive(archive)
    with store.desk(Stamp("add", datetime(2025, 5, 19, tzinfo=UTC))) as desk:
        desk.log(
            [
                Development("tech", f"{'ＡＩ' if n % 3 else 'Chips'} in {name}.", day)
                for n, name in enumerate(NAMES)
                if (day := date.fromisoformat(f"{name}-01"))
            ]
        )
    found = store.select(Selection(match="ai in"))
    assert [item.date.isoformat()[:7] for item in found] == [
        name for n, name in enumerate(NAMES) if n % 3
    ]
    for bad in NAMES[:2]:
        path = archive / "developments" / f"{bad}.json"
        whole = path.read_bytes()
        path.write_bytes(whole[:-9])
        with pytest.raises(Damaged, match=bad):
            store.select(Selection(match="chips"))
        path.write_bytes(whole)
