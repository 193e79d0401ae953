"""Several publishers named in one breath: `Xinhua; CCTV`, `新华社、央视`, `MIIT & CAC`."""

import re

from aiwatch.domain.patterns import pattern
from aiwatch.domain.publishers import Register

_MARKS = pattern(r"\s*[;；、/／|｜&＆,，]\s*")
_WORDS = pattern(r"\s*[;；、/／|｜&＆,，]\s*(?:and\s+)?|\s+and\s+|和|与|及|、", re.IGNORECASE)


def publishers_in(text: str, register: Register) -> tuple[str, ...]:
    """Return the publishers that `text` names, as they are spelled there: several only if each is
    one of the `register`, else the whole of it as one, none for an empty text."""
    name = " ".join(text.split())
    if not name:
        return ()
    if register.publisher_named(name):
        return (name,)
    for separators in (_MARKS, _WORDS):
        parts = tuple(filter(None, separators.split(name)))
        if len(parts) > 1 and all(map(register.publisher_named, parts)):
            return tuple(dict.fromkeys(parts))
    return (name,)
