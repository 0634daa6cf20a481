"""What careful reading is asked for: the record of a frame, and the error that says why the codec gave up on it."""

from __future__ import annotations

from framekit.compiler.explain.cursor import count_bytes
from framekit.compiler.explain.frame_reader import Reader
from framekit.compiler.explain.record import Trace
from framekit.errors import FramekitError, TruncatedFrame, UnpackError, forget, show_integer
from framekit.spec.model import FrameSpec


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
    reader = Reader(spec, buffer, offset, record=True)
    frame = reader.read_root(exact=exact)
    return Trace(frame, tuple(reader.spans), reader.offset)


def find_unpack_fault(
    spec: FrameSpec,
    buffer: memoryview,
    fault: Exception,
    offset: int,
    *,
    exact: bool,
    base: int = 0,
    until: int | None = None,
    bounded_by: str = "",
) -> FramekitError:
    """The error that says why the codec gave up.

    Args:
        spec: the frame.
        buffer: what the codec was given, as single bytes.
        fault: what the codec gave up with.
        offset: where the frame begins; negative from the end.
        exact: the frame must fill the buffer from there.
        base: the offset to give to the buffer's first byte.
        until: the buffer is only the beginning of a frame; see Cursor.
        bounded_by: what ends the buffer, if no more bytes can come; see Cursor.
    """
    start = offset + len(buffer) if offset < 0 else offset
    if not 0 <= start <= len(buffer):
        error: FramekitError = TruncatedFrame(
            f"offset {show_integer(offset)} is outside the buffer of {count_bytes(len(buffer))}",
            needed=start - len(buffer) if start > 0 else -start,
            frame=spec.name,
            offset=max(0, min(start, len(buffer))),
        )
        return error
    try:
        reader = Reader(spec, buffer, start, record=False, base=base, until=until)
        reader.bounded_by = bounded_by
        reader.read_root(exact=exact)
    except FramekitError as found:
        return forget(fault, found)
    error = UnpackError(
        f"the codec raised {fault!r}, but the interpreter found no error; this is a bug in framekit",
        frame=spec.name,
        offset=base + start,
    )
    error.__cause__ = fault
    return error
