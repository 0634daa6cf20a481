"""A frame as a construct class: consecutive fields, bit groups as BitStructs, derived fields solved when building.

Strategy: parsing goes field by field into a Container; building makes the bytes of each settable field separately, solves what
follows from their sizes, and then writes all fields in order, checksums last.
"""

from __future__ import annotations

from typing import Any, assert_never

import construct

from framekit.compiler.construct.bitwise import build_in_bits, parse_in_bits
from framekit.compiler.construct.parts import MappedValue, ParsedFrame, StrictFlag, WholeNumber, filler_size, value_at
from framekit.compiler.construct.schema import schema_of
from framekit.compiler.construct.stream import Stream, stream_of
from framekit.compiler.text import encode_text
from framekit.errors import SpecError
from framekit.spec.agreement import Disagreement, GivenCheck, takes_given
from framekit.spec.ahead import leaves_to_check, reaches_to_check
from framekit.spec.checksum_order import checksums_in_order, room_of
from framekit.spec.ends import arm_takes_all, left_after
from framekit.spec.expr import INDEX, REST, references
from framekit.spec.given import given_by_name, given_fields, given_values
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    Given,
    Kind,
    LeftoverOf,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Repeat,
    Scalar,
    Sized,
    Switch,
    Text,
    Unknown,
    Varint,
    bits_of,
    checksum_in,
)
from framekit.spec.memo import Key
from framekit.spec.model import FieldSpec, FrameSpec, Relation
from framekit.spec.sizes import fixed_size, frame_fixed_size, is_recursive
from framekit.spec.structure import aligns_by_place, may_be_none
from framekit.spec.tags import tag_of_value, why_not_derivable
from framekit.spec.transforms import Framed

_CONTEXT_NAMES = frozenset(["_", "_params", "_root", "_parsing", "_building", "_sizing", "_subcons", "_io", "_index"])
"""The names that construct itself puts into the context of a Struct."""


SCHEMA: Key[Any] = Key("construct schema")


def construct_schema(spec: FrameSpec) -> Any:
    """Return the schema of a frame, made on the first call."""
    return spec.memo.once(SCHEMA, lambda: FrameStruct(spec))


