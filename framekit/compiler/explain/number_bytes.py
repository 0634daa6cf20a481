"""Writes the kinds that contain no other fields: numbers, bits, bytes, text and values mapped to them.

Strategy: plain functions from a value to bytes. They may raise any exception for a value that cannot be written; the writer
adds the place.

Rules: nothing is shared with the generated code except the functions that check whether a value is bytes or a bool.
"""

from __future__ import annotations

import operator
import struct
from typing import Any

from framekit.compiler.refusal import as_bool
from framekit.spec.kinds import Bits, Mapped, Scalar, Until, Varint
from framekit.spec.numbers import Digits

ZERO, ONE = b"01"
"""The two values of a binary digit."""
HIGH, LOW = "0123456789ABCDEF", "0123456789abcdef"
"""The digits of base 16, which begin with the digits of the lower bases."""


def scalar_bytes(kind: Scalar, value: Any) -> bytes:
    """Return the bytes of a number. May raise any exception for an invalid value."""
    if kind.number == "bool":
        return bytes([as_bool(value)])
    assert kind.order is not None
    if kind.number == "int":
        number = whole_number(kind, value)
        return bytes(number.to_bytes(kind.size, kind.order, signed=kind.signed))
    return struct.pack(("<" if kind.order == "little" else ">") + kind.code, value)


def scalars_in(kind: Scalar, data: bytes) -> list[Any]:
    """Return the numbers contained in some bytes."""
    sign = "<" if kind.order == "little" else ">"
    if kind.code:
        return [value for (value,) in struct.iter_unpack(sign + kind.code, data)]
    assert kind.order is not None
    return [int.from_bytes(data[at : at + kind.size], kind.order, signed=kind.signed) for at in range(0, len(data), kind.size)]


