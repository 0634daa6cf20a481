"""Prints the steps that write a frame as Python.

Strategy: one `match` over the steps, one over the pieces of the frame and one over the arguments of struct. A place is a local
named after it; the instance is `self`. Values that struct would change silently (a long string, a truthy object) are checked.

Rules: the code may fail with any exception, which never gives a reason; everything that it writes must be read back as the same
values.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, assert_never

from framekit.compiler.codec.bitwise import bits_writer
from framekit.compiler.codec.escapes import direct_most, forms_argument
from framekit.compiler.codec.formulas import (
    amount_source,
    arm_condition,
    formula_source,
    given_call,
    operand_source,
    place_name,
    refuse_unchecked,
    stem,
    to_give_source,
)
from framekit.compiler.codec.print_derived import print_checksum, print_solve_size, read_back_source
from framekit.compiler.codec.print_reading import print_spend
from framekit.compiler.codec.runtime import TABLE, ArmReaders, ArmWriters
from framekit.compiler.codec.source import FunctionSource
from framekit.compiler.codec.varints import ONE_BYTE
from framekit.compiler.program.operands import Formula, Place
from framekit.compiler.program.runs import Slot, constant_in_run, run_format
from framekit.compiler.program.shared_steps import Check, Guard, Leave, Spend
from framekit.compiler.program.writing_pieces import (
    Argument,
    BitGroup,
    Filled,
    Held,
    Literal,
    Number,
    NumberPiece,
    Packed,
    PackedAround,
    Piece,
    Pieces,
    Source,
    Spread,
    VarintBytes,
)
from framekit.compiler.program.writing_steps import (
    Agree,
    AgreeAhead,
    AgreeOnPresence,
    AgreeWithGiven,
    AgreeWithTag,
    AlignTo,
    Assemble,
    BitsFit,
    Constant,
    Continues,
    ConvertBack,
    Encode,
    EndWith,
    Exactly,
    FillBytes,
    FillTo,
    FitsGiven,
    HasGiven,
    Hold,
    HoldAmount,
    HoldBits,
    HoldBytes,
    HoldIndex,
    HoldItems,
    JoinBits,
    JoinPieces,
    NoMoreThan,
    NothingAfterAbsent,
    NothingKept,
    NotPadded,
    OfClass,
    OmitTerminator,
    PackBitItems,
    PackNumbers,
    ReadBack,
    Solve,
    SolveSize,
    WhenPresent,
    WriteBranch,
    WriteByClass,
    WriteByType,
    WriteCarefully,
    WriteChecksum,
    WriteCustom,
    WriteFrame,
    WriteItems,
    WriteStep,
    WriteSteps,
    WriteVarint,
)
from framekit.compiler.text import is_faithful, is_utf8
from framekit.spec.agreement import GivenCheck
from framekit.spec.ends import arm_takes_all
from framekit.spec.kinds import Const, Kind, Mapped, Scalar, Switch, Text, Until, Varint, wire_base
from framekit.spec.model import FrameSpec
from framekit.spec.transforms import FixedPoint, Scaled


class WritingPrinter:
    """Prints steps into a function.

    Args:
        out: the function.
        writer_of: returns the generated writer of a nested frame, `(instance, guard) -> bytes`.
        guard: True if nested frames are passed the guard.
    """

    def __init__(self, out: FunctionSource, writer_of: Callable[[FrameSpec], Any], *, guard: bool = False) -> None:
        self.out = out
        self.writer_of = writer_of
        self.guard = ", guard" if guard else ""

    def name(self, place: Place) -> str:
        """Return the local for a place; the instance is `self`."""
        return place_name(self.out, place)

    def print_return(self, steps: WriteSteps) -> None:
        """Print the steps of a frame, and the lines that return its bytes."""
        *before, last = steps
        if isinstance(last, WriteByType):
            self.print(tuple(before))
            self.by_type(last, self.print_return)
            return
        if not isinstance(last, Assemble):
            self.print(steps)
            self.out.line("return packed")
            return
        self.print(tuple(before))
        pieces = list(map(self.piece, last.pieces))
        if len(pieces) <= 3:
            self.out.line(f"return {join_source(pieces)}")
            return
        with self.out.block('return b"".join(('):
            for piece in pieces:
                self.out.line(f"{piece},")
        self.out.line("))")

    def print(self, steps: WriteSteps) -> None:
        """Print steps one after another."""
        for step in steps:
            self.print_step(step)

    def print_step(self, step: WriteStep) -> None:
        """Print one step."""
        out = self.out
        match step:
            case WriteCarefully():
                out.line("packed = pack_slowly(self, {})")
            case Guard(depth, items, enters):
                out.open_guard(depth, items, enters=enters)
            case Leave():
                out.line("guard.depth += 1")
            case Hold(place, source):
                out.line(f"{self.name(place)} = {self.source(source)}")
            case ConvertBack(place, source, kind, argument):
                pack = out.module.give(f"{kind.name}_pack", kind.pack)
                out.line(f"{self.name(place)} = {pack}({self.source(source)}, {formula_source(out, argument)})")
            case OfClass(place, spec):
                out.refuse_if(f"type({self.name(place)}) is not {out.module.give(spec.name, spec.frame_class)}")
            case HoldIndex(place, source):
                out.line(f"{self.name(place)} = index({self.source(source)})")
            case HoldBits():
                self.hold_bits(step)
            case BitsFit(members):
                tests = (
                    f"not {bits.minimum} <= {self.name(place)} <= {bits.maximum}"
                    if bits.signed
                    else f"{self.name(place)} >> {bits.width}"
                    for place, bits in members
                )
                out.refuse_if(" or ".join(tests))
            case JoinBits(place, group):
                out.line(f"{self.name(place)} = {self.argument(group)}")
            case HoldBytes(place, source):
                out.line(f"{self.name(place)} = {self.source(source)}")
                out.line(f"if type({self.name(place)}) is not bytes:")
                out.line(f"    {self.name(place)} = as_wire({self.name(place)})")
            case Encode(place, source, kind):
                out.line(f"{self.name(place)} = {encoded(kind, self.source(source))}")
            case Constant(place, constant):
                out.line(f"{self.name(place)} = {constant!r}")
            case NoMoreThan(place, limit):
                out.refuse_if(f"len({self.name(place)}) > {limit}")
            case Exactly(length, number):
                out.refuse_if(f"{operand_source(out, length)} != {number}")
            case NotPadded(place, pad):
                ends = f"{self.name(place)}.endswith({pad!r})"
                out.refuse_if(ends if len(pad) == 1 else f"strip_pads({self.name(place)}, {pad!r}) != {self.name(place)}")
            case EndWith(place, until):
                self.end_with(self.name(place), until)
            case OmitTerminator(place, size, marker):
                name = self.name(place)
                out.line(f"if len({name}) == {amount_source(out, size)} + {len(marker)}:")
                out.line(f"    {name} = {name}[:-{len(marker)}]")
            case WriteVarint(place, piece):
                out.line(f"{self.name(place)} = {self.piece(piece)}")
            case WriteFrame(place, instance, spec):
                writer = out.module.give(f"{spec.name}_write", self.writer_of(spec))
                out.line(f"{self.name(place)} = {writer}({self.name(instance)}{self.guard})")
            case WriteCustom(place, source, kind):
                pack = out.module.give(f"{kind.name}_pack", kind.functions.pack)
                wire = f"custom_wire({pack}, {self.source(source)}, {kind.minimum}, {kind.maximum})"
                out.line(f"{self.name(place)} = {wire}")
            case JoinPieces(place, pieces):
                out.line(f"{self.name(place)} = {self.joined(pieces)}")
            case FillTo(place, int(size), fill) if len(fill) == 1:
                out.line(f"{self.name(place)} = {self.name(place)}.ljust({size}, {fill!r})")
            case FillTo(place, int(size), fill):
                out.line(f"{self.name(place)} = filled({self.name(place)}, {size}, {fill!r})")
            case FillTo(place, size):
                out.line(f"{self.name(place)} = fill_to({self.name(place)}, {amount_source(out, size)})")
            case HoldAmount():
                self.hold_amount(step)
            case WhenPresent(given, place, steps):
                with out.block(f"if {self.name(given)} is None:"):
                    out.line(f'{self.name(place)} = b""')
                with out.block("else:"):
                    self.print(steps)
            case WriteBranch():
                self.branch(step)
            case WriteByClass():
                self.by_class(step)
            case WriteByType():
                self.by_type(step, self.print)
            case AgreeWithTag(name, switch, on, value, given):
                differs = self.tag_differs(name, switch, on, self.name(value))
                out.refuse_if(differs if given is None else f"{self.name(given)} is not None and {differs}")
            case HoldItems(place, source):
                out.line(f"{self.name(place)} = {self.source(source)}")
                out.refuse_if(f"not isinstance({self.name(place)}, list)")
            case Spend(amount, empty, guarded):
                print_spend(out, amount_source(out, amount), empty=empty, guarded=guarded)
            case PackNumbers(place, items, kind):
                out.line(f"{self.name(place)} = {self.numbers(kind, self.name(items))}")
            case PackBitItems(place, items, bits):
                form = f"{bits.width}, {bits.number == 'bool'}, {bits.signed}, {bits.order!r}"
                out.line(f"{self.name(place)} = bit_run({self.name(items)}, {form})")
            case WriteItems():
                self.items(step)
            case Solve(place, formula, consumer, absent):
                solved = formula_source(out, formula)
                if consumer is not None:
                    solved = f"{solved} if {self.name(consumer)} is not None else {absent}"
                out.line(f"{self.name(place)} = {solved}")
            case SolveSize():
                print_solve_size(self, step)
            case ReadBack():
                out.line(f"{self.name(step.place)} = {read_back_source(self, step)}")
            case FillBytes(place, size, fill):
                out.line(f"{self.name(place)} = fill_bytes({formula_source(out, size)}, {bytes([fill])!r})")
            case AlignTo(place, position, to, fill):
                missing = f"-{operand_source(out, position)} % {to}"
                out.line(f"{self.name(place)} = {bytes([fill])!r} * ({missing})")
            case Agree(formula, measured, given):
                differs = f"{self.compared(formula)} != {operand_source(out, measured)}"
                out.refuse_if(differs if given is None else f"{self.name(given)} is not None and {differs}")
            case FitsGiven(value, field):
                out.line(given_call(out, field, self.source(value)))
            case HasGiven(instance, given):
                out.refuse_if(f"{self.name(instance)}.{given.field.name} != {to_give_source(out, given)}")
            case AgreeWithGiven(name, kind, value, formulas):
                differs = out.module.share(id(kind), f"{name}_has_others_given", lambda: GivenCheck(kind).differs)
                values = "".join(f"{formula_source(out, each)}, " for each in formulas)
                out.refuse_if(f"{differs}({self.source(value)}, ({values}))")
            case AgreeOnPresence(formula, presence):
                truth = self.compared(formula) if formula.compares else f"bool({formula_source(out, formula)})"
                out.refuse_if(f"{truth} is not {operand_source(out, presence)}")
            case NothingKept(name, kept, switch, on):
                function = out.module.share(id(switch), f"{name}_takes_all", lambda: partial(arm_takes_all, switch))
                out.refuse_if(f"{self.name(kept)} and {function}({formula_source(out, on)})")
            case NothingAfterAbsent(place, after):
                out.refuse_if(f"not {self.name(place)} and ({' or '.join(map(self.name, after)) or 'True'})")
            case Check(place, field, formula):
                refuse_unchecked(out, self.name(place), field, formula)
            case Assemble(pieces):
                out.line(f"packed = {self.joined(pieces)}")
            case Continues(marker, position):
                left = repr(marker) if isinstance(marker, bytes) else self.name(marker)
                out.refuse_if(f"not packed.startswith({left}, {operand_source(out, position)})")
            case AgreeAhead(place, position, size):
                begin = operand_source(out, position)
                out.refuse_if(f"packed[{begin}:{begin} + {size}] != {self.name(place)}")
            case WriteChecksum(place, room=room) if room is not None:
                out.line(f"{self.name(place)} = None")
                with out.block(f"if {self.name(room)}:"):
                    print_checksum(self, step)
            case WriteChecksum():
                print_checksum(self, step)
            case _:
                assert_never(step)

    # Sources, arguments and pieces

    def source(self, source: Source) -> str:
        """Return the expression of the wire form of a value."""
        text = formula_source(self.out, Formula.of(source.operand))
        for kind in source.packs:
            if isinstance(kind.transform, Scaled):
                text = f"round(({self.number(text)} - {kind.transform.offset!r}) / {kind.transform.step!r})"
            elif isinstance(kind.transform, FixedPoint):
                text = f"round({self.number(text)} / {0.5**kind.transform.fraction_bits!r})"
            else:
                text = f"{self.out.module.give(f'{kind.name}_pack', kind.pack)}({text})"
        return text

    def number(self, text: str) -> str:
        """Print the lines that take a float or an integer, and return its local."""
        number = self.out.fresh("number")
        self.out.line(f"{number} = {text}")
        self.out.line(f"if type({number}) is not float:")
        self.out.line(f"    {number} = as_number({number})")
        return number

    def compared(self, formula: Formula) -> str:
        """Return a formula as an operand of a comparison, in parentheses if it is a comparison itself."""
        text = formula_source(self.out, formula)
        return f"({text})" if formula.compares else text

    def argument(self, argument: Argument) -> str:
        """Return the expression of an argument of struct."""
        match argument:
            case Number(source, boolean):
                return f"as_bool({self.source(source)})" if boolean else self.source(source)
            case NumberPiece(place, shift, mask):
                shifted = f"{self.name(place)} >> {shift}" if shift else self.name(place)
                return shifted if mask is None else f"{shifted} & {mask:#x}"
            case Literal(value):
                return repr(value)
            case Filled(place, size, pad, strip):
                name = self.name(place)
                if len(pad) > 1:
                    return f"fill_up({name}, {size}, {pad!r}, {strip})"
                ends = f" or {name}.endswith({pad!r})" if strip else ""
                self.out.refuse_if(f"len({name}) > {size}{ends}")
                return name if pad == b"\0" else f"{name}.ljust({size}, {pad!r})"
            case Spread(place, boolean):
                return f"*map(as_bool, {self.name(place)})" if boolean else f"*{self.name(place)}"
            case BitGroup(members, constant):
                terms = []
                for place, bits in members:
                    term = f"({self.name(place)} & {bits.mask:#x})" if bits.signed else self.name(place)
                    terms.append(f"{term} << {bits.shift}" if bits.shift else term)
                if constant or not terms:
                    terms.append(f"{constant:#x}")
                return " | ".join(terms)
            case _:
                assert_never(argument)

    def piece(self, piece: Piece) -> str:
        """Return the expression of the bytes of a piece."""
        match piece:
            case Held(place):
                return self.name(place)
            case Packed(slots, order):
                format = run_format((Slot((), kind) for kind, _ in slots), order)
                return f"{self.out.module.struct_method(format, 'pack')}({', '.join(self.arguments(piece))})"
            case PackedAround():
                return self.packed_around(piece)
            case VarintBytes(kind, source):
                return self.varint(kind, self.source(source))
            case _:
                assert_never(piece)

    def arguments(self, packed: Packed) -> list[str]:
        """Return the expressions of the arguments of struct for a run."""
        return [
            repr(constant_in_run(kind, packed.order)) if isinstance(kind, Const) and len(given) == 1 else self.argument(each)
            for kind, given in packed.slots
            for each in given
        ]

    def packed_around(self, piece: PackedAround) -> str:
        """Return the expression of a run, bytes and a run with one format, or joined if the bytes are too long for the table."""
        before, after, value = piece.before, piece.after, self.name(piece.place)
        length = self.name((*piece.place, ":length"))
        self.out.line(f"{length} = len({value})")
        first, last = self.arguments(before)[:-1], self.arguments(after)
        heads, tails = (run_format((Slot((), kind) for kind, _ in each.slots), each.order) for each in (before, after))
        table, make = self.out.module.formats_by_length(heads, tails[1:], "pack")
        fused = f"({table}[{length}] or {make}({length}))({', '.join([*first, length, value, *last])})"
        kind = before.slots[-1][0]
        if isinstance(kind, Scalar) and kind.size == 1:
            return fused  # a length beyond the table does not fit into one byte either
        whole = self.name((*piece.place, ":around"))
        with self.out.block(f"if {length} < {TABLE}:"):
            self.out.line(f"{whole} = {fused}")
        with self.out.block("else:"):
            tail = f" + {self.out.module.struct_method(tails, 'pack')}({', '.join(last)})" if last else ""
            head = f"{self.out.module.struct_method(heads, 'pack')}({', '.join([*first, length])})"
            self.out.line(f"{whole} = {head} + {value}{tail}")
        return whole

    def joined(self, pieces: Pieces) -> str:
        """Return the expression of consecutive pieces."""
        return join_source([self.piece(each) for each in pieces])

    def varint(self, kind: Varint, value: str) -> str:
        """Return the expression of the bytes of a varint; a value of a single byte needs no call."""
        if kind.number == "bool":
            return f"write_flag({value})"
        if kind.encoding == "bits":
            return f"{self.out.module.share(kind, f'write_{kind.name}', partial(bits_writer, kind))}({value})"
        call = f"write_{kind.encoding}({{}}, {kind.maximum}{forms_argument(self.out, kind)})"
        if kind.head is not None:
            number, least = self.out.fresh("number"), kind.least_escape
            self.out.line(f"{number} = {value}")
            call = f"write_rest({number}, {least}{forms_argument(self.out, kind)})"
            return f'(b"" if type({number}) is int and 0 <= {number} < {least} else {call})'
        most = min(direct_most(kind) + 1, len(ONE_BYTE))
        if kind.signed or kind.maximum < most - 1 or kind.shortest > 1 or most == 0:
            return call.format(value)
        number = self.out.fresh("number")
        self.out.line(f"{number} = {value}")
        return f"(one_byte[{number}] if type({number}) is int and 0 <= {number} < {most} else {call.format(number)})"

    # Values

    def hold_amount(self, step: HoldAmount) -> None:
        """Print the lines that compute the number of a prefix."""
        out, name, measured = self.out, self.name(step.place), formula_source(self.out, Formula.of(step.measured))
        biased = f"{measured} + {step.bias}" if step.bias else measured
        if step.given is None:
            out.line(f"{name} = {biased}")
            return
        with out.block(f"if {self.name(step.given)} is None:"):
            out.line(f"{name} = {step.null}")
        with out.block("else:"):
            out.line(f"{name} = {biased}")
            if step.null is not None and step.null >= step.bias:
                out.refuse_if(f"{name} == {step.null}")

    def hold_bits(self, step: HoldBits) -> None:
        """Print the lines that take the value of a bit field."""
        out, name = self.out, self.name(step.place)
        out.line(f"{name} = {self.source(step.source)}")
        if step.bits.number == "bool":
            out.line(f"if {name} is not True and {name} is not False:")
            out.line(f"    {name} = as_bool({name})")
        else:
            out.line(f"if type({name}) is not int:")
            out.line(f"    {name} = index({name})")

    def end_with(self, name: str, until: Until) -> None:
        """Print the lines that append a terminator to bytes, or check it."""
        out, marker, size = self.out, until.marker, len(until.marker)
        if until.others or until.or_end:
            terminators = out.module.share(until, "terminators", lambda: until)
            out.line(f"{name} = ended_by({name}, {terminators})")
            return
        unit = f", {until.unit}" if until.unit > 1 else ""
        if until.include:
            found = f"find_aligned({name}, {marker!r}, 0, len({name}), {until.unit})"
            out.refuse_if(f"len({name}) < {size} or {found} != len({name}) - {size}")
            return
        found = f"find_aligned({name} + {marker!r}, {marker!r}, 0, len({name}) + {size}{unit})"
        out.refuse_if(f"{found if unit else f'({name} + {marker!r}).find({marker!r})'} != len({name})")
        if until.consume:
            out.line(f"{name} += {marker!r}")

    def numbers(self, kind: Kind, items: str) -> str:
        """Return the expression that packs the numbers of a list in one call."""
        base = wire_base(kind)
        assert isinstance(base, Scalar)
        values = f"*{items}"
        if isinstance(kind, Mapped) and kind.pack is not None:
            values = f"*map({self.out.module.give(f'{kind.name}_pack', kind.pack)}, {items})"
        elif base.number == "bool":
            values = f"*map(as_bool, {items})"
        sign = "<" if base.order == "little" else ">"
        return f'struct_pack(f"{sign}{{len({items})}}{base.code}", {values})'

    def items(self, step: WriteItems) -> None:
        """Print the loop that writes items."""
        out, place, item = self.out, self.name(step.place), self.name(step.item)
        parts, done = self.name((*step.place, ":parts")), self.name((*step.place, ":done"))
        out.line(f"{parts} = []")
        if step.index is not None:
            out.line(f"{self.name(step.index)} = 0")
        if step.last is not None:
            out.line(f"{done} = False")
        with out.block(f"for {item} in {self.name(step.items)}:"):
            if step.last is not None:
                out.refuse_if(done)
            self.print(step.steps)
            out.line(f"{parts}.append({self.joined(step.pieces)})")
            if step.taken is not None:
                out.line(f"{self.name(step.taken)} = len({parts}[-1])")
            if step.index is not None:
                out.line(f"{self.name(step.index)} += 1")
            if step.last is not None:
                out.line(f"{done} = {formula_source(out, step.last)}")
        if step.last is not None and not step.or_end:
            out.refuse_if(f"not {done}")
        if step.until is not None:
            cut = "" if step.until.consume else f"[:-{len(step.until.marker)}]"
            out.line(f"{place} = marked({parts}, {step.until.marker!r}){cut}")
        else:
            out.line(f'{place} = b"".join({parts})')

    # Choices

    def branch(self, step: WriteBranch) -> None:
        """Print a choice by a tag that is determined elsewhere."""
        out, tag, value = self.out, self.name(step.tag), self.name(step.value)
        out.line(f"{tag} = {formula_source(out, step.on)}")
        word = "if"
        for arm, steps in step.arms:
            with out.block(f"{word} {arm_condition(out, arm, tag)}:"):
                self.print(steps)
            word = "elif"
        with out.block("else:"):
            if step.otherwise is None:
                out.line("raise Refused")
                return
            if step.unknown:
                out.refuse_if(f"type({value}) is not Unknown or {value}.tag != {tag}")
            self.print(step.otherwise)

    def by_class(self, step: WriteByClass) -> None:
        """Print a choice by the class of a value."""
        out, switch, value = self.out, step.switch, self.name(step.value)
        name, solved = stem(step.place), step.tag is not None
        tag, writer = self.name(step.tag or (*step.place, ":tag")), self.name((*step.place, ":writer"))
        table = out.module.share(id(switch), f"{name}_writers", lambda: ArmWriters(switch, self.writer_of, determines=solved))

        def write_arm() -> None:
            out.line(f"{tag if solved else '_'}, {writer} = {table}[type({value})]")
            out.line(f"{self.name(step.place)} = {writer}({value}{self.guard})")

        if step.unknown is None:
            write_arm()
            return
        with out.block(f"if type({value}) is Unknown:"):
            out.line(f"{tag} = unknown_tag({value}, {self.classes_by_tag(name, switch)})")
            self.print(step.unknown)
        with out.block("else:"):
            write_arm()

    def by_type(self, step: WriteByType, print_arm: Callable[[WriteSteps], None]) -> None:
        """Print a choice by the class of a value, with the classes tried one after another."""
        out, value, cls = self.out, self.name(step.value), self.name((*step.place, ":class"))
        out.line(f"{cls} = type({value})")
        word = "if"
        for spec, tag, steps in step.arms:
            with out.block(f"{word} {cls} is {out.module.give(spec.name, spec.frame_class)}:"):
                if step.tag is not None:
                    out.line("raise Refused" if tag is None else f"{self.name(step.tag)} = {tag!r}")
                print_arm(steps)
            word = "elif"
        if step.unknown is not None:
            tag_name = self.name(step.tag or (*step.place, ":tag"))
            with out.block(f"elif {cls} is Unknown:"):
                out.line(f"{tag_name} = unknown_tag({value}, {self.classes_by_tag(stem(step.place), step.switch)})")
                print_arm(step.unknown)
        with out.block("else:"):
            out.line("raise Refused")

    def tag_differs(self, name: str, switch: Switch, on: Formula, value: str) -> str:
        """Return the condition that the tag selects a different arm than the class of a value."""
        said = self.compared(on)
        differs = f"{self.classes_by_tag(name, switch)}[{said}] is not type({value})"
        if switch.unknown is None:
            return differs
        return f"({value}.tag != {said} if type({value}) is Unknown else {differs})"

    def classes_by_tag(self, name: str, switch: Switch) -> str:
        """Return the name of the mapping from a tag to the class of its arm, or to None if it has no arm."""
        return self.out.module.share(id(switch), f"{name}_classes", lambda: ArmReaders(switch, lambda spec: spec.frame_class))


def encoded(kind: Text, source: str) -> str:
    """Return the expression of the bytes of a text."""
    if not is_faithful(kind.encoding, kind.errors):
        return f"encode_text({source}, {kind.encoding!r}, {kind.errors!r})"
    return f"encode({source})" if is_utf8(kind.encoding) else f"encode({source}, {kind.encoding!r})"


def join_source(pieces: list[str]) -> str:
    """Return the expression that joins bytes."""
    if not pieces:
        return 'b""'
    return " + ".join(pieces) if len(pieces) <= 3 else f'b"".join(({", ".join(pieces)}))'
