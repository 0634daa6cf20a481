"""Layers of packets: every link type, IP in both versions with fragments, tunnels, and heads that are cut or wrong."""

from __future__ import annotations

import itertools
import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framekit.capture import Note, Packet
from framekit.capture.network.carried import Datagram, Segment
from framekit.capture.network.layers import TCP, UDP, Layers
from tests.capture.making import ethernet, ipv4, ipv6, tcp, udp

A, B = bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2])
A6, B6 = bytes(15) + b"\1", bytes(15) + b"\2"
INNER = udp(b"payload", 1000, 2000)
V4, V6 = ipv4(INNER, 17, A, B), ipv6(INNER, 17, A6, B6)


def carried(data: bytes, link: int = 1) -> list[object]:
    return list(Layers().take(Packet(1, 0, link, data, len(data))))


LINKS = {
    "ethernet": (1, ethernet(V4)),
    "vlan": (1, ethernet(V4, tags=bytes.fromhex("8100 0001"))),
    "qinq": (1, ethernet(V4, tags=bytes.fromhex("88a8 0001 8100 0002"))),
    "mpls": (1, ethernet(bytes.fromhex("00010040 00020140") + V4, 0x8847)),
    "pppoe": (1, ethernet(bytes.fromhex("1100 0001 0041 0021") + V4, 0x8864)),
    "snap": (1, bytes(12) + struct.pack(">H", 8 + len(V4)) + bytes.fromhex("aaaa03 000000 0800") + V4),
    "null, little-endian": (0, bytes.fromhex("02000000") + V4),
    "null, big-endian": (0, bytes.fromhex("00000002") + V4),
    "loop": (108, bytes.fromhex("00000002") + V4),
    "raw": (101, V4),
    "raw of OpenBSD": (14, V4),
    "only version 4": (228, V4),
    "cooked": (113, bytes.fromhex("0000 0001 0006 0102030405060000 0800") + V4),
    "cooked 2": (276, bytes.fromhex("0800 0000 00000001 0001 00 06 0102030405060000") + V4),
    "ppi": (192, bytes.fromhex("00 00 0800 01000000") + ethernet(V4)),
    "wifi": (105, bytes.fromhex("0801 0000") + bytes(20) + bytes.fromhex("aaaa03 000000 0800") + V4),
    "radiotap": (127, bytes.fromhex("0000 0800 00000000 8800 0000") + bytes(22) + bytes.fromhex("aaaa03 000000 0800") + V4),
    "version 6": (1, ethernet(V6, 0x86DD)),
    "raw, version 6": (101, V6),
    "null, version 6": (0, bytes.fromhex("1e000000") + V6),
    "IP in IP": (101, ipv4(V4, 4, B, A)),
    "6 in 4": (101, ipv4(V6, 41, B, A)),
    "GRE": (101, ipv4(bytes.fromhex("b000 0800 00000000 00000001 00000002") + V4, 47, B, A)),
    "GRE with Ethernet": (101, ipv4(bytes.fromhex("0000 6558") + ethernet(V4), 47, B, A)),
    "hop by hop and destination options": (
        101,
        ipv6(bytes.fromhex("3c00 000000000000 1100 000000000000") + INNER, 0, A6, B6),
    ),
    "authentication": (101, ipv6(bytes.fromhex("1104 0000") + bytes(20) + INNER, 51, A6, B6)),
}


@pytest.mark.parametrize("name", LINKS)
def test_the_payload_is_found_behind_every_link_and_tunnel(name: str) -> None:
    link, data = LINKS[name]
    (found,) = carried(data, link)
    assert isinstance(found, Datagram), found
    addresses = (A6, B6) if found.source == A6 else (A, B)
    assert (found.source, found.destination) == addresses
    assert (found.source_port, found.destination_port, found.payload, found.missing) == (1000, 2000, b"payload", 0)


def test_tunnels_in_udp_give_the_datagram_and_what_is_inside() -> None:
    vxlan = udp(bytes.fromhex("08000000 00000100") + ethernet(V4), 5555, 4789)
    gtp = udp(bytes.fromhex("32ff 0000 00000001 0001 00 00") + V4, 2152, 2152)
    for outer in (vxlan, gtp):
        first, second = carried(ipv4(outer, 17, B, A), 101)
        assert isinstance(first, Datagram)
        assert first.payload == outer[8:]
        assert isinstance(second, Datagram)
        assert second.payload == b"payload"


