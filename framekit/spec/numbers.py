"""The kinds that are numbers: of fixed width, of some bits, of as many bytes as they need, in digits.

Rules: as in kinds.py, where they are named too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, assert_never

from framekit.spec.record import record

Order: TypeAlias = Literal["big", "little"]
Number: TypeAlias = Literal["int", "float", "bool"]
Encoding: TypeAlias = Literal[
    "leb128", "sleb128", "zigzag", "quic", "vlq", "ber", "fspec", "escaped", "rest", "digits", "bcd", "bits"
]


def bytes_of_bits(bits: int) -> int:
    """The number of bytes that some bits take, from the first bit of a byte on."""
    return (bits + 7) // 8


@record
class Scalar:
    """A number of a fixed width.

    Attributes:
        name: the word of the vocabulary, as `u16`.
        size: bytes on the wire, from 1 up.
        number: what Python sees: int, float or bool.
        signed: two's complement; without meaning for floats.
        code: the character of the struct module in its standard sizes, or "" for a width that struct lacks.
        order: the byte order, or None until the frame's is known.
        c_type: for a type whose size only C knows, its native struct character; else "".
        alignment: what C asks of its offset in a native layout, in bytes.
    """

    name: str
    size: int
    number: Number
    signed: bool
    code: str
    order: Order | None = None
    c_type: str = ""
    alignment: int = 1

    @property
    def minimum(self) -> int:
        """The least integer that fits."""
        return -(1 << (8 * self.size - 1)) if self.signed else 0

    @property
    def maximum(self) -> int:
        """The greatest integer that fits."""
        return (1 << (8 * self.size - self.signed)) - 1


@record
class Bits:
    """A number of some bits, which shares bytes with its neighbours.

    The bytes that neighbours share are one number, the group. Its first member carries the group's size, so that sizes add up.

    Attributes:
        name: the word of the vocabulary, as `u4`.
        width: bits on the wire.
        number: what Python sees: int or bool.
        signed: two's complement.
        group: bytes of the group that it belongs to; 0 until it is laid.
        shift: bits of the group below its own.
        order: the byte order of the group; before it is laid, what the field itself says, or None.
        first: it is the group's first member.
    """

    name: str
    width: int
    number: Number
    signed: bool
    group: int = 0
    shift: int = 0
    order: Order | None = None
    first: bool = False

    @property
    def minimum(self) -> int:
        """The least integer that fits."""
        return -(1 << (self.width - 1)) if self.signed else 0

    @property
    def maximum(self) -> int:
        """The greatest integer that fits."""
        return (1 << (self.width - self.signed)) - 1

    @property
    def mask(self) -> int:
        """Ones for all its bits."""
        return (1 << self.width) - 1

    def run(self, count: int) -> int:
        """Bytes of a number of such items one after another."""
        return bytes_of_bits(count * self.width)

    @property
    def size(self) -> int:
        """Bytes of the group for its first member, 0 for the others."""
        return self.group if self.first else 0


@record
class Digits:
    """How an integer is written in digits: in ASCII, as decimal digits of half a byte each, or as the bits of a bitwise frame.

    Attributes:
        base: 2, 8, 10 or 16.
        width: bytes of every value, or 0 if they end at the marker.
        marker: the bytes that end the digits, or b"" if they have a width.
        pad: the character that fills a value up to its width, on the left.
        upper: packing writes the digits over 9 as capital letters.
        reverse: of half bytes and of bits: the lowest digits come first; None until the order is known.
        swap: of half bytes: the lower half of a byte holds the higher digit.
        complement: of bits: negative numbers are in two's complement.
    """

    base: int
    width: int = 0
    marker: bytes = b""
    pad: bytes = b"0"
    upper: bool = True
    reverse: bool | None = None
    swap: bool = False
    complement: bool = False


MOST_DIGITS = 24
"""Maximum number of characters before a marker: 64 bits in base 8, a sign, and a zero or two to spare."""


@record
class Varint:
    """An integer that takes as many bytes as it needs, or is written in digits.

    Attributes:
        name: the word of the vocabulary, as `uleb128`.
        encoding: how its bytes are laid.
        bits: the maximum number of bits of a value; of digits with a width, the width limits it too.
        strict: a value that is not written as packing writes it, in the fewest bytes, is refused when reading.
        first: the number that an escaped integer begins with; None for other encodings.
        forms: of an escaped integer: for each first number that is no value itself, the number that follows it.
        digits: how digits are written; None for other encodings.
        head: the bits of which this is the rest: they are the value, or say the number that follows; None for other encodings.
        head_field: the field that has those bits, which is not one of the user's.
        minus_one: of an escaped integer: the first number that stands for -1, or None if none does.
        number: what Python sees: int, or bool for a bit of a bitwise frame.
    """

    name: str
    encoding: Encoding
    bits: int
    strict: bool = False
    first: Scalar | None = None
    forms: tuple[tuple[int, Scalar], ...] = ()
    digits: Digits | None = None
    head: Bits | None = None
    head_field: str = ""
    minus_one: int | None = None
    number: Number = "int"

    @property
    def least_escape(self) -> int:
        """Of an escaped integer: the least first number that is no value itself."""
        least = min(code for code, _ in self.forms)
        return least if self.minus_one is None else min(least, self.minus_one)

    @property
    def shortest(self) -> int:
        """The minimum number of bytes of a value."""
        if self.digits is not None:
            return self.digits.width or 1 + len(self.digits.marker)
        if self.head is not None:
            return 0
        return 1 if self.first is None else self.first.size

    @property
    def size(self) -> int | None:
        """The number of bytes of every value, or None if values differ in size."""
        return self.digits.width or None if self.digits is not None else None

    @property
    def signed(self) -> bool:
        """True if values may be negative."""
        if self.encoding == "bits":
            return self.in_digits.complement
        return self.encoding in ("sleb128", "zigzag") or (self.encoding == "digits" and self.in_digits.base == 10)

    @property
    def in_digits(self) -> Digits:
        """How the digits are written of an integer that is known to have them."""
        assert self.digits is not None
        return self.digits

    @property
    def longest(self) -> int:
        """The maximum number of bytes of a value."""
        match self.encoding:
            case "quic":
                return 8
            case "ber":
                return 1 + -(-self.bits // 8)
            case "escaped":
                return self.shortest + max(form.size for _, form in self.forms)
            case "rest":
                return max(form.size for _, form in self.forms)
            case "digits" | "bcd" | "bits":
                return self.in_digits.width or MOST_DIGITS + len(self.in_digits.marker)
            case "leb128" | "sleb128" | "zigzag" | "vlq" | "fspec":
                return -(-self.bits // 7)
            case _:
                assert_never(self.encoding)

    @property
    def minimum(self) -> int:
        """The least integer that fits."""
        if self.minus_one is not None:
            return -1
        least = -(1 << (self.bits - 1)) if self.signed else 0
        if self.signed and self.encoding == "digits" and self.size is not None:  # the sign takes the place of a digit
            return max(least, 1 - self.powers(self.size - 1))
        return least

    @property
    def maximum(self) -> int:
        """The greatest integer that fits."""
        most = (1 << (self.bits - self.signed)) - 1
        if self.size is not None and self.encoding != "bits":
            return min(most, self.powers(self.size * (2 if self.encoding == "bcd" else 1)) - 1)
        return most

    def powers(self, count: int) -> int:
        """How many numbers some digits can write."""
        total = 1
        for _ in range(count):
            total *= self.in_digits.base
        return total
