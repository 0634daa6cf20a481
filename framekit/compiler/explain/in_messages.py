"""How values and faults are shown in messages: short, whatever they do when asked.

Rules: bytes that somebody else sent may be megabytes, and an object of the user's may raise; neither becomes a message.
"""

from __future__ import annotations

import reprlib
from typing import Any

LONGEST_REASON = 200
"""Characters of what a fault says."""


def show(value: Any) -> str:
    """A value."""
    try:
        return reprlib.repr(value)
    except Exception:
        return f"a {type(value).__name__}"


def one_of(known: list[str]) -> str:
    """The values that would have been accepted.

    >>> one_of(["1"]), one_of(["1", "2"])
    ('1', 'one of 1, 2')
    """
    return f"{'one of ' if len(known) > 1 else ''}{', '.join(known)}"


def reason_of(fault: BaseException) -> str:
    """What a fault says, or its class if it says nothing."""
    try:
        said = str(fault) or type(fault).__name__
    except Exception:
        return type(fault).__name__
    return said if len(said) <= LONGEST_REASON else said[:LONGEST_REASON] + "..."
