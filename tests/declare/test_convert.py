"""asdict gives values or what JSON can hold, from_dict gives the frame back."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framekit import (
    Frame,
    PackError,
    array,
    asdict,
    const,
    data,
    derived,
    f64,
    field,
    from_dict,
    optional,
    replace,
    switch,
    text,
    this,
    u4,
    u8,
    u16,
)
from framekit.declare.declaration import spec_of
from framekit.spec.kinds import Filler, Padding
from framekit.testing import frames
from tests.kinds import KINDS, Color, Constants, Derived, Enums, Flags, Point
from tests.kinds_given import TAKING_KINDS

MODES: tuple[Literal["python", "json"], ...] = ("python", "json")


@pytest.mark.parametrize("frame", KINDS + TAKING_KINDS, ids=lambda frame: frame.__name__)
def test_a_frame_survives_json(frame: type[Frame]) -> None:
    @given(frames(frame))
    def law(value: Frame) -> None:
        written = json.dumps(asdict(value, mode="json"), allow_nan=False)
        assert from_dict(frame, json.loads(written)) == value
        assert from_dict(frame, asdict(value)) == value
        for mode in MODES:
            everything = asdict(value, mode=mode, derived=True)
            assert everything.keys() == asdict(value, mode=mode, derived=True, places=True).keys()
            assert set(everything) == {
                each.name for each in spec_of(frame).fields if not (isinstance(each.kind, Padding | Filler) or each.is_hidden)
            }

    law()


def test_it_holds_what_the_constructor_takes() -> None:
    assert asdict(Constants(end=1)) == {"end": 1}
    frame = Derived(body=b"\xff", items=[-1], quads=[], end=2)
    assert asdict(frame) == {"body": b"\xff", "items": [-1], "quads": [], "end": 2}
    assert asdict(frame, mode="json") == {"body": "ff", "items": [-1], "quads": [], "end": 2}
    everything = asdict(frame, mode="json", derived=True)
    assert {name: everything[name] for name in everything if name not in asdict(frame)} == {
        each.name: getattr(frame, each.name) for each in spec_of(Derived).fields if each.derived
    }
    with pytest.raises(ValueError, match="mode='yaml': expected 'python' or 'json'"):
        asdict(frame, mode="yaml")  # type: ignore[arg-type]


def test_an_arm_without_its_class_is_refused_with_what_is_expected() -> None:
    class Hello(Frame):
        name: str = text(prefix=u8)

    class Packet(Frame):
        kind: int = derived(u8)
        body: Hello = switch(this.kind, {1: Hello})

    assert from_dict(Packet, {"body": {"Hello": {"name": "x"}}}) == Packet(body=Hello(name="x"))
    with pytest.raises(PackError, match=r"Packet.body: .*expected a dict with one key, the class of the value: Hello"):
        from_dict(Packet, {"body": {"name": "x", "serial": 1}})


def test_enumerations_are_names_where_they_have_one() -> None:
    value = Enums(open=Color.RED, strict=Color.GREEN, flags=Flags.SYN | Flags.FIN, known=Flags(0), several=[Color.BLUE, 9])
    assert asdict(value)["open"] is Color.RED
    plain = asdict(value, mode="json")
    assert plain == {"open": "RED", "strict": "GREEN", "wide": "RED", "flags": 0x41, "known": 0, "several": ["BLUE", 9]}
    assert from_dict(Enums, {**plain, "open": 1, "flags": "SYN"}).flags is Flags.SYN


def test_floats_that_json_lacks_are_words() -> None:
    class Real(Frame):
        x: f64

    for number, word in ((float("inf"), "inf"), (float("-inf"), "-inf"), (float("nan"), "nan")):
        assert asdict(Real(x=number), mode="json") == {"x": word}
        assert repr(asdict(Real(x=number))["x"]) == repr(number)
        assert repr(from_dict(Real, {"x": word}).x) == repr(number)
    with pytest.raises(PackError, match="expected a number"):
        from_dict(Real, {"x": "1.5"})


class Blob(Frame):
    key: u8
    blobs: list[bytes] = array(data(prefix=u8), prefix=u8, default_factory=list)
    color: Color = field(u8, default=Color.RED)
    point: Point = field(default_factory=lambda: Point(x=0, y=0))


@pytest.mark.parametrize(
    ("values", "path", "hint"),
    [
        ({}, "key", "missing"),
        ({"key": 1, "lock": 2}, "", "has no field 'lock'"),
        ({"key": "zz"}, "key", "integer"),
        ({"key": 1.5}, "key", "integer"),
        ({"key": 1, "blobs": ["xx"]}, "blobs[0]", "hex"),
        ({"key": 1, "blobs": [7]}, "blobs[0]", "bytes-like"),
        ({"key": 1, "blobs": "00"}, "blobs", "list"),
        ({"key": 1, "color": "PINK"}, "color", "RED"),
        ({"key": 1, "point": 3}, "point", "fields of Point"),
        ({"key": 1, "point": {"x": 1}}, "point.y", "missing"),
        ([], "", "fields of Blob"),
    ],
)
def test_what_does_not_fit_is_named(values: Any, path: str, hint: str) -> None:
    with pytest.raises(PackError, match=hint) as caught:
        from_dict(Blob, values)
    assert caught.value.path == path


def test_values_themselves_are_taken_too() -> None:
    frame = Blob(key=1, blobs=[b"a"], point=Point(x=1, y=2))
    assert from_dict(Blob, {"key": 1, "blobs": [b"a"], "color": Color.RED, "point": Point(x=1, y=2)}) == frame


def test_asdict_names_what_it_cannot_say() -> None:
    for wrong in (1.9, None, "1"):
        with pytest.raises(PackError):
            asdict(Blob(key=wrong, point=Point(x=0, y=0)))  # type: ignore[arg-type]
    with pytest.raises(PackError, match="cannot be set"):
        from_dict(Constants, {"end": 1, "magic": "464b"})
    with pytest.raises(PackError) as caught:
        asdict(Blob(key="x", point=Point(x=0, y=0)))  # type: ignore[arg-type]
    assert caught.value.path == "key"


@given(st.integers(0, 255))
def test_replace_changes_a_copy(number: int) -> None:
    blob = Blob(key=1)
    changed = replace(blob, key=number)
    assert (blob.key, changed.key) == (1, number)
    with pytest.raises(TypeError):
        replace(blob, lock=1)


def test_each_field_has_its_place_if_asked() -> None:
    class Item(Frame):
        key: u8
        name: str = text(prefix=u8)

    class Placed(Frame):
        magic: bytes = const(b"FK")
        high: u4
        low: u4
        items: list[Item] = array(Item, prefix=u16)
        count: int = derived(u8)
        body: bytes = data(this.count)

    frame = Placed(high=1, low=2, items=[Item(key=1, name="ab"), Item(key=2, name="")], body=b"xyz")
    found = asdict(frame, derived=True, places=True)
    assert {name: (each["offset"], each["size"]) for name, each in found.items()} == {
        "magic": (0, 2),
        "high": (2, 1),
        "low": (2, 1),
        "items": (3, 8),
        "count": (11, 1),
        "body": (12, 3),
    }
    assert found["items"]["value"][0] == {
        "key": {"value": 1, "offset": 5, "size": 1},
        "name": {"value": "ab", "offset": 6, "size": 3},
    }
    assert asdict(frame, mode="json", places=True)["body"] == {"value": "78797a", "offset": 12, "size": 3}


def test_bit_fields_inside_others_have_the_bytes_that_they_share() -> None:
    class Bits(Frame):
        high: u4
        low: u4
        more: u8 | None = optional(u8, when=this.low == 1)

    class Outer(Frame):
        before: u8
        one: Bits
        many: list[Bits] = array(Bits, prefix=u8)

    frame = Outer(before=0, one=Bits(high=1, low=1, more=2), many=[Bits(high=3, low=4)])
    found = asdict(frame, places=True)
    assert [found["one"]["value"][name]["offset"] for name in ("high", "low", "more")] == [1, 1, 2]
    (item,) = found["many"]["value"]
    assert [(item[name]["offset"], item[name]["size"]) for name in ("high", "low", "more")] == [(4, 1), (4, 1), (None, 0)]
