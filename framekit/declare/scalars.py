"""The scalars: aliases such as `u16`, which type checkers treat as int, float or bool.

Strategy: `u16` is `Annotated[int, Scalar]`. The Scalar has no byte order and uses that of the frame, unless the name includes one
(`u16le`).

Source: the format characters and standard sizes are those of Python's struct module (docs.python.org/3/library/struct.html);
f16, f32 and f64 are IEEE 754 binary16, binary32 and binary64.
"""

from __future__ import annotations

import struct
import sys
from dataclasses import replace
from typing import Annotated, Literal, TypeAlias

from framekit.errors import SpecError
from framekit.spec.kinds import Order, Scalar

ByteOrder: TypeAlias = Literal["big", "little", "native", "outer", ">", "<", "!", "=", "@"]
"""The values of `byteorder=`: names, or the prefixes of the struct module."""

SIGNS: dict[str, str] = {
    "big": ">",
    "little": "<",
    "native": "=",
    "outer": "outer",
    ">": ">",
    "<": "<",
    "!": "!",
    "=": "=",
    "@": "@",
}
NATIVE: Order = "little" if sys.byteorder == "little" else "big"


def _int(bits: int, signed: bool, order: Order | None = None, suffix: str = "") -> Scalar:
    code = {8: "b", 16: "h", 32: "i", 64: "q"}.get(bits, "")
    return Scalar(
        name=f"{'i' if signed else 'u'}{bits}{suffix}",
        size=bits // 8,
        number="int",
        signed=signed,
        code=code if signed else code.upper(),
        order=order,
    )


