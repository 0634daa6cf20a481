"""The output of a decoder, in a form that can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from framekit.declare.convert import asdict
from framekit.decoder import FrameDecoder, Skipped
from framekit.errors import EndOfStream, FramekitError


def events(decoder: FrameDecoder[Any], chunks: Iterable[bytes], *, ended: bool = True) -> list[Any]:
    """Return the frames, skips and errors that a decoder yields for chunks of bytes, each with the decoder's offset after it."""
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
    """Take all events that a decoder has ready; return False if the decoder has ended."""
    last: FramekitError | None = None
    while True:
        try:
            item = decoder.next_frame()
        except FramekitError as error:
            if error is last:  # a permanent error, which each call raises again
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
    """Return an event in a form that can be compared; frames as text, because a not-a-number does not equal itself."""
    if isinstance(item, FramekitError):
        return type(item), item.path, item.offset, item.reason, offset
    return (item, type(item.error), offset) if isinstance(item, Skipped) else (shown(item), offset)


def shown(frame: Any) -> str:
    """Return a frame as complete text; `repr` shortens long values, and does not show the content of a memoryview."""
    return f"{type(frame).__name__} {asdict(frame, mode='json')!r}"
