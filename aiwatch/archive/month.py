"""A month file: TinyDB's form, one document a line, sorted by date, then id.

    {"aiwatch": {"1": {"schema": 1, "change": "7hq2m8xk", "wide": [], "crc32": 305419896}},
    "_default": {
    "2224…": {"id": "2505-k7fq3m", …},
    …
    }}

Stock TinyDB opens it. The table `aiwatch` holds the schema, the change that wrote the file last,
the ids of lines that a search has to read (`sieve`), and a checksum of all but itself: where it
agrees, the file is as we wrote it, and its lines are told apart, sorted and filtered as bytes;
only those wanted are parsed. A file that is otherwise laid out, by hand or by another program, is
read by `foreign_month`.
"""

import json
import re
import zlib
from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from aiwatch.archive.record import SCHEMA, from_record, to_json, to_line
from aiwatch.archive.sieve import is_wide, lowered
from aiwatch.domain.development import ID_ALPHABET, Development
from aiwatch.domain.errors import Damaged, InvalidInput

_HEADER = re.compile(
    rb'\{"aiwatch": \{"1": \{"schema": (\d+), "change": "(\w*)", '
    rb'"wide": \[([^]]*)\], "crc32": (\d+)\}\},\n'
)
_TABLE = b'"_default": {'
_BETWEEN = b",\n"
_ID = b'{"id": "'
_HEADLINE = b'"headline": "'
_TEXT = b'"text": "'
_DAY = b'"date": "'
_MERGED = b'"merged": ['
_URL = re.compile(rb'"url": "((?:[^"\\]|\\.)+)"')
_LOGGED = re.compile(rb'"logged": "(.{10})')


def row(development: Development) -> bytes:
    """Return the row of `development`, which has an id: TinyDB's key and its record."""
    return b'"%d": %s' % (key(development.id), to_line(development).encode("utf-8"))


def key(id: str) -> int:
    """Return the document's key for TinyDB, derived from the id."""
    number = int(id[:4])
    for letter in id[5:]:
        number = number * len(ID_ALPHABET) + ID_ALPHABET.index(letter)
    return number


def id_of(row: bytes) -> str:
    """Return the id in a row."""
    start = row.index(_ID) + len(_ID)
    return row[start : start + 11].decode()


def day_of(row: bytes, start: int = 0) -> str:
    """Return the date in a row that begins at `start`, as `2025-05-12`."""
    # The keys before "date" hold strings, in which a quote is escaped: the first hit is the date.
    start = row.index(_DAY, start) + len(_DAY)
    return row[start : start + 10].decode()


def texts(rows: Iterable[bytes]) -> list[str]:
    """Return the headline and, behind a line break, the text in each of `rows`, for a tenth of
    what it takes to parse them whole."""
    found = []
    for row in rows:
        start = row.index(_HEADLINE) + len(_HEADLINE)
        end = row.index(_TEXT, start)
        found.append(row[start - 1 : end - len(", ")])
        start = end + len(_TEXT)
        found.append(row[start - 1 : row.index(_DAY, start) - len(", ")])
    told = json.loads(b"[%b]" % b",".join(found))
    return [f"{headline}\n{text}" for headline, text in zip(told[::2], told[1::2], strict=True)]


def pages_in(rows: bytes) -> list[str]:
    """Return the pages that `rows`, single or joined, cite: canonical addresses, without those
    that tell many stories."""
    from aiwatch.domain.duplicates import page_of

    found = []
    for url in _URL.findall(rows):
        page = page_of(json.loads(b'"%b"' % url) if b"\\" in url else url.decode())
        if page:
            found.append(page)
    return found


def merged_in(month: "Month") -> list[tuple[str, str]]:
    """Return the ids that developments of `month` have merged, each with the id of that one."""
    if _MERGED not in month.data:
        return []
    rows = [row for row in month.rows if _MERGED in row]
    return [(old, each.id) for each in developments(rows, "") for old in each.merged]


def order(row: bytes) -> tuple[str, str]:
    """Return what rows are sorted by."""
    return day_of(row), id_of(row)


