"""Alternatives and values: switches, optional values, mapped values, user-defined functions."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any, NoReturn, Union, assert_never, get_args, get_origin

from framekit.compiler.companions import Companions, register
from framekit.declare.resolve.context import FieldContext
from framekit.declare.resolve.data import item_kind, sized
from framekit.declare.specifier import (
    CustomSpecifier,
    MappedSpecifier,
    OptionalSpecifier,
    SwitchSpecifier,
    UnknownSpecifier,
    spelled,
)
from framekit.errors import SpecError
from framekit.spec.exact import plain_constant
from framekit.spec.expr import Expr
from framekit.spec.kinds import Arm, Bytes, Custom, Kind, Mapped, Optional, Rest, Switch, Tag, Unknown, Until
from framekit.spec.timestamps import Timestamp
from framekit.spec.transforms import (
    Address,
    Deflated,
    Duration,
    Enumeration,
    FixedPoint,
    Flags,
    Framed,
    Functions,
    Instant,
    NtpTime,
    Opaque,
    Restricted,
    Rotated,
    Scaled,
    ScaledDecimal,
    Time,
    Transform,
    Uuid,
    Xor,
    is_finer_than_datetime,
    name_of,
    python_type_of,
)


def switch_kind(annotation: Any, specifier: SwitchSpecifier, context: FieldContext) -> Kind:
    """Return the kind of a switch."""
    if not isinstance(specifier.on, Expr):
        context.refuse(f"switch({specifier.on!r}): expected an expression over earlier fields, as in switch(this.kind, ...)")
    otherwise: Kind | None = None
    unknown: Bytes | None = None
    if isinstance(specifier.otherwise, UnknownSpecifier):
        unknown = Bytes(Rest(), limit=specifier.otherwise.limit)
    elif specifier.otherwise is not None:
        otherwise = item_kind(Any, specifier.otherwise, "switch", context)
    on = context.expand(specifier.on)
    arms = context.argument(specifier.arms)
    if context.is_frame(arms):
        if context.bitwise:
            context.require_bitwise(arms)
        union = context.arms_of(arms, context.sign, context.bitwise)
        return sized(Switch(on, (), otherwise, unknown, union, arms.__name__), specifier.sizing, context)
    if not isinstance(arms, Mapping):
        context.refuse(f"switch(..., {spelled(arms)}): expected a dict from tags to arms, or the class of an open union")
    for arm in (*arms.values(), specifier.otherwise):
        _expect_arm(annotation, context.argument(arm), context)
    closed = tuple(
        Arm(tuple(tags_of(context.frame, tag, context.name)), item_kind(Any, arm, "switch", context)) for tag, arm in arms.items()
    )
    return sized(Switch(on, closed, otherwise, unknown), specifier.sizing, context)


def _expect_arm(annotation: Any, arm: Any, context: FieldContext) -> None:
    """Reject an annotation that lacks the class of an arm."""
    named = get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)
    if isinstance(arm, UnknownSpecifier):
        arm = Unknown
    elif not context.is_frame(arm):
        return
    known = all(isinstance(each, type) and each not in (object, Any) for each in named)
    if known and not any(issubclass(arm, each) for each in named):
        context.refuse(f"an arm gives {arm.__name__}, which is missing from the annotation; add it: `... | {arm.__name__}`")


def tags_of(frame: str, said: Any, name: str = "") -> Iterator[Tag]:
    """Iterate over the tags of an arm. Raises SpecError with the frame and the field for a value that is not a tag."""

    def refuse(reason: str) -> NoReturn:
        raise SpecError(reason, frame=frame, path=name)

    if isinstance(said, tuple | frozenset | set | list):
        if not said:
            refuse("an arm without a tag is unreachable; give it one")
        for each in said:
            yield from tags_of(frame, each, name)
    elif isinstance(said, bytes | str | range):
        if isinstance(said, range) and not said:
            refuse(f"{said} is empty, so the arm is unreachable")
        yield plain_constant(said)
    elif isinstance(said, int):
        yield int(said)
    elif isinstance(said, Enum) and isinstance(said.value, int | bytes | str):
        yield plain_constant(said.value)
    else:
        refuse(f"expected a tag (an integer, an enumeration member, bytes, text, or a range of integers), got {said!r}")


def optional_kind(annotation: Any, specifier: OptionalSpecifier, context: FieldContext) -> Optional:
    """Return the kind of a value that may be absent."""
    when = specifier.when
    if when is not None and not isinstance(when, Expr):
        context.refuse(f"when={when!r}: expected an expression over earlier fields, as in when=this.flag")
    inner = item_kind(annotation, specifier.item, "optional", context)
    return Optional(sized(inner, specifier.sizing, context), None if when is None else context.expand(when))


def mapped_kind(annotation: Any, specifier: MappedSpecifier, context: FieldContext) -> Mapped:
    """Return the kind of a mapped value."""
    base = item_kind(Any, specifier.base, "mapped", context)
    transform: Transform = specifier.transform
    match transform:
        case Opaque():
            return Mapped(base, _named(annotation, transform, context))
        case Time(unit, _, rounding, epoch) if annotation is Timestamp or is_finer_than_datetime(unit, epoch):
            transform = Instant(unit, rounding, epoch)
        case Enumeration() | Flags() | Scaled() | ScaledDecimal() | FixedPoint() | Time() | Instant() | NtpTime() | Duration():
            pass
        case Address() | Uuid():
            pass
        case Deflated() | Xor() | Rotated():
            return Mapped(_held_bytes(base, transform, context), transform, _argument(specifier, context))
        case Framed() | Restricted():
            raise AssertionError(f"no specifier has the transform {transform}")
        case _:
            assert_never(transform)
    cls = python_type_of(transform)
    context.expect(annotation, (cls,), f"{name_of(transform)}() gives {cls.__name__}")
    return Mapped(base, transform)


def _held_bytes(base: Kind, transform: Transform, context: FieldContext) -> Kind:
    """Return the bytes that a specifier transforms."""
    word = name_of(transform)
    plain = isinstance(base, Bytes) and not base.view and not base.pad
    if not plain and not (isinstance(base, Mapped) and python_type_of(base.transform) is bytes):
        context.refuse(f"{word}() expects bytes, such as data(prefix=u16), or another specifier that gives bytes")
    by_field = transform in (Xor(None), Rotated(None))
    if isinstance(base, Bytes) and isinstance(base.extent, Until) and by_field:
        context.refuse("bytes transformed by a field may contain the terminator; give them a length or a prefix instead")
    return base


def _argument(specifier: MappedSpecifier, context: FieldContext) -> Expr | None:
    return None if specifier.argument is None else context.expand(specifier.argument)


def _named(annotation: Any, transform: Opaque, context: FieldContext) -> Opaque:
    """Return a user-defined transform, named after the annotation unless it has a name."""
    for word, function in (("unpack", transform.functions.unpack), ("pack", transform.functions.pack)):
        if not callable(function):
            context.refuse(f"{word}={function!r} is not callable; pass a function")
    # Since Python 3.11 typing.Any is a class too, but not a useful name.
    named = annotation if isinstance(annotation, type) and annotation not in (Any, object) else None
    return replace(
        transform,
        name=transform.name or (named.__name__ if named is not None else "mapped"),
        python_type=transform.python_type if named is None else named,
    )


def custom_kind(annotation: Any, specifier: CustomSpecifier, context: FieldContext) -> Custom:
    """Return the kind of a pair of functions, or of a construct schema."""
    unpack, pack = specifier.unpack, specifier.pack
    if specifier.schema is not None:
        from framekit.compiler.construct import functions_of

        unpack, pack = functions_of(specifier.schema)
    for word, function in (("unpack", unpack), ("pack", pack)):
        if not callable(function):
            context.refuse(f"custom({word}={function!r}): expected a function")
    least, most = specifier.minimum, specifier.maximum
    if not isinstance(least, int) or least < 0 or (most is not None and (not isinstance(most, int) or most < least)):
        context.refuse(f"minimum={least!r}, maximum={most!r}: expected numbers of bytes, with minimum <= maximum")
    # Since Python 3.11 typing.Any is a class too, but does not restrict the values.
    cls = annotation if isinstance(annotation, type) and annotation is not Any else object
    companions = Companions(values=specifier.values, schema=specifier.schema)
    return Custom(specifier.name, register(Functions(unpack, pack), companions), least, most, cls)
