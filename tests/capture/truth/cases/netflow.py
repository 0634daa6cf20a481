"""Captures of netflow."""

from __future__ import annotations

from framekit.specs import netflow
from tests.capture.truth.case import Case, Rules

RULES = Rules("cflow", netflow.PROTOCOL)
CASES = [
    Case("netflow9.pcap", RULES, 2057),
]