def test_a_tunnel_in_a_tunnel_ends_at_a_depth() -> None:
    data = V4
    for _ in range(100):
        data = ipv4(data, 4, A, B)
    (found,) = carried(data, 101)
    assert isinstance(found, Datagram)
    assert found.transport == "ip"


@pytest.mark.parametrize("name", LINKS)
def test_what_is_cut_gives_less_or_a_note_and_never_an_exception(name: str) -> None:
    link, data = LINKS[name]
    for end in range(len(data)):
        for found in carried(data[:end], link):
            assert isinstance(found, Note | Datagram)
            if isinstance(found, Datagram) and found.transport == "udp":
                assert b"payload".startswith(found.payload)
                assert found.missing == 7 - len(found.payload)


def test_random_bytes_never_raise() -> None:
    source = random.Random(1)
    for _ in range(3000):
        link, data = source.choice(list(LINKS.values()))
        hostile = bytearray(data)
        for _ in range(source.randrange(1, 6)):
            hostile[source.randrange(len(hostile))] = source.choice((0, 255, source.randrange(256)))
        carried(bytes(hostile[: source.randrange(len(hostile) + 1)]), link)


def test_padding_of_a_short_frame_is_no_payload() -> None:
    (found,) = carried(ethernet(V4) + bytes(20))
    assert isinstance(found, Datagram)
    assert found.payload == b"payload"
    (found,) = carried(ethernet(ipv4(tcp(b"", 1, 2, 0), 6, A, B)) + bytes(6))
    assert isinstance(found, Segment)
    assert found.payload == b""


def test_what_is_no_ip_is_given_with_its_type() -> None:
    (found,) = carried(ethernet(b"ptp", 0x88F7))
    assert isinstance(found, Datagram)
    assert (found.transport, found.source_port, found.payload) == ("ethernet", 0x88F7, b"ptp")
    (found,) = carried(ipv4(b"ospf", 89, A, B), 101)
    assert isinstance(found, Datagram)
    assert (found.transport, found.source_port, found.payload) == ("ip", 89, b"ospf")


def sctp(*chunks: bytes, tag: int = 0) -> bytes:
    return ipv4(struct.pack(">HHII", 5000, 6000, tag, 0) + b"".join(chunks), 132, A, B)


def chunk(number: int, payload: bytes, flags: int = 3) -> bytes:
    head = struct.pack(">BBHIHHI", 0, flags, 16 + len(payload), number % 2**32, 0, 0, 0)
    return head + payload + bytes(-len(payload) % 4)


def messages(packets: list[bytes]) -> tuple[list[bytes], list[str]]:
    layers = Layers()
    found = [each for number, data in enumerate(packets, 1) for each in layers.take(Packet(number, number, 101, data, len(data)))]
    notes = [*found, *layers.end(len(packets))]
    return [each.payload for each in found if isinstance(each, Datagram)], [
        each.reason for each in notes if isinstance(each, Note)
    ]


def test_chunks_of_sctp_are_datagrams() -> None:
    other = struct.pack(">BBHI", 3, 0, 8, 0)
    assert messages([sctp(other, chunk(1, b"hello"), chunk(2, b"you"))]) == ([b"hello", b"you"], [])
    assert messages([sctp(chunk(1, b"hello")), sctp(chunk(1, b"hello"))]) == ([b"hello"], [])  # sent again
    assert messages([sctp(chunk(1, b"hello")), sctp(chunk(1, b"hello"), tag=7)]) == ([b"hello"] * 2, [])  # the other direction


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
def test_messages_in_several_chunks_are_put_together_in_any_order(first: int, sizes: list[int], draw: st.DataObject) -> None:
    packets, wanted, number = [], [], first
    for message, size in enumerate(sizes):
        parts = [bytes([message, index]) * (index + 1) for index in range(size)]
        wanted.append(b"".join(parts))
        for index, part in enumerate(parts):
            packets.append(sctp(chunk(number, part, (2 if index == 0 else 0) | (1 if index == size - 1 else 0))))
            number += 1
    order = draw.draw(st.permutations(packets))
    order = [*order, *draw.draw(st.lists(st.sampled_from(packets), max_size=3))]
    found, notes = messages(order)
    assert sorted(found) == sorted(wanted)
    assert not notes
    lost = draw.draw(st.sampled_from(packets))
    found, notes = messages([each for each in order if each != lost])
    assert len(found) == len(wanted) - 1
    assert all(each in wanted for each in found)
    assert all("bytes of incomplete SCTP messages" in each for each in notes)


