"""Where in the packed bytes of a frame each of its fields is.

Strategy: the careful interpreter reads what packing wrote and records the bytes of each single value; a field that holds
others, an array or a frame, reaches from the first of them to the last.
"""

from __future__ import annotations

import re
from typing import Any

from framekit.spec.kinds import bits_of
from framekit.spec.model import FrameSpec

_PREFIX = re.compile(r"(?:len|count|size|end|rest)\((.*)\)")
"""What the record calls the bytes that belong to a field and are not its value."""


def places_of(spec: FrameSpec, frame: Any) -> dict[str, tuple[int, int]]:
    """The offset of each field and that of the byte after it, by path. Raises PackError."""
    from framekit.compiler.explain.frame_reader import trace

    places: dict[str, tuple[int, int]] = {}
    for span in trace(spec, memoryview(frame.pack())).spans:
        path = span.path
        while found := _PREFIX.fullmatch(path):
            path = found[1]
        _cover(places, path, span.start, span.end)
    _share_groups(spec, places)
    return places


def _cover(places: dict[str, tuple[int, int]], path: str, start: int, end: int) -> None:
    """Note bytes of a field, and of all that holds it."""
    while path:
        begin, behind = places.get(path, (start, end))
        places[path] = min(begin, start), max(behind, end)
        path = path[: max(path.rfind("."), path.rfind("["))] if "." in path or "[" in path else ""


def _share_groups(spec: FrameSpec, places: dict[str, tuple[int, int]]) -> None:
    """Bit fields of the frame all have the bytes that they share."""
    begin = 0
    for each in spec.fields:
        bits = bits_of(each.kind)
        if bits is not None and each.name in places:
            begin = places[each.name][0] if bits.first else begin
            places[each.name] = begin, begin + bits.group
