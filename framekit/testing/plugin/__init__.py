"""The pytest plugin: the laws of frames as tests, and fixtures for connected streams, endpoints and scripted sockets.

Strategy: pytest loads this module in every run, so it imports little; hypothesis and the laws are imported when a law runs.
Frames are collected only with --framekit, and only from files that are not test files, which use `framekit_laws` instead.

Rules: a law that does not hold is shown by its own report, without the traceback through hypothesis.
"""

from __future__ import annotations

import importlib.util
import socket
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from framekit.testing import LAW_NAMES

if TYPE_CHECKING:
    from framekit.declare.frame import Frame
    from framekit.net.blocking import FrameStream
    from framekit.net.datagram import DatagramEndpoint
    from framekit.testing.scripted import ScriptedSocket


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option --framekit and related options."""
    group = parser.getgroup("framekit", "property tests of frames")
    group.addoption("--framekit", action="store_true", help="collect frames declared in Python files, and test their laws")
    group.addoption("--framekit-examples", type=int, metavar="N", help="number of examples for each law")
    group.addoption("--framekit-seed", type=int, metavar="N", help="seed that makes the run repeatable")


def pytest_configure(config: pytest.Config) -> None:
    """Report a missing requirement before the tests are collected."""
    if config.getoption("framekit") and importlib.util.find_spec("hypothesis") is None:
        raise pytest.UsageError("--framekit requires hypothesis; install it with: pip install 'framekit[testing]'")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the frames of a file that mentions framekit and is not a test file."""
    config = parent.config
    if not config.getoption("framekit") or file_path.suffix != ".py" or file_path.name == "conftest.py":
        return None
    patterns: list[str] = config.getini("python_files")
    if any(fnmatch(file_path.name, pattern) for pattern in patterns) or b"framekit" not in file_path.read_bytes():
        return None
    return FrameFile.from_parent(parent, path=file_path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the report of a broken law instead of a traceback, also if a user's test calls the law."""
    report = yield
    broken = sys.modules.get("framekit.testing.report.broken")
    if broken is not None and call.excinfo is not None and isinstance(call.excinfo.value, broken.LawBroken):
        report.longrepr = str(call.excinfo.value)
    return report


class FrameFile(pytest.File):
    """Collector of the frames that a file declares."""

    def collect(self) -> Iterable[FrameCollector]:
        """Yield a collector for each frame that the file itself declares."""
        from framekit.declare.loading import frames_in, load_module
        from framekit.errors import FramekitError

        try:
            module = load_module(str(self.path))
        except FramekitError as fault:
            raise self.CollectError(str(fault)) from fault
        for each in frames_in(module):
            if each.__module__ != module.__name__:  # frames imported from other modules are tested in their own files
                continue
            yield FrameCollector.from_parent(self, name=each.__name__, frame=each)


class FrameCollector(pytest.Collector):
    """Collector of the laws of a frame."""

    def __init__(self, *, frame: type[Frame], **options: Any) -> None:
        super().__init__(**options)
        self.frame = frame

    def collect(self) -> Iterable[LawItem]:
        """Yield a test for each law."""
        for name in LAW_NAMES:
            yield LawItem.from_parent(self, name=name, frame=self.frame)


class LawItem(pytest.Item):
    """Test of one law of a frame."""

    def __init__(self, *, frame: type[Frame], **options: Any) -> None:
        super().__init__(**options)
        self.frame = frame

    def runtest(self) -> None:
        """Check the law."""
        from framekit.testing.laws import LAWS

        option = self.config.getoption
        LAWS[self.name](self.frame, examples=option("framekit_examples"), seed=option("framekit_seed"))

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return the location and the name of the test."""
        return self.path, None, f"{self.frame.__name__}: {self.name}"


@pytest.fixture
def frame_streams() -> Iterator[Callable[..., tuple[FrameStream[Any], FrameStream[Any]]]]:
    """Return a function that makes connected streams: `left, right = make(Message, timeout=5)`. They are closed after the test.

    The function takes the arguments of FrameStream except the socket.
    """
    from framekit.net.blocking import FrameStream

    with ExitStack() as stack:

        def make(frame: type[Frame], **options: Any) -> tuple[FrameStream[Any], FrameStream[Any]]:
            left, right = (stack.enter_context(FrameStream(sock, frame, **options)) for sock in socket.socketpair())
            return left, right

        yield make


@pytest.fixture
def frame_endpoints() -> Iterator[Callable[..., tuple[DatagramEndpoint[Any], DatagramEndpoint[Any]]]]:
    """Return a function that makes pairs of datagram endpoints: `here, there = make(Message)`. They are closed after the test.

    The first endpoint is connected to the second by UDP on the loopback. The function takes the options of DatagramEndpoint.
    """
    from framekit.net.datagram import DatagramEndpoint

    with ExitStack() as stack:

        def make(frame: type[Frame], **options: Any) -> tuple[DatagramEndpoint[Any], DatagramEndpoint[Any]]:
            there = stack.enter_context(DatagramEndpoint.bind("udp://127.0.0.1:0", frame, **options))
            return stack.enter_context(DatagramEndpoint.connect(there.url, frame, **options)), there

        yield make


@pytest.fixture
def scripted_socket() -> Iterator[Callable[..., ScriptedSocket]]:
    """Return a function that makes scripted sockets: `make(b"ab", TIMEOUT, b"c")`. They are closed after the test."""
    from framekit.testing.scripted import ScriptedSocket

    with ExitStack() as stack:

        def make(*reads: Any, **options: Any) -> ScriptedSocket:
            return stack.enter_context(ScriptedSocket(*reads, **options))

        yield make
