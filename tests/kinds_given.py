"""Frames that hand values to the frames inside them: to single ones, items, arms, optional ones, and through several of them."""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    align,
    array,
    bool8,
    checksum,
    data,
    derived,
    field,
    given,
    i8,
    optional,
    switch,
    text,
    this,
    u1,
    u4,
    u7,
    u8,
    u16,
    u32,
)


class Unit(IntEnum):
    """How a value is given."""

    METRE = 1
    MILE = 2


class Wide(Frame):
    """Its width is given."""

    wide: bool = given()
    value: int = switch(this.wide, {True: u32, False: u16})


class Sized(Frame):
    """Its length is given, with a default."""

    size: u8 = given(default=2)
    name: bytes = data(this.size)


class Measured(Frame):
    """An enumeration is given, and a text."""

    unit: Unit = given()
    mode: str = given(default="plain")
    value: int = switch(this.unit, {Unit.MILE: u16, Unit.METRE: u32})
    note: str | None = optional(text(prefix=u8), when=this.mode == "noted")


class Passing(Frame):
    """It hands on what it is given."""

    wide: bool = given()
    extra: u8
    one: Wide = field(Wide.given(wide=this.wide))
    names: list[Sized] = array(Sized.given(size=this.extra), 2)


class GivenItems(Frame):
    """To the items of an array."""

    flags: u8
    entries: list[Wide] = array(Wide.given(wide=this.flags & 1 == 1), prefix=u8)


class GivenThrough(Frame):
    """Through a frame to those inside it, with a checksum at the end."""

    wide: u1
    rest: u7
    inside: Passing = field(Passing.given(wide=this.wide))
    crc: int = checksum(u8, "xor")


class GivenArms(Frame):
    """To the arms of a switch, by a number and by a constant."""

    kind: u8
    size: u4
    more: u4
    body: Wide | Sized | Measured = switch(
        this.kind,
        {1: Wide.given(wide=True), 2: Sized.given(size=this.size), 3: Measured.given(unit=Unit.MILE), 4: Wide.given(wide=False)},
        size_prefix=u8,
    )


class GivenDerived(Frame):
    """What is given follows from another field."""

    length: int = derived(u8)
    first: bytes = data(length=this.length)
    second: Sized | None = optional(Sized.given(size=this.length), when=this.length > 2)
    third: Sized
    pad: None = align(4)


class GivenToMarked(Frame):
    """An enumeration is given to items that a marker ends, and a length to what follows."""

    unit: Unit = field(u8, strict=True)
    digits: u8
    values: list[Measured] = array(Measured.given(unit=this.unit, mode="noted"), until=b"\0\0\0\0\0")
    tail: Sized = field(Sized.given(size=this.digits % 8))


class GivenWithNulls(Frame):
    """To the items of an array, a part of a size and an arm, each of which may be null."""

    wide: bool8
    entries: list[Wide] | None = array(Wide.given(wide=this.wide), prefix=i8, null=-1)
    part: Wide | None = field(Wide.given(wide=this.wide), size_prefix=i8, null=-1)
    other: Wide | list[Wide] | None = switch(
        this.wide, {True: Wide.given(wide=True), False: array(Wide.given(wide=False), prefix=i8, null=-1)}
    )


GIVEN_KINDS: list[type[Frame]] = [GivenItems, GivenThrough, GivenArms, GivenDerived, GivenToMarked, GivenWithNulls]
"""Frames that give values, which nobody need give to them."""
TAKING_KINDS: list[type[Frame]] = [Wide, Sized, Measured]
"""Frames that take values, which their instances have."""
