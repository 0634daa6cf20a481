"""Captures of coap."""

from __future__ import annotations

from framekit.specs import coap
from tests.capture.truth.case import Case, Rules

RULES = Rules("coap", coap.PROTOCOL)
CASES = [
    Case("coap_mqtt.pcap", RULES),
]
