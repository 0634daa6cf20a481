"""A stream of asyncio under any sequence of events, cancellation among them, held against one that is given all bytes at once."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from framekit import NEED_DATA, EndOfStream, FrameDecoder, FramekitError, StreamClosed, TruncatedFrame
from framekit.net import aio
from tests.decoder.streams import described, events
from tests.net.support import Message
from tests.net.test_aio import cancelled_at
from tests.net.test_machine import BRIEF, GOOD, MODES


class Reading(RuleBasedStateMachine):
    """The peer sends good and bad bytes in any pieces; reads are cancelled, time out, or come to their end."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stream: aio.FrameStream[Any] | None = None
        self.over = True

    @precondition(lambda self: self.over)
    @rule(parts=st.lists(st.sampled_from(GOOD) | st.binary(max_size=12), max_size=8), mode=st.sampled_from(MODES))
    def connect(self, parts: list[bytes], mode: dict[str, Any]) -> None:
        self.check()

        async def opened(sock: socket.socket) -> aio.FrameStream[Any]:
            return await aio.FrameStream.open(sock, Message, **mode)

        self.peer, sock = socket.socketpair()
        self.stream = self.runner.run(opened(sock))
        self.mode = mode
        self.wire = b"".join(parts)
        self.sent = 0
        self.ended = self.over = False
        self.seen: list[Any] = []

    @precondition(lambda self: not self.over and not self.ended)
    @rule(size=st.integers(1, 40))
    def send(self, size: int) -> None:
        self.sent += self.peer.send(self.wire[self.sent : self.sent + size])

    @precondition(lambda self: not self.over and not self.ended and self.sent < len(self.wire))
    @rule(place=st.integers(0, 10_000), value=st.integers(0, 255))
    def corrupt(self, place: int, value: int) -> None:
        at = self.sent + place % (len(self.wire) - self.sent)
        self.wire = self.wire[:at] + bytes([value]) + self.wire[at + 1 :]

    @precondition(lambda self: not self.over and not self.ended)
    @rule()
    def end(self) -> None:
        self.peer.shutdown(socket.SHUT_WR)
        self.ended = True

    @precondition(lambda self: not self.over)
    @rule()
    def let_the_loop_turn(self) -> None:
        self.runner.run(asyncio.sleep(0))

    @precondition(lambda self: not self.over)
    @rule(how=st.sampled_from(["at once", "timeout", "cancelled at 1", "cancelled at 2"]))
    def read(self, how: str) -> None:
        stream = self.stream
        assert stream is not None

        async def reading() -> Any:
            if how == "at once":
                return stream.try_read()
            if how == "timeout":
                return await stream.read(timeout=0.001)
            return await cancelled_at(stream.read(timeout=0.001), int(how[-1]))

        try:
            item = self.runner.run(reading())
        except TimeoutError:
            return
        except FramekitError as error:
            self.seen.append(described(error, stream._decoder.offset))
            self.over = isinstance(error, EndOfStream | TruncatedFrame) or stream._decoder._fault is not None
            return
        if item is not NEED_DATA and item is not None:
            self.seen.append(described(item, stream._decoder.offset))

    @precondition(lambda self: not self.over)
    @rule()
    def detach(self) -> None:
        stream = self.stream
        assert stream is not None
        consumed = stream._decoder.offset

        async def detaching() -> bytes:
            sock, unread = await stream.detach()
            with sock:
                while True:
                    try:
                        piece = sock.recv(1 << 16)
                    except BlockingIOError:
                        return unread
                    if not piece:
                        return unread
                    unread += piece

        assert self.runner.run(detaching()) == self.wire[consumed : self.sent]
        self.over = True
        with pytest.raises(StreamClosed):
            stream.try_read()

    def check(self) -> None:
        if self.stream is None:
            return
        self.runner.run(self.stream.close())
        self.peer.close()
        expected = events(FrameDecoder(Message, **self.mode), [self.wire[: self.sent]], ended=self.ended)
        assert self.seen == expected[: len(self.seen)]

    def teardown(self) -> None:
        self.check()
        self.runner.close()


def test_any_sequence_of_events_is_as_if_all_came_at_once() -> None:
    run_state_machine_as_test(Reading, settings=settings(deadline=None, stateful_step_count=40, phases=BRIEF))
