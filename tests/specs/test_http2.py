"""HTTP/2: frames laid out by hand as RFC 9113 draws them; field blocks and their lists from the examples of RFC 7541."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from framekit import (
    ConstMismatch,
    Frame,
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

http2: Any = load("http2")
Http2Frame = http2.Http2Frame
FrameType = http2.FrameType
FRAMES: list[type[Frame]] = [http2.Preface, http2.Settings, http2.GoAway, http2.PaddedPriorityHeaders, http2.Http2Frame]

BLOCK = bytes.fromhex("828684410f7777772e6578616d706c652e636f6d")
"""RFC 7541, appendix C.3.1: a GET of http://www.example.com/."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


@pytest.mark.parametrize(
    ("wire", "type", "flags", "stream_id", "payload"),
    [
        ("000002 00 01 00000001 6869", "DATA", 1, 1, http2.Data(content=b"hi")),
        ("000005 00 08 00000001 02 6869 0000", "DATA", 8, 1, http2.PaddedData(content=b"hi", padding=b"\0\0")),
        ("000014 01 05 00000001" + BLOCK.hex(), "HEADERS", 5, 1, http2.Headers(fragment=BLOCK)),
        (
            "00001b 01 2c 00000003 01 80000001 0f" + BLOCK.hex() + "00",
            "HEADERS",
            0x2C,
            3,
            http2.PaddedPriorityHeaders(
                priority=http2.Priority(exclusive=True, stream_dependency=1, weight=15), fragment=BLOCK, padding=b"\0"
            ),
        ),
        ("000005 02 00 00000003 00000001 0f", "PRIORITY", 0, 3, http2.Priority(stream_dependency=1, weight=15)),
        ("000004 03 00 00000003 00000008", "RST_STREAM", 0, 3, http2.ResetStream(error_code=http2.ErrorCode.CANCEL)),
        (
            "00000c 04 00 00000000 0003 00000064 00ff 00000001",
            "SETTINGS",
            0,
            0,
            http2.Settings(
                settings=[
                    http2.Setting(identifier=http2.SettingIdentifier.MAX_CONCURRENT_STREAMS, value=100),
                    http2.Setting(identifier=255, value=1),
                ]
            ),
        ),
        ("000000 04 01 00000000", "SETTINGS", 1, 0, http2.SettingsAcknowledgement()),
        ("000005 05 04 00000001 00000002 82", "PUSH_PROMISE", 4, 1, http2.PushPromise(promised_stream_id=2, fragment=b"\x82")),
        ("000008 06 01 00000000 0001020304050607", "PING", 1, 0, http2.Ping(opaque=bytes(range(8)))),
        (
            "00000b 07 00 00000000 7fffffff 00000000 627965",
            "GOAWAY",
            0,
            0,
            http2.GoAway(last_stream_id=0x7FFFFFFF, error_code=http2.ErrorCode.NO_ERROR, debug_data=b"bye"),
        ),
        ("000004 08 00 00000000 0000ffff", "WINDOW_UPDATE", 0, 0, http2.WindowUpdate(increment=65535)),
        ("000001 09 04 00000001 82", "CONTINUATION", 4, 1, http2.Continuation(fragment=b"\x82")),
    ],
)
def test_a_frame_unpacks_and_packs(wire: str, type: str, flags: int, stream_id: int, payload: Frame) -> None:
    frame = Http2Frame.unpack(bytes.fromhex(wire))
    assert (frame.type.name, frame.flags, frame.stream_id, frame.payload) == (type, flags, stream_id, payload)
    assert frame.pack() == bytes.fromhex(wire)


def test_an_unknown_type_is_kept() -> None:
    wire = bytes.fromhex("000003 ee ff 00000005 616263")
    frame = Http2Frame.unpack(wire)
    assert frame.payload == Unknown(tag=0xEE, data=b"abc")
    assert frame.pack() == wire


def test_the_reserved_bit_is_ignored_and_not_written() -> None:
    frame = Http2Frame.unpack(bytes.fromhex("000004 08 00 80000001 80000001"))
    assert (frame.stream_id, frame.payload.increment) == (1, 1)
    assert frame.pack() == bytes.fromhex("000004 08 00 00000001 00000001")


