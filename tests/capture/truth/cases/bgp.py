"""Captures of bgp."""

from __future__ import annotations

from framekit.specs import bgp
from tests.capture.truth.case import Case, Rules

RULES = Rules("bgp", bgp.PROTOCOL)
CASES = [
    Case("bgp_large_community.pcap", RULES),
    Case("bgp_role.pcapng", RULES),
]
