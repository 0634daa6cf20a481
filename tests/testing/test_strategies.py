"""Strategies: what is made is valid, reaches the edges, shrinks, takes overrides; health checks pass, little is thrown away."""

from __future__ import annotations

from collections import Counter
from enum import IntEnum
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import UnsatisfiedAssumption

from framekit import (
    Frame,
    PackError,
    SpecError,
    Unknown,
    array,
    bool8,
    checksum,
    const,
    data,
    derived,
    f16,
    field,
    i16,
    item,
    make_frame,
    optional,
    peek,
    switch,
    text,
    this,
    u4,
    u8,
    u16,
    u32,
    uleb128,
    unknown,
)
from framekit import given as given_value
from framekit.testing import check_all, frames, packed, sample
from tests.kinds import KINDS
from tests.scale import scaled
from tests.specs.catalogue import SPEC_FRAMES


class Kind(IntEnum):
    PING = 1
    DATA = 2
    TEXT = 7


class Ping(Frame):
    token: u32


class Data(Frame):
    items: list[int] = array(u16, prefix=u8)


class Message(Frame):
    version: u4 = 1
    level: u4
    kind: Kind = derived(u8)
    length: int = derived(u16)
    body: Ping | Data | Unknown = switch(this.kind, {Kind.PING: Ping, Kind.DATA: Data}, otherwise=unknown(), size=this.length)
    crc: int = checksum(u32, "crc32")


class Edges(Frame):
    small: u8
    signed: i16
    half: f16
    kind: Kind = field(u8)
    name: str = text(prefix=u8)
    blob: bytes = data(prefix=u16)
    few: list[int] = array(u8, prefix=u8, limit=40)
    n: int = derived(u8)
    told: bytes = data(this.n)
    limited: bytes = data(prefix=u32, limit=300)
    there: u8
    maybe: int | None = optional(u8, when=this.there == 1)


class Plain(Frame):
    """All that is told is told by plain fields."""

    n: u8
    kind: u8
    there: u8
    count: u8
    name: bytes = data(this.n * 2)
    body: int | str = switch(this.kind, {1: u32, 2: text(prefix=u8)})
    maybe: int | None = optional(u16, when=this.there == 1)
    items: list[int] = array(u8, count=this.count - 1)


class Counted(Frame, size=this.length):
    length: u16
    kind: u8
    rest: bytes = data()


class StrictLength(Frame):
    kind: Kind = field(u8, strict=True)
    body: bytes = data(this.kind)


class StrictCount(Frame):
    kind: Kind = field(u8, strict=True)
    items: list[int] = array(u8, count=this.kind)


class SharedByParts(Frame):
    n: int = derived(u8)
    body: bytes = data(this.n)
    items: list[int] = array(u16, size=this.n)


class Inner(Frame):
    n: int = derived(u8)
    body: bytes = data(this.n)


class SharedByFrames(Frame):
    """The size of a nested frame is known when it is made, and those before it are made to it."""

    n: u8
    items: list[int] = array(u8, size=this.n)
    inner: Inner = field(size=this.n)


class Chain(Frame):
    more: bool = derived(bool8)
    link: Chain | None = optional(when=this.more)


class VarintChain(Frame):
    value: uleb128
    link: VarintChain | None = optional(when=this.value != 0)


class FewItems(Frame, max_items=5):
    few: list[int] = array(u8, prefix=u8)
    more: list[int] = array(u16, prefix=u8)
    n: u8
    counted: list[int] = array(u8, count=this.n)


class Same(Frame):
    n: int = derived(u8)
    left: bytes = data(this.n)
    right: bytes = data(this.n)


class Twice(Frame):
    n: int = derived(u8)
    body: bytes = data(this.n * 2)


class Tail(Frame):
    first: int | None = optional(u8)
    second: int | None = optional(u16)
    rest: bytes = data()


