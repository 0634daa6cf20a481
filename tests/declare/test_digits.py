"""Integers in digits have the bytes of their documents, refuse what is none, and stand wherever an integer may."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    ChecksumMismatch,
    Frame,
    FrameDecoder,
    InvalidLength,
    InvalidValue,
    PackError,
    SpecError,
    TruncatedFrame,
    bcd,
    checksum,
    data,
    derived,
    make_frame,
    text_int,
    this,
)


def holding(declared: Any, **options: Any) -> type[Frame]:
    return make_frame("Holding", {"x": (int, declared)}, **options)


# The mode, the size and the time of an entry written by GNU tar, the size of a chunk in RFC 9112, section 7.1, a length of RESP2.
@pytest.mark.parametrize(
    ("word", "number", "wire"),
    [
        (text_int(7, base=8), 0o644, b"0000644"),
        (text_int(11, base=8), 0o14371573645, b"14371573645"),
        (text_int(until="\r\n", base=16, upper=False), 0x1F, b"1f\r\n"),
        (text_int(until="\r\n"), -1, b"-1\r\n"),
        (text_int(5, pad=" "), -42, b"  -42"),
        (text_int(5), -42, b"-0042"),
        (text_int(2, base=16), 0xAB, b"AB"),
        (bcd(2), 1234, b"\x12\x34"),
        (bcd(2, byteorder="little"), 1234, b"\x34\x12"),
        (bcd(2, swap=True), 1234, b"\x21\x43"),
        (bcd(2, byteorder="little", swap=True), 1234, b"\x43\x21"),
    ],
)
def test_bytes_are_those_of_the_documents(word: Any, number: int, wire: bytes) -> None:
    made = holding(word)
    assert made(x=number).pack() == wire
    assert made.unpack(wire).x == number


@pytest.mark.parametrize(
    ("word", "wire"),
    [
        (text_int(3), b"1 2"),
        (text_int(3), b" 12"),
        (text_int(3), b"1_2"),
        (text_int(3), b"+12"),
        (text_int(3), b"12\n"),
        (text_int(3, pad=" "), b"   "),
        (text_int(3, base=8), b"789"),
        (text_int(3, base=8), b"-12"),
        (text_int(3, base=16), b"0x1"),
        (text_int(until=";"), b";"),
        (text_int(until=";"), b"-;"),
        (text_int(until=";"), b"--1;"),
        (text_int(until=";"), "\N{ARABIC-INDIC DIGIT ONE};".encode()),
        (text_int(until=";"), b"9223372036854775808;"),
        (text_int(3, strict=True, pad=" "), b"001"),
        (text_int(until=";", strict=True), b"01;"),
        (text_int(2, base=16, strict=True), b"ab"),
        (bcd(1), b"\x1a"),
        (bcd(1, swap=True), b"\xa1"),
    ],
)
def test_what_is_no_number_is_refused(word: Any, wire: bytes) -> None:
    with pytest.raises(InvalidValue) as caught:
        holding(word).unpack(wire)
    assert (caught.value.path, caught.value.offset) == ("x", 0)


def test_a_terminator_that_does_not_come_is_waited_for_in_few_bytes() -> None:
    made = make_frame("Line", {"x": (int, text_int(until="\r\n"))})
    decoder = FrameDecoder(made)
    assert decoder.feed(b"0" * 25) == []
    with pytest.raises(InvalidLength):
        decoder.feed(b"0")
    with pytest.raises(TruncatedFrame):
        made.unpack(b"12\r")


@pytest.mark.parametrize(("word", "number"), [(text_int(2), 100), (text_int(2), -10), (text_int(2, base=8), -1), (bcd(1), 100)])
def test_a_number_that_does_not_fit_is_refused(word: Any, number: int) -> None:
    with pytest.raises(PackError):
        holding(word)(x=number).pack()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: text_int(),
        lambda: text_int(3, until=";"),
        lambda: text_int(0),
        lambda: text_int(True),
        lambda: text_int(3, base=2),  # type: ignore[arg-type]
        lambda: text_int(3, pad="_"),
        lambda: text_int(until=""),
        lambda: text_int(until="0"),
        lambda: bcd(0),
        lambda: bcd(2, byteorder="middle"),  # type: ignore[arg-type]
        lambda: make_frame("Sum", {"x": (bytes, checksum(data(17), "md5"))}),
        lambda: make_frame("Sum", {"x": (bytes, checksum(data(17), "md6"))}),
        lambda: make_frame("Sum", {"x": (int, checksum(text_int(until=";"), "xor"))}),
    ],
)
def test_wrong_declarations_are_refused(wrong: Any) -> None:
    with pytest.raises(SpecError):
        wrong()


def test_a_sentence_of_nmea_0183_has_its_checksum_in_two_digits() -> None:
    class Rmc(Frame):
        body: bytes = data(until=b"*", consume=False)
        star: bytes = data(1)
        check: int = checksum(text_int(2, base=16), "xor", over=this.body)

    good = b"GPGLL,5300.97914,N,00259.98174,E,125926,A*28"
    assert Rmc.unpack(good).pack() == good
    with pytest.raises(ChecksumMismatch):
        Rmc.unpack(good[:-1] + b"9")


def test_a_derived_length_reads_as_what_is_packed() -> None:
    class Netstring(Frame):
        length: int = derived(text_int(until=":"))
        body: bytes = data(this.length)
        end: bytes = data(1)

    frame = Netstring(body=b"hello world!", end=b",")
    assert (frame.length, frame.pack()) == (12, b"12:hello world!,")
    assert FrameDecoder(Netstring).feed(frame.pack() * 2) == [frame, frame]
