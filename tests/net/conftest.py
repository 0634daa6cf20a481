"""No test of the drivers may leave a descriptor or a thread behind.

Objects in reference cycles are closed only when they are collected, so each test is followed by a collection. It would walk the
thousands of frame classes that other tests have made, so these are set aside first (`gc.freeze`).
"""

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


@pytest.fixture(autouse=True, scope="module")
def _what_is_there_already_is_set_aside() -> Iterator[None]:
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(_what_is_there_already_is_set_aside: None) -> Iterator[None]:
    if not Path("/proc/self/fd").exists():
        yield
        return
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
