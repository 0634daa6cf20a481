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

from framekit import Capture, Frame, LengthPrefix, Protocol, array, const, data, field, open_capture, optional, text, u8
from framekit.capture import Found, Packet, decoding
from framekit.capture.guessing.evidence import is_telling
from framekit.capture.guessing.undecided import MAX_BYTES, MAX_WAITING
from tests.capture.making import ACK, CLIENT, FIN, SERVER, SYN, ethernet, ipv4, pcap, segment, udp
from tests.capture.test_truth import CAPTURES, needs_captures

SPECS = (
    "bgp",
    "diameter",
    "dns",
    "http2",
    "mdns",
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


class Listed(Frame):
    magic: bytes = const(b"Q")
    kinds: list[Kind] = array(field(u8), prefix=u8)


class Maybe(Frame):
    magic: bytes = const(b"Q")
    kind: Kind | None = optional(field(u8))


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
    assert reason.startswith("decoded as asking: port 80, and " if port == 80 else "decoded as asking: its first ")
    assert {each.connection.protocol for each in guessed if each.connection} == {"asking"}


def test_the_port_decides_between_protocols_that_all_decode() -> None:
    for port, name in ((81, "typed"), (82, "anything")):
        found = read(conversation(port, b"\1\1a\1\1b", b"\1\1c"), ALL)
        assert reasons(found)[0].startswith(f"decoded as {name}: port {port}, and its first ")


def test_a_port_alone_says_why_its_frames_do_not_decode() -> None:
    found = read(conversation(80, b"nothing of the kind" * 20, b""), ALL)
    (reason,) = reasons(found)
    assert reason.startswith("decoded as asking: port 80 alone; its first bytes do not decode: ")
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
    packets = conversation(9000, bytes(MAX_BYTES + 4000), b"", 1000)
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
    assert reasons(known) == ["decoded as asking: port 80, and its first frame decodes"]
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
    assert reasons(found) == ["decoded as rests: its first 2 frames decode"]


def test_frames_with_unknown_values_or_none_that_could_be_wrong_tell_nothing() -> None:
    assert is_telling(Request(body=b""))
    assert not is_telling(Anything(body=b""))
    assert is_telling(Typed.unpack(b"\1\0"))
    assert not is_telling(Typed.unpack(b"\0\0"))
    assert not is_telling(Typed.unpack(b"\7\0"))
    assert is_telling(Listed.unpack(b"Q\2\1\1"))
    assert not is_telling(Listed.unpack(b"Q\2\1\7"))
    assert is_telling(Maybe.unpack(b"Q"))
    assert not is_telling(Maybe.unpack(b"Q\7"))


def test_each_side_knows_what_the_other_one_has_sent_as_in_the_capture() -> None:
    """A protocol whose answers depend on the request before them."""

    def client(session: Any) -> Any:
        while True:
            session.last = yield Typed

    def server(session: Any) -> Any:
        count = 0
        while (yield session.after("client", count := count + 1)):
            yield Request if session.last.kind else Answer

    protocol = Protocol("depends", client=client, server=server)
    there = (SERVER[0], 9000)
    packets = conversation(9000, b"", b"")[:2]
    at, back = 100, 500
    for kind in (1, 0, 1, 0):
        asked = bytes([kind, 0])
        answer = Request(body=b"x").pack() if kind else Answer(text="y").pack()
        packets += [segment(CLIENT, there, at, asked), segment(there, CLIENT, back, answer)]
        at, back = at + len(asked), back + len(answer)
    found = read(packets, [ANYTHING, protocol])
    assert reasons(found) == ["decoded as depends: its first 2 frames decode"]
    assert sum(each.frame is not None for each in found) == 8


def test_several_frames_in_a_datagram_are_guessed_if_that_is_allowed() -> None:
    both = REQUESTS[1].pack() + REQUESTS[2].pack()
    packet = ethernet(ipv4(udp(both, 5000, 9000), 17, CLIENT[0], SERVER[0]))
    with capture_of([packet]) as capture:
        assert [each.frame for each in capture.frames(ALL, many=True) if each.frame] == REQUESTS[1:3]


def test_a_framing_of_the_protocol_or_of_the_call_counts() -> None:
    framed = Protocol("framed", client=Rest, options={"framing": LengthPrefix(u8)})
    parts = [bytes([1 + len(body)]) + b"R" + body for body in (b"one", b"two", b"three")]
    found = read(conversation(9000, b"".join(parts), b"\2Rx"), [ASKING, framed])
    assert [each.frame.body for each in found if each.frame] == [b"one", b"two", b"three", b"x"]
    rests = Protocol("rests", client=Rest)
    with capture_of(conversation(9000, b"".join(parts), b"\2Rx")) as capture:
        found = list(capture.frames([ASKING, rests], framing=LengthPrefix(u8)))
    assert [each.frame.body for each in found if each.frame] == [b"one", b"two", b"three", b"x"]


def test_protocols_of_one_name_are_all_tried() -> None:
    wrong = Protocol("asking", client=Rest, options={"framing": LengthPrefix(u8)})
    for protocols in ([wrong, ASKING], [ASKING, wrong]):
        found = read(conversation(9000, wire(REQUESTS), wire(ANSWERS)), protocols)
        assert sum(each.frame is not None for each in found) == 12


def test_a_stream_that_is_joined_in_the_middle_of_a_frame_is_guessed() -> None:
    packets = conversation(9000, wire(REQUESTS), wire(ANSWERS))[3:]  # without SYN, and the first segment of the client
    found = read(packets, ALL)
    assert reasons(found)[0].startswith("decoded as asking: ")
    assert [each.frame for each in found if each.frame and each.direction == "server"] == ANSWERS
    assert any(each.kind == "skipped" for each in found)


def test_the_port_of_a_client_says_nothing_if_it_is_certain_which_one_it_is() -> None:
    there = (SERVER[0], 9000)
    packets = [
        segment((CLIENT[0], 80), there, 99, flags=SYN),
        segment((CLIENT[0], 80), there, 100, b"?" * 400),
        segment((CLIENT[0], 80), there, 500, flags=FIN | ACK),
    ]
    assert reasons(read(packets, ALL)) == ["not decoded: none of 3 protocols decodes its first bytes"]


def test_a_conversation_of_which_no_bytes_were_captured_says_so() -> None:
    there = (SERVER[0], 9000)
    packets = [segment(CLIENT, there, 99, flags=SYN), segment(CLIENT, there, 200, flags=FIN | ACK)]
    found = read(packets, ALL)
    assert [each.kind for each in found] == ["note", "gap"]
    assert reasons(found) == ["not decoded: none of its bytes were captured"]


def test_what_waits_in_all_conversations_is_bounded() -> None:
    """Each conversation has one large datagram, which decides nothing."""
    decoded = decoding.Decoding(ALL, None)
    most = 0

    def packets() -> Any:
        for number in range(600):
            data = ethernet(ipv4(udp(bytes(60_000), 5000 + number, 9000), 17, CLIENT[0], SERVER[0]))
            yield Packet(number + 1, 0, 1, data, len(data))

    found = 0
    for each in decoded.packets(packets()):
        found += len(each.data)
        most = max(most, decoded._waiting.size)
    assert most <= MAX_WAITING + 61_000
    assert found == 600 * 60_000
    assert decoded._waiting.size == 0


def test_no_protocol_is_an_error() -> None:
    with capture_of([]) as capture, pytest.raises(ValueError, match="expected at least one protocol"):
        list(capture.frames([]))


WANTED = {
    "coap_mqtt.pcap": {"mqtt": 4, "": 13},
    "dns_tcp_multi.pcap": {"dns": 1},
    "dns_udp.pcap": {"dns": 216, "mdns": 3},
    "http2_bugfixes.pcap": {"http2": 1},
    "modbus_small.pcap": {"dns": 3, "": 16},
    "mqtt31.pcap": {"mqtt": 2},
    "mqtt5_qos2.pcap": {"mqtt": 1},
    "mysql_sha2.pcap": {"mysql": 3},
    "ntp_sync.pcap": {"ntp": 15, "dns": 1},
    "pgsql_psql.pcap": {"postgresql": 1},
    "radius_coa.pcap": {"radius": 1},
    "redis_pubsub.pcap": {"": 4},
    "rtp.pcapng": {"": 4},
    "smb2_delete.pcap": {"": 1},
    "stun.pcap": {"": 9},
    "tds.pcap": {"": 12},
    "websocket_jupyter.pcap": {"websocket": 1},
}
"""Captures, and how many of their conversations are taken for what; "" is none of the specs."""


@needs_captures
@pytest.mark.parametrize("name", WANTED)
def test_real_conversations_are_taken_for_what_they_are(name: str) -> None:
    protocols = [import_module(f"framekit.specs.{each}").PROTOCOL for each in SPECS]
    with open_capture(Path(CAPTURES) / name) as capture:
        met = {id(each.connection): each.connection for each in capture.frames(protocols) if each.connection is not None}
    counts: dict[str, int] = {}
    for connection in met.values():
        counts[connection.protocol] = counts.get(connection.protocol, 0) + 1
    assert counts == WANTED[name]
