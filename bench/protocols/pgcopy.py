"""Hand-written COPY BINARY: a loop over tuples, and one over their fields."""

from __future__ import annotations

from struct import Struct
from typing import Any

from bench.case import Case, spec

pgcopy: Any = spec("pgcopy")

SIGNATURE = b"PGCOPY\n\xff\r\n\0"
HEAD = Struct(">11sII")
COUNT = Struct(">h")
LENGTH = Struct(">i")
NULL = b"\xff\xff\xff\xff"
TRAILER = b"\xff\xff"


class TupleByHand:
    __slots__ = ("fields",)

    def __init__(self, fields: list[bytes | None]) -> None:
        self.fields = fields


class CopyFileByHand:
    __slots__ = ("extension", "flags", "tuples")

    def __init__(self, flags: int, extension: bytes, tuples: list[TupleByHand]) -> None:
        self.flags = flags
        self.extension = extension
        self.tuples = tuples


def unpack(wire: bytes) -> CopyFileByHand:
    signature, flags, size = HEAD.unpack_from(wire)
    if signature != SIGNATURE:
        raise ValueError("wrong signature")
    if flags >> 16:
        raise ValueError("unknown critical flags")
    offset = 19 + size
    whole = len(wire)
    if offset > whole:
        raise ValueError("truncated header")
    extension = wire[19:offset]
    tuples = []
    while True:
        (count,) = COUNT.unpack_from(wire, offset)
        offset += 2
        if count < 0:
            if count != -1:
                raise ValueError("wrong count of fields")
            break
        fields: list[bytes | None] = []
        for _ in range(count):
            (length,) = LENGTH.unpack_from(wire, offset)
            offset += 4
            if length < 0:
                if length != -1:
                    raise ValueError("wrong length of a field")
                fields.append(None)
            else:
                end = offset + length
                if end > whole:
                    raise ValueError("truncated field")
                fields.append(wire[offset:end])
                offset = end
        tuples.append(TupleByHand(fields))
    if offset != whole:
        raise ValueError("trailing data")
    return CopyFileByHand(flags, extension, tuples)


def pack(copy: CopyFileByHand) -> bytes:
    if copy.flags >> 16:
        raise ValueError("unknown critical flags")
    parts = [HEAD.pack(SIGNATURE, copy.flags, len(copy.extension)), copy.extension]
    for row in copy.tuples:
        parts.append(COUNT.pack(len(row.fields)))
        for value in row.fields:
            if value is None:
                parts.append(NULL)
            else:
                parts.append(LENGTH.pack(len(value)))
                parts.append(value)
    parts.append(TRAILER)
    return b"".join(parts)


FILE = bytes.fromhex(
    "5047434f50590aff0d0a0000000000000000000004000000040000000100000003416461000000084042400000000000ffffffff000400000004"
    "0000000200000000ffffffff00000001010004ffffffff000000066e61c3af766500000008bff00000000000000000000100ffff"
)
CASES: list[Case] = [
    Case("COPY file, 3 tuples", pgcopy.CopyFile, FILE, unpack, pack),
    Case("COPY file, 300 tuples", pgcopy.CopyFile, FILE[:19] + FILE[19:-2] * 100 + FILE[-2:], unpack, pack),
]
