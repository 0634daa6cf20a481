"""Frames in datagrams: the contents of a datagram, and a socket that receives and sends datagrams without waiting.

Strategy: each datagram is independent; nothing is carried over from one to the next. The endpoints that wait, for threads,
asyncio and anyio, are built on the socket in this module.

Rules: a datagram that is truncated or too long is an error, never a shorter frame. Dropped datagrams are counted.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import secrets
import socket
import struct
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypedDict, TypeVar

from framekit.compiler.codec import codec_of, explain_unpack, read_copy
from framekit.declare.declaration import spec_of
from framekit.declare.giving import bound, spec_of_unbound
from framekit.errors import (
    FrameTooLarge,
    InvalidAddress,
    PackError,
    SpecError,
    StreamClosed,
    TrailingData,
    UnpackError,
    hex_look,
)
from framekit.net.endpoint import Address, Endpoint, parse_url, resolve_datagram, url_of
from framekit.protocol.protocol import Protocol

if TYPE_CHECKING:
    from framekit.declare.frame import Frame
    from framekit.net.unixfile import SocketFile
    from framekit.protocol.session import Side

F = TypeVar("F", bound="Frame")

LARGEST = 65_535
"""Maximum length of a received datagram in bytes. UDP's 16-bit length field also counts the 8-byte header (RFC 768)."""

_REAL_SIZE = socket.MSG_TRUNC if sys.platform == "linux" else 0
"""Makes Linux report the real length of a datagram that did not fit in the buffer (recv(2))."""


@dataclass(frozen=True)
class Datagram(Generic[F]):
    """The contents of one datagram.

    Attributes:
        frames: the frames; at least one unless the datagram was empty.
        address: the sender: host and port (and more, in IPv6), or a path, which is "" for a UNIX socket without one.
        trailing: the bytes after the last frame, if they are kept.
    """

    frames: list[F]
    address: Address
    trailing: bytes = b""

    @property
    def frame(self) -> F:
        """The first frame. Raises IndexError for an empty datagram."""
        return self.frames[0]


@dataclass
class DatagramStatistics:
    """Counters of an endpoint.

    Attributes:
        received: datagrams that were returned to the caller.
        sent: datagrams that were sent.
        dropped: datagrams that were not returned to the caller, by reason: "source", "malformed", "truncated".
        refused: the number of times that a peer reported that nothing listens at its address.
    """

    received: int = 0
    sent: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    refused: int = 0


@dataclass(frozen=True)
class DatagramOptions:
    """How datagrams are read; see DatagramEndpoint.bind."""

    frames: Literal["one", "many"] = "one"
    trailing: Literal["error", "ignore", "keep"] = "error"
    on_error: Literal["raise", "drop"] = "raise"
    max_size: int = LARGEST
    source: Callable[[Address], bool] | None = None
    given: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        for name, allowed in (
            ("frames", ("one", "many")),
            ("trailing", ("error", "ignore", "keep")),
            ("on_error", ("raise", "drop")),
        ):
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name}={getattr(self, name)!r}: expected one of {', '.join(map(repr, allowed))}")
        if not 1 <= self.max_size <= 1 << 20:
            raise ValueError(f"max_size={self.max_size}: expected 1 to {1 << 20} bytes")


def unpack_datagram(frame: type[F], data: bytes, address: Address, options: DatagramOptions) -> Datagram[F]:
    """Unpack the frames of a datagram. Raises UnpackError."""
    frames: list[F] = []
    offset = 0
    while offset < len(data) or (options.frames == "one" and not frames):
        if frames and options.frames == "one":
            break
        try:
            each, offset = _read(frame, data, offset)
        except UnpackError:
            if not frames or options.trailing == "error":
                raise
            break
        frames.append(each)
    if offset < len(data) and options.trailing == "error":
        left = len(data) - offset
        look = hex_look(data, offset)
        reason = f"{left} byte{'s' * (left != 1)} left over after the frame"
        raise TrailingData(reason, frame=frame.__name__, offset=offset, look=look)
    return Datagram(frames, address, data[offset:] if options.trailing == "keep" else b"")


