"""connect: open a FrameStream to the server at a URL."""

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
        frame: the class of the frames; or a Protocol, whose client side is written and whose server side is read.
        timeout: seconds that a read or write without a timeout of its own may take; None for no limit.
        connect_timeout: seconds to wait for each address of the host; None for no limit.
        options: `sends`, or `session` for a Protocol, and the options of FrameDecoder, as for FrameStream.

    Raises:
        InvalidAddress: the URL is not that of a stream endpoint.
        OSError: the connection cannot be established.
    """
    ends_of(frame, **options)  # refuse frames that cannot be streamed before connecting
    sock = connect_stream(url, connect_timeout)
    try:
        return FrameStream(sock, frame, timeout=timeout, **options)
    except BaseException:
        sock.close()
        raise
