"""record: frozen dataclasses that are made without generating code.

Strategy: the dataclasses module generates and compiles six methods for each frozen class, which takes 0.4 ms; with some 150 such
classes in this package, that alone took 30 ms of its import time. Here all classes share methods that iterate over the names of
their fields. Making an instance takes 1 microsecond longer, and few are made.

Rules: `dataclasses.fields` and `dataclasses.replace` work as usual. Two records are equal if they have the same class and equal
fields.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def record(cls: type[T], /) -> type[T]: ...
@overload
@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def record(*, eq: bool = True, kw_only: bool = False) -> Callable[[type[T]], type[T]]: ...
def record(cls: type[T] | None = None, /, *, eq: bool = True, kw_only: bool = False) -> Any:
    """Make a class a frozen dataclass.

    Args:
        cls: the class, with annotated fields.
        eq: True to compare instances by their fields; otherwise an instance is equal only to itself.
        kw_only: True if fields must be passed by name.

    >>> @record
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1) == Point(x=1, y=0)
    (Point(x=1, y=0), True)
    """
    if cls is None:
        return lambda made: record_class(made, eq=eq, kw_only=kw_only)
    return record_class(cls, eq=eq, kw_only=kw_only)


def record_class(cls: type[T], *, eq: bool, kw_only: bool) -> type[T]:
    """Make a class a frozen dataclass."""
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(cls)
    fields = dataclasses.fields(made)
    made.__record__ = tuple(each.name for each in fields)
    made.__defaults__ = {each.name: each.default for each in fields if each.default is not dataclasses.MISSING}
    made.__init__ = _init
    made.__setattr__ = made.__delattr__ = _refuse
    if made.__repr__ is object.__repr__:
        made.__repr__ = _repr
    if eq:
        made.__eq__, made.__hash__ = _eq, _hash
    return made  # type: ignore[no-any-return]  # the same class


def _init(self: Any, *values: Any, **named: Any) -> None:
    names = self.__record__
    by_name = dict(zip(names, values, strict=False))
    by_name.update(named)
    if len(by_name) != len(names):
        by_name = {**self.__defaults__, **by_name}
    if len(by_name) != len(names) or len(values) > len(names) or by_name.keys() != set(names):
        raise TypeError(
            f"expected {', '.join(names)} for {type(self).__name__}, got {len(values)} by position and "
            f"{', '.join(named) or 'none'} by name"
        )
    self.__dict__.update(by_name)


def _repr(self: Any) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.__record__)})"


def _eq(self: Any, other: Any) -> Any:
    if type(self) is not type(other):
        return NotImplemented
    return _values(self) == _values(other)  # tuples, which do not call == of an expression if it is the same object


def _hash(self: Any) -> int:
    return hash((type(self), _values(self)))


def _values(self: Any) -> tuple[Any, ...]:
    return tuple([getattr(self, name) for name in self.__record__])


def _refuse(self: Any, name: str, *value: Any) -> None:
    raise dataclasses.FrozenInstanceError(f"{type(self).__name__}.{name} cannot be changed")
