"""OPC UA: messages of a real client and server, and examples laid out by hand as part 6 draws them."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, InvalidValue, Timestamp, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

opcua: Any = load("opcua")
Message = opcua.Message.given(is_secured=False, is_continued=False)
FRAMES: list[type[Frame]] = [
    opcua.ExpandedNodeId,
    opcua.DiagnosticInfo,
    opcua.ExtensionObject,
    opcua.RequestHeader,
    opcua.Variant,
    opcua.DataValue,
    opcua.EndpointDescription,
    opcua.PublishResponse,
]

HELLO = bytes.fromhex(
    "48454c46 4f000000 00000000 ffff0000 ffff0000 a00f0000 00000000 2f000000"
    "6f70632e7463703a2f2f766d2d78702d73746576656e3a31323030312f55412f537461636b54657374536572766572"
)
OPEN = bytes.fromhex(
    "4f504e46 84000000 00000000 2f000000"
    "687474703a2f2f6f7063666f756e646174696f6e2e6f72672f55412f5365637572697479506f6c696379234e6f6e65"
    "ffffffff ffffffff 01000000 01000000 0100be01 0000 003c7d0c5c2bca01 01000000 ff030000 ffffffff 00000000 0000 00"
    "00000000 00000000 01000000 00000000 808d5b00"
)
REQUEST = bytes.fromhex(
    "4d534746 45000000 5f190000 01000000 02000000 02000000 0100ac01 0000 003c7d0c5c2bca01 01000000 ff030000"
    "ffffffff 00000000 0000 00 ffffffff 00000000 00000000"
)
ERROR = bytes.fromhex("45525246 10000000 00000280 ffffffff")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_client_says_hello() -> None:
    message = Message.unpack(HELLO)
    assert (message.message_type, message.chunk_type) == (b"HEL", opcua.ChunkType.FINAL)
    assert message.body.endpoint_url == "opc.tcp://vm-xp-steven:12001/UA/StackTestServer"
    assert message.pack() == HELLO
    error = Message.unpack(ERROR)
    assert (error.body.error, error.body.reason) == (0x80020000, None)
    assert error.pack() == ERROR


def test_a_channel_is_opened() -> None:
    message = Message.unpack(OPEN)
    chunk = message.body.chunk
    assert (chunk.sequence_number, chunk.request_id) == (1, 1)
    request = chunk.content.service.message
    assert request.header.timestamp == Timestamp("2009-09-01T23:29:28Z")
    assert (request.security_mode, request.requested_lifetime) == (opcua.MessageSecurityMode.NONE, 6_000_000)
    assert message.pack() == OPEN


def test_a_request() -> None:
    message = Message.unpack(REQUEST)
    service = message.body.chunk.content.service
    assert service.type is opcua.ServiceType.GET_ENDPOINTS_REQUEST
    assert (service.message.header.request_handle, service.message.header.audit_entry_id) == (1, None)
    assert (service.message.endpoint_url, service.message.locale_ids, service.message.profile_uris) == (None, [], [])
    assert message.pack() == REQUEST


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("00 72", opcua.TwoByteNodeId(identifier=0x72)),
        ("01 05 0104", opcua.FourByteNodeId(namespace=5, identifier=1025)),
        ("03 0100 06000000 486f74e6b0b4", opcua.StringNodeId(namespace=1, identifier="Hot水")),
        ("05 0100 02000000 0102", opcua.OpaqueNodeId(namespace=1, identifier=b"\1\2")),
    ],
)
def test_nodes(wire: str, value: object) -> None:
    """Node identifiers in each of their forms."""
    node = opcua.NodeId.unpack(bytes.fromhex(wire))
    assert node.value == value
    assert node.pack() == bytes.fromhex(wire)


@pytest.mark.parametrize(
    ("wire", "kind", "value"),
    [
        ("00", "NULL", b""),
        ("01 01", "BOOLEAN", True),
        ("0b 000000000000f83f", "DOUBLE", 1.5),
        ("0c 03000000 616263", "STRING", "abc"),
        ("0c ffffffff", "STRING", None),
        ("0d 00803ed5deb19d01", "DATE_TIME", Timestamp("1970-01-01T00:00:00Z")),
        ("83 02000000 0102", "BYTE", [1, 2]),
        ("98 01000000 06 07000000", "VARIANT", [opcua.Variant(type=opcua.BuiltInType.INT32, value=7)]),
        ("15 03 02000000 656e 02000000 6869", "LOCALIZED_TEXT", opcua.LocalizedText(locale="en", text="hi")),
    ],
)
def test_variants(wire: str, kind: str, value: object) -> None:
    variant = opcua.Variant.unpack(bytes.fromhex(wire))
    assert (variant.type.name, variant.value) == (kind, value)
    assert variant.pack() == bytes.fromhex(wire)


def test_a_matrix_is_an_array_with_dimensions() -> None:
    wire = bytes.fromhex("c3 04000000 01020304 02000000 02000000 02000000")
    matrix = opcua.Variant.unpack(wire)
    assert (matrix.value, matrix.dimensions) == ([1, 2, 3, 4], [2, 2])
    assert matrix.pack() == wire


def test_values_have_a_status_and_times() -> None:
    wire = bytes.fromhex("07 06 2a000000 00000080 00803ed5deb19d01")
    value = opcua.DataValue.unpack(wire)
    assert (value.value.value, value.status, value.server_timestamp) == (42, 0x80000000, None)
    assert value.source_timestamp == Timestamp("1970-01-01T00:00:00Z")
    assert value.pack() == wire


def test_diagnostics_have_a_cause() -> None:
    info = opcua.DiagnosticInfo(symbolic_id=1, inner_diagnostic_info=opcua.DiagnosticInfo(inner_status_code=0x80020000))
    assert info.pack() == bytes.fromhex("41 01000000 20 00000280")
    assert opcua.DiagnosticInfo.unpack(info.pack()) == info


def test_chunks_of_a_message_and_what_is_secured_are_bytes() -> None:
    client, _ = opcua.PROTOCOL.decoders()
    first = b"MSGC" + REQUEST[4:]
    last = REQUEST[:4] + bytes.fromhex("1b000000 5f190000 01000000 03000000 02000000 616263")
    found = client.feed(OPEN + REQUEST + first + last + REQUEST)
    contents = [each.body.chunk.content for each in found]
    assert [type(each).__name__ for each in contents] == ["Content", "Content", "bytes", "bytes", "Content"]
    assert contents[3] == b"abc"
    secured = opcua.OpenSecureChannel(
        secure_channel_id=1, security_policy_uri="http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256", chunk=b"\1\2"
    )
    opening = opcua.Message(is_secured=False, is_continued=False, body=secured).pack()
    client, _ = opcua.PROTOCOL.decoders()
    _, message = client.feed(opening + REQUEST)
    assert message.body.chunk == REQUEST[16:]


def test_a_message_that_is_given_up() -> None:
    wire = bytes.fromhex("4d534741 20000000 5f190000 01000000 02000000 02000000 0000b880 ffffffff")
    message = Message.unpack(wire)
    assert message.body.chunk.content == opcua.Error(error=0x80B80000)
    assert message.pack() == wire


def test_content_in_another_encoding_is_kept() -> None:
    assert opcua.Content.unpack(b"\x02\0\0").service == Unknown(tag=2, data=b"\0\0")


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (REQUEST[:-1], TruncatedFrame, ""),
        (b"XYZ" + REQUEST[3:], InvalidValue, "body"),
        (
            REQUEST[:28] + b"\x06" + REQUEST[29:],
            InvalidValue,
            "body.chunk.content.service.message.header.authentication_token.value",
        ),
    ],
    ids=["cut", "type", "encoding of a node"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Message.unpack(wire)
    assert caught.value.path == path
