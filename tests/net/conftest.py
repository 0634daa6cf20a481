"""No test of the drivers may leave a descriptor or a thread behind."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from framekit import FrameStream
from tests.net.support import descriptors


@pytest.fixture(autouse=True)
def _nothing_is_left_behind() -> Iterator[None]:
    if not Path("/proc/self/fd").exists():
        yield
        return
    gc.collect()
    before, threads = len(descriptors()), threading.active_count()
    yield
    gc.collect()
    for _ in range(100):
        if threading.active_count() <= threads:
            break
        time.sleep(0.02)
    assert threading.active_count() <= threads, threading.enumerate()
    assert len(descriptors()) <= before


@pytest.fixture
def echo() -> Callable[[FrameStream[Any]], None]:
    """A handler that sends back what it gets."""

    def handle(stream: FrameStream[Any]) -> None:
        for frame in stream:
            stream.write(frame)

    return handle
