"""Bytes as text: which encoding they are in, and what is told of it."""

from typing import NamedTuple
from unicodedata import category

from aiwatch.domain.encoding import encodings_of, known_encoding
from aiwatch.domain.errors import InvalidInput

_NOT_TEXT = {
    b"PK\x03\x04": "a Word, Excel or zip file",
    b"%PDF": "a PDF file",
    b"\x1f\x8b": "a gzip file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_MARKED = ("utf-8-sig", "utf-16")
_SHOWN = {
    "utf-8-sig": "UTF-8",
    "utf-16-le": "UTF-16 (little-endian)",
    "utf-16-be": "UTF-16 (big-endian)",
}


class Decoded(NamedTuple):
    """A text, and the `encoding` it was taken to be in, as it is shown; empty if the bytes leave no
    doubt, as UTF-8 and a byte order mark do, or if it was said."""

    text: str
    encoding: str = ""


def decode(data: bytes, what: str = "This", encoding: str = "") -> Decoded:
    """Return `data` as text: in the `encoding` that is said; else UTF-8, UTF-16, or GB18030 if it
    reads as Chinese then.

    Raises InvalidInput, naming `what`, for anything else: with the first byte that does not fit,
    or because of NUL bytes as binary files have them. A stray NUL is a control character like
    others, left for `clean` to take out.
    """
    for signature, kind in _NOT_TEXT.items():
        if data.startswith(signature):
            raise InvalidInput(f"{what} is {kind}, not text. Save or copy it as text.")
    if encoding:
        return Decoded(_in(data, known_encoding(encoding), what, said=True))
    likely = encodings_of(data)
    if likely[0] in _MARKED:
        return Decoded(_in(data, likely[0], what))
    if not _has_nuls(data):
        try:
            return Decoded(data.decode())
        except UnicodeDecodeError:
            if text := _chinese(data):
                return Decoded(text, "GB18030")
    if wide := _wide(data):
        return wide
    if _has_nuls(data):
        raise InvalidInput(
            f"{what} is no text: {data.count(0)} of its {len(data)} bytes are NUL, as in a binary "
            "file. Save or copy it as UTF-8 text."
        )
    return Decoded(_in(data, "utf-8", what))


def _in(data: bytes, encoding: str, what: str, *, said: bool = False) -> str:
    """Return `data` decoded; raises InvalidInput that says where it cannot be."""
    name = _SHOWN.get(encoding, encoding.upper())
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        cure = (
            "Give the right one with --encoding, or save it as UTF-8."
            if said
            else "Save it as UTF-8; a file can be imported with --encoding big5, shift-jis or "
            "windows-1252."
        )
        raise InvalidInput(
            f"{what} is not {name} text: byte {error.start + 1} does not fit. {cure}"
        ) from None
    except UnicodeError:
        raise InvalidInput(f"{what} is not {name} text. Save it as UTF-8.") from None
    return text.removeprefix("\ufeff")


def _has_nuls(data: bytes) -> bool:
    return data.count(0) > max(2, len(data) // 8) or b"\x00" * 4 in data


def _chinese(data: bytes) -> str:
    """Return `data` decoded as GB18030, if it reads as Chinese, else an empty text."""
    from aiwatch.domain.common_chinese import reads_as_chinese

    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return text if reads_as_chinese(text) else ""


def _wide(data: bytes) -> Decoded | None:
    """Return `data` decoded as UTF-16 without a byte order mark, if all of it reads as text then:
    one byte of each ASCII character is NUL, always the first or always the second."""
    if len(data) % 2 or not data.count(0):
        return None
    encoding = "utf-16-be" if data[::2].count(0) > data[1::2].count(0) else "utf-16-le"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    if not all(map(_is_text, set(text))):
        return None
    return Decoded(text, _SHOWN[encoding])


def _is_text(character: str) -> bool:
    return character.isprintable() or character.isspace() or category(character) == "Cf"
