"""The construct schema as its users use it; that it agrees with the codec is checked by the laws."""

from __future__ import annotations

from typing import Any

import construct
import pytest

from framekit import (
    Frame,
    SpecError,
    array,
    const,
    construct_schema,
    data,
    derived,
    make_frame,
    mapped,
    optional,
    text,
    this,
    u8,
    u16,
)
from tests.kinds import COuter, Derived, Limited, Unsigned


class Item(Frame):
    name: str = text(prefix=u8)
    weight: u16 = 3


class Message(Frame):
    magic: bytes = const(b"FK")
    version: u8 = 1
    length: int = derived(u16)
    items: list[Item] = array(Item, prefix=u8, default_factory=list)
    body: bytes = data(length=this.length - 1)


def test_it_parses_and_builds_with_derived_fields_left_out() -> None:
    schema = construct_schema(Message)
    wire = schema.build({"version": 2, "items": [{"name": "a", "weight": 1}], "body": b"xyz"})
    assert wire == Message(version=2, items=[Item(name="a", weight=1)], body=b"xyz").pack()
    parsed = schema.parse(wire)
    assert (parsed.magic, parsed.length, parsed["items"][0].name, parsed.body) == (b"FK", 4, "a", b"xyz")
    assert schema.build(parsed) == wire


def test_it_knows_the_defaults_and_takes_frames() -> None:
    schema = construct_schema(Message)
    assert schema.build({"body": b"", "items": [{"name": "a"}]}) == Message(body=b"", items=[Item(name="a")]).pack()
    frame = Message(body=b"abc", items=[Item(name="b")])
    assert schema.build(frame) == frame.pack()


def test_it_is_made_once_and_says_the_size_of_fixed_frames() -> None:
    assert construct_schema(Unsigned) is construct_schema(Unsigned)
    assert construct_schema(Unsigned).sizeof() == 52


def test_limits_hold_both_ways() -> None:
    schema = construct_schema(Limited)
    good: dict[str, Any] = {"a": b"", "b": "", "c": [], "d": [], "e": b""}
    schema.build(good)
    for wrong in ({"a": b"123456"}, {"b": "12345"}, {"c": [1, 2, 3, 4]}, {"d": ["", "", ""]}, {"e": b"1234567"}):
        with pytest.raises(construct.ConstructError):
            schema.build({**good, **wrong})
    with pytest.raises(construct.ConstructError):
        schema.parse(b"\0\0\0\6abcdef\0\0\0\0\0\0")


def test_wrong_values_are_refused_by_errors_of_construct() -> None:
    schema = construct_schema(Derived)
    for wrong in ({"body": "text"}, {"body": b"x" * 300}, {"items": [70000]}, {"end": 256}, {"end": None}):
        with pytest.raises(construct.ConstructError):
            schema.build({"body": b"", "items": [], "quads": [], "end": 0, **wrong})


def test_members_of_c_structs_are_padded() -> None:
    assert construct_schema(COuter).parse(bytes(46)).pair == [{"a": 0, "b": 0, "c": 0}] * 2


def test_a_name_that_construct_keeps_is_refused() -> None:
    with pytest.raises(SpecError, match="construct reserves this name"):
        construct_schema(make_frame("Made", {"_index": u8}))


def test_a_function_of_a_mapped_value_is_given_the_frame_that_unpacking_gives() -> None:
    class Inner(Frame):
        items: u8
        keys: u8

        @property
        def twice(self) -> int:
            return self.items * 2

    class Outer(Frame):
        one: int = mapped(
            Inner, unpack=lambda inner: inner.items + inner.twice, pack=lambda value: Inner(items=value // 3, keys=0)
        )
        more: list[int] = mapped(
            array(Inner, prefix=u8),
            unpack=lambda inners: [inner.keys for inner in inners],
            pack=lambda values: [Inner(items=0, keys=value) for value in values],
        )

    wire = b"\4\0\1\0\7"
    assert construct_schema(Outer).parse(wire).one == Outer.unpack(wire).one == 12
    assert construct_schema(Outer).parse(wire).more == Outer.unpack(wire).more == [7]


def test_a_number_shared_by_a_sized_part_and_a_later_length_is_solved_for_both() -> None:
    class Shared(Frame):
        n: int = derived(u8)
        items: list[int] = array(u16, size=this.n)
        again: bytes = data(this.n)

    assert construct_schema(Shared).build({"items": [1], "again": b"ab"}) == b"\2\0\1ab"


def test_a_length_inside_a_sized_part_is_that_of_the_value() -> None:
    class Optioned(Frame):
        n: int = derived(u8)
        flag: u8
        text: bytes | None = optional(data(this.n), when=this.flag > 0, size_prefix=u16)

    frame = Optioned(flag=1, text=b"abc")
    assert construct_schema(Optioned).build(frame) == frame.pack() == bytes.fromhex("03 01 0003 616263")
