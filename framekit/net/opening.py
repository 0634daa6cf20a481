"""Opening: a result that is opened by `await` or by `async with`, on asyncio and anyio."""

from __future__ import annotations

from collections.abc import Coroutine, Generator
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar


class Closing(Protocol):
    """An object that `async with` closes."""

    async def __aenter__(self) -> Self:
        """Begin."""
        ...

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        ...


C = TypeVar("C", bound=Closing)


class Opening(Generic[C]):
    """The result of opening something: `await` it, or use it in `async with`."""

    def __init__(self, coroutine: Coroutine[Any, Any, C]) -> None:
        self._coroutine = coroutine
        self._opened: C | None = None

    def __await__(self) -> Generator[Any, Any, C]:
        return self._coroutine.__await__()

    async def __aenter__(self) -> C:
        self._opened = await self._coroutine
        return await self._opened.__aenter__()

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._opened is not None
        await self._opened.__aexit__(kind, error, trace)
