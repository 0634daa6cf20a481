"""Captures of rtps."""

from __future__ import annotations

from framekit.specs import rtps
from tests.capture.truth.case import Case, Rules

RULES = Rules("rtps", rtps.PROTOCOL)
CASES = [
    Case("rtps.pcap", RULES, not_found=1, reason="a ping of a vendor ends before the header does"),
]
