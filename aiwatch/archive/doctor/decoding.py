"""The text in a file's bytes, whatever became of them: packed, marked, or in another encoding."""

import codecs
import zlib
from dataclasses import dataclass

LARGEST = 1 << 26
"""At most so many bytes are unpacked: a gzip file of a few kB can hold as much as a disk."""

UNREADABLE = "\ufffd"
"""What stands in place of bytes that are no character."""


@dataclass(frozen=True)
class Decoded:
    """The text of a file; what was in the way, a sentence each; and the lines with bytes that are
    no character."""

    text: str
    problems: tuple[str, ...] = ()
    broken: tuple[int, ...] = ()


def decode(data: bytes) -> Decoded:
    """Return the text in `data`: UTF-8, if need be without its mark, from UTF-16 or GB18030, or
    unpacked by gzip. A byte that is no character in any of them becomes UNREADABLE."""
    problems: list[str] = []
    if data.startswith(b"\x1f\x8b"):
        problems.append("It is packed by gzip.")
        data = _unpacked(data)
    if data.startswith(codecs.BOM_UTF8):
        problems.append("It begins with a byte order mark.")
        data = data[len(codecs.BOM_UTF8) :]
    wide = _of_two_bytes(data)
    if wide:
        problems.append("It is UTF-16, not UTF-8.")
        return Decoded(data.decode(wide, "replace").removeprefix("\ufeff"), tuple(problems))
    try:
        return Decoded(data.decode("utf-8"), tuple(problems))
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    # Damaged Chinese UTF-8 is often valid GB18030, too; of a file that is GB18030, hardly any
    # character reads as UTF-8.
    if text.count(UNREADABLE) > sum(character > "\x7f" for character in text) / 2:
        try:
            return Decoded(data.decode("gb18030"), (*problems, "It is GBK (GB18030), not UTF-8."))
        except UnicodeDecodeError:
            pass
    lines = (line.decode("utf-8", "replace").encode() != line for line in data.split(b"\n"))
    broken = tuple(number for number, is_broken in enumerate(lines, 1) if is_broken)
    return Decoded(text, tuple(problems), broken)


def _of_two_bytes(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = data[:64]
    # JSON begins with ASCII: without a mark, every other byte is zero.
    if len(start) >= 4 and b"\x00" in start[:2] and start.strip(b"\x00"):
        for encoding, zeros, others in (
            ("utf-16-be", start[::2], start[1::2]),
            ("utf-16-le", start[1::2], start[::2]),
        ):
            if not zeros.strip(b"\x00") and b"\x00" not in others:
                return encoding
    return ""


def _unpacked(data: bytes) -> bytes:
    """Return what of a gzip file can be unpacked, LARGEST bytes at most."""
    stream = zlib.decompressobj(wbits=31)
    found = bytearray()
    try:
        # In small pieces, for what damage follows in a piece is lost with it.
        for at in range(0, len(data), 64):
            found += stream.decompress(data[at : at + 64], LARGEST - len(found))
            if len(found) >= LARGEST:
                break
    except zlib.error:
        pass
    return bytes(found)
