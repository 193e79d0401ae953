"""Punctuation: quotes and brackets without a partner, and signs of the wrong width."""

import re
from collections import Counter
from collections.abc import Iterator

from aiwatch.domain.patterns import pattern
from aiwatch.domain.script import HAN, has_chinese, is_chinese, without_addresses

_PAIRS = "“” ‘’ 《》 〈〉 「」 『』 【】 〔〕 () （） [] ［］ {} ｛｝"
# Of brackets that differ but in width one may close the other; `wrong_width` tells that.
_KIND = str.maketrans("（）［］｛｝", "()[]{}")
_CLOSER = {pair[0]: pair[1] for pair in _PAIRS.split()}
_OPENER = {pair[1]: pair[0] for pair in _PAIRS.split()}
_SIGNS = pattern(f"[{re.escape(_PAIRS.replace(' ', ''))}]")

_INTERVAL = pattern(r"[\[(]\s*[-−+]?[\d.]+\s*,\s*[-−+]?[\d.∞]+\s*[\])]")
_FACE = pattern(r"(?<!\S)[:;]-?[()]")
_NUMBERED = pattern(rf"(?:^|[\s,;:，；：。、])[0-9A-Za-z{HAN}]{{1,3}}$")
_CONTRACTION = pattern(r"(?:\d|(?:em|tis|twas|til|cause|n)\b)", re.IGNORECASE)
_LATIN = pattern(rf"(?![{HAN}])[^\W_]")


def unbalanced(text: str) -> list[int]:
    """Return where in `text` a quote or bracket stands that has no partner.

    An apostrophe needs none, nor does the bracket of `1)`, a quote that opens each of several
    paragraphs and is closed in the last, or a quote behind a number, which means inches.
    """
    plain = without_addresses(text)
    for quiet in (_INTERVAL, _FACE):
        plain = quiet.sub(lambda found: "x" * len(found[0]), plain)
    lost: list[int] = []
    there = _OpenSigns()
    for found in _SIGNS.finditer(plain):
        sign, place = found[0].translate(_KIND), found.start()
        if sign in _CLOSER:
            if _opens(plain, place, sign, there):
                there.open(sign, place)
            continue
        opener = _OPENER[sign]
        if sign == "’" and there.last != opener:
            lost += [place] * (not _may_be_apostrophe(plain, place))
        elif sign == "’" and _is_inside_word(plain, place):
            continue
        elif there.count[opener]:
            lost += there.close(opener)
        elif not _needs_no_opener(plain, place, sign):
            lost.append(place)
    lost += [place for _, place in there.signs]
    return sorted(lost + _straight(plain))


class _OpenSigns:
    """The signs that are open at a place of a text."""

    def __init__(self) -> None:
        self.signs: list[tuple[str, int]] = []
        self.count: Counter[str] = Counter()

    @property
    def last(self) -> str:
        return self.signs[-1][0] if self.signs else ""

    def open(self, sign: str, place: int) -> None:
        self.signs.append((sign, place))
        self.count[sign] += 1

    def close(self, opener: str) -> list[int]:
        """Close the last `opener` and return the places of those opened after it."""
        passed: list[int] = []
        while True:
            sign, place = self.signs.pop()
            self.count[sign] -= 1
            if sign == opener:
                return passed
            passed.append(place)


def _opens(text: str, place: int, sign: str, there: _OpenSigns) -> bool:
    """Tell whether the opening `sign` at `place` asks for one that closes it."""
    if sign == "‘":
        return not (_is_inside_word(text, place) or _CONTRACTION.match(text, place + 1))
    begins_paragraph = sign == "“" and text[place - 1 : place] == "\n"
    return not (begins_paragraph and there.count[sign])


def _is_inside_word(text: str, place: int) -> bool:
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return len(around) == 2 and all(_LATIN.match(character) for character in around)


