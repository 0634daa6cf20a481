"""Examples of items that depend on how many precede them."""

from __future__ import annotations

from framekit import (
    Frame,
    array,
    checksum,
    data,
    derived,
    field,
    given,
    index,
    item,
    size_of,
    switch,
    text,
    this,
    u8,
    u16,
    uleb128,
    varint,
)


class Rows(Frame):
    """Lengths that come before the bytes."""

    n: int = derived(u8)
    sizes: list[int] = array(field(u8, check=this < 20), this.n)
    rows: list[bytes] = array(data(length=this.sizes[index]), count=this.n)
    end: u8


class Labels(Frame):
    """Items up to one of a size; of variable and of mixed sizes, inside items, with a field of the frame."""

    least: u8
    labels: list[str] = array(text(prefix=u8), until=size_of(item) == 1)
    values: list[int] = array(varint("leb128", strict=True), until=(size_of(item) > 1) | (item == this.least))
    tables: list[list[int]] = array(array(u16, prefix=u8), until=size_of(item) < 4, or_end=True)


class Placed(Frame):
    """An item that is given its place."""

    place: int = given()
    odd: u8 = given()
    value: bytes = data(length=this.place + (this.odd & 1))
    more: u8


class Places(Frame):
    """Items that are given how many precede them: counted, in an array of arrays, with sizes, up to one."""

    n: u8
    items: list[Placed] = array(Placed.given(place=index, odd=this.n), count=this.n & 3)
    rows: list[list[Placed]] = array(array(Placed.given(place=index + 1, odd=index), 2), prefix=u8)
    parts: list[Placed] = array(field(Placed.given(place=index, odd=0), size_prefix=u8), until=item.more == 0)


class IndexedKinds(Frame):
    """Varints, tags and texts by index; an index inside another array; an item that is not there."""

    kinds: list[int] = array(uleb128, prefix=u8, limit=6)
    values: list[object] = array(switch(this.kinds[index] & 1, {0: u8}, otherwise=u16), prefix=u8, limit=6)
    growing: list[str] = array(text(index + 1, encoding="latin-1"), 3)
    table: list[list[bytes]] = array(array(data(index), 3), 2)
    sum: int = checksum(u8, "sum")


class ByOne(Frame):
    """An item of an array by a number, outside of any array."""

    sizes: list[int] = array(field(u8, check=this < 9), 3)
    which: u8 = field(check=this < 3)
    body: bytes = data(this.sizes[this.which])


INDEX_KINDS: list[type[Frame]] = [
    each
    for each in list(globals().values())
    if isinstance(each, type) and issubclass(each, Frame) and each not in (Frame, Placed)  # which takes values from outside
]
