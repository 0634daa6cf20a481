"""What an interrupt does to a command that must finish what it has begun."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interrupts(end: Callable[[], None]) -> Iterator[None]:
    """While it is open, the first interrupt calls `end`, and the second raises KeyboardInterrupt as usual.

    Outside the main thread, where signals cannot be handled, interrupts stay as they are.

    Args:
        end: asks the command to end; a signal handler may call it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def handle(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        end()

    signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
