"""Functions that generated code calls for arrays of bits.

Strategy: eight items take as many bytes as an item has bits, so eight at a time form one number. The work is linear, and a list
is made only from bytes that exist.
"""

from __future__ import annotations

import operator
from typing import Any, Literal

from framekit.compiler.refusal import Refused, as_bool


def bit_items(
    data: bytes, count: int, width: int, boolean: bool, signed: bool, order: Literal["big", "little"]
) -> list[int] | list[bool]:
    """Return the items in some bytes. Raises IndexError if the bytes are too few."""
    if len(data) * 8 < count * width:
        raise IndexError(count)
    mask, top = (1 << width) - 1, 1 << (width - 1)
    items: list[int] = []
    for at in range(0, len(data), width):
        piece = data[at : at + width]
        number, size = int.from_bytes(piece, order), 8 * len(piece)
        many = min(8, count - len(items))
        if order == "big":
            items += [number >> (size - width * each - width) & mask for each in range(many)]
        else:
            items += [number >> (width * each) & mask for each in range(many)]
    if boolean:
        return list(map(bool, items))
    return [(each ^ top) - top for each in items] if signed else items


def bit_run(items: list[Any], width: int, boolean: bool, signed: bool, order: Literal["big", "little"]) -> bytes:
    """Return the bytes of items. Raises Refused or TypeError for an item that does not fit."""
    numbers = [int(as_bool(each)) for each in items] if boolean else list(map(operator.index, items))
    least, most = (-(1 << (width - 1)), (1 << (width - 1)) - 1) if signed else (0, (1 << width) - 1)
    mask = (1 << width) - 1
    made: list[bytes] = []
    for at in range(0, len(numbers), 8):
        some = numbers[at : at + 8]
        size = (len(some) * width + 7) // 8
        whole = 0
        for index, each in enumerate(some):
            if not least <= each <= most:
                raise Refused
            shift = 8 * size - width * index - width if order == "big" else width * index
            whole |= (each & mask) << shift
        made.append(whole.to_bytes(size, order))
    return b"".join(made)
