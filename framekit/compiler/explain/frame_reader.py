"""Reads a frame step by step, and records which bytes belong to which value.

Strategy: it walks the spec one field at a time; single values are read in value_cursor.py and arrays in array_reader.py, while
cursor.py keeps the position and raises the errors. A frame or part with a size of its own lowers `end` while it is read.

Rules: no memory is allocated for a length or count before it has been checked against the available bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from framekit.compiler.explain.array_reader import ArrayReader
from framekit.compiler.explain.cursor import ITS_END, count_bytes
from framekit.compiler.explain.enclosing import Enclosing
from framekit.compiler.explain.in_messages import one_of, show
from framekit.compiler.explain.value_cursor import ValueCursor
from framekit.compiler.text import filled, is_fill, strip_pads
from framekit.errors import (
    ChecksumMismatch,
    InvalidLength,
    InvalidValue,
    TrailingData,
    UnpackError,
)
from framekit.spec.ahead import leaves_to_check, reaches_to_check
from framekit.spec.describe import describe
from framekit.spec.ends import left_after
from framekit.spec.expr import REST, Literal, references
from framekit.spec.given import as_given, given_by_name, given_to
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
    bits_of,
    checksum_in,
)
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.sizes import fixed_size, is_recursive
from framekit.spec.structure import arrays_asked, may_be_none, prefix_of
from framekit.spec.tags import arm_for
from framekit.spec.transforms import Framed


class Reader(ValueCursor):
    """Reads a frame and everything that it contains."""

    def __init__(
        self, spec: FrameSpec, buffer: memoryview, offset: int, *, record: bool, base: int = 0, until: int | None = None
    ) -> None:
        super().__init__(spec, buffer, offset, record=record, base=base, until=until)
        self.arrays = ArrayReader(self, self.read)

    def read_root(self, *, exact: bool) -> Any:
        """Read the outermost frame; `exact` refuses bytes after it."""
        self.origin = self.start
        frame = self.read_frame(self.spec, "", self.partial, given_by_name(self.spec, self.spec.given or {}))
        if exact and self.offset != len(self.buffer):
            left = len(self.buffer) - self.offset
            self.fail(
                TrailingData,
                f"{self.count(left)} left over after the frame",
                "",
                expected=self.offset - self.start,
                found=len(self.buffer) - self.start,
            )
        return frame

    # Frames

    def read_frame(self, spec: FrameSpec, path: str, shown: dict[str, Any], given: dict[str, Any]) -> Any:
        """Read a frame at any depth, with the values that are given to it."""
        if spec.in_bits is not None:
            from framekit.compiler.explain.bits_reader import read_in_bits  # a subclass of this reader, which counts bits

            return read_in_bits(self, spec, path, shown, given)
        if spec.order_by is not None:
            spec = self._choose_order(spec, path, given)
        frame = Enclosing(self.offset, shown)
        frame.asked = arrays_asked(spec)
        outer_end, outer_bound, outer_origin = self.end, self.bounded_by, self.origin
        if spec.origin:
            self.origin = self.offset
        if is_recursive(spec):
            self.enter(path)
        waiting = set() if spec.size is None else {path[0] for path in references(spec.size) if path != REST}
        bound = spec.size is None
        values: dict[str, Any] = {}
        stops: dict[str, int] = {}
        for each in spec.fields:
            if not bound and not waiting:
                self._bind(spec, frame, path)
                bound = True
            here = f"{path}.{each.name}" if path else each.name

            def keep(value: Any, name: str = each.name) -> None:
                shown[name] = value

            before = self.offset
            self.stops = stops
            if isinstance(each.kind, Given):
                values[each.name] = shown[each.name] = given[each.name]
            else:
                values[each.name] = self.read(each.kind, here, frame, keep)
                if each.name in frame.asked:  # only its last items may have been shown
                    shown[each.name] = values[each.name]
            frame.places[each.name] = (before, self.offset)
            bits = bits_of(each.kind)
            self._check(each, values[each.name], here, frame, before if bits is None else self.place_of_bits(bits))
            waiting.discard(each.name)
        if not bound:
            self._bind(spec, frame, path)
        if spec.size is not None:
            if self.offset != self.end:
                self.fail(
                    TrailingData,
                    f"{self.count(self.end - self.offset)} left over {self.bounded_by}",
                    path,
                    expected=self.offset - frame.start,
                    found=self.end - frame.start,
                )
            self.end, self.bounded_by = outer_end, outer_bound
        for name, reach in reaches_to_check(spec):
            self._require_ahead(spec, name, frame.places[name][0], reach, f"{path}.{name}" if path else name)
        for name in leaves_to_check(spec):
            self._require_left(spec, name, values[name], frame, f"{path}.{name}" if path else name)
        self.origin = outer_origin
        for each in spec.fields:
            checksum = checksum_in(each.kind)
            if checksum is not None and values[each.name] is not None:
                self._verify(checksum, each.name, values[each.name], f"{path}.{each.name}" if path else each.name, frame)
        self.depth -= 1 if is_recursive(spec) else 0
        return _make(spec, values)

    def _choose_order(self, spec: FrameSpec, path: str, given: dict[str, Any]) -> FrameSpec:
        """Return the frame in the byte order that its first fields select."""
        assert spec.order_by is not None
        until = self.end if self.probing else None
        ahead = Reader(self.spec, self.buffer, self.offset, record=False, base=self.base, until=until)
        ahead.end, ahead.bounded_by, ahead.partial, ahead.origin = self.end, self.bounded_by, self.partial, self.origin
        frame = Enclosing(self.offset, dict(given))
        for each in spec.fields[len(given) :]:
            here = f"{path}.{each.name}" if path else each.name
            at = ahead.offset
            value = ahead.read(each.kind, here, frame, lambda value, name=each.name: frame.shown.__setitem__(name, value))  # type: ignore[misc]
            if each.name == spec.order_by.field:
                chosen = spec.order_by.spec_for(value)
                if chosen is None:
                    known = one_of([repr(each) for each in spec.order_by.orders])
                    self.fail(
                        InvalidValue,
                        f"expected {known} to select the byte order, found {value!r}",
                        here,
                        at=at,
                        marked=ahead.offset - at,
                        expected=list(spec.order_by.orders),
                        found=value,
                    )
                return chosen
        raise AssertionError(spec.order_by.field)

    def _bind(self, spec: FrameSpec, frame: Enclosing, path: str) -> None:
        """Lower `end` to the end of the frame according to its size."""
        assert spec.size is not None
        start = frame.start
        size = int(self.evaluate(spec.size, frame.shown, path, rest=self.end - start))
        if size < self.offset - start:
            self.fail(
                InvalidLength,
                f"size={spec.size} is {size}, less than the {self.count(self.offset - start)} already read",
                path,
                at=start,
                expected=self.offset - start,
                found=size,
            )
        self.require_bound(size - (self.offset - start), path, f"the rest of the frame (size={spec.size} is {size})")
        self.end = start + size
        self.bounded_by = f"within the size of {spec.name} ({self.count(size)}, size={spec.size})"

    def _check(self, field: FieldSpec, value: Any, path: str, frame: Enclosing, at: int) -> None:
        """Check a value against the check= of its field."""
        check = field.check
        if check is None or (value is None and may_be_none(field.kind)):
            return
        if check.expression is not None:
            holds = bool(self.evaluate(check.expression, frame.shown, path, alone=value))
        else:
            holds = check.allows(value)
        if not holds:
            self.fail(
                InvalidValue,
                f"{value!r} does not satisfy check={check}",
                path,
                at=at,
                marked=max(1, self.offset - at),
                expected=str(check),
                found=value,
            )

    def _read_checksum(self, kind: Checksum, path: str) -> Any:
        match kind.base:
            case Scalar():
                return self.read_scalar(kind.base, path)
            case Varint():
                return self.read_varint(kind.base, path)
            case Bytes():
                return self.take(kind.size, path, describe(kind))
            case _:
                assert_never(kind.base)

    def _verify(self, kind: Checksum, name: str, found: Any, path: str, frame: Enclosing) -> None:
        at, stop = frame.places[name]
        whole = self.buffer
        match kind.over:
            case "before":
                covered = bytes(whole[frame.start : at])
            case "after":
                covered = bytes(whole[stop : self.offset])
            case "frame":
                covered = bytes(whole[frame.start : at]) + bytes(stop - at) + bytes(whole[stop : self.offset])
            case names:
                covered = b"".join(bytes(whole[slice(*frame.places[each])]) for each in names)
        try:
            key = () if kind.key is None else (self.evaluate(kind.key, frame.shown, path),)
            expected = kind.algorithm.function(covered, *key)
        except Exception as fault:
            self.fail(ChecksumMismatch, f"{kind.algorithm.name} raised {fault!r}", path, at=at, found=found)
        if expected != found and kind.key is not None:  # do not reveal the correct digest to a peer without the key
            reason = f"{_hex(kind, found)} is not the {kind.algorithm.name} of the {self.count(len(covered))} covered"
            self.fail(ChecksumMismatch, reason, path, at=at, marked=stop - at, found=found)
        if expected != found:
            self.fail(
                ChecksumMismatch,
                f"expected {_hex(kind, expected)} ({kind.algorithm.name} of {self.count(len(covered))}), "
                f"found {_hex(kind, found)}",
                path,
                at=at,
                marked=stop - at,
                expected=expected,
                found=found,
            )

    # Kinds

    def read(self, kind: Kind, path: str, frame: Enclosing, keep: Callable[[Any], None]) -> Any:
        """Read a value; `keep` receives what the partial result shows, early for values that grow, otherwise when complete."""
        start = self.offset
        prefix = prefix_of(kind)
        if prefix is not None and prefix.null is not None and self._takes_null(prefix.prefix, prefix.null, path):
            keep(None)
            return None
        match kind:
            case Scalar():
                value: Any = self.read_scalar(kind, path)
            case Bits():
                value = self.read_bits(kind, path)
            case Varint():
                head = None if kind.head is None else frame.shown[kind.head_field]
                value = self.read_varint(kind, path, head)
            case Bytes():
                start, wire = self.read_bytes(kind, describe(kind), path, frame.shown)
                value = strip_pads(wire, kind.pad) if kind.strip else wire
                value = self.buffer[start : start + len(wire)] if kind.view else value
            case Text():
                start, wire = self.read_bytes(kind.data, describe(kind), path, frame.shown)
                value = self.decode(kind, wire, path, start)
            case Const():
                value = self.read_const(kind, path)
            case Padding() | Filler():
                self.read_padding(kind, path, frame)
                self.span(path, start, None)
                return None
            case Repeat():
                return self.arrays.read(kind, path, frame, keep)
            case Nested():
                inner: dict[str, Any] = {}
                keep(inner)
                return self.read_frame(kind.frame, path, inner, self._given_to(kind, path, frame))
            case Sized():
                return self._read_sized(kind, path, frame, keep)
            case Switch():
                return self._read_switch(kind, path, frame, keep)
            case Optional():
                present = self.offset < self.end if kind.when is None else self.evaluate(kind.when, frame.shown, path)
                if present:
                    return self.read(kind.inner, path, frame, keep)
                keep(None)
                return None
            case Checksum():
                value = self._read_checksum(kind, path)
            case Mapped():
                return self._read_mapped(kind, path, frame, keep)
            case Custom():
                value = self.read_custom(kind, path, self.origin)
            case LookAhead():
                return self._look_ahead(kind, path, frame, keep)
            case Given():
                raise AssertionError(f"{kind} takes no bytes")
            case _:
                assert_never(kind)
        self.span(path, start, value)
        keep(value)
        return value

    def _look_ahead(self, kind: LookAhead, path: str, frame: Enclosing, keep: Callable[[Any], None]) -> Any:
        """Read a value further on, without moving the offset."""
        size = fixed_size(kind.base)
        assert size is not None
        self.require(kind.ahead + size, path, describe(kind))
        start, spans = self.offset, len(self.spans)
        self.offset += kind.ahead
        value = self.read(kind.base, path, frame, keep)
        self.offset = start
        del self.spans[spans:]
        return value

    def _require_fill(self, kind: Sized, rest: bytes, path: str) -> None:
        """Fail if the bytes after a terminator are not the fill of their part."""
        if is_fill(rest, kind.fill):
            return
        fills = filled(b"", len(rest) + len(kind.fill), kind.fill)
        at = next(at for at, byte in enumerate(rest) if byte != fills[at] or len(rest) % len(kind.fill))
        wanted = "zeros" if kind.fill == b"\0" else f"repetitions of {kind.fill!r}"
        # How many bytes there are depends on how many have arrived, so the message does not say it.
        reason = f'expected {wanted} after the terminator; set leftover="ignore" to accept other bytes'
        self.offset += at
        self.fail(TrailingData, reason, path, expected=fills[at], found=rest[at])

    def _require_ahead(self, spec: FrameSpec, name: str, start: int, reach: int, path: str) -> None:
        """Fail if a field looked ahead beyond the end of its frame."""
        field, left = spec.field_named(name), self.offset - start
        if reach > left and field is not None:
            reason = f"expected {self.count(reach)} for {describe(field.kind)}, {self.count_left(left)} {ITS_END}"
            self.fail(InvalidLength, reason, path, at=start, expected=reach, found=left)

    def _require_left(self, spec: FrameSpec, name: str, value: Any, frame: Enclosing, path: str) -> None:
        """Fail if the terminator that a field leaves for the fields after it extends beyond the end of the frame."""
        field, at = spec.field_named(name), frame.places[name][1]
        assert field is not None
        left = left_after(field.kind, value, lambda switch: self.evaluate(switch.on, frame.shown, path))
        if len(left) > self.offset - at:
            there = self.count_left(self.offset - at)
            reason = f"expected the terminator {left!r} in the fields after this one, {there} {ITS_END}"
            self.fail(InvalidLength, reason, path, at=at, expected=len(left), found=self.offset - at)

    def _takes_null(self, prefix: Scalar | Varint, null: int, path: str) -> bool:
        """Take a prefix that means that there is no value; leave any other prefix to be read with the value."""
        start = self.offset
        number = self.read_scalar(prefix, path) if isinstance(prefix, Scalar) else self.read_varint(prefix, path)
        if number != null:
            self.offset = start
            return False
        self.span(path, start, None)
        return True

    def _given_to(self, kind: Nested, path: str, frame: Enclosing) -> dict[str, Any]:
        """Return the values that are given to a nested frame."""
        values: dict[str, Any] = {}
        for field, expression in given_to(kind):
            assert isinstance(field.kind, Given)
            value = expression.value if isinstance(expression, Literal) else self.evaluate(expression, frame.shown, path)
            try:
                values[field.name] = as_given(field.kind.base, value)
            except (ValueError, TypeError, LookupError) as fault:
                reason = f"{expression} is {value!r}, not a valid value for the given field {kind.name}.{field.name}: {fault}"
                self.fail(InvalidValue, reason, path, found=value)
        return values

    def _read_mapped(self, kind: Mapped, path: str, frame: Enclosing, keep: Callable[[Any], None]) -> Any:
        start, before = self.offset, len(self.spans)
        raw = self.read(kind.base, path, frame, lambda value: None)
        bits = bits_of(kind)
        if isinstance(kind.transform, Framed):
            value = self._read_framed(kind.transform, raw, path)
        else:
            argument = () if kind.argument is None else (self.evaluate(kind.argument, frame.shown, path),)
            value = self.map_value(kind, raw, path, start if bits is None else self.place_of_bits(bits), *argument)
        if len(self.spans) > before and self.spans[-1].path == path:
            self.spans[-1] = self.spans[-1].with_value(value)
        keep(value)
        return value

    def _read_framed(self, transform: Framed, wire: Any, path: str) -> Any:
        """Read the frame contained in some bytes, independently of their origin."""
        if not isinstance(wire, bytes | bytearray | memoryview):
            self.fail(InvalidValue, f"expected bytes that contain {transform.name}, found {show(wire)}", path, found=wire)
        inside = Reader(self.spec, memoryview(bytes(wire)), 0, record=self.record)
        inside.partial, inside.bounded_by = self.partial, f"within the bytes that contain {path} ({count_bytes(len(wire))})"
        try:
            value = inside.read_frame(transform.frame, path, {}, {})
            if (left := len(wire) - inside.offset) and not transform.padded:
                inside.fail(TrailingData, f"{self.count(left)} left over after {transform.name}", path, found=len(wire))
        except UnpackError as error:
            if not error.inside:
                error.inside, error.reason = path, f"{error.reason} (offset within the bytes that contain {path})"
            error.held_until = self.base + self.offset
            raise
        return value

    def _read_sized(self, kind: Sized, path: str, frame: Enclosing, keep: Callable[[Any], None]) -> Any:
        size = self.how_many(kind.extent, path, "size", frame.shown)
        assert size is not None
        self.require_bound(size, path, describe(kind))
        stop = self.offset + size
        outer = self.end, self.bounded_by
        self.end, self.bounded_by = stop, f"within the size of {path} ({self.count(size)})"
        stops = self.stops
        value = self.read(kind.inner, path, frame, keep)
        self.stops = stops
        left = stop - self.offset
        if left and kind.leftover == "error":
            self.fail(
                TrailingData,
                f"{self.count(left)} left over {self.bounded_by}",
                path,
                expected=size - left,
                found=size,
            )
        if kind.leftover == "fill":
            self._require_fill(kind, bytes(self.buffer[self.offset : stop]), path)
        if left and kind.fills:
            start = self.offset
            self.offset = stop
            self.span(f"rest({path})", start, None)
        self.stops[path.rpartition(".")[2]] = stop
        self.end, self.bounded_by = outer
        return value

    def _read_switch(self, kind: Switch, path: str, frame: Enclosing, keep: Callable[[Any], None]) -> Any:
        tag = self.evaluate(kind.on, frame.shown, path)
        arm = arm_for(kind, tag)
        if arm is not None:
            return self.read(arm.kind, path, frame, keep)
        if kind.otherwise is not None:
            return self.read(kind.otherwise, path, frame, keep)
        if kind.unknown is not None:
            before = len(self.spans)
            value = Unknown(tag, self.read(kind.unknown, path, frame, lambda value: None))
            if len(self.spans) > before:
                self.spans[-1] = self.spans[-1].with_value(value)
            keep(value)
            return value
        known = [repr(each) for arm in kind.arms for each in arm.tags]
        reason = f"{kind.on} is {tag!r}, which selects no arm; expected {one_of(known)}"
        self.fail(InvalidValue, reason, path, expected=", ".join(known), found=tag)


def _hex(kind: Checksum, value: Any) -> str:
    return f"{value:#0{2 + 2 * kind.size}x}" if isinstance(value, int) else f"{value!r}"


def _make(spec: FrameSpec, values: dict[str, Any]) -> Any:
    """Create an instance from the values as the codec does, without calling `__init__`."""
    frame = object.__new__(spec.draft_class)
    for each in spec.fields:
        if each.settable:
            setattr(frame, each.name, values[each.name])
    frame.__class__ = spec.frame_class
    return frame
