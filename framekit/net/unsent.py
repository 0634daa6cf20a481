"""The rest of a write of which a part went out before it timed out or would have blocked.

Strategy: such a write has not happened, as far as its caller is concerned, who makes it again. The rest must go out before
anything else, since a frame cannot be taken back: so a write is recognised, by its thread and bytes, where it is made again.
"""

from __future__ import annotations

import threading
from weakref import WeakKeyDictionary


class Unsent:
    """What one stream has not sent yet; to be used under its lock.

    Attributes:
        rest: the bytes that are to go out first.
    """

    def __init__(self) -> None:
        self.rest = memoryview(b"")
        self._wire = b""
        self._owner: threading.Thread | None = None
        # by the thread itself, as the number of one that has ended is given to another
        self._made_up: WeakKeyDictionary[threading.Thread, bytes] = WeakKeyDictionary()

    def was_made_up(self, wire: bytes) -> bool:
        """A thread writes what went out with another thread's write since it was interrupted."""
        return self._made_up.pop(threading.current_thread(), None) == wire and bool(wire)

    def goes_on(self, wire: bytes) -> bool:
        """A thread makes the write again of which the rest is here."""
        return bool(self.rest) and self._owner is threading.current_thread() and wire == self._wire

    def start(self, wire: bytes) -> None:
        """The rest has gone out, and a write begins."""
        self.done()
        self._wire = wire
        self._owner = threading.current_thread()
        self.rest = memoryview(wire)

    def sent(self, count: int) -> None:
        """So many bytes went out."""
        self.rest = self.rest[count:]

    def interrupted(self) -> None:
        """The write has not happened: without a trace, if nothing of it went out."""
        if len(self.rest) == len(self._wire):
            self.rest = memoryview(b"")
            self._wire = b""

    def done(self) -> None:
        """The rest has gone out: whose write it was will hear of it, if that was another thread."""
        if self._wire and self._owner is not None and self._owner is not threading.current_thread():
            self._made_up[self._owner] = self._wire
        self._wire = b""
