"""Compiles a program to Python source, and the source to functions.

Strategy: the functions of one frame form one module of source, which is kept in linecache, so that tracebacks and debuggers show
it. Frames that it calls are compiled first; if a frame contains itself, the name of its function is filled in once the function
exists.

Rules: a codec is made once, under a lock, and lives as long as its spec.
"""

from __future__ import annotations

import itertools
import linecache
import threading
import weakref
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from framekit.compiler.codec import boundary
from framekit.compiler.codec.bound import bound_codec, take_mapping
from framekit.compiler.codec.model import Codec, Measuring
from framekit.compiler.codec.print_measuring import MeasuringPrinter
from framekit.compiler.codec.print_reading import ReadingPrinter
from framekit.compiler.codec.print_writing import WritingPrinter
from framekit.compiler.codec.source import FunctionSource, ModuleSource
from framekit.compiler.explain.items import ENGINE
from framekit.compiler.program.program import Program, program_of
from framekit.compiler.program.reading_steps import Finish, Unpack
from framekit.spec.given import given_fields, given_taker, with_values
from framekit.spec.kinds import Bytes, Text
from framekit.spec.memo import Key
from framekit.spec.model import FrameSpec
from framekit.spec.sizes import (
    fixed_size,
    frame_maximum_size,
    has_views,
    is_guarded,
    is_self_delimiting,
    longest_array_marker,
    needs_reading,
)
from framekit.spec.structure import asks_where_it_is

compile_lock = threading.RLock()
_serial = itertools.count(1)
_forgotten: list[str] = []
"""Sources of frames that no longer exist, to be removed from linecache when the next source is added. They cannot be removed
directly, since the garbage collector may run while linecache iterates over its entries."""
_compiling: dict[tuple[int, bool], list[tuple[dict[str, Any], str, str]]] = {}
"""For each frame that is being compiled: the namespaces and names that wait for one of its functions."""


CODEC: Key[Codec] = Key("codec")
VIEWING: Key[Codec] = Key("viewing codec")


def codec_of(spec: FrameSpec, *, viewing: bool = False) -> Codec:
    """Return the codec of a frame, which is made on the first call.

    Args:
        spec: the frame.
        viewing: return the codec that reads from a memoryview, for use in a frame that returns views; implied for such a frame.
    """
    codec = spec.memo.get(VIEWING if viewing else CODEC)
    if codec is None and spec.unbound is not None:
        codec = spec.memo.keep(VIEWING if viewing else CODEC, bound_codec(codec_of(spec.unbound, viewing=viewing), spec))
    if codec is None:
        with compile_lock:
            viewed = viewing or has_views(spec)
            codec = spec.memo.once(VIEWING if viewed else CODEC, lambda: _compile(spec, viewed))
            if viewed and not viewing:
                spec.memo.keep(CODEC, codec)
    return codec


class _Late:
    """A function of a frame that is being compiled; a caller in the meantime waits for it."""

    def __init__(self, spec: FrameSpec, viewing: bool, function: str) -> None:
        self.spec = spec
        self.viewing = viewing
        self.function = function

    def __call__(self, *arguments: Any) -> Any:
        return getattr(codec_of(self.spec, viewing=self.viewing), self.function)(*arguments)


class Functions:
    """Provides the functions of the frames that a module calls."""

    def __init__(self, viewing: bool) -> None:
        self.viewing = viewing
        self._late: dict[tuple[int, str], _Late] = {}

    def read(self, spec: FrameSpec) -> Any:
        """Return the reader of a frame."""
        return self._find(spec, "read")

    def write(self, spec: FrameSpec) -> Any:
        """Return the writer of a frame."""
        return self._find(spec, "write")

    def measuring(self, spec: FrameSpec) -> Any:
        """Return the generator function that measures a frame."""
        return self._find(spec, "measuring")

    def _find(self, spec: FrameSpec, function: str) -> Any:
        viewing = self.viewing or has_views(spec)
        if (id(spec), viewing) in _compiling:
            return self._late.setdefault((id(spec), function), _Late(spec, viewing, function))
        return getattr(codec_of(spec, viewing=viewing), function)


def _compile(spec: FrameSpec, viewing: bool) -> Codec:
    key = (id(spec), viewing)
    _compiling[key] = []
    spec.memo.keep(ENGINE, codec_of)
    try:
        codec = _compile_parts(spec, viewing)
    finally:
        waiting = _compiling.pop(key)
    for namespace, name, function in waiting:
        namespace[name] = getattr(codec, function)
    return codec