class FrameStruct(construct.Construct):  # type: ignore[misc]  # construct has no types
    """A frame, which parses into a Container, and builds from a dict of the constructor's arguments or from an instance."""

    def __init__(self, spec: FrameSpec) -> None:
        super().__init__()
        self.name = spec.name
        for each in spec.fields:
            if each.name in _CONTEXT_NAMES and not isinstance(each.kind, Padding | Filler):
                raise SpecError("construct reserves this name; rename the field", frame=spec.name, path=each.name)
        self.spec = spec
        self.subcons = {
            each.name: schema_of(each.kind)
            for each in spec.fields
            if bits_of(each.kind) is None and not isinstance(each.kind, Given)
        }
        self.groups = {group[0].name: _bit_struct(group) for group in _groups(spec)}

    def _sizeof(self, context: Any, path: Any) -> int:
        size = frame_fixed_size(self.spec)
        if size is None:
            raise construct.SizeofError(f"frames of {self.name} vary in size", path=path)
        return size

    # Parsing

    def _parse(self, stream: Any, context: Any, path: Any) -> Any:
        if not isinstance(stream, Stream):
            start = stream.tell()
            inside = Stream(stream.read(), self.spec, construct_schema)
            value = self._parse(inside, context, path)
            stream.seek(start + inside.tell())
            return value
        if self.spec.in_bits is not None:
            return parse_in_bits(self.spec, self.spec.in_bits, stream_of(stream), context, path)
        if self.spec.order_by is not None:
            return self._chosen_by_bytes(stream, context, path)._parse(stream, context, path)
        return self._parse_fields(stream_of(stream), context, path)

    def _chosen_by_bytes(self, stream: Any, context: Any, path: Any) -> Any:
        assert self.spec.order_by is not None
        start, inner = stream.tell(), _inner_context(context, parsing=True)
        for each in self.spec.fields[len(given_fields(self.spec)) :]:
            inner[each.name] = self.subcons[each.name]._parsereport(stream, inner, path)
            if each.name == self.spec.order_by.field:
                break
        stream.seek(start)
        return self._chosen(inner[self.spec.order_by.field], path)

    def _chosen(self, value: Any, path: Any) -> Any:
        assert self.spec.order_by is not None
        chosen = self.spec.order_by.spec_for(value)
        if chosen is None:
            raise construct.MappingError(f"{value!r} selects no byte order", path=path)
        return construct_schema(chosen)

    def _parse_fields(self, stream: Stream, context: Any, path: Any) -> Any:
        spec = self.spec
        start, outer_limit, outer_origin = stream.tell(), stream.limit, stream.origin
        if spec.origin:
            stream.origin = start
        if is_recursive(spec):
            stream.enter(path)
        outcome, inner = ParsedFrame(spec), _inner_context(context, parsing=True)
        inner._start = start
        places: dict[str, tuple[int, int]] = {}
        waiting = None if spec.size is None else {path[0] for path in references(spec.size) if path != REST}
        for each in spec.fields:
            if waiting is not None and not waiting:
                self._bind(stream, start, inner, path)
                waiting = None
            before = stream.tell()
            parsed = self._parse_field(each, stream, inner, path)
            for name, value in parsed:
                outcome[name] = inner[name] = value
            for name, value in parsed:
                self._check(name, value, inner, path)
            places[each.name] = before, stream.tell()
            if waiting is not None:
                waiting.discard(each.name)
        if waiting is not None:
            self._bind(stream, start, inner, path)
        if spec.size is not None and stream.left:
            raise construct.TerminatedError(f"{stream.left} bytes left over within the size of the frame", path=path)
        if any(places[name][0] + reach > stream.tell() for name, reach in reaches_to_check(spec)):
            raise construct.StreamError("a field looks ahead beyond the end of its frame", path=path)
        for name in leaves_to_check(spec):
            field = spec.field_named(name)
            assert field is not None
            left = left_after(field.kind, inner.get(name), lambda switch: value_at(switch.on, inner))
            if places[name][1] + len(left) > stream.tell():
                raise construct.StreamError(f"{name} leaves its terminator beyond the end of its frame", path=path)
        stream.limit, stream.origin = outer_limit, outer_origin
        for each in spec.fields:
            kind, found = checksum_in(each.kind), outcome.get(each.name)
            if kind is not None and found is not None and self._sum(kind, each.name, stream, start, places, inner) != found:
                raise construct.ChecksumError(f"checksum {each.name} does not match", path=path)
        stream.depth -= 1 if is_recursive(spec) else 0
        for name, expression in spec.computed:
            outcome[name] = value_at(expression, inner)
        return outcome

    def _parse_field(self, field: FieldSpec, stream: Stream, context: Any, path: Any) -> list[tuple[str, Any]]:
        if field.name in self.groups:
            values = self.groups[field.name]._parsereport(stream, context, path)
            return [(name, value) for name, value in values.items() if name != "_io"]
        if bits_of(field.kind) is not None:
            return []
        if isinstance(field.kind, Given):
            return [(field.name, self._given(context)[field.name])]
        value = self.subcons[field.name]._parsereport(stream, context, path)
        return [] if isinstance(field.kind, Padding | Filler) else [(field.name, value)]

    def _given(self, context: Any) -> dict[str, Any]:
        """Return the given values: from the enclosing frame, or those that it is bound to, or from the keywords of parse()."""
        names = [each.name for each in given_fields(self.spec)]
        outer = context["_"]
        source = outer.get("_given") or self.spec.given or {name: outer[name] for name in names if name in outer}
        return given_by_name(self.spec, {name: source[name] for name in names if name in source})

    def _check(self, name: str, value: Any, context: Any, path: Any) -> None:
        field = self.spec.field_named(name)
        if field is None or field.check is None or (value is None and may_be_none(field.kind)):
            return
        if field.check.expression is not None:
            holds = value_at(field.check.expression, context, alone=value)
        else:
            holds = field.check.allows(value)
        if not holds:
            raise construct.ValidationError(f"{name} is {value!r}, which does not satisfy check={field.check}", path=path)

    def _bind(self, stream: Stream, start: int, context: Any, path: Any) -> None:
        assert self.spec.size is not None
        stop = start + int(value_at(self.spec.size, context, stream.limit - start))
        if not stream.tell() <= stop <= stream.limit:
            raise construct.StreamError(f"end of frame {stop} is outside {stream.tell()} to {stream.limit}", path=path)
        stream.limit = stop

    def _sum(
        self, kind: Checksum, name: str, stream: Stream, start: int, places: dict[str, tuple[int, int]], context: Any
    ) -> Any:
        at, stop = places[name]
        match kind.over:
            case "before":
                covered = stream.slice(start, at)
            case "after":
                covered = stream.slice(stop, stream.tell())
            case "frame":
                covered = stream.slice(start, at) + bytes(stop - at) + stream.slice(stop, stream.tell())
            case names:
                covered = b"".join(stream.slice(*places[each]) for each in names)
        return kind.algorithm.function(covered, *_key_of(kind, context))

    # Building

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        if not isinstance(stream, Stream):
            inside = Stream(b"", self.spec, construct_schema)
            self._build(obj, inside, context, path)
            data = inside.getvalue()
            construct.stream_write(stream, data, len(data), path)
            return obj
        if isinstance(obj, self.spec.frame_class):
            obj = {each.name: getattr(obj, each.name) for each in self.spec.fields if each.settable}
        given = construct.Container({} if obj is None else obj)
        for each in self.spec.fields:
            if each.settable and not each.required and each.name not in given:
                given[each.name] = each.default if each.default_factory is None else each.default_factory()
            if isinstance(each.kind, Const) and given.get(each.name) is None:
                given[each.name] = each.kind.value
        if self.spec.in_bits is not None:
            data = build_in_bits(self.spec, self.spec.in_bits, given, stream_of(stream), context, path)
            construct.stream_write(stream, data, len(data), path)
            return obj
        if self.spec.order_by is not None:
            return self._chosen(given[self.spec.order_by.field], path)._build(given, stream, context, path)
        if is_recursive(self.spec):
            stream.enter(path)
        data = self._build_fields(given, stream, context, path)
        stream.depth -= 1 if is_recursive(self.spec) else 0
        construct.stream_write(stream, data, len(data), path)
        return obj

    def _build_fields(self, given: Any, stream: Stream, context: Any, path: Any) -> bytes:
        inner = _inner_context(context, parsing=False)
        inner.update(given)
        inner._base = 0 if self.spec.origin else stream.base + stream.tell()
        inner._kept = 0
        inner._sizes = {}
        inner._solved = {id(relation.part) for relation in self.spec.relations if relation.solves}
        pieces: dict[str, bytes] = {}
        terminators: dict[str, bytes] = {}
        by_pieces = [each for each in self.spec.relations if self._needs_pieces(each)]
        self._solve([each for each in self.spec.relations if each not in by_pieces], inner, pieces, path)
        solving = {relation.consumer for relation in by_pieces if relation.solves is not None}
        # A part whose size is measured is built first, since others may refer to that number, and its leftover before it.
        # Fields that depend on their position are built last, when the bytes before them are known.
        placed = [each for each in self.spec.fields if aligns_by_place(each.kind)]
        apart = [each for each in reversed(self.spec.fields) if each not in placed]
        early = [each for each in apart if each.name in solving or _is_of_part_that_keeps(each)]
        others = [each for each in apart if each not in early]
        places_last = {each.name for each in placed}
        for turn in (early, others, placed):
            for each in turn:
                kept = isinstance(each.kind, Bytes) and isinstance(each.kind.extent, LeftoverOf)
                inner._terminator = b""
                if isinstance(each.kind, Given):
                    pieces[each.name] = b""
                    given_values(self.spec, {each.name: inner[each.name] for each in given_fields(self.spec)})
                elif each.settable and bits_of(each.kind) is None:
                    base = inner._base + self._size(inner, pieces, before=each.name) if each in placed else 0
                    pieces[each.name] = self._piece(each, inner[each.name], stream, inner, path, base)
                terminators[each.name] = inner._terminator
                inner._kept = len(pieces[each.name]) if kept else 0
            if turn is not others:
                late = turn is placed
                known = [each for each in by_pieces if each.consumer and (each.consumer in places_last) is late]
                self._solve(known, inner, pieces, path)
        self._solve([each for each in by_pieces if not each.consumer], inner, pieces, path)
        self._compare(inner, pieces, path)
        self._check_kept(inner, pieces, path)
        for each in self.spec.fields:
            if each.check is not None:
                self._check(each.name, inner.get(each.name), inner, path)
            if takes_given(each.kind):
                found = _disagreement(each, inner)
                if found is not None:
                    raise construct.ValidationError(f"expected {found.expected!r} given to {each.name}{found.where}", path=path)
        packed = b""
        places: dict[str, tuple[int, int]] = {}
        for index, each in enumerate(self.spec.fields):
            data = self._final_piece(each, pieces, inner, stream, len(packed), path)
            places[each.name] = len(packed), len(packed) + len(data)
            pieces[each.name] = data
            packed += data
            self._check_absent(index, pieces, inner, path)
        for name, left in terminators.items():
            if not packed.startswith(left, places[name][1]):
                raise construct.StringError(f"expected the terminator of {name} after it", path=path)
        for each in checksums_in_order(self.spec):
            kind = checksum_in(each.kind)
            assert kind is not None
            at, stop = places[each.name]
            if at < stop:
                number = self._sum(kind, each.name, _at_end(packed, self.spec), 0, places, inner)
                packed = packed[:at] + schema_of(kind.base).build(number) + packed[stop:]
        for each in self.spec.fields:
            if isinstance(each.kind, LookAhead):
                at, wire = places[each.name][0] + each.kind.ahead, schema_of(each.kind.base).build(inner[each.name])
                if packed[at : at + len(wire)] != wire:
                    raise construct.ConstError(f"{each.name} differs from the bytes {each.kind.ahead} ahead", path=path)
        return packed

    def _check_kept(self, context: Any, pieces: dict[str, bytes], path: Any) -> None:
        for each, keeper in zip(self.spec.fields, self.spec.fields[1:], strict=False):
            switch = each.kind.inner if isinstance(each.kind, Sized) and each.kind.leftover == "keep" else None
            if isinstance(switch, Switch) and pieces[keeper.name] and arm_takes_all(switch, value_at(switch.on, context)):
                raise construct.TerminatedError(f"{each.name} takes all bytes, none left for {keeper.name}", path=path)

    def _piece(self, field: FieldSpec, value: Any, stream: Stream, context: Any, path: Any, base: int = 0) -> bytes:
        inside = stream.apart(base)
        self.subcons[field.name]._build(value, inside, context, path)
        stream.items, stream.empty = inside.items, inside.empty
        return inside.getvalue()

    def _final_piece(
        self, field: FieldSpec, pieces: dict[str, bytes], context: Any, stream: Stream, position: int, path: Any
    ) -> bytes:
        kind = field.kind
        if field.name in self.groups:
            return bytes(self.groups[field.name].build({name: context.get(name) for name in _members(self.spec, field.name)}))
        if bits_of(kind) is not None:
            return b""
        if checksum_in(kind) is not None:
            return bytes(value_at(room_of(kind), context))
        if isinstance(kind, Filler):
            return bytes([kind.fill]) * filler_size(kind, position + (context._base if kind.outer else 0), context)
        if field.settable:
            return pieces[field.name]
        if field.derived:
            base = kind.base if isinstance(kind, Mapped) else kind
            return bytes(schema_of(base).build(context[field.name]))
        return self._piece(field, context.get(field.name), stream, context, path)

    def _check_absent(self, index: int, pieces: dict[str, bytes], context: Any, path: Any) -> None:
        before = self.spec.fields[:index]
        if pieces[self.spec.fields[index].name] and any(
            isinstance(each.kind, Optional) and each.kind.when is None and context[each.name] is None for each in before
        ):
            raise construct.RangeError("a field is absent, but fields after it are not", path=path)

    # Relations

    def _needs_pieces(self, relation: Relation) -> bool:
        """Return True if the measure is known only from the bytes: that of a bounded part, or of the frame itself."""
        if relation.measures == "bitmap":
            return False
        if relation.measures == "head":  # it follows from a number, which may itself need the bytes
            return any(each.solves == relation.consumer and self._needs_pieces(each) for each in self.spec.relations)
        field = self.spec.field_named(relation.consumer)
        held = field is not None and _is_known_as_bytes(field.present_kind)
        return relation.measures == "size" or isinstance(relation.part, Sized) or held

    def _solve(self, relations: list[Relation], context: Any, pieces: dict[str, bytes], path: Any) -> None:
        for relation in relations:
            if relation.measures == "size":
                if relation.solves is not None:
                    self._solve_size(relation, context, pieces, path)
            elif relation.measures in ("head", "bitmap") and relation.solves is not None and relation.inverse is not None:
                context[relation.solves] = value_at(relation.inverse, context)
            elif relation.solves is not None and relation.inverse is not None:
                absent = relation.measures != "presence" and self._is_absent(relation.consumer, context)
                measured = None if absent else self._measured(relation, context, pieces, path)
                context[relation.solves] = relation.absent if absent else value_at(relation.inverse, context, measured)

    def _compare(self, context: Any, pieces: dict[str, bytes], path: Any) -> None:
        for relation in self.spec.relations:
            sized = relation.measures == "size"
            if relation.solves is not None:
                continue
            if not sized and relation.measures != "presence" and self._is_absent(relation.consumer, context):
                continue
            measured = self._size(context, pieces) if sized else self._measured(relation, context, pieces, path)
            wanted = value_at(relation.expression, context, measured)
            if measured is not None and (bool(wanted) if relation.measures == "presence" else wanted) != measured:
                raise construct.RangeError(f"expected {relation.measures} {wanted!r}, found {measured}", path=path)

    def _is_absent(self, name: str, context: Any) -> bool:
        """Return True if an optional field is absent; a null value counts as present."""
        field = self.spec.field_named(name)
        return field is not None and isinstance(field.kind, Optional) and context[name] is None

    def _solve_size(self, relation: Relation, context: Any, pieces: dict[str, bytes], path: Any) -> None:
        assert relation.solves is not None
        assert relation.inverse is not None
        for _ in range(12):
            before = context.get(relation.solves)
            context[relation.solves] = value_at(relation.inverse, context, self._size(context, pieces))
            if context[relation.solves] == before:
                return
        raise construct.RangeError("no value of the size field matches the size of the frame", path=path)

    def _size(self, context: Any, pieces: dict[str, bytes], *, before: str = "") -> int:
        """Return the size of the frame in bytes, or of its part before a field."""
        total = 0
        for each in self.spec.fields:
            if each.name == before:
                break
            base = each.kind.base if isinstance(each.kind, Mapped) else each.kind
            # A constant is packed in a single form, even if reading accepts longer ones.
            size = len(each.kind.wire) if isinstance(each.kind, Const) and each.kind.wire else fixed_size(each.kind)
            if isinstance(each.kind, Filler):
                total += filler_size(each.kind, total + (context._base if each.kind.outer else 0), context)
            elif checksum_in(each.kind) is not None:
                total += value_at(room_of(each.kind), context)
            elif each.derived and isinstance(base, Varint):
                total += len(schema_of(base).build(context.get(each.name) or 0))
            else:
                total += len(pieces[each.name]) if size is None else size
        return total

    def _measured(self, relation: Relation, context: Any, pieces: dict[str, bytes], path: Any) -> Any:
        field = self.spec.field_named(relation.consumer)
        assert field is not None
        value = context[field.name]
        kind = field.kind
        if relation.measures == "presence":
            return value is not None
        if isinstance(kind, Optional):
            kind = kind.inner
        if isinstance(relation.part, Sized):
            return context._sizes.get(id(relation.part))
        if _is_known_as_bytes(kind):
            return context._sizes.get(id(relation.part))
        while isinstance(kind, Sized) or (isinstance(kind, Mapped) and isinstance(relation.part, Switch)):
            if isinstance(kind, Mapped):
                value = value if value is None or kind.pack is None else kind.pack(value)
            kind = kind.inner if isinstance(kind, Sized) else kind.base
        if isinstance(kind, Switch):
            return _told(kind, value, context)
        return _length(kind, value, path)


