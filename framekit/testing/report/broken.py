"""LawBroken: the report of a law that does not hold, with everything needed to understand and reproduce it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from framekit.declare.frame import Frame
from framekit.declare.tree import tree
from framekit.errors import FramekitError
from framekit.testing.report.difference import Difference

SHOWN = 256
"""Maximum number of bytes shown if they are not a frame."""
MOST = 12
"""Maximum number of differences listed."""


class LawBroken(AssertionError):
    """Raised if a law does not hold.

    Attributes:
        frame: the frame class.
        reason: description of the failure.
        data: the bytes that show the failure; the smallest that were found.
        differences: the fields that differ, if two readings were compared.
        paste: source of a test that fails for the same reason.
    """

    def __init__(
        self,
        frame: type[Frame],
        reason: str,
        *,
        data: bytes = b"",
        good: bytes | None = None,
        marked: Collection[int] = (),
        differences: Sequence[Difference] = (),
        paste: str = "",
    ) -> None:
        super().__init__(reason)
        self.frame = frame
        self.reason = reason
        self.data = data
        self.differences = tuple(differences)
        self.paste = paste
        self._good = data if good is None else good
        self._marked = marked

    def __str__(self) -> str:
        parts = [f"{self.frame.__name__}: {self.reason}"]
        if self.differences:
            shown = [f"  {each}" for each in self.differences[:MOST]]
            more = len(self.differences) - MOST
            parts.append("\n".join(shown + ([f"  … and {more} more"] if more > 0 else [])))
        parts.append(self._tree())
        if self.paste:
            parts.append(f"To reproduce:\n\n{self.paste}")
        return "\n\n".join(each for each in parts if each)

    def _tree(self) -> str:
        try:
            shown = tree(self.frame, self._good, marked=self._marked)
        except FramekitError:
            shown = ""
        if shown and self._good == self.data:
            return shown
        more = f" … ({len(self.data)} in total)" if len(self.data) > SHOWN else ""
        wire = f"bytes: {self.data[:SHOWN].hex(' ') or 'none'}{more}"
        return f"{wire}\n\nmade from this frame:\n{shown}" if shown else wire


def differing(ours: bytes, theirs: bytes) -> list[int]:
    """Return the offsets in the first byte string at which the second differs."""
    return [at for at in range(len(ours)) if ours[at : at + 1] != theirs[at : at + 1]]
