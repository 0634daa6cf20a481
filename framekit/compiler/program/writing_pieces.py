"""What the bytes of a frame are joined from when it is written: pieces, and the arguments of those that struct packs.

Rules: frozen data, nothing of Python's source.
"""

from __future__ import annotations

from typing import TypeAlias

from framekit.compiler.program.operands import Operand, Place
from framekit.spec.kinds import Bits, Kind, Mapped, Order, Varint
from framekit.spec.record import record


@record
class Source:
    """An operand, and the mapped kinds that turn it into what is on the wire, outermost first."""

    operand: Operand
    packs: tuple[Mapped, ...] = ()


@record
class Number:
    """A number as it is; `boolean` lets nothing pass but True, False, 1 and 0."""

    source: Source
    boolean: bool = False


@record
class NumberPiece:
    """Some bits of a whole number, for a width that struct lacks; without a mask they are all above the shift."""

    place: Place
    shift: int
    mask: int | None


@record
class Literal:
    """A constant."""

    value: int | float | bytes


@record
class Filled:
    """Bytes, filled up with a pad to the size of their field."""

    place: Place
    size: int
    pad: bytes
    strip: bool


@record
class Spread:
    """All items of a list; `boolean` as for a number."""

    place: Place
    boolean: bool


@record
class BitGroup:
    """Bit fields joined to the number that they share: their places, their bits, and the constant bits."""

    members: tuple[tuple[Place, Bits], ...]
    constant: int


Argument: TypeAlias = Number | NumberPiece | Literal | Filled | Spread | BitGroup


@record
class Held:
    """The bytes that a place holds."""

    place: Place


@record
class Packed:
    """What struct makes of neighbours of fixed size: their kinds, and the arguments of each."""

    slots: tuple[tuple[Kind, tuple[Argument, ...]], ...]
    order: Order | None


@record
class PackedAround:
    """What struct makes of a run, the bytes whose length it ends with, and the run after them, by a format for that length.

    Both runs have one byte order. The second may have no slots.
    """

    before: Packed
    place: Place
    after: Packed


@record
class VarintBytes:
    """The bytes of an integer of variable length."""

    kind: Varint
    source: Source


Piece: TypeAlias = Held | Packed | PackedAround | VarintBytes
Pieces: TypeAlias = tuple[Piece, ...]
