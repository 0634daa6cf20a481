"""Attributes that follow from the rest: what the careful interpreter says, from a function that is made for each."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, PackError, checksum, data, derived, this, u8, u16
from framekit.compiler.codec import attribute_of, codec_of
from framekit.compiler.explain.frame_writer import derived_value
from framekit.declare.declaration import spec_of
from framekit.spec.kinds import Checksum
from framekit.testing import sample
from tests.kinds import KINDS


def following(frame: type[Frame]) -> list[str]:
    fields = [each for each in spec_of(frame).fields if not each.is_hidden]
    return [each.name for each in fields if each.derived or isinstance(each.kind, Checksum)]


@pytest.mark.parametrize("frame", [each for each in KINDS if following(each)], ids=lambda frame: frame.__name__)
def test_each_is_what_the_careful_interpreter_solves(frame: type[Frame]) -> None:
    spec = spec_of(frame)
    for each in sample(frame, 10):
        for name in following(frame):
            wanted = derived_value(spec, each, name)
            for _ in range(2):  # by the property that finds the function, and by the function
                found = getattr(each, name)
                assert (found, type(found)) == (wanted, type(wanted))


class Sized(Frame):
    length: int = derived(u8)
    body: bytes = data(this.length)
    sum: int = checksum(u16, lambda wire: sum(wire) & 0xFFFF)


class Longer(Sized, size=this.whole):
    whole: int = derived(u16)
    tail: bytes = data()


class Unfollowed(Sized):
    """Declares nothing of its own."""


def test_a_subclass_has_functions_of_its_own_whichever_class_is_first() -> None:
    base, longer, same = Sized(body=b"abc"), Longer(body=b"abc", tail=b"xy"), Unfollowed(body=b"abc")
    for each in (base, longer, same, base):
        assert (each.length, each.sum) == (3, sum(b"\3abc"))
        assert type(each).unpack(each.pack()) == each
    assert longer.whole == len(longer.pack())
    for frame in (Sized, Longer, Unfollowed):
        getter = frame.__dict__["length"].fget
        assert getter is attribute_of(codec_of(spec_of(frame)), "length")


def test_a_frame_that_cannot_be_packed_says_why() -> None:
    for wrong in (b"x" * 256, None):
        for name in ("length", "sum"):
            with pytest.raises(PackError, match="Sized"):
                getattr(Sized(body=wrong), name)  # type: ignore[arg-type]


def test_it_follows_changes() -> None:
    frame: Any = Sized(body=b"a")
    assert frame.length == 1
    frame.body = b"abc"
    assert (frame.length, frame.sum) == (3, sum(b"\3abc"))
