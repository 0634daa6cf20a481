"""connect: a FrameStream to the server at a URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

from framekit.decoder import Skipped
from framekit.errors import in_one_line
from framekit.net.blocking import FrameStream
from framekit.net.endpoint import connect_stream
from framekit.net.stream_types import W
from framekit.protocol.ends import ends_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from framekit.declare.frame import Frame
    from framekit.decoder.options import SkippingOptions, StreamOptions
    from framekit.protocol.ends import ProtocolOptions
    from framekit.protocol.protocol import Protocol
    from framekit.protocol.side_reader import Item

F = TypeVar("F", bound="Frame")


@overload
def connect(
    url: str,
    frame: type[F],
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    **options: Unpack[StreamOptions],
) -> FrameStream[F]: ...
@overload
def connect(
    url: str,
    frame: type[F],
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    sends: type[W] | tuple[type[W], ...],
    **options: Unpack[StreamOptions],
) -> FrameStream[F, W]: ...
@overload
def connect(
    url: str,
    frame: type[F],
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    **options: Unpack[SkippingOptions],
) -> FrameStream[F | Skipped]: ...
@overload
def connect(
    url: str,
    frame: type[F],
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    sends: type[W] | tuple[type[W], ...],
    **options: Unpack[SkippingOptions],
) -> FrameStream[F | Skipped, W]: ...
@overload
def connect(
    url: str,
    frame: Protocol,
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    **options: Unpack[ProtocolOptions],
) -> FrameStream[Item]: ...
@in_one_line
def connect(
    url: str, frame: Any, *, timeout: float | None = None, connect_timeout: float | None = 30, **options: Any
) -> FrameStream[Any]:
    """Connect to a server.

    Args:
        url: `tcp://host:port`, `tcp://[::1]:port`, `unix:path`, `unix:@abstract`.
        frame: the class of the frames; or a Protocol, of which the client's side is written and the server's is read.
        timeout: seconds that a read or write may take where the call does not say; None for ever.
        connect_timeout: seconds that each address of the host may take.
        options: `sends`, or of a Protocol `session`, and those of FrameDecoder, as for FrameStream.

    Raises:
        InvalidAddress: the URL names no stream endpoint.
        OSError: nobody answers there.
    """
    ends_of(frame, **options)  # what cannot be streamed is refused before anybody is called
    sock = connect_stream(url, connect_timeout)
    try:
        return FrameStream(sock, frame, timeout=timeout, **options)
    except BaseException:
        sock.close()
        raise
