"""Methods of AMQP 0-9-1, class by class."""

from __future__ import annotations

from framekit import Frame, bool1, data, field, pad, text, u8, u16, u32, u64
from framekit.specs.amqp.codes import MethodIdentifier, ReplyCode
from framekit.specs.amqp.tables import Table


class ConnectionStart(Frame):
    """A server begins (section 1.4)."""

    version_major: u8 = 0
    version_minor: u8 = 9
    server_properties: Table = field(default_factory=Table)
    mechanisms: str = text(prefix=u32, doc="words between spaces")
    locales: str = text(prefix=u32, doc="words between spaces")


class ConnectionStartOk(Frame):
    """A client chooses how to log in (section 1.4)."""

    client_properties: Table = field(default_factory=Table)
    mechanism: str = text(prefix=u8, errors="surrogateescape")
    response: bytes = data(prefix=u32)
    locale: str = text(prefix=u8, errors="surrogateescape")


class ConnectionSecure(Frame):
    """A server asks for more (section 1.4)."""

    challenge: bytes = data(prefix=u32)


class ConnectionSecureOk(Frame):
    """A client answers that (section 1.4)."""

    response: bytes = data(prefix=u32)


class ConnectionTune(Frame):
    """A server proposes limits; 0 means no limit (section 1.4)."""

    channel_max: u16
    frame_max: u32
    heartbeat: u16


class ConnectionTuneOk(Frame):
    """A client chooses limits; 0 means no limit (section 1.4)."""

    channel_max: u16
    frame_max: u32
    heartbeat: u16


class ConnectionOpen(Frame, bitorder="lsb"):
    """A client chooses a virtual host (section 1.4)."""

    virtual_host: str = text(prefix=u8, errors="surrogateescape")
    reserved_1: str = text(prefix=u8, default="")
    reserved_2: bool1 = False
    _bits: None = pad(bits=7)


class ConnectionOpenOk(Frame):
    """The connection is open (section 1.4)."""

    reserved_1: str = text(prefix=u8, default="")


class ConnectionClose(Frame):
    """A side closes the connection (section 1.4)."""

    reply_code: ReplyCode = field(u16)
    reply_text: str = text(prefix=u8, errors="surrogateescape")
    class_id: u16 = 0
    method_id: u16 = 0


class ConnectionCloseOk(Frame):
    """The connection is closed (section 1.4)."""


class ConnectionBlocked(Frame):
    """A server accepts no more messages (an extension of RabbitMQ)."""

    reason: str = text(prefix=u8, errors="surrogateescape")


class ConnectionUnblocked(Frame):
    """A server accepts messages again (an extension of RabbitMQ)."""


class ConnectionUpdateSecret(Frame):
    """A client renews its secret (an extension of RabbitMQ)."""

    new_secret: bytes = data(prefix=u32)
    reason: str = text(prefix=u8, errors="surrogateescape")


class ConnectionUpdateSecretOk(Frame):
    """The secret has been renewed (an extension of RabbitMQ)."""


class ChannelOpen(Frame):
    """A client opens a channel (section 1.5)."""

    reserved_1: str = text(prefix=u8, default="")


class ChannelOpenOk(Frame):
    """The channel is open (section 1.5)."""

    reserved_1: bytes = data(prefix=u32, default=b"")


class ChannelFlow(Frame, bitorder="lsb"):
    """A side pauses or resumes the content of the other side (section 1.5)."""

    active: bool1 = False
    _bits: None = pad(bits=7)


class ChannelFlowOk(Frame, bitorder="lsb"):
    """The content is paused or resumed (section 1.5)."""

    active: bool1 = False
    _bits: None = pad(bits=7)


class ChannelClose(Frame):
    """A side closes the channel (section 1.5)."""

    reply_code: ReplyCode = field(u16)
    reply_text: str = text(prefix=u8, errors="surrogateescape")
    class_id: u16 = 0
    method_id: u16 = 0


