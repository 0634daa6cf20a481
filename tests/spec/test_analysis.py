"""What is said of a frame before any byte: what is wrong is refused, what depends on the use is found."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import pytest

from framekit import (
    Frame,
    PackError,
    SpecError,
    analyse,
    array,
    computed,
    custom,
    data,
    derived,
    field,
    item,
    make_frame,
    optional,
    switch,
    text,
    this,
    u8,
    u16,
    u32,
    uleb128,
    unknown,
)
from tests.kinds import KINDS
from tests.kinds_switches import Compares, Ping, Tree


def codes(frame: type[Frame]) -> list[tuple[str, str, str]]:
    return [(finding.level, finding.code, finding.path) for finding in analyse(frame)]


def test_a_frame_that_takes_all_there_is_cannot_stand_in_a_stream() -> None:
    assert codes(make_frame("F", {"kind": u8, "body": data(limit=9)})) == [("note", "no-end", "F.body")]
    assert codes(make_frame("F", {"kind": u8, "more": optional(u8)})) == [("note", "no-end", "F.more")]
    assert codes(make_frame("F", {"n": derived(u8), "body": data()}, size=this.n)) == []


def test_what_nothing_limits_is_noted_once() -> None:
    assert codes(make_frame("F", {"x": text(prefix=uleb128)})) == [("note", "large", "F.x")]
    assert codes(make_frame("F", {"n": derived(u32), "x": data(this.n)}))[0] == ("note", "large", "F.x")
    assert ("note", "no-limit", "F.x") in codes(make_frame("F", {"x": data(until=b"\n")}))
    assert ("note", "empty-items", "F.x") in codes(make_frame("F", {"n": u8, "x": array(data(this.n), prefix=u8)}))
    assert codes(make_frame("F", {"x": data(prefix=u16), "y": array(u8, prefix=u8)})) == []


def test_arms_in_vain_are_warned_of() -> None:
    made = make_frame("F", {"k": u8, "x": switch(this.k, {range(256): Ping}, otherwise=unknown(), size_prefix=u8)})
    assert codes(made)[0] == ("warning", "unreachable", "F.x")

    class Lonely(Frame):
        pass

    made = make_frame("F", {"k": derived(u8), "x": switch(this.k, Lonely, otherwise=unknown(), size_prefix=u8)})
    assert ("warning", "no-arms", "F.x") in codes(made)


def test_a_function_without_values_is_noted() -> None:
    made = make_frame("F", {"x": custom(lambda buffer, offset, end: (0, offset + 1), lambda value: b"\0")})
    assert ("note", "no-values", "F.x") in codes(made)


@pytest.mark.parametrize("frame", KINDS, ids=lambda frame: frame.__name__)
def test_findings_name_a_place_and_read_as_sentences(frame: type[Frame]) -> None:
    for finding in analyse(frame):
        assert finding.path
        assert str(finding).startswith(f"{finding.level}: {finding.path}: {finding.message}")


def test_a_frame_inside_itself_is_told_once() -> None:
    assert all(finding.code != "no-limit" for finding in analyse(Tree))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"n": u8, "x": optional(u8, when=this.n == b"a")}, "compares u8 with b'a', which are never equal"),
        ({"n": data(1), "x": optional(u8, when=this.n == "a")}, "compares data"),
        ({"n": data(1), "x": optional(u8, when=this.n == 1)}, "not an integer"),
        ({"n": text(1), "x": optional(u8, when=this.m == "a")}, "not declared before this field"),
        ({"x": data(2, check=this == "ab")}, "never equal"),
        ({"x": array(u8, until=item == b"a")}, "never equal"),
        ({"x": array(Ping, until=item.nothing == 0)}, "not an integer of the item"),
        ({"x": array(Ping, until=this.x == 0)}, "does not depend on the items"),
        ({"x": data(this)}, "is the frame, not a number"),
        ({"x": field(u8, check=item == 0)}, "only in the until= of an array"),
    ],
)
def test_comparisons_that_cannot_hold_are_refused(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", fields)


def test_bytes_and_text_are_compared() -> None:
    wire = b"ab\3yesu8\0\1\0\2\3end\7"
    assert Compares.unpack(wire).first == 1
    assert Compares.unpack(wire).pack() == wire
    assert Compares.unpack(b"cd\3yesu8\0\3end\7").second is None


class Wide(IntEnum):
    SMALL = 1
    HUGE = 300


def test_a_member_that_the_wire_cannot_hold_is_found_and_refused_when_packing() -> None:
    frame = make_frame("F", {"kind": (Wide, field(u8))})
    assert codes(frame) == [("warning", "wide-member", "F.kind")]
    assert frame.unpack(b"\1").kind is Wide.SMALL
    with pytest.raises(PackError, match="0 to 255"):
        frame(kind=Wide.HUGE).pack()


def test_a_computed_attribute_refers_to_fields_that_are_there() -> None:
    with pytest.raises(SpecError, match=r"this\.nope"):
        make_frame("F", {"a": u8, "b": (int, computed(this.nope))})
