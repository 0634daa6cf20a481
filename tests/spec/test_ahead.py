"""A frame looks at no byte after its own end: a terminator that it leaves for what follows is inside it."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, FrameDecoder, InvalidLength, array, data, measure, optional, spec_of, switch, this, u8, u16
from framekit.spec.ahead import leaves_to_check
from framekit.testing.laws.decoding import events


class Line(Frame):
    """What follows is shorter than the terminator."""

    name: bytes = data(until=b"\r\n", consume=False)
    mark: u8


class Choices(Frame):
    """Some values leave a terminator, and others do not."""

    kind: u8
    maybe: bytes | None = optional(data(until=b"||", consume=False), when=this.kind == 1)
    body: bytes | list[int] | int = switch(
        this.kind, {1: u8, 2: data(until=b"ab", consume=False), 3: array(u8, until=b"xyz", consume=False)}, otherwise=u8
    )
    end: u8


class Whole(Frame):
    """What follows always holds the terminator."""

    name: bytes = data(until=b"\r\n", consume=False)
    mark: u16


def test_only_a_field_with_too_little_after_it_is_checked() -> None:
    assert [leaves_to_check(spec_of(each)) for each in (Line, Choices, Whole)] == [("name",), ("maybe", "body"), ()]


@pytest.mark.parametrize(
    ("cls", "wire", "path"),
    [(Line, b"abc\r\nmore", "name"), (Choices, b"\2xxabmore", "body"), (Choices, b"\3\1\2xyzmore", "body")],
)
def test_a_terminator_after_the_end_of_the_frame_is_refused(cls: type[Frame], wire: bytes, path: str) -> None:
    with pytest.raises(InvalidLength, match=rf"{path} at byte \d: expected the terminator .* in the fields after this one"):
        cls.unpack_from(wire)
    with pytest.raises(InvalidLength):
        measure(cls, wire)


@pytest.mark.parametrize("wire", [b"\1xx||", b"\4ab"])
def test_values_that_leave_none_or_leave_it_inside_are_read(wire: bytes) -> None:
    assert Choices.unpack(wire).pack() == wire
    assert measure(Choices, wire) == len(wire)


@pytest.mark.parametrize("mode", [{}, {"on_error": "skip"}, {"resync": True}])
@pytest.mark.parametrize(("cls", "wire"), [(Line, b"abc\r\nnext\r\n" * 2), (Choices, b"\4xy\2xxab\4zz\1yy||\3xyz")])
def test_no_byte_of_the_next_frame_is_lost_in_any_chunks(cls: type[Frame], wire: bytes, mode: dict[str, Any]) -> None:
    whole = events(FrameDecoder(cls, **mode), [wire])
    for size in (1, 2, 3, 5):
        pieces = [wire[at : at + size] for at in range(0, len(wire), size)]
        assert events(FrameDecoder(cls, **mode), pieces) == whole