def _is_of_part_that_keeps(field: FieldSpec) -> bool:
    """Return True for a part whose leftover the next field keeps, and for that field."""
    if isinstance(field.kind, Sized):
        return field.kind.leftover == "keep"
    return isinstance(field.kind, Bytes) and isinstance(field.kind.extent, LeftoverOf)


def _is_known_as_bytes(kind: Kind) -> bool:
    """Return True if only the bytes of a value determine its length: a frame within bytes, or a mapping with an argument."""
    while isinstance(kind, Mapped | Sized):
        if isinstance(kind, Mapped) and (isinstance(kind.transform, Framed) or kind.argument is not None):
            return True
        kind = kind.inner if isinstance(kind, Sized) else kind.base
    return False


def _told(kind: Switch, value: Any, context: Any) -> Any:
    """Return the tag of a value, or None if values do not determine it; for a plain dict, the tag field must be present."""
    if kind.union is None and why_not_derivable(kind):
        return None
    if type(value) is Unknown or not isinstance(value, dict):
        try:
            return tag_of_value(kind, value)
        except LookupError:
            pass
    return value_at(kind.on, context)


def _length(kind: Kind, value: Any, path: Any) -> int | None:
    """Return the length in bytes, or the count of items, that an expression refers to."""
    try:
        if value is None:
            return 0
        while isinstance(kind, Mapped):
            value, kind = value if kind.pack is None else kind.pack(value), kind.base
        if isinstance(kind, Text):
            return len(encode_text(value, kind.encoding, kind.errors))
        return memoryview(value).nbytes if isinstance(kind, Bytes) else len(value)
    except Exception as fault:
        raise construct.StringError(f"{value!r} has no length: {fault}", path=path) from fault


