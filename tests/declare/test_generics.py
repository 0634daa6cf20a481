"""Generic frames of any depth, and classes that a declaration names before they are there."""

from __future__ import annotations

import pickle
from typing import Any, Generic, TypeVar

import pytest

from framekit import Frame, SpecError, array, asdict, field, from_dict, optional, switch, this, u8, u16, u32

T = TypeVar("T")


class Group(Frame, Generic[T]):
    item: T


class Message(Frame, Generic[T]):
    tag: u8
    group: Group[T]
    groups: list[Group[T]] = array(prefix=u8)
    nested: Group[T] = field(size_prefix=u8)
    arm: Any = switch(this.tag, {0: T, 1: Group[T]}, otherwise=u32)
    maybe: Group[T] | None = optional(when=this.tag == 7)


@pytest.mark.parametrize(("kind", "wire"), [(u8, "00 01 00 01 02 09"), (u16, "00 0001 00 02 0002 0009")])
def test_a_variable_is_replaced_inside_other_generic_frames(kind: Any, wire: str) -> None:
    made = Message[kind]
    group = Group[kind]
    frame = made(tag=0, group=group(item=1), groups=[], nested=group(item=2), arm=9, maybe=None)
    assert frame.pack() == bytes.fromhex(wire)
    assert made.unpack(frame.pack()) == frame
    assert pickle.loads(pickle.dumps(frame)) == frame
    assert from_dict(made, asdict(frame)) == frame


def test_classes_of_different_types_have_different_names() -> None:
    assert Group[u8].__name__ == "Group[u8]"
    assert Group[u16].__name__ == "Group[u16]"
    assert Group[Message].__name__ == "Group[Message]"
    assert Group[u8] is Group[u8]


def test_a_generic_frame_on_its_own_says_what_to_choose() -> None:
    with pytest.raises(SpecError, match=r"no value yet; use Message\[...\]"):
        Message(tag=0)


class Early(Frame):
    tag: u8
    arm: object = switch(this.tag, {0: "Late", 1: u8})
    items: list[Any] = array("Late", prefix=u8)
    maybe: Any = optional("Late", when=this.tag == 1)


class Late(Frame):
    value_: u16


def test_an_arm_an_item_and_an_optional_may_name_a_class_that_comes_later() -> None:
    frame = Early(tag=0, arm=Late(value_=1), items=[Late(value_=2)], maybe=None)
    assert frame.pack() == b"\0\0\1\1\0\2"
    assert Early.unpack(frame.pack()) == frame


def test_a_name_that_never_comes_is_refused_at_the_first_use() -> None:
    class Waits(Frame):
        tag: u8
        arm: object = switch(this.tag, {0: "Nowhere"})

    with pytest.raises(SpecError, match="'Nowhere', which is not defined"):
        Waits.unpack(b"\0")
