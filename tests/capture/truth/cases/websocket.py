"""Captures of websocket."""

from __future__ import annotations

from framekit.specs import websocket
from tests.capture.truth.case import Case, Rules

RULES = Rules("websocket", websocket.PROTOCOL, heads_only=True, left_out=frozenset({"HttpHead"}))
CASES = [
    Case("websocket_fragments.pcap", RULES),
    Case("websocket_jupyter.pcap", RULES, port=51185),
]
