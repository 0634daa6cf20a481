"""`framekit send` and `framekit listen`: exchange frames as JSON over sockets, for experiments.

Rules: received frames are printed immediately, as one JSON object per line. Decoding errors go to standard error.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any, TextIO

import click

from framekit.cli.arguments import frame_argument
from framekit.cli.completion import complete_spec
from framekit.cli.encode import values_in
from framekit.cli.output import fault_text, json_visible
from framekit.declare.convert import asdict, from_dict
from framekit.declare.frame import Frame
from framekit.errors import EndOfStream, FramekitError
from framekit.net.blocking import FrameStream
from framekit.net.connecting import connect
from framekit.net.datagram import DatagramEndpoint
from framekit.net.server import serve
from framekit.view.text import visible


def _answers_argument(context: click.Context, parameter: click.Parameter, value: str | None) -> type[Frame] | None:
    return None if value is None else frame_argument(context, parameter, value)


@click.command()
@click.argument("url")
@click.argument("spec", callback=frame_argument, shell_complete=complete_spec)
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.option(
    "--answers",
    metavar="SPEC",
    callback=_answers_argument,
    shell_complete=complete_spec,
    help="The frames of the answers, if they differ from SPEC.",
)
@click.option("--wait", type=click.IntRange(0), default=0, metavar="N", help="Wait for N answers and print them.")
@click.option(
    "--timeout", type=click.FloatRange(0, min_open=True), default=10.0, show_default=True, help="Seconds to wait for each answer."
)
def send(url: str, spec: type[Frame], file: TextIO, answers: type[Frame] | None, wait: int, timeout: float) -> None:
    """Send frames that FILE contains as JSON to URL (tcp://host:port, unix:path, udp://host:port or unixgram:path).

    FILE is as for `framekit encode`: objects one after another, or an array of objects; - or no FILE is standard input.
    """
    frames = [_made(spec, number, value) for number, value in enumerate(values_in(file))]
    answered = spec if answers is None else answers
    try:
        if _is_datagram(url):
            with DatagramEndpoint.connect(url, spec) as endpoint:
                for frame in frames:
                    endpoint.send(frame)
                for _ in range(wait):
                    _print(*endpoint.recv(timeout=timeout).frames)
            return
        with connect(url, answered, sends=spec, connect_timeout=timeout) as stream:
            stream.write(*frames, timeout=timeout)
            for _ in range(wait):
                _print(stream.read(timeout=timeout))
    except TimeoutError:
        raise click.ClickException(f"no answer within {timeout} seconds") from None
    except EndOfStream:
        raise click.ClickException("the peer closed the connection before it sent all answers") from None
    except FramekitError as fault:
        raise click.ClickException(fault_text(fault)) from fault
    except OSError as fault:
        raise click.ClickException(f"{visible(url)}: {fault.strerror or fault}") from fault


@click.command()
@click.argument("url")
@click.argument("spec", callback=frame_argument, shell_complete=complete_spec)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop after N frames.")
def listen(url: str, spec: type[Frame], limit: int | None) -> None:
    """Print frames received at URL (tcp://host:port, unix:path, udp://host:port or unixgram:path) until interrupted.

    Port 0 selects a free port; the actual URL is printed on standard error.
    """
    counter = _Counter(limit)
    try:
        if _is_datagram(url):
            with DatagramEndpoint.bind(url, spec, on_error="raise") as endpoint:
                _announce(endpoint.url)
                while not counter.is_full:
                    try:
                        counter.take(*endpoint.recv().frames)
                    except FramekitError as fault:
                        click.echo(f"framekit: {fault_text(fault)}", err=True)
            return
        with serve(url, spec, lambda stream: _receive(stream, counter)) as server:
            _announce(server.url)
            counter.full.wait()
    except KeyboardInterrupt:
        return
    except FramekitError as fault:
        raise click.ClickException(fault_text(fault)) from fault
    except OSError as fault:
        raise click.ClickException(f"{visible(url)}: {fault.strerror or fault}") from fault


class _Counter:
    """Printer of the frames of all connections, up to a limit."""

    def __init__(self, limit: int | None) -> None:
        self._left = limit
        self._lock = threading.Lock()
        self.full = threading.Event()

    @property
    def is_full(self) -> bool:
        """True if the limit is reached."""
        return self.full.is_set()

    def take(self, *frames: Frame) -> None:
        """Print frames, up to the limit."""
        with self._lock:
            for frame in frames:
                if self.is_full:
                    return
                _print(frame)
                if self._left is not None:
                    self._left -= 1
                    if not self._left:
                        self.full.set()


def _receive(stream: FrameStream[Any], counter: _Counter) -> None:
    try:
        for frame in stream:
            counter.take(frame)
            if counter.is_full:
                return
    except FramekitError as fault:
        click.echo(f"framekit: {visible(stream.peer)}: {fault_text(fault)}", err=True)


def _made(spec: type[Frame], number: int, value: Any) -> Frame:
    try:
        frame = from_dict(spec, value)
        frame.pack()
    except FramekitError as fault:
        click.echo(f"framekit: frame #{number} of the input: {fault_text(fault)}", err=True)
        sys.exit(1)
    return frame


def _print(*frames: Frame) -> None:
    for frame in frames:
        click.echo(json_visible(json.dumps(asdict(frame, mode="json"), allow_nan=False)))


def _is_datagram(url: str) -> bool:
    return url.startswith(("udp:", "unixgram:"))


def _announce(url: str) -> None:
    click.echo(f"framekit: listening at {visible(url)}", err=True)
