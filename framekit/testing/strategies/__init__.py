"""Hypothesis strategies made from a declaration: frames, their bytes, streams and datagrams of them.

maker.py draws a frame field by field, telling.py and fitting.py the fields that say something of others, sizing.py sizes that
follow from values, beginning.py what must begin with a marker, kind_values.py and texts.py single values, within limits.py and
the budget of budget.py; measuring.py answers what is asked of a declaration meanwhile. packed_bytes.py makes bytes of frames.
"""

from __future__ import annotations

from typing import TypeVar

from hypothesis import strategies as st

from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.testing.strategies.maker import frames_of, frames_with

F = TypeVar("F", bound=Frame)


def frames(cls: type[F], /, **overrides: st.SearchStrategy[object]) -> st.SearchStrategy[F]:
    """Valid instances of a frame: whatever the declaration allows, with the edges more often than chance would have them.

    The edges of a field are zero, the minimum and the maximum of a number, the empty and the longest value (up to 128 KiB, or 256
    items), each arm of a switch, each member of an enumeration and, if it is open, a number that is not one. All long values of a
    frame share 256 KiB. A value that is not equal to itself, such as a not-a-number, is not drawn; an override may give it.
    What is found shrinks to the smallest frame. `st.from_type(cls)` is the same without overrides.

    Args:
        cls: the class.
        overrides: for some of the fields that a user gives, strategies of their values. Lengths, counts and tags, derived or
            plain, are fitted to them.

    Raises:
        TypeError: an override names no such field, or is no strategy.
        PackError: when drawing: an override gives only values that the frame cannot have.
        SpecError: when drawing: an open union has no arm, or a mapped or custom value does not say what it can be.

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
            raise TypeError(f"{spec.name} has no field {name!r} that is given; it has {', '.join(given) or 'none'}")
        if not isinstance(strategy, st.SearchStrategy):
            raise TypeError(f"{name}={strategy!r} is no strategy; st.just(...) makes one of a value")
    return frames_with(spec, overrides)


def packed(cls: type[Frame], /, **overrides: st.SearchStrategy[object]) -> st.SearchStrategy[bytes]:
    """The bytes of valid instances of a frame; the parameters are those of `frames`."""
    return frames(cls, **overrides).map(lambda frame: frame.pack())
