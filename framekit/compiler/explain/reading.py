"""Reads a frame step by step, keeping a record of which bytes stood for what.

Strategy: one method a kind; `offset` and `end` are the reader's state, and a frame with a size of its own lowers `end` while
it is read. An error is made in one place, `_fail`, which knows the path, the bytes around and what was read so far.

Rules: nothing is allocated on the word of a length or a count before it is held against the bytes that are there. Spans tile
the bytes of a frame: no gap, no overlap.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, NoReturn, assert_never

from framekit.compiler.explain.record import Span, Trace
from framekit.compiler.text import strip_pads
from framekit.errors import (
    ConstMismatch,
    FramekitError,
    FrameTooLarge,
    InvalidLength,
    InvalidValue,
    TrailingData,
    TruncatedFrame,
    UnpackError,
    hex_look,
)
from framekit.spec.expr import Expr, Path, evaluate, references
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
    Rest,
    Scalar,
    Text,
    describe,
)
from framekit.spec.model import FrameSpec, fixed_size, minimum_size


def trace(spec: FrameSpec, buffer: memoryview, offset: int = 0, *, exact: bool = True) -> Trace:
    """Read one frame and keep the record.

    Args:
        spec: the frame.
        buffer: single bytes.
        offset: where the frame begins.
        exact: refuse bytes behind the frame.

    Raises:
        UnpackError: as unpacking would.
    """
    reader = _Reader(spec, buffer, offset, record=True)
    frame = reader.read_root(exact=exact)
    return Trace(frame, tuple(reader.spans), reader.offset)


def find_unpack_fault(spec: FrameSpec, buffer: memoryview, fault: Exception, offset: int, *, exact: bool) -> FramekitError:
    """The error that says why the codec gave up.

    Args:
        spec: the frame.
        buffer: what the codec was given, as single bytes.
        fault: what the codec gave up with.
        offset: where the frame begins; negative from the end.
        exact: the frame must fill the buffer from there.
    """
    start = offset + len(buffer) if offset < 0 else offset
    if not 0 <= start <= len(buffer):
        error: FramekitError = TruncatedFrame(
            f"the buffer has {len(buffer)} bytes, and offset {offset} is outside of it",
            needed=start - len(buffer) if start > 0 else -start,
            frame=spec.name,
            offset=max(0, min(start, len(buffer))),
        )
        error.__suppress_context__ = True
        return error
    try:
        _Reader(spec, buffer, start, record=False).read_root(exact=exact)
    except FramekitError as found:
        found.__suppress_context__ = True
        return found
    error = UnpackError(
        f"the codec gave up with {fault!r} where a careful reading finds no fault; this is a defect of framekit",
        frame=spec.name,
        offset=start,
    )
    error.__cause__ = fault
    return error


class _Reader:
    def __init__(self, spec: FrameSpec, buffer: memoryview, offset: int, *, record: bool) -> None:
        self.spec = spec
        self.buffer = buffer
        self.start = offset
        self.offset = offset
        self.end = len(buffer)
        self.bounded_by = ""
        self.record = record
        self.spans: list[Span] = []
        self.partial: dict[str, Any] = {}

    def read_root(self, *, exact: bool) -> Any:
        frame = self.read_frame(self.spec, "", self.partial)
        if exact and self.offset != len(self.buffer):
            left = len(self.buffer) - self.offset
            self._fail(
                TrailingData,
                f"{_bytes(left)} left over behind the frame",
                "",
                expected=self.offset - self.start,
                found=len(self.buffer) - self.start,
            )
        return frame

    # Errors and spans

    def _fail(self, kind: type[UnpackError], reason: str, path: str, *, at: int | None = None, **facts: Any) -> NoReturn:
        offset = self.offset if at is None else at
        marked = facts.pop("marked", 1)
        raise kind(
            reason,
            frame=self.spec.name,
            path=path,
            offset=offset,
            look=hex_look(self.buffer, offset, marked),
            partial=self.partial,
            **facts,
        )

    def _span(self, path: str, start: int, value: Any) -> None:
        if self.record:
            self.spans.append(Span(path, start, self.offset, bytes(self.buffer[start : self.offset]), value))

    def _take(self, size: int, path: str, what: str) -> bytes:
        """The next `size` bytes, which must be there."""
        self._require(size, path, what)
        start = self.offset
        self.offset += size
        return bytes(self.buffer[start : self.offset])

    def _require(self, size: int, path: str, what: str) -> None:
        left = self.end - self.offset
        if size <= left:
            return
        if self.bounded_by:
            self._fail(
                InvalidLength,
                f"{what} takes {_bytes(size)}, and {self.bounded_by} leaves {left}",
                path,
                expected=size,
                found=left,
            )
        self._fail(
            TruncatedFrame,
            f"{what} takes {_bytes(size)}, and {left} {'is' if left == 1 else 'are'} left",
            path,
            needed=size - left,
            expected=size,
            found=left,
        )

    # Frames. `shown` is what the partial result shows of a frame: nested frames as dicts, derived fields and constants too.

    def read_frame(self, spec: FrameSpec, path: str, shown: dict[str, Any]) -> Any:
        start = self.offset
        outer_end, outer_bound = self.end, self.bounded_by
        waiting = set() if spec.size is None else {name for name, *_ in references(spec.size)}
        bound = spec.size is None
        values: dict[str, Any] = {}
        for each in spec.fields:
            if not bound and not waiting:
                self._bind(spec, start, path, shown)
                bound = True
            here = f"{path}.{each.name}" if path else each.name

            def keep(value: Any, name: str = each.name) -> None:
                shown[name] = value

            values[each.name] = self.read(each.kind, here, shown, keep)
            waiting.discard(each.name)
        if not bound:
            self._bind(spec, start, path, shown)
        if spec.size is not None:
            if self.offset != self.end:
                self._fail(
                    TrailingData,
                    f"{_bytes(self.end - self.offset)} left over in the {self.end - start} that {spec.name} has by its size",
                    path,
                    expected=self.offset - start,
                    found=self.end - start,
                )
            self.end, self.bounded_by = outer_end, outer_bound
        return _make(spec, values)

    def _bind(self, spec: FrameSpec, start: int, path: str, shown: dict[str, Any]) -> None:
        """Lower `end` to where the frame says that it ends."""
        assert spec.size is not None
        size = self._evaluate(spec.size, shown, path)
        if size < self.offset - start:
            self._fail(
                InvalidLength,
                f"size={spec.size} is {size}, less than the {self.offset - start} bytes that stand there already",
                path,
                at=start,
                expected=self.offset - start,
                found=size,
            )
        self._require(size - (self.offset - start), path, f"the frame of {size} bytes by its size {spec.size} still")
        self.end = start + size
        self.bounded_by = f"the size of {spec.name} ({spec.size}, which is {size})"

    def _evaluate(self, expression: Expr, shown: dict[str, Any], path: str) -> int:
        def value_of(name: Path) -> int:
            value: Any = shown
            for part in name:
                value = value[part]
            return int(value)

        try:
            return evaluate(expression, value_of)
        except ArithmeticError as fault:
            self._fail(InvalidLength, f"{expression} has no value: {fault}", path)

    # Kinds. `keep` takes what the partial result is to show: at once for what grows, and else when the value is complete.

    def read(self, kind: Kind, path: str, shown: dict[str, Any], keep: Callable[[Any], None]) -> Any:
        start = self.offset
        match kind:
            case Scalar():
                value: Any = self._read_scalar(kind, path)
            case Bytes():
                wire = self._read_bytes(kind, describe(kind), path, shown)
                start = self.offset - len(wire)
                value = strip_pads(wire, kind.pad) if kind.strip else wire
            case Text():
                wire = self._read_bytes(kind.data, describe(kind), path, shown)
                start = self.offset - len(wire)
                value = self._decode(kind, wire, path, start)
            case Const():
                value = self._read_const(kind, path)
            case Padding():
                self._take(kind.size, path, describe(kind))
                self._span(path, start, None)
                return None
            case Repeat():
                return self._read_repeat(kind, path, shown, keep)
            case Nested():
                inner: dict[str, Any] = {}
                keep(inner)
                return self.read_frame(kind.frame, path, inner)
            case Mapped():
                value = self._map(kind, self._read_scalar(kind.base, path), path, start)
            case _:
                assert_never(kind)
        self._span(path, start, value)
        keep(value)
        return value

    def _read_scalar(self, kind: Scalar, path: str) -> Any:
        wire = self._take(kind.size, path, describe(kind))
        assert kind.order is not None
        if kind.number == "int":
            return int.from_bytes(wire, kind.order, signed=kind.signed)
        if kind.number == "bool":
            return any(wire)
        return struct.unpack(("<" if kind.order == "little" else ">") + kind.code, wire)[0]

    def _read_const(self, kind: Const, path: str) -> Any:
        start = self.offset
        wire = self._take(len(kind.wire), path, describe(kind))
        if wire == kind.wire:
            return kind.value
        found: Any = wire
        if isinstance(kind.base, Scalar):
            self.offset = start
            found = self._read_scalar(kind.base, path)
            if found == kind.value:
                return kind.value
        self._fail(
            ConstMismatch,
            f"expected {kind.value!r}, found {found!r}",
            path,
            at=start,
            marked=len(wire),
            expected=kind.value,
            found=found,
        )

    def _map(self, kind: Mapped, raw: Any, path: str, start: int) -> Any:
        try:
            return kind.unpack(raw)
        except Exception as fault:
            try:
                self._fail(
                    InvalidValue,
                    f"{raw!r} is no {kind.name}",
                    path,
                    at=start,
                    marked=self.offset - start,
                    expected=kind.name,
                    found=raw,
                )
            except InvalidValue as error:
                error.__cause__ = None if isinstance(fault, KeyError) else fault
                raise

    def _how_many(self, extent: Extent, path: str, word: str, shown: dict[str, Any]) -> int | None:
        """A length or count; None for the rest."""
        match extent:
            case Fixed(number):
                return number
            case Prefixed(prefix):
                start = self.offset
                number = int(self._read_scalar(prefix, path))
                self._span(f"{word}({path})", start, number)
                return number
            case Given(expression):
                number = self._evaluate(expression, shown, path)
                if number < 0:
                    self._fail(InvalidLength, f"{expression} is {number}, and nothing is that short", path, found=number)
                return number
            case Rest():
                return None
            case _:
                assert_never(extent)

    def _check_limit(self, number: int, limit: int | None, what: str, path: str, at: int) -> None:
        if limit is not None and number > limit:
            self._fail(
                FrameTooLarge,
                f"{what} {number} is over the limit of {limit}",
                path,
                at=at,
                declared=number,
                limit=limit,
                found=number,
            )

    def _read_bytes(self, kind: Bytes, what: str, path: str, shown: dict[str, Any]) -> bytes:
        start = self.offset
        length = self._how_many(kind.extent, path, "len", shown)
        if length is None:
            length = self.end - self.offset
        self._check_limit(length, kind.limit, "the length", path, start)
        return self._take(length, path, what)

    def _decode(self, kind: Text, wire: bytes, path: str, start: int) -> str:
        stripped = strip_pads(wire, kind.data.pad) if kind.data.strip else wire
        try:
            return stripped.decode(kind.encoding, kind.errors)
        except UnicodeDecodeError as fault:
            at = start + (fault.start if 0 <= fault.start <= len(wire) else 0)
            reason = f"the bytes are no {kind.encoding}: {fault.reason}"
        except Exception as fault:
            at = start
            reason = f"the bytes are no {kind.encoding}: {fault}"
        self._fail(InvalidValue, reason, path, at=at, expected=kind.encoding, found=stripped)

    def _read_repeat(self, kind: Repeat, path: str, shown: dict[str, Any], keep: Callable[[Any], None]) -> list[Any]:
        start = self.offset
        count = self._how_many(kind.extent, path, "count", shown)
        size = fixed_size(kind.item)
        if count is None and size is not None:
            count = self._count_of_rest(kind, size, path)
        if count is not None:
            self._check_limit(count, kind.limit, "the count", path, start)
            self._require(count * minimum_size(kind.item), path, f"{describe(kind)} with {count} items")
        if not self.record and isinstance(kind.item, Scalar) and count is not None:
            # Nothing can be wrong with plain numbers, so they need no path each: a fault behind a large array is found quickly.
            numbers = _scalars(kind.item, self._take(count * kind.item.size, path, describe(kind)))
            keep(numbers)
            return numbers
        items: list[Any] = []
        items_shown: list[Any] = []
        keep(items_shown)
        while len(items) < count if count is not None else self.offset < self.end:
            items.append(self.read(kind.item, f"{path}[{len(items)}]", shown, items_shown.append))
        self._check_limit(len(items), kind.limit, "the count", path, start)
        return items

    def _count_of_rest(self, kind: Repeat, size: int, path: str) -> int:
        left = self.end - self.offset
        if left % size:
            reason = f"{_bytes(left)} left are no whole number of items {describe(kind.item)} of {_bytes(size)}"
            at = self.end - left % size
            if self.bounded_by:
                self._fail(InvalidLength, reason, path, at=at)
            self._fail(TruncatedFrame, reason, path, at=at, needed=size - left % size)
        return left // size


def _scalars(kind: Scalar, data: bytes) -> list[Any]:
    sign = "<" if kind.order == "little" else ">"
    if kind.code:
        return [value for (value,) in struct.iter_unpack(sign + kind.code, data)]
    assert kind.order is not None
    return [int.from_bytes(data[at : at + kind.size], kind.order, signed=kind.signed) for at in range(0, len(data), kind.size)]


def _make(spec: FrameSpec, values: dict[str, Any]) -> Any:
    """An instance from the values, made as the codec makes it: without going through `__init__`."""
    frame = object.__new__(spec.draft_class)
    for each in spec.fields:
        if each.given:
            setattr(frame, each.name, values[each.name])
    frame.__class__ = spec.frame_class
    return frame


def _bytes(number: int) -> str:
    return f"{number} byte" if number == 1 else f"{number} bytes"
