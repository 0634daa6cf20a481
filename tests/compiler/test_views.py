"""Views show the buffer and copy nothing; everything else is a copy that pins nothing."""

from __future__ import annotations

import gc
import tracemalloc
import weakref

import pytest

from framekit import Frame, PackError, SpecError, TruncatedFrame, data, text, trace, u8, u32
from tests.kinds_switches import Views


class Big(Frame):
    kind: u8
    body: memoryview = data(prefix=u32, view=True)
    name: str = text(prefix=u8)


class Plain(Frame):
    kind: u8
    body: bytes = data(prefix=u32)


def test_a_view_is_of_the_buffer_that_was_given() -> None:
    buffer = bytearray(Big(kind=1, body=memoryview(b"abc"), name="n").pack())
    frame = Big.unpack(buffer)
    assert isinstance(frame.body, memoryview)
    assert frame.body == b"abc"
    assert frame.body.obj is buffer
    buffer[5] = ord("z")
    assert frame.body == b"zbc"
    assert frame.name == "n"


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_nothing_large_is_copied(kind: type) -> None:
    wire = kind(Big(kind=1, body=memoryview(bytes(8 << 20)), name="n").pack())
    Big.unpack(wire)
    tracemalloc.start()
    frame = Big.unpack(wire)
    assert len(frame.body) == 8 << 20
    assert tracemalloc.get_traced_memory()[1] < 100_000
    tracemalloc.stop()


def test_the_default_pins_nothing() -> None:
    class Buffer(bytearray):
        pass

    wire = Buffer(Plain(kind=1, body=b"abc").pack())
    watched = weakref.ref(wire)
    frame = Plain.unpack(wire)
    wire.extend(b"it can grow, so nothing holds it")
    del wire
    gc.collect()
    assert watched() is None
    assert frame.body == b"abc"


def test_views_are_found_from_an_offset_and_one_after_another() -> None:
    wire = Big(kind=1, body=memoryview(b"abc"), name="n").pack()
    assert Big.unpack_from(b"xx" + wire, 2).body == b"abc"
    assert [frame.body.tobytes() for frame in Big.iter_unpack(wire * 2)] == [b"abc", b"abc"]
    assert trace(Big, wire).frame == Big.unpack(wire)
    with pytest.raises(TruncatedFrame, match=r"Big\.body"):
        Big.unpack(wire[:7])


def test_what_stands_beside_views_is_as_elsewhere() -> None:
    frame = Views.unpack(b"ab\2xy\1nline\0\1\0\7rest")
    assert (frame.head, frame.view, frame.name, frame.line) == (b"ab", b"xy", "n", "line")
    assert type(frame.head) is bytes
    assert frame.inner.values == [7]
    assert frame.rest == b"rest"
    assert Views.unpack(frame.pack()) == frame


def test_a_view_of_no_bytes_is_refused() -> None:
    with pytest.raises(PackError, match=r"Big\.body"):
        Big(kind=1, body="text", name="n").pack()  # type: ignore[arg-type]
    with pytest.raises(SpecError, match=r"bytes unchanged"):

        class Wrong(Frame):
            x: memoryview = data(4, view=True, pad=0)  # type: ignore[call-overload]
