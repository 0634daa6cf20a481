"""Numbers: scalars, bits, varints, enumerations of them, constants, derived fields, checksums."""

from __future__ import annotations

import math
import struct
from enum import Enum, IntEnum, IntFlag
from typing import Any

from framekit.compiler.checksums import algorithm_named, digest_named, hmac_named
from framekit.compiler.explain.number_bytes import bits_number, scalar_bytes, varint_bytes
from framekit.declare.resolve.context import FieldContext
from framekit.declare.specifier import ChecksumSpecifier, ConstSpecifier, DataSpecifier, DerivedSpecifier, number_in, spelled
from framekit.errors import SpecError
from framekit.spec.expr import Ref, path_of
from framekit.spec.kinds import Algorithm, Bits, Bytes, Checksum, Const, Fixed, Kind, Mapped, Over, Scalar, Text, Varint
from framekit.spec.transforms import Enumeration, Flags

_PLAIN_TYPES: dict[type, tuple[type, ...]] = {bool: (int,), int: (float,)}
"""Further types that the annotation of a constant may have, by the type of the constant."""


def number_kind(
    annotation: Any,
    said: Scalar | Bits | Varint | None,
    number: Scalar | Bits | Varint | None,
    strict: bool,
    context: FieldContext,
) -> Kind:
    """Return the kind of a number or an enumeration.

    Args:
        annotation: the annotation of the field.
        said: the number that the annotation names, or None.
        number: the number that the right-hand side names, or None.
        strict: an enumeration rejects values that are not members.
        context: the context of the field.
    """
    if number is None:
        assert said is not None
        return context.settle(said)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return enumeration_kind(annotation, context.settle(number), strict, context)
    if said is not None and said != number:
        context.refuse(f"the annotation is {said.name}, but field() has {number.name}; keep one of them")
    if annotation is bool and isinstance(number, Bits) and number.width == 1:
        return context.settle(Bits(number.name, 1, "bool", False))
    if said is None:
        python = python_type(number)
        context.expect(annotation, (python,), f"{number.name} gives {python.__name__}")
    return context.settle(number)


def python_type(number: Scalar | Bits | Varint) -> type:
    """Return the Python type of a number."""
    return {"int": int, "float": float, "bool": bool}[getattr(number, "number", "int")]


def enumeration_kind(enum: type[Enum], number: Scalar | Bits | Varint, strict: bool, context: FieldContext) -> Mapped:
    """Return a kind that maps a number to the members of an enumeration."""
    if not issubclass(enum, IntEnum | IntFlag):
        context.refuse(f"{enum.__name__} is not an integer enumeration; derive it from IntEnum or IntFlag")
    if python_type(number) is not int:
        context.refuse(
            f"the members of {enum.__name__} are integers, but {number.name} is not an integer kind; use one, as in field(u8)"
        )
    if issubclass(enum, IntFlag) and number.signed:
        context.refuse(f"flags need an unsigned integer; write field({number.name.replace('i', 'u', 1)})")
    return Mapped(number, Flags(enum, strict) if issubclass(enum, IntFlag) else Enumeration(enum, strict))


def derived_kind(annotation: Any, specifier: DerivedSpecifier, context: FieldContext) -> Kind:
    """Return the kind of a derived field: an integer, or the bytes or text of a tag."""
    if isinstance(specifier.kind, DataSpecifier):
        kind = context.kind_of(annotation, specifier.kind, context)
        data = kind.data if isinstance(kind, Text) else kind
        if not isinstance(data, Bytes) or not isinstance(data.extent, Fixed):
            context.refuse("a derived tag of bytes or text must have a fixed length, for example derived(data(4))")
        return kind
    number = number_in(specifier.kind)
    if number is None or python_type(number) is float:
        context.refuse(f"derived({spelled(specifier.kind)}): expected an integer kind, for example derived(u16)")
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return enumeration_kind(annotation, context.settle(number), False, context)
    context.expect(annotation, (int, bool), "derived() gives int")
    if annotation is bool and isinstance(number, Bits) and number.width == 1:
        return context.settle(Bits(number.name, 1, "bool", False))
    return context.settle(number)


