"""Values that are given from outside a frame: which ones a frame needs, and which values are possible.

Strategy: the given fields of a frame take no bytes, and come before all others. A nested frame gets their values from
expressions over the frame that contains it; the outermost frame gets them from its caller.

Rules: a value is converted to the class of its field: a condition to a bool, a number to a member of an enumeration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, assert_never

from framekit.errors import GivenError
from framekit.spec.expr import Expr, Literal, Ref, path_of
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


def given_fields(spec: FrameSpec) -> tuple[FieldSpec, ...]:
    """Return the fields of a frame whose values are given from outside."""
    return tuple(each for each in spec.fields if isinstance(each.kind, Given))


def given_of(spec: FrameSpec, frame: Any) -> dict[str, Any]:
    """Return the given values of an instance by name, to read its bytes again; empty if they are bound to the spec."""
    return {} if spec.given is not None else {each.name: getattr(frame, each.name) for each in given_fields(spec)}


def class_of(base: Kind) -> type:
    """Return the class of the values of a given field."""
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
            | Filler()
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
            raise AssertionError(f"{base} cannot be the kind of a given value")
        case _:
            assert_never(base)


def converter(base: Kind) -> Callable[[Any], Any]:
    """Return the function that converts a value to a value of a given field.

    The function raises a ValueError, TypeError or LookupError for a value that the field cannot have.
    """
    cls = class_of(base)
    if isinstance(base, Mapped):
        return partial(_as_member, base, cls)
    if cls is bool:
        return _as_bool
    whole = integer_base(base)
    bounded = whole is not None and whole.name != "int"

    def convert(value: Any) -> Any:
        if isinstance(value, bool):
            value = int(value)
        if not isinstance(value, cls):
            raise TypeError(f"expected {cls.__name__}, got {type(value).__name__}")
        if bounded and isinstance(value, int) and whole is not None and not whole.minimum <= value <= whole.maximum:
            raise ValueError(f"{whole.name} ranges from {whole.minimum} to {whole.maximum}")
        return value

    return convert


def as_given(base: Kind, value: Any) -> Any:
    """Convert a value to a value of a given field; raises the same errors as the function of `converter`."""
    return converter(base)(value)


def _as_member(base: Mapped, cls: type, value: Any) -> Any:
    if isinstance(value, cls):
        return value
    if not isinstance(value, int):
        raise TypeError(f"expected {cls.__name__}, got {type(value).__name__}")
    return base.unpack(value)


def _as_bool(value: Any) -> bool:
    if value is True or value is False:
        return value
    if type(value) is int and value in (0, 1):
        return bool(value)
    raise TypeError(f"expected bool, got {type(value).__name__}")


def given_values(spec: FrameSpec, given: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the values of the given fields of an outermost frame, in their order.

    Args:
        spec: the frame.
        given: the values by name.

    Raises:
        GivenError: a value is missing, of the wrong class, or not that of a given field.
    """
    fields = given_fields(spec)
    if unknown := given.keys() - {each.name for each in fields}:
        known = ", ".join(each.name for each in fields) or "none"
        names = ", ".join(sorted(map(str, unknown)))
        raise GivenError(f"the frame has no given field {names}; its given fields are: {known}", frame=spec.name)
    return tuple(_value_of(spec, each, given) for each in fields)


def given_taker(spec: FrameSpec) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """Return a faster `given_values` for one frame.

    It takes a third of the time if every value is present and valid, and almost none if all are omitted and have defaults.
    """
    fields = given_fields(spec)
    conversions = [(each.name, converter(each.kind.base)) for each in fields if isinstance(each.kind, Given)]
    has_defaults = not any(each.required or each.default_factory is not None for each in fields)
    defaults = given_values(spec, {}) if has_defaults else None

    def take(given: Mapping[str, Any]) -> tuple[Any, ...]:
        if defaults is not None and not given:
            return defaults
        if len(given) == len(conversions):
            with suppress(LookupError, ValueError, TypeError):
                return tuple([convert(given[name]) for name, convert in conversions])
        return given_values(spec, given)

    return take


def given_by_name(spec: FrameSpec, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the result of `given_values` by the names of the fields."""
    return dict(zip((each.name for each in given_fields(spec)), given_values(spec, given), strict=True))


def _value_of(spec: FrameSpec, field: FieldSpec, given: Mapping[str, Any]) -> Any:
    if field.name in given:
        return _require_given(spec.name, field, given[field.name])
    if field.required:
        raise GivenError(
            f"the value is not in the bytes and must be given; write unpack(data, {field.name}=...) or "
            f"given={{{field.name!r}: ...}}",
            frame=spec.name,
            path=field.name,
        )
    default = field.default if field.default_factory is None else field.default_factory()
    return _require_given(spec.name, field, default)


def _require_given(frame: str, field: FieldSpec, value: Any) -> Any:
    """Convert a value to a value of its given field. Raises GivenError if the field cannot have it."""
    assert isinstance(field.kind, Given)
    try:
        return as_given(field.kind.base, value)
    except (ValueError, TypeError, LookupError) as fault:
        raise GivenError(f"{value!r} cannot be given: {fault}", frame=frame, path=field.name) from None


def given_to(kind: Nested) -> tuple[tuple[FieldSpec, Expr], ...]:
    """Return each given field of a nested frame, in their order, with the expression for its value.

    Raises:
        GivenError: a field is not given a value.
    """
    said = dict(kind.given)
    found: list[tuple[FieldSpec, Expr]] = []
    for each in given_fields(kind.frame):
        if each.name not in said and isinstance(each.default, Missing):
            raise GivenError(
                f"the frame takes {each.name!r} from outside; write {kind.name}.given({each.name}=...) with an expression or a "
                f"value",
                frame=kind.name,
                path=each.name,
            )
        value = said[each.name] if each.name in said else Literal(each.default)
        if isinstance(value, Literal):
            _require_given(kind.name, each, value.value)
        found.append((each, value))
    return tuple(found)


def fits_as_it_is(spec: FrameSpec, field: FieldSpec, expression: Expr) -> bool:
    """Return True if a given field of a nested frame takes every value of an expression unchanged."""
    if isinstance(expression, Literal):
        assert isinstance(field.kind, Given)
        return as_given(field.kind.base, expression.value) is expression.value
    if not isinstance(expression, Ref):
        return False
    return any(path_of(expression) == (each.name,) and each.kind == field.kind for each in given_fields(spec))


def with_values(spec: FrameSpec, values: tuple[Any, ...]) -> FrameSpec:
    """Bind a frame to values in the order of its given fields; returns the frame itself if it has none."""
    return spec.bind(dict(zip((each.name for each in given_fields(spec)), values, strict=True))) if values else spec
