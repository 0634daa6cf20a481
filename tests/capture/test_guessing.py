"""Guessing a protocol: the frames are those that the right protocol alone would give, and each guess says its reason."""

from __future__ import annotations

import io
from enum import IntEnum
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framekit import Capture, Frame, Protocol, const, data, field, open_capture, text, u8
from framekit.capture import Found
from framekit.capture.guessing import FIRST_BYTES, is_telling
from tests.capture.making import ACK, CLIENT, FIN, SERVER, SYN, ethernet, ipv4, pcap, segment, udp
from tests.capture.test_truth import CAPTURES, needs_captures

SPECS = (
    "bgp",
    "diameter",
    "dns",
    "dns_tcp",
    "http2",
    "mqtt",
    "mqtt5",
    "mysql",
    "ntp",
    "postgresql",
    "radius",
    "socks",
    "ssh",
    "tls",
    "websocket",
)


class Request(Frame):
    magic: bytes = const(b"Q")
    body: bytes = data(prefix=u8)


class Answer(Frame):
    magic: bytes = const(b"A")
    text: str = text(until="\n")


class Kind(IntEnum):
    ZERO = 0
    ONE = 1


class Typed(Frame):
    kind: Kind = field(u8)
    body: bytes = data(prefix=u8)


class Rest(Frame):
    magic: bytes = const(b"R")
    body: bytes = data()


class Other(Frame):
    magic: bytes = const(b"S")
    body: bytes = data()


class Anything(Frame):
    body: bytes = data(prefix=u8)


ASKING = Protocol("asking", client=Request, server=Answer, ports={"tcp": [80], "udp": [80]})
TYPED = Protocol("typed", client=Typed, ports={"tcp": [81], "udp": [81]})
ANYTHING = Protocol("anything", client=Anything, ports={"tcp": [82], "udp": [82]})
ALL = [ANYTHING, TYPED, ASKING]
REQUESTS = [Request(body=bytes([65 + index]) * index) for index in range(6)]
ANSWERS = [Answer(text="x" * index) for index in range(6)]


def capture_of(packets: list[bytes]) -> Capture:
    return open_capture(io.BytesIO(pcap(packets)))


def conversation(port: int, client: bytes, server: bytes, cuts: int = 7) -> list[bytes]:
    there = (SERVER[0], port)
    packets = [segment(CLIENT, there, 99, flags=SYN), segment(there, CLIENT, 499, flags=SYN | ACK)]
    for source, target, start, wire in ((CLIENT, there, 100, client), (there, CLIENT, 500, server)):
        packets += [segment(source, target, start + at, wire[at : at + cuts]) for at in range(0, len(wire), cuts)]
        packets.append(segment(source, target, start + len(wire), flags=FIN | ACK))
    return packets


def wire(frames: list[Any]) -> bytes:
    return b"".join(each.pack() for each in frames)


def read(packets: list[bytes], protocols: Any) -> list[Found]:
    with capture_of(packets) as capture:
        return list(capture.frames(protocols))


def without_notes(found: list[Found]) -> list[tuple[Any, ...]]:
    return [
        (each.frame, each.kind, each.reason, each.direction, each.offset, each.packets) for each in found if each.kind != "note"
    ]


def reasons(found: list[Found]) -> list[str]:
    return [each.reason for each in found if each.kind == "note"]


@given(st.integers(1, 20), st.sampled_from([80, 9000]), st.data())
def test_the_frames_are_those_of_the_right_protocol_alone(cuts: int, port: int, draw: st.DataObject) -> None:
    packets = conversation(port, wire(REQUESTS), wire(ANSWERS), cuts)
    packets = [*packets[:2], *draw.draw(st.permutations(packets[2:]))]
    guessed = read(packets, ALL)
    with capture_of(packets) as capture:
        known = list(capture.frames(ASKING, port=port))
    for direction in ("client", "server"):  # a guess may wait for the other side
        assert [each for each in without_notes(guessed) if each[3] == direction] == [
            each for each in without_notes(known) if each[3] == direction
        ]
    (reason,) = reasons(guessed)
    assert reason.startswith("taken for asking: port 80, and " if port == 80 else "taken for asking: its first ")
    assert {each.connection.protocol for each in guessed if each.connection} == {"asking"}


def test_the_port_decides_between_protocols_that_all_decode() -> None:
    for port, name in ((81, "typed"), (82, "anything")):
        found = read(conversation(port, b"\1\1a\1\1b", b"\1\1c"), ALL)
        assert reasons(found)[0].startswith(f"taken for {name}: port {port}, and its first ")


def test_a_port_alone_says_why_its_frames_do_not_decode() -> None:
    found = read(conversation(80, b"nothing of the kind" * 20, b""), ALL)
    (reason,) = reasons(found)
    assert reason.startswith("taken for asking: port 80 alone; its first bytes do not decode: ")
    assert sum(each.size for each in found if each.direction == "client" and each.kind != "error") == 19 * 20


def test_frames_that_would_take_anything_are_no_evidence() -> None:
    found = read(conversation(9000, b"\1x\2yy\1z", b"\1x\1x"), [ANYTHING, ASKING])
    assert reasons(found) == ["not decoded: none of 2 protocols decodes its first bytes"]
    assert b"".join(each.data for each in found if each.direction == "client") == b"\1x\2yy\1z"
    assert b"".join(each.data for each in found if each.direction == "server") == b"\1x\1x"
    assert {each.kind for each in found} == {"note", "opaque"}


