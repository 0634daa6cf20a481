"""Switches, unions, optional values and bounded parts mean what they say, and wrong ones are refused when declared."""

from __future__ import annotations

import pickle
from enum import IntEnum
from typing import Any

import pytest

import tests.kinds_switches as kinds
from framekit import (
    Frame,
    FramekitError,
    InvalidLength,
    InvalidValue,
    PackError,
    SpecError,
    TrailingData,
    TruncatedFrame,
    Unknown,
    UnpackError,
    align,
    array,
    asdict,
    bool8,
    byteorder_by,
    computed,
    const,
    data,
    derived,
    field,
    from_dict,
    item,
    leftover_of,
    make_frame,
    measure,
    optional,
    pad,
    switch,
    text,
    this,
    trace,
    u8,
    u16,
    u32,
    uleb128,
    unknown,
)
from tests.kinds_switches import Bounded, Data, Envelope, Link, Name, Ping, SwitchDerived, Tree


class Color(IntEnum):
    RED = 1
    BLUE = 2


# Switches


def test_the_tag_follows_from_the_class() -> None:
    frame = SwitchDerived(body=Ping(token=7), end=9)
    assert frame.kind is kinds.Kind.PING
    assert frame.pack().hex(" ") == "01 00 02 00 07 09"
    assert SwitchDerived(body=Name(name="é"), end=0).pack().hex(" ") == "07 00 02 c3 a9 00"


def test_an_unknown_arm_packs_to_the_bytes_it_came_from() -> None:
    wire = bytes.fromhex("63 00 03 61 62 63 09")
    frame = SwitchDerived.unpack(wire)
    assert frame.body == Unknown(0x63, b"abc")
    assert frame.pack() == wire
    assert pickle.loads(pickle.dumps(frame)) == frame
    with pytest.raises(PackError, match=r"SwitchDerived.body.*tag 1 of the Unknown has an arm"):
        SwitchDerived(body=Unknown(1, b"ab"), end=0).pack()


def test_a_value_of_no_arm_is_named() -> None:
    with pytest.raises(PackError, match=r"SwitchDerived.body at byte 3: .*expected a value of one of the arms .*, got Link"):
        SwitchDerived(body=Link(more=0, value=b""), end=0).pack()  # type: ignore[arg-type]


def test_a_tag_of_no_arm_is_refused_where_nothing_else_stands_for_it() -> None:
    with pytest.raises(
        InvalidValue, match=r"SwitchClosed.first at byte 1: this.kind is 3, which selects no arm; expected one of 1, 2"
    ):
        kinds.SwitchClosed.unpack(b"\3\0\0")


def test_a_given_tag_and_the_value_must_agree() -> None:
    assert kinds.SwitchPlain(kind=5, body=Ping(token=1)).pack() == b"\5\0\1"
    assert kinds.SwitchPlain(kind=99, body=7).pack() == b"\x63\0\0\0\7"
    for kind, value in ((5, 7), (0, Ping(token=1)), (20, 7)):
        with pytest.raises(PackError, match=r"SwitchPlain.body"):
            kinds.SwitchPlain(kind=kind, body=value).pack()


def test_a_tag_of_bytes_is_derived_too() -> None:
    frame = kinds.SwitchBytes(body=Ping(token=1), word="u8", more=5)
    assert frame.kind == b"PING"
    assert frame.pack() == b"PING\0\0\0\2\0\1u8\5"


def test_a_tag_of_bytes_that_are_filled_up_is_derived_too() -> None:
    frame = kinds.SwitchPadded(body=Ping(token=1))
    assert frame.command == b"ping"
    assert frame.pack() == b"ping\0\0\2\0\1"
    for tag, reason in ((b"too long", "found 8"), (b"ends\0", "ends with the pad"), ("text", "bytes")):
        with pytest.raises(PackError, match=f"SwitchPadded.command.*{reason}"):
            kinds.SwitchPadded(body=Unknown(tag, b"")).pack()


def test_arms_may_be_registered_later() -> None:
    class Command(Frame):
        pass

    class Stop(Command, tag=1):
        after: u16

    class Order(Frame):
        code: int = derived(u8)
        command: Command | Unknown = switch(this.code, Command, otherwise=unknown(), size_prefix=u8)

    wire = b"\2\1\7"
    assert Order.unpack(wire).command == Unknown(2, b"\7")

    class Go(Command, tag=(2, 3)):
        speed: u8

    with pytest.raises(SpecError, match=r"derived, but Go has several tags"):
        make_frame("Late", {"code": derived(u8), "command": switch(this.code, Command)})
    assert Order.unpack(wire).command == Go(speed=7)
    with pytest.raises(SpecError, match=r"tag=1 is already used by Stop"):

        class Again(Command, tag=1):
            pass

    with pytest.raises(SpecError, match=r"inherit from the union's class"):

        class Lost(Frame, tag=1):
            pass

    assert Order(command=Stop(after=1)).pack() == b"\1\2\0\1"


