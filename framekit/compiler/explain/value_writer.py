"""Writes values one by one, and names the one that cannot be written.

Strategy: one method for each kind; each returns the bytes of a value with its measures: length, count, the tag that it
determines, whether it is present.

Rules: `offset` is the position that the value would have in the packed frame; errors have it, together with the path.
"""

from __future__ import annotations

import operator
import struct
from collections.abc import Callable
from typing import Any, NoReturn, assert_never

from framekit.compiler.explain.cursor import count_bytes, count_items
from framekit.compiler.explain.in_messages import one_of, reason_of, show, show_kind
from framekit.compiler.explain.items import SHOWN, Spending, item_codec
from framekit.compiler.explain.number_bytes import bits_number, ended, scalar_bytes, varint_bytes, wire_value
from framekit.compiler.refusal import Refused, as_wire
from framekit.compiler.text import encode_text, fill_up, filled, strip_pads
from framekit.errors import FramekitError, PackError, cause_outside, show_integer
from framekit.spec.bitmaps import PRESENT
from framekit.spec.describe import describe
from framekit.spec.ends import omitted_terminator, terminator_left
from framekit.spec.expr import INDEX, ITEM, MEASURED, REST, SIZE_OF_ITEM, Expr, Path, Ref, arrays_in, evaluate, path_of, spell
from framekit.spec.given import as_given
from framekit.spec.kinds import (
    Arm,
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
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Prefixed,
    Repeat,
    Scalar,
    Sized,
    Switch,
    Text,
    Unknown,
    Until,
    UntilItem,
    Varint,
)
from framekit.spec.model import FIXED_LIMIT, MAX_EMPTY_ITEMS, FieldSpec, FrameSpec
from framekit.spec.sizes import counts_items, may_be_empty, takes_rest
from framekit.spec.structure import may_be_none, prefix_of
from framekit.spec.tags import arm_for, arm_of_class, spell_tag, tag_of_value, why_not_derivable
from framekit.spec.transforms import Framed, Restricted


class Wire:
    """The result of writing a field.

    Attributes:
        data: its bytes, including the prefix.
        measured: its lengths and counts without prefixes, the tag that it determines, its presence; by the `id` of the kind of
            the part that was measured.
        bits: the bits of a bit field, as an unsigned integer.
        present: False for an absent value.
        terminator: the terminator that must follow it; b"" if none must.
    """

    def __init__(
        self,
        data: bytes,
        measured: dict[int, Any] | None = None,
        *,
        bits: int = 0,
        present: bool = True,
        terminator: bytes = b"",
    ) -> None:
        self.data = data
        self.terminator = terminator
        self.measured = measured or {}
        self.bits = bits
        self.present = present


