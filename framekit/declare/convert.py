"""Conversion of frames to plain data and back: asdict, from_dict, replace.

Strategy: one walk over the spec in each direction. asdict returns the values themselves, or values that JSON can represent;
from_dict accepts both.

Rules: the dict contains the arguments of the constructor, and on request also the values that follow from them. A switch value
whose class determines its arm becomes a dict with one key, the name of that class. In JSON, an Unknown becomes such a dict too,
bytes become hex, enumeration members their names, and floats that JSON lacks the strings "nan", "inf" and "-inf". A value of
mapped() that JSON cannot represent becomes a dict with the key "wire".
"""

from __future__ import annotations

import math
import operator
import reprlib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import reduce
from typing import Any, Literal, NamedTuple, TypeVar, assert_never

from framekit.declare.declaration import spec_of
from framekit.declare.field_places import places_of
from framekit.declare.frame import Frame
from framekit.declare.mapped_json import value_from_json, value_to_json
from framekit.errors import PackError, cause_outside, in_one_line
from framekit.spec.describe import describe
from framekit.spec.expr import INDEX, Path, evaluate
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
    Unknown,
    Varint,
)
from framekit.spec.model import FrameSpec
from framekit.spec.structure import may_be_none
from framekit.spec.tags import arm_for, spell_tag
from framekit.spec.transforms import Framed, Restricted

F = TypeVar("F", bound=Frame)
_JSON = (str, int, float, list, dict)
"""The classes of values that JSON can represent; a bool is an int."""
_JSON_SCALARS = (str, int, bool, float)
WIRE = "wire"
"""The key for the wire value of a user-defined value that JSON cannot represent."""


def replace(frame: F, /, **changes: Any) -> F:
    """Return a copy of a frame with some fields changed.

    Args:
        frame: the frame to copy; it is not modified.
        changes: the new values, by field name.

    >>> from framekit import Frame, replace, u8
    >>> class Point(Frame):
    ...     x: u8
    ...     y: u8
    >>> replace(Point(x=1, y=2), y=3)
    Point(x=1, y=3)
    """
    return frame.__replace__(**changes)


@in_one_line
def asdict(
    frame: Frame, /, *, mode: Literal["python", "json"] = "python", derived: bool = False, places: bool = False
) -> dict[str, Any]:
    """Convert a frame to a dict of its constructor arguments.

    Nested frames become dicts too.

    Args:
        frame: the frame to convert.
        mode: "python" for the values themselves; "json" for values that JSON can represent: bytes as hex, enumeration members by
            name, times in ISO 8601. `from_dict` accepts both.
        derived: include the fields that follow from the others: constants, derived fields and checksums. `from_dict` rejects
            them.
        places: replace each value with a dict of the value, its offset and its size in the packed frame, both in bytes.
            `from_dict` does not accept this form. The size of a bit field is that of the bytes that it shares with others; the
            offset of an absent field is None.

    Raises:
        PackError: a value has the wrong type for its field, or a derived field cannot be computed.
        ValueError: the mode is unknown.

    >>> from framekit import Frame, asdict, data, derived, this, u8
    >>> class Blob(Frame):
    ...     length: int = derived(u8)
    ...     value: bytes = data(this.length)
    >>> blob = Blob(value=b"\\x00\\xff")
    >>> asdict(blob)
    {'value': b'\\x00\\xff'}
    >>> asdict(blob, mode="json", derived=True)
    {'length': 2, 'value': '00ff'}
    >>> asdict(blob, places=True)
    {'value': {'value': b'\\x00\\xff', 'offset': 1, 'size': 2}}
    """
    if mode not in ("python", "json"):
        raise ValueError(f"mode={mode!r}: expected 'python' or 'json'")
    spec = spec_of(type(frame))
    return _frame_to_dict(spec, frame, "", _Mode(mode == "json", derived, places_of(spec, frame) if places else None))


