"""Numbers written in Chinese numerals, as dates use them."""

import re

from aiwatch.domain.patterns import pattern

_DIGITS = {"〇": 0, "○": 0, "零": 0} | {digit: n for n, digit in enumerate("一二三四五六七八九", 1)}
_TENS = {"廿": "二十", "卅": "三十"}
NUMERALS = frozenset("".join(_DIGITS) + "两十廿卅")
"""The characters a number in Chinese numerals is made of here: up to 99, and years."""

# A run next to a digit (`3十`) is no number of ours, so it is left as it is.
_RUN = pattern(rf"(?<!\d)[{''.join(sorted(NUMERALS))}]++(?!\d)", re.ASCII)
_UP_TO_99 = re.compile(r"([二三四五六七八九])?(十)?([一二三四五六七八九])?")


def read_number(text: str) -> int | None:
    """Return the number that `text` writes in Chinese numerals: one digit (also `两`), up to 99
    with tens (`二十五`, `廿五`), or four digits in a row, as a year has them (`二〇二五`).

    Returns None for anything else: `三五` means "three to five" as often as 35.
    """
    if len(text) == 1 and text in "两零〇○":
        return 2 if text == "两" else 0
    if len(text) == 4 and all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    if text[:1] in _TENS:
        text = _TENS[text[0]] + text[1:]
    parts = _UP_TO_99.fullmatch(text)
    if not text or parts is None or (parts[1] and parts[3] and not parts[2]):
        return None
    tens, ten, units = parts.groups()
    if not ten:
        return _DIGITS[tens or units]
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[units] if units else 0)


def to_digits(text: str) -> str:
    """Return `text` with its numbers in Chinese numerals written as ASCII digits; what is no such
    number stays."""

    def digits(run: re.Match[str]) -> str:
        number = read_number(run[0])
        return run[0] if number is None else str(number)

    return _RUN.sub(digits, text)
