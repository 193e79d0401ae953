"""A month file: TinyDB's form, one document a line, sorted by date, then id.

    {"aiwatch": {"1": {"schema": 1, "change": "7hq2m8xk", "crc32": 305419896}},
    "_default": {
    "2224…": {"id": "2505-k7fq3m", …},
    …
    }}

Stock TinyDB opens it. The table `aiwatch` holds the schema, the change that wrote the file last
and a checksum of the lines below the first. Lines are told apart, sorted and filtered as bytes;
only those wanted are parsed. A file in any other layout that TinyDB reads is read through TinyDB.
"""

import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from aiwatch.archive.record import SCHEMA, from_record, to_line
from aiwatch.domain.development import ID_ALPHABET, Development
from aiwatch.domain.errors import Damaged, InvalidInput

_HEADER = re.compile(
    rb'\{"aiwatch": \{"1": \{"schema": (\d+), "change": "(\w*)", "crc32": (\d+)\}\},'
)
_LINE = re.compile(rb'"\d+": (\{"id": "(\d{4}-[a-z2-9]{6})", .*\})')
# The keys before "date" hold strings, in which a quote is escaped: the first hit is the date.
_DATE = re.compile(rb'"date": "(\d{4}-\d\d-\d\d)"')
_TABLE = b'"_default": {'
_END = b"}}"


@dataclass(frozen=True)
class Line:
    """One development of a month file, not parsed: its day, its id, its record as JSON."""

    day: str
    id: str
    record: bytes

    @property
    def key(self) -> int:
        """The document's key for TinyDB, derived from the id."""
        number = int(self.id[:4])
        for letter in self.id[5:]:
            number = number * len(ID_ALPHABET) + ID_ALPHABET.index(letter)
        return number


def line(development: Development) -> Line:
    """Return the line of `development`, which has an id."""
    return Line(development.date.isoformat(), development.id, to_line(development).encode("utf-8"))


@dataclass(frozen=True)
class Month:
    """What a month file holds. `change` is the change that wrote it last, `others` the tables
    that other programs put there, `as_written` whether the checksum agrees with the lines."""

    lines: tuple[Line, ...] = ()
    change: str = ""
    others: tuple[tuple[str, Any], ...] = ()
    as_written: bool = True

    @cached_property
    def by_id(self) -> dict[str, Line]:
        """The lines by their id."""
        return {line.id: line for line in self.lines}

    def with_changes(self, put: Iterable[Development], removed: Iterable[str]) -> "Month":
        """Return this month with `put` added or replaced and the ids of `removed` taken out."""
        lines = dict(self.by_id)
        for gone in removed:
            lines.pop(gone, None)
        for development in put:
            lines[development.id] = line(development)
        return Month(tuple(lines.values()), self.change, self.others)

    def to_bytes(self, change: str) -> bytes:
        """Return the file as written by `change`."""
        lines = sorted(self.lines, key=lambda line: (line.day, line.id))
        rows = b",\n".join(b'"%d": %s' % (line.key, line.record) for line in lines)
        tail = b"".join(
            b",\n" + json.dumps({name: table}, ensure_ascii=False).encode()[1:-1]
            for name, table in self.others
        )
        body = _TABLE + b"\n" + (rows + b"\n" if rows else b"") + b"}" + tail + b"}\n"
        header = b'{"aiwatch": {"1": {"schema": %d, "change": "%s", "crc32": %d}},\n'
        return header % (SCHEMA, change.encode(), zlib.crc32(body)) + body


def read_month(data: bytes, name: str) -> Month:
    """Return the month of a file's bytes; `name` is the file's, for messages.

    Raises Damaged, naming file and place, for what TinyDB could not read, or a newer schema.
    """
    header = _HEADER.match(data)
    if header is None:
        return _read_other_layout(data, name)
    schema, change, crc32 = int(header[1]), header[2].decode(), int(header[3])
    if schema > SCHEMA:
        raise _newer(name)
    body = data[header.end() + 1 :]
    rows = body.split(b"\n")
    if rows[0] != _TABLE or rows[-1] or rows[-2:-1] != [_END]:
        return _read_other_layout(data, name)
    lines = []
    last = len(rows) - 3
    for number, row in enumerate(rows[1:-2], 1):
        found = _LINE.fullmatch(row if number == last else row[:-1])
        day = found and _DATE.search(row)
        if not found or not day or (number != last and row[-1:] != b","):
            return _read_other_layout(data, name)
        lines.append(Line(day[1].decode(), found[2].decode(), found[1]))
    return Month(tuple(lines), change, as_written=zlib.crc32(body) == crc32)


