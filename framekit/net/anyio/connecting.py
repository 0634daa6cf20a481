"""connect for anyio: open a FrameStream to the server at a URL."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any, TypeVar, overload

import anyio
from anyio.abc import ByteStream
from anyio.streams.tls import TLSStream

from framekit.decoder import Skipped
from framekit.net.anyio.stream import FrameStream
from framekit.net.endpoint import HAPPY_EYEBALLS_DELAY, parse_url
from framekit.net.opening import Opening
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
    tls: ssl.SSLContext | None = None,
    server_hostname: str | None = None,
    **options: Unpack[StreamOptions],
) -> Opening[FrameStream[F]]: ...
@overload
def connect(
    url: str,
    frame: type[F],
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    tls: ssl.SSLContext | None = None,
    server_hostname: str | None = None,
    sends: type[W] | tuple[type[W], ...],
    **options: Unpack[StreamOptions],
) -> Opening[FrameStream[F, W]]: ...
@overload
def connect(
    url: str,
    frame: type[F],
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    tls: ssl.SSLContext | None = None,
    server_hostname: str | None = None,
    **options: Unpack[SkippingOptions],
) -> Opening[FrameStream[F | Skipped]]: ...
@overload
def connect(
    url: str,
    frame: type[F],
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    tls: ssl.SSLContext | None = None,
    server_hostname: str | None = None,
    sends: type[W] | tuple[type[W], ...],
    **options: Unpack[SkippingOptions],
) -> Opening[FrameStream[F | Skipped, W]]: ...
@overload
def connect(
    url: str,
    frame: Protocol,
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    tls: ssl.SSLContext | None = None,
    server_hostname: str | None = None,
    **options: Unpack[ProtocolOptions],
) -> Opening[FrameStream[Item]]: ...
def connect(
    url: str,
    frame: Any,
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    tls: ssl.SSLContext | None = None,
    server_hostname: str | None = None,
    **options: Any,
) -> Opening[FrameStream[Any]]:
    """Connect to a server; to be awaited, or used in `async with`.

    Args:
        url: `tcp://host:port`, `tcp://[::1]:port`, `unix:path`, `unix:@abstract`. The addresses of a host are tried in parallel
            ("happy eyeballs", RFC 8305).
        frame: the class of the frames; or a Protocol, whose client side is written and whose server side is read.
        timeout: seconds that each read and each write may take; None for no limit.
        connect_timeout: seconds that connecting may take, including TLS; None for no limit.
        tls: a context for TLS.
        server_hostname: the name that the certificate must have, if it differs from the URL's host.
        options: `sends`, or `session` for a Protocol, and the options of FrameDecoder, as for FrameStream.

    Raises:
        InvalidAddress: the URL is not that of a stream endpoint, or this system has no UNIX sockets.
        OSError: the connection cannot be established; TimeoutError if it takes too long.
    """

    async def opening() -> FrameStream[Any]:
        endpoint = parse_url(url, "tcp", "unix")
        ends_of(frame, **options)  # refuse frames that cannot be streamed before connecting
        with anyio.fail_after(connect_timeout):
            stream: ByteStream
            if endpoint.is_unix:
                stream = await anyio.connect_unix(endpoint.path)
            else:
                host = endpoint.host or "localhost"
                stream = await anyio.connect_tcp(host, endpoint.port, happy_eyeballs_delay=HAPPY_EYEBALLS_DELAY)
            try:
                if tls is not None:
                    name = server_hostname or endpoint.host or None
                    stream = await TLSStream.wrap(stream, hostname=name, ssl_context=tls, server_side=False)
                return FrameStream(stream, frame, timeout=timeout, **options)
            except BaseException:
                await anyio.aclose_forcefully(stream)
                raise

    return Opening(opening())
