"""A frame within bytes: `field(Body, within=...)`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from framekit.compiler.codec import codec_of, flat_view
from framekit.declare.resolve.context import FieldContext
from framekit.declare.resolve.data import item_kind
from framekit.declare.specifier import DataSpecifier, spelled
from framekit.spec.kinds import Bytes, Custom, Kind, Mapped, Nested, Sized
from framekit.spec.model import FrameSpec
from framekit.spec.transforms import Deflated, Framed, Functions, Opaque, Rotated, Xor


def framed_kind(inner: Kind, within: Any, context: FieldContext) -> Mapped:
    """The kind of a frame that bytes hold.

    Args:
        inner: the frame.
        within: what gives the bytes: `data(...)`, or a word that transforms them.
        context: the field.
    """
    if not isinstance(inner, Nested):
        context.refuse("within= is for a Frame class, whose bytes another word holds")
    if inner.given:
        context.refuse(f"{inner.name} is given values, and a frame within bytes is read by itself; leave one of the two out")
    held = item_kind(Any, within, "within", context)
    if not _gives_bytes(held):
        context.refuse(f"within={spelled(within)}: expected bytes, as data(prefix=u16), deflated(...), xor(...) or mapped(...)")
    # What looks like padding may be the end of the frame, unless the declaration says that it is taken off.
    padded = isinstance(held, Bytes) and bool(held.pad) and not (isinstance(within, DataSpecifier) and within.strip)
    if isinstance(held, Bytes) and padded:
        held = replace(held, strip=False)
    return Mapped(held, Framed(inner.name, inner.target, _functions(inner.target, padded), padded))


def _gives_bytes(kind: Kind) -> bool:
    if isinstance(kind, Mapped):
        return isinstance(kind.transform, Deflated | Xor | Rotated | Opaque)
    if isinstance(kind, Sized):
        return isinstance(kind.inner, Bytes) and kind.leftover != "keep"
    return isinstance(kind, Bytes | Custom)


def _functions(target: Callable[[], FrameSpec], padded: bool) -> Functions:
    """The pair of functions that read and write a frame in bytes of its own; they raise anything."""

    def unpack(wire: Any) -> Any:
        data = bytes(wire)
        codec = codec_of(target())
        try:
            frame, end = codec.read(flat_view(data) if codec.viewing else data, 0, len(data), None)
        except Exception:  # what it says of these bytes says nothing of those around them
            raise ValueError("the frame within is refused") from None
        if end != len(data) and not padded:
            raise ValueError("bytes follow the frame within")
        return frame

    def pack(value: Any) -> bytes:
        spec = target()
        if type(value) is not spec.frame_class:
            raise TypeError(f"expected {spec.name}, got {type(value).__name__}")
        return codec_of(spec).write(value, None)

    return Functions(unpack, pack)
