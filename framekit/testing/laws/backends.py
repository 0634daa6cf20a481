"""Law 2: the generated codec, the careful interpreter and the construct schema of a declaration agree."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from framekit.compiler.codec import codec_of, flat_view
from framekit.compiler.construct import construct_schema
from framekit.compiler.explain.frame_writer import pack_carefully
from framekit.compiler.explain.reading import trace
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.spec.kinds import Kind, Switch
from framekit.spec.model import FrameSpec
from framekit.spec.structure import walk
from framekit.testing.laws.corruption import corrupted
from framekit.testing.laws.running import Effort, hold
from framekit.testing.report.broken import LawBroken, differing
from framekit.testing.report.paste import hex_literal, pasted_test
from framekit.testing.strategies import frames
from framekit.testing.strategies.reading import reader_of

READINGS = ("codec", "interpreter", "construct")


def check_backends(
    cls: type[Frame],
    /,
    *,
    examples: int | None = None,
    seed: int | None = None,
    watch: Callable[[Any], object] | None = None,
) -> None:
    """Check law 2: codec, interpreter and construct agree on values, on consumed length, and on refusals.

    They are compared on frames, on frames followed by other bytes, on truncated frames, and on frames with changed bytes.

    Args:
        cls: the frame class.
        examples: number of frames to try; by default, the `max_examples` of the hypothesis profile.
        seed: seed that makes the run repeatable.
        watch: called with each frame that is tried.

    Raises:
        LawBroken: they disagree; the error has the smallest such bytes.
    """
    effort = Effort(examples, seed, watch)

    @st.composite
    def cases(draw: st.DrawFn) -> tuple[Frame, bytes, bytes, bytes]:
        frame = draw(frames(cls))
        wire = frame.pack()
        return frame, wire + draw(st.binary(max_size=4)), wire[: draw(st.integers(0, len(wire)))], draw(corrupted(wire))

    def law(case: tuple[Frame, bytes, bytes, bytes]) -> None:
        frame, *changed = case
        effort.saw(frame)
        spec, wire = spec_of(reader_of(cls, frame)), frame.pack()
        writers: dict[str, Callable[[], bytes]] = {
            "interpreter": lambda: pack_carefully(spec, frame),
            "construct": lambda: construct_schema(spec).build(_as_construct_takes(spec, frame)),
        }
        for name, write in writers.items():
            try:
                written = write()
            except Exception as error:
                reason = f"the {name} refuses to pack {frame!r}, which the codec packs: {error!r}"
                raise LawBroken(cls, reason, data=wire) from error
            if written != wire:
                reason = f"the {name} packs {frame!r} to different bytes than the codec: {written.hex(' ')}"
                raise LawBroken(cls, reason, data=wire, marked=differing(wire, written))
        for data in (wire, *changed):
            _agree(spec, data)

    hold(cls, "backends", cases(), law, effort)


def _agree(spec: FrameSpec, wire: bytes) -> None:
    """Require that all three backends read the same frame and length from the start of `wire`, or that all refuse it."""
    codec = codec_of(spec)
    ours = _attempt(lambda: codec.read(flat_view(wire) if codec.viewing else wire, 0, len(wire), None))
    careful = _attempt(lambda: _traced(spec, wire))
    outside = _attempt(lambda: _constructed(spec, wire))
    agreed = (ours is None) == (careful is None) == (outside is None)
    if agreed and ours is not None and careful is not None and outside is not None:
        agreed = ours[1] == careful[1] == outside[1] and _same(ours[0], careful[0]) and _same_values(spec, ours[0], outside[0])
    if not agreed:
        shown = "\n".join(
            f"  {name:11} {_described(found)}" for name, found in zip(READINGS, (ours, careful, outside), strict=True)
        )
        reason = f"codec, interpreter and construct do not agree on the same bytes:\n{shown}"
        raise LawBroken(spec.frame_class, reason, data=wire, paste=_pasted(spec.frame_class, wire))


def _pasted(cls: type[Frame], wire: bytes) -> str:
    name = cls.__name__
    body = f"data = {hex_literal(wire)}\nframe = {name}.unpack_from(data)\n"
    body += f"assert differences(frame, construct_schema({name}).parse(data)) == []\n"
    body += f"assert differences(frame, trace({name}, frame.pack()).frame) == []"
    needs = ["from framekit import construct_schema, trace", "from framekit.testing import differences"]
    return pasted_test(cls, "is read alike by all", body, needs=needs)


def _described(found: tuple[Any, int] | None) -> str:
    return "refused" if found is None else f"{found[0]!r}, from {found[1]} {'byte' if found[1] == 1 else 'bytes'}"


def _attempt(read: Callable[[], tuple[Any, int]]) -> tuple[Any, int] | None:
    try:
        return read()
    except Exception:
        return None


def _traced(spec: FrameSpec, wire: bytes) -> tuple[Any, int]:
    record = trace(spec, flat_view(wire), exact=False)
    joined = b"".join(span.wire for span in record.spans)
    if joined != wire[: record.end]:
        raise AssertionError(f"the spans do not cover {wire.hex(' ')} exactly: {record.spans}")
    return record.frame, record.end


def _constructed(spec: FrameSpec, wire: bytes) -> tuple[Any, int]:
    stream = io.BytesIO(wire)
    value = construct_schema(spec).parse_stream(stream)
    return value, stream.tell()


def _same(left: Any, right: Any) -> bool:
    """Return True if two values are equal; a not-a-number equals itself."""
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
    # Derived fields are not compared: the bytes may carry more than the value, such as a longer form or ignored bytes.
    return all(_matches(getattr(frame, each.name), container[each.name]) for each in spec.fields if each.settable)


def _matches(ours: Any, theirs: Any) -> bool:
    if isinstance(theirs, Frame):  # a mapped value that is a frame
        return _same(ours, theirs)
    if isinstance(ours, Frame):
        return _same_values(spec_of(type(ours)), ours, theirs)
    if isinstance(ours, list):
        return len(ours) == len(theirs) and all(map(_matches, ours, theirs))
    return _same(ours, theirs)


def _as_construct_takes(spec: FrameSpec, frame: Any) -> dict[str, Any]:
    """Return the arguments of the frame's constructor, with nested frames as dicts."""

    def plain(kind: Kind, value: Any) -> Any:
        if any(isinstance(each, Switch) for each in walk(kind)):
            return value  # its class determines the tag
        if isinstance(value, Frame) and any(each.derived for each in spec_of(type(value)).fields):
            return value  # an expression may refer to its derived fields
        if isinstance(value, Frame):
            return _as_construct_takes(spec_of(type(value)), value)
        return [plain(kind, item) for item in value] if isinstance(value, list) else value

    return {each.name: plain(each.kind, getattr(frame, each.name)) for each in spec.fields if each.settable}
