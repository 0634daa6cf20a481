"""What the servers of threads and of asyncio share: their rules, and their words in the log."""

from __future__ import annotations

import errno
import logging
from typing import Any

from framekit.errors import EndOfStream, StreamClosed, UnpackError
from framekit.protocol.ends import ends_of

MAX_CONNECTIONS = 100
PATIENCE = 30.0
"""Seconds that a peer may take to begin TLS, and to take what was written before its connection is closed, unless an idle timeout
is shorter."""
LAST_WORDS = 1.0
"""Seconds that all handlers together may take to end after their connections were cut."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
"""Seconds to wait where descriptors have run out: at first, and at most."""

EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
"""What accept() says where descriptors or memory have run out: nothing is wrong with the listener, and it is to wait a little."""
PASSING = {errno.ECONNABORTED, errno.EINTR, errno.EAGAIN, errno.EPROTO, errno.EPERM}
"""What it says of one connection that is gone already, or refused by a firewall (accept(2))."""

logger = logging.getLogger("framekit.server")


class BackOff:
    """How long a server waits when it could not accept a connection."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pause = SHORTEST_PAUSE

    def reset(self) -> None:
        """A connection was accepted."""
        self._pause = SHORTEST_PAUSE

    def seconds_after(self, fault: OSError) -> float:
        """Seconds until the next try: none where only that connection is gone. Raises the fault where the listener is broken."""
        if fault.errno in PASSING:
            return 0.0
        if fault.errno not in EXHAUSTED:
            raise fault
        pause, self._pause = self._pause, min(2 * self._pause, LONGEST_PAUSE)
        logger.error("%s: cannot accept, and waits for %.2g seconds: %s", self._url, pause, fault)
        return pause


def check_serving(frame: Any, handler: Any, most: int, options: dict[str, Any]) -> None:
    """Refuse what would fail for each connection. Raises SpecError, TypeError, ValueError."""
    if most < 1:
        raise ValueError(f"max_connections={most} lets nobody in")
    if not callable(handler):
        raise TypeError(f"the handler is a function that takes a stream, and not {handler!r}")
    if "session" in options:
        raise TypeError("session= is for one connection; each one of a server has a session of its own, stream.session")
    ends_of(frame, side="server", **options)


def log_failure(peer: str, error: Exception, *, stopping: bool) -> None:
    """Say in the log how a connection has ended that its handler did not end itself."""
    if isinstance(error, BaseExceptionGroup):  # of a TaskGroup in the handler
        for each in error.exceptions:
            if isinstance(each, Exception):
                log_failure(peer, each, stopping=stopping)
    elif isinstance(error, EndOfStream) or (stopping and isinstance(error, StreamClosed | OSError)):
        logger.debug("%s: ended", peer)
    elif isinstance(error, UnpackError):
        logger.warning("%s: bad bytes: %s", peer, error)
    elif isinstance(error, StreamClosed):
        logger.info("%s: %s", peer, error)
    elif isinstance(error, OSError):  # a timeout, a reset: the peer's doing
        logger.info("%s: %s", peer, str(error) or ("timed out" if isinstance(error, TimeoutError) else type(error).__name__))
    else:
        logger.error("%s: the handler failed", peer, exc_info=error)
