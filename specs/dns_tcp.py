"""DNS messages over TCP: the header, behind the two bytes that count the message.

Source: RFC 1035, section 4.1.1 (header) and section 4.2.2 (TCP usage: a two-byte length before each message, which does not
count itself); RFC 2535, section 6.1 (the bits AD and CD); RFC 6895, section 2 (opcodes and response codes).

The sections behind the header are kept as bytes.
"""

from __future__ import annotations

from enum import IntFlag

from framekit import (
    Frame,
    Protocol,
    data,
    derived,
    field,
    this,
    u16,
)


class Flags(IntFlag):
    """The second word of the header. OPCODE and RCODE are numbers of four bits; here their bits are named."""

    RESPONSE = 0x8000
    OPCODE_8 = 0x4000
    OPCODE_4 = 0x2000
    OPCODE_2 = 0x1000
    OPCODE_1 = 0x0800
    AUTHORITATIVE = 0x0400
    TRUNCATED = 0x0200
    RECURSION_DESIRED = 0x0100
    RECURSION_AVAILABLE = 0x0080
    RESERVED = 0x0040
    AUTHENTIC_DATA = 0x0020
    CHECKING_DISABLED = 0x0010
    RCODE_8 = 0x0008
    RCODE_4 = 0x0004
    RCODE_2 = 0x0002
    RCODE_1 = 0x0001


class DnsMessage(Frame, size=this.length + 2):
    """One message of a DNS stream."""

    length: int = derived(u16)
    id: u16
    flags: Flags = field(u16)
    questions: u16
    answers: u16
    authorities: u16
    additionals: u16
    sections: bytes = data()


PROTOCOL = Protocol("dns-tcp", title="DNS over TCP", source="RFC 1035, section 4.2.2", ports={"tcp": [53]}, client=DnsMessage)
