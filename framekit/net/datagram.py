"""DatagramEndpoint: frames in UDP and UNIX datagrams, for programs with threads.

Strategy: the socket of packets.py never waits; the endpoint waits for it. The counterparts for asyncio and anyio are in aio/ and
anyio/.
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

    Made by `bind` (receives from any sender) or `connect` (communicates with one peer). It is a context manager that closes the
    socket, and an endless iterator over the received datagrams. Any number of threads may send.

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
        """Receive datagrams at a URL.

        Args:
            url: `udp://host:port` (port 0 for any free port, no host for all addresses), `unixgram:path`, or
                `unixgram:@abstract`.
            frame: the class of the frames in both directions; it need not show its own end. Or a Protocol whose sides are Frame
                classes: `bind` is the server, `connect` the client.
            frames: "one" if a datagram contains exactly one frame, "many" if it contains any number of consecutive frames.
            trailing: the treatment of bytes after the last frame: an error, ignored, or kept in `Datagram.trailing`.
            on_error: "raise" to raise the error of a bad datagram, "drop" to drop and count the datagram.
            max_size: maximum length of a received datagram in bytes, 1 to 1,048,576; a longer one is an error.
            source: a function of a sender's address; datagrams for which it returns false are dropped.
            mode: the permissions of a UNIX socket's file, such as 0o600.
            join: multicast groups to join; a group in the URL is joined automatically.
            interface: the name of the interface for the groups; chosen by the system if left out.
            given: the values of the `given()` fields of received frames; the mapping is read again for each frame.

        Raises:
            InvalidAddress: the URL is not that of a datagram endpoint, or its path exists and is not a socket.
            OSError: the address is in use, or not permitted.
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
        """Communicate with the peer at a URL, and ignore other senders.

        A UNIX socket is also bound, so that it can receive replies. The arguments are those of `bind`.

        Raises:
            InvalidAddress: the URL is not that of a datagram endpoint.
            OSError: the system cannot connect the socket.
            SpecError: a side of the protocol is not a Frame class.
        """
        classes = classes_of(frame, "client")
        options = DatagramOptions(frames, trailing, on_error, max_size, given=given)
        endpoint = parse_url(url, "udp", "unixgram")
        sock, endpoint, file = connect_datagram(endpoint, *resolve_datagram(endpoint, passive=False))
        return DatagramEndpoint(DatagramSocket(sock, endpoint, classes, options, file))

    def recv(self, timeout: float | None = None) -> Datagram[F]:
        """Wait for the next datagram and return it.

        Args:
            timeout: seconds; None for no limit.

        Raises:
            TimeoutError: no datagram arrived in time.
            UnpackError: the datagram is bad; the next call returns the next one. FrameTooLarge if it is longer than `max_size`.
            StreamClosed, OSError: the endpoint is closed or broken. A refusal by the peer is counted, and is not an error.
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
            frames: one frame, or any number with `frames="many"`.
            to: the receiver: an address, such as `Datagram.address`, or a URL; None for the peer of a connected endpoint.
            timeout: seconds to wait for room; None for no limit.

        Raises:
            PackError: a frame cannot be packed, or the frames do not fit in one datagram.
            TypeError: a frame is not of the class that this endpoint sends.
            TimeoutError: there was no room in time; nothing is sent.
            StreamClosed, OSError: the endpoint is closed, or the system cannot reach the receiver.
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
        """The socket's descriptor, for use with select and poll."""
        return self._socket.sock.fileno()

    def close(self) -> None:
        """Close the socket, and remove the file that `bind` created for a UNIX socket, unless it was replaced."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