def _disagreement(field: FieldSpec, context: Any) -> Disagreement | None:
    """Return the first frame in the value of a field whose given value differs from the one that this frame gives it."""
    check = GivenCheck(field.kind)

    def evaluate(number: int, index: int) -> Any:
        outer, context[INDEX] = context.get(INDEX), index
        value = value_at(check.expressions[number], context)
        context[INDEX] = outer
        return value

    return check.find(context[field.name], evaluate, 0)


def _key_of(kind: Checksum, context: Any) -> tuple[Any, ...]:
    """Return the key of a digest as a tuple, empty if it has none."""
    return () if kind.key is None else (value_at(kind.key, context),)


def _at_end(packed: bytes, spec: FrameSpec) -> Stream:
    stream = Stream(packed, spec, construct_schema)
    stream.seek(len(packed))
    return stream


def _inner_context(context: Any, *, parsing: bool) -> Any:
    """Return the context of a frame inside `context`, as construct's Struct makes it."""
    inner = construct.Container(
        _=context, _params=context.get("_params"), _root=None, _parsing=parsing, _building=not parsing, _sizing=False
    )
    inner._root = context.get("_root", context)
    return inner


# Bits


def _groups(spec: FrameSpec) -> list[list[FieldSpec]]:
    groups: list[list[FieldSpec]] = []
    for each in spec.fields:
        bits = bits_of(each.kind)
        if bits is not None:
            if bits.first:
                groups.append([])
            groups[-1].append(each)
    return groups


