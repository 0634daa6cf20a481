"""Bytes, text and arrays, and the sizes that bound them."""

from __future__ import annotations

import codecs
from dataclasses import replace
from typing import Any, get_args, get_origin

from framekit.declare.resolve.bitwise import octets_kind
from framekit.declare.resolve.checks import only_constant, restricted
from framekit.declare.resolve.context import FieldContext, is_number, without_none
from framekit.declare.specifier import (
    AlignSpecifier,
    ArraySpecifier,
    ChecksumSpecifier,
    ComputedSpecifier,
    DataSpecifier,
    DerivedSpecifier,
    FieldSpecifier,
    OptionalSpecifier,
    PadSpecifier,
    PeekSpecifier,
    Sizing,
    Specifier,
    number_in,
    spelled,
    word_in,
)
from framekit.spec.chains import ends_chain
from framekit.spec.expr import Expr
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Const,
    Extent,
    Fixed,
    FromFields,
    Kind,
    Nested,
    Prefixed,
    Repeat,
    Rest,
    Sized,
    Text,
    Until,
    UntilItem,
)
from framekit.spec.model import Missing

_NO_ITEMS = (
    DerivedSpecifier,
    PadSpecifier,
    AlignSpecifier,
    ChecksumSpecifier,
    ComputedSpecifier,
    OptionalSpecifier,
    PeekSpecifier,
)


def sized(kind: Kind, sizing: Sizing, context: FieldContext) -> Kind:
    """Return a kind bounded by its size, if it has one."""
    if sizing.leftover not in ("error", "ignore", "keep"):
        context.refuse(f'leftover={sizing.leftover!r}: expected "error", "ignore" or "keep"')
    if sizing.size is not None and sizing.size_prefix is not None:
        context.refuse("expected size= or size_prefix=, not both; keep the one that matches the format")
    if sizing.size_prefix is None:
        _no_prefix(sizing.bias, sizing.null, "size_prefix", context)
    if sizing.size is None and sizing.size_prefix is None:
        if sizing.leftover != "error":
            context.refuse(
                f"leftover={sizing.leftover!r} applies to the unused bytes of a size; add size= or size_prefix=, or leave it out"
            )
        return kind
    if sizing.size_prefix is not None:
        return Sized(kind, _prefix("size_prefix", sizing.size_prefix, sizing.bias, sizing.null, context), sizing.leftover)
    if isinstance(sizing.size, Expr):
        return Sized(kind, FromFields(context.expand(sizing.size)), sizing.leftover)
    if not is_number(sizing.size):
        hint = "; use size_prefix= for a prefix" if number_in(sizing.size) is not None else ""
        context.refuse(f"size={spelled(sizing.size)}: expected a number or an expression over fields{hint}")
    return Sized(kind, Fixed(int(sizing.size)), sizing.leftover)


def _no_prefix(bias: Any, null: Any, word: str, context: FieldContext) -> None:
    if bias != 0 or null is not None:
        context.refuse(f"bias= and null= apply to the number in a prefix; add {word}=, or leave them out")


def _prefix(word: str, prefix: Any, bias: Any, null: Any, context: FieldContext) -> Prefixed:
    number = number_in(prefix)
    if number is None:
        context.refuse(f"{word}={spelled(prefix)}: expected a scalar, for example {word}=u16")
    if isinstance(number, Bits) and not context.bitwise:
        context.refuse(f"{word}={number.name}: a prefix takes whole bytes; declare the bits as a separate field, and refer to it")
    settled = context.settle(number)
    assert not isinstance(settled, Bits)
    if not is_number(bias) or not (null is None or is_number(null)):
        context.refuse(f"bias={bias!r}, null={null!r}: expected integers")
    return Prefixed(settled, int(bias), None if null is None else int(null))


