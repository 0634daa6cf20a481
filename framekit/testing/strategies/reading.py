"""How a frame that was drawn is read again: with the values that were given to it from outside.

Rules: a class to which nothing is given is read as it is.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from framekit.declare.declaration import declaration_of
from framekit.declare.frame import Frame
from framekit.declare.giving import GivenDeclaration, bound, names_of_given
from framekit.testing.strategies import frames


def reader_of(cls: Any, frame: Frame) -> Any:
    """The class that reads a frame: with the given values that the frame has, unless the class has its own."""
    declaration = declaration_of(cls)
    names = [] if isinstance(declaration, GivenDeclaration) else names_of_given(declaration)
    return bound(cls, {name: getattr(frame, name) for name in names}) if names else cls


def readers(cls: Any) -> st.SearchStrategy[Any]:
    """Classes that read frames of a class: the class itself, or with given values that its frames can have."""
    declaration = declaration_of(cls)
    if isinstance(declaration, GivenDeclaration) or not names_of_given(declaration):
        return st.just(cls)
    return frames(cls).map(lambda frame: reader_of(cls, frame))
