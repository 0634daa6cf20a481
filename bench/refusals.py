"""Measure the cost of refusing a frame relative to accepting one, and the cost of searching through garbage.

    python bench/refusals.py

For large frames of several forms whose last byte or value is wrong, time and peak memory are printed as multiples of those of the
good frame; the target is at most 4. For garbage that resembles frames, the time is in microseconds per byte, and the target is
below 3.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from framekit import (
    Frame,
    FrameDecoder,
    FramekitError,
    Framing,
    Hdlc,
    Slip,
    array,
    checksum,
    const,
    data,
    derived,
    field,
    switch,
    text,
    this,
    u8,
    u16,
    u32,
)

SIZE = 1 << 20
GARBAGE = 1 << 16


class Item(Frame):
    number: u8
    name: str = text(prefix=u8)


class Items(Frame):
    items: list[Item] = array(Item, prefix=u32)


class Choice(Frame):
    kind: u8
    value_: object = switch(this.kind, {0: u8, 1: Item}, otherwise=data(), size_prefix=u8)


class Choices(Frame):
    items: list[Choice] = array(Choice, prefix=u32)


class Texts(Frame):
    items: list[str] = array(text(prefix=u8), prefix=u32)


class Sync(Frame):
    sync: int = const(0xAA, u8)
    length: int = derived(u8)
    kind: u8 = field(check=this < 8)
    body: bytes = data(this.length)
    crc: int = checksum(u16, "crc-16/modbus")


class Bare(Frame):
    length: int = derived(u16)
    kind: u8 = field(check=this < 8)
    body: bytes = data(this.length)
    crc: int = checksum(u32, "crc32")


def seconds(call: Callable[[], object]) -> float:
    best = 1e9
    for _ in range(5):
        begin = time.perf_counter()
        with suppress(FramekitError):
            call()
        best = min(best, time.perf_counter() - begin)
    return best


def peak(call: Callable[[], object]) -> int:
    tracemalloc.start()
    with suppress(FramekitError):
        call()
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


def large(name: str, good: Frame, wrong: Any) -> None:
    cls: Any = type(good)
    wire = good.pack()
    bad_wire = wire[:-1] + b"\xff"
    bad = cls(items=[*good.items[:-1], wrong])  # type: ignore[attr-defined]
    time_ratio = seconds(lambda: cls.unpack(bad_wire)) / seconds(lambda: cls.unpack(wire))
    memory = peak(lambda: cls.unpack(bad_wire)) / peak(lambda: cls.unpack(wire))
    pack_ratio = seconds(bad.pack) / seconds(good.pack)
    print(f"{name:24} unpack {time_ratio:5.2f} x time {memory:5.2f} x memory    pack {pack_ratio:5.2f} x time")


def garbage(name: str, cls: type[Frame], wire: bytes, framing: Framing | None = None) -> None:
    def search() -> None:
        FrameDecoder(cls, framing=framing, resync=True, max_skip=1 << 30).feed(wire)

    print(f"{name:40} {seconds(search) * 1e6 / len(wire):6.2f} us per byte")


def spoiled(frame: Frame) -> bytes:
    wire = bytearray(frame.pack())
    wire[-1] ^= 1
    return bytes(wire)


def main() -> None:
    print(f"frames of about {SIZE} bytes whose last byte or value is wrong")
    item = Item(number=1, name="abcde")
    long = Item(number=1, name="x" * 300)
    large("frames", Items(items=[item] * (SIZE // 7)), long)
    large("sized switches", Choices(items=[Choice(kind=1, value_=item)] * (SIZE // 9)), Choice(kind=1, value_=long))
    large("texts", Texts(items=["abcdef"] * (SIZE // 7)), 7)
    print(f"garbage of {GARBAGE} bytes")
    for name, cls in (("a sync byte", Sync), ("no constant", Bare)):
        nearly: Any = cls
        wire = spoiled(nearly(kind=1, body=bytes(range(32, 60))))
        garbage(f"{name}: wrong checksums", cls, wire * (GARBAGE // len(wire)))
        garbage(f"{name}: zeros", cls, bytes(GARBAGE))
        garbage(f"{name}: ones", cls, b"\1" * GARBAGE)
        for framing in (Hdlc(), Slip()):
            unit = framing.encode(wire)
            garbage(f"{name}: wrong checksums in {framing.name}", cls, unit * (GARBAGE // len(unit)), framing)


if __name__ == "__main__":
    main()