@in_one_line
def from_dict(cls: type[F], values: Mapping[str, Any], /) -> F:
    """Create a frame from a dict that `asdict` returned in either mode.

    Args:
        cls: the frame class.
        values: the values, by field name. Bytes may be hex, and enumeration members names or numbers.

    Raises:
        PackError: a field is missing or unknown, or its value has the wrong type.

    >>> from framekit import Frame, data, from_dict, u8
    >>> class Blob(Frame):
    ...     key: u8
    ...     value: bytes = data(prefix=u8)
    >>> from_dict(Blob, {"key": 1, "value": "00ff"})
    Blob(key=1, value=b'\\x00\\xff')
    """
    spec = spec_of(cls)
    if spec.given is not None and isinstance(values, Mapping):
        values = {**spec.given, **values}
    frame: F = _frame_from_dict(spec, values, "", spec.name)
    return frame


# To plain data. `holder` is the frame that contains a value; expressions refer to its fields.


class _Mode(NamedTuple):
    """How a frame is converted."""

    json: bool
    derived: bool
    places: dict[str, tuple[int, int]] | None = None

    def placed(self, path: str, value: Any) -> Any:
        """A value with its place, if places were requested."""
        if self.places is None:
            return value
        offset, end = self.places.get(path, (None, None))
        return {"value": value, "offset": offset, "size": 0 if offset is None or end is None else end - offset}


def _frame_to_dict(spec: FrameSpec, frame: Any, path: str, mode: _Mode) -> dict[str, Any]:
    if type(frame) is not spec.frame_class:
        raise PackError(f"expected {spec.name}, got {type(frame).__name__}", frame=spec.name, path=path)
    outcome: dict[str, Any] = {}
    for each in spec.fields:
        has_value = each.settable or (mode.derived and not isinstance(each.kind, Padding | Filler) and not each.is_hidden)
        if has_value:
            here = f"{path}.{each.name}" if path else each.name
            try:
                outcome[each.name] = mode.placed(here, _to_plain(each.kind, getattr(frame, each.name), here, frame, mode))
            except PackError:
                raise
            except Exception as fault:
                raise PackError(
                    f"value cannot be converted to plain data: {fault}", frame=spec.name, path=here
                ) from cause_outside(fault)
    return outcome


def _to_plain(kind: Kind, value: Any, path: str, holder: Any, mode: _Mode) -> Any:
    if value is None and may_be_none(kind):
        return None
    match kind:
        case Scalar():
            number = _number(kind, value)
            return str(number) if mode.json and isinstance(number, float) and not math.isfinite(number) else number
        case Bits() | Varint():
            return _number(kind, value)
        case Mapped(transform=Framed() as framed):
            return _frame_to_dict(framed.frame, value, path, mode)
        case Mapped(transform=Restricted()):
            return _to_plain(kind.base, value, path, holder, mode)
        case Mapped():
            if not mode.json:
                return value
            plain = value_to_json(kind.transform, value)
            if plain is not NotImplemented:
                return plain
            if type(value) in _JSON_SCALARS and (type(value) is not float or math.isfinite(value)):
                return value
            return {WIRE: _to_plain(kind.base, value if kind.pack is None else kind.pack(value), path, holder, mode)}
        case Bytes():
            return _bytes(value, mode)
        case Text():
            return _text(value)
        case Repeat():
            return [_to_plain(kind.item, item, f"{path}[{index}]", holder, mode) for index, item in enumerate(value)]
        case Nested():
            return _frame_to_dict(kind.frame, value, path, mode)
        case Sized():
            return _to_plain(kind.inner, value, path, holder, mode)
        case Optional():
            return _to_plain(kind.inner, value, path, holder, mode)
        case Switch():
            return _arm_to_plain(kind, value, path, holder, mode)
        case Custom():
            if not mode.json or isinstance(value, str | int | float | bool | None):
                return value
            return bytes(kind.functions.pack(value)).hex()
        case Const():
            return _bytes(value, mode) if isinstance(value, bytes) else value
        case Checksum():
            return _bytes(value, mode) if isinstance(value, bytes) else int(value)
        case Given() | LookAhead():
            return _to_plain(kind.base, value, path, holder, mode)
        case Padding() | Filler():
            raise AssertionError(f"{kind} has no value")
        case _:
            assert_never(kind)


def _bytes(value: Any, mode: _Mode) -> str | bytes:
    data = bytes(memoryview(value))
    return data.hex() if mode.json else data


