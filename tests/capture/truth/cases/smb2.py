"""Captures of smb2."""

from __future__ import annotations

from collections.abc import Callable

from framekit import Timestamp
from framekit.specs import smb2
from framekit.specs.smb2 import codes as smb2_codes
from tests.capture.truth.case import Case, Rules

TIMES = (
    "smb2.boot_time",
    "smb2.create.time",
    "smb2.last_access.time",
    "smb2.last_change.time",
    "smb2.last_write.time",
)


def no_time(value: object) -> str:
    """What is shown for a time of 0, which stands for none."""
    return "Jan  1, 1970 00:00:00.000000000 UTC" if value == Timestamp("1601-01-01T00:00:00Z") else ""


def bit(flag: smb2_codes.AccessMask) -> Callable[[int], str]:
    """How one of the higher bits of an access mask is shown."""
    return lambda value: str(int(value & flag != 0))


ACCESS = {f"smb.access.{flag.name.lower()}": bit(flag) for flag in smb2_codes.AccessMask if flag.name is not None}
RULES = Rules(
    "nbss",
    smb2.PROTOCOL,
    inside=frozenset({"smb2"}),
    computed=frozenset({"dcerpc.nt.open_frame"}),  # the packet that has opened the file
    forms={**dict.fromkeys(TIMES, no_time), **ACCESS},
)
CASES = [
    Case("smb2_delete.pcap", RULES),
    Case("smb311.pcap", RULES),
]
