"""Captures of tftp."""

from __future__ import annotations

from framekit import Protocol
from framekit.specs import tftp
from tests.capture.truth.case import Case, Rules

PROTOCOL = Protocol("tftp", client=tftp.TftpPacket, ports={"udp": [69, 3445]})
"""The server answers from a port of its own."""
RULES = Rules("tftp", PROTOCOL, heads_only=True)
CASES = [
    Case("tftp.pcap", RULES),
]
