"""Text on the wire: encoding, decoding, padding. The only place that decides whether an encoding is lossless.

Strategy: the generated codec calls `bytes.decode` and `str.encode` directly if that is safe, and these functions otherwise;
explain and the construct schema always call these functions.

Rules: text that would not read back unchanged raises ValueError.
"""

from __future__ import annotations

import codecs

_FAITHFUL = frozenset(
    codecs.lookup(name).name for name in ("ascii", "latin-1", "utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
)


def is_faithful(encoding: str, errors: str) -> bool:
    """Return True if every text that can be encoded decodes to itself."""
    return errors == "strict" and codecs.lookup(encoding).name in _FAITHFUL


def is_utf8(encoding: str) -> bool:
    """Return True for any spelling of UTF-8, Python's default."""
    return codecs.lookup(encoding).name == "utf-8"


def encode_text(value: str, encoding: str, errors: str) -> bytes:
    """Encode text to bytes.

    `errors` applies if decoding can reverse it (surrogateescape, surrogatepass); handlers that only make decoding tolerant
    (replace, ignore) are strict here.

    Raises:
        TypeError: the value is not a str.
        ValueError: the value cannot be encoded, or would read back as different text.
    """
    if not isinstance(value, str):
        raise TypeError(f"expected str, got {type(value).__name__}")
    handler = errors if errors.startswith("surrogate") else "strict"
    wire = value.encode(encoding, handler)
    if not is_faithful(encoding, errors) and wire.decode(encoding, errors) != value:
        raise ValueError(f"{encoding} would decode it as {wire.decode(encoding, errors)!r}")
    return wire


def strip_pads(wire: bytes, pad: bytes) -> bytes:
    """Strip trailing pads. A pad of several bytes is aligned to the start, so that half a UTF-16 character is not stripped."""
    if len(pad) == 1:
        return wire.rstrip(pad)
    end = len(wire) - len(wire) % len(pad)
    if end != len(wire):
        return wire
    while end and wire[end - len(pad) : end] == pad:
        end -= len(pad)
    return wire[:end]


def is_fill(data: bytes, fill: bytes) -> bool:
    """Return True if bytes consist of repetitions of a fill only."""
    return data == fill * (len(data) // len(fill))


def filled(data: bytes, size: int, fill: bytes) -> bytes:
    """Append as many repetitions of a fill as fit in a size."""
    return data + fill * ((size - len(data)) // len(fill))


def fill_up(wire: bytes, size: int, pad: bytes, strip: bool) -> bytes:
    """Pad a value to its fixed length.

    Args:
        wire: the bytes of the value.
        size: the length of the field in bytes.
        pad: the bytes of one character, or b"" if the value itself must have that length.
        strip: unpacking strips pads, so the value must not end with one.

    Raises:
        ValueError: the value does not fit, or would read back as another value.
    """
    if len(wire) != size and (not pad or len(wire) > size):
        raise ValueError(f"expected {'at most ' if pad else ''}{size} {'byte' if size == 1 else 'bytes'}, found {len(wire)}")
    if strip and strip_pads(wire, pad) != wire:
        raise ValueError(f"the value ends with the pad {pad!r}, which unpacking would strip")
    if (size - len(wire)) % (len(pad) or 1):
        raise ValueError(f"pads of {len(pad)} bytes do not fill the remaining {size - len(wire)} of {size} bytes")
    return filled(wire, size, pad) if pad else wire
