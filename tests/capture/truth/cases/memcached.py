"""Captures of memcached."""

from __future__ import annotations

from framekit.specs import memcached
from tests.capture.truth.case import Case, Rules

RULES = Rules("memcache", memcached.PROTOCOL)
CASES = [
    Case("memcached.cap", RULES),
]
