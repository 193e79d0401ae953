"""The graphics dashboard as plain text."""

from aiwatch.domain.graphics import Graphics
from aiwatch.writers.graphics_lines import graphics_lines


def write(graphics: Graphics, title: str, width: int = 80) -> str:
    """Return `graphics` under `title` as plain text in lines of `width` terminal cells."""
    lines = graphics_lines(graphics, title, width)
    return "".join("".join(piece.text for piece in line).rstrip() + "\n" for line in lines)
