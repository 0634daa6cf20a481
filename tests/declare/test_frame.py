"""A frame class behaves as Python programmers expect of a class."""

from __future__ import annotations

import copy
import inspect
import pickle
import sys
import threading
from typing import ClassVar, Final

import pytest

from framekit import Frame, PackError, SpecError, array, const, data, derived, field, make_frame, pad, switch, text, this, u8, u16
from tests.kinds import Child, Color, Frozen, FrozenPoint, HoldsFrozen, Point


class Pair(Frame):
    magic: bytes = const(b"P")
    left: u8
    right: u8 = 7
    n: int = derived(u8)
    _: None = pad(1)
    more: list[int] = array(u8, count=this.n, default_factory=list)
    kind_count: ClassVar[int] = 3

    def total(self) -> int:
        return self.left + self.right


def test_the_constructor_takes_what_is_given_by_keyword_only() -> None:
    assert Pair(left=1).right == 7
    for arguments in ({}, {"left": 1, "n": 2}, {"left": 1, "magic": b"P"}, {"left": 1, "other": 2}):
        with pytest.raises(TypeError):
            Pair(**arguments)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Pair(1)  # type: ignore[misc]


def test_a_default_factory_makes_a_value_for_each_frame() -> None:
    first, second = Pair(left=1), Pair(left=1)
    first.more.append(3)
    assert second.more == []


def test_frames_are_equal_by_class_and_values() -> None:
    assert Pair(left=1) == Pair(left=1, right=7)
    assert Pair(left=1) != Pair(left=2)
    assert Point(x=1, y=2) != FrozenPoint(x=1, y=2)
    assert Pair(left=1) != (1, 7)


def test_repr_is_the_call_of_the_constructor() -> None:
    pair = Pair(left=1, more=[2])
    assert repr(pair) == "Pair(left=1, right=7, more=[2])"
    assert eval(repr(pair)) == pair


def test_frames_have_slots_and_no_dict() -> None:
    pair = Pair(left=1)
    assert not hasattr(pair, "__dict__")
    with pytest.raises(AttributeError):
        pair.unknown = 1  # type: ignore[attr-defined]


def test_what_is_derived_reads_as_what_pack_would_write_and_cannot_be_set() -> None:
    pair = Pair(left=1, more=[1, 2, 3])
    assert pair.n == 3
    pair.more.append(4)
    assert pair.n == 4
    assert pair.pack()[3] == 4
    with pytest.raises(AttributeError):
        pair.n = 9
    with pytest.raises(AttributeError):
        pair.magic = b"X"


def test_override_writes_wrong_values_on_purpose() -> None:
    pair = Pair(left=1, more=[5])
    assert pair.pack(override={"n": 9, "magic": b"X"}) == b"X\x01\x07\x09\x00\x05"
    assert pair.pack(override={}) == pair.pack()
    for path in ("left", "nothing", "n.n", "more[0]"):
        with pytest.raises(PackError, match="override"):
            pair.pack(override={path: 1})
    with pytest.raises(PackError, match="n"):
        pair.pack(override={"n": 256})


def test_override_reaches_into_nested_frames() -> None:
    class Inner(Frame):
        n: int = derived(u8)
        body: bytes = data(length=this.n)

    class Outer(Frame):
        inner: Inner
        items: list[Inner] = array(Inner, prefix=u8)

    outer = Outer(inner=Inner(body=b"a"), items=[Inner(body=b"b")])
    assert outer.pack(override={"inner.n": 5}) == b"\x05a\x01\x01b"
    assert outer.pack(override={"items[0].n": 6}) == b"\x01a\x01\x06b"


@pytest.mark.parametrize(
    "frame",
    [Pair(left=1, more=[1]), Frozen(x=1, name="a"), HoldsFrozen(point=FrozenPoint(x=1, y=2), named=Frozen(x=1, name="a"))],
)
def test_pickle_and_copy_give_an_equal_frame(frame: Frame) -> None:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(frame, protocol)) == frame
    assert copy.copy(frame) == frame
    deep = copy.deepcopy(frame)
    assert deep == frame
    if isinstance(frame, Pair) and isinstance(deep, Pair):
        assert deep.more is not frame.more


@pytest.mark.skipif(sys.version_info < (3, 13), reason="copy.replace came with Python 3.13")
def test_copy_replace_works() -> None:
    assert copy.replace(Point(x=1, y=2), y=3) == Point(x=1, y=3)  # type: ignore[attr-defined]


def test_structural_matching_by_position_and_name() -> None:
    assert Pair.__match_args__ == ("left", "right", "more")
    match Pair(left=1):
        case Pair(1, right=right):  # type: ignore[misc]
            assert right == 7
        case _:
            pytest.fail("it did not match")


def test_a_frozen_frame_cannot_be_changed_and_hashes_by_value() -> None:
    frozen = Frozen(x=1, name="a")
    for change in (lambda: setattr(frozen, "x", 2), lambda: delattr(frozen, "x"), lambda: setattr(frozen, "y", 2)):
        with pytest.raises(AttributeError, match="frozen"):
            change()
    assert hash(frozen) == hash(Frozen(x=1, name="a"))
    assert {frozen, Frozen.unpack(frozen.pack())} == {frozen}
    assert type(Frozen.unpack(frozen.pack())) is Frozen
    with pytest.raises(TypeError):
        hash(Pair(left=1))


