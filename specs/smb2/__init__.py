"""SMB 2 and 3: all requests and responses, including compounded ones, and the headers of encrypted and compressed messages.

Source: [MS-SMB2], section 2.1 (transport over TCP) and chapter 2.2 (message syntax) up to SMB 3.1.1; [MS-FSCC] and [MS-DTYP] for
information about files.

A packet has one message, or several compounded messages. The first buffer of a message is expected at most 7 bytes after the
fixed fields; a second one, and contexts, on the next multiple of 8, at the position that their offset gives.

Left as bytes: encrypted or compressed messages; SMB 1 messages, with which a client may begin; authentication tokens; the
responses to QUERY_DIRECTORY and QUERY_INFO, because only the request contains their class; the data of most control codes of
IOCTL; the owner, the group and the lists of a security descriptor, which are at offsets in any order; the contexts of
TREE_CONNECT; information about channels.
"""

from __future__ import annotations

from framekit import (
    Expr,
    Frame,
    Protocol,
    array,
    choose,
    const,
    data,
    derived,
    field,
    optional,
    peek,
    rest,
    switch,
    this,
    u8,
    u16,
    u24,
    u32,
    u64,
)
from framekit.specs.smb2 import requests, responses
from framekit.specs.smb2.codes import Command, CompressionAlgorithm, HeaderFlags, Status

MESSAGE = b"\xfeSMB"
"""The first bytes of a message."""
ENCRYPTED = b"\xfdSMB"
"""The first bytes of an encrypted message."""
COMPRESSED = b"\xfcSMB"
"""The first bytes of a compressed message."""
_IS_ASYNC: Expr = this.flags & HeaderFlags.ASYNC_COMMAND != 0


class RequestMessage(Frame, byteorder="little", origin=True, size=choose(this.next_command != 0, this.next_command, rest)):
    """A request (section 2.2.1). Bytes after the body are padding, as before the next message, or further data of the command."""

    _protocol_id: bytes = const(MESSAGE)
    _structure_size: int = const(64, u16)
    credit_charge: u16 = 0
    channel_sequence: u16 = 0
    reserved: u16 = 0
    command: Command = field(u16)
    credit_request: u16 = 0
    flags: HeaderFlags = field(u32, default=HeaderFlags(0))
    next_command: u32 = field(default=0, doc="bytes from the start of this message to the next one; 0 for the last")
    message_id: u64
    process_id: int | None = optional(u32, when=this.flags & HeaderFlags.ASYNC_COMMAND == 0, default=None)
    tree_id: int | None = optional(u32, when=this.flags & HeaderFlags.ASYNC_COMMAND == 0, default=None)
    async_id: int | None = optional(u64, when=_IS_ASYNC, default=None)
    session_id: u64 = 0
    signature: bytes = data(16, default=bytes(16))
    body: requests.RequestBody = switch(
        this.command,
        {
            Command.NEGOTIATE: requests.NegotiateRequest,
            Command.SESSION_SETUP: requests.SessionSetupRequest,
            (Command.LOGOFF, Command.TREE_DISCONNECT, Command.CANCEL, Command.ECHO): requests.Nothing,
            Command.TREE_CONNECT: requests.TreeConnectRequest,
            Command.CREATE: requests.CreateRequest,
            Command.CLOSE: requests.CloseRequest,
            Command.FLUSH: requests.FlushRequest,
            Command.READ: requests.ReadRequest,
            Command.WRITE: requests.WriteRequest,
            Command.LOCK: requests.LockRequest,
            Command.IOCTL: requests.IoctlRequest,
            Command.QUERY_DIRECTORY: requests.QueryDirectoryRequest,
            Command.CHANGE_NOTIFY: requests.ChangeNotifyRequest,
            Command.QUERY_INFO: requests.QueryInfoRequest,
            Command.SET_INFO: requests.SetInfoRequest,
            Command.OPLOCK_BREAK: requests.OplockBreakAcknowledgment,
        },
        otherwise=requests.UnknownBody,
    )
    padding: bytes = data(default=b"")


_IS_ERROR: Expr = (
    (this.structure_size == 9)
    & (this.status != Status.SUCCESS)
    & (this.status != Status.MORE_PROCESSING_REQUIRED)
    & (this.status != Status.BUFFER_OVERFLOW)
    & (this.status != Status.NOTIFY_ENUM_DIR)
)
"""Whether a response has only its status; with the statuses listed here, it has the body of its command (section 3.3.4.4)."""


