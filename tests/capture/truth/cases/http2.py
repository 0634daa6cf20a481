"""Captures of http2."""

from __future__ import annotations

from framekit.specs import http2
from tests.capture.truth.case import Case, Rules

RULES = Rules("http2", http2.PROTOCOL, computed=frozenset({"http2.header.count", "http2.header.length"}))
CASES = [
    Case("http2_bugfixes.pcap", RULES, port=443),
    Case("http2_long_frame.pcap", RULES, port=8443),
]
