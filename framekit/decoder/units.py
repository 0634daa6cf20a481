"""Units: where an item of a stream ends, which frame it contains, and why bytes are not one.

Strategy: a stream is a sequence of units. A unit is either a frame or a framing with a frame inside; a decoder treats both alike.

Rules: the offset of an error counts from the beginning of the stream. Results do not depend on how the bytes arrived.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from contextlib import suppress
from functools import cached_property
from typing import Any

from framekit.compiler.codec import Codec, codec_of, read_many_of
from framekit.compiler.codec.batches import ReadMany
from framekit.compiler.explain.cursor import BOUNDLESS, ITS_END
from framekit.compiler.explain.reading import find_unpack_fault
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.decoder.signature import milestones_of, signature_of
from framekit.decoder.verdict import UNKNOWN, Verdict, carefully, verdict
from framekit.errors import FrameTooLarge, InvalidLength, SpecError, TruncatedFrame, UnpackError, hex_look
from framekit.framing.base import Framing, MarkedFraming
from framekit.spec.memo import Key
from framekit.spec.sizes import frame_minimum_size

LOOK = 16
"""The maximum number of bytes that an error shows as an excerpt."""
FIRST_LOOK = 16
"""The number of bytes of a doubtful unit that are examined first; then four times as many, and so on."""


class Walk:
    """A walk of a unit's generator over a buffer, which resumes when more bytes have arrived.

    Attributes:
        needed: the offset up to which the buffer must be filled for the walk to progress; once `known`, the end of the unit.
        known: whether the end of the unit is known.
    """

    def __init__(self, unit: Unit, buffer: bytes | bytearray, offset: int) -> None:
        self._unit = unit
        self._buffer = buffer
        self._steps: Generator[int, int, int] | None = None
        self.needed = offset
        self.known = False

    def go_on(self, end: int) -> None:
        """Continue with the bytes up to `end`. Raises whatever the generator raises."""
        try:
            if self._steps is None:
                self._steps = self._unit.measuring(self._buffer, self.needed, end)
                self.needed = next(self._steps)
            while self.needed <= end:
                self.needed = self._steps.send(end)
        except StopIteration as result:
            self.needed = int(result.value)
            self.known = True


class Unit(ABC):
    """A unit of a stream.

    Attributes:
        frame: the frame class.
        name: the name in errors.
        least: the minimum length of a unit in bytes.
        read: `(buffer, offset, end, guard) -> (frame, offset)`, which reads in the middle of a buffer and raises any exception;
            None if a unit must be cut out first.
        read_many: the same for many frames: see `compiler.codec.batches.ReadMany`; None if not available.
        read_with_ends: the same, with the offset after each frame; created on first use.
        viewing: whether these functions take a memoryview.
        signature: a pattern that finds where a unit may begin, by the constants at its head; None if there are none.
        signature_size: the number of bytes that the signature examines.
        milestones: the numbers of bytes needed to examine each of the first constants and checks.
        marked: whether a unit ends with a marker, which a search for the next unit can rely on.
    """

    frame: type[Frame]
    name: str
    least: int
    read: Callable[[Any, int, int, Any], tuple[Any, int]] | None = None
    read_many: ReadMany | None = None
    viewing: bool = False
    signature: re.Pattern[bytes] | None = None
    signature_size: int = 0
    milestones: tuple[int, ...] = ()
    marked: bool = False

    @cached_property
    def read_with_ends(self) -> ReadMany | None:
        """None if frames cannot be read in the middle of a buffer."""
        return None

    @abstractmethod
    def measuring(self, buffer: Any, offset: int, end: int) -> Generator[int, int, int]:
        """Find the end of a unit: see `compiler.codec.model.Measuring`."""

    @abstractmethod
    def unpack(self, wire: bytes, base: int) -> Frame:
        """Return the frame of one complete unit, which begins at `base` in the stream. Raises UnpackError."""

    @abstractmethod
    def explain(self, head: bytes, fault: Exception | None, base: int) -> UnpackError:
        """Return the error for a unit that begins with `head` and has no known end; without a `fault`, it is truncated."""

    def walked(self, buffer: bytes | bytearray, offset: int, end: int) -> int:
        """Return how many bytes measuring must see to fail or to find the end, regardless of what else has arrived."""
        seen = offset
        with suppress(Exception):  # measuring failed, or found the end
            steps = self.measuring(buffer, offset, offset)
            needed = next(steps)
            while needed <= end:
                seen = max(seen + 1, needed)
                needed = steps.send(seen)
        return seen - offset

    def judge(self, head: bytes, limit: int) -> Verdict:
        """Return what is known about the unit, of at most `limit` bytes, that begins with `head`."""
        return UNKNOWN

    @abstractmethod
    def is_unit(self, wire: bytes) -> bool:
        """True if the bytes are one complete unit: `unpack` without an explanation."""

    def explain_early(self, head: bytes, base: int) -> UnpackError:
        """Return the error for the first bytes of a unit that `judge` has refused."""
        return self.explain(head, None, base)

    def too_large(self, size: int, limit: int, head: bytes, base: int) -> FrameTooLarge:
        """Return the error for a unit of at least `size` bytes, which begins at `base` with `head`."""
        return FrameTooLarge(
            f"expected at most {limit} bytes (max_frame_size=), the frame takes at least {size}",
            declared=size,
            limit=limit,
            frame=self.name,
            offset=base,
            look=hex_look(head[:LOOK], 0, 1, base),
        )

    def skip_fill(self, buffer: bytes, offset: int, end: int) -> int:
        """Return the offset after any meaningless bytes before a unit."""
        return offset


def unit_of(frame: type[Frame], framing: Framing | None) -> Unit:
    """Return the unit of a stream of such frames. Raises SpecError if the frame does not show its own end.

    A unit is stateless, and computing its signature takes longer than reading a hundred frames. It is therefore cached with the
    class, since each connection of a server or a capture has its own decoder.
    """
    if framing is not None:
        return FramedUnit(frame, framing)
    return spec_of(frame).memo.once(UNIT, lambda: BareUnit(frame))


class BareUnit(Unit):
    """A frame that shows its own end."""

    def __init__(self, frame: type[Frame]) -> None:
        spec = spec_of(frame)
        codec = codec_of(spec)
        if codec.measuring is None:
            raise SpecError(
                "the frame extends to the end of its input, so it has no end in a stream; give it a size=, or use a framing such "
                "as LengthPrefix(u16)",
                frame=spec.name,
            )
        if frame_minimum_size(spec) == 0:
            raise SpecError("the frame can be empty, so a stream could contain any number of them; add a field", frame=spec.name)
        self.name = spec.name
        self.least = frame_minimum_size(spec)
        self._measuring = codec.measuring
        self.frame = frame
        self._codec: Codec = codec
        self.viewing = codec.viewing
        if not codec.at_start and not codec.by_reading:
            self.read = codec.read
            self.read_many = read_many_of(codec)
        self.signature, self.signature_size = signature_of(spec)
        self._heads = milestones_of(spec)
        self.milestones = tuple(self._heads)

    @cached_property
    def read_with_ends(self) -> ReadMany | None:
        """Read with the codec."""
        return None if self.read_many is None else read_many_of(self._codec, with_ends=True)

    def measuring(self, buffer: Any, offset: int, end: int) -> Generator[int, int, int]:
        """Find the end with the generated generator."""
        return self._measuring(buffer, offset, end)

    def walked(self, buffer: bytes | bytearray, offset: int, end: int) -> int:
        """Try only a few sizes if measuring means reading, since each try reads everything again."""
        if not self._codec.by_reading:
            return super().walked(buffer, offset, end)
        size = FIRST_LOOK
        while offset + size < end and not carefully(self._codec, bytes(buffer[offset : offset + size])).seen:
            size *= 4
        return size

    def judge(self, head: bytes, limit: int) -> Verdict:
        """Judge with the codec. User functions are not called, since their results for incomplete bytes mean nothing."""
        if (pattern := self._heads.get(len(head))) is not None and not pattern.match(head):
            return Verdict(0, len(head))
        return UNKNOWN if self.read is None else verdict(self._codec, head, limit)

    def is_unit(self, wire: bytes) -> bool:
        """Read with the codec."""
        try:
            size = self._codec.read(memoryview(wire) if self.viewing else wire, 0, len(wire), None)[1]
        except Exception:
            return False
        return bool(size == len(wire))

    def explain_early(self, head: bytes, base: int) -> UnpackError:
        """Explain with the careful interpreter, which examines all bytes present, whatever sizes they declare."""
        error = find_unpack_fault(self._codec.spec, memoryview(head), EOFError(), 0, exact=False, base=base, until=BOUNDLESS)
        assert isinstance(error, UnpackError)
        return error

    def unpack(self, wire: bytes, base: int) -> Frame:
        """Read with the codec. Raises UnpackError with the offset in the stream."""
        codec = self._codec
        try:
            frame, size = codec.read(memoryview(wire) if codec.viewing else wire, 0, len(wire), None)
            if size == len(wire):
                return frame  # type: ignore[no-any-return]
            raise IndexError(size)
        except Exception as fault:
            error = find_unpack_fault(codec.spec, memoryview(wire), fault, 0, exact=True, base=base, bounded_by=ITS_END)
            raise error from error.__cause__

    def explain(self, head: bytes, fault: Exception | None, base: int) -> UnpackError:
        """Explain with the careful interpreter."""
        if fault is not None:
            head = head[: self.walked(head, 0, len(head))]
        error = find_unpack_fault(self._codec.spec, memoryview(head), fault or EOFError(), 0, exact=False, base=base)
        if isinstance(error, TruncatedFrame) and fault is not None:
            return InvalidLength(
                "the frame contains an impossible length",
                frame=self.name,
                offset=base,
                look=hex_look(head, 0, 1, base),
                partial=error.partial,
            )
        if not isinstance(error, UnpackError):
            raise error  # a given value has changed to one that is not allowed
        return error


UNIT: Key[BareUnit] = Key("unit")


class FramedUnit(Unit):
    """A framing with a frame inside."""

    def __init__(self, frame: type[Frame], framing: Framing) -> None:
        if not isinstance(framing, Framing):
            raise TypeError(f"framing= must be a framing such as LengthPrefix(u16), got {framing!r}")
        self.name = spec_of(frame).name
        self.least = 1
        self.frame = frame
        self.marked = isinstance(framing, MarkedFraming)
        self._framing = framing
        self._codec = codec_of(spec_of(frame))
        self._heads = milestones_of(spec_of(frame))
        start = framing.plain_from(bytes(64))
        if start is not None:
            self.milestones = tuple(start + each for each in self._heads)

    def measuring(self, buffer: Any, offset: int, end: int) -> Generator[int, int, int]:
        """Find the end with the framing."""
        return self._framing.measuring(buffer, offset, end)

    def unpack(self, wire: bytes, base: int) -> Frame:
        """Decode and read the payload. Raises UnpackError with the offset of the fault in the stream."""
        try:
            payload = self._framing.decode(wire)
        except UnpackError as error:
            raise _moved(error, wire, error.offset or 0, base) from error.__cause__
        try:
            return self.frame.unpack(payload)
        except UnpackError as error:
            place = self._framing.place_of(wire, error.offset or 0)
            inside = self._inside(error) if isinstance(error, TruncatedFrame) else error
            raise _moved(inside, wire, place, base) from error.__cause__

    def _inside(self, error: TruncatedFrame) -> InvalidLength:
        """Return the error of a frame whose missing bytes cannot arrive: the unit has ended, not the stream."""
        return InvalidLength(
            f"{error.reason} in the {type(self._framing).__name__} unit",
            frame=error.frame,
            path=error.path,
            expected=error.expected,
            found=error.found,
            partial=error.partial,
        )

    def judge(self, head: bytes, limit: int) -> Verdict:
        """Judge with the codec if the framing shows the end of the payload and the payload is not encoded."""
        end = self._framing.end_of(head)
        if 0 < end <= len(head):
            return Verdict(end, 0) if end <= limit and self.is_unit(head[:end]) else Verdict(0, end)
        start = self._framing.plain_from(head)
        if start is None or end > limit or self._codec.at_start or self._codec.by_reading:
            return UNKNOWN
        payload = head[start:]
        if (pattern := self._heads.get(len(payload))) is not None and not pattern.match(payload):
            return Verdict(0, len(head))
        seen = verdict(self._codec, payload, end - start).seen if end else 0
        return Verdict(0, start + seen) if seen else UNKNOWN

    def explain_early(self, head: bytes, base: int) -> UnpackError:
        """Explain with the careful interpreter, which examines all of the payload that is present."""
        start, end = self._framing.plain_from(head), self._framing.end_of(head)
        begin = start or 0
        size = end - begin if end and start is not None else BOUNDLESS
        error = find_unpack_fault(self._codec.spec, memoryview(head)[begin:], EOFError(), 0, exact=False, until=size)
        assert isinstance(error, UnpackError)
        at = error.offset or 0
        if isinstance(error, TruncatedFrame):
            present = error.found if isinstance(error.found, int) else 0
            error = self._inside(error) if at + present + error.needed > size else error
        return _moved(error, head, begin + at, base)

    def is_unit(self, wire: bytes) -> bool:
        """Read with the framing and the codec."""
        codec = self._codec
        try:
            payload = self._framing.decode(wire)
            size = codec.read(memoryview(payload) if codec.viewing else payload, 0, len(payload), None)[1]
        except Exception:
            return False
        return bool(size == len(payload))

    def explain(self, head: bytes, fault: Exception | None, base: int) -> UnpackError:
        """Return the error of the framing, or one for an incomplete unit."""
        if isinstance(fault, UnpackError):
            return _moved(fault, head, fault.offset or 0, base)
        reason = f"the {type(self._framing).__name__} unit that carries the frame is incomplete"
        look = hex_look(head, len(head), 1, base)
        return TruncatedFrame(reason, needed=1, frame=self.name, offset=base + len(head), look=look)

    def skip_fill(self, buffer: bytes, offset: int, end: int) -> int:
        """Skip what the framing skips."""
        return self._framing.skip_fill(buffer, offset, end)


def _moved(error: UnpackError, wire: bytes, at: int, base: int) -> UnpackError:
    """Return the error with its offset in the stream instead of in the unit."""
    if error.inside:
        return error
    error.offset = base + at
    error.look = hex_look(wire, at, 1, base)
    return error
