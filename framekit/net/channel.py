"""One connected stream socket, plain or with TLS: bytes in and out, each call with a deadline or as the socket is set.

Rules: a plain socket's own timeout is never changed. A call that times out or would block has taken and sent nothing.

A signal handler may raise anything at any moment, also between the system's answer and the assignment of it. Code in C is not
interrupted there: `list.extend(map(call, arguments))` calls and keeps the answer in one step, which nothing comes between. So no
bytes that were received are lost, and no count of bytes that were sent is taken for another. The ssl module is written in Python,
and has such moments; whether one was met there is remembered.

A TLS socket that blocks cannot be read with a deadline: where it is ready there may be half a record, or only what TLS sends for
itself, and the call waits in the system for more. Nor may one thread read and another write at the same moment. So a TLS socket
is set not to block while it belongs to a channel, which waits as the socket was set to, and gives it back as it was.
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
"""A deadline, or None: as the socket is set."""

_NOW = getattr(socket, "MSG_DONTWAIT", 0)
_NO_SIGNAL = getattr(socket, "MSG_NOSIGNAL", 0)


def is_passing(fault: OSError) -> bool:
    """True if a call has only found no data or no room, and nothing is wrong with the connection."""
    return isinstance(fault, TimeoutError | BlockingIOError | InterruptedError) and fault.errno != errno.ETIMEDOUT


def as_broken(fault: OSError) -> OSError:
    """The error for a broken connection: the system's, unless it could be taken for a timeout of the call.

    A peer that no longer acknowledges (ETIMEDOUT) is a TimeoutError in Python, after which a program would try again for ever.
    """
    if isinstance(fault, TimeoutError):
        return ConnectionAbortedError(errno.ETIMEDOUT, "the peer no longer acknowledges what is sent to it")
    return fault


class Channel(ABC):
    """Bytes over a connected socket.

    Attributes:
        received: what was received and not taken from here yet, b"" for the end; more than one piece only after an interruption.
        is_unsure: receiving was interrupted, and what it had received is lost.
        holds: bytes of a send that did not succeed are held for it, so that it must be made again.
    """

    is_unsure = False
    holds = False

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.received: list[bytes] = []
        self._owner = os.getpid()

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
    def receive(self, size: int, until: Until) -> None:
        """Put at most `size` bytes into `received`. Raises TimeoutError, BlockingIOError, OSError."""

    @abstractmethod
    def send(self, data: memoryview, until: Until) -> int | OSError:
        """Send some bytes.

        Returns:
            How many; or the TimeoutError or BlockingIOError that there is no room. It is not raised, since a signal handler may
            raise the same at a moment when nobody knows how many bytes went out.

        Raises:
            OSError: the connection is broken.
        """

    @abstractmethod
    def send_eof(self) -> None:
        """End the sending side. Raises OSError."""

    def close(self) -> None:
        """End the connection and close the socket. In a child process of the one that made the channel, only close the socket.

        A child of a fork has a copy of the descriptor, and the connection itself belongs to both: what `shutdown` or TLS says
        there would end it for the parent.
        """
        try:
            if os.getpid() == self._owner:
                self.say_goodbye()
                with suppress(OSError):
                    self.sock.shutdown(socket.SHUT_RDWR)
        finally:
            self.sock.close()


class PlainChannel(Channel):
    """TCP and UNIX streams."""

    def receive(self, size: int, until: Until) -> None:
        """Where there is a deadline it is waited first, since a socket with a timeout would wait by that."""
        if until is None:
            self.received.extend(map(self.sock.recv, (size,)))
            return
        while not self.received:
            wait(self.sock, READ, until)
            with suppress(BlockingIOError):  # another process has taken it
                self.received.extend(map(self.sock.recv, (size,), (_NOW,)))

    def send(self, data: memoryview, until: Until) -> int | OSError:
        """The same."""
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

    def receive(self, size: int, until: Until) -> None:
        """What TLS has decrypted already comes first; waiting for the socket would not show it."""
        while True:
            try:
                with self._one_at_a_time:
                    self.is_unsure = True
                    self.received.append(self.sock.recv(size))
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError) as want:
                self.is_unsure = False
                self._wait(want, until)
            except OSError as fault:
                self.is_unsure = is_passing(fault)  # this one is a signal handler's
                raise
            else:
                self.is_unsure = False
                return

    def send(self, data: memoryview, until: Until) -> int | OSError:
        """TLS wants the same bytes again where it could not send them, which the one who writes here gives."""
        while True:
            try:
                with self._one_at_a_time:
                    sent = self.sock.send(data)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError) as want:
                self.holds = True  # it has made a record of them, which may be on its way
                try:
                    self._wait(want, until)
                except (TimeoutError, BlockingIOError) as fault:
                    return fault
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
