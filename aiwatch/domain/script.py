"""Scripts: what of a text is Chinese, Latin or from right to left, and how many words it has."""

import re
from itertools import groupby

from aiwatch.domain.patterns import pattern

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters, as the inside of a character class."""

_KANA = "\u3041-\u30ff"
# Without the dots and strokes that Chinese borrows, and の, which its brands have.
_JAPANESE = pattern("[\u3041-\u306d\u306f-\u3096\u30a1-\u30fa]")
_HANGUL = "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"
_KOREAN_WORD = pattern(f"[{_HANGUL}]")
_UNSPACED = pattern(f"[{HAN}{_KANA}]")
_KANA_LETTER = pattern(f"[{_KANA}]")
_SEPARATED = pattern(rf"(?:(?![{HAN}{_KANA}])[^\s—–/])+")
_WORD = pattern(r"[^\W_]")
# Hebrew, Arabic and their neighbours, with presentation forms.
_RIGHT_TO_LEFT = pattern(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ADDRESS = pattern(
    r"(?:https?://|www\.)[^\s<>\"“”‘’，。；、！？（）《》「」『』【】]+", re.IGNORECASE
)

CHARACTERS_A_WORD = 1.6
"""How many Chinese characters make a word, as translators count."""


def word_count(text: str) -> float:
    """Return how many words `text` has: what stands between spaces and has a letter or digit in it,
    and Chinese (and Japanese) characters, CHARACTERS_A_WORD of them a word."""
    return _latin_words(text) + _unspaced_words(text)


def is_chinese(text: str) -> bool:
    """Tell whether more of the words of `text` are Chinese than not."""
    return _unspaced_words(text) > _latin_words(text)


def language_of(text: str) -> str:
    """Return the language (ISO 639-1) that the script of `text` makes certain: `zh`, `ja` or `ko`
    if most of it is written so; else it is empty, as Latin is written in many languages."""
    if text.isascii():
        return ""
    words = [part for part in _SEPARATED.findall(text) if _WORD.search(part)]
    korean = sum(_KOREAN_WORD.search(word) is not None for word in words)
    if is_chinese(text):
        if _JAPANESE.search(text):
            return "ja"
        return "" if korean or "の" in text else "zh"
    return "ko" if 2 * korean > len(words) + _unspaced_words(text) else ""


def has_chinese(text: str) -> bool:
    """Tell whether there is a Chinese (or Japanese) character in `text`."""
    return _UNSPACED.search(text) is not None


def has_kana(text: str) -> bool:
    """Tell whether there is a letter in `text` that only Japanese has."""
    return not text.isascii() and _KANA_LETTER.search(text) is not None


def turns(text: str) -> bool:
    """Tell whether `text` has letters that are written from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def _latin_words(text: str) -> int:
    return sum(_WORD.search(part) is not None for part in _SEPARATED.findall(text))


def _unspaced_words(text: str) -> float:
    return len(_UNSPACED.findall(text)) / CHARACTERS_A_WORD


def without_addresses(text: str) -> str:
    """Return `text`, as long as it was, with a row of `a` in place of each web address, whose signs
    are no punctuation."""
    if "://" not in text and "www." not in text.lower():
        return text
    return _ADDRESS.sub(_covered, text)


def _covered(address: re.Match[str]) -> str:
    """Return a row of `a` and the punctuation of the sentence that follows the address."""
    found = address[0]
    end = len(found.rstrip(".,;:!?')]}*_"))
    if found[end : end + 1] == ")" and found.count("(", 0, end) > found.count(")", 0, end):
        end += 1
    return "a" * end + found[end:]


def excerpts(text: str, places: list[int], most: int = 3) -> str:
    """Return the first of `places` in `text`, each with what stands around it, as a list in words;
    of places close together the first."""
    shown: list[int] = []
    for place in sorted(places):
        if not shown or place - shown[-1] > _AROUND:
            shown.append(place)
    told = [_excerpt(text, place) for place in shown[:most]]
    more = f" and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(told) + more


_AROUND = 12


def _excerpt(text: str, place: int) -> str:
    start, end = max(0, place - _AROUND), min(len(text), place + _AROUND + 1)
    # A word that is cut tells little, but Chinese has no other place to be cut at.
    while 0 < start < place and _cuts_word(text, start):
        start += 1
    while place + 1 < end < len(text) and _cuts_word(text, end):
        end -= 1
    words = " ".join(text[start:end].split())
    return f"{'…' * (start > 0)}{words}{'…' * (end < len(text))}"


def _cuts_word(text: str, place: int) -> bool:
    around = [kind for kind, _ in groupby(text[place - 1 : place + 1], _is_latin)]
    return around == [True]


def _is_latin(character: str) -> bool:
    return character.isalnum() and not has_chinese(character)
