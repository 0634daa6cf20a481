"""Captures of dhcp."""

from __future__ import annotations

from framekit.specs import dhcp
from tests.capture.truth.case import Case, Rules

RULES = Rules("dhcp", dhcp.PROTOCOL)
CASES = [
    Case("dhcp_time.pcap", RULES),
    Case("dhcp_rfc3004.pcap", RULES),
]