class ChannelCloseOk(Frame):
    """The channel is closed (section 1.5)."""


class ExchangeDeclare(Frame, bitorder="lsb"):
    """An exchange is created if it does not exist; two flags are reserved except in RabbitMQ (section 1.6)."""

    reserved_1: u16 = 0
    exchange: str = text(prefix=u8, errors="surrogateescape")
    type: str = text(prefix=u8, errors="surrogateescape")
    passive: bool1 = False
    durable: bool1 = False
    auto_delete: bool1 = False
    internal: bool1 = False
    no_wait: bool1 = False
    _bits: None = pad(bits=3)
    arguments: Table = field(default_factory=Table)


class ExchangeDeclareOk(Frame):
    """The exchange exists (section 1.6)."""


class ExchangeDelete(Frame, bitorder="lsb"):
    """An exchange is deleted (section 1.6)."""

    reserved_1: u16 = 0
    exchange: str = text(prefix=u8, errors="surrogateescape")
    if_unused: bool1 = False
    no_wait: bool1 = False
    _bits: None = pad(bits=6)


class ExchangeDeleteOk(Frame):
    """The exchange is deleted (section 1.6)."""


class ExchangeBind(Frame, bitorder="lsb"):
    """An exchange receives the messages of another one (an extension of RabbitMQ)."""

    reserved_1: u16 = 0
    destination: str = text(prefix=u8, errors="surrogateescape")
    source: str = text(prefix=u8, errors="surrogateescape")
    routing_key: str = text(prefix=u8, errors="surrogateescape")
    no_wait: bool1 = False
    _bits: None = pad(bits=7)
    arguments: Table = field(default_factory=Table)


class ExchangeBindOk(Frame):
    """The exchange is bound (an extension of RabbitMQ)."""


class ExchangeUnbind(Frame, bitorder="lsb"):
    """An exchange no longer receives them (an extension of RabbitMQ)."""

    reserved_1: u16 = 0
    destination: str = text(prefix=u8, errors="surrogateescape")
    source: str = text(prefix=u8, errors="surrogateescape")
    routing_key: str = text(prefix=u8, errors="surrogateescape")
    no_wait: bool1 = False
    _bits: None = pad(bits=7)
    arguments: Table = field(default_factory=Table)


class ExchangeUnbindOk(Frame):
    """The exchange is unbound (an extension of RabbitMQ)."""


class QueueDeclare(Frame, bitorder="lsb"):
    """A queue is created if it does not exist (section 1.7)."""

    reserved_1: u16 = 0
    queue: str = text(prefix=u8, errors="surrogateescape")
    passive: bool1 = False
    durable: bool1 = False
    exclusive: bool1 = False
    auto_delete: bool1 = False
    no_wait: bool1 = False
    _bits: None = pad(bits=3)
    arguments: Table = field(default_factory=Table)


class QueueDeclareOk(Frame):
    """The queue exists (section 1.7)."""

    queue: str = text(prefix=u8, errors="surrogateescape")
    message_count: u32
    consumer_count: u32


class QueueBind(Frame, bitorder="lsb"):
    """A queue receives the messages of an exchange (section 1.7)."""

    reserved_1: u16 = 0
    queue: str = text(prefix=u8, errors="surrogateescape")
    exchange: str = text(prefix=u8, errors="surrogateescape")
    routing_key: str = text(prefix=u8, errors="surrogateescape")
    no_wait: bool1 = False
    _bits: None = pad(bits=7)
    arguments: Table = field(default_factory=Table)


class QueueBindOk(Frame):
    """The queue is bound (section 1.7)."""


class QueuePurge(Frame, bitorder="lsb"):
    """The messages of a queue are discarded (section 1.7)."""

    reserved_1: u16 = 0
    queue: str = text(prefix=u8, errors="surrogateescape")
    no_wait: bool1 = False
    _bits: None = pad(bits=7)


class QueuePurgeOk(Frame):
    """The number of messages that were removed (section 1.7)."""

    message_count: u32


