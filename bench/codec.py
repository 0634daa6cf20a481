"""Compare the generated codec with hand-written code and with construct, in one run.

    python bench/codec.py

Strategy: the contestants of a row take turns in many short rounds, and the minimum time of each counts, so that a busy machine
slows them equally. The result is the ratio, not the time.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from typing import Any

from framekit import Frame, array, construct_schema, data, f64, text, u8, u16, u32, u64

ROUNDS = 60
CALLS = 3000


class Seven(Frame):
    """Seven fixed fields."""

    a: u8
    b: u8
    c: u16
    d: u32
    e: u64
    f: f64
    g: u16


class Frozen(Frame, frozen=True):
    """Seven fixed fields, frozen."""

    a: u8
    b: u8
    c: u16
    d: u32
    e: u64
    f: f64
    g: u16


class TwoPrefixed(Frame):
    """Two fields with a length prefix, after two fixed ones."""

    kind: u8
    number: u32
    name: str = text(prefix=u8)
    body: bytes = data(prefix=u16)


class Point(Frame):
    """An item."""

    x: u16
    y: u16


class Points(Frame):
    """A counted array of frames."""

    points: list[Point] = array(Point, prefix=u16)


class SevenByHand:
    """What a person would write for Seven."""

    __slots__ = ("a", "b", "c", "d", "e", "f", "g")
    layout = struct.Struct("!BBHIQdH")

    def __init__(self, a: int, b: int, c: int, d: int, e: int, f: float, g: int) -> None:
        self.a = a
        self.b = b
        self.c = c
        self.d = d
        self.e = e
        self.f = f
        self.g = g

    @classmethod
    def unpack(cls, wire: bytes) -> SevenByHand:
        return cls(*cls.layout.unpack_from(wire))

    def pack(self) -> bytes:
        return self.layout.pack(self.a, self.b, self.c, self.d, self.e, self.f, self.g)


class TwoPrefixedByHand:
    """What a person would write for TwoPrefixed, with the checks that the frame makes."""

    __slots__ = ("body", "kind", "name", "number")
    head = struct.Struct("!BIB")
    length = struct.Struct("!H")

    def __init__(self, kind: int, number: int, name: str, body: bytes) -> None:
        self.kind = kind
        self.number = number
        self.name = name
        self.body = body

    @classmethod
    def unpack(cls, wire: bytes) -> TwoPrefixedByHand:
        kind, number, name_length = cls.head.unpack_from(wire)
        offset = 6
        name = wire[offset : offset + name_length].decode()
        offset += name_length
        (body_length,) = cls.length.unpack_from(wire, offset)
        offset += 2
        body = wire[offset : offset + body_length]
        if offset + body_length != len(wire):
            raise ValueError("wrong length")
        return cls(kind, number, name, body)

    def pack(self) -> bytes:
        name = self.name.encode()
        return self.head.pack(self.kind, self.number, len(name)) + name + self.length.pack(len(self.body)) + self.body


class PointByHand:
    """What a person would write for Point."""

    __slots__ = ("x", "y")

    def __init__(self, x: int, y: int) -> None:
        self.x = x
        self.y = y


class PointsByHand:
    """What a person would write for Points."""

    __slots__ = ("points",)
    count = struct.Struct("!H")
    item = struct.Struct("!HH")

    def __init__(self, points: list[PointByHand]) -> None:
        self.points = points

    @classmethod
    def unpack(cls, wire: bytes) -> PointsByHand:
        (count,) = cls.count.unpack_from(wire)
        if len(wire) != 2 + 4 * count:
            raise ValueError("wrong length")
        return cls([PointByHand(x, y) for x, y in cls.item.iter_unpack(wire[2:])])

    def pack(self) -> bytes:
        return self.count.pack(len(self.points)) + b"".join([self.item.pack(each.x, each.y) for each in self.points])


def measure(contestants: dict[str, Callable[[], Any]], calls: int = CALLS, rounds: int = ROUNDS) -> dict[str, float]:
    """Return the minimum time of each contestant for one call, in seconds."""
    best = dict.fromkeys(contestants, float("inf"))
    for _ in range(rounds):
        for name, function in contestants.items():
            begin = time.perf_counter()
            for _ in range(calls):
                function()
            best[name] = min(best[name], (time.perf_counter() - begin) / calls)
    return best


def row(title: str, contestants: dict[str, Callable[[], Any]], targets: dict[str, str], calls: int = CALLS) -> None:
    """Print one comparison: framekit's time, and its ratio to each other contestant."""
    best = measure(contestants, calls)
    ours = best.pop("framekit")
    ratios = "   ".join(f"{ours / other:5.2f} x {name} ({targets.get(name, '')})" for name, other in best.items())
    print(f"{title:28} {ours * 1e9:8.0f} ns   {ratios}")


def main() -> None:
    """Run all rows."""
    seven = Seven(a=1, b=2, c=3, d=4, e=5, f=6.5, g=7)
    wire = seven.pack()
    by_hand = SevenByHand.unpack(wire)
    schema = construct_schema(Seven)
    values = {name: getattr(seven, name) for name in Seven.__match_args__}
    goal, far = "at most 1.50", "at most 0.05"

    def ours() -> Any:
        return Seven.unpack(wire)

    def theirs() -> Any:
        return SevenByHand.unpack(wire)

    row(
        "seven fixed: unpack",
        {"framekit": ours, "by hand": theirs, "construct": lambda: schema.parse(wire)},
        {"by hand": goal, "construct": far},
        300,
    )
    row("seven fixed: unpack", {"framekit": ours, "by hand": theirs}, {"by hand": goal})
    row("seven fixed, frozen: unpack", {"framekit": lambda: Frozen.unpack(wire), "by hand": theirs}, {"by hand": goal})
    row("seven fixed: pack", {"framekit": seven.pack, "by hand": by_hand.pack}, {"by hand": goal})
    row("seven fixed: construct build", {"framekit": seven.pack, "construct": lambda: schema.build(values)}, {}, 300)
    row(
        "seven fixed: constructor",
        {
            "framekit": lambda: Seven(a=1, b=2, c=3, d=4, e=5, f=6.5, g=7),
            "by hand": lambda: SevenByHand(a=1, b=2, c=3, d=4, e=5, f=6.5, g=7),
        },
        {"by hand": goal},
    )
    two = TwoPrefixed(kind=1, number=2, name="sensor", body=b"0123456789")
    two_wire = two.pack()
    two_by_hand = TwoPrefixedByHand.unpack(two_wire)
    row(
        "two prefixed: unpack",
        {"framekit": lambda: TwoPrefixed.unpack(two_wire), "by hand": lambda: TwoPrefixedByHand.unpack(two_wire)},
        {"by hand": goal},
    )
    row("two prefixed: pack", {"framekit": two.pack, "by hand": two_by_hand.pack}, {"by hand": goal})
    points = Points(points=[Point(x=n, y=n) for n in range(100)])
    points_wire = points.pack()
    points_by_hand = PointsByHand.unpack(points_wire)
    row(
        "a hundred points: unpack",
        {"framekit": lambda: Points.unpack(points_wire), "by hand": lambda: PointsByHand.unpack(points_wire)},
        {"by hand": goal},
        100,
    )
    row("a hundred points: pack", {"framekit": points.pack, "by hand": points_by_hand.pack}, {"by hand": goal}, 100)


if __name__ == "__main__":
    main()
