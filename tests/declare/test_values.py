"""Values stand for what the wire holds, and for nothing else."""

from __future__ import annotations

import json
import struct
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from uuid import UUID

import construct
import pytest

from framekit import (
    Frame,
    InvalidValue,
    MacAddress,
    PackError,
    SpecError,
    Timestamp,
    TruncatedFrame,
    UnpackError,
    array,
    asdict,
    bcd,
    byteorder_by,
    construct_field,
    custom,
    data,
    duration,
    fixed_point,
    from_dict,
    i32,
    i64,
    i128,
    ipv4,
    mac,
    make_frame,
    mapped,
    measure,
    ntp_timestamp,
    scaled,
    text,
    this,
    timestamp,
    u8,
    u16,
    u32,
    u64,
    uuid_le,
)
from tests.kinds_values import Addresses, Construct, Names, NamesAround, NamesInside, Times

UTC = UTC


@pytest.mark.parametrize(
    ("rounding", "microseconds", "number"),
    [
        ("floor", 1999, 1), ("floor", -1, -1), ("floor", -1000, -1), ("nearest", 1499, 1), ("nearest", 1500, 2),
        ("nearest", 2500, 2), ("nearest", 2501, 3), ("nearest", -500, 0), ("nearest", -501, -1), ("error", 2000, 2),
    ],
)  # fmt: skip
def test_times_are_rounded_if_that_is_asked_for(rounding: Any, microseconds: int, number: int) -> None:
    span = holding(duration(i32, unit="ms", rounding=rounding))
    assert span(x=timedelta(microseconds=microseconds)).pack() == number.to_bytes(4, "big", signed=True)
    moment = holding(timestamp(i32, unit="ms", rounding=rounding))
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    assert moment(x=at).pack() == number.to_bytes(4, "big", signed=True)


@pytest.mark.parametrize(
    ("word", "good", "bad"),
    [
        (lambda **more: bcd(2, **more), 4, 6),
        (lambda **more: scaled(u8, 0.5, **more), 1.5, 3.0),
        (lambda **more: fixed_point(u16, 8, **more), 0.5, 2.0),
    ],
    ids=["bcd", "scaled", "fixed_point"],
)
def test_numbers_take_a_check_and_a_factory(word: Any, good: float, bad: float) -> None:
    frame = holding(word(check={good}, default_factory=lambda: good))
    wire = frame().pack()
    assert frame.unpack(wire).x == good
    for wrong in (lambda: frame(x=bad).pack(), lambda: frame.unpack(holding(word())(x=bad).pack())):
        with pytest.raises((PackError, InvalidValue), match="does not satisfy check=one of"):
            wrong()


def test_rounding_is_one_of_three_and_asked_for() -> None:
    with pytest.raises(PackError, match='1 microsecond would be lost; use rounding="floor"'):
        holding(duration(i32, unit="ms"))(x=timedelta(microseconds=1)).pack()
    for word in (duration, timestamp):
        with pytest.raises(SpecError, match=r'rounding=.up.\): expected "error", "floor" or "nearest"'):
            word(u32, rounding="up")  # type: ignore[operator]
    assert holding(duration(u8, default_factory=lambda: timedelta(seconds=3)))().pack() == b"\3"


def holding(word: Any) -> type[Frame]:
    return make_frame("Holding", [("x", word if hasattr(word, "__metadata__") else (Any, word))])


def test_addresses_are_those_of_the_standard_library() -> None:
    frame = Addresses.unpack(bytes(range(4)) + bytes(range(16)) + bytes(range(6)) + bytes(range(16)) * 2 + b"\1\x7f\0\0\1")
    assert frame.a == IPv4Address("0.1.2.3")
    assert frame.b == IPv6Address("1:203:405:607:809:a0b:c0d:e0f")
    assert str(frame.c) == "00:01:02:03:04:05"
    assert frame.d == UUID("00010203-0405-0607-0809-0a0b0c0d0e0f")
    assert frame.guid == UUID("03020100-0504-0706-0809-0a0b0c0d0e0f")
    assert frame.routers == [IPv4Address("127.0.0.1")]
    assert from_dict(Addresses, asdict(frame)) == frame
    with pytest.raises(PackError, match=r"Holding.x.*expected IPv4Address"):
        holding(ipv4)(x="127.0.0.1").pack()