class QueueDelete(Frame, bitorder="lsb"):
    """A queue is deleted (section 1.7)."""

    reserved_1: u16 = 0
    queue: str = text(prefix=u8, errors="surrogateescape")
    if_unused: bool1 = False
    if_empty: bool1 = False
    no_wait: bool1 = False
    _bits: None = pad(bits=5)


class QueueDeleteOk(Frame):
    """The number of messages that the queue contained (section 1.7)."""

    message_count: u32


class QueueUnbind(Frame):
    """A queue no longer receives the messages of an exchange (section 1.7)."""

    reserved_1: u16 = 0
    queue: str = text(prefix=u8, errors="surrogateescape")
    exchange: str = text(prefix=u8, errors="surrogateescape")
    routing_key: str = text(prefix=u8, errors="surrogateescape")
    arguments: Table = field(default_factory=Table)


class QueueUnbindOk(Frame):
    """The queue is unbound (section 1.7)."""


class BasicQos(Frame, bitorder="lsb"):
    """The amount that may be sent before acknowledgement (section 1.8)."""

    prefetch_size: u32 = 0
    prefetch_count: u16 = 0
    is_global: bool1 = False
    _bits: None = pad(bits=7)


class BasicQosOk(Frame):
    """The request has been carried out (section 1.8)."""


class BasicConsume(Frame, bitorder="lsb"):
    """A client asks to receive the messages of a queue (section 1.8)."""

    reserved_1: u16 = 0
    queue: str = text(prefix=u8, errors="surrogateescape")
    consumer_tag: str = text(prefix=u8, errors="surrogateescape")
    no_local: bool1 = False
    no_ack: bool1 = False
    exclusive: bool1 = False
    no_wait: bool1 = False
    _bits: None = pad(bits=4)
    arguments: Table = field(default_factory=Table)


class BasicConsumeOk(Frame):
    """The client will receive them (section 1.8)."""

    consumer_tag: str = text(prefix=u8, errors="surrogateescape")


class BasicCancel(Frame, bitorder="lsb"):
    """A client no longer receives them (section 1.8)."""

    consumer_tag: str = text(prefix=u8, errors="surrogateescape")
    no_wait: bool1 = False
    _bits: None = pad(bits=7)


class BasicCancelOk(Frame):
    """The request has been carried out (section 1.8)."""

    consumer_tag: str = text(prefix=u8, errors="surrogateescape")


class BasicPublish(Frame, bitorder="lsb"):
    """A client sends a message to an exchange; content follows (section 1.8)."""

    reserved_1: u16 = 0
    exchange: str = text(prefix=u8, errors="surrogateescape")
    routing_key: str = text(prefix=u8, errors="surrogateescape")
    mandatory: bool1 = False
    immediate: bool1 = False
    _bits: None = pad(bits=6)


class BasicReturn(Frame):
    """A server returns a message; content follows (section 1.8)."""

    reply_code: ReplyCode = field(u16)
    reply_text: str = text(prefix=u8, errors="surrogateescape")
    exchange: str = text(prefix=u8, errors="surrogateescape")
    routing_key: str = text(prefix=u8, errors="surrogateescape")


class BasicDeliver(Frame, bitorder="lsb"):
    """A server sends a message to a consumer; content follows (section 1.8)."""

    consumer_tag: str = text(prefix=u8, errors="surrogateescape")
    delivery_tag: u64
    redelivered: bool1 = False
    _bits: None = pad(bits=7)
    exchange: str = text(prefix=u8, errors="surrogateescape")
    routing_key: str = text(prefix=u8, errors="surrogateescape")


class BasicGet(Frame, bitorder="lsb"):
    """A client asks for one message (section 1.8)."""

    reserved_1: u16 = 0
    queue: str = text(prefix=u8, errors="surrogateescape")
    no_ack: bool1 = False
    _bits: None = pad(bits=7)


