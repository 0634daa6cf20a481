"""Lowers the fields that struct packs: those of runs, including the fields of opened frames.

Strategy: each field supplies the arguments of its slot; earlier steps store and check the values that these need. Bit fields
become one argument at the last field of their group.
"""

from __future__ import annotations

from framekit.compiler.program.opening import is_opened
from framekit.compiler.program.operands import Length, Place, Value
from framekit.compiler.program.runs import (
    fits_in_run,
    group_scalar,
    number_pieces,
    slot_size,
    split_scalar,
)
from framekit.compiler.program.writing_pieces import (
    Argument,
    BitGroup,
    Filled,
    Literal,
    Number,
    NumberPiece,
    Piece,
    Source,
    Spread,
    VarintBytes,
)
from framekit.compiler.program.writing_scope import Scope, packed, packing
from framekit.compiler.program.writing_steps import (
    BitsFit,
    Encode,
    Exactly,
    Hold,
    HoldBits,
    HoldBytes,
    HoldIndex,
    HoldItems,
    JoinBits,
    OfClass,
    WriteVarint,
)
from framekit.spec.expr import Path
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Checksum,
    Const,
    Fixed,
    Kind,
    Mapped,
    Nested,
    Padding,
    Repeat,
    Scalar,
    Text,
    Varint,
    bits_of,
    wire_base,
)
from framekit.spec.model import FieldSpec


