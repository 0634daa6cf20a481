"""Entry points for careful reading: the trace of a frame, and the error that explains why the codec refused it."""

from __future__ import annotations

from framekit.compiler.explain.cursor import count_bytes
from framekit.compiler.explain.frame_reader import Reader
from framekit.compiler.explain.record import Trace
from framekit.errors import FramekitError, TruncatedFrame, UnpackError, forget, show_integer
from framekit.spec.model import FrameSpec


def trace(spec: FrameSpec, buffer: memoryview, offset: int = 0, *, exact: bool = True) -> Trace:
    """Read one frame and record its bytes.

    Args:
        spec: the frame.
        buffer: a view of single bytes.
        offset: the offset at which the frame begins.
        exact: refuse bytes after the frame.

    Raises:
        UnpackError: if unpacking would raise it.
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
    """Return the error that explains why the codec refused a buffer.

    Args:
        spec: the frame.
        buffer: the bytes that the codec was given, as a view of single bytes.
        fault: the exception that the codec raised.
        offset: the offset at which the frame begins; counted from the end if negative.
        exact: the frame must fill the buffer from there.
        base: the offset to report for the buffer's first byte.
        until: set if the buffer contains only the beginning of a frame; see Cursor.
        bounded_by: what ends the buffer, if no more bytes can follow; see Cursor.
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
