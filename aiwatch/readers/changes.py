"""What of a table's cells is not taken as it stands, and how that is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

MOST = 5
"""How many of the rows that something is said of are told one by one."""


@dataclass
class Changes:
    """Lines with cells whose HTML became text (`unmarked`, once for each cell), that only say that
    nothing stands in them (`emptied`, by what they say), whose section is none (`placed`, by its
    name), and those with an address that is none (`unlinked`)."""

    unmarked: list[int] = field(default_factory=list)
    unlinked: list[tuple[int, str]] = field(default_factory=list)
    emptied: dict[str, list[int]] = field(default_factory=dict)
    placed: dict[str, list[int]] = field(default_factory=dict)

    def told(self, section: str) -> list[str]:
        """Return what is told of them; `section` is that for rows of no section that is known."""
        told = []
        if self.unmarked:
            cells = "1 cell" if len(self.unmarked) == 1 else f"{len(self.unmarked):,} cells"
            told.append(f"HTML became plain text in {cells}{_on(self.unmarked)}.")
        if self.unlinked:
            lines = [f"{line} ('{url[:60]}')" for line, url in self.unlinked]
            told.append(f"No link can be made of the address{on_lines(lines)}.")
        if self.emptied:
            words = ", ".join(f"'{word}'" for word in self.emptied)
            told.append(f"Taken for an empty cell: {words}{_on(*self.emptied.values())}.")
        if self.placed:
            some = ", ".join(f"'{name}'" for name in list(self.placed)[:MOST])
            more = f" and {len(self.placed) - MOST} more" * (len(self.placed) > MOST)
            where = _on(*self.placed.values())
            told.append(f"No section {some}{more}; taken into {section}{where}.")
        return told


def on_lines(lines: Sequence[str]) -> str:
    """Return ` on lines 2, 3, 4, 5, 6 and 9 more`; there may be words behind a line."""
    more = f" and {len(lines) - MOST} more" if len(lines) > MOST else ""
    return f" on line{'s' * (len(lines) > 1)} {', '.join(lines[:MOST])}{more}"


def _on(*lines: Iterable[int]) -> str:
    return on_lines([str(line) for line in sorted({line for some in lines for line in some})])
