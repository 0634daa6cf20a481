"""A stream over a real socket under any sequence of events, held against a decoder that is given all bytes at once."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from framekit import NEED_DATA, EndOfStream, FrameDecoder, FramekitError, FrameStream, StreamBusy, StreamClosed, TruncatedFrame
from framekit.testing.laws.decoding import described, events
from tests.decoder.streams import Message
from tests.net.support import Blob

GOOD = [Message(kind=1, body=body).pack() for body in (b"", b"abc", b"x" * 40)]
MODES: list[dict[str, Any]] = [{}, {"on_error": "skip"}, {"resync": True}, {"max_frame_size": 30}]
BRIEF = [phase for phase in Phase if phase is not Phase.explain]


class Peer(RuleBasedStateMachine):
    """The other end of a stream: it sends the bytes of `wire`, good and bad, in any pieces, and ends its side at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.over = True
        self.ended = False

    def begin(self, parts: list[bytes], mode: dict[str, Any]) -> socket.socket:
        """A new connection; returns the end that is tested."""
        self.peer, sock = socket.socketpair()
        self.mode = mode
        self.wire = b"".join(parts)
        self.sent = 0
        self.ended = self.over = False
        self.seen: list[Any] = []
        return sock

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

    def keep(self, error: FramekitError, decoder: FrameDecoder[Any]) -> None:
        """An error was raised."""
        self.seen.append(described(error, decoder.offset))
        self.over = isinstance(error, EndOfStream | TruncatedFrame) or decoder._fault is not None

    def expected(self) -> list[Any]:
        """What a decoder gives for all the bytes at once."""
        return events(FrameDecoder(Message, **self.mode), [self.wire[: self.sent]], ended=self.ended)

    def hold_against_one_shot(self) -> None:
        assert self.seen == self.expected()[: len(self.seen)]


PARTS = st.lists(st.sampled_from(GOOD) | st.binary(max_size=12), max_size=8)


class Reading(Peer):
    """Frames are read in any way, with any kind of timeout."""

    def __init__(self) -> None:
        super().__init__()
        self.sockets: list[socket.socket] = []
        self.stream: FrameStream[Any] | None = None

    @precondition(lambda self: self.over)
    @rule(parts=PARTS, mode=st.sampled_from(MODES))
    def connect(self, parts: list[bytes], mode: dict[str, Any]) -> None:
        self.check()
        sock = self.begin(parts, mode)
        self.sockets += [self.peer, sock]
        self.stream = FrameStream(sock, Message, **mode)

    @precondition(lambda self: not self.over)
    @rule(how=st.sampled_from(["at once", "with a timeout", "timed", "not blocking"]))
    def read(self, how: str) -> None:
        """A timeout is long if something has arrived to be read, so that a slow machine makes no difference to what happens."""
        assert self.stream is not None
        sock = self.stream._channel.sock
        is_due = len(self.expected()) > len(self.seen)
        timeout = 60 if is_due else 0.001
        try:
            if how == "at once":
                item = self.stream.try_read()
                if item is NEED_DATA:
                    return
            elif how == "with a timeout":
                item = self.stream.read(timeout=timeout)
            else:
                sock.settimeout(timeout if how == "timed" else 0)
                item = self.stream.read()
        except (TimeoutError, BlockingIOError):
            assert not is_due
            return
        except FramekitError as error:
            self.keep(error, self.stream._decoder)
            return
        finally:
            sock.settimeout(None)
        self.seen.append(described(item, self.stream._decoder.offset))

    @precondition(lambda self: not self.over)
    @rule()
    def detach(self) -> None:
        assert self.stream is not None
        consumed = self.stream._decoder.offset
        sock, unread = self.stream.detach()
        sock.setblocking(False)
        while True:
            try:
                piece = sock.recv(1 << 16)
            except BlockingIOError:
                break
            if not piece:
                break
            unread += piece
        # Of a frame that is wrong already, the rest has not come; it counts all the same.
        assert unread == self.wire[consumed : self.sent] or (consumed > self.sent and self.wire[: self.sent].endswith(unread))
        self.over = True
        with pytest.raises(StreamClosed):
            self.stream.read()

    def check(self) -> None:
        if self.stream is not None:
            self.hold_against_one_shot()

    def teardown(self) -> None:
        for sock in self.sockets:
            sock.close()
        self.check()


