"""The boundary between generated code and the caller, for buffers and errors.

Strategy: generated code may fail with any exception; it is caught here, and the careful interpreter finds the reason. A buffer is
converted to the form that generated code reads.

Rules: only framekit's own errors are raised to the caller, and TypeError if an argument is not a buffer.
"""

from __future__ import annotations

import operator
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from framekit.compiler.refusal import Refused
from framekit.errors import FramekitError, PackError, TruncatedFrame, show_integer
from framekit.spec.model import FrameSpec

if TYPE_CHECKING:
    from framekit.compiler.codec.model import Codec

WINDOW = 1 << 14
"""Bytes copied first for a frame whose size only reading determines; four times as many while they are too few."""


def flat_view(buffer: Any) -> memoryview:
    """Return a view of any buffer as single bytes, copied only if it is not contiguous. Raises TypeError for other objects."""
    view = memoryview(buffer)
    if view.format == "B" and view.ndim == 1 and view.contiguous:
        return view
    return view.cast("B") if view.c_contiguous and view.nbytes else memoryview(view.tobytes())


def read_copy(codec: Codec, buffer: Any, offset: int) -> tuple[Any, int]:
    """Read a frame from any buffer by copying only the bytes of the frame.

    Returns:
        The instance and the offset after it.
    """
    if codec.viewing:
        view = flat_view(buffer)
        start = _start(view, offset)
        if not codec.at_start:
            frame, behind = codec.read(view, start, len(view), None)
            return frame, behind
        frame, size = codec.read(view[start:], 0, len(view) - start, None)
        return frame, start + size
    with flat_view(buffer) as view:  # released here: a view kept by a traceback would prevent a bytearray from growing
        start = _start(view, offset)
        left = len(view) - start
        if codec.by_reading:
            frame, size = _read_growing(codec, view, start)
            return frame, start + size
        size = left if codec.measuring is None else codec.measure(view, start, len(view))
        if size > left:
            raise Refused
        data = bytes(view[start : start + size])
    frame, size = codec.read(data, 0, size, None)
    return frame, start + size


def _start(view: memoryview, offset: int) -> int:
    start = offset + len(view) if offset < 0 else offset
    if not 0 <= start <= len(view):
        raise Refused
    return start


def _read_growing(codec: Codec, view: memoryview, start: int) -> tuple[Any, int]:
    """Read a frame whose size only reading determines, from copies that grow until it fits; the work stays linear."""
    window = WINDOW
    while True:
        data = bytes(view[start : start + window])
        try:
            frame, size = codec.read(data, 0, len(data), None)
        except Exception:
            if start + window >= len(view):
                raise
        else:
            if size < len(data) or start + window >= len(view):
                return frame, size
        window *= 4


def measuring_by_reading(codec: Codec, buffer: Any, offset: int, end: int) -> Generator[int, int, int]:
    """Find the end of a frame that only reading determines, with the protocol of the generated generators.

    Reading restarts whenever missing bytes have arrived, so the work is not linear if they arrive in many pieces.
    """
    from framekit.compiler.explain.reading import find_unpack_fault

    window = WINDOW
    while True:
        with memoryview(buffer) as view:
            data = bytes(view[offset : min(end, offset + window)])
        whole = offset + len(data) == end
        try:
            size = int(codec.read(data if not codec.viewing else memoryview(data), 0, len(data), None)[1])
        except Exception as fault:
            if whole:
                error = find_unpack_fault(codec.spec, memoryview(data), fault, 0, exact=False)
                if not isinstance(error, TruncatedFrame):
                    raise
                end = yield end + error.needed
        else:
            if size < len(data) or whole:
                return offset + size
        if not whole:
            window *= 4


def explain_unpack(spec: FrameSpec, buffer: Any, fault: Exception, offset: int, *, exact: bool) -> FramekitError:
    """Return the error that explains why the codec failed. Raises TypeError for an invalid buffer or offset."""
    from framekit.compiler.explain.reading import find_unpack_fault

    with flat_view(buffer) as view:
        return find_unpack_fault(spec, view, fault, operator.index(offset), exact=exact)


def explain_pack(spec: FrameSpec, frame: Any, fault: Exception) -> FramekitError:
    """Return the error that explains why a frame cannot be packed."""
    from framekit.compiler.explain.frame_writer import find_pack_fault

    return find_pack_fault(spec, frame, fault)


def pack_slowly(spec: FrameSpec, frame: Any, override: Any) -> bytes:
    """Return the bytes of a frame with deliberately wrong values."""
    from framekit.compiler.explain.frame_writer import pack_with_override

    return pack_with_override(spec, frame, override)


def place(spec: FrameSpec, packed: bytes, buffer: Any, offset: int) -> None:
    """Write packed bytes into a buffer. Raises PackError if they do not fit."""
    view = memoryview(buffer)
    view = view.cast("B") if view.nbytes else view
    start = offset + len(view) if offset < 0 else offset
    if not 0 <= start <= len(view) - len(packed):
        raise PackError(
            f"a frame of length {len(packed)} does not fit at offset {show_integer(offset)} in a buffer of length {len(view)}",
            frame=spec.name,
            offset=offset if abs(offset) < 1 << 64 else None,
        )
    view[start : start + len(packed)] = packed
