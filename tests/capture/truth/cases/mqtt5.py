"""Captures of mqtt5."""

from __future__ import annotations

from framekit.specs import mqtt5
from tests.capture.truth.case import Case, Rules

RULES = Rules("mqtt", mqtt5.PROTOCOL)
CASES = [
    Case("mqtt_midstream_split.pcap", RULES),
]
