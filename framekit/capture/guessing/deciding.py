"""Choosing one of several protocols for a conversation: by its ports, then by which protocol's first frames decode.

Strategy: each protocol decodes the events so far, up to the first error, as it would if the protocol were known. A protocol is
chosen if the port is one of its usual ports and its frames decode. Without a usual port, at least two frames with evidence must
decode. The weight of that is measured too: the protocol also gets the same number of random bytes, and if it would accept those,
there is no evidence.

Rules: each guess states its grounds. A protocol that was refuted is not tried again.
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
"""The number of frames with evidence that a guess without a usual port requires."""
TRIES = 16
"""The number of tries with random bytes."""

E = TypeVar("E")
E_contra = TypeVar("E_contra", contravariant=True)


class Decodes(Interface[E_contra]):
    """A decoder of a conversation: StreamFrames for the events of streams, DatagramFrames for datagrams."""

    def take(self, side: int, event: E_contra, /) -> Iterator[Found]:
        """Yield what is found with an event of a side."""


@dataclass(frozen=True)
class Candidates(Generic[E]):
    """The protocols that conversations may have.

    Attributes:
        protocols: the protocols, in order of preference if nothing else decides.
        attempt: returns a decoder for a protocol, given the sides whose beginning was not captured. It reports the first error.
        randomised: returns the same event with random bytes instead of its own.
    """

    protocols: Sequence[Protocol]
    attempt: Callable[[Connection, Protocol, frozenset[int]], Decodes[E]]
    randomised: Callable[[E, random.Random], E]


@dataclass(frozen=True)
class Guess:
    """A guess of the protocol of a conversation.

    Attributes:
        protocol: the protocol, or None if none fits.
        reason: the grounds of the guess, in words.
    """

    protocol: Protocol | None
    reason: str


@dataclass(frozen=True)
class Fit:
    """How the first bytes of a conversation fit a protocol.

    Attributes:
        frames: the number of frames that decode.
        telling: the number of these frames that show evidence.
        error: why the bytes are not of the protocol, or "".
    """

    frames: int
    telling: int = 0
    error: str = ""

    @property
    def is_good(self) -> bool:
        """True if frames decode without an error between them."""
        return bool(self.frames) and not self.error


class Choice(Generic[E]):
    """The choice of a protocol for one conversation.

    Args:
        candidates: the protocols.
        connection: the conversation, for its transport and ports.
    """

    def __init__(self, candidates: Candidates[E], connection: Connection) -> None:
        self._candidates = candidates
        self._connection = connection
        self._refuted: dict[int, Fit] = {}  # by the index of the protocol

    def make(
        self, events: Sequence[tuple[int, E]], joined: frozenset[int], *, has_both_sides: bool, is_last: bool
    ) -> Guess | None:
        """Guess the protocol of the conversation; None if more of it should be seen first.

        Args:
            events: the events so far, each with its side.
            joined: the sides whose beginning was not captured.
            has_both_sides: whether both sides have sent bytes.
            is_last: whether no more events will follow before the decision.
        """
        protocols = self._candidates.protocols
        usual = self._by_port()
        fits = {
            index: self._fit(index, events, joined)
            for index, each in enumerate(protocols)
            if index in usual or self._is_possible(each)
        }
        # If a side was joined in the middle, frames were searched for, and some protocols find frames in any bytes.
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
        """Return the protocols of which the conversation has a usual port, with the port; those of the server's port first.

        If it is certain which end is the client, the client's port means nothing: it is an arbitrary free one.
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
        """True if the protocol may be over this transport: one that names transports is tried over those only."""
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
        """Return the guess that the evidence alone allows, or None."""
        noise = {index: self._accepted_at_random(index, events, joined) for index in good}
        founded = sorted(
            (index for index in good if noise[index] < TRIES // 2), key=lambda each: (noise[each], -fits[each].frames)
        )
        if not founded:
            return None
        best, *others = founded
        protocols = self._candidates.protocols
        also = [protocols[each].name for each in others if noise[each] == noise[best] and fits[each].frames == fits[best].frames]
        doubt = f"; also possible: {', '.join(also)}" if also else ""
        return Guess(protocols[best], f"{_decode(fits[best].frames)}{doubt}")

    def _is_noise(self, index: int, events: Sequence[tuple[int, E]], joined: frozenset[int]) -> bool:
        """True if the protocol would accept random bytes as well."""
        return self._accepted_at_random(index, events, joined) >= TRIES // 2

    def _accepted_at_random(self, index: int, events: Sequence[tuple[int, E]], joined: frozenset[int]) -> int:
        """Return how many of `TRIES` random conversations of the same length would also fit the protocol."""
        source = random.Random(0)  # noqa: S311  # the same guess each time
        change = self._candidates.randomised
        made = ([(side, change(event, source)) for side, event in events] for _ in range(TRIES))
        return sum(self._attempt(index, each, joined).is_good for each in made)


def _fit_of(found: Iterable[Found], joined: frozenset[int]) -> Fit:
    """Return how well the items fit, up to the first error.

    Bytes skipped to find the first frame of a joined side, or the first one after a gap, are not an error, and neither is a frame
    that a gap cuts off.
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
