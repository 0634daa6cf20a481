"""A connected stream socket, plain or with TLS, whose calls take a deadline or follow the socket's own timeout.

Rules: a plain socket's own timeout is never changed. A call that times out or would block has received and sent nothing.

A signal handler may raise any exception at any moment, even between the return of a system call and the assignment of its
result. C code is not interrupted there: `list.extend(map(call, arguments))` makes the call and stores its result in one step. So
received bytes are never lost, and the count of sent bytes is never wrong. The ssl module is written in Python and can be
interrupted at such a moment; the channel records whether that may have happened.

A blocking TLS socket cannot be read with a deadline: if it is readable, it may have only half a record or a message of TLS
itself, and the call then blocks in the system until more arrives. Nor may one thread read while another writes. So a TLS socket
is non-blocking while it belongs to a channel. The channel waits according to the socket's original timeout, and restores that
timeout on release.
"""

from __future__ import annotations

import errno
import io
import os
import socket
import ssl
import threading
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TypeAlias

from framekit.net.waiting import READ, WRITE, Deadline, wait

Until: TypeAlias = Deadline | None
"""A deadline, or None to follow the socket's own timeout."""

_NOW = getattr(socket, "MSG_DONTWAIT", 0)
_NO_SIGNAL = getattr(socket, "MSG_NOSIGNAL", 0)


def is_passing(fault: OSError) -> bool:
    """True if a call only found no data or no room, and the connection is intact."""
    return isinstance(fault, TimeoutError | BlockingIOError | InterruptedError) and fault.errno != errno.ETIMEDOUT


def as_broken(fault: OSError) -> OSError:
    """Return the error for a broken connection: the system's, unless it could be mistaken for a timeout of the call.

    If a peer no longer acknowledges (ETIMEDOUT), Python raises TimeoutError, after which a program would retry indefinitely.
    """
    if isinstance(fault, TimeoutError):
        return ConnectionAbortedError(errno.ETIMEDOUT, "the peer no longer acknowledges the data sent to it")
    return fault


class Channel(ABC):
    """Bytes over a connected socket.

    Attributes:
        received: chunks that were received and not yet taken, b"" for the end; more than one only after an interruption.
        is_unsure: True if a receive was interrupted, and its bytes are lost.
        holds: True if TLS has kept the bytes of a send that did not succeed, so that the same send must be repeated.
    """

    is_unsure = False
    holds = False

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.received: list[bytes] = []
        self._owner = os.getpid()

    def until(self, timeout: float | None) -> Until:
        """Return the deadline for a timeout in seconds; None means the socket's own timeout."""
        if timeout is None:
            timeout = self.sock.gettimeout()
            if not timeout:  # the socket blocks without limit, or does not block
                return None
        return Deadline(timeout)

    @property
    def blocks(self) -> bool:
        """True if the socket waits, with or without a timeout of its own."""
        return self.sock.gettimeout() != 0

    def release(self) -> socket.socket:
        """Return the socket with its original timeout."""
        return self.sock

    def say_goodbye(self) -> None:
        """Send the closing message of the transport, if it has one and there is room for it."""
        return

    @abstractmethod
    def receive(self, size: int, until: Until) -> None:
        """Append at most `size` bytes to `received`. Raises TimeoutError, BlockingIOError, OSError."""

    @abstractmethod
    def send(self, data: memoryview, until: Until) -> int | OSError:
        """Send some bytes.

        Returns:
            The number of bytes sent, or the TimeoutError or BlockingIOError if there is no room. That error is returned and not
            raised, because a signal handler may raise the same class when the number of bytes sent is unknown.

        Raises:
            OSError: the connection is broken.
        """

    @abstractmethod
    def send_eof(self) -> None:
        """End the sending side. Raises OSError."""

    def close(self) -> None:
        """End the connection and close the socket. In a child process of the channel's creator, only close the socket.

        A child process of a fork has a copy of the descriptor, and shares the connection with the parent: `shutdown` or a closing
        message of TLS in the child would end it for the parent too.
        """
        try:
            if os.getpid() == self._owner:
                self.say_goodbye()
                with suppress(OSError):
                    self.sock.shutdown(socket.SHUT_RDWR)
        finally:
            self.sock.close()


