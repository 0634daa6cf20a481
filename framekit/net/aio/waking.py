"""Waking a task that waits for a future."""

from __future__ import annotations

import asyncio


def wake(waiting: asyncio.Future[None]) -> None:
    """Wake the task that waits for a future, if it still waits."""
    if not waiting.done():
        waiting.set_result(None)
