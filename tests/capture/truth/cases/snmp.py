"""Captures of snmp."""

from __future__ import annotations

from framekit.specs import snmp
from tests.capture.truth.case import Case, Rules

RULES = Rules("snmp", snmp.PROTOCOL)
CASES = [
    Case("snmp.pcap", RULES),
]
