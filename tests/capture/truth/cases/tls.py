"""Captures of tls."""

from __future__ import annotations

from framekit.specs import tls
from tests.capture.truth.case import Case, Rules

RULES = Rules("tls", tls.PROTOCOL)
CASES = [
    Case(
        "tls_change_cipher.pcap",
        RULES,
        not_found=2,
        reason="records of one packet are one unit in the truth, and packets are missing",
    ),
]
