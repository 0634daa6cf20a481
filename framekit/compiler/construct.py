"""FrameSpec -> a schema of the construct library. The one file that imports construct.

Strategy: construct's own classes wherever they say it (FormatField, BytesInteger, Bytes, Prefixed, PrefixedArray, Array,
GreedyRange's stricter twin); a class of ours where they do not: a frame with derived fields or a size of its own, text that
must decode, items to the end without swallowing errors.

Rules: it shares no code with the codec or explain beyond the text functions and the expressions, so that agreement means
something. It accepts and refuses the same bytes, with construct's errors. Source: construct 2.10 (construct.readthedocs.io).
"""

from __future__ import annotations

import io
from typing import Any, assert_never

import construct
from construct import Construct

from framekit.compiler.text import encode_text, fill_up, strip_pads
from framekit.errors import SpecError
from framekit.spec.expr import MEASURED, Expr, Path, evaluate, path_of, references
from framekit.spec.kinds import (
    Bytes,
    Const,
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
from framekit.spec.model import FrameSpec, fixed_size, minimum_size


def construct_schema(spec: FrameSpec) -> Any:
    """The schema of a frame, made at the first call."""
    if "construct" not in spec.memo:
        spec.memo["construct"] = _FrameStruct(spec)
    return spec.memo["construct"]


def _schema(kind: Kind) -> Any:
    match kind:
        case Scalar():
            return _scalar(kind)
        case Bytes():
            return _PaddedBytes(_bytes(kind), kind)
        case Text():
            return _DecodedText(_PaddedBytes(_bytes(kind.data), kind.data), kind)
        case Const():
            base = _scalar(kind.base) if isinstance(kind.base, Scalar) else construct.Bytes(len(kind.wire))
            return _ConstValue(construct.Const(kind.plain, base), kind)
        case Padding():
            return construct.Padding(kind.size, pattern=bytes([kind.fill]))
        case Repeat():
            return _repeat(kind)
        case Nested():
            return construct_schema(kind.frame)
        case Mapped():
            return _MappedValue(_scalar(kind.base), kind)
        case _:
            assert_never(kind)


def _scalar(kind: Scalar) -> Any:
    if kind.number == "bool":
        return _StrictFlag(construct.Flag)
    if kind.code:
        # construct spells four bytes L and l, as struct does in standard sizes too.
        code = {"I": "L", "i": "l"}.get(kind.code, kind.code)
        return construct.FormatField("<" if kind.order == "little" else ">", code)
    return construct.BytesInteger(kind.size, signed=kind.signed, swapped=kind.order == "little")


def _bytes(kind: Bytes) -> Any:
    match kind.extent:
        case Fixed(number):
            return construct.Bytes(number)
        case Prefixed(prefix):
            return construct.Prefixed(_limited(_scalar(prefix), kind.limit), construct.GreedyBytes)
        case Given(expression):
            return construct.Bytes(_amount(expression, kind.limit))
        case Rest():
            return construct.GreedyBytes
        case _:
            assert_never(kind.extent)


def _repeat(kind: Repeat) -> Any:
    item = _schema(kind.item)
    match kind.extent:
        case Fixed(number):
            return construct.Array(number, item)
        case Prefixed(prefix):
            count = _bounded_count(_limited(_scalar(prefix), kind.limit), kind)
            return construct.PrefixedArray(count, item)
        case Given(expression):
            return construct.Array(_amount(expression, kind.limit), item)
        case Rest():
            return _ItemsToTheEnd(item, kind)
        case _:
            assert_never(kind.extent)


def _limited(count: Any, limit: int | None) -> Any:
    return count if limit is None else construct.ExprValidator(count, lambda number, context: number <= limit)


def _bounded_count(count: Any, kind: Repeat) -> Any:
    return _CountThatFits(count, minimum_size(kind.item))


def _amount(expression: Expr, limit: int | None) -> Any:
    def amount(context: Any) -> int:
        number = _evaluate(expression, context)
        if number < 0 or (limit is not None and number > limit):
            raise construct.RangeError(f"{expression} is {number}")
        return number

    return amount


def _evaluate(expression: Expr, context: Any, measured: int | None = None) -> int:
    def value_of(path: Path) -> int:
        if path == path_of(MEASURED):
            assert measured is not None
            return measured
        holder = context
        # The items of an array and nested frames have contexts of their own; the field is in the nearest that has it.
        while path[0] not in holder:
            holder = holder._
        for name in path:
            holder = holder[name]
        return int(holder)

    try:
        return evaluate(expression, value_of)
    except ArithmeticError as fault:
        raise construct.RangeError(f"{expression}: {fault}") from fault


_CONTEXT_NAMES = frozenset(["_", "_params", "_root", "_parsing", "_building", "_sizing", "_subcons", "_io", "_index"])
"""What construct itself puts into the context of a Struct."""


class _StrictFlag(construct.Adapter):  # type: ignore[misc]  # construct has no types
    """A bool that builds from True and False only."""

    def _decode(self, obj: Any, context: Any, path: Any) -> Any:
        return obj

    def _encode(self, obj: Any, context: Any, path: Any) -> Any:
        if obj is True or obj is False or (type(obj) is int and obj in (0, 1)):
            return obj
        raise construct.MappingError(f"{obj!r} is neither True nor False", path=path)


class _MappedValue(construct.Adapter):  # type: ignore[misc]  # construct has no types
    """A value that stands for a number."""

    def __init__(self, subcon: Any, kind: Mapped) -> None:
        super().__init__(subcon)
        self.kind = kind

    def _decode(self, obj: Any, context: Any, path: Any) -> Any:
        try:
            return self.kind.unpack(obj)
        except Exception as fault:
            raise construct.MappingError(f"{obj!r} is no {self.kind.name}", path=path) from fault

    def _encode(self, obj: Any, context: Any, path: Any) -> Any:
        try:
            return obj if self.kind.pack is None else self.kind.pack(obj)
        except Exception as fault:
            raise construct.MappingError(f"{obj!r} is no {self.kind.name}", path=path) from fault


class _PaddedBytes(construct.Adapter):  # type: ignore[misc]  # construct has no types
    """Bytes filled up to a fixed length, held against a limit when building."""

    def __init__(self, subcon: Any, kind: Bytes) -> None:
        super().__init__(subcon)
        self.kind = kind

    def _decode(self, obj: Any, context: Any, path: Any) -> Any:
        self._check_limit(obj, path)
        return strip_pads(obj, self.kind.pad) if self.kind.strip else obj

    def _encode(self, obj: Any, context: Any, path: Any) -> Any:
        if not isinstance(obj, bytes | bytearray):
            raise construct.StringError(f"{obj!r} is no bytes", path=path)
        self._check_limit(obj, path)
        if not isinstance(self.kind.extent, Fixed):
            return bytes(obj)
        try:
            return fill_up(bytes(obj), self.kind.extent.number, self.kind.pad, self.kind.strip)
        except ValueError as fault:
            raise construct.PaddingError(str(fault), path=path) from fault

    def _check_limit(self, obj: Any, path: Any) -> None:
        if self.kind.limit is not None and len(obj) > self.kind.limit:
            raise construct.RangeError(f"{len(obj)} bytes are over the limit of {self.kind.limit}", path=path)


class _DecodedText(construct.Adapter):  # type: ignore[misc]  # construct has no types
    """Text that must decode, and must read back the same."""

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


class _ConstValue(construct.Adapter):  # type: ignore[misc]  # construct has no types
    """A constant, given and taken as the user's value: text for bytes, a member of an enumeration for a number."""

    def __init__(self, subcon: Any, kind: Const) -> None:
        super().__init__(subcon)
        self.kind = kind
        self.flagbuildnone = True

    def _decode(self, obj: Any, context: Any, path: Any) -> Any:
        return self.kind.value

    def _encode(self, obj: Any, context: Any, path: Any) -> Any:
        return self.kind.plain if obj is None or obj == self.kind.value else obj


class _CountThatFits(construct.Subconstruct):  # type: ignore[misc]  # construct has no types
    """A count that is held against the bytes that are left, before a list is made."""

    def __init__(self, subcon: Any, item_size: int) -> None:
        super().__init__(subcon)
        self.item_size = item_size

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        count = self.subcon._parsereport(stream, context, path)
        here = stream.tell()
        left = stream.seek(0, io.SEEK_END) - here
        stream.seek(here)
        if count * self.item_size > left:
            raise construct.StreamError(f"{count} items take at least {count * self.item_size} bytes, {left} are left", path=path)
        return count


class _ItemsToTheEnd(construct.Subconstruct):  # type: ignore[misc]  # construct has no types
    """Items until the stream ends; unlike GreedyRange, an item that cannot be parsed is an error."""

    def __init__(self, subcon: Any, kind: Repeat) -> None:
        super().__init__(subcon)
        self.kind = kind

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        items = construct.ListContainer()
        here = stream.tell()
        end = stream.seek(0, io.SEEK_END)
        stream.seek(here)
        while stream.tell() < end:
            items.append(self.subcon._parsereport(stream, context, path))
        self._check_limit(items, path)
        return items

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        self._check_limit(obj, path)
        for item in obj:
            self.subcon._build(item, stream, context, path)
        return obj

    def _check_limit(self, items: Any, path: Any) -> None:
        if self.kind.limit is not None and len(items) > self.kind.limit:
            raise construct.RangeError(f"{len(items)} items are over the limit of {self.kind.limit}", path=path)


class _FrameStruct(construct.Struct):  # type: ignore[misc]  # construct has no types
    """A frame: construct's Struct, with derived fields solved when building and a size of its own kept when parsing."""

    def __init__(self, spec: FrameSpec) -> None:
        for each in spec.fields:
            if each.name in _CONTEXT_NAMES and not isinstance(each.kind, Padding):
                raise SpecError("construct keeps this name in its contexts for itself", frame=spec.name, path=each.name)
        super().__init__(*(_named(each.name, each.kind) for each in spec.fields))
        self.spec = spec

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        if self.spec.size is None:
            return super()._parse(stream, context, path)
        start = stream.tell()
        waiting = {name for name, *_ in references(self.spec.size)}
        outcome = construct.Container()
        inner = construct.Container(
            _=context, _params=context.get("_params"), _root=None, _parsing=True, _building=False, _sizing=False
        )
        inner._root = context.get("_root", context)
        bounded: Any = None
        source = stream
        for each, subcon in zip(self.spec.fields, self.subcons, strict=True):
            if bounded is None and not waiting:
                source = bounded = self._bound(stream, start, inner, path)
            value = subcon._parsereport(source, inner, path)
            if subcon.name:
                outcome[subcon.name] = inner[subcon.name] = value
            waiting.discard(each.name)
        if bounded is None:
            bounded = self._bound(stream, start, inner, path)
        if bounded.read(1):
            raise construct.TerminatedError("bytes are left over in the frame", path=path)
        return outcome

    def _bound(self, stream: Any, start: int, context: Any, path: Any) -> Any:
        assert self.spec.size is not None
        left = _evaluate(self.spec.size, context) - (stream.tell() - start)
        if left < 0:
            raise construct.RangeError("the frame is larger than its size", path=path)
        return io.BytesIO(construct.stream_read(stream, left, path))

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        if isinstance(obj, self.spec.frame_class):
            obj = {each.name: getattr(obj, each.name) for each in self.spec.fields if each.given}
        given = construct.Container({} if obj is None else obj)
        for each in self.spec.fields:
            if each.given and not each.required and each.name not in given:
                given[each.name] = each.default if each.default_factory is None else each.default_factory()
        for each in self.spec.fields:
            if isinstance(each.kind, Const) and given.get(each.name) is None:
                given[each.name] = each.kind.value
        derived: dict[str, int] = {}
        if self.spec.relations:
            derived = self._solve(given, context, path)
        for name, number in derived.items():
            given[name] = number
        return super()._build(given, stream, context, path)

    def _solve(self, given: Any, context: Any, path: Any) -> dict[str, int]:
        """Build what is given once into thin air, to know its sizes; then solve the relations."""
        derived: dict[str, int] = {}
        scope = _inner_context(context, parsing=False)
        scope.update(given)
        for relation in self.spec.relations:
            if relation.measures == "size":
                measured = sum(self._built_size(each.name, each.kind, scope, path) for each in self.spec.fields)
            else:
                field = self.spec.field_named(relation.consumer)
                assert field is not None
                measured = _measured(field.kind, scope.get(relation.consumer), path)
            if relation.solves is not None and relation.inverse is not None:
                number = _evaluate(relation.inverse, scope, measured)
                derived[relation.solves] = scope[relation.solves] = number
            elif _evaluate(relation.expression, scope) != measured:
                raise construct.RangeError(f"{relation.expression} contradicts the {relation.measures} {measured}", path=path)
        return derived

    def _built_size(self, name: str, kind: Kind, scope: Any, path: Any) -> int:
        size = fixed_size(kind)
        if size is None:
            stream = io.BytesIO()
            _schema(kind)._build(scope[name], stream, scope, path)
            size = stream.tell()
        return size


def _inner_context(context: Any, *, parsing: bool) -> Any:
    """The context of a frame inside `context`, as construct's Struct makes it."""
    inner = construct.Container(
        _=context, _params=context._params, _root=None, _parsing=parsing, _building=not parsing, _sizing=False
    )
    inner._root = context._.get("_root", context) if "_" in context else context
    return inner


def _measured(kind: Kind, value: Any, path: Any) -> int:
    """The length in bytes, or the count of items, that an expression is about."""
    try:
        if isinstance(kind, Text):
            return len(encode_text(value, kind.encoding, kind.errors))
        return len(value)
    except Exception as fault:
        raise construct.StringError(f"{value!r} has no length: {fault}", path=path) from fault


def _named(name: str, kind: Kind) -> Any:
    schema: Construct = _schema(kind)
    return schema if isinstance(kind, Padding) else construct.Renamed(schema, newname=name)
