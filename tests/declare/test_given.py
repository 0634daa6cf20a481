"""Values that are given from outside: to the methods of a frame, to decoders, streams and endpoints, and to frames inside it."""

from __future__ import annotations

import pickle
import socket
from enum import IntEnum, IntFlag
from typing import Any

import pytest
from hypothesis import given as tried

from framekit import (
    NEED_DATA,
    DatagramEndpoint,
    Frame,
    FrameDecoder,
    FrameStream,
    GivenError,
    InvalidValue,
    PackError,
    Protocol,
    SpecError,
    TrailingData,
    TruncatedFrame,
    array,
    asdict,
    byteorder_by,
    construct_schema,
    data,
    derived,
    field,
    from_dict,
    given,
    make_frame,
    measure,
    switch,
    text,
    this,
    trace,
    u8,
    u16,
    u32,
    xor,
)
from framekit.testing import check_all, frames, mutants_of
from tests.kinds_given import GivenArms, Measured, Passing, Unit, Wide


class Table(Frame):
    """Hands a flag to its entries."""

    flags: u8
    entries: list[Wide] = array(Wide.given(wide=this.flags & 1 == 1), prefix=u8)


def test_every_way_of_reading_takes_what_is_given() -> None:
    narrow, wide = Wide(wide=False, value=7), Wide(wide=True, value=7)
    assert Wide.unpack(b"\0\0\0\7", wide=True) == wide
    assert Wide.unpack(bytearray(b"\0\7"), given={"wide": False}) == narrow
    assert Wide.unpack_from(b"xx\0\7yy", 2, wide=False) == narrow
    assert Wide.unpack_from(memoryview(b"xx\0\0\0\7"), -4, wide=True) == wide
    assert list(Wide.iter_unpack(b"\0\7\0\7", wide=False)) == [narrow, narrow]
    assert trace(Wide, b"\0\7", wide=False).frame == narrow
    assert [span.path for span in trace(Wide, b"\0\7", given={"wide": False})] == ["value"]
    assert (measure(Wide, b"", wide=True), measure(Wide, b"", wide=False)) == (4, 2)
    assert construct_schema(Wide).parse(b"\0\7", wide=False)["value"] == 7
    assert Wide.given(wide=True).unpack(b"\0\0\0\7") == wide
    assert type(Wide.given(wide=True).unpack(b"\0\0\0\7")) is Wide


def test_a_frame_alone_packs_by_its_own_value() -> None:
    assert Wide(wide=True, value=7).pack() == b"\0\0\0\7"
    assert Wide(wide=False, value=7).pack() == b"\0\7"


def test_the_frame_around_it_gives_the_value_and_holds_the_others_against_it() -> None:
    table = Table.unpack(b"\1\1\0\0\0\7")
    assert table.entries == [Wide(wide=True, value=7)]
    assert table.pack() == b"\1\1\0\0\0\7"
    table.entries.append(Wide(wide=False, value=1))
    with pytest.raises(PackError) as caught:
        table.pack()
    assert caught.value.path == "entries[1].wide"
    with pytest.raises(PackError, match="expected 2, given by the enclosing frame"):
        GivenArms(kind=2, size=2, more=0, body=GivenArms.unpack(b"\2\x30\3abc").body).pack()


@pytest.mark.parametrize(
    ("call", "path", "message"),
    [
        (lambda: Wide.unpack(b"\0\7"), "wide", "must be given"),
        (lambda: Wide.unpack_from(b"\0\7"), "wide", "must be given"),
        (lambda: list(Wide.iter_unpack(b"\0\7")), "wide", "must be given"),
        (lambda: FrameDecoder(Wide), "wide", "must be given"),
        (lambda: trace(Wide, b"\0\7"), "wide", "must be given"),
        (lambda: measure(Wide, b"\0\7"), "wide", "must be given"),
        (lambda: Wide.unpack(b"\0\7", wide=2), "wide", "expected bool"),
        (lambda: Measured.unpack(b"\0\7", unit="MILE"), "unit", "expected Unit, got str"),
        (lambda: Wide.unpack(b"\0\7", wide=True, wise=True), "", "has no given field wise"),
        (lambda: Wide.unpack(b"\0\7", given={}, wide=True), "", "cannot be combined"),
        (lambda: Wide.given(wise=True), "", "expected wide"),
        (lambda: Wide.given(wide=True).given(wide=True), "", "already bound to given values"),
        (lambda: Wide.given(wide=this.flags == 1).unpack(b"\0\7"), "wide", "refers to the enclosing frame"),
        (lambda: make_frame("Bare", {"inside": Wide}), "inside", "Wide.given"),
    ],
)
def test_what_is_missing_unknown_or_wrong_is_said(call: Any, path: str, message: str) -> None:
    with pytest.raises(GivenError, match=message) as caught:
        call()
    assert caught.value.path == path
    assert isinstance(caught.value, TypeError)


