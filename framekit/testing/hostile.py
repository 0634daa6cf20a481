"""Hostile inputs by the hundred thousand: random bytes, and mutations of good frames, without the care that hypothesis takes.

Strategy: mutations are what finds deep faults, so three of four inputs are good frames with bytes changed, cut, doubled, joined
or overwritten by edges. What is found here, hypothesis (`check_refusals`) can then make small.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

EDGES = (0, 1, 2, 0x3F, 0x40, 0x7F, 0x80, 0xC0, 0xFE, 0xFF)
LENGTHS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144)


def hostile_inputs(good: Sequence[bytes], count: int, seed: str | int, longest: int = 1024) -> Iterator[bytes]:
    """So many inputs for a parser.

    Args:
        good: the bytes of good frames, as `sample` gives them.
        count: how many inputs.
        seed: the same seed gives the same inputs.
        longest: the most bytes of an input.

    >>> inputs = list(hostile_inputs([b"\\x02hi"], 100, seed=1))
    >>> len(inputs), all(len(each) <= 1024 for each in inputs)
    (100, True)
    """
    source = random.Random(seed)  # noqa: S311  # a run that can be repeated, and no secret
    for _ in range(count):
        if source.random() < 0.25 or not good:
            size = source.choice(LENGTHS)
            small = source.random() < 0.7
            yield bytes(source.choice((0, 0, 1, 2, 3, 255)) if small else source.randrange(256) for _ in range(size))
            continue
        yield _mutated(source, good)[:longest]


def _mutated(source: random.Random, good: Sequence[bytes]) -> bytes:
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