def _compile_parts(spec: FrameSpec, viewing: bool) -> Codec:
    if spec.in_bits is not None:
        return _compile_bitwise(spec, spec.in_bits, viewing)
    return _compile_program(spec, viewing) if spec.order_by is None else _compile_order_by(spec, viewing)


def _compile_program(spec: FrameSpec, viewing: bool) -> Codec:
    program = program_of(spec)
    module = ModuleSource()
    functions = Functions(viewing)
    at_start = asks_where_it_is(spec)
    more, given = (", given=()", ", given") if given_fields(spec) else ("", "")

    out = module.function(f"def read(buffer, offset, end, guard=None{more}):")
    if spec.origin and at_start:
        out.line("if offset:  # custom fields count offsets from the start of this frame")
        out.line(f"    frame, size = read(buffer[offset:end], 0, end - offset, guard{given})")
        out.line("    return frame, offset + size")
    # If it fails, the last offset shows a stream how far it came.
    out.line(f"return frame, {print_reading(program, out, functions.read, viewing=viewing, steady=True)}")
    _write_unpack(module, program, functions, viewing)
    _write_unpack_from(module, spec, None if viewing or at_start else program, functions)

    if program.measure is not None:
        out = module.function(f"def measuring(buffer, offset, end, guard=None{more}):")
        printer = MeasuringPrinter(out, functions.measuring, functions.read, guard=is_guarded(spec))
        printer.print_body(program.measure)

    out = module.function("def write(self, guard=None):")
    WritingPrinter(out, functions.write, guard=program.hands_guard).print_return(program.write)
    out = module.function("def pack(self, override=None):")
    out.line("if override is not None:")
    out.line("    return pack_slowly(self, override)")
    if program.hands_guard:
        out.line("guard = None")
    with out.block("try:"):
        WritingPrinter(out, functions.write, guard=program.hands_guard).print_return(program.write)
    out.line("except Exception as fault:")
    out.line("    error = explain_pack(self, fault)")
    out.forget_locals()
    out.line("raise error")
    return _finish(spec, module, viewing)


def print_reading(
    program: Program,
    out: FunctionSource,
    reader_of: Callable[[FrameSpec], Any],
    *,
    viewing: bool = False,
    whole: bool = False,
    steady: bool = False,
) -> str:
    """Print the steps that read a frame from `offset`, or from the `whole` buffer, into `frame`; return the offset after it."""
    guard = program.hands_guard
    printer = ReadingPrinter(out, reader_of, viewing=viewing, guard=guard, exact=whole, at_zero=whole, steady=steady)
    printer.print(program.read)
    return printer.here()


def _write_unpack(module: ModuleSource, program: Program, functions: Functions, viewing: bool) -> None:
    given = _take_given(out := module.function(_UNPACK[bool(given_fields(program.spec))]), program.spec)
    if program.hands_guard:
        out.line("guard = None")
    single = None if viewing else program.single_run
    with out.block("try:"):
        if single is not None:
            # struct itself checks that the data has exactly the size of the run
            printer = ReadingPrinter(out, functions.read)
            printer.print_unpack(single, "unpack", "data")
            printer.print(tuple(step for step in program.read if not isinstance(step, Unpack | Finish)))
        else:
            plain = "flat_view(data)" if viewing else "data if type(data) is bytes else as_bytes(data)"
            out.line(f"buffer = {plain}")
            out.line("end = len(buffer)")
            print_reading(program, out, functions.read, viewing=viewing, whole=True)
        out.line("return frame")
    if single is not None:
        out.line("except BufferError:")
        values = ", **values" if given else ""
        out.line(f"    return unpack(as_bytes(data){values})  # struct cannot read a buffer that is not contiguous")
    out.line("except Exception as fault:")
    out.line(f"    error = explain_unpack(data, fault{given})")
    out.forget_locals()
    out.line("raise error")


_UNPACK = ("def unpack(data, /):", "def unpack(data, /, **values):")
_UNPACK_FROM = ("def unpack_from(buffer, /, offset=0):", "def unpack_from(buffer, /, offset=0, **values):")


def _take_given(out: FunctionSource, spec: FrameSpec) -> str:
    """Print the line with which a method takes its given values, and return the argument that passes them on."""
    if not given_fields(spec):
        return ""
    out.line("given = take_given(values)")
    return ", given"


