"""Captures of mysql."""

from __future__ import annotations

from framekit.specs import mysql
from tests.capture.truth.case import Case, Rules

RULES = Rules("mysql", mysql.PROTOCOL)
CASES = [
    Case("mysql_old.pcap", RULES),
    Case("mysql_sha2.pcap", RULES),
]
