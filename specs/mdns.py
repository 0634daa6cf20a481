"""Multicast DNS: DNS messages whose classes include a flag bit.

Source: RFC 6762, section 18 (the message), 5.4 (answers by unicast) and 10.2 (records that replace older ones). Everything else
is as in DNS, with the same record types.

The class of an OPT record is the size of the largest datagram that its sender accepts. Section 17 forbids datagrams of more than
9000 bytes, so the bit before the class is 0 there.
"""

from __future__ import annotations

from framekit import Frame, Protocol, array, bool1, derived, field, optional, switch, this, u15, u16, u32, unknown
from framekit.specs.dns import (
    RECORD_DATA,
    ExtendedFlags,
    MessageHead,
    RecordClass,
    RecordData,
    RecordType,
    domain_name,
)


class MdnsQuestion(Frame):
    """A question (RFC 6762, section 18.12)."""

    name: str = domain_name()
    type: RecordType = field(u16)
    unicast_response: bool1 = False
    record_class: RecordClass = field(u15, default=RecordClass.INTERNET)


class MdnsRecord(Frame):
    """A resource record, whose type is derived from its data (RFC 6762, section 18.13)."""

    name: str = domain_name()
    type: RecordType = derived(u16)
    cache_flush: bool1 = False
    record_class: RecordClass = field(u15, default=RecordClass.INTERNET)
    time_to_live: int | None = optional(field(u32, doc="s"), when=this.type != RecordType.OPT, default=None)
    extended_flags: ExtendedFlags | None = optional(ExtendedFlags, when=this.type == RecordType.OPT, default=None)
    data: RecordData = switch(this.type, RECORD_DATA, otherwise=unknown(), size_prefix=u16)


class MdnsMessage(MessageHead, origin=True):
    """A message. Pointers of names count from its start."""

    question_count: int = derived(u16)
    answer_count: int = derived(u16)
    authority_count: int = derived(u16)
    additional_count: int = derived(u16)
    questions: list[MdnsQuestion] = array(MdnsQuestion, count=this.question_count, default_factory=list)
    answers: list[MdnsRecord] = array(MdnsRecord, count=this.answer_count, default_factory=list)
    authorities: list[MdnsRecord] = array(MdnsRecord, count=this.authority_count, default_factory=list)
    additionals: list[MdnsRecord] = array(MdnsRecord, count=this.additional_count, default_factory=list)


PROTOCOL = Protocol("mdns", title="Multicast DNS", source="RFC 6762", ports={"udp": [5353]}, client=MdnsMessage)