@pytest.mark.parametrize("spelled", ["00:1b:21:3c:9d:f8", "00-1B-21-3C-9D-F8", "001b.213c.9df8", "001B213C9DF8", 0x001B213C9DF8])
def test_a_hardware_address_is_read_in_every_spelling(spelled: Any) -> None:
    assert MacAddress(spelled) == MacAddress(b"\x00\x1b\x21\x3c\x9d\xf8")
    assert hash(MacAddress(spelled)) == hash(MacAddress(MacAddress(spelled)))
    assert str(holding(mac)(x=MacAddress(spelled)).x) == "00:1b:21:3c:9d:f8"


@pytest.mark.parametrize("wrong", ["00:1b:21:3c:9d", "00:1b-21:3c:9d:f8", "xx:1b:21:3c:9d:f8", b"12345", 1 << 48])
def test_what_is_no_hardware_address_is_refused(wrong: Any) -> None:
    with pytest.raises((ValueError, OverflowError)):
        MacAddress(wrong)


def test_times_are_those_of_their_documents() -> None:
    seconds = holding(timestamp(u32))
    assert seconds.unpack(struct.pack(">I", 1_000_000_000)).x == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)
    millis = holding(timestamp(i64, unit="ms"))
    assert millis.unpack(struct.pack(">q", -1)).x == datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)
    # RFC 5905, figure 4: the epochs of NTP and UNIX are 2,208,988,800 seconds apart.
    ntp = holding(ntp_timestamp())
    assert ntp.unpack(struct.pack(">II", 2_208_988_800, 1 << 31)).x == datetime(1970, 1, 1, 0, 0, 0, 500000, tzinfo=UTC)
    assert ntp.unpack(bytes(8)).x == datetime(2036, 2, 7, 6, 28, 16, tzinfo=UTC), "RFC 4330, section 3: the next era"
    for year in (1969, 2035, 2037, 2103):
        at = datetime(year, 5, 6, 7, 8, 9, 123457, tzinfo=UTC)
        assert ntp.unpack(ntp(x=at).pack()).x == at
    assert asdict(seconds(x=datetime(2024, 1, 1, tzinfo=UTC)), mode="json") == {"x": "2024-01-01T00:00:00+00:00"}


@pytest.mark.parametrize(
    ("word", "value", "reason"),
    [
        (timestamp(u32), datetime(2024, 1, 1), "no timezone"),
        (timestamp(u32), datetime(2024, 1, 1, 0, 0, 0, 1, tzinfo=UTC), "would be lost"),
        (timestamp(u32), datetime(1969, 1, 1, tzinfo=UTC), "expected 0 to"),
        (timestamp(u32), 7, "expected a datetime"),
        (ntp_timestamp(), datetime(1960, 1, 1, tzinfo=UTC), "ranges from 1968"),
        (duration(u16), timedelta(milliseconds=1500), "would be lost"),
        (duration(u16, unit="ms"), 5, "expected timedelta"),
        (fixed_point(u8, 4), 16.0, "expected 0 to 255"),
        (scaled(u8, 0.5), float("nan"), "cannot write nan"),
        (scaled(u8, 0.5), "1", "expected a number"),
        (bcd(1), 100, "expected 0 to 99"),
        (bcd(1), -1, "expected 0 to 99"),
        (bcd(1), 1.0, "expected an integer"),
    ],
)
def test_values_that_the_wire_cannot_hold_are_refused(word: Any, value: Any, reason: str) -> None:
    with pytest.raises(PackError, match=reason):
        holding(word)(x=value).pack()


@pytest.mark.parametrize(
    ("word", "wire"),
    [(timestamp(u64), b"\xff" * 8), (timestamp(i64), b"\x80" + bytes(7)), (duration(u64), b"\xff" * 8), (bcd(2), b"\x12\x3a")],
)
def test_bytes_that_stand_for_no_value_are_refused(word: Any, wire: bytes) -> None:
    with pytest.raises(InvalidValue, match=r"Holding.x at byte 0"):
        holding(word).unpack(wire)


