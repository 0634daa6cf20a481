"""Hostile inputs for any frame: random bytes, and mutations of good frames; and what must come of them.

Strategy: mutations are what finds deep faults, so three of four inputs are good frames with bytes changed, cut, doubled, joined
or overwritten by edges. Good frames come from samples, or are made by hypothesis from the declaration.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from framekit import Frame, UnpackError
from framekit.testing import frames

EDGES = (0, 1, 2, 0x3F, 0x40, 0x7F, 0x80, 0xC0, 0xFE, 0xFF)


@cache
def good_frames(frame: type[Frame], count: int = 40) -> list[bytes]:
    """The bytes of some valid frames, made from the declaration."""
    made: list[bytes] = []

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(frames(frame))
    def collect(example: Any) -> None:
        made.append(example.pack())

    collect()
    return made


def hostile_inputs(good: list[bytes], count: int, seed: str, longest: int = 1024) -> Iterator[bytes]:
    """So many inputs of at most `longest` bytes."""
    source = random.Random(seed)
    for _ in range(count):
        if source.random() < 0.25 or not good:
            size = source.choice((0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144))
            small = source.random() < 0.7
            yield bytes(source.choice((0, 0, 1, 2, 3, 255)) if small else source.randrange(256) for _ in range(size))
            continue
        yield _mutated(source, good)[:longest]


def _mutated(source: random.Random, good: list[bytes]) -> bytes:
    wire = bytearray(source.choice(good))
    for _ in range(source.randint(1, 4)):
        at = source.randrange(len(wire) + 1)
        match source.randrange(7):
            case 0 | 1 if at < len(wire):
                wire[at] = source.choice(EDGES)
            case 2 if at < len(wire):
                wire[at] ^= 1 << source.randrange(8)
            case 3:
                del wire[at:]
            case 4:
                wire[at:at] = wire[: source.randrange(len(wire) + 1)]
            case 5:
                wire += source.choice(good)
            case _:
                del wire[at : at + source.randint(1, 4)]
    return bytes(wire)


def must_be_a_frame_or_refused(frame: type[Frame], wire: bytes) -> bool:
    """True where it is a frame, False where framekit refuses it. Raises AssertionError for anything else."""
    try:
        unpacked = frame.unpack(wire)
    except UnpackError as error:
        located = error.offset is not None and 0 <= error.offset <= len(wire)
        if not located or not error.reason or "defect of framekit" in error.reason:
            raise AssertionError(f"{frame.__name__} of {wire.hex()}: {error!r} at {error.offset}") from error
        return False
    again = unpacked.pack()
    assert frame.unpack(again).pack() == again, f"{frame.__name__} of {wire.hex()} does not settle"
    return True
