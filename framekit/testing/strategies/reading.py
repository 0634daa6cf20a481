"""Classes that read a drawn frame, with the values given to it from outside.

Rules: a class without given values is used unchanged.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from framekit.declare.declaration import declaration_of
from framekit.declare.frame import Frame
from framekit.declare.giving import GivenDeclaration, bound, names_of_given
from framekit.testing.strategies import frames


def reader_of(cls: Any, frame: Frame) -> Any:
    """Return the class that reads a frame, bound to the given values of the frame unless it already has its own."""
    declaration = declaration_of(cls)
    names = [] if isinstance(declaration, GivenDeclaration) else names_of_given(declaration)
    return bound(cls, {name: getattr(frame, name) for name in names}) if names else cls


def readers(cls: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for classes that read frames of a class: the class itself, or bound to given values of its frames."""
    declaration = declaration_of(cls)
    if isinstance(declaration, GivenDeclaration) or not names_of_given(declaration):
        return st.just(cls)
    return frames(cls).map(lambda frame: reader_of(cls, frame))
