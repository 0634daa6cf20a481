"""Lays out bit fields in the bytes that they share.

Strategy: neighbours are collected until their bits fill whole bytes. These bytes are one number, the group, and each field gets
its place in it. An integer of whole bytes that begins within a byte is a bit field too.

Rules: fields that share bytes have one bit order: that of a field in the group, otherwise that of the frame. With "msb" the
first field has the highest bits and the group is big-endian, as in the drawings of protocol documents; with "lsb" the first field
has the lowest bits and the group is little-endian, as C compilers lay out bit fields on little-endian machines and CAN databases
number the bits of Intel signals. Source: RFC 791, appendix B (the order of bits in a drawing); System V ABI, AMD64 supplement,
section 3.1.2 (bit-fields are allocated from right to left).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, TypeAlias, assert_never

from framekit.errors import SpecError
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    Given,
    Kind,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Order,
    Padding,
    Repeat,
    Scalar,
    Sized,
    Switch,
    Text,
    Varint,
    bits_of,
    integer_base,
)
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.sizes import is_greedy

BitOrder: TypeAlias = Literal["msb", "lsb"]


def check_bitwise(spec: FrameSpec) -> None:
    """Check that no field of a bitwise frame, whose fields are counted in bits, goes on to the end of the bytes.

    Raises:
        SpecError: a field takes the rest, which would include the bits that fill up the last byte.
    """
    for each in spec.fields:
        if is_greedy(each.kind):
            raise SpecError(
                "the field goes on to the end of the bytes, so the bits that fill up the last byte could be taken for part of "
                "it; give it a length, a count or a condition",
                frame=spec.name,
                path=each.name,
            )


def lay_bits(frame: str, fields: tuple[FieldSpec, ...], bitorder: BitOrder | None, little: bool) -> tuple[FieldSpec, ...]:
    """Give every bit field its place.

    Args:
        frame: the name of the frame, for messages.
        fields: the fields in wire order.
        bitorder: the bit order of the class, which a field of a group may override; None if the class declares none.
        little: True if the frame is little-endian.

    Raises:
        SpecError: a group does not end on a byte boundary, or its bit order is ambiguous.
    """
    laid: list[FieldSpec] = []
    group: list[FieldSpec] = []
    filled = 0
    for each in fields:
        bits = bits_of(each.kind)
        if bits is None and filled:
            each = _as_bits(frame, each, group[-1].name, filled)
            bits = bits_of(each.kind)
        if bits is None:
            laid.append(each)
            continue
        group.append(each)
        filled += bits.width
        if filled % 8 == 0:
            laid += _lay_group(frame, group, filled, bitorder, little)
            group, filled = [], 0
    if group:
        raise _unfinished(frame, group[-1].name, filled, "the end of the frame")
    return tuple(laid)


def _as_bits(frame: str, field: FieldSpec, before: str, filled: int) -> FieldSpec:
    """Convert an integer of whole bytes that begins within a byte to a bit field."""
    base = integer_base(field.kind)
    if not isinstance(base, Scalar) or not isinstance(field.kind, Scalar | Mapped | Const):
        raise _unfinished(frame, before, filled, f"{field.name!r}")
    if base.name.endswith(("le", "be")):
        raise SpecError(
            f"the field begins within a byte, where all bits have one order; write {base.name[:-2]}, and give the frame a "
            f"bitorder=",
            frame=frame,
            path=field.name,
        )
    return replace(field, kind=with_bits(field.kind, Bits(base.name, 8 * base.size, "int", base.signed)))


def _unfinished(frame: str, name: str, filled: int, behind: str) -> SpecError:
    return SpecError(
        f"{behind} must be on a byte boundary, but the bit fields up to here take {filled} {'bit' if filled == 1 else 'bits'}; "
        f"add pad(bits={-filled % 8})",
        frame=frame,
        path=name,
    )


def with_bits(kind: Kind, bits: Bits) -> Kind:
    """Return the kind with other bits on the wire."""
    match kind:
        case Mapped():
            return replace(kind, base=bits)
        case Const():
            return replace(kind, base=bits, wire=b"")
        case Padding():
            return replace(kind, bits=bits)
        case (
            Scalar()
            | Bits()
            | Varint()
            | Bytes()
            | Text()
            | Filler()
            | Repeat()
            | Nested()
            | Sized()
            | Switch()
            | Optional()
            | Checksum()
            | Custom()
            | Given()
            | LookAhead()
        ):
            return bits
        case _:
            assert_never(kind)


def _lay_group(frame: str, group: list[FieldSpec], filled: int, bitorder: BitOrder | None, little: bool) -> list[FieldSpec]:
    order = _order_of(frame, group)
    guessed = order is None and bitorder is None
    if order is None:
        order = "little" if bitorder == "lsb" else "big"
    laid: list[FieldSpec] = []
    before = 0
    for index, each in enumerate(group):
        bits = bits_of(each.kind)
        assert bits is not None
        if guessed and little and before // 8 != (before + bits.width - 1) // 8:
            raise SpecError(
                "the field crosses a byte boundary in a little-endian frame, where formats differ in the order of bits; write "
                'bitorder="lsb" if the first field has the lowest bits (C, CAN), or bitorder="msb" if it has the highest',
                frame=frame,
                path=each.name,
            )
        shift = before if order == "little" else filled - before - bits.width
        placed = replace(bits, group=filled // 8, shift=shift, order=order, first=index == 0)
        laid.append(replace(each, kind=with_bits(each.kind, placed)))
        before += bits.width
    return laid


def _order_of(frame: str, group: list[FieldSpec]) -> Order | None:
    """Return the bit order that fields of a group declare, or None if no field does."""
    order: Order | None = None
    for each in group:
        bits = bits_of(each.kind)
        if bits is None or bits.order is None:
            continue
        if order not in (None, bits.order):
            raise SpecError(
                "the field shares bytes with fields that have another bit order; change the order only on a byte boundary",
                frame=frame,
                path=each.name,
            )
        order = bits.order
    return order
