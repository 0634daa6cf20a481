"""`framekit_laws`: the laws of a frame in a test file of one's own."""

from __future__ import annotations

import functools
import inspect
import unittest
from collections.abc import Callable, Collection
from typing import Any, TypeVar

import pytest

from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.testing import LAW_NAMES

T = TypeVar("T", bound="Callable[..., Any] | type")

PARAMETER = "framekit_law"


def framekit_laws(
    cls: type[Frame], /, *, laws: Collection[str] = LAW_NAMES, examples: int | None = None, seed: int | None = None
) -> Callable[[T], T]:
    """Test the laws of a frame, each as a test of its own with a readable id, as `test_message[round_trip]`.

    On a test function, each law is checked before the function's own body runs; a class of tests gets a method `test_law`.

    Args:
        cls: the frame.
        laws: which: "round_trip", "backends", "refusals", "stream".
        examples: how many examples each law tries; as many as the hypothesis profile says if left out.
        seed: makes a run that can be repeated.

    Raises:
        ValueError: there is no such law.
        TypeError: it stands on a unittest.TestCase, whose tests take no parameters, or on an async function.

    >>> from framekit import Frame, u16
    >>> class Port(Frame):
    ...     number: u16
    >>> @framekit_laws(Port, laws=["round_trip"])
    ... def test_port():
    ...     pass
    >>> test_port(framekit_law="round_trip")
    """
    spec_of(cls)  # raises for what is no frame
    for name in laws:
        if name not in LAW_NAMES:
            raise ValueError(f"there is no law {name!r}; these are: {', '.join(LAW_NAMES)}")
    parametrized = pytest.mark.parametrize(PARAMETER, list(laws))

    def check(name: str) -> None:
        from framekit.testing.laws import LAWS

        LAWS[name](cls, examples=examples, seed=seed)

    def decorate(target: Any) -> Any:
        if isinstance(target, type) and issubclass(target, unittest.TestCase):
            raise TypeError(f"{target.__name__} is a unittest.TestCase, whose tests take no parameters; use a plain class")
        if inspect.iscoroutinefunction(target) or inspect.isasyncgenfunction(target):
            raise TypeError(f"{target.__name__} is async, and the laws are not; put framekit_laws on a function of their own")
        if isinstance(target, type):

            def test_law(self: object, framekit_law: str) -> None:
                check(framekit_law)

            target.test_law = parametrized(test_law)  # type: ignore[attr-defined]  # it comes in here
            return target

        @functools.wraps(target)
        def test(*args: Any, framekit_law: str, **kwargs: Any) -> Any:
            check(framekit_law)
            return target(*args, **kwargs)

        signature = inspect.signature(target)
        parameter = inspect.Parameter(PARAMETER, inspect.Parameter.KEYWORD_ONLY)
        test.__signature__ = signature.replace(parameters=[*signature.parameters.values(), parameter])  # type: ignore[attr-defined]
        return parametrized(test)

    return decorate
