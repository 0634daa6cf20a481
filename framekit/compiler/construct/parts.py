"""Classes for kinds that construct lacks, or defines differently: each parses and builds one kind.

Rules: errors are construct's; whatever is refused here is refused by the codec too.
"""

from __future__ import annotations

import io
import operator
from collections.abc import Callable
from typing import Any, assert_never

import construct

from framekit.compiler.construct.stream import Stream, stream_of
from framekit.compiler.text import encode_text, fill_up, filled, is_fill, strip_pads
from framekit.spec.bitmaps import PRESENT
from framekit.spec.ends import omitted_terminator, terminator_left
from framekit.spec.expr import INDEX, ITEM, MEASURED, REST, SIZE_OF_ITEM, Expr, Path, evaluate, path_of
from framekit.spec.given import as_given, given_to
from framekit.spec.kinds import (
    Before,
    Bytes,
    Const,
    Custom,
    Filler,
    Fixed,
    FromFields,
    Given,
    LeftoverOf,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Prefixed,
    Repeat,
    Rest,
    Sized,
    Switch,
    Text,
    Unknown,
    Until,
    UntilItem,
)
from framekit.spec.model import FIXED_LIMIT, FieldSpec, FrameSpec
from framekit.spec.sizes import counts_items, may_be_empty, minimum_size, prefix_sizes, takes_rest
from framekit.spec.structure import prefix_of
from framekit.spec.tags import arm_for, arm_of_class
from framekit.spec.transforms import Framed

TAKEN = "<taken>"
"""The key of a context for the size in bytes of the item read last."""


def value_at(expression: Expr, context: Any, measured: Any = None, **special: Any) -> Any:
    """Evaluate an expression over the fields in a context; `special` has the values of `this` alone, `item` and the like."""

    def value_of(path: Path) -> Any:
        if path in (path_of(MEASURED), REST):  # the rest is the size of the frame
            return measured
        if not path:
            return special["alone"]
        if path[0] == PRESENT:
            return context.get(path[1]) is not None
        if path == SIZE_OF_ITEM:
            return special["size"]
        if path[0] == ITEM:
            holder, path = special["item"], path[1:]
        else:
            # Array items and nested frames have contexts of their own; the nearest one with the field is used.
            holder = context
            while path[0] not in holder:
                holder = holder._
        for name in path:
            holder = holder[name] if isinstance(holder, dict) else getattr(holder, name)
        return holder

    try:
        return evaluate(expression, value_of)
    except (ArithmeticError, LookupError, AttributeError, TypeError) as fault:
        raise construct.RangeError(f"cannot evaluate {expression}: {fault!r}") from fault


def amount_of(expression: Expr, limit: int | None) -> Callable[[Any], int]:
    """Return a function that computes a length or count from a context."""

    def amount(context: Any) -> int:
        number = int(value_at(expression, context))
        if number < 0 or (limit is not None and number > limit):
            raise construct.RangeError(f"{expression} is {number}, which is negative or exceeds the limit")
        return number

    return amount


class StrictFlag(construct.Adapter):  # type: ignore[misc]  # construct has no types
    """A bool that builds only from True, False, 1 and 0."""

    def _decode(self, obj: Any, context: Any, path: Any) -> Any:
        return bool(obj)

    def _encode(self, obj: Any, context: Any, path: Any) -> Any:
        if obj is True or obj is False or (type(obj) is int and obj in (0, 1)):
            return obj
        raise construct.MappingError(f"expected True or False, found {obj!r}", path=path)


class WholeNumber(construct.Adapter):  # type: ignore[misc]  # construct has no types
    """An integer that builds from any integer, including members of enumerations."""

    def _decode(self, obj: Any, context: Any, path: Any) -> Any:
        return obj

    def _encode(self, obj: Any, context: Any, path: Any) -> Any:
        try:
            return operator.index(obj)
        except TypeError as fault:
            raise construct.IntegerError(f"expected an integer, found {obj!r}", path=path) from fault


