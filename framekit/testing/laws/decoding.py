"""What a decoder gives, in a form that can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from framekit.declare.convert import asdict
from framekit.decoder import FrameDecoder, Skipped
from framekit.errors import EndOfStream, FramekitError


def events(decoder: FrameDecoder[Any], chunks: Iterable[bytes], *, ended: bool = True) -> list[Any]:
    """What a decoder gives for bytes that come in these chunks: frames, skips and errors, each with where it left the decoder."""
    seen: list[Any] = []
    for chunk in chunks:
        decoder.receive_data(chunk)
        if not drain(decoder, seen):
            return seen
    if ended:
        decoder.receive_eof()
        drain(decoder, seen)
    return seen


def drain(decoder: FrameDecoder[Any], seen: list[Any]) -> bool:
    """Take what a decoder has; False where it has come to its end."""
    last: FramekitError | None = None
    while True:
        try:
            item = decoder.next_frame()
        except FramekitError as error:
            if error is last:  # it is raised ever again
                return False
            seen.append(described(error, decoder.offset))
            if isinstance(error, EndOfStream):
                return False
            last = error
            continue
        if not item:
            return True
        seen.append(described(item, decoder.offset))


def described(item: Any, offset: int) -> Any:
    """An event in a form that can be compared; frames by what they show, since a not-a-number equals nothing."""
    if isinstance(item, FramekitError):
        return type(item), item.path, item.offset, item.reason, offset
    return (item, type(item.error), offset) if isinstance(item, Skipped) else (shown(item), offset)


def shown(frame: Any) -> str:
    """A frame in words, whole: `repr` cuts what is long, and does not show what a view of a buffer holds."""
    return f"{type(frame).__name__} {asdict(frame, mode='json')!r}"