def _read(frame: type[F], data: bytes, offset: int) -> tuple[F, int]:
    spec = spec_of(frame)
    try:
        read, end = read_copy(codec_of(spec), data, offset)
    except Exception as fault:
        error = explain_unpack(spec, data, fault, offset, exact=False)
        raise error from error.__cause__
    if end == offset and offset < len(data):
        raise SpecError("the frame takes no bytes, so it never reaches the end of a datagram; give it a field", frame=spec.name)
    return read, end


class ReadingOptions(TypedDict, total=False):
    """The options of DatagramEndpoint.connect."""

    frames: Literal["one", "many"]
    trailing: Literal["error", "ignore", "keep"]
    on_error: Literal["raise", "drop"]
    max_size: int
    given: Mapping[str, Any] | None


class BindingOptions(ReadingOptions, total=False):
    """The options of DatagramEndpoint.bind."""

    source: Callable[[Address], bool] | None
    mode: int | None
    join: Sequence[str]
    interface: str | None


def classes_of(frame: type[Frame] | Protocol, side: Side) -> tuple[type[Any], type[Any]]:
    """The classes of the frames received and sent. Raises SpecError if a side of a protocol is not a Frame class."""
    client, server = Protocol.of(frame).datagram_sides
    if not (isinstance(client, type) and isinstance(server, type)):
        name = frame.name if isinstance(frame, Protocol) else frame.__name__
        reason = f"protocol {name!r} chooses the next frame by functions, which datagrams do not support"
        raise SpecError(f"{reason}; use a stream or a capture")
    return (server, client) if side == "client" else (client, server)


