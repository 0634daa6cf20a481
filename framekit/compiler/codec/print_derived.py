"""Prints values that depend on the rest of a frame when it is written: its size, numbers of nested frames, checksums.

Rules: these functions belong to the printer of writing steps, which is passed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from framekit.compiler.codec.formulas import formula_source, operand_source
from framekit.compiler.program.operands import Length, Value
from framekit.compiler.program.runs import number_pieces
from framekit.compiler.program.writing_pieces import Argument, Number, NumberPiece, Packed, Source
from framekit.compiler.program.writing_steps import ReadBack, SolveSize, WriteChecksum
from framekit.spec.kinds import Bytes, Scalar, Varint, bits_of, wire_base

if TYPE_CHECKING:
    from framekit.compiler.codec.print_writing import WritingPrinter


def print_solve_size(printer: WritingPrinter, step: SolveSize) -> None:
    """Print the search for a size that counts its own bytes."""
    out, tried, wire = printer.out, printer.name(step.tried), printer.name(step.wire)
    with out.block(f"for {tried} in range(1, {step.kind.longest + 1}):"):
        out.line(f"{printer.name(step.place)} = {formula_source(out, step.formula)}")
        out.line(f"{wire} = {printer.varint(step.kind, printer.name(step.place))}")
        out.line(f"if len({wire}) == {tried}:")
        out.line("    break")
    with out.block("else:"):
        out.line("raise Refused")


def read_back_source(printer: WritingPrinter, step: ReadBack) -> str:
    """Return the expression of a derived number in the bytes of a nested frame; reading its attribute would solve it again."""
    wire, at, bits = printer.name(step.frame), step.offset, bits_of(step.field.kind)
    if bits is not None:
        group = f"int.from_bytes({wire}[{at}:{at + bits.group}], {bits.order!r})"
        return f"{group} >> {bits.shift} & {bits.mask:#x}"
    base = wire_base(step.field.kind)
    assert isinstance(base, Scalar)
    return f"int.from_bytes({wire}[{at}:{at + base.size}], {base.order!r}, signed={base.signed})"


def print_checksum(printer: WritingPrinter, step: WriteChecksum) -> None:
    """Print how a checksum is computed and written at its position."""
    out, name, base = printer.out, printer.name(step.place), step.kind.base
    covered = " + ".join(_slice(printer, *each) for each in step.covered)
    function = out.module.give(step.kind.algorithm.name, step.kind.algorithm.function)
    key = "" if step.key is None else f", {formula_source(out, step.key)}"
    out.line(f"{name} = {function}({covered}{key})")
    wire = _checksum_bytes(printer, step, base, name)
    if step.at is None:
        out.line(f"packed += {wire}")
    else:
        begin, end = step.at
        out.line(f"packed = {_slice(printer, None, begin)} + {wire} + {_slice(printer, end, None)}")


def _checksum_bytes(printer: WritingPrinter, step: WriteChecksum, base: Scalar | Varint | Bytes, name: str) -> str:
    """Return the expression of the bytes of a checksum."""
    match base:
        case Varint():
            return printer.varint(base, name)
        case Bytes():
            printer.out.line(f"{name} = as_bytes({name})")
            printer.out.refuse_if(f"len({name}) != {step.kind.size}")
            return name
        case Scalar():
            arguments: tuple[Argument, ...] = (Number(Source(Value(step.place)), base.number == "bool"),)
            if step.index is not None:
                printer.out.line(f"{printer.name(step.index)} = index({name})")
                arguments = tuple(NumberPiece(step.index, *each) for each in number_pieces(base))
            return printer.piece(Packed(((base, arguments),), base.order))
        case _:
            assert_never(base)


def _slice(printer: WritingPrinter, begin: Length | None, end: Length | None) -> str:
    """Return the expression of a stretch of the packed bytes."""
    if begin is None and end is None:
        return "packed"
    first = "" if begin is None else operand_source(printer.out, begin)
    last = "" if end is None else operand_source(printer.out, end)
    return f"packed[{first}:{last}]"