def _float(bits: int, order: Order | None = None, suffix: str = "") -> Scalar:
    return Scalar(f"f{bits}{suffix}", bits // 8, "float", True, {16: "e", 32: "f", 64: "d"}[bits], order)


def _c_int(name: str, signed: bool, c_type: str, standard: str) -> Scalar:
    return Scalar(name, struct.calcsize("=" + standard), "int", signed, standard, None, c_type)


u8: TypeAlias = Annotated[int, _int(8, False)]
u16: TypeAlias = Annotated[int, _int(16, False)]
u24: TypeAlias = Annotated[int, _int(24, False)]
u32: TypeAlias = Annotated[int, _int(32, False)]
u40: TypeAlias = Annotated[int, _int(40, False)]
u48: TypeAlias = Annotated[int, _int(48, False)]
u56: TypeAlias = Annotated[int, _int(56, False)]
u64: TypeAlias = Annotated[int, _int(64, False)]
u128: TypeAlias = Annotated[int, _int(128, False)]
i8: TypeAlias = Annotated[int, _int(8, True)]
i16: TypeAlias = Annotated[int, _int(16, True)]
i24: TypeAlias = Annotated[int, _int(24, True)]
i32: TypeAlias = Annotated[int, _int(32, True)]
i40: TypeAlias = Annotated[int, _int(40, True)]
i48: TypeAlias = Annotated[int, _int(48, True)]
i56: TypeAlias = Annotated[int, _int(56, True)]
i64: TypeAlias = Annotated[int, _int(64, True)]
i128: TypeAlias = Annotated[int, _int(128, True)]
f16: TypeAlias = Annotated[float, _float(16)]
f32: TypeAlias = Annotated[float, _float(32)]
f64: TypeAlias = Annotated[float, _float(64)]
bool8: TypeAlias = Annotated[bool, Scalar("bool8", 1, "bool", False, "?")]

u16le: TypeAlias = Annotated[int, _int(16, False, "little", "le")]
u24le: TypeAlias = Annotated[int, _int(24, False, "little", "le")]
u32le: TypeAlias = Annotated[int, _int(32, False, "little", "le")]
u40le: TypeAlias = Annotated[int, _int(40, False, "little", "le")]
u48le: TypeAlias = Annotated[int, _int(48, False, "little", "le")]
u56le: TypeAlias = Annotated[int, _int(56, False, "little", "le")]
u64le: TypeAlias = Annotated[int, _int(64, False, "little", "le")]
u128le: TypeAlias = Annotated[int, _int(128, False, "little", "le")]
i16le: TypeAlias = Annotated[int, _int(16, True, "little", "le")]
i24le: TypeAlias = Annotated[int, _int(24, True, "little", "le")]
i32le: TypeAlias = Annotated[int, _int(32, True, "little", "le")]
i40le: TypeAlias = Annotated[int, _int(40, True, "little", "le")]
i48le: TypeAlias = Annotated[int, _int(48, True, "little", "le")]
i56le: TypeAlias = Annotated[int, _int(56, True, "little", "le")]
i64le: TypeAlias = Annotated[int, _int(64, True, "little", "le")]
i128le: TypeAlias = Annotated[int, _int(128, True, "little", "le")]
f16le: TypeAlias = Annotated[float, _float(16, "little", "le")]
f32le: TypeAlias = Annotated[float, _float(32, "little", "le")]
f64le: TypeAlias = Annotated[float, _float(64, "little", "le")]

u16be: TypeAlias = Annotated[int, _int(16, False, "big", "be")]
u24be: TypeAlias = Annotated[int, _int(24, False, "big", "be")]
u32be: TypeAlias = Annotated[int, _int(32, False, "big", "be")]
u40be: TypeAlias = Annotated[int, _int(40, False, "big", "be")]
u48be: TypeAlias = Annotated[int, _int(48, False, "big", "be")]
u56be: TypeAlias = Annotated[int, _int(56, False, "big", "be")]
u64be: TypeAlias = Annotated[int, _int(64, False, "big", "be")]
u128be: TypeAlias = Annotated[int, _int(128, False, "big", "be")]
i16be: TypeAlias = Annotated[int, _int(16, True, "big", "be")]
i24be: TypeAlias = Annotated[int, _int(24, True, "big", "be")]
i32be: TypeAlias = Annotated[int, _int(32, True, "big", "be")]
i40be: TypeAlias = Annotated[int, _int(40, True, "big", "be")]
i48be: TypeAlias = Annotated[int, _int(48, True, "big", "be")]
i56be: TypeAlias = Annotated[int, _int(56, True, "big", "be")]
i64be: TypeAlias = Annotated[int, _int(64, True, "big", "be")]
i128be: TypeAlias = Annotated[int, _int(128, True, "big", "be")]
f16be: TypeAlias = Annotated[float, _float(16, "big", "be")]
f32be: TypeAlias = Annotated[float, _float(32, "big", "be")]
f64be: TypeAlias = Annotated[float, _float(64, "big", "be")]

c_long: TypeAlias = Annotated[int, _c_int("c_long", True, "l", "i")]
"""C `long`: the width of the platform with `byteorder="@"`, otherwise 4 bytes, as in the struct module."""
c_ulong: TypeAlias = Annotated[int, _c_int("c_ulong", False, "L", "I")]
"""C `unsigned long`; the width is that of `c_long`."""
c_size_t: TypeAlias = Annotated[int, _c_int("c_size_t", False, "N", "Q")]
"""C `size_t`, available only with `byteorder="@"`."""
c_ssize_t: TypeAlias = Annotated[int, _c_int("c_ssize_t", True, "n", "q")]
"""C `ssize_t`, available only with `byteorder="@"`."""


def is_little(sign: str) -> bool:
    """Return True if a byte order, as a prefix of the struct module, is little-endian on this machine."""
    return sign == "<" or (sign in ("=", "@") and NATIVE == "little")


def settle(scalar: Scalar, sign: str, frame: str, name: str) -> Scalar:
    """Return a scalar with the properties that depend on its frame: byte order, C size, and C alignment.

    Args:
        scalar: the scalar as in the vocabulary.
        sign: the byte order of the frame as a prefix of the struct module.
        frame: the name of the frame, for the message.
        name: the name of the field, for the message.

    Raises:
        SpecError: the size of the type is defined only in the C layout, and the frame does not use it.
    """
    if scalar.c_type and sign == "@":
        size = struct.calcsize("@" + scalar.c_type)
        code = {4: "i", 8: "q"}[size]
        scalar = replace(scalar, size=size, code=code if scalar.signed else code.upper())
    elif scalar.c_type in ("n", "N"):
        raise SpecError(
            f'{scalar.name} has a size only in the C layout; set byteorder="@", or use u32 or u64', frame=frame, path=name
        )
    if scalar.order is None:
        scalar = replace(scalar, order="little" if is_little(sign) else "big")
    if sign == "@" and scalar.code:
        native = scalar.c_type or scalar.code
        scalar = replace(scalar, alignment=struct.calcsize(f"@c{native}") - struct.calcsize(f"@{native}"))
    return scalar


__all__ = [
    "bool8",
    "c_long",
    "c_size_t",
    "c_ssize_t",
    "c_ulong",
    "f16",
    "f16be",
    "f16le",
    "f32",
    "f32be",
    "f32le",
    "f64",
    "f64be",
    "f64le",
    "i8",
    "i16",
    "i16be",
    "i16le",
    "i24",
    "i24be",
    "i24le",
    "i32",
    "i32be",
    "i32le",
    "i40",
    "i40be",
    "i40le",
    "i48",
    "i48be",
    "i48le",
    "i56",
    "i56be",
    "i56le",
    "i64",
    "i64be",
    "i64le",
    "i128",
    "i128be",
    "i128le",
    "u8",
    "u16",
    "u16be",
    "u16le",
    "u24",
    "u24be",
    "u24le",
    "u32",
    "u32be",
    "u32le",
    "u40",
    "u40be",
    "u40le",
    "u48",
    "u48be",
    "u48le",
    "u56",
    "u56be",
    "u56le",
    "u64",
    "u64be",
    "u64le",
    "u128",
    "u128be",
    "u128le",
]
