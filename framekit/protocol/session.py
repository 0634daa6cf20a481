"""What the two sides of a conversation know of each other.

Rules: a session holds no frames, only what the protocol's functions put there and how many frames each side has sent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

Side = Literal["client", "server"]


class Wait:
    """What a protocol's function yields to go on only when the other side has come so far.

    `yield` gives back True, or False if the other side ended, or a capture has not got it.
    """

    def __init__(self, condition: Callable[[], bool]) -> None:
        self.condition = condition


class Session:
    """Shared by the two sides of a conversation. Functions of a protocol may set any attributes.

    Attributes:
        counts: how many frames each side has sent.
        joined: the beginning of the conversation is not in the capture.

    >>> session = Session()
    >>> session.encrypted = True
    >>> session.counts
    {'client': 0, 'server': 0}
    """

    def __init__(self) -> None:
        self.counts: dict[Side, int] = {"client": 0, "server": 0}
        self.joined = False

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the session has no {name!r} yet; set it before the side that reads it goes on")

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def after(self, side: Side, count: int = 1) -> Wait:
        """A `Wait` until a side has sent a number of frames; to be yielded.

        Args:
            side: "client" or "server".
            count: frames since the conversation began.

        Raises:
            ValueError: there is no such side.

        >>> session = Session()
        >>> wait = session.after("client")
        >>> wait.condition()
        False
        """
        if side not in self.counts:
            raise ValueError(f"after() takes 'client' or 'server', not {side!r}")
        return Wait(lambda: self.counts[side] >= count)
