"""Errors say where and why; a trace says what stood for what."""

from __future__ import annotations

import pickle
import traceback
from pathlib import Path
from typing import Any

import pytest

from framekit import (
    ConstMismatch,
    Frame,
    FrameDecoder,
    FramekitError,
    FrameTooLarge,
    InvalidLength,
    InvalidValue,
    PackError,
    TrailingData,
    TruncatedFrame,
    UnpackError,
    array,
    const,
    data,
    derived,
    f64,
    field,
    make_frame,
    mapped,
    measure,
    pad,
    text,
    this,
    trace,
    u4,
    u8,
    u16,
    u32,
)
from framekit import errors as errors_of_framekit
from tests.kinds import Constants, Counted, CountedDeep, Limited

FOLDER = Path(errors_of_framekit.__file__).parent


class Reading(Frame):
    sensor: u16
    unit: str = text(prefix=u8)


class Message(Frame):
    magic: bytes = const(b"FK")
    length: int = derived(u16)
    body: bytes = data(length=this.length - 2)
    readings: list[Reading] = array(Reading, prefix=u8)


GOOD = Message(body=b"hi", readings=[Reading(sensor=1, unit="m"), Reading(sensor=2, unit="kg")])
WIRE = GOOD.pack()


def fault(frame: type[Frame], wire: bytes) -> UnpackError:
    with pytest.raises(UnpackError) as caught:
        frame.unpack(wire)
    return caught.value


def test_a_cut_end_names_path_offset_and_what_is_missing() -> None:
    error = fault(Message, WIRE[:-1])
    assert isinstance(error, TruncatedFrame)
    assert (error.path, error.offset, error.needed) == ("readings[1].unit", 14, 1)
    assert (error.expected, error.found) == (2, 1)
    assert error.partial == {
        "magic": b"FK",
        "length": 4,
        "body": b"hi",
        "readings": [{"sensor": 1, "unit": "m"}, {"sensor": 2}],
    }


def test_the_message_shows_the_bytes_with_the_place_marked() -> None:
    error = fault(Message, b"XY" + WIRE[2:])
    assert isinstance(error, ConstMismatch)
    assert str(error).splitlines() == [
        "Message.magic at byte 0: expected b'FK', found b'XY'",
        "  00000000  58 59 00 04 68 69 02 00 01 01",
        "            ^^^^^",
    ]
    assert (error.expected, error.found) == (b"FK", b"XY")


def test_a_negative_length_is_named() -> None:
    error = fault(Message, b"FK\0\1rest")
    assert isinstance(error, InvalidLength)
    assert (error.path, error.found) == ("body", -1)


def test_text_that_does_not_decode_is_named_at_its_byte() -> None:
    wire = bytearray(WIRE)
    wire[-1] = 0xFF
    error = fault(Message, bytes(wire))
    assert isinstance(error, InvalidValue)
    assert (error.path, error.offset) == ("readings[1].unit", len(wire) - 1)


@pytest.mark.parametrize(
    ("wire", "path", "declared"),
    [
        (b"\0\0\0\6abcdef\0\0\0\0\0\0", "a", 6),
        (b"\0\0\0\0\5abcde\0\0\0\0\0", "b", 5),
        (b"\0\0\0\0\0\0\0\0\4\0\1\0\1\0\1\0\1\0", "c", 4),
        (b"\0\0\0\0\0\0\0\0\0\3\0\0\0", "d", 3),
        (b"\0\0\0\0\0\0\0\0\0\0abcdefg", "e", 7),
    ],
)
def test_a_limit_that_is_passed_is_named(wire: bytes, path: str, declared: int) -> None:
    error = fault(Limited, wire)
    assert isinstance(error, FrameTooLarge)
    assert (error.path, error.declared) == (path, declared)
    assert error.limit < declared


