"""Captures of bittorrent."""

from __future__ import annotations

from framekit import Protocol
from framekit.specs import bittorrent
from tests.capture.truth.case import Case, Rules

RESUMING = Protocol("bittorrent", client=bittorrent.PeerMessage, ports=bittorrent.PROTOCOL.ports, options={"resync": True})
"""The protocol as it is read if segments are missing."""
RULES = Rules("bittorrent", RESUMING, not_readable=frozenset({"bittorrent.continuous_data"}))
CASES = [
    Case("bittorrent.pcap", RULES, reason="some bytes of a block that the capture does not have the end of look like a message"),
]
