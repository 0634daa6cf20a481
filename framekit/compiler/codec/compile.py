"""Plan -> Python source -> functions.

Strategy: the functions of one frame are one module of source, which is kept in linecache, so that tracebacks and debuggers show
it. Frames that are called from it are compiled first; where a frame holds itself, the name of its function is filled in when
it is there.

Rules: a codec is made once, under a lock, and lives with its spec.
"""

from __future__ import annotations

import itertools
import linecache
import threading
import weakref
from collections.abc import Callable, Generator
from typing import Any

from framekit.compiler.codec import doors
from framekit.compiler.codec.measuring import MeasureWriter
from framekit.compiler.codec.model import Codec, Measuring
from framekit.compiler.codec.packing import PackWriter
from framekit.compiler.codec.source import FunctionSource, ModuleSource
from framekit.compiler.codec.unpacking import UnpackWriter
from framekit.compiler.plan import Plan, plan_of
from framekit.spec.kinds import Bytes, Custom, Text
from framekit.spec.model import FrameSpec, OrderChoice
from framekit.spec.sizes import (
    fixed_size,
    has_kind,
    has_views,
    is_self_delimiting,
    longest_array_marker,
    needs_reading,
    takes_guard,
)

compile_lock = threading.RLock()
_serial = itertools.count(1)
_forgotten: list[str] = []
"""Sources of frames that are gone, to be taken out of linecache when the next one comes in: the collector may run while linecache
walks over its entries, and an entry that vanishes there is an error."""
_compiling: dict[tuple[int, bool], list[tuple[dict[str, Any], str, str]]] = {}
"""For each frame that is being compiled: which names of which modules wait for which of its functions."""


def codec_of(spec: FrameSpec, *, viewing: bool = False) -> Codec:
    """The codec of a frame, made at the first call.

    Args:
        spec: the frame.
        viewing: the codec that reads from a memoryview, as inside a frame that gives views; always so for such a frame itself.
    """
    codec = spec.memo.get("viewing codec" if viewing else "codec")
    if codec is None:
        with compile_lock:
            viewed = viewing or has_views(spec)
            codec = spec.memo.get("viewing codec" if viewed else "codec") or _compile(spec, viewed)
            spec.memo["viewing codec" if viewed else "codec"] = codec
            if viewed and not viewing:
                spec.memo["codec"] = codec
    assert isinstance(codec, Codec)
    return codec


class _Late:
    """A function of a frame that is being compiled; whoever calls it in the meantime waits for it."""

    def __init__(self, spec: FrameSpec, viewing: bool, function: str) -> None:
        self.spec = spec
        self.viewing = viewing
        self.function = function

    def __call__(self, *arguments: Any) -> Any:
        return getattr(codec_of(self.spec, viewing=self.viewing), self.function)(*arguments)


class Functions:
    """Gives the functions of the frames that a module calls."""

    def __init__(self, viewing: bool) -> None:
        self.viewing = viewing
        self._late: dict[tuple[int, str], _Late] = {}

    def read(self, spec: FrameSpec) -> Any:
        """Its reader."""
        return self._find(spec, "read")

    def write(self, spec: FrameSpec) -> Any:
        """Its writer."""
        return self._find(spec, "write")

    def measuring(self, spec: FrameSpec) -> Any:
        """What measures it."""
        return self._find(spec, "measuring")

    def _find(self, spec: FrameSpec, function: str) -> Any:
        viewing = self.viewing or has_views(spec)
        if (id(spec), viewing) in _compiling:
            return self._late.setdefault((id(spec), function), _Late(spec, viewing, function))
        return getattr(codec_of(spec, viewing=viewing), function)


def _compile(spec: FrameSpec, viewing: bool) -> Codec:
    key = (id(spec), viewing)
    _compiling[key] = []
    try:
        codec = _compile_choice(spec, spec.choice, viewing) if spec.choice is not None else _compile_plan(spec, viewing)
    finally:
        waiting = _compiling.pop(key)
    for namespace, name, function in waiting:
        namespace[name] = getattr(codec, function)
    return codec


