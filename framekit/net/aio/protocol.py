"""FrameProtocol: what a transport of asyncio calls.

Strategy: bytes go into a FrameDecoder as they come, and the transport is paused while much has come that nobody has asked for.

Rules: it wakes whoever waits, and decides nothing for them.
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
"""Bytes that have come and were not asked for, from which on no more are read: what asyncio reads at most in one go."""


class FrameProtocol(asyncio.Protocol):
    """What the transport calls: bytes into the decoder, and whoever waits is woken."""

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
        """Keep the transport."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Take bytes; stop reading where enough is here for the reader to go on."""
        self.statistics.bytes_received += len(data)
        with suppress(Exception):  # a broken stream takes nothing more; the reader hears of it
            self.decoder.receive_data(data)
        if self.decoder.buffered >= HIGH_WATER and not self.paused:
            self.paused = True
            self.transport.pause_reading()
        self.wake_reader()

    def eof_received(self) -> bool:
        """The peer has ended its side; ours goes on, but in TLS, which ends both."""
        self.decoder.receive_eof()
        self.wake_reader()
        return self.transport.get_extra_info("sslcontext") is None

    def connection_lost(self, error: BaseException | None) -> None:
        """Nothing more comes, and nothing goes."""
        self.is_lost = True
        self.lost = as_broken(error) if isinstance(error, OSError) else error
        if error is None:
            self.decoder.receive_eof()
        self.wake_reader()
        self.resume_writing()
        if not self.closed.done():
            self.closed.set_result(None)

    def abort(self) -> None:
        """Close the connection at once, unless it is closed already: a transport of asyncio that is has no loop any more."""
        if not self.is_lost:
            self.transport.abort()

    def pause_writing(self) -> None:
        """The transport holds enough."""
        self.has_room = False

    def resume_writing(self) -> None:
        """It has room again."""
        self.has_room = True
        while self.writers:
            wake(self.writers.popleft())

    def wake_reader(self) -> None:
        """Let the reader look again."""
        if self.reader is not None:
            wake(self.reader)

    def resume_reading(self) -> None:
        """The reader has used up what is here."""
        if self.paused:
            self.paused = False
            if not self.transport.is_closing():
                self.transport.resume_reading()
