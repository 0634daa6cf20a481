"""Numbers on the wire, and their replacement by other numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from framekit.compiler.explain.number_bytes import scalar_bytes, varint_bytes
from framekit.spec.kinds import Bits, Integer, Scalar, Varint, integer_base
from framekit.testing.mutation.survey import Site, Survey

NEAR = 300
"""Maximum distance from the original number of those numbers that are all tried."""


@dataclass(frozen=True)
class Number:
    """Integer on the wire.

    Attributes:
        kind: its kind.
        start: the offset of its first byte, or of the bytes that it shares with other fields.
        end: the offset after these bytes.
        value: its value.
    """

    kind: Integer
    start: int
    end: int
    value: int

    def replaced(self, wire: bytes, value: int) -> bytes:
        """Return the bytes with another number in its place."""
        return wire[: self.start] + self._bytes(wire, value) + wire[self.end :]

    def _bytes(self, wire: bytes, value: int) -> bytes:
        kind = self.kind
        if isinstance(kind, Scalar):
            return scalar_bytes(kind, value)
        if isinstance(kind, Bits):
            assert kind.order is not None
            group = int.from_bytes(wire[self.start : self.end], kind.order)
            group = group & ~(kind.mask << kind.shift) | (value & kind.mask) << kind.shift
            return group.to_bytes(kind.group, kind.order)
        return varint_bytes(kind, value)

    def fills_as_much(self, value: int) -> bool:
        """Return True if another number takes as many bytes as this one."""
        return not isinstance(self.kind, Varint) or len(varint_bytes(self.kind, value)) == self.end - self.start

    def others(self, fits: Callable[[int], bool]) -> Iterator[int]:
        """Yield other numbers of the kind that take as many bytes and meet a condition."""
        least, most = self.kind.minimum, self.kind.maximum
        near = range(max(least, self.value - NEAR), min(most, self.value + NEAR) + 1)
        powers = ((1 << power) - 1 for power in range(4, 64))
        for number in dict.fromkeys((*near, least, most, *(each for each in powers if least <= each <= most))):
            if number != self.value and self.fills_as_much(number) and fits(number):
                yield number


def number_in(survey: Survey, site: Site) -> Number | None:
    """Return the integer at a site, or None if there is none."""
    kind = integer_base(site.kind)
    if kind is None or not isinstance(site.value, int) or (isinstance(kind, Varint) and kind.head is not None):
        return None
    if isinstance(kind, Bits):
        assert kind.order is not None
        start, end = site.group, site.group + kind.group
        value = int.from_bytes(survey.wire[start:end], kind.order) >> kind.shift & kind.mask
        return Number(kind, start, end, value - (1 << kind.width) if kind.signed and value >> (kind.width - 1) else value)
    if isinstance(kind, Scalar):
        assert kind.order is not None
        value = int.from_bytes(survey.wire[site.start : site.end], kind.order, signed=kind.signed)
        return Number(kind, site.start, site.end, value)
    return Number(kind, site.start, site.end, int(site.value))
