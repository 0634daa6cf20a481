"""open_capture: from files to frames with packets, times and directions; the same for any order of packets that TCP allows."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import framekit
from framekit import Capture, Frame, Protocol, Session, const, data, open_capture, text, this, u8, u32
from framekit.capture import CaptureError, Found, Packet, decoding
from tests.capture.making import ACK, CLIENT, FIN, RST, SERVER, SYN, Endpoint, ethernet, ipv4, pcap, segment, udp


class Request(Frame):
    magic: bytes = const(b"Q")
    body: bytes = data(prefix=u8)


class Answer(Frame):
    magic: bytes = const(b"A")
    text: str = text(until="\n")


class Wide(Frame):
    magic: bytes = const(b"W")
    body: bytes = data(prefix=u32)


PROTOCOL = Protocol("asking", client=Request, server=Answer, ports={"tcp": [80], "udp": [80]})
REQUESTS = [Request(body=bytes([65 + index]) * index) for index in range(8)]
ANSWERS = [Answer(text="x" * index) for index in range(8)]


def capture_of(packets: list[bytes], apart: int = 1) -> Capture:
    return open_capture(io.BytesIO(pcap(packets, apart=apart)))


def conversation(cuts: int = 7) -> list[bytes]:
    """A handshake, both streams in pieces, and the end."""
    packets = [segment(CLIENT, SERVER, 99, flags=SYN), segment(SERVER, CLIENT, 499, flags=SYN | ACK)]
    for source, target, start, wire in (
        (CLIENT, SERVER, 100, b"".join(each.pack() for each in REQUESTS)),
        (SERVER, CLIENT, 500, b"".join(each.pack() for each in ANSWERS)),
    ):
        packets += [segment(source, target, start + at, wire[at : at + cuts]) for at in range(0, len(wire), cuts)]
        packets.append(segment(source, target, start + len(wire), flags=FIN | ACK))
    return packets


def frames(found: list[Found], direction: str) -> list[Frame]:
    return [each.frame for each in found if each.direction == direction and each.frame is not None]


PACKETS = conversation()


@given(
    st.lists(st.integers(0, 12), min_size=len(PACKETS), max_size=len(PACKETS)),
    st.lists(st.integers(0, len(PACKETS) - 1), max_size=5),
)
def test_packets_that_are_late_or_come_twice_change_no_frame(delays: list[int], again: list[int]) -> None:
    """Each packet is moved back by some places."""
    order = sorted(range(len(PACKETS)), key=lambda index: (index + delays[index], index))
    for index in again:
        order.insert(min(len(order), order.index(index) + 3), index)
    with capture_of([PACKETS[index] for index in order], apart=0) as capture:
        found = list(capture.frames(PROTOCOL))
    assert frames(found, "client") == REQUESTS
    assert frames(found, "server") == ANSWERS
    assert all(each.frame is not None for each in found)


@given(st.sets(st.integers(2, len(PACKETS) - 1), max_size=4))
def test_packets_that_are_lost_cost_the_frames_in_them_alone(lost: set[int]) -> None:
    with capture_of([packet for index, packet in enumerate(PACKETS) if index not in lost]) as capture:
        found = list(capture.frames(PROTOCOL))
    for direction, sent in (("client", REQUESTS), ("server", ANSWERS)):
        got = frames(found, direction)
        assert [each for each in sent if each in got] == got
        at = 0
        for each in found:
            if each.direction == direction:
                assert each.offset == at
                at += each.size


def test_frames_know_their_packets_times_direction_connection_and_offset() -> None:
    with capture_of(conversation(cuts=5)) as capture:
        found = list(capture.frames(PROTOCOL, direction="client", keep_bytes=True))
    third = found[3]
    assert third.frame == REQUESTS[3]
    assert (third.offset, third.size, third.data) == (9, 5, REQUESTS[3].pack())
    assert third.packets == (4, 5)
    assert third.time_ns == 1004 * 10**9 + 4000
    assert third.first_time_ns == 1003 * 10**9 + 3000
    assert third.time is not None
    assert third.time.isoformat() == "1970-01-01T00:16:44.000004+00:00"
    assert str(third.connection) == "10.0.0.1:40000 -> 10.0.0.2:80"


def datagrams(payloads: list[bytes], source: Endpoint = CLIENT, target: Endpoint = SERVER) -> list[bytes]:
    return [ethernet(ipv4(udp(each, source[1], target[1]), 17, source[0], target[0])) for each in payloads]


def test_datagrams_are_frames_by_direction() -> None:
    packets = [*datagrams([REQUESTS[1].pack(), b"nonsense"]), *datagrams([ANSWERS[2].pack()], SERVER, CLIENT)]
    with capture_of(packets) as capture:
        first, wrong, answer = capture.frames(PROTOCOL)
    assert (first.frame, first.direction, first.packets) == (REQUESTS[1], "client", (1,))
    assert (wrong.kind, wrong.data, wrong.packets) == ("skipped", b"nonsense", (2,))
    assert (answer.frame, answer.direction) == (ANSWERS[2], "server")


def test_functions_say_what_comes_in_datagrams_too() -> None:
    def client(session: Session) -> Any:
        yield Request
        session.asked = True
        yield session.nothing

    def server(session: Session) -> Any:
        yield Answer if session.asked else Request
        yield None

    asking = Protocol("asking", client=client, server=server, ports={"udp": [80]})
    asked, answers = REQUESTS[1].pack(), ANSWERS[1].pack()
    packets = [datagrams([asked])[0], *datagrams([answers, answers], SERVER, CLIENT), *datagrams([asked])]
    with capture_of(packets) as capture:
        found = list(capture.frames(asking))
    assert [each.frame for each in found] == [REQUESTS[1], ANSWERS[1], None, None]
    assert found[2].reason == "the protocol has no more frames"
    assert "has no attribute 'nothing' yet" in found[3].reason
    assert [each.data for each in found[2:]] == [answers, asked]


class Sized(Frame):
    """Cannot be read without what both sides have agreed on, and has no end of its own in a stream."""

    width: int = framekit.given()
    body: bytes = data(this.width)


def test_what_a_protocol_gives_applies_to_datagrams() -> None:
    def agreed(session: Session) -> Any:
        while True:
            yield Sized, {"given": {"width": 3}}

    for protocol, size in [
        (Protocol("steps", client=agreed, ports={"udp": [80], "tcp": [80]}), 3),
        (Protocol("options", client=Sized, ports={"udp": [80], "tcp": [80]}, options={"given": {"width": 2}}), 2),
    ]:
        for many, payloads in [(False, [b"abc"[:size]]), (True, [b"abcdef"[: size * 2]])]:
            with capture_of(datagrams(payloads)) as capture:
                found = [each.frame for each in capture.frames(protocol, many=many)]
            assert [each.body for each in found] == [b"abcdef"[at : at + size] for at in range(0, len(payloads[0]), size)]


def test_several_frames_in_a_datagram() -> None:
    with capture_of(datagrams([REQUESTS[1].pack() + REQUESTS[2].pack()])) as capture:
        assert [each.frame for each in capture.frames(PROTOCOL, many=True)] == REQUESTS[1:3]


def test_other_ports_are_left_out_and_a_port_can_be_given() -> None:
    other = (SERVER[0], 4444)
    packets = [*datagrams([REQUESTS[1].pack()], CLIENT, other), *PACKETS]
    with capture_of(packets) as capture:
        assert len(list(capture.frames(PROTOCOL))) == 16
        assert [each.frame for each in capture.frames(PROTOCOL, port=4444)] == [REQUESTS[1]]
        assert len(list(capture.frames(PROTOCOL, port=[4444, 80], direction="client"))) == 9


def test_a_frame_class_is_read_from_all_conversations() -> None:
    with capture_of([*datagrams([REQUESTS[1].pack()]), *PACKETS]) as capture:
        found = list(capture.frames(Request))
    assert frames(found, "client") == [REQUESTS[1], *REQUESTS]


def test_connections_are_counted() -> None:
    with capture_of([*PACKETS, *datagrams([b"12", b"345"])]) as capture:
        tcp, udp_ = capture.connections()
    assert (tcp.transport, str(tcp), tcp.packets) == ("tcp", "10.0.0.1:40000 -> 10.0.0.2:80", len(PACKETS))
    assert tcp.bytes == [sum(len(each.pack()) for each in REQUESTS), sum(len(each.pack()) for each in ANSWERS)]
    assert (udp_.transport, udp_.packets, udp_.bytes) == ("udp", 2, [5, 0])


def test_a_path_compressed_and_read_twice(tmp_path: Path) -> None:
    path = tmp_path / "capture.pcap.gz"
    path.write_bytes(gzip.compress(pcap(PACKETS)))
    with open_capture(path) as capture:
        assert capture.kind == "pcap"
        assert len(list(capture.frames(PROTOCOL))) == len(list(capture.frames(PROTOCOL))) == 16


def test_text_with_directions() -> None:
    dump = f"00000000  {REQUESTS[2].pack().hex(' ')}\n    00000000  {ANSWERS[3].pack().hex(' ')}\n"
    with open_capture(io.BytesIO(dump.encode())) as capture:
        assert capture.kind == "text"
        found = list(capture.frames(PROTOCOL))
        with pytest.raises(CaptureError, match="no packets"):
            capture.packets()
    assert frames(found, "client") == [REQUESTS[2]]
    assert frames(found, "server") == [ANSWERS[3]]


@given(st.data())
def test_damage_anywhere_is_no_crash(choices: st.DataObject) -> None:
    wire = bytearray(pcap(PACKETS))
    for _ in range(choices.draw(st.integers(1, 8))):
        wire[choices.draw(st.integers(24, len(wire) - 1))] = choices.draw(st.integers(0, 255))
    with open_capture(io.BytesIO(bytes(wire[: choices.draw(st.integers(0, len(wire)))]))) as capture:
        try:
            for each in capture.frames(PROTOCOL):
                assert each.frame is not None or each.reason
        except CaptureError:
            pass


def test_connections_are_listed_whichever_begins_to_send_first() -> None:
    other = (CLIENT[0], 40001)
    packets = [
        segment(CLIENT, SERVER, 0, flags=SYN),
        segment(other, SERVER, 0, flags=SYN),
        segment(other, SERVER, 1, b"a"),
        segment(CLIENT, SERVER, 1, b"b"),
    ]
    with capture_of(packets) as capture:
        assert [(each.number, each.client[1]) for each in capture.connections()] == [(0, 40000), (1, 40001)]


def test_a_cut_segment_does_not_move_the_stream_over_what_waits() -> None:
    """Bytes 20 to 30 came early; of the segment 0 to 50, only 5 bytes were captured."""
    cut = segment(CLIENT, SERVER, 1, b"Q\3abc" + bytes(45))
    packets = [
        segment(CLIENT, SERVER, 0, flags=SYN),
        segment(CLIENT, SERVER, 21, b"Q\3abcQ\3def"),
        cut[:-45],
        segment(CLIENT, SERVER, 51, b"Q\0"),
    ]
    with open_capture(
        io.BytesIO(pcap(packets, sizes=[len(each) + (45 if each == cut[:-45] else 0) for each in packets]))
    ) as capture:
        found = [each for each in capture.frames(PROTOCOL) if each.direction == "client"]
    assert [each.offset for each in found] == sorted(each.offset for each in found)
    assert [each.offset for each in found if each.frame is not None] == [0, 20, 25, 50]
    assert [(each.offset, each.size) for each in found if each.kind == "gap"] == [(5, 15), (30, 20)]


@pytest.mark.parametrize(("size", "count"), [(60_000, 600), (1, 25)], ids=["large frames", "tiny segments"])
def test_frames_of_all_connections_that_are_not_whole_are_bounded(monkeypatch: pytest.MonkeyPatch, size: int, count: int) -> None:
    """Each connection says that its frame is large, and sends nearly all of it."""
    monkeypatch.setattr(decoding, "MAX_HELD", 1 << 23)
    monkeypatch.setattr(decoding, "CHECK_EVERY", 1 << 20)
    wide = Protocol("wide", client=Wide, ports={"tcp": [80]})
    decoded, most = decoding.Decoding([wide], None, options={"on_error": "skip"}), 0
    wire = b"W" + (70_000).to_bytes(4, "big") + bytes(60_000)
    opaque = 0

    def packets() -> Any:
        nonlocal most
        for number in range(count):
            ends = ((CLIENT[0], 1000 + number), SERVER)
            for at in (-1, *range(0, len(wire) if size > 1 else 2000, size)):
                part, flags = (b"", SYN) if at < 0 else (wire[at : at + size], ACK)
                data = segment(*ends, 100 + at, part, flags=flags)
                yield Packet(number, number, 1, data, len(data))
            most = max(most, sum(each.held for each in decoded._frames.values()))

    for found in decoded.packets(packets()):
        if found.reason == "too many bytes in all connections wait for the rest of their frames":
            opaque += found.size
    assert opaque
    assert most <= (1 << 23) + (1 << 20) + 70_000


ENDS = [(CLIENT, SERVER), (SERVER, CLIENT), ((CLIENT[0], 81), (SERVER[0], 82)), ((SERVER[0], 82), (CLIENT[0], 81))]


@given(
    st.lists(
        st.tuples(st.sampled_from(ENDS), st.integers(0, 3), st.sampled_from([ACK, ACK, SYN, SYN | ACK, FIN, RST]), st.booleans()),
        max_size=40,
    )
)
def test_conversations_have_the_same_numbers_whatever_is_decoded(
    parts: list[tuple[tuple[Endpoint, Endpoint], int, int, bool]],
) -> None:
    packets = [
        segment(*ends, place * 1_500_000 + index, b"" if flags & SYN else b"Q\1a", flags=flags)
        if is_tcp
        else ethernet(ipv4(udp(b"Q\1a", ends[0][1], ends[1][1]), 17, ends[0][0], ends[1][0]))
        for index, (ends, place, flags, is_tcp) in enumerate(parts)
    ]
    with capture_of(packets) as capture:
        all_of_them = {each.number: ({each.client, each.server}, each.first) for each in capture.connections()}
    for port in (80, 82):
        with capture_of(packets) as capture:
            for each in capture.frames(PROTOCOL, port=port):
                if each.connection is not None:
                    shown = ({each.connection.client, each.connection.server}, each.connection.first)
                    assert all_of_them[each.connection.number] == shown


def test_what_is_no_protocol_is_refused_with_a_hint() -> None:
    from framekit.specs import dns

    with open_capture(io.BytesIO(pcap([]))) as capture:
        with pytest.raises(TypeError, match="use its PROTOCOL"):
            list(capture.frames(dns))  # type: ignore[arg-type]
        for wrong in ("dns", 7, [7]):
            with pytest.raises(TypeError, match="expected a Protocol, a Frame class or a list"):
                list(capture.frames(wrong))  # type: ignore[arg-type]


def test_a_frame_of_a_datagram_is_titled_by_its_own_class() -> None:
    from framekit.view.tree import tree

    class OverTcp(Frame):
        length: u32
        word: str = text(length=this.length)

    class Word(Frame):
        word: str = text()

    protocol = Protocol("words", client=OverTcp, datagrams=Word, ports={"udp": [7000]})
    packet = ethernet(ipv4(udp(b"hi", 5000, 7000), 17, CLIENT[0], SERVER[0]))
    with open_capture(io.BytesIO(pcap([packet]))) as capture:
        (found,) = capture.frames(protocol)
    title = next(iter(tree(0, found, OverTcp, full=True)))
    assert "".join(part for part, _ in title.head).startswith("#0 Word at 0")
