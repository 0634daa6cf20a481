"""Record the samples in this folder from real servers on the loopback interface.

    python specs/samples/record.py postgresql   # needs PostgreSQL's server programs and a user `postgres`
    python specs/samples/record.py dns          # needs dnsmasq
    python specs/samples/record.py redis        # needs Redis; and so on for the servers of tests/net/conversations.py

Strategy: start the server, talk to it over TCP with the frames of the specs, and keep the bytes of each direction as they went
over the wire, in a capture that `framekit proxy` saves. For PostgreSQL and DNS, they are also kept as raw bytes and as a hex
dump, which is readable in a diff.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from framekit import Protocol  # noqa: E402
from framekit import connect as connect_stream  # noqa: E402
from framekit.specs import postgresql as pg  # noqa: E402
from framekit.specs.dns import DnsMessage, DnsOverTcp, Question, RecordType  # noqa: E402
from tests.net import conversations, peers  # noqa: E402
from tests.net.conversations import SERVERS  # noqa: E402
from tests.net.peers import dnsmasq, free_port, postgresql  # noqa: E402


def dump(data: bytes) -> str:
    """Bytes as `hexdump -C` prints them."""
    lines = []
    for offset in range(0, len(data), 16):
        row = data[offset : offset + 16]
        halves = f"{row[:8].hex(' '):<23}  {row[8:].hex(' '):<23}"
        characters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        lines.append(f"{offset:08x}  {halves}  |{characters}|")
    return "\n".join([*lines, f"{len(data):08x}", ""])


def connect(port: int) -> socket.socket:
    """A connection to a server on the loopback."""
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def read_until(connection: socket.socket, is_enough: Callable[[bytes], bool]) -> bytes:
    """Receive from the server until the data is complete."""
    received = b""
    while not is_enough(received):
        chunk = connection.recv(65536)
        if not chunk:
            raise SystemExit(f"the server closed the connection after {received!r}")
        received += chunk
    return received


def record_postgresql() -> None:
    """Record the server's bytes for startup, a query with rows and a failing one; and a conversation, as a capture."""
    steps = [
        STARTUP.pack(),
        query("select n, 'row ' || n as name from generate_series(1, 5) n").pack(),
        query("select 1 / 0").pack(),
    ]
    received = b""
    with postgresql(port=5432) as (url, _):
        with connect(5432) as connection:
            for step in steps:
                connection.sendall(step)
                # ReadyForQuery: its type, its length of 5, and the state "idle".
                received += read_until(connection, lambda data: data.endswith(b"Z\0\0\0\5I"))
            steps.append(pg.FrontendMessage(body=pg.Terminate()).pack())
            connection.sendall(steps[-1])
        with relayed(url, "postgresql", pg.PROTOCOL) as stream:
            converse(stream)
    (HERE / "postgresql_backend.hexdump").write_text(dump(received))
    (HERE / "postgresql_startup.bin").write_bytes(steps[0])
    (HERE / "postgresql_frontend.bin").write_bytes(b"".join(steps[1:]))


STARTUP = pg.StartupMessage(
    body=pg.StartupParameters(
        parameters=[
            pg.Parameter(name="user", value="postgres"),
            pg.Parameter(name="database", value="postgres"),
            pg.Parameter(name="application_name", value="framekit"),
        ]
    )
)


def query(text: str) -> pg.FrontendMessage:
    """A simple query."""
    return pg.FrontendMessage(body=pg.Query(query=text))


def converse(stream: Any) -> None:
    """A conversation: encryption refused, simple and extended queries, COPY."""

    def until_ready() -> None:
        while not isinstance(stream.read().body, pg.ReadyForQuery):
            pass

    stream.write(pg.StartupMessage(major=pg.REQUESTS, minor=pg.Request.ENCRYPTION, body=pg.EncryptionRequest()))
    stream.read()
    stream.write(STARTUP)
    until_ready()
    for text in (
        "create table ship (id int primary key, name text, crew int)",
        "insert into ship values (1, 'Beagle', 74), (2, 'Fram', 13), (3, 'Endurance', null)",
        "select * from ship order by id",
        "select * from boat",
    ):
        stream.write(query(text))
        until_ready()
    extended: list[pg.FrontendBody] = [
        pg.Parse(statement="by_crew", query="select name from ship where crew > $1", types=[]),
        pg.Describe(target=pg.Target.STATEMENT, name="by_crew"),
        pg.Bind(statement="by_crew", formats=[], parameters=[b"20"], result_formats=[pg.Format.TEXT]),
        pg.Execute(),
        pg.Sync(),
    ]
    stream.write(*(pg.FrontendMessage(body=each) for each in extended))
    until_ready()
    stream.write(query("copy ship from stdin"))
    while not isinstance(stream.read().body, pg.CopyInResponse):
        pass
    stream.write(*(pg.FrontendMessage(body=each) for each in (pg.CopyData(data=b"4\tGjoa\t7\n"), pg.CopyDone())))
    until_ready()
    stream.write(query("copy ship to stdout"))
    until_ready()
    stream.write(pg.FrontendMessage(body=pg.Terminate()))


@contextmanager
def relayed(server: str, name: str, protocol: Protocol) -> Iterator[Any]:
    """A stream to a server through `framekit proxy`, which saves the conversation as a capture."""
    proxy = f"tcp://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "framekit", "proxy", proxy, server, name, "--save", str(HERE / f"{name}.pcapng")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as relay:
        with connect_soon(proxy, protocol) as stream:
            yield stream
        relay.send_signal(signal.SIGINT)


def record_conversation(server: str) -> None:
    """Record a conversation with a server of tests/net/conversations.py, at the usual port of its protocol."""
    protocol = SERVERS[server]
    port = protocol.ports["tcp"][-1]
    with getattr(peers, server)(port), relayed(f"tcp://127.0.0.1:{port}", protocol.name, protocol) as stream:
        getattr(conversations, server)(stream)


def connect_soon(url: str, protocol: Protocol) -> Any:
    """Connect to a proxy that may not be listening yet."""
    for _ in range(100):
        try:
            return connect_stream(url, protocol, timeout=10)
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise SystemExit(f"no server is listening at {url}")


def record_dns() -> None:
    """Record three questions over one connection: an address, mail exchangers, and a name that does not exist."""
    asked = [("example.test", RecordType.A), ("example.test", RecordType.MX), ("nowhere.invalid", RecordType.A)]
    questions = [
        DnsMessage(id=number, recursion_desired=True, questions=[Question(name=name, type=kind)])
        for number, (name, kind) in enumerate(asked, 1)
    ]
    sent = b"".join(DnsOverTcp(message=each).pack() for each in questions)
    with dnsmasq() as port, connect(port) as connection:
        connection.sendall(sent)
        received = read_until(connection, lambda data: len(list(whole(data))) == 3)
    (HERE / "dns_tcp_queries.bin").write_bytes(sent)
    (HERE / "dns_tcp_responses.bin").write_bytes(received)


def whole(data: bytes) -> list[DnsOverTcp]:
    """The received messages, or none while the last one is incomplete."""
    try:
        return list(DnsOverTcp.iter_unpack(data))
    except ValueError:
        return []


if __name__ == "__main__":
    recorders: dict[str, Callable[[], None]] = {"postgresql": record_postgresql, "dns": record_dns}
    recorders |= {server: partial(record_conversation, server) for server in SERVERS}
    if len(sys.argv) != 2 or sys.argv[1] not in recorders:
        sys.exit(f"usage: {sys.argv[0]} {'|'.join(recorders)}")
    recorders[sys.argv[1]]()
