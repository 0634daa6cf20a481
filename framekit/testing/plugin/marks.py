"""`framekit_laws`: test the laws of a frame in a test file."""

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
    """Test the laws of a frame, each as a separate test with a readable id such as `test_message[round_trip]`.

    If a test function is decorated, each law is checked before the body runs. A test class is given a method `test_law`.

    Args:
        cls: the frame class.
        laws: the laws to test: "round_trip", "backends", "refusals", "stream".
        examples: number of examples that each law tries; by default, the `max_examples` of the hypothesis profile.
        seed: seed that makes the run repeatable.

    Raises:
        ValueError: a law is unknown.
        TypeError: a unittest.TestCase (whose tests take no parameters) or an async function is decorated.

    >>> from framekit import Frame, u16
    >>> class Port(Frame):
    ...     number: u16
    >>> @framekit_laws(Port, laws=["round_trip"])
    ... def test_port():
    ...     pass
    >>> test_port(framekit_law="round_trip")
    """
    spec_of(cls)  # raises an error if cls is not a frame class
    for name in laws:
        if name not in LAW_NAMES:
            raise ValueError(f"unknown law {name!r}; choose from {', '.join(LAW_NAMES)}")
    parametrized = pytest.mark.parametrize(PARAMETER, list(laws))

    def check(name: str) -> None:
        from framekit.testing.laws import LAWS

        LAWS[name](cls, examples=examples, seed=seed)

    def decorate(target: Any) -> Any:
        if isinstance(target, type) and issubclass(target, unittest.TestCase):
            raise TypeError(f"{target.__name__} is a unittest.TestCase, whose tests take no parameters; use a plain class")
        if inspect.iscoroutinefunction(target) or inspect.isasyncgenfunction(target):
            raise TypeError(f"{target.__name__} is async, but laws are synchronous; apply framekit_laws to a plain function")
        if isinstance(target, type):

            def test_law(self: object, framekit_law: str) -> None:
                check(framekit_law)

            target.test_law = parametrized(test_law)  # type: ignore[attr-defined]  # this adds the attribute
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
