"""One connected stream socket, plain or with TLS: bytes in and out, each call with a deadline or as the socket is set.

Rules: the socket's own timeout is never changed. A call that times out or would block has taken and sent nothing.
"""

from __future__ import annotations

import io
import socket
import ssl
from abc import ABC, abstractmethod
from typing import TypeAlias

from framekit.net.waiting import READ, WRITE, Deadline, wait

Until: TypeAlias = Deadline | None
"""A deadline, or None: as the socket is set."""

_NOW = getattr(socket, "MSG_DONTWAIT", 0)
_NO_SIGNAL = getattr(socket, "MSG_NOSIGNAL", 0)


class Channel(ABC):
    """Bytes over a connected socket."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

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
    """TLS by the ssl module.

    TLS reads and writes whole records: on a blocking socket, a peer that sends half a record holds a call beyond its deadline.
    A socket that does not block has no such limit.
    """

    sock: ssl.SSLSocket

    def receive(self, size: int, until: Until) -> bytes:
        """What TLS has decrypted already is not seen by waiting for the socket."""
        if until is not None and self.sock.gettimeout() != 0 and not self.sock.pending():
            wait(self.sock, READ, until)
        while True:
            try:
                return self.sock.recv(size)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError) as want:
                self._wait(want, until)

    def send(self, data: memoryview, until: Until) -> int:
        """TLS wants the same bytes again where it could not send them."""
        if until is not None and self.sock.gettimeout() != 0:
            wait(self.sock, WRITE, until)
        while True:
            try:
                return self.sock.send(data)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError) as want:
                self._wait(want, until)

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
