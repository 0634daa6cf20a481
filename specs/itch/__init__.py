"""Nasdaq TotalView-ITCH 5.0: all messages, in packets of MoldUDP64 and of SoupBinTCP.

Source: Nasdaq TotalView-ITCH 5.0, chapters "Data types" and "Message formats" (sections 1.1 to 1.8, as the editions since 2023
number them); MoldUDP64 Protocol Specification 1.00; SoupBinTCP Protocol Specification 3.00 and 4.00.

Prices are decimals: "Price (4)" has four decimal places, and "Price (8)" has eight. One-letter codes are enumerations whose
numbers are those of the letters. The sub-type of an issue and the reason of a trading action are text, as in appendices C and E.
Data that a client sends over SoupBinTCP are bytes, because ITCH has no client messages.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    Protocol,
    Unknown,
    array,
    data,
    derived,
    field,
    optional,
    switch,
    text,
    text_int,
    this,
    u8,
    u16,
    u64,
    unknown,
)
from framekit.specs.itch.codes import (
    Answer,
    Authenticity,
    BreachedLevel,
    CrossType,
    EventCode,
    FinancialStatus,
    HaltAction,
    ImbalanceDirection,
    InterestFlag,
    IssueClassification,
    MarketCategory,
    MarketCode,
    MarketMakerMode,
    MessageType,
    ParticipantState,
    PriceTier,
    PriceVariation,
    RegShoAction,
    ReleaseQualifier,
    Side,
    TradingState,
)
from framekit.specs.itch.messages import (
    AddOrder,
    AddOrderWithAttribution,
    BrokenTrade,
    CrossTrade,
    DirectListingPriceDiscovery,
    IpoQuotingPeriodUpdate,
    LuldAuctionCollar,
    MarketParticipantPosition,
    Message,
    MwcbDeclineLevel,
    MwcbStatus,
    NetOrderImbalance,
    OperationalHalt,
    OrderCancel,
    OrderDelete,
    OrderExecuted,
    OrderExecutedWithPrice,
    OrderReplace,
    RegShoRestriction,
    RetailPriceImprovement,
    StockDirectory,
    StockTradingAction,
    SystemEvent,
    Trade,
)

__all__ = [
    "PROTOCOL",
    "AddOrder",
    "AddOrderWithAttribution",
    "Answer",
    "Authenticity",
    "BreachedLevel",
    "BrokenTrade",
    "ClientHeartbeat",
    "CrossTrade",
    "CrossType",
    "Debug",
    "DirectListingPriceDiscovery",
    "DownstreamPacket",
    "EndOfSession",
    "EventCode",
    "FinancialStatus",
    "HaltAction",
    "ImbalanceDirection",
    "InterestFlag",
    "IpoQuotingPeriodUpdate",
    "IssueClassification",
    "LoginAccepted",
    "LoginRejected",
    "LoginRequest",
    "LogoutRequest",
    "LuldAuctionCollar",
    "MarketCategory",
    "MarketCode",
    "MarketMakerMode",
    "MarketParticipantPosition",
    "Message",
    "MessageType",
    "MwcbDeclineLevel",
    "MwcbStatus",
    "NetOrderImbalance",
    "OperationalHalt",
    "OrderCancel",
    "OrderDelete",
    "OrderExecuted",
    "OrderExecutedWithPrice",
    "OrderReplace",
    "PacketType",
    "ParticipantState",
    "PriceTier",
    "PriceVariation",
    "RegShoAction",
    "RegShoRestriction",
    "RejectReason",
    "ReleaseQualifier",
    "RequestPacket",
    "RetailPriceImprovement",
    "SequencedData",
    "ServerHeartbeat",
    "Side",
    "SoupPacket",
    "StockDirectory",
    "StockTradingAction",
    "SystemEvent",
    "Trade",
    "TradingState",
    "UnsequencedData",
]


class DownstreamPacket(Frame):
    """MoldUDP64: messages of a session, from a sequence number on. None instead of a list is the end of the session."""

    session: str = text(10, pad=" ", encoding="ascii")
    sequence_number: u64 = field(doc="of the first message, or of the next one if there is none")
    message_count: int = derived(u16)
    messages: list[Message] | None = optional(
        array(field(Message, size_prefix=u16), count=this.message_count), when=this.message_count != 0xFFFF, default=None
    )


class RequestPacket(Frame):
    """MoldUDP64: a receiver asks for messages again."""

    session: str = text(10, pad=" ", encoding="ascii")
    sequence_number: u64 = field(doc="of the first requested message")
    message_count: u16


class PacketType(IntEnum):
    """The packets of SoupBinTCP: each is the number of an ASCII letter."""

    DEBUG = ord("+")
    LOGIN_ACCEPTED = ord("A")
    LOGIN_REJECTED = ord("J")
    SEQUENCED_DATA = ord("S")
    SERVER_HEARTBEAT = ord("H")
    END_OF_SESSION = ord("Z")
    LOGIN_REQUEST = ord("L")
    UNSEQUENCED_DATA = ord("U")
    CLIENT_HEARTBEAT = ord("R")
    LOGOUT_REQUEST = ord("O")


class RejectReason(IntEnum):
    """The reason why a login is rejected."""

    NOT_AUTHORIZED = ord("A")
    SESSION_NOT_AVAILABLE = ord("S")


class Debug(Frame):
    """Human-readable text, from either side."""

    text: str = text(encoding="latin-1")


class LoginAccepted(Frame):
    """The server accepts a login."""

    session: str = text(10, pad=" ", encoding="ascii", doc="with spaces before it")
    sequence_number: int = text_int(20, pad=" ", doc="of the next message")


class LoginRejected(Frame):
    """The server rejects a login, and closes the connection."""

    reason: RejectReason = field(u8)


class SequencedData(Frame):
    """A message of the session. It has the next sequence number, which is not sent."""

    message: Message


class ServerHeartbeat(Frame):
    """The server has had nothing to send for a second."""


class EndOfSession(Frame):
    """There will be no more messages of the session."""


class LoginRequest(Frame):
    """The client requests a session; an empty one is the current session. Version 4 adds the heartbeat timeout."""

    user_name: str = text(6, pad=" ", encoding="ascii")
    password: str = text(10, pad=" ", encoding="ascii")
    session: str = text(10, pad=" ", encoding="ascii", default="", doc="with spaces before it")
    sequence_number: int = text_int(20, pad=" ", default=0, doc="of the first requested message; 0 is the next one")
    heartbeat_timeout: int | None = optional(text_int(5, pad=" "), default=None)


class UnsequencedData(Frame):
    """A message of the client."""

    data: bytes = data()


class ClientHeartbeat(Frame):
    """The client has had nothing to send for a second."""


class LogoutRequest(Frame):
    """The client asks the server to close the connection."""


P = PacketType


class SoupPacket(Frame, size=this.length + 2):
    """SoupBinTCP: a packet; its type is derived from the body."""

    length: int = derived(u16, check=this >= 1)
    type: PacketType = derived(u8)
    body: (
        Debug
        | LoginAccepted
        | LoginRejected
        | SequencedData
        | ServerHeartbeat
        | EndOfSession
        | LoginRequest
        | UnsequencedData
        | ClientHeartbeat
        | LogoutRequest
        | Unknown
    ) = switch(
        this.type,
        {
            P.DEBUG: Debug,
            P.LOGIN_ACCEPTED: LoginAccepted,
            P.LOGIN_REJECTED: LoginRejected,
            P.SEQUENCED_DATA: SequencedData,
            P.SERVER_HEARTBEAT: ServerHeartbeat,
            P.END_OF_SESSION: EndOfSession,
            P.LOGIN_REQUEST: LoginRequest,
            P.UNSEQUENCED_DATA: UnsequencedData,
            P.CLIENT_HEARTBEAT: ClientHeartbeat,
            P.LOGOUT_REQUEST: LogoutRequest,
        },
        otherwise=unknown(),
    )


PROTOCOL = Protocol(
    "itch",
    title="Nasdaq TotalView-ITCH 5.0",
    source="TotalView-ITCH 5.0, MoldUDP64 1.00, SoupBinTCP 4.00",
    client=SoupPacket,
    datagrams=DownstreamPacket,
)
