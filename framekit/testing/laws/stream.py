"""Laws 3, 6 and 7: chunk boundaries do not affect a stream, no byte is lost, and reading continues after an interruption."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.declare.scalars import u32
from framekit.decoder import FrameDecoder, Skipped
from framekit.decoder.limits import MAX_FRAME_SIZE
from framekit.errors import EndOfStream, FramekitError
from framekit.framing.base import Framing
from framekit.framing.length import LengthPrefix
from framekit.net.blocking import FrameStream
from framekit.spec.sizes import frame_minimum_size, is_self_delimiting
from framekit.testing.laws.corruption import corrupted
from framekit.testing.laws.decoding import drain, events
from framekit.testing.laws.running import Effort, hold
from framekit.testing.report.broken import LawBroken
from framekit.testing.report.difference import differences
from framekit.testing.report.paste import hex_literal, pasted_test
from framekit.testing.scripted import END, TIMEOUT, WOULD_BLOCK, ScriptedSocket
from framekit.testing.strategies.packed_bytes import Sent, chunks, streams
from framekit.testing.strategies.reading import readers

MODES: tuple[dict[str, Any], ...] = (
    {},
    {"on_error": "skip"},
    {"resync": True},
    {"max_frame_size": 24, "resync": True, "max_skip": 9},
)

SEARCHED = 1 << 12
"""Maximum length of a damaged stream in bytes; limited because a search for frames may examine every byte."""


def check_stream(
    cls: type[Frame],
    /,
    *,
    framing: Framing | None = None,
    examples: int | None = None,
    seed: int | None = None,
    watch: Callable[[Any], object] | None = None,
) -> None:
    """Check laws 3, 6 and 7: any chunks give the same frames, errors and offsets; no byte is lost or counted twice.

    A FrameDecoder decodes streams of good and of corrupted frames, whole and in chunks; a FrameStream reads them from a socket
    that times out or would block between chunks.

    Args:
        cls: the frame class.
        framing: the framing of each frame. By default, a frame that is not self-delimiting is given a length prefix.
        examples: number of streams to try; by default, the `max_examples` of the hypothesis profile.
        seed: seed that makes the run repeatable.
        watch: called with each frame that is tried.

    Raises:
        LawBroken: a law does not hold; the error has the smallest such stream.
    """
    effort = Effort(examples, seed, watch)
    if framing is None and not _can_be_streamed(cls):
        framing = LengthPrefix(u32)

    @st.composite
    def cases(draw: st.DrawFn) -> tuple[type[Frame], Sent[Frame], list[bytes], list[bytes], dict[str, Any], list[Any]]:
        reader = draw(readers(cls))
        sent = draw(streams(reader, framing=framing))
        good = draw(chunks(sent.data))
        bad = draw(chunks(draw(corrupted(sent.data[:SEARCHED]))))
        pauses = draw(st.lists(st.sampled_from([None, TIMEOUT, WOULD_BLOCK]), min_size=len(good) + 1, max_size=len(good) + 1))
        return reader, sent, good, bad, draw(st.sampled_from(MODES)), pauses

    def law(case: tuple[type[Frame], Sent[Frame], list[bytes], list[bytes], dict[str, Any], list[Any]]) -> None:
        reader, sent, good, bad, mode, pauses = case
        for frame in sent.frames:
            effort.saw(frame)
        _require_frames(reader, framing, sent, good)
        _require_same(reader, framing, bad, mode)
        _require_nothing_lost(reader, framing, sent, bad)
        _require_read_on(reader, framing, sent, good, pauses)

    hold(cls, "stream", cases(), law, effort)


def _can_be_streamed(cls: type[Frame]) -> bool:
    spec = spec_of(cls)
    return is_self_delimiting(spec) and frame_minimum_size(spec) > 0


def _limit(sent: Sent[Frame]) -> int:
    """Return a `max_frame_size` that admits all frames of a stream."""
    return max(MAX_FRAME_SIZE, len(sent.data))


def _require_frames(cls: type[Frame], framing: Framing | None, sent: Sent[Frame], pieces: list[bytes]) -> None:
    decoder: Any = FrameDecoder(cls, framing=framing, max_frame_size=_limit(sent))
    found = [frame for piece in pieces for frame in decoder.feed(piece)]
    if differences(sent.frames, found) or decoder.trailing_data:
        reason = f"expected {sent.frames!r} from {len(pieces)} chunks, got {found!r} and trailing data {decoder.trailing_data!r}"
        lines = ",\n".join(f"    {hex_literal(piece)}" for piece in pieces)
        limit = f", max_frame_size={_limit(sent)}" if _limit(sent) != MAX_FRAME_SIZE else ""
        body = f"decoder = FrameDecoder({cls.__name__}{limit})\nchunks = [\n{lines},\n]\n"
        body += f"assert sum(len(decoder.feed(chunk)) for chunk in chunks) == {len(sent.frames)}"
        paste = pasted_test(cls, "comes out of chunks", body, needs=["from framekit import FrameDecoder"])
        raise LawBroken(cls, reason, data=sent.data, paste=paste if framing is None else "")


def _require_same(cls: type[Frame], framing: Framing | None, pieces: list[bytes], mode: dict[str, Any]) -> None:
    data = b"".join(pieces)
    mode = {"max_frame_size": len(data), **mode} if len(data) > MAX_FRAME_SIZE else mode
    whole = events(FrameDecoder(cls, framing=framing, **mode), [data])
    chunked = events(FrameDecoder(cls, framing=framing, **mode), pieces)
    if whole != chunked:
        sizes = ", ".join(str(len(piece)) for piece in pieces)
        reason = f"with {mode or 'no options'}, chunks of lengths {sizes} give\n  {chunked}\nbut a single chunk gives\n  {whole}"
        lines = "".join(f"    {hex_literal(piece)},\n" for piece in pieces)
        body = f"chunks = [\n{lines}]\nwhole, chunked = (FrameDecoder({cls.__name__}, **{mode!r}) for _ in range(2))\n"
        body += "assert [each for chunk in chunks for each in chunked.feed(chunk)] == whole.feed(b''.join(chunks))"
        paste = pasted_test(cls, "is the same in chunks", body, needs=["from framekit import FrameDecoder"])
        raise LawBroken(cls, reason, data=data, paste=paste if framing is None else "")


def _require_nothing_lost(cls: type[Frame], framing: Framing | None, sent: Sent[Frame], pieces: list[bytes]) -> None:
    """Require that frames, skipped bytes and trailing data make up the input, as far as the decoder has read it."""
    decoder: Any = FrameDecoder(cls, framing=framing, on_error="skip", max_frame_size=_limit(sent))
    seen: list[Any] = []
    for piece in pieces:
        decoder.receive_data(piece)
        if not drain(decoder, seen):
            break
    data = b"".join(pieces)
    rest = bytes(decoder.trailing_data)
    if data[decoder.offset : decoder.offset + len(rest)] != rest:
        reason = f"trailing_data at offset {decoder.offset} is {rest.hex(' ')!r}, which differs from the input"
        raise LawBroken(cls, reason, data=data)
    at = 0
    for event, *_, offset in seen:
        if isinstance(event, Skipped) and (event.offset < at or data[event.offset :][: len(event.data)] != event.data):
            reason = f"the bytes skipped at offset {event.offset}, {event.data!r}, differ from the input or were counted before"
            raise LawBroken(cls, reason, data=data)
        if offset <= at and not (isinstance(event, type) and issubclass(event, FramekitError)):
            raise LawBroken(cls, f"{event!r} does not advance the decoder from offset {at}", data=data)
        at = offset


def _require_read_on(
    cls: type[Frame], framing: Framing | None, sent: Sent[Frame], pieces: list[bytes], pauses: list[Any]
) -> None:
    steps: list[Any] = [
        step for piece, pause in zip([*pieces, END], pauses, strict=True) for step in (pause, piece) if step is not None
    ]
    found: list[Any] = []
    with ScriptedSocket(*steps) as sock, FrameStream(sock, cls, framing=framing, max_frame_size=_limit(sent)) as stream:
        while True:
            try:
                found.append(stream.read())
            except (TimeoutError, BlockingIOError):
                continue
            except EndOfStream:
                break
            except FramekitError as error:
                found.append(error)
                break
    if differences(sent.frames, found):
        reason = f"expected {sent.frames!r} from a socket that follows the script {steps!r}, got {found!r}"
        raise LawBroken(cls, reason, data=sent.data)
