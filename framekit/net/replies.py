"""Requests that wait for their replies on one stream, and the frames that arrive meanwhile.

Strategy: requests that wait at the same time share the stream. One of them reads, and gives each frame to the first request that
it answers; it keeps other frames for `read`. When it has its own reply, the next request continues reading. The driver determines
how a request waits for another one that is reading, and supplies the function that wakes it.

Rules: a frame is delivered exactly once. A frame that answers no request is never lost: if KEPT of them are kept, a request
fails, and the frames can be read.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from functools import reduce
from typing import Any, Generic, TypeAlias

from framekit.declare.frame import Frame
from framekit.errors import StreamBusy
from framekit.net.stream_types import T
from framekit.spec.expr import Expr, evaluate

Reply: TypeAlias = Callable[[T], bool] | Expr | None
"""How a reply is recognised: by a function of the frame, by a field that request and reply share, or None for the next frame."""

KEPT = 1024
"""Maximum number of frames that are kept for `read` while requests wait."""


class Request(Generic[T]):
    """A request that waits for its reply.

    Attributes:
        wake: a function that is called when the reply has arrived, or another request has stopped reading.
        is_answered: True if the reply has arrived, or its predicate has failed.
    """

    def __init__(self, matches: Callable[[Any], bool], wake: Callable[[], object]) -> None:
        self.wake = wake
        self.is_answered = False
        self._matches = matches
        self._replies: list[T] = []
        self._fault: Exception | None = None

    def take(self, frame: T) -> bool:
        """Take a frame if it is the reply. An error of the predicate ends the request without taking the frame."""
        try:
            taken = bool(self._matches(frame))
        except Exception as fault:
            self._fault = fault
            taken = False
        if taken:
            self._replies.append(frame)
        self.is_answered = taken or self._fault is not None
        return taken

    def collect(self) -> T:
        """Return the reply, once. Raises the error of the predicate."""
        if self._fault is not None:
            raise self._fault.with_traceback(None)
        return self._replies.pop()

    def uncollected(self) -> list[T]:
        """Return the reply, if it arrived and was not collected."""
        return self._replies


class Replies(Generic[T]):
    """The requests that wait on one stream.

    Attributes:
        waiting: the requests, in the order in which they were made.
        kept: frames that arrived while requests waited and answer none of them, for `read`.
        reader: a function that wakes the caller that waits in `read` while a request reads, or None.
        is_reading: True if a request is reading rather than `read`.
    """

    def __init__(self) -> None:
        self.waiting: list[Request[T]] = []
        self.kept: deque[T] = deque()
        self.reader: Callable[[], object] | None = None
        self.is_reading = False
        self._lock = threading.RLock()

    def expect(self, frame: Any, reply: Reply[T], wake: Callable[[], object]) -> Request[T]:
        """Begin to wait for the reply to a frame. Raises TypeError, AttributeError if `reply` is not usable."""
        request: Request[T] = Request(matcher(frame, reply), wake)
        with self._lock:
            self.waiting.append(request)
        return request

    def forget(self, request: Request[T]) -> None:
        """Remove a request. A reply that it has not collected, because it was cancelled, is kept."""
        with self._lock:
            self.waiting.remove(request)
            self.kept.extend(request.uncollected())
        self.wake_all()

    def wake_all(self) -> None:
        """Wake all waiting callers, so that each checks whether its frame is available or whether it must read."""
        with self._lock:
            waiting = [request.wake for request in self.waiting]
        for wake in waiting:
            wake()
        reader = self.reader
        if reader is not None:
            reader()

    def give(self, item: T) -> bool:
        """Give a frame to the request that it answers. Returns False if it answers none."""
        if not isinstance(item, Frame):
            return False
        with self._lock:
            for request in self.waiting:
                if request.is_answered:
                    continue
                taken = request.take(item)
                if request.is_answered:
                    request.wake()
                if taken:
                    return True
        return False

    def keep(self, item: T) -> None:
        """Keep an item that answers no request."""
        self.kept.append(item)
        reader = self.reader
        if reader is not None:
            reader()

    def require_room(self) -> None:
        """Raise StreamBusy if no more frames can be kept."""
        if len(self.kept) >= KEPT:
            raise StreamBusy(f"{KEPT:,} frames that answer no request have not been read; read() them first")

    def require_none_kept(self) -> None:
        """Raise StreamBusy if unread frames are kept, because detaching the stream would lose them."""
        if self.kept:
            raise StreamBusy(f"frames that arrived during requests have not been read ({len(self.kept):,}); read() them first")


def matcher(frame: Any, reply: Reply[Any]) -> Callable[[Any], bool]:
    """Return the function that recognises the reply to a frame. Raises TypeError, AttributeError."""
    if reply is None:
        return lambda _: True
    if isinstance(reply, Expr):
        expression = reply
        asked = _value(expression, frame)

        def is_reply(found: Any) -> bool:
            try:
                return bool(_value(expression, found) == asked)
            except AttributeError:  # a frame of a class without the field
                return False

        return is_reply
    if not callable(reply):
        raise TypeError(f"reply={reply!r}: expected a function of a frame, or a field such as this.id")
    return reply


def _value(expression: Expr, frame: Any) -> Any:
    return evaluate(expression, lambda path: reduce(getattr, path, frame))
