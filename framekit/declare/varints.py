"""The varints: aliases such as `uleb128`, each an annotation that a type checker reads as int, and `varint` for other caps.

Strategy: as in scalars.py.

Sources: LEB128: DWARF 5, section 7.6. Zigzag: Protocol Buffers, "Encoding", signed integers. QUIC: RFC 9000, section 16. MQTT's
remaining length: MQTT 5.0, section 1.5.5, which is LEB128 of at most four bytes and must be shortest. VLQ: Standard MIDI Files
1.0, "variable-length quantity".
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias, cast, get_args

from framekit.errors import SpecError
from framekit.spec.kinds import Encoding, Varint

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
vlq: TypeAlias = Annotated[int, Varint("vlq", "vlq", 28)]
"""MIDI's variable-length quantity of up to four bytes, highest bits first."""


def varint(encoding: Encoding, *, bits: int | None = None, strict: bool = False) -> Any:
    """A varint with a cap of one's own, to be used where a scalar is: `prefix=varint("leb128", bits=32)`.

    Args:
        encoding: "leb128", "sleb128", "zigzag", "vlq" or "quic".
        bits: the most bits of a value, from 1 to 256; 64 if left out. quic has 62 at the most, and if left out.
        strict: refuse values that are not written in the fewest bytes.

    >>> from framekit import Frame, field
    >>> class Packet(Frame):
    ...     number: int = field(varint("vlq", bits=32, strict=True))
    >>> Packet(number=300).pack()
    b'\\x82,'
    """
    if encoding not in get_args(Encoding):
        raise SpecError(f"varint({encoding!r}): there are {', '.join(map(repr, get_args(Encoding)))}")
    most = 62 if encoding == "quic" else MOST_BITS
    bits = min(64, most) if bits is None else bits
    if not isinstance(bits, int) or not 1 <= bits <= most:
        raise SpecError(f"varint({encoding!r}, bits={bits!r}): it has from 1 to {most} bits")
    kind = Varint(f"varint({encoding}, {bits} bits{', strict' if strict else ''})", encoding, bits, strict)
    return cast(Any, Annotated[int, kind])
