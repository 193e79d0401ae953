"""Anchors of headings, as GitHub and pandoc's `gfm` make them."""

import unicodedata
from collections.abc import Iterable

_KEPT = frozenset(("Nd", "Nl", "Pc"))
"""Besides letters, marks, hyphens and spaces: digits, letter numbers, underscores."""


def anchors(titles: Iterable[str]) -> list[str]:
    """Return the anchor of each of `titles`, the words of a document's headings in order: small
    letters, hyphens for spaces, no punctuation, and a number at the end where it would be there
    twice. That of punctuation alone is empty, and leads nowhere."""
    found: list[str] = []
    times: dict[str, int] = {}
    for title in titles:
        anchor = original = _anchor(title)
        while anchor in times:
            times[original] += 1
            anchor = f"{original}-{times[original]}"
        times[anchor] = 0
        found.append(anchor)
    return found


def _anchor(title: str) -> str:
    return "".join(
        "-" if character == " " else character
        for character in title.strip().lower()
        if character in "- "
        or unicodedata.category(character)[0] in "LM"
        or unicodedata.category(character) in _KEPT
    )
