"""Where in the packed bytes of a frame each of its fields is.

Strategy: the careful interpreter reads what packing wrote and records the bytes of each single value; a field that holds
others, an array or a frame, reaches from the first of them to the last.
"""

from __future__ import annotations

import re
from typing import Any

from framekit.declare.declaration import is_frame, spec_of
from framekit.spec.given import given_of
from framekit.spec.kinds import Bits, bits_of
from framekit.spec.model import FrameSpec

_PREFIX = re.compile(r"(?:len|count|size|end|rest)\((.*)\)")
"""What the record calls the bytes that belong to a field and are not its value."""


def places_of(spec: FrameSpec, frame: Any) -> dict[str, tuple[int, int]]:
    """The offset of each field and that of the byte after it, by path. Raises PackError."""
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
        else:  # the first of the fields that share bytes has them in the record, and the others have none
            begin = span.start if bits.first else span.start - bits.group
            _cover(places, path, begin, begin + bits.group)
    return places


def _cover(places: dict[str, tuple[int, int]], path: str, start: int, end: int) -> None:
    """Note bytes of a field, and of all that holds it."""
    while path:
        begin, behind = places.get(path, (start, end))
        places[path] = min(begin, start), max(behind, end)
        path = path[: max(path.rfind("."), path.rfind("["))] if "." in path or "[" in path else ""


def _find_bits(spec: FrameSpec, frame: Any, path: str, groups: dict[str, Bits]) -> None:
    """Note the bit fields of a frame, and of the frames inside it, by path."""
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
