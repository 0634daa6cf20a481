"""Quick verdicts by the generated codec on whether a frame begins with some bytes, as a search asks at every byte of garbage.

Strategy: the codec reads the received bytes as if they continued up to the largest possible end of a frame. It finishes in one of
three ways: with a frame; with an exception that only missing bytes explain; or with a refusal of bytes that are present, which
proves that no frame begins here. The locals of the generated function that failed show how far it got.

Rules: a refusal counts as proof only if all bytes that it depends on have arrived; in doubt, the careful interpreter decides. A
verdict does not depend on how many more bytes have arrived.
"""

from __future__ import annotations

import struct
from types import TracebackType
from typing import Any, NamedTuple

from framekit.compiler.codec import Codec
from framekit.compiler.codec.varints import read_leb128
from framekit.compiler.explain.cursor import BOUNDLESS
from framekit.compiler.explain.reading import find_unpack_fault
from framekit.compiler.refusal import Refused, Unfinished
from framekit.errors import TruncatedFrame, UnpackError

_GENERATED = "<framekit "
_VARINTS = read_leb128.__code__.co_filename


class Verdict(NamedTuple):
    """What is known about a position.

    Attributes:
        size: the size in bytes of the frame that begins there; 0 if it is not known that one does.
        seen: the number of bytes that prove that none does; 0 if that is not known.
    """

    size: int
    seen: int


UNKNOWN = Verdict(0, 0)


def verdict(codec: Codec, head: bytes, limit: int) -> Verdict:
    """Return what is known about the frame that begins with some bytes.

    Args:
        codec: the codec of the frame, which must be able to read in the middle of a buffer.
        head: the bytes of the frame that have arrived, or the first of them.
        limit: the maximum size of a frame in bytes.
    """
    buffer: Any = memoryview(head) if codec.viewing else head
    try:
        size = codec.read(buffer, 0, limit, None)[1]
    except (Refused, TypeError) as fault:
        if type(fault) is Unfinished:
            return UNKNOWN
        offset, stop, directly = _reached(fault.__traceback__)
        if offset <= len(head) >= stop and (directly or isinstance(fault, Refused)):
            # A marker that has arrived only in part was taken for the beginning of an item.
            return UNKNOWN if offset + codec.lookahead > len(head) else Verdict(0, offset or 1)
    except (struct.error, IndexError) as fault:
        if _reached(fault.__traceback__)[2]:
            return UNKNOWN
    except Exception:  # noqa: S110  # a user's function, or incomplete text: the interpreter decides
        pass
    else:
        return Verdict(size, 0) if 0 < size <= len(head) else UNKNOWN
    return carefully(codec, head)


def carefully(codec: Codec, head: bytes) -> Verdict:
    """Return the same verdict from the careful interpreter."""
    fault = find_unpack_fault(codec.spec, memoryview(head), EOFError(), 0, exact=False, until=BOUNDLESS)
    if isinstance(fault, TruncatedFrame) or fault.offset is None:
        return UNKNOWN
    held = fault.held_until if isinstance(fault, UnpackError) else None
    return Verdict(0, min(len(head), fault.offset + 1 if held is None else held))


def _reached(traceback: TracebackType | None) -> tuple[int, int, bool]:
    """Return how far generated code got: its offset, the end of a slice that it may have taken, and whether it failed itself."""
    assert traceback is not None
    traceback = traceback.tb_next  # the first is the call in `verdict`
    frame, directly = None, False
    while traceback is not None:
        filename = traceback.tb_frame.f_code.co_filename
        directly = filename.startswith(_GENERATED) or filename == _VARINTS
        if directly and filename != _VARINTS:
            frame = traceback.tb_frame
        traceback = traceback.tb_next
    if frame is None:
        return 0, 0, directly
    known = frame.f_locals  # of the innermost function: its callers have stopped at the offset where it began
    return known.get("offset", 0), known.get("stop", 0), directly
