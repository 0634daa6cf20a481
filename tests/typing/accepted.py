"""What type checkers must accept: a protocol written from the docs. Checked by mypy --strict and pyright strict, never run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from enum import IntEnum, IntFlag
from fractions import Fraction
from ipaddress import IPv4Address
from typing import Generic, TypeVar, assert_type
from uuid import UUID

from framekit import (
    Expr,
    Finding,
    Frame,
    FrameDecoder,
    MacAddress,
    Timestamp,
    Trace,
    Unknown,
    align,
    analyse,
    array,
    asdict,
    bcd,
    ber_length,
    between,
    bool1,
    bool8,
    byteorder_by,
    checksum,
    choose,
    codec_source,
    computed,
    const,
    custom,
    data,
    deflated,
    derived,
    duration,
    escaped,
    f64,
    field,
    fixed_point,
    from_dict,
    given,
    i12,
    i16,
    i32,
    index,
    ipv4,
    item,
    layout,
    leftover_of,
    mac,
    make_frame,
    mapped,
    measure,
    ntp_timestamp,
    optional,
    pad,
    peek,
    quic_varint,
    replace,
    rotated,
    scaled,
    struct_format,
    switch,
    text,
    text_int,
    this,
    timestamp,
    trace,
    u1,
    u3,
    u4,
    u5,
    u7,
    u8,
    u10,
    u16,
    u16le,
    u27,
    u32,
    u32le,
    u64,
    uleb128,
    unknown,
    uuid,
    uuid_le,
    varint,
    xor,
    zigzag,
)


class Kind(IntEnum):
    PING = 1
    DATA = 2


class Option(IntFlag):
    URGENT = 1
    SIGNED = 2


class Ping(Frame):
    token: u32


class Reading(Frame):
    sensor: u16
    value: f64
    unit: str = text(prefix=u8)


class Data(Frame):
    readings: list[Reading] = array(Reading, prefix=u16)


class Message(Frame, byteorder="big"):
    """One message of the sensor link."""

    magic: bytes = const(b"FK")
    version: u8 = 1
    options: Option = field(u8, default=Option(0))
    kind: Kind = field(u8)
    strict: Kind = field(u8, strict=True, default=Kind.PING)
    _: None = pad(2)
    flag: bool8 = False
    length: int = derived(u16)
    ping: Ping
    name: str = text(16, default="")
    salt: bytes = data(4, default=b"abcd")
    codes: list[int] = array(u16, 3)
    words: list[str] = array(text(prefix=u8), prefix=u8)
    blobs: list[bytes] = array(data(2), prefix=u8)
    grid: list[list[int]] = array(array(u8, 3), prefix=u8)
    more: list[Reading] = array(Reading, prefix=u8, default_factory=list)
    made: Ping = field(default_factory=lambda: Ping(token=1))
    body: bytes = data(length=this.length - 4)


class Sized(Frame, byteorder="<", size=this.length + 6):
    length: int = derived(u16)
    rest: bytes = data()


class Longer(Ping):
    second: u32le


class Point(Frame, frozen=True):
    x: u8
    y: u8


ping = Ping(token=7)
assert_type(ping.token, int)
message = Message(kind=Kind.DATA, ping=ping, codes=[1, 2, 3], words=["a"], blobs=[b"ab"], grid=[[1, 2, 3]], body=b"hello")
assert_type(message.magic, bytes)
assert_type(message.version, int)
assert_type(message.kind, Kind)
assert_type(message.flag, bool)
assert_type(message.length, int)
assert_type(message.more, list[Reading])
assert_type(message.pack(), bytes)
assert_type(message.pack(override={"length": 9}), bytes)
assert_type(Message.unpack(b""), Message)
assert_type(Message.unpack_from(bytearray(9), 3), Message)
for each in Message.iter_unpack(memoryview(b"")):
    assert_type(each, Message)
message.pack_into(bytearray(99), 1)
assert_type(Longer(token=1, second=2).token, int)
assert_type(Sized(rest=b"").length, int)
assert_type(hash(Point(x=1, y=2)), int)
assert_type(replace(ping, token=8), Ping)
assert_type(from_dict(Ping, asdict(ping)), Ping)
assert_type(trace(Ping, b"1234"), Trace)
assert_type(struct_format(Reading, unit=3), str)
assert_type(measure(Ping, b""), int)
assert_type(codec_source(Ping), str)
assert_type(layout(Ping)[0].offset, int | None)
assert_type(make_frame("Made", {"x": u8, "name": text(prefix=u8)}), type[Frame])
expression: Expr = this.length * 4 - 8

match message:
    case Message(kind=Kind.PING, ping=Ping(token=token)):
        assert_type(token, int)
    case _:
        pass


# The rest of the vocabulary


class Pong(Frame):
    token: u16


class Sensor(Frame, byteorder="big"):
    """A message with a tag that follows from its body."""

    magic: bytes = const(b"FK")
    version: u4 = 1
    flags: u4 = 0
    kind: Kind = derived(u8)
    length: int = derived(u16)
    body: Ping | Data | Unknown = switch(this.kind, {Kind.PING: Ping, Kind.DATA: Data}, otherwise=unknown(), size=this.length)
    crc: int = checksum(u32, "crc32")


sensor = Sensor(body=Ping(token=7))
assert_type(sensor.body, Ping | Data | Unknown)
assert_type(sensor.kind, Kind)
assert_type(sensor.crc, int)
assert_type(sensor.version, int)


def read(buffer: bytes, offset: int, end: int) -> tuple[Fraction, int]:
    return Fraction(buffer[offset]), offset + 1


def write(value: Fraction) -> bytes:
    return bytes([int(value)])


class Position(Frame, bitwise=True):
    """Bits at places that depend on what was read."""

    known: bool1
    precise: int | None = optional(u27, when=this.known)
    notes: list[int] = array(u5, prefix=u3)


position = Position(known=True, precise=5, notes=[1])
assert_type(position.known, bool)
assert_type(position.precise, int | None)
assert_type(position.notes, list[int])
assert_type(make_frame("Position", {"x": u3}, bitwise=True), type[Frame])


class Words(Frame, bitorder="lsb", max_depth=9, max_items=100, origin=True):
    """Every word."""

    option: Option = field(u3, default=Option(0))
    on: bool = field(u1)
    off: bool1
    torque: i12
    _: None = pad(bits=7, strict=True)
    n: int = derived(uleb128, check=this < 9)
    number: zigzag
    stream: quic_varint
    capped: int = field(varint("leb128", bits=32))
    small: u8 = field(check=this <= 3)
    line: bytes = data(until=b"\r\n")
    c_string: str = text(until="\0")
    view: memoryview = data(prefix=u8, view=True)
    names: list[str] = array(text(until="\0"), until=b"\0")
    chain: list[Ping] = array(Ping, until=item.token == 0)
    suites: list[int] = array(u16, size_prefix=u16)
    nested: Ping = field(size=this.small, leftover="keep")
    rest: bytes = leftover_of(this.nested, default=b"")
    either: Ping | Pong = switch(this.small, {1: Ping, range(2, 9): Pong})
    plain: int | str = switch(this.small, {1: u8, 2: text(prefix=u8)})
    maybe: int | None = optional(u32, when=this.on, default=None)
    word: str | None = optional(text(prefix=u8), when=this.on)
    ping: Ping | None = optional(Ping, when=this.on, default=None)
    more: list[Ping] | None = optional(array(Ping, prefix=u8), when=this.on)
    address: ipv4
    hardware: mac
    key: uuid
    at: datetime = timestamp(u32)
    ntp: datetime = ntp_timestamp()
    period: timedelta = duration(u16, unit="ms")
    ratio: float = fixed_point(u32, 16)
    celsius: float = scaled(u8, 0.5, offset=-40)
    year: int = bcd(2)
    rate: Fraction = mapped(u32, unpack=lambda raw: Fraction(raw, 1000), pack=lambda value: int(value * 1000))
    own: Fraction = custom(read, write, minimum=1)
    size: int = computed(this.small * 4)
    end: None = align(4)
    there: None = align(8, origin="outer")
    body: bytes = data(length=this.n)


class Node(Frame):
    value: u8
    children: list[Node] = array(prefix=u8)
    next: Node | None = optional(when=this.value & 1, default=None)


class Union(Frame):
    """An open union."""


class First(Union, tag=1):
    x: u8


class Outer(Frame):
    kind: int = derived(u8)
    body: Union | Unknown = switch(this.kind, Union, otherwise=unknown(), size_prefix=u8)


class Tiff(Frame, byteorder=byteorder_by(this.mark, big=b"MM", little=b"II")):
    mark: bytes = data(2)
    first: Follows


class Follows(Frame, byteorder="outer"):
    offset: u32


T = TypeVar("T")


class Envelope(Frame, Generic[T]):
    length: int = derived(u8)
    body: T = field(size=this.length)


def words(frame: Words) -> Iterator[object]:
    assert_type(frame.on, bool)
    assert_type(frame.off, bool)
    assert_type(frame.option, Option)
    assert_type(frame.view, memoryview)
    assert_type(frame.chain, list[Ping])
    assert_type(frame.either, Ping | Pong)
    assert_type(frame.maybe, int | None)
    assert_type(frame.word, str | None)
    assert_type(frame.ping, Ping | None)
    assert_type(frame.address, IPv4Address)
    assert_type(frame.hardware, MacAddress)
    assert_type(frame.key, UUID)
    assert_type(frame.at, datetime)
    assert_type(frame.own, Fraction)
    assert_type(frame.size, int)
    yield frame.celsius


assert_type(Node(value=1, children=[]).next, Node | None)
assert_type(Outer(body=First(x=1)).body, Union | Unknown)
assert_type(Envelope[Ping].unpack(b""), Envelope[Ping])
assert_type(Envelope[Ping](body=Ping(token=1)).body, Ping)
assert_type(analyse(Tiff), tuple[Finding, ...])


class Entry(Frame):
    wide: bool = given()
    value: int = switch(this.wide, {True: u32, False: u16})


class Table(Frame):
    flags: u8
    entries: list[Entry] = array(Entry.given(wide=this.flags & 1 == 1), prefix=u8)
    one: Entry = field(Entry.given(wide=True))


assert_type(Entry.unpack(b"", wide=True), Entry)
assert_type(Entry(wide=True, value=7).wide, bool)
assert_type(Entry.given(wide=True), type[Entry])
assert_type(FrameDecoder(Entry, given={"wide": True}), FrameDecoder[Entry])


class Money(Frame):
    price: Decimal = scaled(u32, Decimal("1e-8"))
    half: float = scaled(u16, 0.5, default=1.0)
    ident: uuid_le


assert_type(Money(price=Decimal(1), ident=UUID(int=0)).price, Decimal)


class Logged(Frame):
    coarse: datetime = timestamp(u32, unit="ms", epoch="2000-01-01")
    fine: Timestamp = timestamp(u32, unit="100ns", epoch="1601-01-01")


assert_type(Logged(coarse=datetime.now(), fine=Timestamp("2024-01-01")).fine.nanoseconds, int)


# Numbers, ends, items and bits: the forms of the reference


class Row(Frame):
    size: u8
    cells: bytes = data(length=this.size)


class Flowing(Frame):
    on: bool1
    length: int = derived(escaped(u7, {126: u16, 127: u64}))
    octal: int = text_int(11, base=8, pad="0")
    count: int = derived(text_int(until="\r\n"))
    body: bytes = data(length=this.length)
    chosen: bytes = data(length=choose(this.on == 1, this.count, this.octal))
    payload: bytes = data(prefix=escaped(u8, {0xFD: u16le, 0xFE: u32le}))
    value: bytes = data(prefix=ber_length)
    name: str | None = text(prefix=i32, null=-1)
    blob: bytes | None = data(prefix=i16, null=-1)
    keys: list[str] | None = array(text(prefix=i16), prefix=uleb128, bias=1, null=0)
    label: str = text(16, until="\0", leftover="ignore")
    part: bytes = data(until=b"|", or_end=True)
    line: str = text(until=("\r\n", "\n"))
    kind: int = peek(u8, ahead=10)
    sizes: list[int] = array(u8, count=this.count)
    rows: list[bytes] = array(data(length=this.sizes[index]), count=this.count)
    flags: list[bool] = array(bool1, 144)
    numbers: list[int] = array(u10, count=this.count)
    # field() has the type of the annotation before it, which an argument lacks: pyright in strict mode asks for it
    offers: list[int] = array(field(u16, check=range(1, 100)), prefix=u8)  # pyright: ignore[reportUnknownVariableType]
    ratio: f64 = field(check=between(-1.0, 1.0))
    row: Row = field(Row, within=data(until=b"|"))
    packed: Row = field(Row, within=deflated(data(length=this.length), limit=4096))
    masked: bytes = xor(this.octal, data(length=this.length))
    turned: bytes = rotated(3, data(4))
    check: int = checksum(text_int(2, base=16), "xor")
    digest: bytes = checksum(data(32), "sha256")
    maybe: int | None = optional(checksum(u16, "internet"), when=this.check == 1, default=None)
    records: list[Row] = array(Row, until=item.size == 0, or_end=True)


def flowing(frame: Flowing) -> None:
    assert_type(frame.length, int)
    assert_type(frame.name, str | None)
    assert_type(frame.blob, bytes | None)
    assert_type(frame.keys, list[str] | None)
    assert_type(frame.rows, list[bytes])
    assert_type(frame.flags, list[bool])
    assert_type(frame.packed, Row)
    assert_type(frame.masked, bytes)
    assert_type(frame.digest, bytes)
    assert_type(frame.check, int)
    assert_type(frame.ratio, float)
