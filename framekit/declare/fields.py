"""Annotation and specifier of a field -> FieldSpec.

Strategy: the specifier says what is on the wire, the annotation says what Python sees; here the two are held against each
other and become one kind. Scalars get their byte order here.

Rules: every refusal is a SpecError that names class and field and says what to write instead.
"""

from __future__ import annotations

import codecs
import math
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum, IntFlag
from typing import Any, NoReturn, get_args, get_origin

from framekit.compiler.explain.writing import check_value, scalar_bytes
from framekit.declare.scalars import settle
from framekit.declare.specifier import (
    ArraySpecifier,
    ConstSpecifier,
    DataSpecifier,
    DerivedSpecifier,
    FieldSpecifier,
    PadSpecifier,
    Specifier,
    scalar_in,
)
from framekit.errors import PackError, SpecError
from framekit.spec.enums import enumeration
from framekit.spec.expr import Expr
from framekit.spec.kinds import (
    Bytes,
    Const,
    Extent,
    Fixed,
    Given,
    Kind,
    Mapped,
    Nested,
    Padding,
    Prefixed,
    Repeat,
    Rest,
    Scalar,
    Text,
)
from framekit.spec.model import FieldSpec, FrameSpec, Missing, minimum_size
from framekit.spec.validate import FIXED_LIMIT

_PLAIN_TYPES: dict[type, tuple[type, ...]] = {bool: (int,), int: (float,)}
"""What else may be annotated where a constant of a type stands."""

EMPTY_ITEMS_LIMIT = 1 << 10
"""The most items of an array whose items may take no bytes, unless it has a `limit=`: no byte would bound a hostile count."""

_HINTS: dict[Any, str] = {
    bool: "bool has no width; write bool8",
    int: "int has no width; write u16, i32 or another scalar",
    float: "float has no width; write f32 or f64",
    bytes: "bytes has no length; write `{name}: bytes = data(...)`",
    str: "str has no length; write `{name}: str = text(...)`",
    list: "list has no items and no count; write `{name}: list[...] = array(...)`",
}


@dataclass(frozen=True)
class FieldContext:
    """Where a field stands, for byte order and messages.

    Attributes:
        frame: the name of the frame class.
        name: the name of the field.
        sign: the frame's byte order as a prefix of the struct module.
        is_frame: tells a Frame class from anything else.
        spec_of: gives the FrameSpec of a Frame class.
    """

    frame: str
    name: str
    sign: str
    is_frame: Callable[[Any], bool]
    spec_of: Callable[[Any], FrameSpec]

    def refuse(self, reason: str) -> NoReturn:
        """Raise SpecError for this field."""
        raise SpecError(reason, frame=self.frame, path=self.name)


def field_spec(annotation: Any, right: Any, context: FieldContext) -> FieldSpec:
    """The FieldSpec of one declaration `name: annotation = right`.

    Args:
        annotation: the evaluated annotation; Any where there is none.
        right: a specifier, a default value, or MISSING.
        context: where the field stands.

    Raises:
        SpecError: there is no such field.
    """
    if isinstance(right, Specifier):
        kind = _kind(annotation, right, context)
        spec = FieldSpec(context.name, kind, isinstance(right, DerivedSpecifier), right.default, right.default_factory)
    else:
        spec = FieldSpec(context.name, _kind(annotation, FieldSpecifier(), context), False, right)
    _check_default(spec, context)
    return spec


def _check_default(spec: FieldSpec, context: FieldContext) -> None:
    if spec.default_factory is not None and not callable(spec.default_factory):
        context.refuse(f"default_factory={spec.default_factory!r} cannot be called; give default= for a value")
    if isinstance(spec.default, Missing):
        return
    if spec.default_factory is not None:
        context.refuse("it has default= and default_factory=; keep one of them")
    if isinstance(spec.default, list | dict | set | bytearray) or (
        context.is_frame(type(spec.default)) and type(spec.default).__hash__ is None
    ):
        context.refuse(f"all frames would share the one default {spec.default!r}, and a change of it; write default_factory=")
    try:
        check_value(context.frame, spec)
    except PackError as fault:
        context.refuse(f"its default does not fit: {fault.reason}")


