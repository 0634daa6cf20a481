"""The pytest plugin: the laws of frames as tests, and fixtures of connected streams, endpoints and scripted sockets.

Strategy: pytest loads this module in every run, so it imports little; hypothesis and the laws come when a law runs. Frames are
collected only with --framekit, from files that are no test files: in those, `framekit_laws` says which frames are meant.

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
    """Add --framekit and what goes with it."""
    group = parser.getgroup("framekit", "property tests of frames")
    group.addoption("--framekit", action="store_true", help="collect the frames that Python files declare, and test their laws")
    group.addoption("--framekit-examples", type=int, metavar="N", help="try N examples of each law")
    group.addoption("--framekit-seed", type=int, metavar="N", help="make the run one that can be repeated")


def pytest_configure(config: pytest.Config) -> None:
    """Say at once what is missing."""
    if config.getoption("framekit") and importlib.util.find_spec("hypothesis") is None:
        raise pytest.UsageError("--framekit needs hypothesis; install it with: pip install 'framekit[testing]'")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the frames of a file that speaks of framekit and is no test file."""
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
    """Show a law that does not hold by its own report, where a test of the user's calls it."""
    report = yield
    broken = sys.modules.get("framekit.testing.report.broken")
    if broken is not None and call.excinfo is not None and isinstance(call.excinfo.value, broken.LawBroken):
        report.longrepr = str(call.excinfo.value)
    return report


class FrameFile(pytest.File):
    """A file that declares frames."""

    def collect(self) -> Iterable[FrameCollector]:
        """Each frame that it declares itself."""
        from framekit.declare.loading import frames_in, load_module
        from framekit.errors import FramekitError

        try:
            module = load_module(str(self.path))
        except FramekitError as fault:
            raise self.CollectError(str(fault)) from fault
        for each in frames_in(module):
            if each.__module__ != module.__name__:  # those of a package's modules are tested in their own files
                continue
            yield FrameCollector.from_parent(self, name=each.__name__, frame=each)


class FrameCollector(pytest.Collector):
    """A frame, whose laws are tests."""

    def __init__(self, *, frame: type[Frame], **options: Any) -> None:
        super().__init__(**options)
        self.frame = frame

    def collect(self) -> Iterable[LawItem]:
        """Each of its laws."""
        for name in LAW_NAMES:
            yield LawItem.from_parent(self, name=name, frame=self.frame)


class LawItem(pytest.Item):
    """A law of a frame, as a test."""

    def __init__(self, *, frame: type[Frame], **options: Any) -> None:
        super().__init__(**options)
        self.frame = frame

    def runtest(self) -> None:
        """Check it."""
        from framekit.testing.laws import LAWS

        option = self.config.getoption
        LAWS[self.name](self.frame, examples=option("framekit_examples"), seed=option("framekit_seed"))

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where it stands."""
        return self.path, None, f"{self.frame.__name__}: {self.name}"


@pytest.fixture
def frame_streams() -> Iterator[Callable[..., tuple[FrameStream[Any], FrameStream[Any]]]]:
    """Makes connected pairs of streams, as by `left, right = make(Message, timeout=5)`, and closes them after the test.

    It takes what FrameStream takes behind the socket.
    """
    from framekit.net.blocking import FrameStream

    with ExitStack() as stack:

        def make(frame: type[Frame], **options: Any) -> tuple[FrameStream[Any], FrameStream[Any]]:
            left, right = (stack.enter_context(FrameStream(sock, frame, **options)) for sock in socket.socketpair())
            return left, right

        yield make


@pytest.fixture
def frame_endpoints() -> Iterator[Callable[..., tuple[DatagramEndpoint[Any], DatagramEndpoint[Any]]]]:
    """Makes pairs of datagram endpoints, as by `here, there = make(Message)`, and closes them after the test.

    The first is connected to the second, over UDP on this machine. It takes the options of DatagramEndpoint.
    """
    from framekit.net.datagram import DatagramEndpoint

    with ExitStack() as stack:

        def make(frame: type[Frame], **options: Any) -> tuple[DatagramEndpoint[Any], DatagramEndpoint[Any]]:
            there = stack.enter_context(DatagramEndpoint.bind("udp://127.0.0.1:0", frame, **options))
            return stack.enter_context(DatagramEndpoint.connect(there.url, frame, **options)), there

        yield make


@pytest.fixture
def scripted_socket() -> Iterator[Callable[..., ScriptedSocket]]:
    """Makes sockets that do what a script says, as by `make(b"ab", TIMEOUT, b"c")`, and closes them after the test."""
    from framekit.testing.scripted import ScriptedSocket

    with ExitStack() as stack:

        def make(*reads: Any, **options: Any) -> ScriptedSocket:
            return stack.enter_context(ScriptedSocket(*reads, **options))

        yield make
