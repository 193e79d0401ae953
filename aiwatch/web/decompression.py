"""A body as it came, decompressed with a bound on what it may become."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence

MOST_LAYERS = 3
"""How often a body may be compressed; more is a trap."""

_PIECE = 1 << 16
_SIGNS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}


class TooLong(Exception):
    """There is more of it than is taken."""


class NotReadable(Exception):
    """It cannot be decompressed; the words say why."""


def encodings_of(header: str) -> list[str]:
    """Return the encodings that a Content-Encoding header names, in the order they were applied.

    Raises NotReadable for one that is not known, or for more than MOST_LAYERS.
    """
    names = [name.strip().lower() for name in header.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    for name in names:
        if name not in _SIGNS:
            raise NotReadable(f"it is compressed as {name[:40]}, which was not asked for")
    if len(names) > MOST_LAYERS:
        raise NotReadable(f"it is compressed {len(names)} times over")
    return names


def decompressed(pieces: Iterable[bytes], encodings: Sequence[str], most: int) -> bytes:
    """Return what `pieces` of a body are under their `encodings` (the last was applied last).

    No layer becomes longer than `most` bytes, and no more than a piece beyond is ever held. Raises
    TooLong, NotReadable.
    """
    for encoding in reversed(encodings):
        pieces = _bounded(_layer(pieces, encoding), most)
    return b"".join(_bounded(pieces, most))


def _bounded(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise TooLong
        yield piece


def _layer(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    stream, begun = None, False
    try:
        for piece in pieces:
            rest = piece
            while rest:
                if stream is None:
                    if begun and not rest.strip(b"\0"):
                        break  # padding behind a gzip member
                    stream = zlib.decompressobj(_bits(encoding, rest))
                    begun = True
                yield stream.decompress(rest, _PIECE)
                while stream.unconsumed_tail:
                    yield stream.decompress(stream.unconsumed_tail, _PIECE)
                rest = stream.unused_data
                if stream.eof:
                    stream = None
        if stream is not None and not stream.eof:
            yield from _last(stream)
    except zlib.error:
        raise NotReadable(f"what it is compressed as is not {encoding}") from None


def _last(stream: zlib._Decompress) -> Iterator[bytes]:
    while piece := stream.decompress(stream.unconsumed_tail, _PIECE):
        yield piece
    if not stream.eof:
        raise NotReadable("its end is missing")


def _bits(encoding: str, data: bytes) -> int:
    # Some servers send deflate without the frame that the standard (RFC 9110, 8.4.1.2) asks for.
    if encoding == "deflate" and data[0] & 0x0F != 8:
        return -zlib.MAX_WBITS
    return _SIGNS[encoding]