def test_a_gap_and_an_end_are_kept_while_a_guess_waits() -> None:
    packets = conversation(9000, b"?" * 60, b"")
    del packets[4]
    found = read(packets, ALL)
    assert [each.kind for each in found if each.direction == "client" and each.kind != "opaque"] == ["gap"]
    sizes = [each.size for each in found if each.direction == "client"]
    assert sum(sizes) == 60


def test_what_waits_is_bounded() -> None:
    packets = conversation(9000, bytes(FIRST_BYTES + 4000), b"", 1000)
    with capture_of(packets) as capture:
        waited = 0
        for each in capture.frames(ALL):
            waited = max(waited, each.packets[-1] if each.packets else 0)
            break
    assert waited <= 3  # the note is of the first packet that waited, and comes before the rest is read


def test_datagrams_are_guessed_too() -> None:
    def datagram(payload: bytes, port: int, *, back: bool = False) -> bytes:
        ends = (CLIENT[0], SERVER[0])
        ports = (5000, port)
        source, target = ends[::-1] if back else ends
        return ethernet(ipv4(udp(payload, *(ports[::-1] if back else ports)), 17, source, target))

    known = read([datagram(REQUESTS[1].pack(), 80)], ALL)
    assert [each.frame for each in known if each.frame] == REQUESTS[1:2]
    assert reasons(known) == ["taken for asking: port 80, and its first frame decodes"]
    both = read([datagram(REQUESTS[1].pack(), 9000), datagram(ANSWERS[1].pack(), 9000, back=True)], ALL)
    assert [each.frame for each in both if each.frame] == [REQUESTS[1], ANSWERS[1]]
    alone = read([datagram(REQUESTS[1].pack(), 9000)], ALL)
    assert [(each.kind, each.data) for each in alone if each.direction] == [("opaque", REQUESTS[1].pack())]


def test_text_is_guessed_by_its_bytes() -> None:
    dump = wire(REQUESTS).hex().encode() + b"\n"
    with open_capture(io.BytesIO(dump)) as capture:
        found = list(capture.frames(ALL))
    assert [each.frame for each in found if each.frame] == REQUESTS


def test_datagrams_of_a_text_are_guessed_as_such() -> None:
    """Frames that take all the bytes there are have no end in a stream."""
    protocols = [Protocol("others", client=Other), Protocol("rests", client=Rest)]
    with open_capture(io.BytesIO(b"RX: 52 61 62\nTX: 52 63 64\n")) as capture:
        found = list(capture.frames(protocols))
    assert [each.frame for each in found if each.frame] == [Rest(body=b"ab"), Rest(body=b"cd")]
    assert reasons(found) == ["taken for rests: its first 2 frames decode"]


def test_frames_with_unknown_values_or_none_that_could_be_wrong_tell_nothing() -> None:
    assert is_telling(Request(body=b""))
    assert not is_telling(Anything(body=b""))
    assert is_telling(Typed.unpack(b"\1\0"))
    assert not is_telling(Typed.unpack(b"\0\0"))
    assert not is_telling(Typed.unpack(b"\7\0"))


def test_no_protocol_is_an_error() -> None:
    with capture_of([]) as capture, pytest.raises(ValueError, match="no protocol is given"):
        list(capture.frames([]))


WANTED = {
    "coap_mqtt.pcap": {"mqtt": 4, "": 13},
    "dns_tcp_multi.pcap": {"dns-tcp": 1},
    "dns_udp.pcap": {"dns": 219},
    "http2_bugfixes.pcap": {"http2": 1},
    "modbus_small.pcap": {"dns": 3, "": 16},
    "mqtt31.pcap": {"mqtt": 2},
    "mqtt5_qos2.pcap": {"mqtt5": 1},
    "mysql_sha2.pcap": {"mysql": 3},
    "ntp_sync.pcap": {"ntp": 15, "dns": 1},
    "pgsql_psql.pcap": {"postgresql": 1},
    "radius_coa.pcap": {"radius": 1},
    "redis_pubsub.pcap": {"": 4},
    "rtp.pcapng": {"": 4},
    "smb2_delete.pcap": {"": 1},
    "stun.pcap": {"": 9},
    "tds.pcap": {"": 11, "websocket": 1},  # HTTP at port 80
    "websocket_jupyter.pcap": {"websocket": 1},
}
"""Captures, and how many of their conversations are taken for what; "" is none of the specs."""


@needs_captures
@pytest.mark.parametrize("name", WANTED)
def test_real_conversations_are_taken_for_what_they_are(name: str) -> None:
    protocols = [import_module(f"specs.{each}").PROTOCOL for each in SPECS]
    with open_capture(Path(CAPTURES) / name) as capture:
        met = {id(each.connection): each.connection for each in capture.frames(protocols) if each.connection is not None}
    counts: dict[str, int] = {}
    for connection in met.values():
        counts[connection.protocol] = counts.get(connection.protocol, 0) + 1
    assert counts == WANTED[name]