def test_the_start_of_a_connection() -> None:
    assert http2.Preface().pack() == bytes.fromhex("505249202a20485454502f322e300d0a0d0a534d0d0a0d0a")
    wire = bytes.fromhex("000000 04 00 00000000") + bytes.fromhex("000014 01 05 00000001") + BLOCK
    settings, headers = Http2Frame.iter_unpack(wire)
    assert settings.payload == http2.Settings()
    assert headers.payload.fragment == BLOCK


def test_padding_is_a_field_whose_length_is_derived_and_fits_the_frame() -> None:
    """Section 6.1: padding that is as long as the payload or longer is an error of the connection."""
    assert http2.PaddedData(content=b"hi", padding=bytes(3)).pack() == b"\3hi\0\0\0"
    assert http2.PaddedData.unpack(b"\0hi").padding == b""
    with pytest.raises(InvalidLength) as caught:
        Http2Frame.unpack(bytes.fromhex("000003 00 08 00000001 03 6869"))
    assert (caught.value.path, caught.value.offset) == ("payload.content", 10)


def test_a_payload_must_fit_the_flags() -> None:
    with pytest.raises(PackError, match="payload"):
        Http2Frame(type=FrameType.DATA, flags=http2.PADDED, stream_id=1, payload=http2.Data(content=b"hi")).pack()


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        ("000007 06 00 00000000 00010203040506", InvalidLength, "payload.opaque"),
        ("000009 06 00 00000000 000102030405060708", TrailingData, "payload"),
        ("000001 04 01 00000000 00", TrailingData, "payload"),
        ("000005 04 00 00000000 0003000000", InvalidLength, "payload.settings"),
        ("000004 08 00 00000000 00000000", InvalidValue, "payload.increment"),
        ("000000 00 08 00000001", InvalidLength, "payload.pad_length"),
        ("000003 00 00 00000001 6869", TruncatedFrame, "payload"),
        ("000003 00 00 0000", TruncatedFrame, "_"),
    ],
)
def test_what_is_wrong_is_refused(wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Http2Frame.unpack(bytes.fromhex(wire))
    assert caught.value.path == path


def test_another_preface_is_refused() -> None:
    with pytest.raises(ConstMismatch):
        http2.Preface.unpack(b"GET / HTTP/1.1\r\n\r\n\r\n\r\n\r\n")


def headers(block: str, *, type: int = 1, flags: int = 4, stream_id: int = 1) -> bytes:
    """The bytes of a frame with a field block or a part of one."""
    return Http2Frame(
        type=type,
        flags=flags,
        stream_id=stream_id,
        payload=http2.Headers(fragment=bytes.fromhex(block)) if type == 1 else http2.Continuation(fragment=bytes.fromhex(block)),
    ).pack()


REQUEST = ":method: GET\n:scheme: http\n:path: /\n:authority: www.example.com"
BLOCKS = [
    ("828684418cf1e3c2e5f23a6ba0ab90f4ff", REQUEST),
    ("828684be5886a8eb10649cbf", REQUEST + "\ncache-control: no-cache"),
    (
        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
        ":method: GET\n:scheme: https\n:path: /index.html\n:authority: www.example.com\ncustom-key: custom-value",
    ),
]
"""RFC 7541, appendix C.4: requests of one connection, which share a table."""


def test_the_lists_of_a_conversation_depend_on_those_before() -> None:
    pytest.importorskip("hpack")
    client, server = http2.PROTOCOL.decoders()
    wire = http2.Preface().pack() + b"".join(headers(block) for block, _ in BLOCKS)
    preface, *frames = client.feed(wire)
    assert preface == http2.Preface()
    assert [each.field_list for each in frames] == [shown for _, shown in BLOCKS]
    assert b"".join(each.pack() for each in (preface, *frames)) == wire
    (answer,) = server.feed(headers("88"))
    assert answer.field_list == ":status: 200"


def test_a_block_may_be_divided_and_one_that_is_not_valid_ends_the_lists() -> None:
    pytest.importorskip("hpack")
    _, server = http2.PROTOCOL.decoders()
    first, end, bad, after = server.feed(
        headers("48033330", flags=0) + headers("3200016200", type=9) + headers("ff8f8f8f8f8f8f8f8f8f8f7f") + headers("88")
    )
    assert (first.field_list, end.field_list, bad.field_list, after.field_list) == ("", ":status: 302\nb: ", "", "")


def test_without_the_package_blocks_stay_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hpack", None)
    _, server = http2.PROTOCOL.decoders()
    (frame,) = server.feed(headers("88"))
    assert (frame.field_list, frame.payload.fragment) == ("", b"\x88")