class ParsedFrame(construct.Container):  # type: ignore[misc]  # construct has no types
    """The result of parsing a frame: a Container that knows its frame, so that a user's functions can be given an instance."""

    __slots__ = ("frame_spec",)

    def __init__(self, spec: FrameSpec) -> None:
        super().__init__()
        object.__setattr__(self, "frame_spec", spec)

    def instance(self) -> Any:
        """Return an instance of the frame with these values."""
        spec: FrameSpec = object.__getattribute__(self, "frame_spec")
        frame = object.__new__(spec.draft_class)
        for each in spec.fields:
            if each.settable:
                setattr(frame, each.name, with_instances(self[each.name]))
        frame.__class__ = spec.frame_class
        return frame


def with_instances(value: Any) -> Any:
    """Replace the Containers in a parsed value by frames, as unpacking returns them."""
    if isinstance(value, ParsedFrame):
        return value.instance()
    return [with_instances(each) for each in value] if isinstance(value, list) else value


class MappedValue(construct.Adapter):  # type: ignore[misc]  # construct has no types
    """A value that represents another; its function receives the same arguments as when unpacking."""

    def __init__(self, subcon: Any, kind: Mapped) -> None:
        super().__init__(subcon)
        self.kind = kind

    def _decode(self, obj: Any, context: Any, path: Any) -> Any:
        argument = () if self.kind.argument is None else (value_at(self.kind.argument, context),)
        try:
            return self.kind.unpack(with_instances(obj), *argument)
        except Exception as fault:
            raise construct.MappingError(f"{obj!r} is not a valid {self.kind.name}", path=path) from fault

    def _encode(self, obj: Any, context: Any, path: Any) -> Any:
        argument = () if self.kind.argument is None else (value_at(self.kind.argument, context),)
        try:
            return obj if self.kind.pack is None else self.kind.pack(obj, *argument)
        except Exception as fault:
            raise construct.MappingError(f"{obj!r} is not a valid {self.kind.name}", path=path) from fault


class Ahead(construct.Subconstruct):  # type: ignore[misc]  # construct has no types
    """A value read ahead of its position; it builds to nothing, and the frame compares it with the bytes there."""

    def __init__(self, subcon: Any, kind: LookAhead) -> None:
        super().__init__(subcon)
        self.kind = kind

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        ours = stream_of(stream)
        at = ours.tell()
        if ours.left < self.kind.ahead:
            raise construct.StreamError("the field looks ahead beyond the end", path=path)
        ours.seek(at + self.kind.ahead)
        value = self.subcon._parsereport(stream, context, path)
        ours.seek(at)
        return value

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        return obj


class FramedPart(construct.Subconstruct):  # type: ignore[misc]  # construct has no types
    """A frame contained in bytes, which is parsed from them and built to them."""

    def __init__(self, subcon: Any, transform: Framed) -> None:
        super().__init__(subcon)
        self.transform = transform

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        ours = stream_of(stream)
        inside = Stream(bytes(self.subcon._parsereport(stream, context, path)), ours.spec, ours.schema_of)
        value = ours.schema_of(self.transform.frame)._parsereport(inside, context, path)
        if inside.left and not self.transform.padded:
            raise construct.TerminatedError(f"{inside.left} bytes left over after the frame", path=path)
        return value

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        inside = stream_of(stream).apart()
        inside.schema_of(self.transform.frame)._build(obj, inside, context, path)
        self.subcon._build(inside.getvalue(), stream, context, path)
        return obj


