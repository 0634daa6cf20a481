"""I/O for frames: streams over sockets, datagrams and servers, for threads, asyncio and anyio."""
