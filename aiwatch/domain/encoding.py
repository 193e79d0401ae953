"""The encoding of foreign bytes: what they say, what others say of them, what they can be."""

import codecs
from collections.abc import Sequence
from contextlib import suppress

from aiwatch.domain.errors import InvalidInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What is called GB2312 or GBK is written in GB18030, which has both in it (WHATWG Encoding).
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "ascii": "utf-8", "iso8859-1": "cp1252"}


def known_encoding(name: str) -> str:
    """Return the name of the codec for the encoding `name`, in the widest form it is used in;
    raises InvalidInput for one that is none."""
    try:
        codec = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        raise InvalidInput(
            f"No encoding {name!r}. Give one such as utf-8, gb18030, utf-16."
        ) from None
    if not codec._is_text_encoding:
        raise InvalidInput(f"No encoding {name!r}. Give one such as utf-8, gb18030, utf-16.")
    return _WIDER.get(codec.name, codec.name)


def encodings_of(data: bytes, declared: str = "") -> list[str]:
    """Return the encodings that `data` may be in, the most certain first: that of its byte order
    mark alone; else UTF-8, which other text is not by chance, UTF-16 if every other byte is NUL,
    then what is `declared` and GB18030."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return [name]
    found = ["utf-8"]
    sample = data[:4000]
    for name, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros and zeros.count(0) > len(zeros) * 0.3 and b"\x00" * 3 not in sample:
            found.insert(0, name)
    if declared:
        with suppress(InvalidInput):
            found.append(known_encoding(declared))
    return list(dict.fromkeys([*found, "gb18030"]))


_SAMPLE = 200_000
_BROKEN = 0.02
"""The share of broken characters that a text in UTF-8 may have after somebody cut it."""

_PLAUSIBLE = 0.8
_CHINESE = {"gb18030": "gb2312", "big5hkscs": "big5"}
_LATIN = ("cp125", "iso8859", "latin", "mac", "koi8", "ascii")


def likeliest_encoding(data: bytes, declared: Sequence[str] = ()) -> str:
    """Return the encoding of a page's bytes: by its byte order mark; UTF-8 where it is that, or but
    for some broken characters; else the first of the `declared` ones that the bytes can be, where
    Latin letters are not believed that would be Chinese; else the Chinese one whose common
    characters they have; else Windows-1252, as browsers do."""
    first = encodings_of(data)[0]
    if first != "utf-8":
        return first
    sample = data[:_SAMPLE]
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(sample, len(data) <= _SAMPLE)
    foreign = sum(character > "\x7f" for character in text)
    if text.count("\ufffd") <= foreign * _BROKEN:
        return "utf-8"
    chinese = {name: _plausibility(sample, name) for name in _CHINESE}
    best = max(chinese, key=lambda name: chinese[name])
    for told in declared:
        with suppress(InvalidInput):
            name = _CODECS.get(known := known_encoding(told), known)
            if name in chinese and chinese[name] >= _PLAUSIBLE and chinese[name] >= chinese[best]:
                return name
            if name in chinese or name.startswith("utf") or not _can_be(sample, name):
                continue
            if not (name.startswith(_LATIN) and chinese[best] >= _PLAUSIBLE):
                return name
    return best if chinese[best] >= _PLAUSIBLE else "cp1252"


_CODECS = {"big5": "big5hkscs", "cp950": "big5hkscs"}


def _can_be(data: bytes, name: str) -> bool:
    """Tell whether `data`, the beginning of something, is text in the encoding `name`."""
    decoder = codecs.getincrementaldecoder(name)()
    try:
        decoder.decode(data)
    except UnicodeError:
        return False
    return True


def _plausibility(data: bytes, name: str) -> float:
    """Return which share of the foreign characters of `data`, read in `name`, are common ones."""
    common = _CHINESE[name]
    text = data.decode(name, "replace")
    foreign = [character for character in text if character > "\x7f"]
    if not foreign:
        return 0.0
    return sum(_is_common(character, common) for character in foreign) / len(foreign)


def _is_common(character: str, encoding: str) -> bool:
    """Tell whether `character` is a sign or in the first, common level of a Chinese `encoding`."""
    if character == "\ufffd":
        return False
    try:
        lead = character.encode(encoding)[0]
    except UnicodeEncodeError:
        return False
    return lead <= (0xD7 if encoding == "gb2312" else 0xC6)
