"""Captures of rtp."""

from __future__ import annotations

from dataclasses import replace

from framekit.specs import rtp
from tests.capture.truth.case import Case, Rules

RULES = Rules("rtp", replace(rtp.PROTOCOL, ports={"udp": [50003, 6008]}))
"""With the ports that the capture has."""
REASON = "three datagrams are no RTP, but units in the truth that have nothing but a wrong version"
CASES = [
    Case("rtp.pcapng", RULES, not_found=3, reason=REASON),
]
