"""Captures of dns."""

from __future__ import annotations

from framekit.specs import dns
from tests.capture.truth.case import Case, Rules


def name(value: str) -> str:
    """The truth has a word for the name of the root, which is empty with us."""
    return value or "<Root>"


RULES = Rules(
    "dns",
    dns.PROTOCOL,
    computed=frozenset({"dns.count.labels", "dns.qry.name.len"}),
    forms={"dns.qry.name": name, "dns.resp.name": name},
)
CASES = [
    Case("dns_udp.pcap", RULES, port=53),
    Case("dns_edns.pcap", RULES),
    Case("nsec3.pcap", RULES),
    Case("dns_tcp_multi.pcap", RULES),
    Case("dns_tcp_gap.pcap", RULES),
]
