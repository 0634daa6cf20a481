"""Bytes that represent other bytes: compressed, combined with a key, or rotated.

Rules: a compressed part inflates to at most its limit, which is enforced while inflating, so that a few bytes cannot fill
memory. The functions raise ValueError.

Sources: RFC 1950 (zlib), RFC 1951 (deflate), RFC 1952 (gzip).
"""

from __future__ import annotations

import zlib
from typing import Literal, TypeAlias

Compression: TypeAlias = Literal["zlib", "gzip", "raw"]
"""The container of deflated bytes; "raw" means no container."""
_WINDOW: dict[str, int] = {"zlib": 15, "gzip": 31, "raw": -15}


def inflate(wire: bytes, compression: Compression, limit: int) -> bytes:
    """Decompress bytes.

    >>> inflate(deflate(b"abc" * 9, "raw", 100), "raw", 100)[:4]
    b'abca'
    """
    inflater = zlib.decompressobj(_WINDOW[compression])
    try:
        value = inflater.decompress(wire, limit + 1)
    except zlib.error as fault:
        raise ValueError(str(fault)) from None
    if len(value) > limit:
        raise ValueError(f"the compressed bytes inflate to more than the limit of {limit} bytes")
    if not inflater.eof:
        raise ValueError("the compressed bytes are truncated")
    if inflater.unused_data:
        left = len(inflater.unused_data)
        raise ValueError(f"{left} {'byte' if left == 1 else 'bytes'} left after the end of the compressed bytes")
    return value


def deflate(value: bytes, compression: Compression, limit: int) -> bytes:
    """Compress bytes with zlib's default settings."""
    if len(value) > limit:
        raise ValueError(f"expected at most {limit} bytes to compress, got {len(value)}")
    deflater = zlib.compressobj(wbits=_WINDOW[compression])
    return deflater.compress(value) + deflater.flush()


def xor(value: bytes, key: object) -> bytes:
    """Combine bytes with a repeated key by exclusive or; without a key they are returned unchanged.

    >>> xor(b"abc", b"\\x01\\x02")
    b'``b'
    """
    if key is None or key == 0 or key == b"":  # checked first, because most WebSocket frames have no key
        return value
    if isinstance(key, int):
        if not 0 <= key <= 255:
            raise ValueError(f"expected a key from 0 to 255, got {key}")
        key = bytes((key,))
    if not isinstance(key, bytes | bytearray | memoryview):
        raise TypeError(f"expected bytes as the key, got {type(key).__name__}")
    size = len(value)
    repeated = (bytes(key) * (size // len(key) + 1))[:size]
    return (int.from_bytes(value, "little") ^ int.from_bytes(repeated, "little")).to_bytes(size, "little")


def rotate(value: bytes, bits: int) -> bytes:
    """Rotate the bits of each byte to the left.

    >>> rotate(b"\\x81", 1).hex()
    '03'
    """
    bits %= 8
    return value.translate(bytes((byte << bits | byte >> (8 - bits)) & 0xFF for byte in range(256)))
