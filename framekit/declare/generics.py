"""Generic frames: what is given for the type variables of a declaration.

Strategy: a type variable is replaced wherever it occurs: alone, in a list or a union, and in another generic frame (`Group[T]`),
which becomes the class that is made of it.

Rules: a declaration with a variable for which nothing is given waits until something is.
"""

from __future__ import annotations

import functools
import operator
import types
from collections.abc import Mapping
from typing import Any, TypeVar, Union, get_args, get_origin

from framekit.declare.specifier import number_in, word_in
from framekit.errors import SpecError


class Unresolved(Exception):
    """A declaration needs something that is not known yet. Carries the SpecError to raise if it is needed now."""

    def __init__(self, error: SpecError) -> None:
        super().__init__(str(error))
        self.error = error


def with_arguments(said: Any, arguments: Mapping[Any, Any], frame: str, name: str) -> Any:
    """A type with its variables replaced; what has none is returned as it is.

    Args:
        said: an annotation, or what a word of the vocabulary was given.
        arguments: what is given for each variable.
        frame: for the message.
        name: for the message.

    Raises:
        Unresolved: nothing is given for a variable.
    """
    if isinstance(said, TypeVar):
        if said not in arguments:
            reason = f"the type variable {said} has no value yet; use {frame}[...] with a Frame class or a scalar"
            raise Unresolved(SpecError(reason, frame=frame, path=name))
        return arguments[said]
    if not has_variables(said):
        return said
    origin = get_origin(said)
    replaced = tuple(with_arguments(each, arguments, frame, name) for each in get_args(said))
    if origin in (Union, types.UnionType):
        return functools.reduce(operator.or_, replaced)
    return origin[replaced if len(replaced) > 1 else replaced[0]]


def has_variables(said: Any) -> bool:
    """True if a type variable occurs in a type."""
    return isinstance(said, TypeVar) or any(map(has_variables, get_args(said)))


def name_of_argument(said: Any) -> str:
    """What a class made of a generic frame calls one of its types: `Envelope[u8]` and `Envelope[u16]` are two."""
    number, word = number_in(said), word_in(said)
    if number is not None:
        return number.name
    return str(getattr(word, "name", "")) or str(getattr(said, "__name__", repr(said)))