class Writing(RuleBasedStateMachine):
    """Frames are written to a peer that reads when it likes; a write that did not succeed is made again, by this
    thread or another, or given up."""

    @initialize()
    def begin(self) -> None:
        sock, self.peer = socket.socketpair()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
        self.peer.setblocking(False)
        self.stream = FrameStream(sock, Blob)
        self.number = 0
        self.again: Blob | None = None
        self.given_up = False
        self.expected: list[bytes] = []
        self.received = bytearray()

    def next_blob(self, size: int) -> Blob:
        self.number += 1
        return Blob(body=bytes([self.number % 256]) * size)

    @rule(size=st.sampled_from([0, 10, 1000, 5000, 20_000]), how=st.sampled_from(["timeout", "timed", "not blocking"]))
    def write(self, size: int, how: str) -> None:
        blob = self.again or self.next_blob(size)
        self.again = None
        sock = self.stream._channel.sock
        sock.settimeout({"timeout": None, "timed": 0.001, "not blocking": 0}[how])
        unsent = self.stream.unsent
        try:
            if self.given_up:
                with pytest.raises(StreamBusy):
                    self.stream.write(blob)
                assert self.stream.unsent == unsent
                return
            self.write_by_any_thread(blob, 0.001 if how == "timeout" else None)
        except (TimeoutError, BlockingIOError):
            self.again = blob
        else:
            self.expected.append(blob.pack())
            assert self.stream.unsent == 0

    def write_by_any_thread(self, blob: Blob, timeout: float | None) -> None:
        if self.number % 3:
            self.stream.write(blob, timeout=timeout)
            return
        faults: list[Exception] = []

        def write() -> None:
            try:
                self.stream.write(blob, timeout=timeout)
            except Exception as fault:
                faults.append(fault)

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        if faults:
            raise faults[0]

    @precondition(lambda self: self.again is not None)
    @rule()
    def give_up(self) -> None:
        """What has begun must be sent all the same, since half a frame cannot be taken back."""
        if self.stream.unsent:
            self.expected.append(self.again.pack())
            self.given_up = True
        self.again = None

    @precondition(lambda self: self.again is None)
    @rule(timeout=st.sampled_from([0, 0.001]))
    def flush(self, timeout: float) -> None:
        try:
            self.stream.flush(timeout=timeout)
        except TimeoutError:
            assert self.stream.unsent
        else:
            self.given_up = False
            assert self.stream.unsent == 0

    @rule(size=st.sampled_from([1, 500, 30_000]))
    def receive(self, size: int) -> None:
        try:
            self.received += self.peer.recv(size)
        except BlockingIOError:
            return

    def teardown(self) -> None:
        if not hasattr(self, "stream"):
            return
        self.stream._channel.sock.settimeout(0)
        if self.again is not None:
            self.give_up()
        while True:
            self.receive(1 << 16)
            try:
                self.stream.flush()
                break
            except BlockingIOError:
                continue
        self.stream.close()
        while piece := self.peer.recv(1 << 16):
            self.received += piece
        self.peer.close()
        assert self.received == b"".join(self.expected)


def test_any_sequence_of_reads_is_as_if_all_came_at_once() -> None:
    run_state_machine_as_test(Reading, settings=settings(deadline=None, stateful_step_count=40, phases=BRIEF))


def test_any_sequence_of_writes_sends_each_frame_once_and_whole() -> None:
    run_state_machine_as_test(Writing, settings=settings(deadline=None, stateful_step_count=40, phases=BRIEF))
