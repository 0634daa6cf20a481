"""Deadlines, and waiting for a socket without touching how it is set."""

from __future__ import annotations

import select
import time
from typing import Protocol

READ = 1
WRITE = 2


class HasFileno(Protocol):
    """What can be waited for."""

    def fileno(self) -> int:
        """The descriptor."""
        ...


class Deadline:
    """A moment until which something is waited for.

    Args:
        timeout: seconds from now; infinity for ever.
    """

    def __init__(self, timeout: float) -> None:
        self._end = time.monotonic() + timeout

    def left(self) -> float:
        """Seconds that are left, 0 where none are."""
        return max(0.0, self._end - time.monotonic())


def wait(handle: HasFileno, what: int, deadline: Deadline) -> None:
    """Wait until a handle can be read from or written to, or is broken.

    Raises:
        TimeoutError: the deadline has come.
    """
    left = deadline.left()
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(handle, select.POLLIN if what == READ else select.POLLOUT)
        ready = bool(poll.poll(None if left == float("inf") else left * 1000))
    else:
        asked = [handle]
        ready = any(select.select(asked * (what == READ), asked * (what == WRITE), asked, None if left == float("inf") else left))
    if not ready:
        raise TimeoutError("timed out")
