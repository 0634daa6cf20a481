"""Questions about values and declarations while a frame is drawn: sizes, fields at a path, and values of expressions."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, TypeAlias, assert_never

from framekit.compiler.explain.frame_writer import value_size
from framekit.declare.convert import replace
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.errors import FramekitError, SpecError
from framekit.spec.expr import Expr, Path, evaluate, references
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    Fixed,
    FromFields,
    Given,
    Integer,
    Kind,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Repeat,
    Rest,
    Scalar,
    Sized,
    Switch,
    Text,
    Varint,
    integer_base,
)
from framekit.spec.memo import Key
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.sizes import fixed_size, is_recursive, minimum_size
from framekit.spec.structure import extent_of, reachable, walk
from framekit.spec.tags import arm_of_class
from framekit.testing.strategies.limits import LONGEST, SMALL

Scope: TypeAlias = dict[str, Any]
"""Values of the fields drawn so far, by name."""


def most_said(spec: FrameSpec, expression: Expr) -> int:
    """Return the maximum of an expression that depends on one field; 0 for other expressions."""
    paths = list(references(expression))
    target = field_at(spec, paths[0]) if len(paths) == 1 else None
    whole = None if target is None else integer_base(target.kind)
    try:
        return int(evaluate(expression, lambda path: whole.maximum)) if whole is not None else 0
    except ArithmeticError:
        return 0


def number_kind(kind: Kind) -> Integer | None:
    """Return the integer kind on the wire, or a single bit for a bool; None if the kind is not a number."""
    base = kind.base if isinstance(kind, Mapped | Const) else kind
    if isinstance(base, Scalar) and base.number == "bool":
        return Bits(base.name, 1, "bool", False)
    return integer_base(kind)


def field_at(spec: FrameSpec, path: Path) -> FieldSpec | None:
    """Return the field at a path through nested frames, or None."""
    field = spec.field_named(path[0])
    if field is None or len(path) == 1:
        return field
    kind = field.kind.inner if isinstance(field.kind, Sized) else field.kind
    return field_at(kind.frame, path[1:]) if isinstance(kind, Nested) else None


def size_of(kind: Kind, value: Any, scope: Scope) -> int:
    """Return the length of a value in bytes, given the fields around it."""
    match kind:
        case Nested() if kind.frame.byteorder != "@":  # native structs are padded inside other structs
            return len(value.pack())
        case Repeat() if isinstance(kind.extent, Fixed | FromFields | Rest) and kind.bits is None:
            return sum(size_of(kind.item, item, scope) for item in value)
        case Sized() if isinstance(kind.extent, FromFields):
            return size_of(kind.inner, value, scope)
        case Switch() if isinstance(value, Frame):
            arm = arm_of_class(kind, type(value))
            if arm is not None:
                return size_of(arm.kind, value, scope)
    return value_size(kind, value, SimpleNamespace(**scope))


def stretched(kind: Kind, value: Any, size: int) -> Any:
    """Lengthen or shorten a field of a frame so that the frame takes `size` bytes; return it unchanged if that is impossible."""
    if not isinstance(kind, Nested):
        return value
    for field in kind.frame.fields:
        inner = field.kind
        if not field.settable or not isinstance(inner, Bytes | Text | Repeat):
            continue
        try:
            held = getattr(value, field.name)
            changed = replace(value, **{field.name: _longer(inner, held, size - size_of(kind, value, {}))})
            if size_of(kind, changed, {}) == size:
                return changed
        except FramekitError:  # another field determines its length
            continue
    return value


def _longer(kind: Bytes | Text | Repeat, value: Any, by: int) -> Any:
    """Return a value longer by `by` bytes, or shorter if `by` is negative, as far as possible."""
    if isinstance(kind, Bytes):
        return bytes(value)[: max(0, len(value) + by)].ljust(len(value) + by, b"\0")
    if isinstance(kind, Text):
        return value + "a" * by if by > 0 else value[: max(0, len(value) + by)]
    unit = fixed_size(kind.item) or 1
    if by < 0:
        return value[: max(0, len(value) + by // unit)]
    filler = value[-1:] or ([0] if integer_base(kind.item) is not None else [])
    return value + filler * (by // unit)


def with_value(scope: Scope, path: Path, number: Any) -> Scope:
    """Return a scope with the field at `path` changed; a derived field is changed through its source, if possible."""

    def changed(frame: Any, names: Path) -> Any:
        if len(names) > 1:
            return replace(frame, **{names[0]: changed(getattr(frame, names[0]), names[1:])})
        if is_derived(spec_of(type(frame)), names):
            return _derived_to(frame, names[0], number)
        return replace(frame, **{names[0]: number})

    return {**scope, path[0]: number if len(path) == 1 else changed(scope[path[0]], path[1:])}


def is_derived(spec: FrameSpec, path: Path) -> bool:
    """Return True for a field that its frame computes, so that the constructor does not take it."""
    field = field_at(spec, path)
    return field is not None and not field.settable


def _derived_to(frame: Frame, name: str, number: Any) -> Any:
    """Change the length of a field so that the field derived from it is `number`; return the frame unchanged if none fits."""
    spec = spec_of(type(frame))
    for relation in spec.relations:
        consumer = spec.field_named(relation.consumer)
        if relation.solves != name or consumer is None or not isinstance(consumer.kind, Bytes | Text | Repeat):
            continue
        try:
            by = min(int(number), LONGEST) - int(getattr(frame, name))
            value = _longer(consumer.kind, getattr(frame, consumer.name), by)
            changed = replace(frame, **{consumer.name: value})
        except (FramekitError, TypeError):  # the number is not a length, or the field refuses the value
            continue
        if getattr(changed, name) == number:
            return changed
    return frame


def rest_of(spec: FrameSpec) -> tuple[FieldSpec, int] | None:
    """Return the last field of a frame and the size of the others, if those have fixed sizes and the last takes the rest."""
    *others, last = spec.fields or (None,)
    sizes = [fixed_size(each.kind) for each in others if each is not None]
    if last is None or spec.relations or any(size is None for size in sizes):
        return None
    takes_rest = isinstance(last.kind, Bytes | Text | Repeat) and isinstance(extent_of(last.kind), Rest)
    return (last, sum(size or 0 for size in sizes)) if takes_rest else None


def holds_more(kind: Kind) -> bool:
    """Return True for a frame that may contain itself."""
    return isinstance(kind, Nested) and is_recursive(kind.frame)


def fits_any_size(kind: Kind) -> bool:
    """Return True if values of exactly a given size can be made."""
    return isinstance(kind, Bytes | Text) or (isinstance(kind, Repeat) and fixed_size(kind.item) is not None)


def require_arms(spec: FrameSpec, switch: Switch) -> None:
    """Raise SpecError for a switch without arms: an open union whose arms are not declared, or not imported."""
    if not switch.arms and switch.otherwise is None and switch.unknown is None:
        raise SpecError(f"{switch.union_name or 'a switch'} has no arm yet; import the module that declares one", frame=spec.name)


def share_of_items(spec: FrameSpec) -> int:
    """Return the maximum number of items per array in a frame that limits the total of all its arrays."""
    assert spec.max_items is not None
    return spec.max_items // max(1, count_arrays(spec))


ARRAYS: Key[int] = Key("number of arrays")


def count_arrays(spec: FrameSpec) -> int:
    """Return the number of arrays that a frame declares, including those of nested frames."""
    kinds = (kind for each in reachable(spec) for field in each.fields for kind in walk(field.kind))
    return spec.memo.once(ARRAYS, lambda: sum(isinstance(kind, Repeat) for kind in kinds))


def can_take(kind: Kind, size: int) -> bool:
    """Return False if it is known that no value of a kind takes exactly `size` bytes."""
    fixed = fixed_size(kind)
    if fixed is not None:
        return fixed == size
    if isinstance(kind, Repeat) and isinstance(kind.extent, Rest):
        return size % (fixed_size(kind.item) or 1) == 0
    return size >= minimum_size(kind)


def estimated(kind: Kind, said: Callable[[Expr], int | None]) -> int:
    """Estimate the maximum length of a value in bytes, if its parts have the usual length or that given by an expression.

    Args:
        kind: kind of the value.
        said: returns the value of an expression, or None if it is not known.
    """
    fixed = fixed_size(kind)
    if fixed is not None:
        return fixed
    match kind:
        case Bytes(FromFields(expression)):
            return _known(said(expression), SMALL)
        case Text(data):
            return estimated(data, said)
        case Repeat(extent=Fixed(number)):
            return number * estimated(kind.item, said)
        case Repeat(extent=FromFields(expression)):
            return _known(said(expression), SMALL) * estimated(kind.item, said)
        case Repeat():
            return SMALL * estimated(kind.item, said)
        case Sized() | Optional():
            return estimated(kind.inner, said)
        case Switch():
            return max((estimated(each, said) for each in kind.kinds if not isinstance(each, Nested)), default=4 * SMALL)
        case (
            Scalar()
            | Bits()
            | Varint()
            | Bytes()
            | Text()
            | Const()
            | Padding()
            | Filler()
            | Nested()
            | Checksum()
            | Mapped()
            | Custom()
            | Given()
            | LookAhead()
        ):
            return minimum_size(kind) + SMALL
        case _:
            assert_never(kind)


def _known(number: int | None, usual: int) -> int:
    return usual if number is None else max(0, number)