def _kind(annotation: Any, specifier: Specifier, context: FieldContext) -> Kind:
    match specifier:
        case FieldSpecifier():
            return _field_kind(annotation, specifier, context)
        case ConstSpecifier():
            return _const_kind(annotation, specifier, context)
        case DerivedSpecifier():
            scalar = scalar_in(specifier.kind)
            if scalar is None or scalar.number != "int":
                context.refuse(f"derived({specifier.kind!r}): what is derived is an integer; write derived(u16) or the like")
            _expect(annotation, (int,), "derived() gives int", context)
            return _settle(scalar, context)
        case PadSpecifier():
            if not _is_number(specifier.size) or not 1 <= specifier.size <= FIXED_LIMIT:
                context.refuse(f"pad({specifier.size!r}): a pad has a number of bytes, from 1 to {FIXED_LIMIT}")
            if not _is_number(specifier.fill) or not 0 <= specifier.fill <= 255:
                context.refuse(f"pad(fill={specifier.fill!r}): a fill is a byte; it goes from 0 to 255")
            return Padding(specifier.size, specifier.fill)
        case DataSpecifier():
            return _data_kind(annotation, specifier, context)
        case ArraySpecifier():
            return _array_kind(annotation, specifier, context)
        case _:
            raise AssertionError(specifier)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _settle(scalar: Scalar, context: FieldContext) -> Scalar:
    return settle(scalar, context.sign, context.frame, context.name)


# Scalars, enumerations, nested frames


def _field_kind(annotation: Any, specifier: FieldSpecifier, context: FieldContext) -> Kind:
    kind = specifier.kind
    if isinstance(kind, Specifier):
        context.refuse("a word of the vocabulary stands for itself, without field() around it; give it the default")
    if specifier.strict and not (isinstance(annotation, type) and issubclass(annotation, Enum) and kind is not None):
        context.refuse("strict= is for enumerations; write `color: Color = field(u8, strict=True)`, or leave it out")
    if context.is_frame(kind):
        _expect(annotation, (kind,), f"field({kind.__name__}) gives {kind.__name__}", context)
        return _nested(kind, context)
    scalar = scalar_in(kind)
    if kind is not None and scalar is None:
        context.refuse(f"field({kind!r}): a kind is a scalar such as u8, or a Frame class")
    said = scalar_in(annotation)
    if scalar is None:
        if context.is_frame(annotation):
            return _nested(annotation, context)
        if said is None:
            _refuse_annotation(annotation, context)
        return _settle(said, context)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return _enumeration(annotation, _settle(scalar, context), specifier.strict, context)
    if said is not None and said != scalar:
        context.refuse(f"the annotation says {said.name} and field() says {scalar.name}; keep one of them")
    if said is None:
        python = {"int": int, "float": float, "bool": bool}[scalar.number]
        _expect(annotation, (python,), f"{scalar.name} gives {python.__name__}", context)
    return _settle(scalar, context)


def _enumeration(enum: type[Enum], scalar: Scalar, strict: bool, context: FieldContext) -> Mapped:
    if not issubclass(enum, IntEnum | IntFlag):
        context.refuse(f"{enum.__name__} is no integer on the wire; derive it from IntEnum or IntFlag")
    if scalar.number != "int":
        context.refuse(f"{enum.__name__} has integers, and {scalar.name} has none; write field(u8) or the like")
    if issubclass(enum, IntFlag) and scalar.signed:
        context.refuse(f"flags are bits without a sign; write field({scalar.name.replace('i', 'u', 1)})")
    for member in enum.__members__.values():
        if not scalar.minimum <= int(member) <= scalar.maximum:
            context.refuse(f"{enum.__name__}.{member.name} = {int(member)} does not fit into {scalar.name}; use a wider one")
    return enumeration(scalar, enum, strict)


def _nested(frame: Any, context: FieldContext) -> Nested:
    spec_of = context.spec_of
    return Nested(frame.__name__, lambda: spec_of(frame))


