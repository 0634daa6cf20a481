"""The program and the Python source of a frame for each kind, and of frames that passes change, so that a change shows as a diff.

`python -m tests.compiler.golden` writes the files anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from framekit import Frame, codec_source, const, data, derived, show_program, switch, text, this, u8, u16, u32
from framekit.declare.declaration import spec_of
from framekit.spec.kinds import Kind
from framekit.spec.structure import aligns_outer, walk
from tests.kinds import KINDS
from tests.kinds_alignment import AlignedText
from tests.kinds_bitwise import Bitwise
from tests.kinds_given import Wide

FOLDER = Path(__file__).parent


class Ping(Frame):
    """An arm of fixed size."""

    token: u32


class Note(Frame):
    """An arm that ends with a text."""

    level: u8
    text: str = text(prefix=u8)


class Event(Frame):
    """A union that is written in one piece with its head."""

    sequence: u32
    kind: int = derived(u8)
    length: int = derived(u16)
    body: Ping | Note = switch(this.kind, {1: Ping, 2: Note}, size=this.length)


class Message(Frame):
    """A frame whose last bytes are read together with the next head."""

    magic: bytes = const(b"FK")
    kind: u8
    body: bytes = data(prefix=u16)


FUSED = {"fused_arms": Event, "read_ahead": Message}
"""Frames that passes change: what follows a choice is moved into its arms; the head of the next frame is read ahead."""


def examples() -> dict[str, type[Frame]]:
    """For each kind, the smallest frame of tests/kinds*.py that holds it; a bitwise frame, one whose padding is counted from
    an outer frame, and frames that passes change.
    """
    found: dict[str, type[Frame]] = {**FUSED, "bitwise": Bitwise, "outer_filler": AlignedText}
    whole = [each for each in (*KINDS, Wide) if spec_of(each).in_bits is None and not aligns_outer(spec_of(each))]
    for kind in get_args(Kind):
        holding = [each for each in whole if any(isinstance(part, kind) for part in parts_of(each))]
        found[kind.__name__.lower()] = min(holding, key=lambda each: (len(spec_of(each).fields), each.__name__))
    return found


def parts_of(frame: type[Frame]) -> list[Kind]:
    """The kinds of the fields of a frame, and those inside them."""
    return [part for field in spec_of(frame).fields for part in walk(field.kind)]


def golden(frame: type[Frame]) -> str:
    """The content of the file of a frame."""
    return f"{show_program(frame)}\n{codec_source(frame)}"
