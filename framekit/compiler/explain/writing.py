"""Writes a frame step by step, so that a value that cannot be written is named.

Strategy: three passes over the fields: the bytes of everything that is given; the derived fields, solved from the sizes of
those bytes; then all in the order of the wire.

Rules: it writes exactly what the codec writes, and refuses exactly what the codec refuses. Whatever a value does when it is
touched becomes a PackError.
"""

from __future__ import annotations

import operator
import reprlib
import struct
from collections.abc import Mapping
from typing import Any, NoReturn, assert_never

from framekit.compiler.codec.runtime import Refused, as_bool, as_wire
from framekit.compiler.text import encode_text, fill_up
from framekit.errors import FramekitError, PackError
from framekit.spec.expr import MEASURED, Expr, Path, evaluate, path_of
from framekit.spec.kinds import (
    Bytes,
    Const,
    Extent,
    Fixed,
    Given,
    Kind,
    Mapped,
    Nested,
    Padding,
    Prefixed,
    Repeat,
    Scalar,
    Text,
    describe,
)
from framekit.spec.model import FieldSpec, FrameSpec, Relation, minimum_size


def pack_carefully(spec: FrameSpec, frame: Any) -> bytes:
    """The bytes of a frame. Raises PackError."""
    return _Writer(spec.name, {}).write_frame(spec, frame, "")


def pack_with_override(spec: FrameSpec, frame: Any, override: Mapping[str, Any]) -> bytes:
    """The bytes of a frame with some derived fields or constants replaced by wrong values on purpose.

    Args:
        spec: of the frame.
        frame: the instance.
        override: from path to value, as `{"length": 9, "header.magic": b"XX"}`.

    Raises:
        PackError: a path names no derived field or constant, or its value does not fit there.
    """
    writer = _Writer(spec.name, dict(override))
    packed = writer.write_frame(spec, frame, "")
    for path in override:
        if path not in writer.overridden:
            raise PackError(
                "override= replaces derived fields and constants of this frame and of frames nested in it, and this is none; "
                "other fields are set on the frame itself",
                frame=spec.name,
                path=str(path),
            )
    return packed


def find_pack_fault(spec: FrameSpec, frame: Any, fault: Exception) -> FramekitError:
    """The error that says why the codec gave up."""
    try:
        pack_carefully(spec, frame)
    except FramekitError as found:
        found.__suppress_context__ = True
        return found
    error = PackError(
        f"the codec gave up with {fault!r} where careful writing finds no fault; this is a defect of framekit", frame=spec.name
    )
    error.__cause__ = fault
    return error


def derived_value(spec: FrameSpec, frame: Any, name: str) -> int:
    """What packing would write into the derived field `name`. Raises PackError."""
    writer = _Writer(spec.name, {})
    return writer.solve(spec, frame, "", writer.write_given(spec, frame, ""))[name]


class _Wire:
    """A field's bytes, and how many bytes or items they are without their prefix."""

    def __init__(self, data: bytes, measured: int = 0) -> None:
        self.data = data
        self.measured = measured


