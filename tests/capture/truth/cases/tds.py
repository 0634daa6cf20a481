"""Captures of tds."""

from __future__ import annotations

from framekit.specs import tds
from tests.capture.truth.case import Case, Rules

RULES = Rules("tds", tds.PROTOCOL)
CASES = [
    Case("tds.pcap", RULES),
]
