"""The frames of datagrams: each carries one frame, or several.

Rules: nothing is carried from one datagram to the next but the session. What is no frame is given whole, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from framekit.capture.found import Found, Kind
from framekit.capture.network.carried import Datagram
from framekit.capture.streams import DIRECTIONS
from framekit.capture.tcp.connections import Connection
from framekit.declare.frame import Frame
from framekit.declare.introspect import measure
from framekit.errors import FramekitError, UnpackError
from framekit.protocol.session import Session, Wait


class _Side:
    """What one side sends in datagrams."""

    def __init__(self, sends: Any, session: Session) -> None:
        self._sends = sends
        self._session = session
        self._steps: Any = None
        self.expected: type[Frame] | None = None
        self.why = "from here on the protocol has no frames"
        self.begun = False

    def advance(self, answer: Any) -> None:
        """Find out what comes next; None for nothing."""
        if isinstance(self._sends, type):
            self.expected, self.begun = self._sends, True
            return
        try:
            if not self.begun:
                self._steps = self._sends(self._session)
                step = next(self._steps)
            else:
                step = self._steps.send(answer)
            while isinstance(step, Wait):
                step = self._steps.send(step.condition())
        except StopIteration:
            step = None
        except Exception as fault:  # of the protocol's function, which bytes that nobody expected may confuse
            step, self.why = None, f"the protocol's function has raised {type(fault).__name__}: {fault}"
        self.begun = True
        self.expected = step[0] if isinstance(step, tuple) else step


class DatagramFrames:
    """Decodes the datagrams of two endpoints.

    Args:
        connection: for what is found.
        client: what the client sends.
        server: what the server sends.
        options: `many`, True if a datagram may carry several frames.
    """

    def __init__(self, connection: Connection, client: Any, server: Any, options: Mapping[str, Any]) -> None:
        self._connection = connection
        self._session = Session()
        self._sides = (_Side(client, self._session), _Side(server, self._session))
        self._many = bool(options.get("many", False))

    def take(self, side: int, datagram: Datagram) -> Iterator[Found]:
        """The frames of a datagram."""
        data = datagram.payload
        state = self._sides[side]
        if not state.begun:
            state.advance(None)
        offset = 0
        while True:
            expected = state.expected
            if expected is None:
                yield self._other(side, datagram, "opaque", state.why, None, offset)
                return
            try:
                frame, end = self._unpack(expected, data, offset)
            except FramekitError as error:
                reason = error.reason
                if datagram.missing:
                    reason += f"; {datagram.missing} further bytes of it were not captured"
                yield self._other(side, datagram, "skipped", reason, error, offset)
                return
            packet = datagram.packet
            yield Found(
                frame, "", "", None, data[offset:end], offset, end - offset, DIRECTIONS[side], self._connection,
                (packet.number,), packet.time, packet.time,
            )  # fmt: skip
            self._session.counts[DIRECTIONS[side]] += 1
            state.advance(frame)
            offset = end
            if offset >= len(data):
                return

    def _unpack(self, expected: type[Frame], data: bytes, offset: int) -> tuple[Any, int]:
        if not self._many:
            return expected.unpack(data), len(data)
        end = offset + measure(expected, data[offset:])
        if end > len(data):
            raise UnpackError("the rest of it is not in the datagram", frame=expected.__name__, offset=len(data))
        return expected.unpack(data[offset:end]), end

    def _other(self, side: int, datagram: Datagram, kind: Kind, reason: str, error: FramekitError | None, offset: int) -> Found:
        data = datagram.payload[offset:]
        packet = datagram.packet
        return Found(
            None, kind, reason, error, data, offset, len(data), DIRECTIONS[side], self._connection,
            (packet.number,), packet.time, packet.time,
        )  # fmt: skip
