"""Where the day stands in the dates of a column: first, as in 13/05/2025, or second."""

import re
from dataclasses import dataclass, field

from aiwatch.domain.errors import InvalidInput
from aiwatch.readers.columns import Columns

_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}(?!\d)", re.ASCII)


@dataclass
class DayOrders:
    """What the dates of each field show: the first, with its line, that has the day `first`,
    `second`, or that could be `either`."""

    shown: dict[str, dict[str, tuple[int, str]]] = field(default_factory=dict)

    def note(self, name: str, text: str, line: int) -> None:
        """Take note of the date `text` in the field `name` on `line`."""
        found = _NUMBERS.match(text)
        if not found or found[1] == found[2]:
            return
        place = "first" if int(found[1]) > 12 else "second" if int(found[2]) > 12 else "either"
        self.shown.setdefault(name, {}).setdefault(place, (line, text))

    def refuse_mixed(self, columns: Columns, day_first: bool | None) -> None:
        """Raise InvalidInput where a column shows its order in one date, and `day_first` has the
        other order for those of its dates that could be either: one file would be read both ways.
        """
        if day_first is None:
            return
        right, wrong = ("second", "first") if day_first else ("first", "second")
        for name, dates in self.shown.items():
            if right in dates and "either" in dates:
                column = columns.names[columns.taken[name]]
                (at, sure), (line, told) = dates[right], dates["either"]
                raise InvalidInput(
                    f"'{column}' has the day {right} ('{sure}', line {at}), and '{told}' (line "
                    f"{line}) would be read with the day {wrong}, as day_first in aiwatch.toml "
                    f"says. For this file: aiwatch config day_first {str(not day_first).lower()}"
                )

    def told(self, columns: Columns, day_first: bool | None) -> list[str]:
        """Return what is said besides the refusal of dates that could be two: how the column itself
        has them."""
        told = []
        for name, dates in self.shown.items():
            sure = [place for place in ("first", "second") if place in dates]
            if day_first is None and "either" in dates and len(sure) == 1:
                column = columns.names[columns.taken[name]]
                value = str(sure[0] == "first").lower()
                where = f"'{column}' has the day {sure[0]} on line {dates[sure[0]][0]}"
                told.append(f"{where}: aiwatch config day_first {value}")
        return told
