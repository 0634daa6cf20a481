"""Bitwise frames for construct, whose own BitStruct needs whole bytes and has no switch of bits that depend on what was read.

Strategy: construct's own functions make bits of bytes; they become digits, and the schema of the frame in bits parses those.
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
    """What is parsed from the digits of the bytes that come next; the stream is left after the last of those."""
    start, most = stream.tell(), frame_maximum_size(spec)
    data = stream.read(stream.left if most is None else min(most, stream.left))
    if spec.lsb:
        data = construct.swapbitsinbytes(data)
    inside = Stream(construct.bytes2bits(data).translate(_DIGITS), stream.spec, stream.schema_of)
    inside.depth, inside.items, inside.empty = stream.depth, stream.items, stream.empty
    value = stream.schema_of(in_bits)._parsereport(inside, context, path)
    stream.depth, stream.items, stream.empty = inside.depth, inside.items, inside.empty
    stream.seek(start + -(-inside.tell() // 8))
    return value


def build_in_bits(spec: FrameSpec, in_bits: FrameSpec, values: Any, stream: Stream, context: Any, path: Any) -> bytes:
    """The bytes of a bitwise frame, of which bits of 0 fill up the last."""
    inside = stream.apart()
    inside.schema_of(in_bits)._build(values, inside, context, path)
    bits = inside.getvalue().translate(_BITS)
    data: bytes = construct.bits2bytes(bits + bytes(-len(bits) % 8))
    return construct.swapbitsinbytes(data) if spec.lsb else data
