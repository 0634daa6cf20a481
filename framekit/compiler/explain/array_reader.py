"""Reads arrays, and explains what is wrong with them.

Strategy: items are read one by one, each with its path. If the only purpose is to find a fault, plain numbers are taken all
together, and the generated codec skips valid items, because nothing needs to be reported about them.

Rules: the partial result shows the last items, preceded by a count of the omitted ones.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, assert_never

from framekit.compiler.explain.cursor import count_items
from framekit.compiler.explain.enclosing import Enclosing
from framekit.compiler.explain.in_messages import show_kind
from framekit.compiler.explain.items import SHOWN, ItemCodec, Spending, item_codec
from framekit.compiler.explain.number_bytes import scalars_in
from framekit.compiler.explain.value_cursor import ValueCursor
from framekit.errors import InvalidLength, Omitted, TruncatedFrame
from framekit.spec.agreement import takes_given
from framekit.spec.describe import describe
from framekit.spec.kinds import (
    Before,
    Bits,
    Fixed,
    FromFields,
    Kind,
    LeftoverOf,
    Prefixed,
    Repeat,
    Rest,
    Scalar,
    Until,
    UntilItem,
)
from framekit.spec.sizes import counts_items, fixed_size, may_be_empty, minimum_size
from framekit.spec.structure import asks_for_derived_inside


class ArrayReader:
    """Reads the arrays of a frame.

    Args:
        cursor: the current position, which also raises the errors.
        read: the function that reads one value of a kind: `(kind, path, frame, keep) -> value`.
    """

    def __init__(self, cursor: ValueCursor, read: Callable[[Kind, str, Enclosing, Callable[[Any], None]], Any]) -> None:
        self._cursor = cursor
        self._read = read
        self._taken = 0  # length of the item read last, in bytes

    def read(self, kind: Repeat, path: str, frame: Enclosing, keep: Callable[[Any], None]) -> list[Any]:
        """Read the items of an array; `keep` receives what the partial result shows of them."""
        start = self._cursor.offset
        count = self._cursor.how_many(kind.extent, path, "count", frame.shown)
        size = fixed_size(kind.item)
        if count is None and size and not isinstance(kind.extent, Until | UntilItem):
            count = self._count_of_rest(kind, size, path)
        if count is not None:
            self._cursor.check_limit(count, kind.limit, "count", path, start)
            if counts_items(kind):
                self._cursor.spend(count, path, start, may_be_empty=may_be_empty(kind))
            if kind.bits is not None:
                return self._read_bit_items(kind, kind.bits, count, path, keep)
            self._cursor.require_bound(count * minimum_size(kind.item), path, f"{describe(kind)} with {count_items(count)}")
        if not self._cursor.record and isinstance(kind.item, Scalar) and count is not None:
            # Plain numbers are always valid and need no path each, so a fault after a large array is found quickly.
            numbers = scalars_in(kind.item, self._cursor.take(count * kind.item.size, path, describe(kind)))
            keep(numbers if count <= SHOWN else [Omitted(count - SHOWN), *numbers[-SHOWN:]])
            return numbers
        items: list[Any] = []
        items_shown: list[Any] = []
        keep(items_shown)
        # A derived field is computed from its frame, so the arrays are needed in full if an expression asks for that field.
        whole = self._cursor.record or asks_for_derived_inside(self._cursor.spec)
        whole = whole or path.rpartition(".")[2].partition("[")[0] in frame.asked
        careful = whole or self._cursor.probing or (count is None and may_be_empty(kind))
        codec = None if careful or takes_given(kind.item) else item_codec(self._cursor.spec, kind.item)
        number = 0
        last: Any = None
        while self.goes_on(kind, count, number, last, path, frame):
            if number == SHOWN and codec is not None:
                passed, last = self._pass_good_items(kind, codec, count, last, path, frame, items_shown)
                number += passed
                codec = None
                continue
            if count is None and may_be_empty(kind):
                self._cursor.spend(1, path, start, may_be_empty=True)
            self._cursor.indexes.append(number)
            begin = self._cursor.offset
            last = self._read(kind.item, f"{path}[{number}]", frame, items_shown.append)
            self._taken = self._cursor.offset - begin
            self._cursor.indexes.pop()
            number += 1
            if whole:
                items.append(last)
            if count is None:
                self._cursor.check_limit(number, kind.limit, "count", path, start)
        if count is None and not may_be_empty(kind):
            self._cursor.spend(number, path, start, may_be_empty=False)
        marker = self._cursor.offset
        at_end = marker == self._cursor.end
        if isinstance(kind.extent, Until) and kind.extent.consume and not (kind.extent.or_end and at_end):
            self._cursor.take(len(kind.extent.marker), path, "the terminator")
            self._cursor.span(f"end({path})", marker, kind.extent.marker)
        return items

    def _read_bit_items(self, kind: Repeat, bits: Bits, count: int, path: str, keep: Callable[[Any], None]) -> list[Any]:
        """Read items that are bits from the binary digits of all their bytes."""
        start = self._cursor.offset
        wire = self._cursor.take(bits.run(count), path, f"{describe(kind)} with {count_items(count)}")
        digits = "".join(f"{byte:08b}"[:: 1 if bits.order == "big" else -1] for byte in wire)
        items: list[Any] = []
        for index in range(count):
            number = int(digits[index * bits.width : (index + 1) * bits.width][:: 1 if bits.order == "big" else -1], 2)
            if bits.signed and number >> (bits.width - 1):
                number -= 1 << bits.width
            items.append(bool(number) if bits.number == "bool" else number)
        self._cursor.span(path, start, items)
        keep(items if count <= SHOWN else [Omitted(count - SHOWN), *items[-SHOWN:]])
        return items

    def _pass_good_items(
        self, kind: Repeat, codec: ItemCodec, count: int | None, last: Any, path: str, frame: Enclosing, shown: list[Any]
    ) -> tuple[int, Any]:
        """Skip the items that the generated codec can read; SHOWN items were read before.

        Afterwards the partial result shows the last items, preceded by a count of the omitted ones.

        Returns:
            The number of items skipped, and the last of them.
        """
        buffer = self._cursor.buffer if codec.viewing else self._bytes()
        spending = Spending(self._cursor.spec, self._cursor.depth, self._cursor.items, self._cursor.empty_items)
        guard, counts, end, read = spending.guard, codec.counts, self._cursor.end, codec.read
        asks = isinstance(kind.extent, Until | UntilItem)
        maximum = kind.limit if count is None else count
        offsets: deque[int] = deque(maxlen=SHOWN)
        number, found = SHOWN, last
        while (maximum is None or number < maximum) and (count is not None or asks or self._cursor.offset < end):
            if asks and not self.goes_on(kind, count, number, found, path, frame):
                break
            try:
                item, stop = read(buffer, self._cursor.offset, end, guard)
            except Exception:
                break  # the interpreter reads this item and reports what is wrong
            if stop > end:
                break
            if counts:
                spending.keep()
            found = codec.value(item)
            offsets.append(self._cursor.offset)
            self._taken = stop - self._cursor.offset
            self._cursor.offset = stop
            number += 1
        self._cursor.items, self._cursor.empty_items = spending.spent
        if offsets:
            stopped, items, empty = self._cursor.offset, self._cursor.items, self._cursor.empty_items
            shown[:] = [Omitted(number - len(offsets))]
            self._cursor.offset = offsets[0]
            for index in range(number - len(offsets), number):
                self._read(kind.item, f"{path}[{index}]", frame, shown.append)
            self._cursor.offset, self._cursor.items, self._cursor.empty_items = stopped, items, empty
        return number - SHOWN, found

    def _bytes(self) -> bytes:
        """Return the buffer in the form that the codec reads: the object of the view if possible, otherwise a copy."""
        whole = self._cursor.buffer.obj
        if type(whole) is bytes and len(whole) == len(self._cursor.buffer):
            return whole
        if self._cursor.copy is None:
            self._cursor.copy = bytes(self._cursor.buffer)
        return self._cursor.copy

    def goes_on(self, kind: Repeat, count: int | None, number: int, last: Any, path: str, frame: Enclosing) -> bool:
        """Return True if another item follows the `number` items read; `last` is the last of these, `count` the total or None."""
        match kind.extent:
            case Until(marker, or_end=or_end):
                left = bytes(self._cursor.buffer[self._cursor.offset : min(self._cursor.end, self._cursor.offset + len(marker))])
                if or_end and self._cursor.offset >= self._cursor.end:
                    return False
                may_be_there = not or_end or self._cursor.offset + len(marker) <= self._cursor.end
                if len(left) < len(marker) and may_be_there:
                    self._cursor.require(len(marker), path, f"an item or the terminator {marker!r} of {describe(kind)}")
                return left != marker
            case UntilItem(expression, or_end):
                if or_end and self._cursor.offset >= self._cursor.end:
                    return False
                return not number or not self._cursor.evaluate(expression, frame.shown, path, item=last, size=self._taken)
            case Fixed() | Prefixed() | FromFields() | Rest() | Before() | Until() | UntilItem() | LeftoverOf():
                return number < count if count is not None else self._cursor.offset < self._cursor.end
            case _:
                assert_never(kind.extent)

    def _count_of_rest(self, kind: Repeat, size: int, path: str) -> int:
        left = self._cursor.end - self._cursor.offset
        if left % size:
            count = self._cursor.count
            reason = f"expected a multiple of {count(size)} for items of {show_kind(kind.item)}, found {count(left)}"
            at = self._cursor.end - left % size
            if self._cursor.bounded_by:
                self._cursor.fail(InvalidLength, reason, path, at=at)
            self._cursor.fail(TruncatedFrame, reason, path, at=at, needed=size - left % size)
        return left // size
