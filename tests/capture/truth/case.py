"""A capture with its ground truth, and what has to be known to hold a protocol against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from framekit import Frame, Protocol

CAPTURES = Path(__file__).resolve().parents[4] / "shared" / "captures"


@dataclass(frozen=True)
class Rules:
    """What holds for all captures of a protocol.

    Attributes:
        word: the dissector's word for the protocol; several are separated by `|`.
        protocol: ours.
        heads_only: the units of the truth are the heads of frames, so that their sizes say nothing.
        head_with_length: units that begin with a field of this name are heads too; their second field is the size of the rest.
        padded: frames of a whole datagram, whose field `padding` is what the datagram has after the unit.
        left_out: names of our frames that the dissector gives to another protocol, or to none.
        not_readable: fields that make up a unit that is encrypted, or passed on for somebody else; it may have a few more.
        inside: words of units that are inside a unit of this protocol, which is one frame with us.
        computed: fields without bytes of their own, or with bytes of a field that is shown again.
        other_forms: fields that are there once more, with the value that they have for people.
        lost_after: name and value of a field from which on, but for the field after it, the truth of the unit is out of place.
        forms: by the name of a field, what the truth shows for a value of ours, or for the part of it that the field is.
    """

    word: str
    protocol: Protocol | list[Protocol]
    heads_only: bool = False
    head_with_length: str | None = None
    padded: type[Frame] | None = None
    left_out: frozenset[str] = frozenset()
    not_readable: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()
    computed: frozenset[str] = frozenset()
    other_forms: frozenset[str] = frozenset()
    lost_after: tuple[str, str] | None = None
    forms: Mapping[str, Callable[[Any], object]] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A capture that is held against its truth.

    Attributes:
        capture: the name of its file.
        rules: of its protocol.
        port: where the protocol is spoken, if it is not a port that the protocol names.
        not_found: how many units of the truth are not found.
        reason: why they are not.
    """

    capture: str
    rules: Rules
    port: int | None = None
    not_found: int = 0
    reason: str = ""

    def __str__(self) -> str:
        return self.capture
