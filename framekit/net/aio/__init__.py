"""asyncio's twins of `framekit`'s streams, servers and datagram endpoints: the same names, to be awaited."""

from framekit.net.aio.datagram import DatagramEndpoint
from framekit.net.aio.server import Server, serve
from framekit.net.aio.stream import FrameStream, connect

__all__ = ["DatagramEndpoint", "FrameStream", "Server", "connect", "serve"]