def _write_unpack_from(
    module: ModuleSource, spec: FrameSpec, program: Program | None, functions: Functions, calls: str = ""
) -> None:
    """Write `unpack_from` with the lines of `read`, since a call takes a third of the time of a small frame.

    Args:
        module: the module that gets the function.
        spec: the frame.
        program: the program that reads a frame in the middle of a buffer; None if only `read_copy` or a call can.
        functions: the functions of nested frames.
        calls: the expression that reads a frame instead, or "".
    """
    given = _take_given(out := module.function(_UNPACK_FROM[bool(given_fields(spec))]), spec)
    if program is not None and program.hands_guard:
        out.line("guard = None")
    out.line("start_of_frame = offset")
    with out.block("try:"):
        if program is not None or calls:
            with out.block("if type(buffer) is bytes and offset >= 0:"):
                out.line("end = len(buffer)")
                if program is not None:
                    print_reading(program, out, functions.read)
                out.line(f"return {calls or 'frame'}")
        out.line(f"return read_copy(buffer, offset{given})[0]")
    out.line("except Exception as fault:")
    out.line(f"    error = explain_unpack_from(buffer, fault, start_of_frame{given})")
    out.forget_locals()
    out.line("raise error")


def _compile_order_by(spec: FrameSpec, viewing: bool) -> Codec:
    """Compile a frame whose byte order a field of its head determines: it reads that field, and calls the codec of that order."""
    choice = spec.order_by
    assert choice is not None
    module = ModuleSource()
    functions = Functions(viewing)
    by_reading = needs_reading(spec)
    delimits = is_self_delimiting(spec)
    readers, writers, measuring = "readers_by_order", "writers_by_order", "measuring_by_order"
    for name, find in ((readers, functions.read), (writers, functions.write), (measuring, functions.measuring)):
        if name != measuring or (delimits and not by_reading):
            module.namespace[name] = {value: find(choice.specs[order]) for value, order in choice.orders.items()}
    at, size = _place_of(spec, choice.field)
    mark = f"buffer[offset + {at}]"
    if isinstance(next(each.kind for each in spec.fields if each.name == choice.field), Bytes | Text):
        mark = f"bytes(buffer[offset + {at}:offset + {at + size}])"

    more, given = (", given=()", ", given") if given_fields(spec) else ("", "")
    out = module.function(f"def read(buffer, offset, end, guard=None{more}):")
    out.line(f"return {readers}[{mark}](buffer, offset, end, guard{given})")
    if delimits and not by_reading:
        out = module.function(f"def measuring(buffer, offset, end, guard=None{more}):")
        out.line(f"while end - offset < {at + size}:")
        out.line(f"    end = yield offset + {at + size}")
        out.line(f"return (yield from {measuring}[{mark}](buffer, offset, end, guard{given}))")
    out = module.function("def write(self, guard=None):")
    out.line(f"return {writers}[self.{choice.field}](self, guard)")
    buffer = "flat_view(data)" if viewing else "as_bytes(data)"
    whole = (f"buffer = {buffer}", f"frame, offset = read(buffer, 0, len(buffer){more and ', given=given'})")
    _write_boundary(module, spec, functions, viewing, whole, "offset != len(buffer)")
    return _finish(spec, module, viewing)


def _compile_bitwise(spec: FrameSpec, in_bits: FrameSpec, viewing: bool) -> Codec:
    """Compile a bitwise frame: the codec of the frame in bits reads the digits of its bytes, and writes digits."""
    module = ModuleSource()
    functions = Functions(viewing=False)
    lsb = spec.lsb
    read = module.give(f"{spec.name}_read_bits", functions.read(in_bits))
    write = module.give(f"{spec.name}_write_bits", functions.write(in_bits))
    measuring = module.give(f"{spec.name}_measuring_bits", functions.measuring(in_bits))
    more, given = (", given=()", ", given") if given_fields(spec) else ("", "")
    most = frame_maximum_size(spec)

    out = module.function(f"def read(buffer, offset, end, guard=None{more}):")
    if most is None:
        out.line("limits = None if guard is None else guard.apart()")
        out.line(f"size = size_in_bits({measuring}, buffer, offset, end, {lsb}, limits{given})")
    out.line(f"return read_in_bits({read}, {'size' if most is None else most}, buffer, offset, end, {lsb}, guard{given})")
    out = module.function(f"def measuring(buffer, offset, end, guard=None{more}):")
    out.line(f"return measuring_in_bits({measuring}, buffer, offset, end, {lsb}, guard{given})")
    out = module.function("def write(self, guard=None):")
    out.line(f"return bytes_of({write}(self, guard), {lsb})")
    buffer = "data if type(data) is bytes else as_bytes(data)"
    whole = (f"digits = digits_of({buffer}, {lsb})", f"frame, bits = {read}(digits, 0, len(digits), None{given})")
    _write_boundary(module, spec, functions, viewing, whole, "len(digits) - bits > 7")
    codec = _finish(spec, module, viewing)
    return replace(codec, source=f"{codec.source}\n\n{codec_of(in_bits).source}")


