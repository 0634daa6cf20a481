"""Generic frames: replacing the type variables of a declaration.

Strategy: a type variable is replaced wherever it occurs: alone, in a list or a union, and in another generic frame (`Group[T]`),
which becomes the class created from it.

Rules: a declaration with a variable that has no value waits until it has one.
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
    """A declaration needs something that is not yet known. Carries the SpecError to raise if it is needed now."""

    def __init__(self, error: SpecError) -> None:
        super().__init__(str(error))
        self.error = error


def with_arguments(said: Any, arguments: Mapping[Any, Any], frame: str, name: str) -> Any:
    """Return a type with its variables replaced; a type without variables is returned unchanged.

    Args:
        said: an annotation, or the argument of a specifier.
        arguments: the replacement of each variable.
        frame: the name of the frame, for the message.
        name: the name of the field, for the message.

    Raises:
        Unresolved: a variable has no replacement.
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
    """Return True if a type variable occurs in a type."""
    return isinstance(said, TypeVar) or any(map(has_variables, get_args(said)))


def name_of_argument(said: Any) -> str:
    """The name of a type argument in the name of a class: `Envelope[u8]` and `Envelope[u16]` are different classes."""
    number, word = number_in(said), word_in(said)
    if number is not None:
        return number.name
    return str(getattr(word, "name", "")) or str(getattr(said, "__name__", repr(said)))
