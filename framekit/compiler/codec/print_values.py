"""Prints how values are made from the results of struct or a slice: decoded, converted, extracted from bits, or compared.

Rules: nothing here moves the offset.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from framekit.compiler.codec.escapes import bits_source, forms_argument
from framekit.compiler.codec.formulas import bracketed
from framekit.compiler.codec.source import FunctionSource
from framekit.compiler.program.operands import Place
from framekit.compiler.program.reading_steps import Cut, Unpack
from framekit.compiler.program.runs import (
    Slot,
    constant_in_run,
    split_scalar,
    struct_places,
)
from framekit.compiler.text import is_utf8
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
    wire_base,
)
from framekit.spec.transforms import FixedPoint, Scaled


class ValuePrinter:
    """Prints the lines that make values into a function.

    Args:
        out: the function.
        name: returns the local for a place.
    """

    def __init__(self, out: FunctionSource, name: Callable[[Place], str]) -> None:
        self.out = out
        self.name = name
        self.orders: dict[Place, Order | None] = {}

    def note_order(self, run: Unpack) -> None:
        """Note the byte order in which the slots of a run are read, since constant bytes are compared as an integer."""
        self.orders |= {slot.place: run.order for slot in run.slots}

    def print_decode(self, place: Place, kind: Kind) -> None:
        """Print the line that makes the value of a slot."""
        self.out.line(f"{self.name(place)} = {self.from_wire(kind, self.raw(place, kind))}")

    def raw(self, place: Place, kind: Kind) -> str:
        """Return the expression of the wire form of a slot, from its locals."""
        base = wire_base(kind)
        names = [self.name(each) for each in struct_places(Slot(place, kind))]
        if isinstance(base, Scalar) and not base.code:
            shifts = [shift for _, shift in split_scalar(base)]
            pairs = sorted(zip(shifts, names, strict=True), reverse=True)
            return " | ".join(f"{name} << {shift}" if shift else name for shift, name in pairs)
        if isinstance(base, Repeat):
            return f"[{', '.join(names)}]"
        return names[0]

    def expect(self, place: Place, kind: Const | Padding) -> None:
        """Print the check of a constant, or of padding."""
        if isinstance(kind, Padding):
            self.out.refuse_if(f"{self.name(place)} != {bytes([kind.fill]) * kind.size!r}")
        else:
            raw = self.name(place) if isinstance(kind.base, Varint) else self.raw(place, kind)
            expected = constant_in_run(kind, self.orders.get(place))
            if isinstance(expected, int) and kind.wire and isinstance(kind.base, Bytes | Text):
                self.out.refuse_if(f"{raw} != {expected:#x}", f"  # {kind.wire!r}")
            else:
                self.out.refuse_if(f"{bracketed(raw)} != {expected!r}")

    def cut(self, step: Cut) -> None:
        """Print the line that extracts a bit field from the number that it shares."""
        bits, kind, shared = step.bits, step.kind, self.name(step.group)
        shifted = f"{shared} >> {bits.shift}" if bits.shift else shared
        raw = shifted if bits.shift + bits.width == 8 * bits.group else f"{shifted} & {bits.mask:#x}"
        if isinstance(kind, Padding):
            self.out.refuse_if(f"{bracketed(raw)} != {bits.mask if kind.fill else 0:#x}")
            return
        if isinstance(kind, Const):
            self.out.refuse_if(f"{bracketed(raw)} != {int(kind.plain) & bits.mask:#x}")
            return
        if bits.number == "bool":
            raw = f"{shared} & {1 << bits.shift:#x} != 0"
        elif bits.signed:
            sign = 1 << (bits.width - 1)
            raw = f"({bracketed(raw)} ^ {sign:#x}) - {sign:#x}"
        if isinstance(kind, Mapped):
            raw = self.from_wire(kind, raw)
        self.out.line(f"{self.name(step.place)} = {raw}")

    def converter(self, kind: Mapped) -> str:
        """Return the name of the function that makes a mapped value."""
        return self.out.module.give(f"{kind.name}_unpack", kind.unpack)

    def from_wire(self, kind: Kind, raw: str) -> str:
        """Return the expression that makes a value from the result of struct or a slice."""
        match kind:
            case Mapped(transform=Scaled(step, offset)):  # a call would take three times as long
                return f"{bracketed(self.from_wire(kind.base, raw))} * {step!r} + {offset!r}"
            case Mapped(transform=FixedPoint(bits)):
                return f"{bracketed(self.from_wire(kind.base, raw))} * {0.5**bits!r}"
            case Mapped():
                return f"{self.converter(kind)}({self.from_wire(kind.base, raw)})"
            case Checksum():
                return self.from_wire(kind.base, raw)
            case Varint(encoding="bits"):
                return bits_source(kind, raw)
            case Varint() if kind.digits is not None:
                arguments = f"{kind.maximum}, {kind.strict}{forms_argument(self.out, kind)}"
                return f"{kind.encoding}_value({raw}, {arguments})"
            case Bytes():
                if not kind.strip:
                    return raw
                return f"{raw}.rstrip({kind.pad!r})" if len(kind.pad) == 1 else f"strip_pads({raw}, {kind.pad!r})"
            case Text():
                stripped = self.from_wire(kind.data, raw)
                if is_utf8(kind.encoding) and kind.errors == "strict":
                    return f"{stripped}.decode()"
                return f"{stripped}.decode({kind.encoding!r}, {kind.errors!r})"
            case (
                Scalar()
                | Bits()
                | Varint()
                | Const()
                | Padding()
                | Filler()
                | Repeat()
                | Nested()
                | Sized()
                | Switch()
                | Optional()
                | Custom()
                | Given()
                | LookAhead()
            ):
                return raw
            case _:
                assert_never(kind)

    def numbers(self, kind: Kind, count: str, begin: str, end: str) -> str:
        """Return the expression that reads numbers between two offsets."""
        base = wire_base(kind)
        assert isinstance(base, Scalar)
        sign = "<" if base.order == "little" else ">"
        values = f'struct_unpack_from(f"{sign}{{{count}:d}}{base.code}", buffer, {begin})'
        if base.code == "B":
            values = f"buffer[{begin}:{end}]"
        return f"[{self.from_wire(kind, 'value')} for value in {values}]" if isinstance(kind, Mapped) else f"list({values})"
