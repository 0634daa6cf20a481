"""Captures of iec104."""

from __future__ import annotations

from framekit.specs import iec104
from tests.capture.truth.case import Case, Rules


def _format_of(first_bit: object) -> str | None:
    """The format of a control field that has no ASDU: of a U format the dissector shows two bits, which begin with 1 for us."""
    return "0x00000003" if first_bit == 1 else None


RULES = Rules(
    "iec60870_104",
    iec104.PROTOCOL,
    inside=frozenset({"iec60870_asdu"}),
    forms={
        "iec60870_104.type": _format_of,
        "iec60870_asdu.float": "{:g}".format,
        "iec60870_asdu.normval": "{:g}".format,
    },
)
CASES = [
    Case("iec104.pcap", RULES),
]
