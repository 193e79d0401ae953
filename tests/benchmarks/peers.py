"""The programs that aiwatch is measured against.

Each is asked what its own users would ask, in the form that is quickest for it. Only buku looks
for duplicates when it adds, by address; jrnl does not wait for the disk.
"""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from .environments import PEERS
from .generator import DAYS_BACK, HITS, RARE, SINCE
from .measure import SCRIPTS, Failed, Run
from .programs import Command, Place, Store, found, holds


@dataclass
class SqliteUtils:
    """A table, an index of its dates, and one of trigrams: the only kind that finds Chinese."""

    name: ClassVar[str] = "sqlite-utils"
    place: Place

    def fill(self) -> list[Run]:
        (self.place.folder / "data.db").unlink(missing_ok=True)
        table = ("data.db", "developments")
        trigrams = ("text", "--tokenize", "trigram", "--create-triggers")
        return [
            self.place.run("sqlite-utils", "insert", *table, str(self.place.data.path), "--nl"),
            self.place.run("sqlite-utils", "create-index", *table, "date"),
            self.place.run("sqlite-utils", "enable-fts", *table, *trigrams),
        ]

    def commands(self, new: dict[str, Any]) -> dict[str, Command]:
        def ask(number: int, command: str, *arguments: str) -> Command:
            line = ("sqlite-utils", command, "data.db", "developments", *arguments)
            return Command(line, lambda out: len(json.loads(out)) == number)

        def add(record: dict[str, Any]) -> Command:
            line = ("sqlite-utils", "insert", "data.db", "developments", "-")
            stdin = json.dumps(record, ensure_ascii=False).encode()
            return Command(line, anything, stdin, take_back)

        def take_back() -> None:
            delete = f"delete from developments where rowid > {self.place.data.size}"
            done = self.place.run("sqlite-utils", "query", "data.db", delete).out
            if json.loads(done) != [{"rows_affected": 1}]:
                raise Failed("sqlite-utils has no new row after an addition.")

        since = ("--where", "date >= :since", "-p", "since", SINCE.isoformat(), "-o", "date desc")
        row = ("--where", "rowid = :row", "-p", "row", str(self.place.data.rare))
        return {
            "add": add(without_address(new)),
            "add --url": add(new),
            "brief --since": ask(self.place.data.recent, "rows", *since),
            "show ID": ask(1, "rows", *row),
            f"search {RARE[0]}": ask(HITS, "search", RARE[0]),
            f"search {RARE[1]}": ask(HITS, "search", RARE[1]),
        }


@dataclass
class Buku:
    """Bookmarks: nothing is without an address, so that both kinds of addition are one."""

    name: ClassVar[str] = "buku"
    place: Place

    def fill(self) -> list[Run]:
        database = self.place.folder / "buku" / "bookmarks.db"
        database.parent.mkdir()
        script = str(SCRIPTS / "buku_fill.py")
        return [self.place.run("python", script, str(self.place.data.path), str(database))]

    def commands(self, new: dict[str, Any]) -> dict[str, Command]:
        (source,) = new["sources"]
        added = str(self.place.data.size + 1)

        def line(*arguments: str) -> tuple[str, ...]:
            return ("buku", "--nostdin", "--np", "--nc", *arguments)

        def ask(number: int, *arguments: str) -> Command:
            return Command(line(*arguments), found(number, r"^\d+\. "))

        def take_back() -> None:
            done = self.place.run(*line("--tacit", "--delete", added)).out
            if f"{added} deleted" not in done:
                raise Failed("buku has no new bookmark after an addition.")

        tags = ",".join([new["date"], new["section"], *new["tags"]])
        texts = ("--title", source["publisher"], "--comment", new["text"])
        bookmark = line("--offline", "--tacit", "--add", source["url"], tags, *texts)
        add = Command(bookmark, anything, take_back=take_back)
        days = [(SINCE + timedelta(number)).isoformat() for number in range(DAYS_BACK + 1)]
        return {
            "add": add,
            "add --url": add,
            "brief --since": ask(self.place.data.recent, "--stag", ",".join(days)),
            "show ID": ask(1, "--print", str(self.place.data.rare)),
            f"search {RARE[0]}": ask(HITS, "--deep", "--sany", RARE[0]),
            f"search {RARE[1]}": ask(HITS, "--deep", "--sany", RARE[1]),
        }