def _may_be_apostrophe(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return bool(_LATIN.match(before) or _LATIN.match(after))


def _needs_no_opener(text: str, place: int, sign: str) -> bool:
    if sign == "”":
        return text[place - 1 : place].isdigit()
    return sign == ")" and _NUMBERED.search(text, max(0, place - 4), place) is not None


def _straight(text: str) -> list[int]:
    """Return the last straight double quote if their number is odd, and none of them may mean
    inches or begin another paragraph of the same quotation."""
    places = [found.start() for found in re.finditer('"', text)]
    if len(places) % 2 == 0 or re.search(r'\d"', text) or re.search(r'\n"', text):
        return []
    return places[-1:]


_CLOSED = f"{HAN}》〉」』”’）】"
_OPEN = f"{HAN}《〈「『“‘（【"
_BETWEEN_HAN = pattern(rf"(?<=[{HAN}])[,.;:?!](?=[{HAN}])")
_LATIN_END = "0-9A-Za-z%％)"
_IN_CHINESE = pattern(
    rf"(?<=[{_CLOSED}])(?:[,.;:?!]+(?=\s*(?:$|[{_OPEN}\"]))|[,;:?!](?=[0-9A-Za-z]))"
    rf"|(?<=[{HAN}])[,;:?!](?=\s[0-9A-Za-z])"
    rf"|(?<=[{_CLOSED}{_LATIN_END}] )[,.;:?!](?=\s?(?:$|[{_OPEN}]))"
    rf"|(?<=[{HAN}{_LATIN_END}] )[,;](?=\s?[0-9A-Za-z])"
    rf"|(?<=[{_LATIN_END}])(?:[,;](?=\s?[{HAN}])|[:?](?=[{HAN}]))"
)
_FINAL = pattern(r"(?:(?<=[0-9A-Za-z%％)\]\"])[.,;:?]|(?<=[0-9%％)])!)$")
# What ends in a full stop of its own, or in an address as `without_addresses` leaves it.
_OWN_STOP = pattern(
    r"(?:(?<![A-Za-z])[A-Za-z]|(?<![A-Za-z])(?:Inc|Ltd|Co|Corp|etc|al|Jr|Sr|vs|No|Nos|pp|Ph\.D)|aaaa)\.$",
    re.IGNORECASE,
)
_ROUND = pattern(rf"(?<=[{HAN}])\((?=[^()（）\n]*[{HAN}])[^()（）\nA-Za-z]*\)")
_MIXED = pattern(r"\([^()（）\n]*）|（[^()（）\n]*\)")
_QUOTED = pattern(rf"(?:(?<=[{_CLOSED}，。；：？！、,;:])|^)\"[{HAN}《][^\"\n]*\"")
_FULL_WIDTH = pattern("[，。；：？！、（）]")
_FULL_WIDTH_AND_SPACE = pattern(r"(?<=[A-Za-z0-9])[，。；：？！](?= +[A-Za-z0-9])")
_NEAR = 20
_TAIL, _FEW = 40, 2


def wrong_width(text: str) -> list[int]:
    """Return where in `text` a half-width sign stands in Chinese, or a full-width one in Latin
    text.

    What stands between numbers or Latin letters is right in either (`3.5`, `10:30`, `Inc.`), and so
    is Latin text in half-width brackets; full-width signs near Chinese belong to it.
    """
    plain, places, start = without_addresses(text), set(), 0
    for paragraph in plain.split("\n"):
        found = {sign.start() for sign in _BETWEEN_HAN.finditer(paragraph)}
        if is_chinese(paragraph):
            for kind in (_IN_CHINESE, _ROUND, _QUOTED):
                found |= {sign.start() for sign in kind.finditer(paragraph)}
            found |= set(_final(paragraph))
        else:
            found |= set(_in_latin(paragraph))
        places |= {start + place for place in found}
        start += len(paragraph) + 1
    return sorted(places)


def mixed_width(text: str) -> list[int]:
    """Return where in `text` a bracket opens that one of another width closes."""
    return [found.start() for found in _MIXED.finditer(without_addresses(text))]


def _final(paragraph: str) -> Iterator[int]:
    """Yield where a half-width sign ends the Chinese `paragraph` behind a number or a few Latin
    words; more of them are a sentence of their own."""
    place = len(paragraph) - 1
    if not _FINAL.search(paragraph, max(0, place - 1)) or _OWN_STOP.search(paragraph[-8:]):
        return
    latin = re.split(f"[{HAN}，。；：？！、]", paragraph[-_TAIL:])[-1]
    if len(latin) < _TAIL and len(latin.split()) <= _FEW:
        yield place


def _in_latin(paragraph: str) -> Iterator[int]:
    for sign in _FULL_WIDTH.finditer(paragraph):
        place = sign.start()
        if _FULL_WIDTH_AND_SPACE.match(paragraph, place):  # no Chinese has a space there
            yield place
            continue
        around = paragraph[max(0, place - _NEAR) : place + _NEAR]
        beside = paragraph[max(0, place - 1) : place + 2]
        if not has_chinese(around) and _LATIN.search(beside):
            yield place
