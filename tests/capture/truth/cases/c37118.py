"""Captures of c37118."""

from __future__ import annotations

from framekit.specs import c37118
from tests.capture.truth.case import Case, Rules

RULES = Rules(
    "synphasor",
    c37118.PROTOCOL,
    forms={
        "synphasor.channel_name": "{:16}".format,
        "synphasor.actual_frequency_value": "{:g}".format,
        "synphasor.rate_change_frequency": "{:g}".format,
    },
)
CASES = [
    Case("c37118_clean_tcp.pcap", RULES, reason="the truth leaves out a header frame without text"),
]
