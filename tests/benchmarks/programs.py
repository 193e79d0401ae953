"""What a program is asked, and what is right; aiwatch's own part of it.

A store is one program filled with one file of records, in a place of its own. An addition is
taken back outside the clock, so that every round meets the same data.
"""

import json
import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar, Protocol
from zipfile import is_zipfile

from .generator import HITS, RARE, SINCE, TODAY, Data, later
from .inbox import MAP, NEW, OPEN, ROWS, TABLE, make_inbox, restore_inbox, waiting, write_table
from .measure import Run, run
from .report import COMPARED, MAPPED, PAGE, SLOW


@dataclass(frozen=True)
class Place:
    """Where a store is: its records, its folder, and the scripts of its environment."""

    data: Data
    folder: Path
    scripts: Path

    def run(self, *arguments: str, stdin: bytes = b"") -> Run:
        """Run `arguments`, the first of them a script's name, in the folder."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
            "XDG_DATA_HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "AIWATCH_ARCHIVE": str(self.folder / "archive"),
            "AIWATCH_TODAY": TODAY.isoformat(),
        }
        script = str(self.scripts / arguments[0])
        return run([script, *arguments[1:]], environment, self.folder, stdin)


@dataclass(frozen=True)
class Command:
    """A program's command for a job.

    `right` says whether its output is what the job asks for; `take_back` undoes an addition, and
    raises Failed if there is none; `yardstick` is the command it is held against, if it is.
    """

    arguments: tuple[str, ...]
    right: Callable[[str], bool]
    stdin: bytes = b""
    take_back: Callable[[], None] = lambda: None
    yardstick: tuple[str, ...] = ()


class Store(Protocol):
    """A program filled with data."""

    name: ClassVar[str]
    place: Place

    def fill(self) -> list[Run]:
        """Take in the data, in place of what is there, and return the runs that did it."""

    def commands(self, new: dict[str, Any]) -> dict[str, Command]:
        """Return the command for each job that the program has; `new` is the record to add."""


def found(number: int, pattern: str) -> Callable[[str], bool]:
    """Return a check that `pattern` matches `number` times; ^ is the start of a line."""
    return lambda out: len(re.findall(pattern, out, re.MULTILINE)) == number


def holds(text: str) -> Callable[[str], bool]:
    """Return a check that `text` is there."""
    return lambda out: text in out


BARE = ("bare", "say1", "hello")
"""What a start is held against."""

WORD_SINCE = TODAY - timedelta(18)
"""From this day on there are some 500 developments of 100,000."""


@dataclass
class Aiwatch:
    """The program of this checkout."""

    name: ClassVar[str] = "aiwatch"
    place: Place
    shown: str = ""
    entry: str = ""

    def fill(self) -> list[Run]:
        shutil.rmtree(self.archive, ignore_errors=True)
        self.place.run("aiwatch", "init", "archive")
        runs = [self.place.run("aiwatch", "import", str(self.place.data.path), "--no-compare")]
        hits = self.place.run("aiwatch", "search", RARE[0], "--json").out
        self.shown = json.loads(hits)[0]["id"]
        make_inbox(self.archive)
        entries = self.place.run("aiwatch", "inbox", "list", "-n", "1", "--json").out
        self.entry = json.loads(entries)[0]["id"]
        write_table(self.place.folder / TABLE)
        with (self.place.folder / "later.jsonl").open("w", encoding="utf-8") as lines:
            lines.writelines(f"{json.dumps(record)}\n" for record in later(ROWS))
        return runs

    @property
    def archive(self) -> Path:
        return self.place.folder / "archive"

    def commands(self, new: dict[str, Any]) -> dict[str, Command]:
        (source,) = new["sources"]
        note = f"(Source ({source['lang']}): {source['publisher']}, {source['published']})"
        by_url = ("--publisher", source["publisher"], "--date", new["date"], "--url", source["url"])

        def add(*arguments: str) -> Command:
            logged = ("aiwatch", "add", "--section", new["section"], *arguments)
            return Command(logged, is_there, take_back=undo, yardstick=BARE)

        def is_there(out: str) -> bool:
            shown = self.place.run("aiwatch", "show", out.strip(), "--json").out
            return bool(json.loads(shown)[0]["text"] == new["text"])

        def is_logged(out: str) -> bool:
            return len(json.loads(self.place.run("aiwatch", "show", out.strip(), "--json").out)) > 0

        def undo() -> None:
            self.place.run("aiwatch", "undo")

        def ask(right: Callable[[str], bool], *arguments: str) -> Command:
            return Command(("aiwatch", *arguments), right, yardstick=BARE)

        def brief(since: date, format: str, right: Callable[[str], bool]) -> Command:
            line = ("aiwatch", "brief", "--since", since.isoformat())
            return Command((*line, "-f", format), right, yardstick=line)

        def word() -> Command:
            line = ("aiwatch", "brief", "--since", WORD_SINCE.isoformat())
            file = self.place.folder / "briefing.docx"
            written = (*line, "-o", str(file), "--force")
            return Command(written, lambda _: is_zipfile(file), yardstick=line)

        def page() -> Command:
            site = self.place.folder / "site"
            shutil.rmtree(site, ignore_errors=True)
            line = ("aiwatch", "page", str(site))
            return Command(line, lambda _: (site / "index.html").is_file())

        def undo_all() -> None:
            undo()
            # All months are written anew: until the index of pages is, too, which trusts no file
            # that was written right before it, an addition takes longer.
            time.sleep(2.1)
            self.place.run("aiwatch", "inbox", "show", self.entry)

        def imported(*arguments: str) -> Command:
            def is_in(_: str) -> bool:
                return f"{ROWS:,} developments" in self.place.run("aiwatch", "log", "-n", "1").out

            return Command(("aiwatch", "import", *arguments), is_in, take_back=undo_all)

        def mapped() -> Command:
            maps = [word for column in MAP for word in ("--map", column)]
            return imported(TABLE, *maps, "--no-compare")

        def fetch() -> Command:
            return Command(
                ("aiwatch", "feeds", "fetch"),
                lambda _: waiting(self.archive) == OPEN + NEW,
                take_back=lambda: restore_inbox(self.archive),
                yardstick=BARE,
            )

        accept = ("aiwatch", "inbox", "accept", self.entry, "--section", new["section"])
        recent = found(self.place.data.recent, "^- ")
        slow = {PAGE: page, COMPARED: lambda: imported("later.jsonl"), MAPPED: mapped}
        measured = {job: slow[job]() for job in SLOW if SLOW[job].size == self.place.data.size}
        return measured | {
            "--version": ask(holds("aiwatch"), "--version"),
            "add": add(f"{new['text']} {note}"),
            "add --force": add("--force", f"{new['text']} {note}"),
            "add --url": add(*by_url, new["text"]),
            "brief --since": ask(recent, "brief", "--since", SINCE.isoformat()),
            "brief -f text": brief(SINCE, "text", recent),
            "brief -f json": brief(SINCE, "json", found(self.place.data.recent, '^{"id": ')),
            "brief -f html": brief(SINCE, "html", holds("</html>")),
            "brief -f eml": brief(SINCE, "eml", holds("multipart/alternative")),
            "brief -f docx": word(),
            "show ID": ask(holds(RARE[0]), "show", self.shown),
            f"search {RARE[0]}": ask(found(HITS, RARE[0]), "search", RARE[0]),
            f"search {RARE[1]}": ask(found(HITS, RARE[1]), "search", RARE[1]),
            "inbox list": ask(found(OPEN, r"^\w{6}\t"), "inbox", "list"),
            "inbox accept": Command(accept, is_logged, take_back=undo, yardstick=BARE),
            "feeds fetch": fetch(),
        }
