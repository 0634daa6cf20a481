"""Captures of ptp."""

from __future__ import annotations

from framekit.specs import ptp
from tests.capture.truth.case import Case, Rules

RULES = Rules("ptp", ptp.PROTOCOL, padded=ptp.Message, computed=frozenset({"ptp.v2.clockidentity_manuf"}))
CASES = [
    Case("ptp_v2_1.pcap", RULES),
    Case("ptp_ethernet.pcap", RULES),
]
