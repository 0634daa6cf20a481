"""FrameProtocol: the protocol that an asyncio transport calls.

Strategy: received bytes go directly into a FrameDecoder. The transport is paused while many bytes are buffered and unread.

Rules: the protocol only wakes waiting tasks; it makes no decisions for them.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from framekit.net.aio.waking import wake
from framekit.net.channel import as_broken
from framekit.net.statistics import StreamStatistics

if TYPE_CHECKING:
    from framekit.protocol.ends import StreamDecoder

HIGH_WATER = 1 << 18
"""Number of buffered bytes at which reading is paused: the maximum that asyncio reads in one call."""


class FrameProtocol(asyncio.Protocol):
    """The protocol of a transport: it passes bytes to the decoder, and wakes waiting tasks."""

    def __init__(self, decoder: StreamDecoder[Any]) -> None:
        self.decoder = decoder
        self.statistics = StreamStatistics()
        self.transport: asyncio.Transport = cast("asyncio.Transport", None)
        self.lost: BaseException | None = None
        self.is_lost = False
        self.reader: asyncio.Future[None] | None = None
        self.writers: deque[asyncio.Future[None]] = deque()
        self.has_room = True
        self.paused = False
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Pass bytes to the decoder, and pause reading if enough bytes are buffered."""
        self.statistics.bytes_received += len(data)
        with suppress(Exception):  # a broken decoder accepts no more bytes; the reader gets its error
            self.decoder.receive_data(data)
        if self.decoder.buffered >= HIGH_WATER and not self.paused:
            self.paused = True
            self.transport.pause_reading()
        self.wake_reader()

    def eof_received(self) -> bool:
        """Record that the peer has ended its side. The other side continues, except with TLS, which ends both."""
        self.decoder.receive_eof()
        self.wake_reader()
        return self.transport.get_extra_info("sslcontext") is None

    def connection_lost(self, error: BaseException | None) -> None:
        """Record that the connection is closed in both directions, and wake all waiting tasks."""
        self.is_lost = True
        self.lost = as_broken(error) if isinstance(error, OSError) else error
        if error is None:
            self.decoder.receive_eof()
        self.wake_reader()
        self.resume_writing()
        if not self.closed.done():
            self.closed.set_result(None)

    def abort(self) -> None:
        """Close the connection immediately, unless it is already closed: a closed asyncio transport has lost its event loop."""
        if not self.is_lost:
            self.transport.abort()

    def pause_writing(self) -> None:
        """Record that the transport's buffer is full."""
        self.has_room = False

    def resume_writing(self) -> None:
        """Record that the transport has room again, and wake the writers."""
        self.has_room = True
        while self.writers:
            wake(self.writers.popleft())

    def wake_reader(self) -> None:
        """Wake the reader, which then checks for frames."""
        if self.reader is not None:
            wake(self.reader)

    def resume_reading(self) -> None:
        """Resume reading, because the reader has used the buffered bytes."""
        if self.paused:
            self.paused = False
            if not self.transport.is_closing():
                self.transport.resume_reading()
