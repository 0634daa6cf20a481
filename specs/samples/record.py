"""Records the samples in this folder from real servers on the loopback.

    python specs/samples/record.py postgresql   # needs PostgreSQL's server programs and a user `postgres`
    python specs/samples/record.py dns          # needs dnsmasq

Strategy: start the server, talk to it over TCP with the frames of the specs themselves, and keep the bytes of each direction
as they went over the wire: the server's as a hex dump that people can read in a diff, the client's and DNS as raw bytes.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent)]

from dns_tcp import DnsMessage, Flags  # noqa: E402
from postgresql import FrontendMessage, FrontendType, StartupMessage  # noqa: E402

from tests.net.peers import dnsmasq, postgresql  # noqa: E402


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
    """What the server sends, up to where it is enough."""
    received = b""
    while not is_enough(received):
        chunk = connection.recv(65536)
        if not chunk:
            raise SystemExit(f"the server closed the connection after {received!r}")
        received += chunk
    return received


def record_postgresql() -> None:
    """A session: startup, a query with rows, one that fails, terminate."""
    parameters = b"user\0postgres\0database\0postgres\0application_name\0framekit\0\0"
    steps = [
        StartupMessage(parameters=parameters).pack(),
        FrontendMessage(type=FrontendType.QUERY, body=b"select n, 'row ' || n as name from generate_series(1, 5) n\0").pack(),
        FrontendMessage(type=FrontendType.QUERY, body=b"select 1 / 0\0").pack(),
    ]
    received = b""
    with postgresql() as (url, _), connect(int(url.rpartition(":")[2])) as connection:
        for step in steps:
            connection.sendall(step)
            # ReadyForQuery: its type, its length of 5, and the state "idle".
            received += read_until(connection, lambda data: data.endswith(b"Z\0\0\0\5I"))
        steps.append(FrontendMessage(type=FrontendType.TERMINATE, body=b"").pack())
        connection.sendall(steps[-1])
    (HERE / "postgresql_backend.hexdump").write_text(dump(received))
    (HERE / "postgresql_startup.bin").write_bytes(steps[0])
    (HERE / "postgresql_frontend.bin").write_bytes(b"".join(steps[1:]))


def record_dns() -> None:
    """Three questions over one connection: an address, mail exchangers, and a name that is not there."""
    sent = b"".join(
        DnsMessage(
            id=number,
            flags=Flags.RECURSION_DESIRED,
            questions=1,
            answers=0,
            authorities=0,
            additionals=0,
            sections=question(name, kind),
        ).pack()
        for number, (name, kind) in enumerate([("example.test", 1), ("example.test", 15), ("nowhere.invalid", 1)], 1)
    )
    with dnsmasq() as port, connect(port) as connection:
        connection.sendall(sent)
        received = read_until(connection, lambda data: len(list(whole(data))) == 3)
    (HERE / "dns_tcp_queries.bin").write_bytes(sent)
    (HERE / "dns_tcp_responses.bin").write_bytes(received)


def question(name: str, kind: int) -> bytes:
    """A question of class IN (RFC 1035, section 4.1.2)."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return labels + b"\0" + kind.to_bytes(2, "big") + b"\0\1"


def whole(data: bytes) -> list[DnsMessage]:
    """The messages that have come in whole, or none while the last is cut."""
    try:
        return list(DnsMessage.iter_unpack(data))
    except ValueError:
        return []


if __name__ == "__main__":
    recorders = {"postgresql": record_postgresql, "dns": record_dns}
    if len(sys.argv) != 2 or sys.argv[1] not in recorders:
        sys.exit(f"usage: {sys.argv[0]} {'|'.join(recorders)}")
    recorders[sys.argv[1]]()
