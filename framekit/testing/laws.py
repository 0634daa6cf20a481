"""The laws of a frame, each as a property test to call from a test of one's own.

Strategy: hypothesis makes frames, their cuts and their corruptions; each law is checked on all of them. The generated codec,
the careful interpreter and construct are three readings of one declaration: they must agree.

Rules: a law raises AssertionError with the bytes and both readings; it never passes because nothing was tried.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framekit.compiler.codec import codec_of, flat_view
from framekit.compiler.construct import construct_schema
from framekit.compiler.explain.reading import trace
from framekit.compiler.explain.writing import pack_carefully
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.errors import TruncatedFrame, UnpackError
from framekit.spec.kinds import Kind, Switch
from framekit.spec.model import FrameSpec
from framekit.spec.sizes import walk
from framekit.testing.strategies import frames

CUTS = 64
"""The most places at which one frame is cut: a short one everywhere, a long one at places that differ from run to run."""

_SETTINGS: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}


def check_round_trip(cls: type[Frame]) -> None:
    """Law 1: unpacking what was packed gives the same frame, and packing what was unpacked gives the same bytes.

    Raises:
        AssertionError: with the frame for which it does not hold.
    """

    @settings(**_SETTINGS)
    @given(frames(cls))
    def law(frame: Frame) -> None:
        data = frame.pack()
        again = cls.unpack(data)
        assert again == frame, f"{frame} packs to {data.hex(' ')}, which unpacks to {again}"
        assert again.pack() == data, f"{again} packs to {again.pack().hex(' ')}, not to {data.hex(' ')}"
        buffer = bytearray(len(data) + 6)
        frame.pack_into(buffer, 3)
        assert bytes(buffer) == b"\0\0\0" + data + b"\0\0\0"

    law()


def check_backends(cls: type[Frame]) -> None:
    """Law 2: codec, explain and construct agree on values, on consumed length, and on refusing.

    Raises:
        AssertionError: with the bytes on which they differ.
    """
    spec = spec_of(cls)

    @settings(**_SETTINGS)
    @given(frames(cls), st.data())
    def law(frame: Frame, data: st.DataObject) -> None:
        wire = frame.pack()
        assert pack_carefully(spec, frame) == wire
        assert construct_schema(spec).build(_as_construct_takes(spec, frame)) == wire
        _agree(spec, wire)
        _agree(spec, wire + data.draw(st.binary(max_size=4)))
        _agree(spec, wire[: data.draw(st.integers(0, len(wire)))])
        _agree(spec, _corrupt(wire, data))

    law()


def check_refusals(cls: type[Frame]) -> None:
    """Law 5: whatever the bytes, a frame comes out or an UnpackError that names path and offset; every cut is refused as one.

    Raises:
        AssertionError: with the bytes for which it does not hold.
    """
    spec = spec_of(cls)

    @settings(**_SETTINGS)
    @given(st.binary(max_size=64) | frames(cls).map(lambda frame: frame.pack()), st.data())
    def law(wire: bytes, data: st.DataObject) -> None:
        wire = _corrupt(wire, data)
        try:
            frame = cls.unpack(wire)
        except UnpackError as error:
            located = error.offset is not None and 0 <= error.offset <= len(wire)
            _require(located and error.reason, f"{wire.hex(' ')}: {error!r} lacks offset or reason: {error.offset}")
            return
        frame.pack()

    @settings(**_SETTINGS)
    @given(frames(cls), st.integers(0, CUTS))
    def cuts(frame: Frame, first: int) -> None:
        wire = frame.pack()
        codec = codec_of(spec)
        step = 1 + len(wire) // CUTS
        for end in range(first % step, len(wire), step):
            if codec.measuring is None:
                break
            cut = wire[:end]
            needed = codec.measure(cut, 0, end)
            assert end < needed <= len(wire), f"{cut.hex(' ')}: measure says {needed} of {len(wire)}"
            try:
                cls.unpack(cut)
            except TruncatedFrame as error:
                _require(0 < error.needed <= len(wire) - end, f"{cut.hex(' ')}: needed is {error.needed}")
            else:
                raise AssertionError(f"{cut.hex(' ')}, cut from {wire.hex(' ')}, was taken for a frame")
        if codec.measuring is not None:
            assert codec.measure(wire, 0, len(wire)) == len(wire)
            assert codec.measure(wire + b"\xff" * 9, 0, len(wire) + 9) == len(wire)

    law()
    cuts()


def check_all(cls: type[Frame]) -> None:
    """All laws, one after another."""
    check_round_trip(cls)
    check_backends(cls)
    check_refusals(cls)


def _require(truth: object, message: str) -> None:
    if not truth:
        raise AssertionError(message)


def _corrupt(wire: bytes, data: st.DataObject) -> bytes:
    if not wire:
        return wire
    changed = bytearray(wire)
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(wire) - 1))
        changed[at] = data.draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]) | st.integers(0, 255))
    return bytes(changed)


def _agree(spec: FrameSpec, wire: bytes) -> None:
    """The three readings of `wire` from its start: the same frame and length, or refused by all."""
    codec = codec_of(spec)
    ours = _attempt(lambda: codec.read(flat_view(wire) if codec.viewing else wire, 0, len(wire), None))
    careful = _attempt(lambda: _traced(spec, wire))
    outside = _attempt(lambda: _constructed(spec, wire))
    shown = f"{spec.name} of {wire.hex(' ')}:\n  codec {ours}\n  explain {careful}\n  construct {outside}"
    assert (ours is None) == (careful is None) == (outside is None), shown
    if ours is None or careful is None or outside is None:
        return
    assert ours[1] == careful[1] == outside[1], shown
    assert _same(ours[0], careful[0]), shown
    assert _same_values(spec, ours[0], outside[0]), shown


def _attempt(read: Callable[[], tuple[Any, int]]) -> tuple[Any, int] | None:
    try:
        return read()
    except Exception:
        return None


def _traced(spec: FrameSpec, wire: bytes) -> tuple[Any, int]:
    record = trace(spec, flat_view(wire), exact=False)
    joined = b"".join(span.wire for span in record.spans)
    if joined != wire[: record.end]:
        raise AssertionError(f"the spans of {wire.hex(' ')} do not tile it: {record.spans}")
    return record.frame, record.end


def _constructed(spec: FrameSpec, wire: bytes) -> tuple[Any, int]:
    stream = io.BytesIO(wire)
    value = construct_schema(spec).parse_stream(stream)
    return value, stream.tell()


def _same(left: Any, right: Any) -> bool:
    """Equal, where a not-a-number equals itself."""
    if isinstance(left, float) and isinstance(right, float):
        return left == right or (math.isnan(left) and math.isnan(right))
    if isinstance(left, list):
        return len(left) == len(right) and all(map(_same, left, right))
    if isinstance(left, Frame):
        names: tuple[str, ...] = type(left).__match_args__
        return type(left) is type(right) and all(_same(getattr(left, name), getattr(right, name)) for name in names)
    if isinstance(left, memoryview) or isinstance(right, memoryview):
        return bytes(left) == bytes(right)
    return bool(left == right) and type(left) is type(right)


def _same_values(spec: FrameSpec, frame: Any, container: Any) -> bool:
    # What is derived follows from the rest, and bytes may say more than that: a longer form, bytes that are ignored.
    return all(_matches(getattr(frame, each.name), container[each.name]) for each in spec.fields if each.given)


def _matches(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, Frame):
        return _same_values(spec_of(type(ours)), ours, theirs)
    if isinstance(ours, list):
        return len(ours) == len(theirs) and all(map(_matches, ours, theirs))
    return _same(ours, theirs)


def _as_construct_takes(spec: FrameSpec, frame: Any) -> dict[str, Any]:
    """What the frame's constructor takes, nested frames as dicts."""

    def plain(kind: Kind, value: Any) -> Any:
        if any(isinstance(each, Switch) for each in walk(kind)):
            return value  # its class tells the tag
        if isinstance(value, Frame) and any(each.derived for each in spec_of(type(value)).fields):
            return value  # what is derived in it may be looked at
        if isinstance(value, Frame):
            return _as_construct_takes(spec_of(type(value)), value)
        return [plain(kind, item) for item in value] if isinstance(value, list) else value

    return {each.name: plain(each.kind, getattr(frame, each.name)) for each in spec.fields if each.given}
