"""Lays bit fields into the bytes that they share.

Strategy: neighbours are collected until their bits fill whole bytes; these bytes are one number, a group, and each field gets
its place in it. A byte-wide integer that begins within a byte is a bit field too.

Rules: fields that share bytes have one order of bits: the one that a field of the group says, else the frame's. With "msb" the
first field has the highest bits and the group is big-endian, as protocol documents draw it; with "lsb" the first field has the
lowest bits and the group is little-endian, as C compilers lay out bit fields on little-endian machines and CAN databases number
the bits of Intel signals. Source: RFC 791, appendix B (the order of bits in a drawing); System V ABI, AMD64 supplement, section
3.1.2 (bit-fields are allocated from right to left).
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
    """Hold the fields of a bitwise frame, in bits, against the rule that none ends where the bytes end.

    Raises:
        SpecError: a field takes what is left, which the bits that fill up the last byte belong to as well.
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
        fields: in the order of the wire.
        bitorder: where the first field of a group is, unless a field of the group says it; None if the class does not say.
        little: the frame is little-endian.

    Raises:
        SpecError: a group does not end on a byte; or the order of its bits is a guess.
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
    """A byte-wide integer as a bit field, since it begins within a byte."""
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
        f"{behind} must be at a whole byte, but the bit fields up to here take {filled} {'bit' if filled == 1 else 'bits'}; add "
        f"pad(bits={-filled % 8})",
        frame=frame,
        path=name,
    )


def with_bits(kind: Kind, bits: Bits) -> Kind:
    """The kind with other bits on the wire."""
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
    """The order that fields of a group say, or None if none of them does."""
    order: Order | None = None
    for each in group:
        bits = bits_of(each.kind)
        if bits is None or bits.order is None:
            continue
        if order not in (None, bits.order):
            raise SpecError(
                "the field shares bytes with fields that have another bit order; change the order only at a whole byte",
                frame=frame,
                path=each.name,
            )
        order = bits.order
    return order
