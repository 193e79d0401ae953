"""A month file that is not as we wrote it: edited by hand, merged by git, laid out by TinyDB.

It is read whole and strictly. What cannot be right is told with its place; what can be read is
read, and gets our layout back at its next change.
"""

import json
from typing import Any

from aiwatch.archive.month import Month, day_of, id_of, newer, row
from aiwatch.archive.record import SCHEMA, from_record
from aiwatch.archive.strict_json import load
from aiwatch.domain.errors import Damaged, InvalidInput

DOCTOR = "run: aiwatch doctor --repair"


def read_foreign_month(data: bytes, name: str) -> Month:
    """As `month.read_month`, for bytes in any layout that TinyDB reads."""
    tables = _tables(data, name)
    header = tables.pop("aiwatch", None)
    change = ""
    if isinstance(header, dict) and isinstance(header.get("1"), dict):
        schema = header["1"].get("schema")
        if isinstance(schema, int) and schema > SCHEMA:
            raise newer(name)
        change = str(header["1"].get("change", ""))
    rows = [_row(document, name) for document in _documents(tables.pop("_default", {}), name)]
    for table in tables.values():
        if isinstance(table, dict) and "id" in table and "text" in table:
            raise Damaged(f"{name}: {table['id']} stands beside TinyDB's table; {DOCTOR}")
    seen: set[str] = set()
    for found in rows:
        id, day = id_of(found), day_of(found)
        if id in seen:
            raise Damaged(f"{name}: the id {id} stands in it twice; {DOCTOR}")
        if day[:7] != name[-12:-5]:
            raise Damaged(f"{name}: {id} is dated {day}, so it belongs in another file; {DOCTOR}")
        seen.add(id)
    return Month.of(rows, tuple(tables.items()), change)


def _row(document: Any, name: str) -> bytes:
    try:
        development = from_record(document)
        if not development.id:
            raise InvalidInput("it has no id")
    except InvalidInput as error:
        told = document.get("id", "?") if isinstance(document, dict) else "?"
        problem = str(error).rstrip(".")
        raise Damaged(f"{name}: the development {told} cannot be read: {problem}.") from None
    return row(development)


def _tables(data: bytes, name: str) -> dict[str, Any]:
    """Return the TinyDB tables of a file's bytes."""
    problem = never_ours(data)
    if problem:
        raise Damaged(f"{name}{problem}; {DOCTOR}")
    try:
        tables = load(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Damaged(f"{name}, line {line}, is not UTF-8 (byte {error.start + 1}).") from None
    except json.JSONDecodeError as error:
        raise Damaged(
            f"{name}, line {error.lineno}, column {error.colno}: {error.msg}. "
            "Mend it there, or run: aiwatch doctor --repair"
        ) from None
    except RecursionError:
        raise Damaged(f"{name} is nested too deeply to be an archive's file; {DOCTOR}") from None
    except ValueError as error:
        raise Damaged(f"{name}{_place(data)}: {error}; {DOCTOR}") from None
    if not isinstance(tables, dict):
        raise Damaged(f"{name} holds no TinyDB tables at its top; {DOCTOR}")
    return tables


def _place(data: bytes) -> str:
    """Return the line of JSON that is refused though Python reads it, if a record a line holds
    it."""
    for number, line in enumerate(data.decode("utf-8").split("\n"), 1):
        try:
            load(line.partition(": ")[2].rstrip(", "))
        except json.JSONDecodeError:
            continue
        except ValueError:
            return f", line {number}"
    return ""


def never_ours(data: bytes) -> str:
    """Return what is wrong with bytes that were never a month file, or an empty string."""
    if not data:
        return " is empty"
    if not data.strip(b"\x00"):
        return " holds nothing but zero bytes"
    if data.startswith(b"\xef\xbb\xbf"):
        return " begins with a byte order mark; save it as UTF-8 without"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
        return " is UTF-16, not UTF-8; save it as UTF-8"
    if data.startswith(b"\x1f\x8b"):
        return " is a gzip file; unpack it"
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.startswith((b"<<<<<<< ", b">>>>>>> ", b"||||||| ")):
            return f", line {number}: git left a conflict here; settle it"
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
        raise Damaged(f"{name} holds no TinyDB documents in its default table; {DOCTOR}")
    return [dict(document) for document in TinyDB(storage=OneTable).all()]
