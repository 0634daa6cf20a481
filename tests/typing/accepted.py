"""What type checkers must accept: a protocol written from the docs. Checked by mypy --strict and pyright strict, never run."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import assert_type

from framekit import (
    Expr,
    Frame,
    Trace,
    array,
    asdict,
    bool8,
    codec_source,
    const,
    data,
    derived,
    f64,
    field,
    from_dict,
    layout,
    make_frame,
    measure,
    pad,
    replace,
    struct_format,
    text,
    this,
    trace,
    u8,
    u16,
    u32,
    u32le,
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
