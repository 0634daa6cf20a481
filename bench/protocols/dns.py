"""Hand-written DNS: a question, and an answer with an alias, addresses and a start of authority.

Names are read and written by the functions of the spec, which are hand-written in both cases.
"""

from __future__ import annotations

import struct
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from bench.case import Case, spec

dns: Any = spec("dns")
read_name: Any = dns.read_name
write_name: Any = dns.write_name

HEAD = struct.Struct("!HHHHHH")
QUESTION = struct.Struct("!HH")
RECORD = struct.Struct("!HHIH")
PREFERENCE = struct.Struct("!H")
SOA = struct.Struct("!5I")
SRV = struct.Struct("!3H")
OPTION = struct.Struct("!HH")
TYPES: dict[int, Any] = {int(each): each for each in dns.RecordType}
CLASSES: dict[int, Any] = {int(each): each for each in dns.RecordClass}
OPCODES: dict[int, Any] = {int(each): each for each in dns.Opcode}
CODES: dict[int, Any] = {int(each): each for each in dns.ResponseCode}


class AByHand:
    __slots__ = ("address",)
    type = 1

    def __init__(self, address: IPv4Address) -> None:
        self.address = address

    @classmethod
    def unpack(cls, wire: bytes, offset: int, end: int) -> AByHand:
        if end - offset != 4:
            raise ValueError("wrong length of an address")
        return cls(IPv4Address(wire[offset:end]))

    def pack(self) -> bytes:
        return self.address.packed


class AaaaByHand:
    __slots__ = ("address",)
    type = 28

    def __init__(self, address: IPv6Address) -> None:
        self.address = address

    @classmethod
    def unpack(cls, wire: bytes, offset: int, end: int) -> AaaaByHand:
        if end - offset != 16:
            raise ValueError("wrong length of an address")
        return cls(IPv6Address(wire[offset:end]))

    def pack(self) -> bytes:
        return self.address.packed


class NameByHand:
    __slots__ = ("name",)
    type = 0

    def __init__(self, name: str) -> None:
        self.name = name

    @classmethod
    def unpack(cls, wire: bytes, offset: int, end: int) -> NameByHand:
        name, offset = read_name(wire, offset, end)
        if offset != end:
            raise ValueError("trailing data")
        return cls(name)

    def pack(self) -> bytes:
        return write_name(self.name)  # type: ignore[no-any-return]


class NsByHand(NameByHand):
    __slots__ = ()
    type = 2


class CnameByHand(NameByHand):
    __slots__ = ()
    type = 5


class PtrByHand(NameByHand):
    __slots__ = ()
    type = 12


class MxByHand:
    __slots__ = ("exchange", "preference")
    type = 15

    def __init__(self, preference: int, exchange: str) -> None:
        self.preference = preference
        self.exchange = exchange

    @classmethod
    def unpack(cls, wire: bytes, offset: int, end: int) -> MxByHand:
        if offset + 2 > end:
            raise ValueError("truncated data")
        (preference,) = PREFERENCE.unpack_from(wire, offset)
        exchange, offset = read_name(wire, offset + 2, end)
        if offset != end:
            raise ValueError("trailing data")
        return cls(preference, exchange)

    def pack(self) -> bytes:
        return PREFERENCE.pack(self.preference) + write_name(self.exchange)


class SoaByHand:
    __slots__ = ("expire", "mailbox", "minimum", "primary", "refresh", "retry", "serial")
    type = 6

    def __init__(self, primary: str, mailbox: str, serial: int, refresh: int, retry: int, expire: int, minimum: int) -> None:
        self.primary = primary
        self.mailbox = mailbox
        self.serial = serial
        self.refresh = refresh
        self.retry = retry
        self.expire = expire
        self.minimum = minimum

    @classmethod
    def unpack(cls, wire: bytes, offset: int, end: int) -> SoaByHand:
        primary, offset = read_name(wire, offset, end)
        mailbox, offset = read_name(wire, offset, end)
        if end - offset != 20:
            raise ValueError("wrong length of a start of authority")
        return cls(primary, mailbox, *SOA.unpack_from(wire, offset))

    def pack(self) -> bytes:
        numbers = SOA.pack(self.serial, self.refresh, self.retry, self.expire, self.minimum)
        return write_name(self.primary) + write_name(self.mailbox) + numbers  # type: ignore[no-any-return]


