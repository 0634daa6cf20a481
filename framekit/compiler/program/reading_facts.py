"""Facts about a frame that lowering to reading steps needs before it begins."""

from __future__ import annotations

from enum import IntEnum

from framekit.compiler.program.opening import is_opened
from framekit.compiler.program.operands import Amount, Formula, is_reference
from framekit.compiler.program.runs import fits_in_run
from framekit.spec.checksum_order import checksums_of, stretches
from framekit.spec.expr import Binary, Literal, Path
from framekit.spec.kinds import Bits, Kind, Mapped, Nested, Scalar, Sized, Switch, bits_of, checksum_in, integer_base
from framekit.spec.model import FieldSpec, FrameSpec


def takes_members(switch: Switch, kind: Mapped) -> bool:
    """True if a switch accepts no tags other than members of an enumeration."""
    if switch.union is not None or switch.otherwise is not None or switch.unknown is not None:
        return False
    try:
        return all(isinstance(kind.unpack(tag), kind.python_type) for arm in switch.arms for tag in arm.tags)
    except Exception:  # a user-defined function may raise anything
        return False


def joins_runs(kind: Kind) -> bool:
    """True for a field that is part of a run, or a frame whose fields are."""
    return bits_of(kind) is not None or fits_in_run(kind) or (isinstance(kind, Nested) and is_opened(kind.frame))


def is_unsigned(spec: FrameSpec, path: Path) -> bool:
    """True for a field of a frame that is never negative."""
    field = spec.field_named(path[0])
    whole = None if field is None or len(path) > 1 else integer_base(field.kind)
    return whole is not None and whole.minimum == 0


def watched(spec: FrameSpec) -> tuple[set[str], set[str]]:
    """Return the names of the fields whose start checksums need, and of those whose end they need."""
    begins: set[str] = set()
    ends: set[str] = set()
    for each in checksums_of(spec):
        kind = checksum_in(each.kind)
        assert kind is not None
        over = kind.over
        begins.update([each.name] if over in ("before", "frame") else ())
        ends.update([each.name] if over in ("after", "frame") else ())
        for first, last in stretches(spec, over) if isinstance(over, tuple) else ():
            begins.add(first)
            ends.add(last)
    return begins, ends


def bytes_of_bits(bits: Bits, count: Amount) -> Amount:
    """Return the number of bytes that a count of bit-field items takes."""
    if isinstance(count, int):
        return bits.run(count)
    total = Binary("+", Binary("*", count.expression, Literal(bits.width)), Literal(7))
    return Formula(Binary("//", total, Literal(8)), count.operands)


def is_only_tag(spec: FrameSpec, field: FieldSpec) -> bool:
    """True for a derived enumeration member of which only the number is needed, since the switch rejects any other number."""
    if not field.derived or field.check is not None or not isinstance(field.kind, Mapped):
        return False
    if not issubclass(field.kind.python_type, IntEnum) or not isinstance(field.kind.base, Scalar):
        return False
    kinds = (each.kind.inner if isinstance(each.kind, Sized) else each.kind for each in spec.fields)
    return any(
        isinstance(kind, Switch) and is_reference(kind.on, (field.name,)) and takes_members(kind, field.kind) for kind in kinds
    )
