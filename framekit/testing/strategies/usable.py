"""Values on which the laws can be checked: those that can be written, and that equal themselves.

Strategy: each value is tried, because a user's function may refuse it or read back a different one.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import partial
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st

from framekit.compiler.explain.frame_writer import wire_of
from framekit.declare.frame import Frame
from framekit.errors import FramekitError, PackError
from framekit.spec.kinds import Bits, Given, Kind, Mapped, Scalar


def only(strategy: st.SearchStrategy[Any], predicate: Callable[[Any], bool]) -> st.SearchStrategy[Any]:
    """Filter a strategy by a predicate.

    `filter` parses the source of each predicate to find bounds in it, which took a sixth of the time of the laws; it does not do
    this for a partial function.
    """
    return strategy.filter(partial(_holds, predicate))


def _holds(predicate: Callable[[Any], bool], value: Any) -> bool:
    return predicate(value)


def member_of(kind: Kind, number: Any) -> Any:
    """Return the value that is read for a number on the wire, such as the member of an enumeration."""
    kind = kind.base if isinstance(kind, Given) else kind
    if isinstance(kind, Scalar | Bits) and kind.number == "bool":
        return bool(number)
    return kind.unpack(number) if isinstance(kind, Mapped) else number


def can_be_written(kind: Kind, value: Any) -> bool:
    """Return False for a frame that does not pack, and for a mapped value that is not read back from its wire value."""
    if isinstance(value, Frame):
        try:
            value.pack()
        except PackError:
            return False
        return True
    if not isinstance(kind, Mapped):
        return True
    try:
        return bool(kind.unpack(value if kind.pack is None else kind.pack(value)) == value)
    except Exception:
        return False


def can_be_held(kind: Kind, value: Any, scope: Mapping[str, Any]) -> bool:
    """Return True if a value can be written as a kind, given the fields drawn before it."""
    try:
        wire_of(kind, value, SimpleNamespace(**scope))
    except FramekitError:
        return False
    return True


def as_read(kind: Kind, value: Any, scope: Mapping[str, Any]) -> list[Any]:
    """Return a value as it is read back (a float may be rounded to fewer bytes), or [] if it cannot be written."""
    try:
        if isinstance(kind, Scalar) and kind.number == "float":
            code = f">{kind.code}"
            return list(struct.unpack(code, struct.pack(code, value)))
    except (struct.error, OverflowError):
        return []
    return [value] if can_be_held(kind, value, scope) else []


def is_mapped(kind: Mapped, raw: Any) -> bool:
    """Return True if a wire value is read as a value that can be written and equals itself (a not-a-number does not)."""
    try:
        value = kind.unpack(raw)
        if kind.pack is not None:
            kind.pack(value)
    except Exception:
        return False
    return equals_itself(value)


def equals_itself(value: Any) -> bool:
    """Return False for a not-a-number and for a container of one, although Python considers such a tuple equal to itself."""
    if isinstance(value, tuple | list | set | frozenset):
        return all(map(equals_itself, value))
    if isinstance(value, dict):
        return all(equals_itself(each) for pair in value.items() for each in pair)
    if is_dataclass(value) and not isinstance(value, type):
        return all(equals_itself(getattr(value, each.name)) for each in fields(value))
    try:
        return bool(value == value)
    except Exception:  # raised, for example, by a signalling not-a-number or an array
        return not isinstance(value, Decimal)
