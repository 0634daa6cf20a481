"""TFTP: a captured transfer against an independent dissector, and the packets that it lacks by the RFCs' drawings."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any

import pytest

from framekit import Frame, InvalidValue, PackError, TrailingData, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import CAPTURES, load

tftp: Any = load("tftp")
FRAMES: list[type[Frame]] = [tftp.TftpPacket]
OPTIONS = [tftp.Option(name="blksize", value="1428"), tftp.Option(name="tsize", value="0")]


def datagrams() -> Iterator[bytes]:
    """What the UDP datagrams of the capture hold, without the zero bytes that fill up short Ethernet frames."""
    path = CAPTURES / "tftp.pcap"
    if not path.exists():
        pytest.skip(f"there is no {path}: captures with an independent reading are not part of the project")
    wire, offset = path.read_bytes(), 24
    while offset < len(wire):
        (size,) = struct.unpack_from("<I", wire, offset + 8)
        packet = wire[offset + 16 : offset + 16 + size]
        (length,) = struct.unpack_from(">H", packet, 38)
        yield packet[42 : 34 + length]
        offset += 16 + size


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


@pytest.mark.parametrize(
    ("wire", "body"),
    [
        (b"\0\1notes.txt\0NetASCII\0", tftp.ReadRequest(filename="notes.txt", mode="NetASCII")),
        (b"\0\2a\0octet\0blksize\x001428\0tsize\x000\0", tftp.WriteRequest(filename="a", options=OPTIONS)),
        (b"\0\3\0\1" + bytes(range(256)), tftp.Data(block=1, content=bytes(range(256)))),
        (b"\0\3\xff\xff", tftp.Data(block=65535, content=b"")),
        (b"\0\4\0\0", tftp.Acknowledgement(block=0)),
        (b"\0\5\0\1no such file\0", tftp.Error(code=tftp.ErrorCode.FILE_NOT_FOUND, message="no such file")),
        (b"\0\6blksize\x001428\0tsize\x000\0", tftp.OptionAcknowledgement(options=OPTIONS)),
    ],
)
def test_each_operation(wire: bytes, body: Frame) -> None:
    packet = tftp.TftpPacket.unpack(wire)
    assert packet.operation is tftp.Operation(wire[1])
    assert packet.body == body
    assert tftp.TftpPacket(body=body).pack() == wire


def test_the_packets_of_a_capture() -> None:
    wires = list(datagrams())
    units = [json.loads(line) for line in (CAPTURES / "truth" / "tftp.pcap.jsonl").read_text().splitlines()]
    assert len(wires) == len(units) == 99
    for wire, unit in zip(wires, units, strict=True):
        packet = tftp.TftpPacket.unpack(wire)
        assert packet.pack() == wire
        shown = {name: value for name, _, _, _, value, _ in unit["fields"]}
        assert packet.operation == int(shown["tftp.opcode"])
        if "tftp.block" in shown:
            assert packet.body.block == int(shown["tftp.block"])
        else:
            assert (packet.body.filename, packet.body.mode) == (shown["tftp.source_file"], shown["tftp.type"])
    blocks = [packet.body.content for packet in map(tftp.TftpPacket.unpack, wires) if type(packet.body) is tftp.Data]
    assert {len(each) for each in blocks[:-1]} == {512}
    assert len(blocks[-1]) < 512


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"\0\7", InvalidValue, "body"),
        (b"\0", TruncatedFrame, "operation"),
        (b"\0\1name\0octet", TruncatedFrame, "body.mode"),
        (b"\0\1name\0octet\0blksize\0", TruncatedFrame, "body.options[0].value"),
        (b"\0\1\xff\0octet\0", InvalidValue, "body.filename"),
        (b"\0\4\0", TruncatedFrame, "body.block"),
        (b"\0\4\0\1\0", TrailingData, ""),
        (b"\0\5\0\0text\0more", TrailingData, ""),
    ],
)
def test_wrong_bytes_are_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        tftp.TftpPacket.unpack(wire)
    assert caught.value.path == path


def test_wrong_values_are_refused() -> None:
    with pytest.raises(PackError, match="filename"):
        tftp.TftpPacket(body=tftp.ReadRequest(filename="a\0b")).pack()
    with pytest.raises(PackError, match="block"):
        tftp.TftpPacket(body=tftp.Data(block=1 << 16, content=b"")).pack()


def test_options_are_asked_for_and_acknowledged() -> None:
    """By the example of RFC 2348, section 4."""
    request = tftp.TftpPacket(body=tftp.ReadRequest(filename="foobar", options=[tftp.Option(name="blksize", value="1432")]))
    assert request.pack() == b"\0\1foobar\0octet\0blksize\x001432\0"
    answer = tftp.TftpPacket.unpack(b"\0\6blksize\x001432\0")
    assert answer.body.options == request.body.options