class PaddedBytes(construct.Adapter):  # type: ignore[misc]  # construct has no types
    """Bytes that are padded to a fixed length, and checked against their limit."""

    def __init__(self, subcon: Any, kind: Bytes) -> None:
        super().__init__(subcon)
        self.kind = kind

    def _decode(self, obj: Any, context: Any, path: Any) -> Any:
        self._check_limit(obj, path)
        return strip_pads(obj, self.kind.pad) if self.kind.strip else obj

    def _encode(self, obj: Any, context: Any, path: Any) -> Any:
        if isinstance(obj, memoryview):
            obj = obj.tobytes()
        if not isinstance(obj, bytes | bytearray):
            raise construct.StringError(f"expected bytes, found {obj!r}", path=path)
        self._check_limit(obj, path)
        if not isinstance(self.kind.extent, Fixed):
            if self.kind.strip and strip_pads(bytes(obj), self.kind.pad) != obj:
                raise construct.PaddingError("the value ends with its pad", path=path)
            return bytes(obj)
        try:
            return fill_up(bytes(obj), self.kind.extent.number, self.kind.pad, self.kind.strip)
        except ValueError as fault:
            raise construct.PaddingError(str(fault), path=path) from fault

    def _check_limit(self, obj: Any, path: Any) -> None:
        if self.kind.limit is not None and len(obj) > self.kind.limit:
            raise construct.RangeError(f"length {len(obj)} exceeds the limit of {self.kind.limit}", path=path)


class DecodedText(construct.Adapter):  # type: ignore[misc]  # construct has no types
    """Text that must decode, and must read back unchanged."""

    def __init__(self, subcon: Any, kind: Text) -> None:
        super().__init__(subcon)
        self.kind = kind

    def _decode(self, obj: Any, context: Any, path: Any) -> Any:
        try:
            return obj.decode(self.kind.encoding, self.kind.errors)
        except Exception as fault:
            raise construct.StringError(str(fault), path=path) from fault

    def _encode(self, obj: Any, context: Any, path: Any) -> Any:
        try:
            return encode_text(obj, self.kind.encoding, self.kind.errors)
        except Exception as fault:
            raise construct.StringError(str(fault), path=path) from fault


class ConstValue(construct.Adapter):  # type: ignore[misc]  # construct has no types
    """A constant that appears as the user's value: text for bytes, a member of an enumeration for a number."""

    def __init__(self, subcon: Any, kind: Const) -> None:
        super().__init__(subcon)
        self.kind = kind
        self.flagbuildnone = True

    def _decode(self, obj: Any, context: Any, path: Any) -> Any:
        return self.kind.value

    def _encode(self, obj: Any, context: Any, path: Any) -> Any:
        return self.kind.plain if obj is None or obj == self.kind.value else obj


def filler_size(kind: Filler, position: int, context: Any) -> int:
    """Return the number of padding bytes at a position, which counts from the origin of the filler."""
    return -position % kind.to if kind.size is None else amount_of(kind.size, FIXED_LIMIT)(context)


class StrictPadding(construct.Construct):  # type: ignore[misc]  # construct has no types
    """Padding bytes, which must be the fill if strict. `size` may depend on the position."""

    def __init__(self, size: Callable[[Any, Any], int], fill: int, strict: bool) -> None:
        super().__init__()
        self.size = size
        self.fill = fill
        self.strict = strict
        self.flagbuildnone = True

    def _parse(self, stream: Any, context: Any, path: Any) -> None:
        found = construct.stream_read(stream, self.size(stream, context), path)
        if self.strict and any(byte != self.fill for byte in found):
            raise construct.PaddingError(f"expected padding of {self.fill:#04x}, found {found!r}", path=path)

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> None:
        size = self.size(stream, context)
        construct.stream_write(stream, bytes([self.fill]) * size, size, path)