class DatagramSocket(Generic[F]):
    """A datagram socket that never waits, and the frames in its datagrams.

    Args:
        sock: the socket.
        endpoint: the endpoint that it is bound or connected to.
        classes: the classes of the frames that are received and sent, as returned by `classes_of`.
        options: how datagrams are read.
        file: the file of a UNIX socket that this process created.
    """

    def __init__(
        self,
        sock: socket.socket,
        endpoint: Endpoint,
        classes: tuple[type[F], type[F]],
        options: DatagramOptions,
        file: SocketFile | None = None,
    ) -> None:
        sock.setblocking(False)
        self.sock = sock
        self.endpoint = endpoint
        received, sent = classes
        self.frame = bound(received, {} if options.given is None else options.given)
        self._sends: Any = spec_of_unbound(sent).frame_class
        self.options = options
        self.statistics = DatagramStatistics()
        self.closed = False
        self._file = file
        self._owner = os.getpid()
        self._buffer = bytearray(options.max_size)
        self._receiving = threading.Lock()  # several threads may receive, and they share one buffer
        # The system's result for the datagram in the buffer. C code stores it, which no signal handler can interrupt (see
        # channel.py), so a handler that raises does not lose the datagram.
        self._received: list[tuple[int, list[Any], int, Any]] = []

    @property
    def address(self) -> Address:
        """The local address: host and port (and more, in IPv6), or a path."""
        name = self.sock.getsockname()
        return os.fsdecode(name) if self.endpoint.is_unix else name

    @property
    def url(self) -> str:
        """The local address as a URL."""
        return url_of(self.endpoint.scheme, self.address)

    def receive(self) -> Datagram[F] | None:
        """Return the next datagram, or None if none has arrived. Raises UnpackError, StreamClosed, OSError."""
        while True:
            if self.closed:
                raise StreamClosed("the endpoint is closed")
            try:
                with self._receiving:
                    if not self._received:
                        self._received.extend(map(self.sock.recvmsg_into, ([self._buffer],), (0,), (_REAL_SIZE,)))
                    size, _, flags, address = self._received[0]
                    data = bytes(self._buffer[:size])
                    self._received.clear()
            except (BlockingIOError, InterruptedError):
                return None
            except ConnectionRefusedError:  # an ICMP error for a datagram that was sent; receiving is unaffected
                self.statistics.refused += 1
                continue
            address = self._sender(address)
            if self.options.source is not None and not self.options.source(address):
                self.statistics.dropped["source"] += 1
                continue
            try:
                if flags & socket.MSG_TRUNC:
                    raise self._truncated(size)
                datagram = unpack_datagram(self.frame, data, address, self.options)
            except UnpackError as error:
                self.statistics.dropped["truncated" if flags & socket.MSG_TRUNC else "malformed"] += 1
                if self.options.on_error == "drop":
                    continue
                error.add_note(f"in a datagram of {size} byte{'s' * (size != 1)} from {address!r}")
                raise
            self.statistics.received += 1
            return datagram

    def _sender(self, address: Address) -> Address:
        return os.fsdecode(address or b"") if self.endpoint.is_unix else address

    def _truncated(self, size: int) -> FrameTooLarge:
        limit = self.options.max_size
        declared = max(size, limit + 1)
        found = f"{size}" if size > limit else "more"
        reason = f"expected at most {limit} byte{'s' * (limit != 1)} (max_size=), the datagram has {found}"
        return FrameTooLarge(reason, declared=declared, limit=limit, frame=self.frame.__name__, offset=limit)

    def pack(self, frames: Sequence[F]) -> bytes:
        """Pack frames into the bytes of one datagram. Raises PackError, TypeError."""
        if self.options.frames == "one" and len(frames) != 1:
            raise PackError(f"expected 1 frame for a datagram, got {len(frames)}; frames='many' allows any number")
        for each in frames:
            if type(each) is not self._sends:
                name = self._sends.__name__
                raise TypeError(f"expected {name}, got {type(each).__name__}; this endpoint only sends {name}")
        return b"".join(each.pack() for each in frames)

    def send(self, data: bytes, to: Address | None) -> bool:
        """Send a datagram, or return False if the system has no room for it now. Raises PackError, StreamClosed, OSError."""
        if self.closed:
            raise StreamClosed("the endpoint is closed")
        for again in (True, False):
            try:
                if to is None:
                    self.sock.send(data)
                else:
                    self.sock.sendto(data, self._receiver(to))
            except (BlockingIOError, InterruptedError):
                return False
            except ConnectionRefusedError:
                self.statistics.refused += 1
                if self.endpoint.is_unix or not again:
                    raise
                continue  # the error is about an earlier datagram, and this one is not sent yet
            except OSError as fault:
                if fault.errno == errno.EMSGSIZE:
                    raise PackError(f"{len(data)} bytes do not fit in one datagram", frame=self._sends.__name__) from None
                if fault.errno == errno.ENOBUFS:
                    return False
                raise
            break
        self.statistics.sent += 1
        return True

    def _receiver(self, to: Address) -> Address:
        if not isinstance(to, str) or not to.startswith(f"{self.endpoint.scheme}:"):
            return to
        endpoint = parse_url(to, self.endpoint.scheme)
        return endpoint.path if endpoint.is_unix else resolve_datagram(endpoint, passive=False, family=self.sock.family)[1]

    def close(self) -> None:
        """Close the socket, and remove its file unless it was replaced.

        In a child process of a fork, only close the descriptor.
        """
        if not self.closed:
            self.closed = True
            if self._file is not None:
                self._file.remove()
            if os.getpid() == self._owner:  # in a child process of a fork, this would shut down the parent's socket
                with suppress(OSError):
                    self.sock.shutdown(socket.SHUT_RDWR)  # wakes waiting threads, even if it reports that nothing is connected
            self.sock.close()


