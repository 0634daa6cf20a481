"""A stream of asyncio under any sequence of events, cancellation among them, held against one that is given all bytes at once."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from framekit import NEED_DATA, FramekitError, StreamClosed
from framekit.net import aio
from framekit.testing.laws.decoding import described
from tests.decoder.streams import Message
from tests.net.test_aio import cancelled_at
from tests.net.test_machine import BRIEF, MODES, PARTS, Peer


class Reading(Peer):
    """Reads are cancelled, time out, or come to their end."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stream: aio.FrameStream[Any] | None = None

    @precondition(lambda self: self.over)
    @rule(parts=PARTS, mode=st.sampled_from(MODES))
    def connect(self, parts: list[bytes], mode: dict[str, Any]) -> None:
        self.check()

        async def opened(sock: socket.socket) -> aio.FrameStream[Any]:
            return await aio.FrameStream.open(sock, Message, **mode)

        self.stream = self.runner.run(opened(self.begin(parts, mode)))

    @precondition(lambda self: not self.over)
    @rule()
    def let_the_loop_turn(self) -> None:
        self.runner.run(asyncio.sleep(0))

    @precondition(lambda self: not self.over)
    @rule(how=st.sampled_from(["at once", "timeout", "cancelled at 1", "cancelled at 2"]))
    def read(self, how: str) -> None:
        """A timeout is long if something has arrived to be read, so that a slow machine makes no difference to what happens."""
        stream = self.stream
        assert stream is not None
        is_due = len(self.expected()) > len(self.seen)
        timeout = 60 if is_due else 0.001

        async def reading() -> Any:
            if how == "at once":
                return stream.try_read()
            if how == "timeout":
                return await stream.read(timeout=timeout)
            return await cancelled_at(stream.read(timeout=timeout), int(how[-1]))

        try:
            item = self.runner.run(reading())
        except TimeoutError:
            assert not is_due
            return
        except FramekitError as error:
            self.keep(error, stream._decoder)
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

        unread = self.runner.run(detaching())
        assert unread == self.wire[consumed : self.sent] or (consumed > self.sent and self.wire[: self.sent].endswith(unread))
        self.over = True
        with pytest.raises(StreamClosed):
            stream.try_read()

    def check(self) -> None:
        if self.stream is None:
            return
        self.runner.run(self.stream.close())
        self.peer.close()
        self.hold_against_one_shot()

    def teardown(self) -> None:
        self.check()
        self.runner.close()


def test_any_sequence_of_events_is_as_if_all_came_at_once() -> None:
    run_state_machine_as_test(Reading, settings=settings(deadline=None, stateful_step_count=40, phases=BRIEF))