class Items(construct.Subconstruct):  # type: ignore[misc]  # construct has no types
    """Consecutive items; unlike in construct's GreedyRange, an item that cannot be parsed is an error.

    Args:
        subcon: the schema of an item.
        kind: the array.
        count: returns the count when parsing, from stream, context and path; None if the items determine their end.
        write_count: writes the count before the items when building.
    """

    def __init__(
        self,
        subcon: Any,
        kind: Repeat,
        count: Callable[[Any, Any, Any], int] | None,
        write_count: Callable[[int, Any, Any, Any], None] | None = None,
    ) -> None:
        super().__init__(subcon)
        self.kind = kind
        self.count = count
        self.write_count = write_count

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        kind, ours = self.kind, stream_of(stream)
        items = construct.ListContainer()
        if self.count is not None:
            count = self.count(stream, context, path)
            if count < 0:
                raise construct.RangeError(f"count {count} is negative", path=path)
            self._check_limit(count, path)
            if counts_items(kind):
                ours.spend(count, path, empty=may_be_empty(kind))
            if count * minimum_size(kind.item) > ours.left:
                raise construct.StreamError(f"{count} items do not fit in the {ours.left} bytes left", path=path)
            for number in range(count):
                items.append(self._item(number, stream, context, path))
            return items
        while self._goes_on(items, ours, context, path):
            if may_be_empty(kind):
                ours.spend(1, path, empty=True)
            items.append(self._item(len(items), stream, context, path))
            self._check_limit(len(items), path)
        if not may_be_empty(kind):
            ours.spend(len(items), path, empty=False)
        return items

    def _item(self, number: int, stream: Any, context: Any, path: Any) -> Any:
        outer, context[INDEX] = context.get(INDEX), number
        begin = stream.tell()
        item = self.subcon._parsereport(stream, context, path)
        context[TAKEN] = stream.tell() - begin
        context[INDEX] = outer
        return item

    def _goes_on(self, items: Any, stream: Any, context: Any, path: Any) -> bool:
        match self.kind.extent:
            case Until(marker, consume, or_end=or_end):
                at = stream.tell()
                if or_end and stream.left < len(marker):
                    return bool(stream.left)
                if stream.left < len(marker):
                    raise construct.StreamError(f"terminator {marker!r} not found", path=path)
                if stream.read(len(marker)) != marker:
                    stream.seek(at)
                    return True
                if not consume:
                    stream.seek(at)
                return False
            case UntilItem(expression, or_end):
                if or_end and not stream.left:
                    return False
                return not items or not value_at(expression, context, item=items[-1], size=context[TAKEN])
            case Fixed() | Prefixed() | FromFields() | Rest() | Before() | Until() | UntilItem() | LeftoverOf():
                return bool(stream.left)
            case _:
                assert_never(self.kind.extent)

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        if not isinstance(obj, list):
            raise construct.RangeError(f"expected a list, found {obj!r}", path=path)
        self._check_limit(len(obj), path)
        if isinstance(self.kind.extent, Fixed) and len(obj) != self.kind.extent.number:
            raise construct.RangeError(f"expected a count of {self.kind.extent.number}, found {len(obj)}", path=path)
        if counts_items(self.kind):
            stream_of(stream).spend(len(obj), path, empty=may_be_empty(self.kind))
        if self.write_count is not None:
            self.write_count(len(obj), stream, context, path)
        outer = context.get(INDEX)
        for index, item in enumerate(obj):
            context[INDEX], begin = index, stream.tell()
            self.subcon._build(item, stream, context, path)
            context[INDEX] = outer
            if isinstance(self.kind.extent, UntilItem):
                taken = stream.tell() - begin
                ends = bool(value_at(self.kind.extent.expression, context, item=item, size=taken))
                if ends != (index + 1 == len(obj)) and (ends or not self.kind.extent.or_end):
                    raise construct.RangeError("the last item, and no other, must end the array", path=path)
        if isinstance(self.kind.extent, UntilItem) and not obj and not self.kind.extent.or_end:
            raise construct.RangeError("the last item must end the array, but the array is empty", path=path)
        if "_terminator" in context:
            context._terminator = terminator_left(self.kind)
        if isinstance(self.kind.extent, Until) and self.kind.extent.consume:
            construct.stream_write(stream, self.kind.extent.marker, len(self.kind.extent.marker), path)
        return obj

    def _check_limit(self, count: int, path: Any) -> None:
        if self.kind.limit is not None and count > self.kind.limit:
            raise construct.RangeError(f"count {count} exceeds the limit of {self.kind.limit}", path=path)


