"""Frames within delimited or transformed bytes: `field(Body, within=...)`."""

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
    """Return the kind of a frame within bytes.

    Args:
        inner: the frame.
        within: the specifier of the bytes: `data(...)`, or one that transforms them.
        context: the context of the field.
    """
    if not isinstance(inner, Nested):
        context.refuse("within= applies to a Frame class only; leave it out")
    if inner.given:
        context.refuse(
            f"{inner.name} is bound to given values, but a frame in within= is read on its own; leave out one of the two"
        )
    held = item_kind(Any, within, "within", context)
    if not _gives_bytes(held):
        context.refuse(
            f"within={spelled(within)}: expected bytes, such as data(prefix=u16), deflated(...), xor(...) or mapped(...)"
        )
    # Bytes that look like padding may be the end of the frame, unless the declaration asks to strip them.
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
    """Return the functions that read and write a frame in separate bytes; they may raise any exception."""

    def unpack(wire: Any) -> Any:
        data = bytes(wire)
        codec = codec_of(target())
        try:
            frame, end = codec.read(flat_view(data) if codec.viewing else data, 0, len(data), None)
        except Exception:  # its path and offset refer to the inner bytes, not to those of the outer frame
            raise ValueError("the inner frame is not valid") from None
        if end != len(data) and not padded:
            raise ValueError("bytes follow the inner frame")
        return frame

    def pack(value: Any) -> bytes:
        spec = target()
        if type(value) is not spec.frame_class:
            raise TypeError(f"expected {spec.name}, got {type(value).__name__}")
        return codec_of(spec).write(value, None)

    return Functions(unpack, pack)