class PlainChannel(Channel):
    """A channel over a plain TCP or UNIX stream socket."""

    def receive(self, size: int, until: Until) -> None:
        """Receive bytes. With a deadline, wait first, because `recv` would apply the socket's own timeout."""
        if until is None:
            self.received.extend(map(self.sock.recv, (size,)))
            return
        while not self.received:
            wait(self.sock, READ, until)
            with suppress(BlockingIOError):  # another process has taken the data
                self.received.extend(map(self.sock.recv, (size,), (_NOW,)))

    def send(self, data: memoryview, until: Until) -> int | OSError:
        """Send bytes. With a deadline, wait first, as in `receive`."""
        counts: list[int] = []
        while True:
            if until is not None:
                try:
                    wait(self.sock, WRITE, until)
                except TimeoutError as fault:
                    return fault
            try:
                counts.extend(map(self.sock.send, (data,), (_NO_SIGNAL if until is None else _NOW | _NO_SIGNAL,)))
            except (TimeoutError, BlockingIOError) as fault:
                if counts or not is_passing(fault):
                    raise
                if until is None or isinstance(fault, TimeoutError):
                    return fault
            else:
                return counts[0]

    def send_eof(self) -> None:
        """Shut down the sending side."""
        self.sock.shutdown(socket.SHUT_WR)


class TlsChannel(Channel):
    """A channel over a TLS socket of the ssl module."""

    sock: ssl.SSLSocket

    def __init__(self, sock: ssl.SSLSocket) -> None:
        super().__init__(sock)
        self._timeout = sock.gettimeout()
        self._one_at_a_time = threading.Lock()
        sock.setblocking(False)

    def until(self, timeout: float | None) -> Until:
        """Return the deadline for a timeout; None means the socket's original timeout."""
        if timeout is None and not self.blocks:
            return None
        return Deadline(self._timeout if timeout is None else timeout)

    @property
    def blocks(self) -> bool:
        """True unless the socket was originally non-blocking."""
        return self._timeout != 0

    def say_goodbye(self) -> None:
        """Send the close_notify alert of TLS (RFC 8446, section 6.1), without waiting for the peer's."""
        with suppress(OSError, ValueError), self._one_at_a_time:
            self.sock.unwrap()

    def release(self) -> socket.socket:
        """Restore the original timeout and return the socket."""
        self.sock.settimeout(self._timeout)
        return self.sock

    def receive(self, size: int, until: Until) -> None:
        """Receive bytes. Try before waiting, because the socket does not show bytes that TLS has already decrypted."""
        while True:
            try:
                with self._one_at_a_time:
                    self.is_unsure = True
                    self.received.append(self.sock.recv(size))
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError) as want:
                self.is_unsure = False
                self._wait(want, until)
            except OSError as fault:
                self.is_unsure = is_passing(fault)  # if True, a signal handler raised it
                raise
            else:
                self.is_unsure = False
                return

    def send(self, data: memoryview, until: Until) -> int | OSError:
        """Send bytes. After a failure, TLS needs the same bytes again, and the caller supplies them."""
        while True:
            try:
                with self._one_at_a_time:
                    sent = self.sock.send(data)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError) as want:
                self.holds = True  # TLS has made a record of the bytes, which may be partly sent
                try:
                    self._wait(want, until)
                except (TimeoutError, BlockingIOError) as fault:
                    return fault
            else:
                self.holds = False
                return sent

    def _wait(self, want: ssl.SSLError, until: Until) -> None:
        if until is None:
            raise BlockingIOError("the socket is non-blocking, and TLS cannot continue yet") from None
        wait(self.sock, READ if isinstance(want, ssl.SSLWantReadError) else WRITE, until)

    def send_eof(self) -> None:
        """Raise io.UnsupportedOperation, an OSError: TLS can only end both sides together."""
        raise io.UnsupportedOperation("TLS cannot end the sending side alone; close the stream instead")


def channel_of(sock: socket.socket) -> Channel:
    """Make the channel for a connected stream socket. Raises ValueError for a socket of another kind, TypeError if it is none."""
    if not hasattr(sock, "recv"):
        raise TypeError(f"expected a connected socket, got {sock!r}; for a URL there is connect(url, frame)")
    if sock.type != socket.SOCK_STREAM:
        raise ValueError(f"expected a stream socket, got {sock.type!r}; use DatagramEndpoint for datagrams")
    return TlsChannel(sock) if isinstance(sock, ssl.SSLSocket) else PlainChannel(sock)