class BasicGetOk(Frame, bitorder="lsb"):
    """A server sends that message; content follows (section 1.8)."""

    delivery_tag: u64
    redelivered: bool1 = False
    _bits: None = pad(bits=7)
    exchange: str = text(prefix=u8, errors="surrogateescape")
    routing_key: str = text(prefix=u8, errors="surrogateescape")
    message_count: u32


class BasicGetEmpty(Frame):
    """The queue has no messages (section 1.8)."""

    reserved_1: str = text(prefix=u8, default="")


class BasicAck(Frame, bitorder="lsb"):
    """A message has been processed (section 1.8)."""

    delivery_tag: u64 = 0
    multiple: bool1 = False
    _bits: None = pad(bits=7)


class BasicReject(Frame, bitorder="lsb"):
    """A client rejects a message (section 1.8)."""

    delivery_tag: u64
    requeue: bool1 = False
    _bits: None = pad(bits=7)


class BasicRecoverAsync(Frame, bitorder="lsb"):
    """A client asks for messages again; there is no answer (section 1.8)."""

    requeue: bool1 = False
    _bits: None = pad(bits=7)


class BasicRecover(Frame, bitorder="lsb"):
    """A client asks for messages again (section 1.8)."""

    requeue: bool1 = False
    _bits: None = pad(bits=7)


class BasicRecoverOk(Frame):
    """The messages are sent again (section 1.8)."""


class BasicNack(Frame, bitorder="lsb"):
    """Messages have not been processed (an extension of RabbitMQ)."""

    delivery_tag: u64 = 0
    multiple: bool1 = False
    requeue: bool1 = False
    _bits: None = pad(bits=6)


class ConfirmSelect(Frame, bitorder="lsb"):
    """A channel shall confirm published messages (an extension of RabbitMQ)."""

    no_wait: bool1 = False
    _bits: None = pad(bits=7)


class ConfirmSelectOk(Frame):
    """The channel confirms published messages (an extension of RabbitMQ)."""


class TxSelect(Frame):
    """A channel shall use transactions (section 1.9)."""


class TxSelectOk(Frame):
    """The channel uses transactions (section 1.9)."""


class TxCommit(Frame):
    """A transaction shall be committed (section 1.9)."""


class TxCommitOk(Frame):
    """The transaction is committed (section 1.9)."""


class TxRollback(Frame):
    """A transaction shall be rolled back (section 1.9)."""


class TxRollbackOk(Frame):
    """The transaction is rolled back (section 1.9)."""


