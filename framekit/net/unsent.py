"""The rest of a write that was partly sent before it timed out or would have blocked.

Strategy: for its caller, such a write counts as not done, but the part that was sent cannot be taken back. So the stream
remembers the bytes of the write, whichever thread made it: writing the same bytes again completes it, and nothing else is sent
before it is complete.
"""

from __future__ import annotations

from framekit.errors import StreamBusy


class Unsent:
    """The unsent bytes of a stream; to be used under the stream's lock.

    Attributes:
        rest: the bytes that must be sent first.
    """

    def __init__(self) -> None:
        self.rest = memoryview(b"")
        self._wire = b""

    def begin(self, wire: bytes) -> None:
        """Begin a write, or continue the same one. Raises StreamBusy if another write is incomplete."""
        if not self.rest:
            self._wire = wire
            self.rest = memoryview(wire)
        elif wire != self._wire:
            raise self.busy()

    def busy(self) -> StreamBusy:
        """Return the error for an attempt to write other bytes."""
        return StreamBusy(
            f"another write is incomplete, with {self._size()} unsent; repeat that write, or complete it with flush()"
        )

    def require_complete(self) -> None:
        """Raise StreamBusy if a write is incomplete."""
        if self.rest:
            raise StreamBusy(f"a write is incomplete, with {self._size()} unsent; complete it with flush()")

    def _size(self) -> str:
        size = len(self.rest)
        return f"{size} byte{'s' * (size != 1)}"

    def sent(self, count: int) -> None:
        """Record that `count` bytes were sent."""
        self.rest = self.rest[count:]
        if not self.rest:
            self._wire = b""

    def interrupted(self) -> None:
        """Record that there was no room: forget the write if nothing of it was sent."""
        if len(self.rest) == len(self._wire):
            self.rest = memoryview(b"")
            self._wire = b""
