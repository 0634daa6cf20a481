"""Captures of ntp."""

from __future__ import annotations

from framekit.specs import ntp
from tests.capture.truth.case import Case, Rules

RULES = Rules("ntp", ntp.PROTOCOL)
CASES = [
    Case("ntp.pcap", RULES),
    Case("ntp_sync.pcap", RULES),
    Case("ntp_control.pcap", RULES),
]
