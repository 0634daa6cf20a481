"""The entry point: one declaration `name: annotation = right` becomes a FieldSpec."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum, IntFlag
from typing import Any, Final, NoReturn, get_args, get_origin

from framekit.compiler.explain.frame_writer import check_value
from framekit.declare.resolve import bitwise, data, framed, numbers, variant_kinds
from framekit.declare.resolve.checks import check_of
from framekit.declare.resolve.context import FieldContext, is_number, without_none
from framekit.declare.specifier import (
    AlignSpecifier,
    ArraySpecifier,
    ChecksumSpecifier,
    ConstSpecifier,
    CustomSpecifier,
    DataSpecifier,
    DerivedSpecifier,
    DigitsSpecifier,
    FieldSpecifier,
    GivenSpecifier,
    LeftOfSpecifier,
    MappedSpecifier,
    OptionalSpecifier,
    PadSpecifier,
    PeekSpecifier,
    Specifier,
    SwitchSpecifier,
    UnknownSpecifier,
    number_in,
    spelled,
    word_in,
)
from framekit.errors import PackError
from framekit.spec.bits import with_bits
from framekit.spec.expr import Expr, Ref, path_of
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Filler,
    Given,
    Kind,
    LeftoverOf,
    LookAhead,
    Mapped,
    Padding,
    Rest,
    Scalar,
    Text,
    Varint,
    bits_of,
)
from framekit.spec.model import FIXED_LIMIT, Base, FieldSpec, Missing

_HINTS: dict[Any, str] = {
    bool: "bool has no width; write bool8, or field(u1) between bit fields",
    int: "int has no width; write u16, i32 or another scalar",
    float: "float has no width; write f32 or f64",
    bytes: "bytes has no length; write `{name}: bytes = data(...)`",
    str: "str has no length; write `{name}: str = text(...)`",
    list: "list has no item kind and no count; write `{name}: list[...] = array(...)`",
}


def field_spec(annotation: Any, right: Any, context: FieldContext) -> FieldSpec:
    """Return the FieldSpec of one declaration.

    Args:
        annotation: the evaluated annotation; Any if there is none.
        right: a specifier, a default value, or MISSING.
        context: the context of the field.

    Raises:
        SpecError: the declaration is wrong.
    """
    annotation = context.argument(annotation)
    if get_origin(annotation) is Final:  # makes type checkers reject an assignment, for example to a derived field
        (annotation,) = get_args(annotation)
    if isinstance(right, Specifier):
        kind = kind_of(annotation, right, context)
        spec = FieldSpec(
            context.name,
            kind,
            isinstance(right, DerivedSpecifier),
            right.default,
            right.default_factory,
            None if right.check is None else check_of(right.check, context),
            _doc(right.doc, context),
            _base(right.shown_in, context),
        )
    else:
        if number_in(right) is not None or word_in(right) is not None:
            context.refuse(
                f"{spelled(right)} is a kind and cannot be a default; write it as the annotation, or "
                f"`{context.name}: ... = field({spelled(right)})`"
            )
        spec = FieldSpec(context.name, kind_of(annotation, FieldSpecifier(), context), False, right)
    _check_default(spec, context)
    return spec


def _doc(doc: object, context: FieldContext) -> str:
    if not isinstance(doc, str):
        context.refuse(f"doc={doc!r}: expected str")
    return doc


def _base(base: Any, context: FieldContext) -> Base:
    if base not in (2, 8, 10, 16):
        context.refuse(f"base={base!r}: expected 2, 8, 10 or 16")
    number: Base = base
    return number


def _check_default(spec: FieldSpec, context: FieldContext) -> None:
    if spec.default_factory is not None and not callable(spec.default_factory):
        context.refuse(f"default_factory={spec.default_factory!r} is not callable; use default= for a value")
    if isinstance(spec.default, Missing):
        return
    if spec.default_factory is not None:
        context.refuse("expected default= or default_factory=, not both; keep one of them")
    if isinstance(spec.default, list | dict | set | bytearray) or (
        context.is_frame(type(spec.default)) and type(spec.default).__hash__ is None
    ):
        context.refuse(f"mutable default {spec.default!r} would be shared by all frames; use default_factory=")
    try:
        check_value(context.frame, spec)
    except PackError as fault:
        context.refuse(f"default does not fit: {fault.reason}")


def kind_of(annotation: Any, specifier: Specifier, context: FieldContext) -> Kind:
    """Return the kind for a specifier and an annotation."""
    if context.bitwise:
        bitwise.refuse_whole_bytes(specifier, context)
    match specifier:
        case FieldSpecifier():
            return _field_kind(annotation, specifier, context)
        case GivenSpecifier():
            return _given_kind(annotation, replace(context, bitwise=False))
        case PeekSpecifier():
            return _peek_kind(annotation, specifier, context)
        case ConstSpecifier():
            const = numbers.const_kind(annotation, specifier, context)
            return bitwise.const_in_bits(const, context) if context.bitwise and isinstance(const.base, Bytes | Text) else const
        case DerivedSpecifier():
            return numbers.derived_kind(annotation, specifier, context)
        case ChecksumSpecifier():
            return numbers.checksum_kind(annotation, specifier, context)
        case PadSpecifier():
            pad = _pad_kind(specifier, context)
            return bitwise.pad_in_bits(pad, context) if context.bitwise and isinstance(pad, Padding) else pad
        case AlignSpecifier():
            if not is_number(specifier.to) or not (1 if context.bitwise else 2) <= specifier.to <= FIXED_LIMIT:
                context.refuse(f"align({specifier.to!r}): expected a multiple of 2 or more bytes")
            if specifier.origin not in ("frame", "outer"):
                context.refuse(f'align(origin={specifier.origin!r}): expected "frame" or "outer"')
            outer = specifier.origin == "outer"
            if outer and context.bitwise:
                context.refuse('align(origin="outer") counts bytes, and cannot be used in a bitwise frame')
            alignment = Filler(specifier.to, _fill(specifier.fill, 255, context), bool(specifier.strict), outer=outer)
            return bitwise.filler_in_bits(alignment, 8, context) if context.bitwise else alignment
        case DataSpecifier():
            return data.data_kind(annotation, specifier, context)
        case ArraySpecifier():
            return data.array_kind(annotation, specifier, context)
        case LeftOfSpecifier():
            context.expect(annotation, (bytes,), "leftover_of() gives bytes")
            reference = specifier.reference
            if not isinstance(reference, Ref) or len(path_of(reference)) != 1:
                context.refuse(f"leftover_of({reference!r}): expected the preceding field, as in leftover_of(this.body)")
            return Bytes(LeftoverOf(path_of(reference)[0]))
        case SwitchSpecifier():
            return variant_kinds.switch_kind(annotation, specifier, context)
        case OptionalSpecifier():
            return variant_kinds.optional_kind(without_none(annotation), specifier, context)
        case MappedSpecifier():
            return variant_kinds.mapped_kind(annotation, specifier, context)
        case CustomSpecifier():
            return variant_kinds.custom_kind(annotation, specifier, context)
        case UnknownSpecifier():
            context.refuse("unknown() can be used only as otherwise= of a switch()")
        case _:
            raise AssertionError(specifier)


def _given_kind(annotation: Any, context: FieldContext) -> Given:
    """Return the kind of a given value, whose class or width is determined by the annotation."""
    whole = Scalar("int", 8, "int", True, "q", "big")
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        base = replace(whole, signed=False, code="Q") if issubclass(annotation, IntFlag) else whole
        return Given(numbers.number_kind(annotation, None, base, False, context))
    plain: dict[Any, Kind] = {
        bool: Scalar("bool", 1, "bool", False, "?", "big"),
        int: whole,
        float: Scalar("float", 8, "float", False, "d", "big"),
        str: Text(Bytes(Rest())),
        bytes: Bytes(Rest()),
    }
    if annotation in plain:
        return Given(plain[annotation])
    if number_in(annotation) is None:
        context.refuse(
            f"given() expects an annotation of int, bool, float, str, bytes, an enumeration or a scalar such as u8, "
            f"got {getattr(annotation, '__name__', annotation)}"
        )
    return Given(_field_kind(annotation, FieldSpecifier(), context))


def _peek_kind(annotation: Any, specifier: PeekSpecifier, context: FieldContext) -> LookAhead:
    """Return the kind of a value that is read ahead."""
    if not is_number(specifier.ahead) or not 0 <= specifier.ahead <= FIXED_LIMIT:
        context.refuse(f"peek(ahead={specifier.ahead!r}): expected a number of bytes, 0 or more")
    base = data.item_kind(annotation, specifier.kind, "peek", context)
    if not isinstance(base, Scalar | Varint | Mapped | Bytes | Text):
        context.refuse(f"peek({spelled(specifier.kind)}): expected a number, text or bytes of a fixed size")
    return LookAhead(base, int(specifier.ahead))


def _pad_kind(specifier: PadSpecifier, context: FieldContext) -> Padding | Filler:
    size, bits = specifier.size, specifier.bits
    if isinstance(size, Expr) or isinstance(bits, Expr):
        return _filler(size, bits, specifier, context)
    if is_number(bits) and bits > 0 and not size:
        if bits > 64:
            context.refuse(f"pad(bits={bits}): expected 1 to 64 bits; add a second pad, or use a pad of bytes")
        return Padding(0, _fill(specifier.fill, 1, context), bool(specifier.strict), Bits(f"pad{bits}", bits, "int", False))
    if bits:
        context.refuse(f"pad({size!r}, bits={bits!r}): expected a number of bytes or a number of bits, 1 or more")
    if not is_number(size) or not 1 <= size <= FIXED_LIMIT:
        context.refuse(f"pad({size!r}): expected a number of bytes from 1 to {FIXED_LIMIT}")
    return Padding(size, _fill(specifier.fill, 255, context), bool(specifier.strict))


def _filler(size: Any, bits: Any, specifier: PadSpecifier, context: FieldContext) -> Filler:
    """Return padding whose size is an expression."""
    if all(isinstance(each, Expr) or each for each in (size, bits)):
        context.refuse("expected a number of bytes or a number of bits, not both; leave out one of the two")
    if isinstance(bits, Expr) and not context.bitwise:
        context.refuse(
            f"pad(bits={bits}): a computed number of bits requires a bitwise frame; declare the frame with bitwise=True"
        )
    said = bits if isinstance(bits, Expr) else size
    filler = Filler(1, _fill(specifier.fill, 255, context), bool(specifier.strict), context.expand(said))
    return bitwise.filler_in_bits(filler, 1 if said is bits else 8, context) if context.bitwise else filler


def _fill(fill: Any, most: int, context: FieldContext) -> int:
    if not is_number(fill) or not 0 <= fill <= most:
        context.refuse(f"fill={fill!r}: expected a number from 0 to {most}")
    return int(fill)


# Scalars, enumerations, nested frames


def _field_kind(annotation: Any, specifier: FieldSpecifier, context: FieldContext) -> Kind:
    if specifier.within is not None:
        inner = _field_kind(annotation, replace(specifier, within=None), context)
        return framed.framed_kind(inner, specifier.within, context)
    annotation = without_none(annotation) if specifier.sizing.null is not None else annotation
    kind = context.argument(specifier.kind)
    if isinstance(kind, Specifier) and not isinstance(kind, DigitsSpecifier):
        context.refuse("field() cannot contain another specifier; use that specifier alone, and pass the default to it")
    if specifier.strict and not (isinstance(annotation, type) and issubclass(annotation, Enum) and kind is not None):
        context.refuse("strict= applies to enumerations; write `color: Color = field(u8, strict=True)`, or leave it out")
    word = word_in(kind) or (word_in(annotation) if kind is None else None)
    if word is not None:
        return data.sized(kind_of(Any, word, context), specifier.sizing, context)
    if context.is_frame(kind):
        context.expect(annotation, (kind.__framekit__.frame_class,), f"field({kind.__name__}) gives {kind.__name__}")
        return data.sized(context.nested(kind), specifier.sizing, context)
    number = number_in(kind)
    if kind is not None and number is None:
        context.refuse(f"field({spelled(kind)}): expected a scalar such as u8, or a Frame class")
    said = number_in(annotation)
    if number is None and context.is_frame(annotation):
        return data.sized(context.nested(annotation), specifier.sizing, context)
    if number is None and said is None:
        _refuse_annotation(annotation, context)
    plain = numbers.number_kind(annotation, said, number, specifier.strict, context)
    return data.sized(_in_bit_order(plain, specifier.bitorder, context), specifier.sizing, context)


def _in_bit_order(kind: Kind, bitorder: Any, context: FieldContext) -> Kind:
    """Return a number with the bit order of the field, if it specifies one."""
    if bitorder is None:
        return kind
    if bitorder not in ("msb", "lsb"):
        context.refuse(f'bitorder={bitorder!r}: expected "msb" or "lsb"')
    bits = bits_of(kind)
    if context.bitwise:
        context.refuse("a bitwise frame has a single bit order; set bitorder= in the class statement")
    if bits is None:
        context.refuse("bitorder= applies to bit fields, but this field takes whole bytes; leave it out")
    return with_bits(kind, replace(bits, order="little" if bitorder == "lsb" else "big"))


def _refuse_annotation(annotation: Any, context: FieldContext) -> NoReturn:
    origin = get_origin(annotation) or annotation
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        context.refuse(f"{annotation.__name__} has no width; write `{context.name}: {annotation.__name__} = field(u8)`")
    if isinstance(origin, type):
        for python, hint in _HINTS.items():
            if issubclass(origin, python):
                context.refuse(hint.format(name=context.name))
    if len([each for each in get_args(annotation) if context.is_frame(each)]) > 1:
        names = [each.__name__ for each in get_args(annotation) if context.is_frame(each)]
        arms = ", ".join(f"{number}: {name}" for number, name in enumerate(names, 1))
        context.refuse(
            f"a union of Frame classes needs a tag; declare a field for the tag, and write "
            f"`{context.name}: {' | '.join(names)} = switch(this.tag, {{{arms}}})`"
        )
    if type(None) in get_args(annotation):
        context.refuse(
            "a value that may be None needs optional(...) on the right-hand side, with when= if a field indicates its presence"
        )
    if isinstance(annotation, Specifier):
        context.refuse("a specifier belongs on the right-hand side; write `name: ... = ...` with the type of its values")
    shown = re.sub(r"typing\.Annotated\[\w+, Scalar\(name='(\w+)'[^)]*\)\]", r"\1", repr(annotation)).removeprefix("typing.")
    context.refuse(
        f"{shown} does not describe bytes; annotate with a scalar such as u16 or a Frame class, "
        f"or put data(), text(), array() or field() on the right-hand side"
    )
