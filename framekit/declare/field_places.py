"""The place of each field in the packed bytes of a frame.

Strategy: the careful interpreter reads the packed bytes and records the bytes of each single value; a field that contains others,
such as an array or a frame, extends from the first of them to the last.
"""

from __future__ import annotations

import re
from typing import Any

from framekit.declare.declaration import is_frame, spec_of
from framekit.spec.given import given_of
from framekit.spec.kinds import Bits, bits_of
from framekit.spec.model import FrameSpec

_PREFIX = re.compile(r"(?:len|count|size|end|rest)\((.*)\)")
"""The names in the record of bytes that belong to a field but are not part of its value."""


def places_of(spec: FrameSpec, frame: Any) -> dict[str, tuple[int, int]]:
    """The offset of each field, and of the byte after it, by path. Raises PackError."""
    from framekit.compiler.explain.reading import trace

    places: dict[str, tuple[int, int]] = {}
    groups: dict[str, Bits] = {}
    _find_bits(spec, frame, "", groups)
    given = given_of(spec, frame)
    for span in trace(spec.bind(given) if given else spec, memoryview(frame.pack())).spans:
        path = span.path
        while found := _PREFIX.fullmatch(path):
            path = found[1]
        bits = groups.get(path)
        if bits is None:
            _cover(places, path, span.first, span.end)
        else:  # of fields that share bytes, the record assigns the bytes to the first
            begin = span.start if bits.first else span.start - bits.group
            _cover(places, path, begin, begin + bits.group)
    return places


def _cover(places: dict[str, tuple[int, int]], path: str, start: int, end: int) -> None:
    """Record the bytes of a field, for the field and everything that contains it."""
    while path:
        begin, after = places.get(path, (start, end))
        places[path] = min(begin, start), max(after, end)
        path = path[: max(path.rfind("."), path.rfind("["))] if "." in path or "[" in path else ""


def _find_bits(spec: FrameSpec, frame: Any, path: str, groups: dict[str, Bits]) -> None:
    """Record the bit fields of a frame, and of the frames inside it, by path."""
    for each in spec.fields:
        here = f"{path}.{each.name}" if path else each.name
        bits = bits_of(each.kind)
        if bits is not None:
            groups[here] = bits
        elif each.settable:
            _find_inside(getattr(frame, each.name), here, groups)


def _find_inside(value: Any, path: str, groups: dict[str, Bits]) -> None:
    if isinstance(value, list):
        for index, item in enumerate(value):
            _find_inside(item, f"{path}[{index}]", groups)
    elif is_frame(type(value)):
        _find_bits(spec_of(type(value)), value, path, groups)
