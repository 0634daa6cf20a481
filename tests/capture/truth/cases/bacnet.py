"""Captures of bacnet."""

from __future__ import annotations

from framekit.specs import bacnet
from tests.capture.truth.case import Case, Rules

RULES = Rules("bvlc", bacnet.PROTOCOL, inside=frozenset({"bacnet", "bacapp"}))
CASES = [
    Case("bacnet.pcap", RULES),
]
