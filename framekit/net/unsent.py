"""The rest of a write of which a part went out before it timed out or would have blocked.

Strategy: such a write has not happened, as far as its caller is concerned, but a part of it is on its way and cannot be taken
back. So the stream remembers it by its bytes, whichever thread made it: the same bytes written again complete it, and nothing
else is sent before it is complete.
"""

from __future__ import annotations

from framekit.errors import StreamBusy


class Unsent:
    """What one stream has not sent yet; to be used under its lock.

    Attributes:
        rest: the bytes that must go out first.
    """

    def __init__(self) -> None:
        self.rest = memoryview(b"")
        self._wire = b""

    def begin(self, wire: bytes) -> None:
        """Begin a write, or go on with the same one. Raises StreamBusy if another is not complete."""
        if not self.rest:
            self._wire = wire
            self.rest = memoryview(wire)
        elif wire != self._wire:
            raise self.busy()

    def busy(self) -> StreamBusy:
        """The error for another write."""
        size = len(self.rest)
        return StreamBusy(f"{size} bytes of another write are not sent; make that write again, or complete it by flush()")

    def sent(self, count: int) -> None:
        """Bytes went out."""
        self.rest = self.rest[count:]
        if not self.rest:
            self._wire = b""

    def interrupted(self) -> None:
        """There was no room: the write leaves no trace if nothing of it went out."""
        if len(self.rest) == len(self._wire):
            self.rest = memoryview(b"")
            self._wire = b""
