"""The frames of datagrams, each of which carries one frame or several.

Rules: only the session is carried over from one datagram to the next. Bytes that are not a frame are returned in full, with the
reason. Of the options of a decoder, only `given` applies; the others concern streams.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from framekit.capture.found import Found, Kind
from framekit.capture.network.carried import Datagram
from framekit.capture.streams import DIRECTIONS
from framekit.capture.tcp.connections import Connection
from framekit.declare.frame import Frame
from framekit.declare.giving import bound
from framekit.declare.introspect import measure
from framekit.errors import FramekitError, UnpackError
from framekit.protocol.session import Session
from framekit.protocol.stepping import Sends, Stepping


class DatagramFrames:
    """A decoder of the datagrams between two endpoints.

    Args:
        connection: the connection to set in the results.
        client: what the client sends.
        server: what the server sends.
        many: whether a datagram may carry several frames.
        given: the values of the `given()` fields, unless the protocol's function gives others.
    """

    def __init__(
        self,
        connection: Connection,
        client: Sends,
        server: Sends,
        *,
        many: bool = False,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        self._connection = connection
        self._session = Session()
        self._sides = (Stepping(client, self._session), Stepping(server, self._session))
        self._many = many
        self._given: Mapping[str, Any] = given or {}
        self._last: tuple[type[Frame], Mapping[str, Any], type[Frame]] = (Frame, self._given, Frame)

    def take(self, side: int, datagram: Datagram) -> Iterator[Found]:
        """Yield the frames of a datagram."""
        data = datagram.payload
        state = self._sides[side]
        if not state.begun:
            state.advance(None)
            state.settle(gives_up=True)  # a datagram does not wait for the other side
        offset = 0
        while True:
            if state.expected is None:
                yield self._other(side, datagram, "opaque", state.ended, None, offset)
                return
            try:
                expected, options = state.expected
                expected = self._with_given(expected, options.get("given", self._given))
                frame, end = self._unpack(expected, data, offset)
            except FramekitError as error:
                reason = error.reason
                if datagram.missing:
                    reason += f"; {datagram.missing} of its bytes were not captured"
                yield self._other(side, datagram, "skipped", reason, error, offset)
                return
            packet = datagram.packet
            yield Found(
                frame, "", "", None, data[offset:end], offset, end - offset, DIRECTIONS[side], self._connection,
                (packet.number,), packet.time, packet.time,
            )  # fmt: skip
            self._session.counts[DIRECTIONS[side]] += 1
            if not state.is_fixed:
                state.advance(frame)
                state.settle(gives_up=True)
            offset = end
            if offset >= len(data):
                return

    def _with_given(self, expected: type[Frame], given: Mapping[str, Any]) -> type[Frame]:
        """Return a class with its given values; the last one if nothing has changed, since creating one is expensive."""
        frame, values, made = self._last
        if frame is not expected or values is not given:
            made = bound(expected, given)
            self._last = (expected, given, made)
        return made

    def _unpack(self, expected: type[Frame], data: bytes, offset: int) -> tuple[Any, int]:
        if not self._many:
            return expected.unpack(data), len(data)
        end = offset + measure(expected, data[offset:])
        if end > len(data):
            raise UnpackError("the frame extends beyond the end of the datagram", frame=expected.__name__, offset=len(data))
        return expected.unpack(data[offset:end]), end

    def _other(self, side: int, datagram: Datagram, kind: Kind, reason: str, error: FramekitError | None, offset: int) -> Found:
        data = datagram.payload[offset:]
        packet = datagram.packet
        return Found(
            None, kind, reason, error, data, offset, len(data), DIRECTIONS[side], self._connection,
            (packet.number,), packet.time, packet.time,
        )  # fmt: skip