def _members(spec: FrameSpec, first: str) -> list[str]:
    group = next(group for group in _groups(spec) if group[0].name == first)
    return [each.name for each in group if not isinstance(each.kind, Padding)]


def _bit_struct(group: list[FieldSpec]) -> Any:
    """Return the schema of fields that share bytes. If the first has the lowest bits, they are reversed, on swapped bytes."""
    bits = bits_of(group[0].kind)
    assert bits is not None
    members = [_bit_field(each) for each in group]
    if bits.order == "little":
        return construct.ByteSwapped(construct.BitStruct(*reversed(members)))
    return construct.BitStruct(*members)


def _bit_field(field: FieldSpec) -> Any:
    bits = bits_of(field.kind)
    assert bits is not None
    schema = WholeNumber(construct.BitsInteger(bits.width, signed=bits.signed))
    if bits.number == "bool":
        schema = StrictFlag(construct.BitsInteger(1))
    match field.kind:
        case Const():
            schema = construct.Const(field.kind.value, schema)
        case Mapped() if not field.derived:
            schema = MappedValue(schema, field.kind)
        case Mapped():
            schema = construct.ExprAdapter(
                schema, lambda obj, context, kind=field.kind: kind.unpack(obj), lambda obj, context: obj
            )
        case Padding():
            fill = bits.mask if field.kind.fill else 0
            if field.kind.strict:
                return construct.Const(fill, schema)
            return construct.Default(schema, fill)
        case (
            Scalar()
            | Bits()
            | Varint()
            | Bytes()
            | Text()
            | Filler()
            | Repeat()
            | Nested()
            | Sized()
            | Switch()
            | Optional()
            | Checksum()
            | Custom()
            | Given()
            | LookAhead()
        ):
            pass
        case _:
            assert_never(field.kind)
    return construct.Renamed(schema, newname=field.name)
