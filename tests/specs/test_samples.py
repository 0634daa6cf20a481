"""The specs against their recorded samples, and against captures that others made, where those are at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from framekit import Frame
from framekit.capture.text.forms import read_text
from framekit.declare.loading import load_module
from framekit.testing import check_all

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "specs" / "samples"
CAPTURES = ROOT.parent / "shared" / "captures"


def load(name: str) -> ModuleType:
    return load_module(str(ROOT / "specs" / f"{name}.py"))


dns: Any = load("dns_tcp")
postgresql: Any = load("postgresql")
FRAMES: list[type[Frame]] = [
    dns.DnsMessage,
    postgresql.BackendMessage,
    postgresql.FrontendMessage,
    postgresql.StartupMessage,
]


def sample(name: str) -> bytes:
    path = SAMPLES / name
    if path.suffix == ".hexdump":
        return b"".join(piece.data for piece in read_text(path.read_text(), "hexdump"))
    return path.read_bytes()


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


@pytest.mark.parametrize(
    ("name", "frame", "count"),
    [
        ("dns_tcp_queries.bin", dns.DnsMessage, 3),
        ("dns_tcp_responses.bin", dns.DnsMessage, 3),
        ("postgresql_backend.hexdump", postgresql.BackendMessage, 26),
        ("postgresql_frontend.bin", postgresql.FrontendMessage, 3),
        ("postgresql_startup.bin", postgresql.StartupMessage, 1),
    ],
)
def test_a_sample_unpacks_and_packs_to_itself(name: str, frame: type[Frame], count: int) -> None:
    wire = sample(name)
    frames = list(frame.iter_unpack(wire))
    assert len(frames) == count
    assert b"".join(each.pack() for each in frames) == wire


def test_the_answers_are_those_of_the_server() -> None:
    first, second, third = dns.DnsMessage.iter_unpack(sample("dns_tcp_responses.bin"))
    assert dns.Flags.RESPONSE in first.flags
    assert first.sections.endswith(bytes([192, 0, 2, 7]))
    assert (first.id, second.id, third.id) == (1, 2, 3)
    assert third.flags & 0xF == 5, "REFUSED: the server knows no such name and asks nobody"
    messages = list(postgresql.BackendMessage.iter_unpack(sample("postgresql_backend.hexdump")))
    rows = [each.body for each in messages if each.type is postgresql.BackendType.DATA_ROW]
    assert [row[-5:] for row in rows] == [f"row {n}".encode() for n in range(1, 6)]
    assert any(b"division by zero" in each.body for each in messages)


def truth(name: str, protocol: str) -> Iterator[dict[str, Any]]:
    path = CAPTURES / "truth" / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"there is no {path}: captures with an independent reading are not part of the project")
    for line in path.read_text().splitlines():
        unit = json.loads(line)
        if unit["proto"] == protocol:
            yield unit


DNS_HEADER = ["dns.length", "dns.id", "dns.flags", *(f"dns.count.{each}" for each in ("queries", "answers", "auth_rr", "add_rr"))]


def test_dns_agrees_with_an_independent_dissector() -> None:
    checked = 0
    for unit in truth("dns_tcp_multi.pcap", "dns"):
        fields = {name: (offset, size, raw) for name, offset, size, raw, *_ in unit["fields"]}
        if "dns.length" not in fields:
            continue
        head = bytearray(14)
        for name in (
            "dns.length",
            "dns.id",
            "dns.flags",
            "dns.count.queries",
            "dns.count.answers",
            "dns.count.auth_rr",
            "dns.count.add_rr",
        ):
            offset, size, raw = fields[name]
            head[offset : offset + size] = bytes.fromhex(raw)
        length = int(fields["dns.length"][2], 16)
        message = dns.DnsMessage.unpack(bytes(head) + bytes(length - 12))
        assert message.length == length
        assert message.id == int(fields["dns.id"][2], 16)
        assert int(message.flags) == int(fields["dns.flags"][2], 16)
        assert message.questions == int(fields["dns.count.queries"][2], 16)
        checked += 1
    assert checked > 0


def test_postgresql_agrees_with_an_independent_dissector() -> None:
    checked = 0
    for unit in truth("pgsql_psql.pcap", "pgsql"):
        fields = {name: (offset, size, raw) for name, offset, size, raw, *_ in unit["fields"]}
        if "pgsql.type" not in fields:
            continue
        wire = bytes.fromhex(fields["pgsql.type"][2] + fields["pgsql.length"][2])
        size = int(fields["pgsql.length"][2], 16) + 1
        message = postgresql.BackendMessage.unpack(wire + bytes(size - 5))
        assert message.length == size - 1
        assert unit["size"] == size
        checked += 1
    assert checked > 0
