"""Captures of syslog."""

from __future__ import annotations

from framekit.specs import syslog
from tests.capture.truth.case import Case, Rules

RULES = Rules("syslog", syslog.PROTOCOL)
CASES = [
    Case("tcp_syslog.pcap", RULES),
]
