"""MySQL: what MariaDB 10.11.19 sent, a handshake of MySQL 5.5.2 that is quoted, and bytes that are none of it."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, InvalidLength, InvalidValue, PackError, TrailingData, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

mysql: Any = load("mysql")
FRAMES: list[type[Frame]] = [mysql.Packet, mysql.HandshakeV10, mysql.Ok, mysql.Error, mysql.Response]
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
    assert response(bytes.fromhex("05000005 fe00000200")).body == Unknown(0xFE, b"\0\0\2\0")


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
        (b"\x09\0\0\2" + DONE[4:] + b"\0x", TrailingData, "body"),
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
