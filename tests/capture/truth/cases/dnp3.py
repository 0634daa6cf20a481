"""Captures of dnp3."""

from __future__ import annotations

from framekit.specs import dnp3
from tests.capture.truth.case import Case, Rules

RULES = Rules("dnp3", dnp3.PROTOCOL)
CASES = [
    Case("dnp3.pcap", RULES),
]
