"""A development as a record and back: the one schema of archive, JSON, JSONL and CSV."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from aiwatch.domain.development import Development, Source
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.text import escape_hidden

SCHEMA = 1
"""The version of the record's form; a month file of a newer one is refused."""

FIELDS = [
    *("id", "section", "headline", "text", "date", "sources"),
    *("tags", "rank", "comment", "logged", "edited", "by", "merged"),
]
"""A record's fields in their order; `merged` is there only if others were merged into it."""


SOURCE_FIELDS = ["lang", "publisher", "published", "url", "title", "archived"]
_KNOWN = frozenset(FIELDS)
_KNOWN_OF_SOURCE = frozenset(SOURCE_FIELDS)


def show_instant(instant: datetime | None) -> str:
    """Return `instant` as `2025-05-19T08:12:03Z`, or an empty string for None."""
    if instant is None:
        return ""
    return f"{instant.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()}Z"


def to_record(development: Development) -> dict[str, Any]:
    """Return `development` as a record: what JSON can hold, its keys in the fixed order."""
    return {
        "id": development.id,
        "section": development.section,
        "headline": development.headline,
        "text": development.text,
        "date": development.date.isoformat(),
        "sources": [_source_record(source) for source in development.sources],
        "tags": list(development.tags),
        "rank": development.rank,
        "comment": development.comment,
        "logged": show_instant(development.logged),
        "edited": show_instant(development.edited),
        "by": development.by,
        **({"merged": list(development.merged)} if development.merged else {}),
        **development.unknown,
    }


def _source_record(source: Source) -> dict[str, Any]:
    return {
        "lang": source.language,
        "publisher": source.publisher,
        "published": source.published.isoformat() if source.published else "",
        "url": source.url,
        "title": source.title,
        "archived": source.archived,
        **source.unknown,
    }


def to_line(development: Development) -> str:
    """Return the record of `development` as JSON on one line."""
    return to_json(to_record(development))


def to_json(value: Any) -> str:
    r"""Return `value` as JSON on one line: Chinese and emoji as they are, but what a reader could
    not see or a terminal would obey as `\uXXXX`, so that `cat` and `grep` are safe."""
    return escape_hidden(json.dumps(value, ensure_ascii=False))


def json_array(items: Iterable[str]) -> str:
    """Return `items`, each of which is JSON, as a JSON array, one a line."""
    lines = ",\n".join(items)
    return f"[\n{lines}\n]" if lines else "[]"


def from_record(record: Any) -> Development:
    """Return the development of `record`, in which only section, text and a date are required.

    Without a date it takes its first source's. Unknown fields are kept. Raises InvalidInput
    naming the field that cannot be right.
    """
    if not isinstance(record, dict):
        raise InvalidInput(f"A record is an object with fields, not {_kind(record)}.")
    sources = tuple(map(_source, _list(record, "sources")))
    day = _day(record, "date") or next((s.published for s in sources[:1] if s.published), None)
    if day is None:
        raise InvalidInput("No date: the record has none, nor has its first source.")
    rank = record.get("rank")
    if rank is not None and (not isinstance(rank, int) or isinstance(rank, bool)):
        raise InvalidInput(f"'rank' is a whole number or null, not {_kind(rank)}.")
    return Development(
        id=_text(record, "id"),
        section=_text(record, "section"),
        headline=_text(record, "headline"),
        text=_text(record, "text"),
        date=day,
        sources=sources,
        tags=tuple(_words(record, "tags", "words")),
        rank=rank,
        comment=_text(record, "comment"),
        logged=_instant(record, "logged"),
        edited=_instant(record, "edited"),
        by=_text(record, "by"),
        merged=tuple(_words(record, "merged", "ids")),
        unknown=_others(record, _KNOWN),
    )


def _source(record: Any) -> Source:
    if not isinstance(record, dict):
        raise InvalidInput(f"A source is an object with fields, not {_kind(record)}.")
    return Source(
        language=_text(record, "lang"),
        publisher=_text(record, "publisher"),
        published=_day(record, "published"),
        url=_text(record, "url"),
        title=_text(record, "title"),
        archived=_text(record, "archived"),
        unknown=_others(record, _KNOWN_OF_SOURCE),
    )


def _others(record: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    if record.keys() <= known:
        return {}
    return {key: value for key, value in record.items() if key not in known}


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if isinstance(value, str):
        return value
    if value is not None:
        raise InvalidInput(f"{name!r} is text, not {_kind(value)}.")
    return ""


def _list(record: Mapping[str, Any], name: str) -> list[Any]:
    value = record.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise InvalidInput(f"{name!r} is a list, not {_kind(value)}.")
    return value


def _words(record: Mapping[str, Any], name: str, what: str) -> list[str]:
    words = _list(record, name)
    for word in words:
        if not isinstance(word, str):
            raise InvalidInput(f"{name!r} is a list of {what}; one of these is not text.")
    return words


def _day(record: Mapping[str, Any], name: str) -> date | None:
    value = _text(record, name)
    if not value:
        return None
    day = as_day(value)
    if day is None:
        raise InvalidInput(f"{name!r} is a day such as 2025-05-12, not {value[:40]!r}.")
    return day


@lru_cache(maxsize=1024)
def as_day(text: str) -> date | None:
    """Return the day of a record's `2025-05-12`, None for anything else."""
    if len(text) == 10 and text[4] == text[7] == "-" and "1900" <= text[:4] <= "2100":
        with suppress(ValueError):
            return date.fromisoformat(text)
    return None


def _instant(record: Mapping[str, Any], name: str) -> datetime | None:
    value = _text(record, name)
    if not value:
        return None
    instant = _as_instant(value)
    if instant is None:
        raise InvalidInput(
            f"{name!r} is an instant such as 2025-05-19T08:12:03Z, not {value[:40]!r}."
        )
    return instant


@lru_cache(maxsize=64)  # most are edited at the instant they were logged
def _as_instant(text: str) -> datetime | None:
    with suppress(ValueError):
        instant = datetime.fromisoformat(text)
        return instant.astimezone(UTC) if instant.tzinfo else None
    return None


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    return kinds.get(type(value), "null" if value is None else "a number")
