"""A pass that handles a run that ends with a length, the bytes of that length, and the run after them with one struct format.

Strategy: the format depends on the length, so it is kept in a table by length and made the first time that the length occurs.
This saves a call of struct and a slice: a frame of two texts with prefixes is read in 0.85 of the time, and written in 0.8
(bench/shapes.py).

Rules: in reading, only lengths of one or two bytes are fused, since a peek into the buffer shows them. In writing, a length may
have any size, and the run after the bytes may be missing. Values longer than the table allows are read and written step by step.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from framekit.compiler.program.operands import Amount, Formula, Length, Place, Value
from framekit.compiler.program.reading_steps import (
    AtMost,
    Cut,
    Decode,
    Expect,
    ReadStep,
    ReadSteps,
    TakeBytes,
    Unpack,
    UnpackAround,
    change_blocks,
)
from framekit.compiler.program.runs import orders_agree
from framekit.compiler.program.shared_steps import Check
from framekit.compiler.program.writing_pieces import (
    Held,
    Number,
    Packed,
    PackedAround,
    Piece,
    Pieces,
    Source,
)
from framekit.spec.kinds import Bytes, Kind, Scalar

Run = TypeVar("Run", Unpack, Packed)

WIDTHS = (1, 2)
"""Widths, in bytes, of lengths that reading can fuse."""

NOTHING = Packed((), None)
"""The empty run, after bytes that no run follows."""


def fuse_reading(steps: ReadSteps) -> ReadSteps:
    """Return the reading steps with the runs around bytes fused, including those in nested blocks."""
    fused: list[ReadStep] = []
    index = 0
    while index < len(steps):
        step = steps[index]
        found = _around(steps[index:]) if isinstance(step, Unpack) else None
        if found is None:
            fused.append(change_blocks(step, fuse_reading))
            index += 1
        else:
            around, between, taken = found
            fused += [around, *between]
            index += taken
    return tuple(fused)


def _around(steps: ReadSteps) -> tuple[UnpackAround, list[ReadStep], int] | None:
    """Return the fused step, the steps between its parts, and the number of steps that all of these replace."""
    first = steps[0]
    assert isinstance(first, Unpack)
    between: list[ReadStep] = []
    for index, step in enumerate(steps[1:], 1):
        match step:
            case Decode() | Expect() | Cut() | Check() | AtMost():
                between.append(step)
            case TakeBytes(_, kind, length) if len(steps) > index + 1 and isinstance(after := steps[index + 1], Unpack):
                prefix = first.slots[-1]
                fits = _is_length(prefix.kind) and not (isinstance(kind, Bytes) and kind.view)
                runs = _in_one_order(first, after)
                if runs is None or not fits or not _is(length, prefix.place):
                    return None
                return UnpackAround(runs[0], step, runs[1]), between, index + 2
            case _:
                return None
    return None


def _in_one_order(first: Run, second: Run) -> tuple[Run, Run] | None:
    """Return two runs in their common byte order, or None if their orders differ."""
    if not orders_agree(first.order, second.order):
        return None
    order = first.order or second.order
    return replace(first, order=order), replace(second, order=order)


def _is(amount: Amount, place: Place) -> bool:
    """True if an amount is the value in a place, unchanged."""
    return isinstance(amount, Formula) and amount.alone == Value(place)


def _is_length(kind: Kind) -> bool:
    return isinstance(kind, Scalar) and kind.size in WIDTHS and not kind.signed and bool(kind.code) and kind.number == "int"


def fuse_pieces(pieces: Pieces) -> Pieces:
    """Return pieces with the runs around bytes fused."""
    fused: list[Piece] = []
    index = 0
    while index < len(pieces):
        match pieces[index : index + 3]:
            case (Packed() as before, Held(place), *rest) if _says_length(before, place):
                after = rest[0] if rest and isinstance(rest[0], Packed) else None
                runs = None if after is None else _in_one_order(before, after)
                fused.append(PackedAround(*((before, place, NOTHING) if runs is None else (runs[0], place, runs[1]))))
                index += 2 if runs is None else 3
            case _:
                fused.append(pieces[index])
                index += 1
    return tuple(fused)


def _says_length(before: Packed, place: Place) -> bool:
    kind, arguments = before.slots[-1]
    return (
        isinstance(kind, Scalar) and kind.number == "int" and bool(kind.code) and arguments == (Number(Source(Length((place,)))),)
    )
