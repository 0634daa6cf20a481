"""Streams, servers and datagram endpoints for asyncio: the names of `framekit`, as coroutines."""

from framekit.net.aio.datagram import DatagramEndpoint
from framekit.net.aio.server import Server, serve
from framekit.net.aio.stream import FrameStream, connect

__all__ = ["DatagramEndpoint", "FrameStream", "Server", "connect", "serve"]
