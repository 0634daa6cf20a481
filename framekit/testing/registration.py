"""Lets `st.from_type` find the strategy of a frame.

hypothesis looks up just the class that it is asked for, and no base of it, so each class of frames is registered: those that are
there when hypothesis is first imported (it calls `register`, which the package's metadata names as an entry point), and all that
come later. hypothesis keeps what is registered for ever, so where it is loaded, which is in tests, no class of frames is freed.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from framekit.declare.frame import Frame, observers


def register() -> None:
    """Register all classes of frames, now and later."""
    if _register_one in observers:
        return
    waiting = list(Frame.__subclasses__())
    while waiting:
        cls = waiting.pop()
        _register_one(cls)
        waiting += cls.__subclasses__()
    observers.append(_register_one)


def _register_one(cls: Any) -> None:
    st.register_type_strategy(cls, _resolve)


def _resolve(cls: Any) -> st.SearchStrategy[Any]:
    from framekit.testing.strategies import frames

    return frames(cls)
