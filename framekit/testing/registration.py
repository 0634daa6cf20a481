"""Registration of frames with hypothesis, so that `st.from_type` finds their strategies.

hypothesis looks up exactly the requested class and none of its bases, so every frame class is registered: the existing ones when
hypothesis is imported (it calls `register`, an entry point in the metadata of the package), and each later one when it is
created. hypothesis keeps registered classes permanently, so while it is loaded (in tests), no frame class is freed.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from framekit.declare.frame import Frame, observers


def register() -> None:
    """Register all frame classes, including those created later."""
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
