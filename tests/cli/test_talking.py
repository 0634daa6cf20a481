"""`framekit send` and `framekit listen`: frames as JSON over every kind of socket."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from framekit import DatagramEndpoint, Frame, FrameStream, serve, text, u8
from framekit.cli.app import framekit


class Word(Frame):
    word: str = text(prefix=u8)


SPEC = """
from framekit import Frame, text, u8

class Word(Frame):
    word: str = text(prefix=u8)
"""


@pytest.fixture
def spec(tmp_path: Path) -> str:
    path = tmp_path / "talked.py"
    path.write_text(SPEC)
    return str(path)


def run(*arguments: str, data: str = "") -> Result:
    return CliRunner().invoke(framekit, arguments, input=data, catch_exceptions=False)


Listening = Callable[[str, str, int], tuple["subprocess.Popen[str]", str]]


@pytest.fixture
def listening() -> Iterator[Listening]:
    with ExitStack() as stack:

        def begin(url: str, spec: str, limit: int) -> tuple[subprocess.Popen[str], str]:
            command = [sys.executable, "-m", "framekit", "listen", url, spec, "--limit", str(limit)]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            stack.enter_context(process)
            stack.callback(process.kill)
            assert process.stderr is not None
            return process, process.stderr.readline().split()[-1]

        yield begin


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:0", "udp://127.0.0.1:0", "unix:@framekit-{}", "unixgram:@framekit-{}"])
def test_what_is_sent_is_heard(url: str, spec: str, listening: Listening, tmp_path: Path) -> None:
    process, where = listening(url.format(tmp_path.name), spec, 2)
    result = run("send", where, spec, data='{"word": "one"} {"word": "two"}')
    assert result.exit_code == 0, result.output
    out, _ = process.communicate(timeout=20)
    assert [json.loads(line) for line in out.splitlines()] == [{"word": "one"}, {"word": "two"}]
    assert process.returncode == 0


def test_answers_are_waited_for_and_printed(spec: str) -> None:
    def answer(stream: FrameStream[Word]) -> None:
        for frame in stream:
            stream.write(Word(word=frame.word.upper()))

    with serve("tcp://127.0.0.1:0", Word, answer) as server:
        result = run("send", server.url, spec, "--wait", "1", data='{"word": "hi"}')
        assert json.loads(result.stdout) == {"word": "HI"}
        late = run("send", server.url, spec, "--wait", "1", "--timeout", "0.1", data="")
        assert (late.exit_code, "no answer within 0.1 seconds" in late.output) == (1, True)


def test_answers_in_datagrams(spec: str) -> None:
    with DatagramEndpoint.bind("udp://127.0.0.1:0", Word) as endpoint:
        late = run("send", endpoint.url, spec, "--wait", "1", "--timeout", "0.1", data='{"word": "hi"}')
        assert "no answer" in late.output
        assert endpoint.recv(timeout=5).frames == [Word(word="hi")]


def test_what_is_wrong_is_told_in_a_line(spec: str) -> None:
    for arguments, data, reason in (
        (("send", "nowhere", spec), '{"word": "a"}', "Error:"),
        (("send", "unix:@framekit-nobody-listens", spec), '{"word": "a"}', "refused"),
        (("send", "udp://127.0.0.1:9", spec), '{"word": 3}', "frame #0"),
        (("send", "udp://127.0.0.1:9", spec), "{", "not JSON"),
        (("listen", "nowhere", spec), "", "Error:"),
    ):
        result = run(*arguments, data=data)
        assert result.exit_code != 0
        assert reason in result.output
        assert "Traceback" not in result.output