def test_a_frame_that_takes_nothing_refuses_what_is_given() -> None:
    class Plain(Frame):
        number: u8

    with pytest.raises(GivenError, match="expected none"):
        FrameDecoder(Plain, given={"wide": True})
    with pytest.raises(TypeError):
        Plain.unpack(b"\0", wide=True)


def test_a_given_field_hides_no_method() -> None:
    with pytest.raises(SpecError, match="given"):
        make_frame("Hidden", {"given": u8})
    with pytest.raises(SpecError, match=r"annotation .*, got list"):
        make_frame("List", {"these": (list, given())})


def test_a_default_is_taken_where_nothing_is_given() -> None:
    class Named(Frame):
        size: u8 = given(default=2)
        name: bytes = data(this.size)

    class Holder(Frame):
        two: Named
        three: Named = field(Named.given(size=3))

    assert Named.unpack(b"ab") == Named(name=b"ab")
    assert Named.unpack(b"abc", size=3) == Named(size=3, name=b"abc")
    assert Holder.unpack(b"ababc").three.name == b"abc"


def test_errors_inside_have_the_path_of_the_frame_around() -> None:
    with pytest.raises(TruncatedFrame) as caught:
        Table.unpack(b"\1\1\0\0")
    assert (caught.value.path, caught.value.offset) == ("entries[0].value", 2)

    class Asking(Frame):
        flag: u8
        inside: Wide = field(Wide.given(wide=this.flag))

    assert Asking.unpack(b"\1\0\0\0\7").inside == Wide(wide=True, value=7)
    with pytest.raises(InvalidValue, match="not a valid value for the given field Wide") as refused:
        Asking.unpack(b"\2\0\7")
    assert refused.value.path == "inside"


def test_an_enumeration_is_given_by_its_number() -> None:
    class Asking(Frame):
        unit: u8
        inside: Measured = field(Measured.given(unit=this.unit))

    made = Asking.unpack(b"\x02\0\7")
    assert made.inside.unit is Unit.MILE
    assert made.pack() == b"\x02\0\7"


def test_a_decoder_looks_at_the_mapping_anew_for_each_frame() -> None:
    said = {"wide": True}
    decoder = FrameDecoder(Wide, given=said)
    decoder.receive_data(b"\0\0\0\1\0\2\0")
    assert decoder.next_frame() == Wide(wide=True, value=1)
    said["wide"] = False
    assert decoder.next_frame() == Wide(wide=False, value=2)
    assert decoder.next_frame() is NEED_DATA
    decoder.receive_data(b"\3")
    assert decoder.next_frame() == Wide(wide=False, value=3)


def test_streams_and_endpoints_take_what_is_given() -> None:
    one, other = socket.socketpair()
    with FrameStream(one, Wide, given={"wide": False}) as left, FrameStream(other, Wide, given={"wide": False}) as right:
        left.write(Wide(wide=False, value=5))
        assert right.read(timeout=5) == Wide(wide=False, value=5)
    with DatagramEndpoint.bind("udp://127.0.0.1:0", Wide, given={"wide": True}) as endpoint:
        url = f"udp://127.0.0.1:{endpoint.address[1]}"
        with DatagramEndpoint.connect(url, Wide, given={"wide": True}) as peer:
            peer.send(Wide(wide=True, value=9))
            assert endpoint.recv(timeout=5).frames == [Wide(wide=True, value=9)]


def test_a_protocol_gives_what_an_earlier_frame_said() -> None:
    def client(session: Any) -> Any:
        first = yield Wide, {"given": {"wide": False}}
        while True:
            yield Wide, {"given": {"wide": first.value == 1}}

    decoder, _ = Protocol("wide", client=client).decoders()
    decoder.receive_data(b"\0\1\0\0\0\2")
    assert decoder.next_frame() == Wide(wide=False, value=1)
    assert decoder.next_frame() == Wide(wide=True, value=2)


def test_json_has_the_value_and_takes_it_back() -> None:
    table = Table(flags=1, entries=[Wide(wide=True, value=7)])
    assert asdict(table, mode="json") == {"flags": 1, "entries": [{"wide": True, "value": 7}]}
    assert from_dict(Table, asdict(table, mode="json")) == table
    assert pickle.loads(pickle.dumps(Wide(wide=True, value=7))) == Wide(wide=True, value=7)


def test_a_mark_may_be_given_while_a_field_is_derived() -> None:
    class Kind(IntEnum):
        A = 1
        B = 2

    class Body(Frame):
        kind: Kind = given()
        value: int = switch(this.kind, {Kind.A: u8, Kind.B: u32})

    class Message(Frame):
        length: int = derived(u8)
        name: bytes = data(this.length)
        body: Body = field(Body.given(kind=this.length))

    made = Message(name=b"x", body=Body(kind=Kind.A, value=1))
    assert made.pack() == b"\1x\1"
    assert Message.unpack(b"\2xy\0\0\0\1").body == Body(kind=Kind.B, value=1)
    check_all(Message)


