"""Captures of opcua."""

from __future__ import annotations

from framekit.specs import opcua
from tests.capture.truth.case import Case, Rules

RULES = Rules("opcua", opcua.PROTOCOL)
CASES = [
    Case("opcua_method.pcap", RULES, port=12001, not_found=2, reason="the nodes of two calls are not what part 6 allows"),
]