@dataclass
class Jrnl:
    """A journal in one file, its entries without ids and addresses."""

    name: ClassVar[str] = "jrnl"
    place: Place

    def fill(self) -> list[Run]:
        settings = self.place.folder / "jrnl" / "jrnl.yaml"
        settings.parent.mkdir()
        settings.write_text(
            f'version: "{PEERS["jrnl"]}"\njournals:\n  default: {self._journal}\n'
            'timeformat: "%Y-%m-%d %H:%M"\nencrypt: false\n',
            "utf-8",
        )
        script = str(SCRIPTS / "jrnl_fill.py")
        runs = [self.place.run("python", script, str(self.place.data.path), str(self._journal))]
        keep(self._journal)
        return runs

    def commands(self, new: dict[str, Any]) -> dict[str, Command]:
        def ask(number: int, *arguments: str) -> Command:
            return Command(("jrnl", *arguments), found(number, r"^\d{4}-\d\d-\d\d 09:00 "))

        entry = ("jrnl", f"{new['date']}: {new['text']}")
        take_back = put_back(self._journal, new["text"][-60:])
        return {
            "add": Command(entry, anything, take_back=take_back),
            "brief --since": ask(self.place.data.recent, "-from", SINCE.isoformat()),
            f"search {RARE[0]}": ask(HITS, "-contains", RARE[0]),
            f"search {RARE[1]}": ask(HITS, "-contains", RARE[1]),
        }

    @property
    def _journal(self) -> Path:
        return self.place.folder / "journal.txt"


@dataclass
class StockTinyDB:
    """One JSON file, and a script such as one would write over TinyDB."""

    name: ClassVar[str] = "TinyDB"
    place: Place

    def fill(self) -> list[Run]:
        runs = [self.place.run(*self._line("fill", str(self.place.data.path)))]
        keep(self._database)
        return runs

    def commands(self, new: dict[str, Any]) -> dict[str, Command]:
        def ask(number: int, *arguments: str) -> Command:
            return Command(self._line(*arguments), found(number, '^{"'))

        def add(record: dict[str, Any]) -> Command:
            right = holds(str(self.place.data.size + 1))
            take_back = put_back(self._database, json.dumps(record["text"])[-60:])
            return Command(self._line("add", "-"), right, json.dumps(record).encode(), take_back)

        return {
            "add": add(without_address(new)),
            "add --url": add(new),
            "brief --since": ask(self.place.data.recent, "recent", SINCE.isoformat()),
            "show ID": ask(1, "show", str(self.place.data.rare)),
            f"search {RARE[0]}": ask(HITS, "search", RARE[0]),
            f"search {RARE[1]}": ask(HITS, "search", RARE[1]),
        }

    @property
    def _database(self) -> Path:
        return self.place.folder / "data.json"

    def _line(self, *arguments: str) -> tuple[str, ...]:
        return ("python", str(SCRIPTS / "tinydb_tracker.py"), str(self._database), *arguments)


PROGRAMS: dict[str, Callable[[Place], Store]] = {
    "sqlite-utils": SqliteUtils,
    "buku": Buku,
    "jrnl": Jrnl,
    "tinydb": StockTinyDB,
}
"""Each peer by the name of its package."""


def anything(out: str) -> bool:
    """An addition may say what it likes: taking it back shows whether it is there."""
    return True


def without_address(record: dict[str, Any]) -> dict[str, Any]:
    """Return `record` with sources that have no address."""
    return {**record, "sources": [{**source, "url": ""} for source in record["sources"]]}


def keep(path: Path) -> None:
    """Keep a copy of the file at `path` for `put_back`."""
    shutil.copyfile(path, path.with_suffix(".kept"))


def put_back(path: Path, added: str) -> Callable[[], None]:
    """Return what puts the file kept back at `path`, once its end holds `added`."""

    def do() -> None:
        with path.open("rb") as file:
            file.seek(-4096, os.SEEK_END)
            if added not in file.read().decode(errors="ignore"):
                raise Failed(f"{path.name} holds nothing new after an addition.")
        shutil.copyfile(path.with_suffix(".kept"), path)
        with path.open("rb") as file:
            os.fsync(file.fileno())

    return do