class ResponseMessage(Frame, byteorder="little", origin=True, size=choose(this.next_command != 0, this.next_command, rest)):
    """A response, or a notification (section 2.2.1). Bytes after the body are padding, or further data."""

    _protocol_id: bytes = const(MESSAGE)
    _structure_size: int = const(64, u16)
    credit_charge: u16 = 0
    status: Status = field(u32, default=Status.SUCCESS)
    command: Command = field(u16)
    credit_response: u16 = 0
    flags: HeaderFlags = field(u32, default=HeaderFlags.SERVER_TO_REDIR)
    next_command: u32 = field(default=0, doc="bytes from the start of this message to the next one; 0 for the last")
    message_id: u64
    process_id: int | None = optional(u32, when=this.flags & HeaderFlags.ASYNC_COMMAND == 0, default=None)
    tree_id: int | None = optional(u32, when=this.flags & HeaderFlags.ASYNC_COMMAND == 0, default=None)
    async_id: int | None = optional(u64, when=_IS_ASYNC, default=None)
    session_id: u64 = 0
    signature: bytes = data(16, default=bytes(16))
    structure_size: int = peek(u16)
    body: responses.ResponseBody = switch(
        _IS_ERROR,
        {1: responses.ErrorResponse},
        otherwise=switch(
            this.command,
            {
                Command.NEGOTIATE: responses.NegotiateResponse,
                Command.SESSION_SETUP: responses.SessionSetupResponse,
                (
                    Command.LOGOFF,
                    Command.TREE_DISCONNECT,
                    Command.FLUSH,
                    Command.LOCK,
                    Command.ECHO,
                ): requests.Nothing,
                Command.TREE_CONNECT: responses.TreeConnectResponse,
                Command.CREATE: responses.CreateResponse,
                Command.CLOSE: responses.CloseResponse,
                Command.READ: responses.ReadResponse,
                Command.WRITE: responses.WriteResponse,
                Command.IOCTL: responses.IoctlResponse,
                (Command.QUERY_DIRECTORY, Command.QUERY_INFO): responses.OutputResponse,
                Command.CHANGE_NOTIFY: responses.ChangeNotifyResponse,
                Command.SET_INFO: responses.SetInfoResponse,
                Command.OPLOCK_BREAK: responses.OplockBreak,
                Command.SERVER_TO_CLIENT_NOTIFICATION: responses.ServerNotification,
            },
            otherwise=requests.UnknownBody,
        ),
    )
    padding: bytes = data(default=b"")


class Transform(Frame, byteorder="little"):
    """The header of an encrypted message, and its bytes (section 2.2.41)."""

    _protocol_id: bytes = const(ENCRYPTED)
    signature: bytes = data(16)
    nonce: bytes = data(16)
    original_message_size: u32
    reserved: u16 = 0
    flags: u16 = field(default=1, doc="1: encrypted; in SMB 3.0 and 3.0.2, 1 is AES-128-CCM")
    session_id: u64
    encrypted_message: bytes = data()


class CompressionTransform(Frame, byteorder="little"):
    """The header of a compressed message, and its bytes (section 2.2.42)."""

    _protocol_id: bytes = const(COMPRESSED)
    original_compressed_segment_size: u32
    compression_algorithm: CompressionAlgorithm = field(u16)
    flags: u16 = field(default=0, doc="1: chained")
    offset: u32 = field(default=0, doc="uncompressed bytes after this header; if chained, the length of the bytes that follow")
    compressed_message: bytes = data()


class Packet(Frame, size=this.length + 4):
    """The header of everything sent over TCP (section 2.1)."""

    _zero: int = const(0, u8)
    length: int = derived(u24)


class RequestPacket(Packet):
    """A client's packet: requests, or encrypted or compressed bytes of them; or a message of SMB 1."""

    protocol_id: bytes = peek(data(4), default=MESSAGE)
    message: list[RequestMessage] | Transform | CompressionTransform | bytes = switch(
        this.protocol_id,
        {MESSAGE: array(RequestMessage), ENCRYPTED: Transform, COMPRESSED: CompressionTransform},
        otherwise=data(),
    )


class ResponsePacket(Packet):
    """A server's packet: responses and notifications, or encrypted or compressed bytes of them."""

    protocol_id: bytes = peek(data(4), default=MESSAGE)
    message: list[ResponseMessage] | Transform | CompressionTransform | bytes = switch(
        this.protocol_id,
        {MESSAGE: array(ResponseMessage), ENCRYPTED: Transform, COMPRESSED: CompressionTransform},
        otherwise=data(),
    )


PROTOCOL = Protocol(
    "smb2", title="SMB 2 and 3", source="[MS-SMB2]", ports={"tcp": [445]}, client=RequestPacket, server=ResponsePacket
)
