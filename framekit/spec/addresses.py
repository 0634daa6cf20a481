"""MacAddress: a hardware address, for which the standard library has no class."""

from __future__ import annotations

import re
from functools import total_ordering


@total_ordering
class MacAddress:
    """A hardware address of six bytes. Source: IEEE 802-2014, section 8.2.

    Args:
        value: six bytes, an integer, or text of twelve hex digits with or without separators: `"00:1b:21:3c:9d:f8"`.

    >>> MacAddress("00-1B-21-3C-9D-F8")
    MacAddress('00:1b:21:3c:9d:f8')
    >>> MacAddress(b"\\xff\\xff\\xff\\xff\\xff\\xff").packed.hex()
    'ffffffffffff'
    """

    __slots__ = ("packed",)
    packed: bytes

    def __init__(self, value: MacAddress | bytes | int | str) -> None:
        if isinstance(value, MacAddress):
            value = value.packed
        elif isinstance(value, str):
            if not re.fullmatch(
                r"[0-9a-fA-F]{2}(([:-]?)[0-9a-fA-F]{2})(\2[0-9a-fA-F]{2}){4}|([0-9a-fA-F]{4}\.){2}[0-9a-fA-F]{4}", value
            ):
                raise ValueError(f"{value!r} is not a hardware address; write it as 00:1b:21:3c:9d:f8")
            value = bytes.fromhex(re.sub(r"[^0-9a-fA-F]", "", value))
        elif isinstance(value, int):
            value = value.to_bytes(6, "big")
        if not isinstance(value, bytes) or len(value) != 6:
            raise ValueError(f"{value!r} is not a hardware address; give six bytes")
        self.packed = value

    def __int__(self) -> int:
        return int.from_bytes(self.packed, "big")

    def __str__(self) -> str:
        return self.packed.hex(":")

    def __repr__(self) -> str:
        return f"MacAddress({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return self.packed == other.packed if isinstance(other, MacAddress) else NotImplemented

    def __lt__(self, other: MacAddress) -> bool:
        return self.packed < other.packed if isinstance(other, MacAddress) else NotImplemented

    def __hash__(self) -> int:
        return hash((MacAddress, self.packed))
