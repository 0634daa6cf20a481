"""Captures of someip."""

from __future__ import annotations

from framekit.specs import someip
from tests.capture.truth.case import Case, Rules

RULES = Rules("someip", someip.PROTOCOL, inside=frozenset({"someipsd"}))
CASES = [
    Case("someip.pcap", RULES),
    Case("someip_sd.pcap", RULES),
]
