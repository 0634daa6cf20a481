"""Reads the kinds that contain no other fields: numbers, bits, bytes, text, constants, padding, values mapped from them.

Strategy: plain Python over single bytes. It shares nothing with the generated code, so that each can be tested against the
other.

Rules: it accepts and refuses exactly what the codec does, and gives the reason.
"""

from __future__ import annotations

import struct
from typing import Any, NoReturn, assert_never

from framekit.compiler.explain.cursor import Cursor
from framekit.compiler.explain.enclosing import Enclosing
from framekit.compiler.explain.in_messages import reason_of, show, show_kind
from framekit.compiler.explain.number_bytes import HIGH, ONE, first_end, varint_bytes
from framekit.compiler.text import strip_pads
from framekit.errors import ConstMismatch, FramekitError, InvalidLength, InvalidValue, TruncatedFrame, cause_outside
from framekit.spec.describe import describe
from framekit.spec.expr import INDEX, ITEM, REST, SIZE_OF_ITEM, Expr, Path, evaluate
from framekit.spec.kinds import (
    Before,
    Bits,
    Bytes,
    Const,
    Custom,
    Extent,
    Filler,
    Fixed,
    FromFields,
    LeftoverOf,
    Mapped,
    Padding,
    Prefixed,
    Rest,
    Scalar,
    Text,
    Until,
    UntilItem,
    Varint,
)
from framekit.spec.model import FrameSpec
from framekit.spec.transforms import Restricted


