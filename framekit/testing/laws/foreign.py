"""Check other code against a declaration: a parser, a builder, a stream decoder, or a reader of a socket.

Strategy: frames and mutants are generated from the declaration, and the results of the other code are compared field by field.
hypothesis shrinks a failing example, so that the smallest difference is reported.

Rules: an exception of any class is a refusal; any returned value means that the bytes were accepted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.declare.introspect import trace
from framekit.errors import FramekitError
from framekit.spec.given import given_of
from framekit.testing.laws.running import Effort, hold
from framekit.testing.mutation import WAYS, Mutant, Way, draw_mutant, require_ways
from framekit.testing.report.broken import LawBroken, differing
from framekit.testing.report.difference import differences
from framekit.testing.report.paste import hex_literal, name_of, pasted_test
from framekit.testing.scripted import END, TIMEOUT, WOULD_BLOCK, ScriptedSocket
from framekit.testing.strategies import frames
from framekit.testing.strategies.packed_bytes import Sent, chunks, streams
from framekit.testing.strategies.reading import reader_of

F = TypeVar("F", bound=Frame)

DECODING = """\
decoder = {name}()
chunks = [
{chunks}]
found = [frame for chunk in chunks for frame in decoder.feed(chunk)]
"""
"""Beginning of a test that decodes a stream."""

READING = """\
steps = [
{steps}]
found = []
with ScriptedSocket(*steps) as sock:
    read = {name}(sock)
    for _ in range({most}):
        try:
            frame = read()
        except (TimeoutError, BlockingIOError):
            continue
        except EOFError:
            break
        if frame is None:
            break
        found.append(frame)
