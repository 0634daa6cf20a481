"""Captures of radius."""

from __future__ import annotations

from framekit.specs import radius
from tests.capture.truth.case import Case, Rules

RULES = Rules("radius", radius.PROTOCOL)
CASES = [
    Case("radius.pcap", RULES),
    Case("radius_coa.pcap", RULES),
    Case("radius_localhost.pcap", RULES),
]
