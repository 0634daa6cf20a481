"""Deadlines, and waiting for a socket without changing its timeout."""

from __future__ import annotations

import errno
import select
import threading
import time
from typing import Protocol

READ = 1
WRITE = 2
LONGEST = 3600.0
"""Maximum number of seconds of one call: poll takes milliseconds as a C int."""


class HasFileno(Protocol):
    """An object with a descriptor that can be waited for."""

    def fileno(self) -> int:
        """Return the descriptor."""
        ...


class Deadline:
    """The moment when a wait ends.

    Args:
        timeout: seconds from now; None or infinity for no limit.
    """

    def __init__(self, timeout: float | None) -> None:
        self._end = time.monotonic() + (float("inf") if timeout is None else timeout)

    def left(self) -> float:
        """Return the remaining seconds, 0 after the deadline."""
        return max(0.0, self._end - time.monotonic())


def wait_for_event(event: threading.Event, deadline: Deadline | None) -> None:
    """Wait for an event; without a deadline, for as long as it takes. Raises TimeoutError."""
    if not event.wait(None if deadline is None else min(deadline.left(), threading.TIMEOUT_MAX)):
        raise TimeoutError("timed out")


def wait(handle: HasFileno, what: int, deadline: Deadline) -> None:
    """Wait until a handle is readable or writable, or is broken.

    Raises:
        TimeoutError: the deadline has passed.
        OSError: the handle is closed.
    """
    while True:
        left = deadline.left()
        try:
            if _is_ready(handle, what, min(left, LONGEST)):
                return
        except ValueError:  # its descriptor is -1
            raise OSError(errno.EBADF, "the socket is closed") from None
        if left <= LONGEST:
            raise TimeoutError("timed out")


def _is_ready(handle: HasFileno, what: int, seconds: float) -> bool:
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(handle, select.POLLIN if what == READ else select.POLLOUT)
        return bool(poll.poll(seconds * 1000))
    asked = [handle]
    return any(select.select(asked * (what == READ), asked * (what == WRITE), asked, seconds))
