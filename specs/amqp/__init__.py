"""AMQP 0-9-1: frames, all methods, field tables, and content headers.

Source: AMQP 0-9-1 specification of 13 November 2008: section 4.2 (protocol header, frames, data types); its reference, chapter 1
(classes and methods). The class confirm and the methods marked as extensions come from RabbitMQ. Three value types follow brokers
and clients instead of section 4.2.1 (RabbitMQ's "AMQP 0-9-1 Errata", section 3): s is a signed 16-bit number, l is a signed
64-bit number, and x is bytes.

A protocol header counts as a frame, because its first byte is not the type of any other frame. Messages are not assembled from
their method, header and body frames.
"""

from __future__ import annotations

from framekit import (
    Frame,
    Protocol,
    Timestamp,
    Unknown,
    const,
    data,
    derived,
    field,
    optional,
    switch,
    text,
    this,
    timestamp,
    u8,
    u16,
    u32,
    u64,
    unknown,
)
from framekit.specs.amqp.codes import ClassIdentifier, FieldType, FrameType, MethodIdentifier, ReplyCode
from framekit.specs.amqp.methods import (
    METHODS,
    BasicAck,
    BasicCancel,
    BasicCancelOk,
    BasicConsume,
    BasicConsumeOk,
    BasicDeliver,
    BasicGet,
    BasicGetEmpty,
    BasicGetOk,
    BasicNack,
    BasicPublish,
    BasicQos,
    BasicQosOk,
    BasicRecover,
    BasicRecoverAsync,
    BasicRecoverOk,
    BasicReject,
    BasicReturn,
    ChannelClose,
    ChannelCloseOk,
    ChannelFlow,
    ChannelFlowOk,
    ChannelOpen,
    ChannelOpenOk,
    ConfirmSelect,
    ConfirmSelectOk,
    ConnectionBlocked,
    ConnectionClose,
    ConnectionCloseOk,
    ConnectionOpen,
    ConnectionOpenOk,
    ConnectionSecure,
    ConnectionSecureOk,
    ConnectionStart,
    ConnectionStartOk,
    ConnectionTune,
    ConnectionTuneOk,
    ConnectionUnblocked,
    ConnectionUpdateSecret,
    ConnectionUpdateSecretOk,
    ExchangeBind,
    ExchangeBindOk,
    ExchangeDeclare,
    ExchangeDeclareOk,
    ExchangeDelete,
    ExchangeDeleteOk,
    ExchangeUnbind,
    ExchangeUnbindOk,
    QueueBind,
    QueueBindOk,
    QueueDeclare,
    QueueDeclareOk,
    QueueDelete,
    QueueDeleteOk,
    QueuePurge,
    QueuePurgeOk,
    QueueUnbind,
    QueueUnbindOk,
    TxCommit,
    TxCommitOk,
    TxRollback,
    TxRollbackOk,
    TxSelect,
    TxSelectOk,
)
from framekit.specs.amqp.tables import Decimal, Entry, NoField, Table, Value

__all__ = [
    "METHODS",
    "PROTOCOL",
    "AmqpFrame",
    "BasicAck",
    "BasicCancel",
    "BasicCancelOk",
    "BasicConsume",
    "BasicConsumeOk",
    "BasicDeliver",
    "BasicGet",
    "BasicGetEmpty",
    "BasicGetOk",
    "BasicNack",
    "BasicPublish",
    "BasicQos",
    "BasicQosOk",
    "BasicRecover",
    "BasicRecoverAsync",
    "BasicRecoverOk",
    "BasicReject",
    "BasicReturn",
    "BodyFrame",
    "ChannelClose",
    "ChannelCloseOk",
    "ChannelFlow",
    "ChannelFlowOk",
    "ChannelOpen",
    "ChannelOpenOk",
    "ClassIdentifier",
    "ConfirmSelect",
    "ConfirmSelectOk",
    "ConnectionBlocked",
    "ConnectionClose",
    "ConnectionCloseOk",
    "ConnectionOpen",
    "ConnectionOpenOk",
    "ConnectionSecure",
    "ConnectionSecureOk",
    "ConnectionStart",
    "ConnectionStartOk",
    "ConnectionTune",
    "ConnectionTuneOk",
    "ConnectionUnblocked",
    "ConnectionUpdateSecret",
    "ConnectionUpdateSecretOk",
    "ContentHeader",
    "Decimal",
    "Entry",
    "ExchangeBind",
    "ExchangeBindOk",
    "ExchangeDeclare",
    "ExchangeDeclareOk",
    "ExchangeDelete",
    "ExchangeDeleteOk",
    "ExchangeUnbind",
    "ExchangeUnbindOk",
    "FieldType",
    "FrameType",
    "HeaderFrame",
    "HeartbeatFrame",
    "Method",
    "MethodFrame",
    "MethodIdentifier",
    "NoField",
    "Nothing",
    "ProtocolHeader",
    "QueueBind",
    "QueueBindOk",
    "QueueDeclare",
    "QueueDeclareOk",
    "QueueDelete",
    "QueueDeleteOk",
    "QueuePurge",
    "QueuePurgeOk",
    "QueueUnbind",
    "QueueUnbindOk",
    "ReplyCode",
    "Table",
    "TxCommit",
    "TxCommitOk",
    "TxRollback",
    "TxRollbackOk",
    "TxSelect",
    "TxSelectOk",
    "Value",
]