METHODS: dict[MethodIdentifier, type[Frame]] = {
    MethodIdentifier.CONNECTION_START: ConnectionStart,
    MethodIdentifier.CONNECTION_START_OK: ConnectionStartOk,
    MethodIdentifier.CONNECTION_SECURE: ConnectionSecure,
    MethodIdentifier.CONNECTION_SECURE_OK: ConnectionSecureOk,
    MethodIdentifier.CONNECTION_TUNE: ConnectionTune,
    MethodIdentifier.CONNECTION_TUNE_OK: ConnectionTuneOk,
    MethodIdentifier.CONNECTION_OPEN: ConnectionOpen,
    MethodIdentifier.CONNECTION_OPEN_OK: ConnectionOpenOk,
    MethodIdentifier.CONNECTION_CLOSE: ConnectionClose,
    MethodIdentifier.CONNECTION_CLOSE_OK: ConnectionCloseOk,
    MethodIdentifier.CONNECTION_BLOCKED: ConnectionBlocked,
    MethodIdentifier.CONNECTION_UNBLOCKED: ConnectionUnblocked,
    MethodIdentifier.CONNECTION_UPDATE_SECRET: ConnectionUpdateSecret,
    MethodIdentifier.CONNECTION_UPDATE_SECRET_OK: ConnectionUpdateSecretOk,
    MethodIdentifier.CHANNEL_OPEN: ChannelOpen,
    MethodIdentifier.CHANNEL_OPEN_OK: ChannelOpenOk,
    MethodIdentifier.CHANNEL_FLOW: ChannelFlow,
    MethodIdentifier.CHANNEL_FLOW_OK: ChannelFlowOk,
    MethodIdentifier.CHANNEL_CLOSE: ChannelClose,
    MethodIdentifier.CHANNEL_CLOSE_OK: ChannelCloseOk,
    MethodIdentifier.EXCHANGE_DECLARE: ExchangeDeclare,
    MethodIdentifier.EXCHANGE_DECLARE_OK: ExchangeDeclareOk,
    MethodIdentifier.EXCHANGE_DELETE: ExchangeDelete,
    MethodIdentifier.EXCHANGE_DELETE_OK: ExchangeDeleteOk,
    MethodIdentifier.EXCHANGE_BIND: ExchangeBind,
    MethodIdentifier.EXCHANGE_BIND_OK: ExchangeBindOk,
    MethodIdentifier.EXCHANGE_UNBIND: ExchangeUnbind,
    MethodIdentifier.EXCHANGE_UNBIND_OK: ExchangeUnbindOk,
    MethodIdentifier.QUEUE_DECLARE: QueueDeclare,
    MethodIdentifier.QUEUE_DECLARE_OK: QueueDeclareOk,
    MethodIdentifier.QUEUE_BIND: QueueBind,
    MethodIdentifier.QUEUE_BIND_OK: QueueBindOk,
    MethodIdentifier.QUEUE_PURGE: QueuePurge,
    MethodIdentifier.QUEUE_PURGE_OK: QueuePurgeOk,
    MethodIdentifier.QUEUE_DELETE: QueueDelete,
    MethodIdentifier.QUEUE_DELETE_OK: QueueDeleteOk,
    MethodIdentifier.QUEUE_UNBIND: QueueUnbind,
    MethodIdentifier.QUEUE_UNBIND_OK: QueueUnbindOk,
    MethodIdentifier.BASIC_QOS: BasicQos,
    MethodIdentifier.BASIC_QOS_OK: BasicQosOk,
    MethodIdentifier.BASIC_CONSUME: BasicConsume,
    MethodIdentifier.BASIC_CONSUME_OK: BasicConsumeOk,
    MethodIdentifier.BASIC_CANCEL: BasicCancel,
    MethodIdentifier.BASIC_CANCEL_OK: BasicCancelOk,
    MethodIdentifier.BASIC_PUBLISH: BasicPublish,
    MethodIdentifier.BASIC_RETURN: BasicReturn,
    MethodIdentifier.BASIC_DELIVER: BasicDeliver,
    MethodIdentifier.BASIC_GET: BasicGet,
    MethodIdentifier.BASIC_GET_OK: BasicGetOk,
    MethodIdentifier.BASIC_GET_EMPTY: BasicGetEmpty,
    MethodIdentifier.BASIC_ACK: BasicAck,
    MethodIdentifier.BASIC_REJECT: BasicReject,
    MethodIdentifier.BASIC_RECOVER_ASYNC: BasicRecoverAsync,
    MethodIdentifier.BASIC_RECOVER: BasicRecover,
    MethodIdentifier.BASIC_RECOVER_OK: BasicRecoverOk,
    MethodIdentifier.BASIC_NACK: BasicNack,
    MethodIdentifier.CONFIRM_SELECT: ConfirmSelect,
    MethodIdentifier.CONFIRM_SELECT_OK: ConfirmSelectOk,
    MethodIdentifier.TX_SELECT: TxSelect,
    MethodIdentifier.TX_SELECT_OK: TxSelectOk,
    MethodIdentifier.TX_COMMIT: TxCommit,
    MethodIdentifier.TX_COMMIT_OK: TxCommitOk,
    MethodIdentifier.TX_ROLLBACK: TxRollback,
    MethodIdentifier.TX_ROLLBACK_OK: TxRollbackOk,
}
"""The arguments of each method."""