def _compile_plan(spec: FrameSpec, viewing: bool) -> Codec:
    plan = plan_of(spec)
    module = ModuleSource()
    functions = Functions(viewing)
    by_reading, apart = needs_reading(spec), has_kind(spec, Custom)

    out = module.function("def read(buffer, offset, end, guard=None):")
    if spec.origin and apart:
        out.line("if offset:  # a custom field counts from the start of this frame")
        out.line("    frame, size = read(buffer[offset:end], 0, end - offset, guard)")
        out.line("    return frame, offset + size")
    out.line(f"return {UnpackWriter(plan, out, functions.read, viewing=viewing).write_body()}, offset")
    _write_unpack(module, plan, functions, viewing)
    # The lines of `read`, as calling it takes a third of the time of a small frame.
    body = None if viewing or apart else lambda out: UnpackWriter(plan, out, functions.read, viewing=False).write_body()
    _write_unpack_from(module, body, guarded=takes_guard(spec))

    delimits = is_self_delimiting(spec)
    if delimits and not by_reading:
        out = module.function("def measuring(buffer, offset, end, guard=None):")
        MeasureWriter(plan, out, functions.measuring, functions.read).write_body()

    out = module.function("def write(self, guard=None):")
    PackWriter(plan, out, functions.write).write_return()
    out = module.function("def pack(self, *, override=None):")
    out.line("if override is not None:")
    out.line("    return pack_slowly(self, override)")
    if takes_guard(spec):
        out.line("guard = None")
    with out.block("try:"):
        PackWriter(plan, out, functions.write).write_return()
    out.line("except Exception as fault:")
    out.line("    error = explain_pack(self, fault)")
    out.forget_locals()
    out.line("raise error")
    return _finish(spec, module, viewing, delimits=delimits, by_reading=by_reading)


def _write_unpack(module: ModuleSource, plan: Plan, functions: Functions, viewing: bool) -> None:
    out = module.function("def unpack(data, /):")
    if takes_guard(plan.spec):
        out.line("guard = None")
    single = None if viewing else plan.single_run
    with out.block("try:"):
        writer = UnpackWriter(plan, out, functions.read, viewing=viewing)
        if single is not None:
            out.line(f"return {writer.write_exact(single)}")
        else:
            plain = "flat_view(data)" if viewing else "data if type(data) is bytes else as_bytes(data)"
            out.line(f"buffer = {plain}")
            out.line("offset = 0")
            out.line("end = len(buffer)")
            out.line(f"return {writer.write_body(exact=True)}")
    if single is not None:
        out.line("except BufferError:")
        out.line("    return unpack(as_bytes(data))  # struct does not read a buffer with gaps")
    out.line("except Exception as fault:")
    out.line("    error = explain_unpack(data, fault)")
    out.forget_locals()
    out.line("raise error")


def _write_unpack_from(
    module: ModuleSource, write_body: Callable[[FunctionSource], str] | None, *, guarded: bool = False
) -> None:
    """Write `unpack_from`.

    Args:
        module: gets the function.
        write_body: writes the lines that read a frame from `offset` on; None if only `read_apart` can.
        guarded: they need a guard.
    """
    out = module.function("def unpack_from(buffer, /, offset=0):")
    if write_body is not None and guarded:
        out.line("guard = None")
    out.line("start_of_frame = offset")
    with out.block("try:"):
        if write_body is not None:
            with out.block("if type(buffer) is bytes and offset >= 0:"):
                out.line("end = len(buffer)")
                out.line(f"return {write_body(out)}")
        out.line("return read_apart(buffer, offset)[0]")
    out.line("except Exception as fault:")
    out.line("    error = explain_unpack_from(buffer, fault, start_of_frame)")
    out.forget_locals()
    out.line("raise error")


