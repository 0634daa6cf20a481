"""The varints: aliases such as `uleb128`, each an annotation that a type checker reads as int, and `varint` for other caps.

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
"""The highest cap: a number of more bits counts nothing, and reading it takes time that grows with its square."""

uleb128: TypeAlias = Annotated[int, Varint("uleb128", "leb128", 64)]
"""Unsigned LEB128 of up to 64 bits, as in DWARF, WebAssembly and Protocol Buffers."""
sleb128: TypeAlias = Annotated[int, Varint("sleb128", "sleb128", 64)]
"""Signed LEB128 of up to 64 bits, in two's complement, as in DWARF and WebAssembly."""
zigzag: TypeAlias = Annotated[int, Varint("zigzag", "zigzag", 64)]
"""Signed integers of up to 64 bits, folded into unsigned LEB128, as Protocol Buffers' sint64."""
quic_varint: TypeAlias = Annotated[int, Varint("quic_varint", "quic", 62)]
"""QUIC's integer of 1, 2, 4 or 8 bytes, with 62 bits at the most."""
mqtt_varint: TypeAlias = Annotated[int, Varint("mqtt_varint", "leb128", 28, True)]
"""MQTT's variable byte integer of up to four bytes, which must be the shortest."""
ber_length: TypeAlias = Annotated[int, Varint("ber_length", "ber", 64)]
"""A length of ASN.1's BER: one byte below 128, or a byte that counts those that follow (ITU-T X.690, section 8.1.3)."""
fspec: TypeAlias = Annotated[int, Varint("fspec", "fspec", 63)]
"""Flags in octets of seven, as ASTERIX's field specification: bit 0 of the number is the highest of the first octet."""
vlq: TypeAlias = Annotated[int, Varint("vlq", "vlq", 28)]
"""MIDI's variable-length quantity of up to four bytes, highest bits first."""


def varint(encoding: Encoding, *, bits: int | None = None, strict: bool = False) -> Any:
    """A varint with a cap of one's own, to be used where a scalar is: `prefix=varint("leb128", bits=32)`.

    Args:
        encoding: "leb128", "sleb128", "zigzag", "vlq", "quic", "ber" or "fspec".
        bits: the most bits of a value, from 1 to 256; 64 if left out. quic has 62 at the most, and if left out.
        strict: refuse values that are not written in the fewest bytes.

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
    """An integer whose first number is the value, or tells the number after it that is; used where a scalar is.

    Bitcoin's compact size and MySQL's length-encoded integer are of that form. Packing takes the shortest form.

    Args:
        first: the scalar that it begins with, such as `u8`; or bits, such as `u7`, which are the last of their group. Such a
            number is a field by itself.
        forms: for each first number that is no value, the scalar that follows: `{0xFD: u16le, 0xFE: u32le, 0xFF: u64le}`. First
            numbers below the least of them are values; others are refused. One may stand for -1, which a prefix can take as null:
            `{0xFB: -1, 0xFC: u16le, ...}`.
        strict: refuse values that are not written in the shortest form.

    Raises:
        SpecError: the scalars are not unsigned integers of whole bytes, or a first number does not fit.

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
        raise SpecError(f"escaped(..., {forms!r}): expected a non-empty dict from first numbers to scalars")
    made: list[tuple[int, Scalar]] = []
    minus_one: int | None = None
    for code, form in forms.items():
        if not isinstance(code, int) or isinstance(code, bool) or not start.minimum < code <= start.maximum:
            raise SpecError(f"escaped({start.name}, ...): expected a first number from 1 to {start.maximum}, got {code!r}")
        if form == -1:
            if minus_one is not None or isinstance(start, Bits):
                raise SpecError(
                    f"escaped({start.name}, ...): {code} cannot stand for -1; only one first number of whole bytes can"
                )
            minus_one = int(code)
            continue
        number = _whole(form, f"escaped({start.name}, ...) after {code}")
        if number.maximum < start.maximum:
            raise SpecError(f"escaped({start.name}, ...): {number.name} after {code} has a smaller range than the first number")
        made.append((int(code), number))
    if not made:
        raise SpecError(f"escaped({start.name}, ...): at least one first number must be followed by a scalar")
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