"""
"""Beginning of a test that reads from a scripted socket."""

COMPARING = """\
expected = [
{wires}]
assert len(found) == len(expected)
for wire, frame in zip(expected, found):
    assert differences({frame}.unpack(wire), frame{passed}) == []"""
"""End of either test, which compares the result with the frames one by one."""


class Decoder(Protocol):
    """Decoder of a stream of bytes."""

    def feed(self, data: bytes, /) -> Iterable[Any]:
        """Return the frames that are now complete."""
        ...


def check_against(
    cls: type[F],
    /,
    *,
    unpack: Callable[[bytes], Any] | None = None,
    pack: Callable[[F], bytes] | None = None,
    decoder: Callable[[], Decoder] | None = None,
    reader: Callable[[ScriptedSocket], Callable[[], Any]] | None = None,
    strategy: st.SearchStrategy[F] | None = None,
    ways: Collection[Way] = WAYS,
    ignore: Collection[str] = (),
    examples: int | None = None,
    seed: int | None = None,
    watch: Callable[[Any], object] | None = None,
) -> None:
    """Check other code for the same format against a declaration, and report the smallest difference field by field.

    Args:
        cls: the frame class.
        unpack: function that reads the bytes of one frame and returns a frame, a mapping, or an object that has the fields (see
            `differences`); it raises any exception for invalid bytes.
        pack: function that returns the bytes of a frame.
        decoder: function that returns a decoder of a stream, whose `feed(chunk)` returns the frames that are complete.
        reader: function that takes a connected socket and returns a function that reads the next frame from it. The latter raises
            TimeoutError or BlockingIOError if the socket does, and may then be called again; at the end of the stream it raises
            EOFError or returns None.
        strategy: the frames to try; `frames(cls)` by default. Use for example `frames(cls, version=st.just(1))` to exclude
            frames that the other code does not support.
        ways: the kinds of mutants that `unpack` must refuse (see `mutants`); () to skip this check.
        ignore: paths whose values are not compared (see `differences`).
        examples: number of frames to try; by default, the `max_examples` of the hypothesis profile.
        seed: seed that makes the run repeatable.
        watch: called with each frame that is tried.

    Raises:
        LawBroken: the results differ; the error has the smallest such frame, mutant or stream.
        TypeError: none of `unpack`, `pack`, `decoder` and `reader` is given.
        ValueError: a way is unknown, or a path in `ignore` does not begin with a field.

    >>> from framekit import Frame, i16, u8
    >>> class Reading(Frame):
    ...     sensor: u8
    ...     value: i16
    >>> def parse(data):
    ...     sensor, high, low = data
    ...     return {"sensor": sensor, "value": high << 8 | low}
    >>> check_against(Reading, unpack=parse, examples=100, seed=1)
    Traceback (most recent call last):
    framekit.testing.report.broken.LawBroken: Reading: parse returns a different frame
    <BLANKLINE>
      value: ours is -..., theirs is ...
    ...
    """
    if unpack is None and pack is None and decoder is None and reader is None:
        raise TypeError("expected at least one of unpack=, pack=, decoder= and reader=")
    require_ways(ways)
    names = [each.name for each in spec_of(cls).attributes]
    for path in ignore:
        if re.split(r"[.\[]", path)[0] not in names:
            raise ValueError(f"ignore={path!r}: {cls.__name__} has no such field; choose from {', '.join(names)}")
    effort = Effort(examples, seed, watch)
    made = frames(cls) if strategy is None else strategy
    if unpack is not None:
        hold(cls, "unpack", made, _reads(cls, unpack, ignore, effort), effort)
        if ways:
            hold(cls, "refusals", _mutants(made, ways), _refuses(cls, unpack), effort)
    if pack is not None:
        hold(cls, "pack", made, _writes(cls, pack, effort), effort)
    if decoder is not None:
        hold(cls, "decoder", _chunked(cls, made), _decodes(cls, decoder, ignore, effort), effort)
    if reader is not None:
        hold(cls, "reader", _interrupted(cls, made), _reads_on(cls, reader, ignore, effort), effort)


def _reads(cls: type[Frame], unpack: Callable[[bytes], Any], ignore: Collection[str], effort: Effort) -> Callable[[Frame], None]:
    name = name_of(unpack)

    def law(frame: Frame) -> None:
        effort.saw(frame)
        data = frame.pack()
        try:
            theirs = unpack(data)
        except Exception as error:
            raise LawBroken(cls, f"{name} refuses {frame!r}: {error!r}", data=data, paste=paste(data)) from error
        found = differences(frame, theirs, ignore=ignore)
        if found:
            marked = _places(frame, data, [each.path for each in found])
            reason = f"{name} returns a different frame"
            raise LawBroken(cls, reason, data=data, marked=marked, differences=found, paste=paste(data))

    def paste(data: bytes) -> str:
        needs = ["from framekit.testing import differences"]
        body = f"data = {hex_literal(data)}\nassert differences({cls.__name__}.unpack(data), {name}(data){_passed(ignore)}) == []"
        return pasted_test(cls, f"is read by {name}", body, needs=needs, uses=[unpack])

    return law


def _refuses(cls: type[Frame], unpack: Callable[[bytes], Any]) -> Callable[[Mutant | None], None]:
    name = name_of(unpack)

    def law(mutant: Mutant | None) -> None:
        if mutant is None:
            return
        try:
            theirs = unpack(mutant.data)
        except Exception:
            return
        body = f"unpack = {name}\nwith pytest.raises(Exception):\n    unpack({hex_literal(mutant.data)})"
        paste = pasted_test(cls, f"{mutant.way} is refused by {name}", body, needs=["import pytest"], uses=[unpack])
        where = f" at {mutant.path}" if mutant.path else ""
        reason = f"{name} accepts invalid bytes ({mutant.way}: {mutant.change}) and returns {theirs!r}"
        reason += f"; framekit raises {mutant.error.__name__}{where}"
        marked = differing(mutant.origin, mutant.data)
        raise LawBroken(cls, reason, data=mutant.data, good=mutant.origin, marked=marked, paste=paste)

    return law


def _writes(cls: type[F], pack: Callable[[F], bytes], effort: Effort) -> Callable[[F], None]:
    name = name_of(pack)

    def law(frame: F) -> None:
        effort.saw(frame)
        data = frame.pack()
        try:
            theirs = bytes(pack(frame))
        except Exception as error:
            raise LawBroken(cls, f"{name} refuses {frame!r}: {error!r}", data=data, paste=paste(data)) from error
        if theirs == data:
            return
        try:
            found = differences(frame, reader_of(cls, frame).unpack(theirs))
            reason = "different bytes" if found else "different bytes for the same frame"
        except FramekitError as error:
            found, reason = [], f"bytes that are refused: {error}"
        reason = f"{name} writes {reason}\n  ours   {data.hex(' ')}\n  theirs {theirs.hex(' ')}"
        raise LawBroken(cls, reason, data=data, marked=differing(data, theirs), differences=found, paste=paste(data))

    def paste(data: bytes) -> str:
        body = f"data = {hex_literal(data)}\nassert {name}({cls.__name__}.unpack(data)) == data"
        return pasted_test(cls, f"is written by {name}", body, uses=[pack])

    return law


def _decodes(cls: type[Frame], make: Callable[[], Decoder], ignore: Collection[str], effort: Effort) -> Callable[[Any], None]:
    name = name_of(make)

    def law(case: tuple[Sent[Frame], list[bytes]]) -> None:
        sent, pieces = case
        for frame in sent.frames:
            effort.saw(frame)
        body = DECODING.format(name=name, chunks=_listed(pieces)) + _comparing(cls, sent, ignore)
        needs = ["from framekit.testing import differences"]
        paste = pasted_test(cls, f"comes out of {name}", body, needs=needs, uses=[make])
        lengths = ", ".join(str(len(piece)) for piece in pieces)
        split = f"with chunks of lengths {lengths}" if lengths else "without any chunk"
        try:
            decoder = make()
            theirs = [frame for piece in pieces for frame in decoder.feed(piece)]
        except Exception as error:
            reason = f"{split}, {name} refuses a stream: {error!r}"
            raise LawBroken(cls, reason, data=sent.data, paste=paste) from error
        _compare_all(cls, sent, theirs, ignore, f"{split}, {name}", paste)

    return law


def _reads_on(
    cls: type[Frame], make: Callable[[ScriptedSocket], Callable[[], Any]], ignore: Collection[str], effort: Effort
) -> Callable[[Any], None]:
    name = name_of(make)

    def law(case: tuple[Sent[Frame], list[Any]]) -> None:
        sent, steps = case
        for frame in sent.frames:
            effort.saw(frame)
        interruptions = sum(not isinstance(step, bytes) for step in steps)
        most = len(sent.frames) + interruptions + 1
        body = READING.format(steps=_listed(steps), name=name, most=most) + _comparing(cls, sent, ignore)
        needs = ["from framekit.testing import END, TIMEOUT, WOULD_BLOCK, ScriptedSocket, differences"]
        paste = pasted_test(cls, f"is read by {name}", body, needs=needs, uses=[make])
        theirs: list[Any] = []
        with ScriptedSocket(*steps) as sock:
            read: Callable[[], Any] | None = None
            for _ in range(most):
                try:
                    read = make(sock) if read is None else read
                    frame = read()
                except (TimeoutError, BlockingIOError):
                    continue
                except EOFError:
                    break
                except Exception as error:
                    reason = f"with a socket that follows the script {steps!r}, {name} raises {error!r}"
                    raise LawBroken(cls, reason, data=sent.data, paste=paste) from error
                if frame is None:
                    break
                theirs.append(frame)
        _compare_all(cls, sent, theirs, ignore, f"with a socket that follows the script {steps!r}, {name}", paste)

    return law


def _passed(ignore: Collection[str]) -> str:
    return f", ignore={sorted(ignore)!r}" if ignore else ""


def _listed(steps: Iterable[Any]) -> str:
    """Return lines of source, one for each chunk or step."""
    return "".join(f"    {hex_literal(step) if isinstance(step, bytes) else repr(step)},\n" for step in steps)


def _comparing(cls: type[Frame], sent: Sent[Frame], ignore: Collection[str]) -> str:
    wires = _listed(frame.pack() for frame in sent.frames)
    return COMPARING.format(wires=wires, frame=cls.__name__, passed=_passed(ignore))


def _compare_all(cls: type[Frame], sent: Sent[Frame], theirs: list[Any], ignore: Collection[str], what: str, paste: str) -> None:
    if len(theirs) != len(sent.frames):
        reason = f"{what} returns the wrong number of frames, {len(theirs)} instead of {len(sent.frames)}: {theirs!r}"
        raise LawBroken(cls, reason, data=sent.data, paste=paste)
    for index, (frame, other) in enumerate(zip(sent.frames, theirs, strict=True)):
        found = differences(frame, other, ignore=ignore)
        if found:
            reason = f"{what} returns a different frame at index {index}"
            raise LawBroken(cls, reason, data=frame.pack(), differences=found, paste=paste)


def _places(frame: Frame, data: bytes, paths: Collection[str]) -> list[int]:
    """Return the offsets of the bytes of some fields."""
    cls = type(frame)
    spans = [
        span
        for span in trace(cls, data, given=given_of(spec_of(cls), frame)).spans
        if any(span.path.startswith(path) for path in paths)
    ]
    return [at for span in spans for at in range(span.start, span.end)]


def _mutants(made: st.SearchStrategy[Any], ways: Collection[Way]) -> st.SearchStrategy[Mutant | None]:
    @st.composite
    def mutants(draw: st.DrawFn) -> Mutant | None:
        return draw_mutant(draw, draw(made), ways)

    return mutants()


def _chunked(cls: type[F], made: st.SearchStrategy[F]) -> st.SearchStrategy[tuple[Sent[F], list[bytes]]]:
    @st.composite
    def chunked(draw: st.DrawFn) -> tuple[Sent[F], list[bytes]]:
        sent = draw(streams(cls, strategy=made))
        return sent, draw(chunks(sent.data))

    return chunked()


def _interrupted(cls: type[F], made: st.SearchStrategy[F]) -> st.SearchStrategy[tuple[Sent[F], list[Any]]]:
    @st.composite
    def interrupted(draw: st.DrawFn) -> tuple[Sent[F], list[Any]]:
        sent = draw(streams(cls, strategy=made))
        steps: list[Any] = []
        for piece in draw(chunks(sent.data)):
            steps += [*draw(st.lists(st.sampled_from([TIMEOUT, WOULD_BLOCK]), max_size=1)), piece]
        return sent, [*steps, END]

    return interrupted()
