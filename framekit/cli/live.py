"""Input that comes while it is decoded: a live pipe, and a file that grows.

Rules: what is known is written before more is waited for.
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
"""Seconds between two looks at a file that has not grown."""


class Live(io.RawIOBase):
    """A file before each reading of which something is done.

    Args:
        file: open for reading bytes.
        before: what is done, such as writing what is known.
        after: called with the number of bytes that have come.
    """

    def __init__(self, file: BinaryIO, before: Callable[[], None], after: Callable[[int], None]) -> None:
        self._read = getattr(file, "read1", file.read)
        self._before = before
        self._after = after

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what is there."""
        self._before()
        data: bytes = self._read(len(buffer))
        buffer[: len(data)] = data
        self._after(len(data))
        return len(data)


def live(file: BinaryIO, before: Callable[[], None], after: Callable[[int], None] = lambda size: None) -> BinaryIO:
    """A file that gives what has come. It calls `before` before it waits for more, and `after` with the number of bytes read."""
    return cast(BinaryIO, io.BufferedReader(Live(file, before, after), 1 << 18))


@contextmanager
def progress_of(size: int | None, *, is_shown: bool) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error, from the second on; gives what is to be called with the bytes that were read.

    Args:
        size: of the file, or None.
        is_shown: show it, if standard error is a terminal.
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
    """A file that grows: its end is waited at.

    Args:
        path: of the file.
        pause: seconds between two looks.
    """

    def __init__(self, path: Path, pause: float = PAUSE) -> None:
        self._path = path
        self._file = path.open("rb", buffering=0)
        self._pause = pause

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what is there; wait if nothing is. Raises CaptureError if the file becomes shorter, or another one."""
        while not (size := self._file.readinto(buffer)):
            here = os.fstat(self._file.fileno())
            if here.st_size < self._file.tell():
                raise CaptureError(f"{self._path} has become shorter while it was followed", offset=here.st_size)
            try:
                there = self._path.stat()
            except FileNotFoundError:
                there = here
            if (there.st_dev, there.st_ino) != (here.st_dev, here.st_ino):
                raise CaptureError(f"{self._path} is another file now; the one that was followed has ended", offset=here.st_size)
            time.sleep(self._pause)
        return int(size or 0)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()
