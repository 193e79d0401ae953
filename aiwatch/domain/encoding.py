"""The encoding of foreign bytes: what they say, what others say of them, what they can be."""

import codecs
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
