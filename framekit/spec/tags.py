"""Tags and arms: which arm a tag chooses, which tag a value determines, and how the declaration of a switch is checked.

Strategy: tags are integers, bytes, text, or ranges of integers; an arm has one or more. A value determines its tag if exactly one
arm has the value's class, and that arm has exactly one tag.

Rules: no tag belongs to two arms; every arm can be reached.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

from framekit.errors import SpecError
from framekit.spec.describe import describe
from framekit.spec.kinds import (
    Arm,
    Bytes,
    Const,
    Custom,
    Given,
    Kind,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Scalar,
    Switch,
    Tag,
    Text,
    Unknown,
    Varint,
    integer_base,
)

EXPANDED = 1 << 10
"""Maximum number of tags of an arm that are listed individually."""


def arm_for(switch: Switch, tag: Any) -> Arm | None:
    """Return the arm that a tag chooses, or None."""
    for arm in switch.arms:
        for each in arm.tags:
            if tag in each if isinstance(each, range) else tag == each:
                return arm
    return None


def arm_of_class(switch: Switch, cls: type) -> Arm | None:
    """Return the first arm whose values have the given class, or None."""
    for arm in switch.arms:
        if isinstance(arm.kind, Nested) and arm.kind.frame.frame_class is cls:
            return arm
    return None


def tag_of_value(switch: Switch, value: Any) -> Any:
    """Return the tag that a value determines by its class.

    Raises:
        LookupError: the value belongs to no arm, or to an arm with several tags, or it is an Unknown whose tag has an arm.
    """
    if type(value) is Unknown:
        if switch.unknown is None:
            raise LookupError("an Unknown is not accepted here")
        if not isinstance(value.tag, Hashable) or arm_for(switch, value.tag) is not None:
            raise LookupError(f"the tag {value.tag!r} of the Unknown has an arm; give a value of that arm")
        return value.tag
    arm = arm_of_class(switch, type(value))
    if arm is None:
        known = ", ".join(each.kind.name for each in switch.arms if isinstance(each.kind, Nested))
        raise LookupError(f"expected a value of one of the arms ({known or 'none'}), got {type(value).__name__}")
    if not has_one_tag(arm):
        raise LookupError(
            f"the arm {type(value).__name__} has several tags, so its class does not determine the tag; make the tag a plain "
            f"field"
        )
    return arm.tags[0]


def has_one_tag(arm: Arm) -> bool:
    """Return True if an arm has exactly one tag, so that its values determine the tag."""
    return len(arm.tags) == 1 and not isinstance(arm.tags[0], range)


def listed_tags(arm: Arm) -> list[Any] | None:
    """Return all tags of an arm individually, or None if there are too many."""
    listed: list[Any] = []
    for each in arm.tags:
        if isinstance(each, range):
            if len(each) + len(listed) > EXPANDED:
                return None
            listed += each
        else:
            listed.append(each)
    return listed


def spell_tag(tag: Tag) -> str:
    """Format a tag for messages."""
    return repr(tag)


def why_not_derivable(switch: Switch) -> str:
    """Return why the tag cannot be derived from the value, or "" if it can."""
    if switch.otherwise is not None:
        return (
            f"otherwise={describe(switch.otherwise)} covers many tags, and its value does not determine which; make the tag a "
            f"plain field, or write otherwise=unknown(), whose values carry their tag"
        )
    classes: list[str] = []
    for arm in switch.arms:
        if not isinstance(arm.kind, Nested):
            return f"the values of the arm {describe(arm.kind)} do not determine the arm; make the tag a plain field"
        if not has_one_tag(arm):
            return f"{arm.kind.name} has several tags, and its value does not determine which; make the tag a plain field"
        if arm.kind.name in classes and any(_same_frame(arm, other) for other in switch.arms if other is not arm):
            return f"two arms have the class {arm.kind.name}, so a value does not determine which; make the tag a plain field"
        classes.append(arm.kind.name)
    return ""


def _same_frame(arm: Arm, other: Arm) -> bool:
    return (
        isinstance(arm.kind, Nested)
        and isinstance(other.kind, Nested)
        and arm.kind.frame.frame_class is other.kind.frame.frame_class
    )


def check_switch(frame: str, name: str, switch: Switch, on: Kind | None) -> None:
    """Check the arms of a switch against each other and against the field that contains the tag.

    Args:
        frame: the name of the frame, for messages.
        name: the name of the field, for messages.
        switch: the switch to check.
        on: the kind of the tag field, if the switch is on a field; None for an expression.

    Raises:
        SpecError: two arms have the same tag, or an arm is unreachable.
    """
    if not switch.closed and switch.union is None:
        raise SpecError("the switch has no arms; give it at least one", frame=frame, path=name)
    check_tags(frame, name, [tag for arm in switch.arms for tag in arm.tags])
    for arm in switch.arms:
        for tag in arm.tags:
            why = _unreachable(tag, on)
            if why:
                raise SpecError(f"the arm {spell_tag(tag)} is unreachable: {why}", frame=frame, path=name)


def check_tags(frame: str, name: str, tags: list[Tag]) -> None:
    """Raise SpecError if a tag occurs twice."""
    for index, tag in enumerate(tags):
        for other in tags[:index]:
            if _overlap(tag, other):
                raise SpecError(
                    f"the tags {spell_tag(other)} and {spell_tag(tag)} match the same value, so one of the arms is unreachable; "
                    f"use each tag only once",
                    frame=frame,
                    path=name,
                )


def _overlap(tag: Tag, other: Tag) -> bool:
    if isinstance(tag, range) and isinstance(other, range):
        small, large = sorted((tag, other), key=len)
        return any(each in large for each in small)
    if isinstance(tag, range):
        return isinstance(other, int) and other in tag
    if isinstance(other, range):
        return isinstance(tag, int) and tag in other
    return tag == other


def _unreachable(tag: Tag, on: Kind | None) -> str:
    if on is None:
        return "" if isinstance(tag, int | range) else "the value of an expression is an integer"
    on = on.base if isinstance(on, Given | LookAhead) else on.inner if isinstance(on, Optional) else on
    whole = integer_base(on)
    if whole is None and isinstance(on, Scalar):
        return "" if isinstance(tag, int | range) else "the tag field is a bool"
    if whole is not None:
        if not isinstance(tag, int | range):
            return f"the tag field is {describe(on)}, an integer"
        ends: Iterator[int] = iter((tag[0], tag[-1])) if isinstance(tag, range) else iter((tag,))
        if any(not whole.minimum <= end <= whole.maximum for end in ends):
            return f"{describe(on)} ranges from {whole.minimum} to {whole.maximum}"
        return ""
    wanted: type = str if isinstance(on, Text) else bytes
    if isinstance(on, Bytes | Text) and not isinstance(tag, wanted):
        return f"the tag field is {describe(on)}"
    return ""


def can_be_tag(kind: Kind) -> bool:
    """Return True for a field whose values can be tags of a switch."""
    if isinstance(kind, Optional):  # an absent value is 0
        return integer_base(kind.inner) is not None
    base = kind.base if isinstance(kind, Mapped | Const | Given | LookAhead) else kind
    if isinstance(kind, Mapped | Custom) and issubclass(kind.python_type, int):
        return True
    return isinstance(base, Bytes | Text | Varint) or integer_base(base) is not None or getattr(base, "number", "") == "bool"