def test_a_frame_that_does_not_fill_its_size_is_named() -> None:
    class Exact(Frame, size=this.n):
        n: u8
        x: u16

    assert isinstance(fault(Exact, b"\5\0\1ab"), TrailingData)
    assert isinstance(fault(Exact, b"\2\0\1"), InvalidLength)
    assert isinstance(fault(Exact, b"\0\0\1"), InvalidLength)
    assert isinstance(fault(Exact, b"\3\0"), TruncatedFrame)
    assert isinstance(fault(Counted, b"\1\0\5abc"), TruncatedFrame)


def test_a_frame_within_the_size_of_another_says_whose_size_it_is() -> None:
    error = fault(CountedDeep, b"\1\7\0\5" + b"more bytes behind")
    assert isinstance(error, InvalidLength)
    assert error.path == "inner"
    assert "CountedDeep" in error.reason


def test_the_offset_counts_from_the_start_of_the_buffer() -> None:
    with pytest.raises(ConstMismatch) as caught:
        Message.unpack_from(b"....XY" + WIRE[2:], 4)
    assert caught.value.offset == 4
    with pytest.raises(ConstMismatch) as caught:
        Message.unpack_from(bytearray(b"....XY" + WIRE[2:]), -len(WIRE))
    assert caught.value.offset == 4


def test_constants_of_numbers_are_compared_as_numbers() -> None:
    wire = bytearray(Constants(end=1).pack())
    wire[7] = 0x57
    error = fault(Constants, bytes(wire))
    assert isinstance(error, ConstMismatch)
    assert (error.path, error.expected, error.found) == ("number", 0x123456, 0x123457)


