"""The state that the two sides of a conversation share.

Rules: a session does not store frames, only what the protocol's functions put there and the number of frames each side has sent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

Side = Literal["client", "server"]


class Wait:
    """Yielded by a protocol's function to continue only when the other side has reached a certain point.

    `yield` returns True, or False if the other side ended before, or is missing from a capture.
    """

    def __init__(self, condition: Callable[[], bool]) -> None:
        self.condition = condition


class Session:
    """The state that the two sides of a conversation share. Functions of a protocol may set any attributes.

    Attributes:
        counts: the number of frames each side has sent.
        joined: whether the beginning of the conversation is missing from the capture.

    >>> session = Session()
    >>> session.encrypted = True
    >>> session.counts
    {'client': 0, 'server': 0}
    """

    def __init__(self) -> None:
        self.counts: dict[Side, int] = {"client": 0, "server": 0}
        self.joined = False

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the session has no attribute {name!r} yet; set it before the side that reads it continues")

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def after(self, side: Side, count: int = 1) -> Wait:
        """Return a `Wait` until a side has sent a number of frames; to be yielded.

        Args:
            side: "client" or "server".
            count: the number of frames since the conversation began.

        Raises:
            ValueError: the side is unknown.

        >>> session = Session()
        >>> wait = session.after("client")
        >>> wait.condition()
        False
        """
        if side not in self.counts:
            raise ValueError(f"after() expects 'client' or 'server', got {side!r}")
        return Wait(lambda: self.counts[side] >= count)
