"""Classes for what says how long a value is: terminators, and prefixes that say null or more than a length.

Rules: as in parts.py.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import construct

from framekit.compiler.construct.stream import stream_of
from framekit.spec.ends import terminator_left
from framekit.spec.kinds import Bytes, Prefixed, Until


class BytesUntil(construct.Construct):  # type: ignore[misc]  # construct has no types
    """Bytes up to a marker, found wherever it begins; construct's NullTerminated looks at multiples of its length only."""

    def __init__(self, kind: Bytes, extent: Until) -> None:
        super().__init__()
        self.kind = kind
        self.extent = extent

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        if self.extent.others or self.extent.or_end:
            return self._parse_any(stream, path)
        marker = self.extent.marker
        found = bytearray()
        while found[-len(marker) :] != marker or len(found) % self.extent.unit:
            if self.kind.limit is not None and len(found) == self.kind.limit + len(marker):
                raise construct.RangeError("over the limit", path=path)
            found += construct.stream_read(stream, 1, path)
        if not self.extent.consume:
            stream.seek(-len(marker), io.SEEK_CUR)
        value = bytes(found) if self.extent.include else bytes(found[: -len(marker)])
        if self.kind.limit is not None and len(value) > self.kind.limit:
            raise construct.RangeError("over the limit", path=path)
        return value

    def _parse_any(self, stream: Any, path: Any) -> Any:
        ours, extent, found = stream_of(stream), self.extent, b""
        ending = b""
        while not ending and (ours.left or not extent.or_end):
            found += construct.stream_read(stream, 1, path)
            if self.kind.limit is not None and len(found) > self.kind.limit + extent.longest:
                raise construct.RangeError("over the limit", path=path)
            ending = self._ending(found)
        value = found if extent.include else found.removesuffix(ending)
        if self.kind.limit is not None and len(value) > self.kind.limit:
            raise construct.RangeError("over the limit", path=path)
        return value

    def _ending(self, found: bytes) -> bytes:
        """The longest marker that bytes end with, at a whole character; b"" if they end with none."""
        ends = [each for each in self.extent.markers if found.endswith(each) and not (len(found) - len(each)) % self.extent.unit]
        return max(ends, key=len, default=b"")

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        if self.extent.others or self.extent.or_end:
            whole = obj if self.extent.include else obj + self.extent.marker
            first = next((end for end in range(1, len(whole) + 1) if self._ending(whole[:end])), None)
            last = len(whole) if first is None else first - len(self._ending(whole[:first]))
            if (first is None and not self.extent.or_end) or (first is not None and first != len(whole)):
                raise construct.StringError("a terminator is not at the end alone", path=path)
            if first is not None and not self.extent.include and last != len(obj):
                raise construct.StringError("it ends with the beginning of a terminator", path=path)
            construct.stream_write(stream, whole, len(whole), path)
            return obj
        marker, unit = self.extent.marker, self.extent.unit
        whole = obj if self.extent.include else obj + marker
        ends = [end for end in range(len(marker), len(whole) + 1, unit) if whole[end - len(marker) : end] == marker]
        if not ends or ends[0] != len(whole):
            raise construct.StringError("the terminator is not at the end alone", path=path)
        if "_terminator" in context:
            context._terminator = terminator_left(self.kind)
        construct.stream_write(stream, whole if self.extent.consume else obj, len(whole if self.extent.consume else obj), path)
        return obj


class BytesOfLength(construct.Construct):  # type: ignore[misc]  # construct has no types
    """Bytes whose length other fields say; a derived one is solved when they have been built."""

    def __init__(self, kind: Bytes, amount: Callable[[Any], int]) -> None:
        super().__init__()
        self.kind = kind
        self.amount = amount

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        return construct.stream_read(stream, self.amount(context), path)

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        if id(self.kind) not in context.get("_solved", ()) and self.amount(context) != len(obj):
            raise construct.StringError(f"{len(obj)} bytes where {self.amount(context)} are wanted", path=path)
        if "_sizes" in context:
            context._sizes[id(self.kind)] = len(obj)
        construct.stream_write(stream, obj, len(obj), path)
        return obj


class NullablePart(construct.Subconstruct):  # type: ignore[misc]  # construct has no types
    """A value whose prefix may say that there is none."""

    def __init__(self, subcon: Any, prefix: Any, null: int) -> None:
        super().__init__(subcon)
        self.prefix = prefix
        self.null = null

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        ours = stream_of(stream)
        at = ours.tell()
        if self.prefix._parsereport(stream, context, path) == self.null:
            return None
        ours.seek(at)
        return self.subcon._parsereport(stream, context, path)

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        if obj is None:
            self.prefix._build(self.null, stream, context, path)
            return None
        return self.subcon._build(obj, stream, context, path)


class BiasedNumber(construct.Adapter):  # type: ignore[misc]  # construct has no types
    """A length or a count for the number that a prefix says."""

    def __init__(self, subcon: Any, extent: Prefixed) -> None:
        super().__init__(subcon)
        self.extent = extent

    def _decode(self, obj: Any, context: Any, path: Any) -> Any:
        if obj < self.extent.bias:
            raise construct.RangeError(f"{obj} says less than nothing", path=path)
        return obj - self.extent.bias

    def _encode(self, obj: Any, context: Any, path: Any) -> Any:
        if obj + self.extent.bias == self.extent.null:
            raise construct.RangeError(f"{obj} would be written as the null number", path=path)
        return obj + self.extent.bias