class _Writer:
    def __init__(self, name: str, override: dict[str, Any]) -> None:
        self.name = name
        self.override = override
        self.overridden: set[str] = set()
        self.offset = 0

    def _fail(self, reason: str, path: str, cause: BaseException | None = None) -> NoReturn:
        error = PackError(reason, frame=self.name, path=path, offset=self.offset)
        error.__cause__ = cause
        raise error

    # Frames

    def write_frame(self, spec: FrameSpec, frame: Any, path: str) -> bytes:
        start = self.offset
        given = self.write_given(spec, frame, path)
        self.offset = start
        derived = self.solve(spec, frame, path, given)
        self.offset = start
        pieces: list[bytes] = []
        for each in spec.fields:
            here = _join(path, each.name)
            if each.derived:
                value = self._overridden(here, derived[each.name])
                assert isinstance(each.kind, Scalar)
                data = self._guard(each.kind, value, here, frame)
            else:
                data = given[each.name].data
            self.offset += len(data)
            pieces.append(data)
        self.offset = start
        return b"".join(pieces)

    def write_given(self, spec: FrameSpec, frame: Any, path: str) -> dict[str, _Wire]:
        """The bytes of every field that is not derived."""
        if type(frame) is not spec.frame_class:
            self._fail(f"expected a {spec.name}, found {_show(frame)}; write it as {spec.name}(...)", path)
        wires: dict[str, _Wire] = {}
        start = self.offset
        for each in spec.fields:
            here = _join(path, each.name)
            if each.derived:
                self.offset += minimum_size(each.kind)
                continue
            at = self.offset
            wires[each.name] = self._write_field(each, frame, here)
            self.offset = at + len(wires[each.name].data)
        self.offset = start
        return wires

    def _write_field(self, field: FieldSpec, frame: Any, path: str) -> _Wire:
        kind = field.kind
        if isinstance(kind, Padding):
            return _Wire(bytes([kind.fill]) * kind.size)
        if isinstance(kind, Const):
            value = self._overridden(path, kind.value)
            if value is kind.value:
                return _Wire(kind.wire)
            data = self._guard(kind.base, value, path, frame)
            return _Wire(data)
        try:
            value = getattr(frame, field.name)
        except AttributeError as fault:
            self._fail("it has no value; it was deleted, or never set", path, fault)
        return self._wire(kind, value, path, frame)

    def _overridden(self, path: str, value: Any) -> Any:
        if path not in self.override:
            return value
        self.overridden.add(path)
        return self.override[path]

    # Relations

    def solve(self, spec: FrameSpec, frame: Any, path: str, wires: dict[str, _Wire]) -> dict[str, int]:
        """The derived fields; and a check of every relation that solves none."""
        derived: dict[str, int] = {}
        for relation in spec.relations:
            measured = self._measure(spec, relation, wires)
            if relation.solves is not None and relation.inverse is not None:
                here = _join(path, relation.solves)
                derived[relation.solves] = self._evaluate(relation.inverse, frame, derived, here, measured)
                continue
            here = _join(path, relation.consumer)
            wanted = self._evaluate(relation.expression, frame, derived, here)
            if wanted != measured:
                self._fail(f"its {relation.measures} is {measured}, and {relation.expression} says {wanted}", here)
        return derived

    def _measure(self, spec: FrameSpec, relation: Relation, wires: dict[str, _Wire]) -> int:
        if relation.measures != "size":
            return wires[relation.consumer].measured
        return sum(minimum_size(each.kind) if each.derived else len(wires[each.name].data) for each in spec.fields)

    def _evaluate(self, expression: Expr, frame: Any, derived: dict[str, int], path: str, measured: int | None = None) -> int:
        def value_of(name: Path) -> int:
            if name == path_of(MEASURED):
                assert measured is not None
                return measured
            if len(name) == 1 and name[0] in derived:
                return derived[name[0]]
            value = frame
            for part in name:
                value = getattr(value, part)
            if not isinstance(value, int):
                raise TypeError(f"this.{'.'.join(name)} is {_show(value)}, which is no integer")
            return int(value)

        try:
            return evaluate(expression, value_of)
        except FramekitError:
            raise
        except Exception as fault:
            if measured is None:
                self._fail(f"{expression} has no value: {fault}", path, fault)
            self._fail(f"no value of it makes the declaration true for a size or count of {measured}: {fault}", path, fault)

    # Kinds

    def _guard(self, kind: Kind, value: Any, path: str, frame: Any) -> bytes:
        return self._wire(kind, value, path, frame).data

    def _wire(self, kind: Kind, value: Any, path: str, frame: Any) -> _Wire:
        try:
            return self._write(kind, value, path, frame)
        except FramekitError:
            raise
        except Refused:
            self._fail(f"{describe(kind)} does not take {_show(value)}: {_wanted(kind)}", path)
        except Exception as fault:
            self._fail(f"{describe(kind)} does not take {_show(value)}: {_reason(fault)}", path, fault)

    def _write(self, kind: Kind, value: Any, path: str, frame: Any) -> _Wire:
        match kind:
            case Scalar():
                return _Wire(scalar_bytes(kind, value))
            case Mapped():
                raw = value if kind.pack is None else kind.pack(value)
                return _Wire(scalar_bytes(kind.base, raw))
            case Bytes():
                wire = as_wire(value)
                return self._sized(kind, wire, path, frame)
            case Text():
                return self._sized(kind.data, encode_text(value, kind.encoding, kind.errors), path, frame)
            case Repeat():
                return self._write_repeat(kind, value, path, frame)
            case Nested():
                return _Wire(self.write_frame(kind.frame, value, path))
            case Const() | Padding():
                raise AssertionError(f"{kind} takes no value")
            case _:
                assert_never(kind)

    def _sized(self, kind: Bytes, wire: bytes, path: str, frame: Any) -> _Wire:
        if isinstance(kind.extent, Fixed):
            return _Wire(fill_up(wire, kind.extent.number, kind.pad, kind.strip))
        self._check_limit(len(wire), kind.limit, "its length", path)
        return self._with_extent(kind.extent, wire, len(wire), "length", path, frame)

    def _check_limit(self, number: int, limit: int | None, what: str, path: str) -> None:
        if limit is not None and number > limit:
            self._fail(f"{what} {number} is over the limit of {limit}", path)

    def _with_extent(self, extent: Extent, wire: bytes, measured: int, word: str, path: str, frame: Any) -> _Wire:
        if isinstance(extent, Prefixed):
            try:
                prefix = scalar_bytes(extent.prefix, measured)
            except (struct.error, OverflowError):
                self._fail(
                    f"its {word} {measured} does not fit into the prefix {extent.prefix.name}, "
                    f"which goes up to {extent.prefix.maximum}",
                    path,
                )
            return _Wire(prefix + wire, measured)
        if isinstance(extent, Given) and path.endswith("]"):
            wanted = self._evaluate(extent.expression, frame, {}, path)
            if wanted != measured:
                self._fail(f"its {word} is {measured}, and {extent.expression} says {wanted}", path)
        return _Wire(wire, measured)

    def _write_repeat(self, kind: Repeat, value: Any, path: str, frame: Any) -> _Wire:
        if not isinstance(value, list):
            self._fail(f"expected a list, found {_show(value)}", path)
        self._check_limit(len(value), kind.limit, "its count", path)
        if isinstance(kind.extent, Fixed) and len(value) != kind.extent.number:
            self._fail(f"it has {len(value)} items where {kind.extent.number} are wanted", path)
        start = self.offset
        self.offset += kind.extent.prefix.size if isinstance(kind.extent, Prefixed) else 0
        pieces: list[bytes] = []
        for index, item in enumerate(value):
            data = self._wire(kind.item, item, f"{path}[{index}]", frame).data
            self.offset += len(data)
            pieces.append(data)
        self.offset = start
        return self._with_extent(kind.extent, b"".join(pieces), len(value), "count", path, frame)