def whole_number(kind: Scalar | Bits | Varint, value: Any) -> int:
    """Return a value as an integer within the range of a kind. Raises TypeError or OverflowError."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"expected an integer, got {type(value).__name__}") from None
    if not kind.minimum <= number <= kind.maximum:
        raise OverflowError(f"expected {kind.minimum} to {kind.maximum}")
    return number


def bits_number(kind: Bits, value: Any) -> int:
    """Return the bits of a value, as an unsigned integer. May raise any exception for an invalid value."""
    if kind.number == "bool":
        return int(as_bool(value))
    return whole_number(kind, value) % (1 << kind.width)


def varint_bytes(kind: Varint, value: Any) -> bytes:
    """Return the bytes of an integer of variable length. May raise any exception for an invalid value."""
    if kind.encoding == "bits":
        return _bit_digits(kind, value)
    number = whole_number(kind, value)
    match kind.encoding:
        case "quic":
            size = next(size for size in (1, 2, 4, 8) if number < 1 << (8 * size - 2))
            return bytes((number + ((size.bit_length() - 1) << (8 * size - 2))).to_bytes(size, "big"))
        case "ber":
            digits = number.to_bytes(max(1, -(-number.bit_length() // 8)), "big")
            return digits if number < 128 else bytes((128 + len(digits),)) + digits
        case "escaped":
            return _escaped_bytes(kind, number)
        case "rest":
            fitting = [form for _, form in kind.forms if number <= form.maximum]
            return b"" if number < kind.least_escape else scalar_bytes(min(fitting, key=lambda each: each.size), number)
        case "digits":
            return _digit_bytes(kind.in_digits, number)
        case "bcd":
            return _half_bytes(kind.in_digits, number)
        case "zigzag":
            number = 2 * number if number >= 0 else -2 * number - 1
            size = max(1, -(-number.bit_length() // 7))
        case "sleb128":
            size = (number if number >= 0 else ~number).bit_length() // 7 + 1
            number %= 128**size
        case _:
            size = max(1, -(-number.bit_length() // 7))
    groups = [number // 128**index % 128 for index in range(size)]
    if kind.encoding == "fspec":
        mirrored = [int(f"{group:07b}"[::-1], 2) for group in groups]
        return bytes(2 * group + (index + 1 < size) for index, group in enumerate(mirrored))
    if kind.encoding == "vlq":
        groups.reverse()
    return bytes(group + (128 if index + 1 < size else 0) for index, group in enumerate(groups))


def _bit_digits(kind: Varint, value: Any) -> bytes:
    """Return the binary digits of a number in a bitwise frame."""
    number = int(as_bool(value)) if kind.number == "bool" else whole_number(kind, value) % (1 << kind.bits)
    digits = bytes(ONE if number >> at & 1 else ZERO for at in range(kind.bits))
    return digits if kind.in_digits.reverse else digits[::-1]


def _escaped_bytes(kind: Varint, number: int) -> bytes:
    """Return the bytes of a number whose first part is either the value or a code for the form that follows."""
    assert kind.first is not None
    if number == -1 and kind.minus_one is not None:
        return scalar_bytes(kind.first, kind.minus_one)
    if number < kind.least_escape:
        return scalar_bytes(kind.first, number)
    fitting = [(form.size, code, form) for code, form in kind.forms if number <= form.maximum]
    _, code, form = min(fitting, key=lambda each: each[0])
    return scalar_bytes(kind.first, code) + scalar_bytes(form, number)


def _digit_bytes(digits: Digits, number: int) -> bytes:
    """Return the bytes of a number in ASCII digits."""
    figures = [(HIGH if digits.upper else LOW)[each] for each in figures_of(number, digits.base)]
    sign = "-" if number < 0 else ""
    short = max(0, digits.width - len(figures) - len(sign)) * digits.pad.decode()
    whole = short + sign + "".join(figures) if digits.pad == b" " else sign + short + "".join(figures)
    if digits.width and len(whole) > digits.width:
        raise OverflowError(f"needs {len(whole)} characters, the width is {digits.width}")
    return whole.encode() + digits.marker


def _half_bytes(digits: Digits, number: int) -> bytes:
    """Return the bytes of a number with a decimal digit in each half byte."""
    figures = figures_of(number, 10)
    figures = [0] * (2 * digits.width - len(figures)) + figures
    pairs = [(figures[at], figures[at + 1]) for at in range(0, len(figures), 2)]
    made = [low * 16 + high if digits.swap else high * 16 + low for high, low in pairs]
    return bytes(reversed(made) if digits.reverse else made)


def figures_of(number: int, base: int) -> list[int]:
    """Return the digits of a number, most significant first."""
    figures: list[int] = []
    left = abs(number)
    while left or not figures:
        left, figure = divmod(left, base)
        figures.insert(0, figure)
    return figures


def wire_value(kind: Mapped, value: Any) -> Any:
    """Return the wire value of a mapped value; a value that takes an argument is returned as it is."""
    return value if kind.pack is None or kind.argument is not None else kind.pack(value)


def ended(extent: Until, wire: bytes) -> bytes:
    """Append the terminator to bytes. Raises ValueError if a reader would find it elsewhere."""
    whole = wire if extent.include else wire + extent.marker
    found = first_end(extent, whole)
    if found is None and extent.or_end:
        return whole
    if found is None or found[1] != len(whole) or (not extent.include and found[0] != len(wire)):
        ends = " or ".join(map(repr, extent.markers))
        rule = "occur at the end of the value and nowhere else" if extent.include else "not occur in the value"
        raise ValueError(f"the terminator {ends} must {rule}")
    return whole if extent.consume else wire


def first_end(extent: Until, wire: bytes) -> tuple[int, int] | None:
    """Return the begin and end of the first terminator, the longest if several match; None if there is none."""
    for at in range(0, len(wire), extent.unit):
        found = [each for each in extent.markers if wire[at : at + len(each)] == each]
        if found:
            return at, at + max(map(len, found))
    return None
