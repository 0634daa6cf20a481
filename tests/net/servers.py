"""Servers for asyncio and anyio that run in their own threads, with the interface of the server with threads."""

from __future__ import annotations

import asyncio
import threading
from contextlib import ExitStack
from typing import Any, NoReturn, Self

from framekit.net import aio
from tests.net.support import LONG


class BlindLoop(asyncio.SelectorEventLoop):
    """An event loop that cannot watch sockets for its users, like Windows' ProactorEventLoop."""

    def add_reader(self, *_: Any) -> NoReturn:
        raise NotImplementedError

    def add_writer(self, *_: Any) -> NoReturn:
        raise NotImplementedError


class AioServer:
    """A server for asyncio in its own thread, with the interface of the server with threads."""

    def __init__(self, url: str, frame: Any, handler: Any, *, loop: Any = None, **options: Any) -> None:
        self._make_loop = loop
        self._ready = threading.Event()
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(url, frame, handler, options))
        self._thread.start()
        self._ready.wait()
        if self._fault is not None:
            raise self._fault

    def _run(self, *arguments: Any) -> None:
        with asyncio.Runner(loop_factory=self._make_loop) as runner:
            runner.run(self._main(*arguments))

    async def _main(self, url: str, frame: Any, handler: Any, options: dict[str, Any]) -> None:
        self._loop = asyncio.get_running_loop()
        self._done = asyncio.Event()
        try:
            self._server = await aio.serve(url, frame, handler, **options)
        except BaseException as fault:
            self._fault = fault
            self._ready.set()
            return
        self.url, self.address = self._server.url, self._server.address
        self._ready.set()
        await self._done.wait()

    @property
    def connections(self) -> int:
        return self._server.connections

    def shutdown(self, grace: float = 5.0) -> None:
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._server.shutdown(grace), self._loop).result(LONG)
            self._loop.call_soon_threadsafe(self._done.set)
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.shutdown(5.0 if kind is None else 0.0)


class AnyioServer:
    """A server for anyio in its own thread, with the interface of the server with threads."""

    def __init__(self, backend: str, url: str, frame: Any, handler: Any, **options: Any) -> None:
        from anyio.from_thread import start_blocking_portal

        from framekit.net.anyio import serve

        async def made() -> Any:
            return serve(url, frame, handler, **options)

        with ExitStack() as stack:
            self._portal = stack.enter_context(start_blocking_portal(backend))
            self._server = self._portal.call(made)
            stack.enter_context(self._portal.wrap_async_context_manager(self._server))
            self._stack = stack.pop_all()
        self.url, self.address = self._server.url, self._server.address

    @property
    def connections(self) -> int:
        return int(self._server.connections)

    def shutdown(self, grace: float = 5.0) -> None:
        self._portal.call(self._server.shutdown, grace)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.__exit__(*error)
