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
"""What may be wrong."""

WAYS: tuple[Way, ...] = get_args(Way)


@dataclass(frozen=True)
class Mutant:
    """Bytes that are wrong in one known way, and what must come of them.

    Attributes:
        data: the bytes.
        way: what is wrong with them.
        error: the class of the error that unpacking them raises; it is just that class.
        path: the path that the error names.
        origin: the good bytes that they were made of.
        at: the offset of the first byte that is wrong or missing.
        change: what was done, in words.
    """

    data: bytes
    way: Way
    error: type[UnpackError]
    path: str
    origin: bytes
    at: int
    change: str
