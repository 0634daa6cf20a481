"""The pieces from which the bytes of a frame are joined, and the arguments of those that struct packs.

Rules: pieces are frozen data and contain no Python source.
"""

from __future__ import annotations

from typing import TypeAlias

from framekit.compiler.program.operands import Operand, Place
from framekit.spec.kinds import Bits, Kind, Mapped, Order, Varint
from framekit.spec.record import record


@record
class Source:
    """An operand, and the mapped kinds that convert it to its wire form, outermost first."""

    operand: Operand
    packs: tuple[Mapped, ...] = ()


@record
class Number:
    """A number, unchanged; `boolean` allows only True, False, 1 and 0."""

    source: Source
    boolean: bool = False


@record
class NumberPiece:
    """Some bits of an integer, for a width that struct lacks; without a mask, all bits above the shift."""

    place: Place
    shift: int
    mask: int | None


@record
class Literal:
    """A constant."""

    value: int | float | bytes


@record
class Filled:
    """Bytes, padded to the size of their field."""

    place: Place
    size: int
    pad: bytes
    strip: bool


@record
class Spread:
    """All items of a list; `boolean` has the same meaning as for a number."""

    place: Place
    boolean: bool


@record
class BitGroup:
    """The number that bit fields share: their places, their bits, and the constant bits."""

    members: tuple[tuple[Place, Bits], ...]
    constant: int


Argument: TypeAlias = Number | NumberPiece | Literal | Filled | Spread | BitGroup


@record
class Held:
    """The bytes in a place."""

    place: Place


@record
class Packed:
    """Adjacent values of fixed size, packed by struct: their kinds, and the arguments of each."""

    slots: tuple[tuple[Kind, tuple[Argument, ...]], ...]
    order: Order | None


@record
class PackedAround:
    """A run that ends with a length, the bytes of that length, and the run after them, packed with one format per length.

    Both runs have the same byte order. The second may have no slots.
    """

    before: Packed
    place: Place
    after: Packed


@record
class VarintBytes:
    """The bytes of a variable-length integer."""

    kind: Varint
    source: Source


Piece: TypeAlias = Held | Packed | PackedAround | VarintBytes
Pieces: TypeAlias = tuple[Piece, ...]
