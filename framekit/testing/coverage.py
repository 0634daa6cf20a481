"""Coverage of a declaration: arms, members of enumerations, presences, and edges of numbers and lengths.

Strategy: one walk over the declaration collects the goals; a walk over each frame that is tried determines the goals that it
meets. Frames that contain themselves are entered once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import reduce
from typing import Any, assert_never

from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.spec.describe import describe
from framekit.spec.expr import INDEX, evaluate, references
from framekit.spec.kinds import (
    Arm,
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    Given,
    Kind,
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
    Varint,
    integer_base,
)
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.structure import extent_of, may_be_null
from framekit.spec.tags import arm_for

LONGEST = 1 << 17
"""Maximum length of a value that is a goal."""

MOST_ALLOWED = 16
"""Maximum number of values listed by a check= for each of them to be a goal."""


@dataclass
class Coverage:
    """Goals of a frame, and which of them were met.

    Attributes:
        frame: the frame class.
        goals: the goals of each field that has any.
        met: the goals that were met, for each field.
        frames: number of frames that were tried.
        kept: the frames that met a new goal.

    >>> from framekit import Frame, bool8, text, u8
    >>> class Lamp(Frame):
    ...     on: bool8
    ...     name: str = text(prefix=u8)
    >>> coverage = Coverage(Lamp)
    >>> coverage.saw(Lamp(on=True, name=""))
    >>> coverage.missing()
    {'on': ['False'], 'name': ['some', 'longest']}
    """

    frame: type[Frame]
    goals: dict[str, list[str]] = field(init=False)
    met: dict[str, set[str]] = field(init=False)
    frames: int = field(default=0, init=False)
    kept: list[Any] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.goals = {}
        for path, goal in _frame_goals(spec_of(self.frame), "", ()):
            found = self.goals.setdefault(path, [])
            if goal not in found:
                found.append(goal)
        self.met = {path: set() for path in self.goals}

    def saw(self, frame: Frame) -> None:
        """Record a frame that was tried."""
        self.frames += 1
        is_new = False
        for path, goal in _frame_met(spec_of(type(frame)), frame, "", ()):
            if goal in self.goals.get(path, ()) and goal not in self.met[path]:
                self.met[path].add(goal)
                is_new = True
        if is_new:
            self.kept.append(frame)

    def missing(self) -> dict[str, list[str]]:
        """Return the goals that were not met, by field."""
        left = {path: [goal for goal in goals if goal not in self.met[path]] for path, goals in self.goals.items()}
        return {path: goals for path, goals in left.items() if goals}

    def counts(self) -> tuple[int, int]:
        """Return the number of goals that were met, and the number of all goals."""
        return sum(map(len, self.met.values())), sum(map(len, self.goals.values()))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


# The goals


def _frame_goals(spec: FrameSpec, path: str, above: tuple[FrameSpec, ...]) -> Iterator[tuple[str, str]]:
    if spec in above:
        return
    tells = {used[0] for relation in spec.relations for used in references(relation.expression)}
    for each in spec.fields:
        if each.settable:
            holder = each if each.name not in tells else None  # the value of a length prefix follows from the length
            yield from _goals(each.kind, _join(path, each.name), (*above, spec), holder)
            if holder is not None:
                yield from ((_join(path, each.name), repr(value)) for value in _allowed(each))


def _allowed(field: FieldSpec) -> list[Any]:
    """Return the values that a check= lists, or the ends of its range; none if there are too many, or it is an expression."""
    allowed = field.check.allowed if field.check is not None else None
    if isinstance(allowed, range):
        return [allowed[0], allowed[-1]] if len(allowed) > 1 else list(allowed)
    return sorted(allowed, key=repr) if isinstance(allowed, frozenset) and len(allowed) <= MOST_ALLOWED else []


def _goals(kind: Kind, path: str, above: tuple[FrameSpec, ...], holder: FieldSpec | None) -> Iterator[tuple[str, str]]:
    free = holder is None or holder.check is None
    if may_be_null(kind):
        yield path, "null"
    match kind:
        case Optional():
            yield from ((path, goal) for goal in ("absent", "present"))
            yield from _goals(kind.inner, path, above, holder)
        case Mapped() if isinstance(kind.python_type, type) and issubclass(kind.python_type, Enum):
            if free:
                yield from ((path, each.name) for each in kind.python_type)
                whole = integer_base(kind.base)
                if kind.pack is None and whole is not None and len(kind.python_type) <= whole.maximum - whole.minimum:
                    yield path, "unknown member"
        case Mapped():
            pass  # nothing is known about the values of other mappings
        case Sized():
            yield from _goals(kind.inner, path, above, holder)
        case Switch() if (INDEX,) in references(kind.on):
            pass
        case Switch():
            for arm in kind.arms:
                yield path, _arm_name(arm)
                yield from _goals(arm.kind, f"{path}:{_arm_name(arm)}", above, None)
            if kind.otherwise is not None or kind.unknown is not None:
                yield path, "another tag"
        case Nested():
            yield from _frame_goals(kind.frame, path, above)
        case Bytes() | Text() | Repeat():
            if free and isinstance(extent_of(kind), Prefixed | Rest):
                yield path, "empty"
                yield path, "some"
                if _longest(kind):
                    yield path, "longest"
            if isinstance(kind, Repeat):
                yield from _goals(kind.item, f"{path}[]", above, FieldSpec("[]", kind.item))
        case Scalar() | Bits() if kind.number == "bool":
            yield from ((path, goal) for goal in ("False", "True") if free)
        case Scalar() if kind.number == "float":
            yield path, "between"
        case Given() | LookAhead():
            pass  # given values are the caller's to try, and a value that is looked at belongs to another field
        case Scalar() | Bits() | Varint() | Const() | Padding() | Filler() | Checksum() | Custom():
            whole = integer_base(kind)
            if isinstance(kind, Scalar) and kind.size > 1 and free and holder is not None:
                yield path, "between"
            if whole is not None and free and holder is not None:
                yield path, "least"
                if whole.minimum:
                    yield path, "0"
                yield path, "greatest"
        case _:
            assert_never(kind)


def _longest(kind: Bytes | Text | Repeat) -> int:
    """Return the maximum length of a value if the declaration sets one; 0 if it does not, or if the value is an array."""
    extent = extent_of(kind)
    limit = (kind.data if isinstance(kind, Text) else kind).limit
    if isinstance(kind, Repeat) or not isinstance(extent, Prefixed):
        return 0
    longest = extent.maximum if limit is None else min(limit, extent.maximum)
    return longest if longest <= LONGEST else 0


def _arm_name(arm: Arm) -> str:
    inner = arm.kind.inner if isinstance(arm.kind, Sized) else arm.kind
    return inner.name if isinstance(inner, Nested) else f"{describe(arm.kind)} for {arm.tags[0]!r}"


# What a frame meets


def _frame_met(spec: FrameSpec, frame: Any, path: str, above: tuple[FrameSpec, ...]) -> Iterator[tuple[str, str]]:
    if spec in above:
        return
    for each in spec.fields:
        if each.settable:
            value = getattr(frame, each.name)
            yield from _met(each.kind, value, _join(path, each.name), (*above, spec), frame)
            yield from ((_join(path, each.name), repr(allowed)) for allowed in _allowed(each) if allowed == value)


def _met(kind: Kind, value: Any, path: str, above: tuple[FrameSpec, ...], holder: Any) -> Iterator[tuple[str, str]]:
    if value is None and may_be_null(kind):
        yield path, "null"
        return
    match kind:
        case Optional():
            yield path, "absent" if value is None else "present"
            if value is not None:
                yield from _met(kind.inner, value, path, above, holder)
        case Mapped():
            yield path, value.name if isinstance(value, Enum) and value.name else "unknown member"
        case Sized():
            yield from _met(kind.inner, value, path, above, holder)
        case Switch():
            if (INDEX,) in references(kind.on):
                return  # the arm depends on the index of the item
            arm = arm_for(kind, evaluate(kind.on, lambda names: reduce(getattr, names, holder)))
            if arm is None:
                yield path, "another tag"
            else:
                yield path, _arm_name(arm)
                yield from _met(arm.kind, value, f"{path}:{_arm_name(arm)}", above, holder)
        case Nested():
            yield from _frame_met(kind.frame, value, path, above)
        case Bytes() | Text() | Repeat():
            yield from _met_length(kind, value, path)
            if isinstance(kind, Repeat):
                for item in value:
                    yield from _met(kind.item, item, f"{path}[]", above, holder)
        case Scalar() | Bits() if kind.number == "bool":
            yield path, str(bool(value))
        case Scalar() if kind.number == "float":
            if value and math.isfinite(value):
                yield path, "between"
        case Given() | LookAhead():
            return
        case Scalar() | Bits() | Varint() | Const() | Padding() | Filler() | Checksum() | Custom():
            whole = integer_base(kind)
            if isinstance(kind, Scalar) and (value & 0xFF) != (value >> 8 * (kind.size - 1)) & 0xFF:
                yield path, "between"  # the outer bytes differ, so that a wrong byte order shows
            if whole is not None:
                yield path, {0: "0", whole.minimum: "least", whole.maximum: "greatest"}.get(value, "")
        case _:
            assert_never(kind)


def _met_length(kind: Bytes | Text | Repeat, value: Any, path: str) -> Iterator[tuple[str, str]]:
    yield path, "some" if len(value) else "empty"
    length = len(value.encode(kind.encoding, "replace")) if isinstance(kind, Text) else len(value)
    if length and length >= _longest(kind) - 3 > 0:  # text may be unable to fill the last bytes
        yield path, "longest"