def const_kind(annotation: Any, specifier: ConstSpecifier, context: FieldContext) -> Const:
    """Return the kind of a constant."""
    value = specifier.value
    kinds = (type(value), *type(value).__mro__, *_PLAIN_TYPES.get(type(value), ()))
    context.expect(annotation, kinds, f"const({value!r}) gives {type(value).__name__}")
    if isinstance(value, bytes | str) and specifier.kind is None:
        try:
            wire = value if isinstance(value, bytes) else value.encode()
        except UnicodeError as fault:
            context.refuse(f"const({value!r}) cannot be encoded in UTF-8: {fault}")
        if not wire:
            context.refuse(f"const({value!r}) is empty; give at least one byte")
        data = Bytes(Fixed(len(wire)))
        return Const(data if isinstance(value, bytes) else Text(data), value, wire)
    number = number_in(specifier.kind)
    if number is None:
        context.refuse(f"const({value!r}) does not specify a kind; write it as in const({value!r}, u16), or give bytes")
    number = context.settle(number)
    try:
        if isinstance(number, Scalar):
            wire = scalar_bytes(number, value)
        elif isinstance(number, Varint):
            wire = varint_bytes(number, value)
        else:
            bits_number(number, value)
            wire = b""
    except Exception as fault:
        context.refuse(f"const({value!r}) does not fit in {number.name}: {fault}")
    if isinstance(number, Scalar) and number.number == "float":
        # If the width cannot represent the number exactly, another number will be read.
        (value,) = struct.unpack((">" if number.order == "big" else "<") + number.code, wire)
        if not math.isfinite(value):
            context.refuse(f"const({value!r}): expected a finite number, because a constant is compared when reading")
    return Const(number, value, wire)


def checksum_kind(annotation: Any, specifier: ChecksumSpecifier, context: FieldContext) -> Checksum:
    """Return the kind of a checksum or digest."""
    base = _checksum_base(annotation, specifier, context)
    over = _over(specifier.over, context)
    if specifier.key is None:
        return Checksum(base, _algorithm(specifier.algorithm, base, context), over)
    if not isinstance(specifier.key, Ref) or len(path_of(specifier.key)) != 1:
        context.refuse(f"key={specifier.key!r}: expected an earlier bytes field, such as this.secret")
    return Checksum(base, _keyed(specifier.algorithm, base, context), over, specifier.key)


def _checksum_base(annotation: Any, specifier: ChecksumSpecifier, context: FieldContext) -> Scalar | Varint | Bytes:
    """Return the kind of a checksum on the wire."""
    if isinstance(specifier.kind, DataSpecifier):
        kind = context.kind_of(annotation, specifier.kind, context)
        if not isinstance(kind, Bytes) or not isinstance(kind.extent, Fixed) or kind.pad:
            context.refuse("a digest must have a fixed length, for example checksum(data(32), ...)")
        return kind
    context.expect(annotation, (int,), "checksum() gives int")
    number = number_in(specifier.kind)
    whole = number.number == "int" and not number.signed if isinstance(number, Scalar) else False
    if not whole and not (isinstance(number, Varint) and number.size is not None):
        context.refuse(
            f"checksum({spelled(specifier.kind)}): expected an unsigned integer of whole bytes, digits of a fixed width, or the "
            f"bytes of a digest; write checksum(u32, ...), checksum(text_int(2, base=16), ...) or checksum(data(32), ...)"
        )
    assert number is not None
    base = context.settle(number)
    assert not isinstance(base, Bits)
    return base


def _algorithm(said: Any, base: Scalar | Varint | Bytes, context: FieldContext) -> Algorithm:
    if callable(said):
        return Algorithm(getattr(said, "__name__", "checksum"), said)
    if not isinstance(said, str):
        context.refuse(
            f"checksum(..., {said!r}): expected the name of an algorithm, such as 'crc32', or a function from bytes to an integer"
        )
    try:
        if isinstance(base, Bytes):
            assert isinstance(base.extent, Fixed)
            return digest_named(said, base.extent.number)
        return algorithm_named(said, 8 * base.size if isinstance(base, Scalar) else base.maximum.bit_length())
    except SpecError as fault:
        context.refuse(fault.reason)


def _keyed(said: Any, base: Scalar | Varint | Bytes, context: FieldContext) -> Algorithm:
    """Return the algorithm of a digest with a key."""
    if callable(said):
        return Algorithm(getattr(said, "__name__", "digest"), said)
    if not isinstance(base, Bytes) or not isinstance(base.extent, Fixed) or not isinstance(said, str):
        context.refuse("key= applies to a digest, as in checksum(data(32), 'hmac-sha256', key=...)")
    try:
        return hmac_named(said, base.extent.number)
    except SpecError as fault:
        context.refuse(fault.reason)


def _over(said: Any, context: FieldContext) -> Over:
    if said in ("before", "after", "frame") if isinstance(said, str) else False:
        return said  # type: ignore[no-any-return]
    references = said if isinstance(said, tuple) else (said,)
    if not references or not all(isinstance(each, Ref) and len(path_of(each)) == 1 for each in references):
        context.refuse(f'over={said!r}: expected "before", "after", "frame", a field (this.body), or a tuple of fields')
    return tuple(path_of(each)[0] for each in references)
