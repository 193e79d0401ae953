"""The settings below [maps] of `aiwatch.toml`: which columns of whose tables are which fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aiwatch.domain.errors import InvalidInput

if TYPE_CHECKING:
    from aiwatch.config_trouble import Refusal

FIELDS = (
    *("text", "headline", "date", "section", "publisher", "lang", "url", "title", "published"),
    *("tags", "comment", "rank", "archived"),
)
"""The fields that a column can be."""

_NAME = re.compile(r"[\w-]{1,60}")


def read_maps(table: Any, refusal: Refusal) -> dict[str, dict[str, str]]:
    """Return the mappings of `table`, by name, each field to column; raises InvalidInput, as
    `refusal` makes it."""
    example = 'Below [maps.NAME] stand lines such as  text = "summary"'
    if not isinstance(table, Mapping):
        raise refusal(example, "maps", "")
    for name, pairs in table.items():
        if not isinstance(pairs, Mapping):
            raise refusal(example, name, "maps")
        for field, column in pairs.items():
            if field not in FIELDS:
                raise refusal(no_field(field), field, f"maps.{name}")
            if not isinstance(column, str) or not column.strip() or "\n" in column:
                what = f"{field} is the name of a column, in quotes"
                raise refusal(f"{what}.", field, f"maps.{name}")
    return {name: dict(pairs) for name, pairs in table.items()}


def no_field(told: str) -> str:
    """Return the sentence that `told` is no field."""
    return f"No field {told!r} that a column could be. Fields: {', '.join(FIELDS)}."


def map_name(told: str) -> str:
    """Return the name of a mapping as `told`; raises InvalidInput for what can be none."""
    name = told.strip()
    if not _NAME.fullmatch(name):
        raise InvalidInput(
            f"A mapping's name has letters, digits, - and _, such as zotero; not {told!r}."
        )
    return name
