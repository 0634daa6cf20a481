"""Captures of s7."""

from __future__ import annotations

from framekit.specs import s7
from tests.capture.truth.case import Case, Rules

RULES = Rules("tpkt", s7.PROTOCOL, inside=frozenset({"cotp", "s7comm"}))
CASES = [
    Case("s7comm.pcap", RULES),
]