def _refuse_annotation(annotation: Any, context: FieldContext) -> NoReturn:
    origin = get_origin(annotation) or annotation
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        context.refuse(f"{annotation.__name__} has no width; write `{context.name}: {annotation.__name__} = field(u8)`")
    if isinstance(origin, type):
        for python, hint in _HINTS.items():
            if issubclass(origin, python):
                context.refuse(hint.format(name=context.name))
    if isinstance(annotation, Specifier):
        context.refuse(
            "a word of the vocabulary stands on the right-hand side; write `name: ... = ...` with the type of its values"
        )
    shown = re.sub(r"typing\.Annotated\[\w+, Scalar\(name='(\w+)'[^)]*\)\]", r"\1", repr(annotation)).removeprefix("typing.")
    context.refuse(
        f"{shown} says nothing about bytes; annotate with a scalar such as u16 or a Frame class, "
        f"or put data(), text(), array() or field() on the right-hand side"
    )


def _expect(annotation: Any, wanted: tuple[type, ...], said: str, context: FieldContext) -> None:
    """Refuse an annotation that contradicts the right-hand side."""
    plain = get_origin(annotation) or annotation
    if scalar_in(annotation) is not None:
        plain = annotation.__origin__
    if not isinstance(plain, type) or plain in (Any, object) or plain in wanted:
        return
    context.refuse(f"{said}, and the annotation is {getattr(annotation, '__name__', annotation)}; let them agree")


# Constants


def _const_kind(annotation: Any, specifier: ConstSpecifier, context: FieldContext) -> Const:
    value = specifier.value
    kinds = (type(value), *type(value).__mro__, *_PLAIN_TYPES.get(type(value), ()))
    _expect(annotation, kinds, f"const({value!r}) gives {type(value).__name__}", context)
    if isinstance(value, bytes | str) and specifier.kind is None:
        try:
            wire = value if isinstance(value, bytes) else value.encode()
        except UnicodeError as fault:
            context.refuse(f"const({value!r}) cannot be written in UTF-8: {fault}")
        if not wire:
            context.refuse(f"const({value!r}) stands for nothing; give it at least one byte")
        data = Bytes(Fixed(len(wire)))
        return Const(data if isinstance(value, bytes) else Text(data), value, wire)
    scalar = scalar_in(specifier.kind)
    if scalar is None:
        context.refuse(
            f"const({value!r}) does not say what is on the wire; write const({value!r}, u16) or the like, or give bytes"
        )
    scalar = _settle(scalar, context)
    try:
        wire = scalar_bytes(scalar, value)
    except Exception as fault:
        context.refuse(f"const({value!r}) does not fit into {scalar.name}: {fault}")
    if scalar.number == "float":
        # A width that cannot hold it exactly holds another number, and that is what will be read.
        (value,) = struct.unpack((">" if scalar.order == "big" else "<") + scalar.code, wire)
        if not math.isfinite(value):
            context.refuse(f"const({value!r}): a constant is compared, so it must be finite")
    return Const(scalar, value, wire)


# Data, text, arrays


def _extent(specifier: DataSpecifier | ArraySpecifier, word: str, name: str, context: FieldContext) -> Extent:
    """Where a length or count comes from: `word` is the function that was called, `name` its parameter."""
    amount, prefix = specifier.amount, specifier.prefix
    if amount is not None and prefix is not None:
        context.refuse(f"{word}() takes {name}= or prefix=, not both; keep the one that the wire has")
    if specifier.limit is not None and not _is_number(specifier.limit):
        context.refuse(f"limit={specifier.limit!r}: a limit is a number")
    if prefix is not None:
        scalar = scalar_in(prefix)
        if scalar is None:
            context.refuse(f"{word}(prefix={prefix!r}): a prefix is a scalar; write prefix=u16 or the like")
        return Prefixed(_settle(scalar, context))
    if amount is None:
        return Rest()
    if isinstance(amount, Expr):
        return Given(amount)
    if not _is_number(amount):
        hint = f"; write {word}(prefix=...) for a prefix" if scalar_in(amount) is not None else ""
        context.refuse(f"{word}({amount!r}): {name} is a number or an expression over fields{hint}")
    return Fixed(int(amount))


def _data_kind(annotation: Any, specifier: DataSpecifier, context: FieldContext) -> Kind:
    extent = _extent(specifier, "data" if specifier.encoding is None else "text", "length", context)
    if specifier.encoding is None:
        _expect(annotation, (bytes,), "data() gives bytes", context)
        pad, strip = _padding(specifier, None, extent, context)
        return Bytes(extent, pad, strip, specifier.limit)
    _expect(annotation, (str,), "text() gives str", context)
    _check_codec(specifier, context)
    pad, strip = _padding(specifier, specifier.encoding, extent, context)
    if pad and isinstance(extent, Fixed) and extent.number % len(pad):
        context.refuse(
            f"{extent.number} bytes are no whole number of {specifier.encoding} characters; make the length a multiple"
        )
    return Text(Bytes(extent, pad, strip, specifier.limit), specifier.encoding, specifier.errors)