def _extent(specifier: DataSpecifier | ArraySpecifier, word: str, name: str, context: FieldContext) -> Extent:
    """Return the source of a length or count; `word` is the function that was called, and `name` its parameter."""
    amount, prefix = specifier.amount, specifier.prefix
    said = [each for each in (amount, prefix, specifier.until) if each is not None]
    if len(said) > 1:
        context.refuse(f"{word}() expects only one of {name}=, prefix= and until=; keep the one that matches the format")
    if specifier.limit is not None and not is_number(specifier.limit):
        context.refuse(f"limit={specifier.limit!r}: expected an integer")
    if specifier.until is None and (not specifier.consume or specifier.or_end):
        word = "or_end" if specifier.or_end else "consume"
        context.refuse(f"{word}= applies to a terminator; add until=, or leave it out")
    if prefix is not None:
        return _prefix("prefix", prefix, specifier.bias, specifier.null, context)
    _no_prefix(specifier.bias, specifier.null, "prefix", context)
    if amount is None:
        return Rest()
    if isinstance(amount, Expr):
        return FromFields(context.expand(amount))
    if not is_number(amount):
        hint = f"; use {word}(prefix=...) for a prefix" if number_in(amount) is not None else ""
        context.refuse(f"{word}({spelled(amount)}): expected the {name} as a number or an expression over fields{hint}")
    return Fixed(int(amount))


# Data and text


def data_kind(annotation: Any, specifier: DataSpecifier, context: FieldContext) -> Kind:
    """Return the kind of bytes, or of text if there is an encoding; bounded by a length if a terminator lies within one."""
    if specifier.until is not None and (specifier.amount is not None or specifier.prefix is not None):
        if specifier.amount is not None and specifier.prefix is not None:
            context.refuse("expected a length or prefix= around the terminator, not both; keep the one that matches the format")
        if not specifier.consume:
            context.refuse("the terminator lies within the length, so no later field can take it; leave out consume=False")
        bounds = Sizing(
            size=specifier.amount,
            size_prefix=specifier.prefix,
            leftover=specifier.leftover,
            bias=specifier.bias,
            null=specifier.null,
        )
        contents = replace(specifier, amount=None, prefix=None, leftover="error", bias=0, null=None)
        part = sized(data_kind(annotation, replace(contents, pad=None, strip=None), context), bounds, context)
        if isinstance(part, Sized) and isinstance(part.extent, Fixed) and part.leftover == "error":
            part = replace(part, leftover="fill")  # a buffer of fixed length, which packing must fill
        return part if specifier.pad is None else _padded(part, specifier, context)
    if specifier.leftover != "error":
        context.refuse(
            f"leftover={specifier.leftover!r} applies to the bytes after a terminator within a length; give both until= and "
            "a length"
        )
    extent = _extent(specifier, "data" if specifier.encoding is None else "text", "length", context)
    if specifier.encoding is not None:
        _check_codec(specifier, context)
    if context.bitwise:
        context.expect(annotation, (bytes,) if specifier.encoding is None else (str,), "data() gives bytes and text() gives str")
        return octets_kind(specifier, extent, context)
    if specifier.until is not None:
        extent = _until(specifier, context)
    elif specifier.include:
        context.refuse("include= applies to a terminator; add until=, or leave it out")
    if specifier.encoding is None:
        if specifier.view:
            if specifier.pad is not None or specifier.strip:
                context.refuse("a view shows the bytes unchanged; leave out pad= and strip=")
            context.expect(annotation, (memoryview, bytes), "data(view=True) gives memoryview")
        else:
            context.expect(annotation, (bytes,), "data() gives bytes")
        pad, strip = _padding(specifier, None, extent, context)
        return Bytes(extent, pad, strip, specifier.limit, bool(specifier.view))
    context.expect(annotation, (str,), "text() gives str")
    pad, strip = _padding(specifier, specifier.encoding, extent, context)
    if pad and isinstance(extent, Fixed) and extent.number % len(pad):
        context.refuse(
            f"a length of {extent.number} is not a whole number of {specifier.encoding} characters; use a multiple of "
            f"{len(pad)} bytes"
        )
    return Text(Bytes(extent, pad, strip, specifier.limit), specifier.encoding, specifier.errors)


