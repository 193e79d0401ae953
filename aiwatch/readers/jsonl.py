"""JSON Lines: a record, or an object of any shape, a line."""

from collections.abc import Iterator
from typing import Any

from aiwatch.domain.errors import InvalidInput
from aiwatch.readers import Conventions, Reading
from aiwatch.readers.json import decode, read_items


def read(text: str, conventions: Conventions) -> Reading:
    """Return the developments of `text`, one on each line that is not blank. Raises
    InvalidInput, naming the line, for what cannot be right."""
    return read_items(_records(text), conventions)


def _records(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        record = line.strip(" \t\r")
        if not record:
            continue
        try:
            value, end = decode(record, 0)
        except InvalidInput as error:
            where = str(error).removeprefix("Line 1").lstrip(",:").lstrip()
            comma = "," if where.startswith("column") else ":"
            raise InvalidInput(f"Line {number}{comma} {where}") from None
        if end < len(record):
            raise InvalidInput(f"Line {number}: more follows where the record should end.")
        yield number, value
