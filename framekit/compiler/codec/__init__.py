"""The generated codec of a frame: the product of this library.

Strategy: plan -> Python source -> functions, once, when the frame is first used. The source is kept in linecache, so that
tracebacks and debuggers show it. Whatever goes wrong inside the generated code is caught at its door, where the careful
interpreter finds out what to say.

Rules: unpacking reads from `bytes` only, which slice fastest; from another buffer, the bytes of the one frame are copied first.
"""

from __future__ import annotations

import itertools
import linecache
import operator
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from framekit.compiler.codec import runtime
from framekit.compiler.codec.measuring import MeasureWriter
from framekit.compiler.codec.packing import PackWriter
from framekit.compiler.codec.source import FunctionSource, ModuleSource
from framekit.compiler.codec.unpacking import UnpackWriter
from framekit.compiler.plan import plan_of
from framekit.errors import FramekitError, PackError, SpecError
from framekit.spec.model import FrameSpec, is_self_delimiting

_lock = threading.RLock()
_serial = itertools.count(1)


@dataclass(frozen=True)
class Codec:
    """The functions generated for one frame.

    Attributes:
        source: the Python source they were compiled from.
        unpack: `(data) -> instance`, with our errors.
        unpack_from: `(buffer, offset=0) -> instance`, with our errors.
        pack: `(instance, *, override=None) -> bytes`, with our errors.
        pack_into: `(instance, buffer, offset=0)`, with our errors.
        read: `(bytes, offset, end) -> (instance, offset)`; raises anything.
        write: `(instance) -> bytes`; raises anything.
        measure: `(buffer, offset, end) -> int`; raises anything. None where a frame does not show its own end.
    """

    spec: FrameSpec
    source: str
    unpack: Callable[..., Any]
    unpack_from: Callable[..., Any]
    pack: Callable[..., bytes]
    pack_into: Callable[..., None]
    read: Callable[[bytes, int, int], tuple[Any, int]]
    write: Callable[[Any], bytes]
    measure: Callable[[Any, int, int], int] | None


def codec_of(spec: FrameSpec) -> Codec:
    """The codec of a frame, made at the first call."""
    codec = spec.memo.get("codec")
    if codec is None:
        with _lock:
            codec = spec.memo.get("codec") or _compile(spec)
            spec.memo["codec"] = codec
    assert isinstance(codec, Codec)
    return codec


def _compile(spec: FrameSpec) -> Codec:
    plan = plan_of(spec)
    module = ModuleSource()

    def function(header: str, opening: list[str] | None = None) -> FunctionSource:
        out = module.function(header)
        for line in opening or []:
            out.line(line)
        return out

    out = function("def read(buffer, offset, end):")
    out.line(f"return {UnpackWriter(plan, out, lambda inner: codec_of(inner).read).write_body()}, offset")

    out = function("def unpack(data, /):")
    with out.block("try:"):
        writer = UnpackWriter(plan, out, lambda inner: codec_of(inner).read)
        if plan.single_run is not None:
            out.line(f"return {writer.write_exact(plan.single_run)}")
        else:
            out.line("buffer = data if type(data) is bytes else as_bytes(data)")
            out.line("offset = 0")
            out.line("end = len(buffer)")
            out.line(f"return {writer.write_body(exact=True)}")
    if plan.single_run is not None:
        out.line("except BufferError:")
        out.line("    return unpack(as_bytes(data))  # struct does not read a buffer with gaps")
    out.line("except Exception as fault:")
    out.line("    raise explain_unpack(data, fault)")

    out = function("def unpack_from(buffer, /, offset=0):")
    out.line("try:")
    out.line("    if type(buffer) is bytes and offset >= 0:")
    out.line("        return read(buffer, offset, len(buffer))[0]")
    out.line("    return read_apart(buffer, offset)[0]")
    out.line("except Exception as fault:")
    out.line("    raise explain_unpack_from(buffer, fault, offset)")

    delimits = is_self_delimiting(spec)
    if delimits:
        out = function("def measure(buffer, offset, end):")
        MeasureWriter(plan, out, lambda inner: codec_of(inner).measure).write_body()

    out = function("def write(self):")
    PackWriter(plan, out, lambda inner: codec_of(inner).write).write_return()

    out = function("def pack(self, *, override=None):")
    out.line("if override is not None:")
    out.line("    return pack_slowly(self, override)")
    with out.block("try:"):
        PackWriter(plan, out, lambda inner: codec_of(inner).write).write_return()
    out.line("except Exception as fault:")
    out.line("    raise explain_pack(self, fault)")

    out = function("def pack_into(self, buffer, /, offset=0):")
    out.line("place(self.pack(), buffer, offset)")

    source = module.text(f"The codec of {spec.module}.{spec.name}, written by framekit.")
    filename = f"<framekit {spec.module}.{spec.name} {next(_serial)}>"
    namespace: dict[str, Any] = {
        **module.given,
        "explain_pack": lambda frame, fault: _explain_pack(spec, frame, fault),
        "explain_unpack": lambda data, fault: explain_unpack(spec, data, fault, 0, exact=True),
        "explain_unpack_from": lambda buffer, fault, offset: explain_unpack(spec, buffer, fault, offset, exact=False),
        "pack_slowly": lambda frame, override: _pack_slowly(spec, frame, override),
        "place": lambda packed, buffer, offset: _place(spec, packed, buffer, offset),
        "read_apart": lambda buffer, offset: read_apart(spec, buffer, offset),
    }
    exec(compile(source, filename, "exec"), namespace)
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    weakref.finalize(spec, linecache.cache.pop, filename, None).atexit = False
    return Codec(
        spec=spec,
        source=source,
        unpack=namespace["unpack"],
        unpack_from=namespace["unpack_from"],
        pack=namespace["pack"],
        pack_into=namespace["pack_into"],
        read=namespace["read"],
        write=namespace["write"],
        measure=namespace["measure"] if delimits else None,
    )