def _until(specifier: DataSpecifier, context: FieldContext) -> Until:
    said = specifier.until if isinstance(specifier.until, tuple) else (specifier.until,)
    if not said:
        context.refuse("until=() is empty; give at least one terminator")
    first, *others = (_one_until(each, specifier, context) for each in said)
    if (others or specifier.or_end) and not specifier.consume:
        context.refuse("consume=False requires a single terminator that is always present; leave out consume=False")
    markers = [first.marker, *(each.marker for each in others)]
    for marker in markers:
        for other in markers:
            if marker is not other and marker in other[:-1]:
                context.refuse(
                    f"the terminator {other!r} contains {marker!r} before its end, so it would never be found; remove one of them"
                )
    return replace(first, others=tuple(markers[1:]), or_end=bool(specifier.or_end))


def _one_until(marker: Any, specifier: DataSpecifier, context: FieldContext) -> Until:
    encoding = specifier.encoding
    if isinstance(marker, str) and encoding is not None:
        try:
            marker = marker.encode(encoding)
        except UnicodeError as fault:
            context.refuse(f"until={marker!r} cannot be encoded in {encoding}: {fault}")
    if not isinstance(marker, bytes | bytearray):
        context.refuse(f"until={marker!r}: expected {'bytes' if encoding is None else 'str or bytes'}")
    if not marker:
        context.refuse("until= is empty; give at least one byte")
    unit = 1
    if encoding is not None:
        unit = len("\0".encode(encoding))
        if "\0\0".encode(encoding) != "\0".encode(encoding) * 2 or len(marker) % unit:
            context.refuse(
                f"{encoding} does not encode each character separately, so the terminator cannot be found; use an "
                "encoding such as utf-16-le"
            )
    if specifier.include and not specifier.consume:
        context.refuse("include=True also consumes the terminator; leave out consume=False")
    return Until(bytes(marker), bool(specifier.consume), bool(specifier.include), unit)


def _padding(specifier: DataSpecifier, encoding: str | None, extent: Extent, context: FieldContext) -> tuple[bytes, bool]:
    """Return the pad and whether it is stripped. Text of a fixed length is padded by default, unless `strip=False`."""
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


def _padded(part: Kind, specifier: DataSpecifier, context: FieldContext) -> Kind:
    """Return a buffer that is padded after a terminator, and may have pads before it."""
    if not isinstance(part, Sized) or not isinstance(part.extent, Fixed) or part.leftover == "keep":
        context.refuse("only a fixed length is padded; give a number of bytes, or leave out pad=")
    if specifier.include:
        context.refuse("a value that includes its terminator cannot be padded before it; leave out include= or pad=")
    data = part.inner.data if isinstance(part.inner, Text) else part.inner
    assert isinstance(data, Bytes)
    encoding = specifier.encoding
    pad = _pad_byte(specifier.pad, context) if encoding is None else _pad_character(specifier.pad, encoding, context)
    if part.extent.number % len(pad):
        context.refuse(
            f"a length of {part.extent.number} is not a whole number of {encoding} characters; use a multiple of {len(pad)} bytes"
        )
    data = replace(data, pad=pad, strip=specifier.strip is not False)
    return replace(part, inner=replace(part.inner, data=data) if isinstance(part.inner, Text) else data, fill=pad)


def _pad_byte(pad: Any, context: FieldContext) -> bytes:
    if is_number(pad):
        if not 0 <= pad <= 255:
            context.refuse(f"pad={pad}: expected a byte from 0 to 255")
        return bytes([pad])
    if not isinstance(pad, bytes) or len(pad) != 1:
        context.refuse(f"pad={pad!r}: expected exactly one byte")
    return pad


def _pad_character(pad: Any, encoding: str, context: FieldContext) -> bytes:
    try:
        character = chr(pad) if is_number(pad) else pad.decode(encoding) if isinstance(pad, bytes) else pad
        if not isinstance(character, str) or len(character) != 1:
            context.refuse(f"pad={pad!r}: expected exactly one character")
        wire = character.encode(encoding)
        repeats = (character * 2).encode(encoding) == wire * 2
    except (ValueError, OverflowError) as fault:
        context.refuse(f"pad={pad!r} is not a character in {encoding}: {fault}")
    if not repeats:
        context.refuse(
            f"{encoding} does not encode each character separately, so text cannot be padded; "
            f"use an encoding such as utf-8 or utf-16-le, or strip=False"
        )
    return wire