def _compile_choice(spec: FrameSpec, choice: OrderChoice, viewing: bool) -> Codec:
    """A frame whose byte order a field of its head tells: it looks there, and goes on in the codec of that order."""
    module = ModuleSource()
    functions = Functions(viewing)
    by_reading = needs_reading(spec)
    delimits = is_self_delimiting(spec)
    readers, writers, measuring = "readers_by_order", "writers_by_order", "measuring_by_order"
    for name, find in ((readers, functions.read), (writers, functions.write), (measuring, functions.measuring)):
        if name != measuring or (delimits and not by_reading):
            module.given[name] = {value: find(choice.specs[order]) for value, order in choice.orders.items()}
    at, size = _place_of(spec, choice.field)
    mark = f"buffer[offset + {at}]"
    if isinstance(next(each.kind for each in spec.fields if each.name == choice.field), Bytes | Text):
        mark = f"bytes(buffer[offset + {at}:offset + {at + size}])"

    out = module.function("def read(buffer, offset, end, guard=None):")
    out.line(f"return {readers}[{mark}](buffer, offset, end, guard)")
    if delimits and not by_reading:
        out = module.function("def measuring(buffer, offset, end, guard=None):")
        out.line(f"while end - offset < {at + size}:")
        out.line(f"    end = yield offset + {at + size}")
        out.line(f"return (yield from {measuring}[{mark}](buffer, offset, end, guard))")
    out = module.function("def write(self, guard=None):")
    out.line(f"return {writers}[self.{choice.field}](self, guard)")

    out = module.function("def unpack(data, /):")
    with out.block("try:"):
        out.line(f"buffer = {'flat_view(data)' if viewing else 'as_bytes(data)'}")
        out.line("frame, offset = read(buffer, 0, len(buffer))")
        out.refuse_if("offset != len(buffer)")
        out.line("return frame")
    out.line("except Exception as fault:")
    out.line("    error = explain_unpack(data, fault)")
    out.forget_locals()
    out.line("raise error")
    body = None if viewing or has_kind(spec, Custom) else lambda _: "read(buffer, offset, end)[0]"
    _write_unpack_from(module, body)
    out = module.function("def pack(self, *, override=None):")
    out.line("if override is not None:")
    out.line("    return pack_slowly(self, override)")
    out.line("try:")
    out.line("    return write(self)")
    out.line("except Exception as fault:")
    out.line("    error = explain_pack(self, fault)")
    out.forget_locals()
    out.line("raise error")
    return _finish(spec, module, viewing, delimits=delimits, by_reading=by_reading)


def _place_of(spec: FrameSpec, name: str) -> tuple[int, int]:
    """The offset and the size of a field in the head of a frame."""
    offset = 0
    for each in spec.fields:
        size = fixed_size(each.kind)
        assert size is not None
        if each.name == name:
            return offset, size
        offset += size
    raise AssertionError(name)


def _finish(spec: FrameSpec, module: ModuleSource, viewing: bool, *, delimits: bool, by_reading: bool) -> Codec:
    out = module.function("def pack_into(self, buffer, /, offset=0, *, override=None):")
    out.line("place(self.pack(override=override), buffer, offset)")
    source = module.text(f"The codec of {spec.module}.{spec.name}, written by framekit.")
    holder: list[Codec] = []
    given: dict[str, Any] = {
        **module.given,
        "explain_pack": lambda frame, fault: doors.explain_pack(spec, frame, fault),
        "explain_unpack": lambda data, fault: doors.explain_unpack(spec, data, fault, 0, exact=True),
        "explain_unpack_from": lambda buffer, fault, offset: doors.explain_unpack(spec, buffer, fault, offset, exact=False),
        "flat_view": doors.flat_view,
        "pack_slowly": lambda frame, override: doors.pack_slowly(spec, frame, override),
        "place": lambda packed, buffer, offset: doors.place(spec, packed, buffer, offset),
        "read_apart": lambda buffer, offset: doors.read_apart(holder[0], buffer, offset),
    }
    namespace = keep_source(spec, source, given)
    for name, value in list(namespace.items()):
        if isinstance(value, _Late):
            _compiling[id(value.spec), value.viewing].append((namespace, name, value.function))
    measuring: Measuring | None = None
    if delimits and by_reading:

        def measuring(buffer: Any, offset: int, end: int, guard: Any = None) -> Generator[int, int, int]:
            return doors.measuring_by_reading(holder[0], buffer, offset, end)

    elif delimits:
        measuring = namespace["measuring"]
    codec = Codec(
        spec=spec,
        source=source,
        unpack=namespace["unpack"],
        unpack_from=namespace["unpack_from"],
        pack=namespace["pack"],
        pack_into=namespace["pack_into"],
        read=namespace["read"],
        write=namespace["write"],
        measuring=measuring,
        viewing=viewing,
        by_reading=by_reading,
        apart=has_kind(spec, Custom),
        lookahead=longest_array_marker(spec),
    )
    holder.append(codec)
    return codec


def keep_source(spec: FrameSpec, source: str, given: dict[str, Any]) -> dict[str, Any]:
    """Run the source of a generated module, and keep it where tracebacks find it as long as the frame lives; its namespace."""
    filename = f"<framekit {spec.module}.{spec.name} {next(_serial)}>"
    namespace = dict(given)
    exec(compile(source, filename, "exec"), namespace)
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    while _forgotten:
        linecache.cache.pop(_forgotten.pop(), None)
    weakref.finalize(spec, _forgotten.append, filename).atexit = False
    return namespace
