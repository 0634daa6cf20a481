"""Hypothesis strategies derived from a declaration: frames, their bytes, and streams and datagrams of frames.

maker.py draws a frame field by field; telling.py and fitting.py draw fields that determine others; sizing.py settles sizes that
follow from values; beginning.py makes values that begin with a marker; kind_values.py and texts.py draw single values, within
limits.py and the budget of budget.py; measuring.py answers questions about a declaration. packed_bytes.py packs frames.
"""

from __future__ import annotations

from typing import TypeVar

from hypothesis import strategies as st

from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.testing.strategies.maker import frames_of, frames_with

F = TypeVar("F", bound=Frame)


def frames(cls: type[F], /, **overrides: st.SearchStrategy[object]) -> st.SearchStrategy[F]:
    """Return a strategy for valid instances of a frame, in which edges are more frequent than by chance.

    The edges of a field are zero, the minimum and the maximum of a number, the empty and the longest value (up to 128 KiB, or 256
    items), each arm of a switch, each member of an enumeration and, if it is open, a number that is not one. All long values of a
    frame share 256 KiB. A value that is not equal to itself, such as a not-a-number, is not drawn, but an override may give it.
    Failing examples shrink to the smallest frame. `st.from_type(cls)` is the same without overrides.

    Args:
        cls: the frame class.
        overrides: strategies for the values of some fields that the constructor takes. Lengths, counts and tags, derived or
            plain, are fitted to these values.

    Raises:
        TypeError: an override names a field that the constructor does not take, or is not a strategy.
        PackError: raised when drawing: an override gives only values that the frame cannot have.
        SpecError: raised when drawing: an open union has no arm, or a mapped or custom value does not list its values.

    >>> from framekit import Frame, text, u8
    >>> class Named(Frame):
    ...     number: u8
    ...     name: str = text(prefix=u8)
    >>> from hypothesis import find
    >>> from hypothesis import strategies as st
    >>> find(frames(Named), lambda frame: frame.number > 9)
    Named(number=10, name='')
    >>> find(frames(Named, name=st.just("x")), lambda frame: True)
    Named(number=0, name='x')
    """
    spec = spec_of(cls)
    if not overrides:
        return frames_of(spec)
    given = [each.name for each in spec.fields if each.settable]
    for name, strategy in overrides.items():
        if name not in given:
            raise TypeError(f"{spec.name} takes no field {name!r}; choose from {', '.join(given) or 'none'}")
        if not isinstance(strategy, st.SearchStrategy):
            raise TypeError(f"{name}: expected a strategy, got {strategy!r}; use st.just(...) for a value")
    return frames_with(spec, overrides)


def packed(cls: type[Frame], /, **overrides: st.SearchStrategy[object]) -> st.SearchStrategy[bytes]:
    """Return a strategy for the bytes of valid instances of a frame; the parameters are those of `frames`."""
    return frames(cls, **overrides).map(lambda frame: frame.pack())