@pytest.mark.parametrize(
    ("arms", "options", "reason"),
    [
        ({1: Ping, range(3): Data}, {}, r"tags 1 and range\(0, 3\) match the same value"),
        ({(1, 2): Ping, (2, 3): Data}, {}, "tags 2 and 2 match the same value"),
        ({1: Ping, 300: Data}, {}, "arm 300 is unreachable: u8 ranges from 0 to 255"),
        ({1: Ping, b"x": Data}, {}, "is unreachable: the tag field is u8"),
        ({}, {}, "no arms"),
        ({1: Ping, 2: Ping}, {}, "two arms have the class Ping"),
        ({(1, 2): Ping}, {}, "Ping has several tags"),
        ({1: Ping}, {"otherwise": data(2)}, "covers many tags"),
        ({1: u8}, {}, "do not determine the arm"),
        ({1: Ping, 1.5: Data}, {}, "expected a tag .*, got 1.5"),
        ({1: Ping}, {"otherwise": const(b"a")}, "covers many tags"),
        ({1: Ping}, {"leftover": "keep"}, "add size="),
        ({1: pad(1)}, {}, "cannot contain pad"),
        (7, {}, "expected a dict"),
    ],
)
def test_arms_that_cannot_be_told_apart_are_refused(arms: Any, options: dict[str, Any], reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", {"kind": derived(u8), "body": switch(this.kind, arms, **options)})


def test_the_annotation_has_the_classes_of_the_arms() -> None:
    with pytest.raises(SpecError, match=r"an arm gives Data, which is missing from the annotation"):

        class Missing(Frame):
            kind: int = derived(u8)
            body: Ping = switch(this.kind, {1: Ping, 2: Data})

    with pytest.raises(SpecError, match=r"an arm gives Unknown, which is missing from the annotation"):

        class NoUnknown(Frame):
            kind: int = derived(u8)
            body: Ping | Data = switch(this.kind, {1: Ping, 2: Data}, otherwise=unknown())


def test_json_names_the_arm() -> None:
    for body in (Ping(token=1), Name(name="x"), Unknown(99, b"\xff")):
        frame = SwitchDerived(body=body, end=1)
        assert from_dict(SwitchDerived, asdict(frame)) == frame
    assert asdict(SwitchDerived(body=Ping(token=1), end=1), mode="json") == {"body": {"Ping": {"token": 1}}, "end": 1}
    for plain in (kinds.SwitchPlain(kind=20, body="ab"), kinds.SwitchPlain(kind=99, body=5)):
        assert from_dict(kinds.SwitchPlain, asdict(plain)) == plain


# Optional values


def test_a_flag_follows_from_what_is_there() -> None:
    class Sample(Frame):
        timed: bool = derived(bool8)
        time: int | None = optional(u32, when=this.timed, default=None)
        color: Color | None = optional(u8, default=None)

    assert Sample().pack() == b"\0"
    assert Sample(time=0, color=Color.BLUE).pack() == b"\1\0\0\0\0\2"
    assert Sample.unpack(b"\0\2") == Sample(color=Color.BLUE)
    assert Sample.unpack(b"\0\2").color is Color.BLUE


def test_a_value_that_contradicts_its_flag_is_refused() -> None:
    made = make_frame("Made", {"flags": u8, "x": optional(u8, when=this.flags & 4)})
    assert made(flags=4, x=1).pack() == b"\4\1"
    with pytest.raises(PackError, match=r"Made.x at byte \d: the field is None, but this.flags & 4 is 4"):
        made(flags=4, x=None).pack()
    with pytest.raises(PackError, match=r"Made.x at byte \d: the field is present, but this.flags & 4 is 0"):
        made(flags=2, x=1).pack()


def test_what_is_there_where_bytes_are_left_is_not_absent_before_bytes() -> None:
    made = make_frame("Made", {"x": u8, "a": optional(u8, default=None), "b": optional(u16, default=None)})
    assert [made(x=1).pack(), made(x=1, a=2).pack(), made(x=1, a=2, b=3).pack()] == [b"\1", b"\1\2", b"\1\2\0\3"]
    with pytest.raises(PackError, match=r"Made.a.*None, but fields after it are not"):
        made(x=1, b=3).pack()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"a": optional(u8), "b": u8}, "present only if bytes are left"),
        ({"a": optional(data())}, "may take no bytes"),
        ({"a": optional(u8, when=this.later), "later": u8}, "not declared before this field"),
        ({"a": optional(u8, when=True)}, "expression over earlier fields"),  # type: ignore[call-overload]
        ({"a": optional(optional(u8))}, "cannot contain optional"),
        ({"a": array(optional(u8), 2)}, "cannot contain optional"),
        ({"n": derived(u8), "a": optional(u8, when=this.n & 3)}, "cannot be solved for the derived field"),
    ],
)
def test_optional_values_that_cannot_be_are_refused(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", fields)


# Bounded parts


def bounded(**changes: Any) -> Bounded:
    values: dict[str, Any] = {
        "plain": 2,
        "one": Ping(token=1),
        "kept": Data(values=[]),
        "ignored": Ping(token=2),
        "prefixed": Name(name="n"),
        "words": [],
        "items": [Data(values=[]), Data(values=[])],
        "counted": [1],
        "parts": [],
    }
    return Bounded(**{**values, **changes})


def test_bytes_left_in_a_part_are_refused_kept_or_ignored() -> None:
    frame = bounded(more=b"xyz")
    wire = frame.pack()
    assert Bounded.unpack(wire) == frame
    assert frame.total == 4
    ignored = wire.index(b"\0\2\0\0")
    assert Bounded.unpack(wire[: ignored + 2] + b"zz" + wire[ignored + 4 :]) == frame
    assert ("rest(ignored)", b"\0\0") in [(span.path, span.wire) for span in trace(Bounded, wire)]

    class Strict(Frame):
        body: Ping = field(size_prefix=u8)

    with pytest.raises(TrailingData, match=r"Strict.body at byte 3: 1 byte left over within the size of body \(3 bytes\)"):
        Strict.unpack(b"\3\0\1\2")
    with pytest.raises(
        InvalidLength,
        match=r"Strict.body.token at byte 1: expected 2 bytes for .*, only 1 byte left within the size of body",
    ):
        Strict.unpack(b"\1\0")
    with pytest.raises(TruncatedFrame, match=r"Strict.body"):
        Strict.unpack(b"\2\0")


def test_a_plain_size_is_filled_up_where_the_rest_is_ignored() -> None:
    sub = kinds.Sub(size=5, body=Ping(token=1))
    assert sub.pack() == b"\5\0\1\0\0\0"
    assert kinds.Sub.unpack(b"\5\0\1abc") == sub
    with pytest.raises(PackError, match=r"Sub.body"):
        kinds.Sub(size=1, body=Ping(token=1)).pack()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"a": (Ping, field(size=1))}, "less than the minimum size of Ping, 2"),
        ({"a": (Ping, field(size=3))}, "size=3 is greater than the maximum size of Ping, 2"),
        ({"a": (Ping, field(size=2, size_prefix=u8))}, "not both"),
        ({"a": (Ping, field(size=u8))}, "use size_prefix"),  # type: ignore[call-overload]
        ({"a": (Ping, field(size_prefix=u8, leftover="keep"))}, "needs a field for the leftover"),
        ({"a": (Name, field(size_prefix=u8, leftover="keep")), "b": leftover_of(this.a)}, "it has no leftover"),
        ({"a": Ping, "b": leftover_of(this.a)}, "must directly follow the field 'a'"),
        ({"a": (Ping, field(size_prefix=u8, leftover="drop"))}, "leftover='drop'"),  # type: ignore[call-overload]
        ({"a": data(prefix=u8, limit=300)}, "limit=300 is greater than the maximum of u8, 255"),
        (
            {"n": derived(u8), "a": data(this.n * 2 - 4, limit=600)},
            r"limit=600 is greater than the maximum of this.n \* 2 - 4 \(u8\), 506",
        ),
        ({"a": data(), "b": data(prefix=u8)}, "takes the rest of the frame"),
    ],
)
def test_sizes_that_cannot_be_are_refused(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", fields)


# Ends


def test_a_terminator_is_found_wherever_it_begins() -> None:
    made = make_frame("Made", {"line": data(until=b"\r\n", limit=6), "rest": data()})
    assert made.unpack(b"ab\r\r\nrest").line == b"ab\r"
    assert made(line=b"ab\r", rest=b"x").pack() == b"ab\r\r\nx"
    with pytest.raises(PackError, match=r"the terminator .* must not occur in the value"):
        made(line=b"a\r\nb", rest=b"").pack()
    with pytest.raises(TruncatedFrame, match=r"terminator b'\\r\\n' of .* not found, only 3 bytes left"):
        made.unpack(b"abc")
    with pytest.raises(UnpackError, match=r"limit of 6"):
        made.unpack(b"abcdefghijk")
    with pytest.raises(PackError, match=r"the terminator"):
        make_frame("Made", {"x": data(until=b"aa")})(x=b"a").pack()


def test_utf16_ends_at_whole_characters() -> None:
    made = make_frame("Made", {"x": text(until="\0", encoding="utf-16-le"), "end": u8})
    wire = made(x="Āa", end=1).pack()
    assert wire == "Āa\0".encode("utf-16-le") + b"\1"
    assert made.unpack(wire).x == "Āa"


def test_items_end_where_their_marker_or_the_last_says() -> None:
    class Chain(Frame):
        links: list[Link] = array(Link, until=item.more == 0, limit=3)

    links = [Link(more=1, value=b"a"), Link(more=0, value=b"b")]
    assert Chain.unpack(Chain(links=links).pack()).links == links
    for wrong, reason in (
        (links[:1], "the last item does not end the array"),
        ([], "the last item does not end the array"),
        (links[::-1], r"Chain.links\[1\].*the previous item ends"),
        ([links[0]] * 3 + links, "limit of 3"),
    ):
        with pytest.raises(PackError, match=reason):
            Chain(links=wrong).pack()
    with pytest.raises(TruncatedFrame):
        Chain.unpack(b"\1\0")
    with pytest.raises(UnpackError, match=r"limit of 3"):
        Chain.unpack(b"\1\0" * 3 + b"\0\0")
    assert measure(Chain, b"\1\0\0\0rest") == 4


# Shape


def test_recursion_is_as_deep_as_its_limit_both_ways() -> None:
    def nested(depth: int) -> Tree:
        tree = Tree(value=0, children=[], left=None)
        for _ in range(depth - 1):
            tree = Tree(value=0, children=[tree], left=None)
        return tree

    assert Tree.unpack(nested(64).pack()) == nested(64)
    with pytest.raises(PackError, match=r"depth 65 exceeds the limit of 64"):
        nested(65).pack()
    with pytest.raises(UnpackError, match=r"depth 65 exceeds the limit of 64"):
        Tree.unpack(b"\0\1" * 64 + b"\0\0")
    loop = nested(1)
    loop.children.append(loop)
    with pytest.raises(PackError, match=r"depth"):
        loop.pack()

    class Deep(Frame, max_depth=200):
        inner: list[Deep] = array(prefix=u8)

    assert Deep.unpack(b"\1" * 199 + b"\0").pack() == b"\1" * 199 + b"\0"
    with pytest.raises(UnpackError, match=r"depth 201"):
        Deep.unpack(b"\1" * 500)


def test_a_frame_without_an_end_is_refused() -> None:
    with pytest.raises(SpecError, match=r"would never end"):

        class Endless(Frame):
            x: u8
            inner: Endless


def test_items_are_limited_in_all_arrays_together() -> None:
    class Grid(Frame, max_items=10):
        rows: list[list[int]] = array(array(u8, prefix=u8), prefix=u8)

    assert len(Grid.unpack(b"\2\3abc\3abc").rows) == 2
    with pytest.raises(UnpackError, match=r"limit of 10"):
        Grid.unpack(b"\3\3abc\3abc\3abc")
    with pytest.raises(PackError, match=r"exceeds the limit of 10 \(max_items=\)"):
        Grid(rows=[[1] * 9, [1]]).pack()


def test_a_generic_frame_is_a_frame_with_its_argument() -> None:
    assert Envelope[Ping] is Envelope[Ping]
    assert Envelope[Ping].__name__ == "Envelope[Ping]"
    frame = Envelope[Ping](kind=1, body=Ping(token=2))
    assert frame.pack() == b"\1\2\0\2"
    assert isinstance(frame, Envelope)
    assert pickle.loads(pickle.dumps(frame)) == frame
    with pytest.raises(SpecError, match=r"use Envelope\[...\]"):
        Envelope.unpack(b"")
    with pytest.raises(TypeError, match=r"expects 1 type argument, got 2"):
        Envelope[Ping, Data]  # type: ignore[misc]
    with pytest.raises(TypeError, match=r"not a generic frame"):
        Ping[Data]  # type: ignore[misc]


# Layout


def test_a_field_chooses_the_byte_order_of_what_follows() -> None:
    big = kinds.Marked(mark=b"MM", answer=42, inner=kinds.Follows(x=1, y=2), items=[], name="a")
    little = kinds.Marked(mark=b"II", answer=42, inner=kinds.Follows(x=1, y=2), items=[], name="a")
    assert big.pack() == b"MM\0*\0\1\0\0\0\2\0\0\0\0\0\1a"
    assert little.pack() == b"II*\0\1\0\2\0\0\0\0\0\1\0\0\0a"
    assert kinds.Marked.unpack(little.pack()) == little
    assert kinds.Marked.unpack(b"RO" + little.pack()[2:]).pack() == b"RO" + little.pack()[2:]
    with pytest.raises(
        InvalidValue, match=r"Marked.mark at byte 0: expected one of b'MM', b'II', b'RO' to select the byte order, found b'XX'"
    ):
        kinds.Marked.unpack(b"XX\0*")
    with pytest.raises(PackError, match=r"Marked.mark"):
        kinds.Marked(mark=b"XX", answer=1, inner=kinds.Follows(x=1, y=2), items=[], name="").pack()
    with pytest.raises(SpecError, match=r"determines the byte order"):

        class Wrong(Frame, byteorder=byteorder_by(this.mark, big=1, little=2)):
            x: u16
            mark: u8


@pytest.mark.parametrize(
    ("marks", "message"),
    [
        ({"big": 1, "little": 1}, "the same value twice"),
        ({"big": (1, 2), "little": (3, 1)}, "the same value twice"),
        ({"big": (), "little": 1}, "need at least one value each"),
        ({"big": "b", "little": "l"}, "plain field of bytes or a one-byte number"),
    ],
)
def test_each_mark_of_a_byte_order_is_there_once(marks: Any, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        make_frame("Wrong", {"mark": u8, "x": u16}, byteorder=byteorder_by(this.mark, **marks))


def test_computed_attributes_take_no_bytes() -> None:
    class Head(Frame):
        words: u8
        size: int = computed(this.words * 4)
        total: int = computed(this.size + 1)
        body: bytes = data(this.size)
        _: None = align(8)

    frame = Head(words=1, body=b"abcd")
    assert (frame.size, frame.total, frame.pack()) == (4, 5, b"\1abcd\0\0\0")
    assert asdict(frame, mode="json") == {"words": 1, "body": "61626364"}
    with pytest.raises(TypeError):
        Head(words=1, body=b"", size=4)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        frame.size = 5


def test_checks_hold_both_ways_with_the_path() -> None:
    class Level(Frame):
        low: u8 = field(check=this <= 3)
        high: u8 = field(check=range(4, 8))
        name: str = text(prefix=uleb128, check={"a", "b"})

    assert Level.unpack(b"\3\4\1a").pack() == b"\3\4\1a"
    for wire, path in ((b"\4\4\1a", "low"), (b"\3\x08\1a", "high"), (b"\3\4\1c", "name")):
        with pytest.raises(InvalidValue) as caught:
            Level.unpack(wire)
        assert caught.value.path == path
    with pytest.raises(PackError, match=r"Level.low at byte 0: 4 does not satisfy check=this <= 3"):
        Level(low=4, high=4, name="a").pack()
    for wrong in (this.low == 1, this.later > this):
        with pytest.raises(SpecError):
            make_frame("Wrong", {"low": u8, "x": field(u8, check=wrong)})
    with pytest.raises(SpecError, match=r"not an integer"):
        make_frame("Wrong", {"x": data(2, check=this == 1)})
    with pytest.raises(SpecError, match=r"expected an expression"):
        make_frame("Wrong", {"x": field(u8, check=3)})


def test_a_condition_that_divides_by_zero_for_an_absent_value_can_be_declared() -> None:
    class Divides(Frame):
        length: int = derived(u8)
        name: str | None = optional(text(this.length), when=8 // this.length > 0)

    assert Divides(name="ab").pack() == b"\2ab"
    assert Divides.unpack(b"\2ab").name == "ab"
    with pytest.raises(FramekitError):
        Divides.unpack(b"\0")


def test_a_measure_reads_the_item_that_ends_an_array_whatever_it_is() -> None:
    class Ended(Frame):
        names: list[str] = array(text(until="\0"), until=item == "")
        size: u8
        bounded: list[Link] = array(field(Link, size=this.size), until=item.more == 0)

    wire = b"ab\0\0\2\1\0\0\0"
    assert [measure(Ended, wire[:size]) for size in range(len(wire) + 1)] == [1, 2, 3, 4, 5, 7, 7, 9, 9, 9]
    assert Ended.unpack(wire).pack() == wire


def test_an_optional_field_may_be_left_out() -> None:
    frame = make_frame("Maybe", {"there": derived(u8), "x": optional(u8, when=this.there), "y": optional(u16)})
    assert frame().pack() == b"\0"
    assert frame.unpack(b"\0") == frame(x=None, y=None)  # type: ignore[call-arg]
