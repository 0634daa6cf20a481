"""Messages, with their questions and records (RFC 1035, section 4.1)."""

from __future__ import annotations

from typing import TypeAlias

from framekit import Frame, Unknown, array, bool1, derived, field, optional, switch, this, u1, u4, u16, u32, unknown
from framekit.specs.dns.codes import Opcode, RecordClass, RecordType, ResponseCode
from framekit.specs.dns.dnssec import Cdnskey, Cds, Csync, Dnskey, Ds, Nsec, Nsec3, Nsec3Param, Rrsig, Tsig, Zonemd
from framekit.specs.dns.edns import ExtendedFlags, Opt
from framekit.specs.dns.names import domain_name
from framekit.specs.dns.records import (
    A,
    Aaaa,
    Caa,
    Cname,
    Dname,
    Hinfo,
    Https,
    Mx,
    Naptr,
    Ns,
    Ptr,
    Smimea,
    Soa,
    Srv,
    Sshfp,
    Svcb,
    Tlsa,
    Txt,
    Uri,
)

RecordData: TypeAlias = (
    A
    | Ns
    | Cname
    | Soa
    | Ptr
    | Hinfo
    | Mx
    | Txt
    | Aaaa
    | Srv
    | Naptr
    | Dname
    | Opt
    | Ds
    | Sshfp
    | Rrsig
    | Nsec
    | Dnskey
    | Nsec3
    | Nsec3Param
    | Tlsa
    | Smimea
    | Cds
    | Cdnskey
    | Csync
    | Zonemd
    | Svcb
    | Https
    | Tsig
    | Uri
    | Caa
    | Unknown
)
"""The data of a record."""

RECORD_DATA: dict[RecordType, type[Frame]] = {
    RecordType.A: A,
    RecordType.NS: Ns,
    RecordType.CNAME: Cname,
    RecordType.SOA: Soa,
    RecordType.PTR: Ptr,
    RecordType.HINFO: Hinfo,
    RecordType.MX: Mx,
    RecordType.TXT: Txt,
    RecordType.AAAA: Aaaa,
    RecordType.SRV: Srv,
    RecordType.NAPTR: Naptr,
    RecordType.DNAME: Dname,
    RecordType.OPT: Opt,
    RecordType.DS: Ds,
    RecordType.SSHFP: Sshfp,
    RecordType.RRSIG: Rrsig,
    RecordType.NSEC: Nsec,
    RecordType.DNSKEY: Dnskey,
    RecordType.NSEC3: Nsec3,
    RecordType.NSEC3PARAM: Nsec3Param,
    RecordType.TLSA: Tlsa,
    RecordType.SMIMEA: Smimea,
    RecordType.CDS: Cds,
    RecordType.CDNSKEY: Cdnskey,
    RecordType.CSYNC: Csync,
    RecordType.ZONEMD: Zonemd,
    RecordType.SVCB: Svcb,
    RecordType.HTTPS: Https,
    RecordType.TSIG: Tsig,
    RecordType.URI: Uri,
    RecordType.CAA: Caa,
}
"""The class of the data of each type."""


class Question(Frame):
    """A question (RFC 1035, section 4.1.2)."""

    name: str = domain_name()
    type: RecordType = field(u16)
    record_class: RecordClass = field(u16, default=RecordClass.INTERNET)


class Record(Frame):
    """A resource record (RFC 1035, section 4.1.3). Its type is derived from its data; data of other types are an Unknown.

    An OPT record has `extended_flags` in place of a time to live, and the largest datagram that its sender accepts as its class.
    """

    name: str = domain_name()
    type: RecordType = derived(u16)
    record_class: RecordClass = field(u16, default=RecordClass.INTERNET)
    time_to_live: int | None = optional(field(u32, doc="s"), when=this.type != RecordType.OPT, default=None)
    extended_flags: ExtendedFlags | None = optional(ExtendedFlags, when=this.type == RecordType.OPT, default=None)
    data: RecordData = switch(this.type, RECORD_DATA, otherwise=unknown(), size_prefix=u16)


class MessageHead(Frame):
    """The fields at the start of every message, before the counts (RFC 1035, section 4.1.1; RFC 4035, section 3)."""

    id: u16
    response: bool1 = False
    opcode: Opcode = field(u4, default=Opcode.QUERY)
    authoritative: bool1 = False
    truncated: bool1 = False
    recursion_desired: bool1 = False
    recursion_available: bool1 = False
    reserved: u1 = 0
    authentic_data: bool1 = False
    checking_disabled: bool1 = False
    response_code: ResponseCode = field(u4, default=ResponseCode.NO_ERROR)


class DnsMessage(MessageHead, origin=True):
    """A message in a datagram. Pointers of names count from its start."""

    question_count: int = derived(u16)
    answer_count: int = derived(u16)
    authority_count: int = derived(u16)
    additional_count: int = derived(u16)
    questions: list[Question] = array(Question, count=this.question_count, default_factory=list)
    answers: list[Record] = array(Record, count=this.answer_count, default_factory=list)
    authorities: list[Record] = array(Record, count=this.authority_count, default_factory=list)
    additionals: list[Record] = array(Record, count=this.additional_count, default_factory=list)


class DnsOverTcp(Frame):
    """A message in a stream, after its length in two bytes (RFC 1035, section 4.2.2)."""

    message: DnsMessage = field(DnsMessage, size_prefix=u16)