def _arm_to_plain(kind: Switch, value: Any, path: str, holder: Any, mode: _Mode) -> Any:
    if isinstance(value, Unknown):
        if not mode.json:
            return value
        return {"Unknown": {"tag": value.tag.hex() if isinstance(value.tag, bytes) else value.tag, "data": value.data.hex()}}
    if isinstance(value, Frame) and _arm_named(kind, type(value).__name__) is not None:
        return {type(value).__name__: _frame_to_dict(spec_of(type(value)), value, path, mode)}
    return _to_plain(_chosen(kind, lambda name: getattr(holder, name), path), value, path, holder, mode)


def _arm_named(kind: Switch, name: str) -> FrameSpec | None:
    """The frame of an arm by the name of its class, or None if no arm is directly a frame of that name."""
    for each in kind.kinds:
        inner = each.inner if isinstance(each, Sized) else each
        if isinstance(inner, Nested) and inner.frame.name == name:
            return inner.frame
    return None


def name_of_arm(kind: Kind) -> str:
    """The name of the class of an arm, or "" if its values are not frames."""
    inner = kind.inner if isinstance(kind, Sized) else kind
    return inner.frame.name if isinstance(inner, Nested) else ""


def _chosen(kind: Switch, field: Callable[[str], Any], where: str) -> Kind:
    """The kind that a tag selects; `field` returns the earlier fields, and `where` is the path, with the index of an item."""

    def value_of(path: Path) -> Any:
        if path == (INDEX,):
            return int(where.rpartition("[")[2].partition("]")[0])
        return reduce(getattr, path[1:], field(path[0]))

    try:
        tag = evaluate(kind.on, value_of)
    except (KeyError, AttributeError):  # the tag is derived from the class of the value, which a dict must name
        names = [each for each in map(name_of_arm, kind.kinds) if each]
        raise ValueError(f"expected a dict with one key, the class of the value: {', '.join(names) or 'none is known'}") from None
    arm = arm_for(kind, tag)
    chosen = kind.otherwise if arm is None else arm.kind
    if chosen is None:
        known = ", ".join(spell_tag(each) for arm in kind.arms for each in arm.tags)
        raise ValueError(f"no arm has the tag {tag!r}; the known tags are {known}")
    return chosen


def _number(kind: Scalar | Bits | Varint, value: Any) -> int | float | bool:
    """The value as a plain Python number. Raises TypeError if it is not a number of that kind."""
    number = kind.number
    if number == "float":
        if isinstance(value, str):
            raise TypeError(f"expected a number, got {value!r}")
        return float(value)
    if number == "bool":
        if value is not True and value is not False and not (type(value) is int and value in (0, 1)):
            raise TypeError(f"expected True or False, got {value!r}")
        return bool(value)
    return int(operator.index(value))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected str, got {value!r}")
    return value


# From plain data. `known` contains the fields before a value.


def _frame_from_dict(spec: FrameSpec, values: Any, path: str, root: str) -> Any:
    if type(values) is spec.frame_class:
        return values
    if not isinstance(values, Mapping):
        raise PackError(f"expected a mapping with the fields of {spec.name}, got {type(values).__name__}", frame=root, path=path)
    settable = {each.name: each for each in spec.fields if each.settable}
    for name in values:
        if name not in settable:
            names = ", ".join(settable) or "none"
            known = spec.field_named(name)
            why = (
                f"{spec.name} has no field {name!r}"
                if known is None
                else f"{name!r} cannot be set, because {spec.name} determines it"
            )
            raise PackError(f"{why}; the fields that can be set are: {names}", frame=root, path=path)
    arguments: dict[str, Any] = {each.name: each.kind.value for each in spec.fields if isinstance(each.kind, Const)}
    for name, each in settable.items():
        here = f"{path}.{name}" if path else name
        if name in values:
            arguments[name] = _from_plain(each.kind, values[name], here, root, arguments)
        elif each.required:
            raise PackError(f"required field of {spec.name} is missing", frame=root, path=here)
        elif each.default_factory is None:
            arguments[name] = each.default
    return spec.frame_class(**{name: value for name, value in arguments.items() if name in settable})


