"""DNS against the examples of its documents, and against captures that others made and read."""

from __future__ import annotations

import json
from collections import defaultdict
from ipaddress import IPv4Address
from typing import Any

import pytest
from hypothesis import given

from framekit import (
    Frame,
    InvalidLength,
    InvalidValue,
    PackError,
    TrailingData,
    TruncatedFrame,
    Unknown,
    UnpackError,
    open_capture,
)
from framekit.testing import check_all, check_backends, check_round_trip, frames
from tests.specs.captures import payloads
from tests.specs.test_samples import CAPTURES, load

dns: Any = load("dns")
Type = dns.RecordType
FRAMES: list[type[Frame]] = [
    dns.A,
    dns.Aaaa,
    dns.Ns,
    dns.Cname,
    dns.Ptr,
    dns.Mx,
    dns.Soa,
    dns.Txt,
    dns.Srv,
    dns.Question,
    dns.Record,
    dns.DnsMessage,
]

QUERY = bytes.fromhex("81850100000100000000000003777777") + bytes.fromhex("06676f6f676c6503636f6d0000010001")
"""A question for www.google.com."""
HEADER = bytes.fromhex("00018180 0001 0001 0000 0000")
COMPRESSED = HEADER + b"\x03www\x07example\x03com\0" + bytes.fromhex("00050001 c00c 00050001 00000e10 0006 036e6577 c010")
"""An alias: its name is the one that was asked for, and it stands for another of the same domain."""
UDP, UDP_HEADER, PORT = 17, 8, 53


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_the_laws_hold_over_tcp() -> None:
    check_round_trip(dns.DnsOverTcp)
    check_backends(dns.DnsOverTcp)


@given(frames(dns.DnsMessage))
def test_a_message_with_compressed_names_reads_as_it_did(message: Any) -> None:
    assert dns.DnsMessage.unpack(dns.pack_compressed(message)) == message


@pytest.mark.parametrize("name", ["dns_udp", "dns_edns", "nsec3", "dns_tcp_multi", "dns_tcp_gap"])
def test_names_are_compressed_as_servers_do_it(name: str) -> None:
    path = CAPTURES / f"{name}.pcap"
    if not path.exists():
        pytest.skip("the captures are not here")
    with open_capture(path) as capture:
        found = [each for each in capture.frames(dns.PROTOCOL, keep_bytes=True) if each.frame is not None]
    assert found
    for each in found:
        over_tcp = isinstance(each.frame, dns.DnsOverTcp)
        message = each.frame.message if over_tcp else each.frame
        assert dns.pack_compressed(message) == each.data[2 if over_tcp else 0 :]


def test_a_question() -> None:
    message = dns.DnsMessage.unpack(QUERY)
    assert message == dns.DnsMessage(
        id=0x8185, recursion_desired=True, questions=[dns.Question(name="www.google.com", type=Type.A)]
    )
    assert message.question_count == 1
    assert message.pack() == QUERY


def test_compressed_names_are_read_and_written_in_full() -> None:
    message = dns.DnsMessage.unpack(COMPRESSED)
    (record,) = message.answers
    assert (record.name, record.type, record.time_to_live) == ("www.example.com", Type.CNAME, 3600)
    assert record.data == dns.Cname(canonical="new.example.com")
    full = message.pack()
    assert full.endswith(b"\x00\x11\x03new\x07example\x03com\x00")
    assert dns.DnsMessage.unpack(full) == message
    assert dns.DnsMessage.unpack(full).pack() == full


def test_names_of_the_document() -> None:
    """RFC 1035, section 4.1.4: four names in one datagram, at bytes 20, 40, 64 and 92."""
    buffer = bytearray(93)
    buffer[20:32] = b"\x01F\x03ISI\x04ARPA\0"
    buffer[40:46] = b"\x03FOO\xc0\x14"
    buffer[64:66] = b"\xc0\x1a"
    read = [dns.read_name(bytes(buffer), at, 93) for at in (20, 40, 64, 92)]
    assert read == [("F.ISI.ARPA", 32), ("FOO.F.ISI.ARPA", 46), ("ARPA", 66), ("", 93)]


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("", b"\0"),
        ("a.b", b"\x01a\x01b\0"),
        ("a\\.b", b"\x03a.b\0"),
        ("a\\\\.b", b"\x02a\\\x01b\0"),
        ("\\000\\032\\255", b"\x03\x00 \xff\0"),
        ("x" * 63, b"\x3f" + b"x" * 63 + b"\0"),
    ],
)
def test_names_as_text(name: str, wire: bytes) -> None:
    assert dns.write_name(name) == wire
    assert dns.read_name(wire, 0, len(wire)) == (name, len(wire))


@pytest.mark.parametrize(
    "name", [".", "a.", ".a", "a..b", "x" * 64, ".".join(["x" * 63] * 4), "é", "a b", "\\097", "\\999", "a\\"]
)
def test_names_that_cannot_be_written(name: str) -> None:
    with pytest.raises(PackError):
        dns.Ns(server=name).pack()