class Flags(Frame):
    flags: u8
    low: int | None = optional(u8, when=this.flags & 1)
    high: int | None = optional(u8, when=this.flags & 2)


class Rows(Frame):
    columns: u8
    rows: list[list[int]] = array(array(u8, count=this.columns), prefix=u8)


class LengthInArm(Frame):
    kind: u8
    n: u8
    body: int | bytes = switch(this.kind, {1: u32, 2: data(this.n)})


class Ordered(Frame):
    low: u8
    high: int = field(u8, check=this >= this.low)


class Far(Frame):
    """Longer than two bytes can say, and arrays whose count goes beyond what is made."""

    blob: bytes = data(prefix=u32)
    numbers: list[int] = array(u16, prefix=u16)
    n: u16
    counted: list[int] = array(u8, count=this.n)


class Compared(Frame):
    verb: str = text(prefix=u8, check=this == "GET")
    first: u32
    second: int = field(u32, check=this == this.first + 5)
    inverse: u16
    third: int = field(u16, check=this == this.inverse ^ 0xFFFF)
    numbers: list[int] = array(u16, until=item == 0xABCD)


class Words(Frame, size=this.words * 4):
    """Only some texts make whole words."""

    version: u4
    words: int = derived(u4)
    body: str = text(prefix=u8)


INTRICATE: list[type[Frame]] = [
    *(StrictLength, StrictCount, SharedByParts, SharedByFrames, Chain, VarintChain, FewItems, Same, Twice, Tail, Flags, Rows),
    *(LengthInArm, Ordered, Far, Compared),
]


