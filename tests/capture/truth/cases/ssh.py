"""Captures of ssh."""

from __future__ import annotations

from framekit.specs import ssh
from tests.capture.truth.case import Case, Rules

RULES = Rules("ssh", ssh.PROTOCOL, not_readable=frozenset({"ssh.packet_length_encrypted", "ssh.encrypted_packet"}))
CASES = [
    Case("ssh_single.pcap", RULES, not_found=1, reason="two packets of one segment are one unit in the truth"),
    Case("ssh_dups.pcap", RULES, not_found=138, reason="encrypted and repeated segments are units of the truth too"),
]
