"""Which of several protocols a conversation is of: by its ports, then by whose first frames decode.

Strategy: each protocol decodes what has come so far, up to the first error, as it would if the protocol were known. A protocol
whose usual port it is, and whose frames decode, is taken. Without a usual port, two frames must decode that show evidence. How
much that says is measured too: as many random bytes are given to the same protocol, and one that would accept those has no
evidence.

Rules: each guess says what it is founded on. A protocol that was refuted is not tried again.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from typing import Protocol as Interface

from framekit.capture.found import Direction, Found
from framekit.capture.guessing.evidence import is_telling
from framekit.capture.tcp.connections import Connection
from framekit.errors import TruncatedFrame
from framekit.protocol.protocol import Protocol

ENOUGH = 2
"""Frames with evidence that a guess without a usual port needs."""
TRIES = 16
"""How often bytes made at random are tried."""

E = TypeVar("E")
E_contra = TypeVar("E_contra", contravariant=True)


class Decodes(Interface[E_contra]):
    """What decodes a conversation: StreamFrames for the events of streams, DatagramFrames for datagrams."""

    def take(self, side: int, event: E_contra, /) -> Iterator[Found]:
        """What is found with an event of a side."""


@dataclass(frozen=True)
class Candidates(Generic[E]):
    """The protocols that conversations may be of.

    Attributes:
        protocols: in the order of preference, if nothing else decides.
        attempt: gives a decoder for a protocol and the sides that do not begin at their beginning. It reports the first error.
        randomised: the same event with random bytes in place of its own.
    """

    protocols: Sequence[Protocol]
    attempt: Callable[[Connection, Protocol, frozenset[int]], Decodes[E]]
    randomised: Callable[[E, random.Random], E]


@dataclass(frozen=True)
class Guess:
    """What a conversation is taken for.

    Attributes:
        protocol: the protocol, or None if none fits.
        reason: what that is founded on, in words.
    """

    protocol: Protocol | None
    reason: str


@dataclass(frozen=True)
class Fit:
    """How the first bytes of a conversation fit a protocol.

    Attributes:
        frames: how many frames decode.
        telling: how many of them show evidence.
        error: why the bytes are not of the protocol, or "".
    """

    frames: int
    telling: int = 0
    error: str = ""

    @property
    def is_good(self) -> bool:
        """Frames decode, and no error comes between."""
        return bool(self.frames) and not self.error


class Choice(Generic[E]):
    """Chooses the protocol of one conversation.

    Args:
        candidates: the protocols.
        connection: for transport and ports.
    """

    def __init__(self, candidates: Candidates[E], connection: Connection) -> None:
        self._candidates = candidates
        self._connection = connection
        self._refuted: dict[int, Fit] = {}  # by the place of the protocol

    def make(
        self, events: Sequence[tuple[int, E]], joined: frozenset[int], *, has_both_sides: bool, is_last: bool
    ) -> Guess | None:
        """What the conversation is taken for; None if more of it should be seen first.

        Args:
            events: what has come so far, each with its side.
            joined: the sides that do not begin at their beginning.
            has_both_sides: both have sent bytes.
            is_last: there will not be more to see.
        """
        protocols = self._candidates.protocols
        usual = self._by_port()
        fits = {
            index: self._fit(index, events, joined)
            for index, each in enumerate(protocols)
            if index in usual or self._is_possible(each)
        }
        # In a side that was joined, frames were searched for, and some protocols have frames in any bytes.
        by_port = [index for index in usual if fits[index].is_good and not (joined and self._is_noise(index, events, joined))]
        if by_port:
            best = max(by_port, key=lambda index: fits[index].frames)
            return Guess(protocols[best], f"port {usual[best]}, and {_decode(fits[best].frames)}")
        waits = [index for index in usual if not fits[index].error]
        good = [index for index in fits if fits[index].is_good and fits[index].telling >= ENOUGH]
        if not is_last and (waits or not good or not has_both_sides):
            return None
        founded = self._founded(good, fits, events, joined)
        if founded is not None:
            return founded
        server, client = self._connection.server[1], self._connection.client[1]
        alone = next((index for index in usual if usual[index] == server), None)
        if alone is not None and (self._connection.is_certain or server <= client):
            error = fits[alone].error
            return Guess(protocols[alone], f"port {server} alone{f'; its first bytes do not decode: {error}' if error else ''}")
        return Guess(None, f"none of {len(protocols)} protocols decodes its first bytes")

    def _by_port(self) -> dict[int, int]:
        """The protocols that the conversation has a usual port of, with the port; those of the server's port first.

        If it is certain which end is the client, its port says nothing: it is any that was free.
        """
        connection = self._connection
        ports = (connection.server[1],) if connection.is_certain else (connection.server[1], connection.client[1])
        found: dict[int, int] = {}
        for port in ports:
            for index, each in enumerate(self._candidates.protocols):
                if port in each.ports.get(connection.transport, ()):
                    found.setdefault(index, port)
        return found

    def _is_possible(self, protocol: Protocol) -> bool:
        """A protocol that names transports is tried over those only."""
        transport = self._connection.transport
        return transport == "text" or transport in protocol.ports or not protocol.ports

    def _fit(self, index: int, events: Sequence[tuple[int, E]], joined: frozenset[int]) -> Fit:
        refuted = self._refuted.get(index)
        if refuted is not None:
            return refuted
        found = self._attempt(index, events, joined)
        if found.error:
            self._refuted[index] = found
        return found

    def _attempt(self, index: int, events: Sequence[tuple[int, E]], joined: frozenset[int]) -> Fit:
        decoder = self._candidates.attempt(self._connection, self._candidates.protocols[index], joined)
        return _fit_of((each for side, event in events for each in decoder.take(side, event)), joined)

    def _founded(
        self, good: list[int], fits: dict[int, Fit], events: Sequence[tuple[int, E]], joined: frozenset[int]
    ) -> Guess | None:
        """The guess that the evidence alone allows, or None."""
        noise = {index: self._accepted_at_random(index, events, joined) for index in good}
        founded = sorted(
            (index for index in good if noise[index] < TRIES // 2), key=lambda each: (noise[each], -fits[each].frames)
        )
        if not founded:
            return None
        best, *others = founded
        protocols = self._candidates.protocols
        also = [protocols[each].name for each in others if noise[each] == noise[best] and fits[each].frames == fits[best].frames]
        doubt = f"; as those of {', '.join(also)} would" if also else ""
        return Guess(protocols[best], f"{_decode(fits[best].frames)}{doubt}")

    def _is_noise(self, index: int, events: Sequence[tuple[int, E]], joined: frozenset[int]) -> bool:
        """The protocol would accept random bytes as well."""
        return self._accepted_at_random(index, events, joined) >= TRIES // 2

    def _accepted_at_random(self, index: int, events: Sequence[tuple[int, E]], joined: frozenset[int]) -> int:
        """Of `TRIES` conversations of random bytes, as long as this one: how many would fit the protocol as well."""
        source = random.Random(0)  # noqa: S311  # the same guess each time
        change = self._candidates.randomised
        made = ([(side, change(event, source)) for side, event in events] for _ in range(TRIES))
        return sum(self._attempt(index, each, joined).is_good for each in made)


def _fit_of(found: Iterable[Found], joined: frozenset[int]) -> Fit:
    """What was found, up to the first error.

    Bytes that are skipped to find the first frame of a side that was joined, or after a gap, are no error; nor is a frame that a
    gap has cut.
    """
    frames = telling = 0
    searches: dict[Direction, bool] = {"client": 0 in joined, "server": 1 in joined, "": False}
    cut = ""
    for each in found:
        if cut and each.kind != "gap":
            break
        cut = ""
        if each.frame is not None:
            frames += 1
            telling += is_telling(each.frame)
            searches[each.direction] = False
        elif each.kind == "gap":
            searches[each.direction] = True
        elif each.kind == "skipped" and isinstance(each.error, TruncatedFrame):
            cut = each.reason
        elif each.kind == "error" or (each.kind == "skipped" and not searches[each.direction]):
            return Fit(frames, telling, each.reason)
    return Fit(frames, telling, cut)


def _decode(frames: int) -> str:
    return f"its first {frames} frames decode" if frames > 1 else "its first frame decodes"
