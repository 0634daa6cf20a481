"""`framekit follow`: frames are printed as they are recorded, from a file that grows and from a pipe."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from framekit.capture import CaptureError
from framekit.cli.live import Growing
from tests.capture.making import CLIENT, SERVER, ethernet, ipv4, pcap, udp

SPEC = """
from framekit import Frame, Protocol, text, u8

class Word(Frame):
    word: str = text(prefix=u8)

PROTOCOL = Protocol("words", client=Word, ports={"udp": [7000]})
"""
WORDS = [b"\3one", b"\3two", b"\5three"]
PACKETS = [ethernet(ipv4(udp(each, 40000, 7000), 17, CLIENT[0], SERVER[0])) for each in WORDS]
WIRE = pcap(PACKETS)
EDGES = [len(pcap(PACKETS[:count])) for count in range(4)]


@pytest.fixture
def spec(tmp_path: Path) -> str:
    path = tmp_path / "words.py"
    path.write_text(SPEC)
    return str(path)


def start(*arguments: str, pipe: bool = False) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "framekit", "follow", *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE if pipe else None, stdout=subprocess.PIPE)


@pytest.fixture
def started() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    with ExitStack() as stack:

        def begin(*arguments: str, pipe: bool = False) -> subprocess.Popen[bytes]:
            process = stack.enter_context(start(*arguments, pipe=pipe))
            stack.callback(process.kill)
            return process

        yield begin


def test_frames_of_a_file_that_grows(spec: str, tmp_path: Path, started: Callable[..., subprocess.Popen[bytes]]) -> None:
    path = tmp_path / "growing.pcap"
    path.write_bytes(WIRE[: EDGES[1] + 5])
    process = started(spec, str(path), "--limit", "3")
    assert process.stdout is not None
    assert b"word='one'" in process.stdout.readline()
    with path.open("ab") as file:
        file.write(WIRE[EDGES[1] + 5 : EDGES[2]])
        file.flush()
        assert b"word='two'" in process.stdout.readline()
        file.write(WIRE[EDGES[2] :])
    assert b"word='three'" in process.stdout.read()
    assert process.wait(10) == 0


def test_frames_of_a_live_pipe_come_before_its_end(spec: str, started: Callable[..., subprocess.Popen[bytes]]) -> None:
    process = started(spec, "-", "--where", "this.word != 'two'", pipe=True)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(WIRE[: EDGES[1]])
    process.stdin.flush()
    assert b"word='one'" in process.stdout.readline()
    process.stdin.write(WIRE[EDGES[1] :])
    process.stdin.close()
    assert b"word='three'" in process.stdout.read()
    assert process.wait(10) == 0


def test_a_file_that_becomes_shorter_or_another_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"abc")
    growing = Growing(path, pause=0)
    assert growing.read(10) == b"abc"
    path.write_bytes(b"")
    with pytest.raises(CaptureError, match="truncated"):
        growing.read(10)
    growing.close()
    path.write_bytes(b"abc")
    growing = Growing(path, pause=0)
    assert growing.read(10) == b"abc"
    path.rename(tmp_path / "old")
    path.write_bytes(b"new")
    with pytest.raises(CaptureError, match="another file"):
        growing.read(10)
    growing.close()
