"""Protocols: what comes next is said by functions, whatever the chunks, and whichever side's bytes come first."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import framekit
from framekit import Frame, LengthPrefix, Protocol, Session, Skipped, Slip, Wait, const, data, text, this, u8, u16
from framekit.errors import FramekitError
from framekit.framing.base import framed
from framekit.protocol import Conversation
from framekit.protocol.side_reader import Opaque
from framekit.specs import http2, postgresql, websocket


class Hello(Frame):
    magic: bytes = const(b"HI")
    version: u8


class Request(Frame):
    number: u8
    body: bytes = data(prefix=u8)


class Wide(Frame):
    number: u16
    body: bytes = data(prefix=u16)


class Everything(Frame):
    body: bytes = data()


class Line(Frame):
    line: str = text(until="\n")


def client(session: Session) -> Any:
    hello = yield Hello
    session.wide = hello.version > 1
    for _ in range(2):
        yield Request
    yield None


def server(session: Session) -> Any:
    yield Line
    if not (yield session.after("client")):
        yield None
    while True:
        yield Wide if session.wide else Request


PROTOCOL = Protocol("test", client=client, server=server, ports={"tcp": [7]})
FROM_CLIENT = b"HI\2" + b"\1\1a" + b"\2\2bb" + b"opaque bytes"
FROM_SERVER = b"welcome\n" + b"\0\1\0\1x" + b"\0\2\0\2yy"
WANTED = {
    0: [(0, Hello(version=2)), (3, Request(number=1, body=b"a")), (6, Request(number=2, body=b"bb")), (10, b"opaque bytes")],
    1: [(0, Line(line="welcome")), (8, Wide(number=1, body=b"x")), (13, Wide(number=2, body=b"yy"))],
}


def play(conversation: Conversation, chunks: list[tuple[int, bytes]]) -> dict[int, list[tuple[int, Any]]]:
    found: dict[int, list[tuple[int, Any]]] = {0: [], 1: []}

    def drain(side: int) -> None:
        for at, start, _, item in conversation.drain(side):
            if isinstance(item, Opaque) and found[at] and isinstance(found[at][-1][1], bytes):
                found[at][-1] = (found[at][-1][0], found[at][-1][1] + item.data)
            else:
                found[at].append((start, item.data if isinstance(item, Opaque | Skipped) else item))

    for side, chunk in chunks:
        conversation.sides[side].receive_data(chunk)
        drain(side)
    for side in (0, 1):
        conversation.sides[side].receive_eof()
    for side in (0, 1, 0):
        drain(side)
    return found


@st.composite
def interleaved(draw: st.DrawFn, sides: tuple[bytes, bytes] = (FROM_CLIENT, FROM_SERVER)) -> list[tuple[int, bytes]]:
    """The bytes of both sides in chunks, in any order of the sides."""
    left = list(sides)
    chunks: list[tuple[int, bytes]] = []
    while left[0] or left[1]:
        side = draw(st.sampled_from([index for index in (0, 1) if left[index]]))
        size = draw(st.integers(1, max(1, len(left[side]) // 2)))
        chunks.append((side, left[side][:size]))
        left[side] = left[side][size:]
    return chunks


@given(interleaved())
def test_any_chunks_in_any_order_of_the_sides_give_the_same(chunks: list[tuple[int, bytes]]) -> None:
    assert play(PROTOCOL.conversation(), chunks) == WANTED


def test_a_side_alone_is_told_that_the_other_does_not_come() -> None:
    found = play(PROTOCOL.conversation(), [(1, FROM_SERVER)])
    assert found == {0: [], 1: [(0, Line(line="welcome")), (8, FROM_SERVER[8:])]}


def test_a_frame_class_alone_is_a_protocol_of_both_sides() -> None:
    lines = Protocol.of(Line)
    assert lines.sides == (Line, Line)
    assert Protocol.of(lines) is lines
    to_server, to_client = lines.decoders()
    assert to_server.feed(b"a\nb") == [Line(line="a")]
    assert to_client.feed(b"c\n") == [Line(line="c")]
    assert (to_server.offset, to_server.buffered, to_server.expected) == (2, 1, "Line")


def test_a_gap_is_passed_and_the_next_frame_searched_for() -> None:
    reader, _ = Protocol("hellos", client=Hello).decoders()
    assert reader.feed(b"HI\1H") == [Hello(version=1)]
    skipped = reader.receive_gap(10)
    assert skipped is not None
    assert (skipped.offset, skipped.data) == (3, b"H")
    (garbage, hello) = reader.feed(b"garbageHI\2")
    assert isinstance(garbage, Skipped)
    assert (garbage.offset, garbage.data, hello) == (14, b"garbage", Hello(version=2))
    assert reader.offset == 24


class Sized(Frame):
    magic: bytes = const(b"HI")
    body: bytes = data(prefix=u16)


@given(
    st.sampled_from([None, LengthPrefix(u16), Slip()]),
    st.sampled_from(["raise", "skip"]),
    st.booleans(),
    st.integers(0, 40),
    st.integers(1, 300),
)
def test_frames_after_a_gap_have_their_place_whatever_it_has_cut(
    framing: Any, on_error: str, is_bad: bool, kept: int, size: int
) -> None:
    good = framed(Sized(body=b"x" * 90).pack(), framing)
    cut = framed(b"??" + Sized(body=b"x" * 90).pack()[2:], framing) if is_bad else good
    conversation = Protocol("sized", client=Sized, options={"framing": framing, "on_error": on_error}).conversation()
    conversation.client.receive_data(good + cut[:kept])
    assert next(conversation.drain(0))[1:] == (0, len(good), Sized(body=b"x" * 90))
    list(conversation.drain(0))
    skipped = conversation.client.receive_gap(size)
    assert skipped is None or skipped.offset + len(skipped.data) == len(good) + kept
    start = len(good) + kept + size
    assert conversation.client.offset == start
    conversation.client.receive_data(good)
    ((_, begin, end, frame),) = conversation.drain(0)
    assert (begin, end, frame) == (start, start + len(good), Sized(body=b"x" * 90))


def test_an_error_that_ends_a_side_leaves_the_rest_as_it_is() -> None:
    found = play(Protocol("hellos", client=Hello).conversation(), [(0, b"HI\1xx\1yyy"), (1, b"HI\2")])
    assert found[0][0] == (0, Hello(version=1))
    assert isinstance(found[0][1][1], FramekitError)
    assert found[1] == [(0, Hello(version=2))]


def test_a_function_that_raises_leaves_the_rest_as_it_is() -> None:
    def confused(session: Session) -> Any:
        yield Hello
        yield session.nothing

    found = play(Protocol("confused", client=confused).conversation(), [(0, b"HI\1rest")])
    assert found[0] == [(0, Hello(version=1)), (3, b"rest")]
    reader, _ = Protocol("confused", client=confused).decoders()
    reader.feed(b"HI\1")
    assert "has no attribute 'nothing' yet" in reader.opaque


class Agreed(Frame):
    """Cannot be read without what both sides have agreed on."""

    mark: u8
    width: int = framekit.given()
    body: bytes = data(this.width)


def test_options_give_values_to_all_frames() -> None:
    reader, _ = Protocol("agreed", client=Agreed, options={"given": {"width": 2}}).decoders()
    assert [each.body for each in reader.feed(b"\x01ab\x02cd")] == [b"ab", b"cd"]
    _, reader = Protocol("agreed", client=Agreed).decoders(given={"width": 1})
    assert [each.body for each in reader.feed(b"\x01a\x02b")] == [b"a", b"b"]


def test_arguments_are_checked() -> None:
    with pytest.raises(TypeError, match="client="):
        Protocol("x", client=3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="ports= has an unknown transport 'tpc'"):
        Protocol("x", client=Hello, ports={"tpc": [1]})
    with pytest.raises(TypeError, match=r"expected a dict of lists, such as \{'tcp': \[7000\]\}"):
        Protocol("x", client=Hello, ports=[7070])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expected a list of numbers"):
        Protocol("x", client=Hello, ports={"tcp": 7070})  # type: ignore[dict-item]
    with pytest.raises(TypeError, match="expected a number, got '80'"):
        Protocol("x", client=Hello, ports={"tcp": ["80"]})  # type: ignore[list-item]
    with pytest.raises(ValueError, match="65536 is outside 0 to 65535"):
        Protocol("x", client=Hello, ports={"tcp": [65536]})
    with pytest.raises(TypeError, match="given= must be a mapping"):
        Protocol("x", client=Hello, options={"given": 5})
    with pytest.raises(TypeError, match="unknown decoder option 'max_frame'; expected one of framing, max_frame_size"):
        Protocol("x", client=Hello, options={"max_frame": 5})
    with pytest.raises(ValueError, match=r"after\(\) expects 'client' or 'server', got 'clent'"):
        Session().after("clent")  # type: ignore[arg-type]


# The protocols of specs/


def from_client(body: Any) -> bytes:
    return postgresql.FrontendMessage(body=body).pack()


def from_server(*bodies: Any) -> bytes:
    return b"".join(postgresql.BackendMessage(body=each).pack() for each in bodies)


def asking(kind: postgresql.Authentication, detail: Any = b"") -> Any:
    return postgresql.AuthenticationRequest(kind=kind, detail=detail)


SELECT = from_client(postgresql.Query(query="select 1"))
GRANTED = asking(postgresql.Authentication.OK)
READY = postgresql.ReadyForQuery(status=postgresql.TransactionStatus.IDLE)
USER = postgresql.Parameter(name="user", value="me")
STARTUP = postgresql.StartupMessage(body=postgresql.StartupParameters(parameters=[USER])).pack()
ASKS = postgresql.StartupMessage(major=1234, minor=5679, body=postgresql.EncryptionRequest()).pack()


@given(interleaved((ASKS + STARTUP + SELECT, b"N" + from_server(GRANTED, READY))))
def test_postgresql_refuses_encryption_with_a_single_byte(chunks: list[tuple[int, bytes]]) -> None:
    found = play(postgresql.PROTOCOL.conversation(), chunks)
    assert [type(item).__name__ for _, item in found[0]] == ["StartupMessage", "StartupMessage", "FrontendMessage"]
    assert [type(item).__name__ for _, item in found[1]] == ["RequestAnswer", "BackendMessage", "BackendMessage"]


@given(interleaved((ASKS + b"\x16\3\1 encrypted", b"S" + b"\x16\3\3 encrypted too")))
def test_postgresql_is_opaque_once_it_is_encrypted(chunks: list[tuple[int, bytes]]) -> None:
    found = play(postgresql.PROTOCOL.conversation(), chunks)
    assert found[0][1:] == [(8, b"\x16\3\1 encrypted")]
    assert found[1][1:] == [(1, b"\x16\3\3 encrypted too")]


@given(interleaved((STARTUP + SELECT, from_server(GRANTED, READY))))
def test_postgresql_without_a_request_for_encryption(chunks: list[tuple[int, bytes]]) -> None:
    found = play(postgresql.PROTOCOL.conversation(), chunks)
    assert [type(item).__name__ for _, item in found[0]] == ["StartupMessage", "FrontendMessage"]
    assert [type(item).__name__ for _, item in found[1]] == ["BackendMessage", "BackendMessage"]


def password(text: str) -> bytes:
    return postgresql.PasswordResponse(body=postgresql.PasswordMessage(password=text)).pack()


@given(interleaved((STARTUP + password("secret") + SELECT, from_server(asking(postgresql.Authentication.MD5_PASSWORD, b"salt")))))
def test_postgresql_reads_an_answer_by_what_the_server_has_asked_for(chunks: list[tuple[int, bytes]]) -> None:
    found = play(postgresql.PROTOCOL.conversation(), chunks)
    assert [type(item).__name__ for _, item in found[0]] == ["StartupMessage", "PasswordResponse", "FrontendMessage"]
    assert found[0][1][1].body.password == "secret"


REPLICATES = from_client(postgresql.Query(query="START_REPLICATION 0/0")) + from_client(
    postgresql.CopyData(data=b"r" + bytes(33))
)
WAL = from_server(
    GRANTED,
    postgresql.CopyBothResponse(format=postgresql.Format.TEXT, columns=[]),
    postgresql.CopyData(data=b"k" + bytes(17)),
)


@given(interleaved((STARTUP + REPLICATES, WAL)))
def test_postgresql_replicates_after_the_server_has_agreed(chunks: list[tuple[int, bytes]]) -> None:
    found = play(postgresql.PROTOCOL.conversation(), chunks)
    assert isinstance(found[0][-1][1].body.body, postgresql.StandbyStatus)
    assert isinstance(found[1][-1][1].body.body, postgresql.PrimaryKeepalive)


GET = b"GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"


@pytest.mark.parametrize(("status", "kind"), [("101 Switching Protocols", "WebSocketFrame"), ("404 Not Found", "bytes")])
def test_websocket_begins_when_the_server_has_agreed(status: str, kind: str) -> None:
    answer = f"HTTP/1.1 {status}\r\n\r\n".encode()
    frame = bytes.fromhex("8900")
    for chunks in ([(0, GET + frame), (1, answer + frame)], [(1, answer + frame), (0, GET + frame)]):
        found = play(websocket.PROTOCOL.conversation(), chunks)
        assert [type(item).__name__ for _, item in found[0]] == ["HttpHead", kind]
        assert [type(item).__name__ for _, item in found[1]] == ["HttpHead", kind]


def test_http2_begins_with_a_preface() -> None:
    ping = bytes.fromhex("000008 06 00 00000000") + bytes(8)
    found = play(http2.PROTOCOL.conversation(), [(0, http2.Preface().pack() + ping), (1, ping)])
    assert [type(item).__name__ for _, item in found[0]] == ["Preface", "Http2Frame"]
    assert [type(item).__name__ for _, item in found[1]] == ["Http2Frame"]


def test_several_waits_in_a_row_end_with_the_side() -> None:
    def patient(session: Session) -> Any:
        yield session.after("server", 1)
        yield session.after("server", 2)
        while True:
            yield Hello

    for pieces in ([(0, b"HI\1")], [(0, b"HI\1"), (1, b"HI\2HI\3")], [(1, b"HI\2HI\3"), (0, b"HI\1")]):
        found = play(Protocol("patient", client=patient, server=Hello).conversation(), pieces)
        assert found[0] == [(0, Hello(version=1))]


YIELDED = "the protocol's function yielded"


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (Everything, "the next frame of the protocol cannot be decoded"),
        (5, f"{YIELDED} 5; expected a Frame class"),
        (Hello(version=1), f"{YIELDED} Hello(version=1); expected a Frame class"),
        ((Hello, Everything), f"{YIELDED} ("),
        ((Hello, {"frames": 1}), "unknown decoder option 'frames'"),
        ((Hello, {"max_frame_size": 0}), "max_frame_size= must be at least 1, got 0"),
    ],
    ids=["no end", "no class", "instance", "two classes", "unknown option", "wrong option"],
)
def test_a_step_that_cannot_be_decoded_ends_the_frames_with_the_reason(step: Any, reason: str) -> None:
    def careless(session: Session) -> Any:
        yield Hello
        yield step

    conversation = Protocol("careless", client=careless).conversation()
    assert play(conversation, [(0, b"HI\1rest"), (0, b"more")])[0] == [(0, Hello(version=1)), (3, b"restmore")]
    assert reason in conversation.client.opaque


def test_a_condition_that_raises_ends_its_side_with_the_reason() -> None:
    def confused(session: Session) -> Any:
        yield Hello
        yield Wait(lambda: session.nothing > 1)
        yield Hello

    conversation = Protocol("confused", client=confused, server=Hello).conversation()
    assert play(conversation, [(0, b"HI\1rest"), (1, b"HI\2")]) == {
        0: [(0, Hello(version=1)), (3, b"rest")],
        1: [(0, Hello(version=2))],
    }
    assert "has no attribute 'nothing' yet" in conversation.client.opaque
