"""Captures of socks."""

from __future__ import annotations

from framekit.specs import socks
from tests.capture.truth.case import Case, Rules

RULES = Rules("socks", socks.PROTOCOL, not_readable=frozenset({"tcp.payload"}))
CASES = [
    Case("socks.pcap", RULES, port=8124),
    Case("socks_auth.pcap", RULES),
]
