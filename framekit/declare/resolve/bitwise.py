"""The kinds of a bitwise frame, whose fields may begin at any bit: `class Position(Frame, bitwise=True)`.

Strategy: a bitwise frame is read from the binary digits of its bytes, "0" and "1", one byte for each digit. An integer of five
bits is thus an integer written in five binary digits, and arrays, switches, optional fields and nested frames work as in other
frames. Bytes and text are arrays of eight bits each.

Rules: kinds that need whole bytes are rejected, and so are kinds that would extend to the end of the bytes: the last byte is
filled up with zeros, which could be mistaken for values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from framekit.compiler.companions import Companions, register
from framekit.declare.specifier import (
    ChecksumSpecifier,
    CustomSpecifier,
    DataSpecifier,
    FieldSpecifier,
    LeftOfSpecifier,
    PeekSpecifier,
    Specifier,
    UnknownSpecifier,
    spelled,
)
from framekit.spec.kinds import Bits, Bytes, Const, Extent, Filler, Fixed, Mapped, Padding, Repeat, Scalar, Text, Varint
from framekit.spec.numbers import Digits
from framekit.spec.transforms import Functions, Opaque

if TYPE_CHECKING:
    from framekit.declare.resolve.context import FieldContext

ZERO = ord("0")
"""The digit that represents a bit of value 0."""


def number_in_bits(number: Scalar | Bits | Varint, context: FieldContext) -> Varint:
    """Return a number that may begin at any bit."""
    if isinstance(number, Varint):
        if number.encoding == "bits":
            return number
        context.refuse(f"{number.name} takes whole bytes, but the fields of a bitwise frame begin at any bit")
    if isinstance(number, Scalar) and (number.number != "int" or number.c_type):
        context.refuse(
            f"{number.name} takes whole bytes, but the fields of a bitwise frame begin at any bit; use integers and bool1"
        )
    if isinstance(number, Scalar) and number.order is not None:
        context.refuse(
            f"{number.name} has a byte order, but the fields of a bitwise frame begin at any bit; write {number.name[:-2]}"
        )
    width = number.width if isinstance(number, Bits) else 8 * number.size
    digits = Digits(2, width, reverse=context.bitorder == "lsb", complement=number.signed)
    return Varint(number.name, "bits", width, digits=digits, number=number.number)


def refuse_whole_bytes(specifier: Specifier, context: FieldContext) -> None:
    """Reject a specifier that a bitwise frame cannot have."""
    match specifier:
        case ChecksumSpecifier():
            context.refuse("a checksum covers whole bytes; move it to the frame that contains the bitwise frame")
        case CustomSpecifier():
            context.refuse("custom() takes whole bytes; move it to the frame that contains the bitwise frame")
        case LeftOfSpecifier() | UnknownSpecifier():
            context.refuse("leftover_of() and unknown() take whole bytes; move them to the frame that contains the bitwise frame")
        case PeekSpecifier() if specifier.ahead:
            context.refuse("peek() in a bitwise frame reads the bits that follow immediately; leave out ahead=")
        case FieldSpecifier() if specifier.within is not None:
            context.refuse("within= takes whole bytes; move it to the frame that contains the bitwise frame")
        case _:  # restrictions of other specifiers are checked where they are resolved
            pass
    sizing = getattr(specifier, "sizing", None)
    if sizing is not None and (sizing.size is not None or sizing.size_prefix is not None):
        context.refuse("size= and size_prefix= count whole bytes; a bitwise frame cannot have sized parts")


def pad_in_bits(kind: Padding, context: FieldContext) -> Padding:
    """Return padding as digits, one for each bit or eight for each byte."""
    if kind.bits is None and kind.fill not in (0, 255):
        context.refuse(f"fill={kind.fill}: padding in a bitwise frame is all 0 or all 1; write fill=0 or fill=255")
    width = 8 * kind.size if kind.bits is None else kind.bits.width
    return Padding(width, ZERO + (kind.fill & 1), kind.strict)


def filler_in_bits(kind: Filler, width: int, context: FieldContext) -> Filler:
    """Return padding of computed size as digits; `width` is the number of bits in a unit of that size."""
    if kind.fill not in (0, 1 if width == 1 else 255):
        context.refuse(
            f"fill={kind.fill}: padding in a bitwise frame is all 0 or all 1; write fill=0 or fill={1 if width == 1 else 255}"
        )
    size = kind.size if kind.size is None or width == 1 else kind.size * width
    return Filler(width * kind.to, ZERO + (kind.fill & 1), kind.strict, size)


def const_in_bits(kind: Const, context: FieldContext) -> Const:
    """Return constant bytes or text as digits."""
    wire = "".join(f"{byte:08b}"[:: -1 if context.bitorder == "lsb" else 1] for byte in kind.wire).encode()
    base = Bytes(Fixed(len(wire)))
    return Const(Text(base) if isinstance(kind.base, Text) else base, kind.value, wire)


def octets_kind(specifier: DataSpecifier, extent: Extent, context: FieldContext) -> Mapped:
    """Return the kind of bytes or text: an array of items of eight bits, mapped to bytes or str."""
    for word, said in (
        ("until", specifier.until),
        ("pad", specifier.pad),
        ("strip", specifier.strip),
        ("view", specifier.view),
        ("null", specifier.null),
    ):
        if said is not None and said is not False:
            context.refuse(f"{word}={spelled(said)} applies to whole bytes; in a bitwise frame, give data() and text() a length")
    item = number_in_bits(Bits("u8", 8, "int", False), context)
    items = Repeat(item, extent, specifier.limit)
    if specifier.encoding is None:
        return Mapped(items, Opaque("data", _bytes_functions(), bytes))
    return Mapped(items, Opaque("text", _text_functions(specifier.encoding, specifier.errors), str))


def _items_of(value: Any) -> list[int]:
    if not isinstance(value, bytes | bytearray | memoryview):
        raise TypeError(f"expected bytes, got {type(value).__name__}")
    return list(bytes(value))


def _bytes_functions() -> Functions:
    companions = Companions(
        to_json=lambda value: bytes(value).hex(),
        from_json=lambda value: bytes.fromhex(value) if isinstance(value, str) else value,
    )
    return register(Functions(bytes, _items_of), companions)


def _text_functions(encoding: str, errors: str) -> Functions:
    def pack(value: Any) -> list[int]:
        if not isinstance(value, str):
            raise TypeError(f"expected str, got {type(value).__name__}")
        return list(value.encode(encoding, errors if errors == "surrogateescape" else "strict"))

    companions = Companions(to_json=lambda value: value, from_json=lambda value: value)
    return register(Functions(lambda items: bytes(items).decode(encoding, errors), pack), companions)
