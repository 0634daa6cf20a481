"""A case of the protocol benchmarks: a frame, its bytes, and equivalent hand-written code."""

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
    """Case to be measured.

    Attributes:
        name: the name in the table.
        frame: the frame class.
        wire: the bytes of one frame.
        unpack: converts those bytes to an object of hand-written slotted classes, with the same checks as the frame.
        pack: converts that object back to bytes.
        given: the values given to the frame from outside.
    """

    name: str
    frame: type[Frame]
    wire: bytes
    unpack: Callable[[bytes], Any]
    pack: Callable[[Any], bytes]
    given: Mapping[str, object] = field(default_factory=dict)

    def read(self) -> Frame:
        """Return the frame that framekit unpacks from the bytes."""
        return self.frame.unpack(self.wire, **self.given)

    def check(self) -> None:
        """Raise AssertionError if either side does not pack the bytes that it unpacked.

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
    """Return the module of a protocol of the catalogue."""
    return importlib.import_module(f"framekit.specs.{name}")