@pytest.mark.parametrize(
    ("name", "error"),
    [
        (b"\xc0\x00", InvalidValue),
        (b"\xc0\x02\x01a\0", InvalidValue),
        (b"\x01a\xc0\x00", InvalidValue),
        (b"\x40", InvalidValue),
        (b"\x80", InvalidValue),
        (b"\x03ab", TruncatedFrame),
        (b"\xc0", TruncatedFrame),
        (b"\x3f" + b"x" * 63 + (b"\x3f" + b"x" * 63) * 3 + b"\0", InvalidValue),
    ],
    ids=["loop", "forward", "into itself", "0x40", "0x80", "cut label", "cut pointer", "too long"],
)
def test_names_that_are_refused(name: bytes, error: type[UnpackError]) -> None:
    with pytest.raises(error) as caught:
        dns.Ns.unpack(name)
    assert caught.value.path == "server"


def test_a_loop_of_two_names_is_refused() -> None:
    """Each of two names leads to the other; the first of them is refused at once, as it leads forward."""
    head = bytes.fromhex("000101000002000000000000")
    with pytest.raises(InvalidValue, match="does not refer to bytes before"):
        dns.DnsMessage.unpack(head + b"\xc0\x12\0\x01\0\x01" + b"\xc0\x0c\0\x01\0\x01")


def test_data_of_all_types() -> None:
    records = [
        dns.A(address=IPv4Address("192.0.2.1")),
        dns.Mx(preference=10, exchange="mail.example.com"),
        dns.Txt(strings=[b"v=spf1 -all", b""]),
        dns.Srv(priority=0, weight=5, port=5060, target="sip.example.com"),
        dns.Hinfo(cpu="RFC8482", operating_system=""),
        Unknown(99, b"\0\x40"),
    ]
    answers = [dns.Record(name="example.com", time_to_live=60, data=each) for each in records]
    message = dns.DnsMessage(id=1, response=True, answers=answers)
    assert [each.type for each in message.answers] == [Type.A, Type.MX, Type.TXT, Type.SRV, Type.HINFO, Type.SPF]
    again = dns.DnsMessage.unpack(message.pack())
    assert again == message
    assert again.answer_count == 6


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (COMPRESSED[:-1], TruncatedFrame, "answers[0].data"),
        (COMPRESSED + b"\0", TrailingData, ""),
        (COMPRESSED[:-7] + b"\x05" + COMPRESSED[-6:], InvalidLength, "answers[0].data.canonical"),
        (COMPRESSED[:-7] + b"\x07" + COMPRESSED[-6:] + b"\0", TrailingData, "answers[0].data"),
        (COMPRESSED[:7] + b"\x02" + COMPRESSED[8:], TruncatedFrame, "answers[1].name"),
    ],
    ids=["cut", "longer", "length too small", "length too large", "count too large"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        dns.DnsMessage.unpack(wire)
    assert caught.value.path == path


def test_pointers_over_tcp_count_from_the_message() -> None:
    stream = (len(COMPRESSED).to_bytes(2, "big") + COMPRESSED) * 2
    first, second = dns.DnsOverTcp.iter_unpack(stream)
    assert first == second
    assert first.message == dns.DnsMessage.unpack(COMPRESSED)
    with pytest.raises(TruncatedFrame):
        dns.DnsOverTcp.unpack(stream[: len(stream) // 2 - 1])


def test_dns_agrees_with_an_independent_dissector() -> None:
    path = CAPTURES / "truth" / "dns_udp.pcap.jsonl"
    if not path.exists():
        pytest.skip(f"there is no {path}: captures with an independent reading are not part of the project")
    datagrams = dict(payloads("dns_udp.pcap", UDP))
    checked = 0
    for line in path.read_text().splitlines():
        unit = json.loads(line)
        said: dict[str, list[str]] = defaultdict(list)
        for name, _, _, _, shown, *_ in unit["fields"]:
            said[name].append(shown)
        wire = datagrams[unit["frame"]][UDP_HEADER:]
        message = dns.DnsMessage.unpack(wire)
        records = message.answers + message.authorities + message.additionals
        assert message.id == int(said["dns.id"][0], 16)
        assert [message.question_count, message.answer_count, message.authority_count, message.additional_count] == [
            int(said[f"dns.count.{part}"][0]) for part in ("queries", "answers", "auth_rr", "add_rr")
        ]
        assert [each.name for each in message.questions] == said["dns.qry.name"]
        assert [each.type for each in message.questions] == [int(each) for each in said["dns.qry.type"]]
        assert [each.name or "<Root>" for each in records] == said["dns.resp.name"]
        assert [each.type for each in records] == [int(each) for each in said["dns.resp.type"]]
        assert [each.time_to_live for each in records] == [int(each) for each in said["dns.resp.ttl"]]
        assert [str(each.data.address) for each in records if each.type is Type.A] == said["dns.a"]
        assert [each.data.canonical for each in records if each.type is Type.CNAME] == said["dns.cname"]
        assert int(message.response) == int(said["dns.flags.response"][0])
        assert dns.DnsMessage.unpack(message.pack()) == message
        if not records:
            assert message.pack() == wire
        checked += 1
    assert checked > 400


def test_messages_of_a_recorded_stream() -> None:
    checked = 0
    for _, segment in payloads("dns_tcp_multi.pcap", protocol=6):
        wire = segment[(segment[12] >> 4) * 4 :]
        if not wire or PORT not in (int.from_bytes(segment[:2], "big"), int.from_bytes(segment[2:4], "big")):
            continue
        for each in dns.DnsOverTcp.iter_unpack(wire):
            assert dns.DnsOverTcp.unpack(each.pack()) == each
            checked += 1
    assert checked > 0
