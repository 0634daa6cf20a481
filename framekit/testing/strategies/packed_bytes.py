"""Strategies of bytes: frames with their bytes, as streams, as datagrams, and in chunks."""

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
"""Bytes of data that a UDP datagram over IPv4 can have: 65,535 less the headers of IP (20) and UDP (8), RFC 768 and RFC 791."""

MOST_FRAMES = 5
EVERY_BYTE = 64
"""So many bytes are sometimes cut into single ones."""


class Sent(NamedTuple, Generic[F]):
    """Frames, and the bytes that they are on the wire.

    Attributes:
        frames: in the order of the wire.
        data: all their bytes.
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
    """Frames with the bytes of a stream of them.

    Args:
        cls: the class.
        framing: what stands around each frame, where it does not show its own end.
        strategy: the frames; `frames(cls)` if left out.
        min_frames: the fewest frames.
        max_frames: the most.

    Raises:
        SpecError: the frame does not show its own end, and there is no framing.

    >>> from framekit import Frame, text, u8
    >>> from hypothesis import find
    >>> class Word(Frame):
    ...     word: str = text(prefix=u8)
    >>> find(streams(Word), lambda sent: len(sent.frames) > 1)
    Sent(frames=[Word(word=''), Word(word='')], data=b'\\x00\\x00')
    """
    FrameDecoder(cls, framing=framing)  # raises for what cannot be in a stream

    def sent(made: list[F]) -> Sent[F]:
        wires = [frame.pack() for frame in made]
        return Sent(made, b"".join(wires if framing is None else map(framing.encode, wires)))

    made = frames(cls) if strategy is None else strategy
    return st.lists(made, min_size=min_frames, max_size=max_frames).map(sent)


def chunks(data: bytes, /, *, max_chunks: int = 10) -> st.SearchStrategy[list[bytes]]:
    """The ways to cut bytes into chunks, none of which is empty; it shrinks to one chunk.

    Args:
        data: what is cut.
        max_chunks: the most chunks; of up to 64 bytes, each is sometimes a chunk of its own.

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
    """Frames with the bytes of a datagram of them, which a UDP socket would take.

    Args:
        cls: the class.
        min_frames: the fewest frames in a datagram.
        max_frames: the most; more than one needs a frame that shows its own end.

    Raises:
        SpecError: several frames are asked for, and the frame does not show its own end.
    """
    if max_frames > 1:
        return streams(cls, min_frames=min_frames, max_frames=max_frames).filter(lambda sent: len(sent.data) <= LARGEST_DATAGRAM)
    made = st.lists(frames(cls), min_size=min_frames, max_size=max_frames)
    return made.map(lambda found: Sent(found, b"".join(each.pack() for each in found))).filter(
        lambda sent: len(sent.data) <= LARGEST_DATAGRAM
    )
