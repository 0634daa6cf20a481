"""Which values the laws may be held on: those that can be written, and that equal themselves.

Strategy: a value is tried, since functions of the user's may refuse it, or read back something else.
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
    """The values of a strategy for which a predicate holds.

    `filter` reads the source of a predicate to find bounds in it, anew for each strategy: a sixth of the time that the laws took.
    It does not look inside a partial function.
    """
    return strategy.filter(partial(_holds, predicate))


def _holds(predicate: Callable[[Any], bool], value: Any) -> bool:
    return predicate(value)


def member_of(kind: Kind, number: Any) -> Any:
    """The value that reading gives for what stands on the wire: of an enumeration, its member."""
    kind = kind.base if isinstance(kind, Given) else kind
    if isinstance(kind, Scalar | Bits) and kind.number == "bool":
        return bool(number)
    return kind.unpack(number) if isinstance(kind, Mapped) else number


def can_be_written(kind: Kind, value: Any) -> bool:
    """False for a frame that does not pack, and for what a mapping does not read back from the wire value it makes of it."""
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
    """True for a value that can be written as a kind, beside the fields that were drawn before it."""
    try:
        wire_of(kind, value, SimpleNamespace(**scope))
    except FramekitError:
        return False
    return True


def as_read(kind: Kind, value: Any, scope: Mapping[str, Any]) -> list[Any]:
    """A value as it is read back, as a float of fewer bytes is another one; none if it cannot be written."""
    try:
        if isinstance(kind, Scalar) and kind.number == "float":
            code = f">{kind.code}"
            return list(struct.unpack(code, struct.pack(code, value)))
    except (struct.error, OverflowError):
        return []
    return [value] if can_be_held(kind, value, scope) else []


def is_mapped(kind: Mapped, raw: Any) -> bool:
    """True if a wire value stands for a value that can be written, and that equals itself, as a not-a-number does not."""
    try:
        value = kind.unpack(raw)
        if kind.pack is not None:
            kind.pack(value)
    except Exception:
        return False
    return equals_itself(value)


def equals_itself(value: Any) -> bool:
    """False for a not-a-number, and for what holds one. A tuple of the very same objects is equal, whatever they are."""
    if isinstance(value, tuple | list | set | frozenset):
        return all(map(equals_itself, value))
    if isinstance(value, dict):
        return all(equals_itself(each) for pair in value.items() for each in pair)
    if is_dataclass(value) and not isinstance(value, type):
        return all(equals_itself(getattr(value, each.name)) for each in fields(value))
    try:
        return bool(value == value)
    except Exception:  # as of a signalling not-a-number, or of an array
        return not isinstance(value, Decimal)
