"""A row of a foreign table, its cells by our fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aiwatch.domain.addresses import is_web, is_web_address
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.text import tidy
from aiwatch.readers import Conventions
from aiwatch.readers.cells import (
    Value,
    day_of,
    language_of,
    line_of,
    rank_of,
    tags_of,
    text_of,
)
from aiwatch.readers.columns import Columns

_LONGEST_LINK = 5000
# A link in Markdown, an address in angle brackets, Excel's formula, a link in HTML.
_WRAPPED = re.compile(
    r"\[[^\[\]]*\]\(<?(https?://\S+?)>?\)|<(https?://[^\s<>]+)>"
    r"|=HYPERLINK\(\s*\"(https?://[^\"]+)\".*\)"
    r"|<a\s[^<>]*?href=[\"'](https?://[^\"'<>]+)[\"'][^<>]*>[^<>]*</a>",
    re.IGNORECASE,
)
_BETWEEN_ADDRESSES = re.compile(r"[\s;；,，、|]+(?=https?://)", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """The cleaned cells of a row, by our fields."""

    columns: Columns
    cells: Sequence[Value]

    def value(self, name: str) -> Value:
        place = self.columns.taken.get(name, len(self.cells))
        return self.cells[place] if place < len(self.cells) else ""

    def line(self, name: str) -> str:
        return line_of(self.value(name))

    def day(self, name: str, day_first: bool | None) -> date | None:
        try:
            return day_of(self.value(name), day_first)
        except InvalidInput as error:
            where = self.columns.names[self.columns.taken[name]]
            raise InvalidInput(f"'{where}': {error}") from None

    def language(self) -> str:
        return language_of(self.value("lang"))

    def tags(self) -> tuple[str, ...]:
        return tags_of(self.value("tags"))

    def comment(self) -> str:
        return text_of(self.value("comment")).strip()

    def rank(self) -> int | None:
        return rank_of(self.value("rank"))

    @property
    def is_sourced(self) -> bool:
        """Whether it says more of a source than its day and language."""
        return any(self.line(name) for name in ("url", "publisher", "title"))

    @property
    def urls(self) -> tuple[str, ...]:
        """Its addresses, which some put where the publisher belongs: several only if each is one of
        the web, else what stands there as one."""
        told = self.line("url") or (self.line("publisher") if self._is_address else "")
        if len(told) <= _LONGEST_LINK and (wrapped := _WRAPPED.fullmatch(told)):
            return (next(filter(None, wrapped.groups())),)
        several = tuple(_BETWEEN_ADDRESSES.split(told))
        if len(several) > 1 and all(map(is_web_address, several)):
            return tuple(dict.fromkeys(several))
        return (told,) if told else ()

    @property
    def _is_address(self) -> bool:
        name = self.line("publisher")
        return not self.line("url") and is_web(name) and is_web_address(name)

    def publishers(self, conventions: Conventions) -> tuple[str, ...]:
        """Return the publishers that it names, each as it is spelled."""
        value = self.value("publisher")
        if self._is_address:
            return ()
        if isinstance(value, tuple):
            return tuple(dict.fromkeys(filter(None, map(line_of, value))))
        return conventions.publishers_in(line_of(value))

    def clipping(self) -> Clipping:
        """Return what it tells, but for its days."""
        return Clipping(
            title=self.line("title"),
            summary=tidy(text_of(self.value("text"))),
            url=next(iter(self.urls), ""),
            publisher="" if self._is_address else self.line("publisher"),
            language=self.language(),
        )
