"""Responses and notifications of an SMB 2 server: their bodies.

Source: [MS-SMB2], sections 2.2.2 to 2.2.44.
"""

from __future__ import annotations

from typing import TypeAlias
from uuid import UUID

from framekit import Frame, Timestamp, array, const, data, derived, field, switch, this, u8, u16, u32, u64, uuid_le
from framekit.specs.smb2.codes import (
    AccessMask,
    Capabilities,
    ControlCode,
    CreateAction,
    Dialect,
    FileAttributes,
    LeaseFlags,
    LeaseState,
    OplockLevel,
    SecurityMode,
    SessionFlags,
    ShareCapabilities,
    ShareFlags,
    ShareType,
)
from framekit.specs.smb2.contexts import CreateAnswer, NegotiateContext
from framekit.specs.smb2.requests import LeaseAcknowledgment, Nothing, OplockAcknowledgment, UnknownBody
from framekit.specs.smb2.values import ChangeNotification, FileId, file_time, gap_before, pad_before


class ErrorContext(Frame, byteorder="little"):
    """A part of the information about an error, since SMB 3.1.1 (section 2.2.2.1)."""

    error_data_length: int = derived(u32)
    error_id: u32 = field(default=0, doc="0x72645253: the new location of a share")
    error_context_data: bytes = data(this.error_data_length)


class ErrorResponse(Frame, byteorder="little"):
    """A request failed, or is not ready yet (section 2.2.2)."""

    _structure_size: int = const(9, u16)
    error_context_count: u8 = 0
    reserved: u8 = 0
    byte_count: int = derived(u32)
    error_data: ErrorContext | bytes = switch(this.error_context_count, {1: ErrorContext}, otherwise=data(), size=this.byte_count)


class NegotiateResponse(Frame, byteorder="little"):
    """The dialect and the capabilities of a server (section 2.2.4); contexts since SMB 3.1.1."""

    _structure_size: int = const(65, u16)
    security_mode: SecurityMode = field(u16)
    dialect_revision: Dialect = field(u16)
    negotiate_context_count: int = derived(u16)
    server_guid: UUID = field(uuid_le)
    capabilities: Capabilities = field(u32)
    max_transact_size: u32
    max_read_size: u32
    max_write_size: u32
    system_time: Timestamp = file_time()
    server_start_time: Timestamp = file_time()
    security_buffer_offset: u16 = 128
    security_buffer_length: int = derived(u16)
    negotiate_context_offset: u32 = field(default=0, doc="offset of the contexts; 0 if there are none")
    gap: bytes = gap_before(128, this.security_buffer_offset, this.security_buffer_length)
    security_buffer: bytes = data(this.security_buffer_length)
    negotiate_contexts: list[NegotiateContext] = array(NegotiateContext, count=this.negotiate_context_count, default_factory=list)


class SessionSetupResponse(Frame, byteorder="little"):
    """A step of authentication (section 2.2.6)."""

    _structure_size: int = const(9, u16)
    session_flags: SessionFlags = field(u16, default=SessionFlags(0))
    security_buffer_offset: u16 = 72
    security_buffer_length: int = derived(u16)
    gap: bytes = gap_before(72, this.security_buffer_offset, this.security_buffer_length)
    security_buffer: bytes = data(this.security_buffer_length)


class TreeConnectResponse(Frame, byteorder="little"):
    """The properties of a share (section 2.2.10)."""

    _structure_size: int = const(16, u16)
    share_type: ShareType = field(u8)
    reserved: u8 = 0
    share_flags: ShareFlags = field(u32)
    capabilities: ShareCapabilities = field(u32)
    maximal_access: AccessMask = field(u32)


class Attributes(Frame, byteorder="little"):
    """The times, the size and the attributes of a file, as in CREATE and CLOSE."""

    creation_time: Timestamp = file_time()
    last_access_time: Timestamp = file_time()
    last_write_time: Timestamp = file_time()
    change_time: Timestamp = file_time()
    allocation_size: u64
    end_of_file: u64
    file_attributes: FileAttributes = field(u32)


class CreateResponse(Frame, byteorder="little"):
    """A file is open (section 2.2.14)."""

    _structure_size: int = const(89, u16)
    oplock_level: OplockLevel = field(u8)
    flags: u8 = field(default=0, doc="1: the last part of the path is a reparse point")
    create_action: CreateAction = field(u32)
    attributes: Attributes
    reserved_2: u32 = 0
    file_id: FileId
    create_contexts_offset: u32 = field(default=0, doc="offset of the contexts; 0 if there are none")
    create_contexts_length: int = derived(u32)
    gap: bytes = gap_before(152, this.create_contexts_offset, this.create_contexts_length)
    create_contexts: list[CreateAnswer] = array(CreateAnswer, size=this.create_contexts_length, default_factory=list)


class CloseResponse(Frame, byteorder="little"):
    """A file is closed (section 2.2.16)."""

    _structure_size: int = const(60, u16)
    flags: u16 = field(default=0, doc="1: the attributes are present; otherwise they are 0")
    reserved: u32 = 0
    attributes: Attributes


