"""EDNS, DNSSEC and the records of services, against the examples of their documents."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import IPv4Address
from typing import Any

import pytest

from framekit import Frame, FrameTooLarge, InvalidLength, InvalidValue, PackError, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

dns: Any = load("dns")
Type = dns.RecordType
FRAMES: list[type[Frame]] = [
    dns.Opt,
    dns.Dnskey,
    dns.Rrsig,
    dns.Nsec,
    dns.Nsec3,
    dns.Naptr,
    dns.Caa,
    dns.Svcb,
    dns.Tsig,
]

OPTIONS = bytes.fromhex(
    "e7be 0120 0001 0000 0000 0001 07 6578616d706c65 03 636f6d 00 0001 0001"
    "00 0029 1000 01 00 8000 0056 0008 0006 0001 10 00 c001 000a 0008 aaaaaaaaaaaaaaaa 0005 0001 fd 0006 0001 02 0007 0001 01"
    "000b 0002 04d2 000c 0004 00000000 000d 0005 03636f6d00 000e 0004 7530ea60 000f 0006 0012 6e6f7065 004d 0004 deadbeef"
)
"""A question with eleven options, and the upper bits of the response code BAD_VERSION."""
NSEC = bytes.fromhex("04 686f7374 07 6578616d706c65 03 636f6d 00 0006 400100000003 041b") + bytes(26) + b"\x20"
"""RFC 4034, section 4.3."""
SVCB = bytes.fromhex(
    "0010 03 666f6f 07 6578616d706c65 03 6f7267 00 0000 0004 0001 0004 0001 0009 02 6832 05 68332d3139 0004 0004 c0000201"
)
"""RFC 9460, appendix D.2: two protocols, an address, and that both must be understood."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_options_of_edns() -> None:
    message = dns.DnsMessage.unpack(OPTIONS)
    (record,) = message.additionals
    assert (record.name, record.type, record.record_class, record.time_to_live) == ("", Type.OPT, 4096, None)
    assert record.extended_flags == dns.ExtendedFlags(extended_response_code=1, dnssec_ok=True)
    assert [each.value for each in record.data.options] == [
        dns.ClientSubnet(family=dns.AddressFamily.IPV4, source_prefix_length=16, address=b"\xc0\x01"),
        dns.Cookie(client=b"\xaa" * 8),
        dns.Dau(algorithms=[dns.Algorithm.PRIVATE_DNS]),
        dns.Dhu(digest_types=[dns.DigestType.SHA256]),
        dns.N3u(hash_algorithms=[dns.HashAlgorithm.SHA1]),
        dns.TcpKeepalive(timeout=1234),
        dns.Padding(padding=bytes(4)),
        dns.Chain(closest_trust_point="com"),
        dns.KeyTags(key_tags=[30000, 60000]),
        dns.ExtendedError(info_code=dns.ExtendedErrorCode.PROHIBITED, extra_text="nope"),
        Unknown(77, b"\xde\xad\xbe\xef"),
    ]
    assert message.pack() == OPTIONS


def test_only_an_opt_record_has_flags_in_place_of_a_time_to_live() -> None:
    address, options = dns.A(address=IPv4Address("192.0.2.1")), dns.Opt()
    assert (
        dns.Record(name="", record_class=1232, extended_flags=dns.ExtendedFlags(), data=options).pack()[:5] == b"\0\0\x29\x04\xd0"
    )
    for wrong in (
        dns.Record(name="", data=address),
        dns.Record(name="", extended_flags=dns.ExtendedFlags(), data=address),
        dns.Record(name="", time_to_live=0, data=options),
    ):
        with pytest.raises(PackError):
            wrong.pack()


def test_types_that_a_name_has() -> None:
    record = dns.Nsec.unpack(NSEC)
    assert record == dns.Nsec(next_domain_name="host.example.com", types=[Type.A, Type.MX, Type.RRSIG, Type.NSEC, 1234])
    assert record.pack() == NSEC
    assert dns.Nsec3.unpack(b"\1\1\0\x0c\0\1\xff").types == []


@pytest.mark.parametrize("types", [[2, 1], [1, 1], [-1], [65536]])
def test_types_that_cannot_be_written(types: list[int]) -> None:
    with pytest.raises(PackError):
        dns.Nsec(next_domain_name="", types=types).pack()


def test_a_signature_and_a_digest() -> None:
    """RFC 4034, sections 3.3 and 5.4."""
    head = bytes.fromhex("0001 05 03 00015180 3e7c9dd7 3e5510d7 0a52 07 6578616d706c65 03 636f6d 00")
    signature = dns.Rrsig.unpack(head + b"\xa0\x90")
    assert (signature.type_covered, signature.algorithm, signature.labels) == (Type.A, dns.Algorithm.RSASHA1, 3)
    assert signature.signature_expiration == datetime(2003, 3, 22, 17, 31, 3, tzinfo=UTC)
    assert (signature.key_tag, signature.signer_name, signature.signature) == (2642, "example.com", b"\xa0\x90")
    assert signature.pack() == head + b"\xa0\x90"
    wire = bytes.fromhex("ec45 05 01 2bb183af5f22588179a53b0a98631fad1a292118")
    digest = dns.Ds.unpack(wire)
    assert (digest.key_tag, digest.algorithm, digest.digest_type) == (60485, dns.Algorithm.RSASHA1, dns.DigestType.SHA1)
    assert digest.pack() == wire


def test_a_service_binding() -> None:
    expected = dns.Svcb(
        priority=16,
        target="foo.example.org",
        parameters=[
            dns.ServiceParameter(value=dns.Mandatory(keys=[dns.ServiceKey.ALPN, dns.ServiceKey.IPV4HINT])),
            dns.ServiceParameter(value=dns.Alpn(protocols=[b"h2", b"h3-19"])),
            dns.ServiceParameter(value=dns.Ipv4Hint(addresses=[IPv4Address("192.0.2.1")])),
        ],
    )
    assert dns.Svcb.unpack(SVCB) == expected
    assert expected.pack() == SVCB
    record = dns.Record(name="", time_to_live=1, data=dns.Https(priority=0, target="example.com"))
    assert dns.Record.unpack(record.pack()) == record
    assert record.type is Type.HTTPS


@pytest.mark.parametrize(
    ("frame", "wire", "error", "path"),
    [
        ("OptOption", bytes.fromhex("0008 0007 0001 18 00 c00002 0a")[:-2], TruncatedFrame, "value"),
        ("OptOption", bytes.fromhex("0008 0006 0001 18 00 c000"), InvalidLength, "value.address"),
        ("OptOption", bytes.fromhex("000a 0007 00000000000000"), InvalidLength, "value.client"),
        ("OptOption", bytes.fromhex("000a 0029") + bytes(41), FrameTooLarge, "value.server"),
        ("Nsec", b"\0\0\0", InvalidValue, "types"),
        ("Nsec", b"\0\0\2\x40", InvalidValue, "types"),
        ("Nsec", b"\0\0\2\x40\0", InvalidValue, "types"),
        ("Nsec", b"\0\1\1\x40\0\1\x40", InvalidValue, "types"),
        ("Nsec", b"\0\0\x21" + b"\1" * 33, InvalidValue, "types"),
        ("Svcb", SVCB[:-1], TruncatedFrame, "parameters[2].value"),
    ],
    ids=["cut", "address", "cookie", "long cookie", "no window", "cut window", "zeros", "order", "long window", "parameter"],
)
def test_what_is_wrong_is_refused(frame: str, wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        getattr(dns, frame).unpack(wire)
    assert caught.value.path == path
