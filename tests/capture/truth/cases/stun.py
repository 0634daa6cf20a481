"""Captures of stun."""

from __future__ import annotations

from framekit import Protocol
from framekit.specs import stun
from tests.capture.truth.case import Case, Rules

PROTOCOLS = [
    Protocol("stun", client=stun.Packet, datagrams=stun.Datagram, ports={"tcp": [3478], "udp": [3478, 8801, 40003]}),
    Protocol("icetcp", client=stun.FramedMessage, ports={"tcp": [42000]}),
]
"""What the capture holds, with the ports that it has."""
RULES = Rules(
    "stun",
    PROTOCOLS,
    head_with_length="stun.channel",
    other_forms=frozenset({"stun.att.port-xord", "stun.att.ipv4-xord", "stun.att.ipv6-xord"}),
)
CASES = [
    Case("stun.pcap", RULES, not_found=1, reason="a message is in an ICMP error"),
]
