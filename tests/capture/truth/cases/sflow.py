"""Captures of sflow."""

from __future__ import annotations

from framekit.specs import sflow
from tests.capture.truth.case import Case, Rules

RULES = Rules("sflow", sflow.PROTOCOL, lost_after=("sflow_245.counters_record_format", "2001"))
CASES = [
    Case("sflow.pcap", RULES),
]
