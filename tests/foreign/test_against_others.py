"""dpkt's, scapy's and construct's readings of four protocols, held to the declarations of specs/.

They agree on good packets, but for what is told here: each difference has a test that fails when the other library changes. What
is wrong, the other libraries take in many ways; those that each of them refuses are listed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import strategies as st

from framekit import Frame
from framekit.testing import WAYS, LawBroken, check_against, frames
from tests.foreign import readings
from tests.scale import scaled
from tests.specs.catalogue import load

ntp: Any = load("ntp")
tftp: Any = load("tftp")
radius: Any = load("radius")
ipv4: Any = load("ipv4")

EXAMPLES = 40

UNSIGNED = st.integers(0, 127)
KNOWN_TO_ALL = st.one_of(
    frames(tftp.ReadRequest, options=st.just([])),
    frames(tftp.WriteRequest, options=st.just([])),
    frames(tftp.Data),
    frames(tftp.Acknowledgement),
    frames(tftp.Error),
)
PLAIN_ATTRIBUTES = st.lists(frames(radius.Attribute, type=st.sampled_from([1, 2, 5, 6])), max_size=3)
VALUES = ["attributes[].value"]  # the other libraries leave them as bytes


@dataclass(frozen=True)
class Case:
    """A reading, what it is asked, and which ways to be wrong it refuses."""

    frame: type[Frame]
    unpack: Callable[[bytes], Any]
    refuses: Collection[Any]
    limits: dict[str, Any] = field(default_factory=dict)
    ignore: Collection[str] = ()

    @property
    def options(self) -> dict[str, Any]:
        return {"unpack": self.unpack, "strategy": frames(self.frame, **self.limits), "ignore": self.ignore, "examples": EXAMPLES}


CASES = [
    Case(ntp.NtpPacket, readings.ntp_by_dpkt, ["cut"], {"poll": UNSIGNED, "precision": UNSIGNED}),
    Case(ntp.NtpPacket, readings.ntp_by_construct, ["cut"]),
    Case(tftp.TftpPacket, readings.tftp_by_dpkt, ["unknown tag"], {"body": KNOWN_TO_ALL}, ["body.options"]),
    Case(tftp.TftpPacket, readings.tftp_by_construct, ["cut", "unknown tag"], {"body": KNOWN_TO_ALL}, ["body.options"]),
    Case(tftp.TftpPacket, readings.tftp_by_scapy, ["unknown tag"], {"body": KNOWN_TO_ALL}, ["body.options"]),
    Case(radius.Packet, readings.radius_by_dpkt, [], ignore=VALUES),
    Case(radius.Packet, readings.radius_by_scapy, [], {"attributes": PLAIN_ATTRIBUTES}, VALUES),
    Case(ipv4.Ipv4Header, readings.ipv4_by_dpkt, [], ignore=["options"]),
    Case(ipv4.Ipv4Header, readings.ipv4_by_scapy, [], ignore=["options"]),
]
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.unpack.__name__)


@every_case
def test_they_read_the_same(case: Case) -> None:
    check_against(case.frame, ways=case.refuses, **case.options)


MADE = {
    ntp.NtpPacket: {"cut"},
    tftp.TftpPacket: {"cut", "unknown tag"},
    radius.Packet: {"cut", "length too long", "length too short", "value", "trailing bytes", "garbage between frames"},
    ipv4.Ipv4Header: set(WAYS) - {"unknown tag"},
}
"""The ways in which each of the protocols can be wrong."""


@every_case
def test_what_is_wrong_in_ways_that_are_not_listed_they_take(case: Case) -> None:
    for way in sorted(MADE[case.frame] - set(case.refuses))[:: scaled(3, 1)]:
        with pytest.raises(LawBroken, match="accepts invalid bytes"):
            check_against(case.frame, ways=[way], seed=1, **{**case.options, "examples": 100})


def test_dpkt_reads_the_signed_exponents_of_ntp_as_unsigned() -> None:
    """RFC 5905, section 7.3: poll and precision are signed integers; the precision of a real clock is below zero."""
    with pytest.raises(LawBroken, match="a different frame") as caught:
        check_against(ntp.NtpPacket, unpack=readings.ntp_by_dpkt, ways=(), examples=100, seed=1)
    (difference,) = caught.value.differences
    assert difference.path in ("poll", "precision")
    assert difference.ours == -1
    assert difference.theirs == 255


@pytest.mark.parametrize("read", [readings.tftp_by_dpkt, readings.tftp_by_scapy], ids=lambda read: read.__name__)
def test_they_take_a_request_whose_mode_does_not_end(read: Callable[[bytes], Any]) -> None:
    """RFC 1350, section 5: the mode ends with a zero byte."""
    assert read(b"\0\1file\0octet")["body"]["mode"] == "octet"


def test_dpkt_takes_a_radius_attribute_that_reaches_beyond_the_packet() -> None:
    """RFC 2865, section 5: the length of an attribute counts the whole of it; dpkt gives what there is."""
    wire = bytes([1, 0, 0, 24]) + bytes(16) + b"\x01\x09ab"
    assert readings.radius_by_dpkt(wire)["attributes"] == [{"type": 1, "value": b"ab"}]
    with pytest.raises(ValueError, match="attributes"):
        radius.Packet.unpack(wire)


def test_scapy_reads_a_vendor_specific_attribute_as_one_of_the_usual_vendor_form() -> None:
    """RFC 2865, section 5.26: a type and a length within the string are recommended, and not demanded."""
    with pytest.raises(LawBroken, match="VendorSpecific"):
        check_against(
            radius.Packet,
            unpack=readings.radius_by_scapy,
            strategy=frames(radius.Packet, attributes=st.lists(frames(radius.Attribute, type=st.just(26)), min_size=1)),
            ways=(),
            ignore=VALUES,
            examples=100,
            seed=1,
        )


@pytest.mark.parametrize("read", [readings.ipv4_by_dpkt, readings.ipv4_by_scapy], ids=lambda read: read.__name__)
def test_they_check_neither_the_version_nor_the_checksum_of_ipv4(read: Callable[[bytes], Any]) -> None:
    wire = b"\x55" + bytes(9) + b"\xff\xff" + bytes(8)
    assert read(wire)["version"] == 5
    with pytest.raises(ValueError, match="version"):
        ipv4.Ipv4Header.unpack(wire)
