"""Integers of variable length for construct, whose own VarInt has no cap.

Rules: a third implementation of the same encodings, which shares only the facts of the kind with the codec and explain.
"""

from __future__ import annotations

import operator
import re
from typing import Any

import construct

from framekit.spec.kinds import Varint
from framekit.spec.numbers import Digits


def _counted(value: int) -> bytes:
    digits = bytes.fromhex(f"{value:0{2 * -(-value.bit_length() // 8)}x}")
    return bytes((0x80 + len(digits),)) + digits


class VarintField(construct.Construct):  # type: ignore[misc]  # construct has no types
    """An integer of variable length with a cap."""

    def __init__(self, kind: Varint) -> None:
        super().__init__()
        self.kind = kind

    def _parse(self, stream: Any, context: Any, path: Any) -> int:
        kind = self.kind
        if kind.head is not None:
            first, forms = context[kind.head_field], dict(kind.forms)
            if first >= kind.least_escape and first not in forms:
                raise construct.IntegerError(f"{first} is neither a value nor an escape code", path=path)
            wire = construct.stream_read(stream, forms[first].size, path) if first in forms else b""
            value = int.from_bytes(wire, forms[first].order or "big") if wire else first
            return self._checked(value, wire, path)
        if kind.encoding == "bits":
            return _parse_bits(kind, construct.stream_read(stream, kind.bits, path))
        if kind.digits is not None:
            return self._checked(*_parse_digits(kind, kind.digits, stream, path), path)
        first = wire = construct.stream_read(stream, kind.shortest, path)
        if kind.encoding in ("ber", "escaped"):
            rest, order, itself = self._form(wire, path)
            value = itself
            if rest:
                wire += construct.stream_read(stream, rest, path)
                value = int.from_bytes(wire[-rest:], order)
        elif kind.encoding == "quic":
            wire += construct.stream_read(stream, (1, 2, 4, 8)[first[0] // 64] - 1, path)
            value = int.from_bytes(wire, "big") % (1 << (8 * len(wire) - 2))
        else:
            more = 0x01 if kind.encoding == "fspec" else 0x80
            while wire[-1] & more:
                if len(wire) == kind.longest:
                    raise construct.IntegerError(f"integer continues after {kind.longest} bytes", path=path)
                wire += construct.stream_read(stream, 1, path)
            digits = wire if kind.encoding == "vlq" else wire[::-1]
            groups = (f"{byte >> 1:07b}"[::-1] if kind.encoding == "fspec" else f"{byte & 0x7F:07b}" for byte in digits)
            value = int("".join(groups), 2)
            if kind.encoding == "zigzag":
                value = (value >> 1) ^ -(value & 1)
            elif kind.encoding == "sleb128" and value >> (7 * len(wire) - 1):
                value -= 1 << (7 * len(wire))
        return self._checked(value, wire, path)

    def _checked(self, value: int, wire: bytes, path: Any) -> int:
        if not self.kind.minimum <= value <= self.kind.maximum or (self.kind.strict and wire != self._wire(value)):
            raise construct.IntegerError(f"{value} is out of range, or not in its shortest form", path=path)
        return value

    def _build(self, obj: Any, stream: Any, context: Any, path: Any) -> Any:
        try:
            value = operator.index(obj)
        except TypeError as fault:
            raise construct.IntegerError(f"expected an integer, found {obj!r}", path=path) from fault
        if not self.kind.minimum <= value <= self.kind.maximum:
            raise construct.IntegerError(f"expected {self.kind.minimum} to {self.kind.maximum}, found {value}", path=path)
        wire = self._wire(value)
        construct.stream_write(stream, wire, len(wire), path)
        return obj

    def _escaped(self, value: int) -> bytes:
        first = self.kind.first
        if value == -1 and self.kind.minus_one is not None and first is not None:
            return self.kind.minus_one.to_bytes(first.size, first.order or "big")
        if value < self.kind.least_escape:
            return b"" if first is None else value.to_bytes(first.size, first.order or "big")
        code, form = next(each for each in sorted(self.kind.forms, key=lambda each: each[1].size) if value <= each[1].maximum)
        head = b"" if first is None else code.to_bytes(first.size, first.order or "big")
        return head + value.to_bytes(form.size, form.order or "big")

    def _form(self, first: bytes, path: Any) -> tuple[int, Any, int]:
        """Return how many bytes follow the first ones, their byte order, and the value if none follow."""
        if self.kind.encoding == "ber":
            rest = first[0] - 128
            if rest == 0 or rest >= self.kind.longest:
                raise construct.IntegerError(f"first byte {first[0]} counts no bytes, or too many", path=path)
            return max(0, rest), "big", first[0]
        assert self.kind.first is not None
        number, forms = int.from_bytes(first, self.kind.first.order or "big"), dict(self.kind.forms)
        if number < self.kind.least_escape:
            return 0, "big", number
        if number == self.kind.minus_one:
            return 0, "big", -1
        if number not in forms:
            raise construct.IntegerError(f"{number} is neither a value nor an escape code", path=path)
        return forms[number].size, forms[number].order, number

    def _wire(self, value: int) -> bytes:
        match self.kind.encoding:
            case "ber":
                return bytes((value,)) if value < 128 else _counted(value)
            case "escaped":
                return self._escaped(value)
            case "rest":
                return self._escaped(value)
            case "bits":
                digits = f"{value % (1 << self.kind.bits):0{self.kind.bits}b}"
                return digits[:: -1 if self.kind.in_digits.reverse else 1].encode()
            case "digits" | "bcd":
                return _build_digits(self.kind.encoding, self.kind.in_digits, value)
            case "quic":
                code = next(code for code in range(4) if value < 1 << (8 * (1 << code) - 2))
                return ((code << (8 * (1 << code) - 2)) | value).to_bytes(1 << code, "big")
            case "leb128":
                return bytes(construct.VarInt.build(value))
            case "zigzag":
                return bytes(construct.VarInt.build(2 * value if value >= 0 else -2 * value - 1))
            case "vlq":
                return _vlq(value)
            case "fspec":
                chunks = construct.VarInt.build(value)
                octets = [int(f"{byte & 0x7F:07b}"[::-1], 2) * 2 for byte in chunks]
                return bytes(octet + (at + 1 < len(octets)) for at, octet in enumerate(octets))
            case "sleb128":
                size = 1
                while not -(1 << (7 * size - 1)) <= value < 1 << (7 * size - 1):
                    size += 1
                folded = value % (1 << (7 * size))
                return bytes(folded >> 7 * at & 0x7F | (0x80 if at + 1 < size else 0) for at in range(size))


def _parse_bits(kind: Varint, wire: bytes) -> int:
    """Return the value of some bits, by construct's own function."""
    bits = bytes(digit - 48 for digit in wire[:: -1 if kind.in_digits.reverse else 1])
    value: int = construct.bits2integer(bits, kind.signed)
    return value


def _parse_digits(kind: Varint, digits: Digits, stream: Any, path: Any) -> tuple[int, bytes]:
    """Return the value of a number in digits, and its bytes."""
    if digits.width:
        wire = text = construct.stream_read(stream, digits.width, path)
    else:
        wire = b""
        while digits.marker not in wire:
            if len(wire) == kind.longest:
                raise construct.IntegerError(f"terminator {digits.marker!r} not found", path=path)
            wire += construct.stream_read(stream, 1, path)
        text = wire[: -len(digits.marker)]
    if kind.encoding == "bcd":
        halves = [f"{byte:02x}"[:: -1 if digits.swap else 1] for byte in wire[:: -1 if digits.reverse else 1]]
        allowed = re.fullmatch(r"[0-9]+", "".join(halves))
    else:
        pads = " *" if digits.width and digits.pad == b" " else ""
        figures = {8: "[0-7]+", 10: "-?[0-9]+", 16: "[0-9a-fA-F]+"}[digits.base]
        allowed = re.fullmatch(f"{pads}({figures})", text.decode("latin-1"))
    if allowed is None:
        raise construct.IntegerError(f"expected a number, found {wire!r}", path=path)
    return int(allowed[allowed.lastindex or 0], digits.base), wire


def _build_digits(encoding: str, digits: Digits, value: int) -> bytes:
    """Return the bytes of a value in digits."""
    if encoding == "bcd":
        halves = f"{value:0{2 * digits.width}d}"
        made = bytes(int(halves[at : at + 2][:: -1 if digits.swap else 1], 16) for at in range(0, len(halves), 2))
        return made[:: -1 if digits.reverse else 1]
    letter = {8: "o", 10: "d", 16: "X" if digits.upper else "x"}[digits.base]
    fill = "0" if digits.pad == b"0" else ""
    return f"{value:{fill}{digits.width or ''}{letter}}".encode() + digits.marker


def _vlq(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.insert(0, value & 0x7F | 0x80)
    return bytes(digits)
