"""Input that arrives while it is decoded: a live pipe, and a file that grows.

Rules: output that is ready is written before more input is waited for.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

from framekit.capture import CaptureError

PAUSE = 0.2
"""Interval at which a file that has not grown is checked again, in seconds."""


class Live(io.RawIOBase):
    """Raw stream that calls a function before and after each read.

    Args:
        file: a file open for reading bytes.
        before: called before each read, for example to write pending output.
        after: called after each read with the number of bytes read.
    """

    def __init__(self, file: BinaryIO, before: Callable[[], None], after: Callable[[int], None]) -> None:
        self._read = getattr(file, "read1", file.read)
        self._before = before
        self._after = after

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read the bytes that are available."""
        self._before()
        data: bytes = self._read(len(buffer))
        buffer[: len(data)] = data
        self._after(len(data))
        return len(data)


def live(file: BinaryIO, before: Callable[[], None], after: Callable[[int], None] = lambda size: None) -> BinaryIO:
    """Return a file that reads available bytes, and calls `before` before each read and `after` with the number of bytes."""
    return cast(BinaryIO, io.BufferedReader(Live(file, before, after), 1 << 18))


@contextmanager
def progress_of(size: int | None, *, is_shown: bool) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on standard error after one second; yield a function that takes the number of bytes read.

    Args:
        size: length of the file in bytes, or None if unknown.
        is_shown: show the bar if standard error is a terminal.
    """
    console = Console(stderr=True)
    begun, shown = time.monotonic(), is_shown and console.is_terminal
    columns = (BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with ExitStack() as stack:
        progress = Progress(*columns, console=console, transient=True)
        task = progress.add_task("", total=size)
        started = False

        def advance(count: int) -> None:
            nonlocal started
            if shown and not started and time.monotonic() - begun > 1:
                started = True
                stack.enter_context(progress)
            progress.advance(task, count)

        yield advance


class Growing(io.RawIOBase):
    """Raw stream of a file that grows; reading at its end waits for more.

    Args:
        path: path of the file.
        pause: interval between checks, in seconds.
    """

    def __init__(self, path: Path, pause: float = PAUSE) -> None:
        self._path = path
        self._file = path.open("rb", buffering=0)
        self._pause = pause

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read available bytes, or wait for some. Raises CaptureError if the file is truncated or replaced."""
        while not (size := self._file.readinto(buffer)):
            here = os.fstat(self._file.fileno())
            if here.st_size < self._file.tell():
                raise CaptureError(f"{self._path} was truncated while it was followed", offset=here.st_size)
            try:
                there = self._path.stat()
            except FileNotFoundError:
                there = here
            if (there.st_dev, there.st_ino) != (here.st_dev, here.st_ino):
                raise CaptureError(f"{self._path} was replaced by another file while it was followed", offset=here.st_size)
            time.sleep(self._pause)
        return int(size or 0)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()
