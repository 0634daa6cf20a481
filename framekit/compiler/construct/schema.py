"""Makes the schema of each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

import construct

from framekit.compiler.companions import companions_of
from framekit.compiler.construct.extents import (
    BiasedNumber,
    BitItems,
    BytesOfLength,
    BytesUntil,
    NullablePart,
)
from framekit.compiler.construct.parts import (
    Ahead,
    ConstValue,
    CustomPart,
    DecodedText,
    FramedPart,
    Items,
    MappedValue,
    NestedFrame,
    OptionalPart,
    PaddedBytes,
    SizedPart,
    StrictFlag,
    StrictPadding,
    SwitchPart,
    amount_of,
    filler_size,
)
from framekit.compiler.construct.varint_field import VarintField
from framekit.spec.kinds import (
    Before,
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    Fixed,
    FromFields,
    Given,
    Kind,
    LeftoverOf,
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
    Until,
    UntilItem,
    Varint,
)
from framekit.spec.structure import prefix_of
from framekit.spec.transforms import Framed


def schema_of(kind: Kind) -> Any:
    """Return the schema of a kind; bit fields are part of the schema of their group."""
    prefix = prefix_of(kind)
    schema = _schema_of(kind)
    return schema if prefix is None or prefix.null is None else NullablePart(schema, schema_of(prefix.prefix), prefix.null)


def _schema_of(kind: Kind) -> Any:
    match kind:
        case Scalar():
            return _scalar(kind)
        case Varint():
            return StrictFlag(VarintField(kind)) if kind.number == "bool" else VarintField(kind)
        case Bytes():
            return PaddedBytes(_bytes(kind), kind)
        case Text():
            return DecodedText(PaddedBytes(_bytes(kind.data), kind.data), kind)
        case Const():
            base = construct.Bytes(len(kind.wire)) if isinstance(kind.base, Bytes | Text) else schema_of(kind.base)
            return ConstValue(construct.Const(kind.plain, base), kind)
        case Padding():
            size = kind.size
            return StrictPadding(lambda stream, context: size, kind.fill, kind.strict)
        case Filler():
            filler = kind

            def size_at(stream: Any, context: Any) -> int:
                return filler_size(filler, stream.tell() - (stream.origin if filler.outer else context._start), context)

            return StrictPadding(size_at, kind.fill, kind.strict)
        case Repeat():
            return _repeat(kind)
        case Nested():
            return NestedFrame(kind)
        case Sized():
            return _sized(kind)
        case Switch():
            return SwitchPart(kind, schema_of)
        case Optional():
            return OptionalPart(schema_of(kind.inner), kind)
        case Checksum():
            return schema_of(kind.base)
        case Mapped(transform=Framed() as framed):
            return FramedPart(schema_of(kind.base), framed)
        case Mapped():
            return MappedValue(schema_of(kind.base), kind)
        case Custom():
            schema = companions_of(kind.functions).schema
            return CustomPart(kind) if schema is None else schema
        case LookAhead():
            return Ahead(schema_of(kind.base), kind)
        case Bits() | Given():
            raise AssertionError(f"{kind} is in a group, or takes no bytes")
        case _:
            assert_never(kind)


def _scalar(kind: Scalar) -> Any:
    if kind.number == "bool":
        return StrictFlag(construct.Flag)
    if kind.code:
        # construct only knows L and l for four bytes, as struct also does with standard sizes.
        code = {"I": "L", "i": "l"}.get(kind.code, kind.code)
        return construct.FormatField("<" if kind.order == "little" else ">", code)
    return construct.BytesInteger(kind.size, signed=kind.signed, swapped=kind.order == "little")


def _bytes(kind: Bytes) -> Any:
    match kind.extent:
        case Fixed(number):
            return construct.Bytes(number)
        case Prefixed():
            return construct.Prefixed(_limited(_counting(kind.extent), kind.limit), construct.GreedyBytes)
        case FromFields(expression):
            return BytesOfLength(kind, amount_of(expression, kind.limit))
        case Rest():
            return construct.GreedyBytes
        case Until():
            return BytesUntil(kind, kind.extent)
        case LeftoverOf(field):
            return _BytesLeft(field)
        case UntilItem() | Before():
            raise AssertionError("bytes are no items, and are bounded as a part")
        case _:
            assert_never(kind.extent)


class _BytesLeft(construct.Construct):  # type: ignore[misc]  # construct has no types
    """The leftover of the preceding field."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        return construct.stream_read(stream, context._stop - stream.tell(), path)

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        construct.stream_write(stream, obj, len(obj), path)
        return obj


def _repeat(kind: Repeat) -> Any:
    if kind.bits is not None:
        return _bit_items(kind, kind.bits)
    item = schema_of(kind.item)
    match kind.extent:
        case Fixed(number):
            return Items(item, kind, lambda stream, context, path: number)
        case Prefixed():
            count = _counting(kind.extent)
            return Items(
                item,
                kind,
                lambda stream, context, path: int(count._parsereport(stream, context, path)),
                lambda number, stream, context, path: count._build(number, stream, context, path),
            )
        case FromFields(expression):
            amount = amount_of(expression, kind.limit)
            return Items(item, kind, lambda stream, context, path: amount(context))
        case Rest() | Until() | UntilItem():
            return Items(item, kind, None)
        case LeftoverOf() | Before():
            raise AssertionError("items are not what was left of a field, and are bounded as a part")
        case _:
            assert_never(kind.extent)


def _bit_items(kind: Repeat, bits: Bits) -> Any:
    """Return the schema of items that are bits, whose count is fixed, in a prefix, or in other fields."""
    if isinstance(kind.extent, Prefixed):
        return BitItems(kind, bits, None, _counting(kind.extent))
    if isinstance(kind.extent, Fixed):
        number = kind.extent.number
        return BitItems(kind, bits, lambda context: number, None)
    assert isinstance(kind.extent, FromFields)
    return BitItems(kind, bits, amount_of(kind.extent.expression, kind.limit), None)


def _counting(extent: Prefixed) -> Any:
    """Return the schema of a prefix, as a length or count."""
    number = schema_of(extent.prefix)
    return number if not extent.bias and extent.null is None else BiasedNumber(number, extent)


def _limited(count: Any, limit: int | None) -> Any:
    return count if limit is None else construct.ExprValidator(count, lambda number, context: number <= limit)


def _sized(kind: Sized) -> Any:
    inner = schema_of(kind.inner)
    size: Callable[[Any], int] | None = None
    prefix: Any = None
    match kind.extent:
        case Fixed(number):
            size = lambda context: number  # noqa: E731
        case Prefixed():
            prefix = _counting(kind.extent)
        case FromFields(expression):
            size = amount_of(expression, None)
        case Before():
            pass  # the bytes left determine it
        case _:
            assert_never(kind.extent)
    return SizedPart(inner, kind, size, prefix)
