"""TDS, the protocol of Microsoft SQL Server: packets, and the content of messages that fit into one packet.

Source: [MS-TDS], section 2.2.3 (packets), 2.2.5 (data types and headers), 2.2.6 (requests), 2.2.7 (tokens of a response).

A message may have several packets, each of which is a frame; the packets of such a message contain bytes, because they may be
split anywhere. The numbers of TDS 7.2 and later are wider than those of earlier versions: the session determines which are used
from the login of the client, or otherwise from its first request, and gives this to a packet.

Left as bytes: the values of PRELOGIN and LOGIN7, which are at offsets from their start (the offsets and lengths are read); rows,
and everything after them in a packet, because the columns of an earlier token determine their lengths; SSPI, COLINFO, TABNAME and
bulk loads; the login of TDS 4.2. Calls with table-valued parameters are refused, and so are responses with ALTMETADATA,
DATACLASSIFICATION or unknown tokens, because nothing determines their lengths. Data sent after the start of a TLS handshake are
not decoded, nor are columns that the client encrypts.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag

from framekit import (
    Expr,
    Frame,
    Protocol,
    Session,
    data,
    derived,
    field,
    given,
    switch,
    this,
    u8,
    u16,
)
from framekit.protocol import Steps, Wait
from framekit.specs.tds import requests, tokens
from framekit.specs.tds.types import LARGEST


class PacketType(IntEnum):
    """Types of packets (section 2.2.3.1.1)."""

    SQL_BATCH = 1
    PRE_TDS7_LOGIN = 2
    RPC = 3
    TABULAR_RESULT = 4
    ATTENTION = 6
    BULK_LOAD = 7
    FEDERATED_AUTHENTICATION_TOKEN = 8
    TRANSACTION_MANAGER_REQUEST = 14
    TDS7_LOGIN = 16
    SSPI = 17
    PRE_LOGIN = 18


class PacketStatus(IntFlag):
    """The position of a packet in a message (section 2.2.3.1.2); 0 is a packet in the middle."""

    END_OF_MESSAGE = 0x01
    IGNORE = 0x02
    EVENT_NOTIFICATION = 0x04
    RESET_CONNECTION = 0x08
    RESET_CONNECTION_SKIP_TRANSACTION = 0x10


class Phase(IntEnum):
    """The phase of a session: PRELOGIN may contain options, or a part of a handshake."""

    BEGINNING = 0
    SESSION = 1


HEADER = 8
"""The size of the header of a packet."""
_WHOLE: Expr = this.begins & (this.status & PacketStatus.END_OF_MESSAGE == 1)


class Packet(Frame, size=this.length):
    """A packet: a header, and a message or a piece of one (section 2.2.3)."""

    begins: bool = given(default=True, doc="the packet is the first one of a message")
    wide: bool = given(default=True, doc="TDS 7.2 or later")
    phase: Phase = given(default=Phase.SESSION, doc="BEGINNING for the first message of a side, if the client's is a PRELOGIN")
    type: PacketType = field(u8)
    status: PacketStatus = field(u8, default=PacketStatus.END_OF_MESSAGE)
    length: int = derived(u16, check=range(HEADER, HEADER + LARGEST + 1))
    process_id: u16 = field(default=0, doc="the process on the server that answers (SPID)")
    packet_id: u8 = 1
    window: u8 = 0
    body: requests.RequestBody | tokens.Response | bytes = switch(
        _WHOLE,
        {
            1: switch(
                this.type,
                {
                    PacketType.SQL_BATCH: requests.SqlBatch,
                    PacketType.RPC: requests.RpcRequest,
                    PacketType.TABULAR_RESULT: switch(
                        this.phase, {Phase.BEGINNING: requests.Prelogin}, otherwise=tokens.Response.given(wide=this.wide)
                    ),
                    PacketType.ATTENTION: requests.Attention,
                    PacketType.FEDERATED_AUTHENTICATION_TOKEN: requests.FederatedToken,
                    PacketType.TRANSACTION_MANAGER_REQUEST: requests.TransactionManagerRequest,
                    PacketType.TDS7_LOGIN: requests.Login7,
                    PacketType.PRE_LOGIN: switch(this.phase, {Phase.BEGINNING: requests.Prelogin}, otherwise=requests.Handshake),
                },
                otherwise=data(),
            )
        },
        otherwise=data(),
    )


TDS_7_2 = 0x72090002
"""The first version with headers before requests, and with wider numbers."""


def _has_begun(packet: Packet) -> bool:
    """Whether the next packet of a side begins a message."""
    return PacketStatus.END_OF_MESSAGE in PacketStatus(packet.status)


def _note(session: Session, body: object) -> None:
    """Record the version of the client, and whether it begins a handshake."""
    match body:
        case requests.Handshake():
            session.is_encrypted = True
        case requests.Login7():
            session.is_wide = body.tds_version >= TDS_7_2
        case requests.SqlBatch() | requests.RpcRequest() if not hasattr(session, "is_wide"):
            session.is_wide = body.headers is not None
        case _:
            pass


def _client(session: Session) -> Steps:
    """Packets of a client, up to the first one of a handshake."""
    session.is_encrypted = session.has_prelogin = False
    phase = Phase.SESSION if session.joined else Phase.BEGINNING
    begins = True
    while not session.is_encrypted:
        packet = yield Packet.given(begins=begins, wide=True, phase=phase)
        session.has_prelogin |= phase is Phase.BEGINNING and packet.type == PacketType.PRE_LOGIN
        begins = _has_begun(packet)
        if begins:
            phase = Phase.SESSION
        _note(session, packet.body)
    yield None


def _server(session: Session) -> Steps:
    """Packets of a server, read according to the client's version."""
    yield session.after("client")
    begins = True
    if getattr(session, "has_prelogin", False):
        packet = yield Packet.given(begins=True, wide=True, phase=Phase.BEGINNING)
        begins = _has_begun(packet)
    yield Wait(lambda: hasattr(session, "is_wide") or session.is_encrypted)
    while not getattr(session, "is_encrypted", False):
        packet = yield Packet.given(begins=begins, wide=getattr(session, "is_wide", True), phase=Phase.SESSION)
        begins = _has_begun(packet)
    yield None


PROTOCOL = Protocol(
    "tds", title="TDS (Microsoft SQL Server)", source="[MS-TDS]", ports={"tcp": [1433]}, client=_client, server=_server
)