class ValueWriter:
    """Writes values.

    Args:
        spec: the outermost frame.
        override: values to write instead of the correct ones, by path.
    """

    def __init__(self, spec: FrameSpec, override: dict[str, Any]) -> None:
        self.spec = spec
        self.name = spec.name
        self.override = override
        self.overridden: set[str] = set()
        self.sums: dict[str, Any] = {}
        self.indexes: list[int] = []  # of the items being written, innermost last
        self.peeked: dict[str, bytes] | None = None  # the bytes that fields look ahead at, by path; None if not requested
        self.offset = 0
        self.start = 0  # the offset of the frame being written
        self.origin = 0  # the offset of the frame from which padding with origin="outer" is counted
        self.bits_from: int | None = None  # the offset of the bitwise frame in which `offset` counts bits
        self.kept = 0  # bytes of the size of the current field that the next field keeps as leftover
        self.depth = 0
        self.items = 0
        self.empty_items = 0

    def write_frame(self, spec: FrameSpec, frame: Any, path: str) -> bytes:
        """Return the bytes of a frame."""
        raise NotImplementedError

    def fail(self, reason: str, path: str, cause: BaseException | None = None) -> NoReturn:
        """Raise PackError at the current offset, which counts bits from `bits_from` in a bitwise frame."""
        offset = self.offset if self.bits_from is None else self.bits_from + self.offset // 8
        error = PackError(reason, frame=self.name, path=path, offset=offset)
        error.__cause__ = cause_outside(cause)
        raise error

    def check_class(self, spec: FrameSpec, frame: Any, path: str) -> None:
        """Fail if a value is not an instance of exactly the class of a frame."""
        if type(frame) is not spec.frame_class:
            self.fail(f"expected {spec.name}, found {show(frame)}; write it as {spec.name}(...)", path)

    def attribute(self, frame: Any, name: str, path: str) -> Any:
        """Return the value of a field."""
        try:
            return getattr(frame, name)
        except AttributeError as fault:
            self.fail("the field has no value; it was deleted or never set", path, fault)

    def overridden_value(self, path: str, value: Any) -> Any:
        """Return the value, or the override that the caller has given for it."""
        if path not in self.override:
            return value
        self.overridden.add(path)
        return self.override[path]

    def enter(self, path: str) -> None:
        """Count one more level of nesting of frames that may contain themselves."""
        self.depth += 1
        if self.depth > self.spec.max_depth:
            self.fail(f"nesting depth {self.depth} exceeds the limit of {self.spec.max_depth} (max_depth=)", path)

    def spend(self, items: int, path: str, *, empty: bool) -> None:
        """Count the items that follow."""
        self.items += items
        self.empty_items += items if empty else 0
        limit = self.spec.max_items
        if limit is not None and self.items > limit:
            self.fail(f"total number of array items {self.items} exceeds the limit of {limit} (max_items=)", path)
        allowed = MAX_EMPTY_ITEMS if limit is None else limit
        if self.empty_items > allowed:
            what = "number of items that take no bytes, or contain many arrays per byte,"
            self.fail(f"{what} {self.empty_items} exceeds the limit of {allowed} (max_items=)", path)

    def check_value(self, field: FieldSpec, value: Any, path: str, frame: Any, derived: dict[str, Any] | None = None) -> None:
        """Check a value against the check= of its field."""
        check = field.check
        if check is None or (value is None and may_be_none(field.kind)):
            return
        if check.expression is not None:
            holds = bool(self.evaluate(check.expression, frame, derived or {}, path, alone=value))
        else:
            try:
                holds = check.allows(value)
            except Exception as fault:
                self.fail(f"cannot compare {show(value)} with check={check}: {reason_of(fault)}", path, fault)
        if not holds:
            self.fail(f"{show(value)} does not satisfy check={check}", path)

    def evaluate(
        self, expression: Expr, frame: Any, derived: dict[str, Any], path: str, measured: Any = None, **special: Any
    ) -> Any:
        """Evaluate an expression over fields; `special` has the values of `this` alone, `item` and the like."""

        def value_of(name: Path) -> Any:
            if name in (path_of(MEASURED), REST):  # the rest is the size of the frame
                return measured
            if name == (INDEX,):
                return self.indexes[-1]
            if name[:1] == (PRESENT,):
                return getattr(frame, name[1]) is not None
            if len(name) == 1 and name[0] in derived:
                return derived[name[0]]
            value = special["alone"] if not name else frame
            parts = name
            if name == SIZE_OF_ITEM:
                return special["size"]
            if name[:1] == (ITEM,):
                value, parts = special["item"], name[1:]
            for part in parts:
                value = getattr(value, part)
            if isinstance(value, list) and name in arrays_in(expression):
                return value
            if not isinstance(value, int | bytes | str | None) and not _is_alone(expression, name):
                raise TypeError(f"expected an integer for {spell(name)}, found {show(value)}")
            return value

        try:
            return evaluate(expression, value_of)
        except FramekitError:
            raise
        except Exception as fault:
            if measured is None:
                self.fail(f"cannot evaluate {expression}: {reason_of(fault)}", path, fault)
            self.fail(f"no value of this field agrees with a size or count of {measured}: {fault}", path, fault)

    # Kinds

    def guarded(self, kind: Kind, value: Any, path: str, write: Callable[[Any], Any]) -> Any:
        """Return `write(value)`; any exception it raises becomes a PackError."""
        try:
            return write(value)
        except FramekitError:
            raise
        except Refused:
            self.fail(f"cannot write {show(value)} as {show_kind(kind)}: {_wanted(kind, value)}", path)
        except Exception as fault:
            if isinstance(fault, ValueError) and isinstance(kind, Mapped) and isinstance(kind.transform, Restricted):
                self.fail(f"{show(value)} does not satisfy {kind.name}", path, fault)
            if isinstance(fault, LookupError) and isinstance(kind, Mapped):
                self.fail(f"{show(value)} is not a valid {kind.name}", path, fault)
            self.fail(f"cannot write {show(value)} as {show_kind(kind)}: {reason_of(fault)}", path, fault)

    def wire(
        self, kind: Kind, value: Any, path: str, frame: Any, *, top: bool = False, solved: frozenset[int] = frozenset()
    ) -> Wire:
        """Return the bytes of a value.

        Args:
            kind: the kind of the value.
            value: the value to write.
            path: the path for messages.
            frame: the frame with the fields that the kind refers to.
            top: the value is that of a whole field, whose relations are checked later.
            solved: the `id` of each part from whose measures a derived field is computed.
        """
        return self.guarded(kind, value, path, lambda value: self._write(kind, value, path, frame, top, solved))  # type: ignore[no-any-return]

    def _write(self, kind: Kind, value: Any, path: str, frame: Any, top: bool, solved: frozenset[int]) -> Wire:
        prefix = prefix_of(kind)
        if value is None and prefix is not None and prefix.null is not None:
            return Wire(self._prefix_bytes(prefix.prefix, prefix.null), {id(kind): 0})
        match kind:
            case Scalar():
                return Wire(scalar_bytes(kind, value))
            case Varint():
                return Wire(varint_bytes(kind, value))
            case Mapped(transform=Framed() as framed):
                return self.wire(kind.base, self._framed(framed, value, path), path, frame, top=top, solved=solved)
            case Mapped():
                raw = wire_value(kind, value)
                if kind.argument is not None and kind.pack is not None:
                    raw = kind.pack(value, self.evaluate(kind.argument, frame, {}, path))
                return self.wire(kind.base, raw, path, frame, top=top, solved=solved)
            case Bytes():
                return self._sized(kind, as_wire(value), path, frame, top)
            case Text():
                return self._sized(kind.data, encode_text(value, kind.encoding, kind.errors), path, frame, top)
            case Repeat():
                return self._write_repeat(kind, value, path, frame, top)
            case Nested():
                return Wire(self.write_frame(kind.frame, value, path))
            case Sized():
                return self._write_sized(kind, value, path, frame, top, solved)
            case Switch():
                return self._write_switch(kind, value, path, frame, top, id(kind) in solved)
            case Optional():
                if value is None:
                    return Wire(b"", {id(kind): False}, present=False)
                wire = self.wire(kind.inner, value, path, frame, top=True, solved=solved)
                wire.measured[id(kind)] = True
                return wire
            case Custom():
                return self._write_custom(kind, value, path)
            case LookAhead():
                return Wire(b"")
            case Given():
                try:
                    as_given(kind.base, value)
                except (ValueError, TypeError, LookupError) as fault:
                    self.fail(f"{show(value)} is not a valid given value: {fault}", path)
                return Wire(b"")
            case Const() | Padding() | Filler() | Bits() | Checksum():
                raise AssertionError(f"{kind} takes no value here")
            case _:
                assert_never(kind)

    def _framed(self, transform: Framed, value: Any, path: str) -> bytes:
        """Return the bytes of a frame contained in other bytes; its offsets count from its own first byte."""
        outer = self.offset, self.origin
        self.offset = self.origin = 0
        try:
            return self.write_frame(transform.frame, value, path)
        finally:
            self.offset, self.origin = outer

    def _write_custom(self, kind: Custom, value: Any, path: str) -> Wire:
        data = kind.functions.pack(value)
        if type(data) is not bytes:
            self.fail(f"expected bytes from {kind.name} for {show(value)}, found {show(data)}", path)
        if len(data) < kind.minimum or (kind.maximum is not None and len(data) > kind.maximum):
            self.fail(f"{kind.name} made {count_bytes(len(data))} of {show(value)}, which is outside its declared size", path)
        return Wire(data)

    def _sized(self, kind: Bytes, wire: bytes, path: str, frame: Any, top: bool) -> Wire:
        if isinstance(kind.extent, Fixed):
            return Wire(fill_up(wire, kind.extent.number, kind.pad, kind.strip))
        self._check_limit(len(wire), kind.limit, "length", path)
        if isinstance(kind.extent, Until):
            if kind.strip and strip_pads(wire, kind.pad) != wire:
                self.fail(f"the value ends with the pad {kind.pad!r}, which unpacking would strip", path)
            return Wire(ended(kind.extent, wire), terminator=terminator_left(kind))
        return self._with_extent(kind, wire, len(wire), "length", path, frame, top)

    def _check_limit(self, number: int, limit: int | None, what: str, path: str) -> None:
        if limit is not None and number > limit:
            self.fail(f"{what} {number} exceeds the limit of {limit}", path)

    def _with_extent(
        self, kind: Bytes | Repeat | Sized, wire: bytes, measured: int, word: str, path: str, frame: Any, top: bool
    ) -> Wire:
        extent = kind.extent
        if isinstance(extent, Prefixed):
            prefix, number = extent.prefix, measured + extent.bias
            if number == extent.null:
                self.fail(
                    f"{word} {measured} would be written as {number}, which means that there is no value (null={number})", path
                )
            try:
                head = self._prefix_bytes(prefix, number)
            except (struct.error, OverflowError):
                self.fail(f"{word} {measured} does not fit in the prefix {prefix.name}; expected at most {extent.maximum}", path)
            return Wire(head + wire, {id(kind): measured})
        if isinstance(extent, FromFields) and not top:
            wanted = self.evaluate(extent.expression, frame, {}, path)
            if wanted != measured:
                self.fail(f"expected {word} {wanted} ({extent.expression}), found {measured}", path)
        return Wire(wire, {id(kind): measured})

    def _prefix_bytes(self, prefix: Scalar | Varint, number: int) -> bytes:
        return scalar_bytes(prefix, number) if isinstance(prefix, Scalar) else varint_bytes(prefix, number)

    def _write_sized(self, kind: Sized, value: Any, path: str, frame: Any, top: bool, solved: frozenset[int]) -> Wire:
        start = self.offset
        kept = self.kept if kind.leftover == "keep" else 0
        if isinstance(kind.extent, Prefixed) and isinstance(kind.extent.prefix, Scalar):
            self.offset += kind.extent.prefix.size
        inner = self.wire(kind.inner, value, path, frame, top=top, solved=solved)
        self.offset = start
        data = inner.data
        fills = kind.fills and not takes_rest(kind.inner)
        omitted = omitted_terminator(kind)
        if omitted and id(kind) not in solved:
            own = kind.extent.number if isinstance(kind.extent, Fixed) else self._own_size(kind, frame, path)
            if len(data) == own + len(omitted):
                data = data.removesuffix(omitted)
        if isinstance(kind.extent, Fixed):
            data = filled(data, kind.extent.number, kind.fill) if fills else data
            if len(data) + kept != kind.extent.number:
                more = f", including {count_bytes(kept)} kept as leftover" if kept else ""
                self.fail(
                    f"expected a size of {count_bytes(kind.extent.number)}, found {count_bytes(len(data) + kept)}{more}", path
                )
        if isinstance(kind.extent, FromFields) and fills and id(kind) not in solved:
            data = data.ljust(self._own_size(kind, frame, path), b"\0")
        wire = self._with_extent(kind, data, len(data) + kept, "length", path, frame, top)
        wire.measured = {**inner.measured, **wire.measured}
        return wire

    def _own_size(self, kind: Sized, frame: Any, path: str) -> int:
        """Return the size of a part, from an expression over plain fields."""
        assert isinstance(kind.extent, FromFields)
        return self.filled(self.evaluate(kind.extent.expression, frame, {}, path), path)

    def filled(self, count: Any, path: str) -> int:
        """Return a number of fill bytes, after checking it against the limit."""
        if count > FIXED_LIMIT:
            self.fail(f"number of fill bytes {show_integer(count)} exceeds the limit of {FIXED_LIMIT}", path)
        return operator.index(count)

    # Choices

    def _write_switch(self, kind: Switch, value: Any, path: str, frame: Any, top: bool, solved: bool) -> Wire:
        if kind.union is not None or not why_not_derivable(kind):
            return self._write_by_class(kind, value, path, frame, top, solved)
        tag = self.evaluate(kind.on, frame, {}, path)
        arm = arm_for(kind, tag)
        chosen = kind.otherwise if arm is None else arm.kind
        if chosen is not None:
            wire = self.wire(chosen, value, path, frame)
            return Wire(wire.data, terminator=wire.terminator)
        if kind.unknown is None:
            known = [spell_tag(each) for arm in kind.arms for each in arm.tags]
            self.fail(f"{kind.on} is {tag!r}, which selects no arm; expected {one_of(known)}", path)
        if type(value) is not Unknown or value.tag != tag:
            self.fail(f"{kind.on} is {tag!r}, which selects no arm; expected an Unknown with that tag, found {show(value)}", path)
        return Wire(self.wire(kind.unknown, value.data, path, frame).data)

    def _write_by_class(self, kind: Switch, value: Any, path: str, frame: Any, top: bool, solved: bool) -> Wire:
        """Write the arm that the class of the value selects; the tag is computed from it, or must select the same arm."""
        arm = arm_of_class(kind, type(value))
        tag = tag_of_value(kind, value) if solved or arm is None else arm
        if not top:
            self.check_tag(kind, self.evaluate(kind.on, frame, {}, path), tag, path)
        if arm is None:
            assert kind.unknown is not None
            data = self.wire(kind.unknown, value.data, path, frame).data
        else:
            data = self.wire(arm.kind, value, path, frame).data
        return Wire(data, {id(kind): tag})

    def check_tag(self, kind: Switch, said: Any, tag: Any, path: str) -> None:
        """Fail if the tag in the frame, `said`, does not select the arm of the value; `tag` is that arm, or a single tag."""
        if arm_for(kind, said) is not tag if isinstance(tag, Arm) else said != tag:
            belongs = ", ".join(map(spell_tag, tag.tags if isinstance(tag, Arm) else (tag,)))
            self.fail(f"the value belongs to tag {belongs}, but {kind.on} is {said!r}", path)

    # Arrays

    def _write_repeat(self, kind: Repeat, value: Any, path: str, frame: Any, top: bool) -> Wire:
        if not isinstance(value, list):
            self.fail(f"expected a list, found {show(value)}", path)
        self._check_limit(len(value), kind.limit, "count", path)
        if isinstance(kind.extent, Fixed) and len(value) != kind.extent.number:
            self.fail(f"expected {count_items(kind.extent.number)}, found {len(value)}", path)
        if counts_items(kind):
            self.spend(len(value), path, empty=may_be_empty(kind))
        if kind.bits is not None:
            return self._with_extent(kind, self._bit_items(kind.bits, value, path), len(value), "count", path, frame, top)
        start = self.offset
        if isinstance(kind.extent, Prefixed) and isinstance(kind.extent.prefix, Scalar):
            self.offset += kind.extent.prefix.size
        pieces, done = self._write_good_items(kind, value, path, frame)
        for index in range(len(pieces), len(value)):
            here = f"{path}[{index}]"
            if done:
                self.fail(f"the previous item ends {describe(kind)}; no item may follow it", here)
            self.indexes.append(index)
            data = self.wire(kind.item, value[index], here, frame).data
            self.indexes.pop()
            if isinstance(kind.extent, UntilItem):
                done = bool(self.evaluate(kind.extent.expression, frame, {}, here, item=value[index], size=len(data)))
            self.offset += len(data)
            pieces.append(data)
        self.offset = start
        wire = b"".join(pieces)
        if isinstance(kind.extent, UntilItem) and not done and not kind.extent.or_end:
            self.fail(
                f"the last item does not end the array: {kind.extent.expression} must be true for the last item and for no other",
                path,
            )
        if isinstance(kind.extent, Until):
            self._check_marker(kind.extent.marker, pieces, path)
            return Wire(wire + (kind.extent.marker if kind.extent.consume else b""), terminator=terminator_left(kind))
        return self._with_extent(kind, wire, len(value), "count", path, frame, top)

    def _bit_items(self, bits: Bits, items: list[Any], path: str) -> bytes:
        """Return the bytes of items that are bits, by way of their binary digits."""
        digits = ""
        turn = 1 if bits.order == "big" else -1
        for index, each in enumerate(items):
            number = self.guarded(bits, each, f"{path}[{index}]", lambda value: bits_number(bits, value))
            digits += f"{number:0{bits.width}b}"[::turn]
        digits += "0" * (-len(digits) % 8)
        return bytes(int(digits[at : at + 8][::turn], 2) for at in range(0, len(digits), 8))

    def _write_good_items(self, kind: Repeat, value: list[Any], path: str, frame: Any) -> tuple[list[bytes], bool]:
        """Write items by the generated codec, up to the first that it refuses.

        No items are written if the array is short, or if parts of an item may be overridden.

        Returns:
            The bytes of each item written, and whether the last of them ends the array.
        """
        pieces: list[bytes] = []
        codec = None if self.override or len(value) <= SHOWN else item_codec(self.spec, kind.item)
        if codec is None:
            return pieces, False
        spending = Spending(self.spec, self.depth, self.items, self.empty_items)
        guard, counts, write, done = spending.guard, codec.counts, codec.write, False
        until = kind.extent.expression if isinstance(kind.extent, UntilItem) else None
        for item in value:
            if done:
                break
            try:
                data = write(item, guard)
            except Exception:
                break  # the interpreter writes this item and those after it
            if counts:
                spending.keep()
            if until is not None:
                done = bool(self.evaluate(until, frame, {}, f"{path}[{len(pieces)}]", item=item, size=len(data)))
            self.offset += len(data)
            pieces.append(data)
        self.items, self.empty_items = spending.spent
        return pieces, done

    def _check_marker(self, marker: bytes, pieces: list[bytes], path: str) -> None:
        whole = b"".join((*pieces, marker))
        at = 0
        for index, piece in enumerate(pieces):
            if whole[at : at + len(marker)] == marker:
                self.fail(f"the item begins with {marker!r}, the terminator of the array", f"{path}[{index}]")
            at += len(piece)


def _is_alone(expression: Expr, name: Path) -> bool:
    """Return True if an expression is nothing but that reference, whose value may then be bytes or text."""
    return isinstance(expression, Ref) and path_of(expression) == name


def _wanted(kind: Kind, value: Any) -> str:
    while isinstance(kind, Mapped):
        kind = kind.base
    if isinstance(kind, Scalar | Bits):
        return "expected True or False" if kind.number == "bool" else "out of range"
    return f"expected bytes, got {type(value).__name__}"
