"""Mutants: each is refused with the class and the path of its label, whatever the frame; and every way to be wrong is found."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings

from framekit import (
    ChecksumMismatch,
    ConstMismatch,
    Frame,
    FrameTooLarge,
    InvalidLength,
    InvalidValue,
    TrailingData,
    TruncatedFrame,
    UnpackError,
    array,
    checksum,
    const,
    data,
    derived,
    field,
    optional,
    switch,
    this,
    u4,
    u8,
    u16,
)
from framekit.declare.declaration import spec_of
from framekit.spec.given import given_of
from framekit.spec.kinds import Checksum
from framekit.testing import WAYS, Mutant, mutants, mutants_of, sample
from tests.kinds import KINDS
from tests.specs.catalogue import SPEC_FRAMES

MOST = 30
"""So many mutants of a frame are tried here; it has a cut for each of its bytes."""
LARGE = 500


class Ping(Frame):
    token: u16


class Message(Frame):
    magic: bytes = const(b"FK")
    version: u4 = field(check={1, 2})
    kind: u4
    length: int = derived(u16)
    body: bytes = data(this.length - 4)
    choice: Ping = switch(this.kind, {3: Ping})
    items: list[int] = array(u16, prefix=u8, limit=9)
    crc: int = checksum(u16, "crc16")


class Tail(Frame):
    body: bytes = data(prefix=u8)


class Counted(Frame, size=this.n + 1):
    n: int = derived(u8)
    rest: bytes = data()


CRC = next(each.kind.algorithm for each in spec_of(Message).fields if isinstance(each.kind, Checksum))
MESSAGE = Message(version=1, kind=3, body=b"ab", choice=Ping(token=9), items=[1])


@pytest.mark.parametrize("frame", [*KINDS, *SPEC_FRAMES], ids=lambda frame: frame.__name__)
def test_each_is_refused_as_its_label_says(frame: type[Frame]) -> None:
    for each in sample(frame, 4):
        if len(each.pack()) > LARGE:
            continue
        made = mutants_of(each)
        for mutant in made[:: 1 + len(made) // MOST]:
            assert mutant.data != mutant.origin
            assert mutant.data[: mutant.at] == mutant.origin[: mutant.at]
            with pytest.raises(UnpackError) as caught:
                frame.unpack(mutant.data, **given_of(spec_of(frame), each))
            assert (type(caught.value), caught.value.path) == (mutant.error, mutant.path), mutant


@pytest.mark.parametrize(
    ("way", "error", "path"),
    [
        ("cut", TruncatedFrame, "crc"),
        ("const", ConstMismatch, "magic"),
        ("length too long", TruncatedFrame, "body"),
        ("length too long", FrameTooLarge, "items"),
        ("length too short", InvalidLength, "body"),
        ("checksum", ChecksumMismatch, "crc"),
        ("unknown tag", InvalidValue, "choice"),
        ("value", InvalidValue, "version"),
        ("trailing bytes", TrailingData, ""),
        ("garbage between frames", TrailingData, ""),
    ],
)
def test_every_way_to_be_wrong_is_made(way: Any, error: type[UnpackError], path: str) -> None:
    made = [each for each in mutants_of(MESSAGE) if each.way == way]
    assert (error, path) in {(each.error, each.path) for each in made}
    assert find(mutants(Message, ways=[way]), lambda each: each.path == path and each.error is error)


def test_all_ways_are_drawn() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=300, database=None, derandomize=True, phases=[Phase.generate])
    @given(mutants(Message))
    def collect(mutant: Mutant) -> None:
        seen[mutant.way] += 1

    collect()
    assert set(seen) == set(WAYS)


@pytest.mark.parametrize("way", ["const", "length too long", "length too short", "unknown tag", "value"])
def test_what_else_is_wrong_has_a_true_checksum(way: Any) -> None:
    made = [each for each in mutants_of(MESSAGE) if each.way == way]
    assert made
    for mutant in made:
        covered, crc = mutant.data[:-2], mutant.data[-2:]
        assert CRC.function(covered).to_bytes(2, "big") == crc, mutant


def test_a_length_that_is_one_less_leaves_the_last_byte_over() -> None:
    assert (b"\x01ab", TrailingData) in {(each.data, each.error) for each in mutants_of(Tail(body=b"ab"))}


def test_the_size_of_a_frame_is_changed_too() -> None:
    made = {(each.way, each.error) for each in mutants_of(Counted(rest=b"abc"))}
    assert ("length too long", TruncatedFrame) in made


def test_frames_of_which_nothing_can_be_said_have_none() -> None:
    class Rest(Frame):
        body: bytes = data()

    assert mutants_of(Rest(body=b"abc")) == []


def test_a_way_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="cut, const"):
        mutants(Message, ways=["cutt"])  # type: ignore[list-item]


def test_the_mutants_of_a_large_frame_do_not_fill_the_memory() -> None:
    class Large(Frame):
        body: bytes = data(prefix=u16)
        items: list[int] = array(u8, prefix=u16)

    made = mutants_of(Large(body=bytes(60_000), items=[7] * 5_000))
    cuts = [each for each in made if each.way == "cut"]
    assert 10 < len(cuts) <= 1_000
    for each in cuts[:50]:
        with pytest.raises(TruncatedFrame) as caught:
            Large.unpack(each.data)
        assert caught.value.path == each.path


def test_a_size_of_its_own_that_cuts_off_the_last_field_is_made() -> None:
    class Sized(Frame, size=this.length + 3):
        kind: u8
        length: int = derived(u16)
        value: u16
        crc: int = checksum(u8, "xor")

    shorter = [each for each in mutants_of(Sized(kind=1, value=9)) if each.way == "length too short"]
    assert (InvalidLength, "crc") in {(each.error, each.path) for each in shorter}
    for each in shorter:
        with pytest.raises(InvalidLength) as caught:
            Sized.unpack(each.data)
        assert caught.value.path == each.path


class OptionalArm(Frame):
    """The tag says whether the choice is there, too."""

    kind: u8
    body: int | bytes | None = optional(switch(this.kind, {1: u8, 2: data(prefix=u8)}), when=this.kind != 0)


class HiddenArm(Frame):
    shown: u8
    kind: u8
    body: int | None = optional(switch(this.kind, {1: u8, 2: u16}), when=this.shown)


class ArmsOfItems(Frame):
    kind: u8
    items: list[int] = array(switch(this.kind, {1: u8, 2: u16}), prefix=u8)


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (OptionalArm(kind=1, body=7), True),
        (OptionalArm(kind=0, body=None), True),
        (HiddenArm(shown=1, kind=1, body=7), True),
        (HiddenArm(shown=0, kind=1, body=None), False),
        (ArmsOfItems(kind=1, items=[]), False),
    ],
    ids=repr,
)
def test_a_tag_is_unknown_only_if_something_looks_at_it(frame: Frame, expected: bool) -> None:
    made = [each for each in mutants_of(frame) if each.way == "unknown tag"]
    assert bool(made) == expected
    for each in made:
        with pytest.raises(InvalidValue) as caught:
            type(frame).unpack(each.data)
        assert caught.value.path == each.path
