"""Records of DNSSEC (RFC 4034, 5155, 7344), and records about zones and transactions (RFC 7477, 8945, 8976)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from framekit import Frame, data, field, mapped, timestamp, u8, u16, u32, u48
from framekit.specs.dns.codes import (
    Algorithm,
    DigestType,
    HashAlgorithm,
    HashFlags,
    KeyFlags,
    RecordType,
    ResponseCode,
    SynchronizationFlags,
    ZoneDigestAlgorithm,
    ZoneDigestScheme,
)
from framekit.specs.dns.names import domain_name

LONGEST_WINDOW = 32
_TYPES = {int(each): each for each in RecordType}


def read_types(wire: bytes) -> list[RecordType]:
    """The types of a bitmap, which has a window of up to 32 bytes for each 256 types; unknown ones stay integers."""
    types: list[int] = []
    offset, last = 0, -1
    while offset < len(wire):
        bitmap = wire[offset + 2 : offset + 2 + wire[offset + 1]] if offset + 1 < len(wire) else b""
        if not 1 <= len(bitmap) <= LONGEST_WINDOW or len(bitmap) != wire[offset + 1]:
            raise ValueError(
                f"the window at byte {offset} does not contain the 1 to {LONGEST_WINDOW} bytes that its length indicates"
            )
        if wire[offset] <= last:
            raise ValueError(f"the window {wire[offset]} does not come after the window {last}")
        if not bitmap[-1]:
            raise ValueError(f"the window {wire[offset]} ends with a zero byte")
        last = wire[offset]
        numbers = (last << 8 | at << 3 | bit for at, each in enumerate(bitmap) for bit in range(8) if each & 0x80 >> bit)
        types += (_TYPES.get(number, number) for number in numbers)
        offset += 2 + len(bitmap)
    return cast(list[RecordType], types)


def write_types(types: Iterable[int]) -> bytes:
    """A bitmap of types, which must be in ascending order, each once."""
    windows: dict[int, bytearray] = {}
    last = -1
    for each in types:
        if not last < each <= 0xFFFF:
            raise ValueError("expected distinct types in ascending order, at most 65535")
        last = int(each)
        bitmap = windows.setdefault(last >> 8, bytearray())
        bitmap.extend(bytes((last >> 3 & 0x1F) + 1 - len(bitmap)))
        bitmap[-1] |= 0x80 >> (last & 7)
    return b"".join(bytes((window, len(bitmap))) + bitmap for window, bitmap in windows.items())


def type_bitmap() -> list[RecordType]:
    """The types of records that a name has, to the end of the data (RFC 4034, section 4.1.2)."""
    values: tuple[list[int], ...] = ([], [1, 47], [15, 255, 257, 32769, 65535])
    return mapped(data(), unpack=read_types, pack=write_types, name="type bitmap", values=values)


class Dnskey(Frame):
    """A public key of a zone (RFC 4034, section 2)."""

    flags: KeyFlags = field(u16)
    protocol: u8 = 3
    algorithm: Algorithm = field(u8)
    public_key: bytes = data()


class Cdnskey(Dnskey):
    """A key that a zone asks its parent to publish as DS (RFC 7344, section 3.2)."""


class Ds(Frame):
    """The digest of a key of a child zone (RFC 4034, section 5)."""

    key_tag: u16
    algorithm: Algorithm = field(u8)
    digest_type: DigestType = field(u8)
    digest: bytes = data()


class Cds(Ds):
    """A DS that a zone asks its parent to publish (RFC 7344, section 3.1)."""


class Rrsig(Frame):
    """The signature of the records of a name and type (RFC 4034, section 3)."""

    type_covered: RecordType = field(u16)
    algorithm: Algorithm = field(u8)
    labels: u8
    original_time_to_live: u32 = field(doc="s")
    signature_expiration: datetime = timestamp(u32)
    signature_inception: datetime = timestamp(u32)
    key_tag: u16
    signer_name: str = domain_name()
    signature: bytes = data()


class Nsec(Frame):
    """The next name of a zone, and the types that this name has (RFC 4034, section 4)."""

    next_domain_name: str = domain_name()
    types: list[RecordType] = type_bitmap()


class Nsec3(Frame):
    """The next hash of a name of a zone, and the types that the name of this hash has (RFC 5155, section 3)."""

    hash_algorithm: HashAlgorithm = field(u8, default=HashAlgorithm.SHA1)
    flags: HashFlags = field(u8, default=HashFlags(0))
    iterations: u16
    salt: bytes = data(prefix=u8)
    next_hashed_owner_name: bytes = data(prefix=u8)
    types: list[RecordType] = type_bitmap()


class Nsec3Param(Frame):
    """How the names of a zone are hashed (RFC 5155, section 4)."""

    hash_algorithm: HashAlgorithm = field(u8, default=HashAlgorithm.SHA1)
    flags: u8 = 0
    iterations: u16
    salt: bytes = data(prefix=u8)


class Csync(Frame):
    """Which records of a zone its parent should copy (RFC 7477, section 2.1)."""

    serial: u32
    flags: SynchronizationFlags = field(u16)
    types: list[RecordType] = type_bitmap()


class Zonemd(Frame):
    """The digest of a whole zone (RFC 8976, section 2.2)."""

    serial: u32
    scheme: ZoneDigestScheme = field(u8)
    hash_algorithm: ZoneDigestAlgorithm = field(u8)
    digest: bytes = data()


class Tsig(Frame):
    """The signature of a message by a shared key (RFC 8945, section 4.2)."""

    algorithm_name: str = domain_name()
    time_signed: datetime = timestamp(u48)
    fudge: u16 = field(doc="s")
    message_authentication_code: bytes = data(prefix=u16)
    original_id: u16
    error: ResponseCode = field(u16, default=ResponseCode.NO_ERROR)
    other_data: bytes = data(prefix=u16, default=b"")
