"""Text as developments hold it: paragraphs, folding, sentences, and what may not be in it."""

import re
import unicodedata

from aiwatch.domain.errors import InvalidInput

LONGEST = 100_000
"""The most characters a development's text may have."""

# Scripts written without spaces between words, with their punctuation and full-width forms.
_UNSPACED = (
    "\u2e80-\u2fff\u3000-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
_SEAM = rf"(?<=[{_UNSPACED}])\n(?=[{_UNSPACED}])"
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_SENTENCE_END = re.compile(r"[。！？]|(?<![A-Z])(?<!\b[A-Za-z]\.[A-Za-z])[.!?](?=[\s”’\"')]|$)")


def clean(text: str, what: str = "The text") -> tuple[str, int]:
    """Return typed or pasted `text` in Unicode NFC with `\\n` line ends, without control
    characters, and how many of those were taken out. A tab becomes a space, uncounted.

    Raises InvalidInput, naming `what`, for NUL (a binary file) and for lone surrogates (bytes
    that were not valid in the terminal's encoding).
    """
    if text.isascii() and text.isprintable():
        return text, 0
    if "\x00" in text:
        raise InvalidInput(f"{what} contains a NUL byte, so it is not text; nothing was taken in.")
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
    # Compiled at its first use: a character class of this size takes 3 ms.
    return re.sub(_SEAM, "", lines).replace("\n", " ").strip()


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


# What a terminal, a mail program or a reader's eye would obey instead of showing: control
# characters (C0 but the line break, DEL, C1), the bidirectional overrides and isolates
# (Unicode UAX 9), line and paragraph separators, tag characters, and zero-width characters that
# hide in words. ZWJ and variation selectors stay, because emoji and Indic scripts need them.
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)


def _token(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"⟨U+{code:04X}⟩"


def visible(text: str) -> str:
    """Return `text` with the characters a reader could not see, or a program would obey, as
    visible tokens: `␛` for ESC, `⟨U+202E⟩` for an override. Line breaks and emoji joiners stay.
    """
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub(_token, text)
