"""A pass that writes a union with a preceding size in each arm, together with the fields around it.

Strategy: without this pass, a part is joined to bytes, measured, and joined again with the head of its frame. In each arm the
class is known, and therefore what has a fixed size: the steps after the choice move into the arms, the pieces of an arm replace
the part, and adjacent runs become one. Writing a tagged union takes 0.72 of the time (bench/shapes.py).

Rules: only steps that solve derived fields move; the part is referred to only by its length and as one of the pieces.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from framekit.compiler.program.operands import Formula, Length, Operand, Place
from framekit.compiler.program.runs import slot_size
from framekit.compiler.program.writing_pieces import (
    Argument,
    Held,
    Number,
    Packed,
    PackedAround,
    Piece,
    Pieces,
    VarintBytes,
)
from framekit.compiler.program.writing_scope import joined
from framekit.compiler.program.writing_steps import (
    Assemble,
    JoinPieces,
    Solve,
    WriteByType,
    WriteSteps,
)

MOVED = 4
"""Maximum number of steps repeated in each arm."""


def fuse_arms(steps: WriteSteps) -> WriteSteps:
    """Return the writing steps of a frame, with the steps after a choice by class moved into its arms."""
    switches = [index for index, step in enumerate(steps) if isinstance(step, WriteByType)]
    if not switches or not isinstance(steps[-1], Assemble):
        return steps
    at = switches[-1]
    choice, after, last = steps[at], steps[at + 1 : -1], steps[-1]
    assert isinstance(choice, WriteByType)
    assert isinstance(last, Assemble)
    solves = tuple(step for step in after if isinstance(step, Solve))
    if len(solves) != len(after) or len(after) > MOVED or not _is_only_measured(choice.place, solves, last.pieces):
        return steps

    def moved(arm: WriteSteps) -> WriteSteps:
        match arm:
            case (*others, JoinPieces(place, pieces)) if place == choice.place and (length := _length_of(pieces)) is not None:
                made = joined([each for piece in last.pieces for each in _opened(piece, place, pieces, length)])
                return (*others, *(_measured(each, place, length) for each in solves), Assemble(made))
            case _:
                return (*arm, *solves, last)

    arms = tuple((spec, tag, moved(arm)) for spec, tag, arm in choice.arms)
    return (*steps[:at], replace(choice, arms=arms, unknown=None if choice.unknown is None else moved(choice.unknown)))


def _is_only_measured(place: Place, solves: tuple[Solve, ...], pieces: Pieces) -> bool:
    """True if a part is one of the pieces, and apart from that only its length is needed."""
    operands = [operand for step in solves for _, operand in step.formula.operands]
    operands += [each.source.operand for each in _numbers_in(pieces)]
    named = any(place in {step.consumer, step.place} for step in solves)
    return (
        not named and pieces.count(Held(place)) == 1 and all(isinstance(each, Length) or each.place != place for each in operands)
    )


def _numbers_in(pieces: Pieces) -> list[Number]:
    found: list[Number] = []
    for piece in pieces:
        for run in _runs_in(piece):
            found += [each for _, arguments in run.slots for each in arguments if isinstance(each, Number)]
        if isinstance(piece, VarintBytes):
            found.append(Number(piece.source))
    return found


def _runs_in(piece: Piece) -> tuple[Packed, ...]:
    match piece:
        case Packed():
            return (piece,)
        case PackedAround(before, _, after):
            return before, after
        case Held() | VarintBytes():
            return ()
        case _:
            assert_never(piece)


def _length_of(pieces: Pieces) -> Length | None:
    """Return the number of bytes of some pieces, computed from their places; None if a piece is not in a place."""
    places: list[Place] = []
    size = 0
    for piece in pieces:
        match piece:
            case Held(place):
                places.append(place)
            case PackedAround(_, place, _):
                places.append(place)
            case Packed():
                pass
            case VarintBytes():
                return None
            case _:
                assert_never(piece)
        size += sum(slot_size(kind) for run in _runs_in(piece) for kind, _ in run.slots)
    return Length(tuple(places), size)


def _opened(piece: Piece, place: Place, pieces: Pieces, length: Length) -> list[Piece]:
    """Replace a part in a piece of the frame by the pieces of the part, and the length of the part by theirs."""
    if piece == Held(place):
        return [each for inner in pieces for each in _apart(inner)]
    return [_with_length(each, place, length) for each in _apart(piece)]


def _apart(piece: Piece) -> list[Piece]:
    """Split a fused piece into its components, so that they can be fused with others."""
    if not isinstance(piece, PackedAround):
        return [piece]
    return [piece.before, Held(piece.place), *([piece.after] if piece.after.slots else [])]


def _with_length(piece: Piece, place: Place, length: Length) -> Piece:
    match piece:
        case Packed(slots, order):
            return Packed(tuple((kind, tuple(_argument(each, place, length) for each in given)) for kind, given in slots), order)
        case VarintBytes(kind, source):
            return VarintBytes(kind, replace(source, operand=_operand(source.operand, place, length)))
        case Held() | PackedAround():
            return piece
        case _:
            assert_never(piece)


def _argument(argument: Argument, place: Place, length: Length) -> Argument:
    if not isinstance(argument, Number):
        return argument
    return replace(argument, source=replace(argument.source, operand=_operand(argument.source.operand, place, length)))


def _measured(step: Solve, place: Place, length: Length) -> Solve:
    operands = tuple((path, _operand(operand, place, length)) for path, operand in step.formula.operands)
    return replace(step, formula=Formula(step.formula.expression, operands))


def _operand(operand: Operand, place: Place, length: Length) -> Operand:
    if not isinstance(operand, Length) or place not in operand.places:
        return operand
    places = tuple(inner for each in operand.places for inner in (length.places if each == place else (each,)))
    return Length(places, operand.more + operand.places.count(place) * length.more)
