"""Captures of postgresql."""

from __future__ import annotations

from framekit.specs import postgresql
from tests.capture.truth.case import Case, Rules

RULES = Rules("pgsql", postgresql.PROTOCOL, left_out=frozenset({"RequestAnswer"}))
CASES = [
    Case("pgsql_psql.pcap", RULES),
    Case("pgsql_select.pcap", RULES),
]
