"""A decoder under any sequence of events, held against one that is given all bytes at once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from framekit import (
    EndOfStream,
    Frame,
    FrameDecoder,
    FramekitError,
    Framing,
    Hdlc,
    LengthPrefix,
    Skipped,
    StreamClosed,
    array,
    checksum,
    const,
    data,
    derived,
    field,
    switch,
    text,
    this,
    u8,
    u16,
    u24,
)
from framekit.testing import packed_sample
from framekit.testing.laws.decoding import described, events


class Ping(Frame):
    token: u16


class Note(Frame):
    words: list[str] = array(text(prefix=u8), prefix=u8)


class Message(Frame, size=this.length + 4):
    magic: bytes = const(b"MG")
    kind: int = derived(u8)
    length: int = derived(u8)
    body: Ping | Note = switch(this.kind, {1: Ping, 2: Note})


class Record(Frame):
    length: int = derived(u16)
    level: u8 = field(check={1, 2, 3})
    body: bytes = data(this.length - 7)
    crc: int = checksum(u24, "crc-24/openpgp", over="before")


class Plain(Frame):
    kind: u8 = field(check={1, 2, 3})
    body: bytes = data()


CASES: dict[str, tuple[type[Frame], Framing | None, dict[str, Any]]] = {
    "message": (Message, None, {}),
    "message, skipping": (Message, None, {"on_error": "skip"}),
    "message, searching": (Message, None, {"resync": True}),
    "message, searching little": (Message, None, {"resync": True, "max_skip": 12}),
    "record": (Record, None, {"max_frame_size": 100}),
    "record, searching": (Record, None, {"resync": True, "max_frame_size": 100}),
    "with a length": (Plain, LengthPrefix(u16), {"max_frame_size": 60}),
    "in HDLC": (Plain, Hdlc(), {"on_error": "skip", "max_frame_size": 60}),
}


class Machine(RuleBasedStateMachine):
    """Bytes are taken from a stream of good and bad ones, in any pieces; frames are taken out at any time."""

    case = "message"
    good: list[bytes] = []

    @initialize(source=st.data())
    def begin(self, source: st.DataObject) -> None:
        frame, framing, options = CASES[self.case]
        self.make = lambda: FrameDecoder(frame, framing=framing, **options)
        self.decoder: FrameDecoder[Any] = self.make()
        parts = st.sampled_from(self.good) | st.binary(max_size=12)
        self.wire = b"".join(source.draw(st.lists(parts, max_size=8)))
        self.fed = 0
        self.ended = False
        self.over = False
        self.seen: list[Any] = []

    @precondition(lambda self: self.over)
    @rule(source=st.data())
    def begin_again(self, source: st.DataObject) -> None:
        self.teardown()
        self.begin(source)

    def alive(self) -> bool:
        return not self.over

    @precondition(lambda self: self.alive() and not self.ended and self.decoder._fault is None and self.fed < len(self.wire))
    @rule(size=st.integers(0, 40), kind=st.sampled_from([bytes, bytearray, memoryview]))
    def feed(self, size: int, kind: Any) -> None:
        self.decoder.receive_data(kind(self.wire[self.fed : self.fed + size]))
        self.fed += min(size, len(self.wire) - self.fed)

    @precondition(lambda self: self.alive() and not self.ended and self.fed < len(self.wire))
    @rule(place=st.integers(0, 10_000), value=st.integers(0, 255))
    def corrupt(self, place: int, value: int) -> None:
        at = self.fed + place % (len(self.wire) - self.fed)
        self.wire = self.wire[:at] + bytes([value]) + self.wire[at + 1 :]

    @precondition(alive)
    @rule()
    def take_one(self) -> None:
        before = self.decoder.offset
        try:
            item = self.decoder.next_frame()
        except FramekitError as error:
            self.seen.append(described(error, self.decoder.offset))
            self.over = isinstance(error, EndOfStream) or self.decoder._fault is not None
            if self.over:
                with pytest.raises(type(error)):
                    self.decoder.next_frame()
            return
        if item:
            assert isinstance(item, Frame | Skipped)
            self.seen.append(described(item, self.decoder.offset))
            assert self.decoder.offset > before
        else:
            assert self.decoder.next_frame() is item  # asking again changes nothing
            assert self.decoder.bytes_needed > 0

    @precondition(lambda self: self.alive() and not self.ended)
    @rule(size=st.integers(0, 40))
    def take_many(self, size: int) -> None:
        taken = self.wire[self.fed : self.fed + size]
        if self.decoder._fault is None:  # a broken stream takes nothing more
            self.fed += len(taken)
        try:
            items = self.decoder.feed(taken)
        except FramekitError as error:
            self.seen.append(described(error, -1))
            self.over = self.decoder._fault is not None
            return
        self.seen += [described(item, -1) for item in items]

    @precondition(lambda self: self.alive() and not self.ended)
    @rule()
    def end(self) -> None:
        self.decoder.receive_eof()
        self.ended = True

    @precondition(alive)
    @rule()
    def detach(self) -> None:
        consumed = self.decoder.offset
        assert self.decoder.detach() == self.wire[consumed : self.fed]
        self.over = True
        with pytest.raises(StreamClosed):
            self.decoder.next_frame()

    def teardown(self) -> None:
        if not hasattr(self, "wire"):
            return
        expected = events(self.make(), [self.wire[: self.fed]], ended=self.ended)
        shown = [event[:-1] for event in expected]
        assert [event[:-1] for event in self.seen] == shown[: len(self.seen)]
        if not self.over:
            trailing = self.decoder.trailing_data
            assert self.wire[: self.fed].endswith(trailing)
            # A frame that is wrong already counts as a whole, although its rest has not come.
            assert self.decoder.offset + len(trailing) == self.fed or (trailing == b"" and self.decoder.offset > self.fed)


@pytest.mark.parametrize("case", CASES)
def test_any_sequence_of_events_is_as_if_all_came_at_once(case: str) -> None:
    frame, framing, _ = CASES[case]
    good = [wire if framing is None else framing.encode(wire) for wire in packed_sample(frame, 30)]
    machine = type("Machine", (Machine,), {"case": case, "good": good})
    brief = [phase for phase in Phase if phase is not Phase.explain]
    run_state_machine_as_test(machine, settings=settings(deadline=None, stateful_step_count=40, phases=brief))
