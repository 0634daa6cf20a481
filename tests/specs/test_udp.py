"""UDP: a datagram of a capture over IPv6, with its checksum."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest

from framekit import InvalidLength, InvalidValue, TrailingData, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

udp: Any = load("udp")
DATAGRAM = bytes.fromhex("9683007b 0014 0027 160200440000000000000000")
"""A control message of NTP from ::1 to ::1; its checksum has been left to the network card."""


def test_the_laws_hold() -> None:
    check_all(udp.UdpDatagram)


def test_a_datagram() -> None:
    datagram = udp.UdpDatagram.unpack(DATAGRAM)
    assert (datagram.source_port, datagram.destination_port, datagram.length, len(datagram.payload)) == (38531, 123, 20, 12)
    assert datagram.pack() == DATAGRAM
    assert udp.UdpDatagram(source_port=1, destination_port=2).pack() == bytes.fromhex("0001000200080000")


def test_the_checksum_covers_a_pseudo_header() -> None:
    """By RFC 1071: the sum of all words with the checksum is 0xFFFF."""
    source, destination = IPv4Address("192.0.2.1"), IPv4Address("192.0.2.2")
    datagram = udp.UdpDatagram(source_port=1, destination_port=2, payload=b"abc")
    datagram.checksum = udp.checksum_over(source, destination, datagram.pack())
    words = bytes.fromhex("c0000201 c0000202 0011 000b") + datagram.pack() + b"\0"
    total = sum(int.from_bytes(words[at : at + 2], "big") for at in range(0, len(words), 2))
    assert total % 0xFFFF == 0
    six = IPv6Address("::1")
    assert udp.checksum_over(six, six, bytes(6) + b"\0\0") == 0xFFFF - 8 - 17 - 2


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (DATAGRAM[:7], TruncatedFrame, None),
        (DATAGRAM[:-1], TruncatedFrame, None),
        (DATAGRAM + b"\0", TrailingData, ""),
        (DATAGRAM[:4] + b"\0\7" + DATAGRAM[6:], (InvalidLength, InvalidValue), "length"),
    ],
)
def test_wrong_bytes_are_refused(wire: bytes, error: type[UnpackError], path: str | None) -> None:
    with pytest.raises(error) as caught:
        udp.UdpDatagram.unpack(wire)
    assert path is None or caught.value.path == path