def test_chunks_that_wait_are_bounded_and_given_up_with_a_note() -> None:
    packets = [sctp(chunk(2 * number, bytes(60_000), 2), tag=number % 3) for number in range(100)]
    found, notes = messages(packets)
    assert not found
    assert len(notes) > 1


def test_a_chunk_that_is_too_short_is_noted() -> None:
    assert messages([sctp(struct.pack(">BBH", 0, 3, 3))]) == (
        [],
        ["packet 1: expected an SCTP chunk of at least 4 bytes, found length 3"],
    )
    head = struct.pack(">BBHII", 0, 3, 12, 1, 0)
    assert messages([sctp(head, chunk(2, b"ok"))]) == (
        [b"ok"],
        ["packet 1: expected an SCTP DATA chunk of at least 16 bytes, found length 12"],
    )


def test_a_message_of_which_a_part_is_cut_ends_there_and_lacks_the_rest() -> None:
    parts = [chunk(1, b"one", 2), chunk(2, b"twotwo", 0), chunk(3, b"three", 1)]
    layers = Layers()
    packets = [sctp(parts[0]), sctp(parts[2]), sctp(parts[1])]
    packets[2] = packets[2][:-5]  # three bytes, and two of padding
    (found,) = [each for number, data in enumerate(packets) for each in layers.take(Packet(number, 0, 101, data, len(data) + 5))]
    assert isinstance(found, Datagram)
    assert (found.payload, found.missing) == (b"onetwo"[:6], 3 + 5)


def test_parts_without_bytes_are_bounded_too() -> None:
    found, notes = messages([sctp(*(chunk(2 * (each + 1000 * packet), b"", 2) for each in range(1000))) for packet in range(40)])
    assert not found
    assert notes[0].startswith("0 bytes of incomplete SCTP messages, from packet 1 on")


def test_a_long_message_in_many_parts_takes_no_time_that_grows_with_their_square() -> None:
    count = 20_000  # each part compared with all before it would take minutes
    parts = [chunk(number, b"x", (2 if number == 0 else 0) | (number == count - 1)) for number in range(count)]
    found, notes = messages([sctp(*parts[at : at + 1000]) for at in range(0, count, 1000)])
    assert (found, notes) == ([b"x" * count], [])


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (sctp(chunk(1, b"kept"), chunk(2, b"cut"))[:-12], b"kept"),
        (ipv4(udp(bytes.fromhex("0800 0000 00000100") + ethernet(V4)[:20], 1000, 4789), 17, A, B), None),
        (ipv4(udp(bytes.fromhex("32ff 0004 00000001 0000 0000") , 1000, 2152), 17, A, B), None),
    ],
    ids=["SCTP", "VXLAN", "GTP-U"],
)  # fmt: skip
def test_what_comes_before_the_damage_of_a_packet_is_kept(data: bytes, kept: bytes | None) -> None:
    datagram, note = carried(data, 101)
    assert isinstance(datagram, Datagram)
    assert kept is None or datagram.payload == kept
    assert isinstance(note, Note)


# Fragments

DATAGRAM = udp(bytes(range(100)), 1000, 2000)


