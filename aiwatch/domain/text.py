"""Text as developments hold it: paragraphs, folding, sentences, and what may not be in it."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.patterns import pattern

LONGEST = 100_000
"""The most characters a development's text may have."""

# Scripts written without spaces between words, with their punctuation and full-width forms.
_UNSPACED = (
    "\u2e80-\u2fff\u3000-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
_SEAM = pattern(rf"(?<=[{_UNSPACED}])\n(?=[{_UNSPACED}])")
_CONTROL = pattern("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_BLANK_LINE = pattern(r"\n[^\S\n]*\n\s*")
# A full stop ends no sentence after an initial, an abbreviation such as `e.g` or a title, nor where
# a small letter or a digit follows, as in `Ltd. said` and `No. 5`. Closing quotes belong to it.
_SENTENCE_END = pattern(
    r"[。！？][”’」』）]*|(?<!\b[A-Z])(?<!\b[A-Za-z]\.[A-Za-z])(?<!\b(?:Mr|Ms|Dr|St))(?<!\bProf)"
    r"[.!?][”’\"')]*(?=\s|$)(?!\s+[a-z\d])"
)


def clean(text: str, what: str = "The text") -> tuple[str, int]:
    """Return typed or pasted `text` in Unicode NFC with `\\n` line ends, without control
    characters, and how many of those were taken out. A tab becomes a space, uncounted.

    Raises InvalidInput, naming `what`, for lone surrogates (bytes that were not valid in the
    terminal's encoding).
    """
    if text.isprintable():
        return text if text.isascii() else unicodedata.normalize("NFC", text), 0
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(
            f"{what} is not valid Unicode at character {error.start + 1}; "
            "check the encoding of the terminal or file (UTF-8 is expected)."
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = text.replace("\x85", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text, removed = _CONTROL.subn("", text.removeprefix("\ufeff"))
    return unicodedata.normalize("NFC", text), removed


def join_lines(text: str) -> str:
    """Return `text` with its line breaks replaced by a space, by nothing between Chinese
    characters, as hard-wrapped lines are read."""
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return _SEAM.sub("", lines).replace("\n", " ").strip()


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of `text`, which blank lines separate, each on one line."""
    if "\n" not in text:
        return (text.strip(),) if text.strip() else ()
    parts = (join_lines(part) for part in _BLANK_LINE.split(text))
    return tuple(part for part in parts if part)


def tidy(text: str) -> str:
    """Return `text` as a record holds it: paragraphs separated by one blank line, no other line
    break; spaces within a line stay as typed."""
    if "\n" not in text:
        return text.strip()
    return "\n\n".join(paragraphs(text))


def holds_any(text: str, characters: str) -> bool:
    """Tell whether any of `characters` stands in `text`; a few of them are found sooner one by one
    than by a pattern."""
    for character in characters:  # noqa: SIM110 - a generator would take twice as long
        if character in text:
            return True
    return False


def fold(text: str) -> str:
    """Return `text` for comparing without regard to case and full-width forms (NFKC, casefold)."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def first_sentence(text: str) -> str:
    """Return the first sentence of `text`, or its first paragraph if no sentence ends in it."""
    paragraph = text.split("\n", 1)[0]
    end = _SENTENCE_END.search(paragraph)
    return paragraph[: end.end()] if end else paragraph


# What a terminal, a mail program or a reader's eye would obey or overlook instead of seeing:
# control characters (C0 but the line break, DEL, C1), line and paragraph separators, lone
# surrogates, noncharacters, and what Unicode calls default ignorable: bidirectional marks,
# embeddings, overrides and isolates (UAX 9), joiners, fillers, variation selectors, tags.
_HIDDEN = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_MAY_HIDE = pattern(f"[{_HIDDEN}]")

_EMOJI = "\u2194-\u21aa\u231a-\u23ff\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55\U0001f000-\U0001faff"
# Scripts whose letters change with their neighbours: Arabic, those of India, and their kin.
_SHAPED = (
    "\u0600-\u0dff\u0f00-\u109f\u1780-\u18af\u1900-\u1cff\ua840-\uaaff\ufb50-\ufdff"
    "\ufe70-\ufefc\U00010a00-\U00010fff\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
_UNSPACED_WORDS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
_TAG_LETTER, _TAG = "[\U000e0061-\U000e007a]", "[\U000e0030-\U000e0039\U000e0061-\U000e007a]"

# Where such a character stands as it should, it stays.
_IN_PLACE = (
    rf"(?:(?<=[{_EMOJI}])|(?<=[{_EMOJI}]\ufe0f))\u200d(?=[{_EMOJI}])",  # a family, a profession
    f"(?<=\U0001f3f4){_TAG_LETTER}{{2}}{_TAG}{{1,4}}\U000e007f",  # the flag of England
    # One variation selector after what can vary, which no ASCII but that of keycaps can.
    rf"(?<=[^\x00-\"$-)+-/:-\x7f\s{_HIDDEN}])[\ufe00-\ufe0f\U000e0100-\U000e01ef]",
    rf"(?<=[{_SHAPED}])[\u200c\u200d]|(?<![\u200c\u200d])\u200d(?=[{_SHAPED}])",
    rf"(?<=[{_UNSPACED_WORDS}])\u200b(?=[{_UNSPACED_WORDS}])",
    r"(?<=[\u1820-\u18aa])[\u180b-\u180f]",  # Mongolian forms of a letter
    r"(?<=\w)\xad(?=\w)",  # a soft hyphen, which terminals draw
)


def visible(text: str, start: int = 0, end: int | None = None) -> str:
    """Return `text[start:end]` with the characters a reader could not see, or a program would
    obey, as visible tokens: `␛` for ESC, `⟨U+202E⟩` for an override.

    Line breaks stay, and what stands in `text` where its script needs it: emoji and Arabic or
    Indic joiners, one variation selector, a soft hyphen within a word.
    """
    if _is_plain(text):
        return text[start:end]
    return _with_hidden(text, _token, start, len(text) if end is None else end)


def escape_hidden(json: str) -> str:
    r"""Return `json`, JSON without line breaks in its strings, with the characters that `visible`
    would show as `\uXXXX` (RFC 8259): it says the same, and no program on the way obeys it."""
    if _is_plain(json):
        return json
    return _with_hidden(json, _escape, 0, len(json))


_PRINTABLE = bytes(range(0x20, 0x7F))


def _is_plain(text: str) -> bool:
    """Tell whether `text` has but printable ASCII, in a third of the time of str.isprintable."""
    return text.isascii() and not text.encode().translate(None, _PRINTABLE)


def _with_hidden(text: str, shown: Callable[[str], str], start: int, end: int) -> str:
    """Return `text[start:end]`, each hidden character out of place as `shown` has it."""
    if not _MAY_HIDE.search(text, start, end):
        return text[start:end]
    runs, in_place = _runs_and_places()
    pieces, last = [], start
    for run in runs.finditer(text, start, end):
        pieces.append(text[last : run.start()])
        place, last = run.span()
        while place < last:
            kept = in_place.match(text, place)
            after = min(kept.end(), last) if kept else place + 1
            pieces.append(text[place:after] if kept else shown(text[place]))
            place = after
    return "".join([*pieces, text[last:end]])


@cache
def _runs_and_places() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(f"[{_HIDDEN}]+"), re.compile("|".join(_IN_PLACE))


def _token(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"⟨U+{code:04X}⟩"


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return `1 development`, `2,000 developments`; `plural` where it is not the noun with an s."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def shortened(text: str, most: int) -> str:
    """Return `text` in at most so many characters, an ellipsis where more is left out."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
