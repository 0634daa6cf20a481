"""A case of the protocol benchmarks: a frame, its bytes, and the code that a person would write for it."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from framekit import Frame

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Case:
    """What is measured.

    Attributes:
        name: for the table.
        frame: the Frame class.
        wire: the bytes of one frame.
        unpack: from those bytes to an object of hand-written slotted classes, with the checks that the frame makes.
        pack: from that object back to the bytes.
        given: the values that the frame takes from outside its bytes.
    """

    name: str
    frame: type[Frame]
    wire: bytes
    unpack: Callable[[bytes], Any]
    pack: Callable[[Any], bytes]
    given: Mapping[str, object] = field(default_factory=dict)

    def read(self) -> Frame:
        """The frame that framekit unpacks from the bytes."""
        return self.frame.unpack(self.wire, **self.given)

    def check(self) -> None:
        """Raise an AssertionError if one of both sides does not pack what it unpacked.

        >>> from framekit import Frame, u16
        >>> class Ping(Frame, byteorder="big"):
        ...     number: u16
        >>> Case("ping", Ping, bytes(2), lambda wire: wire, lambda wire: wire[:1]).check()
        Traceback (most recent call last):
        AssertionError: ping: packed by hand: 00...
        """
        by_framekit, by_hand = self.read().pack(), self.pack(self.unpack(self.wire))
        assert by_framekit == self.wire, f"{self.name}: packed by framekit: {by_framekit.hex()}"
        assert by_hand == self.wire, f"{self.name}: packed by hand: {by_hand.hex()}"


def spec(name: str) -> ModuleType:
    """The module of a protocol of the catalogue."""
    return importlib.import_module(f"framekit.specs.{name}")
