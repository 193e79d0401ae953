"""The publisher register that comes with the program, and an archive's own additions to it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from aiwatch.domain.errors import InvalidInput

if TYPE_CHECKING:
    from aiwatch.domain.publishers import Publisher, Register

FOLDER = Path(__file__).parent / "data" / "publishers"

OWN = "publishers.csv"
"""The file of an archive that adds publishers to the register."""


@cache
def register() -> Register:
    """Return the register that stands in `data/publishers`."""
    return register_with(())


def register_with(own: Iterable[Publisher]) -> Register:
    """Return that register with the publishers of an archive's `own` added, which take the place of
    those at the same domain."""
    from aiwatch.domain.publishers import read_register

    names = ("publishers", "platforms", "name_variants", "url_dates")
    publishers, *others = ((FOLDER / f"{name}.csv").read_text("utf-8") for name in names)
    return read_register(publishers, *others, own=own)


def is_spelled(name: str) -> bool:
    """Tell whether a publisher of the register is called `name`, letter by letter, without reading
    the register: logging must not wait for that."""
    if "," in name or "\n" in name:
        return False
    wanted = tuple(f",{name}{end}".encode() for end in (",", " (", "（"))
    files = (FOLDER / f"{file}.csv" for file in ("publishers", "name_variants"))
    return any(piece in data for data in map(Path.read_bytes, files) for piece in wanted)


def decoded(data: bytes, path: Path) -> str:
    """Return the bytes of the file `path` as text; raises InvalidInput, with the line, if they are
    not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidInput(f"{path}, line {line}: It is not UTF-8; save it as UTF-8.") from None
