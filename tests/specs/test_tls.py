"""TLS: the hellos of RFC 8448's first trace, those of OpenSSL 3.0.19 under TLS 1.2, and bytes that are none."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    Frame,
    FrameTooLarge,
    InvalidLength,
    InvalidValue,
    PackError,
    TrailingData,
    TruncatedFrame,
    Unknown,
    UnpackError,
)
from framekit.testing import check_all
from tests.specs.test_samples import load

tls: Any = load("tls")
FRAMES: list[type[Frame]] = [
    tls.ServerName,
    tls.ServerNameList,
    tls.SupportedGroups,
    tls.SignatureAlgorithms,
    tls.Protocols,
    tls.SupportedVersions,
    tls.SelectedVersion,
    tls.ClientKeyShares,
    tls.ServerKeyShare,
    tls.ClientExtension,
    tls.ServerExtension,
    tls.ClientHello,
    tls.ServerHello,
    tls.Handshake,
    tls.Record,
]
# RFC 8448, section 3, "Simple 1-RTT Handshake": the client's and the server's first record.
CLIENT_HELLO = bytes.fromhex(
    "16030100c4010000c00303cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7000006130113031302010000910000"
    "000b0009000006736572766572ff01000100000a00140012001d0017001800190100010101020103010400230000003300260024001d00209938"
    "1de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c002b0003020304000d0020001e040305030603020308040805080604"
    "010501060102010402050206020202002d00020101001c00024001"
)
SERVER_HELLO = bytes.fromhex(
    "160303005a020000560303a6af06a4121860dc5e6e60249cd34c95930c8ac5cb1434dac155772ed3e2692800130100002e00330024001d0020c9"
    "828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f002b00020304"
)
# Handshake messages of "openssl s_client -tls1_2 -servername localhost -alpn h2,http/1.1" and of its server.
CLIENT_HELLO_1_2 = bytes.fromhex(
    "010000d7030358d47338b02a15219cc742ba978eeddca9d4576cae0c0a744bdf2b353fec3ea1000038c02cc030009fcca9cca8ccaac02bc02f00"
    "9ec024c028006bc023c0270067c00ac0140039c009c0130033009d009c003d003c0035002f00ff010000760000000e000c0000096c6f63616c68"
    "6f7374000b000403000102000a000c000a001d0017001e00190018002300000010000e000c02683208687474702f312e31001600000017000000"
    "0d002a0028040305030603080708080809080a080b080408050806040105010601030303010302040205020602"
)
SERVER_HELLO_1_2 = bytes.fromhex(
    "0200004103035b0965c0bfab43cb3b975dae8b452b8005133b4c88adb5de444f574e4752440100c030000019ff0100010000000000000b000403"
    "0001020023000000170000"
)
BARE = b"\x03\x03" + bytes(32) + b"\0" + b"\0\2\x00\x2f" + b"\1\0"


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def message(wire: bytes) -> Any:
    """The handshake message that a record holds, which packs to what it came from."""
    record = tls.Record.unpack(wire)
    assert record.type is tls.ContentType.HANDSHAKE
    assert record.pack() == wire
    handshake = tls.Handshake.unpack(record.fragment)
    assert handshake.pack() == record.fragment
    return handshake


def test_the_hello_of_a_client() -> None:
    assert tls.Record.unpack(CLIENT_HELLO).version is tls.ProtocolVersion.TLS_1_0
    handshake = message(CLIENT_HELLO)
    assert handshake.type is tls.HandshakeType.CLIENT_HELLO
    hello = handshake.body
    assert hello.version is tls.ProtocolVersion.TLS_1_2
    assert hello.random == bytes.fromhex("cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7")
    assert (hello.session_id, hello.compression_methods) == (b"", b"\0")
    suite = tls.CipherSuite
    assert hello.cipher_suites == [suite.AES_128_GCM_SHA256, suite.CHACHA20_POLY1305_SHA256, suite.AES_256_GCM_SHA384]
    name, renegotiation, groups, ticket, shares, versions, schemes, modes, limit = (each.body for each in hello.extensions)
    assert name == tls.ServerNameList(names=[tls.ServerName(name="server")])
    assert renegotiation == Unknown(tls.ExtensionType.RENEGOTIATION_INFO, b"\0")
    assert [each.name for each in groups.groups[:4]] == ["X25519", "SECP256R1", "SECP384R1", "SECP521R1"]
    assert ticket == Unknown(tls.ExtensionType.SESSION_TICKET, b"")
    assert [(each.group.name, len(each.key_exchange)) for each in shares.shares] == [("X25519", 32)]
    assert versions.versions == [tls.ProtocolVersion.TLS_1_3]
    assert schemes.schemes[0] is tls.SignatureScheme.ECDSA_SECP256R1_SHA256
    assert schemes.schemes[-1] == 0x0202, "DSA, which TLS 1.3 has no name for"
    assert modes == Unknown(tls.ExtensionType.PSK_KEY_EXCHANGE_MODES, b"\1\1")
    assert limit == Unknown(tls.ExtensionType.RECORD_SIZE_LIMIT, b"\x40\x01")


def test_the_hello_of_a_server() -> None:
    hello = message(SERVER_HELLO).body
    assert hello.cipher_suite is tls.CipherSuite.AES_128_GCM_SHA256
    share, version = (each.body for each in hello.extensions)
    assert share.group is tls.NamedGroup.X25519
    assert share.key_exchange == bytes.fromhex("c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f")
    assert version == tls.SelectedVersion(version=tls.ProtocolVersion.TLS_1_3)


def test_the_hellos_of_tls_1_2() -> None:
    client = tls.Handshake.unpack(CLIENT_HELLO_1_2)
    assert client.pack() == CLIENT_HELLO_1_2
    assert client.body.cipher_suites[0] == 0xC02C
    assert client.body.cipher_suites[-1] is tls.CipherSuite.EMPTY_RENEGOTIATION_INFO_SCSV
    extensions = {each.type: each.body for each in client.body.extensions}
    assert extensions[tls.ExtensionType.SERVER_NAME].names[0].name == "localhost"
    assert extensions[tls.ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION].names == [b"h2", b"http/1.1"]
    server = tls.Handshake.unpack(SERVER_HELLO_1_2)
    assert server.pack() == SERVER_HELLO_1_2
    assert server.body.cipher_suite == 0xC030
    assert server.body.extensions[1] == tls.ServerExtension(body=tls.ServerNameTaken())


def test_a_hello_without_extensions() -> None:
    hello = tls.ClientHello(random=bytes(32), cipher_suites=[0x002F])
    assert hello.pack() == BARE
    assert tls.ClientHello.unpack(BARE) == hello
    assert tls.ClientHello.unpack(BARE + b"\0\0").extensions == []


def test_a_server_that_asks_for_another_group() -> None:
    wire = bytes.fromhex("0033 0002 001d")
    extension = tls.ServerExtension.unpack(wire)
    assert extension.body == tls.ServerKeyShare(group=tls.NamedGroup.X25519)
    assert extension.pack() == wire


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (CLIENT_HELLO[:-1], TruncatedFrame, "fragment"),
        (CLIENT_HELLO + b"\0", TrailingData, ""),
        (b"\x17\x03\x03\x48\x01" + bytes(0x4801), FrameTooLarge, "fragment"),
    ],
)
def test_wrong_records_are_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        tls.Record.unpack(wire)
    assert caught.value.path == path


def changed(offset: int, byte: int) -> bytes:
    """The client's handshake message with one byte of it changed."""
    wire = bytearray(CLIENT_HELLO[5:])
    wire[offset] = byte
    return bytes(wire)


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (changed(3, 0xC1), TruncatedFrame, "body"),
        (changed(3, 0xBF), UnpackError, "body.extensions"),
        (changed(38, 33), FrameTooLarge, "body.session_id"),
        (changed(40, 5), InvalidLength, "body.cipher_suites"),
        (changed(50, 0x90), UnpackError, None),
        (changed(50, 0x92), UnpackError, "body.extensions"),
        (changed(54, 0x0C), UnpackError, "body.extensions[0].body"),
        (changed(56, 0x0A), InvalidLength, "body.extensions[0].body.names"),
        (changed(57, 0x01), InvalidValue, "body.extensions[0].body.names[0].type"),
        (changed(60, 0xFF), InvalidValue, "body.extensions[0].body.names[0].name"),
    ],
)
def test_wrong_messages_are_refused(wire: bytes, error: type[UnpackError], path: str | None) -> None:
    with pytest.raises(error) as caught:
        tls.Handshake.unpack(wire)
    assert path is None or caught.value.path == path


