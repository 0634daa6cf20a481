"""Whether a frame begins at some bytes, by the generated codec: quickly, since a search asks it at every byte of garbage.

Strategy: the codec reads from the beginning of what has come, up to where the largest frame could end, as if all of that were
there. It ends in one of three ways: with a frame; with an exception that only missing bytes explain; or with a refusal of bytes
that are there, which proves that no frame begins here. How far it came is in the locals of the generated function that gave up.

Rules: a refusal is taken for proof only if everything that it was made from has come; in doubt the careful interpreter decides.
What is said of bytes does not depend on how many more have come.
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
    """What is known of a place.

    Attributes:
        size: of the frame that begins there; 0 if it is not known that one does.
        seen: how many bytes prove that none does; 0 if that is not known.
    """

    size: int
    seen: int


UNKNOWN = Verdict(0, 0)


def verdict(codec: Codec, head: bytes, limit: int) -> Verdict:
    """What is known of the frame that begins with some bytes.

    Args:
        codec: of the frame; one that can read in the middle of a buffer.
        head: all that has come of it, or the first part of that.
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
            # A marker that has come in part was taken for the beginning of an item.
            return UNKNOWN if offset + codec.lookahead > len(head) else Verdict(0, offset or 1)
    except (struct.error, IndexError) as fault:
        if _reached(fault.__traceback__)[2]:
            return UNKNOWN
    except Exception:  # noqa: S110  # a function of the user's, or text that is cut: the interpreter knows
        pass
    else:
        return Verdict(size, 0) if 0 < size <= len(head) else UNKNOWN
    return carefully(codec, head)


def carefully(codec: Codec, head: bytes) -> Verdict:
    """The same, by the careful interpreter."""
    fault = find_unpack_fault(codec.spec, memoryview(head), EOFError(), 0, exact=False, until=BOUNDLESS)
    if isinstance(fault, TruncatedFrame) or fault.offset is None:
        return UNKNOWN
    held = fault.held_until if isinstance(fault, UnpackError) else None
    return Verdict(0, min(len(head), fault.offset + 1 if held is None else held))


def _reached(traceback: TracebackType | None) -> tuple[int, int, bool]:
    """How far generated code came: its offset, the end of a slice that it may have taken, and if it was that code that failed."""
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
    known = frame.f_locals  # of the innermost: those around it have stopped at the offset where it began
    return known.get("offset", 0), known.get("stop", 0), directly