class TxtByHand:
    __slots__ = ("strings",)
    type = 16

    def __init__(self, strings: list[bytes]) -> None:
        self.strings = strings

    @classmethod
    def unpack(cls, wire: bytes, offset: int, end: int) -> TxtByHand:
        strings = []
        while offset < end:
            stop = offset + 1 + wire[offset]
            if stop > end:
                raise ValueError("truncated string")
            strings.append(wire[offset + 1 : stop])
            offset = stop
        return cls(strings)

    def pack(self) -> bytes:
        return b"".join([bytes((len(each),)) + each for each in self.strings])


class SrvByHand:
    __slots__ = ("port", "priority", "target", "weight")
    type = 33

    def __init__(self, priority: int, weight: int, port: int, target: str) -> None:
        self.priority = priority
        self.weight = weight
        self.port = port
        self.target = target

    @classmethod
    def unpack(cls, wire: bytes, offset: int, end: int) -> SrvByHand:
        if offset + 6 > end:
            raise ValueError("truncated data")
        priority, weight, port = SRV.unpack_from(wire, offset)
        target, offset = read_name(wire, offset + 6, end)
        if offset != end:
            raise ValueError("trailing data")
        return cls(priority, weight, port, target)

    def pack(self) -> bytes:
        return SRV.pack(self.priority, self.weight, self.port) + write_name(self.target)


class OptByHand:
    __slots__ = ("options",)
    type = 41

    def __init__(self, options: list[tuple[int, bytes]]) -> None:
        self.options = options

    @classmethod
    def unpack(cls, wire: bytes, offset: int, end: int) -> OptByHand:
        options = []
        while offset < end:
            if offset + 4 > end:
                raise ValueError("truncated option")
            code, length = OPTION.unpack_from(wire, offset)
            offset += 4
            if offset + length > end:
                raise ValueError("truncated option")
            options.append((code, wire[offset : offset + length]))
            offset += length
        return cls(options)

    def pack(self) -> bytes:
        return b"".join([OPTION.pack(code, len(value)) + value for code, value in self.options])


class OtherByHand:
    __slots__ = ("data", "type")

    def __init__(self, type: int, data: bytes) -> None:
        self.type = type
        self.data = data

    def pack(self) -> bytes:
        return self.data


DATA: dict[int, Any] = {
    each.type: each
    for each in (AByHand, NsByHand, CnameByHand, SoaByHand, PtrByHand, MxByHand, TxtByHand, AaaaByHand, SrvByHand, OptByHand)
}


class QuestionByHand:
    __slots__ = ("name", "record_class", "type")

    def __init__(self, name: str, type: Any, record_class: Any) -> None:
        self.name = name
        self.type = type
        self.record_class = record_class


class RecordByHand:
    __slots__ = ("data", "name", "record_class", "time_to_live")

    def __init__(self, name: str, record_class: Any, time_to_live: int, data: Any) -> None:
        self.name = name
        self.record_class = record_class
        self.time_to_live = time_to_live
        self.data = data


class MessageByHand:
    __slots__ = (
        "additionals",
        "answers",
        "authentic_data",
        "authoritative",
        "authorities",
        "checking_disabled",
        "id",
        "opcode",
        "questions",
        "recursion_available",
        "recursion_desired",
        "reserved",
        "response",
        "response_code",
        "truncated",
    )

    def __init__(
        self,
        id: int,
        response: bool,
        opcode: Any,
        authoritative: bool,
        truncated: bool,
        recursion_desired: bool,
        recursion_available: bool,
        reserved: int,
        authentic_data: bool,
        checking_disabled: bool,
        response_code: Any,
        questions: list[QuestionByHand],
        answers: list[RecordByHand],
        authorities: list[RecordByHand],
        additionals: list[RecordByHand],
    ) -> None:
        self.id = id
        self.response = response
        self.opcode = opcode
        self.authoritative = authoritative
        self.truncated = truncated
        self.recursion_desired = recursion_desired
        self.recursion_available = recursion_available
        self.reserved = reserved
        self.authentic_data = authentic_data
        self.checking_disabled = checking_disabled
        self.response_code = response_code
        self.questions = questions
        self.answers = answers
        self.authorities = authorities
        self.additionals = additionals


def unpack_questions(wire: bytes, offset: int, end: int, count: int) -> tuple[list[QuestionByHand], int]:
    questions = []
    for _ in range(count):
        name, offset = read_name(wire, offset, end)
        number, group = QUESTION.unpack_from(wire, offset)
        offset += 4
        questions.append(QuestionByHand(name, TYPES.get(number, number), CLASSES.get(group, group)))
    return questions, offset


