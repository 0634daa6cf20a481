"""Frames to plain data and back: asdict, from_dict, replace.

Strategy: one walk over the spec each way; the result of asdict is what JSON can hold, and from_dict reads both that and the
values themselves.

Rules: the dict holds what the constructor takes, and nothing that follows from it. Bytes are hex, enumeration members their
names, floats that JSON lacks the words "nan", "inf" and "-inf".
"""

from __future__ import annotations

import math
import operator
import reprlib
from collections.abc import Mapping
from typing import Any, TypeVar, assert_never

from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.errors import PackError
from framekit.spec.kinds import Bytes, Const, Kind, Mapped, Nested, Padding, Repeat, Scalar, Text, describe
from framekit.spec.model import FrameSpec

F = TypeVar("F", bound=Frame)


def replace(frame: F, /, **changes: Any) -> F:
    """A copy of a frame with some fields changed.

    Args:
        frame: what to copy; it stays as it is.
        changes: new values by field.

    >>> from framekit import Frame, replace, u8
    >>> class Point(Frame):
    ...     x: u8
    ...     y: u8
    >>> replace(Point(x=1, y=2), y=3)
    Point(x=1, y=3)
    """
    return frame.__replace__(**changes)


def asdict(frame: Frame, /) -> dict[str, Any]:
    """A frame as a dict that JSON can hold: what its constructor takes, nested frames as dicts, bytes as hex.

    Raises:
        PackError: a value is of the wrong type for its field.

    >>> from framekit import Frame, asdict, data, u8
    >>> class Blob(Frame):
    ...     key: u8
    ...     value: bytes = data(prefix=u8)
    >>> asdict(Blob(key=1, value=b"\\x00\\xff"))
    {'key': 1, 'value': '00ff'}
    """
    return _frame_to_dict(spec_of(type(frame)), frame, "")


def from_dict(cls: type[F], values: Mapping[str, Any], /) -> F:
    """The frame that `asdict` made a dict of; values themselves are taken too.

    Args:
        cls: the frame class.
        values: by field. Bytes may be given as hex, enumeration members by name or number.

    Raises:
        PackError: a field is missing or unknown, or its value is of the wrong type.

    >>> from framekit import Frame, data, from_dict, u8
    >>> class Blob(Frame):
    ...     key: u8
    ...     value: bytes = data(prefix=u8)
    >>> from_dict(Blob, {"key": 1, "value": "00ff"})
    Blob(key=1, value=b'\\x00\\xff')
    """
    spec = spec_of(cls)
    frame = _frame_from_dict(spec, values, "", spec.name)
    assert isinstance(frame, cls)
    return frame


def _frame_to_dict(spec: FrameSpec, frame: Any, path: str) -> dict[str, Any]:
    if type(frame) is not spec.frame_class:
        raise PackError(f"expected a {spec.name}, found {type(frame).__name__}", frame=spec.name, path=path)
    outcome: dict[str, Any] = {}
    for each in spec.fields:
        if each.given:
            here = f"{path}.{each.name}" if path else each.name
            try:
                outcome[each.name] = _to_plain(each.kind, getattr(frame, each.name), here)
            except PackError:
                raise
            except Exception as fault:
                raise PackError(f"it has no form in JSON: {fault}", frame=spec.name, path=here) from fault
    return outcome


def _to_plain(kind: Kind, value: Any, path: str) -> Any:
    match kind:
        case Scalar():
            number = _number(kind, value)
            return number if not isinstance(number, float) or math.isfinite(number) else str(number)
        case Mapped():
            return kind.to_json(value)
        case Bytes():
            return bytes(memoryview(value)).hex()
        case Text():
            return _text(value)
        case Repeat():
            return [_to_plain(kind.item, item, f"{path}[{index}]") for index, item in enumerate(value)]
        case Nested():
            return _frame_to_dict(kind.frame, value, path)
        case Const() | Padding():
            raise AssertionError(f"{kind} has no value of the user's")
        case _:
            assert_never(kind)


def _number(kind: Scalar, value: Any) -> int | float | bool:
    """The value as a plain number of Python's. Raises TypeError where it is none of that kind."""
    if kind.number == "float":
        if isinstance(value, str):
            raise TypeError(f"{value!r} is no number")
        return float(value)
    if kind.number == "bool":
        if value is not True and value is not False and not (type(value) is int and value in (0, 1)):
            raise TypeError(f"{value!r} is neither True nor False")
        return bool(value)
    return int(operator.index(value))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _frame_from_dict(spec: FrameSpec, values: Any, path: str, root: str) -> Any:
    if type(values) is spec.frame_class:
        return values
    if not isinstance(values, Mapping):
        raise PackError(f"expected the fields of a {spec.name}, found {type(values).__name__}", frame=root, path=path)
    given = {each.name: each for each in spec.fields if each.given}
    for name in values:
        if name not in given:
            names = ", ".join(given) or "none"
            known = spec.field_named(name)
            what = f"no field {name!r}" if known is None else f"no {name!r}, which follows from the rest"
            raise PackError(f"{spec.name} takes {what}; it takes {names}", frame=root, path=path)
    arguments: dict[str, Any] = {}
    for name, each in given.items():
        here = f"{path}.{name}" if path else name
        if name in values:
            arguments[name] = _from_plain(each.kind, values[name], here, root)
        elif each.required:
            raise PackError(f"{spec.name} needs this field, and it is missing", frame=root, path=here)
    return spec.frame_class(**arguments)


def _from_plain(kind: Kind, value: Any, path: str, root: str) -> Any:
    try:
        match kind:
            case Scalar():
                if kind.number == "float" and value in ("nan", "inf", "-inf"):
                    return float(value)
                return _number(kind, value)
            case Mapped():
                return kind.from_json(value)
            case Bytes():
                return bytes.fromhex(value) if isinstance(value, str) else bytes(memoryview(value))
            case Text():
                return _text(value)
            case Repeat():
                if not isinstance(value, list | tuple):
                    raise TypeError(f"expected a list, found {type(value).__name__}")
                return [_from_plain(kind.item, item, f"{path}[{index}]", root) for index, item in enumerate(value)]
            case Nested():
                return _frame_from_dict(kind.frame, value, path, root)
            case Const() | Padding():
                raise AssertionError(f"{kind} has no value of the user's")
            case _:
                assert_never(kind)
    except PackError:
        raise
    except Exception as fault:
        raise PackError(f"{describe(kind)} is not made of {reprlib.repr(value)}: {fault}", frame=root, path=path) from fault