def _from_plain(kind: Kind, value: Any, path: str, root: str, known: dict[str, Any]) -> Any:
    if value is None and may_be_none(kind):
        return None
    try:
        match kind:
            case Scalar():
                if kind.number == "float" and value in ("nan", "inf", "-inf"):
                    return float(value)
                return _number(kind, value)
            case Bits() | Varint():
                return _number(kind, value)
            case Mapped(transform=Framed() as framed):
                return _frame_from_dict(framed.frame, value, path, root)
            case Mapped(transform=Restricted()):
                return _from_plain(kind.base, value, path, root, known)
            case Mapped():
                return _value_from_plain(kind, value, path, root, known)
            case Bytes():
                return bytes.fromhex(value) if isinstance(value, str) else bytes(memoryview(value))
            case Text():
                return _text(value)
            case Repeat():
                if not isinstance(value, list | tuple):
                    raise TypeError(f"expected a list, got {type(value).__name__}")
                return [_from_plain(kind.item, item, f"{path}[{index}]", root, known) for index, item in enumerate(value)]
            case Nested():
                return _frame_from_dict(kind.frame, value, path, root)
            case Sized():
                return _from_plain(kind.inner, value, path, root, known)
            case Optional():
                return _from_plain(kind.inner, value, path, root, known)
            case Switch():
                return _arm_from_plain(kind, value, path, root, known)
            case Custom():
                return _custom_from_plain(kind, value)
            case Given() | LookAhead():
                return _from_plain(kind.base, value, path, root, known)
            case Const() | Padding() | Filler() | Checksum():
                raise AssertionError(f"{kind} has no value of the user's")
            case _:
                assert_never(kind)
    except PackError:
        raise
    except Exception as fault:
        reason = f"{reprlib.repr(value)} cannot be converted to {describe(kind)}: {fault}"
        raise PackError(reason, frame=root, path=path) from cause_outside(fault)


def _value_from_plain(kind: Mapped, value: Any, path: str, root: str, known: dict[str, Any]) -> Any:
    made = value_from_json(kind.transform, value)
    if made is not NotImplemented:
        return made
    if type(value) is dict and value.keys() == {WIRE}:
        return kind.unpack(_from_plain(kind.base, value[WIRE], path, root, known))
    if _is_value(kind, value):
        return value
    return kind.unpack(_from_plain(kind.base, value, path, root, known))


def _is_value(kind: Mapped, value: Any) -> bool:
    """True for a value of the field; any other is taken as the wire value, as in a dict written by hand."""
    if not isinstance(value, _JSON):
        return True
    try:
        return bool(kind.unpack(value if kind.pack is None else kind.pack(value)) == value)
    except Exception:
        return False


def _custom_from_plain(kind: Custom, value: Any) -> Any:
    """A user-defined value, or its bytes as hex if JSON cannot represent it."""
    try:
        kind.functions.pack(value)
    except Exception:
        wire = bytes.fromhex(value)
        return kind.functions.unpack(wire, 0, len(wire))[0]
    return value


def _arm_from_plain(kind: Switch, value: Any, path: str, root: str, known: dict[str, Any]) -> Any:
    if isinstance(value, Unknown | Frame):
        return value
    if isinstance(value, Mapping) and len(value) == 1:
        (name,) = value
        if name == "Unknown" and kind.unknown is not None:
            tag = value[name]["tag"]
            is_bytes = any(isinstance(each, bytes) for arm in kind.arms for each in arm.tags)
            return Unknown(bytes.fromhex(tag) if is_bytes and isinstance(tag, str) else tag, bytes.fromhex(value[name]["data"]))
        arm = _arm_named(kind, name)
        if arm is not None:
            return _frame_from_dict(arm, value[name], path, root)
        names = [each for each in map(name_of_arm, kind.kinds) if each]
        if names and len(names) == len(kind.kinds) - (kind.unknown is not None):
            near = get_close_matches(str(name), names, 1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            raise ValueError(
                f"{name!r} is not an arm{hint}; the arms are {', '.join(names)}{', Unknown' if kind.unknown else ''}"
            )
    return _from_plain(_chosen(kind, known.__getitem__, path), value, path, root, known)
