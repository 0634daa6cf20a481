"""Captures of vxlan."""

from __future__ import annotations

from framekit.specs import vxlan
from tests.capture.truth.case import Case, Rules

RULES = Rules("vxlan", vxlan.PROTOCOL, heads_only=True)
CASES = [
    Case("vxlan.pcap", RULES),
]
