"""Mutant: bytes that are wrong in one known way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from framekit.errors import UnpackError

Way: TypeAlias = Literal[
    "cut",
    "const",
    "length too long",
    "length too short",
    "checksum",
    "unknown tag",
    "value",
    "trailing bytes",
    "garbage between frames",
]
"""Ways in which bytes may be wrong."""

WAYS: tuple[Way, ...] = get_args(Way)


@dataclass(frozen=True)
class Mutant:
    """Bytes that are wrong in one known way, and the expected error.

    Attributes:
        data: the bytes.
        way: the way in which they are wrong.
        error: the exact class of the error that unpacking them raises.
        path: the path of that error.
        origin: the good bytes from which they were made.
        at: the offset of the first byte that is wrong or missing.
        change: description of the change.
    """

    data: bytes
    way: Way
    error: type[UnpackError]
    path: str
    origin: bytes
    at: int
    change: str