def test_inheritance_adds_fields_behind_the_bases_in_its_byte_order() -> None:
    child = Child(kind=1, value=0x01020304, name="n")
    assert child.pack() == b"\x08\x00\x01\x04\x03\x02\x01n"
    assert Child.unpack(child.pack()) == child
    assert Child.__match_args__ == ("kind", "value", "name")


def test_a_subclass_does_not_share_the_generated_functions_of_its_base() -> None:
    class Base(Frame):
        x: u8

    assert Base.unpack(b"\x01") == Base(x=1)

    class Derived(Base):
        y: u8

    assert Derived.unpack(b"\x01\x02") == Derived(x=1, y=2)
    assert Derived(x=1, y=2).pack() == b"\x01\x02"
    assert Base(x=3).pack() == b"\x03"


def test_a_field_is_inherited_once_through_a_diamond() -> None:
    class Top(Frame):
        x: u8

    class Left(Top):
        pass

    class Right(Top):
        pass

    class Bottom(Left, Right):
        y: u8

    assert Bottom.__match_args__ == ("x", "y")
    assert Bottom.unpack(b"\1\2") == Bottom(x=1, y=2)


def test_fields_may_be_called_after_what_the_constructor_uses() -> None:
    class Odd(Frame, frozen=True):
        object: u8
        self: u8
        self_missing: u8
        self_default_0: u8
        more: list[int] = array(u8, 0, default_factory=list)

    odd = Odd(object=1, self=2, self_missing=3, self_default_0=4)
    assert Odd.unpack(odd.pack()) == odd
    assert odd.more == []


def test_a_class_named_like_a_class_variable_is_a_frame() -> None:
    class ClassVariant(Frame):
        x: u8

    class Holder(Frame):
        y: ClassVariant

    assert Holder.__match_args__ == ("y",)


def test_methods_class_variables_and_mixins_stay() -> None:
    class Mixin:
        __slots__ = ()

        def shout(self) -> str:
            return repr(self).upper()

    class Loud(Mixin, Pair):
        extra: u8

    loud = Loud(left=1, extra=2)
    assert loud.total() == 8
    assert loud.shout().startswith("LOUD")
    assert Loud.kind_count == 3
    assert Loud.unpack(loud.pack()) == loud


def test_a_method_of_the_users_own_may_call_the_generated_one() -> None:
    class Counting(Frame):
        x: u8
        packed: ClassVar[int] = 0

        def pack(self, *, override: object = None) -> bytes:
            type(self).packed += 1
            return super().pack()

    assert Counting(x=1).pack() == b"\x01"
    assert Counting(x=1).pack() == b"\x01"
    assert Counting.packed == 2


def test_a_subclass_instance_does_not_pass_for_its_base_in_another_frame() -> None:
    class Other(Point):
        pass

    class Holder(Frame):
        point: Point

    with pytest.raises(PackError, match="expected Point"):
        Holder(point=Other(x=1, y=2)).pack()


def test_the_signature_shows_the_fields() -> None:
    assert str(inspect.signature(Pair)).startswith("(*, left, right=7")
    Pair(left=1)
    assert "left" in inspect.signature(Pair.__init__).parameters


def test_first_use_by_many_threads_at_once() -> None:
    for _ in range(20):
        made = make_frame("Made", {"x": u16, "name": text(prefix=u8), "kind": field(u8)})
        results: list[bytes] = []
        barrier = threading.Barrier(8)

        def use(made: type[Frame] = made, results: list[bytes] = results, barrier: threading.Barrier = barrier) -> None:
            barrier.wait()
            results.append(made.unpack(b"\x00\x01\x01a\x05").pack())

        threads = [threading.Thread(target=use) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results == [b"\x00\x01\x01a\x05"] * 8


def test_frame_itself_holds_nothing() -> None:
    with pytest.raises((SpecError, TypeError)):
        Frame.unpack(b"")


def test_a_method_that_was_bound_before_the_first_use_leaves_the_class_as_it_is() -> None:
    """Setting an attribute of a class makes Python forget what it knows of its methods, which slows all of them."""

    class Bound(Frame):
        number: u8

    unpack = Bound.unpack
    assert unpack(b"\1") == Bound(number=1)
    compiled = {name: vars(Bound)[name] for name in ("pack", "unpack", "unpack_from")}
    assert unpack(b"\2") == Bound(number=2)
    assert {name: vars(Bound)[name] for name in compiled} == compiled
    assert all(vars(Bound)[name] is each for name, each in compiled.items())


def test_a_field_that_is_final_is_what_its_type_says() -> None:
    class Marked(Frame):
        length: Final[int] = derived(u16)
        color: Final[Color] = derived(u8)
        body: Final[bytes] = data(this.length)
        tail: Point = switch(this.color, {Color.RED: Point})

    packed = Marked(body=b"ab", tail=Point(x=1, y=2)).pack()
    assert Marked.unpack(packed).color is Color.RED
