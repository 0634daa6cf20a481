"""Drivers of the decoder: sockets, asyncio, datagrams, servers."""