def _write_boundary(
    module: ModuleSource, spec: FrameSpec, functions: Functions, viewing: bool, whole: tuple[str, str], left: str
) -> None:
    """Write `unpack`, `unpack_from` and `pack` of a frame that delegates.

    Args:
        module: the module that gets the functions.
        spec: the frame.
        functions: the functions of nested frames.
        viewing: True if it reads from a memoryview.
        whole: the lines that read a frame from all of the data.
        left: the condition that data is left after the frame.
    """
    more, given = (", given=given", ", given") if given_fields(spec) else ("", "")
    _take_given(out := module.function(_UNPACK[bool(given)]), spec)
    with out.block("try:"):
        for line in whole:
            out.line(line)
        out.refuse_if(left)
        out.line("return frame")
    out.line("except Exception as fault:")
    out.line(f"    error = explain_unpack(data, fault{given})")
    out.forget_locals()
    out.line("raise error")
    calls = "" if viewing or asks_where_it_is(spec) else f"read(buffer, offset, end{more})[0]"
    _write_unpack_from(module, spec, None, functions, calls)
    out = module.function("def pack(self, override=None):")
    out.line("if override is not None:")
    out.line("    return pack_slowly(self, override)")
    out.line("try:")
    out.line("    return write(self)")
    out.line("except Exception as fault:")
    out.line("    error = explain_pack(self, fault)")
    out.forget_locals()
    out.line("raise error")


def _place_of(spec: FrameSpec, name: str) -> tuple[int, int]:
    """Return the offset and the size of a field in the head of a frame."""
    offset = 0
    for each in spec.fields:
        size = fixed_size(each.kind)
        assert size is not None
        if each.name == name:
            return offset, size
        offset += size
    raise AssertionError(name)


def _finish(spec: FrameSpec, module: ModuleSource, viewing: bool) -> Codec:
    delimits, by_reading = is_self_delimiting(spec), needs_reading(spec)
    out = module.function("def pack_into(self, buffer, /, offset=0, *, override=None):")
    out.line("place(self.pack(override=override), buffer, offset)")
    source = module.text(f"The codec of {spec.module}.{spec.name}, generated by framekit.")
    holder: list[Codec] = []
    take = given_taker(spec)
    given: dict[str, Any] = {
        **module.namespace,
        "explain_pack": lambda frame, fault: boundary.explain_pack(spec, frame, fault),
        "explain_unpack": lambda data, fault, given=(): boundary.explain_unpack(
            with_values(spec, given), data, fault, 0, exact=True
        ),
        "explain_unpack_from": lambda buffer, fault, offset, given=(): boundary.explain_unpack(
            with_values(spec, given), buffer, fault, offset, exact=False
        ),
        "flat_view": boundary.flat_view,
        "pack_slowly": lambda frame, override: boundary.pack_slowly(spec, frame, override),
        "place": lambda packed, buffer, offset: boundary.place(spec, packed, buffer, offset),
        "read_copy": lambda buffer, offset, given=(): boundary.read_copy(
            bound_codec(holder[0], with_values(spec, given)) if given else holder[0], buffer, offset
        ),
        "take_given": lambda values: take(take_mapping(values)),
    }
    namespace = keep_source(spec, source, given)
    for name, value in list(namespace.items()):
        if isinstance(value, _Late):
            _compiling[id(value.spec), value.viewing].append((namespace, name, value.function))
    measuring: Measuring | None = None
    if delimits and by_reading:

        def measuring(buffer: Any, offset: int, end: int, guard: Any = None) -> Generator[int, int, int]:
            return boundary.measuring_by_reading(holder[0], buffer, offset, end)

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
        at_start=asks_where_it_is(spec),
        lookahead=longest_array_marker(spec),
    )
    holder.append(codec)
    return codec


def keep_source(spec: FrameSpec, source: str, given: dict[str, Any]) -> dict[str, Any]:
    """Run the source of a generated module, keep it for tracebacks as long as the frame exists, and return its namespace."""
    filename = f"<framekit {spec.module}.{spec.name} {next(_serial)}>"
    namespace = dict(given)
    exec(compile(source, filename, "exec"), namespace)
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    while _forgotten:
        linecache.cache.pop(_forgotten.pop(), None)
    weakref.finalize(spec, _forgotten.append, filename).atexit = False
    return namespace
