"""Methods that are generated: one function before and after the first use, whoever has taken it when."""

from __future__ import annotations

import inspect
import threading
import traceback
from contextlib import suppress
from typing import Any, Self

import pytest

from framekit import Frame, PackError, TrailingData, array, data, derived, make_frame, text, this, u8, u16
from framekit.compiler.codec import codec_of
from framekit.declare.declaration import spec_of
from framekit.declare.verbs import GENERATED
from tests.kinds import KINDS


def fresh() -> type[Frame]:
    return make_frame("Fresh", {"number": u16, "name": text(prefix=u8)})


@pytest.mark.parametrize("verb", GENERATED)
def test_a_method_that_was_taken_before_the_first_use_is_the_generated_one_after_it(verb: str) -> None:
    frame = fresh()
    before = getattr(frame, verb)
    frame.unpack(b"\0\1\0")
    assert before is getattr(frame, verb)
    assert before.__code__ is getattr(codec_of(spec_of(frame)), verb).__code__
    assert before.__doc__ == getattr(Frame, verb).__doc__
    assert before.__qualname__ == f"Fresh.{verb}"
    generated = getattr(codec_of(spec_of(frame)), verb)
    assert list(inspect.signature(before).parameters) == list(inspect.signature(generated).parameters)


def test_each_method_may_be_the_first() -> None:
    wire = b"\0\1\2hi"
    assert fresh().unpack_from(b"?" + wire, 1).pack() == wire
    assert next(iter(fresh().iter_unpack(wire))).pack() == wire
    frame = fresh()
    made = frame(number=1, name="hi")
    buffer = bytearray(5)
    made.pack_into(buffer)
    assert bytes(buffer) == wire
    assert fresh()(number=1, name="hi").pack(override={}) == wire


@pytest.mark.parametrize("frame", KINDS, ids=lambda frame: frame.__name__)
def test_every_kind_of_frame_becomes_what_was_generated(frame: type[Frame]) -> None:
    codec = codec_of(spec_of(frame))
    with suppress(Exception):
        frame.unpack(b"")
    for verb in GENERATED:
        own = frame.__dict__.get(verb)
        if verb in frame.__dict__["__framekit_verbs__"]:
            assert getattr(own, "__func__", own).__code__ is getattr(codec, verb).__code__


class Tree(Frame):
    value: u8
    children: list[Tree] = array("Tree", prefix=u8)


def test_a_frame_that_holds_itself_calls_functions_that_are_there() -> None:
    before = Tree.unpack
    assert before(b"\1\1\2\0").children[0].value == 2
    assert before is Tree.unpack
    assert not [value for value in before.__globals__.values() if type(value).__name__ == "_Late"]


def test_threads_that_use_it_first_all_get_frames() -> None:
    for _ in range(20):
        frame, together, found = fresh(), threading.Barrier(4), []
        before = frame.unpack

        def use(before: Any = before, together: Any = together, found: Any = found) -> None:
            together.wait()
            found.append(before(b"\0\1\0"))

        threads = [threading.Thread(target=use) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [frame(number=1, name="")] * 4


def test_pack_into_writes_wrong_values_on_purpose_as_pack_does() -> None:
    frame = make_frame("Sized", {"length": derived(u8), "body": data(this.length)})
    buffer = bytearray(4)
    frame(body=b"ab").pack_into(buffer, 1, override={"length": 9})
    assert bytes(buffer) == b"\0" + frame(body=b"ab").pack(override={"length": 9}) == b"\0\x09ab"
    with pytest.raises(PackError, match="override="):
        frame(body=b"ab").pack_into(buffer, override={"nothing": 9})
    assert bytes(buffer) == b"\0\x09ab"


def test_an_error_has_one_line_of_framekit_at_the_first_use_too() -> None:
    frame = fresh()
    for _ in range(2):
        with pytest.raises(TrailingData) as caught:
            frame.unpack(b"\0\1\0?")
        assert len(traceback.extract_tb(caught.value.__traceback__)) == 2


class Counted(Frame):
    body: bytes = data(prefix=u8)

    @classmethod
    def unpack(cls, data: Any, /) -> Self:
        """Count."""
        cls.count += 1  # type: ignore[attr-defined]
        return super().unpack(data)


class Inheriting(Counted):
    more: u8


def test_a_method_of_the_users_stays_and_is_inherited() -> None:
    Counted.count = Inheriting.count = 0  # type: ignore[attr-defined]
    assert Counted.unpack(b"\1x") == Counted(body=b"x")
    assert Inheriting.unpack(b"\1x\2") == Inheriting(body=b"x", more=2)
    assert (Counted.count, Inheriting.count) == (1, 1)  # type: ignore[attr-defined]
