"""JSON read strictly: what Python's reader lets through, but an archive must not hold, is an
error."""

import json
from typing import Any


def load(text: str) -> Any:
    """Return the value of JSON `text`.

    Raises ValueError for what is no JSON, a key that stands twice in an object, NaN and infinities,
    and lone surrogates; RecursionError if it is nested too deeply.
    """
    value = json.loads(
        text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float
    )
    if "\\u" in text:
        try:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("a text in it is not valid Unicode (a lone surrogate)") from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _float(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{digits} is too large a number")
    return number