def unpack_records(wire: bytes, offset: int, end: int, count: int) -> tuple[list[RecordByHand], int]:
    records = []
    for _ in range(count):
        name, offset = read_name(wire, offset, end)
        number, group, time_to_live, length = RECORD.unpack_from(wire, offset)
        offset += 10
        stop = offset + length
        if stop > end:
            raise ValueError("truncated record")
        kind = DATA.get(number)
        data = OtherByHand(number, wire[offset:stop]) if kind is None else kind.unpack(wire, offset, stop)
        records.append(RecordByHand(name, CLASSES.get(group, group), time_to_live, data))
        offset = stop
    return records, offset


def unpack(wire: bytes) -> MessageByHand:
    id, flags, questions, answers, authorities, additionals = HEAD.unpack_from(wire)
    end = len(wire)
    asked, offset = unpack_questions(wire, 12, end, questions)
    answered, offset = unpack_records(wire, offset, end, answers)
    known, offset = unpack_records(wire, offset, end, authorities)
    more, offset = unpack_records(wire, offset, end, additionals)
    if offset != end:
        raise ValueError("trailing data")
    opcode, code = flags >> 11 & 15, flags & 15
    return MessageByHand(
        id,
        bool(flags & 0x8000),
        OPCODES.get(opcode, opcode),
        bool(flags & 0x0400),
        bool(flags & 0x0200),
        bool(flags & 0x0100),
        bool(flags & 0x0080),
        flags >> 6 & 1,
        bool(flags & 0x0020),
        bool(flags & 0x0010),
        CODES.get(code, code),
        asked,
        answered,
        known,
        more,
    )


def pack_record(record: RecordByHand) -> bytes:
    data = record.data.pack()
    return (  # type: ignore[no-any-return]
        write_name(record.name) + RECORD.pack(record.data.type, record.record_class, record.time_to_live, len(data)) + data
    )


def pack(message: MessageByHand) -> bytes:
    if not 0 <= message.opcode < 16 or not 0 <= message.response_code < 16 or not 0 <= message.reserved < 2:
        raise ValueError("out of range")
    flags = message.opcode << 11 | message.reserved << 6 | message.response_code
    if message.response:
        flags |= 0x8000
    if message.authoritative:
        flags |= 0x0400
    if message.truncated:
        flags |= 0x0200
    if message.recursion_desired:
        flags |= 0x0100
    if message.recursion_available:
        flags |= 0x0080
    if message.authentic_data:
        flags |= 0x0020
    if message.checking_disabled:
        flags |= 0x0010
    parts = [
        HEAD.pack(
            message.id,
            flags,
            len(message.questions),
            len(message.answers),
            len(message.authorities),
            len(message.additionals),
        )
    ]
    for question in message.questions:
        parts.append(write_name(question.name))
        parts.append(QUESTION.pack(question.type, question.record_class))
    for records in (message.answers, message.authorities, message.additionals):
        parts += [pack_record(each) for each in records]
    return b"".join(parts)


ANSWER: bytes = dns.DnsMessage(
    id=7,
    response=True,
    recursion_desired=True,
    recursion_available=True,
    questions=[dns.Question(name="www.example.com", type=dns.RecordType.A)],
    answers=[
        dns.Record(name="www.example.com", time_to_live=300, data=dns.Cname(canonical="edge.example.net")),
        dns.Record(name="edge.example.net", time_to_live=60, data=dns.A(address=IPv4Address("192.0.2.1"))),
        dns.Record(name="edge.example.net", time_to_live=60, data=dns.A(address=IPv4Address("192.0.2.2"))),
        dns.Record(name="edge.example.net", time_to_live=60, data=dns.A(address=IPv4Address("192.0.2.3"))),
    ],
    authorities=[
        dns.Record(
            name="example.net",
            time_to_live=900,
            data=dns.Soa(
                primary="ns.example.net",
                mailbox="admin.example.net",
                serial=2024010101,
                refresh=7200,
                retry=3600,
                expire=1209600,
                minimum=300,
            ),
        )
    ],
).pack()

CASES: list[Case] = [
    Case(
        "DNS question",
        dns.DnsMessage,
        bytes.fromhex("8185010000010000000000000377777706676f6f676c6503636f6d0000010001"),
        unpack,
        pack,
    ),
    Case("DNS answer, 5 records", dns.DnsMessage, ANSWER, unpack, pack),
]