def _padding(specifier: DataSpecifier, encoding: str | None, extent: Extent, context: FieldContext) -> tuple[bytes, bool]:
    """What fills a short value, and whether it is stripped. Text of a fixed length is padded unless `strip=False` says not."""
    pad, strip = specifier.pad, specifier.strip
    if pad is None:
        wanted = strip if encoding is None else strip is not False
        if not wanted or not isinstance(extent, Fixed):
            return b"", False
        pad, strip = 0, True
    if not isinstance(extent, Fixed):
        context.refuse("only a fixed length is padded; give a number of bytes, or leave out pad=")
    wire = _pad_byte(pad, context) if encoding is None else _pad_character(pad, encoding, context)
    return wire, strip is not False


def _pad_byte(pad: Any, context: FieldContext) -> bytes:
    if _is_number(pad):
        if not 0 <= pad <= 255:
            context.refuse(f"pad={pad}: a byte goes from 0 to 255")
        return bytes([pad])
    if not isinstance(pad, bytes) or len(pad) != 1:
        context.refuse(f"pad={pad!r} is one byte, no more and no less")
    return pad


def _pad_character(pad: Any, encoding: str, context: FieldContext) -> bytes:
    try:
        character = chr(pad) if _is_number(pad) else pad.decode(encoding) if isinstance(pad, bytes) else pad
        if not isinstance(character, str) or len(character) != 1:
            context.refuse(f"pad={pad!r} is one character, no more and no less")
        wire = character.encode(encoding)
        repeats = (character * 2).encode(encoding) == wire * 2
    except (ValueError, OverflowError) as fault:
        context.refuse(f"pad={pad!r} is no character in {encoding}: {fault}")
    if not repeats:
        context.refuse(
            f"{encoding} does not write each character for itself, so nothing can be filled up; "
            f"use utf-8, utf-16-le or the like, or strip=False"
        )
    return wire


def _check_codec(specifier: DataSpecifier, context: FieldContext) -> None:
    encoding, errors = specifier.encoding, specifier.errors
    try:
        assert isinstance(encoding, str)
        "x".encode(encoding).decode(encoding)
    except Exception as fault:
        context.refuse(f"encoding={encoding!r} is no text encoding of Python's: {fault}")
    try:
        codecs.lookup_error(errors)
    except Exception:
        context.refuse(f"errors={errors!r} is no error handler of Python's; strict and replace are")


def _array_kind(annotation: Any, specifier: ArraySpecifier, context: FieldContext) -> Repeat:
    _expect(annotation, (list,), "array() gives list", context)
    arguments = get_args(annotation) if get_origin(annotation) is list else ()
    item_annotation = arguments[0] if arguments else Any
    item = specifier.item
    kind: Kind
    if isinstance(item, Specifier):
        if isinstance(item, ConstSpecifier | DerivedSpecifier | PadSpecifier):
            context.refuse("an item is a value that the user gives; a constant, a derived field or a pad is none")
        if not isinstance(item.default, Missing) or item.default_factory is not None:
            context.refuse("an item has no default; give the array a default_factory=")
        kind = _kind(item_annotation, item, context)
    elif context.is_frame(item):
        _expect(item_annotation, (item,), f"array({item.__name__}) gives items {item.__name__}", context)
        kind = _nested(item, context)
    elif scalar_in(item) is not None:
        kind = _field_kind(item_annotation, FieldSpecifier(kind=item), context)
    else:
        context.refuse(
            f"array({item!r}): an item is a scalar such as u16, a Frame class, or what data(), text() or array() gives"
        )
    extent = _extent(specifier, "array", "count", context)
    limit = specifier.limit
    if limit is None and isinstance(extent, Prefixed | Given) and minimum_size(kind) == 0:
        limit = EMPTY_ITEMS_LIMIT
    return Repeat(kind, extent, limit)
