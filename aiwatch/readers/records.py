"""Records from outside: what CSV, JSON and JSONL have in common."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from aiwatch.archive.record import FIELDS, SOURCE_FIELDS, from_record
from aiwatch.domain.development import Development, read_language
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.text import clean, tidy
from aiwatch.readers import Conventions, Reading


def read_records(
    records: Iterable[tuple[int, Any]],
    conventions: Conventions,
    *,
    overview: str = "",
    remarks: tuple[str, ...] = (),
) -> Reading:
    """Return the developments of `records`, each given with the line on which it starts.

    Section and text are required. A record without date takes its first source's, else that of
    the conventions. Raises InvalidInput, naming the line, for what cannot be right.
    """
    developments: list[Development] = []
    lines: list[int] = []
    unknown: dict[str, int] = {}
    overview, removed = clean(overview, "The overview")
    for line, record in records:
        try:
            cleaned, count = _clean(record)
            developments.append(_development(cleaned, conventions))
        except _NoSection as error:
            unknown.setdefault(str(error), line)
            continue
        except InvalidInput as error:
            raise InvalidInput(f"Line {line}: {error}") from None
        lines.append(line)
        removed += count
    if unknown:
        raise conventions.unknown(unknown)
    return Reading(tuple(developments), tuple(lines), overview, remarks=remarks, removed=removed)


_NAMES = frozenset((*FIELDS, *SOURCE_FIELDS))


class _NoSection(Exception):
    """A title that names no section."""


def _development(record: Any, conventions: Conventions) -> Development:
    if not isinstance(record, dict):
        return from_record(record)
    record["section"] = _section(record.get("section"), conventions)
    if isinstance(record.get("text"), str):
        record["text"] = tidy(record["text"])
    for source in _sources(record):
        _read_label(source)
    if not record.get("date") and not any(s.get("published") for s in _sources(record)[:1]):
        if conventions.date is None:
            raise InvalidInput("no date. Give --date or a dated source.")
        record["date"] = conventions.date.isoformat()
    return from_record(record)


def _section(name: Any, conventions: Conventions) -> str:
    if name is not None and not isinstance(name, str):
        raise InvalidInput("'section' is text: the key or the title of a section.")
    key = conventions.key(name) if name else ""
    if key or conventions.section:
        return key or conventions.section
    if not name:
        raise InvalidInput("no section. Give each record a section, or all of them --section KEY.")
    raise _NoSection(name)


def _sources(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    sources = record.get("sources")
    return [s for s in sources if isinstance(s, dict)] if isinstance(sources, list) else []


def _read_label(source: dict[str, Any]) -> None:
    """Put the language for a label such as `CN`; what is neither is refused with the record."""
    label = source.get("lang")
    if label and isinstance(label, str):
        with suppress(InvalidInput):
            source["lang"] = read_language(label)


def _clean_name(name: str) -> tuple[str, int]:
    return clean(name, f"The field name {json.dumps(name)}")


def _clean(record: Any) -> tuple[Any, int]:
    """Return `record` with its texts as `clean` has them, and how many characters went."""
    if isinstance(record, str):
        return clean(record)
    if isinstance(record, list):
        pairs = [_clean(value) for value in record]
        return [value for value, _ in pairs], sum(count for _, count in pairs)
    if isinstance(record, dict):
        cleaned, removed = {}, 0
        for name, value in record.items():
            plain, in_name = (name, 0) if name in _NAMES else _clean_name(name)
            if plain in cleaned:
                raise InvalidInput(f"The field {plain!r} is given twice.")
            cleaned[plain], in_value = _clean(value)
            removed += in_name + in_value
        return cleaned, removed
    return record, 0
