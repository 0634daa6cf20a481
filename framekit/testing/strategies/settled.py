"""Kinds whose values do not depend on other fields, so that all frames of a class can share one strategy."""

from __future__ import annotations

from typing import assert_never

from framekit.spec.expr import references
from framekit.spec.given import given_fields
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    Fixed,
    FromFields,
    Given,
    Kind,
    LeftoverOf,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Prefixed,
    Repeat,
    Rest,
    Scalar,
    Sized,
    Switch,
    Text,
    Until,
    UntilItem,
    Varint,
)


def is_settled(kind: Kind) -> bool:
    """Return True if the values of a kind do not depend on other fields."""
    match kind:
        case Scalar() | Bits() | Varint() | Custom():
            return True
        case Nested():
            return not given_fields(kind.frame)
        case Given() | LookAhead():
            return is_settled(kind.base)
        case Mapped():
            return kind.argument is None and is_settled(kind.base)
        case Bytes():
            return not isinstance(kind.extent, FromFields | LeftoverOf)
        case Text():
            return is_settled(kind.data)
        case Repeat(extent=UntilItem(expression)):
            return all(path[0] == "<item>" for path in references(expression)) and is_settled(kind.item)
        case Repeat():
            return isinstance(kind.extent, Fixed | Prefixed | Rest | Until) and is_settled(kind.item)
        case Sized():
            return isinstance(kind.extent, Fixed | Prefixed) and is_settled(kind.inner)
        case Const() | Padding() | Filler() | Switch() | Optional() | Checksum():
            return False
        case _:
            assert_never(kind)
