"""LiveSide: two live sides see the conversation that a capture of it would show, whatever the chunks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import framekit
from framekit import NEED_DATA, Frame, LengthPrefix, Protocol, Session, Slip, Wait, const, data, text, this, u8, u16
from framekit.errors import EndOfStream, PackError, SpecError, StreamClosed, UnpackError
from framekit.protocol.ends import ends_of
from framekit.protocol.live import LiveSide
from framekit.protocol.side_reader import MAX_WAITING, Opaque


class Hello(Frame):
    magic: bytes = const(b"HI")
    version: u8


class Request(Frame):
    number: u8
    body: bytes = data(prefix=u8)


class Wide(Frame):
    number: u16
    body: bytes = data(prefix=u16)


class Note(Frame):
    body: str = text()


def client(session: Session) -> Any:
    hello = yield Hello
    session.wide = hello.version > 1
    yield session.after("server")
    while not session.closing:
        request = yield Wide if session.wide else Request
        session.closing = request.number == 0
    yield None


def server(session: Session) -> Any:
    session.closing = False
    yield session.after("client")
    yield Hello
    while not session.closing:
        yield Note, {"framing": Slip()}
    yield None


PROTOCOL = Protocol("chat", client=client, server=server)


def both() -> tuple[LiveSide, LiveSide]:
    made = [ends_of(PROTOCOL, side=side).live for side in ("client", "server")]
    assert made[0] is not None
    assert made[1] is not None
    return made[0], made[1]


def write(side: LiveSide, *frames: Any) -> bytes:
    wire, _, refused = side.pack(frames)
    assert refused is None
    return wire


@given(st.data(), st.integers(0, 2), st.lists(st.integers(1, 255), max_size=4))
def test_both_sides_read_what_the_other_writes_whatever_the_chunks(draw: st.DataObject, version: int, numbers: list[int]) -> None:
    here, there = both()
    kind = Wide if version > 1 else Request

    def carry(source: LiveSide, target: LiveSide, frames: list[Any]) -> None:
        wire = write(source, *frames)
        read = []
        while wire:
            size = draw.draw(st.integers(1, len(wire)))
            target.receive_data(wire[:size])
            wire = wire[size:]
            while (item := target.next_frame()) is not NEED_DATA:
                read.append(item)
        assert read == frames
        assert target.buffered == 0

    carry(here, there, [Hello(version=version)])
    carry(there, here, [Hello(version=9)])
    for number in numbers:
        carry(here, there, [kind(number=number, body=b"x")])
        carry(there, here, [Note(body="one"), Note(body="two")])
    carry(here, there, [kind(number=0, body=b"")])
    assert (here.session.counts, here.session.closing) == (there.session.counts, True)
    with pytest.raises(StreamClosed, match="no more frames"):
        here.pack([kind(number=1, body=b"")])
    there.receive_data(b"anything")
    opaque = there.next_frame()
    assert isinstance(opaque, Opaque)
    assert (opaque.data, opaque.reason) == (b"anything", "the protocol has no more frames")


def test_what_came_early_waits_for_the_frame_that_it_answers() -> None:
    here, _ = both()
    here.receive_data(Hello(version=1).pack())
    assert here.next_frame() is NEED_DATA
    assert here.is_waiting
    write(here, Hello(version=1))
    here.receive_eof()
    assert here.next_frame() == Hello(version=1)
    with pytest.raises(EndOfStream):
        here.next_frame()


def test_a_side_of_which_nothing_has_come_does_not_wait() -> None:
    here, _ = both()
    assert here.next_frame() is NEED_DATA
    assert not here.is_waiting  # so that nobody polls


def test_bytes_that_wait_are_bounded() -> None:
    def eager(session: Session) -> Any:
        session.found = yield session.after("client")
        while True:
            yield Wide

    side = ends_of(Protocol("eager", client=Hello, server=eager)).live
    assert side is not None
    wide = Wide(number=1, body=bytes(0xFFF0)).pack()
    for _ in range(MAX_WAITING // len(wide) + 1):
        assert side.next_frame() is NEED_DATA
        side.receive_data(wide)
    assert side.next_frame() == Wide(number=1, body=bytes(0xFFF0))
    assert side.session.found is False


def test_a_frame_out_of_turn_is_refused_before_anything_is_sent() -> None:
    here, there = both()
    with pytest.raises(PackError, match="chat: expected Hello next from the client, got Request"):
        here.pack([Request(number=1, body=b"")])
    with pytest.raises(PackError, match="chat: the server must wait for a frame from the client here"):
        there.pack([Hello(version=1)])
    write(here, Hello(version=1))
    with pytest.raises(PackError, match="chat: the client must wait for a frame from the server here"):
        here.pack([Request(number=1, body=b"")])


def test_each_frame_of_a_write_is_checked_against_what_follows_the_one_before_it() -> None:
    here, _ = both()
    wire, _, refused = here.pack([Hello(version=1), Hello(version=1)])
    assert wire == b"HI\1"
    assert isinstance(refused, PackError)
    assert refused.__notes__ == ["frames of this write that are sent before it: 1"]
    assert here.session.counts["client"] == 1


def test_a_frame_that_cannot_be_packed_does_not_count() -> None:
    here, _ = both()
    with pytest.raises(PackError):
        here.pack([Hello(version=1000)])
    assert here.session.counts["client"] == 0
    write(here, Hello(version=1))


def test_only_what_is_read_must_show_its_end() -> None:
    assert ends_of(Protocol("sink", client=Note, server=Hello)).live is not None
    with pytest.raises(SpecError, match="Note"):
        ends_of(Protocol("source", client=Hello, server=Note))


class Agreed(Frame):
    """Is read by what both sides have agreed on."""

    width: int = framekit.given(default=1)
    mark: u8
    body: bytes = data(this.width)


@pytest.mark.parametrize("is_bound", [True, False], ids=["a class with its values", "an option"])
def test_frames_are_written_with_the_values_that_the_protocol_gives(is_bound: bool) -> None:
    def agreed(session: Session) -> Any:
        while True:
            yield Agreed.given(width=2) if is_bound else (Agreed, {"given": {"width": 2}})

    protocol = Protocol("agreed", client=agreed)
    here, there = (ends_of(protocol, side=side).live for side in ("client", "server"))
    assert here is not None
    assert there is not None
    wire, _, refused = here.pack([Agreed(width=2, mark=1, body=b"ab"), Agreed(mark=2, body=b"c")])
    assert (wire, str(refused)) == (b"\1ab", "Agreed.width: agreed: expected 2 in this session, got 1")
    there.receive_data(wire)
    assert there.next_frame() == Agreed(width=2, mark=1, body=b"ab")


@pytest.mark.parametrize(
    ("options", "kind", "reason"),
    [
        ({"max_frame": 1}, TypeError, "unknown decoder option 'max_frame'"),
        ({"max_frame_size": 0}, ValueError, "max_frame_size= must be at least 1, got 0"),
    ],
)
def test_options_are_checked_also_for_a_function(options: dict[str, Any], kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=reason):
        ends_of(PROTOCOL, **options)


def test_a_fatal_error_is_raised_at_every_read() -> None:
    here, _ = both()
    write(here, Hello(version=1))
    here.receive_data(b"XX\1rest")
    for _ in range(2):
        with pytest.raises(UnpackError, match="magic"):
            here.next_frame()


def test_the_bytes_that_wait_are_given_up_whole() -> None:
    here, _ = both()
    here.receive_data(b"early")
    assert here.detach() == b"early"
    with pytest.raises(StreamClosed, match="detached"):
        here.next_frame()
    _, there = both()
    there.receive_data(b"HI\1\2\5ab")
    assert there.next_frame() == Hello(version=1)
    assert (there.buffered, there.bytes_needed, there.read_size) == (4, 1, 1 << 16)
    assert there.detach() == b"\2\5ab"


def test_options_are_checked_before_anything_is_opened() -> None:
    with pytest.raises(TypeError, match="sends= applies only to a Frame class"):
        ends_of(PROTOCOL, sends=Hello)
    with pytest.raises(ValueError, match="side= must be"):
        ends_of(PROTOCOL, side="both")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="session= applies only to a Protocol"):
        ends_of(Hello, session=Session())
    with pytest.raises(ValueError, match="gap_timeout"):
        ends_of(Protocol("hellos", client=Hello), gap_timeout=1.0)
    with pytest.raises(ValueError, match="max_frame_size"):
        ends_of(Protocol("hellos", client=Hello), max_frame_size=0)
    notes = ends_of(Protocol("notes", client=Note, options={"framing": LengthPrefix(u8)}))
    assert notes.pack([Note(body="hi")]) == (b"\2hi", 1, None)


def test_several_frames_of_a_write_may_have_a_wait_between_them_that_is_over() -> None:
    def two(session: Session) -> Any:
        yield session.after("client")
        yield Note
        yield session.after("client")
        yield Note
        yield None

    live = ends_of(Protocol("two", client=Hello, server=two), side="server").live
    assert live is not None
    live.receive_data(Hello(version=1).pack())
    assert live.next_frame() == Hello(version=1)
    write(live, Note(body="a"), Note(body="b"))
    assert live.session.counts["server"] == 2
    with pytest.raises(StreamClosed, match="no more frames"):
        live.pack([Note(body="c")])


def test_the_peer_may_wait_for_what_this_side_knows_after_a_wait() -> None:
    def here(session: Session) -> Any:
        yield Hello
        yield session.after("server")
        session.ready = True
        yield Hello

    def there(session: Session) -> Any:
        session.ready = False
        yield Hello
        yield Wait(lambda: session.ready)
        yield Hello

    live = ends_of(Protocol("both", client=here, server=there)).live
    assert live is not None
    write(live, Hello(version=1))
    live.receive_data(Hello(version=2).pack() + Hello(version=3).pack())
    assert [live.next_frame(), live.next_frame()] == [Hello(version=2), Hello(version=3)]
