"""Strategies for bytes, text and lists of integers, and for long values.

Strategy: text is drawn as characters, and then shortened or filled to the bytes that it may take. A long value repeats a few
drawn items, because drawing each of them would be slow.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from framekit.compiler.text import encode_text, strip_pads
from framekit.declare.convert import replace
from framekit.declare.frame import Frame
from framekit.spec.kinds import Extent, Fixed, Scalar, Text, Until
from framekit.testing.strategies.budget import repeating
from framekit.testing.strategies.limits import SMALL

UNICODE = 0x10FFFF
LAST = {"ascii": 0x7F, "latin-1": 0xFF} | dict.fromkeys(("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"), UNICODE)
"""The last character of each encoding that has all characters up to it, except surrogates.

`characters(codec=...)` would be equivalent, but first tries to encode each of the 1,114,112 code points of Unicode, which takes
seconds in each fresh checkout.
"""


def repeated(size: int) -> st.SearchStrategy[bytes]:
    """Return a strategy for long bytes."""
    return st.binary(min_size=1, max_size=SMALL).map(lambda piece: (piece * (size // len(piece) + 1))[:size])


@st.composite
def many(draw: st.DrawFn, items: st.SearchStrategy[Any], size: int) -> list[Any]:
    """Draw a long list."""
    few = min(size, SMALL // 2)
    with repeating(-(-size // few) if few else 1):
        drawn = draw(st.lists(items, min_size=few, max_size=few))
    return drawn + [_copied(drawn[index % len(drawn)]) for index in range(size - len(drawn))]


def integer_lists(kind: Scalar, least: int, most: int) -> st.SearchStrategy[list[int]]:
    """Return a strategy for lists of integers, drawn as bytes: this takes one draw instead of two for each item."""
    size = kind.size

    def read(data: bytes) -> list[int]:
        whole = len(data) - len(data) % size
        return [int.from_bytes(data[at : at + size], "big", signed=kind.signed) for at in range(0, whole, size)]

    return st.binary(min_size=least * size, max_size=most * size).map(read)


def _copied(value: Any) -> Any:
    """Return a copy that shares no mutable part with the original."""
    if isinstance(value, Frame):
        return replace(value)
    return list(map(_copied, value)) if isinstance(value, list) else value


def ended_before(value: bytes, extent: Extent, limit: int | None) -> bytes:
    """Remove markers from bytes so that none ends them early."""
    assert isinstance(extent, Until)
    while ends_early(value, extent):
        for marker in extent.markers:
            value = value.replace(marker, b"")
        value = value[:-1] if ends_early(value, extent) else value
    if not extent.include:
        return value
    room = len(value) if limit is None else max(0, limit - len(extent.marker))
    return value[:room] + extent.marker


def ends_early(value: bytes, extent: Until) -> bool:
    """Return True if a reader would find a terminator before the one that ends the bytes."""
    whole = value + extent.marker
    return any(-1 < whole.find(each) < len(value) for each in extent.markers)


def ended_of_size(until: Until, size: int) -> st.SearchStrategy[bytes]:
    """Return a strategy for bytes that take `size` bytes including their terminator, or without it if the end replaces it."""
    filler = next(bytes((byte,)) for byte in b"abcdefgh0123" if not any(byte in each for each in until.markers))

    def without_end(value: bytes) -> bytes:
        for marker in until.markers:
            value = value.replace(marker, filler * len(marker))
        while ends_early(value, until):
            value = value[:-1] + filler
        return value

    lengths = [size - len(until.marker), *([size] if until.or_end else [])]
    possible = [length for length in lengths if length >= 0]
    assume(possible)
    return st.one_of(*(st.binary(min_size=length, max_size=length).map(without_end) for length in possible))


@st.composite
def texts(draw: st.DrawFn, kind: Text, least: int, most: int) -> str:
    """Draw text that takes from `least` to `most` bytes."""
    data = kind.data
    exact = most - least < character_size(kind) and least > 0 and not data.pad
    until = data.extent if isinstance(data.extent, Until) else None
    end = ending(kind, until.marker) if until is not None and until.include else ""
    before = encode_text(end, kind.encoding, kind.errors)[: -len(until.marker)] if until is not None and end else b""
    room = max(0, most - len(until.marker)) if until is not None and until.include and data.limit is not None else most
    text = draw(st.text(_characters(kind), max_size=max(0, min(room, SMALL))))
    while True:
        wire = encode_text(text, kind.encoding, kind.errors) + before
        if (
            len(wire) > room
            or (data.pad and data.strip and strip_pads(wire, data.pad) != wire)
            or (until is not None and ends_early(wire, until))
        ):
            assume(text)  # even the shortest text is too long
            text = text[:-1]
        elif exact and len(wire) < least:
            filler = _filler(kind, least - len(wire))
            assume(filler)  # impossible if, for example, an odd number of bytes must consist of two-byte characters
            text += filler
        else:
            break
    if data.pad and isinstance(data.extent, Fixed) and not data.strip:
        text += _filler(kind, least - len(wire))
    return text + end


@lru_cache
def ending(kind: Text, marker: bytes) -> str:
    """Return the shortest text whose bytes end with a marker, which may begin inside a character; "" if there is none."""
    for size in range(3):
        for number in range(1 << (8 * size)):
            wire = number.to_bytes(size, "big") + marker
            try:
                text = wire.decode(kind.encoding, kind.errors)
                if marker not in wire[:-1] and encode_text(text, kind.encoding, kind.errors) == wire:
                    return text
            except ValueError:
                continue
    return ""


def character_size(kind: Text) -> int:
    """Return the number of bytes of an ASCII letter."""
    return len(encode_text("a", kind.encoding, kind.errors))


def _filler(kind: Text, size: int) -> str:
    return "a" * (size // character_size(kind))


def _characters(kind: Text) -> st.SearchStrategy[str]:
    def can_be_written(character: str) -> bool:
        try:
            encode_text(character, kind.encoding, kind.errors)
        except ValueError:
            return False
        return True

    last = LAST.get(kind.encoding.replace("_", "-").lower())
    if last is not None:
        return st.characters(max_codepoint=last, exclude_categories=["Cs"])
    single = [character for byte in range(256) if (character := _decoded(byte, kind)) and can_be_written(character)]
    return st.sampled_from(sorted(single)) if len(single) > 128 else st.characters().filter(can_be_written)


def _decoded(byte: int, kind: Text) -> str:
    """Return the character that a byte encodes, or "" if there is none."""
    try:
        return bytes([byte]).decode(kind.encoding)
    except ValueError:
        return ""
