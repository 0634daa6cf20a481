"""Captures of redis."""

from __future__ import annotations

from framekit.specs import redis
from tests.capture.truth.case import Case, Rules

RULES = Rules("resp", redis.PROTOCOL)
CASES = [
    Case("redis_pubsub.pcap", RULES, not_found=1, reason="two arrays of one packet are one unit in the truth"),
    Case("redis_large.pcap", RULES, not_found=16, reason="each segment of an array of many segments is a unit in the truth"),
]