class SizedPart(construct.Subconstruct):  # type: ignore[misc]  # construct has no types
    """A value of an exact size in bytes. `prefix` reads and writes the size; without a prefix, `size` computes it."""

    def __init__(self, subcon: Any, kind: Sized, size: Callable[[Any], int] | None, prefix: Any) -> None:
        super().__init__(subcon)
        self.kind = kind
        self.size = size
        self.prefix = prefix

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        ours = stream_of(stream)
        if isinstance(self.kind.extent, Before):
            more = 0 if self.kind.extent.more is None else int(value_at(self.kind.extent.more, context))
            if more < 0:
                raise construct.StreamError(f"number of bytes after the part is {more}, expected 0 or more", path=path)
            size = ours.left - self.kind.extent.size - more
        else:
            size = self.size(context) if self.size is not None else self.prefix._parsereport(stream, context, path)
        outer, stop = ours.limit, ours.tell() + size
        if size < 0 or stop > outer:
            raise construct.StreamError(f"expected {size} bytes, {ours.left} left", path=path)
        ours.limit = stop
        value = self.subcon._parsereport(stream, context, path)
        if self.kind.leftover == "error" and ours.left:
            raise construct.TerminatedError(f"{ours.left} bytes left over", path=path)
        if self.kind.leftover == "fill":
            rest = construct.stream_read(stream, ours.left, path)
            if not is_fill(rest, self.kind.fill):
                raise construct.TerminatedError(f"{rest!r} left over, which is not the fill", path=path)
        if self.kind.leftover == "ignore":
            ours.seek(stop)
        context._stop = stop
        ours.limit = outer
        return value

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        prefix = prefix_of(self.kind)
        before = 0 if prefix is None else prefix_sizes(prefix.prefix)[0]
        inside = stream_of(stream).apart(stream.base + stream.tell() + before)
        kept = context.get("_kept", 0) if self.kind.leftover == "keep" else 0
        self.subcon._build(obj, inside, context, path)
        data = inside.getvalue()
        fills = self.kind.fills and not takes_rest(self.kind.inner)
        omitted, solved = omitted_terminator(self.kind), id(self.kind) in context.get("_solved", {id(self.kind)})
        own = self.kind.extent.number if isinstance(self.kind.extent, Fixed) else None
        if omitted and own is None and not solved and self.size is not None:
            own = self.size(context)
        if omitted and own is not None and len(data) == own + len(omitted):
            data = data.removesuffix(omitted)
        if self.prefix is not None:
            self.prefix._build(len(data) + kept, stream, context, path)
        elif isinstance(self.kind.extent, Fixed):
            data = filled(data, self.kind.extent.number, self.kind.fill) if fills else data
            if len(data) + kept != self.kind.extent.number:
                raise construct.StreamError(f"expected a size of {self.kind.extent.number}, found {len(data) + kept}", path=path)
        elif fills and self.size is not None and id(self.kind) not in context.get("_solved", {id(self.kind)}):
            data = data.ljust(self.size(context), b"\0")
        if "_sizes" in context:
            context._sizes[id(self.kind)] = len(data) + kept
        construct.stream_write(stream, data, len(data), path)
        return obj


class SwitchPart(construct.Construct):  # type: ignore[misc]  # construct has no types
    """One of several kinds, selected by a tag; builds from a dict, or from a frame, whose class may determine the tag."""

    def __init__(self, kind: Switch, schema_of: Callable[[Any], Any]) -> None:
        super().__init__()
        self.kind = kind
        self.schema_of = schema_of

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        tag = value_at(self.kind.on, context)
        arm = arm_for(self.kind, tag)
        if arm is not None:
            return self.schema_of(arm.kind)._parsereport(stream, context, path)
        if self.kind.otherwise is not None:
            return self.schema_of(self.kind.otherwise)._parsereport(stream, context, path)
        if self.kind.unknown is None:
            raise construct.SwitchError(f"tag {tag!r} selects no arm", path=path)
        return Unknown(tag, self.schema_of(self.kind.unknown)._parsereport(stream, context, path))

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        by_class = arm_of_class(self.kind, type(obj))
        try:
            tag = value_at(self.kind.on, context)
        except construct.ConstructError:
            tag = None
        arm = by_class if tag is None else arm_for(self.kind, tag)
        if arm is None and type(obj) is Unknown and self.kind.unknown is not None:
            if arm_for(self.kind, obj.tag) is not None or tag not in (None, obj.tag):
                raise construct.SwitchError("the tag of this Unknown belongs to an arm, or differs from the tag field", path=path)
            return self.schema_of(self.kind.unknown)._build(obj.data, stream, context, path)
        chosen = self.kind.otherwise if arm is None else arm.kind
        if chosen is None:
            raise construct.SwitchError(f"{obj!r} belongs to no arm", path=path)
        return self.schema_of(chosen)._build(obj, stream, context, path)


