"""Streams, servers and datagram endpoints for anyio, on asyncio and trio. They need the extra `anyio`."""

from framekit.net.anyio.connecting import connect
from framekit.net.anyio.datagram import DatagramEndpoint
from framekit.net.anyio.server import Server, serve
from framekit.net.anyio.stream import FrameStream

__all__ = ["DatagramEndpoint", "FrameStream", "Server", "connect", "serve"]
