"""The varints: aliases such as `uleb128`, which type checkers treat as int, and `varint` for other limits.

Strategy: as in scalars.py.

Sources: LEB128: DWARF 5, section 7.6. Zigzag: Protocol Buffers, "Encoding", signed integers. QUIC: RFC 9000, section 16. MQTT's
remaining length: MQTT 5.0, section 1.5.5, which is LEB128 of at most four bytes and must be shortest. VLQ: Standard MIDI Files
1.0, "variable-length quantity". BER's length: ITU-T X.690, section 8.1.3. FSPEC: EUROCONTROL-SPEC-0149, Part 1, section 4.3.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias, cast, get_args

from framekit.declare.specifier import number_in, spelled
from framekit.errors import SpecError
from framekit.spec.kinds import Bits, Scalar, Varint
from framekit.spec.numbers import Encoding

MOST_BITS = 256
"""Maximum number of bits: wider numbers have no practical use, and the time to read them grows quadratically."""

uleb128: TypeAlias = Annotated[int, Varint("uleb128", "leb128", 64)]
"""Unsigned LEB128 of up to 64 bits, as in DWARF, WebAssembly and Protocol Buffers."""
sleb128: TypeAlias = Annotated[int, Varint("sleb128", "sleb128", 64)]
"""Signed LEB128 of up to 64 bits, in two's complement, as in DWARF and WebAssembly."""
zigzag: TypeAlias = Annotated[int, Varint("zigzag", "zigzag", 64)]
"""Signed integers of up to 64 bits, zigzag-encoded as unsigned LEB128, as sint64 in Protocol Buffers."""
quic_varint: TypeAlias = Annotated[int, Varint("quic_varint", "quic", 62)]
"""A QUIC variable-length integer: 1, 2, 4 or 8 bytes, at most 62 bits."""
mqtt_varint: TypeAlias = Annotated[int, Varint("mqtt_varint", "leb128", 28, True)]
"""An MQTT variable byte integer: at most four bytes, and only the shortest encoding is valid."""
ber_length: TypeAlias = Annotated[int, Varint("ber_length", "ber", 64)]
"""An ASN.1 BER length: one byte below 128, or a byte with the number of bytes that follow (ITU-T X.690, section 8.1.3)."""
fspec: TypeAlias = Annotated[int, Varint("fspec", "fspec", 63)]
"""An ASTERIX field specification: flags, seven in each octet; bit 0 of the number is the highest of the first octet."""
vlq: TypeAlias = Annotated[int, Varint("vlq", "vlq", 28)]
"""A MIDI variable-length quantity: at most four bytes, highest bits first."""


def varint(encoding: Encoding, *, bits: int | None = None, strict: bool = False) -> Any:
    """A varint with a custom limit.

    It is used in place of a scalar: `prefix=varint("leb128", bits=32)`.

    Args:
        encoding: "leb128", "sleb128", "zigzag", "vlq", "quic", "ber" or "fspec".
        bits: the maximum number of bits of a value, from 1 to 256; 64 by default. For "quic" both the maximum and the default
            are 62.
        strict: reading rejects values that are not encoded in the minimum number of bytes.

    >>> from framekit import Frame, field
    >>> class Packet(Frame):
    ...     number: int = field(varint("vlq", bits=32, strict=True))
    >>> Packet(number=300).pack()
    b'\\x82,'
    """
    known = [each for each in get_args(Encoding) if each not in ("escaped", "rest", "digits", "bcd")]
    if encoding not in known:
        raise SpecError(f"varint({encoding!r}): expected one of {', '.join(map(repr, known))}")
    most = 62 if encoding == "quic" else MOST_BITS
    bits = min(64, most) if bits is None else bits
    if not isinstance(bits, int) or not 1 <= bits <= most:
        raise SpecError(f"varint({encoding!r}, bits={bits!r}): expected a number from 1 to {most}")
    kind = Varint(f"varint({encoding}, {bits} bits{', strict' if strict else ''})", encoding, bits, strict)
    return cast(Any, Annotated[int, kind])


def escaped(first: object, forms: Mapping[int, object], *, strict: bool = False) -> Any:
    """An integer that begins with either its value or an escape code.

    An escape code is followed by a wider number with the value, as in the compact size of Bitcoin and the length-encoded integer
    of MySQL. The integer is used in place of a scalar. Packing writes the shortest form.

    Args:
        first: the scalar of the first number, such as `u8`; or bits, such as `u7`, which must be the last of their group. With
            bits, the integer can only be a field by itself.
        forms: the scalar that follows each escape code: `{0xFD: u16le, 0xFE: u32le, 0xFF: u64le}`. First numbers below the lowest
            code are values; others are rejected. One code may represent -1, which a prefix can use as null:
            `{0xFB: -1, 0xFC: u16le, ...}`.
        strict: reading rejects values that are not in the shortest form.

    Raises:
        SpecError: the scalars are not unsigned integers of whole bytes, or an escape code is out of range.

    >>> from framekit import Frame, data, u8, u16le, u32le, u64le
    >>> compact = escaped(u8, {0xFD: u16le, 0xFE: u32le, 0xFF: u64le})
    >>> class Script(Frame):
    ...     code: bytes = data(prefix=compact)
    >>> Script(code=bytes(300)).pack()[:4].hex(), Script(code=b"ab").pack().hex()
    ('fd2c0100', '026162')
    """
    head = number_in(first)
    if isinstance(head, Bits) and head.number == "int" and not head.signed:
        start: Scalar | Bits = head
    else:
        start = _whole(first, "escaped()")
    if not isinstance(forms, Mapping) or not forms:
        raise SpecError(f"escaped(..., {forms!r}): expected a non-empty dict from escape codes to scalars")
    made: list[tuple[int, Scalar]] = []
    minus_one: int | None = None
    for code, form in forms.items():
        if not isinstance(code, int) or isinstance(code, bool) or not start.minimum < code <= start.maximum:
            raise SpecError(f"escaped({start.name}, ...): expected an escape code from 1 to {start.maximum}, got {code!r}")
        if form == -1:
            if minus_one is not None or isinstance(start, Bits):
                raise SpecError(
                    f"escaped({start.name}, ...): {code} cannot represent -1; only one escape code of whole bytes can"
                )
            minus_one = int(code)
            continue
        number = _whole(form, f"escaped({start.name}, ...) after {code}")
        if number.maximum < start.maximum:
            raise SpecError(f"escaped({start.name}, ...): {number.name} after {code} has a smaller range than the first number")
        made.append((int(code), number))
    if not made:
        raise SpecError(f"escaped({start.name}, ...): at least one escape code must be followed by a scalar")
    bits = 8 * max(form.size for _, form in made)
    codes = [f"{minus_one}: -1"] * (minus_one is not None) + [f"{code}: {form.name}" for code, form in made]
    name = f"escaped({start.name}, {{{', '.join(codes)}}}{', strict' if strict else ''})"
    if isinstance(start, Bits):
        return cast(Any, Annotated[int, Varint(name, "rest", bits, bool(strict), forms=tuple(made), head=start)])
    return cast(Any, Annotated[int, Varint(name, "escaped", bits, bool(strict), start, tuple(made), minus_one=minus_one)])


def _whole(said: object, what: str) -> Scalar:
    number = number_in(said)
    if not isinstance(number, Scalar) or number.number != "int" or number.signed:
        raise SpecError(f"{what}: expected an unsigned scalar of whole bytes such as u8, got {spelled(said)}")
    return number
