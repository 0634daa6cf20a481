"""ISO 8583: messages laid out by hand as the tables of the standard say."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, FrameTooLarge, InvalidValue, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

iso8583: Any = load("iso8583")
Message, FramedMessage = iso8583.Message, iso8583.FramedMessage
FRAMES: list[type[Frame]] = [Message, FramedMessage]

ECHO = b"0800822000000000000004000000000000001127120000000001301"
"""A test of a connection: elements 7, 11 and 70."""
SALE = b"02007220000108800000164000001234567899000000000000012345112711595900004206123456123456789012TERM0001"
"""A sale: elements 2, 3, 4, 7, 11, 32, 37 and 41."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame, examples=20)  # it has 128 fields


def test_a_message_with_two_bit_maps() -> None:
    message = Message.unpack(ECHO)
    assert (message.message_class, message.function) == (
        iso8583.MessageClass.NETWORK_MANAGEMENT,
        iso8583.MessageFunction.REQUEST,
    )
    assert (message.transmission_date_and_time, message.system_trace_audit_number) == ("1127120000", "000001")
    assert message.network_management_information_code == "301"
    assert message.secondary == iso8583.bitmap_of(7, 11, 70)
    assert message.pack() == ECHO


def test_the_first_bit_map_follows_from_the_elements() -> None:
    message = Message.unpack(SALE)
    assert message.primary_account_number == "4000001234567899"
    assert message.transaction_amount == 12345
    assert message.acquiring_institution_identification == "123456"
    assert message.card_acceptor_terminal_identification == "TERM0001"
    assert message.secondary is None
    assert message.pack() == SALE
    message.transaction_amount = None
    assert message.primary == 0x6220000108800000
    assert Message.unpack(message.pack()) == message


def test_messages_in_a_stream_are_counted() -> None:
    client, server = iso8583.PROTOCOL.decoders()
    wire = len(ECHO).to_bytes(2, "big") + ECHO
    (first,) = client.feed(wire)
    assert first.message.pack() == ECHO
    assert server.feed(wire * 2) == [first, first]


def test_the_second_bit_map_must_fit_the_elements() -> None:
    message = Message.unpack(ECHO)
    message.secondary = iso8583.bitmap_of(71)
    with pytest.raises(PackError, match=r"network_management_information_code|message_number"):
        message.pack()


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (ECHO[:-1], TruncatedFrame, "network_management_information_code"),
        (ECHO[:4] + b"822000000000000g" + ECHO[20:], UnpackError, "primary"),
        (ECHO[:36] + b"11271200xx" + ECHO[46:], InvalidValue, "transmission_date_and_time"),
        (SALE[:20] + b"20" + SALE[22:], FrameTooLarge, "primary_account_number"),
    ],
)
def test_wrong_bytes_are_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Message.unpack(wire)
    assert caught.value.path == path
