"""The laws on one frame class, held without hypothesis: quick enough for thousands of declarations.

Strategy: some frames are sampled, packed, read back, cut and corrupted, by the codec, the careful interpreter and construct; and
put into a stream that is fed at once and byte by byte.

Rules: what fails says the bytes; only framekit's own errors are taken for refusals.
"""

from __future__ import annotations

import io
import random
from contextlib import suppress
from typing import Any, Literal

from framekit import Frame, FrameDecoder, FramekitError, SpecError, UnpackError, measure
from framekit.compiler.codec import codec_of, flat_view
from framekit.compiler.construct import construct_schema
from framekit.compiler.explain.frame_writer import pack_carefully
from framekit.compiler.explain.reading import trace
from framekit.declare.convert import asdict, from_dict
from framekit.declare.declaration import spec_of
from framekit.testing import hostile_inputs, sample
from framekit.testing.laws.backends import _as_construct_takes, _same, _same_values
from framekit.testing.laws.decoding import events

MODES: tuple[Literal["python", "json"], ...] = ("python", "json")

FRAMES = 8
"""Frames that are sampled of each class."""
INPUTS = 30
"""Hostile inputs for each class."""


def hold_laws(cls: type[Frame], frames: int = FRAMES, inputs: int = INPUTS) -> int:
    """Hold the laws on a class; returns how many frames were tried. Raises AssertionError with what differs."""
    spec = spec_of(cls)
    try:
        made = sample(cls, frames)
    except SpecError:
        return 0  # no value fits, as where items of one size are to fill another
    wires: list[bytes] = []
    for frame in made:
        wire = frame.pack()
        wires.append(wire)
        assert cls.unpack(wire) == frame, f"law 1: {frame!r} packs to {wire.hex()}, which reads as {cls.unpack(wire)!r}"
        assert cls.unpack(wire).pack() == wire, f"law 1: {wire.hex()} is packed otherwise"
        assert pack_carefully(spec, frame) == wire, f"law 2: explain packs {frame!r} to other bytes than {wire.hex()}"
        built = construct_schema(spec).build(_as_construct_takes(spec, frame))
        assert built == wire, f"law 2: construct packs {frame!r} to {built.hex()}, and not {wire.hex()}"
        for mode in MODES:
            assert from_dict(cls, asdict(frame, mode=mode)) == frame, f"{asdict(frame, mode=mode)!r} is not {frame!r}"
        _hold_measure(cls, wire)
    for data in (*wires, *hostile_inputs(wires, inputs, cls.__name__, longest=300)):
        _agree(cls, data)
        if codec_of(spec).measuring is not None:
            _hold_measure_of_anything(cls, data)
    _hold_stream(cls, made, wires)
    return len(made)


def _hold_measure(cls: type[Frame], wire: bytes) -> None:
    codec = codec_of(spec_of(cls))
    if codec.measuring is None:
        return
    assert measure(cls, wire + b"\xff\0\xff") == len(wire), f"measure of {wire.hex()} and more"
    for end in range(0, len(wire), 1 + len(wire) // 12):
        needed = measure(cls, wire[:end])
        assert end < needed <= len(wire), f"measure says {needed} of {wire[:end].hex()}, the beginning of {wire.hex()}"


def _hold_measure_of_anything(cls: type[Frame], data: bytes) -> None:
    """No more bytes are asked for than the frame takes that begins with them, whatever is wrong with it otherwise."""
    try:
        size = measure(cls, data)
    except FramekitError:
        return
    if size > len(data):
        return
    for end in {size // 3, max(0, size - 1)}:  # few, as measuring takes long where a hostile count is large
        needed = measure(cls, data[:end])
        assert needed <= size, f"measure says {needed} of {data[:end].hex()}, and {size} of {data.hex()}"


def _agree(cls: type[Frame], data: bytes) -> None:
    spec = spec_of(cls)
    codec = codec_of(spec)
    ours = careful = outside = None
    with suppress(Exception):  # generated code gives up with anything
        ours = codec.read(flat_view(data) if codec.viewing else data, 0, len(data), None)
    try:
        record = trace(spec, flat_view(data), exact=False)
        careful = record.frame, record.end
        assert b"".join(span.wire for span in record.spans) == data[: record.end], f"spans do not tile {data.hex()}"
    except UnpackError:
        pass
    stream = io.BytesIO(data)
    with suppress(Exception):  # construct's errors, and those of users' functions
        outside = construct_schema(spec).parse_stream(stream), stream.tell()
    shown = f"{data.hex()}: codec {ours}, explain {careful}, construct {outside}"
    assert (ours is None) == (careful is None) == (outside is None), shown
    if ours is not None and careful is not None and outside is not None:
        assert ours[1] == careful[1] == outside[1], shown
        if repr(ours[0]) == repr(careful[0]) and "nan" in repr(ours[0]).lower():
            return  # a not-a-number inside a value of the user's equals nothing
        assert _same(ours[0], careful[0]), shown
        assert _same_values(spec, ours[0], outside[0]), shown
    refusal = ""
    try:
        cls.unpack(data)
    except UnpackError as error:
        refusal = str(error)
    assert "defect" not in refusal, f"{data.hex()}: {refusal}"


def _hold_stream(cls: type[Frame], frames: list[Any], wires: list[bytes]) -> None:
    try:
        FrameDecoder(cls)
    except SpecError:
        return
    stream = b"".join(wires)[:4000]
    damaged = bytearray(stream)
    if damaged:
        damaged[random.Random(len(stream)).randrange(len(damaged))] ^= 0xFF
    for data, modes in ((stream, ({},)), (bytes(damaged), ({}, {"resync": True}, {"on_error": "skip"}))):
        for mode in modes:
            whole = events(FrameDecoder(cls, **mode), [data])
            single = events(FrameDecoder(cls, **mode), [data[at : at + 1] for at in range(len(data))])
            assert whole == single, f"law 3, {mode}: {data.hex()} gives\n{whole}\nat once and\n{single}\nbyte by byte"


EMPTY: list[type[Frame]] = []
"""The classes of which no frame could be made."""


def fault_of(cls: type[Frame]) -> str:
    """What is wrong with a class, or ""."""
    try:
        if not hold_laws(cls):
            EMPTY.append(cls)
    except AssertionError as fault:
        return str(fault)[:600] or repr(fault)
    except FramekitError as error:
        return f"{type(error).__name__}: {error}"
    except Exception as fault:
        return f"bare {type(fault).__name__}: {fault}"
    return ""
