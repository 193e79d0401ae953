"""The flipped bit: where a month file differs from what was written by a single bit.

A CRC-32 tells more than that a file has changed. It is linear: what a flipped bit does to it
depends only on the bit's distance from the end, and is another for each bit of a file below 512 MB.
So the difference of the two checksums says which bit it was. (Baby steps, giant steps: few zero
bytes are put behind the one and many behind the other, until they meet.)
"""

import re
import zlib
from math import isqrt

_SUM = re.compile(rb'[^\n]*?"crc32": (\d{1,10})\}\},\n')
_ALL = 0xFFFFFFFF
_POLYNOMIAL = 0xEDB88320


def unflipped(data: bytes) -> tuple[bytes, int] | None:
    """Return the bytes of a month file as they were before one bit flipped, and at which byte;
    None if the checksum in its first line does not say so."""
    found = _SUM.match(data)
    if found is None:
        return None
    summed = data[: found.start(1)] + data[found.end(1) + len(b"}},\n") :]
    place = _place(len(summed), zlib.crc32(summed) ^ int(found[1]))
    if place is None:
        return None
    at, bit = place
    if at >= found.start(1):
        at += found.end(1) + len(b"}},\n") - found.start(1)
    return b"%b%c%b" % (data[:at], data[at] ^ bit, data[at + 1 :]), at


def _place(size: int, difference: int) -> tuple[int, int] | None:
    """Return which of `size` bytes, and which bit of it, makes this difference in their CRC-32."""
    step = isqrt(8 * size) + 1
    zeros = bytes(step)
    near = {_after(zeros[:distance], difference): distance for distance in range(step)}
    for bit, register in enumerate(_of_last_byte()):
        for far in range(step, size + step, step):
            register = _after(zeros, register)
            distance = far - near.get(register, far + 1)
            if 0 <= distance < size:
                return size - 1 - distance, 1 << bit
    return None


def _of_last_byte() -> list[int]:
    """Return what each bit of the last byte, the lowest first, does to the checksum."""
    registers = [_POLYNOMIAL]
    for _ in range(7):
        first = registers[0]
        registers.insert(0, (first >> 1) ^ (_POLYNOMIAL if first & 1 else 0))
    return registers


def _after(zeros: bytes, register: int) -> int:
    """Return what a difference of checksums becomes after so many zero bytes."""
    return zlib.crc32(zeros, register ^ _ALL) ^ _ALL
