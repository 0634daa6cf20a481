"""ScriptedSocket: a socket that gives data, pauses, faults and its end where a script says so.

Strategy: it is a real stream socket, whose other end is closed, so that whoever waits for its descriptor finds it ready at once;
what a call then gets is the next step of the script. So a test of a timeout takes no time.
"""

from __future__ import annotations

import socket
from collections import deque
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


class Step(Enum):
    """What a socket may do but give data."""

    WOULD_BLOCK = "would block"
    TIMEOUT = "timeout"
    RESET = "reset"
    END = "end"

    def __repr__(self) -> str:
        return self.name


WOULD_BLOCK: Final = Step.WOULD_BLOCK
TIMEOUT: Final = Step.TIMEOUT
RESET: Final = Step.RESET
END: Final = Step.END


class ScriptedSocket(socket.socket):
    """A connected stream socket that does what a script says.

    Args:
        reads: what reading gives, step by step: bytes (in one or several calls, as they fit); WOULD_BLOCK and TIMEOUT (once each;
            the next call goes on behind them); RESET and END (for ever). Behind the last step stands END.
        writes: what writing does: a number of bytes that one call takes at the most, WOULD_BLOCK, TIMEOUT, or RESET. Behind the
            last step, all is taken.

    Attributes:
        sent: what was written.

    >>> with ScriptedSocket(b"hel", WOULD_BLOCK, b"lo", writes=[2]) as sock:
    ...     sock.recv(10), sock.send(b"bye"), bytes(sock.sent)
    ...     try:
    ...         sock.recv(10)
    ...     except BlockingIOError:
    ...         sock.recv(10), sock.recv(10)
    (b'hel', 2, b'by')
    (b'lo', b'')
    """

    def __init__(self, *reads: bytes | Step, writes: Iterable[int | Step] = ()) -> None:
        ours, theirs = socket.socketpair()
        theirs.close()
        super().__init__(ours.family, ours.type, ours.proto, fileno=ours.detach())
        self.sent = bytearray()
        self._reads: deque[bytes | Step] = deque(reads)
        self._writes: deque[int | Step] = deque(writes)

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """The next bytes, as the script says."""
        self._require_open()
        while self._reads:
            step = self._reads[0]
            if isinstance(step, Step):
                if step is END:
                    return b""
                self._interrupt(step, self._reads)
            elif step:
                given, rest = step[:size], step[size:]
                self._reads[0] = rest
                if not rest:
                    self._reads.popleft()
                return given
            else:
                self._reads.popleft()
        return b""

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """The next bytes into a buffer."""
        view = memoryview(buffer).cast("B")
        data = self.recv(nbytes or len(view), flags)
        view[: len(data)] = data
        return len(data)

    def send(self, data: Any, flags: int = 0, /) -> int:
        """Take what the script says."""
        self._require_open()
        taken = bytes(memoryview(data).cast("B"))
        if self._writes:
            step = self._writes[0]
            if isinstance(step, Step):
                self._interrupt(step, self._writes)
            else:
                taken = taken[:step]
                self._writes.popleft()
        self.sent += taken
        return len(taken)

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """Take all, in as many calls as the script says."""
        view = memoryview(data).cast("B")
        while view:
            view = view[self.send(view, flags) :]

    def shutdown(self, how: int, /) -> None:
        """Nothing more comes, or goes."""
        self._require_open()

    def _require_open(self) -> None:
        if self.fileno() < 0:
            raise OSError(9, "the socket is closed")

    def _interrupt(self, step: Step, script: deque[Any]) -> None:
        if step is RESET:
            raise ConnectionResetError(104, "reset, as the script says")
        script.popleft()
        if step is TIMEOUT:
            raise TimeoutError("timed out, as the script says")
        if step is WOULD_BLOCK:
            raise BlockingIOError(11, "would block, as the script says")
        raise ValueError(f"{step!r} is no step of writing")