@pytest.mark.parametrize("error", [fault(Message, WIRE[:-1]), fault(Message, b"XY"), fault(Limited, b"\0\0\0\6abcdef")])
def test_errors_can_be_pickled(error: FramekitError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


def test_a_pack_error_has_the_place_in_the_packed_frame() -> None:
    class Three(Frame):
        a: u8
        b: u16

    class Outer(Frame):
        head: u8
        threes: list[Three] = array(Three, prefix=u32)
        last: u8

    good = [Three(a=1, b=1), Three(a=1, b=1)]
    for frame, path, offset in (
        (Outer(head=1, threes=[*good, Three(a=300, b=1)], last=0), "threes[2].a", 11),
        (Outer(head=1, threes=[*good, Three(a=3, b=-1)], last=0), "threes[2].b", 12),
        (Outer(head=1, threes=good, last=-1), "last", 11),
    ):
        with pytest.raises(PackError) as caught:
            frame.pack()
        assert (caught.value.path, caught.value.offset) == (path, offset)


def test_errors_do_not_show_the_inner_workings() -> None:
    error = fault(Message, b"")
    assert error.__cause__ is None
    assert error.__context__ is None


def test_the_cause_of_an_error_is_the_exception_of_a_users_function_and_none_of_ours() -> None:
    def refuse(value: object) -> int:
        raise ValueError("never")

    class Refusing(Frame):
        a: u8
        b: object = mapped(u8, unpack=refuse, pack=refuse)

    for make, cause in (
        (lambda: Refusing(a=300, b=1).pack(), None),
        (lambda: Refusing(a=1, b=1).pack(), "never"),
        (lambda: Refusing.unpack(b"\1\2"), "never"),
        (lambda: FrameDecoder(Refusing).feed(b"\1\2"), "never"),
    ):
        with pytest.raises(FramekitError) as caught:
            make()
        error = caught.value
        assert [str(error.__cause__)] == [str(cause)]
        assert error.__context__ is None or error.__suppress_context__
        shown = "".join(traceback.format_exception(error))
        assert shown.count(f'File "{FOLDER}') + shown.count('File "<framekit') == 1, shown


def test_a_trace_tiles_the_bytes() -> None:
    record = trace(Message, WIRE)
    assert record.frame == GOOD
    assert record.end == len(WIRE)
    assert list(record) == list(record.spans)
    assert (len(record), record[0]) == (10, record.spans[0])
    assert [(span.path, span.start, span.end, span.value) for span in record] == [
        ("magic", 0, 2, b"FK"),
        ("length", 2, 4, 4),
        ("body", 4, 6, b"hi"),
        ("count(readings)", 6, 7, 2),
        ("readings[0].sensor", 7, 9, 1),
        ("len(readings[0].unit)", 9, 10, 1),
        ("readings[0].unit", 10, 11, "m"),
        ("readings[1].sensor", 11, 13, 2),
        ("len(readings[1].unit)", 13, 14, 2),
        ("readings[1].unit", 14, 16, "kg"),
    ]
    assert b"".join(span.wire for span in record.spans) == WIRE


def test_a_trace_refuses_as_unpack_does() -> None:
    with pytest.raises(TrailingData):
        trace(Message, WIRE + b"x")
    with pytest.raises(TruncatedFrame):
        trace(Message, WIRE[:-1])


class Large(Frame):
    numbers: list[int] = array(u32, prefix=u32)
    reals: list[float] = array(f64, prefix=u32)
    end: bytes = const(b"END")


def test_a_fault_behind_a_large_array_is_found_without_a_path_for_each_item() -> None:
    wire = bytearray(Large(numbers=[7] * 200_000, reals=[0.5] * 100_000).pack())
    wire[-1] ^= 1

    error: Any = fault(Large, bytes(wire))

    assert isinstance(error, ConstMismatch)
    assert error.offset == len(wire) - 3


def test_a_fault_in_bits_is_at_the_byte_that_they_begin_in() -> None:
    class Bits(Frame):
        before: u8
        a: u4
        b: int = const(5, u4)
        c: u8 = field(check=this < 9)
        d: u4
        _: None = pad(bits=12, strict=True)

    good = Bits(before=1, a=2, c=3, d=4).pack()
    for at, changed in ((1, "01 26 03 40 00"), (2, "01 25 0a 40 00"), (3, "01 25 03 41 00"), (3, "01 25 03 40 01")):
        for more in (b"", b"\0" * 5):
            with pytest.raises(UnpackError) as caught:
                Bits.unpack_from(bytes.fromhex(changed) + more)
            assert caught.value.offset == at
    assert good.hex(" ") == "01 25 03 40 00"


def test_an_error_of_a_frame_with_views_can_be_pickled() -> None:
    class Viewed(Frame):
        body: memoryview = data(prefix=u8, view=True)
        more: list[memoryview] = array(data(prefix=u8, view=True), prefix=u8)
        end: u16

    with pytest.raises(TruncatedFrame) as caught:
        Viewed.unpack(b"\2ab\1\1c")
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.partial == {"body": b"ab", "more": [b"c"]}
    assert str(again) == str(caught.value)


@pytest.mark.parametrize("offset", [10**5000, -(10**5000), 1 << 64], ids=["thousands of digits", "as far before", "a word"])
def test_an_offset_far_outside_is_an_error_of_ours(offset: int) -> None:
    for attempt in (
        lambda: Reading.unpack_from(b"\0\1\0", offset),
        lambda: Reading(sensor=1, unit="").pack_into(bytearray(9), offset),
        lambda: measure(Reading, b"\0\1\0", offset),
    ):
        with pytest.raises(FramekitError, match="offset"):
            attempt()


def test_what_is_large_is_shown_short() -> None:
    frame = make_frame("Large", {"b": u8, "a": data()})
    shown = repr(frame(b=1, a=bytes(1 << 20)))
    assert len(shown) < 500
    assert "1,048,576 bytes" in shown
    many = make_frame("Many", {"items": array(u16)})
    assert "... (100,000 items)" in repr(many(items=[7] * 100_000))
    with pytest.raises(PackError) as caught:
        make_frame("Short", {"a": data(prefix=u8)})(a=bytes(1 << 20)).pack()
    assert len(str(caught.value)) < 500
