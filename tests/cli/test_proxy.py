"""`framekit proxy`: bytes pass untouched both ways, frames are printed, and what is saved can be decoded again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from framekit import DatagramEndpoint, Frame, FrameStream, Protocol, connect, open_capture, serve, text, u8
from framekit.cli.proxy import _Waiting
from framekit.net.relay import Passed


class Word(Frame):
    word: str = text(prefix=u8)


SPEC = """
from framekit import Frame, Protocol, text, u8

class Word(Frame):
    word: str = text(prefix=u8)

PROTOCOL = Protocol("words", client=Word)
"""
Started = Callable[..., tuple["subprocess.Popen[str]", str]]


@pytest.fixture
def spec(tmp_path: Path) -> str:
    path = tmp_path / "words.py"
    path.write_text(SPEC)
    return str(path)


@pytest.fixture
def started() -> Iterator[Started]:
    with ExitStack() as stack:

        def begin(*arguments: str) -> tuple[subprocess.Popen[str], str]:
            command = [sys.executable, "-m", "framekit", "proxy", *arguments]
            environment = {**os.environ, "COLUMNS": "0"}
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
            stack.enter_context(process)
            stack.callback(process.kill)
            assert process.stderr is not None
            return process, process.stderr.readline().split()[3].rstrip(",")

        yield begin


def answer(stream: FrameStream[Word]) -> None:
    for frame in stream:
        stream.write(Word(word=frame.word.upper()))


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:0", "unix:@framekit-proxy-{}"])
def test_frames_of_both_sides_are_printed_and_saved(url: str, spec: str, started: Started, tmp_path: Path) -> None:
    saved = tmp_path / "saved.pcapng"
    with serve(url.format(f"{tmp_path.name}-server"), Word, answer) as server:
        process, where = started(url.format(tmp_path.name), server.url, spec, "--save", str(saved), "--limit", "4")
        with connect(where, Word) as stream:
            for word in ("one", "two"):
                stream.write(Word(word=word))
                assert stream.read(timeout=5).word == word.upper()
        out, errors = process.communicate(timeout=20)
    assert process.returncode == 0, errors
    assert [line.split("word=")[1] for line in out.splitlines()] == ["'one'", "'ONE'", "'two'", "'TWO'"]
    with open_capture(saved) as capture:
        found = [(each.direction, each.frame.word) for each in capture.frames(Protocol("words", client=Word)) if each.frame]
        (connection,) = capture.connections()
    assert found == [("client", "one"), ("server", "ONE"), ("client", "two"), ("server", "TWO")]
    assert connection.is_certain


def test_what_has_passed_is_saved_when_it_is_interrupted(spec: str, started: Started, tmp_path: Path) -> None:
    saved, count = tmp_path / "saved.pcapng", 2000
    with serve("tcp://127.0.0.1:0", Word, answer) as server:
        process, where = started("tcp://127.0.0.1:0", server.url, spec, "--save", str(saved))
        with connect(where, Word) as stream:
            stream.write(*(Word(word="w") for _ in range(count)))
            for _ in range(count):
                assert stream.read(timeout=5).word == "W"
            process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=20)
    assert process.returncode == 0, errors
    assert len(out.splitlines()) == 2 * count
    with open_capture(saved) as capture:
        assert sum(each.frame is not None for each in capture.frames(Protocol("words", client=Word))) == 2 * count


def test_datagrams(spec: str, started: Started, tmp_path: Path) -> None:
    saved = tmp_path / "saved.pcapng"
    with DatagramEndpoint.bind("udp://127.0.0.1:0", Word) as server:
        process, where = started("udp://127.0.0.1:0", server.url, spec, "--save", str(saved), "--limit", "2")
        with DatagramEndpoint.connect(where, Word) as client:
            client.send(Word(word="hi"))
            asked = server.recv(timeout=5)
            server.send(Word(word="ho"), to=asked.address)
            assert client.recv(timeout=5).frames == [Word(word="ho")]
        out, _ = process.communicate(timeout=20)
    assert [line.split("word=")[1] for line in out.splitlines()] == ["'hi'", "'ho'"]
    with open_capture(saved) as capture:
        assert [each.frame for each in capture.frames(Word)] != []


def test_bytes_that_are_no_frames_pass_all_the_same_and_ends_are_passed_on(spec: str, started: Started) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        process, where = started("tcp://127.0.0.1:0", f"tcp://127.0.0.1:{listening.getsockname()[1]}", spec)
        host, _, port = where.removeprefix("tcp://").rpartition(":")
        with socket.create_connection((host, int(port)), 5) as client:
            server, _ = listening.accept()
            with server:
                server.settimeout(5)
                sent = bytes(range(256)) * 1000
                client.sendall(sent)
                client.shutdown(socket.SHUT_WR)
                got = b""
                while data := server.recv(1 << 16):
                    got += data
                assert got == sent
                server.sendall(b"\xff bye")
                server.close()
            assert client.recv(100) == b"\xff bye"
            assert client.recv(100) == b""
    process.kill()


def test_a_server_that_cannot_be_reached_is_told(spec: str, started: Started) -> None:
    process, where = started("tcp://127.0.0.1:0", "unix:@framekit-nobody-here", spec)
    host, _, port = where.removeprefix("tcp://").rpartition(":")
    with socket.create_connection((host, int(port)), 5) as client:
        assert client.recv(10) == b""
    assert process.stdout is not None
    assert "cannot be reached" in process.stdout.readline()


def test_a_connection_of_which_too_much_waits_is_given_up_after_what_came_before() -> None:
    waiting = _Waiting(limit=10)
    for number, data in ((0, b"12345678"), (1, b"abc"), (0, b"more"), (0, b"and more"), (0, None)):
        waiting.put(Passed(number, 0, data, "tcp://127.0.0.1:1"))
    got = [waiting.get()[0] for _ in range(3)]
    assert [(each.number, each.data) for each in got] == [(0, b"12345678"), (1, b"abc"), (0, None)]
    assert "more than 10 bytes wait" in got[2].fault
    waiting.put(Passed(0, 1, b"answer", "tcp://127.0.0.1:1"))
    waiting.put(Passed(1, 1, b"answer", "tcp://127.0.0.1:1"))
    assert waiting.get()[0].number == 1