def fragments(*cuts: int, ident: int = 1) -> list[bytes]:
    edges = [0, *cuts, len(DATAGRAM)]
    return [
        ipv4(DATAGRAM[a:b], 17, A, B, ident=ident, flags_offset=a // 8 | (0 if b == len(DATAGRAM) else 0x2000))
        for a, b in itertools.pairwise(edges)
    ]


def test_bytes_beyond_the_end_do_not_stand_for_missing_ones() -> None:
    beyond = ipv4(bytes(16), 17, A, B, flags_offset=16 // 8 | 0x2000)
    last = ipv4(bytes(8), 17, A, B, flags_offset=8 // 8)
    found, notes = gather([beyond, last])
    assert not found
    assert notes


def test_a_packet_that_is_larger_than_it_was_lacks_nothing() -> None:
    data = ethernet(b"ptp", 0x88F7)
    (found,) = Layers().take(Packet(1, 0, 1, data, 5))
    assert isinstance(found, Datagram)
    assert found.missing == 0


def gather(packets: list[bytes]) -> tuple[list[bytes], list[str]]:
    layers = Layers()
    found = [each for number, data in enumerate(packets) for each in layers.take(Packet(number + 1, 0, 101, data, len(data)))]
    found += layers.end(len(packets))
    payloads = [each.payload for each in found if isinstance(each, Datagram)]
    return payloads, [each.reason for each in found if isinstance(each, Note)]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_fragments_come_in_any_order(order: tuple[int, ...]) -> None:
    parts = fragments(24, 48, 80)
    assert gather([parts[index] for index in order]) == ([bytes(range(100))], [])


def test_fragments_that_come_twice_are_taken_once_and_contradictions_are_told() -> None:
    first, second, third = fragments(24, 48)
    assert gather([first, first, second, second, third]) == ([bytes(range(100))], [])
    other = second[:-1] + b"X"
    payloads, notes = gather([first, second, other, third])
    assert payloads == [bytes(range(100))]
    assert "contradicts" in notes[0]


def test_fragments_that_are_missing_are_told() -> None:
    first, _, third = fragments(24, 48)
    payloads, notes = gather([first, third])
    assert payloads == []
    assert "incomplete" in notes[0]


def test_fragments_of_version_6() -> None:
    def part(a: int, b: int) -> bytes:
        more = b < len(DATAGRAM)
        return ipv6(struct.pack(">BBHI", 17, 0, a | more, 9) + DATAGRAM[a:b], 44, A6, B6)

    parts = [part(0, 24), part(24, 48), part(48, len(DATAGRAM))]
    assert gather([parts[2], parts[0], parts[1]]) == ([bytes(range(100))], [])
    assert gather([part(0, len(DATAGRAM))]) == ([bytes(range(100))], [])


@pytest.mark.parametrize("cut", [0, 8, 16, 24], ids=["whole", "between", "within", "after"])
def test_extension_headers_after_that_of_a_fragment_are_passed(cut: int) -> None:
    payload = bytes.fromhex("3c00 000000000000 1101 000000000000 0000000000000000") + DATAGRAM
    edges = [0, cut, len(payload)] if cut else [0, len(payload)]
    parts = [
        # Of the parts after the first, the number of the next header is not to be used.
        ipv6(struct.pack(">BBHI", 60 if a == 0 else 59, 0, a | (b < len(payload)), 9) + payload[a:b], 44, A6, B6)
        for a, b in itertools.pairwise(edges)
    ]
    for order in itertools.permutations(parts):
        assert gather(list(order)) == ([bytes(range(100))], [])


def test_waiting_fragments_are_bounded_and_given_up_with_a_note() -> None:
    packets = [fragments(24, ident=number % 65536)[0] for number in range(3000)]
    payloads, notes = gather(packets)
    assert payloads == []
    assert len(notes) == 3000


@given(
    st.sampled_from([TCP, UDP, 47]),
    st.integers(0, 15),
    st.integers(-30, 30),
    st.integers(0, 90),
    st.sampled_from([0, 0x4000, 0x2000, 3]),
    st.sampled_from([0x45, 0x46, 0x44, 0x65]),
    st.sampled_from([0x0800, 0x86DD, 0x8100]),
    st.sampled_from([80, 4789, 2152]),
)
def test_the_quick_look_at_most_packets_says_what_the_careful_one_says(
    protocol: int, words: int, more: int, cut: int, fragment: int, version: int, kind: int, port: int
) -> None:
    payload = struct.pack(">HHIIBBHHH", 1000, port, 7, 8, words << 4, 16, 1, 2, 3) + bytes(range(40))
    total = max(0, 20 + len(payload) + more)
    head = struct.pack(">BBHHHBBH", version, 0, total, 1, fragment, 64, protocol, 0) + A + B
    data = (bytes(12) + struct.pack(">H", kind) + head + payload)[: 54 + cut]
    packet = Packet(1, 0, 1, data, len(data))
    careful = Layers()._any(packet)
    assert list(Layers().take(packet)) == careful
    wanted = Layers(lambda transport, source, destination: destination in (80, 47)).take(packet)
    assert [each for each in careful if isinstance(each, Segment) and each.destination_port == 80] == [
        each for each in wanted if isinstance(each, Segment) and each.destination_port == 80
    ]
    assert [each for each in careful if isinstance(each, Datagram) and each.destination_port in (80, 47)] == [
        each for each in wanted if isinstance(each, Datagram) and each.destination_port in (80, 47)
    ]


def test_options_of_a_head_that_are_cut_do_not_count_as_missing_payload() -> None:
    head = struct.pack(">HHIIBBHHH", 1000, 80, 7, 8, 0x80, 16, 1, 2, 3)
    data = ethernet(ipv4(head + bytes(12) + b"payload", 6, A, B))
    for size in (54, 60, 66, 70):
        (found,) = carried(data[:size])
        assert isinstance(found, Segment)
        assert (found.payload, found.missing) == (data[66:size], min(7, 73 - size))
