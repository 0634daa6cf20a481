"""Skips valid items of an array by the generated codec, so that the interpreter only looks at the item that is wrong.

Strategy: to explain an error, the interpreter reads or writes again what the codec refused, which is many times slower. A large
frame consists mostly of array items, and most items are valid. The codec of a single item therefore skips these, and the
interpreter continues at the item that the codec refuses. An item that is not a frame is wrapped in a frame with the item as its
only field.

Rules: this is used only to explain a fault; traces, and the results with which tests compare the codec, come from the
interpreter alone. An item that refers to fields outside it has no codec of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from framekit.compiler.guard import Guard
from framekit.spec.kinds import Kind, Nested
from framekit.spec.memo import Key
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.sizes import takes_guard
from framekit.spec.structure import asks_for_index, asks_where_it_is, fields_asked

SHOWN = 16
"""Number of array items that a partial result shows: the last ones before the fault."""


class ItemHolder:
    """An instance of the frame that wraps an item."""

    __slots__ = ("item",)
    item: Any


class Engine(Protocol):
    """A fast reader and writer of frames, which may raise any exception."""

    @property
    def viewing(self) -> bool:
        """True if it reads from a memoryview."""
        ...

    @property
    def read(self) -> Callable[[Any, int, int, Any], tuple[Any, int]]:
        """`(buffer, offset, end, guard) -> (instance, offset)`."""
        ...

    @property
    def write(self) -> Callable[[Any, Any], bytes]:
        """`(instance, guard) -> bytes`."""
        ...


ENGINE: Key[Callable[[FrameSpec], Engine]] = Key("engine")
"""The function that returns the engine of any frame; an engine sets it, so that the interpreter depends on none."""


class ItemCodec:
    """Reads and writes single items of one kind.

    Args:
        kind: the kind of the items.
        spec: the frame that the item is, or that wraps it.
        engine: the engine of that frame.

    Attributes:
        read: see Engine; its result is the item, or the frame that wraps it.
        viewing: it reads from a memoryview.
        counts: it counts items or nesting against the limits of the outermost frame.
    """

    def __init__(self, kind: Kind, spec: FrameSpec, engine: Engine) -> None:
        self._whole = isinstance(kind, Nested)
        self._frame = spec.frame_class
        self._engine = engine
        self.read = engine.read
        self.viewing = engine.viewing
        self.counts = takes_guard(spec)

    def value(self, found: Any) -> Any:
        """Return the item contained in a result of `read`."""
        return found if self._whole else found.item

    def write(self, item: Any, guard: Guard) -> bytes:
        """Return the bytes of an item. May raise any exception."""
        if self._whole:
            if type(item) is not self._frame:
                raise TypeError
            return self._engine.write(item, guard)
        holder = ItemHolder()
        holder.item = item
        return self._engine.write(holder, guard)


def item_codec(root: FrameSpec, kind: Kind) -> ItemCodec | None:
    """Return the codec for items of a kind, cached on the outermost frame; None if an item depends on what surrounds it."""
    known, engine_of = root.memo.once(ITEM_CODECS, dict), root.memo.get(ENGINE)
    if id(kind) not in known and engine_of is not None:
        known[id(kind)] = _made(kind, engine_of)
    return known.get(id(kind))


ITEM_CODECS: Key[dict[int, ItemCodec | None]] = Key("item codecs")


def _made(kind: Kind, engine_of: Callable[[FrameSpec], Engine]) -> ItemCodec | None:
    if isinstance(kind, Nested):
        spec = kind.frame
    elif fields_asked(kind) or asks_for_index(kind):
        return None
    else:
        fields = (FieldSpec("item", kind),)
        spec = FrameSpec("item", "an array", fields, "!", None, ItemHolder, ItemHolder)
    # A user's function counts offsets from the beginning of the outermost frame.
    return None if asks_where_it_is(spec) else ItemCodec(kind, spec, engine_of(spec))


class Spending:
    """Converts the counts of the interpreter to the remaining allowances that generated code counts down, and back.

    Args:
        spec: the outermost frame.
        depth: the nesting depth that the interpreter has reached.
        items: the number of items it has counted.
        empty: how many of these may take no bytes.
    """

    def __init__(self, spec: FrameSpec, depth: int, items: int, empty: int) -> None:
        self.guard = Guard(spec.max_depth - depth, spec.max_items)
        self._depth = self.guard.depth
        self._items = self.guard.items
        self._empty = self.guard.empty
        self.guard.items -= items
        self.guard.empty -= empty
        self._before = self.guard.items, self.guard.empty

    def keep(self) -> None:
        """Accept the counts of an item that was valid."""
        self._before = self.guard.items, self.guard.empty

    @property
    def spent(self) -> tuple[int, int]:
        """The number of items so far, and of those that may take no bytes; refused items do not count."""
        items, empty = self._before
        return self._items - items, self._empty - empty
