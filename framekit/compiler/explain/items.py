"""The items of an array, by the generated codec: so that the careful interpreter need look only at the one that is wrong.

Strategy: an error is explained by reading or writing carefully what the codec gave up on, which is many times slower. Most of a
large frame are the items of arrays, and most items are good. So the codec of a single item passes over them, and the interpreter
goes on where that gives up. An item that is not a frame gets a frame of its own for that, with the item as its one field.

Rules: only explaining a fault takes this way; a trace, and what the codec is compared with in tests, is read with care only.
An item that refers to fields around it has no codec of its own.
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
"""Items of an array that a partial result shows in full: the last ones before the fault."""


class ItemHolder:
    """The instances of the frame that is made around an item."""

    __slots__ = ("item",)
    item: Any


class Engine(Protocol):
    """What reads and writes frames fast, and raises anything."""

    @property
    def viewing(self) -> bool:
        """It reads from a memoryview."""
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
"""Gives the engine of any frame; an engine puts it there, so that the interpreter depends on none."""


class ItemCodec:
    """Reads and writes single items of one kind.

    Args:
        kind: of the items.
        spec: the frame that an item is, or that was made around it.
        engine: of that frame.

    Attributes:
        read: see Codec; what it gives is the item, or what was made around it.
        viewing: it reads from a memoryview.
        counts: it spends what bounds the work on a frame.
    """

    def __init__(self, kind: Kind, spec: FrameSpec, engine: Engine) -> None:
        self._whole = isinstance(kind, Nested)
        self._frame = spec.frame_class
        self._engine = engine
        self.read = engine.read
        self.viewing = engine.viewing
        self.counts = takes_guard(spec)

    def value(self, found: Any) -> Any:
        """The item in what was read."""
        return found if self._whole else found.item

    def write(self, item: Any, guard: Guard) -> bytes:
        """The bytes of an item. Raises anything."""
        if self._whole:
            if type(item) is not self._frame:
                raise TypeError
            return self._engine.write(item, guard)
        holder = ItemHolder()
        holder.item = item
        return self._engine.write(holder, guard)


def item_codec(root: FrameSpec, kind: Kind) -> ItemCodec | None:
    """The codec of items of a kind, kept with the outermost frame; None if an item depends on what is around it."""
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
    # A function of a user's counts from where the outermost frame begins.
    return None if asks_where_it_is(spec) else ItemCodec(kind, spec, engine_of(spec))


class Spending:
    """What is left to spend inside the outermost frame, as generated code counts it, and back.

    Args:
        spec: the outermost frame.
        depth: how deep the interpreter is.
        items: how many items it has met.
        empty: how many of them may take no bytes.
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
        """An item was good: what it took is spent."""
        self._before = self.guard.items, self.guard.empty

    @property
    def spent(self) -> tuple[int, int]:
        """The items met so far, and those of them that may take no bytes; an item that was refused does not count."""
        items, empty = self._before
        return self._items - items, self._empty - empty