def test_numbers_are_scaled_and_rounded_to_the_nearest_step() -> None:
    assert holding(fixed_point(u8, 4)).unpack(b"\x18").x == 1.5
    assert holding(fixed_point(u8, 4))(x=1.53).pack() == b"\x18"
    assert holding(scaled(u8, 0.5, offset=-40)).unpack(b"\x7d").x == 22.5
    assert holding(scaled(u8, 0.5, offset=-40))(x=22.7).pack() == b"\x7d"
    assert holding(bcd(3))(x=123456).pack().hex() == "123456"


@pytest.mark.parametrize(
    "make",
    [
        lambda: timestamp(data(4)),
        lambda: timestamp(u32, unit="h"),  # type: ignore[call-overload]
        lambda: timestamp(u32, epoch="yesterday"),
        lambda: timestamp(u32, epoch=datetime(1970, 1, 1)),
        lambda: duration(u32, unit="h"),  # type: ignore[arg-type]
        lambda: fixed_point(u64, 8),
        lambda: fixed_point(u8, -1),
        lambda: scaled(u8, 0),
        lambda: scaled(u8, 1e-300, offset=1.0),
        lambda: bcd(0),
        lambda: holding(mapped(u8, unpack=3, pack=int)),  # type: ignore[arg-type]
        lambda: holding(custom(3, bytes)),  # type: ignore[arg-type]
        lambda: holding(custom(lambda b, o, e: (b, e), bytes, minimum=2, maximum=1)),
    ],
)
def test_words_that_cannot_be_are_refused(make: Any) -> None:
    with pytest.raises(SpecError):
        make()


def test_times_of_another_zone_are_the_same_moment() -> None:
    east = timezone(timedelta(hours=9))
    made = holding(timestamp(u32, tz=east))
    frame = made(x=datetime(2024, 1, 1, tzinfo=UTC))
    assert made.unpack(frame.pack()) == frame
    assert made.unpack(frame.pack()).x.utcoffset() == timedelta(hours=9)
    assert Times.unpack(bytes(41)).b.utcoffset() == timedelta(hours=5, minutes=30)


def test_a_function_of_ones_own_counts_from_its_frame() -> None:
    wire = b"\1a\0\xc0\0\0\7"
    assert Names.unpack(wire) == Names(first="a", second="a", end=7)
    assert Names.unpack_from(b"junk" + wire, 4) == Names(first="a", second="a", end=7)
    assert list(Names.iter_unpack(wire * 3)) == [Names(first="a", second="a", end=7)] * 3
    inside = b"\0\0" + b"\1\1y\0" + b"\4\1\1z\0"
    assert NamesAround.unpack(inside) == NamesAround(head=0, one=NamesInside(kind=1, name="y"), two=NamesInside(kind=1, name="z"))
    with pytest.raises(InvalidValue, match=r"Names.second.*a pointer points forward"):
        Names.unpack(b"\1a\0\xc0\3\0\7")
    for end in range(len(wire)):
        with pytest.raises(TruncatedFrame):
            Names.unpack(wire[:end])
        assert end < measure(Names, wire[:end]) <= len(wire)
    assert measure(Names, wire + b"more") == len(wire)


def test_iterating_over_frames_with_functions_copies_each_byte_a_few_times_only() -> None:
    copied = 0

    def read(buffer: bytes, offset: int, end: int) -> tuple[int, int]:
        nonlocal copied
        if offset == 0:
            copied += len(buffer)
        return buffer[offset], offset + 1

    class Small(Frame):
        x: int = custom(read, lambda value: bytes([value]), minimum=1, maximum=1)
        body: bytes = data(63)

    wire = bytes(64 * 20_000)
    assert sum(1 for _ in Small.iter_unpack(wire)) == 20_000
    assert copied <= 20_000 * (1 << 14), "each frame sees a window, not all the rest"


