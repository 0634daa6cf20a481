"""Text on the wire: encoding, decoding, padding. The one place that says when an encoding loses nothing.

Strategy: the generated codec calls `bytes.decode` and `str.encode` itself where that is safe, and these functions where more is
to be seen to; explain and the construct schema always call these functions.

Rules: what is written must read back as the same text, or ValueError is raised.
"""

from __future__ import annotations

import codecs

_FAITHFUL = frozenset(
    codecs.lookup(name).name for name in ("ascii", "latin-1", "utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
)


def is_faithful(encoding: str, errors: str) -> bool:
    """True where every text that can be encoded decodes to itself."""
    return errors == "strict" and codecs.lookup(encoding).name in _FAITHFUL


def is_utf8(encoding: str) -> bool:
    """True for every spelling of UTF-8, Python's default."""
    return codecs.lookup(encoding).name == "utf-8"


def encode_text(value: str, encoding: str, errors: str) -> bytes:
    """The bytes of a text.

    `errors` is honoured where it can be undone when reading (surrogateescape, surrogatepass); handlers that forgive when
    reading (replace, ignore) are strict here.

    Raises:
        TypeError: it is no str.
        ValueError: it cannot be encoded, or would read back as another text.
    """
    if not isinstance(value, str):
        raise TypeError("expected str")
    handler = errors if errors.startswith("surrogate") else "strict"
    wire = value.encode(encoding, handler)
    if not is_faithful(encoding, errors) and wire.decode(encoding, errors) != value:
        raise ValueError(f"{encoding} would decode it as {wire.decode(encoding, errors)!r}")
    return wire


def strip_pads(wire: bytes, pad: bytes) -> bytes:
    """Take trailing pads off. A pad of several bytes counts from the start, so that UTF-16's half characters stay."""
    if len(pad) == 1:
        return wire.rstrip(pad)
    end = len(wire) - len(wire) % len(pad)
    if end != len(wire):
        return wire
    while end and wire[end - len(pad) : end] == pad:
        end -= len(pad)
    return wire[:end]


def is_fill(data: bytes, fill: bytes) -> bool:
    """True for bytes that are nothing but a fill, again and again."""
    return data == fill * (len(data) // len(fill))


def filled(data: bytes, size: int, fill: bytes) -> bytes:
    """Bytes with as much of a fill after them as fits into a size."""
    return data + fill * ((size - len(data)) // len(fill))


def fill_up(wire: bytes, size: int, pad: bytes, strip: bool) -> bytes:
    """Fill a value up to its fixed length.

    Args:
        wire: the value's bytes.
        size: the length of the field in bytes.
        pad: one character's bytes, or b"" where the value must have that length by itself.
        strip: pads are taken off when reading, so that a value must not end with one.

    Raises:
        ValueError: it does not fit, or would read back as another value.
    """
    if len(wire) != size and (not pad or len(wire) > size):
        raise ValueError(f"expected {'at most ' if pad else ''}{size} {'byte' if size == 1 else 'bytes'}, found {len(wire)}")
    if strip and strip_pads(wire, pad) != wire:
        raise ValueError(f"the value ends with the pad {pad!r}, which unpacking would strip")
    if (size - len(wire)) % (len(pad) or 1):
        raise ValueError(f"pads of {len(pad)} bytes do not fill the remaining {size - len(wire)} of {size} bytes")
    return filled(wire, size, pad) if pad else wire
