"""Specifier: what stands on the right-hand side of a field, kept until the class body is read.

Strategy: the functions of the vocabulary return one of these under the type of the value that they stand for (`text() ->
str`), so that type checkers compare the wire with the annotation. When the annotation is known, `field_spec` in fields.py makes
a kind of both.

Rules: plain data, one class for each word; nothing is checked here that needs the frame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from framekit.spec.kinds import Scalar
from framekit.spec.model import MISSING


@dataclass(frozen=True, kw_only=True, eq=False)
class Specifier:
    """What all specifiers have: a default."""

    default: Any = MISSING
    default_factory: Callable[[], Any] | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class FieldSpecifier(Specifier):
    """`field(kind)`: the kind is said here, or by the annotation where `kind` is None."""

    kind: Any = None
    strict: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class ConstSpecifier(Specifier):
    """`const(value, kind)`."""

    value: Any
    kind: Any = None


@dataclass(frozen=True, kw_only=True, eq=False)
class DerivedSpecifier(Specifier):
    """`derived(kind)`."""

    kind: Any


@dataclass(frozen=True, kw_only=True, eq=False)
class PadSpecifier(Specifier):
    """`pad(size, fill)`."""

    size: int
    fill: int


@dataclass(frozen=True, kw_only=True, eq=False)
class DataSpecifier(Specifier):
    """`data(...)`, and with an encoding `text(...)`. `amount` is the length: a number, an expression, or None."""

    amount: Any
    prefix: Any
    pad: bytes | int | str | None = None
    strip: bool | None = None
    limit: int | None = None
    encoding: str | None = None
    errors: str = "strict"


@dataclass(frozen=True, kw_only=True, eq=False)
class ArraySpecifier(Specifier):
    """`array(item, ...)`. `amount` is the count: a number, an expression, or None."""

    item: Any
    amount: Any
    prefix: Any
    limit: int | None = None


def scalar_in(kind: Any) -> Scalar | None:
    """The Scalar in an alias such as u16, or None where there is none."""
    for extra in getattr(kind, "__metadata__", ()):
        if isinstance(extra, Scalar):
            return extra
    return None
