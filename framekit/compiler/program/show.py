"""Lists the steps of a program in readable form.

Strategy: a step is shown as its name and its attributes, in order; the type of an attribute determines its spelling. A new step
therefore needs no code here.

Rules: each step is one line; the steps of a block follow it, indented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from framekit.compiler.program.measuring_steps import Peek
from framekit.compiler.program.operands import Formula, Length, Presence, Value, spell_operand, spell_place
from framekit.compiler.program.program import program_of
from framekit.compiler.program.reading_steps import PeekBranch, Unpack, UnpackAhead, UnpackAround, UnpackAt
from framekit.compiler.program.runs import Slot, run_format, slot_order, struct_places
from framekit.compiler.program.shared_steps import Check
from framekit.compiler.program.writing_pieces import (
    Held,
    Literal,
    Number,
    Packed,
    PackedAround,
    Source,
)
from framekit.spec.describe import describe
from framekit.spec.kinds import Arm, Kind, Until
from framekit.spec.model import FieldSpec, FrameSpec

INDENT = "  "
UNSAID = {("back", 0), ("fill", b"\0"), ("zeros", 0), ("absent", 0), ("size", 1)}
"""Attributes omitted if they have this value."""
NAMES = 18
"""Width of the column of step names."""


def show_program(spec: FrameSpec) -> str:
    """Return the steps of a frame, one per line: those that read it, find its end, and write it.

    A frame whose byte order a field determines has a program for each order; a bitwise frame has the program of its digits.
    """
    if spec.in_bits is not None:
        return f"bitwise, one digit per bit\n\n{show_program(spec.in_bits)}"
    if spec.order_by is not None:
        return "\n".join(f"{order}-endian\n\n{show_program(each)}" for order, each in spec.order_by.specs.items())
    program = program_of(spec)
    parts = [("read", program.read), ("measure", program.measure), ("write", program.write)]
    return "\n".join("\n".join([f"{verb} {spec.name}", *_lines(steps, 1), ""]) for verb, steps in parts if steps is not None)


def _lines(steps: Iterable[Any], depth: int) -> Iterator[str]:
    for step in steps:
        yield f"{INDENT * depth}{words(type(step).__name__):<{NAMES}}{_attributes(step)}".rstrip()
        yield from _blocks(step, depth + 1)


def _blocks(step: Any, depth: int) -> Iterator[str]:
    """Yield the lines of the blocks inside a step."""
    for each in fields(step):
        value = getattr(step, each.name)
        if not isinstance(value, tuple):
            continue
        if value and all(map(_is_step, value)) and each.name in ("steps", "checks", "otherwise", "unknown"):
            if each.name != "steps":
                yield f"{INDENT * depth}{each.name}:"
            yield from _lines(value, depth + (each.name != "steps"))
        elif each.name == "arms":
            for *chosen, steps in value:
                yield f"{INDENT * depth}{', '.join(_spell(part) for part in chosen if part is not None)}:"
                yield from _lines(steps, depth + 1)


def _attributes(step: Any) -> str:
    """Return the attributes of a step that are not blocks."""
    match step:
        case Unpack(slots, order):
            return f"{run_format(slots, order)}  {_names(slots)}"
        case Check(place, field, formula):
            return f"{spell_place(place)}  {field.check if formula is None else formula}"
        case PeekBranch(peeked, head, bound=bound):
            within = "" if bound is None else f"  within {_attributes(bound)}"
            return f"{spell_place(peeked.place)}  in {_attributes(head)}{within}"
        case UnpackAround(before, take, after):
            return f"{_attributes(before)}  around {_attributes(take)}  then {_attributes(after)}"
        case UnpackAt(slot, begin, distance):
            return f"{run_format((slot,), slot_order(slot.kind))}  {_names((slot,))}  at {spell_place(begin)} + {distance}"
        case UnpackAhead(slot, distance):
            return f"{run_format((slot,), slot_order(slot.kind))}  {_names((slot,))}  {distance} ahead"
        case Peek(slots, size, order):
            gaps = (f"{gap}x" if gap else "" for gap, _ in slots)
            formats = (gap + run_format((slot,), None)[1:] for gap, (_, slot) in zip(gaps, slots, strict=True))
            return f"{'<' if order == 'little' else '>'}{''.join(formats)}  {_names(slot for _, slot in slots)}  of {size} bytes"
        case _:
            shown = ((each.name, getattr(step, each.name)) for each in fields(step))
            return "  ".join(text for name, value in shown if (text := _attribute(name, value)))


def _attribute(name: str, value: Any) -> str:
    if name in ("steps", "otherwise", "unknown", "arms") or value is None or value is False:
        return ""
    if name == "given" and value == ():
        return ""
    if isinstance(value, int | bytes) and (name, value) in UNSAID:
        return ""
    if value is True:
        return name
    text = _spell(value)
    return text if name in ("place", "kind", "pieces", "source", "formula", "spec") else f"{name.replace('_', ' ')}={text}"


def _spell(value: Any) -> str:
    """Return a value in the terms of the declaration, or as a place."""
    if isinstance(value, Until):
        return repr(value.marker)
    match value:
        case Formula():
            return str(value)
        case Value() | Length() | Presence():
            return spell_operand(value)
        case PackedAround(before, place, after):
            tail = f", {_spell(after)}" if after.slots else ""
            return f"{_spell(before)} around {spell_place(place)}{tail}"
        case Source(operand, packs):
            text = spell_operand(operand)
            for kind in packs:
                text = f"{kind.name}({text})"
            return text
        case Packed(slots, order):
            given = ", ".join(_spell(each) for _, arguments in slots for each in arguments)
            return f"pack({run_format((Slot((), kind) for kind, _ in slots), order)}: {given})"
        case FrameSpec() | FieldSpec():
            return value.name
        case Arm(tags):
            return ", ".join(map(repr, tags))
        case Number(source):
            return f"bool({_spell(source)})" if value.boolean else _spell(source)
        case Held(place):
            return spell_place(place)
        case Literal(constant):
            return repr(constant)
        case tuple() if all(isinstance(each, str) for each in value):
            return spell_place(value)
        case tuple():
            return f"({', '.join(map(_spell, value))})"
        case _ if _is_kind(value):
            return describe(value)
        case _ if is_dataclass(value):
            inner = (_spell(getattr(value, each.name)) for each in fields(value) if getattr(value, each.name) is not None)
            return f"{words(type(value).__name__)}({', '.join(inner)})"
        case _:
            return repr(value)


def _names(slots: Iterable[Slot]) -> str:
    return ", ".join(spell_place(place) for slot in slots for place in struct_places(slot))


def words(name: str) -> str:
    """Return the name of a step in words: `TakeBytes` as "take bytes"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _is_step(value: Any) -> bool:
    return is_dataclass(value) and type(value).__module__.endswith("_steps")


def _is_kind(value: Any) -> bool:
    return isinstance(value, Kind.__args__)
