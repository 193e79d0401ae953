"""JSON Lines: a record a line."""

from collections.abc import Iterator
from typing import Any

from aiwatch.domain.errors import InvalidInput
from aiwatch.readers import Conventions, Reading
from aiwatch.readers.json import decode
from aiwatch.readers.records import read_records


def read(text: str, conventions: Conventions) -> Reading:
    """Return the developments of `text`, a record on each line that is not blank. Raises
    InvalidInput, naming the line, for what cannot be right."""
    return read_records(_records(text), conventions)


def _records(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        record = line.strip(" \t\r")
        if not record:
            continue
        try:
            value, end = decode(record, 0)
        except InvalidInput as error:
            where = str(error).removeprefix("Line 1").lstrip(",:").lstrip()
            raise InvalidInput(f"Line {number}: {where}") from None
        if end < len(record):
            raise InvalidInput(f"Line {number}: more follows where the record should end.")
        yield number, value
