"""DNS: messages with their questions and resource records, over UDP and over TCP.

Source: RFC 1035, section 3.2 (records), section 3.3 (their data), section 4.1 (messages, compressed names), section 4.2.2 (the
length over TCP), section 5.1 (names as text); RFC 3596, section 2 (AAAA); RFC 2782 (SRV); RFC 6891, section 6.1 (OPT); RFC 4035,
section 3 (the bits AD and CD); RFC 6895, section 2 (opcodes and response codes).

A name is text without a dot at its end, "" for the root. A dot or backslash within a label, and what is no printable ASCII, is
escaped as in zone files: "a\\.b", "a\\000". Compressed names are read; packing writes all of them in full, so that a message
packs to bytes of the same meaning, which need not be the same bytes. A pointer must lead to bytes before the name that it ends,
which leaves no way to a loop.

Records of a dynamic update that have no data (RFC 2136, section 2.4) are beyond this file.
"""

from __future__ import annotations

import re
from enum import IntEnum

from framekit import (
    Frame,
    Protocol,
    Unknown,
    array,
    bool1,
    custom,
    data,
    derived,
    field,
    ipv4,
    ipv6,
    switch,
    this,
    u1,
    u4,
    u8,
    u16,
    u32,
    unknown,
)

LONGEST_NAME = 255
LONGEST_LABEL = 63
_POINTER = 0xC0

_PLAIN = re.compile(rb"[!-\-/-\[\]-~]*")
_SIMPLE = re.compile(r"[!-\[\]-~]+")
_TOKEN = re.compile(r"\\([0-9]{3})|\\([.\\])|([!-\[\]-~])")


def _label_as_text(label: bytes) -> str:
    if _PLAIN.fullmatch(label):
        return label.decode("ascii")
    return "".join(
        f"\\{chr(each)}" if each in b".\\" else chr(each) if 0x21 <= each <= 0x7E else f"\\{each:03d}" for each in label
    )


def read_name(buffer: bytes, offset: int, end: int) -> tuple[str, int]:
    """A name at an offset of a message, and where it ends; `end` is that of the part it stands in."""
    labels: list[str] = []
    size = 1
    behind: int | None = None
    start, limit = offset, end
    while True:
        if offset >= limit:
            _ran_out(behind)
        length = buffer[offset]
        offset += 1
        if length == 0:
            return ".".join(labels), offset if behind is None else behind
        if length <= LONGEST_LABEL:
            size += length + 1
            if size > LONGEST_NAME:
                raise ValueError(f"a name has at most {LONGEST_NAME} bytes")
            label = buffer[offset : offset + length]
            offset += length
            if offset > limit:
                _ran_out(behind)
            labels.append(_label_as_text(label))
        elif length >= _POINTER:
            if offset >= limit:
                _ran_out(behind)
            target = (length - _POINTER) << 8 | buffer[offset]
            if behind is None:
                behind = offset + 1
            if target >= start:
                raise ValueError(f"a pointer to byte {target} does not lead back from the name at byte {start}")
            start, limit, offset = target, start, target
        else:
            raise ValueError(f"{length:#04x} begins neither a label nor a pointer")


def _ran_out(behind: int | None) -> None:
    if behind is None:
        raise IndexError("the name is cut off")
    raise ValueError("a pointer leads to a name that does not end before the pointer")


def _labels_of_escaped(name: str) -> list[bytes]:
    labels, offset = [bytearray()], 0
    while offset < len(name):
        token = _TOKEN.match(name, offset)
        if token is None or int(token[1] or 0) > 0xFF:
            raise ValueError(f"{name[offset:]!r} is no part of a name; write other bytes as a backslash and three digits")
        if token[3] == ".":
            labels.append(bytearray())
        else:
            labels[-1].append(int(token[1]) if token[1] else ord(token[2] or token[3]))
        offset = token.end()
    if ".".join(_label_as_text(bytes(each)) for each in labels) != name:
        raise ValueError("it escapes what needs no escape")
    return [bytes(each) for each in labels]


def write_name(name: str) -> bytes:
    """A name in full."""
    if not isinstance(name, str):
        raise TypeError("it is no str")
    if not name:
        return b"\0"
    wire = bytearray()
    for label in name.encode().split(b".") if _SIMPLE.fullmatch(name) else _labels_of_escaped(name):
        length = len(label)
        if not 1 <= length <= LONGEST_LABEL:
            raise ValueError(f"a label has from 1 to {LONGEST_LABEL} bytes")
        wire.append(length)
        wire += label
    wire.append(0)
    if len(wire) > LONGEST_NAME:
        raise ValueError(f"a name has at most {LONGEST_NAME} bytes")
    return bytes(wire)


