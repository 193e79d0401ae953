"""The publisher register that comes with the program."""

from functools import cache
from importlib.resources import files

from aiwatch.domain.publishers import Register, read_register


@cache
def register() -> Register:
    """Return the register that stands in `data/publishers`."""
    folder = files("aiwatch") / "data" / "publishers"
    names = ("publishers", "platforms", "name_variants")
    return read_register(*((folder / f"{name}.csv").read_text("utf-8") for name in names))
