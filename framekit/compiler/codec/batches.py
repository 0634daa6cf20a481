"""Reading many consecutive frames: the body of `read`, in a loop.

Strategy: one function replaces a call for each frame, which saves an eighth or more of the time of small frames
(bench/streams.py). It is made when a stream first needs it, since most frames are only part of others.

Rules: it raises nothing: it stops before the first frame that is incomplete, invalid or too large, and its caller finds the
reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from framekit.compiler.codec.boundary import explain_unpack, flat_view, read_copy
from framekit.compiler.codec.compile import Functions, compile_lock, keep_source, print_reading
from framekit.compiler.codec.formulas import amount_source, targets
from framekit.compiler.codec.model import Codec
from framekit.compiler.codec.print_reading import ReadingPrinter
from framekit.compiler.codec.runtime import TABLE
from framekit.compiler.codec.source import ModuleSource
from framekit.compiler.program.program import Program, program_of
from framekit.compiler.program.read_ahead import Ahead, read_ahead
from framekit.compiler.program.reading_steps import BindFrame, Finish, Unpack
from framekit.compiler.program.runs import run_format, run_size
from framekit.errors import SpecError
from framekit.spec.given import given_fields
from framekit.spec.memo import Key
from framekit.spec.model import FrameSpec
from framekit.spec.sizes import frame_minimum_size

ReadMany: TypeAlias = Callable[[Any, int, int, int, Callable[[Any], None]], int]
"""`(buffer, offset, end, limit, append) -> offset`: reads frames of at most `limit` bytes from `offset` up to `end`, passes
each to `append`, and returns the offset after the last."""


ALONE: Key[tuple[ReadMany, str]] = Key("read many")
WITH_ENDS: Key[tuple[ReadMany, str]] = Key("read many with ends")


def read_many_of(codec: Codec, *, with_ends: bool = False) -> ReadMany | None:
    """Return the function that reads many frames; None if the frames must be read one by one.

    They must if the frame cannot be read in the middle of a buffer, if a field determines its byte order, if it is bitwise, or if
    values are given to it, since these may change after each frame.

    Args:
        codec: the codec of the frame.
        with_ends: `append` gets tuples of a frame and the offset after it.
    """
    if codec.at_start or codec.by_reading or codec.spec.delegates or given_fields(codec.spec):
        return None
    memo, key = codec.spec.memo, WITH_ENDS if with_ends else ALONE
    if key not in memo:
        with compile_lock:
            return memo.once(key, lambda: _compile(codec, with_ends=with_ends))[0]
    return memo.once(key, lambda: _compile(codec, with_ends=with_ends))[0]


WINDOW = 1 << 14
"""Number of bytes whose frames `iter_unpack` reads together."""


def iter_unpack(codec: Codec, buffer: Any) -> Iterator[Any]:
    """Yield the frames of a buffer one after another; the valid frames before an invalid one are yielded first.

    The frames of many bytes are read together if possible, which takes three quarters of the time for small frames.
    """
    with flat_view(buffer) as view:
        offset, end = 0, len(view)
    direct = type(buffer) is bytes and not codec.at_start and not codec.viewing
    alone = not direct or codec.measuring is None or codec.lookahead
    read_many = None if alone else read_many_of(codec)
    while offset < end:
        if read_many is not None:
            found: list[Any] = []
            offset = read_many(buffer, offset, min(offset + WINDOW, end), WINDOW, found.append)
            yield from found
            if found:
                continue
        before = offset
        try:
            if direct:
                frame, offset = codec.read(buffer, offset, end, None)
            else:
                frame, offset = read_copy(codec, buffer, offset)
        except Exception as fault:
            error = explain_unpack(codec.spec, buffer, fault, before, exact=False)
            raise error from error.__cause__
        if offset == before:
            raise SpecError("a frame of 0 bytes never reaches the end of a buffer; add a field to it", frame=codec.spec.name)
        yield frame


def batch_source(codec: Codec) -> str:
    """Return the source of the function that reads many frames; "" if there is none."""
    if read_many_of(codec) is None:
        return ""
    return codec.spec.memo.once(ALONE, lambda: _compile(codec, with_ends=False))[1]


def _compile(codec: Codec, *, with_ends: bool) -> tuple[ReadMany, str]:
    spec = codec.spec
    module = ModuleSource()
    program, functions = program_of(spec), Functions(codec.viewing)
    append = "append((frame, offset))" if with_ends else "append(frame)"
    single = None if codec.viewing else program.single_run
    if single is not None and single.slots:
        _print_rows(program, single, module, functions, append)
    else:
        _print_loop(program, module, functions, append, viewing=codec.viewing)
    source = module.text(f"Many frames of {spec.module}.{spec.name}, generated by framekit.")
    namespace = keep_source(spec, source, module.namespace)
    return namespace["read_many"], source


def _print_rows(program: Program, run: Unpack, module: ModuleSource, functions: Functions, append: str) -> None:
    """Print the function for frames that are one run each: struct itself iterates over them."""
    out = module.function("def read_many(buffer, offset, end, limit, append):")
    printer, size = ReadingPrinter(out, functions.read), run_size(run.slots)
    out.line(f"if limit < {size}:")
    out.line("    return offset")
    out.line(f"stop = end - (end - offset) % {size}")
    with out.block("try:"), out.block(printer.rows_of(run, "offset", "stop")):
        printer.print(tuple(step for step in program.read if not isinstance(step, Unpack | Finish)))
        out.line(f"offset += {size}")
        out.line(append)
    out.line("except Exception:")
    out.line("    pass")
    out.line("return offset")


def _print_ahead(ahead: Ahead, spec: FrameSpec, printer: ReadingPrinter, done: tuple[str, ...]) -> str:
    """Print code that reads each frame with the head of the next, and the last on its own; return the offset after it.

    The head that was read last always belongs to the frame that begins at `offset`. `done` is printed after each frame.
    """
    out, head, place = printer.out, run_size(ahead.head.slots), ahead.take.place
    last, short = out.fresh("last"), out.fresh("short")
    out.line(f"{last}, {short} = end - {2 * head}, min(limit - {head}, {TABLE - 1})")
    printer.print((ahead.head,))
    length, value = amount_source(out, ahead.take.length), printer.name(place)
    format = run_format(ahead.head.slots, ahead.head.order)
    table, make = out.module.formats_by_length(format[0], format[1:], "unpack_from")
    taken = next(each for each in spec.fields if (each.name,) == place)
    with out.block(f"while {length} <= {short}:"):
        out.line(f"stop = offset + {length}")
        out.line(f"if stop > {last}:")
        out.line("    break")
        printer.print(ahead.checks)
        printer.begin_instance((), spec)
        for each in spec.fields:
            if each.settable and each is not taken:
                printer.set_field((), each)
        names = targets([value, *printer.names_of(ahead.head)])
        out.line(f"{names} = ({table}[{length}] or {make}({length}))(buffer, offset + {head})")
        if (made := printer.values.from_wire(ahead.take.kind, value)) != value:
            out.line(f"{value} = {made}")
        printer.set_field((), taken)
        printer.end_instance((), spec)
        out.line(f"offset = stop + {head}")
        for line in done:
            out.line(line)
    printer.print(ahead.rest)
    return printer.here()


def _print_loop(program: Program, module: ModuleSource, functions: Functions, append: str, *, viewing: bool) -> None:
    """Print the function for frames of any form."""
    bound = any(isinstance(step, BindFrame) for step in program.read)  # such a frame moves `end`
    out = module.function(f"def read_many(buffer, offset, {'whole' if bound else 'end'}, limit, append):")
    begin = out.fresh("begin")
    ahead = None if viewing else read_ahead(program.read)
    out.line(f"{begin} = offset")
    with out.block("try:"), out.block(f"while offset < {'whole' if bound else 'end'}:"):
        if bound:
            out.line("end = whole")
        if program.hands_guard:
            out.line("guard = None")
        if ahead is None:
            after = print_reading(program, out, functions.read, viewing=viewing)
        else:
            after = _print_ahead(ahead, program.spec, ReadingPrinter(out, functions.read), (append, f"{begin} = offset"))
        if after != "offset":
            out.line(f"offset = {after}")
        none_empty = frame_minimum_size(program.spec) > 0
        out.line(f"if offset - {begin} > limit:" if none_empty else f"if not {begin} < offset <= {begin} + limit:")
        out.line("    break")
        out.line(append)
        out.line(f"{begin} = offset")
    out.line("except Exception:")
    out.line("    pass")
    out.line(f"return {begin}")
