"""A process that changes an archive is killed, at random moments."""

from __future__ import annotations

import json
import os
import signal
import time
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from processes import Say, children
from published import publish
from test_archive import add, development, everything, stamp

from aiwatch.archive import Desk, commit
from aiwatch.archive.disk import Disk
from aiwatch.archive.tiny import TinyArchive
from aiwatch.domain.selection import Selection

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes are forked")


@dataclass
class Known:
    """What is in an archive: the day of each development by its text, the overview, and the
    Markdown of the issues in the order of their numbers."""

    days: dict[str, str] = field(default_factory=dict)
    overview: str = ""
    issues: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, root: Path) -> Known:
        archive = TinyArchive(root)
        days = {found.text: found.date.isoformat() for found in everything(archive)}
        issues = archive.issues()
        assert [each.number for each in issues] == list(range(1, len(issues) + 1))
        printed = [archive.issue(each.number)[1].decode() for each in issues]
        return cls(days, archive.overview(), printed)

    def to_line(self) -> str:
        return json.dumps([self.days, self.overview, self.issues])

    @classmethod
    def from_line(cls, line: str) -> Known:
        return cls(*json.loads(line))


class Slow(Disk):
    """A disk that takes its time, as they do: most kills come between its operations."""

    def sync(self, path: Path) -> None:
        time.sleep(0.001)
        super().sync(path)

    def sync_folder(self, folder: Path) -> None:
        time.sleep(0.001)
        super().sync_folder(folder)

    def rename(self, old: Path, new: Path) -> None:
        super().rename(old, new)
        time.sleep(0.001)


def changing(say: Say, root: Path, seed: int) -> None:
    """Change the archive again and again; before each change say what it will make of it, after
    it that it is made."""
    archive, chance, now, past = (
        TinyArchive(root, Slow()),
        Random(seed),
        Known.of(root),
        list[Known](),
    )
    for number in range(10_000):
        kinds = ["add", "move", "many", "overview", "undo", "publish"]
        then, kind = deepcopy(now), chance.choice(kinds)
        if kind == "undo" and past:
            then = replace(past.pop(), issues=now.issues)
            say(then.to_line())
            archive.undo(stamp("undo"))
        elif kind == "publish":
            then.issues.append(f"{seed}.{number}")
            say(then.to_line())
            with archive.desk(stamp(kind)) as desk:
                publish(desk, then.issues[-1])
        else:
            if kind == "overview":
                then.overview = f"{seed}.{number}\n"
            elif kind == "many":
                then.days = {text: day for text, day in now.days.items() if len(now.days) < 40}
                days = {f"{seed}.{number}.{n}": f"2025-0{n % 3 + 1}-09" for n in range(22)}
                then.days |= days
            elif kind == "move" and now.days:
                for text in chance.sample(sorted(now.days), min(2, len(now.days))):
                    then.days[text] = f"2025-0{chance.randint(1, 5)}-{chance.randint(10, 28)}"
            else:
                then.days[f"{seed}.{number}"] = f"2025-0{chance.randint(1, 3)}-09"
            if then == now:
                continue
            past.append(now)
            say(then.to_line())
            with archive.desk(stamp(kind)) as desk:
                make(desk, then)
        say("made")
        now = then


def make(desk: Desk, then: Known) -> None:
    """Make of the archive what `then` says."""
    there = {found.text: found for found in desk.select(Selection())}
    for text, found in there.items():
        if text not in then.days:
            desk.remove(found)
        elif found.date.isoformat() != then.days[text]:
            desk.replace(replace(found, date=date.fromisoformat(then.days[text])))
    desk.log([development(text, day) for text, day in then.days.items() if text not in there])
    if then.overview != desk.overview():
        desk.set_overview(then.overview)


def test_a_killed_process_leaves_all_it_acknowledged_and_nothing_half(
    in_memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = in_memory / "killed"
    root.mkdir()
    (root / "aiwatch.toml").touch()
    monkeypatch.setattr(commit, "PATIENCE", 0.0)
    chance = Random(5)
    made = Known()
    for seed in range(48):
        logged = len(TinyArchive(root).changes())
        with children() as fork:
            child = fork(changing, root, seed)
            begun = [child.heard.readline()]
            time.sleep(chance.uniform(0, 0.06))
            child.signal(signal.SIGKILL)
            begun += child.heard.readlines()
            assert child.wait() == -signal.SIGKILL, begun
        whole = [line for line in begun if line.endswith("\n")]
        acknowledged = whole.count("made\n")
        states = [made] + [Known.from_line(line) for line in whole if line != "made\n"]
        found = Known.of(root)
        changes = len(TinyArchive(root).changes()) - logged
        assert changes in (acknowledged, acknowledged + 1)
        assert found == states[changes]
        next_one = add(TinyArchive(root), development("The next one."))
        assert [path.name for path in root.rglob(".*")] == [".lock"]
        assert TinyArchive(root).undo(stamp("undo")).ids == (next_one[0].id,)
        assert Known.of(root) == found
        made = found