class DatagramEndpointBase(Generic[F]):
    """The public members that all datagram endpoints share, for threads, asyncio and anyio."""

    def __init__(self, sock: DatagramSocket[F]) -> None:
        self._socket = sock

    @property
    def address(self) -> Address:
        """The local address: host and port (and more, in IPv6), or a path."""
        return self._socket.address

    @property
    def url(self) -> str:
        """The local address as a URL."""
        return self._socket.url

    @property
    def statistics(self) -> DatagramStatistics:
        """The counters of datagrams received, sent and dropped so far."""
        return self._socket.statistics

    def __repr__(self) -> str:
        state = "closed" if self._socket.closed else self.url
        return f"<DatagramEndpoint of {self._socket.frame.__name__}, {state}>"


def bind_datagram(
    url: str, *, mode: int | None, join: Sequence[str], interface: str | None
) -> tuple[socket.socket, Endpoint, SocketFile | None]:
    """Create a bound socket. Raises InvalidAddress, OSError."""
    endpoint = parse_url(url, "udp", "unixgram")
    if endpoint.is_unix and not endpoint.is_abstract:
        from framekit.net.unixfile import bind_file  # needs fcntl, which some systems lack

        sock, file = bind_file(socket.SOCK_DGRAM, endpoint.path, mode, None)
        return sock, endpoint, file
    family, address = resolve_datagram(endpoint, passive=True)
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        if not endpoint.is_unix:
            joined = [join] if isinstance(join, str) else join
            groups = [*joined, *([endpoint.host] if is_multicast(address[0]) else [])]
            if groups:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # several sockets on one machine may listen to a group
            if interface and family == socket.AF_INET6 and is_multicast(address[0]):
                address = (*address[:3], _index_of(interface))  # such an address is only valid together with an interface
            sock.bind(address)
            for group in groups:
                join_group(sock, group, interface)
        else:
            sock.bind(address)
    except BaseException:
        sock.close()
        raise
    return sock, endpoint, None


def connect_datagram(endpoint: Endpoint, family: int, address: Address) -> tuple[socket.socket, Endpoint, SocketFile | None]:
    """Create a connected socket, which is also bound so that it can receive replies. Raises OSError."""
    sock = socket.socket(family, socket.SOCK_DGRAM)
    file: SocketFile | None = None
    try:
        if endpoint.is_unix and sys.platform == "linux":
            sock.bind("")  # the system chooses a name in the abstract namespace (unix(7), autobind)
        elif endpoint.is_unix:
            from framekit.net.unixfile import bind_file

            sock.close()
            path = os.path.join(tempfile.gettempdir(), f"framekit-{secrets.token_hex(8)}")
            sock, file = bind_file(socket.SOCK_DGRAM, path, 0o600, None)
        sock.connect(address)
    except BaseException:
        sock.close()
        if file is not None:
            file.remove()
        raise
    return sock, endpoint, file


def _index_of(interface: str) -> int:
    try:
        return socket.if_nametoindex(interface)
    except OSError:
        known = ", ".join(name for _, name in socket.if_nameindex())
        raise InvalidAddress(f"there is no network interface {interface!r}; the interfaces are {known}") from None


def is_multicast(host: str) -> bool:
    """True for the address of a multicast group."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_multicast
    except ValueError:
        return False


def join_group(sock: socket.socket, group: str, interface: str | None) -> None:
    """Join a multicast group on the named interface; None lets the system choose. Raises InvalidAddress, OSError."""
    if not is_multicast(group):
        raise InvalidAddress(f"expected the address of a multicast group, got {group!r}")
    index = _index_of(interface) if interface else 0
    if sock.family == socket.AF_INET6:
        request = socket.inet_pton(socket.AF_INET6, group.partition("%")[0]) + struct.pack("@I", index)
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, request)
        return
    request = socket.inet_aton(group) + struct.pack("@4si", b"", index)  # struct ip_mreqn (ip(7))
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, request)
