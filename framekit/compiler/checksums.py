"""Checksum algorithms by name.

Strategy: CRC-32 and Adler-32 are zlib's; every other CRC comes from the anycrc package, which has the parameters of the CRC
RevEng catalogue; sums of a few lines stand here.

Rules: a name is looked up when a frame is declared, and the package is imported only for a CRC that needs it.

Sources: CRC RevEng, "Catalogue of parametrised CRC algorithms" (reveng.sourceforge.io/crc-catalogue); RFC 1071 (the internet
checksum); RFC 1950 (Adler-32).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from framekit.errors import SpecError
from framekit.spec.kinds import Algorithm


def algorithm_named(name: str, width: int) -> Algorithm:
    """The algorithm of a name.

    Args:
        name: `crc32`, a name or alias of the CRC RevEng catalogue in any spelling (`crc-16/modbus`, `CRC16-MODBUS`,
            `crc16/modbus`), `internet`, `adler32`, `xor` or `sum`.
        width: bits of the field; sums are cut to it, a CRC must fit.

    Raises:
        SpecError: there is no such algorithm, or it does not fit.
    """
    plain = name.lower()
    mask = (1 << width) - 1
    if plain in ("adler32", "adler-32"):
        return _fitting("adler32", zlib.adler32, 32, width)
    if plain == "internet":
        return _fitting("internet", internet_checksum, 16, width)
    if plain == "xor":
        if width != 8:
            raise SpecError(f"xor is of single bytes, so it has 8 bits, and this field has {width}; write checksum(u8, 'xor')")
        return Algorithm("xor", xor_bytes)
    if plain == "sum":
        return Algorithm("sum", lambda data: sum(data) & mask)
    if plain.startswith("crc"):
        return _crc(name, width)
    raise SpecError(
        f"there is no checksum {name!r}; there are crc32, the names of the CRC RevEng catalogue, internet, adler32, xor and sum, "
        f"and any function from bytes to int"
    )


def _fitting(name: str, function: Callable[[bytes], int], bits: int, width: int) -> Algorithm:
    if bits > width:
        raise SpecError(f"{name} has {bits} bits, and this field has {width}; use a wider one")
    return Algorithm(name, function)


def _crc(name: str, width: int) -> Algorithm:
    spelled = re.sub(r"^CRC-?", "CRC", name.upper().replace("/", "-").replace("_", "-"))
    if spelled in ("CRC32", "CRC32-ISO-HDLC"):
        return _fitting("crc32", zlib.crc32, 32, width)
    try:
        import anycrc
    except ImportError:
        raise SpecError(f"{name} needs the package anycrc; install framekit[checksums]") from None
    spelled = anycrc.aliases.get(spelled, spelled)
    if spelled not in anycrc.models:
        prefix = spelled.split("-")[0]
        known = ", ".join(sorted(each for each in anycrc.models if each.startswith(prefix))) or ", ".join(sorted(anycrc.models))
        raise SpecError(f"the CRC RevEng catalogue has no {name!r}; it has {known}")
    return _fitting(spelled.lower(), anycrc.Model(spelled).calc, anycrc.models[spelled].width, width)


def internet_checksum(data: bytes) -> int:
    """The one's complement of the one's complement sum of 16-bit words. Source: RFC 1071, section 1.

    >>> hex(internet_checksum(bytes.fromhex("0001f203f4f5f6f7")))
    '0x220d'
    """
    if len(data) % 2:
        data += b"\0"
    # Words of 2**16 leave the same remainder by 2**16 - 1 as their sum does: so the whole number is one big sum.
    total = int.from_bytes(data, "big")
    rest = total % 0xFFFF
    return 0xFFFF - (rest or (0xFFFF if total else 0))


def xor_bytes(data: bytes) -> int:
    """All bytes combined by exclusive or.

    >>> xor_bytes(bytes([1, 2, 4]))
    7
    """
    value = 0
    for byte in data:
        value ^= byte
    return value
