"""The numeric kinds: numbers of fixed width, bit fields, numbers of variable length, and numbers in digits.

Rules: as in kinds.py, which also exports them.
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
    """Return the number of bytes that contain a number of bits, counted from the first bit of a byte."""
    return (bits + 7) // 8


@record
class Scalar:
    """A number of a fixed width.

    Attributes:
        name: the name in the vocabulary, such as `u16`.
        size: the number of bytes on the wire, from 1 up.
        number: the class of the value in Python: int, float or bool.
        signed: True for two's complement; meaningless for floats.
        code: the format character of the struct module in its standard sizes, or "" for a width that struct lacks.
        order: the byte order, or None until that of the frame is known.
        c_type: for a type whose size depends on the platform, its native format character; otherwise "".
        alignment: the alignment in a native C layout, in bytes.
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
        """The smallest integer that fits."""
        return -(1 << (8 * self.size - 1)) if self.signed else 0

    @property
    def maximum(self) -> int:
        """The largest integer that fits."""
        return (1 << (8 * self.size - self.signed)) - 1


@record
class Bits:
    """A bit field: a number that shares bytes with its neighbours.

    The bytes that neighbours share are one number, the group. The first member has the size of the group, so that sizes add up.

    Attributes:
        name: the name in the vocabulary, such as `u4`.
        width: the number of bits on the wire.
        number: the class of the value in Python: int or bool.
        signed: True for two's complement.
        group: the size of its group in bytes; 0 until the group is laid out.
        shift: the number of bits of the group below this field.
        order: the byte order of the group; until the group is laid out, that of the field itself, or None.
        first: True for the first member of the group.
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
        """The smallest integer that fits."""
        return -(1 << (self.width - 1)) if self.signed else 0

    @property
    def maximum(self) -> int:
        """The largest integer that fits."""
        return (1 << (self.width - self.signed)) - 1

    @property
    def mask(self) -> int:
        """A mask with ones in all bits of the field."""
        return (1 << self.width) - 1

    def run(self, count: int) -> int:
        """Return the number of bytes of a sequence of `count` such items."""
        return bytes_of_bits(count * self.width)

    @property
    def size(self) -> int:
        """The size of the group in bytes for its first member, 0 for the others."""
        return self.group if self.first else 0


@record
class Digits:
    """The digits of an integer: ASCII digits, decimal digits of half a byte each, or the bits of a bitwise frame.

    Attributes:
        base: 2, 8, 10 or 16.
        width: the number of bytes of every value, or 0 if the digits end at the terminator.
        marker: the terminator of the digits, or b"" if they have a width.
        pad: the character that fills a value up to its width, on the left.
        upper: True if packing writes the digits above 9 as capital letters.
        reverse: for half bytes and bits, True if the lowest digits come first; None until the order is known.
        swap: for half bytes, True if the lower half of a byte contains the higher digit.
        complement: for bits, True if negative numbers are in two's complement.
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
"""Maximum number of characters before a terminator: 64 bits in base 8, a sign, and one or two leading zeros."""


@record
class Varint:
    """An integer of variable length, or an integer in digits.

    Attributes:
        name: the name in the vocabulary, such as `uleb128`.
        encoding: the encoding of its bytes.
        bits: the maximum number of bits of a value; the width of digits is a limit too.
        strict: True if reading refuses a value that is not encoded as packing encodes it, in as few bytes as possible.
        first: the number that an escaped integer begins with; None for other encodings.
        forms: for an escaped integer, the number that follows each first number that is not a value itself.
        digits: the digits of the integer; None for other encodings.
        head: the bits before this part: they are the value, or indicate which number follows; None for other encodings.
        head_field: the name of the hidden field that contains those bits.
        minus_one: for an escaped integer, the first number that represents -1, or None if there is none.
        number: the class of the value in Python: int, or bool for a bit of a bitwise frame.
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
        """For an escaped integer, the smallest first number that is not a value itself."""
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
        """The digits of an integer that is known to have them."""
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
        """The smallest integer that fits."""
        if self.minus_one is not None:
            return -1
        least = -(1 << (self.bits - 1)) if self.signed else 0
        if self.signed and self.encoding == "digits" and self.size is not None:  # the sign takes the place of a digit
            return max(least, 1 - self.powers(self.size - 1))
        return least

    @property
    def maximum(self) -> int:
        """The largest integer that fits."""
        most = (1 << (self.bits - self.signed)) - 1
        if self.size is not None and self.encoding != "bits":
            return min(most, self.powers(self.size * (2 if self.encoding == "bcd" else 1)) - 1)
        return most

    def powers(self, count: int) -> int:
        """Return how many different numbers `count` digits can express."""
        total = 1
        for _ in range(count):
            total *= self.in_digits.base
        return total