def drawn(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    found: list[Any] = []

    @settings(max_examples=count, database=None, derandomize=True, phases=[Phase.generate])
    @given(strategy)
    def collect(value: Any) -> None:
        found.append(value)

    collect()
    return found


def many_of(frame: type[Any]) -> list[Any]:
    """Frames of several runs: one run draws much that is alike."""
    return [each for seed in range(5) for each in sample(frame, 200, seed=seed)]


def test_the_edges_of_every_field_are_reached() -> None:
    made = many_of(Edges)
    assert {0, 255} <= {each.small for each in made}
    assert {0, -(1 << 15), (1 << 15) - 1} <= {each.signed for each in made}
    assert 0.0 in {each.half for each in made}
    assert set(Kind) <= {each.kind for each in made}
    assert {each.kind for each in made} - set(Kind), "no unknown member"
    assert {0, 255} <= {len(each.name.encode()) for each in made}
    assert {0, 65535} <= {len(each.blob) for each in made}
    assert {0, 40} <= {len(each.few) for each in made}
    assert {0, 255} <= {len(each.told) for each in made}
    assert {0, 300} <= {len(each.limited) for each in made}
    assert {True, False} == {each.maybe is None for each in made}


def test_every_arm_is_reached_and_an_unknown_one() -> None:
    seen = Counter(type(each.body) for each in drawn(frames(Message), 200))
    assert set(seen) == {Ping, Data, Unknown}
    assert min(seen.values()) > 10


@pytest.mark.parametrize("frame", [*KINDS, *SPEC_FRAMES, *INTRICATE], ids=lambda frame: frame.__name__)
def test_hardly_anything_is_thrown_away_and_no_health_check_fails(frame: type[Frame]) -> None:
    tried = Counter[str]()

    @settings(max_examples=scaled(15, 30), database=None, derandomize=True, phases=[Phase.generate])
    @given(st.data())
    def law(source: st.DataObject) -> None:
        try:
            made = source.draw(frames(frame))
        except UnsatisfiedAssumption:
            tried["thrown away"] += 1
            raise
        tried["made"] += 1
        assert type(made) is frame
        made.pack()

    law()
    assert tried["thrown away"] * 10 <= tried["made"] + 9, tried


def test_what_is_found_shrinks_to_the_smallest_frame() -> None:
    assert find(frames(Message), lambda each: isinstance(each.body, Data) and len(each.body.items) > 1) == Message(
        version=0, level=0, body=Data(items=[0, 0])
    )
    assert find(frames(Edges), lambda each: len(each.blob) > 3).blob == b"\0\0\0\0"
    assert find(packed(Ping), lambda wire: wire > b"\x01") == b"\x01\0\0\0"[:1] + b"\0\0\0"


def test_what_is_intricate_is_made_in_all_its_variety() -> None:
    assert {each.kind for each in drawn(frames(StrictLength), 60)} == set(Kind)
    assert {each.kind for each in drawn(frames(StrictCount), 60)} == set(Kind)
    assert len({len(each.items) for each in drawn(frames(SharedByParts), 100)}) > 3
    assert len({len(each.items) for each in drawn(frames(SharedByFrames), 100)}) > 3
    assert {True, False} == {each.link is None for each in drawn(frames(Chain), 60)}
    assert len({len(each.counted) for each in drawn(frames(FewItems), 60)}) > 1


def test_what_can_seldom_be_is_made_without_a_word_of_what_was_made_before() -> None:
    """Whether a frame is passed over hangs on it alone: otherwise hypothesis finds the run flaky."""
    assert all(len(each.pack()) % 4 == 0 for each in drawn(frames(Words), 40))


def test_what_could_be_longer_than_is_made_is_long_too() -> None:
    made = many_of(Far)
    assert max(len(each.blob) for each in made) == (1 << 16) + 1
    assert {0, 256} <= {len(each.numbers) for each in made}
    assert {0, 256} <= {len(each.counted) for each in made}


def test_what_is_long_shrinks_to_about_what_is_long_enough() -> None:
    assert len(find(frames(Far), lambda each: len(each.blob) > 250).blob) <= 256
    assert len(find(frames(Far), lambda each: len(each.numbers) > 120).numbers) <= 127
    assert len(find(frames(Edges), lambda each: len(each.blob) > 500).blob) <= 512


def test_a_union_without_arms_is_told() -> None:
    class Command(Frame):
        """Declared with no arm."""

    class Order(Frame):
        code: int = derived(u8)
        command: Command = switch(this.code, Command)

    with pytest.raises(SpecError, match="Command has no arm yet"):
        drawn(frames(Order), 1)


def test_from_type_is_the_same() -> None:
    later = make_frame("Later", {"x": u8})
    assert {type(each) for each in drawn(st.from_type(Message), 5)} == {Message}
    assert {type(each) for each in drawn(st.from_type(later), 5)} == {later}


OVERRIDES: list[tuple[type[Frame], dict[str, st.SearchStrategy[Any]]]] = [
    (Message, {"body": frames(Ping)}),
    (Message, {"body": st.just(Unknown(9, b"abc")), "level": st.integers(3, 5)}),
    (Edges, {"name": st.text(max_size=20), "told": st.binary(max_size=30)}),
    (Edges, {"maybe": st.integers(0, 255)}),
    (Edges, {"maybe": st.none()}),
    (Plain, {"name": st.just(b"abcd")}),
    (Plain, {"name": st.just(b"abcd"), "n": st.just(2)}),
    (Plain, {"n": st.just(3)}),
    (Plain, {"body": st.text(min_size=1, max_size=9)}),
    (Plain, {"body": st.integers(0, 9), "items": st.just([1, 2, 3])}),
    (Plain, {"kind": st.just(2)}),
    (Plain, {"maybe": st.none()}),
    (Plain, {"maybe": st.just(5)}),
    (Counted, {"rest": st.just(b"xyz")}),
    (Counted, {"length": st.just(5)}),
    (Same, {"right": st.just(b"abc")}),
    (Twice, {"body": st.binary(max_size=4)}),
    (SharedByParts, {"body": st.just(b"abcd")}),
    (SharedByParts, {"items": st.just([1, 2])}),
    (SharedByFrames, {"n": st.just(5)}),
    (Tail, {"second": st.just(4)}),
    (Tail, {"rest": st.just(b"abc")}),
    (Tail, {"first": st.none()}),
    (Flags, {"low": st.just(1), "high": st.just(1)}),
    (Flags, {"low": st.none(), "high": st.just(1)}),
    (Flags, {"high": st.none()}),
    (Rows, {"rows": st.just([[1, 2, 3]])}),
    (Rows, {"rows": st.just([])}),
    (LengthInArm, {"body": st.just(b"abc")}),
    (LengthInArm, {"body": st.just(7)}),
    (Ordered, {"high": st.just(9)}),
]


@pytest.mark.parametrize(("frame", "overrides"), OVERRIDES, ids=lambda each: getattr(each, "__name__", None) or "-".join(each))
def test_overrides_are_taken_and_the_rest_is_fitted(frame: type[Frame], overrides: dict[str, st.SearchStrategy[Any]]) -> None:
    fixed = {name: {repr(each) for each in drawn(strategy, 300)} for name, strategy in overrides.items() if name != "body"}
    made = drawn(frames(frame, **overrides), 50)
    assert made
    for each in made:
        assert frame.unpack(each.pack()) == each
        for name, values in fixed.items():
            assert len(values) > 200 or repr(getattr(each, name)) in values


def test_the_other_fields_still_vary() -> None:
    made = drawn(frames(Plain, name=st.just(b"abcd")), 100)
    assert {each.n for each in made} == {2}
    assert len({each.count for each in made}) > 3
    assert {type(each.body) for each in made} == {int, str}


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"nme": st.just(1)}, "no field 'nme'.*version, level, body"),
        ({"crc": st.just(1)}, "takes no field 'crc'; choose from version, level, body"),
        ({"level": 3}, r"st\.just"),
    ],
)
def test_wrong_overrides_are_refused_at_once(overrides: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        frames(Message, **overrides)


def test_an_override_that_cannot_be_packed_is_told() -> None:
    with pytest.raises(PackError, match="level") as caught:
        drawn(frames(Message, level=st.just(99)), 3)
    assert any("level=99" in note for note in caught.value.__notes__)


@pytest.mark.parametrize(
    ("frame", "overrides"),
    [
        (Twice, {"body": st.just(b"abc")}),
        (Tail, {"first": st.none(), "rest": st.just(b"x")}),
        (StrictLength, {"body": st.just(b"")}),
    ],
    ids=lambda each: getattr(each, "__name__", None) or "-".join(each),
)
def test_an_override_for_which_no_number_is_true_is_told(frame: type[Frame], overrides: dict[str, Any]) -> None:
    with pytest.raises(PackError):
        drawn(frames(frame, **overrides), 3)


class Widths(Frame):
    many: int = given_value()
    wide: bool = given_value(default=False)
    items: list[int] = switch(this.wide, {True: array(u16, count=this.many), False: array(u8, count=this.many)})


class Marked(Frame):
    mark: int = const(0xFF, u8)
    number: u8


class Unmarked(Frame):
    number: u16 = field(check=this < 0xFF00)


class Looking(Frame):
    first: int = peek(u8)
    body: Marked | Unmarked = switch(this.first, {0xFF: Marked}, otherwise=Unmarked)


def test_values_that_are_not_given_to_a_class_have_their_defaults() -> None:
    check_all(Widths.given(many=3))


class Half(Frame):
    mark: int = const(1, u4)
    number: u4


class LookingAtBits(Frame):
    first: int = peek(u8)
    body: Half = switch(this.first >> 4, {1: Half})


class Numbers(Frame):
    numbers: list[int] = array(u8, prefix=u8)


class LookingAtCount(Frame):
    first: int = peek(u8)
    body: Numbers | Unmarked = switch(this.first, {2: Numbers}, otherwise=Unmarked)


def test_mutants_leave_alone_what_decides_by_being_looked_at() -> None:
    check_all(Looking)
    check_all(LookingAtCount)
    check_all(LookingAtBits)