def test_made_at_run_time() -> None:
    made: Any = make_frame("Made", {"wide": (bool, given()), "value": switch(this.wide, {True: u32, False: u16})})
    assert made.unpack(b"\0\7", wide=False) == made(wide=False, value=7)


@pytest.mark.parametrize("frame", [Wide, Measured, Passing, Wide.given(wide=True), Passing.given(wide=False)])
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


@tried(frames(Wide.given(wide=True)))
def test_a_class_with_its_values_draws_frames_that_have_them(frame: Wide) -> None:
    assert frame.wide is True


def test_mutants_are_read_with_what_the_frame_was_given() -> None:
    assert {mutant.error for mutant in mutants_of(Wide(wide=True, value=1))} == {TruncatedFrame, TrailingData}


def test_a_given_value_is_held_against_its_check() -> None:
    made: Any = make_frame("Checked", {"n": (u8, given(check=this < 3)), "v": u8})
    assert made(n=2, v=1).pack() == b"\1"
    assert made.unpack(b"\1", n=2).n == 2
    with pytest.raises(PackError, match="does not satisfy check="):
        made(n=3, v=1).pack()
    with pytest.raises(InvalidValue, match="does not satisfy check="):
        made.unpack(b"\1", n=3)
    check_all(made)


def test_measuring_looks_into_a_frame_that_is_given_values() -> None:
    inner: Any = make_frame("Inside", {"n": (u8, given()), "v": u8})
    made: Any = make_frame("Looking", {"k": u8, "z": field(inner.given(n=this.k)), "d": data(this.z.v + this.z.n)})
    assert measure(made, b"\1\1ab") == 4
    decoder: Any = FrameDecoder(made)
    assert [frame.d for byte in b"\1\1ab" for frame in decoder.feed(bytes([byte]))] == [b"ab"]
    check_all(made)


def test_a_class_with_its_values_is_not_inherited_from_and_takes_no_more() -> None:
    bound = Wide.given(wide=True)
    with pytest.raises(SpecError, match="inherit from the original class"):
        type("More", (bound,), {})
    with pytest.raises(GivenError, match="already bound"):
        bound.unpack(b"\0\0\0\1", wide=True)
    assert from_dict(bound, {"value": 7}) == Wide(wide=True, value=7)


@pytest.mark.parametrize(
    "declare",
    [
        lambda: make_frame("Bad", {"inside": field(Wide.given(wide="x"))}),
        lambda: make_frame("Bad", {"n": (u8, given(default=300))}),
        lambda: make_frame("Bad", {"m": (bytes, given()), "k": u16}, byteorder=byteorder_by(this.m, big=b"B", little=b"L")),
        lambda: FrameDecoder(Wide, given=5),  # type: ignore[arg-type]
        lambda: make_frame("Bad", {"n": (u8, given()), "v": u8}).unpack(b"\0", n=300),
    ],
)
def test_values_that_cannot_be_given_are_refused(declare: Any) -> None:
    with pytest.raises(SpecError):
        declare()


def test_a_default_is_of_the_class_of_its_field() -> None:
    made: Any = make_frame("Default", {"on": (bool, given(default_factory=lambda: 1)), "v": u8})
    assert made.unpack(b"\0").on is True
    wrong: Any = make_frame("Wrong", {"n": (int, given(default_factory=lambda: "x")), "v": data(this.n)})
    for read in (wrong.unpack, lambda wire: trace(wrong, wire), lambda wire: measure(wrong, wire)):
        with pytest.raises(GivenError):
            read(b"a")


def test_flags_are_given() -> None:
    class Option(IntFlag):
        A = 1
        B = 2

    class Flagged(Frame):
        option: Option = given()
        body: bytes = data(this.option & 2)

    assert Flagged.unpack(b"ab", option=3) == Flagged(option=Option.A | Option.B, body=b"ab")
    check_all(Flagged)


def test_bytes_and_text_are_given_by_fields_that_hold_them() -> None:
    class Inner(Frame):
        key: bytes = given()
        name: str = given()
        body: bytes = xor(this.key, data(prefix=u8))

    class Outer(Frame):
        secret: bytes = data(2)
        name: str = text(prefix=u8)
        part: Inner = field(Inner.given(key=this.secret, name=this.name))

    frame = Outer(secret=b"\1\2", name="a", part=Inner(key=b"\1\2", name="a", body=b"abc"))
    assert Outer.unpack(frame.pack()) == frame
    with pytest.raises(PackError, match=r"part\.name.*expected 'a', given by the enclosing frame"):
        Outer(secret=b"\1\2", name="a", part=Inner(key=b"\1\2", name="b", body=b"")).pack()
    check_all(Outer)


def test_a_field_that_does_not_hold_bytes_gives_none() -> None:
    class Keyed(Frame):
        key: bytes = given()
        body: bytes = data(1)

    for giver in (field(u8), text(prefix=u8)):
        with pytest.raises(SpecError, match=r"expected bytes for Keyed\.key, got this\.x"):
            make_frame("Wrong", {"x": (object, giver), "k": Keyed.given(key=this.x)})
