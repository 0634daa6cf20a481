"""Writes a frame step by step, and names the value that cannot be written.

Strategy: several passes over the fields: first the bytes and measures of everything that is set or constant; then the derived
fields, solved from those measures; then all bytes in wire order, with padding and checksums last.

Rules: it writes exactly what the codec writes, and refuses exactly what the codec refuses. Any exception that a value raises
becomes a PackError.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from framekit.compiler.explain.cursor import count_bytes
from framekit.compiler.explain.in_messages import one_of, reason_of, show
from framekit.compiler.explain.number_bytes import bits_number, varint_bytes, wire_value
from framekit.compiler.explain.value_writer import ValueWriter, Wire
from framekit.compiler.refusal import as_wire
from framekit.errors import FramekitError, PackError, forget
from framekit.spec.agreement import GivenCheck, takes_given
from framekit.spec.checksum_order import checksums_in_order, room_of
from framekit.spec.ends import arm_takes_all
from framekit.spec.kinds import (
    Bits,
    Const,
    Filler,
    Kind,
    LookAhead,
    Mapped,
    Optional,
    Padding,
    Sized,
    Switch,
    Varint,
    bits_of,
    checksum_in,
    wire_base,
)
from framekit.spec.model import FieldSpec, FrameSpec, Relation
from framekit.spec.sizes import is_recursive, minimum_size
from framekit.spec.structure import aligns_outer, walk


def pack_carefully(spec: FrameSpec, frame: Any) -> bytes:
    """Return the bytes of a frame. Raises PackError."""
    return _Writer(spec, {}).write_root(frame)


def pack_with_override(spec: FrameSpec, frame: Any, override: Mapping[str, Any]) -> bytes:
    """Return the bytes of a frame with some derived fields, constants or checksums replaced by other values.

    Args:
        spec: the spec of the frame.
        frame: the instance.
        override: the values by path, as `{"length": 9, "header.magic": b"XX"}`.

    Raises:
        PackError: a path does not name such a field, or its value does not fit.
    """
    writer = _Writer(spec, dict(override))
    packed = writer.write_root(frame)
    for path in override:
        if path not in writer.overridden:
            raise PackError(
                "override= accepts only derived fields, constants and checksums of this frame and of frames nested in it; "
                "set other fields on the frame itself",
                frame=spec.name,
                path=str(path),
            )
    return packed


def bytes_ahead(spec: FrameSpec, frame: Any) -> dict[str, bytes]:
    """Return the bytes seen by each field that looks ahead, by path, whatever its value is. Raises PackError."""
    writer = _Writer(spec, {})
    writer.peeked = {}
    writer.write_root(frame)
    return writer.peeked


def find_pack_fault(spec: FrameSpec, frame: Any, fault: Exception) -> FramekitError:
    """Return the error that explains why the codec refused a frame."""
    try:
        pack_carefully(spec, frame)
    except FramekitError as found:
        return forget(fault, found)
    except RecursionError:
        return PackError("frames are nested too deeply, or contain themselves", frame=spec.name)
    error = PackError(
        f"the codec raised {fault!r}, but the interpreter found no error; this is a bug in framekit", frame=spec.name
    )
    error.__cause__ = fault
    return error


def derived_value(spec: FrameSpec, frame: Any, name: str) -> Any:
    """Return the value that packing would write for the derived field or checksum `name`. Raises PackError."""
    writer = _Writer(spec, {})
    if spec.order_by is not None:
        spec = writer.choose_order(spec, frame, "")
    field = spec.field_named(name)
    assert field is not None
    if checksum_in(field.kind) is not None:
        writer.write_root(frame)
        return writer.sums[name]
    value = writer.solve(spec, frame, "", writer.write_given(spec, frame, ""))[name]
    _Writer(spec, {}).write_root(frame)  # raises if the value does not fit, or if the frame cannot be packed for another reason
    return field.kind.unpack(value) if isinstance(field.kind, Mapped) else value


class _Writer(ValueWriter):
    def write_root(self, frame: Any) -> bytes:
        try:
            return self.write_frame(self.spec, frame, "")
        except RecursionError:
            raise PackError("frames are nested too deeply, or contain themselves", frame=self.spec.name) from None

    def choose_order(self, spec: FrameSpec, frame: Any, path: str) -> FrameSpec:
        """Return the frame in the byte order that its first fields select."""
        assert spec.order_by is not None
        self.check_class(spec, frame, path)
        here = _join(path, spec.order_by.field)
        value = self.attribute(frame, spec.order_by.field, here)
        chosen = spec.order_by.spec_for(value)
        if chosen is None:
            names = [each.name for each in spec.fields]
            self.offset += sum(minimum_size(each.kind) for each in spec.fields[: names.index(spec.order_by.field)])
            known = one_of([repr(each) for each in spec.order_by.orders])
            self.fail(f"expected {known} to select the byte order, found {show(value)}", here)
        return chosen

    def write_frame(self, spec: FrameSpec, frame: Any, path: str) -> bytes:
        if spec.in_bits is not None:
            return self._write_in_bits(spec.in_bits, frame, path, lsb=spec.lsb)
        if spec.order_by is not None:
            spec = self.choose_order(spec, frame, path)
        start = self.offset
        outer_start, outer_origin = self.start, self.origin
        self.start = start
        if spec.origin:
            self.origin = start
        if is_recursive(spec):
            self.enter(path)
        wires = self.write_given(spec, frame, path)
        self.offset = start
        derived = self.solve(spec, frame, path, wires)
        self._check_values(spec, frame, path, wires, derived)
        self.offset = start
        pieces: list[bytes] = []
        places: dict[str, tuple[int, int]] = {}
        for each in spec.fields:
            here = _join(path, each.name)
            data = self._field_bytes(spec, each, frame, here, wires, derived, self.offset - start)
            places[each.name] = self.offset - start, self.offset - start + len(data)
            self.offset += len(data)
            pieces.append(data)
        self._check_absent(spec, path, pieces)
        self._check_following(spec, path, pieces, wires)
        self.offset = start
        packed = self._sum_up(spec, path, frame, b"".join(pieces), places)
        for each in spec.fields:
            if isinstance(each.kind, LookAhead):
                self._check_ahead(each.name, each.kind, frame, _join(path, each.name), packed, places[each.name][0])
        self.depth -= 1 if is_recursive(spec) else 0
        self.start, self.origin = outer_start, outer_origin
        return packed

    def _write_in_bits(self, spec: FrameSpec, frame: Any, path: str, *, lsb: bool) -> bytes:
        """Write a bitwise frame as binary digits, eight to a byte; its inner offsets count bits."""
        start, self.offset, self.bits_from = self.offset, 0, self.offset
        digits = self.write_frame(spec, frame, path)
        self.offset, self.bits_from = start, None
        step = -1 if lsb else 1
        return bytes(int(digits[at : at + 8].ljust(8, b"0")[::step], 2) for at in range(0, len(digits), 8))

    def _check_ahead(self, name: str, kind: LookAhead, frame: Any, path: str, packed: bytes, at: int) -> None:
        """Fail if the value of a field that looks ahead differs from the bytes written there."""
        wire = self.wire(kind.base, self.attribute(frame, name, path), path, frame).data
        found = packed[at + kind.ahead : at + kind.ahead + len(wire)]
        if self.peeked is not None:
            self.peeked[path] = found
        elif found != wire:
            self.offset += at + kind.ahead
            self.fail(
                f"expected {found.hex(' ') or 'nothing'} as written {count_bytes(kind.ahead)} ahead, found {wire.hex(' ')}", path
            )

    def _field_bytes(
        self,
        spec: FrameSpec,
        field: FieldSpec,
        frame: Any,
        path: str,
        wires: dict[str, Wire],
        derived: dict[str, Any],
        position: int,
    ) -> bytes:
        kind = field.kind
        bits = bits_of(kind)
        if bits is not None:
            return self._group_bytes(spec, field, frame, path, wires, derived) if bits.first else b""
        if field.derived:
            return self._derived_bytes(field, self.overridden_value(path, derived[field.name]), path)
        if isinstance(kind, Filler):
            return bytes([kind.fill]) * self._fills(kind, frame, position, path, derived)
        if checksum_in(kind) is not None:
            return bytes(self.evaluate(room_of(kind), frame, derived, path))
        return wires[field.name].data

    def _fills(self, kind: Filler, frame: Any, position: int, path: str, derived: dict[str, Any]) -> int:
        """Return the number of padding bytes at a position in the frame."""
        if kind.size is None:
            return -(position + (self.start - self.origin if kind.outer else 0)) % kind.to
        count = self.filled(self.evaluate(kind.size, frame, derived, path), path)
        if count < 0:
            self.fail(f"{kind.size} is {count}, expected 0 or more", path)
        return count

    def _derived_bytes(self, field: FieldSpec, value: Any, path: str) -> bytes:
        base = wire_base(field.kind)
        return self.wire(base, value, path, None).data

    def _group_bytes(
        self, spec: FrameSpec, first: FieldSpec, frame: Any, path: str, wires: dict[str, Wire], derived: dict[str, Any]
    ) -> bytes:
        """Return the bytes that a group of bit fields shares."""
        shared = bits_of(first.kind)
        assert shared is not None
        assert shared.order is not None
        number = 0
        index = spec.fields.index(first)
        for each in spec.fields[index:]:
            bits = bits_of(each.kind)
            if bits is None or (bits.first and each is not first):
                break
            if each.derived:
                here = _join(path.rpartition(".")[0], each.name)
                value = self.overridden_value(here, derived[each.name])
                plain = self.guarded(bits, value, here, lambda value, bits=bits: bits_number(bits, value))  # type: ignore[misc]
            else:
                plain = wires[each.name].bits
            number |= plain << bits.shift
        return bytes(number.to_bytes(shared.group, shared.order))

    def _check_absent(self, spec: FrameSpec, path: str, pieces: list[bytes]) -> None:
        for index, each in enumerate(spec.fields):
            if isinstance(each.kind, Optional) and each.kind.when is None and not pieces[index] and any(pieces[index + 1 :]):
                self.offset -= len(b"".join(pieces[index:]))
                self.fail(
                    "the field is None, but fields after it are not; it may be absent only at the end of the frame",
                    _join(path, each.name),
                )

    def _check_following(self, spec: FrameSpec, path: str, pieces: list[bytes], wires: dict[str, Wire]) -> None:
        for index, each in enumerate(spec.fields):
            left = wires[each.name].terminator if each.name in wires else b""
            if left and not b"".join(pieces[index + 1 :]).startswith(left):
                self.fail(f"expected the next field to begin with the terminator {left!r}", _join(path, each.name))

    # Checksums

    def _sum_up(self, spec: FrameSpec, path: str, frame: Any, packed: bytes, places: dict[str, tuple[int, int]]) -> bytes:
        for each in checksums_in_order(spec):
            kind = checksum_in(each.kind)
            assert kind is not None
            here = _join(path, each.name)
            at, stop = places[each.name]
            if at == stop:
                self.sums[here] = None
                continue
            match kind.over:
                case "before":
                    covered = packed[:at]
                case "after":
                    covered = packed[stop:]
                case "frame":
                    covered = packed
                case names:
                    covered = b"".join(packed[slice(*places[name])] for name in names)
            self.offset += at
            try:
                key = () if kind.key is None else (self.evaluate(kind.key, frame, {}, path),)
                value = kind.algorithm.function(covered, *key)
            except Exception as fault:
                self.fail(f"{kind.algorithm.name} failed: {reason_of(fault)}", here, fault)
            value = self.overridden_value(here, value)
            self.sums[here] = value
            wire = self.wire(kind.base, value, here, None).data
            self.offset -= at
            packed = packed[:at] + wire + packed[stop:]
        return packed

    # Fields that are set or constant

    def write_given(self, spec: FrameSpec, frame: Any, path: str) -> dict[str, Wire]:
        """Write every field that is set or constant."""
        self.check_class(spec, frame, path)
        wires: dict[str, Wire] = {}
        start = self.offset
        aligned = aligns_outer(spec)
        for each in spec.fields:
            here = _join(path, each.name)
            if isinstance(each.kind, Filler) and aligned:
                self.offset += self._fills(each.kind, frame, self.offset - start, here, {})
                continue
            if each.derived or isinstance(each.kind, Filler) or checksum_in(each.kind) is not None:
                self.offset += minimum_size(each.kind)
                continue
            at = self.offset
            bits = bits_of(each.kind)
            if bits is not None and not bits.first:
                self.offset -= bits.group  # back to the first of the shared bytes
            wires[each.name] = self._write_field(spec, each, frame, here)
            self.offset = at + (len(wires[each.name].data) if bits is None else bits.size)
        self.offset = start
        return wires

    def _write_field(self, spec: FrameSpec, field: FieldSpec, frame: Any, path: str) -> Wire:
        kind = field.kind
        if isinstance(kind, Padding):
            if kind.bits is not None:
                return Wire(b"", bits=kind.bits.mask if kind.fill else 0)
            return Wire(bytes([kind.fill]) * kind.size)
        if isinstance(kind, Const):
            value = self.overridden_value(path, kind.value)
            if isinstance(kind.base, Bits):
                base = kind.base
                return Wire(b"", bits=self.guarded(base, value, path, lambda value: bits_number(base, value)))
            if value is kind.value:
                return Wire(kind.wire)
            return Wire(self.wire(kind.base, value, path, frame).data)
        value = self.attribute(frame, field.name, path)
        bits = bits_of(kind)
        if bits is not None:
            raw = self.guarded(kind, value, path, lambda value: wire_value(kind, value)) if isinstance(kind, Mapped) else value
            return Wire(b"", bits=self.guarded(kind, raw, path, lambda raw: bits_number(bits, raw)))
        solved = frozenset(id(relation.part) for relation in spec.relations if relation.solves is not None)
        self.kept = self._kept_of(spec, field, frame, path)
        return self.wire(kind, value, path, frame, top=True, solved=solved)

    def _kept_of(self, spec: FrameSpec, field: FieldSpec, frame: Any, path: str) -> int:
        """Return how many bytes of the size of a field the next field keeps as leftover."""
        if not isinstance(field.kind, Sized) or field.kind.leftover != "keep":
            return 0
        keeper = spec.fields[spec.fields.index(field) + 1]
        here = _join(path.rpartition(".")[0], keeper.name)
        return len(self.guarded(keeper.kind, self.attribute(frame, keeper.name, here), here, as_wire))

    # Relations

    def solve(self, spec: FrameSpec, frame: Any, path: str, wires: dict[str, Wire]) -> dict[str, Any]:
        """Compute the derived fields, and check every relation that does not solve one."""
        derived: dict[str, Any] = {}
        sized = next((each for each in spec.relations if each.measures == "size"), None)
        for relation in spec.relations:
            if relation.solves is None or relation is sized:
                continue
            derived[relation.solves] = self._solved(spec, relation, frame, path, wires, derived)
        if sized is not None and sized.solves is not None:
            derived[sized.solves] = self._solve_size(spec, sized, frame, path, wires, derived)
        start = self.offset
        self._check_kept(spec, frame, path, wires, derived)
        for relation in spec.relations:
            if relation.solves is None:
                self.offset = start + self._before(spec, wires, relation.consumer)
                self._compare(spec, relation, frame, path, wires, derived)
        self.offset = start
        return derived

    def _check_kept(self, spec: FrameSpec, frame: Any, path: str, wires: dict[str, Wire], derived: dict[str, Any]) -> None:
        """Fail if a leftover follows an arm that takes all bytes, since it could not be read back."""
        for each, keeper in zip(spec.fields, spec.fields[1:], strict=False):
            switch = each.kind.inner if isinstance(each.kind, Sized) and each.kind.leftover == "keep" else None
            if isinstance(switch, Switch) and wires[keeper.name].data:
                here = _join(path, keeper.name)
                tag = self.evaluate(switch.on, frame, derived, here)
                if arm_takes_all(switch, tag):
                    self.fail(f"the arm for tag {tag!r} takes all bytes of {each.name!r}, so no leftover can be kept", here)

    def _before(self, spec: FrameSpec, wires: dict[str, Wire], name: str) -> int:
        """Return the number of bytes before a field, for the offset of an error."""
        total = 0
        for each in spec.fields:
            if each.name == name:
                return total
            bits = bits_of(each.kind)
            if bits is not None:
                total += bits.size
            else:
                total += len(wires[each.name].data) if each.name in wires else minimum_size(each.kind)
        return 0

    def _check_values(self, spec: FrameSpec, frame: Any, path: str, wires: dict[str, Wire], derived: dict[str, Any]) -> None:
        """Check the values against the check= of their fields, which may refer to derived fields."""
        start = self.offset
        for each in spec.fields:
            if each.check is not None:
                value = derived[each.name] if each.derived else getattr(frame, each.name)
                self.check_value(each, value, _join(path, each.name), frame, derived)
            if takes_given(each.kind):
                self._check_given(each, frame, _join(path, each.name), derived)
            bits = bits_of(each.kind)
            if bits is not None:
                self.offset += bits.size
            elif each.name in wires:
                self.offset += len(wires[each.name].data)
            else:
                self.offset += minimum_size(each.kind)
        self.offset = start

    def _check_given(self, field: FieldSpec, frame: Any, path: str, derived: dict[str, Any]) -> None:
        """Check the given values of frames inside a value against those that this frame gives them."""
        value = getattr(frame, field.name)
        check = GivenCheck(field.kind)

        def evaluate(number: int, index: int) -> Any:
            self.indexes.append(index)
            result = self.evaluate(check.expressions[number], frame, derived, path)
            self.indexes.pop()
            return result

        found = check.find(value, evaluate, 0)
        if found is not None:
            where, expected, had = found
            self.fail(f"expected {show(expected)}, given by the enclosing frame, found {show(had)}", f"{path}{where}")

    def _solved(
        self, spec: FrameSpec, relation: Relation, frame: Any, path: str, wires: dict[str, Wire], derived: dict[str, Any]
    ) -> Any:
        assert relation.solves is not None
        assert relation.inverse is not None
        if relation.measures in ("head", "bitmap"):
            return self.evaluate(relation.inverse, frame, derived, _join(path, relation.consumer))
        wire = wires[relation.consumer]
        if not wire.present and relation.measures != "presence":
            return relation.absent
        measured = self._measure(spec, relation, wires)
        return self.evaluate(relation.inverse, frame, derived, _join(path, relation.solves), measured)

    def _measure(self, spec: FrameSpec, relation: Relation, wires: dict[str, Wire]) -> Any:
        wire = wires[relation.consumer]
        return wire.measured.get(id(relation.part))

    def _solve_size(
        self, spec: FrameSpec, relation: Relation, frame: Any, path: str, wires: dict[str, Wire], derived: dict[str, Any]
    ) -> Any:
        assert relation.solves is not None
        assert relation.inverse is not None
        here = _join(path, relation.solves)
        field = spec.field_named(relation.solves)
        assert field is not None
        base = wire_base(field.kind)
        if not isinstance(base, Varint):
            return self.evaluate(relation.inverse, frame, derived, here, self._size(spec, frame, path, wires, derived))
        for tried in range(1, base.longest + 1):
            size = self._size(spec, frame, path, wires, derived, {field.name: tried})
            number = self.evaluate(relation.inverse, frame, derived, here, size)
            if len(self.guarded(base, number, here, lambda number: varint_bytes(base, number))) == tried:
                return number
        self.fail("no value of this field matches the size of the frame, which depends on the length of this field", here)

    def _size(
        self,
        spec: FrameSpec,
        frame: Any,
        path: str,
        wires: dict[str, Wire],
        derived: dict[str, Any],
        tried: dict[str, int] | None = None,
    ) -> int:
        total = 0
        for each in spec.fields:
            base = wire_base(each.kind)
            if tried and each.name in tried:
                total += tried[each.name]
            elif isinstance(each.kind, Filler):
                total += self._fills(each.kind, frame, total, _join(path, each.name), derived)
            elif each.derived and isinstance(base, Varint):
                total += len(varint_bytes(base, derived[each.name]))
            elif checksum_in(each.kind) is not None:
                total += self.evaluate(room_of(each.kind), frame, derived, _join(path, each.name))
            elif each.derived or bits_of(each.kind) is not None:
                total += minimum_size(each.kind)
            else:
                total += len(wires[each.name].data)
        return total

    def _compare(
        self, spec: FrameSpec, relation: Relation, frame: Any, path: str, wires: dict[str, Wire], derived: dict[str, Any]
    ) -> None:
        here = _join(path, relation.consumer)
        if relation.measures == "size":
            measured: Any = self._size(spec, frame, path, wires, derived)
        else:
            wire = wires[relation.consumer]
            if not wire.present and relation.measures != "presence":
                return
            measured = self._measure(spec, relation, wires)
        if measured is None:
            return  # the arm of the switch was selected by the expression itself
        wanted = self.evaluate(relation.expression, frame, derived, here, measured)
        if isinstance(relation.part, Switch):
            self.check_tag(relation.part, wanted, measured, here)
            return
        if relation.measures == "presence":
            if bool(wanted) != measured:
                state = "present" if measured else "None"
                self.fail(f"the field is {state}, but {relation.expression} is {wanted!r}", here)
        elif wanted != measured:
            self.fail(f"expected {relation.measures} {wanted!r} ({relation.expression}), found {measured!r}", here)


def check_value(frame: str, field: FieldSpec) -> None:
    """Check the default of a field against its kind, as far as possible without the other fields.

    Raises:
        PackError: the default cannot be packed.
    """
    kind = field.present_kind
    if isinstance(field.kind, Optional) and field.default is None:
        return
    if any(isinstance(each, Switch) for each in walk(kind)):
        return
    writer = _Writer(_nowhere(frame), {})
    bits = bits_of(kind)
    if field.check is None or field.check.allowed is not None:
        writer.check_value(field, field.default, field.name, None)
    if bits is not None:
        raw = writer.guarded(
            kind, field.default, field.name, lambda value: wire_value(kind, value) if isinstance(kind, Mapped) else value
        )
        writer.guarded(kind, raw, field.name, lambda raw: bits_number(bits, raw))
        return
    writer.wire(kind, field.default, field.name, None, top=True)


def value_size(kind: Kind, value: Any, frame: Any) -> int:
    """Return the size of a value and its prefix in bytes; `frame` has the fields that the kind refers to. Raises PackError."""
    return len(wire_of(kind, value, frame))


def wire_of(kind: Kind, value: Any, frame: Any) -> bytes:
    """Return the bytes of a value, including its prefix; `frame` has the fields that the kind refers to. Raises PackError."""
    return _Writer(_nowhere(""), {}).wire(kind, value, "", frame, top=True).data


def _nowhere(name: str) -> FrameSpec:
    return FrameSpec(name, "", (), "!", None, object, object)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name else path or name
