"""`framekit proxy`: forward bytes between clients and a server, and print the frames of both sides.

Strategy: the threads of the relay only put the bytes into a queue; the main thread decodes, prints and saves them.

Rules: all bytes are forwarded, whatever they are. If decoding cannot keep up, the connection is no longer decoded, and a note
reports this. After an interrupt, the bytes received so far are still decoded and saved; a second interrupt ends it immediately.
"""

from __future__ import annotations

import queue
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import click

from framekit.capture import Found, Packet
from framekit.capture.containers.made_packets import CaptureWriter, endpoint_of
from framekit.capture.datagrams import DatagramFrames
from framekit.capture.network.carried import Datagram
from framekit.capture.streams import StreamFrames
from framekit.capture.tcp.connections import Connection
from framekit.capture.tcp.side import Data, End
from framekit.cli.arguments import protocol_argument
from framekit.cli.capturing import condition_of
from framekit.cli.completion import complete_spec
from framekit.cli.interrupting import interrupts
from framekit.cli.output import Output, fault_text
from framekit.cli.printers import live_format_option, live_printer
from framekit.declare.frame import Frame
from framekit.errors import FramekitError
from framekit.net.relay import Passed, Relay
from framekit.protocol import Protocol
from framekit.view.text import visible

MOST_WAITING = 1 << 26
"""Maximum number of bytes that may wait to be decoded."""


@click.command()
@click.argument("listen")
@click.argument("target")
@click.argument("spec", metavar="SPEC|PROTOCOL", callback=protocol_argument, shell_complete=complete_spec)
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Save all forwarded bytes as a pcapng capture.")
@click.option("--where", metavar="CONDITION", help="Print only frames that meet a condition, such as 'this.kind == 3'.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop after N frames.")
@live_format_option
def proxy(
    listen: str, target: str, spec: type[Frame] | Protocol, save: Path | None, where: str | None, limit: int | None, output: str
) -> None:
    """Listen at LISTEN, forward all bytes to TARGET and back, and print the frames of both sides.

    LISTEN and TARGET are URLs: each is tcp://host:port or unix:path, or both are udp://host:port. When the command is
    interrupted, it prints and saves the bytes forwarded so far, and then ends.
    """
    condition = condition_of(where)
    out = Output()
    printer = live_printer(out, output)
    waiting = _Waiting()
    try:
        with ExitStack() as stack:
            writer = None if save is None else CaptureWriter(stack.enter_context(save.open("wb")))
            relay = stack.enter_context(Relay(listen, target, waiting.put))
            click.echo(f"framekit: listening at {visible(relay.url)}, forwarding to {visible(target)}", err=True)
            passing = _Passing(Protocol.of(spec), target, writer, keeps=output == "hex")

            def take_all() -> None:
                """Print and save all bytes reported before the end."""
                while (limit is None or printer.number < limit) and (passed := waiting.get()) is not None:
                    for found in passing.take(*passed):
                        if found.frame is None or condition is None or condition(found.frame):
                            printer.show(found)
                    out.flush()

            with interrupts(waiting.end):
                take_all()
                relay.close()
                waiting.end()
                take_all()
    except KeyboardInterrupt:
        out.flush()
    except FramekitError as fault:
        raise click.ClickException(fault_text(fault)) from fault
    except OSError as fault:
        raise click.ClickException(f"{visible(listen)}: {fault.strerror or fault}") from fault


class _Waiting:
    """Queue of the bytes that the relay reports; a connection that exceeds its limit is no longer decoded, with a fault."""

    def __init__(self, limit: int = MOST_WAITING) -> None:
        self._queue: queue.SimpleQueue[tuple[Passed, int] | None] = queue.SimpleQueue()
        self._limit = limit
        self._size = 0
        self._lock = threading.Lock()
        self._given_up: set[int] = set()

    def put(self, passed: Passed) -> None:
        """Add reported bytes; called by the threads of the relay."""
        with self._lock:
            if passed.number in self._given_up:
                return
            if self._size > self._limit and passed.data:
                self._given_up.add(passed.number)
                reason = (
                    f"connection {passed.number}: more than {self._limit:,} bytes wait to be decoded; "
                    "it is still forwarded, but no longer decoded or saved"
                )
                passed = passed._replace(data=None, fault=reason)
            self._size += len(passed.data or b"")
            self._queue.put((passed, time.time_ns()))

    def end(self) -> None:
        """Add an end; reports made later come after it. Safe to call in a signal handler."""
        self._queue.put(None)

    def get(self) -> tuple[Passed, int] | None:
        """Wait for a report; return it with its time in nanoseconds since 1970, or None at an end."""
        found = self._queue.get()
        if found is None:
            return None
        with self._lock:
            self._size -= len(found[0].data or b"")
        return found


class _Passing:
    """Decoder of the forwarded bytes, which also saves them."""

    def __init__(self, protocol: Protocol, target: str, writer: CaptureWriter | None, *, keeps: bool) -> None:
        self._protocol = protocol
        self._target = target
        self._writer = writer
        self._keeps = keeps
        self._is_datagram = target.startswith("udp:")
        self._known: dict[int, tuple[Connection, StreamFrames | DatagramFrames, list[int]]] = {}
        self._packets = 0

    def take(self, passed: Passed, moment: int) -> list[Found]:
        """Return the items found in reported bytes."""
        number, side, data, name, fault = passed
        if fault:
            self._known.pop(number, None)
            return [Found(None, "note", fault, None, b"", 0, 0, "", None, (), moment, moment)]
        self._packets += 1
        packet = Packet(self._packets, moment, 0, b"", 0)
        if number not in self._known:
            self._known[number] = self._begin(number, name, packet)
        connection, frames, offsets = self._known[number]
        ends = (connection.client, connection.server)
        source, sink = ends if side == 0 else ends[::-1]
        if isinstance(frames, DatagramFrames):
            payload = data or b""
            if self._writer is not None:
                self._writer.datagram(source, sink, moment, payload)
            return list(frames.take(side, Datagram("udp", packet, *source, *sink, payload, 0)))
        if data is None:
            if self._writer is not None:
                self._writer.end(source, sink, moment)
            found = list(frames.take(side, End(offsets[side], "FIN")))
            if frames.ended:
                del self._known[number]
            return found
        if self._writer is not None:
            self._writer.stream(source, sink, moment, data)
        found = list(frames.take(side, Data(offsets[side], data, packet)))
        offsets[side] += len(data)
        return found

    def _begin(self, number: int, name: str, packet: Packet) -> tuple[Connection, StreamFrames | DatagramFrames, list[int]]:
        client, server = endpoint_of(name, 1024 + number % 60000), endpoint_of(self._target, 1)
        connection = Connection(number, "udp" if self._is_datagram else "tcp", client, server, packet)
        if self._is_datagram:
            return connection, DatagramFrames(connection, *self._protocol.datagram_sides), [0, 0]
        if self._writer is not None and packet.time is not None:
            self._writer.begin(client, server, packet.time)
        conversation = self._protocol.conversation(on_error="skip")
        return connection, StreamFrames(connection, conversation, self._keeps), [0, 0]