def developments(lines: Iterable[Line], name: str) -> list[Development]:
    """Return the developments of `lines`, parsed; `name` is the file's, for messages.

    Raises Damaged naming the development whose record cannot be right.
    """
    wanted = list(lines)
    try:
        text = b",".join(line.record for line in wanted).decode("utf-8")
        records = _load(f"[{text}]") if "\\u" in text else _load_fast(f"[{text}]")
        if len(records) != len(wanted):
            raise ValueError
        return [_checked(from_record(record), line) for record, line in zip(records, wanted)]  # noqa: B905
    except (ValueError, InvalidInput, RecursionError):
        return [_parse(line, name) for line in wanted]


def _checked(development: Development, line: Line) -> Development:
    if development.id != line.id or development.date.isoformat() != line.day:
        raise InvalidInput("a field stands in it twice")
    return development


def _parse(line: Line, name: str) -> Development:
    try:
        return _checked(from_record(_load(line.record.decode("utf-8"))), line)
    except UnicodeDecodeError:
        problem = "it is not UTF-8"
    except json.JSONDecodeError as error:
        problem = f"{error.msg} at character {error.pos + 1} of the record"
    except (ValueError, InvalidInput) as error:
        problem = str(error).rstrip(".")
    except RecursionError:
        problem = "it is nested too deeply"
    raise Damaged(f"{name}: the development {line.id} cannot be read: {problem}.") from None


def _read_other_layout(data: bytes, name: str) -> Month:
    tables = _tables(data, name)
    header = tables.pop("aiwatch", None)
    change = ""
    if isinstance(header, dict) and isinstance(header.get("1"), dict):
        schema = header["1"].get("schema")
        if isinstance(schema, int) and schema > SCHEMA:
            raise _newer(name)
        change = str(header["1"].get("change", ""))
    lines = []
    for record in _documents(tables.pop("_default", {}), name):
        try:
            development = from_record(record)
            if not development.id:
                raise InvalidInput("it has no id")
        except InvalidInput as error:
            told = record.get("id", "?") if isinstance(record, dict) else "?"
            problem = str(error).rstrip(".")
            raise Damaged(f"{name}: the development {told} cannot be read: {problem}.") from None
        lines.append(line(development))
    if len({line.id for line in lines}) != len(lines):
        raise Damaged(f"{name}: an id stands in it twice; run: aiwatch doctor")
    return Month(tuple(lines), change, tuple(tables.items()), as_written=False)


def _tables(data: bytes, name: str) -> dict[str, Any]:
    """Return the TinyDB tables of a file's bytes."""
    problem = _foreign(data)
    if problem:
        raise Damaged(f"{name}{problem}")
    try:
        tables = _load(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Damaged(f"{name} is not UTF-8 (byte {error.start + 1}).") from None
    except json.JSONDecodeError as error:
        raise Damaged(
            f"{name}, line {error.lineno}, column {error.colno}: {error.msg}. "
            "Mend it there, or run: aiwatch doctor"
        ) from None
    except RecursionError:
        raise Damaged(f"{name} is nested too deeply to be an archive's file.") from None
    except ValueError as error:
        raise Damaged(f"{name}: {error}.") from None
    if not isinstance(tables, dict):
        raise Damaged(f"{name} holds no TinyDB tables at its top.")
    return tables


def _foreign(data: bytes) -> str:
    """Return what is wrong with bytes that were never a month file, or an empty string."""
    if not data:
        return " is empty."
    if not data.strip(b"\x00"):
        return " holds nothing but zero bytes."
    if data.startswith(b"\xef\xbb\xbf"):
        return " begins with a byte order mark; save it as UTF-8 without."
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
        return " is UTF-16, not UTF-8; save it as UTF-8."
    if data.startswith(b"\x1f\x8b"):
        return " is a gzip file; unpack it."
    for number, row in enumerate(data.split(b"\n"), 1):
        if row.startswith((b"<<<<<<< ", b">>>>>>> ")):
            return f", line {number}: git left a conflict here; settle it, then try again."
    return ""


def _documents(table: Any, name: str) -> list[Any]:
    from tinydb import TinyDB
    from tinydb.storages import Storage

    class OneTable(Storage):
        """What TinyDB reads from; it is never given anything to write."""

        def read(self) -> dict[str, dict[str, Any]]:
            return {"_default": table}

        def write(self, data: dict[str, dict[str, Any]]) -> None:
            raise AssertionError("month files are written by commit alone")

    if not isinstance(table, dict) or not all(key.isdecimal() for key in table):
        raise Damaged(f"{name} holds no TinyDB documents in its default table.")
    return [dict(document) for document in TinyDB(storage=OneTable).all()]


def _load(text: str) -> Any:
    """Return JSON `text`, refusing what Python's reader lets through: a key twice, NaN, and
    lone surrogates. Raises ValueError."""
    value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    if "\\u" in text:
        try:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("a text in it is not valid Unicode (a lone surrogate)") from None
    return value


def _load_fast(text: str) -> Any:
    """As `_load`, for text without escapes; a field of ours that stands twice is seen later."""
    return json.loads(text, parse_constant=_constant)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _newer(name: str) -> Damaged:
    return Damaged(f"{name} was written by a newer aiwatch; update aiwatch to read it.")
