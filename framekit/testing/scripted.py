"""ScriptedSocket: a socket that gives data, pauses, faults and its end where a script says so.

Strategy: it is a real stream socket, whose other end is closed, so that whoever waits for its descriptor finds it ready at once;
what a call then gets is the next step of the script. So a test of a timeout takes no time.
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

    def __init__(self, *reads: bytes | bytearray | memoryview | Step, writes: Iterable[int | Step] = ()) -> None:
        script, taken = list(reads), list(writes)
        for step in script:
            if not isinstance(step, bytes | bytearray | memoryview | Step):
                raise TypeError(f"{step!r} is no step of reading; these are bytes, WOULD_BLOCK, TIMEOUT, RESET and END")
        for count in taken:
            if count is END or not isinstance(count, int | Step) or (isinstance(count, int) and count < 0):
                raise TypeError(f"{count!r} is no step of writing; these are numbers of bytes, WOULD_BLOCK, TIMEOUT and RESET")
        ours, theirs = socket.socketpair()
        theirs.close()
        super().__init__(ours.family, ours.type, ours.proto, fileno=ours.detach())
        self.sent = bytearray()
        self._reads: deque[bytes | Step] = deque(step if isinstance(step, Step) else bytes(step) for step in script)
        self._writes: deque[int | Step] = deque(taken)
        self._options: dict[tuple[int, int], Any] = {}
        self._is_shut = False

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """The next bytes, as the script says. MSG_PEEK leaves them there, MSG_WAITALL goes on to the size or an interruption."""
        self._require_open()
        if size < 0:
            raise ValueError("the size is negative")
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
        """The next bytes into a buffer."""
        view = memoryview(buffer).cast("B")
        if not 0 <= nbytes <= len(view):
            raise ValueError(f"{nbytes} bytes do not fit in a buffer of {len(view)}")
        data = self.recv(nbytes or len(view), flags)
        view[: len(data)] = data
        return len(data)

    def recvfrom(self, bufsize: int, flags: int = 0, /) -> tuple[bytes, None]:
        """As recv; a connected stream names no sender."""
        return self.recv(bufsize, flags), None

    def recvfrom_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> tuple[int, None]:
        """As recv_into."""
        return self.recv_into(buffer, nbytes, flags), None

    def recvmsg(self, bufsize: int, ancbufsize: int = 0, flags: int = 0, /) -> tuple[bytes, list[Any], int, None]:
        """As recv; nothing comes beside the data."""
        return self.recv(bufsize, flags), [], 0, None

    def recvmsg_into(self, buffers: Iterable[Any], ancbufsize: int = 0, flags: int = 0, /) -> tuple[int, list[Any], int, None]:
        """The next bytes into several buffers."""
        views = [memoryview(each).cast("B") for each in buffers]
        data = self.recv(sum(map(len, views)), flags)
        rest = data
        for view in views:
            part, rest = rest[: len(view)], rest[len(view) :]
            view[: len(part)] = part
        return len(data), [], 0, None

    def send(self, data: Any, flags: int = 0, /) -> int:
        """Take what the script says."""
        self._require_open()
        if self._is_shut:
            raise BrokenPipeError(errno.EPIPE, "the socket was shut down for writing")
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

    def sendmsg(self, buffers: Iterable[Any], *_: Any) -> int:
        """As send, of several buffers."""
        return self.send(b"".join(bytes(memoryview(each).cast("B")) for each in buffers))

    def sendto(self, data: Any, *_: Any) -> int:
        """As send, since it is connected."""
        return self.send(data)

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Take what is left of a file, or so much of it."""
        if offset:
            file.seek(offset)
        data = file.read() if count is None else file.read(count)
        self.sendall(data)
        return len(data)

    def shutdown(self, how: int, /) -> None:
        """Nothing more comes, or goes."""
        self._require_open()
        if how in (socket.SHUT_RD, socket.SHUT_RDWR):
            self._reads.clear()
        self._is_shut |= how in (socket.SHUT_WR, socket.SHUT_RDWR)

    def setsockopt(self, level: int, optname: int, value: Any, *rest: Any) -> None:
        """Options of its own level are set; others, as TCP_NODELAY, are kept, for it is no TCP socket underneath."""
        if level == socket.SOL_SOCKET:
            super().setsockopt(level, optname, value, *rest)
        else:
            self._options[level, optname] = value

    def getsockopt(self, level: int, optname: int, *size: Any) -> Any:
        """What was set; 0 for what was not."""
        return super().getsockopt(level, optname, *size) if level == socket.SOL_SOCKET else self._options.get((level, optname), 0)

    def dup(self) -> ScriptedSocket:
        """Refused: two sockets cannot go through one script."""
        raise OSError(errno.EOPNOTSUPP, "a scripted socket cannot be duplicated: its script is one")

    def _require_open(self) -> None:
        if self.fileno() < 0:
            raise OSError(errno.EBADF, "the socket is closed")

    def _interrupt(self, step: Step, script: deque[Any]) -> None:
        if step is RESET:
            raise ConnectionResetError(errno.ECONNRESET, "reset, as the script says")
        script.popleft()
        if step is TIMEOUT:
            raise TimeoutError("timed out, as the script says")
        raise BlockingIOError(errno.EAGAIN, "would block, as the script says")
