"""The items of an array, by the generated codec: so that the careful interpreter need look only at the one that is wrong.

Strategy: an error is explained by reading or writing carefully what the codec gave up on, which is many times slower. Most of a
large frame are the items of arrays, and most items are good. So the codec of a single item passes over them, and the interpreter
goes on where that gives up. An item that is not a frame gets a frame of its own for that, with the item as its one field.

Rules: only explaining a fault takes this way; a trace, and what the codec is compared with in tests, is read with care only.
An item that refers to fields around it has no codec of its own.
"""

from __future__ import annotations

from typing import Any

from framekit.compiler.codec import Codec, codec_of
from framekit.compiler.codec.reading import fields_asked
from framekit.compiler.codec.runtime import Guard
from framekit.spec.kinds import Custom, Kind, Nested
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.sizes import has_kind, takes_guard

SHOWN = 16
"""Items of an array that a partial result shows in full: the last ones before the fault."""


class ItemHolder:
    """The instances of the frame that is made around an item."""

    __slots__ = ("item",)
    item: Any


class ItemCodec:
    """Reads and writes single items of one kind.

    Args:
        kind: of the items.
        spec: the frame that an item is, or that was made around it.

    Attributes:
        read: see Codec; what it gives is the item, or what was made around it.
        viewing: it reads from a memoryview.
        counts: it spends what bounds the work on a frame.
    """

    def __init__(self, kind: Kind, spec: FrameSpec) -> None:
        self._whole = isinstance(kind, Nested)
        self._frame = spec.frame_class
        self._codec: Codec = codec_of(spec)
        self.read = self._codec.read
        self.viewing = self._codec.viewing
        self.counts = takes_guard(spec)

    def value(self, found: Any) -> Any:
        """The item in what was read."""
        return found if self._whole else found.item

    def write(self, item: Any, guard: Guard) -> bytes:
        """The bytes of an item. Raises anything."""
        if self._whole:
            if type(item) is not self._frame:
                raise TypeError
            return self._codec.write(item, guard)
        holder = ItemHolder()
        holder.item = item
        return self._codec.write(holder, guard)


def item_codec(root: FrameSpec, kind: Kind) -> ItemCodec | None:
    """The codec of items of a kind, kept with the outermost frame; None if an item depends on what is around it."""
    known: dict[int, ItemCodec | None] = root.memo.setdefault("item codecs", {})
    if id(kind) not in known:
        known[id(kind)] = _made(kind)
    return known[id(kind)]


def _made(kind: Kind) -> ItemCodec | None:
    if isinstance(kind, Nested):
        spec = kind.frame
    elif fields_asked(kind):
        return None
    else:
        fields = (FieldSpec("item", kind),)
        spec = FrameSpec("item", "an array", fields, "!", None, ItemHolder, ItemHolder)
    # A function of a user's counts from where the outermost frame begins.
    return None if has_kind(spec, Custom) else ItemCodec(kind, spec)


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