def test_a_function_that_lies_is_caught() -> None:
    class Liar(Frame):
        x: int = custom(lambda buffer, offset, end: (1, end + 5), lambda value: b"", name="liar")
        y: u8

    with pytest.raises(InvalidValue, match=r"liar returned the end offset 6"):
        Liar.unpack(b"\1")
    with pytest.raises(PackError, match=r"expected bytes from .* for 1, found 'text'"):
        holding(custom(lambda b, o, e: (1, e), lambda value: "text"))(x=1).pack()  # type: ignore[arg-type,return-value]
    with pytest.raises(UnpackError):
        holding(custom(lambda b, o, e: 1 // 0, bytes)).unpack(b"x")  # type: ignore[arg-type,return-value]


def test_a_schema_of_construct_is_a_field() -> None:
    frame = Construct(kind=1, text="hi", pair=[3, 4], end=9)
    assert frame.pack() == b"\1\2hi\3\4\x09"
    assert Construct.unpack(b"\1\2hi\3\4\x09") == frame
    with pytest.raises(TruncatedFrame):
        Construct.unpack(b"\1\5hi")
    with pytest.raises(InvalidValue):
        holding(construct_field(construct.Const(b"x"))).unpack(b"y")
    with pytest.raises(PackError):
        Construct(kind=1, text=7, pair=[3, 4], end=9).pack()  # type: ignore[arg-type]


def test_a_mapped_value_stands_on_any_kind() -> None:
    class Pair(Frame):
        x: u8
        y: u8

    made = make_frame(
        "Made",
        {
            "point": mapped(Pair, unpack=lambda pair: (pair.x, pair.y), pack=lambda value: Pair(x=value[0], y=value[1])),
            "tags": mapped(array(text(prefix=u8), prefix=u8), unpack=tuple, pack=list),
            "level": mapped(u16, unpack={1: "low", 2: "high"}.__getitem__, pack={"low": 1, "high": 2}.__getitem__),
        },
    )
    frame = made(point=(1, 2), tags=("a", "b"), level="high")
    assert frame.pack() == b"\1\2\2\1a\1b\0\2"
    assert made.unpack(frame.pack()) == frame
    with pytest.raises(InvalidValue, match=r"Made.level at byte 3: 9 is no"):
        made.unpack(b"\1\2\0\0\x09")
    with pytest.raises(PackError, match=r"Made.level"):
        made(point=(1, 2), tags=(), level="mid").pack()


def test_bcd_follows_the_byte_order_of_its_frame() -> None:
    little = make_frame("Little", {"total": bcd(6)}, byteorder="little")
    assert little.unpack(bytes.fromhex("187301000000")).total == 17318
    assert little(total=17318).pack() == bytes.fromhex("187301000000")
    big = make_frame("Big", {"total": bcd(6)})
    assert big.unpack(bytes.fromhex("000000017318")).total == 17318

    class Outer(Frame, byteorder=byteorder_by(this.mark, big=1, little=2)):
        mark: u8
        total: int = bcd(2)

    assert Outer.unpack(b"\1\x12\x34").total == 1234
    assert Outer.unpack(b"\2\x12\x34").total == 3412


@pytest.mark.parametrize("microseconds", [0, 1, 2**53 + 1, 2**56 + 3, -(2**55) - 1, 86399999999999999999])
def test_json_keeps_every_microsecond_of_a_duration(microseconds: int) -> None:
    frame = make_frame("Lasts", {"time": duration(i128, unit="us")})(time=timedelta(microseconds=microseconds))
    assert from_dict(type(frame), json.loads(json.dumps(asdict(frame, mode="json")))) == frame


def test_a_guid_has_its_first_parts_in_little_endian_order() -> None:
    made = make_frame("Guid", {"ident": uuid_le})
    ident = UUID("00112233-4455-6677-8899-aabbccddeeff")
    assert made(ident=ident).pack().hex() == "33221100554477668899aabbccddeeff"
    assert made.unpack(ident.bytes_le).ident == ident


@pytest.mark.parametrize(
    ("value", "wire"),
    [("0.1", "0000000000989680"), ("184467440737.09551615", "ff" * 8), ("0", "00" * 8), ("1e-8", "00" * 7 + "01")],
)
def test_a_decimal_loses_nothing(value: str, wire: str) -> None:
    made = make_frame("Price", {"price": scaled(u64, Decimal("1e-8"))})
    assert made(price=Decimal(value)).pack().hex() == wire
    assert made.unpack(bytes.fromhex(wire)).price == Decimal(value)
    assert from_dict(made, asdict(made(price=Decimal(value)), mode="json")) == made(price=Decimal(value))


@pytest.mark.parametrize("value", [Decimal("1e-9"), 0.1, Decimal("NaN"), Decimal("Infinity"), Decimal("1e100000"), True, "0.1"])
def test_a_decimal_that_is_no_whole_number_of_steps_is_refused(value: Any) -> None:
    with pytest.raises(PackError) as caught:
        make_frame("Price", {"price": scaled(u64, Decimal("1e-8"))})(price=value).pack()
    assert caught.value.path == "price"


@pytest.mark.parametrize(
    ("step", "offset"), [(Decimal(0), 0), (Decimal("NaN"), 0), (Decimal(1), 0.5), (Decimal("Infinity"), 0), (Decimal(1), True)]
)
def test_a_step_is_a_finite_decimal(step: Decimal, offset: Any) -> None:
    with pytest.raises(SpecError, match="Decimal"):
        scaled(u8, step, offset=offset)


FILETIME = make_frame("Filetime", {"at": (Timestamp, timestamp(u64, unit="100ns", epoch="1601-01-01"))})


@pytest.mark.parametrize(
    ("wire", "shown"),
    [
        ("00" * 8, "1601-01-01T00:00:00Z"),
        ("019db1ded53e8000", "1970-01-01T00:00:00Z"),
        ("01da3c457689c001", "2024-01-01T00:00:00.0000001Z"),
        ("7fffffffffffffff", "+30828-09-14T02:48:05.4775807Z"),
        ("ff" * 8, "+60056-05-28T05:36:10.9551615Z"),
    ],
)
def test_a_time_of_windows_loses_nothing(wire: str, shown: str) -> None:
    made: Any = FILETIME.unpack(bytes.fromhex(wire))
    assert str(made.at) == shown
    assert made.at == Timestamp(shown)
    assert made.pack().hex() == wire
    assert from_dict(FILETIME, json.loads(json.dumps(asdict(made, mode="json")))) == made


def test_a_time_between_two_units_is_refused_or_rounded_if_that_is_asked_for() -> None:
    with pytest.raises(PackError, match="attoseconds would be lost"):
        FILETIME(at=Timestamp("2024-01-01T00:00:00.00000015Z")).pack()
    made = make_frame("Floor", {"at": (Timestamp, timestamp(u64, unit="100ns", epoch="1601-01-01", rounding="floor"))})
    assert made(at=Timestamp("2024-01-01T00:00:00.00000019Z")).pack().hex() == "01da3c457689c001"
    with pytest.raises(PackError, match="expected Timestamp"):
        FILETIME(at=datetime(2024, 1, 1, tzinfo=UTC)).pack()


def test_a_datetime_counts_from_any_epoch() -> None:
    mac = make_frame("Mac", {"at": (datetime, timestamp(u32, epoch="1904-01-01"))})
    assert mac.unpack(b"\xe1\xb8\x44\x00").at == datetime(1904, 1, 1, tzinfo=UTC) + timedelta(seconds=0xE1B84400)
    assert mac(at=datetime(1970, 1, 1, tzinfo=UTC)).pack() == (2_082_844_800).to_bytes(4, "big")
    exact = make_frame("Exact", {"at": (Timestamp, timestamp(u32))})
    assert exact.unpack(b"\0\0\0\1").at == Timestamp("1970-01-01T00:00:01")
    with pytest.raises(SpecError, match="Timestamp"):
        make_frame("Fine", {"at": (datetime, timestamp(u64, unit="ns"))})
