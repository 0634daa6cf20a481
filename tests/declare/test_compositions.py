"""Kinds directly inside kinds: what the vocabulary refuses because it could not be written, or would be lost."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    ChecksumMismatch,
    Frame,
    FrameDecoder,
    FrameTooLarge,
    Hdlc,
    PackError,
    SpecError,
    TrailingData,
    TruncatedFrame,
    UnpackError,
    array,
    asdict,
    checksum,
    choose,
    data,
    derived,
    field,
    from_dict,
    leftover_of,
    make_frame,
    mapped,
    optional,
    switch,
    text,
    this,
    u8,
    u16,
    u16le,
    u32le,
)
from tests.kinds_nested import (
    BoundInBound,
    Get,
    HoldsItems,
    Items,
    KeepsOfFixed,
    KeepsOfSwitch,
    LeavesTerminator,
    LightItems,
    LimitsDeepItems,
    ManyArrays,
    PrefixAroundSize,
    Put,
    SeveralTags,
    SumOverTwoOrders,
    TwoOrders,
)


def test_a_bound_inside_a_bound_ends_where_the_outer_one_does() -> None:
    frame = BoundInBound(tag=1, words=["a"], rest=b"quite important")
    assert BoundInBound.unpack(frame.pack()) == frame


def test_a_derived_size_does_not_count_the_prefix_around_it() -> None:
    frame = PrefixAroundSize(there=1, tag=1, part=7)
    assert frame.n == 1
    assert frame.pack() == b"\1\1\1\1\7"


@pytest.mark.parametrize("at", range(4))
def test_a_checksum_is_over_all_runs_of_a_field(at: int) -> None:
    wire = bytearray(SumOverTwoOrders(head=TwoOrders(a=1, b=2), tail=3).pack())
    wire[at] ^= 1
    with pytest.raises(ChecksumMismatch):
        SumOverTwoOrders.unpack(wire)


def test_max_items_holds_for_frames_at_any_depth() -> None:
    inner = HoldsItems(inner=Items(items=[0] * 7), fixed=[TwoOrders(a=0, b=0)] * 2)
    wire = inner.pack()
    with pytest.raises(FrameTooLarge):
        LimitsDeepItems.unpack(wire)
    with pytest.raises(FrameTooLarge):
        FrameDecoder(LimitsDeepItems).feed(wire)
    with pytest.raises(PackError, match="max_items"):
        LimitsDeepItems(holds=inner).pack()


def test_what_is_kept_of_a_fixed_size_fills_it() -> None:
    assert KeepsOfFixed(head=Items(items=[7]), more=b"ab").pack() == b"\1\7ab"
    with pytest.raises(PackError, match="expected a size of 4 bytes, found 2"):
        KeepsOfFixed(head=Items(items=[7])).pack()


def test_kept_bytes_count_for_the_prefix_also_when_it_is_overridden_or_read() -> None:
    class Keeps(Frame):
        check: int = derived(u8)
        body: bytes = data(this.check)
        head: Items = field(size_prefix=u16, leftover="keep")
        more: bytes = leftover_of(this.head)

    frame = Keeps(body=b"", head=Items(items=[]), more=b"\xd4\xd1\xf7")
    assert frame.pack() == b"\0\0\4\0\xd4\xd1\xf7"
    assert frame.pack(override={"check": 9}) == b"\x09\0\4\0\xd4\xd1\xf7"
    assert frame.check == 0

    class Narrow(Frame):
        head: Items = field(size_prefix=u8, leftover="keep")
        more: bytes = leftover_of(this.head)

    with pytest.raises(PackError, match="does not fit in the prefix u8"):
        Narrow(head=Items(items=[]), more=bytes(300)).pack()


def test_an_arm_that_takes_all_leaves_nothing_to_keep() -> None:
    assert KeepsOfSwitch(tag=0, part=1, more=b"ab").pack() == b"\0\4\0\1ab"
    assert KeepsOfSwitch(tag=1, part=b"ab", more=b"").pack() == b"\1\2ab"
    with pytest.raises(PackError, match="no leftover can be kept"):
        KeepsOfSwitch(tag=1, part=b"a", more=b"b").pack()


@pytest.mark.parametrize("tag", [2, 3])
def test_an_arm_of_a_union_with_several_tags_packs_under_each(tag: int) -> None:
    assert SeveralTags(tag=tag, body=Get(key=7)).pack() == bytes([tag, 7])
    with pytest.raises(PackError, match=r"belongs to tag range\(4, 6\)"):
        SeveralTags(tag=tag, body=Put(key=7)).pack()


def test_a_terminator_that_is_left_must_follow() -> None:
    good = LeavesTerminator(tag=0, first=b"a", second=b"b", third=None)
    assert good.pack() == b"\0a|b<>"

    class Wrong(Frame):
        tag: u8
        part: object = switch(this.tag, {0: data(until=b"|", consume=False), 1: u8})
        maybe: bytes | None = optional(data(until=b"|", consume=False), when=this.tag == 1)
        end: u8

    assert Wrong(tag=0, part=b"a", maybe=None, end=ord("|")).pack() == b"\0a|"
    assert Wrong(tag=1, part=3, maybe=b"a", end=ord("|")).pack() == b"\1\3a|"
    for tag, part, maybe in ((0, b"a", None), (1, 3, b"a")):
        with pytest.raises(PackError, match="expected the next field to begin with the terminator"):
            Wrong(tag=tag, part=part, maybe=maybe, end=0).pack()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"a": array(data(until=b"|", consume=False), 2), "b": u8}, "the next item would begin with it"),
        ({"a": array(array(u8, until=b"|", consume=False), 2), "b": u8}, "the next item would begin with it"),
        ({"a": data(until=b"|", consume=False)}, "it is the last field of the frame"),
        (
            {"n": u8, "a": switch(this.n, {1: data(until=b"|", consume=False)}, size=this.n), "b": u8},
            "its size ends at the terminator",
        ),
        ({"a": array(u32le, size=1)}, "not a multiple of the item size, 4"),
        ({"a": array(field(Items, size=4, leftover="keep"), 2)}, "allowed only for a whole field"),
        ({"a": array(field(Items, size=4, leftover="keep"), prefix=u8), "b": u8}, "allowed only for a whole field"),
    ],
)
def test_what_could_not_be_written_or_would_be_lost_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError, match=message):
        make_frame("Wrong", fields)


def test_json_of_mapped_values_in_a_switch_and_under_any() -> None:
    class Holds(Frame):
        k: u8
        v: str = switch(
            this.k, {0: mapped(text(prefix=u8), unpack=str.upper, pack=str.lower), 1: mapped(u8, unpack=chr, pack=ord)}
        )
        w: Any = mapped(u8, unpack=str, pack=int)
        f: object = switch(this.k, {0: mapped(Items, unpack=lambda value: value, pack=lambda value: value)}, otherwise=u8)

    for frame in (Holds(k=0, v="AB", w="3", f=Items(items=[1])), Holds(k=1, v="x", w="3", f=7)):
        assert from_dict(Holds, asdict(frame)) == frame


def test_items_that_hold_many_arrays_for_each_byte_are_limited() -> None:
    assert len(LightItems.unpack(bytes(4097)).items) == 4096
    with pytest.raises(FrameTooLarge, match="max_items"):
        LightItems.unpack(bytes(4098))
    with pytest.raises(PackError, match="max_items"):
        LightItems(first=0, items=[ManyArrays(n=0, a=[], b=[], c=[], d=[], e=[])] * 4097).pack()


def test_a_c_string_in_a_buffer_is_filled_up_with_zeros_and_followed_by_nothing_else() -> None:
    made = make_frame("Label", {"name": text(6, until="\0"), "next": u8})
    assert made(name="abc", next=9).pack() == b"abc\0\0\0\x09"
    assert made.unpack(b"abc\0\0\0\x09") == made(name="abc", next=9)
    with pytest.raises(TrailingData, match=r"expected zeros after the terminator") as caught:
        made.unpack(b"abc\0\0!\x09")
    assert (caught.value.path, caught.value.offset) == ("name", 5)
    with pytest.raises(PackError, match="name"):
        made(name="abcdef", next=9).pack()


def test_a_terminator_within_a_length_ends_the_text_there() -> None:
    made = make_frame("Name", {"name": text(6, until="\0", leftover="ignore"), "next": u8})
    assert made.unpack(b"ab\0xyz\7").name == "ab"
    assert made(name="ab", next=7).pack() == b"ab\0\0\0\0\7"
    with pytest.raises(UnpackError):
        made.unpack(b"abcdef\7")  # the terminator must be within the length
    with pytest.raises(PackError):
        made(name="abcdef", next=7).pack()
    strict = make_frame("Strict", {"name": text(3, until="\0")})
    assert strict.unpack(b"ab\0").name == "ab"
    with pytest.raises(TrailingData):
        strict.unpack(b"a\0b")


@pytest.mark.parametrize(
    "make",
    [
        lambda: text(6, prefix=u8, until="\0"),
        lambda: text(6, until="\0", consume=False),
        lambda: text(6, leftover="ignore"),
        lambda: data(until=b"x", leftover="keep"),
        lambda: data(6, until=b"x", leftover="lose"),
        lambda: data(6, until=(b"\r\n", b"\n")),
        lambda: data(this.size, until=(b"xy", b"x"), or_end=True),
    ],
)
def test_a_terminator_within_a_length_that_cannot_be_is_refused(make: Any) -> None:
    with pytest.raises(SpecError):
        make_frame("Bad", {"size": u8, "name": make()})


def test_nothing_is_kept_of_what_may_be_null() -> None:
    kept = data(prefix=u8, null=255, until=b"x", leftover="keep")
    with pytest.raises(SpecError, match="a null value has no leftover"):
        make_frame("Bad", {"name": kept, "rest": leftover_of(this.name)})


def test_what_takes_the_rest_leaves_fields_of_fixed_size_after_it() -> None:
    made = make_frame("Hdlc", {"address": u8, "information": data(), "fcs": checksum(u16le, "crc-16/ibm-sdlc")})
    frame = made(address=0x7E, information=b"}x~")
    wire = frame.pack()
    assert made.unpack(wire) == frame
    assert FrameDecoder(made, framing=Hdlc()).feed(Hdlc().encode(wire)) == [frame]
    with pytest.raises(ChecksumMismatch):
        made.unpack(wire[:-1] + b"\0")
    with pytest.raises(TruncatedFrame) as caught:
        made.unpack(wire[:2])
    assert (caught.value.path, caught.value.needed) == ("information", 1)
    with pytest.raises(SpecError, match="framing"):
        FrameDecoder(made)


def test_text_that_is_compared_is_no_number_elsewhere_in_the_expression() -> None:
    with pytest.raises(SpecError, match="not an integer"):
        make_frame("Wrong", {"mark": text(1), "body": data(choose(this.mark == "a", this.mark, 1))})
    made = make_frame("Right", {"mark": text(1), "body": data(choose(this.mark == "a", 2, 1))})
    assert made.unpack(b"abc").body == b"bc"
