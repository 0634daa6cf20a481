"""Large numbers of hostile inputs: random bytes and mutated frames, generated faster than hypothesis does.

Strategy: mutations find the deepest errors, so three of four inputs are good frames with bytes changed, removed, repeated,
joined or overwritten with edge values. `check_refusals` can then find a smaller example of an error found here.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

EDGES = (0, 1, 2, 0x3F, 0x40, 0x7F, 0x80, 0xC0, 0xFE, 0xFF)
LENGTHS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144)


def hostile_inputs(good: Sequence[bytes], count: int, seed: str | int, longest: int = 1024) -> Iterator[bytes]:
    """Yield inputs for a parser.

    Args:
        good: the bytes of good frames, as from `packed_sample`.
        count: number of inputs.
        seed: seed; the same seed gives the same inputs.
        longest: maximum length of a mutated frame in bytes.

    >>> inputs = list(hostile_inputs([b"\\x02hi"], 100, seed=1))
    >>> len(inputs), all(len(each) <= 1024 for each in inputs)
    (100, True)
    """
    source = random.Random(seed)  # noqa: S311  # must be repeatable, and is not a secret
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
