"""Rules and log messages that the servers for threads, asyncio and anyio share."""

from __future__ import annotations

import errno
import logging
from typing import Any

from framekit.errors import EndOfStream, StreamClosed, UnpackError
from framekit.protocol.ends import ends_of

MAX_CONNECTIONS = 100
PATIENCE = 30.0
"""Seconds that a peer may take for the TLS handshake, and to receive what was written before its connection is closed, unless an
idle timeout is shorter."""
LAST_WORDS = 1.0
"""Seconds that all handlers together may take to end after their connections were closed."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
"""Seconds to wait if no descriptors are left: the first pause, and the maximum."""

EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
"""Errors of accept() if no descriptors or memory are left: the listener is intact, and the server waits before it retries."""
PASSING = {errno.ECONNABORTED, errno.EINTR, errno.EAGAIN, errno.EPROTO, errno.EPERM}
"""Errors of accept() for a single connection that is already gone, or rejected by a firewall (accept(2))."""

logger = logging.getLogger("framekit.server")


class BackOff:
    """The pauses of a server that cannot accept connections."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pause = SHORTEST_PAUSE

    def reset(self) -> None:
        """Start again from the shortest pause, because a connection was accepted."""
        self._pause = SHORTEST_PAUSE

    def seconds_after(self, fault: OSError) -> float:
        """Return the seconds until the next attempt, 0 if only one connection failed.

        Raises the fault if the listener is broken.
        """
        if fault.errno in PASSING:
            return 0.0
        if fault.errno not in EXHAUSTED:
            raise fault
        pause, self._pause = self._pause, min(2 * self._pause, LONGEST_PAUSE)
        logger.error("%s: cannot accept connections, retrying in %.2g s: %s", self._url, pause, fault)
        return pause


def check_serving(frame: Any, handler: Any, most: int, options: dict[str, Any]) -> None:
    """Check arguments that would otherwise fail for each connection. Raises SpecError, TypeError, ValueError."""
    if most < 1:
        raise ValueError(f"max_connections={most}: expected at least 1")
    if not callable(handler):
        raise TypeError(f"expected a handler function that takes a stream, got {handler!r}")
    if "session" in options:
        raise TypeError("session= is for one connection; a server gives each connection its own, stream.session")
    ends_of(frame, side="server", **options)


def log_failure(peer: str, error: Exception, *, stopping: bool) -> None:
    """Log the error that ended a connection."""
    if isinstance(error, BaseExceptionGroup):  # raised by a TaskGroup in the handler
        for each in error.exceptions:
            if isinstance(each, Exception):
                log_failure(peer, each, stopping=stopping)
    elif isinstance(error, EndOfStream) or (stopping and isinstance(error, StreamClosed | OSError)):
        logger.debug("%s: connection ended", peer)
    elif isinstance(error, UnpackError):
        logger.warning("%s: bad bytes: %s", peer, error)
    elif isinstance(error, StreamClosed):
        logger.info("%s: %s", peer, error)
    elif isinstance(error, OSError):  # a timeout or a reset, caused by the peer
        logger.info("%s: %s", peer, str(error) or ("timed out" if isinstance(error, TimeoutError) else type(error).__name__))
    else:
        logger.error("%s: the handler failed", peer, exc_info=error)
