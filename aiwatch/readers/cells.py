"""What a cell of a foreign table says, as the text, the days and the words of our fields."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from aiwatch.domain.development import split_tags
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.note_parts import tag_language
from aiwatch.domain.published_day import published_day

Value = str | date | tuple[str, ...]
"""A cell: text, a day that a spreadsheet or a program keeps as one, or several texts."""

_CALLED = {"英": "en", "中": "zh", "简体中文": "zh", "繁体中文": "zh"}
"""What languages are called in a column, beside what they are in a note."""

_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")


def text_of(value: Value) -> str:
    """Return the text of a cell, of several texts each as a paragraph."""
    if isinstance(value, tuple):
        return "\n\n".join(value)
    return value.isoformat() if isinstance(value, date) else value


def line_of(value: Value) -> str:
    """Return the text of a cell on one line."""
    joined = "; ".join(value) if isinstance(value, tuple) else text_of(value)
    return " ".join(joined.split())


def day_of(value: Value, day_first: bool | None) -> date | None:
    """Return the day of a cell, None for an empty one; raises InvalidInput as `published_day`."""
    if isinstance(value, date):
        return value
    text = line_of(value)
    return _day(text, day_first) if text else None


@cache
def _day(text: str, day_first: bool | None) -> date:
    if _SERIAL.fullmatch(text):
        raise InvalidInput(
            f"'{text}' may be a spreadsheet's number of a day. Give the column the form of a date."
        )
    return published_day(text, None, day_first)


def language_of(value: Value) -> str:
    """Return the language (ISO 639-1) of a code, a label or a name such as `zh-CN`, `CN`, `中文`;
    raises InvalidInput for any other."""
    text = line_of(value)
    return (_CALLED.get(text) or tag_language(text)) if text else ""


def tags_of(value: Value) -> tuple[str, ...]:
    """Return the tags of a cell; of several texts each is one."""
    tags: Sequence[str] = value if isinstance(value, tuple) else split_tags(text_of(value))
    plain = (" ".join(tag.replace(";", ",").split()) for tag in tags)
    return tuple(dict.fromkeys(filter(None, plain)))


def rank_of(value: Value) -> int | None:
    """Return the rank of a cell, None for an empty one; raises InvalidInput for no number."""
    text = line_of(value)
    if text and not (text.isascii() and text.isdecimal()):
        raise InvalidInput(f"A rank is a whole number, not '{text[:40]}'.")
    return int(text) if text else None
