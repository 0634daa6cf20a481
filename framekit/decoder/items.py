"""What a decoder gives beside frames: NEED_DATA where none is whole yet, and Skipped where bytes were none."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from framekit.errors import FramekitError


class NeedData(Enum):
    """The type of NEED_DATA, which is false."""

    NEED_DATA = "NEED_DATA"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return self.value

    __str__ = __repr__


NEED_DATA: Final = NeedData.NEED_DATA
"""What stands for a frame that has not come whole yet."""


@dataclass(frozen=True)
class Skipped:
    """Bytes of a stream that were no frame.

    Attributes:
        offset: of the first of them, from the beginning of the stream.
        data: the bytes.
        error: what was wrong with them.
    """

    offset: int
    data: bytes
    error: FramekitError = field(compare=False)