class OptionalPart(construct.Subconstruct):  # type: ignore[misc]  # construct has no types
    """A value that may be absent."""

    def __init__(self, subcon: Any, kind: Optional) -> None:
        super().__init__(subcon)
        self.kind = kind

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        there = stream_of(stream).left if self.kind.when is None else value_at(self.kind.when, context)
        return self.subcon._parsereport(stream, context, path) if there else None

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        return None if obj is None else self.subcon._build(obj, stream, context, path)


class CustomPart(construct.Construct):  # type: ignore[misc]  # construct has no types
    """A value read and written by a pair of user functions."""

    def __init__(self, kind: Custom) -> None:
        super().__init__()
        self.kind = kind

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        ours = stream_of(stream)
        origin = ours.origin
        at, end = ours.tell() - origin, ours.limit - origin
        value, stop = self.kind.functions.unpack(ours.slice(origin, len(ours.getbuffer())), at, end)
        if type(stop) is not int or not at <= stop <= end:
            raise construct.ExplicitError("the function returned an end offset outside its frame", path=path)
        if self.kind.maximum is not None and stop - at > self.kind.maximum:
            raise construct.RangeError(f"length exceeds the declared maximum of {self.kind.maximum}", path=path)
        ours.seek(origin + stop)
        return value

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        data = self.kind.functions.pack(obj)
        if type(data) is not bytes or len(data) < self.kind.minimum or len(data) > (self.kind.maximum or len(data)):
            raise construct.RangeError(f"expected bytes of the declared size, found {data!r}", path=path)
        construct.stream_write(stream, data, len(data), path)
        return obj


class NestedFrame(construct.Construct):  # type: ignore[misc]  # construct has no types
    """A nested frame, whose schema is made on first use, because it may be the enclosing frame itself."""

    def __init__(self, kind: Nested) -> None:
        super().__init__()
        self.kind = kind

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        given = given_to(self.kind)
        if given:
            context._given = {each.name: self._value(each, expression, context, path) for each, expression in given}
        return stream_of(stream).schema_of(self.kind.frame)._parsereport(stream, context, path)

    def _value(self, field: FieldSpec, expression: Expr, context: Any, path: Any) -> Any:
        assert isinstance(field.kind, Given)
        value = value_at(expression, context)
        try:
            return as_given(field.kind.base, value)
        except (ValueError, TypeError, LookupError) as fault:
            raise construct.MappingError(f"{expression} is {value!r}: {fault}", path=path) from fault

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        return stream_of(stream).schema_of(self.kind.frame)._build(obj, stream, context, path)


def functions_of(schema: Any) -> tuple[Callable[[bytes, int, int], tuple[Any, int]], Callable[[Any], bytes]]:
    """Return a construct schema as a pair of functions: from `(buffer, offset, end)`, and to bytes."""

    def unpack(buffer: bytes, offset: int, end: int) -> tuple[Any, int]:
        stream = io.BytesIO(buffer[offset:end])
        try:
            value = schema.parse_stream(stream)
        except construct.StreamError as fault:
            raise IndexError(str(fault)) from fault
        except construct.ConstructError as fault:
            raise ValueError(str(fault)) from fault
        return value, offset + stream.tell()

    def pack(value: Any) -> bytes:
        try:
            return bytes(schema.build(value))
        except construct.ConstructError as fault:
            raise ValueError(str(fault)) from fault

    return unpack, pack
