"""The sieve: which lines of month files a search has to read, told from their bytes.

A search ignores case and width (`fold`), and a line is JSON. Lowering A to Z in a line's bytes is
enough to find the letters and digits of most folded texts in it; a line where that is not so is
*wide* (`ＡＩ`, `É`, a JSON escape) and has to be read whatever is searched for. Nothing is missed.
"""

from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import fold

# Punctuation that folds to other punctuation: it stands in most Chinese lines, and needles have
# none.
_PUNCTUATION = pattern("[\u00a0\u2026\u3000\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]")
_NEEDLE = pattern(r"[^\W_]+")


def needles(query: str) -> tuple[bytes, ...]:
    """Return the runs of letters and digits of `query`, folded, in UTF-8, longest first: in a line
    that is not wide and holds `query`, all of them stand once it is lowered."""
    found = {run.encode("utf-8", "surrogatepass") for run in _NEEDLE.findall(fold(query))}
    return tuple(sorted(found, key=lambda needle: (-len(needle), needle)))


def is_wide(line: bytes) -> bool:
    """Tell whether the letters and digits of `line`, folded, may differ from its lowered bytes."""
    if b"\\u" in line:
        return True
    if line.isascii():
        return False
    text = _PUNCTUATION.sub("", line.decode("utf-8", "replace"))
    return fold(text).encode("utf-8", "surrogatepass") != text.encode().lower()


def lowered(data: bytes, found: tuple[bytes, ...]) -> bytes:
    """Return `data` with A to Z lowered, or as it is if no needle in `found` has such letters."""
    return data.lower() if any(needle != needle.upper() for needle in found) else data
