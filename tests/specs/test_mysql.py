"""MySQL: what MariaDB 10.11.19 sent, a handshake of MySQL 5.5.2 that is quoted, and bytes that are none of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from framekit import Frame, InvalidLength, InvalidValue, PackError, TrailingData, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.protocol.test_protocol import interleaved, play
from tests.specs.test_samples import load

mysql: Any = load("mysql")
FRAMES: list[type[Frame]] = [
    mysql.Packet,
    mysql.HandshakeV10,
    mysql.Ok,
    mysql.Error,
    mysql.Response,
    mysql.Login,
    mysql.Request,
    mysql.Result,
    mysql.PrepareResult,
    mysql.ColumnPacket,
    mysql.RowPacket.given(columns=3),
    mysql.BinaryRowPacket,
]
# A handshake of MySQL 5.5.2-m2, from before there were plugins, as descriptions of the protocol quote it.
OLD_HANDSHAKE = bytes.fromhex(
    "360000000a352e352e322d6d32000300000027753e6f3866794e00fff708020000000000000000000000000000574d5d6a7c5368325c592e7300"
)
# MariaDB on the loopback: its handshake, a refusal, and its answers to SET, to INSERT of three rows, and to nonsense.
HANDSHAKE = bytes.fromhex(
    "640000000a352e352e352d31302e31312e31392d4d6172696144422d302b646562313275310003000000586c3a776e3f327700fef7080200ff81"
    "150000000000001d00000027555a41785a3b557b2b6128006d7973716c5f6e61746976655f70617373776f726400"
)
DENIED = bytes.fromhex(
    "47000002ff15042332383030304163636573732064656e69656420666f7220757365722027726f6f742740276c6f63616c686f73742720287573"
    "696e672070617373776f72643a204e4f29"
)
DONE = bytes.fromhex("0700000200000002000000")
INSERTED = bytes.fromhex("2e00000100030102000000265265636f7264733a203320204475706c6963617465733a203020205761726e696e67733a2030")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def response(wire: bytes) -> Any:
    """A response, which packs to what it came from, as a packet does."""
    packet = mysql.Packet.unpack(wire)
    assert packet.payload == wire[4:]
    assert packet.pack() == wire
    answer = mysql.Response.unpack(wire)
    assert answer.pack() == wire
    assert (answer.length, answer.sequence_id) == (len(wire) - 4, wire[3])
    return answer


def test_a_handshake_without_plugins() -> None:
    answer = response(OLD_HANDSHAKE)
    assert answer.kind is mysql.ResponseKind.HANDSHAKE_V10
    hello = answer.body
    assert (hello.server_version, hello.thread_id, hello.character_set) == ("5.5.2-m2", 3, 8)
    assert hello.capabilities == 0xF7FF
    assert mysql.CapabilitiesLow.SSL not in hello.capabilities_low
    assert hello.status is mysql.ServerStatus.AUTOCOMMIT
    assert hello.scramble_begin + hello.scramble_rest == b"'u>o8fyNWM]j|Sh2\\Y.s\0"
    assert hello.plugin is None


def test_a_handshake_with_plugins() -> None:
    hello = response(HANDSHAKE).body
    assert hello.server_version == "5.5.5-10.11.19-MariaDB-0+deb12u1"
    assert hello.capabilities == 0x81FFF7FE
    assert mysql.CapabilitiesHigh.PLUGIN_AUTH in hello.capabilities_high
    assert hello.scramble_length == len(hello.scramble_begin + hello.scramble_rest) == 21
    assert hello.reserved == bytes.fromhex("0000000000001d000000"), "MariaDB's own flags are not reserved"
    assert hello.plugin == "mysql_native_password"


def test_a_longer_scramble() -> None:
    hello = mysql.Response.unpack(HANDSHAKE).body
    hello.scramble_length, hello.scramble_rest = 41, b"s" * 32 + b"\0"
    assert mysql.HandshakeV10.unpack(hello.pack()) == hello
    hello.scramble_length = 42
    with pytest.raises(PackError, match="scramble_rest"):
        hello.pack()


def test_answers() -> None:
    autocommit = mysql.ServerStatus.AUTOCOMMIT
    assert response(DONE).body == mysql.Ok(status=autocommit)
    rows = "Records: 3  Duplicates: 0  Warnings: 0"
    assert response(INSERTED).body == mysql.Ok(affected_rows=3, last_insert_id=1, status=autocommit, info=rows)
    denied = "Access denied for user 'root'@'localhost' (using password: NO)"
    assert response(DENIED).body == mysql.Error(code=1045, sql_state="28000", message=denied)
    switched = response(bytes.fromhex("0a000002 fe") + b"method\0dd").body
    assert switched == mysql.AuthenticationSwitch(plugin="method", data=b"dd")
    assert response(bytes.fromhex("05000005 7700000200")).body == Unknown(0x77, b"\0\0\2\0")


@pytest.mark.parametrize(
    ("number", "wire"),
    [
        (0, "00"),
        (250, "fa"),
        (251, "fc fb 00"),
        (0xFFFF, "fc ff ff"),
        (0x10000, "fd 00 00 01"),
        (0x1000000, "fe 00 00 00 01 00 00 00 00"),
        ((1 << 64) - 1, "fe ff ff ff ff ff ff ff ff"),
    ],
)
def test_length_encoded_integers(number: int, wire: str) -> None:
    body = mysql.Ok(affected_rows=number, status=mysql.ServerStatus(0))
    assert body.pack() == bytes.fromhex(wire) + bytes(5)
    assert mysql.Ok.unpack(body.pack()).affected_rows == number


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (DONE[:-1], TruncatedFrame, None),
        (DONE + b"\0", TrailingData, ""),
        (b"\0\0\0\0", UnpackError, None),
        (b"\0\0\0\0\0", InvalidLength, "body"),
        (b"\x07\0\0\2\0\xfb" + DONE[6:], InvalidValue, "body.affected_rows"),
        (b"\x07\0\0\2\0\xff" + DONE[6:], InvalidValue, "body.affected_rows"),
        (b"\x03\0\0\2\0\xfc\0", UnpackError, "body.affected_rows"),
        (b"\x09\0\0\2" + DONE[4:] + b"\2x", UnpackError, "body.info"),
        (b"\x09\0\0\2" + DONE[4:] + b"\0x", InvalidLength, "body.changes"),
        (b"\x0a\0\0\2" + DONE[4:] + b"\0\0x", TrailingData, "body"),
        (DENIED.replace(b"#28000", b"!28000"), UnpackError, "body._mark"),
        (HANDSHAKE[:-1] + b"x", InvalidLength, "body.plugin"),
        (HANDSHAKE[:58] + b"\xff" + HANDSHAKE[59:], InvalidLength, "body.scramble_rest"),
    ],
)
def test_wrong_bytes_are_refused(wire: bytes, error: type[UnpackError], path: str | None) -> None:
    with pytest.raises(error) as caught:
        mysql.Response.unpack(wire)
    assert path is None or caught.value.path == path


def test_wrong_values_are_refused() -> None:
    with pytest.raises(PackError, match="affected_rows"):
        mysql.Ok(affected_rows=1 << 64, status=mysql.ServerStatus(0)).pack()
    with pytest.raises(PackError, match="sql_state"):
        mysql.Error(code=1, sql_state="HY00", message="").pack()
    with pytest.raises(PackError, match="length"):
        mysql.Packet(sequence_id=0, payload=bytes(1 << 24)).pack()


def packet(number: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3, "little") + bytes([number]) + payload


LOGIN = mysql.Login(
    body=mysql.HandshakeResponse(
        capabilities_low=mysql.CapabilitiesLow.PROTOCOL_41 | mysql.CapabilitiesLow.SECURE_CONNECTION,
        capabilities_high=mysql.CapabilitiesHigh(0),
        max_packet_size=1 << 24,
        character_set=8,
        user="root",
        authentication=b"",
    )
).pack()
COLUMN = b"\3def\0\1t\1t\1n\1n\x0c\x3f\0\x0b\0\0\0\3\1\0\0\0\0"
END = b"\xfe\0\0\2\0"
OK = b"\0\0\0\2\0\0\0"
CLIENT = LOGIN + packet(0, b"\3select n from t") + packet(0, b"\x16select ?") + packet(0, b"\x19\1\0\0\0") + packet(0, b"\1")
SERVER = (
    HANDSHAKE
    + packet(2, OK)
    + b"".join(packet(at, each) for at, each in enumerate((b"\1", COLUMN, END, b"\x017", b"\xfb", END), 1))
    + b"".join(packet(at, each) for at, each in enumerate((b"\0\1\0\0\0\1\0\1\0\0\0\0", COLUMN, END, COLUMN, END), 1))
)


@given(interleaved((CLIENT, SERVER)))
def test_what_a_packet_is_depends_on_what_was_asked(chunks: list[tuple[int, bytes]]) -> None:
    found = play(mysql.PROTOCOL.conversation(), chunks)
    bodies = [[type(item.body).__name__ for _, item in found[side]] for side in (0, 1)]
    assert bodies[0] == ["HandshakeResponse", "Query", "Prepare", "Number", "Nothing"]
    assert bodies[1] == [
        *("HandshakeV10", "Ok", "ColumnCount", "ColumnDefinition", "EndPacket", "Row", "Row", "EndPacket"),
        *("PrepareOk", "ColumnDefinition", "EndPacket", "ColumnDefinition", "EndPacket"),
    ]
    assert [item.body.values for _, item in found[1][5:7]] == [[b"7"], [None]]
    assert b"".join(item.pack() for _, item in found[1]) == SERVER


def test_after_a_request_for_encryption_there_are_no_frames() -> None:
    asks = mysql.SslRequest(
        capabilities_low=mysql.CapabilitiesLow.SSL,
        capabilities_high=mysql.CapabilitiesHigh(0),
        max_packet_size=1,
        character_set=8,
    )
    client, server = mysql.PROTOCOL.decoders()
    assert len(server.feed(HANDSHAKE)) == 1
    login, opaque = client.feed(mysql.Login(body=asks).pack() + b"\x16\3\1 hello")
    assert login.body == asks
    assert opaque.data == b"\x16\3\1 hello"
    assert [each.data for each in server.feed(b"\x16\3\3 hello")] == [b"\x16\3\3 hello"]
