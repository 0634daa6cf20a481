"""Captures of gtp."""

from __future__ import annotations

from framekit.specs import gtp
from tests.capture.truth.case import Case, Rules


def country(value: object) -> str:
    """The country code of a subscriber or of a network."""
    return str(value)[:3]


def network(value: object) -> str:
    """The network code, which has three digits in the capture."""
    return str(value).replace("-", "")[3:6]


def high_half(value: object) -> str:
    """Spare bits, as the number that they are in their byte."""
    return str(value << 4) if isinstance(value, int) else ""


def node(value: object) -> str:
    """The eNodeB of a cell."""
    return str(value >> 8) if isinstance(value, int) else ""


RULES = Rules(
    "gtp|gtpv2",
    gtp.PROTOCOL,
    computed=frozenset({"e164.country_code"}),
    forms={
        **dict.fromkeys(("e212.mcc", "e212.tai.mcc", "e212.ecgi.mcc"), country),
        **dict.fromkeys(("e212.mnc", "e212.tai.mnc", "e212.ecgi.mnc"), network),
        "gtpv2.uli_ecgi_eci_spare": high_half,
        "gtpv2.enodebid": node,
    },
)
CASES = [
    Case("gtp.pcap", RULES),
]
