"""A record tidied: what JSON of whatever origin holds made a development, and nothing dropped in
silence. What cannot be right in its field goes into the comment."""

import json
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, NamedTuple

from aiwatch.archive.record import FIELDS, SOURCE_FIELDS, from_record
from aiwatch.domain.development import Development, is_id
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.text import LONGEST

NO_SECTION = "unknown"
"""The section of a development whose own cannot be read."""

LONGEST_NUMBER = 1000
"""So many digits and more are no number that anybody wrote; Python itself refuses still more."""

Pairs = list[tuple[str, Any]]

_LEAST = {"section": "tech", "text": "Text.", "date": "2025-01-01"}
_LEAST_OF_SOURCE = {"publisher": "Publisher"}


class Object(dict[str, Any]):
    """A JSON object that remembers all its pairs, also those of a key that stands twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


class Constant(str):
    """NaN, an infinity or a number too long to be one."""


def load(text: str) -> Any:
    """Return the value of JSON `text`, of which `plain` makes what may be kept. Raises ValueError,
    RecursionError."""
    return _DECODER.decode(text)


def load_first(text: str) -> tuple[Any, int]:
    """Return the value that JSON `text` begins with, and where it ends. Raises as `load`."""
    return _DECODER.raw_decode(text)


def _whole_number(digits: str) -> int | Constant:
    return int(digits) if len(digits) < LONGEST_NUMBER else Constant(digits[:20] + "…")


_DECODER = json.JSONDecoder(
    object_pairs_hook=Object, parse_constant=Constant, parse_int=_whole_number
)


class Tidied(NamedTuple):
    """A development, None if there is none in it, and what had to be done, a clause each."""

    development: Development | None
    told: tuple[str, ...]


def plain(value: Any) -> tuple[Any, list[str]]:
    """Return `value` as JSON may hold it: of a key that stands twice the last, null for NaN, U+FFFD
    for lone surrogates; and what was done, a clause each."""
    told: list[str] = []
    return _plain(value, told), told


def _plain(value: Any, told: list[str]) -> Any:
    match value:
        case Constant():
            told.append(f"{value} is no number and becomes null")
            return None
        case str():
            if value.isascii():
                return value
            whole = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            if whole != value:
                told.append("half a character (a lone surrogate) becomes \ufffd")
            return whole
        case float() if not isfinite(value):
            told.append("a number too large becomes null")
            return None
        case Object():
            if len(value.pairs) > len(value):
                keys = [key for key, _ in value.pairs]
                twice = sorted({key for key in keys if keys.count(key) > 1})
                told += [f"{key!r} stands twice in it, and the last one is taken" for key in twice]
            return {_plain(key, told): _plain(inner, told) for key, inner in value.items()}
        case list():
            return [_plain(inner, told) for inner in value]
    return value


def is_record(value: Any) -> bool:
    """Tell whether `value` is meant for a development, as against a table of another program."""
    return isinstance(value, dict) and "id" in value and "text" in value


def apart(document: Any) -> Iterator[Any]:
    """Yield `document`, and after it the records that it has swallowed under TinyDB's keys because
    its end is missing."""
    if not isinstance(document, Object):
        yield document
        return
    swallowed = [inner for key, inner in document.pairs if key.isdecimal() and is_record(inner)]
    if swallowed:
        inside = {id(inner) for inner in swallowed}
        document = Object([pair for pair in document.pairs if id(pair[1]) not in inside])
    yield document
    for inner in swallowed:
        yield from apart(inner)


def tidied(document: Any, month: str) -> Tidied:
    """Return the development of `document`, from the file of `month`; its id is empty if it has no
    right one."""
    record, told = plain(document)
    if not isinstance(record, dict):
        return Tidied(None, ())
    try:
        development = from_record(record)
        if development.id:
            return Tidied(development, tuple(told))
    except InvalidInput:
        pass
    out: Pairs = []
    record = _only_right(record, _LEAST, FIELDS, out)
    _fill_in(record, out, month, told)
    if out:
        left = "; ".join(f"{name} {json.dumps(value, ensure_ascii=False)}" for name, value in out)
        told.append(f"what cannot be right goes into its comment: {left}")
        comment = record.get("comment") or ""
        record["comment"] = f"{comment}\n\naiwatch doctor took out: {left}".strip()
    try:
        return Tidied(from_record(record), tuple(told))
    except InvalidInput:
        return Tidied(None, ())


def _fill_in(record: dict[str, Any], out: Pairs, month: str, told: list[str]) -> None:
    """Give `record` what a development must have, as far as that can be found."""
    id = record.pop("id", None)
    if isinstance(id, str) and is_id(id.strip().lower()):
        record["id"] = id.strip().lower()
    else:
        told.append("it has no right id and gets one")
        if id:
            out.append(("id", id))
    if not record.get("text"):
        cut = (value[:LONGEST] for name, value in out if name == "text" and isinstance(value, str))
        record["text"] = next(cut, "") or record.pop("headline", "")
    if not record.get("section"):
        record["section"] = NO_SECTION
        told.append(f"it has no section and gets {NO_SECTION!r}; set it with aiwatch edit")
    if not record.get("date"):
        published = [source.get("published") for source in record.get("sources") or ()][:1]
        record["date"] = next(filter(None, published), f"{month}-01")
        told.append(f"it has no right date and gets {record['date']}; set it with aiwatch edit")


def _only_right(
    record: Mapping[str, Any], least: Mapping[str, Any], fields: list[str], out: Pairs
) -> dict[str, Any]:
    """Return `record` without the values that no development may have, which go into `out`."""
    right = {}
    for name, value in record.items():
        if name == "sources" and isinstance(value, list) and fields is FIELDS:
            right[name] = [source for source in (_source(one, out) for one in value) if source]
            continue
        try:
            if name in fields and name != "id":
                probe = {**least, name: value}
                from_record(probe if fields is FIELDS else {**_LEAST, "sources": [probe]})
            right[name] = value
        except InvalidInput:
            if value not in ("", None):
                out.append((name if fields is FIELDS else f"source's {name}", value))
    return right


def _source(value: Any, out: Pairs) -> dict[str, Any] | None:
    right: dict[str, Any] | None = value
    if isinstance(value, dict):
        right = _only_right(value, _LEAST_OF_SOURCE, SOURCE_FIELDS, out)
    try:
        from_record({**_LEAST, "sources": [right]})
    except InvalidInput:
        if right:
            out.append(("source", right))
        return None
    return right
