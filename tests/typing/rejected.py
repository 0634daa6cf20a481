"""What type checkers must reject. Each line is wrong; the ignores are checked to be needed, by mypy and by pyright each."""

from __future__ import annotations

from typing import Final

from framekit import (
    Frame,
    FrameStream,
    array,
    checksum,
    computed,
    const,
    data,
    derived,
    field,
    given,
    i32,
    optional,
    pad,
    switch,
    text,
    text_int,
    this,
    u4,
    u8,
    u16,
)


class Ping(Frame):
    token: u16


class Message(Frame):
    magic: bytes = const(b"FK")
    length: int = derived(u16)
    _: None = pad(2)
    name: str = text(prefix=u8)
    pings: list[Ping] = array(Ping, prefix=u8)
    body: bytes = data(length=this.length)


class Point(Frame, frozen=True):
    x: u8


# A missing argument
Ping()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Message(name="a", pings=[])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]

# A wrong type
Ping(token="7")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Message(name=b"a", pings=[], body=b"")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Message(name="a", pings=[1], body=b"")  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
Message(name="a", pings=[], body="b")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

# What follows from the rest is not passed
Message(name="a", pings=[], body=b"", length=0)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Message(name="a", pings=[], body=b"", magic=b"FK")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Message(name="a", pings=[], body=b"", _=None)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]

# No such field; and fields are passed by name
Ping(tokem=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Ping(7)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Ping(token=7).tokem  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]

# A frozen frame is not changed
Point(x=1).x = 2  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


class Wrong(Frame):
    # The wire contradicts the annotation
    name: bytes = text(prefix=u8)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    body: str = data(prefix=u8)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    pings: list[Message] = array(Ping, prefix=u8)  # pyright: ignore[reportAssignmentType]  (mypy takes the loose overload)
    magic: str = const(b"FK")  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    words: list[int] = array(text(prefix=u8), prefix=u8)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    number: u8 = "1"  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    choice: int = field(u8, default="x")  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


class WrongOption(Frame, byteorder="middle"):  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType, reportGeneralTypeIssues]
    x: u8


class WrongBitwise(Frame, bitwise="yes"):  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType, reportGeneralTypeIssues]
    x: u8


class Sensor(Frame):
    version: u4 = 1
    kind: int = derived(u8)
    body: Ping | Message = switch(this.kind, {1: Ping, 2: Message})
    maybe: Ping | None = optional(Ping, when=this.version, default=None)
    size: int = computed(this.version * 2)
    crc: int = checksum(u16, "internet")


# What is computed, or summed up, is not passed
Sensor(body=Ping(token=1), crc=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Sensor(body=Ping(token=1), kind=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Sensor(body=Ping(token=1), size=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]

# A value of no arm, and none at all
Sensor(body=Point(x=1))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Sensor()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Sensor(body=Ping(token=1), maybe=7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Sensor(body=Ping(token=1)).maybe.token  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]


class WrongChoice(Frame):
    kind: int = derived(u8)
    # It may be absent
    maybe: Ping = optional(Ping, when=this.kind)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    view: bytes = data(4, view=True)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


# A stream writes only what it sends; a derived attribute that is Final is not assigned.


class Sized(Frame):
    length: Final[int] = derived(u16)
    body: bytes = data(this.length)


def send(stream: FrameStream[Ping], other: FrameStream[Ping, Sized]) -> None:
    stream.write(Sized(body=b""))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    other.write(Ping(token=1))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Sized(body=b"").length = 3  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


# A given value is passed to the constructor.


class Entry(Frame):
    wide: bool = given()


Entry()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Entry(wide="yes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


# What may be null is not always there; what a check or a transform needs has its type.


class Nullable(Frame):
    name: str | None = text(prefix=i32, null=-1)
    certain: str = text(prefix=i32, null=-1)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    digits: str = text_int(4)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    line: bytes = data(until="\n")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]


def length_of(frame: Nullable) -> int:
    return len(frame.name)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