class RunLowering:
    """Lowers the fields of one frame that are in runs."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.group: Place = ()
        self.members: list[tuple[Place, Bits]] = []
        self.constant = self.width = 0

    def open_frame(self, kind: Kind, path: Path) -> None:
        """Take the instances of nested frames that are opened, outer frames first."""
        if isinstance(kind, Nested) and is_opened(kind.frame):
            self.scope.add(Hold(self.scope.at(*path), self.scope.attribute(path)), OfClass(self.scope.at(*path), kind.frame))
            for each in kind.frame.fields:
                self.open_frame(each.kind, (*path, each.name))

    def pieces_of(self, each: FieldSpec, path: Path) -> list[Piece]:
        """Return the pieces of a field in a run, in this frame or in a frame that is opened."""
        bits = bits_of(each.kind)
        if bits is not None:
            return self.bits(each, path, bits)
        if isinstance(each.kind, Nested):
            return [piece for inner in each.kind.frame.fields for piece in self.pieces_of(inner, (*path, inner.name))]
        return [packed(each.kind, self.arguments(each, path))]

    def arguments(self, each: FieldSpec, path: Path) -> tuple[Argument, ...]:
        """Return the arguments of struct for a field."""
        kind, place = each.kind, self.scope.at(*path)
        if each.derived:
            base = wire_base(kind)
            if isinstance(base, Bytes | Text | Varint):
                return value_arguments(self.scope, base, Source(Value(place)), (*place, ":wire"))
            assert isinstance(base, Scalar)
            return number_arguments(self.scope, base, Source(Value(place)), place)
        if isinstance(kind, Checksum):
            if not isinstance(kind.base, Scalar):
                return (Literal(bytes(kind.size)),)
            return tuple(Literal(0) for _ in (split_scalar(kind.base) if not kind.base.code else "0"))
        if isinstance(kind, Padding):
            return (Literal(bytes([kind.fill]) * kind.size),) if kind.fill or kind.strict else ()
        if isinstance(kind, Const):
            if isinstance(kind.base, Scalar) and not kind.base.code:
                return tuple(Literal(piece) for piece in _constant_pieces(kind.base, int(kind.plain)))
            return (Literal(kind.plain),)
        return value_arguments(self.scope, kind, self.checked(each, path), place)

    def checked(self, each: FieldSpec, path: Path) -> Source:
        """Return the value of a field in a run, after its `check=`."""
        source = self.scope.attribute(path)
        if each.check is None:
            return source
        holder = self.scope.at(*path, ":checked")
        self.scope.add(Hold(holder, source))
        self.scope.check(each, holder)
        return Source(Value(holder))

    def bits(self, each: FieldSpec, path: Path, bits: Bits) -> list[Piece]:
        """Lower a bit field; the last member of a group returns the piece of the group."""
        if bits.first:
            self.members, self.constant, self.width = [], 0, 0
            self.group = self.scope.at(*path, ":bits")
        kind, place = each.kind, self.scope.at(*path)
        if isinstance(kind, Padding):
            self.constant |= bits.mask * kind.fill << bits.shift
        elif isinstance(kind, Const):
            self.constant |= (int(kind.plain) & bits.mask) << bits.shift
        else:
            if not each.derived:
                source = self.checked(each, path)
                self.scope.add(HoldBits(place, packing(kind, source) if isinstance(kind, Mapped) else source, bits))
            self.members.append((place, bits))
        self.width += bits.width
        if self.width != 8 * bits.group:
            return []
        members = tuple(self.members)
        if any(each.number != "bool" for _, each in members):
            self.scope.add(BitsFit(tuple((place, each) for place, each in members if each.number != "bool")))
        shared, group = group_scalar(bits.group, bits.order), BitGroup(members, self.constant)
        if shared.code:
            return [packed(shared, (group,))]
        self.scope.add(JoinBits(self.group, group))
        return [packed(shared, tuple(NumberPiece(self.group, shift, mask) for shift, mask in number_pieces(shared)))]


def is_in_runs(kind: Kind) -> bool:
    """True for a field that is part of a run, or a frame whose fields are."""
    return bits_of(kind) is not None or fits_in_run(kind) or (isinstance(kind, Nested) and is_opened(kind.frame))


def size_in_runs(kind: Kind) -> int:
    """Return the size in bytes of a field that is in runs."""
    bits = bits_of(kind)
    if bits is not None:
        return bits.size
    return sum(size_in_runs(each.kind) for each in kind.frame.fields) if isinstance(kind, Nested) else slot_size(kind)


def number_arguments(scope: Scope, kind: Scalar, source: Source, place: Place) -> tuple[Argument, ...]:
    """Return the arguments of struct for a number."""
    if kind.code:
        return (Number(source, kind.number == "bool"),)
    whole = (*place, ":value")
    scope.add(HoldIndex(whole, source))
    return tuple(NumberPiece(whole, shift, mask) for shift, mask in number_pieces(kind))


def value_arguments(scope: Scope, kind: Kind, source: Source, place: Place) -> tuple[Argument, ...]:
    """Return the arguments of struct for a value of fixed size."""
    match kind:
        case Scalar():
            return number_arguments(scope, kind, source, place)
        case Mapped():
            return value_arguments(scope, kind.base, packing(kind, source), place)
        case Varint():
            scope.add(WriteVarint(place, VarintBytes(kind, source)))
            return (Number(Source(Value(place))),)
        case Bytes(Fixed(size)):
            scope.add(HoldBytes(place, source))
            return (_filled(scope, place, size, kind),)
        case Text(Bytes(Fixed(size)) as data):
            scope.add(Encode(place, source, kind))
            return (_filled(scope, place, size, data),)
        case Repeat(item, Fixed(number)):
            scope.add(HoldItems(place, source), Exactly(Length((place,)), number))
            return (Spread(place, isinstance(item, Scalar) and item.number == "bool"),)
        case _:
            raise AssertionError(f"{kind} is not a slot of a run")


def _filled(scope: Scope, place: Place, size: int, data: Bytes) -> Argument:
    """Return the argument for bytes of a fixed size."""
    if data.pad:
        return Filled(place, size, data.pad, data.strip)
    scope.add(Exactly(Length((place,)), size))
    return Number(Source(Value(place)))


def _constant_pieces(kind: Scalar, number: int) -> list[int]:
    return [number >> shift if mask is None else number >> shift & mask for shift, mask in number_pieces(kind)]
