"""TotalView-ITCH: messages laid out by hand as the tables of the specification draw them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from framekit import Frame, InvalidValue, PackError, TrailingData, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

itch: Any = load("itch")
FRAMES: list[type[Frame]] = [itch.Message, itch.DownstreamPacket, itch.RequestPacket, itch.SoupPacket]

HEAD = "0a2df4921d67"
"""03:06:32.493022567 in the 48 bits of a time."""
LENGTHS = {
    "SYSTEM_EVENT": 12,
    "STOCK_DIRECTORY": 39,
    "STOCK_TRADING_ACTION": 25,
    "REG_SHO_RESTRICTION": 20,
    "MARKET_PARTICIPANT_POSITION": 26,
    "MWCB_DECLINE_LEVEL": 35,
    "MWCB_STATUS": 12,
    "IPO_QUOTING_PERIOD_UPDATE": 28,
    "LULD_AUCTION_COLLAR": 35,
    "OPERATIONAL_HALT": 21,
    "ADD_ORDER": 36,
    "ADD_ORDER_WITH_ATTRIBUTION": 40,
    "ORDER_EXECUTED": 31,
    "ORDER_EXECUTED_WITH_PRICE": 36,
    "ORDER_CANCEL": 23,
    "ORDER_DELETE": 19,
    "ORDER_REPLACE": 35,
    "TRADE": 44,
    "CROSS_TRADE": 40,
    "BROKEN_TRADE": 19,
    "NET_ORDER_IMBALANCE": 50,
    "RETAIL_PRICE_IMPROVEMENT": 20,
    "DIRECT_LISTING_PRICE_DISCOVERY": 48,
}
"""The bytes of each message, with its type: the offset and the length of the last row of its table."""
START = f"53 0000 0000 {HEAD} 4f"
ORDER = f"41 000d 0002 {HEAD} 0000000000000190 42 00000064 4141504c20202020 0016e360"
DOWNSTREAM = f"30303030303030303141 0000000000000007 0002 000c {START} 0024 {ORDER}"


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


@pytest.mark.parametrize("kind", itch.MessageType, ids=lambda kind: kind.name)
def test_each_message_is_as_long_as_its_table_says(kind: Any) -> None:
    wire = bytes([kind]) + bytes.fromhex("0001 0000" + HEAD) + b"0" * (LENGTHS[kind.name] - 11)
    message = itch.Message.unpack(wire)
    assert message.type is kind
    assert not isinstance(message.body, Unknown)
    assert message.pack() == wire
    with pytest.raises(TruncatedFrame):
        itch.Message.unpack(wire[:-1])


def test_an_order() -> None:
    wire = bytes.fromhex(ORDER)
    message = itch.Message.unpack(wire)
    assert (message.stock_locate, message.tracking_number, message.timestamp) == (13, 2, 0x0A2DF4921D67)
    assert message.body == itch.AddOrder(
        order_reference=400, side=itch.Side.BUY, shares=100, stock="AAPL", price=Decimal("150.0000")
    )
    assert message.pack() == wire
    message.body.price = Decimal("150.00005")
    with pytest.raises(PackError):
        message.pack()


def test_levels_have_eight_decimals() -> None:
    levels = itch.MwcbDeclineLevel(level_1=Decimal("2500.12345678"), level_2=Decimal("2300"), level_3=Decimal(0))
    wire = itch.Message(timestamp=1, body=levels).pack()
    assert wire.hex() == "56000000000000000000010000003a35e5a54e000000358d117c000000000000000000"
    assert itch.Message.unpack(wire).body == levels


def test_a_stock_directory() -> None:
    wire = bytes.fromhex(f"52 0001 0000 {HEAD} 4120202020202020 4e 20 00000064 4e 43 5a20 50 4e 20 31 4e 00000000 4e")
    body = itch.Message.unpack(wire).body
    assert (body.stock, body.market_category, body.issue_sub_type) == ("A", itch.MarketCategory.NYSE, "Z")
    assert (body.round_lot_size, body.luld_reference_price_tier) == (100, itch.PriceTier.TIER_1)
    assert (body.short_sale_threshold, body.ipo_flag) == (itch.Answer.NO, itch.Answer.NOT_AVAILABLE)
    assert itch.Message.unpack(wire).pack() == wire


def test_messages_in_a_datagram() -> None:
    wire = bytes.fromhex(DOWNSTREAM)
    packet = itch.DownstreamPacket.unpack(wire)
    assert (packet.session, packet.sequence_number, packet.message_count) == ("000000001A", 7, 2)
    assert [type(each.body) for each in packet.messages] == [itch.SystemEvent, itch.AddOrder]
    assert packet.messages[0].body.event_code is itch.EventCode.START_OF_MESSAGES
    assert packet.pack() == wire


def test_a_heartbeat_and_the_end_of_a_session() -> None:
    heartbeat = itch.DownstreamPacket(session="1", sequence_number=9, messages=[])
    assert heartbeat.pack() == b"1         " + bytes.fromhex("0000000000000009 0000")
    end = itch.DownstreamPacket(session="1", sequence_number=9, messages=None)
    assert end.pack()[-2:] == b"\xff\xff"
    assert [itch.DownstreamPacket.unpack(each.pack()) for each in (heartbeat, end)] == [heartbeat, end]
    request = itch.RequestPacket(session="1", sequence_number=3, message_count=6)
    assert request.pack() == b"1         " + bytes.fromhex("0000000000000003 0006")


def test_a_session_over_soupbintcp() -> None:
    login = b"\x00\x2fLuser  secret              " + b" " * 19 + b"1"
    accepted = b"\x00\x1fA      0001" + b" " * 19 + b"7"
    sequenced = b"\x00\x0dS" + bytes.fromhex(START)
    from_client, from_server = itch.PROTOCOL.decoders()
    ours = from_client.feed(login + b"\0\1R" + b"\0\1O")
    theirs = from_server.feed(accepted + sequenced + b"\0\1H" + b"\0\1Z")
    assert ours[0].body == itch.LoginRequest(user_name="user", password="secret", sequence_number=1)
    assert [each.body for each in ours[1:]] == [itch.ClientHeartbeat(), itch.LogoutRequest()]
    assert theirs[0].body == itch.LoginAccepted(session="      0001", sequence_number=7)
    assert theirs[1].body.message.body.event_code is itch.EventCode.START_OF_MESSAGES
    assert [each.type for each in theirs[2:]] == [itch.PacketType.SERVER_HEARTBEAT, itch.PacketType.END_OF_SESSION]
    assert b"".join(each.pack() for each in ours) == login + b"\0\1R\0\1O"
    assert b"".join(each.pack() for each in theirs) == accepted + sequenced + b"\0\1H\0\1Z"


def test_what_is_new_stays_readable() -> None:
    message = itch.Message.unpack(bytes.fromhex(f"7a 0001 0000 {HEAD} abcd"))
    assert message.body == Unknown(tag=ord("z"), data=b"\xab\xcd")
    event = itch.Message.unpack(bytes.fromhex(f"53 0000 0000 {HEAD} 41"))
    assert event.body.event_code == ord("A")


@pytest.mark.parametrize(
    ("frame", "wire", "error", "path"),
    [
        (itch.DownstreamPacket, DOWNSTREAM.replace("000c 53", "000d 53"), TrailingData, "messages[0]"),
        (itch.DownstreamPacket, DOWNSTREAM.replace("0002 000c", "0003 000c"), TruncatedFrame, "messages[2]"),
        (itch.DownstreamPacket, DOWNSTREAM.replace("4141504c", "ff41504c"), InvalidValue, "messages[1].body.stock"),
        (itch.SoupPacket, "0000", InvalidValue, "length"),
        (itch.SoupPacket, "0002 48 00", TrailingData, ""),
    ],
    ids=["length of a message", "count", "letter", "no type", "leftover"],
)
def test_what_is_wrong_is_refused(frame: type[Frame], wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        frame.unpack(bytes.fromhex(wire))
    assert caught.value.path == path