class Month(NamedTuple):
    """What a month file holds: its rows in their order, which stand joined in `data`, from `start`
    to `end` (a file of a whole archive's size is not copied where nothing is found in it).

    `change` is the change that wrote it last, `wide` the ids of wide rows, `others` the tables that
    other programs put there, `as_written` whether the checksum agrees.
    """

    data: bytes = b""
    start: int = 0
    end: int = 0
    change: str = ""
    wide: frozenset[str] = frozenset()
    others: tuple[tuple[str, Any], ...] = ()
    as_written: bool = True

    @classmethod
    def of(
        cls, rows: Iterable[bytes], others: tuple[tuple[str, Any], ...] = (), change: str = ""
    ) -> "Month":
        """Return a month with `rows`, in any order, as another program wrote them."""
        found = sorted(rows, key=order)
        wide = frozenset(id_of(row) for row in found if is_wide(row))
        data = _BETWEEN.join(found)
        return cls(data, 0, len(data), change, wide, others, as_written=False)

    @property
    def body(self) -> bytes:
        """The rows, joined."""
        return self.data[self.start : self.end]

    @property
    def rows(self) -> list[bytes]:
        """All rows."""
        return apart(self.body)

    def ids(self) -> list[str]:
        """Return all ids."""
        return [id_of(row) for row in self.rows]

    def get(self, id: str) -> bytes | None:
        """Return the row with this id, None if there is none."""
        found = self.data.find(_ID + id.encode() + b'"', self.start, self.end)
        if found < 0:
            return None
        start = self.data.rfind(b"\n", self.start, found) + 1 or self.start
        end = self.data.find(_BETWEEN, found, self.end)
        return self.data[start : end if end >= 0 else self.end]

    def between(self, since: str, until: str) -> bytes:
        """Return the rows dated from `since` to `until`, both included, an empty one unbounded,
        still joined."""
        start = self._where(lambda day: day < since) if since else self.start
        end = self._where(lambda day: day <= until) if until else self.end
        return self.data[start:end].removesuffix(_BETWEEN)

    def _where(self, is_before: Callable[[str], bool]) -> int:
        """Return where the first row begins whose day is not before, `end` if all are. Rows are
        halved as bytes: to tell them all apart would take longer."""
        low, high = self.start, self.end
        while low < high:
            row = self.data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            if is_before(day_of(self.data, row)):
                low = self.data.find(_BETWEEN, row, high) + len(_BETWEEN)
                low = high if low < len(_BETWEEN) else low
            else:
                high = row
        return low

    def holding(self, needles: Sequence[bytes], *, exactly: bool = False) -> list[bytes]:
        """Return the rows in which all `needles` stand, once lowered unless `exactly`, and the
        wide ones, which may hold anything."""
        if not needles:
            return self.rows
        given = tuple(needles)
        data = self.data if exactly else lowered(self.data, given)
        if not self.wide and any(data.find(needle, self.start, self.end) < 0 for needle in given):
            return []
        rows = self.rows
        same = data[self.start : self.end].split(_BETWEEN) if rows else []
        return [
            row
            for row, bare in zip(rows, same, strict=True)
            if all(needle in bare for needle in given) or (self.wide and id_of(row) in self.wide)
        ]

    def logged_since(self, day: bytes) -> list[bytes]:
        """Return the rows logged on `day`, such as `2025-05-12`, in UTC, or later; also those in
        which another program says so of something."""
        if max(_LOGGED.findall(self.data, self.start, self.end), default=b"") < day:
            return []
        return [row for row in self.rows if max(_LOGGED.findall(row), default=b"") >= day]

    def with_changes(self, put: Sequence[Development], removed: Iterable[str]) -> "Month":
        """Return this month with `put` added or replaced and the ids of `removed` taken out."""
        gone = {*removed, *(development.id for development in put)}
        new = [row(development) for development in put]
        rows = self.rows
        # To look for a single one is soon done; for many, all ids are.
        if self.get(*gone) if len(gone) == 1 else not gone.isdisjoint(map(id_of, rows)):
            rows = [row for row in rows if id_of(row) not in gone]
        if len(new) == 1:
            insort(rows, new[0], key=order)
        elif new:
            rows = sorted(rows + new, key=order)
        wide = (self.wide - gone).union(id_of(row) for row in new if is_wide(row))
        data = _BETWEEN.join(rows)
        return Month(data, 0, len(data), self.change, wide, self.others)

    def to_bytes(self, change: str) -> bytes:
        """Return the file as written by `change`."""
        tail = b"".join(
            _BETWEEN + to_json({name: table}).encode()[1:-1] for name, table in self.others
        )
        rows = self.body + b"\n" if self.start < self.end else b""
        rest = b"%b\n%b}%b}\n" % (_TABLE, rows, tail)
        wide = ", ".join(f'"{id}"' for id in sorted(self.wide))
        head = b'{"aiwatch": {"1": {"schema": %d, "change": "%s", "wide": [%s], "crc32": ' % (
            SCHEMA,
            change.encode(),
            wide.encode(),
        )
        return b"%b%d}},\n%b" % (head, zlib.crc32(rest, zlib.crc32(head)), rest)


def read_month(data: bytes, name: str) -> Month:
    """Return the month of a file's bytes; `name` is the file's, for messages.

    Raises Damaged, naming file and place, for what TinyDB could not read, a development that is
    there twice or in the wrong month, and a newer schema.
    """
    header = _HEADER.match(data)
    if header is not None and int(header[1]) > SCHEMA:
        raise newer(name)
    if header is None or not _agrees(header, data):
        from aiwatch.archive.foreign_month import read_foreign_month

        return read_foreign_month(data, name)
    # Nothing behind the table's end breaks a line before the last one.
    end = data.rfind(b"\n}")
    tail = data[end + 2 : -2].removeprefix(_BETWEEN)
    return Month(
        data,
        min(header.end() + len(_TABLE) + 1, end),
        end,
        header[2].decode(),
        frozenset(header[3].decode().replace('"', "").split(", ")) - {""},
        tuple(json.loads(b"{%b}" % tail).items()) if tail else (),
    )


def _agrees(header: re.Match[bytes], data: bytes) -> bool:
    rest = memoryview(data)[header.end() :]
    return zlib.crc32(rest, zlib.crc32(data[: header.start(4)])) == int(header[4])


def apart(joined: bytes) -> list[bytes]:
    """Return the rows that stand joined in `joined`."""
    return joined.split(_BETWEEN) if joined else []


def developments(rows: Iterable[bytes], name: str) -> list[Development]:
    """Return the developments of `rows`, single or joined, parsed; `name` is the file's, for
    messages.

    Raises Damaged naming the first one that another version of our rules let through.
    """
    # Each row has a key of its own, so that none takes another's place in the object.
    records = json.loads(b"{%b}" % _BETWEEN.join(rows))
    found = []
    for record in records.values():
        try:
            found.append(from_record(record))
        except InvalidInput as error:
            problem = str(error).rstrip(".")
            raise Damaged(f"{name}: {record['id']} cannot be read: {problem}.") from None
    return found


def newer(name: str) -> Damaged:
    """Return what is raised for a file of a newer schema."""
    return Damaged(f"{name} was written by a newer aiwatch; update aiwatch to read it.")
