"""Captures of mqtt."""

from __future__ import annotations

from framekit.specs import mqtt
from tests.capture.truth.case import Case, Rules

RULES = Rules("mqtt", mqtt.PROTOCOL)
CASES = [
    Case("mqtt31.pcap", RULES),
    Case("mqtt311_sub.pcap", RULES),
    Case("mqtt5_qos2.pcap", RULES),
    Case("mqtt5_mosquittoprops.pcap", RULES),
]