def read_apart(spec: FrameSpec, buffer: Any, offset: int) -> tuple[Any, int]:
    """Read a frame from any buffer by copying its bytes, and no more of the buffer than those.

    Returns:
        The instance and the offset behind it.
    """
    codec = codec_of(spec)
    with flat_view(buffer) as view:  # released at the end, or an error's traceback would keep a bytearray from growing
        start = offset + len(view) if offset < 0 else offset
        if not 0 <= start <= len(view):
            raise runtime.Refused
        size = len(view) - start if codec.measure is None else codec.measure(view, start, len(view))
        if size > len(view) - start:
            raise runtime.Refused
        data = bytes(view[start : start + size])
    frame, size = codec.read(data, 0, size)
    return frame, start + size


def iter_unpack(spec: FrameSpec, buffer: Any) -> Iterator[Any]:
    """Frames one after another, to the end of the buffer; the good ones before a bad one are yielded first."""
    codec = codec_of(spec)
    with flat_view(buffer) as view:
        offset, end = 0, len(view)
    while offset < end:
        before = offset
        try:
            if type(buffer) is bytes:
                frame, offset = codec.read(buffer, offset, end)
            else:
                frame, offset = read_apart(spec, buffer, offset)
        except Exception as fault:
            raise explain_unpack(spec, buffer, fault, before, exact=False) from None
        if offset == before:
            raise SpecError("a frame of no bytes never comes to the end of a buffer; give it a field", frame=spec.name)
        yield frame


def flat_view(buffer: Any) -> memoryview:
    """A view of any buffer as single bytes; copies only what is not contiguous. Raises TypeError."""
    view = memoryview(buffer)
    if view.format == "B" and view.ndim == 1 and view.contiguous:
        return view
    return view.cast("B") if view.c_contiguous and view.nbytes else memoryview(view.tobytes())


def explain_unpack(spec: FrameSpec, buffer: Any, fault: Exception, offset: int, *, exact: bool) -> FramekitError:
    """The error that says why the codec gave up. Raises TypeError for what is no buffer or no offset."""
    from framekit.compiler.explain.reading import find_unpack_fault

    with flat_view(buffer) as view:
        return find_unpack_fault(spec, view, fault, operator.index(offset), exact=exact)


def _explain_pack(spec: FrameSpec, frame: Any, fault: Exception) -> FramekitError:
    from framekit.compiler.explain.writing import find_pack_fault

    return find_pack_fault(spec, frame, fault)


def _pack_slowly(spec: FrameSpec, frame: Any, override: Any) -> bytes:
    from framekit.compiler.explain.writing import pack_with_override

    return pack_with_override(spec, frame, override)


def _place(spec: FrameSpec, packed: bytes, buffer: Any, offset: int) -> None:
    view = memoryview(buffer)
    view = view.cast("B") if view.nbytes else view
    start = offset + len(view) if offset < 0 else offset
    if not 0 <= start <= len(view) - len(packed):
        raise PackError(
            f"needs {len(packed)} bytes from offset {offset}, and the buffer has {len(view)}", frame=spec.name, offset=offset
        )
    view[start : start + len(packed)] = packed