class ReadResponse(Frame, byteorder="little"):
    """The data that was read (section 2.2.20)."""

    _structure_size: int = const(17, u16)
    data_offset: u8 = 80
    reserved: u8 = 0
    data_length: int = derived(u32)
    data_remaining: u32 = 0
    flags: u32 = field(default=0, doc="1: the data is transformed for RDMA")
    gap: bytes = gap_before(80, this.data_offset, this.data_length)
    buffer: bytes = data(this.data_length)


class WriteResponse(Frame, byteorder="little"):
    """How much was written (section 2.2.22)."""

    _structure_size: int = const(17, u16)
    reserved: u16 = 0
    count: u32
    remaining: u32 = 0
    write_channel_info_offset: u16 = 0
    write_channel_info_length: u16 = 0


class ValidateNegotiateResponse(Frame, byteorder="little"):
    """The result of the negotiation, as remembered by the server (section 2.2.32.6)."""

    capabilities: Capabilities = field(u32)
    guid: UUID = field(uuid_le)
    security_mode: SecurityMode = field(u16)
    dialect: Dialect = field(u16)


class CopyResult(Frame, byteorder="little"):
    """How much was copied, or how much can be (section 2.2.32.1)."""

    chunks_written: u32
    chunk_bytes_written: u32
    total_bytes_written: u32


class ResumeKey(Frame, byteorder="little"):
    """A key that identifies a source to copy from (section 2.2.32.3)."""

    resume_key: bytes = data(24)
    context: bytes = data(prefix=u32)
    padding: bytes = data(default=b"")


class IoctlResponse(Frame, byteorder="little"):
    """The output of a control code (section 2.2.32). The output of most is kept as bytes."""

    _structure_size: int = const(49, u16)
    reserved: u16 = 0
    ctl_code: ControlCode = field(u32)
    file_id: FileId
    input_offset: u32 = 112
    input_count: int = derived(u32)
    output_offset: u32 = field(default=112, doc="112, and the input rounded up to a multiple of 8")
    output_count: int = derived(u32)
    flags: u32 = 0
    reserved_2: u32 = 0
    input_gap: bytes = gap_before(112, this.input_offset, this.input_count)
    input: bytes = data(this.input_count, default=b"")
    _: None = pad_before(this.input_count, this.output_count)
    output: ValidateNegotiateResponse | CopyResult | ResumeKey | bytes = switch(
        this.ctl_code,
        {
            ControlCode.VALIDATE_NEGOTIATE_INFO: ValidateNegotiateResponse,
            (ControlCode.SRV_COPYCHUNK, ControlCode.SRV_COPYCHUNK_WRITE): CopyResult,
            ControlCode.SRV_REQUEST_RESUME_KEY: ResumeKey,
        },
        otherwise=data(),
        size=this.output_count,
    )


class OutputResponse(Frame, byteorder="little"):
    """QUERY_DIRECTORY and QUERY_INFO (sections 2.2.34 and 2.2.38): their layout depends on the requested class."""

    _structure_size: int = const(9, u16)
    output_buffer_offset: u16 = 72
    output_buffer_length: int = derived(u32)
    gap: bytes = gap_before(72, this.output_buffer_offset, this.output_buffer_length)
    buffer: bytes = data(this.output_buffer_length)


class ChangeNotifyResponse(Frame, byteorder="little"):
    """Changes in a directory (section 2.2.36)."""

    _structure_size: int = const(9, u16)
    output_buffer_offset: u16 = 72
    output_buffer_length: int = derived(u32)
    gap: bytes = gap_before(72, this.output_buffer_offset, this.output_buffer_length)
    changes: list[ChangeNotification] = array(ChangeNotification, size=this.output_buffer_length)


class SetInfoResponse(Frame, byteorder="little"):
    """Information was set (section 2.2.40)."""

    _structure_size: int = const(2, u16)


class LeaseBreak(Frame, byteorder="little"):
    """A lease is reduced (section 2.2.23.2)."""

    new_epoch: u16
    flags: LeaseFlags = field(u32, doc="1: the client must acknowledge it")
    lease_key: bytes = data(16)
    current_lease_state: LeaseState = field(u32)
    new_lease_state: LeaseState = field(u32)
    break_reason: u32 = 0
    access_mask_hint: u32 = 0
    share_mask_hint: u32 = 0


class OplockBreak(Frame, byteorder="little"):
    """An oplock or a lease is broken, or an acknowledgment of that is answered (sections 2.2.23 and 2.2.25)."""

    structure_size: int = derived(u16)
    notification: OplockAcknowledgment | LeaseAcknowledgment | LeaseBreak = switch(
        this.structure_size, {24: OplockAcknowledgment, 36: LeaseAcknowledgment, 44: LeaseBreak}
    )


class ServerNotification(Frame, byteorder="little"):
    """Something of the session has changed, such as its end (section 2.2.44.1)."""

    _structure_size: int = const(4, u16)
    reserved: u16 = 0
    notification_type: u32 = field(doc="0: the session is closed")
    notification: u32 = 0


ResponseBody: TypeAlias = (
    ErrorResponse
    | NegotiateResponse
    | SessionSetupResponse
    | Nothing
    | TreeConnectResponse
    | CreateResponse
    | CloseResponse
    | ReadResponse
    | WriteResponse
    | IoctlResponse
    | OutputResponse
    | ChangeNotifyResponse
    | SetInfoResponse
    | OplockBreak
    | ServerNotification
    | UnknownBody
)
