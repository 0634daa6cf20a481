"""Bitwise frames for construct, whose own BitStruct needs whole bytes and cannot vary its number of bits with the data.

Strategy: construct's own functions convert bytes to bits; these become digits, which the schema of the frame in bits parses.
"""

from __future__ import annotations

from typing import Any

import construct

from framekit.compiler.construct.stream import Stream
from framekit.spec.model import FrameSpec
from framekit.spec.sizes import frame_maximum_size

_DIGITS = bytes.maketrans(b"\0\1", b"01")
_BITS = bytes.maketrans(b"01", b"\0\1")


def parse_in_bits(spec: FrameSpec, in_bits: FrameSpec, stream: Stream, context: Any, path: Any) -> Any:
    """Parse a frame from the digits of the next bytes; the stream is left after the last byte used."""
    start, maximum = stream.tell(), frame_maximum_size(spec)
    data = stream.read(stream.left if maximum is None else min(maximum, stream.left))
    if spec.lsb:
        data = construct.swapbitsinbytes(data)
    inside = Stream(construct.bytes2bits(data).translate(_DIGITS), stream.spec, stream.schema_of)
    inside.depth, inside.items, inside.empty = stream.depth, stream.items, stream.empty
    value = stream.schema_of(in_bits)._parsereport(inside, context, path)
    stream.depth, stream.items, stream.empty = inside.depth, inside.items, inside.empty
    stream.seek(start + -(-inside.tell() // 8))
    return value


def build_in_bits(spec: FrameSpec, in_bits: FrameSpec, values: Any, stream: Stream, context: Any, path: Any) -> bytes:
    """Return the bytes of a bitwise frame, with the last byte padded with 0 bits."""
    inside = stream.apart()
    inside.schema_of(in_bits)._build(values, inside, context, path)
    bits = inside.getvalue().translate(_BITS)
    data: bytes = construct.bits2bytes(bits + bytes(-len(bits) % 8))
    return construct.swapbitsinbytes(data) if spec.lsb else data