def domain_name() -> str:
    """A field that is a name."""
    return custom(
        read_name,
        write_name,
        name="domain name",
        minimum=1,
        maximum=LONGEST_NAME,
        values=("", "example", "www.example.com", "a\\.b.\\\\.\\000\\255", ".".join(["x" * 61] * 4)),
    )


class Opcode(IntEnum):
    """What a message asks for. Others stay integers."""

    QUERY = 0
    INVERSE_QUERY = 1
    STATUS = 2
    NOTIFY = 4
    UPDATE = 5


class ResponseCode(IntEnum):
    """How it went. Others stay integers."""

    NO_ERROR = 0
    FORMAT_ERROR = 1
    SERVER_FAILURE = 2
    NO_SUCH_NAME = 3
    NOT_IMPLEMENTED = 4
    REFUSED = 5
    NAME_EXISTS = 6
    RECORDS_EXIST = 7
    NO_SUCH_RECORDS = 8
    NOT_AUTHORITATIVE = 9
    NOT_IN_ZONE = 10


class RecordType(IntEnum):
    """Types of records, and those that only questions ask for. Others stay integers."""

    A = 1
    NS = 2
    CNAME = 5
    SOA = 6
    PTR = 12
    MX = 15
    TXT = 16
    AAAA = 28
    SRV = 33
    OPT = 41
    AXFR = 252
    ANY = 255


class RecordClass(IntEnum):
    """Classes of records. Others stay integers, as in OPT records, whose class is the largest datagram that the sender takes."""

    INTERNET = 1
    CHAOS = 3
    HESIOD = 4
    NONE = 254
    ANY = 255


class A(Frame):
    """An IPv4 address of a host."""

    address: ipv4


class Aaaa(Frame):
    """An IPv6 address of a host."""

    address: ipv6


class Ns(Frame):
    """A server that knows a zone."""

    server: str = domain_name()


class Cname(Frame):
    """The name that an alias stands for."""

    canonical: str = domain_name()


class Ptr(Frame):
    """A name elsewhere, as that of an address."""

    target: str = domain_name()


class Mx(Frame):
    """A host that takes a domain's mail; lower preferences come first."""

    preference: u16
    exchange: str = domain_name()


class Soa(Frame):
    """The start of a zone; times in seconds."""

    primary: str = domain_name()
    mailbox: str = domain_name()
    serial: u32
    refresh: u32
    retry: u32
    expire: u32
    minimum: u32


class Txt(Frame):
    """Strings."""

    strings: list[bytes] = array(data(prefix=u8))


class Srv(Frame):
    """A host and port that a service is at."""

    priority: u16
    weight: u16
    port: u16
    target: str = domain_name()


class OptOption(Frame):
    """An option of EDNS."""

    code: u16
    value: bytes = data(prefix=u16)


class Opt(Frame):
    """The options of EDNS; its other values are in the class and the time to live of the record."""

    options: list[OptOption] = array(OptOption)


class Question(Frame):
    """What is asked."""

    name: str = domain_name()
    type: RecordType = field(u16)
    record_class: RecordClass = field(u16, default=RecordClass.INTERNET)


class Record(Frame):
    """A resource record. Its type follows from its data; data of other types are an Unknown."""

    name: str = domain_name()
    type: RecordType = derived(u16)
    record_class: RecordClass = field(u16, default=RecordClass.INTERNET)
    time_to_live: u32
    data: A | Ns | Cname | Soa | Ptr | Mx | Txt | Aaaa | Srv | Opt | Unknown = switch(
        this.type,
        {
            RecordType.A: A,
            RecordType.NS: Ns,
            RecordType.CNAME: Cname,
            RecordType.SOA: Soa,
            RecordType.PTR: Ptr,
            RecordType.MX: Mx,
            RecordType.TXT: Txt,
            RecordType.AAAA: Aaaa,
            RecordType.SRV: Srv,
            RecordType.OPT: Opt,
        },
        otherwise=unknown(),
        size_prefix=u16,
    )


class DnsMessage(Frame, origin=True):
    """A message, as it stands in a datagram. Pointers of names count from its start."""

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
    question_count: int = derived(u16)
    answer_count: int = derived(u16)
    authority_count: int = derived(u16)
    additional_count: int = derived(u16)
    questions: list[Question] = array(Question, count=this.question_count, default_factory=list)
    answers: list[Record] = array(Record, count=this.answer_count, default_factory=list)
    authorities: list[Record] = array(Record, count=this.authority_count, default_factory=list)
    additionals: list[Record] = array(Record, count=this.additional_count, default_factory=list)


class DnsOverTcp(Frame):
    """A message in a stream, behind the two bytes that count it."""

    message: DnsMessage = field(DnsMessage, size_prefix=u16)


PROTOCOL = Protocol(
    "dns",
    title="DNS",
    source="RFC 1035",
    ports={"udp": [53, 5353], "tcp": [53]},
    client=DnsOverTcp,
    datagrams=DnsMessage,
)
