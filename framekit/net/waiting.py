"""Deadlines, and waiting for a socket without touching how it is set."""

from __future__ import annotations

import errno
import select
import time
from typing import Protocol

READ = 1
WRITE = 2
LONGEST = 3600.0
"""Seconds that are waited for at a time: poll takes no more milliseconds than an int has."""


class HasFileno(Protocol):
    """What can be waited for."""

    def fileno(self) -> int:
        """The descriptor."""
        ...


class Deadline:
    """A moment until which something is waited for.

    Args:
        timeout: seconds from now; None or infinity for ever.
    """

    def __init__(self, timeout: float | None) -> None:
        self._end = time.monotonic() + (float("inf") if timeout is None else timeout)

    def left(self) -> float:
        """Seconds that are left, 0 where none are."""
        return max(0.0, self._end - time.monotonic())


def wait(handle: HasFileno, what: int, deadline: Deadline) -> None:
    """Wait until a handle can be read from or written to, or is broken.

    Raises:
        TimeoutError: the deadline has come.
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
