"""TDS: messages of real sessions, and others laid out by hand as [MS-TDS] draws them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from framekit import Frame, InvalidValue, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

tds: Any = load("tds")
requests: Any = load("tds.requests")
tokens: Any = load("tds.tokens")
types: Any = load("tds.types")
Packet = tds.Packet.given(begins=True, wide=True, phase=tds.Phase.SESSION)
FRAMES: list[type[Frame]] = [requests.Login7, requests.RpcRequest, tokens.Column.given(wide=True), tds.Packet]

HEADERS = "16000000 12000000 0200 0000000000000000 01000000"
CALL = bytes.fromhex(f"0301003d00000100 {HEADERS} ffff 0c00 0000 0000 26 04 04 02000000 ff ffff 0c00 0000 0000 26 04 04 02000000")
"""Two calls of sp_execute in one request."""
BATCH = bytes.fromhex("0101001400000100 43004f004d004d0049005400")
RESPONSE = bytes.fromhex(
    "0401003900330100 ff 1100c600 0000000000000000 79 00000000 ac 0000 00 01 00000000 0000 26 04 04 01000000"
)
RESPONSE += bytes.fromhex("fe 0000 e000 0000000000000000")
PRELOGIN = "00 000b 0006 01 0011 0001 ff 0c00 1000 0000 02"


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_request_may_have_several_calls() -> None:
    packet = Packet.unpack(CALL)
    body = packet.body
    assert body.headers.headers[0].body == requests.TransactionDescriptor(transaction_descriptor=0, outstanding_request_count=1)
    assert body.call.procedure_id is requests.ProcedureId.SP_EXECUTE
    parameter, call, _ = body.parts
    assert (parameter.type, parameter.value.value) == (types.DataType.INTNTYPE, 2)
    assert call.next_call == body.call
    assert packet.pack() == CALL


def test_a_call_has_parameters_of_many_types() -> None:
    wire = bytes.fromhex(
        "03010000 0000 0100 0200 7000 7100 0000"
        "01 4000 01 e7 0a00 0904d00034 0200 7a00"
        "00 00 e7 0200 0904d00034 ffff"
        "00 00 24 10 10 33221100554477668899aabbccddeeff"
        "00 02 6f 08 08 feffffff 00000000"
        "00 00 a5 ffff 0200000000000000 02000000 abcd 00000000"
        "00 00 38 07000000"
    )
    wire = wire[:2] + len(wire).to_bytes(2, "big") + wire[4:]
    packet = Packet.unpack(wire)
    assert (packet.body.headers, packet.body.call.procedure_name) == (None, "pq")
    assert packet.body.parts[0].name == "@"
    assert packet.body.parts[0].status is requests.ParameterStatus.BY_REFERENCE
    first, null, guid, time, parts, plain = (each.value for each in packet.body.parts)
    assert (first.value, null.value, guid.value, plain) == ("z", None, UUID("00112233-4455-6677-8899-aabbccddeeff"), 7)
    assert (first.collation.lcid, first.collation.ignore_case, first.collation.sort_id) == (0x409, True, 52)
    assert time.value == types.DateTime(days=-2, ticks=0)
    assert parts.value == types.Parts(total_length=2, parts=[b"\xab\xcd"])
    assert packet.pack() == wire


def test_tokens_of_a_response() -> None:
    packet = Packet.unpack(RESPONSE)
    done, status, value, last = packet.body.tokens
    assert (done.type, done.status) == (tokens.TokenType.DONEINPROC, tokens.DoneStatus.MORE | tokens.DoneStatus.COUNT)
    assert (status.body.value, value.body.value.value, last.status) == (0, 1, 0)
    assert packet.pack() == RESPONSE


def test_rows_are_the_rest_of_a_response() -> None:
    wire = bytes.fromhex("0401002c00330100 81 0100 00000000 0900 af 0200 0904d00034 0161 00 d1 0200 6162 fd 0000 c100")
    wire += bytes.fromhex("0100000000000000")
    wire = wire[:2] + len(wire).to_bytes(2, "big") + wire[4:]
    packet = Packet.unpack(wire)
    columns, row = packet.body.tokens
    assert [(each.name, each.type, each.info.maximum) for each in columns.body.columns] == [("a", types.DataType.BIGCHARTYPE, 2)]
    assert (row.type, row.body) == (tokens.TokenType.ROW, tokens.Unread())
    assert packet.body.rest[:4] == b"\2\0ab"
    assert packet.pack() == wire


def message(kind: int, body: str, status: int = 1) -> bytes:
    payload = bytes.fromhex(body)
    return bytes([kind, status]) + (len(payload) + 8).to_bytes(2, "big") + b"\0\0\1\0" + payload


@pytest.mark.parametrize(("version", "rows"), [("04000074", "0700000000000000"), ("01000071", "07000000")])
def test_the_login_says_how_wide_numbers_are(version: str, rows: str) -> None:
    login = f"5e000000 {version}" + "00" * 86
    from_client, from_server = tds.PROTOCOL.decoders()
    assert from_server.feed(message(4, PRELOGIN) + message(4, f"fd 1000 c100 {rows}")) == []
    prelogin, _ = from_client.feed(message(18, PRELOGIN) + message(16, login))
    assert prelogin.body.options[1] == requests.PreloginOption(token=requests.PreloginToken.ENCRYPTION, offset=17, length=1)
    answer, response = from_server.feed(b"")
    assert answer.body == prelogin.body
    assert response.body.tokens[0].body.row_count == 7


def test_a_message_of_several_packets_and_a_handshake() -> None:
    from_client, from_server = tds.PROTOCOL.decoders()
    wire = message(1, "41004200 4300", status=0) + message(1, "0000 0000", status=1) + BATCH
    first, second, third = from_client.feed(message(18, PRELOGIN) + wire)[1:]
    assert (first.body, second.body, third.body.sql_text) == (b"A\0B\0C\0", b"\0\0\0\0", "COMMIT")
    from_client, from_server = tds.PROTOCOL.decoders()
    _, handshake, *_ = from_client.feed(message(18, PRELOGIN) + message(18, "1603010001") + b"\x17\3\3")
    assert handshake.body == requests.Handshake(records=b"\x16\3\1\0\1")
    answer, *others = from_server.feed(message(4, PRELOGIN) + message(18, "1603010002"))
    assert isinstance(answer.body, requests.Prelogin)
    assert not any(isinstance(each, tds.Packet) for each in others)


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"\3\1\0\7\0\0\1\0", InvalidValue, "length"),
        (CALL[:-1], TruncatedFrame, ""),
        (CALL[:38] + b"\xf3" + CALL[39:], UnpackError, "body.parts[0].value"),
        (message(4, "fd 0100 0000 0000000000000000"), UnpackError, "body.tokens"),
        (message(4, "81 0100 00000000 0000 f3"), UnpackError, "body.tokens[0].body.columns[0].info"),
    ],
    ids=["length", "cut", "table", "no final token", "table column"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Packet.unpack(wire)
    assert caught.value.path.startswith(path)


def test_a_response_must_end() -> None:
    response = tokens.Response(wide=True, tokens=[tokens.Token(wide=True, type=0x79, body=tokens.ReturnStatus(value=0))])
    with pytest.raises(PackError):
        response.pack()
