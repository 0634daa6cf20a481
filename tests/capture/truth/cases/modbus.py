"""Captures of modbus."""

from __future__ import annotations

from framekit.specs import modbus
from tests.capture.truth.case import Case, Rules

RULES = Rules("mbtcp", modbus.PROTOCOL, inside=frozenset({"modbus"}), computed=frozenset({"modbus.bitnum"}))
CASES = [
    Case("modbus_small.pcap", RULES),
    Case("modbus_part2.pcap", RULES, not_found=9, reason="nine requests have fewer or more fields than their function"),
]