def check_value(frame: str, field: FieldSpec) -> None:
    """Hold the default of a field against its kind, as far as that can be done without the other fields.

    Raises:
        PackError: it could not be packed.
    """
    _Writer(frame, {})._wire(field.kind, field.default, field.name, None)


def value_size(kind: Kind, value: Any, frame: Any) -> int:
    """How many bytes a value takes, its prefix included; `frame` has the fields that the kind refers to. Raises PackError."""
    return len(_Writer("", {})._wire(kind, value, "", frame).data)


def scalar_bytes(kind: Scalar, value: Any) -> bytes:
    """A number's bytes. Raises anything for a value that is no such number."""
    if kind.number == "bool":
        return bytes([as_bool(value)])
    assert kind.order is not None
    if kind.number == "int":
        try:
            number = operator.index(value)
        except TypeError:
            raise TypeError("it is no integer") from None
        if not kind.minimum <= number <= kind.maximum:
            raise OverflowError(f"it goes from {kind.minimum} to {kind.maximum}")
        return bytes(number.to_bytes(kind.size, kind.order, signed=kind.signed))
    return struct.pack(("<" if kind.order == "little" else ">") + kind.code, value)


def _wanted(kind: Kind) -> str:
    return "it is neither True nor False" if isinstance(kind, Scalar) else "it is no bytes"


def _reason(fault: Exception) -> str:
    try:
        return str(fault) or type(fault).__name__
    except Exception:
        return type(fault).__name__


def _show(value: Any) -> str:
    try:
        return reprlib.repr(value)
    except Exception:
        return f"a {type(value).__name__}"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
