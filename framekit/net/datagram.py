"""DatagramEndpoint: frames in UDP and UNIX datagrams, for programs that wait with threads.

Strategy: the socket of packets.py never waits; this waits for it. asyncio's twin is in aio/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, overload

from framekit.errors import StreamClosed, in_one_line
from framekit.net.endpoint import Address, parse_url, resolve_datagram
from framekit.net.packets import (
    LARGEST,
    Datagram,
    DatagramEndpointBase,
    DatagramOptions,
    DatagramSocket,
    bind_datagram,
    classes_of,
    connect_datagram,
)
from framekit.net.waiting import READ, WRITE, Deadline, wait

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from framekit.declare.frame import Frame
    from framekit.net.packets import BindingOptions, ReadingOptions
    from framekit.protocol.protocol import Protocol

F = TypeVar("F", bound="Frame")
G = TypeVar("G", bound="Frame")


class DatagramEndpoint(DatagramEndpointBase[F]):
    """Frames in datagrams: UDP (IPv4, IPv6, multicast) and UNIX datagrams.

    Made by `bind` (receives from anybody) or `connect` (talks with one peer). It is a context manager that closes the socket, and
    iterates over the datagrams for ever. Any number of threads may send; datagrams are whole.

    >>> from framekit import DatagramEndpoint, Frame, u32
    >>> class Ping(Frame):
    ...     token: u32
    >>> with DatagramEndpoint.bind("udp://127.0.0.1:0", Ping) as server, DatagramEndpoint.connect(server.url, Ping) as client:
    ...     client.send(Ping(token=7))
    ...     asked = server.recv(timeout=5)
    ...     server.send(Ping(token=asked.frame.token + 1), to=asked.address)
    ...     client.recv(timeout=5).frames
    [Ping(token=8)]
    """

    @overload
    @classmethod
    def bind(cls, url: str, frame: type[G], **options: Unpack[BindingOptions]) -> DatagramEndpoint[G]: ...
    @overload
    @classmethod
    def bind(cls, url: str, frame: Protocol, **options: Unpack[BindingOptions]) -> DatagramEndpoint[Frame]: ...
    @classmethod
    @in_one_line
    def bind(
        cls,
        url: str,
        frame: Any,
        *,
        frames: Literal["one", "many"] = "one",
        trailing: Literal["error", "ignore", "keep"] = "error",
        on_error: Literal["raise", "drop"] = "raise",
        max_size: int = LARGEST,
        source: Callable[[Address], bool] | None = None,
        mode: int | None = None,
        join: Sequence[str] = (),
        interface: str | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> DatagramEndpoint[Any]:
        """Receive at a URL.

        Args:
            url: `udp://host:port` (port 0 for any that is free, no host for all addresses), `unixgram:path`, or
                `unixgram:@abstract`.
            frame: the class of the frames, both ways; it need not show its own end. Or a Protocol whose sides are Frame classes:
                who binds is the server, who connects the client.
            frames: whether a datagram holds one frame, or one behind another.
            trailing: what becomes of bytes behind the last frame: they are an error, ignored, or kept in `Datagram.trailing`.
            on_error: whether a bad datagram raises its error, or is dropped and counted.
            max_size: bytes of a datagram that are received at most; a longer one is an error.
            source: says by its address whether a sender is heard at all.
            mode: the permissions of a UNIX socket's file.
            join: multicast groups to join; a group that the URL names is joined by itself.
            interface: the name of the interface to join them on; the system's choice if left out.
            given: the values of the fields of a received frame that are `given()`, looked at anew for each.

        Raises:
            InvalidAddress: the URL names no datagram endpoint, or something else stands at its path.
            OSError: it is taken, or not allowed.
            SpecError: a side of the protocol is not a Frame class.
        """
        classes = classes_of(frame, "server")
        options = DatagramOptions(frames, trailing, on_error, max_size, source, given)
        sock, endpoint, file = bind_datagram(url, mode=mode, join=join, interface=interface)
        return DatagramEndpoint(DatagramSocket(sock, endpoint, classes, options, file))

    @overload
    @classmethod
    def connect(cls, url: str, frame: type[G], **options: Unpack[ReadingOptions]) -> DatagramEndpoint[G]: ...
    @overload
    @classmethod
    def connect(cls, url: str, frame: Protocol, **options: Unpack[ReadingOptions]) -> DatagramEndpoint[Frame]: ...
    @classmethod
    @in_one_line
    def connect(
        cls,
        url: str,
        frame: Any,
        *,
        frames: Literal["one", "many"] = "one",
        trailing: Literal["error", "ignore", "keep"] = "error",
        on_error: Literal["raise", "drop"] = "raise",
        max_size: int = LARGEST,
        given: Mapping[str, Any] | None = None,
    ) -> DatagramEndpoint[Any]:
        """Talk with the peer at a URL: others are not heard. A UNIX socket is bound too, so that replies find it.

        The arguments are those of `bind`. Raises InvalidAddress, OSError.
        """
        classes = classes_of(frame, "client")
        options = DatagramOptions(frames, trailing, on_error, max_size, given=given)
        endpoint = parse_url(url, "udp", "unixgram")
        sock, endpoint, file = connect_datagram(endpoint, *resolve_datagram(endpoint, passive=False))
        return DatagramEndpoint(DatagramSocket(sock, endpoint, classes, options, file))

    def recv(self, timeout: float | None = None) -> Datagram[F]:
        """The next datagram; waits for it.

        Args:
            timeout: seconds; None for ever.

        Raises:
            TimeoutError: none has come in time.
            UnpackError: one has come that is bad; the next call gives the next one. FrameTooLarge where it is longer than
                `max_size`.
            StreamClosed, OSError: the endpoint is closed or broken. A peer that refuses is counted and no error.
        """
        deadline = Deadline(timeout)
        while True:
            datagram = self._socket.receive()
            if datagram is not None:
                return datagram
            self._wait(READ, deadline)

    def send(self, *frames: F, to: Address | None = None, timeout: float | None = None) -> None:
        """Send frames in one datagram.

        Args:
            frames: one, or with `frames="many"` any number.
            to: where to: an address as `Datagram.address` has it, or a URL; None for the peer that the endpoint is connected to.
            timeout: seconds to wait for room; None for ever.

        Raises:
            PackError: a frame cannot be packed, or they do not fit in one datagram.
            TimeoutError: there was no room in time; nothing is sent.
            StreamClosed, OSError: the endpoint is closed, or the system does not reach the receiver.
        """
        data = self._socket.pack(frames)
        deadline = Deadline(timeout)
        while not self._socket.send(data, to):
            self._wait(WRITE, deadline)

    def _wait(self, what: int, deadline: Deadline) -> None:
        try:
            wait(self._socket.sock, what, deadline)
        except OSError:
            if not self._socket.closed:
                raise
            raise StreamClosed("the endpoint is closed") from None

    def __iter__(self) -> Iterator[Datagram[F]]:
        while True:
            yield self.recv()

    def fileno(self) -> int:
        """The socket's descriptor, to wait for."""
        return self._socket.sock.fileno()

    def close(self) -> None:
        """Close the socket; the file of a UNIX socket that `bind` made goes, if it is still this one's."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
