"""Values that are known from outside a frame: which a frame needs, what they may be, and whether values inside it agree.

Strategy: the fields of a frame that are given take no bytes, and come before all others. A nested frame gets their values from
expressions over the frame that holds it; the outermost frame gets them from its caller.

Rules: a value is taken as the class that its field has: a bool of a condition, a member of an enumeration for its number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple, assert_never

from framekit.errors import GivenError
from framekit.spec.expr import Expr, Literal
from framekit.spec.kinds import (
    Align,
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Given,
    Kind,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Repeat,
    Scalar,
    Sized,
    Switch,
    Text,
    Varint,
    integer_base,
)
from framekit.spec.model import FieldSpec, FrameSpec, Missing
from framekit.spec.structure import walk
from framekit.spec.tags import arm_for


def given_fields(spec: FrameSpec) -> tuple[FieldSpec, ...]:
    """The fields of a frame whose values are given from outside."""
    return tuple(each for each in spec.fields if isinstance(each.kind, Given))


def given_of(spec: FrameSpec, frame: Any) -> dict[str, Any]:
    """The given values of an instance, by name, with which its bytes can be read again; none if the spec has them already."""
    return {} if spec.given is not None else {each.name: getattr(frame, each.name) for each in given_fields(spec)}


def class_of(base: Kind) -> type:
    """The class of the values that a given field may have."""
    match base:
        case Mapped():
            return base.python_type
        case Scalar() | Bits():
            return {"int": int, "float": float, "bool": bool}[base.number]
        case Bytes():
            return bytes
        case Text():
            return str
        case Varint():
            return int
        case (
            Const()
            | Padding()
            | Align()
            | Repeat()
            | Nested()
            | Sized()
            | Switch()
            | Optional()
            | Checksum()
            | Custom()
            | Given()
            | LookAhead()
        ):
            raise AssertionError(f"{base} is no kind of a given value")
        case _:
            assert_never(base)


def as_given(base: Kind, value: Any) -> Any:
    """A value as its given field has it.

    Raises:
        ValueError, TypeError or LookupError: it can have no such value.
    """
    cls = class_of(base)
    if isinstance(base, Mapped):
        if not isinstance(value, cls | int):
            raise TypeError(f"expected {cls.__name__}, got {type(value).__name__}")
        return value if isinstance(value, cls) else base.unpack(value)
    if isinstance(value, bool) and cls is not bool:
        value = int(value)
    if cls is bool and type(value) is int and value in (0, 1):
        return bool(value)
    if not isinstance(value, cls):
        raise TypeError(f"expected {cls.__name__}, got {type(value).__name__}")
    whole = integer_base(base)
    if isinstance(value, int) and whole is not None and whole.name != "int" and not whole.minimum <= value <= whole.maximum:
        raise ValueError(f"{whole.name} goes from {whole.minimum} to {whole.maximum}")
    return value


def given_values(spec: FrameSpec, given: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values of the given fields of an outermost frame, in their order.

    Args:
        spec: the frame.
        given: the values by name.

    Raises:
        GivenError: a value is missing, of the wrong class, or of no field that is given.
    """
    fields = given_fields(spec)
    if unknown := given.keys() - {each.name for each in fields}:
        known = f"only {', '.join(each.name for each in fields)}" if fields else "nothing"
        raise GivenError(f"{', '.join(sorted(map(str, unknown)))} is not given to it; {known} is", frame=spec.name)
    return tuple(_value_of(spec, each, given) for each in fields)


def given_by_name(spec: FrameSpec, given: Mapping[str, Any]) -> dict[str, Any]:
    """What `given_values` returns, by the names of the fields."""
    return dict(zip((each.name for each in given_fields(spec)), given_values(spec, given), strict=True))


def _value_of(spec: FrameSpec, field: FieldSpec, given: Mapping[str, Any]) -> Any:
    if field.name in given:
        return _require_given(spec.name, field, given[field.name])
    if field.required:
        raise GivenError(
            f"the value is not in the bytes, and must be given: unpack(data, {field.name}=...), or given={{{field.name!r}: ...}}",
            frame=spec.name,
            path=field.name,
        )
    default = field.default if field.default_factory is None else field.default_factory()
    return _require_given(spec.name, field, default)


