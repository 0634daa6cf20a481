"""Captures of mdns."""

from __future__ import annotations

from framekit.specs import mdns
from tests.capture.truth.case import Case, Rules

RULES = Rules("mdns", mdns.PROTOCOL, computed=frozenset({"dns.count.labels", "dns.qry.name.len"}))
CASES = [
    Case("mdns.pcap", RULES),
]
