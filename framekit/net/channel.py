"""One connected stream socket, plain or with TLS: bytes in and out, each call with a deadline or as the socket is set.

Rules: a plain socket's own timeout is never changed. A call that times out or would block has taken and sent nothing.

A TLS socket that blocks cannot be read with a deadline: where it is ready there may be half a record, or only what TLS sends for
itself, and the call waits in the system for more. Nor may one thread read and another write at the same moment. So a TLS socket
is set not to block while it belongs to a channel, which waits as the socket was set to, and gives it back as it was.
"""

from __future__ import annotations

import io
import socket
import ssl
import threading
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TypeAlias

from framekit.net.waiting import READ, WRITE, Deadline, wait

Until: TypeAlias = Deadline | None
"""A deadline, or None: as the socket is set."""

_NOW = getattr(socket, "MSG_DONTWAIT", 0)
_NO_SIGNAL = getattr(socket, "MSG_NOSIGNAL", 0)


class Channel(ABC):
    """Bytes over a connected socket.

    Attributes:
        holds: bytes of a send that did not succeed are held for it, so that it must be made again.
    """

    holds = False

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def until(self, timeout: float | None) -> Until:
        """The deadline for a timeout in seconds; where that is None, for the socket's own."""
        if timeout is None:
            timeout = self.sock.gettimeout()
            if not timeout:  # it blocks, or raises BlockingIOError
                return None
        return Deadline(timeout)

    @property
    def blocks(self) -> bool:
        """The socket waits, with or without a timeout of its own."""
        return self.sock.gettimeout() != 0

    def release(self) -> socket.socket:
        """The socket, as it was."""
        return self.sock

    def say_goodbye(self) -> None:
        """Send what ends the connection in its own terms, if there is room for it."""
        return

    @abstractmethod
    def receive(self, size: int, until: Until) -> bytes:
        """At most `size` bytes; b"" at the end. Raises TimeoutError, BlockingIOError, OSError."""

    @abstractmethod
    def send(self, data: memoryview, until: Until) -> int:
        """Send some bytes and say how many. Raises TimeoutError, BlockingIOError, OSError."""

    @abstractmethod
    def send_eof(self) -> None:
        """End the sending side. Raises OSError."""


class PlainChannel(Channel):
    """TCP and UNIX streams."""

    def receive(self, size: int, until: Until) -> bytes:
        """Where there is a deadline it is waited first, since a socket with a timeout would wait by that."""
        if until is None:
            return self.sock.recv(size)
        while True:
            wait(self.sock, READ, until)
            try:
                return self.sock.recv(size, _NOW)
            except BlockingIOError:  # another process has taken it
                continue

    def send(self, data: memoryview, until: Until) -> int:
        """The same."""
        if until is None:
            return self.sock.send(data, _NO_SIGNAL)
        while True:
            wait(self.sock, WRITE, until)
            try:
                return self.sock.send(data, _NOW | _NO_SIGNAL)
            except BlockingIOError:
                continue

    def send_eof(self) -> None:
        """Shut the sending side down."""
        self.sock.shutdown(socket.SHUT_WR)


class TlsChannel(Channel):
    """TLS by the ssl module."""

    sock: ssl.SSLSocket

    def __init__(self, sock: ssl.SSLSocket) -> None:
        super().__init__(sock)
        self._timeout = sock.gettimeout()
        self._one_at_a_time = threading.Lock()
        sock.setblocking(False)

    def until(self, timeout: float | None) -> Until:
        """By what the socket was set to."""
        if timeout is None and not self.blocks:
            return None
        return Deadline(self._timeout if timeout is None else timeout)

    @property
    def blocks(self) -> bool:
        """As the socket was set."""
        return self._timeout != 0

    def say_goodbye(self) -> None:
        """The close_notify of TLS (RFC 8446, section 6.1); the peer's is not waited for."""
        with suppress(OSError, ValueError), self._one_at_a_time:
            self.sock.unwrap()

    def release(self) -> socket.socket:
        """Set again as it was."""
        self.sock.settimeout(self._timeout)
        return self.sock

    def receive(self, size: int, until: Until) -> bytes:
        """What TLS has decrypted already comes first; waiting for the socket would not show it."""
        while True:
            try:
                with self._one_at_a_time:
                    return self.sock.recv(size)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError) as want:
                self._wait(want, until)

    def send(self, data: memoryview, until: Until) -> int:
        """TLS wants the same bytes again where it could not send them, which whoever writes here does."""
        while True:
            try:
                with self._one_at_a_time:
                    sent = self.sock.send(data)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError) as want:
                self.holds = True  # it has made a record of them, which may be on its way
                self._wait(want, until)
            else:
                self.holds = False
                return sent

    def _wait(self, want: ssl.SSLError, until: Until) -> None:
        if until is None:
            raise BlockingIOError("the socket does not block, and TLS has nothing whole yet") from None
        wait(self.sock, READ if isinstance(want, ssl.SSLWantReadError) else WRITE, until)

    def send_eof(self) -> None:
        """TLS ends both sides at once. Raises io.UnsupportedOperation, which is an OSError."""
        raise io.UnsupportedOperation("TLS has no end of one side; close the stream instead")


def channel_of(sock: socket.socket) -> Channel:
    """The channel for a connected stream socket. Raises ValueError for another kind of socket."""
    if sock.type != socket.SOCK_STREAM:
        raise ValueError(f"a stream needs a stream socket, and this is {sock.type!r}; for datagrams there is DatagramEndpoint")
    return TlsChannel(sock) if isinstance(sock, ssl.SSLSocket) else PlainChannel(sock)
