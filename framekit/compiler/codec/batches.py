"""Reading many frames that follow one another: the body of `read`, in a loop.

Strategy: one function instead of a call for each frame, which takes an eighth or more off the time of small frames
(bench/streams.py). It is made when a stream first asks for it, since most frames only stand inside others.

Rules: it raises nothing: it stops before the first frame that is cut, bad or too large, and whoever called it finds out why.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from framekit.compiler.codec.compile import Functions, compile_lock, keep_source, print_reading
from framekit.compiler.codec.model import Codec
from framekit.compiler.codec.source import ModuleSource
from framekit.compiler.program.program import program_of
from framekit.spec.memo import Key

ReadMany: TypeAlias = Callable[[Any, int, int, int, Callable[[Any], None]], int]
"""`(buffer, offset, whole, limit, append) -> offset`: reads frames of at most `limit` bytes from `offset` up to `whole`, hands
each to `append`, and returns the offset behind the last."""


ALONE: Key[tuple[ReadMany, str]] = Key("read many")
WITH_ENDS: Key[tuple[ReadMany, str]] = Key("read many with ends")


def read_many_of(codec: Codec, *, with_ends: bool = False) -> ReadMany | None:
    """The function for a frame; None where one cannot be read in the middle of a buffer, or a field chooses its byte order.

    Args:
        codec: of the frame.
        with_ends: `append` gets tuples of a frame and the offset after it.
    """
    if codec.apart or codec.by_reading or codec.spec.choice is not None:
        return None
    memo, key = codec.spec.memo, WITH_ENDS if with_ends else ALONE
    if key not in memo:
        with compile_lock:
            return memo.once(key, lambda: _compile(codec, with_ends=with_ends))[0]
    return memo.once(key, lambda: _compile(codec, with_ends=with_ends))[0]


def batch_source(codec: Codec) -> str:
    """The source of that function; "" where there is none."""
    if read_many_of(codec) is None:
        return ""
    return codec.spec.memo.once(ALONE, lambda: _compile(codec, with_ends=False))[1]


def _compile(codec: Codec, *, with_ends: bool) -> tuple[ReadMany, str]:
    spec = codec.spec
    module = ModuleSource()
    out = module.function("def read_many(buffer, offset, whole, limit, append):")
    begin = out.fresh("begin")
    out.line(f"{begin} = offset")
    with out.block("try:"), out.block("while offset < whole:"):
        out.line("end = whole")
        out.line("guard = None")
        functions = Functions(codec.viewing)
        print_reading(program_of(spec), out, functions.read, viewing=codec.viewing)
        out.line(f"if not {begin} < offset <= {begin} + limit:")
        out.line("    break")
        out.line("append((frame, offset))" if with_ends else "append(frame)")
        out.line(f"{begin} = offset")
    out.line("except Exception:")
    out.line("    pass")
    out.line(f"return {begin}")
    source = module.text(f"Many frames of {spec.module}.{spec.name}, written by framekit.")
    namespace = keep_source(spec, source, module.given)
    return namespace["read_many"], source
