"""Every kind inside every kind, and random frames of several parts: all engines read and write them alike, and lose nothing."""

from __future__ import annotations

import random

import pytest

from tests.compositions.bitwise import random_bitwise_frame
from tests.compositions.declarations import LAYERS, LEAVES, Composition, every_composition, random_frame
from tests.compositions.holding import EMPTY, fault_of
from tests.scale import scaled

SHARES = 16
"""The compositions are spread over this many tests, so that several workers share them."""


@pytest.mark.parametrize("layer", LAYERS)
def test_each_leaf_directly_inside_a_layer(layer: str) -> None:
    chosen = [each for each in every_composition(1) if each.layers == (layer,)]
    accepted = [each for each in chosen if each.frame() is not None]
    require_laws(random.Random(layer).sample(accepted, scaled(min(4, len(accepted)), len(accepted))))


@pytest.mark.parametrize("share", range(SHARES))
def test_a_kind_inside_a_kind_inside_a_kind(share: int) -> None:
    source = random.Random(share)
    names, leaves = list(LAYERS), list(LEAVES)
    require_laws(
        [
            Composition(tuple(source.choices(names, k=source.choice((2, 2, 3)))), source.choice(leaves), source.random() < 0.6)
            for _ in range(scaled(8, 400))
        ]
    )


@pytest.mark.parametrize("share", range(SHARES))
def test_random_frames_of_several_parts(share: int) -> None:
    count = scaled(4, 200)
    held = 0
    for seed in range(share * 1000, share * 1000 + count):
        frame = random_frame(seed)
        if frame is not None:
            held += 1
            assert fault_of(frame) == "", f"random_frame({seed})"
    assert held >= max(1, count // 4)


@pytest.mark.parametrize("share", range(SHARES))
def test_random_bitwise_frames(share: int) -> None:
    count = scaled(3, 150)
    held = 0
    for seed in range(share * 1000, share * 1000 + count):
        frame = random_bitwise_frame(seed)
        if frame is not None:
            held += 1
            assert fault_of(frame) == "", f"random_bitwise_frame({seed})"
    assert held >= max(1, count // 3)


def require_laws(compositions: list[Composition]) -> None:
    held, empty = 0, len(EMPTY)
    for each in compositions:
        frame = each.frame()
        if frame is not None:
            held += 1
            assert fault_of(frame) == "", repr(each)
    assert held > len(compositions) // 20
    assert len(EMPTY) - empty <= 1 + held // 10, "of hardly any class, no frame can be made"
