"""What a cell of a foreign table says, as the text, the days and the words of our fields."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache

from aiwatch.domain.dates import show_day
from aiwatch.domain.development import split_tags
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.note_parts import tag_language
from aiwatch.domain.published_day import published_day
from aiwatch.domain.text import fold

Value = str | date | tuple[str, ...]
"""A cell: text, a day that a spreadsheet or a program keeps as one, or several texts."""

_CALLED = {"英": "en", "中": "zh", "简体中文": "zh", "繁体中文": "zh"}
"""What languages are called in a column, beside what they are in a note."""

_PLACEHOLDERS = frozenset("n/a #n/a null \\n nan none nil nat - -- – — —— / // 无 暂无".split())
_SERIAL = re.compile(r"\d{5}(?:\.\d{1,12})?")
_SPREADSHEET = date(1899, 12, 30)  # as Excel counts since March 1900
_INSTANT = re.compile(r"1\d{9}(?:\d{3}|\d{6})?(?:\.\d{1,12})?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def is_placeholder(text: str) -> bool:
    """Tell whether the cell `text` only says that nothing stands in it, as programs and desks write
    it: `NULL`, `N/A`, `-`, `无`."""
    return len(text) < 5 and fold(text) in _PLACEHOLDERS


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
    text = line_of(value).removeprefix("'")  # which keeps a spreadsheet from making more of it
    return _day(text, day_first) if text else None


@cache
def _day(text: str, day_first: bool | None) -> date:
    if _SERIAL.fullmatch(text):
        day = _SPREADSHEET + timedelta(float(text))
        raise InvalidInput(
            f"'{text}' may be a spreadsheet's number of a day, {show_day(day)}. Give the column "
            f"the form of a date, or write {day} if that is the day."
        )
    if _INSTANT.fullmatch(text):
        day = (_EPOCH + timedelta(seconds=int(text[:10]))).date()
        raise InvalidInput(
            f"'{text}' may be an instant counted in seconds, {show_day(day)} in UTC and maybe "
            f"another day where it was published. Write the day, such as {day}."
        )
    return published_day(text, None, day_first)


def language_of(value: Value) -> str:
    """Return the language (ISO 639-1) of a code, a label or a name such as `zh-CN`, `CN`, `中文`;
    raises InvalidInput for any other."""
    text = line_of(value)
    if not text:
        return ""
    plain = re.sub(r"\s*\([^()]*\)$", "", fold(text))  # Chinese (Simplified)
    name = plain.removeprefix("simplified ").removeprefix("traditional ")
    with suppress(InvalidInput):
        return _CALLED.get(name) or tag_language(name)
    return tag_language(text)


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
