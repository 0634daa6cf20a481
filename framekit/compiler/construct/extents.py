"""Classes for values whose length is determined by a terminator, an expression, or a prefix with a null number or a bias.

Rules: as in parts.py.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import construct

from framekit.compiler.construct.stream import stream_of
from framekit.spec.ends import terminator_left
from framekit.spec.kinds import Bits, Bytes, Fixed, Prefixed, Repeat, Until
from framekit.spec.sizes import counts_items


class BytesUntil(construct.Construct):  # type: ignore[misc]  # construct has no types
    """Bytes up to a terminator at any offset; construct's NullTerminated only looks at multiples of its length."""

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
                raise construct.RangeError(f"length exceeds the limit of {self.kind.limit}", path=path)
            found += construct.stream_read(stream, 1, path)
        if not self.extent.consume:
            stream.seek(-len(marker), io.SEEK_CUR)
        value = bytes(found) if self.extent.include else bytes(found[: -len(marker)])
        if self.kind.limit is not None and len(value) > self.kind.limit:
            raise construct.RangeError(f"length exceeds the limit of {self.kind.limit}", path=path)
        return value

    def _parse_any(self, stream: Any, path: Any) -> Any:
        ours, extent, found = stream_of(stream), self.extent, b""
        ending = b""
        while not ending and (ours.left or not extent.or_end):
            found += construct.stream_read(stream, 1, path)
            if self.kind.limit is not None and len(found) > self.kind.limit + extent.longest:
                raise construct.RangeError(f"length exceeds the limit of {self.kind.limit}", path=path)
            ending = self._ending(found)
        value = found if extent.include else found.removesuffix(ending)
        if self.kind.limit is not None and len(value) > self.kind.limit:
            raise construct.RangeError(f"length exceeds the limit of {self.kind.limit}", path=path)
        return value

    def _ending(self, found: bytes) -> bytes:
        """Return the longest terminator, aligned to whole characters, that the bytes end with; b"" if there is none."""
        ends = [each for each in self.extent.markers if found.endswith(each) and not (len(found) - len(each)) % self.extent.unit]
        return max(ends, key=len, default=b"")

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        if self.extent.others or self.extent.or_end:
            whole = obj if self.extent.include else obj + self.extent.marker
            first = next((end for end in range(1, len(whole) + 1) if self._ending(whole[:end])), None)
            last = len(whole) if first is None else first - len(self._ending(whole[:first]))
            if (first is None and not self.extent.or_end) or (first is not None and first != len(whole)):
                raise construct.StringError("a terminator must occur at the end and nowhere else", path=path)
            if first is not None and not self.extent.include and last != len(obj):
                raise construct.StringError("the value ends with the beginning of a terminator", path=path)
            construct.stream_write(stream, whole, len(whole), path)
            return obj
        marker, unit = self.extent.marker, self.extent.unit
        whole = obj if self.extent.include else obj + marker
        ends = [end for end in range(len(marker), len(whole) + 1, unit) if whole[end - len(marker) : end] == marker]
        if not ends or ends[0] != len(whole):
            raise construct.StringError("the terminator must occur at the end and nowhere else", path=path)
        if "_terminator" in context:
            context._terminator = terminator_left(self.kind)
        construct.stream_write(stream, whole if self.extent.consume else obj, len(whole if self.extent.consume else obj), path)
        return obj


class BytesOfLength(construct.Construct):  # type: ignore[misc]  # construct has no types
    """Bytes whose length other fields determine; a derived length is solved after the bytes have been built."""

    def __init__(self, kind: Bytes, amount: Callable[[Any], int]) -> None:
        super().__init__()
        self.kind = kind
        self.amount = amount

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        return construct.stream_read(stream, self.amount(context), path)

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        if id(self.kind) not in context.get("_solved", ()) and self.amount(context) != len(obj):
            raise construct.StringError(f"expected a length of {self.amount(context)}, found {len(obj)}", path=path)
        if "_sizes" in context:
            context._sizes[id(self.kind)] = len(obj)
        construct.stream_write(stream, obj, len(obj), path)
        return obj


class BitItems(construct.Construct):  # type: ignore[misc]  # construct has no types
    """Items that are bits and may cross bytes: construct's own bits, reversed within each byte if the lowest bits come first."""

    def __init__(self, kind: Repeat, bits: Bits, count: Callable[[Any], int] | None, prefix: Any) -> None:
        super().__init__()
        self.kind = kind
        self.bits = bits
        self.count = count
        self.prefix = prefix
        self.turn = 1 if bits.order == "big" else -1
        number = construct.BitsInteger(bits.width, signed=bits.signed)
        self.item = number if bits.number == "int" else construct.Flag

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        ours = stream_of(stream)
        count = self.prefix._parsereport(stream, context, path) if self.count is None else self.count(context)
        if count < 0 or (self.kind.limit is not None and count > self.kind.limit):
            raise construct.RangeError(f"count {count} is negative or exceeds the limit", path=path)
        if counts_items(self.kind):
            ours.spend(count, path, empty=False)
        digits = construct.bytes2bits(construct.stream_read(stream, self.bits.run(count), path))
        if self.turn < 0:
            digits = b"".join(digits[at : at + 8][::-1] for at in range(0, len(digits), 8))
        size = self.bits.width
        return construct.ListContainer(self.item.parse(digits[at * size : (at + 1) * size][:: self.turn]) for at in range(count))

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        if not isinstance(obj, list):
            raise construct.RangeError(f"expected a list, found {obj!r}", path=path)
        if self.kind.limit is not None and len(obj) > self.kind.limit:
            raise construct.RangeError(f"count {len(obj)} exceeds the limit of {self.kind.limit}", path=path)
        if isinstance(self.kind.extent, Fixed) and len(obj) != self.kind.extent.number:
            raise construct.RangeError(f"expected a count of {self.kind.extent.number}, found {len(obj)}", path=path)
        if counts_items(self.kind):
            stream_of(stream).spend(len(obj), path, empty=False)
        if self.prefix is not None:
            self.prefix._build(len(obj), stream, context, path)
        if self.bits.number == "bool" and not all(each is True or each is False or each in (0, 1) for each in obj):
            raise construct.MappingError("expected True or False in each item", path=path)
        digits = b"".join(self.item.build(each)[:: self.turn] for each in obj)
        digits += bytes(-len(digits) % 8)
        wire = construct.bits2bytes(b"".join(digits[at : at + 8][:: self.turn] for at in range(0, len(digits), 8)))
        construct.stream_write(stream, wire, len(wire), path)
        return obj


class NullablePart(construct.Subconstruct):  # type: ignore[misc]  # construct has no types
    """A value whose prefix may mean that there is no value."""

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
    """Converts the number in a prefix to a length or count, and back."""

    def __init__(self, subcon: Any, extent: Prefixed) -> None:
        super().__init__(subcon)
        self.extent = extent

    def _decode(self, obj: Any, context: Any, path: Any) -> Any:
        if obj < self.extent.bias:
            raise construct.RangeError(f"expected at least {self.extent.bias} in the prefix, found {obj}", path=path)
        return obj - self.extent.bias

    def _encode(self, obj: Any, context: Any, path: Any) -> Any:
        if obj + self.extent.bias == self.extent.null:
            raise construct.RangeError(f"{obj} would be written as {self.extent.null}, the null number", path=path)
        return obj + self.extent.bias