def _check_codec(specifier: DataSpecifier, context: FieldContext) -> None:
    encoding, errors = specifier.encoding, specifier.errors
    if not isinstance(encoding, str):
        context.refuse(f"encoding={encoding!r}: expected the name of a text encoding, such as 'utf-8'")
    try:
        "x".encode(encoding).decode(encoding)
    except Exception as fault:
        context.refuse(f"encoding={encoding!r} is not a text encoding that Python supports: {fault}")
    try:
        codecs.lookup_error(errors)
    except Exception:
        context.refuse(f"errors={errors!r} is not a registered error handler; use one such as 'strict' or 'replace'")


# Arrays


def array_kind(annotation: Any, specifier: ArraySpecifier, context: FieldContext) -> Kind:
    """Return the kind of an array."""
    annotation = without_none(annotation) if specifier.null is not None else annotation
    context.expect(annotation, (list,), "array() gives list")
    arguments = get_args(annotation) if get_origin(annotation) is list else ()
    kind = item_kind(context.argument(arguments[0]) if arguments else Any, specifier.item, "array", context)
    if isinstance(kind, Bits):
        if context.bitorder is None and context.is_little and kind.width % 8 and 8 % kind.width:
            context.refuse(
                "the items cross byte boundaries in a little-endian frame, where formats differ in their bit order; write "
                'bitorder="lsb" to put the first item in the lowest bits, or bitorder="msb" for the highest bits'
            )
        kind = replace(kind, order="little" if context.bitorder == "lsb" else "big")
    extent = _extent(specifier, "array", "count", context)
    until = specifier.until
    if isinstance(extent, Rest) and until is None and isinstance(kind, Nested):
        size = context.argument(arguments[0] if specifier.item is None else specifier.item).__framekit__.options.size
        chain = ends_chain(size)
        extent = extent if chain is None else UntilItem(chain, or_end=True)
    if isinstance(until, Expr):
        if not specifier.consume:
            context.refuse("the item for which until= is true is always consumed; leave out consume=False")
        extent = UntilItem(context.expand(until), bool(specifier.or_end))
    elif until is not None:
        if context.bitwise:
            context.refuse(f"until={until!r}: in a bitwise frame, expected an expression over the last item (item.kind == 0)")
        if not isinstance(until, bytes) or not until:
            context.refuse(f"until={until!r}: expected bytes, or an expression over the last item (item.kind == 0)")
        if specifier.or_end and not specifier.consume:
            context.refuse("consume=False requires a terminator that is always present; leave out consume=False or or_end=")
        extent = Until(until, bool(specifier.consume), or_end=bool(specifier.or_end))
    return sized(Repeat(kind, extent, specifier.limit), specifier.sizing, context)


def item_kind(annotation: Any, item: Any, word: str, context: FieldContext) -> Kind:
    """Return the kind of a value inside another specifier: an item, an arm, or an optional value.

    Args:
        annotation: the annotation of the value, or Any.
        item: a scalar, a Frame class, or a specifier; None if the annotation determines it.
        word: the name of the enclosing specifier, for messages.
        context: the context of the field.
    """
    item = context.argument(annotation if item is None else item)
    if isinstance(item, Specifier):
        if isinstance(item, _NO_ITEMS) and not (word == "optional" and isinstance(item, ChecksumSpecifier)):
            context.refuse(f"{word}() cannot contain {spelled(item)}; use a value that the caller sets, or declare a frame")
        if not isinstance(item.default, Missing) or item.default_factory is not None:
            context.refuse(f"the value inside {word}() cannot have a default; pass default_factory= to {word}() instead")
        kind = context.kind_of(annotation, item, context)
        if isinstance(kind, Const):
            return only_constant(kind, context)
        return kind if item.check is None else restricted(kind, item.check, word, context)
    if context.is_frame(item):
        context.expect(annotation, (item.__framekit__.frame_class,), f"{word}({item.__name__}) gives {item.__name__}")
        return context.nested(item)
    if number_in(item) is not None or word_in(item) is not None:
        return context.kind_of(annotation, FieldSpecifier(kind=item), context)
    context.refuse(
        f"{word}({spelled(item)}): expected a scalar such as u16, a Frame class, or a specifier such as data(), text() or array()"
    )
