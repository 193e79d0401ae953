"""Names that are nearly one of the register: what looks like a slip of the keyboard."""

from aiwatch.domain.publishers import Register, key_of

SHORTEST = 5
"""Names of fewer characters differ by one and mean another publisher: MIIT, MOT, MOE."""

LONG = 12
"""From this length on two slips are still one name."""


def near_name(name: str, register: Register) -> str:
    """Return the name in `register` that `name` is clearly meant to be, as it is spelled there;
    empty if it is one of the register's, or like none of them or several."""
    key = key_of(name)
    if len(key) < SHORTEST or register.publisher_named(name) or register.platform_named(name):
        return ""
    allowed = 2 if len(key) >= LONG else 1
    digits = _digits(key)
    found = {
        known: slips
        for known in register.spellings
        if len(known) >= SHORTEST
        and abs(len(known) - len(key)) <= allowed
        and _digits(known) == digits
        and (slips := _slips(key, known)) <= allowed
    }
    least = min(found.values(), default=0)
    nearest = {known for known, slips in found.items() if slips == least}
    publishers = {register.publisher_names[known].name for known in nearest}
    return register.spellings[min(nearest)] if len(publishers) == 1 else ""


def _digits(key: str) -> str:
    return "".join(filter(str.isdigit, key))


def _slips(first: str, second: str) -> int:
    """Return how many characters have to be put in, left out, replaced or swapped with their
    neighbour to make `second` of `first` (optimal string alignment distance)."""
    before: list[int] = []
    last = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        now = [row]
        for column, other in enumerate(second, 1):
            steps = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 < column and letter == second[column - 2] and first[row - 2] == other:
                steps = min(steps, before[column - 2] + 1)
            now.append(steps)
        before, last = last, now
    return last[-1]
