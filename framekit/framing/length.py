"""A length prefix before each frame.

Strategy: the envelope is itself a frame, declared with the vocabulary, so a generated codec reads, checks and writes its length.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from framekit.compiler.codec import Codec, codec_of
from framekit.compiler.explain.reading import find_unpack_fault
from framekit.declare.declaration import spec_of
from framekit.declare.make import make_frame
from framekit.declare.sequences import data
from framekit.declare.specifier import number_in
from framekit.declare.vocabulary import (
    derived,
)
from framekit.errors import FramekitError, UnpackError
from framekit.framing.base import Framing
from framekit.spec.expr import this
from framekit.spec.kinds import Scalar


class LengthPrefix(Framing):
    """A length prefix: a number before each frame that gives its length in bytes.

    Args:
        kind: any integer kind, such as `u16`, `u32le`, `uleb128` or `mqtt_varint`.
        includes_itself: whether the length includes the bytes of the number itself.

    Raises:
        SpecError: the kind is not an integer kind.

    >>> from framekit import LengthPrefix, u16
    >>> LengthPrefix(u16).encode(b"abc"), LengthPrefix(u16, includes_itself=True).encode(b"abc")
    (b'\\x00\\x03abc', b'\\x00\\x05abc')
    """

    def __init__(self, kind: object, *, includes_itself: bool = False) -> None:
        if includes_itself:
            fields: dict[str, Any] = {"length": (int, derived(kind)), "payload": (bytes, data())}
            envelope = make_frame("LengthPrefix", fields, size=this.length, module=__name__)
        else:
            envelope = make_frame("LengthPrefix", {"payload": (bytes, data(prefix=kind))}, module=__name__)
        self._envelope: Any = envelope
        self._prefix = number_in(kind)

    @property
    def _codec(self) -> Codec:
        return codec_of(spec_of(self._envelope))

    def encode(self, payload: bytes, /) -> bytes:
        """Return the length and the payload. Raises PackError if the payload is too long for the kind."""
        unit: bytes = self._envelope(payload=payload).pack()
        return unit

    def decode(self, unit: bytes, /) -> bytes:
        """Return the bytes after the length. Raises UnpackError if the length does not match."""
        payload: bytes = self._codec.unpack(unit).payload
        return payload

    def measuring(self, buffer: bytes | bytearray, offset: int, end: int, /) -> Generator[int, int, int]:
        """Read the length as soon as it has arrived."""
        measuring = self._codec.measuring
        assert measuring is not None
        try:
            return (yield from measuring(buffer, offset, end))
        except Exception as fault:
            raise self._refused(bytes(buffer[offset : offset + 32]), fault) from None

    def place_of(self, unit: bytes, at: int, /) -> int:
        """Return the offset after the length plus `at`."""
        return len(unit) - len(self.decode(unit)) + at

    def plain_from(self, head: bytes, /) -> int | None:
        """Return the offset after the length; None if its size varies, or nothing follows it yet."""
        prefix = self._prefix
        if isinstance(prefix, Scalar):
            return prefix.size if len(head) > prefix.size else None
        return None

    def _refused(self, head: bytes, fault: Exception) -> FramekitError:
        error = find_unpack_fault(self._codec.spec, memoryview(head), fault, 0, exact=False)
        return error if isinstance(error, UnpackError) else UnpackError(str(error), frame="LengthPrefix", offset=0)
