"""The specs against their recorded samples, and against captures that others made, where those are at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from ipaddress import IPv4Address
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from framekit import Frame, open_capture
from framekit.capture.text.forms import read_text
from framekit.testing import check_all

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "specs" / "samples"
CAPTURES = ROOT.parent / "shared" / "captures"


def load(name: str) -> ModuleType:
    return import_module(f"framekit.specs.{name}")


dns: Any = load("dns")
postgresql: Any = load("postgresql")
FRAMES: list[type[Frame]] = [
    dns.DnsOverTcp,
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
        ("dns_tcp_queries.bin", dns.DnsOverTcp, 3),
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


CONVERSATIONS = {"amqp": 20, "http2": 8, "memcached": 4, "mysql": 13, "postgresql": 63, "redis": 14, "ssh": 3}
"""Captures of conversations, with how many frames each has."""


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_conversation_is_decoded_whole_and_packs_to_itself(name: str) -> None:
    protocol = load(name).PROTOCOL
    with open_capture(SAMPLES / f"{name}.pcapng") as capture:
        found = list(capture.frames(protocol, keep_bytes=True))
    assert [each.reason for each in found if each.frame is None] == []
    assert len(found) == CONVERSATIONS[name]
    assert {each.direction for each in found} == {"client", "server"}
    assert all(each.frame.pack() == each.data for each in found)
    assert {path.stem for path in SAMPLES.glob("*.pcapng")} == set(CONVERSATIONS)


def test_the_answers_are_those_of_the_server() -> None:
    responses = list(dns.DnsOverTcp.iter_unpack(sample("dns_tcp_responses.bin")))
    assert [dns.DnsOverTcp.unpack(each.pack()) for each in responses] == responses, "names are written without pointers"
    first, second, third = (each.message for each in responses)
    assert first.response
    assert first.answers[0].data == dns.A(address=IPv4Address("192.0.2.7"))
    assert (first.id, second.id, third.id) == (1, 2, 3)
    assert third.response_code is dns.ResponseCode.REFUSED, "the server knows no such name and asks nobody"
    messages = list(postgresql.BackendMessage.iter_unpack(sample("postgresql_backend.hexdump")))
    rows = [each.body for each in messages if isinstance(each.body, postgresql.DataRow)]
    assert [row.values[-1] for row in rows] == [f"row {n}".encode() for n in range(1, 6)]
    (error,) = [each.body for each in messages if isinstance(each.body, postgresql.ErrorResponse)]
    assert {each.kind: each.value for each in error.fields}[postgresql.NoticeField.MESSAGE] == "division by zero"


def truth(name: str, protocol: str) -> Iterator[dict[str, Any]]:
    path = CAPTURES / "truth" / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"there is no {path}: captures with an independent reading are not part of the project")
    for line in path.read_text().splitlines():
        unit = json.loads(line)
        if unit["proto"] == protocol:
            yield unit
