"""Numbers and bytes of fixed size, as the struct module reads and writes them.

Strategy: a value with a fixed size that the struct module can represent is a slot; adjacent slots form a run, which one struct
format handles (merge_runs.py). A width that struct lacks takes several characters; bit fields that share bytes are one slot.

Rules: formats use standard sizes without the padding of struct; a run has one byte order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from framekit.compiler.program.operands import Place
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    Fixed,
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
    wire_base,
)
from framekit.spec.record import record

INLINE_ITEMS = 8
"""Maximum number of scalars in an array that joins a run; a longer array is read by itself."""


@record
class Slot:
    """One value of a run: its place in the program, and its kind."""

    place: Place
    kind: Kind


def group_scalar(size: int, order: Order | None) -> Scalar:
    """Return the scalar that bit fields share."""
    return Scalar(f"bits{8 * size}", size, "int", False, {1: "B", 2: "H", 4: "I", 8: "Q"}.get(size, ""), order)


def fits_in_run(kind: Kind) -> bool:
    """True if a struct format of a few characters can read the kind."""
    match kind:
        case Scalar() | Checksum():
            return True
        case Mapped():
            return kind.argument is None and fits_in_run(kind.base)
        case Const():
            return not isinstance(kind.base, Varint)
        case Padding():
            return kind.bits is None
        case Bytes():
            return isinstance(kind.extent, Fixed) and not kind.view
        case Text():
            return isinstance(kind.data.extent, Fixed)
        case Varint():
            return kind.size is not None
        case Repeat(Scalar() as item, Fixed(number)):
            return bool(item.code) and number <= INLINE_ITEMS
        case Bits() | Filler() | Repeat() | Nested() | Sized() | Switch() | Optional() | Custom() | Given() | LookAhead():
            return False
        case _:
            assert_never(kind)


def needs_decoding(kind: Kind) -> bool:
    """True if the value of a slot is not what struct returns for it."""
    match kind:
        case Scalar():
            return not kind.code
        case Bytes():
            return kind.strip
        case Mapped() | Text() | Repeat() | Varint():
            return True
        case Checksum():
            return needs_decoding(kind.base)
        case Const() | Padding():
            return False
        case _:
            raise AssertionError(f"{kind} is not a slot of a run")


def orders_agree(first: Order | None, second: Order | None) -> bool:
    """True if two runs can be joined; a run without a byte order joins any other."""
    return first is None or second is None or first == second


def slot_size(kind: Kind) -> int:
    """Return the size in bytes of a kind that fits in a run."""
    match kind:
        case Scalar() | Padding():
            return kind.size
        case Varint():
            return kind.shortest
        case Mapped():
            return slot_size(kind.base)
        case Checksum():
            return kind.size
        case Const():
            return len(kind.wire)
        case Bytes(Fixed(number)) | Text(Bytes(Fixed(number))):
            return number
        case Repeat(Scalar() as item, Fixed(number)):
            return number * item.size
        case _:
            raise AssertionError(f"{kind} is not a slot of a run")


def slot_format(kind: Kind) -> str:
    """Return the struct characters of a kind that fits in a run, in standard sizes."""
    match kind:
        case Scalar():
            return kind.code or "".join(code for code, _ in split_scalar(kind))
        case Const():
            return _constant_code(kind) or slot_format(kind.base)
        case Mapped() | Checksum():
            return slot_format(kind.base)
        case Varint():
            return f"{kind.shortest}s"
        case Padding():
            return f"{kind.size}x" if kind.fill == 0 and not kind.strict else f"{kind.size}s"
        case Bytes(Fixed(number)) | Text(Bytes(Fixed(number))):
            return f"{number}s"
        case Repeat(Scalar() as item, Fixed(number)):
            return f"{number}{item.code}"
        case _:
            raise AssertionError(f"{kind} is not a slot of a run")


def _constant_code(kind: Const) -> str:
    """Return the character that reads constant bytes as one integer, which compares faster than bytes; "" if there is none."""
    return {1: "B", 2: "H", 4: "I", 8: "Q"}.get(len(kind.wire), "") if isinstance(kind.base, Bytes | Text) else ""


def constant_in_run(kind: Const, order: Order | None) -> int | float | bytes:
    """Return the value that struct reads for a constant in a run of the given byte order."""
    return int.from_bytes(kind.wire, order or "big") if _constant_code(kind) else kind.plain


def slot_order(kind: Kind) -> Order | None:
    """Return the byte order of a kind that fits in a run; None if its bytes have no order, or if it has one byte."""
    match kind:
        case Scalar():
            return kind.order if kind.size > 1 else None
        case Mapped() | Const() | Checksum():
            return slot_order(kind.base)
        case Repeat():
            return slot_order(kind.item)
        case Bits() | Varint() | Bytes() | Text() | Padding() | Filler() | Nested() | Sized() | Switch() | Optional():
            return None
        case Custom() | Given() | LookAhead():
            return None
        case _:
            assert_never(kind)


def split_scalar(kind: Scalar) -> list[tuple[str, int]]:
    """Split a width that struct lacks into pieces that it supports.

    Returns:
        Pairs of struct character and shift in bits, in wire order. The piece with the highest bits is signed if the scalar is.
    """
    codes = {1: "B", 2: "H", 4: "I", 8: "Q"}
    pieces: list[tuple[str, int]] = []
    shift = 0
    left = kind.size
    while left:
        width = next(width for width in (8, 4, 2, 1) if width <= left)
        pieces.append((codes[width], shift))
        shift += 8 * width
        left -= width
    if kind.signed:
        code, top = pieces[-1]
        pieces[-1] = (code.lower(), top)
    return pieces if kind.order == "little" else pieces[::-1]


def number_pieces(kind: Scalar) -> list[tuple[int, int | None]]:
    """Return the shift and mask of each piece of a width that struct lacks. The highest piece has no mask: it must fit."""
    split = split_scalar(kind)
    top = max(shift for _, shift in split)
    bits = {"B": 8, "H": 16, "I": 32, "Q": 64}
    return [(shift, None if shift == top else (1 << bits[code.upper()]) - 1) for code, shift in split]


def struct_places(slot: Slot) -> list[Place]:
    """Return the places for the values that struct returns for a slot, in the order of struct."""
    base = wire_base(slot.kind)
    match base:
        case Scalar(code=""):
            return [(*slot.place, f":shift{shift}") for _, shift in split_scalar(base)]
        case Repeat(extent=Fixed(number)):
            return [(*slot.place, f":{index}") for index in range(number)]
        case Padding():
            return [slot.place] if base.fill or base.strict else []
        case (
            Scalar()
            | Bits()
            | Varint()
            | Bytes()
            | Text()
            | Const()
            | Filler()
            | Repeat()
            | Nested()
            | Sized()
            | Switch()
            | Optional()
            | Checksum()
            | Mapped()
            | Custom()
            | Given()
            | LookAhead()
        ):
            return [slot.place]
        case _:
            assert_never(base)


def run_format(slots: Iterable[Slot], order: Order | None) -> str:
    """Return the struct format of adjacent slots."""
    return ("<" if order == "little" else ">") + "".join(slot_format(slot.kind) for slot in slots)


def run_size(slots: Iterable[Slot]) -> int:
    """Return the size in bytes of adjacent slots."""
    return sum(slot_size(slot.kind) for slot in slots)
