"""Values shared by both versions of GTP: digits, networks and names, encoded as in TS 24.008 and TS 23.003."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from framekit import data, mapped

FILLER = "f"
"""The filler in the last byte of an odd number of digits."""


def read_digits(raw: bytes) -> str:
    """The digits of bytes whose lower half is the first digit; digits over 9 are hexadecimal."""
    text = "".join(f"{byte & 15:x}{byte >> 4:x}" for byte in raw)
    return text.removesuffix(FILLER)


def write_digits(text: str) -> bytes:
    """The bytes of digits, padded to whole bytes."""
    if not re.fullmatch("[0-9a-f]*", text) or (len(text) % 2 == 0 and text.endswith(FILLER)):
        raise ValueError(f"{text!r} is not a sequence of digits")
    if len(text) % 2:
        text += FILLER
    return bytes(int(text[at + 1] + text[at], 16) for at in range(0, len(text), 2))


def read_network(raw: bytes) -> str:
    """A country code and a network code, with a hyphen between them."""
    text = "".join(f"{byte & 15:x}{byte >> 4:x}" for byte in raw)
    return f"{text[0]}{text[1]}{text[2]}-{text[4]}{text[5]}{text[3].removesuffix(FILLER)}"


def write_network(text: str) -> bytes:
    """The bytes of a country code of three digits and a network code of two or three."""
    if not re.fullmatch("[0-9a-f]{3}-[0-9a-f]{2}[0-9a-e]?", text):
        raise ValueError(f"{text!r} is not a country code and a network code, as in '001-01'")
    country, network = text.split("-")
    order = country + network[2:].ljust(1, FILLER) + network[:2]
    return bytes(int(order[at + 1] + order[at], 16) for at in range(0, 6, 2))


LONGEST_LABEL = 63
ADDRESS_SIZES = (4, 16)


def read_name(raw: bytes) -> str | list[str]:
    """The labels of a name, or the whole name if it is plain text: the code of a letter exceeds the length of any label."""
    if raw[:1] > bytes([LONGEST_LABEL]):
        return raw.decode("ascii", "surrogateescape")
    labels = []
    while raw:
        length = raw[0]
        if length > LONGEST_LABEL or length >= len(raw):
            raise ValueError(f"a label of {length} bytes does not fit into the remaining {len(raw) - 1}")
        labels.append(raw[1 : length + 1].decode("ascii", "surrogateescape"))
        raw = raw[length + 1 :]
    return labels


def write_name(name: str | list[str]) -> bytes:
    """The bytes of a name: each label after its length, or text as it is."""
    if isinstance(name, str):
        raw = name.encode("ascii", "surrogateescape")
        if raw[:1] <= bytes([LONGEST_LABEL]):
            raise ValueError("expected a name that begins with a letter, or a list of labels")
        return raw
    labels = [each.encode("ascii", "surrogateescape") for each in name]
    if any(len(each) > LONGEST_LABEL for each in labels):
        raise ValueError("expected labels of at most 63 bytes")
    return b"".join(bytes([len(each)]) + each for each in labels)


def read_any_address(raw: bytes) -> IPv4Address | IPv6Address | bytes:
    """An address, or bytes that are not one address."""
    return ip_address(raw) if len(raw) in ADDRESS_SIZES else raw


def write_address(address: IPv4Address | IPv6Address) -> bytes:
    """The bytes of an address."""
    return address.packed


def write_any_address(address: IPv4Address | IPv6Address | bytes) -> bytes:
    """The bytes of an address, or bytes that are not one."""
    if not isinstance(address, bytes):
        return address.packed
    if len(address) in ADDRESS_SIZES:
        raise ValueError(f"expected an address object, got the {len(address)} bytes of an address")
    return address


def digits(length: int | None = None) -> Any:
    """Digits in a number of bytes, or in all remaining bytes."""
    return mapped(data(length), unpack=read_digits, pack=write_digits, name="digits", values=digit_values(length))


def digit_values(length: int | None) -> list[str]:
    """Some values for property tests."""
    return ["1234567890123456"[: 2 * length], "1" * (2 * length - 1)] if length else ["", "0", "49123", "123456"]


NETWORK: Any = mapped(data(3), unpack=read_network, pack=write_network, name="network", values=["001-01", "987-654"])
NAME: Any = mapped(
    data(), unpack=read_name, pack=write_name, name="name", values=[[], ["internet"], ["mnc654", "gprs"], "pgw.gprs"]
)
_ADDRESSES = [IPv4Address("192.0.2.1"), IPv6Address("2001:db8::1")]
ADDRESS: Any = mapped(data(), unpack=ip_address, pack=write_address, name="ip_address", values=_ADDRESSES)
ANY_ADDRESS: Any = mapped(
    data(), unpack=read_any_address, pack=write_any_address, name="any_address", values=[*_ADDRESSES, b"", b"other"]
)
"""An address, no address, or two addresses."""