def test_wrong_values_are_refused() -> None:
    with pytest.raises(PackError, match="random"):
        tls.ClientHello(random=bytes(31), cipher_suites=[]).pack()
    with pytest.raises(PackError, match="session_id"):
        tls.ClientHello(random=bytes(32), session_id=bytes(33), cipher_suites=[]).pack()
    with pytest.raises(PackError, match="body"):
        tls.ServerExtension(body=tls.SupportedGroups(groups=[])).pack()


CERTIFICATE_12 = bytes.fromhex("0b00000e 00000b 000003 616263 000002 3078")


def test_the_version_that_was_chosen_tells_the_form_of_a_message() -> None:
    before = tls.Handshake.unpack(CERTIFICATE_12, version=tls.ProtocolVersion.TLS_1_2)
    assert before.body == tls.CertificateBefore13(certificates=[b"abc", b"0x"])
    assert before.pack() == CERTIFICATE_12
    wire = bytes.fromhex("0b000010 00 00000c 000003 616263 0004 002a 0000")
    now = tls.Handshake.unpack(wire)
    early = tls.ServerExtension(body=Unknown(tls.ExtensionType.EARLY_DATA, b""))
    assert now.body == tls.Certificate(entries=[tls.CertificateEntry(certificate=b"abc", extensions=[early])])
    assert now.pack() == wire
    with pytest.raises(UnpackError):
        tls.Handshake.unpack(wire, version=tls.ProtocolVersion.TLS_1_2)


def test_a_signature_names_its_scheme_since_tls_1_2() -> None:
    signature = bytes.fromhex("0f000006 0804 0002 abcd")
    found = tls.Handshake.unpack(signature, version=tls.ProtocolVersion.TLS_1_2).body
    assert found == tls.CertificateVerify(scheme=tls.SignatureScheme.RSA_PSS_RSAE_SHA256, signature=b"\xab\xcd")
    older = tls.Handshake.unpack(bytes.fromhex("0f000004 0002 abcd"), version=tls.ProtocolVersion.TLS_1_1).body
    assert older == tls.CertificateVerifyBefore12(signature=b"\xab\xcd")
    with pytest.raises(PackError, match="version"):
        tls.Handshake(type=tls.HandshakeType.CERTIFICATE_VERIFY, version=tls.ProtocolVersion.TLS_1_2, body=older).pack()
