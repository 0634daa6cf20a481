"""Varints have the bytes of their documents, their caps hold, and a stream may be cut inside one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framekit import (
    Frame,
    InvalidLength,
    InvalidValue,
    PackError,
    SpecError,
    TruncatedFrame,
    UnpackError,
    array,
    ber_length,
    data,
    derived,
    escaped,
    field,
    fspec,
    make_frame,
    measure,
    mqtt_varint,
    quic_varint,
    sleb128,
    text,
    this,
    u1,
    u7,
    u8,
    u16,
    u16le,
    u32le,
    u64le,
    uleb128,
    varint,
    vlq,
    zigzag,
)


def holding(kind: Any) -> type[Frame]:
    return make_frame("Holding", [("x", (Any, field(kind)))])


compact = escaped(u8, {0xFD: u16le, 0xFE: u32le, 0xFF: u64le})

VECTORS: list[tuple[Any, int, str]] = [
    # ITU-T X.690, section 8.1.3.5
    *((ber_length, n, w) for n, w in ((38, "26"), (127, "7f"), (201, "81c9"), (65536, "83010000"))),
    # Bitcoin developer reference, CompactSize unsigned integers
    *(
        (compact, n, w)
        for n, w in ((252, "fc"), (253, "fdfd00"), (515, "fd0302"), (65536, "fe00000100"), (1 << 32, "ff" + "0" * 8 + "01000000"))
    ),
    # DWARF 5, section 7.6, figures 23 and 24
    *((uleb128, n, w) for n, w in ((2, "02"), (127, "7f"), (128, "8001"), (129, "8101"), (12857, "b964"))),
    *(
        (sleb128, n, w)
        for n, w in ((2, "02"), (-2, "7e"), (127, "ff00"), (-127, "817f"), (128, "8001"), (-128, "807f"), (-129, "ff7e"))
    ),
    # Protocol Buffers, "Encoding": signed integers
    *(
        (zigzag, n, w)
        for n, w in ((0, "00"), (-1, "01"), (1, "02"), (-2, "03"), (0x7FFFFFFF, "feffffff0f"), (-0x80000000, "ffffffff0f"))
    ),
    # RFC 9000, appendix A.1
    *(
        (quic_varint, n, w)
        for n, w in ((151288809941952652, "c2197c5eff14e88c"), (494878333, "9d7f3e7d"), (15293, "7bbd"), (37, "25"))
    ),
    # MQTT 5.0, table 1-1
    *(
        (mqtt_varint, n, w)
        for n, w in ((127, "7f"), (128, "8001"), (16383, "ff7f"), (2097151, "ffff7f"), (268435455, "ffffff7f"))
    ),
    # EUROCONTROL-SPEC-0149, Part 1, section 4.3.5: the first flag is bit 8 of an octet, and bit 1 says if one follows
    *((fspec, n, w) for n, w in ((0, "00"), (1, "80"), (1 << 6, "02"), (1 << 7, "0180"), (0x103F, "fd04"), (1 << 20, "010102"))),
    # Standard MIDI Files 1.0
    *((vlq, n, w) for n, w in ((0x40, "40"), (0x80, "8100"), (0x2000, "c000"), (0x1FFFFF, "ffff7f"), (0x0FFFFFFF, "ffffff7f"))),
]


@pytest.mark.parametrize(("kind", "number", "wire"), VECTORS)
def test_bytes_are_those_of_the_documents(kind: Any, number: int, wire: str) -> None:
    made = holding(kind)
    assert made(x=number).pack().hex() == wire
    assert made.unpack(bytes.fromhex(wire)).x == number


@pytest.mark.parametrize(
    ("kind", "wire"),
    [
        (uleb128, "8000"),
        (sleb128, "ff7f"),
        (quic_varint, "4025"),
        (vlq, "8001"),
        (zigzag, "8200"),
        (ber_length, "8126"),
        (fspec, "8100"),
    ],
)
def test_a_longer_form_is_read_unless_strict(kind: Any, wire: str) -> None:
    encoding: Any = {
        "uleb128": "leb128",
        "sleb128": "sleb128",
        "quic_varint": "quic",
        "vlq": "vlq",
        "zigzag": "zigzag",
        "ber_length": "ber",
        "fspec": "fspec",
    }[kind.__metadata__[0].name]
    holding(kind).unpack(bytes.fromhex(wire))
    with pytest.raises(InvalidValue, match=r"expected the shortest form of .* \(1 byte\), found 2 bytes"):
        holding(varint(encoding, bits=28, strict=True)).unpack(bytes.fromhex(wire))


def test_mqtts_must_be_shortest_and_of_four_bytes() -> None:
    with pytest.raises(InvalidValue, match=r"expected the shortest form"):
        holding(mqtt_varint).unpack(b"\x80\x00")
    with pytest.raises(InvalidLength, match=r"continues after 4 bytes"):
        holding(mqtt_varint).unpack(b"\xff\xff\xff\xff\x7f")
    with pytest.raises(PackError, match=r"268435455"):
        holding(mqtt_varint)(x=268435456).pack()


@pytest.mark.parametrize("encoding", ["leb128", "sleb128", "zigzag", "vlq", "quic", "ber", "fspec"])
@given(bits=st.integers(1, 62), data=st.data())
def test_a_cap_holds_both_ways(encoding: Any, bits: int, data: st.DataObject) -> None:
    made = holding(varint(encoding, bits=bits))
    wide = holding(varint(encoding, bits=62))
    signed = encoding in ("sleb128", "zigzag")
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
    number = data.draw(st.integers(low, high) | st.sampled_from([low, high]))
    assert made.unpack(made(x=number).pack()).x == number
    for beyond in (low - 1, high + 1):
        with pytest.raises(PackError):
            made(x=beyond).pack()
        if bits < 61 and (signed or beyond > 0):
            with pytest.raises(UnpackError):
                made.unpack(wide(x=beyond).pack())


@pytest.mark.parametrize(("kind", "number", "wire"), VECTORS)
def test_a_cut_inside_one_is_need_more(kind: Any, number: int, wire: str) -> None:
    made = make_frame("Made", [("n", (Any, data(prefix=uleb128))), ("x", (Any, field(kind)))])
    whole = made(n=b"ab", x=number).pack()
    for end in range(len(whole)):
        needed = measure(made, whole[:end])
        assert end < needed <= len(whole)
        with pytest.raises(TruncatedFrame):
            made.unpack(whole[:end])
    assert measure(made, whole + b"more") == len(whole)


def test_a_varint_may_count_its_own_bytes() -> None:
    from tests.kinds_bits import VarintSize

    for size, wire in ((125, 127), (126, 129), (127, 130)):
        frame = VarintSize(kind=1, body=b"x" * size)
        assert len(frame.pack()) == frame.length == wire
        assert VarintSize.unpack(frame.pack()) == frame


@pytest.mark.parametrize(("encoding", "bits"), [("leb128", 0), ("leb128", 257), ("quic", 63), ("nothing", 8)])
def test_a_cap_that_cannot_be_is_refused(encoding: Any, bits: int) -> None:
    with pytest.raises(SpecError):
        varint(encoding, bits=bits)


@pytest.mark.parametrize(
    ("wire", "error"),
    [
        ("80", InvalidLength),
        ("89" + "00" * 9, InvalidLength),
        ("ff", InvalidLength),
        ("82", TruncatedFrame),
        ("8201", TruncatedFrame),
    ],
)
def test_a_length_of_ber_counts_from_one_to_eight_bytes(wire: str, error: type[UnpackError]) -> None:
    with pytest.raises(error):
        holding(ber_length).unpack(bytes.fromhex(wire))
    if error is InvalidLength:  # a stream need not wait for bytes that will never do
        with pytest.raises(InvalidLength):
            measure(holding(ber_length), bytes.fromhex(wire)[:1])


def test_a_first_number_that_tells_no_form_is_refused() -> None:
    made = holding(escaped(u8, {0xFC: u16le}))
    assert made(x=0xFC).pack() == b"\xfc\xfc\x00"
    with pytest.raises(InvalidValue, match="253, which is neither a value nor one of the escape codes") as caught:
        made.unpack(b"\xfd\0\0")
    assert caught.value.offset == 0


def test_an_escaped_integer_is_read_in_a_longer_form_unless_strict() -> None:
    assert holding(compact).unpack(b"\xfd\x01\x00").x == 1
    with pytest.raises(InvalidValue, match=r"expected the shortest form of 1 \(1 byte\), found 3 bytes"):
        holding(escaped(u8, {0xFD: u16le}, strict=True)).unpack(b"\xfd\x01\x00")


def test_an_escaped_integer_stands_wherever_an_integer_does() -> None:
    made = make_frame(
        "Escaped",
        {
            "count": derived(escaped(u8, {0xFF: u16})),
            "names": array(text(prefix=compact), count=this.count),
            "rest": data(prefix=ber_length),
        },
    )
    frame = made(names=["x" * 300] * 256, rest=bytes(200))
    assert frame.pack()[:6].hex() == "ff0100fd2c01"
    assert made.unpack(frame.pack()) == frame


@pytest.mark.parametrize(
    ("first", "forms"),
    [
        (u8, {}),
        (u8, {251: -1}),
        (u8, {250: -1, 251: -1, 252: u16}),
        (u7, {126: -1, 127: u16}),
        (u8, {254: -2, 255: u16}),
        (u8, {256: u16}),
        (u8, {0: u16}),
        (u8, {255: uleb128}),
        (uleb128, {255: u16}),
        (u16, {255: u8}),
        (u8, 5),
        (4, {1: u8}),
    ],
)
def test_forms_that_cannot_be_are_refused(first: Any, forms: Any) -> None:
    with pytest.raises(SpecError, match="escaped"):
        escaped(first, forms)


def test_a_first_number_may_stand_for_null() -> None:
    lenenc: Any = escaped(u8, {0xFB: -1, 0xFC: u16le, 0xFE: u64le})
    made = make_frame("Cell", {"value": data(prefix=lenenc, null=-1)})
    assert [made(value=each).pack()[:3].hex() for each in (None, b"", bytes(250), bytes(251))] == ["fb", "00", "fa0000", "fcfb00"]
    assert made.unpack(b"\xfb").value is None
    assert holding(lenenc).unpack(b"\xfb").x == -1
    with pytest.raises(InvalidLength) as caught:
        make_frame("Certain", {"value": data(prefix=lenenc)}).unpack(b"\xfb")
    assert caught.value.path == "value"


REST_OF_A_BYTE: Any = escaped(u7, {126: u16, 127: u32le})


@pytest.mark.parametrize(("length", "head"), [(125, "fd"), (126, "fe007e"), (65_535, "feffff"), (65_536, "ff00000100")])
def test_an_integer_may_begin_with_the_last_bits_of_a_byte(length: int, head: str) -> None:
    made = make_frame("Message", {"flag": field(u1), "length": derived(REST_OF_A_BYTE), "body": data(length=this.length)})
    frame = made(flag=1, body=bytes(length))
    assert frame.pack()[: len(head) // 2].hex() == head
    assert made.unpack(frame.pack()) == frame
    with pytest.raises(TruncatedFrame):
        made.unpack(frame.pack()[: len(head) // 2 - 1])


def test_an_integer_that_begins_with_bits_is_held_to_the_shortest_form_if_strict() -> None:
    made = make_frame("Strict", {"flag": field(u1), "x": field(escaped(u7, {127: u16}, strict=True))})
    with pytest.raises(InvalidValue, match="expected the shortest form") as caught:
        made.unpack(b"\x7f\0\x01")
    assert caught.value.path == "x"


@pytest.mark.parametrize(
    "fields",
    [
        {"flag": field(u1), "body": data(prefix=REST_OF_A_BYTE)},
        {"flag": field(u1), "items": array(REST_OF_A_BYTE, 2)},
        {"flag": field(u1), "x": field(REST_OF_A_BYTE), "other": field(u1)},
        {"x": field(REST_OF_A_BYTE)},
    ],
)
def test_an_integer_that_begins_with_bits_is_a_field_that_ends_their_group(fields: Any) -> None:
    with pytest.raises(SpecError, match="bits"):
        make_frame("Wrong", fields)
