"""Short representations of values and exceptions for messages.

Rules: received bytes may be megabytes long, and the `repr` or `str` of a user's object may raise; neither gets into a message.
"""

from __future__ import annotations

import reprlib
from typing import Any

from framekit.spec.describe import describe
from framekit.spec.kinds import Kind, Mapped, Scalar
from framekit.spec.transforms import Restricted

LONGEST_REASON = 200
"""Maximum length of the text of an exception, in characters."""


def show(value: Any) -> str:
    """Show a value."""
    try:
        return reprlib.repr(value)
    except Exception:
        return f"a {type(value).__name__} object"


def show_kind(kind: Kind) -> str:
    """Show the kind that a value is read or written as.

    >>> show_kind(Scalar("u16", 2, "int", False, "H", "big"))
    'u16 (big-endian)'
    """
    if isinstance(kind, Mapped):
        return show_kind(kind.base) if isinstance(kind.transform, Restricted) else kind.name
    return f"{kind.name} ({kind.order}-endian)" if isinstance(kind, Scalar) and kind.size > 1 else describe(kind)


def one_of(known: list[str]) -> str:
    """List the values that would have been accepted.

    >>> one_of(["1"]), one_of(["1", "2"])
    ('1', 'one of 1, 2')
    """
    return f"{'one of ' if len(known) > 1 else ''}{', '.join(known)}"


def reason_of(fault: BaseException) -> str:
    """Return the text of an exception, or the name of its class if it has no text."""
    try:
        text = str(fault) or type(fault).__name__
    except Exception:
        return type(fault).__name__
    return text if len(text) <= LONGEST_REASON else text[:LONGEST_REASON] + "..."
