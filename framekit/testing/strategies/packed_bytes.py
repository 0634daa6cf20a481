"""Strategies for bytes: frames packed as streams and datagrams, and bytes split into chunks."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from hypothesis import strategies as st

from framekit.declare.frame import Frame
from framekit.decoder import FrameDecoder
from framekit.framing.base import Framing
from framekit.testing.strategies import frames
from framekit.testing.strategies.limits import rarely

F = TypeVar("F", bound=Frame)

LARGEST_DATAGRAM = 65_507
"""Maximum payload of a UDP datagram over IPv4: 65,535 bytes less the headers of IP (20) and UDP (8), RFC 768 and RFC 791."""

MOST_FRAMES = 5
EVERY_BYTE = 64
"""Maximum length of data that is occasionally split into single bytes."""


class Sent(NamedTuple, Generic[F]):
    """Frames and their bytes on the wire.

    Attributes:
        frames: the frames, in the order of the wire.
        data: the bytes of all frames.
    """

    frames: list[F]
    data: bytes


def streams(
    cls: type[F],
    /,
    *,
    framing: Framing | None = None,
    strategy: st.SearchStrategy[F] | None = None,
    min_frames: int = 0,
    max_frames: int = MOST_FRAMES,
) -> st.SearchStrategy[Sent[F]]:
    """Return a strategy for frames with the bytes of a stream of them.

    Args:
        cls: the frame class.
        framing: the framing of each frame; required if the frame is not self-delimiting.
        strategy: the frames; `frames(cls)` by default.
        min_frames: the minimum number of frames.
        max_frames: the maximum number of frames.

    Raises:
        SpecError: the frame is not self-delimiting, and no framing is given.

    >>> from framekit import Frame, text, u8
    >>> from hypothesis import find
    >>> class Word(Frame):
    ...     word: str = text(prefix=u8)
    >>> find(streams(Word), lambda sent: len(sent.frames) > 1)
    Sent(frames=[Word(word=''), Word(word='')], data=b'\\x00\\x00')
    """
    FrameDecoder(cls, framing=framing)  # raises an error if the frame cannot be in a stream

    def sent(made: list[F]) -> Sent[F]:
        wires = [frame.pack() for frame in made]
        return Sent(made, b"".join(wires if framing is None else map(framing.encode, wires)))

    made = frames(cls) if strategy is None else strategy
    return st.lists(made, min_size=min_frames, max_size=max_frames).map(sent)


def chunks(data: bytes, /, *, max_chunks: int = 10) -> st.SearchStrategy[list[bytes]]:
    """Return a strategy for splitting bytes into non-empty chunks; it shrinks to one chunk.

    Args:
        data: the bytes to split.
        max_chunks: the maximum number of chunks; up to 64 bytes are occasionally split into single bytes regardless.

    >>> from hypothesis import find
    >>> find(chunks(b"abcdef"), lambda pieces: len(pieces) > 1)
    [b'a', b'bcdef']
    """
    if len(data) < 2:
        return st.just([data] if data else [])

    def cut(places: set[int]) -> list[bytes]:
        places_in_order = sorted(places)
        return [data[start:end] for start, end in zip([0, *places_in_order], [*places_in_order, len(data)], strict=True)]

    cuts = st.sets(st.integers(1, len(data) - 1), max_size=max_chunks - 1).map(cut)
    single = [data[at : at + 1] for at in range(len(data))]
    return rarely(cuts, st.just(single)) if len(data) <= EVERY_BYTE else cuts


def datagrams(cls: type[F], /, *, min_frames: int = 1, max_frames: int = 1) -> st.SearchStrategy[Sent[F]]:
    """Return a strategy for frames with the bytes of a datagram of them, small enough for UDP.

    Args:
        cls: the frame class.
        min_frames: the minimum number of frames in a datagram.
        max_frames: the maximum number of frames; more than one requires a self-delimiting frame.

    Raises:
        SpecError: `max_frames` is more than 1, and the frame is not self-delimiting.
    """
    if max_frames > 1:
        return streams(cls, min_frames=min_frames, max_frames=max_frames).filter(lambda sent: len(sent.data) <= LARGEST_DATAGRAM)
    made = st.lists(frames(cls), min_size=min_frames, max_size=max_frames)
    return made.map(lambda found: Sent(found, b"".join(each.pack() for each in found))).filter(
        lambda sent: len(sent.data) <= LARGEST_DATAGRAM
    )
