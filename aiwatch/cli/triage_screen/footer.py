"""The foot of the screen: which key does what, always in sight."""

from collections.abc import Mapping, Sequence

from rich.style import Style
from rich.text import Text

from aiwatch.writers.cells import display_width, truncate
from aiwatch.writers.styling import STRONG, Part, line
from aiwatch.writers.summary import heading

DIGITS = "1234567890"

_KEYS = (
    ("e", "edit"),
    ("s", "skip"),
    ("m", "merge"),
    ("u", "undo"),
    ("d", "date"),
    ("o", "open"),
    ("/", "filter"),
    ("?", "help"),
    ("q", "quit"),
)
_DISPENSABLE = "odu/mes"
"""Which keys are left out where there is no room for all, in this order; help tells them."""

_PLAIN = Style()


def key_of_sections(sections: Mapping[str, str]) -> dict[str, str]:
    """Return which key accepts into which section, by the section: a digit each, as far as they
    reach."""
    return dict(zip(sections, DIGITS, strict=False))


def footer_lines(sections: Mapping[str, str], suggested: str, width: int) -> Sequence[Text]:
    """Return the two lines of the foot in `width` cells; `suggested` is the section that Enter
    accepts into, empty if none is suggested."""
    keys = key_of_sections(sections)
    enter = [("Enter", f"into {heading(sections[suggested])}")] if suggested in sections else []
    full = [(keys[key], heading(sections[key])) for key in keys] + enter
    brief = [(keys[key], key) for key in keys] + [(key, "as suggested") for key, _ in enter]
    gone = (_DISPENSABLE[:number] for number in range(len(_DISPENSABLE) + 1))
    ever_fewer = [[pair for pair in _KEYS if pair[0] not in keys] for keys in gone]
    return [_fitting((full, brief), width), _fitting(ever_fewer, width)]


def _fitting(choices: Sequence[Sequence[tuple[str, str]]], width: int) -> Text:
    """Return the first of `choices` that fits, else as much as does of the last one."""
    for pairs in choices:
        if sum(display_width(f"{key} {what}  ") for key, what in pairs) - 1 <= width:
            break
    shown: list[Part] = []
    left = width - 1
    for key, what in pairs:
        what = truncate(what, max(0, left - len(key) - 1))
        shown += [(" " if not shown else "  ", _PLAIN), (key, STRONG), (f" {what}", _PLAIN)]
        left -= display_width(f"  {key} {what}")
        if left < 4:
            break
    return line(*shown)
