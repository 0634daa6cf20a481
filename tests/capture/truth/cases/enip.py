"""Captures of enip."""

from __future__ import annotations

from framekit.specs import enip
from tests.capture.truth.case import Case, Rules

RULES = Rules("enip", enip.PROTOCOL, inside=frozenset({"cip"}))
CASES = [
    Case("enip_cip.pcap", RULES),
]
