"""State shared by the lowering of writing: the frame, the instance, the steps so far, and the meaning of expressions.

Rules: the steps of a block are collected separately, and put into the step that contains the block.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from framekit.compiler.program.fuse_lengths import fuse_pieces
from framekit.compiler.program.opening import derived_inside
from framekit.compiler.program.operands import Formula, Operand, Place, Presence, Value, formula
from framekit.compiler.program.runs import orders_agree, slot_order
from framekit.compiler.program.shared_steps import Check
from framekit.compiler.program.writing_pieces import (
    Argument,
    Held,
    Packed,
    Piece,
    Pieces,
    Source,
)
from framekit.compiler.program.writing_steps import (
    JoinPieces,
    WriteStep,
)
from framekit.spec.bitmaps import PRESENT
from framekit.spec.expr import INDEX, ITEM, MEASURED, REST, SIZE_OF_ITEM, Expr, Path, path_of, references
from framekit.spec.given import class_of, given_to
from framekit.spec.kinds import (
    Given,
    Kind,
    Mapped,
    Nested,
)
from framekit.spec.model import FieldSpec, FrameSpec, computes_as_integer, may_be_absent, may_be_absent_in
from framekit.spec.structure import walk

TRIED: Path = ("<tried>",)
"""Represents, in an inverse, the number of bytes that is tried."""


class Scope:
    """The frame that is being lowered.

    Args:
        spec: the frame.
        source: the place of the instance.
        base: the prefix of the places of fields, if the steps of several frames share a function.
    """

    def __init__(self, spec: FrameSpec, source: Place = (), base: Place = ()) -> None:
        self.spec = spec
        self.source = source
        self.base = base
        self.steps: list[WriteStep] = []
        self.indexes: list[Place] = []  # the places of the indexes of the arrays that are being lowered

    def at(self, *path: str) -> Place:
        """Return the place of a path of the frame."""
        return (*self.base, *path)

    def add(self, *steps: WriteStep) -> None:
        """Add steps."""
        self.steps += steps

    @contextmanager
    def block(self) -> Iterator[list[WriteStep]]:
        """Collect the steps added inside the context in the list that it returns."""
        outer, self.steps = self.steps, []
        yield self.steps
        self.steps = outer

    def attribute(self, path: Path) -> Source:
        """Return the attribute that contains the value of a field."""
        holder = self.at(*path[:-1]) if len(path) > 1 else self.source
        return Source(Value(holder, path[-1:]))

    def join(self, place: Place, pieces: Pieces) -> None:
        """Join pieces in a place, unless they are already there."""
        if pieces != (Held(place),):
            self.add(JoinPieces(place, pieces))

    def check(self, field: FieldSpec, place: Place) -> None:
        """Apply the `check=` of a field to its value."""
        if field.check is not None:
            alone = Value(place, flags=computes_as_integer(field))
            condition = field.check.expression
            self.add(Check(place, field, None if condition is None else self.formula(condition, alone=alone)))

    def formula(
        self,
        expression: Expr,
        measured: Operand | None = None,
        *,
        alone: Value | None = None,
        item: Place = (),
        kind: Kind | None = None,
        tried: Place = (),
    ) -> Formula:
        """Return the formula of an expression over values that are written.

        Args:
            expression: the expression to be computed.
            measured: the operand of the measure.
            alone: the operand of `this` alone, which is the value being checked.
            item: the place of `item`.
            kind: the kind of `item`.
            tried: the place of the number of bytes that is tried.
        """

        def operand_at(path: Path) -> Operand:
            if not path:
                assert alone is not None
                return alone
            if path in (path_of(MEASURED), REST):  # the rest is as long as the frame
                assert measured is not None
                return measured
            if path == TRIED:
                return Value(tried)
            if path == SIZE_OF_ITEM:
                return Value((*item, ":taken"))
            if path[0] == ITEM:
                return Value(item, path[1:], absent=may_be_absent_in(kind, path[1:]))
            if path == (INDEX,):
                return Value(self.indexes[-1])
            if path[0] == PRESENT:
                return Presence(self.at(path[1], ":value"))
            field = self.spec.field_named(path[0])
            flags = field is not None and len(path) == 1 and computes_as_integer(field)
            if field is not None and field.derived:
                return Value(self.at(*path), flags=flags)
            if derived_inside(self.spec, path) is not None:
                return Value(self.at(*path, ":read"))
            return Value(self.source, path, flags, may_be_absent(field, path))

        return formula(expression, self.spec.constant_at, operand_at)

    def gives_early(self, kind: Kind) -> bool:
        """True if every value given to nested frames is known before any part is written, so it is an attribute, not derived.

        False if such a value is a float: a NaN that is passed on would differ from itself.
        """
        return all(
            class_of(field.kind.base) is not float and all(map(self._is_attribute, references(expression)))
            for each in walk(kind)
            if isinstance(each, Nested)
            for field, expression in given_to(each)
            if isinstance(field.kind, Given)
        )

    def _is_attribute(self, path: Path) -> bool:
        if path == (INDEX,):
            return True
        if not path or path[0] == ITEM:
            return False
        field = self.spec.field_named(path[0])
        return field is not None and not field.derived and derived_inside(self.spec, path) is None


def joined(pieces: list[Piece] | Pieces) -> Pieces:
    """Return pieces with adjacent runs joined, as merge_runs.py does for reading."""
    merged: list[Piece] = []
    for piece in pieces:
        before = merged[-1] if merged else None
        if isinstance(piece, Packed) and isinstance(before, Packed) and orders_agree(before.order, piece.order):
            merged[-1] = Packed((*before.slots, *piece.slots), before.order or piece.order)
        else:
            merged.append(piece)
    return fuse_pieces(tuple(merged))


def packed(kind: Kind, arguments: tuple[Argument, ...]) -> Packed:
    """Return a run of one slot."""
    return Packed(((kind, arguments),), slot_order(kind))


def packing(kind: Mapped, source: Source) -> Source:
    """Return the source with the conversion of a mapped kind applied to it."""
    return source if kind.pack is None else Source(source.operand, (*source.packs, kind))