class ValueCursor(Cursor):
    """Reads single values. The argument `shown` is what the partial result shows of the frame being read."""

    def __init__(
        self, spec: FrameSpec, buffer: memoryview, offset: int, *, record: bool, base: int = 0, until: int | None = None
    ) -> None:
        super().__init__(spec, buffer, offset, record=record, base=base, until=until)
        self.group = 0
        self.group_start = offset
        self.stops: dict[str, int] = {}
        self.indexes: list[int] = []  # of the items being read, innermost last
        self.origin = offset
        self.copies: dict[int, bytes] = {}
        self.copy: bytes | None = None

    def read_scalar(self, kind: Scalar, path: str) -> Any:
        """Read a number of fixed width."""
        assert kind.order is not None
        wire = self.take(kind.size, path, show_kind(kind))
        if kind.number == "int":
            return int.from_bytes(wire, kind.order, signed=kind.signed)
        if kind.number == "bool":
            return any(wire)
        return struct.unpack(("<" if kind.order == "little" else ">") + kind.code, wire)[0]

    def read_bits(self, kind: Bits, path: str) -> int | bool:
        """Read a bit field; the first bit field of a group takes the bytes that they share."""
        if kind.first:
            assert kind.order is not None
            self.group_start = self.offset
            wire = self.take(kind.group, path, f"{kind.name} and the bit fields in the same bytes")
            self.group = int.from_bytes(wire, kind.order)
        digits = f"{self.group:0{8 * kind.group}b}"
        end = len(digits) - kind.shift
        number = int(digits[end - kind.width : end], 2)
        if kind.number == "bool":
            return bool(number)
        return number - (1 << kind.width) if kind.signed and number >> (kind.width - 1) else number

    def place_of_bits(self, kind: Bits) -> int:
        """Return the offset of the byte in which the bits of `kind`, read last, begin."""
        before = 8 * kind.group - kind.shift - kind.width if kind.order == "big" else kind.shift
        return self.group_start + before // 8

    def read_varint(self, kind: Varint, path: str, head: int | None = None) -> int:
        """Read an integer of variable length; `head` is the value of its first bits, if these are a separate field."""
        start = self.offset
        if kind.encoding == "bits":
            return self._read_bits(kind, path)
        if kind.encoding == "quic":
            self.require(1, path, describe(kind))
            wire = self.take(1 << (self.buffer[self.offset] >> 6), path, describe(kind))
            value = int.from_bytes(bytes((wire[0] & 0x3F,)) + wire[1:], "big")
        elif kind.encoding == "ber":
            value = self._read_ber(kind, path)
        elif kind.encoding == "escaped":
            value = self._read_escaped(kind, path)
        elif kind.encoding == "rest":
            assert head is not None
            value = self._rest_of(kind, head, path)
        elif kind.encoding == "digits":
            value = self._read_digits(kind, path)
        elif kind.encoding == "bcd":
            value = self._read_half_bytes(kind, path)
        else:
            groups: list[int] = []
            more = 0x01 if kind.encoding == "fspec" else 0x80
            while not groups or self.buffer[self.offset - 1] & more:
                if len(groups) == kind.longest:
                    self.fail(
                        InvalidLength,
                        f"{describe(kind)} continues after {self.count(kind.longest)}, the maximum for {kind.bits} bits",
                        path,
                        at=start,
                        marked=kind.longest,
                        expected=kind.longest,
                    )
                byte = self.take(1, path, describe(kind))[0]
                groups.append(byte & 0x7F if more == 0x80 else int(f"{byte >> 1:07b}"[::-1], 2))
            if kind.encoding != "vlq":
                groups.reverse()
            value = 0
            for group in groups:
                value = value * 128 + group
            if kind.encoding == "sleb128" and groups[0] & 0x40:
                value -= 128 ** len(groups)
            if kind.encoding == "zigzag":
                value = -(value // 2) - 1 if value % 2 else value // 2
        facts: dict[str, Any] = {"at": start, "marked": self.offset - start, "found": value}
        if not kind.minimum <= value <= kind.maximum:
            self.fail(InvalidValue, f"{value} does not fit in {kind.bits} bits", path, expected=kind.maximum, **facts)
        if kind.strict and kind.digits is not None and bytes(self.buffer[start : self.offset]) != varint_bytes(kind, value):
            written, found = varint_bytes(kind, value), bytes(self.buffer[start : self.offset])
            self.fail(
                InvalidValue, f"expected {value} as {written!r} (strict=True), found {found!r}", path, expected=written, **facts
            )
        if kind.strict and self.offset - start > (enough := len(varint_bytes(kind, value))):
            reason = f"expected the shortest form of {value} ({self.count(enough)}), found {self.count(self.offset - start)}"
            self.fail(InvalidValue, reason, path, expected=enough, **facts)
        return value

    def _read_bits(self, kind: Varint, path: str) -> int:
        """Read a number in a bitwise frame."""
        wire = self.take(kind.bits, path, describe(kind))
        number = sum(1 << at for at, digit in enumerate(wire if kind.in_digits.reverse else wire[::-1]) if digit == ONE)
        if kind.number == "bool":
            return number == 1
        return number - (1 << kind.bits) if kind.signed and number >> (kind.bits - 1) else number

    def _read_ber(self, kind: Varint, path: str) -> int:
        """Read a BER length: one byte, or as many bytes as the first one counts."""
        start = self.offset
        first = self.take(1, path, describe(kind))[0]
        if first < 128:
            return first
        count = first - 128
        if not 1 <= count < kind.longest:
            known = f"0x00 to 0x7f or 0x81 to {127 + kind.longest:#04x}"
            reason = f"expected {known} as the first byte of {describe(kind)}, found {first:#04x}"
            self.fail(InvalidLength, reason, path, at=start, marked=1, expected=kind.longest - 1, found=count)
        return int.from_bytes(self.take(count, path, describe(kind)), "big")

    def _read_escaped(self, kind: Varint, path: str) -> int:
        """Read a number that is the value, or a code for the form that follows."""
        assert kind.first is not None
        start = self.offset
        return self._rest_of(kind, int(self.read_scalar(kind.first, path)), path, start)

    def _rest_of(self, kind: Varint, first: int, path: str, start: int | None = None) -> int:
        """Return the value that begins with `first`: `first` itself, or the number that follows it."""
        forms = dict(kind.forms)
        if first < kind.least_escape:
            return first
        if first == kind.minus_one:
            return -1
        if first not in forms:
            known = ", ".join(map(str, sorted(forms)))
            reason = f"{describe(kind)} begins with {first}, which is neither a value nor one of the escape codes {known}"
            at = max(self.offset - 1, 0) if start is None else start
            self.fail(InvalidValue, reason, path, at=at, marked=self.offset - at, expected=known, found=first)
        return int(self.read_scalar(forms[first], path))

    def _read_digits(self, kind: Varint, path: str) -> int:
        """Read a number in ASCII digits: a fixed number of characters, or those before a terminator."""
        digits, start = kind.in_digits, self.offset
        text = b""
        if digits.width:
            text = self.take(digits.width, path, describe(kind))
        else:
            while not text.endswith(digits.marker):
                if len(text) == kind.longest:
                    reason = (
                        f"terminator {digits.marker!r} not found in {self.count(kind.longest)}, the maximum for {describe(kind)}"
                    )
                    self.fail(InvalidLength, reason, path, at=start, marked=kind.longest, expected=kind.longest)
                text += self.take(1, path, f"{describe(kind)} up to its terminator {digits.marker!r}")
            text = text.removesuffix(digits.marker)
        figures = text.decode("latin-1").lstrip(" " if digits.width and digits.pad == b" " else "")
        negative = digits.base == 10 and figures.startswith("-")
        values = [HIGH.find(each.upper()) for each in figures.removeprefix("-" if negative else "")]
        if not values or not all(0 <= each < digits.base for each in values):
            facts: dict[str, Any] = {"at": start, "marked": max(1, len(text)), "found": text}
            reason = f"expected a number in base {digits.base}, found {text!r}"
            self.fail(InvalidValue, reason, path, expected=f"base {digits.base}", **facts)
        number = 0
        for each in values:
            number = number * digits.base + each
        return -number if negative else number

    def _read_half_bytes(self, kind: Varint, path: str) -> int:
        """Read a number with a decimal digit in each half byte."""
        digits, start = kind.in_digits, self.offset
        wire = self.take(digits.width, path, describe(kind))
        number = 0
        for byte in reversed(wire) if digits.reverse else wire:
            for figure in (byte % 16, byte // 16) if digits.swap else (byte // 16, byte % 16):
                if figure > 9:
                    facts: dict[str, Any] = {"at": start, "marked": len(wire), "found": wire}
                    self.fail(
                        InvalidValue,
                        f"expected a digit from 0 to 9 in each half byte, found {wire.hex()}",
                        path,
                        expected="decimal digits",
                        **facts,
                    )
                number = number * 10 + figure
        return number

    def evaluate(self, expression: Expr, shown: dict[str, Any], path: str, **special: Any) -> Any:
        """Evaluate an expression over fields already read; `special` has the values of `this` alone, `item` and the like."""

        def value_of(name: Path) -> Any:
            if name == (INDEX,):
                return self.indexes[-1]
            value: Any = special["alone"] if not name else shown
            if name == REST:
                return special["rest"]
            if name == SIZE_OF_ITEM:
                return special["size"]
            if name[:1] == (ITEM,):
                value, name = special["item"], name[1:]
            for part in name:
                value = value[part] if isinstance(value, dict) else getattr(value, part)
            return value

        try:
            return evaluate(expression, value_of)
        except ArithmeticError as fault:
            self.fail(InvalidLength, f"cannot evaluate {expression}: {fault}", path)

    def how_many(self, extent: Extent, path: str, word: str, shown: dict[str, Any]) -> int | None:
        """Return a length, count or size; None if it is not known in advance."""
        match extent:
            case Fixed(number):
                return number
            case Prefixed(prefix, bias):
                start = self.offset
                number = self.read_scalar(prefix, path) if isinstance(prefix, Scalar) else self.read_varint(prefix, path)
                self.span(f"{word}({path})", start, int(number))
                if number < bias:
                    reason = f"expected at least {bias} in the prefix {prefix.name}, found {number}"
                    self.fail(InvalidLength, reason, path, found=number, expected=bias)
                return int(number) - bias
            case FromFields(expression):
                number = int(self.evaluate(expression, shown, path))
                if number < 0:
                    self.fail(InvalidLength, f"{expression} is {number}, expected 0 or more", path, found=number)
                return number
            case LeftoverOf(field):
                return self.stops[field] - self.offset
            case Before(size, more):
                extra = 0 if more is None else int(self.evaluate(more, shown, path))
                if extra < 0:
                    self.fail(InvalidLength, f"{more} is {extra}, expected 0 or more", path, found=extra)
                self.require(size + extra, path, "what follows this field")
                return self.end - self.offset - size - extra
            case Fixed() | Prefixed() | FromFields() | Rest() | Until() | UntilItem() | LeftoverOf():
                return None
            case _:
                assert_never(extent)

    def read_bytes(self, kind: Bytes, what: str, path: str, shown: dict[str, Any]) -> tuple[int, bytes]:
        """Read bytes, and return their offset with them; a terminator is taken, and removed unless it is part of the value."""
        before = self.offset
        if isinstance(kind.extent, Until):
            return before, self._read_until(kind, kind.extent, what, path)
        length = self.how_many(kind.extent, path, "len", shown)
        if length is None:
            length = self.end - self.offset
        self.check_limit(length, kind.limit, "length", path, before)
        start = self.offset
        return start, self.take(length, path, what)

    def _read_until(self, kind: Bytes, extent: Until, what: str, path: str) -> bytes:
        if extent.others or extent.or_end:
            return self._read_until_any(kind, extent, what, path)
        size = len(extent.marker)
        longest = self.end if kind.limit is None else min(self.end, self.offset + kind.limit + size)
        there = min(longest, len(self.buffer))
        wire = bytes(self.buffer[self.offset : longest])
        found = 0
        while wire[found : found + size] != extent.marker:
            found += extent.unit
            if found >= len(wire):
                break
        if wire[found : found + size] != extent.marker:
            if kind.limit is not None and there - self.offset >= kind.limit + size:
                self.check_limit(kind.limit + 1, kind.limit, "no terminator found, length of at least", path, self.offset)
            self.fail_short(
                f"terminator {extent.marker!r} of {what} not found",
                max(len(wire) + 1, size),
                path,
            )
        if extent.include:
            self.check_limit(found + size, kind.limit, "length", path, self.offset)
        self.offset += found + (size if extent.consume else 0)
        return wire[: found + size] if extent.include else wire[:found]

    def _read_until_any(self, kind: Bytes, extent: Until, what: str, path: str) -> bytes:
        """Read bytes up to the first of several terminators, or up to the end."""
        start = self.offset
        longest = self.end if kind.limit is None else min(self.end, start + kind.limit + extent.longest)
        there = min(longest, len(self.buffer))
        wire = bytes(self.buffer[start:there])
        found = first_end(extent, wire)
        if found is None:
            over = kind.limit is not None and there - start > kind.limit + (0 if extent.or_end else extent.longest - 1)
            if over and kind.limit is not None:
                self.check_limit(kind.limit + 1, kind.limit, "no terminator found, length of at least", path, start)
            if not extent.or_end or there < longest:
                ends = " or ".join(map(repr, extent.markers))
                reason = f"terminator {ends} of {what} not found"
                self.fail_short(reason, max(len(wire) + 1, min(map(len, extent.markers))), path)
            found = len(wire), len(wire)
        self.check_limit(found[1] if extent.include else found[0], kind.limit, "length", path, start)
        self.offset += found[1]
        return wire[: found[1] if extent.include else found[0]]

    def decode(self, kind: Text, wire: bytes, path: str, start: int) -> str:
        """Decode bytes to text."""
        stripped = strip_pads(wire, kind.data.pad) if kind.data.strip else wire
        try:
            return stripped.decode(kind.encoding, kind.errors)
        except UnicodeDecodeError as fault:
            at = start + (fault.start if 0 <= fault.start <= len(wire) else 0)
            reason = f"bytes are not valid {kind.encoding}: {fault.reason}"
        except Exception as fault:
            at = start
            reason = f"bytes are not valid {kind.encoding}: {fault}"
        self.fail(InvalidValue, reason, path, at=at, expected=kind.encoding, found=stripped)

    def read_const(self, kind: Const, path: str) -> Any:
        """Read a value that must be equal to a constant."""
        start = self.offset
        size = 1
        if isinstance(kind.base, Bits):
            found: Any = self.read_bits(kind.base, path)
            start = self.place_of_bits(kind.base)
        elif isinstance(kind.base, Varint):
            found = self.read_varint(kind.base, path)
            size = self.offset - start
        else:
            size = len(kind.wire)
            found = self.take(size, path, describe(kind))
            if found == kind.wire:
                return kind.value
            if isinstance(kind.base, Scalar):
                self.offset = start
                found = self.read_scalar(kind.base, path)
        if found == kind.value and not isinstance(kind.base, Bytes | Text):
            return kind.value
        self.fail(
            ConstMismatch,
            f"expected {kind.value!r}, found {found!r}",
            path,
            at=start,
            marked=size,
            expected=kind.value,
            found=found,
        )

    def read_padding(self, kind: Padding | Filler, path: str, frame: Enclosing) -> None:
        """Read bytes or bits of padding."""
        start = self.offset
        if isinstance(kind, Padding) and kind.bits is not None:
            found: Any = self.read_bits(kind.bits, path)
            expected: Any = kind.bits.mask if kind.fill else 0
            start = self.place_of_bits(kind.bits)
        else:
            size = kind.size if isinstance(kind, Padding) else self._filler_size(kind, path, frame)
            found = self.take(size, path, describe(kind))
            expected = bytes([kind.fill]) * size
        if kind.strict and found != expected:
            self.fail(
                ConstMismatch,
                f"expected padding {expected!r}, found {found!r} (strict=True)",
                path,
                at=start,
                expected=expected,
                found=found,
            )

    def _filler_size(self, kind: Filler, path: str, frame: Enclosing) -> int:
        if kind.size is None:
            return -(self.offset - (self.origin if kind.outer else frame.start)) % kind.to
        return self.how_many(FromFields(kind.size), path, "size", frame.shown) or 0

    def map_value(self, kind: Mapped, raw: Any, path: str, start: int, *argument: Any) -> Any:
        """Return the value that a raw value represents."""
        try:
            return kind.unpack(raw, *argument)
        except Exception as fault:
            wrong = f"does not satisfy {kind.name}" if isinstance(kind.transform, Restricted) else f"is not a valid {kind.name}"
            reason = "" if isinstance(fault, LookupError) or isinstance(kind.transform, Restricted) else reason_of(fault)
            try:
                self.fail(
                    InvalidValue,
                    f"{show(raw)} {wrong}{'' if reason in ('', type(fault).__name__) else f': {reason}'}",
                    path,
                    at=start,
                    marked=self.offset - start,
                    expected=kind.name,
                    found=raw,
                )
            except InvalidValue as error:
                error.__cause__ = cause_outside(fault)
                raise

    def read_custom(self, kind: Custom, path: str, origin: int) -> Any:
        """Read a value by a user's function, whose offsets count from the beginning of its frame."""
        start = self.offset
        try:
            if origin not in self.copies:
                self.copies[origin] = bytes(self.buffer[origin:])
            value, stop = kind.functions.unpack(self.copies[origin], start - origin, min(self.end, len(self.buffer)) - origin)
        except FramekitError as fault:
            at = start if fault.offset is None else origin + fault.offset
            self._fail_custom(fault, fault.reason, path, at)
        except (IndexError, struct.error):
            self.fail_short(f"{kind.name} reads beyond the available bytes", self.end - start + 1, path)
        except Exception as fault:
            self._fail_custom(fault, f"bytes are not a valid {kind.name}: {fault}", path, start)
        if type(stop) is not int or not start - origin <= stop <= self.end - origin:
            self.fail(InvalidValue, f"{kind.name} returned the end offset {stop!r}, which is outside its frame", path, at=start)
        if kind.maximum is not None and stop - (start - origin) > kind.maximum:
            self.check_limit(stop - (start - origin), kind.maximum, "length", path, start)
        self.offset = origin + stop
        return value

    def _fail_custom(self, fault: Exception, reason: str, path: str, at: int) -> NoReturn:
        if isinstance(fault, TruncatedFrame):
            self.fail_short(reason, self.end - self.offset + fault.needed, path)
        try:
            self.fail(InvalidValue, reason, path, at=max(0, min(at, len(self.buffer))))
        except InvalidValue as error:
            error.__cause__ = None if isinstance(fault, FramekitError) else cause_outside(fault)
            raise