def _require_given(frame: str, field: FieldSpec, value: Any) -> Any:
    """A value as its given field has it. Raises GivenError if it cannot have that."""
    assert isinstance(field.kind, Given)
    try:
        return as_given(field.kind.base, value)
    except (ValueError, TypeError, LookupError) as fault:
        raise GivenError(f"{value!r} cannot be given: {fault}", frame=frame, path=field.name) from None


def given_to(kind: Nested) -> tuple[tuple[FieldSpec, Expr], ...]:
    """What a nested frame is given: each of its given fields, in their order, and the expression of its value.

    Raises:
        GivenError: nothing gives a value to a field.
    """
    said = dict(kind.given)
    found: list[tuple[FieldSpec, Expr]] = []
    for each in given_fields(kind.frame):
        if each.name not in said and isinstance(each.default, Missing):
            raise GivenError(
                f"it takes {each.name!r} from outside; write {kind.name}.given({each.name}=...), an expression or a value",
                frame=kind.name,
                path=each.name,
            )
        value = said[each.name] if each.name in said else Literal(each.default)
        if isinstance(value, Literal):
            _require_given(kind.name, each, value.value)
        found.append((each, value))
    return tuple(found)


class Disagreement(NamedTuple):
    """A nested frame whose given value is not what the frame around it gives.

    Attributes:
        where: what leads from the field to it, as `[3].wide`.
        expected: what is given.
        found: what the nested frame has.
    """

    where: str
    expected: Any
    found: Any


def takes_given(kind: Kind) -> bool:
    """True if a frame in a kind is given values."""
    return any(isinstance(each, Nested) and bool(given_fields(each.frame)) for each in walk(kind))


def expressions_for_given(kind: Kind) -> tuple[Expr, ...]:
    """The expressions that give values to frames in a kind, and those that choose among them."""
    found: list[Expr] = []
    for each in walk(kind):
        if isinstance(each, Nested):
            found += [expression for _, expression in each.given]
        elif isinstance(each, Switch):
            found.append(each.on)
    return tuple(found)


def disagreement(kind: Kind, value: Any, evaluate: Callable[[Expr], Any], where: str = "") -> Disagreement | None:
    """The first nested frame in a value that has another value than it is given; None if all agree.

    Args:
        kind: of the value.
        value: of a field.
        evaluate: gives the value of an expression of the kind.
        where: what leads to the value.
    """
    match kind:
        case Nested():
            return _of_frame(kind, value, evaluate, where)
        case Repeat():
            for index, item in enumerate(value):
                if found := disagreement(kind.item, item, evaluate, f"{where}[{index}]"):
                    return found
            return None
        case Sized():
            return disagreement(kind.inner, value, evaluate, where)
        case Optional():
            return None if value is None else disagreement(kind.inner, value, evaluate, where)
        case Switch():
            arm = arm_for(kind, evaluate(kind.on))
            chosen = kind.otherwise if arm is None else arm.kind
            return None if chosen is None else disagreement(chosen, value, evaluate, where)
        case Mapped():
            return disagreement(kind.base, value if kind.pack is None else kind.pack(value), evaluate, where)
        case (
            Scalar()
            | Bits()
            | Varint()
            | Bytes()
            | Text()
            | Const()
            | Padding()
            | Align()
            | Checksum()
            | Custom()
            | Given()
            | LookAhead()
        ):
            return None
        case _:
            assert_never(kind)


def _of_frame(kind: Nested, frame: Any, evaluate: Callable[[Expr], Any], where: str) -> Disagreement | None:
    for field, expression in given_to(kind):
        assert isinstance(field.kind, Given)
        found = frame[field.name] if isinstance(frame, dict) else getattr(frame, field.name)
        expected = expression.value if isinstance(expression, Literal) else evaluate(expression)
        with suppress(ValueError, TypeError, LookupError):
            expected = as_given(field.kind.base, expected)
        if found != expected:
            return Disagreement(f"{where}.{field.name}", expected, found)
    return None


def with_values(spec: FrameSpec, values: tuple[Any, ...]) -> FrameSpec:
    """A frame bound to values in the order of its given fields; the frame itself if it has none."""
    return spec.bind(dict(zip((each.name for each in given_fields(spec)), values, strict=True))) if values else spec
