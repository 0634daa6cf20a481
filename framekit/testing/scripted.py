"""ScriptedSocket: a socket that returns data, pauses, fails and ends as a script specifies.

Strategy: it is a real stream socket whose peer is closed, so that waiting for its descriptor returns immediately. Each call then
performs the next step of the script, so that a test of a timeout takes no time.
"""

from __future__ import annotations

import errno
import socket
from collections import deque
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


class Step(Enum):
    """Step of a script other than data."""

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
    """Connected stream socket that follows a script.

    Args:
        reads: the steps of reading: bytes (returned by one or several calls, depending on their sizes); WOULD_BLOCK and TIMEOUT
            (raised once; the next call continues after them); RESET and END (permanent). END follows the last step.
        writes: the steps of writing: the maximum number of bytes that a call accepts, WOULD_BLOCK, TIMEOUT, or RESET. After the
            last step, all bytes are accepted.

    Attributes:
        sent: the bytes that were written.

    >>> with ScriptedSocket(b"hel", WOULD_BLOCK, b"lo", writes=[2]) as sock:
    ...     sock.recv(10), sock.send(b"bye"), bytes(sock.sent)
    ...     try:
    ...         sock.recv(10)
    ...     except BlockingIOError:
    ...         sock.recv(10), sock.recv(10)
    (b'hel', 2, b'by')
    (b'lo', b'')
    """

    def __init__(self, *reads: bytes | bytearray | memoryview | Step, writes: Iterable[int | Step] = ()) -> None:
        script, taken = list(reads), list(writes)
        for step in script:
            if not isinstance(step, bytes | bytearray | memoryview | Step):
                raise TypeError(f"invalid read step {step!r}; expected bytes, WOULD_BLOCK, TIMEOUT, RESET or END")
        for count in taken:
            if count is END or not isinstance(count, int | Step) or (isinstance(count, int) and count < 0):
                raise TypeError(f"invalid write step {count!r}; expected a number of bytes, WOULD_BLOCK, TIMEOUT or RESET")
        ours, theirs = socket.socketpair()
        theirs.close()
        super().__init__(ours.family, ours.type, ours.proto, fileno=ours.detach())
        self.sent = bytearray()
        self._reads: deque[bytes | Step] = deque(step if isinstance(step, Step) else bytes(step) for step in script)
        self._writes: deque[int | Step] = deque(taken)
        self._options: dict[tuple[int, int], Any] = {}
        self._is_shut = False

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """Return the next bytes of the script. MSG_PEEK keeps them; MSG_WAITALL continues up to `size` or an interruption."""
        self._require_open()
        if size < 0:
            raise ValueError(f"expected a size of at least 0, got {size}")
        script = deque(self._reads)
        data = self._next(size)
        while flags & socket.MSG_WAITALL and len(data) < size and self._reads and not isinstance(self._reads[0], Step):
            data += self._next(size - len(data))
        if flags & socket.MSG_PEEK:
            self._reads = script
        return data

    def _next(self, size: int) -> bytes:
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
        """Read the next bytes into a buffer, and return their number."""
        view = memoryview(buffer).cast("B")
        if not 0 <= nbytes <= len(view):
            raise ValueError(f"{nbytes} bytes do not fit in a buffer of {len(view)}")
        data = self.recv(nbytes or len(view), flags)
        view[: len(data)] = data
        return len(data)

    def recvfrom(self, bufsize: int, flags: int = 0, /) -> tuple[bytes, None]:
        """Return the result of recv, and None, because a connected stream names no sender."""
        return self.recv(bufsize, flags), None

    def recvfrom_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> tuple[int, None]:
        """Return the result of recv_into, and None."""
        return self.recv_into(buffer, nbytes, flags), None

    def recvmsg(self, bufsize: int, ancbufsize: int = 0, flags: int = 0, /) -> tuple[bytes, list[Any], int, None]:
        """Return the result of recv, without ancillary data."""
        return self.recv(bufsize, flags), [], 0, None

    def recvmsg_into(self, buffers: Iterable[Any], ancbufsize: int = 0, flags: int = 0, /) -> tuple[int, list[Any], int, None]:
        """Read the next bytes into several buffers."""
        views = [memoryview(each).cast("B") for each in buffers]
        data = self.recv(sum(map(len, views)), flags)
        rest = data
        for view in views:
            part, rest = rest[: len(view)], rest[len(view) :]
            view[: len(part)] = part
        return len(data), [], 0, None

    def send(self, data: Any, flags: int = 0, /) -> int:
        """Accept as many bytes as the script specifies, and return their number."""
        self._require_open()
        if self._is_shut:
            raise BrokenPipeError(errno.EPIPE, "the socket is shut down for writing")
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
        """Accept all bytes, in as many steps as the script specifies."""
        view = memoryview(data).cast("B")
        while view:
            view = view[self.send(view, flags) :]

    def sendmsg(self, buffers: Iterable[Any], *_: Any) -> int:
        """Send the bytes of several buffers as one call of send."""
        return self.send(b"".join(bytes(memoryview(each).cast("B")) for each in buffers))

    def sendto(self, data: Any, *_: Any) -> int:
        """Send data, ignoring the address, because the socket is connected."""
        return self.send(data)

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Send the rest of a file, or `count` bytes of it."""
        if offset:
            file.seek(offset)
        data = file.read() if count is None else file.read(count)
        self.sendall(data)
        return len(data)

    def shutdown(self, how: int, /) -> None:
        """End reading, writing or both."""
        self._require_open()
        if how in (socket.SHUT_RD, socket.SHUT_RDWR):
            self._reads.clear()
        self._is_shut |= how in (socket.SHUT_WR, socket.SHUT_RDWR)

    def setsockopt(self, level: int, optname: int, value: Any, *rest: Any) -> None:
        """Set options of the socket level; store others, such as TCP_NODELAY, because the socket is not a TCP socket."""
        if level == socket.SOL_SOCKET:
            super().setsockopt(level, optname, value, *rest)
        else:
            self._options[level, optname] = value

    def getsockopt(self, level: int, optname: int, *size: Any) -> Any:
        """Return the value of an option; 0 if an option above the socket level was never set."""
        return super().getsockopt(level, optname, *size) if level == socket.SOL_SOCKET else self._options.get((level, optname), 0)

    def dup(self) -> ScriptedSocket:
        """Raise OSError, because two sockets cannot share a script."""
        raise OSError(errno.EOPNOTSUPP, "a scripted socket cannot be duplicated, because two sockets cannot share a script")

    def _require_open(self) -> None:
        if self.fileno() < 0:
            raise OSError(errno.EBADF, "the socket is closed")

    def _interrupt(self, step: Step, script: deque[Any]) -> None:
        if step is RESET:
            raise ConnectionResetError(errno.ECONNRESET, "connection reset by the script")
        script.popleft()
        if step is TIMEOUT:
            raise TimeoutError("timeout specified by the script")
        raise BlockingIOError(errno.EAGAIN, "operation would block, as specified by the script")