class Method(Frame):
    """A method and its arguments, which determine its identifier (section 4.2.4)."""

    identifier: MethodIdentifier = derived(u32)
    arguments: (
        ConnectionStart
        | ConnectionStartOk
        | ConnectionSecure
        | ConnectionSecureOk
        | ConnectionTune
        | ConnectionTuneOk
        | ConnectionOpen
        | ConnectionOpenOk
        | ConnectionClose
        | ConnectionCloseOk
        | ConnectionBlocked
        | ConnectionUnblocked
        | ConnectionUpdateSecret
        | ConnectionUpdateSecretOk
        | ChannelOpen
        | ChannelOpenOk
        | ChannelFlow
        | ChannelFlowOk
        | ChannelClose
        | ChannelCloseOk
        | ExchangeDeclare
        | ExchangeDeclareOk
        | ExchangeDelete
        | ExchangeDeleteOk
        | ExchangeBind
        | ExchangeBindOk
        | ExchangeUnbind
        | ExchangeUnbindOk
        | QueueDeclare
        | QueueDeclareOk
        | QueueBind
        | QueueBindOk
        | QueuePurge
        | QueuePurgeOk
        | QueueDelete
        | QueueDeleteOk
        | QueueUnbind
        | QueueUnbindOk
        | BasicQos
        | BasicQosOk
        | BasicConsume
        | BasicConsumeOk
        | BasicCancel
        | BasicCancelOk
        | BasicPublish
        | BasicReturn
        | BasicDeliver
        | BasicGet
        | BasicGetOk
        | BasicGetEmpty
        | BasicAck
        | BasicReject
        | BasicRecoverAsync
        | BasicRecover
        | BasicRecoverOk
        | BasicNack
        | ConfirmSelect
        | ConfirmSelectOk
        | TxSelect
        | TxSelectOk
        | TxCommit
        | TxCommitOk
        | TxRollback
        | TxRollbackOk
        | Unknown
    ) = switch(this.identifier, METHODS, otherwise=unknown())


class ContentHeader(Frame):
    """The size and the properties of a content (sections 4.2.6.1 and 1.8 of the reference); flags indicate those present."""

    class_id: ClassIdentifier = field(u16, default=ClassIdentifier.BASIC)
    weight: u16 = 0
    body_size: u64
    flags: int = derived(u16)
    content_type: str | None = optional(text(prefix=u8, errors="surrogateescape"), when=this.flags >> 15 & 1, default=None)
    content_encoding: str | None = optional(text(prefix=u8, errors="surrogateescape"), when=this.flags >> 14 & 1, default=None)
    headers: Table | None = optional(Table, when=this.flags >> 13 & 1, default=None)
    delivery_mode: int | None = optional(u8, when=this.flags >> 12 & 1, default=None)
    priority: int | None = optional(u8, when=this.flags >> 11 & 1, default=None)
    correlation_id: str | None = optional(text(prefix=u8, errors="surrogateescape"), when=this.flags >> 10 & 1, default=None)
    reply_to: str | None = optional(text(prefix=u8, errors="surrogateescape"), when=this.flags >> 9 & 1, default=None)
    expiration: str | None = optional(text(prefix=u8, errors="surrogateescape"), when=this.flags >> 8 & 1, default=None)
    message_id: str | None = optional(text(prefix=u8, errors="surrogateescape"), when=this.flags >> 7 & 1, default=None)
    timestamp: Timestamp | None = optional(timestamp(u64, unit="s"), when=this.flags >> 6 & 1, default=None)
    type: str | None = optional(text(prefix=u8, errors="surrogateescape"), when=this.flags >> 5 & 1, default=None)
    user_id: str | None = optional(text(prefix=u8, errors="surrogateescape"), when=this.flags >> 4 & 1, default=None)
    app_id: str | None = optional(text(prefix=u8, errors="surrogateescape"), when=this.flags >> 3 & 1, default=None)
    cluster_id: str | None = optional(text(prefix=u8, errors="surrogateescape"), when=this.flags >> 2 & 1, default=None)


class Nothing(Frame):
    """The payload of a heartbeat."""


class MethodFrame(Frame):
    """A frame with a method (section 4.2.4)."""

    channel: u16 = 0
    size: int = derived(u32)
    payload: Method = field(size=this.size)
    _end: int = const(0xCE, u8)


class HeaderFrame(Frame):
    """A frame with the header of a content (section 4.2.6.1)."""

    channel: u16
    size: int = derived(u32)
    payload: ContentHeader = field(size=this.size)
    _end: int = const(0xCE, u8)


class BodyFrame(Frame):
    """A frame with a part of a content (section 4.2.6.2)."""

    channel: u16
    payload: bytes = data(prefix=u32)
    _end: int = const(0xCE, u8)


class HeartbeatFrame(Frame):
    """A frame that shows that a side is alive (section 4.2.7)."""

    channel: u16 = 0
    size: int = derived(u32)
    payload: Nothing = field(size=this.size, default_factory=Nothing)
    _end: int = const(0xCE, u8)


class ProtocolHeader(Frame):
    """The start of a client, or a server's rejection of it (section 4.2.2), after the first letter."""

    _protocol: bytes = const(b"MQP")
    protocol_id: u8 = 0
    version_major: u8 = 0
    version_minor: u8 = 9
    version_revision: u8 = 1


class AmqpFrame(Frame):
    """A frame, or a protocol header; the type is derived from the body (section 4.2.3)."""

    type: FrameType = derived(u8)
    body: MethodFrame | HeaderFrame | BodyFrame | HeartbeatFrame | ProtocolHeader = switch(
        this.type,
        {
            FrameType.METHOD: MethodFrame,
            FrameType.HEADER: HeaderFrame,
            FrameType.BODY: BodyFrame,
            FrameType.HEARTBEAT: HeartbeatFrame,
            FrameType.PROTOCOL_HEADER: ProtocolHeader,
        },
    )


PROTOCOL = Protocol("amqp", title="AMQP 0-9-1", source="AMQP 0-9-1", ports={"tcp": [5672]}, client=AmqpFrame)
