"""What the Markdown reader and writer must agree on: CommonMark's rules for delimiters."""

import unicodedata

from aiwatch.domain.patterns import pattern

ESCAPABLE = r"!-/:-@\[-`{-~"
"""The ASCII punctuation that a backslash escapes, as the inside of a character class."""

REFERENCE = pattern(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
"""A character reference such as `&amp;` or `&#38;`."""


def flanking(text: str, start: int, end: int, *, symbols: bool = True) -> tuple[bool, bool]:
    """Tell whether the run of `*`, `_` or `~` at `text[start:end]` can open and can close
    emphasis (CommonMark 0.31.2, section 6.2; `symbols=False` is the rule before 0.31, when
    symbols such as `€` and `＋` did not yet count as punctuation)."""
    before = text[start - 1] if start else "\n"
    after = text[end] if end < len(text) else "\n"
    space_before, space_after = before.isspace(), after.isspace()
    punctuation_before = _is_punctuation(before, symbols)
    punctuation_after = _is_punctuation(after, symbols)
    left = not space_after and (not punctuation_after or space_before or punctuation_before)
    right = not space_before and (not punctuation_before or space_after or punctuation_after)
    if text[start] == "_":
        return left and (not right or punctuation_before), right and (not left or punctuation_after)
    return left, right


def _is_punctuation(character: str, symbols: bool) -> bool:
    if character.isascii():
        return not character.isalnum() and character.isprintable() and character != " "
    kind = unicodedata.category(character)[0]
    return kind == "P" or (symbols and kind == "S")
