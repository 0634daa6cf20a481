"""The type parameters of a stream: T, the type that is read, and S, the type that may be written.

`FrameStream[Message]` is short for a stream that reads and writes the same type.
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
    """Accepts one type for both parameters before Python 3.13, where type variables have no defaults."""

    if not TYPE_CHECKING:

        def __class_getitem__(cls, parameters: Any) -> Any:
            """Parametrise the class."""
            both = parameters if isinstance(parameters, tuple) else (parameters, parameters)
            return super().__class_getitem__(both)
