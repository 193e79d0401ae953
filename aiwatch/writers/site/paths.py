"""Where in the folder each page is: addresses that stay."""

import re
from datetime import date
from hashlib import sha256

from aiwatch.domain.text import fold

_PLAIN = re.compile(r"[a-z0-9-]+(?:_[a-z0-9-]+)*")
_CHECKED = re.compile(r".*-[0-9a-f]{8}")
_LONGEST = 80
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])")


def development_path(id: str) -> str:
    """Return the path of the page of the development with this id."""
    return f"developments/{id}.html"


def month_path(day: date) -> str:
    """Return the path of the page of the month that `day` is in."""
    return f"months/{day:%Y-%m}.html"


def issue_path(number: int) -> str:
    """Return the path of the page of an issue."""
    return f"issues/{number}.html"


def tag_key(tag: str) -> str:
    """Return what tags have in common that are one: case, width and spaces do not count."""
    return " ".join(fold(tag).split())


def tag_path(tag: str) -> str:
    """Return the path of the page of `tag`: its letters where every file system and web server
    takes them as they are, spaces as `_`; else, and where they look like that, what is left of
    them and a checksum."""
    key = tag_key(tag)
    name = key.replace(" ", "_")
    is_plain = len(name) <= _LONGEST and "_" not in key and _PLAIN.fullmatch(name)
    if not is_plain or _RESERVED.fullmatch(name) or _CHECKED.fullmatch(name):
        left = re.sub("[^a-z0-9]+", "-", key)[:40].strip("-")
        name = f"{left or 'tag'}-{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    return f"tags/{name}.html"
