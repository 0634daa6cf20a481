"""Handling of interrupts in a command that must finish its work."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interrupts(end: Callable[[], None]) -> Iterator[None]:
    """Make the first interrupt inside the context call `end`; a second one raises KeyboardInterrupt as usual.

    Outside the main thread, which cannot handle signals, interrupts are left as they are.

    Args:
        end: requests the end of the command; must be safe to call in a signal handler.
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
