"""The types of a stream: T, what reading gives, and S, what may be written.

`FrameStream[Message]` is short for a stream that reads and writes the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    from framekit.declare.frame import Frame

    T = TypeVar("T")
    S = TypeVar("S", default=T)
    W = TypeVar("W", bound=Frame)
else:
    from typing import TypeVar

    T = TypeVar("T")
    S = TypeVar("S")
    W = TypeVar("W", bound="Frame")


class StreamTypes:
    """Takes one type for both where the default of a type variable is unknown to Python: before 3.13."""

    if not TYPE_CHECKING:

        def __class_getitem__(cls, parameters: Any) -> Any:
            """The class with its types."""
            both = parameters if isinstance(parameters, tuple) else (parameters, parameters)
            return super().__class_getitem__(both)
